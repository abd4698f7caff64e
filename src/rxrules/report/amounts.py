"""Numbers as people read them: in the author's unit, without the noise of floats."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rxrules.chart.chart import INFINITY

if TYPE_CHECKING:
    from rxrules.plan import DoseLimit


def plain(value: float) -> str:
    """A number for people: all of a short one, six digits of one that goes on and on (2.66667).

    SAFETY: a value that lies just beyond a limit is not rounded to it: only what fills six digits is cut there.

    >>> plain(187.5), plain(8 / 3), plain(4.0000041), plain(1_200_000.0)
    ('187.5', '2.66667', '4.0000041', '1200000')
    """
    text = f"{value:.12g}"
    if len(text) <= _SHORT:
        return text
    cut = f"{value:.6g}"
    return cut if len(cut.replace(".", "").lstrip("-0")) == _DIGITS and "e" not in cut else text


_SHORT, _DIGITS = 9, 6


def shown(value: float) -> float:
    """A value to twelve significant digits, so that 0.1 + 0.2 reads 0.3."""
    return float(f"{value:.12g}")


_NAMES = {
    "per_dose": "dose",
    "per_day": "daily dose",
    "per_week": "weekly dose",
    "rate": "rate",
    "per_course": "dose of the course",
    "lifetime": "lifetime dose",
    "duration": "duration",
    "interval": "interval between doses",
}
_PER = {"per_day": "/d", "per_week": "/wk"}


def dose_name(body: DoseLimit) -> str:
    """What a limit measures, in words."""
    return _NAMES[body.measure]


def dose_unit(body: DoseLimit) -> str:
    """The unit in which a limit is printed: its author's, per day or week where the measure is; of a rate with its time."""
    per = _PER.get(body.measure)
    return f"{body.unit}{per}" if per else body.unit


# The doses of a population repeat themselves: what comes of the same numbers is kept, of a few thousand of them.
_kept = lru_cache(maxsize=4096)


@_kept
def in_unit(value: float, factor: float) -> float:
    """A canonical value in the unit that is ``factor`` of the canonical one, as in a limit's author's unit."""
    return value if value == INFINITY else shown(value / factor)


@_kept
def span_text(low: float, high: float, unit: str) -> str:
    """A span in words: one number where both ends are equal."""
    if high == INFINITY:
        return f"at least {plain(low)} {unit}"
    return f"{plain(high)} {unit}" if low == high else f"{plain(low)} to {plain(high)} {unit}"


@_kept
def canonical_span_text(low: float, high: float, factor: float, unit: str) -> str:
    """A span of canonical values in words, in the unit that is ``factor`` of the canonical one."""
    return span_text(in_unit(low, factor), in_unit(high, factor), unit)
