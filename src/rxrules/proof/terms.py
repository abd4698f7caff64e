"""What a rule asks, as a tree of terms: conditions and selectors brought into one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import attrs
from attrs import frozen

from rxrules.language import ast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rxrules.diagnostics import Span
    from rxrules.validate import Ruleset

_PATIENT: Final = ("age", "weight", "height", "body_surface")
_PLAIN: Final = ("sex", "pregnant", "breastfeeding", "condition", "history", "preference", "goal")
_OF_ORDER: Final = ("per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "route", "prn", "indication", "phase")
_OF_SELECTOR: Final = ("route", "per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "prn", "indication", "phase")
#: The slot of what is asked of any participant.
ANY: Final = -1


@frozen(eq=False)
class Leaf:
    """One thing that is asked.

    Attributes:
        key: as the language writes it; ``variable`` for what stands in windows of bands, observations and estimates.
        value: what it is compared with.
        slot: of whose order, -1 of any participant.
        name: of a variable; else empty.
        within: how old the result may be.
        span: where it is written.
    """

    key: str
    value: object
    slot: int = ANY
    name: str = ""
    within: ast.Amount | None = None
    span: Span | None = None

    @property
    def label(self) -> str:
        """What it asks, in the words of the language."""
        if isinstance(self.value, ast.Window):
            return f"{self.name or self.key} {self.value.text}"
        if isinstance(self.value, tuple):
            return f"{self.key} {', '.join(map(str, self.value))}"
        if isinstance(self.value, ast.Selector):
            return f"{self.key} {self.value.ingredient or self.value.group}"
        return f"{self.key} {self.value}" if not isinstance(self.value, bool) else f"{self.key} {str(self.value).lower()}"


@frozen(eq=False)
class Junction:
    """Several terms: ``all``, ``any``, or ``not`` of one."""

    kind: str
    parts: tuple[Term, ...]


Term: TypeAlias = Leaf | Junction


def leaves(term: Term) -> Iterator[Leaf]:
    """Every leaf of a term, in the order in which they are written."""
    if isinstance(term, Leaf):
        yield term
    else:
        for part in term.parts:
            yield from leaves(part)


def holds_leaf(term: Term, leaf: Leaf) -> bool:
    """Whether a leaf stands in a term."""
    return any(one is leaf for one in leaves(term))


class Slots(NamedTuple):
    """What ``of`` may name in a rule.

    Attributes:
        names: to the slot.
        parts: those that name no participant, but some of the drugs of one.
    """

    names: Mapping[str, int]
    parts: frozenset[str] = frozenset()


NO_SLOTS: Final = Slots({})


def slots_of(rule: ast.Rule, ruleset: Ruleset) -> Slots:
    """What ``of`` names in the conditions of a rule."""
    from rxrules.validate.walk import conditions, participants  # noqa: PLC0415  only here

    if isinstance(rule, ast.BurdenRule):
        return NO_SLOTS
    sides = [str(one.ingredient or one.group) for one in participants(rule)]
    if isinstance(rule, ast.DuplicationRule) and rule.group is not None:
        sides = [rule.group.text]
    is_pair = isinstance(rule, ast.InteractionRule)
    names = {name: slot for slot, name in reversed(list(enumerate(sides)))} if is_pair else {}
    parts = {when.of for when in conditions(rule) if when.of is not None and when.of.text not in sides}
    for part in parts:
        meant = members_of(part.text, ruleset)
        names[part.text] = (
            next((slot for slot, side in enumerate(sides) if meant <= members_of(side, ruleset)), 0) if is_pair else ANY
        )
    return Slots(names, frozenset(part.text for part in parts))


def members_of(name: str, ruleset: Ruleset) -> frozenset[str]:
    """The ingredients of a group, or the one that a name means."""
    group = ruleset.groups.get(name)
    return frozenset(map(str, group)) if group is not None else frozenset((str(ruleset.ingredients.get(name, name)),))


def term_of_when(when: ast.When | None, slots: Slots) -> Junction:
    """A condition as a term.

    Args:
        when: may be None, which asks nothing.
        slots: what ``of`` may name.
    """
    if when is None:
        return Junction("all", ())
    parts: list[Term] = []
    slot = ANY if when.of is None else slots.names.get(when.of.text, 0)
    if when.of is not None and when.of.text in slots.parts:
        parts.append(Leaf("of", when.of.text, slot, span=when.of.span))
    windows = ((name, getattr(when, name)) for name in _PATIENT)
    parts += [Leaf("variable", window, name=name, span=window.span) for name, window in windows if window is not None]
    values = ((name, getattr(when, name)) for name in _PLAIN)
    parts += [Leaf(name, _plain(value), span=_span(value, when)) for name, value in values if value is not None]
    for key, test in (("observation", when.observation), ("estimate", when.estimate)):
        if test is not None:
            name = test.code.text if key == "observation" else f"est:{test.code.text}"
            parts.append(Leaf("variable", test.is_, name=name, within=test.within, span=test.is_.span))
    if when.apart is not None:
        parts.append(Leaf("apart", when.apart, span=when.apart.span))
    for key, ahead in (("before", when.before), ("after", when.after)):
        if ahead is not None:
            parts.append(Leaf(key, ahead, slot, span=ahead.span))
    for name in _OF_ORDER:
        value = getattr(when, name)
        if value is not None and value != ():
            parts.append(_order_leaf(name, value, slot, when))
    parts += [Leaf("with", selector, span=selector.span) for selector in (when.with_,) if selector is not None]
    parts += [
        Junction("not", (Leaf("with", selector, span=selector.span),)) for selector in (when.without,) if selector is not None
    ]
    parts += [term_of_when(part, slots) for part in when.all]
    if when.any:
        parts.append(Junction("any", tuple(term_of_when(part, slots) for part in when.any)))
    if when.not_ is not None:
        parts.append(Junction("not", (term_of_when(when.not_, slots),)))
    return Junction("all", tuple(parts))


def term_of_selector(selector: ast.Selector, slot: int) -> Junction:
    """What a selector asks of an order, beyond its drug."""
    values = ((name, getattr(selector, name)) for name in _OF_SELECTOR)
    return Junction(
        "all", tuple(_order_leaf(name, value, slot, selector) for name, value in values if value is not None and value != ())
    )


def term_of_windows(windows: Mapping[str, ast.Window], within: Mapping[str, ast.Amount]) -> Junction:
    """The windows of a band, or of the domain of bands."""
    from rxrules.chart.estimates import ESTIMATES  # noqa: PLC0415  a name that only bands need

    parts = tuple(
        Leaf("variable", window, name=f"est:{name}" if name in ESTIMATES else name, within=within.get(name), span=window.span)
        for name, window in windows.items()
    )
    return Junction("all", parts)


def _order_leaf(name: str, value: object, slot: int, where: ast.Placed) -> Leaf:
    if name == "route":
        assert isinstance(value, tuple)  # noqa: S101  for mypy
        return Leaf(name, tuple(map(str, value)), slot, span=_span(value[0], where))
    return Leaf(name, _plain(value), slot, span=_span(value, where))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, ast.Name) else value


def _span(value: object, where: ast.Placed) -> Span:
    return value.span if isinstance(value, ast.Placed) and attrs.has(type(value)) else where.span
