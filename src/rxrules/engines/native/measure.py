"""What is measured against a limit, and what the limit allows this patient; both as intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Amounts, Missing
from rxrules.chart.totals import combined_spacing, course_of, fullest, rate_of, runs_on, spacing_of
from rxrules.engines import edges, wanting
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.native.logic import Orders as Rows
    from rxrules.plan import Bound, DoseLimit

_ANYTHING = Amounts(0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY)


class Measured(NamedTuple):
    """A dose by interval, and its ``floor``: the least that a minimum is held against."""

    low: float
    high: float
    floor: float


_NONE = Measured(0.0, 0.0, 0.0)


class Measure:
    """Measures the doses of one rule's ingredient."""

    __slots__ = ("_body", "_of", "_place", "adds", "looks_back")

    def __init__(self, body: DoseLimit) -> None:
        self._body = body
        self._place = MEASURES.get(body.measure, 0)
        #: Whether the rows are measured together, or each stands alone.
        self.adds = body.measure not in ("per_dose", "rate", "duration")
        #: Whether rows that ended count as well.
        self.looks_back = body.measure == "lifetime"
        of: dict[str, Callable[[Chart, Rows, Rows, list[Missing]], Measured]] = {
            "per_dose": self._dose,
            "rate": self._rate,
            "duration": self._duration,
            "interval": self._interval,
            "per_course": self._course,
            "lifetime": self._lifetime,
        }
        self._of = of.get(body.measure, self._window)

    def of(self, chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        """The dose: its least over the rows that surely count, its most over all that are given; adds what is missing to know."""
        return self._of(chart, sure, counted, gaps) if counted else _NONE

    def _dose(self, _chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        row = counted[0]
        if runs_on(row):
            gaps.append(wanting.no_dose(row))
            return Measured(0.0, INFINITY, 0.0)
        amounts = self._amounts(row, gaps)
        if amounts.dose_high == INFINITY:
            gaps.extend(row.doses[self._body.ingredient].missing)
        return Measured(amounts.dose_low if sure else 0.0, amounts.dose_high, amounts.least_low)

    def _rate(self, _chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        row = counted[0]
        amounts = self._amounts(row, gaps)
        rate = rate_of(row, (amounts.dose_low, amounts.dose_high))
        if rate is None:
            gaps.append(wanting.how_fast(row))
            rate = 0.0, INFINITY
        elif rate[1] == INFINITY:
            gaps.extend(row.doses[self._body.ingredient].missing)
        return Measured(rate[0] if sure else 0.0, rate[1], rate[0])

    def _duration(self, _chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        row = counted[0]
        low, high = row.duration or (0.0, INFINITY)
        if high == INFINITY:
            gaps.append(Missing(f"{row.path}.timing.duration", "how long it is to be taken is missing"))
        return Measured(low if sure else 0.0, high, low)

    def _interval(self, _chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        """At worst two doses coincide; at best those that surely count are spread evenly."""
        found: list[tuple[ChartOrder, tuple[float, float]]] = []
        for row in counted:
            spacing = spacing_of(row)
            if spacing is None:
                gaps.append(Missing(f"{row.path}.timing", "how often it is taken is missing"))
            found.append((row, spacing or (0.0, INFINITY)))
        low = min(span[0] for _, span in found)
        high = min((span[1] for row, span in found if row in sure), default=INFINITY)
        for moment in {row.start for row in counted}:
            there = [(row, span) for row, span in found if row.start <= moment < row.end]
            if len(_each(there)) > 1:
                low = 0.0
            # what is taken as needed may not be taken beside the others
            regular = _each([(row, span) for row, span in there if row in sure and not row.prn])
            if len(regular) > 1:
                high = min(high, combined_spacing(regular)[1])
        return Measured(low, high, low)

    def _course(self, _chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        entries = [(row, self._of_course(row, gaps)) for row in counted]
        low, high = fullest([(row, (span[0] if row in sure else 0.0, span[1])) for row, span in entries])
        return Measured(low, high, fullest([(row, span) for row, span in entries])[0])

    def _lifetime(self, chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        spans = [(row, self._of_course(row, gaps)) for row in counted]
        low = sum(span[0] for row, span in spans if row in sure)
        high = sum(span[1] for _, span in spans)
        if chart.history_complete is not True:
            high = INFINITY
            gaps.append(Missing("patient.history_complete", "whether all past treatment is listed is not known"))
        return Measured(low, high, sum(span[0] for _, span in spans))

    def _of_course(self, row: ChartOrder, gaps: list[Missing]) -> tuple[float, float]:
        amounts = self._amounts(row, gaps)
        course = course_of(row, (amounts.dose_low, amounts.dose_high))
        if course is None:
            gaps.append(Missing(f"{row.path}.timing", f"how many doses {row.id} has in all is not known"))
            # what has been taken was taken once at least
            return (amounts.dose_low if row.history else 0.0), INFINITY
        return course

    def _window(self, _chart: Chart, sure: Rows, counted: Rows, gaps: list[Missing]) -> Measured:
        place = self._place
        found = [(row, self._amounts(row, gaps)) for row in counted]
        low, floor, high = fullest(
            [
                # what is taken as needed may be taken less often than a minimum asks for
                (row, (amounts[place] if row in sure else 0.0, amounts[place + 1 if row.prn else place], amounts[place + 1]))
                for row, amounts in found
            ]
        )
        if high == INFINITY:
            unknown = (row.doses[self._body.ingredient].day_missing for row, amounts in found if amounts[place + 1] == INFINITY)
            gaps.extend(missing for missing in unknown if missing is not None)
        return Measured(low, high, floor)

    def _amounts(self, order: ChartOrder, gaps: list[Missing]) -> Amounts:
        """What one order gives, in the base and the salt that the rule speaks of; unknown is from nothing to anything."""
        body = self._body
        dose = order.doses[body.ingredient]
        amounts = dose.amounts.get(body.base)
        if amounts is None:
            if not dose.missing:
                gaps.append(wanting.dose_in(order, body.base, dose.amounts))
            gaps.extend(dose.missing)
            return _ANYTHING
        wanted = body.expressed_as
        if not wanted or not dose.salt or wanted == dose.salt:
            # a label that does not name the salt follows the convention that the rule names; the trace says so
            return amounts
        if body.salt_factor is not None and dose.salt_factor is not None:
            factor = dose.salt_factor[0] / body.salt_factor
            return Amounts(*(value * factor for value in amounts))
        reason = f"the dose is of the {dose.salt}, the limit of the {wanted}: no conversion is known"
        gaps.append(Missing(f"{order.path}.drug", reason))
        return _ANYTHING


def _each(there: list[tuple[ChartOrder, tuple[float, float]]]) -> list[tuple[float, float]]:
    """The spacings of what is taken at one time; of an order in phases, which are never together, the widest."""
    phased: dict[str, tuple[float, float]] = {}
    found = []
    for row, span in there:
        if row.phase is None:
            found.append(span)
        elif row.id not in phased or span[1] > phased[row.id][1]:
            phased[row.id] = span
    return [*found, *phased.values()]


def limit_of(bound: Bound, chart: Chart, gaps: list[Missing]) -> tuple[float, float]:
    """What a bound allows this patient, lowest and highest: the lower of the scaled value and the cap."""
    if not bound.scale:
        return bound.value, bound.value
    reading = chart.readings.get(bound.scale)
    if reading is None:
        gaps.extend(chart.missing.get(bound.scale, (Missing(f"patient.{bound.scale}", f"{bound.scale} is missing"),)))
    elif bound.within is not None and (reading.age is None or reading.age > bound.within):
        gaps.append(wanting.stale(reading, bound.within))
    else:
        value = bound.value * reading.low
        if bound.cap is not None and value > bound.cap:
            value = bound.cap
        return value, value
    return 0.0, INFINITY if bound.cap is None else bound.cap


def passed(name: str, measured: Measured, low: float, high: float) -> int:
    """Whether a limit is passed: surely, never, or by some of what is possible."""
    if name.endswith("max"):
        if measured.low > edges.above(high):
            return TRUE
        return UNKNOWN if measured.high > edges.above(low) else FALSE
    if measured.high < edges.below(low):
        return TRUE
    return UNKNOWN if measured.floor < edges.below(high) else FALSE
