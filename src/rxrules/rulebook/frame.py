"""What every page has: its head, the way to the others, what it must not be taken for, and which rules it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import SEVERITIES
from rxrules.rulebook import addresses
from rxrules.rulebook.book import LETTERS
from rxrules.rulebook.html import Html, document, element, joined

if TYPE_CHECKING:
    from rxrules.rulebook.book import Book, Page, RuleEntry
    from rxrules.rulebook.html import Content

#: Nothing is loaded but the style beside the pages, and nothing runs but the search of the index.
_POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"
_STYLES = "style-src * 'unsafe-inline'"
_SITES = (
    (addresses.INDEX, "Rules"),
    (addresses.DRUGS, "Drugs"),
    (addresses.GROUPS, "Groups"),
    (addresses.INTERACTIONS, "Interactions"),
    (addresses.SOURCES, "Sources"),
)


def framed(page: Page, title: str, *content: Content, script_hash: str = "") -> str:
    """A whole page.

    Args:
        page: where it stands.
        title: of the page; its main heading.
        content: below the heading.
        script_hash: of the one script that may run on it.
    """
    book = page.book
    scripts = f"script-src '{script_hash}'" if script_hash else "script-src 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=f"{_POLICY}; {_STYLES}; {scripts}"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content="rxrules docs"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{title} · {book.title}"),
        element("link", rel="stylesheet", href=page.to(addresses.STYLE)),
    )
    links = [
        element("li", element("a", words, href=page.to(target), aria_current="page" if target == page.path else None))
        for target, words in _SITES
    ]
    body = element(
        "body",
        element("a", "Skip to the content", href="#main", class_="skip"),
        element(
            "header",
            element("p", page.link(addresses.INDEX, book.title), class_="book"),
            element("nav", element("ul", links), aria_label="Rule book"),
        ),
        element("p", standing(book), class_="standing", role="note"),
        element("main", element("h1", title), content, id="main", tabindex="-1"),
        element("footer", [element("p", one) for one in editions(book)], element("p", standing(book), class_="printed")),
    )
    return document(element("html", head, body, lang="en"))


def standing(book: Book) -> str:
    """What no page may leave out."""
    by_review: dict[bool, list[str]] = {True: [], False: []}
    for one in book.rulesets:
        by_review[one.manifest.clinician_reviewed].append(f"{one.manifest.title} {one.manifest.version}")
    words = "Rules do not replace clinical judgement."
    if by_review[False]:
        words += f" No clinician has reviewed {', '.join(by_review[False])}."
    if by_review[True]:
        words += f" Reviewed by a clinician, as its owner says: {', '.join(by_review[True])}."
    return words


def editions(book: Book) -> list[Html]:
    """Exactly which rulesets these are."""
    found = []
    for one in book.rulesets:
        manifest = one.manifest
        since = f", in effect from {manifest.effective}" if manifest.effective else ""
        words = (
            f"{manifest.title} ({manifest.id}), version {manifest.version}{since}; {manifest.owner}; {manifest.licence}; digest "
        )
        found.append(joined(words, element("code", one.digest, class_="digest")))
    if book.as_of is not None:
        found.append(joined(f"Reviews are overdue as of {book.as_of}."))
    return found


def section(title: str, *content: Content, id_: str, class_: str | None = None) -> Html:
    """A part of a page under its heading, with an anchor that stays."""
    return element("section", element("h2", title), *content, id=id_, class_=class_)


def severity(rank: int) -> Html:
    """A severity by its colour, its letter and its word."""
    return element(
        "span", element("b", LETTERS[rank], aria_hidden="true"), " ", SEVERITIES[rank], class_=f"severity {SEVERITIES[rank]}"
    )


#: What the status of a rule means to who reads it.
STATUSES = {
    "active": "This rule is active: it runs.",
    "review": "This rule is under review: it runs, and each of its alerts says that nobody has signed it off yet.",
    "draft": "This rule is a draft: it does not run.",
    "retired": "This rule is retired: it no longer runs.",
}


def status(entry: RuleEntry) -> Html:
    """The status of a rule, in a word."""
    word = entry.written.status
    return element("span", "under review" if word == "review" else word, class_=f"status {word}")


def marks(page: Page, entry: RuleEntry) -> Html:
    """The status of a rule in a word, and whether its review is overdue."""
    late = element("span", "review overdue", class_="status overdue") if page.book.overdue(entry) else None
    return joined(status(entry), " " if late else None, late)


def kind_name(kind: str) -> str:
    """A kind of rule as people call it."""
    return kind.replace("_", " ")


def plural(number: int, noun: str) -> str:
    """A number with its noun.

    >>> plural(1, "rule"), plural(2, "duplication"), plural(3, "allergy")
    ('1 rule', '2 duplications', '3 allergies')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"
