"""Numbers as people read them: in the author's unit, without the noise of floats."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rxrules.chart.chart import INFINITY

if TYPE_CHECKING:
    from rxrules.plan import DoseLimit


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
        return f"at least {low:.12g} {unit}"
    return f"{high:.12g} {unit}" if low == high else f"{low:.12g} to {high:.12g} {unit}"


@_kept
def canonical_span_text(low: float, high: float, factor: float, unit: str) -> str:
    """A span of canonical values in words, in the unit that is ``factor`` of the canonical one."""
    return span_text(in_unit(low, factor), in_unit(high, factor), unit)
