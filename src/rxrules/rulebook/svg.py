"""Drawings inside a page: scalable, coloured by the style of the book, and told in words to who can't see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import SEVERITIES
from rxrules.rulebook.book import LETTERS
from rxrules.rulebook.html import Html, element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.rulebook.html import Content

#: As wide as a phone shows it one to one, so that its letters can be read there.
WIDTH = 360.0


def drawing(id_: str, title: str, description: str, height: float, *content: Content) -> Html:
    """A drawing with its name and its description in words.

    Args:
        id_: unique on the page.
        title: what is drawn.
        description: all that it shows.
        height: in pixels, at a width of `WIDTH`.
        content: shapes.
    """
    return element(
        "svg",
        element("title", title, id=f"{id_}-title"),
        element("desc", description, id=f"{id_}-desc"),
        *content,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_labelledby=f"{id_}-title {id_}-desc",
        class_="drawing",
    )


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Html:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def path(points: Sequence[tuple[float, float]], class_: str) -> Html:
    """A line through points."""
    return element("polyline", points=_points(points), class_=class_)


def area(points: Sequence[tuple[float, float]], class_: str) -> Html:
    """A filled shape."""
    return element("polygon", points=_points(points), class_=class_)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{round(x, 2) + 0.0:.10g},{round(y, 2) + 0.0:.10g}" for x, y in points)


def words(x: float, y: float, text: str, class_: str, anchor: str = "middle") -> Html:
    """A line of text."""
    return element("text", text, x=x, y=y, class_=class_, text_anchor=anchor)


def dot(x: float, y: float, *, closed: bool) -> Html:
    """An end of a band: filled where it belongs to the band, hollow where it does not."""
    return element("circle", cx=x, cy=y, r=3.6, class_="closed" if closed else "open")


def zone(rank: int) -> str:
    """The class of an area in which an alert of that severity comes."""
    return f"zone {SEVERITIES[rank]}"


def letter(x: float, y: float, rank: int) -> Html:
    """The letter of a severity."""
    return words(x, y, LETTERS[rank], "letter")


def fitting(text: str, width: float) -> bool:
    """Whether a label of the small size fits into so many pixels."""
    return len(text) * 5.8 <= width


def cut(text: str, most: int) -> str:
    """A text of at most so many letters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
