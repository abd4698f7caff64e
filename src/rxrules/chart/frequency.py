"""How many doses fall into 24 hours, or into a week: interval arithmetic over a timing."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.model.timing import days

if TYPE_CHECKING:
    from rxrules.model import Timing
    from rxrules.units import Quantity

# A quotient that is whole but for the rounding of floats is whole: 24 h / 8 h is 3 doses, not 4.
_ROUNDING = 1e-9


class Doses(NamedTuple):
    """Doses in the fullest half-open window of a length; ``high`` is infinite where the timing does not say."""

    low: float
    high: float


UNKNOWN = Doses(1.0, INFINITY)


def doses_per_day(timing: Timing | None) -> Doses:
    """The doses in the fullest 24 hours, fewest and most."""
    return doses_in(timing, 1.0)


def doses_in(timing: Timing | None, window: float) -> Doses:
    """The doses in the fullest half-open window of so many days, fewest and most.

    A frequency of n in a period p puts ``ceil(n x window / p)`` doses into some window, however they are spread, and no more when
    they are spread evenly: in 24 hours, every 6 hours is 4, every 7 hours is 4 (at 0, 7, 14 and 21 h), every 36 hours is 1. What is
    taken as needed may also not be taken, so its lower bound is 0.
    """
    if timing is None:
        return UNKNOWN
    low, high = _scheduled(timing, window)
    if timing.count is not None:
        low, high = min(low, timing.count), min(high, timing.count_max or timing.count)
    return Doses(0.0 if timing.prn else low, high)


def _scheduled(timing: Timing, window: float) -> Doses:
    if timing.frequency is not None and timing.per is not None and not (timing.times_of_day or timing.when):
        return _frequency(timing, timing.frequency, timing.per, window)
    days_named = len(timing.days_of_week)
    on_days = window if not days_named or window < 7 else window * days_named / 7
    moments = [len(given) * on_days for given in (timing.times_of_day, timing.when) if given]
    if timing.frequency is not None and timing.per is not None:
        low, high = _frequency(timing, timing.frequency, timing.per, window)
        # where a frequency and times of the day contradict each other, either may be what is meant
        return Doses(min(low, *moments), max(high, *moments))
    if moments:
        return Doses(min(moments), max(moments))
    if days_named and timing.frequency is None:
        return Doses(on_days, on_days)
    if timing.events:
        starts = sorted(moment.earliest for moment in timing.events)
        most = float(max(sum(1 for other in starts if start <= other < start + window) for start in starts))
        return Doses(most, most)
    return UNKNOWN


def _frequency(timing: Timing, frequency: float, per: Quantity, window: float) -> Doses:
    shortest = days(per)
    if timing.per_max is not None or per.unit.kind.base != "time":
        longest = days(timing.per_max or per, shortest=False)
    else:
        longest = shortest
    most = timing.frequency_max or frequency
    named = len(timing.days_of_week)
    if named and window < 7:
        if shortest >= 7:
            # "twice a week, on Monday": what the week holds falls on the days that are named.
            shortest = longest = float(named)
    elif named and longest < 7:
        # "twice a day, on Monday and Thursday": only the named days of a week count
        return Doses(_in(frequency, longest, window * named / 7), _in(most, shortest, window * named / 7))
    if most == frequency and shortest == longest:
        exactly = _in(frequency, longest, window)
        return Doses(exactly, exactly)
    return Doses(_in(frequency, longest, window), _in(most, shortest, window))


def _in(n: float, period: float, window: float) -> float:
    return float(math.ceil(n * window / period - _ROUNDING))


# the timings of a population repeat themselves
@lru_cache(maxsize=1024)
def timing_in_words(timing: Timing | None) -> str:
    """A timing as a trace shows it, with the doses that it puts into 24 hours."""
    if timing is None:
        return "timing unknown"
    parts = []
    if timing.frequency is not None and timing.per is not None:
        often = f"{timing.frequency:g} to {timing.frequency_max:g}" if timing.frequency_max else f"{timing.frequency:g}"
        parts.append(f"{often} per {timing.per} to {timing.per_max}" if timing.per_max else f"{often} per {timing.per}")
    parts += [", ".join(given) for given in (timing.times_of_day, timing.when, timing.days_of_week) if given]
    if timing.count is not None:
        parts.append(f"{timing.count_max or timing.count:g} in all")
    if timing.prn:
        parts.append("as needed")
    low, high = doses_per_day(timing)
    counted = "an unknown number" if high == INFINITY else f"{high:g}" if low == high else f"{low:g} to {high:g}"
    return f"{', '.join(parts) or timing.text or 'no timing'} ({counted} in 24 h)"
