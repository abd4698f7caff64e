"""What is measured against a limit, and what the limit allows this patient; both as intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Amounts, Missing
from rxrules.engines import edges
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Bound, DoseLimit

_ANYTHING = Amounts(0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY)


class Measured(NamedTuple):
    """A dose by interval, and its ``floor``: the least that a minimum is held against."""

    low: float
    high: float
    floor: float


class Measure:
    """Measures the doses of one rule's ingredient."""

    __slots__ = ("_body", "_place", "adds")

    def __init__(self, body: DoseLimit) -> None:
        self._body = body
        self._place = MEASURES[body.measure]
        #: Whether the orders add up (per day, per week), or each dose stands alone.
        self.adds = body.measure != "per_dose"

    def of(self, sure: tuple[ChartOrder, ...], counted: tuple[ChartOrder, ...], gaps: list[Missing]) -> Measured:
        """The dose: its least over the orders that surely count, its most over all that are given; adds what is missing to know."""
        ingredient = self._body.ingredient
        found = [(order, self._amounts(order, gaps)) for order in counted]
        if not self.adds:
            if not found:
                return Measured(0.0, 0.0, 0.0)
            order, amounts = found[0]
            if amounts.dose_high == INFINITY:
                gaps.extend(order.doses[ingredient].missing)
            return Measured(amounts.dose_low if sure else 0.0, amounts.dose_high, amounts.least_low)
        place = self._place
        low = floor = high = 0.0
        for moment in {order.start for order in counted}:
            together = [(order, amounts) for order, amounts in found if order.start <= moment < order.end]
            low = max(low, sum(amounts[place] for order, amounts in together if order in sure))
            # what is taken as needed may be taken less often than a minimum asks for
            floor = max(floor, sum(amounts[place + 1 if order.prn else place] for order, amounts in together))
            high = max(high, sum(amounts[place + 1] for _, amounts in together))
        if high == INFINITY:
            unknown = (order.doses[ingredient].day_missing for order, amounts in found if amounts[place + 1] == INFINITY)
            gaps.extend(missing for missing in unknown if missing is not None)
        return Measured(low, high, floor)

    def _amounts(self, order: ChartOrder, gaps: list[Missing]) -> Amounts:
        """What one order gives, in the base and the salt that the rule speaks of; unknown is from nothing to anything."""
        body = self._body
        dose = order.doses[body.ingredient]
        amounts = dose.amounts.get(body.base)
        if amounts is None:
            if not dose.missing:
                given = ", ".join(sorted(dose.amounts)) or "nothing"
                reason = f"the dose is given in {given}, the limit is in {body.base}: it does not convert"
                gaps.append(Missing(f"{order.path}.dose", reason))
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


def limit_of(bound: Bound, chart: Chart, gaps: list[Missing]) -> tuple[float, float]:
    """What a bound allows this patient, lowest and highest: the lower of the scaled value and the cap."""
    if not bound.scale:
        return bound.value, bound.value
    reading = chart.readings.get(bound.scale)
    if reading is None:
        gaps.extend(chart.missing.get(bound.scale, (Missing(f"patient.{bound.scale}", f"{bound.scale} is missing"),)))
    elif bound.within is not None and (reading.age is None or reading.age > bound.within):
        gaps.append(Missing(reading.path, f"stale: {reading.text} is older than {bound.within:g} d"))
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
