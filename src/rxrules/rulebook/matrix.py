"""Interactions at a glance: the groups and drugs with most interactions against each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rxrules.language import ast
from rxrules.plan import SEVERITIES
from rxrules.rulebook.book import LETTERS
from rxrules.rulebook.drug_pages import rules_table
from rxrules.rulebook.frame import framed, plural, section, severity
from rxrules.rulebook.html import Html, captioned, element, joined, listed, scrolling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.rulebook.book import Page, RuleEntry
    from rxrules.rulebook.html import Content

#: So many sides a matrix has at most: more can't be read.
_MOST = 36


class _Side(NamedTuple):
    """What stands on a side of an interaction: a group or a drug, of which ruleset, and its ingredients."""

    number: int
    group: str
    title: str
    path: str
    members: frozenset[str]


class _Cell(NamedTuple):
    """The gravest rule of two sides; ``whole`` where some rule covers every drug of the one with every drug of the other."""

    rule: RuleEntry
    whole: bool
    rules: int


def interactions_page(page: Page) -> str:
    """A whole page: the matrix, and every interaction."""
    rules = [one for one in page.book.rules if isinstance(one.written, ast.InteractionRule)]
    if not rules:
        return framed(page, "Interactions", element("p", "There is no interaction rule in these rulesets."))
    rules.sort(key=lambda one: (not one.runs, -one.planned.severity, one.title.casefold(), one.planned.id))
    told = [(one, _between(page, one)) for one in rules]
    title = plural(len(rules), "interaction")
    return framed(
        page,
        "Interactions",
        section("Matrix", _matrix(page, [one for one in rules if one.runs]), id_="matrix"),
        section(title, rules_table(page, title, told), id_="all"),
    )


def _between(page: Page, entry: RuleEntry) -> str:
    assert isinstance(entry.written, ast.InteractionRule)  # noqa: S101  chosen so
    return " with ".join(_side(page, entry.number, one).title for one in entry.written.between)


def _side(page: Page, number: int, selector: ast.Selector) -> _Side:
    book = page.book
    if selector.group is not None:
        group = book.groups[number, selector.group.text]
        return _Side(number, group.id, group.title, group.path, frozenset(group.members))
    assert selector.ingredient is not None  # noqa: S101  validation asks for one of the two
    name = str(book.rulesets[number].ingredient(selector.ingredient))
    return _Side(-1, "", name, book.drugs[name].path, frozenset({name}))


def _matrix(page: Page, rules: Sequence[RuleEntry]) -> Html:
    between = []
    for one in rules:
        assert isinstance(one.written, ast.InteractionRule)  # noqa: S101  chosen so
        first, second = (_side(page, one.number, selector) for selector in one.written.between)
        between.append((one, first, second))
    counted = Counter(side for _, first, second in between for side in {first, second})
    busiest = sorted(counted, key=lambda side: (-counted[side], side.title.casefold(), side.number))[:_MOST]
    shown = sorted(busiest, key=lambda side: (side.title.casefold(), side.number))
    cells = _cells(shown, between)
    words = f"The {len(shown)} groups and drugs with most interactions" if len(counted) > len(shown) else "All groups and drugs"
    caption = f"{words}, each against the others. The number of a column is that of its row."
    head = element("tr", element("td"), [_column(number, side) for number, side in enumerate(shown, start=1)])
    body = [_row(page, place, side, cells, len(shown)) for place, side in enumerate(shown)]
    told = element("table", captioned(caption), element("thead", head), element("tbody", body), class_="matrix")
    legend: list[Content] = [severity(rank) for rank in reversed(range(len(SEVERITIES)))]
    legend.append(joined(element("span", "A", class_="cell major part"), " for some of the drugs only"))
    legend.append("an empty cell: no rule, which says nothing of whether there is a danger")
    note = element("p", "A letter leads to the gravest rule of the two; its conditions stand there.", class_="note")
    return joined(scrolling("Interaction matrix", told), listed(legend, class_="legend"), note)


def _column(number: int, side: _Side) -> Html:
    return element("th", element("abbr", number, title=side.title), scope="col")


def _row(page: Page, place: int, side: _Side, cells: dict[tuple[int, int], _Cell], most: int) -> Html:
    head = element("th", element("span", f"{place + 1} ", class_="nth"), page.link(side.path, side.title), scope="row")
    return element("tr", head, [_cell(page, cells.get((min(place, other), max(place, other)))) for other in range(most)])


def _cell(page: Page, cell: _Cell | None) -> Html:
    if cell is None:
        return element("td")
    word = SEVERITIES[cell.rule.planned.severity]
    part = "" if cell.whole else ", for some of the drugs"
    more = "" if cell.rules == 1 else f", the gravest of {cell.rules} rules"
    said = f"{word}: {cell.rule.title}{part}{more}"
    text = LETTERS[cell.rule.planned.severity]
    link = element(
        "a", text, href=page.to(cell.rule.path), title=said, aria_label=said, class_=f"cell {word}{'' if cell.whole else ' part'}"
    )
    return element("td", link)


def _cells(shown: Sequence[_Side], between: Sequence[tuple[RuleEntry, _Side, _Side]]) -> dict[tuple[int, int], _Cell]:
    """The rules of each pair, by places of which the lower comes first."""
    found: dict[tuple[int, int], list[tuple[RuleEntry, bool]]] = {}
    for place, one in enumerate(shown):
        for later, other in enumerate(shown[place:], start=place):
            for rule, first, second in between:
                touched = whole = False
                for left, right in ((first, second), (second, first)):
                    if not (one.members.isdisjoint(left.members) or other.members.isdisjoint(right.members)):
                        touched = True
                        whole = whole or (one.members <= left.members and other.members <= right.members)
                if touched:
                    found.setdefault((place, later), []).append((rule, whole))
    return {places: _gravest(rules) for places, rules in found.items()}


def _gravest(rules: Sequence[tuple[RuleEntry, bool]]) -> _Cell:
    rule, whole = max(rules, key=lambda one: (one[0].planned.severity, one[1]))
    return _Cell(rule, whole, len(rules))
