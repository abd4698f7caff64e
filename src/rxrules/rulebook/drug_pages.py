"""The page of a drug: every rule that knows it, by kind, and what no rule says of it; and the list of all drugs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rxrules.plan import EXPECTED_KINDS
from rxrules.report.kinds import KINDS
from rxrules.rulebook.frame import framed, kind_name, marks, plural, section, severity
from rxrules.rulebook.html import Html, described, element, joined, listed, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.rulebook.book import DrugEntry, Page, RuleEntry
    from rxrules.rulebook.html import Content

_MOST_SYNONYMS = 12


def drug_page(page: Page, entry: DrugEntry) -> str:
    """A whole page."""
    sections: list[Content] = [_identity(entry), _not_known(page, entry)]
    for kind in KINDS:
        rules = [(one, detail) for one, detail in entry.rules if one.written.kind == kind]
        if rules:
            rules.sort(key=lambda one: (not one[0].runs, -one[0].planned.severity, one[0].planned.id))
            title = plural(len(rules), kind_name(kind))
            sections.append(section(title, rules_table(page, title, rules), id_=kind.replace("_", "-")))
    if page.book.every_drug:
        told = rules_table(page, "Rules for every drug", [(one, "") for one in page.book.every_drug])
        sections.append(section("Rules for every drug", told, id_="every-drug"))
    if entry.groups:
        titles = [joined(page.link(one.path, one.title), f" ({len(one.members)})") for one in entry.groups]
        sections.append(section(f"In {plural(len(titles), 'group')}", listed(titles, class_="names"), id_="groups"))
    return framed(page, entry.name, sections)


def rules_table(page: Page, caption: str, rules: Iterable[tuple[RuleEntry, str]]) -> Html:
    """Rules with what each says of a drug."""
    rows = [
        (
            joined(page.rule(one), element("div", detail, class_="such") if detail else None),
            joined(severity(one.planned.severity), " ", marks(page, one)),
        )
        for one, detail in rules
    ]
    return table(caption, ("Rule", "Severity and status"), rows, class_="rules")


def _identity(entry: DrugEntry) -> Html | None:
    known = entry.known
    if known is None:
        return None
    told = [
        ("Also called", ", ".join(known.synonyms[:_MOST_SYNONYMS])),
        ("RxCUI", known.rxcui),
        ("UNII", known.unii),
        ("ATC", ", ".join(known.atc)),
        ("Usual routes", ", ".join(known.usual_routes)),
    ]
    return described((name, words) for name, words in told if words)


def _not_known(page: Page, entry: DrugEntry) -> Html | None:
    """What nothing in the book checks of the drug. SAFETY: an empty page must not read as if there were nothing to know."""
    found = {one.written.kind for one, _ in entry.rules if one.runs} | {
        one.written.kind for one in page.book.every_drug if one.runs
    }
    lacking = [kind_name(kind) for kind in EXPECTED_KINDS if kind not in found]
    if not lacking:
        return None
    words = f"No rule that runs knows this drug by: {', '.join(lacking)}. That says nothing of whether there is a danger."
    return element("p", words, class_="said review")


def drugs_page(page: Page) -> str:
    """The list of all drugs, by letter."""
    drugs = sorted(page.book.drugs.values(), key=lambda one: one.name.casefold())
    sections = []
    letters = []
    for first, found in groupby(drugs, key=lambda one: one.name[:1].upper()):
        names = [joined(page.link(one.path, one.name), f" {len(one.rules)}") for one in found]
        id_ = f"letter-{ord(first):x}"
        letters.append(element("a", first, href=f"#{id_}"))
        sections.append(section(first, listed(names, class_="names"), id_=id_))
    words = f"{plural(len(drugs), 'drug')} that the rules name, each with the number of its rules."
    return framed(
        page, "Drugs", element("p", words), element("nav", listed(letters), aria_label="Letters", class_="letters"), sections
    )
