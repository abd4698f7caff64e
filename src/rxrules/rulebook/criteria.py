"""Conditions as nested lists: what must all hold, and what any of must, with links to the drugs that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.report.asking import asked
from rxrules.rulebook.html import Html, element, folded, joined, listed
from rxrules.terminology.routes import ROUTE_CLASSES, expand_route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.language import ast
    from rxrules.plan import Condition
    from rxrules.rulebook.book import Page, RuleEntry
    from rxrules.rulebook.html import Content

#: By the routes that a class stands for, where these are too many to be told one by one.
_ROUTE_CLASSES: dict[frozenset[object] | None, str] = {
    expand_route(name): name for name, routes in ROUTE_CLASSES.items() if len(routes) > 5 and name != "any"
}

#: Slots of the Plan that stand for no single participant.
_ANY, _EVERY = -1, -2


def criteria(page: Page, entry: RuleEntry, condition: Condition, slots: Sequence[str] = ("the order",)) -> Html:
    """A condition in words.

    Args:
        page: where it is told.
        entry: the rule that asks.
        condition: of the Plan.
        slots: what the participants are called, in their order.
    """
    return _Telling(page, entry, slots).told(condition)


class _Telling:
    def __init__(self, page: Page, entry: RuleEntry, slots: Sequence[str]) -> None:
        self.page = page
        self.entry = entry
        self.slots = slots

    def told(self, condition: Condition, *, negated: bool = False) -> Html:
        operator, *rest = condition
        if operator == "not":
            return self.told(_inner(rest[0]), negated=not negated)
        if operator in ("all", "any"):
            parts = [self.told(_inner(part), negated=negated) for part in rest]
            if len(parts) == 1:
                return parts[0]
            word = "all of" if (operator == "all") != negated else "any of"
            return joined(element("span", word, class_="junction"), listed(parts))
        if operator == "order":
            slot, inner = int(str(rest[0])), _inner(rest[1])
            return joined(f"{self._slot(slot)}: ", self.told(inner, negated=negated))
        if operator == "route" and (class_ := _ROUTE_CLASSES.get(frozenset(_inner(rest[0])))) is not None:
            return joined(
                f"{'not ' if negated else ''}by a {class_} route",
                element("span", f" ({len(_inner(rest[0]))} routes)", class_="about"),
            )
        if operator == "with":
            return self._with(negated, *rest)  # type: ignore[arg-type]
        return joined(asked(self.page.book.plan, condition, negated=negated))

    def _slot(self, slot: int) -> str:
        if slot >= 0:
            return self.slots[min(slot, len(self.slots) - 1)]
        if len(self.slots) == 1 and slot in (_ANY, _EVERY):
            return self.slots[0] if slot == _ANY else f"every one of these: {self.slots[0]}"
        return "any of the orders" if slot == _ANY else "every one of the orders"

    def _with(
        self,
        negated: bool,  # noqa: FBT001
        population: object,
        condition: object,
        present: object,
        _own: object,
        within: float | None = None,
    ) -> Html:
        members = self.page.book.plan.populations[int(str(population))]
        such: Content = None if condition is None else joined(" (", self.told(_inner(condition)), ")")
        word = "together with" if bool(present) != negated else "without"
        lately = "" if within is None else f", now or in the {within:g} d before"
        return joined(f"{word} ", drugs(self.page, self.entry.number, members), such, lately)


def _inner(part: object) -> Condition:
    assert isinstance(part, tuple)  # noqa: S101  of the Plan's form
    return part


def drugs(page: Page, number: int, members: Sequence[str]) -> Html:
    """A population: its group where it has one, and its drugs, folded where there are several."""
    if len(members) == 1:
        return joined(page.drug(members[0]))
    group = page.book.by_members.get((number, tuple(members)))
    name: Content = f"any of {len(members)} drugs" if group is None else page.link(group.path, group.title)
    return joined(name, members_folded(page, members))


def members_folded(page: Page, members: Sequence[str]) -> Html:
    """The drugs of a population, to be opened."""
    names = listed([page.drug(name) for name in members], class_="names")
    return folded(f"{len(members)} {'drug' if len(members) == 1 else 'drugs'}", names)


def selected(page: Page, number: int, selector: ast.Selector) -> Html:
    """The drugs of a selector, by the name that its author wrote."""
    ruleset = page.book.rulesets[number]
    if selector.ingredient is not None:
        return joined(page.drug(str(ruleset.ingredient(selector.ingredient))))
    assert selector.group is not None  # noqa: S101  validation asks for one of the two
    members = sorted(map(str, ruleset.groups[selector.group.text]))
    return joined(page.group(number, selector.group.text), members_folded(page, members))
