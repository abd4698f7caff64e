"""Dose limits as charts: the dose against age, weight or a result, a line for each limit, coloured by what alerts beyond it."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

from rxrules.plan import SEVERITIES
from rxrules.report.amounts import dose_name, dose_unit
from rxrules.report.asking import readable
from rxrules.rulebook.axis import Axis, axis, marks, number, rounded
from rxrules.rulebook.bands import Panel, Segment, panels
from rxrules.rulebook.frame import severity
from rxrules.rulebook.html import Html, element, joined, listed
from rxrules.rulebook.svg import WIDTH, area, dot, drawing, fitting, letter, line, path, words, zone

if TYPE_CHECKING:
    from rxrules.plan import Bound, DoseLimit
    from rxrules.rulebook.html import Content

_LEFT, _RIGHT, _TOP, _DEEP = 46.0, WIDTH - 14.0, 24.0, 206.0
#: Room above the highest limit, so that what alerts beyond it is seen.
_ABOVE = 1.22
_MOST_PANELS = 8
_TOO_MANY = "Its bands range over too many variables to be drawn; the table has them all."


def limit_charts(body: DoseLimit, id_: str, *, rounded: bool = False) -> Html | None:
    """A chart for each stretch of the variables that are not on the axis; None where limits can't be put on one axis.

    Args:
        body: the limits.
        id_: of the rule, for the ids of the drawings.
        rounded: whether doses may be rounded beyond a limit, which the lines then include.
    """
    found = panels(body)
    if found is None:
        return None
    if len(found) > _MOST_PANELS:
        return element("p", _TOO_MANY, class_="note")
    drawn = [
        element("figure", element("figcaption", one.title) if one.title else None, _chart(body, one, f"drawn-{id_}-{place}"))
        for place, one in enumerate(found, start=1)
    ]
    return joined(element("div", drawn, class_="figures"), _legend(body, rounded=rounded))


def _legend(body: DoseLimit, *, rounded: bool) -> Html:
    ranks = sorted({bound.severity for band in body.bands for bound in band.bounds}, reverse=True)
    lines: list[Content] = [joined("beyond the line: ", severity(rank)) for rank in ranks]
    names = {bound.name for band in body.bands for bound in band.bounds}
    if names & {"max", "min"}:
        lines.append(joined(element("span", class_="key soft", aria_hidden="true"), " limit"))
    if names & {"hard_max", "hard_min"}:
        lines.append(joined(element("span", class_="key hard", aria_hidden="true"), " hard limit"))
    if len(body.bands) > 1 or body.domain:
        lines.append(joined(element("span", class_="key closed", aria_hidden="true"), " this value belongs to the band"))
        lines.append(joined(element("span", class_="key open", aria_hidden="true"), " this value does not"))
    if len(body.bands) > 1:
        lines.append("the bold numbers are those of the bands in the table")
    if rounded:
        lines.append("the lines include the rounding that is allowed")
    return listed(lines, class_="legend")


def _chart(body: DoseLimit, panel: Panel, id_: str) -> Html:
    highest = max((value for one in panel.segments for bound in _bounds(one) for _, value in one.line(bound)), default=1.0)
    upright = Axis(((0.0, _DEEP), (highest * _ABOVE or 1.0, _TOP)), to_scale=True)
    along = axis(panel.low, panel.high, panel.edges, _LEFT, _RIGHT)
    label = textwrap.wrap(panel.label + ("" if along.to_scale else "; not to scale"), 54)
    height = _DEEP + 22.0 + 14.0 * len(label)
    content = [
        element("rect", x=_LEFT, y=_TOP, width=_RIGHT - _LEFT, height=_DEEP - _TOP, class_="plot"),
        [_zones(one, along, upright) for one in panel.segments],
        [_edge(one, along) for one in panel.edges],
        [_lines(one, along, upright) for one in panel.segments],
        [_ends(panel, one, along, upright) for one in panel.segments],
        _scales(body, panel, along, upright),
        [words((_LEFT + _RIGHT) / 2, _DEEP + 32.0 + 14.0 * place, text, "label") for place, text in enumerate(label)],
    ]
    if len(body.bands) > 1:
        content.append([_number(one, along) for one in panel.segments])
    title = f"{dose_name(body).capitalize()} of {body.ingredient}{' against ' + panel.name if panel.name else ''}"
    if panel.title:
        title += f", {panel.title}"
    return drawing(id_, title, _description(panel), height, *content)


def _description(panel: Panel) -> str:
    parts = []
    for one in panel.segments:
        limits = ", ".join(
            f"{bound.name.replace('_', ' ')} {bound.text} ({SEVERITIES[bound.severity]} beyond it)" for bound in _bounds(one)
        )
        parts.append(f"{one.words}: {limits or 'no limit'}")
    return ". ".join(parts) + "."


def _bounds(segment: Segment) -> tuple[Bound, ...]:
    return () if segment.band is None else segment.band.bounds


def _placed(segment: Segment, bound: Bound, along: Axis, upright: Axis) -> list[tuple[float, float]]:
    return [(along.at(x), upright.at(y)) for x, y in segment.line(bound)]


def _zones(segment: Segment, along: Axis, upright: Axis) -> list[Html]:
    """What alerts above a maximum and below a minimum, the graver over the other."""
    found = []
    by_name = {bound.name: bound for bound in _bounds(segment)}
    for soft, hard, end in (("max", "hard_max", _TOP), ("min", "hard_min", _DEEP)):
        for name in (soft, hard):
            if (bound := by_name.get(name)) is None:
                continue
            points = _placed(segment, bound, along, upright)
            beyond = [(x, end) for x, _ in reversed(points)]
            found.append(area([*points, *beyond], "ground"))
            found.append(area([*points, *beyond], zone(bound.severity)))
            limit = by_name.get(hard) if name == soft else None
            start, stop = points[-1][1], end if limit is None else _placed(segment, limit, along, upright)[-1][1]
            left, right = along.at(segment.low), along.at(segment.high)
            if abs(start - stop) >= 15.0 and right - left >= 26.0:
                found.append(letter(right - 11.0, (start + stop) / 2 + 4.0, bound.severity))
    return found


def _lines(segment: Segment, along: Axis, upright: Axis) -> list[Html]:
    found = []
    for bound in _bounds(segment):
        points = _placed(segment, bound, along, upright)
        found.append(path(points, "limit hard" if bound.name.startswith("hard") else "limit soft"))
        texts = bound.text.partition(", rounding")[0].split(", at most ")
        # the rate stands on the slope, the cap on what is level after it; one alone in the middle
        pieces = list(pairwise(points))
        if bound.scale:
            shown = list(zip(pieces, texts, strict=False)) if len(pieces) > 1 else [(pieces[0], texts[0])]
        else:
            shown = [((points[0], points[-1]), texts[0])]
        for ((x1, y1), (x2, y2)), text in shown:
            level = abs(y1 - y2) < 1.0
            room = x2 - x1 - (18.0 if level else 0.0)
            if level and fitting(text, room):
                found.append(words(x1 + 5.0, y1 - 4.0, text, "value", "start"))
            elif not level and fitting(text, x2 - x1):
                # on a slope the lower line is named below it and the upper one above, so that neither crosses the other's name
                lower = bound.name in ("max", "hard_min")
                x, y = (x1 + x2) / 2, (y1 + y2) / 2
                found.append(
                    words(x + 6.0, y + 13.0, text, "value", "start") if lower else words(x - 6.0, y - 3.0, text, "value", "end")
                )
    return found


def _ends(panel: Panel, segment: Segment, along: Axis, upright: Axis) -> list[Html]:
    """A dot at each end of a line where its band begins or ends."""
    found = []
    for at, first in ((segment.low, True), (segment.high, False)):
        if segment.band is None or not panel.is_end(segment, at):
            continue
        closed = panel.holds_at(segment, at)
        for bound in segment.band.bounds:
            x, y = _placed(segment, bound, along, upright)[0 if first else -1]
            found.append(dot(x, y, closed=closed))
    return found


def _edge(at: float, along: Axis) -> Html:
    return line(along.at(at), _TOP, along.at(at), _DEEP, "edge")


def _number(segment: Segment, along: Axis) -> Html:
    text = str(segment.number) if segment.number else "none"
    return words((along.at(segment.low) + along.at(segment.high)) / 2, _DEEP - 6.0, text, "number")


def _scales(body: DoseLimit, panel: Panel, along: Axis, upright: Axis) -> list[Html]:
    found = [line(_LEFT, _DEEP, _RIGHT, _DEEP, "axis"), line(_LEFT, _TOP, _LEFT, _DEEP, "axis")]
    for value in rounded(0.0, upright.stops[-1][0], 4):
        y = upright.at(value)
        found += [line(_LEFT - 4.0, y, _LEFT, y, "axis"), words(_LEFT - 7.0, y + 4.0, number(value), "tick", "end")]
    found.append(words(4.0, 13.0, f"{dose_name(body)}, {readable(dose_unit(body))}", "label", "start"))
    if panel.name:
        for x, text in marks(along, panel.edges, panel.text):
            anchor = "end" if x > _RIGHT - 8.0 else "middle"
            found += [line(x, _DEEP, x, _DEEP + 4.0, "axis"), words(x, _DEEP + 17.0, text, "tick", anchor)]
    return found
