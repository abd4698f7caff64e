"""How many doses fall into 24 hours: interval arithmetic over a timing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.model.timing import days

if TYPE_CHECKING:
    from rxrules.model import Timing

# A quotient that is whole but for the rounding of floats is whole: 24 h / 8 h is 3 doses, not 4.
_ROUNDING = 1e-9


class Doses(NamedTuple):
    """Doses in the fullest half-open window of 24 hours; ``high`` is infinite where the timing does not say."""

    low: float
    high: float
    text: str


UNKNOWN = Doses(1.0, INFINITY, "timing unknown: at least one dose")


def doses_per_day(timing: Timing | None) -> Doses:
    """The doses in the fullest 24 hours, fewest and most.

    A frequency of n in a period p puts ``ceil(n x 24 h / p)`` doses into some window of 24 hours, however they are spread, and no
    more when they are spread evenly: every 6 hours is 4, every 7 hours is 4 (at 0, 7, 14 and 21 h), every 36 hours is 1. What is
    taken as needed may also not be taken, so its lower bound is 0.
    """
    if timing is None:
        return UNKNOWN
    found = _scheduled(timing)
    low, high, text = found or UNKNOWN
    if timing.count_max is not None or timing.count is not None:
        most = timing.count_max or timing.count or high
        low, high = min(low, timing.count or low), min(high, most)
        text += f", {most:g} in all"
    if timing.prn:
        return Doses(0.0, high, f"{text}, as needed")
    return Doses(low, high, text)


def _scheduled(timing: Timing) -> Doses | None:
    moments = len(timing.times_of_day) or len(timing.when)
    if timing.frequency is not None and timing.per is not None:
        return _frequency(timing, timing.frequency)
    if moments:
        return Doses(float(moments), float(moments), f"{moments} a day")
    if timing.days_of_week and timing.frequency is None:
        return Doses(1.0, 1.0, f"1 on {', '.join(timing.days_of_week)}")
    if timing.events:
        starts = sorted(moment.earliest for moment in timing.events)
        most = max(sum(1 for other in starts if start <= other < start + 1) for start in starts)
        return Doses(float(most), float(most), f"{most} of {len(starts)} planned within 24 h")
    if timing.count is not None:
        return Doses(1.0, timing.count_max or timing.count, "once" if timing.count == 1 else "no frequency")
    return None


def _frequency(timing: Timing, frequency: float) -> Doses:
    per = timing.per
    assert per is not None  # noqa: S101  the caller has looked
    most_often = timing.frequency_max or frequency
    shortest, longest = days(per), days(timing.per_max or per, shortest=False)
    if timing.days_of_week and shortest >= 7:
        # "twice a week, on Monday": what the week holds falls on the days that are named.
        shortest = longest = float(len(timing.days_of_week))
    low, high = _in_24_hours(frequency, longest), _in_24_hours(most_often, shortest)
    return Doses(low, high, _words(timing, frequency))


def _in_24_hours(n: float, period: float) -> float:
    if period == 1:
        return n
    return float(math.ceil(n / period - _ROUNDING))


def _words(timing: Timing, frequency: float) -> str:
    often = f"{frequency:g}" + (f" to {timing.frequency_max:g}" if timing.frequency_max else "")
    per = str(timing.per) + (f" to {timing.per_max}" if timing.per_max else "")
    return f"{often} per {per}"
