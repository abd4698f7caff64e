"""Every page of a book, by its path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.rulebook import addresses
from rxrules.rulebook.book import Page
from rxrules.rulebook.drug_pages import drug_page, drugs_page
from rxrules.rulebook.front import front_page
from rxrules.rulebook.group_pages import group_page, groups_page
from rxrules.rulebook.matrix import interactions_page
from rxrules.rulebook.rule_page import rule_page
from rxrules.rulebook.source_page import sources_page

if TYPE_CHECKING:
    from rxrules.rulebook.book import Book

_STYLE = Path(__file__).parent / "assets" / "book.css"
_SITES = {
    addresses.INDEX: front_page,
    addresses.DRUGS: drugs_page,
    addresses.GROUPS: groups_page,
    addresses.INTERACTIONS: interactions_page,
    addresses.SOURCES: sources_page,
}


def pages(book: Book) -> dict[str, str]:
    """The text of each file of the rule book, by its path in the folder; the same for the same book."""
    found = {addresses.STYLE: _STYLE.read_text(encoding="utf-8")}
    found |= {path: make(Page(book, path)) for path, make in _SITES.items()}
    found |= {one.path: rule_page(Page(book, one.path), one) for one in book.rules}
    found |= {one.path: drug_page(Page(book, one.path), one) for one in book.drugs.values()}
    found |= {one.path: group_page(Page(book, one.path), one) for one in book.groups.values()}
    return found
