"""The first page: how many rules there are of what, a search that needs no server, and every rule."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rxrules.plan import SEVERITIES
from rxrules.report.kinds import KINDS
from rxrules.rulebook.frame import framed, kind_name, marks, plural, severity
from rxrules.rulebook.html import Html, captioned, data, element, joined, scrolling, shipped_script
from rxrules.rulebook.selectors import sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.rulebook.book import Book, Page, RuleEntry
    from rxrules.rulebook.html import Content

_SCRIPT = Path(__file__).parent / "assets" / "search.js"
_STATUSES = ("active", "review", "draft", "retired")


@cache
def script() -> str:
    """The search, as it stands in the page."""
    return _SCRIPT.read_text(encoding="utf-8")


def front_page(page: Page) -> str:
    """A whole page."""
    book = page.book
    text = script()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    ordered = [one for kind in KINDS for one in _of(book, kind)]
    about = [element("p", one.manifest.description) for one in book.rulesets if one.manifest.description]
    return framed(
        page,
        book.title,
        about,
        _counts(book),
        _search(book),
        [_kind(page, kind) for kind in KINDS if _of(book, kind)],
        data(_index(page, ordered), id_="index"),
        shipped_script(text),
        script_hash=f"sha256-{digest}",
    )


def _of(book: Book, kind: str) -> list[RuleEntry]:
    found = [one for one in book.rules if one.written.kind == kind]
    return sorted(found, key=lambda one: (-one.planned.severity, one.title.casefold(), one.number, one.planned.id))


def _counts(book: Book) -> Html:
    """How many rules of each kind there are, by severity and by status."""
    statuses = [one for one in _STATUSES if any(rule.written.status == one for rule in book.rules)]
    late = sum(bool(book.overdue(one)) for one in book.rules)
    heads: list[Content] = [
        "Kind",
        "All",
        *(severity(rank) for rank in reversed(range(len(SEVERITIES)))),
        *map(_status_head, statuses),
    ]
    rows = []
    for kind in KINDS:
        rules = _of(book, kind)
        if not rules:
            continue
        row: list[Content] = [element("a", kind_name(kind), href=f"#{_anchor(kind)}"), str(len(rules))]
        for rank in reversed(range(len(SEVERITIES))):
            number = sum(one.planned.severity == rank for one in rules)
            row.append(element("a", number, href=f"#{_anchor(kind)}-{SEVERITIES[rank]}") if number else "")
        row += [str(sum(one.written.status == status for one in rules) or "") for status in statuses]
        rows.append(element("tr", [element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:])]))
    head = element("thead", element("tr", [element("th", one, scope="col") for one in heads]))
    caption = captioned(f"{plural(len(book.rules), 'rule')} by kind, by the gravest alert that they give, and by status")
    told = scrolling("How many rules", element("table", caption, head, element("tbody", rows), class_="counts"))
    if book.as_of is None:
        return told
    words = f"As of {book.as_of} the review of {plural(late, 'rule')} is overdue."
    return joined(told, element("p", words, class_="said overdue" if late else "note"))


def _status_head(status: str) -> str:
    return "under review" if status == "review" else status


def _anchor(kind: str) -> str:
    return kind.replace("_", "-")


def _search(book: Book) -> Html:
    """The form of the search, hidden until the script shows it."""
    kinds = [(kind, kind_name(kind)) for kind in KINDS if _of(book, kind)]
    severities = [(word, word) for word in reversed(SEVERITIES)]
    statuses = [(one, _status_head(one)) for one in _STATUSES if any(rule.written.status == one for rule in book.rules)]
    return element(
        "form",
        element("label", "Search rules and drugs", element("input", type="search", id="query", autocomplete="off"), class_="query"),
        _choice("Kind", "kind", kinds),
        _choice("Severity", "severity", severities),
        _choice("Status", "status", statuses),
        element("p", role="status", id="found"),
        element("p", id="drugs-found"),
        id="search",
        role="search",
        hidden=True,
    )


def _choice(label: str, id_: str, options: Sequence[tuple[str, str]]) -> Html:
    any_ = element("option", "any", value="")
    return element(
        "label", label, element("select", any_, [element("option", text, value=value) for value, text in options], id=id_)
    )


def _kind(page: Page, kind: str) -> Html:
    """Every rule of a kind, gravest first, each severity with its own anchor."""
    rules = _of(page.book, kind)
    bodies = []
    for rank in reversed(range(len(SEVERITIES))):
        rows = [_row(page, one) for one in rules if one.planned.severity == rank]
        if rows:
            head = element(
                "tr", element("th", severity(rank), " ", plural(len(rows), "rule"), colspan=2, scope="rowgroup"), class_="grave"
            )
            bodies.append(element("tbody", head, rows, id=f"{_anchor(kind)}-{SEVERITIES[rank]}"))
    heads = element("thead", element("tr", [element("th", one, scope="col") for one in ("Rule", "Status")]))
    caption = captioned(f"{plural(len(rules), kind_name(kind))}, by the gravest alert that each gives")
    told = scrolling(f"Rules of the kind {kind_name(kind)}", element("table", caption, heads, bodies, class_="rules wide"))
    title = plural(2, kind_name(kind))[2:].capitalize()
    return element("section", element("h2", title), told, id=_anchor(kind), class_="kind-list")


def _row(page: Page, entry: RuleEntry) -> Html:
    rule = entry.written
    drugs = " · ".join(dict.fromkeys(named_drugs(page, entry)))
    names = joined(page.rule(entry), element("div", drugs, class_="such"), element("code", rule.id.text))
    return element(
        "tr",
        element("th", names, scope="row"),
        element("td", marks(page, entry)),
        data_kind=rule.kind,
        data_severity=SEVERITIES[entry.planned.severity],
        data_status=rule.status,
    )


def named_drugs(page: Page, entry: RuleEntry) -> list[str]:
    """What a rule is about, in a few words: its groups by their titles, its drugs by their names."""
    book = page.book
    found = []
    for side in sides(entry.written, entry.planned):
        if side.selector is None:
            found.append("every drug")
        elif side.selector.group is not None:
            group = book.groups[entry.number, side.selector.group.text]
            found.append(f"{group.title} ({len(group.members)})")
        elif side.selector.ingredient is not None:
            found.append(str(book.rulesets[entry.number].ingredient(side.selector.ingredient)))
    return found or [plural(len(entry.drugs), "drug") if entry.drugs else "the patient"]


def _index(page: Page, ordered: Sequence[RuleEntry]) -> dict[str, Any]:
    """What the search knows beyond the words of the list: every drug of a rule, with its other names.

    Rules stand in the order of the list; ``sets`` are sets of drugs that several rules share, by their numbers.
    """
    names = sorted(page.book.drugs)
    numbers = {name: place for place, name in enumerate(names)}
    sets: dict[tuple[str, ...], int] = {}
    rules = [sets.setdefault(one.drugs, len(sets)) for one in ordered]
    drugs = []
    for name in names:
        entry = page.book.drugs[name]
        known = entry.known.synonyms if entry.known is not None else ()
        drugs.append([name, page.to(entry.path), " ".join(known).casefold()])
    return {"drugs": drugs, "sets": [[numbers[name] for name in one] for one in sets], "rules": rules}
