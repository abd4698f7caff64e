"""The page of a group: its members, where they come from, and the rules that name it; and the list of all groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.rulebook.drug_pages import rules_table
from rxrules.rulebook.frame import framed, kind_name, plural, section
from rxrules.rulebook.html import Html, described, element, joined, listed, outside, table

if TYPE_CHECKING:
    from rxrules.rulebook.book import GroupEntry, Page
    from rxrules.rulebook.html import Content


def group_page(page: Page, entry: GroupEntry) -> str:
    """A whole page."""
    manifest = page.book.rulesets[entry.number].manifest
    about: list[tuple[str, Content]] = [("Ruleset", f"{manifest.title}, version {manifest.version}")]
    about += _made_of(page, entry)
    members = [page.drug(name) for name in entry.members]
    rules = sorted(entry.rules, key=lambda one: (not one.runs, -one.planned.severity, one.planned.id))
    title = plural(len(rules), "rule")
    named: Content = "No rule names it."
    if rules:
        named = rules_table(page, f"{title} that name it", [(one, kind_name(one.written.kind)) for one in rules])
    return framed(
        page,
        entry.title,
        element("p", element("code", entry.id), class_="id"),
        described(about),
        section(plural(len(members), "drug"), listed(members, class_="names"), id_="drugs"),
        section(title, named, id_="rules"),
    )


def _made_of(page: Page, entry: GroupEntry) -> list[tuple[str, Content]]:
    written = entry.written
    if written is None:
        return []
    told: list[tuple[str, Content]] = []
    if written.include:
        told.append(
            ("Includes the groups", listed([page.group(entry.number, one.text) for one in written.include], class_="names"))
        )
    if written.exclude:
        told.append(("Leaves out", listed([_left_out(page, entry, one.text) for one in written.exclude], class_="names")))
    if written.note:
        told.append(("Note", written.note))
    told.append(("Source", _source(page, entry) or "none is given"))
    if written.at[0]:
        told.append(("Stands in", element("code", f"{written.at[0]}:{written.at[1]}")))
    return told


def _left_out(page: Page, entry: GroupEntry, name: str) -> Html | str:
    return page.group(entry.number, name) if (entry.number, name) in page.book.groups else page.drug(name)


def _source(page: Page, entry: GroupEntry) -> Html | None:
    reference = entry.written.source if entry.written is not None else None
    if reference is None:
        return None
    source = None if reference.source is None else page.book.rulesets[entry.number].sources.get(reference.source.text)
    title = reference.title or (source.title if source else "")
    url = reference.url or (source.url if source else "")
    return joined(outside(url, title), f": {reference.section}" if reference.section else None)


def groups_page(page: Page) -> str:
    """The list of all groups, by ruleset."""
    book = page.book
    sections = []
    for number, ruleset in enumerate(book.rulesets):
        groups = sorted((one for one in book.groups.values() if one.number == number), key=lambda one: one.title.casefold())
        rows = [
            (page.link(one.path, one.title), element("code", one.id), f"{len(one.members)}", f"{len(one.rules)}") for one in groups
        ]
        caption = f"{plural(len(groups), 'group')} of {ruleset.manifest.title}"
        told = table(caption, ("Group", "Id", "Drugs", "Rules"), rows, class_="wide")
        sections.append(section(ruleset.manifest.title, told, id_=f"ruleset-{ruleset.manifest.id.text}"))
    return framed(page, "Groups", element("p", "Named sets of drugs that rules are about."), sections)
