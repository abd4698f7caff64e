"""Burdens as drawings: what each line adds as a bar, and the levels on a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import SEVERITIES
from rxrules.report.amounts import in_unit
from rxrules.report.asking import Printed, readable, window_words
from rxrules.rulebook.axis import axis, number
from rxrules.rulebook.html import Html, element
from rxrules.rulebook.svg import WIDTH, area, cut, drawing, letter, line, words, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.language import ast
    from rxrules.plan import Burden

_LEFT, _RIGHT = 10.0, WIDTH - 14.0
_ROW, _BAR = 34.0, 10.0
#: How much of a name is drawn, in letters; the table has all of it.
_MOST_LETTERS = 56
_MOST_BARS = 60
#: The scale goes on beyond the last level by this factor.
_BEYOND = 1.4


def burden_bars(items: Sequence[tuple[str, ast.BurdenItem, str]], id_: str, *, is_points: bool) -> Html | None:
    """A bar for each line of the list; None where they count different units, or are too many to be read.

    Args:
        items: the name of each, the item, and what it adds in words.
        id_: of the rule.
        is_points: whether they add points, and not amounts times factors.
    """
    per = {str(item.per.quantity) for _, item, _ in items if item.per is not None}
    if not items or len(items) > _MOST_BARS or len(per) > 1:
        return None
    weights = [float(item.points if item.points is not None else item.factor or 0.0) for _, item, _ in items]
    top = max(weights) or 1.0
    rows = []
    for place, ((name, _, _), weight) in enumerate(zip(items, weights, strict=True)):
        y = 16.0 + place * _ROW
        end = _LEFT + max(weight / top * (_RIGHT - _LEFT - 34.0), 1.0)
        shown = f"{weight:g}"
        rows += [
            words(_LEFT, y, cut(name, _MOST_LETTERS), "label", "start"),
            element("rect", x=_LEFT, y=y + 5.0, width=end - _LEFT, height=_BAR, class_="bar"),
            words(end + 5.0, y + 14.0, shown, "value", "start"),
        ]
    what = "Points of each line" if is_points else "Factor of each line"
    told = "; ".join(f"{name}: {adds}" for name, _, adds in items) + "."
    return element("figure", drawing(f"bars-{id_}", what, told, len(items) * _ROW + 8.0, *rows))


def level_scale(body: Burden, id_: str) -> Html | None:
    """The totals on a scale, with what alerts where; None where no level has an end to draw."""
    windows = [
        (
            None if one.window.low is None else in_unit(one.window.low, body.factor),
            None if one.window.high is None else in_unit(one.window.high, body.factor),
            one.severity,
        )
        for one in body.levels
    ]
    edges = sorted({end for low, high, _ in windows for end in (low, high) if end is not None})
    if not edges or edges[-1] <= 0:
        return None
    along = axis(0.0, edges[-1] * _BEYOND, edges, _LEFT, _RIGHT)
    top, deep = 6.0, 34.0
    content = [element("rect", x=_LEFT, y=top, width=_RIGHT - _LEFT, height=deep - top, class_="plot")]
    # graver levels lie over the others, as they lead
    for low, high, rank in sorted(windows, key=lambda one: one[2]):
        left = _LEFT if low is None else along.at(low)
        right = _RIGHT if high is None else along.at(high)
        corners = [(left, top), (right, top), (right, deep), (left, deep)]
        content += [area(corners, "ground"), area(corners, zone(rank)), line(left, top, left, deep, "limit soft")]
    for low, high, rank in windows:
        left, right = 0.0 if low is None else low, edges[-1] * _BEYOND if high is None else high
        over = [other for other, _, grave in windows if grave > rank and other is not None and left < other < right]
        content.append(letter((along.at(left) + along.at(min([right, *over]))) / 2, 25.0, rank))
    for value in (0.0, *edges):
        x = along.at(value)
        content += [line(x, deep, x, deep + 4.0, "axis"), words(x, deep + 17.0, number(value), "tick")]
    content.append(line(_LEFT, deep, _RIGHT, deep, "axis"))
    unit = readable(body.unit) or "points"
    content.append(
        words((_LEFT + _RIGHT) / 2, deep + 33.0, f"total, {unit}" + ("" if along.to_scale else "; not to scale"), "label")
    )
    how = Printed("", body.unit or "1", body.factor)
    told = "; ".join(f"{window_words(one.window, how)}: {SEVERITIES[one.severity]}" for one in body.levels) + "."
    return element("figure", drawing(f"levels-{id_}", "Totals that alert", told, deep + 40.0, *content))
