"""How heavy and how large patients can be at all, by their age: wide bounds, to find slips of a unit and nothing else."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from rxrules.units import at_least
from rxrules.validate.windows import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.language.ast import DoseLimitRule, Row, Window

#: From this age in years: least and most weight in kg, least and most height in cm. Those within which a case file is read; the
#: smallest and the largest people who live fit in, and they have no clinical meaning.
BODIES: Final = (
    (0.0, (0.2, 14.0), (20.0, 80.0)),
    (0.25, (0.8, 25.0), (28.0, 100.0)),
    (1.0, (2.0, 40.0), (35.0, 120.0)),
    (2.0, (3.0, 70.0), (40.0, 150.0)),
    (5.0, (5.0, 150.0), (45.0, 200.0)),
    (10.0, (8.0, 350.0), (50.0, 260.0)),
    (18.0, (12.0, 700.0), (50.0, 280.0)),
)
#: The unit of each scale, and the variable of bands that is measured in it.
SCALES: Final = {"body_weight": ("weight", "kg"), "body_surface": ("body_surface", "m2")}
_YEARS: Final = {"calendar": 1 / 12, "time": 1 / 365.25}


def sizes_of_age(rule: DoseLimitRule, row: Row | None, scale: str) -> tuple[float, float]:
    """The least and the most that somebody of a band's ages can weigh in kg, or measure in m2.

    Args:
        rule: whose bands, domain and condition are looked at.
        row: of the rule; None where its limits hold for all.
        scale: ``body_weight`` or ``body_surface``.
    """
    youngest, oldest = 0.0, 200.0
    for window in _windows(rule, row, "age"):
        if window.low is not None and window.low.kind.base in _YEARS:
            youngest = max(youngest, window.low.canonical * _YEARS[window.low.kind.base])
        if window.high is not None and window.high.kind.base in _YEARS:
            oldest = min(oldest, window.high.canonical * _YEARS[window.high.kind.base])
    # an upper end is mostly left out, and one that is not is only wider by this
    first = [body for body in BODIES if body[0] <= youngest][-1]
    last = [body for body in BODIES if body[0] < oldest or not body[0]][-1]
    if scale == "body_weight":
        return first[1][0], last[1][1]
    return sqrt(first[1][0] * first[2][0] / 3600), sqrt(last[1][1] * last[2][1] / 3600)


def sizes_written(rule: DoseLimitRule, row: Row | None, scale: str) -> tuple[float, float]:
    """The least and the most of what a band's own weight or surface leaves, 0 and infinity where it says nothing."""
    variable, unit = SCALES[scale]
    low, high = 0.0, float("inf")
    expected = {"weight": "mass", "body_surface": "area"}[variable]
    for window in _windows(rule, row, variable):
        if window.low is not None and window.low.kind.base == expected and not window.low.kind.per:
            low = max(low, window.low.to(unit).value)
        if window.high is not None and window.high.kind.base == expected and not window.high.kind.per:
            high = min(high, window.high.to(unit).value)
    return low, high


def sizes_of(rule: DoseLimitRule, row: Row | None, scale: str) -> tuple[float, float] | None:
    """Both together; None where they leave nobody."""
    by_age, written = sizes_of_age(rule, row, scale), sizes_written(rule, row, scale)
    low, high = max(by_age[0], written[0]), min(by_age[1], written[1])
    return (low, high) if at_least(high, low) else None


def _windows(rule: DoseLimitRule, row: Row | None, variable: str) -> Iterator[Window]:
    found: list[Window | None] = []
    if rule.bands is not None:
        found.append(rule.bands.over.get(variable))
    if row is not None:
        found.append(row.windows.get(variable))
    if rule.when is not None:
        found.append(getattr(rule.when, variable))
    return (window for window in found if window is not None and empty(window) is None)
