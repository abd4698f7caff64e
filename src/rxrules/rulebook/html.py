"""Markup that can't be made by accident: text is escaped wherever it is not `Html` already.

SAFETY: `Html` is made by `element`, `joined` and nothing else outside this module. Adding to one or formatting it gives a plain
``str``, which is escaped when it is used: a mistake shows as letters on the page, and never as markup.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable


class Html(str):
    """A piece of markup; everything in it that was text is escaped."""

    __slots__ = ()


# what may stand in an element; None is left out
Content: TypeAlias = "str | int | Iterable[Content] | None"

_VOID = frozenset({"meta", "link", "input", "br", "hr"})
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f<>\"'`\\]")


def escaped(text: str) -> str:
    """Text as it stands in markup and in quotes of attributes; what HTML does not allow is replaced."""
    return html.escape(_INVISIBLE.sub("\ufffd", text), quote=True)


def joined(*content: Content) -> Html:
    """Pieces one after the other.

    >>> joined("a < b", None, element("b", "c"))
    'a &lt; b<b>c</b>'
    """
    return Html("".join(_each(content)))


def _each(content: Content) -> Iterable[str]:
    if content is None:
        return
    if isinstance(content, Html):
        yield str(content)
    elif isinstance(content, str):
        yield escaped(content)
    elif isinstance(content, int):
        yield str(content)
    else:
        for part in content:
            yield from _each(part)


def element(name: str, /, *content: Content, **attributes: str | float | bool | None) -> Html:
    """An element with its content.

    Args:
        name: of the element, by the program and never from a ruleset.
        content: what stands in it.
        attributes: by name, an underscore for a hyphen, and one at the end dropped (``class_``). True is an attribute without a
            value; None and False leave it out.

    >>> element("a", "x", href="y.html", class_="z", data_n=1, hidden=True)
    '<a href="y.html" class="z" data-n="1" hidden>x</a>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_value(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(*content)}</{name}>")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escaped(value)
    # drawings: a hundredth of a pixel is enough, and the same on every machine
    return f"{round(value, 2) + 0.0:.10g}"


def outside(url: str, *content: Content) -> Html:
    """A link out of the book; the text alone where the address is none of the web.

    SAFETY: sources are written by many hands, and ``javascript:`` or ``data:`` in a link would run in the reader's browser.
    """
    words = joined(*content) if content else joined(url)
    if not is_web(url):
        return words if not content or not url else joined(words, " (", element("code", url), ")")
    return element("a", words, href=url, rel="noreferrer noopener external")


def is_web(url: str) -> bool:
    """Whether an address is one of the web, written without anything that could end it.

    >>> is_web("https://example.org/a?b=c"), is_web("javascript:alert(1)"), is_web("//example.org")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not _UNSAFE_IN_ADDRESS.search(url)


def data(value: object, *, id_: str) -> Html:
    """Plain data for a script, as JSON in an element that is not run; nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Html(f'<script type="application/json" id="{escaped(id_)}">{text}</script>')


def shipped_script(text: str) -> Html:
    """A script of this package, as it stands; never anything from a ruleset."""
    return Html(f"<script>{text}</script>")


def shipped_style(text: str) -> Html:
    """A style of this package, as it stands, for a page that is one file; never anything from a ruleset."""
    return Html(f"<style>{text}</style>")


def document(*content: Content) -> str:
    """A whole document."""
    return f"<!doctype html>\n{joined(*content)}\n"


def table(caption: Content, heads: Iterable[Content], rows: Iterable[Iterable[Content]], class_: str | None = None) -> Html:
    """A table with a caption, a row of heads, and a head for each row in its first column.

    The table scrolls inside its frame where it is wider than the page.
    """
    head = element("thead", element("tr", [element("th", one, scope="col") for one in heads]))
    body = [
        element("tr", [element("th", cell, scope="row") if not place else element("td", cell) for place, cell in enumerate(row)])
        for row in rows
    ]
    return scrolling(caption, element("table", captioned(caption), head, element("tbody", body), class_=class_))


def captioned(caption: Content) -> Html:
    """The caption of a table, which breaks its lines at the edge of the screen where the table is wider."""
    return element("caption", element("span", caption))


def scrolling(label: Content, *content: Content) -> Html:
    """A frame in which what is too wide scrolls, by keyboard too."""
    words = re.sub(r"<[^>]*>", "", joined(label))
    return element("div", *content, class_="scroll", role="region", aria_label=html.unescape(words), tabindex="0")


def folded(summary: Content, *content: Content, open_: bool = False) -> Html:
    """What is opened by who wants to read it; without a script."""
    return element("details", element("summary", summary), *content, open=open_)


def listed(rows: Iterable[Content], class_: str | None = None) -> Html:
    """A list."""
    return element("ul", [element("li", row) for row in rows], class_=class_)


def described(pairs: Iterable[tuple[Content, Content]]) -> Html:
    """Names with what they are."""
    return element("dl", [element("div", element("dt", name), element("dd", what)) for name, what in pairs])
