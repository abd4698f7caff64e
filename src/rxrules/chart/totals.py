"""Sums over rows by interval, and the measures of a row that are no part of its amounts: rate, course, spacing.

Which rows count, and how a sum compares with a limit, is each engine's own; how much they are together is arithmetic, and is here.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing
from rxrules.chart.frequency import doses_in
from rxrules.model.timing import days
from rxrules.units import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart.chart import Chart, ChartOrder
    from rxrules.model import Dosage

Span = tuple[float, float]


#: Routes by which nothing is run in: what is given so is given at once.
_AT_ONCE = frozenset(("oral", "sublingual", "buccal", "nasal", "rectal", "intramuscular", "intradermal"))


class Total(NamedTuple):
    """A sum from ``low`` to ``high``, with what is missing to know it better."""

    low: float
    high: float
    missing: tuple[Missing, ...] = ()


def fullest(entries: Sequence[tuple[ChartOrder, tuple[float, ...]]], start: float = -INFINITY) -> tuple[float, ...]:
    """The largest sums that rows reach together at any moment from ``start`` on, number by number.

    Parts of one order in different phases are never together: the largest phase counts, and parts of no phase beside each.
    """
    if len(entries) == 1:
        return entries[0][1]
    best = (0.0,) * len(entries[0][1])
    for moment in {max(row.start, start) for row, _ in entries}:
        best = tuple(map(max, best, _at(moment, entries, len(best))))
    return best


def _at(moment: float, entries: Iterable[tuple[ChartOrder, tuple[float, ...]]], width: int) -> tuple[float, ...]:
    there = [(row, numbers) for row, numbers in entries if row.start <= moment < row.end]
    sums = [0.0] * width
    phases: dict[tuple[int, int], tuple[float, ...]] = {}
    for row, numbers in there:
        if row.phase is None:
            sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        else:
            key = id(row.whole), row.phase
            phases[key] = tuple([a + b for a, b in zip(phases.get(key, (0.0,) * len(numbers)), numbers, strict=True)])
    largest: dict[int, tuple[float, ...]] = {}
    for (whole, _), numbers in phases.items():
        largest[whole] = tuple(map(max, largest[whole], numbers)) if whole in largest else numbers
    for numbers in largest.values():
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
    return tuple(sums)


def amount_over_orders(
    chart: Chart, row: ChartOrder, ingredient: str, base: str, place: int, routes: frozenset[str] | None = None
) -> Total:
    """How much of an ingredient all concurrent rows that overlap with a row give, itself included.

    Args:
        chart: the case.
        row: in whose time.
        ingredient: one of its ingredients.
        base: of the kind of quantity.
        place: of the measure in `Amounts`.
        routes: only what goes by one of these; where a row may go by another, it counts in the high end alone.
    """
    rows = chart.by_ingredient.get(ingredient, ()) if row.live else ()
    missing: list[Missing] = []
    entries = []
    for other in rows if row.live else (row,):
        if other is not row and not (other.start < row.end and row.start < other.end):
            continue
        certain = True
        if routes is not None and other is not row:
            if other.routes and not other.routes & routes and not other.route_assumed:
                continue
            certain = bool(other.routes) and other.routes <= routes and not other.route_assumed
        entries.append((other, _amounts(other, ingredient, base, place, missing, certain=certain)))
    low, high = fullest(entries, row.start)
    return Total(low, high, tuple(dict.fromkeys(missing)) if high == INFINITY else ())


def _amounts(row: ChartOrder, ingredient: str, base: str, place: int, missing: list[Missing], *, certain: bool) -> Span:
    dose = row.doses[ingredient]
    amounts = dose.amounts.get(base)
    if amounts is None:
        missing.extend(dose.missing or (Missing(f"{row.path}.dose", f"the dose is not in {base}"),))
        return 0.0, INFINITY
    low, high = amounts[place], amounts[place + 1]
    if high == INFINITY:
        missing.extend((dose.day_missing,) if dose.day_missing is not None else dose.missing)
    return low if certain else 0.0, high


def runs_on(row: ChartOrder) -> bool:
    """Whether a row has a rate, and says neither how much is given nor for how long: its amounts are those of a day."""
    dosage = row.dosage
    return dosage is not None and dosage.rate is not None and dosage.dose is None and _stated_length(dosage) is None


def lasts_of(row: ChartOrder) -> Span | None:
    """The days that one administration takes, shortest and longest; None where that is not known.

    It is said, or follows from a dose and the rate of it; by routes where nothing is run in, it is no time at all.
    """
    dosage = row.dosage
    if dosage is not None:
        stated = _stated_length(dosage)
        if stated is not None and not outlasts_interval(row):
            return stated
        if dosage.rate is not None:
            return _dose_at_rate(dosage)
    return (0.0, 0.0) if row.routes and not row.route_assumed and row.routes <= _AT_ONCE else None


def outlasts_interval(row: ChartOrder) -> bool:
    """Whether what is said to be the length of one administration is longer than the time to the next.

    SAFETY: it is then the length of something else, of the course as a rule, and must not make a dose look slow.
    """
    stated = None if row.dosage is None else _stated_length(row.dosage)
    spacing = None if stated is None else spacing_of(row)
    return stated is not None and spacing is not None and exceeds(stated[0], spacing[1])


def may_be_at_once(row: ChartOrder) -> bool:
    """Whether a row of which it is not known how long a dose takes may be assumed to be given at once: it has no rate."""
    return row.dosage is None or row.dosage.rate is None


def _stated_length(dosage: Dosage) -> Span | None:
    timing = dosage.timing
    if timing is None or timing.each_lasts is None:
        return None
    return days(timing.each_lasts), days(timing.each_lasts_max or timing.each_lasts, shortest=False)


def _dose_at_rate(dosage: Dosage) -> Span | None:
    """How long a dose takes at its rate; None where there is no dose, or the two are not of one kind."""
    dose, rate = dosage.dose, dosage.rate
    if dose is None or rate is None or rate.low.kind.without("time") != dose.low.kind:
        return None
    shortest = dose.low.canonical / rate.high.canonical
    return shortest, (dose.high.canonical / rate.low.canonical if rate.low.canonical else INFINITY)


def rate_of(row: ChartOrder, dose: Span) -> Span | None:
    """How fast a dose is given, per day; None where the instruction does not say how long it takes.

    Args:
        row: with one instruction.
        dose: the amount of one administration, lowest and highest.
    """
    dosage = row.dosage
    if dosage is None:
        return None
    if runs_on(row):
        return dose
    lasts = _stated_length(dosage)
    if lasts is not None and (dosage.dose is None or not outlasts_interval(row)):
        return dose[0] / lasts[1], dose[1] / lasts[0]
    written, rate = dosage.dose, dosage.rate
    if written is None or rate is None or not written.high.canonical or _dose_at_rate(dosage) is None:
        return None
    if dosage.max_dose is not None and written.low.canonical != written.high.canonical:
        # SAFETY: the largest dose is not as written, so that it does not tell what a unit of it is in the measure of the limit
        return None
    factor = dose[1] / written.high.canonical
    return (0.0 if factor == INFINITY else rate.low.canonical * factor), rate.high.canonical * factor


def doses_in_course(row: ChartOrder) -> Span | None:
    """How many doses a course has; None where neither a number of doses nor a length is known."""
    timing = row.dosage.timing if row.dosage is not None else None
    if timing is not None and timing.count is not None:
        return (0.0 if timing.prn else timing.count), timing.count_max or timing.count
    if timing is None or row.duration is None or row.duration[1] == INFINITY:
        return None
    low = doses_in(timing, row.duration[0]).low if row.duration[0] > 0 else 0.0
    high = doses_in(timing, row.duration[1]).high if row.duration[1] > 0 else 0.0
    return low, high


def course_of(row: ChartOrder, dose: Span) -> Span | None:
    """How much a course gives in all; None where it is not known how many doses it has.

    Args:
        row: with one instruction.
        dose: the amount of one administration, lowest and highest.
    """
    if runs_on(row):
        # its amounts are those of a day
        length = row.duration
        return None if length is None or length[1] == INFINITY else _times(dose, length)
    doses = doses_in_course(row)
    return None if doses is None else _times(dose, doses)


def _times(one: Span, other: Span) -> Span:
    return one[0] * other[0], (one[1] * other[1] if one[1] and other[1] else 0.0)


def is_loading(row: ChartOrder) -> bool | None:
    """Whether a row loads: a phase before the last of its order, or a single dose; None where its timing is not known."""
    if row.phase is not None and row.whole is not None:
        return any(part.phase is not None and part.phase > row.phase for part in row.whole.parts)
    timing = row.dosage.timing if row.dosage is not None else None
    if timing is None:
        return None
    return timing.count is not None and (timing.count_max or timing.count) <= 1


def times_of(row: ChartOrder) -> tuple[float, ...] | None:
    """The times of the day at which a row is taken, as fractions of a day; None where they are not given."""
    timing = row.dosage.timing if row.dosage is not None else None
    if timing is None or not timing.times_of_day or timing.when:
        return None
    found = []
    for text in timing.times_of_day:
        hour, minute, *second = text.split(":")
        found.append((int(hour) * 3600 + int(minute) * 60 + (float(second[0]) if second else 0.0)) / 86400)
    return tuple(sorted(found))


def apart(one: ChartOrder, other: ChartOrder) -> float | None:
    """The least distance in days, around the clock, between a dose of one row and one of another; None where it is not known."""
    first, second = times_of(one), times_of(other)
    if first is None or second is None:
        return None
    return min(min(abs(a - b), 1.0 - abs(a - b)) for a in first for b in second)


def ahead(one: ChartOrder, other: ChartOrder) -> float | None:
    """The least time in days, around the clock, from a dose of one row to the next of another; None where it is not known.

    Doses at the same time are 0 days ahead of each other.
    """
    first, second = times_of(one), times_of(other)
    if first is None or second is None:
        return None
    return min((b - a) % 1.0 for a in first for b in second)


def spacing_of(row: ChartOrder) -> Span | None:
    """The days between doses of a row, shortest and longest, spread evenly over their period; None where the timing does not say.

    Times of the day that are named are taken as they are. A single dose has no next one: its spacing has no end.
    """
    timing = row.dosage.timing if row.dosage is not None else None
    if timing is None:
        return None
    if timing.count is not None and (timing.count_max or timing.count) <= 1:
        return INFINITY, INFINITY
    times = times_of(row)
    if times is not None and not timing.days_of_week:
        gaps = [b - a for a, b in pairwise((*times, times[0] + 1.0))]
        least = min(gaps)
        return least, least
    once_a_day = timing.frequency is None or (
        timing.per is not None and days(timing.per) >= (timing.frequency_max or timing.frequency)
    )
    if timing.days_of_week and once_a_day:
        week = sorted({_DAYS.index(day) for day in timing.days_of_week})
        least = float(min(b - a for a, b in pairwise((*week, week[0] + 7))))
        return least, least
    if timing.frequency is not None and timing.per is not None:
        shortest = days(timing.per) / (timing.frequency_max or timing.frequency)
        longest = days(timing.per_max or timing.per, shortest=False) / timing.frequency
        return shortest, longest
    low, high = doses_in(timing, 1.0)
    if high == INFINITY or not high:
        return None
    return 1.0 / high, 1.0 / max(low, 1.0)


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def combined_spacing(spacings: Sequence[Span]) -> Span:
    """The days between doses of several rows together: at best the doses are spread evenly, at worst two coincide."""
    if len(spacings) == 1:
        return spacings[0]
    per_day = math.fsum(1.0 / high for _, high in spacings if high > 0)
    return 0.0, (INFINITY if per_day == 0 else 1.0 / per_day)
