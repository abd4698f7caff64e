"""Every source that the rules cite, with the rules that rest on it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rxrules.rulebook.frame import framed, plural, section
from rxrules.rulebook.html import Html, element, folded, joined, listed, outside, table

if TYPE_CHECKING:
    from rxrules.language import ast
    from rxrules.rulebook.book import Page, RuleEntry


def sources_page(page: Page) -> str:
    """A whole page."""
    return framed(page, "Sources", [_of_ruleset(page, number) for number in range(len(page.book.rulesets))])


def _of_ruleset(page: Page, number: int) -> Html:
    manifest = page.book.rulesets[number].manifest
    citing: dict[str, dict[str, RuleEntry]] = defaultdict(dict)
    for entry in page.book.rules:
        if entry.number == number:
            for reference in entry.written.evidence.sources:
                if reference.source is not None:
                    citing[reference.source.text][entry.planned.id] = entry
    rows = []
    for id_, source in sorted(page.book.rulesets[number].sources.items()):
        rules = list(citing[id_].values())
        cited = folded(plural(len(rules), "rule"), listed([page.rule(one) for one in rules])) if rules else "no rule"
        rows.append(
            (element("span", outside(source.url, source.title), id=f"source-{manifest.id.text}-{id_}"), _about(page, source), cited)
        )
    told = table(f"Sources of {manifest.title}", ("Source", "About", "Cited by"), rows, class_="wide")
    return section(manifest.title, told, id_=f"ruleset-{manifest.id.text}")


def _about(page: Page, source: ast.Source) -> Html:
    told = [str(one) for one in (source.publisher, source.year) if one]
    told += [f"accessed {source.accessed}"] if source.accessed else []
    told += [f"licence: {source.licence}"] if source.licence else []
    late = None
    if source.review_by is not None:
        told.append(f"to be reviewed by {source.review_by}")
        if page.book.as_of is not None and source.review_by < page.book.as_of:
            late = joined(" ", element("span", "review overdue", class_="status overdue"))
    return joined(", ".join(told), late)
