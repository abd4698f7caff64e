"""Dose limits: choose the band, add up the orders, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Amounts, Missing
from rxrules.engines import edges
from rxrules.engines.base import PLAIN, Evidence, Outcome, Status
from rxrules.engines.native.conclude import ModifierTest, conclude, not_applicable, not_evaluated
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes
from rxrules.engines.native.quick import QuickLimit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Bound, DoseLimit, Plan, PlanRule
    from rxrules.engines.native.conditions import ConditionBuilder, OrderTest, Test

Orders = tuple["ChartOrder", ...]


class _Measured(NamedTuple):
    """A dose by interval, and its ``floor``: the least that a minimum is held against."""

    low: float
    high: float
    floor: float


class _Counted(NamedTuple):
    """The orders that a limit adds up.

    Attributes:
        sure: that surely count; ``likely``: also those that count by latitude (an assumed route); ``all``: also those of which it is
            not known.
        causes: why the others are not sure.
    """

    sure: Orders
    likely: Orders
    all: Orders
    causes: Causes


class _Breach(NamedTuple):
    severity: int
    certain: bool
    band: int
    bound: int
    measured: tuple[float, float]
    limit: tuple[float, float]


class DoseLimitRule:
    """One rule, its conditions ready to be tested."""

    __slots__ = ("bands", "body", "holds", "index", "modifiers", "per_day", "quick", "severity", "tests", "when")

    def __init__(self, index: int, rule: PlanRule, body: DoseLimit, builder: ConditionBuilder) -> None:
        self.index = index
        self.body = body
        self.severity = rule.severity
        self.per_day = body.measure == "per_day"
        self.holds: OrderTest | None = None if body.condition is None else builder.order_test(body.condition)
        self.when: Test | None = None if rule.when is None else builder.test(rule.when)
        self.modifiers: tuple[ModifierTest, ...] = builder.modifiers(rule)
        self.bands = body.bands
        self.tests: tuple[tuple[Test, ...], ...] = tuple(
            tuple(builder.test(test) for test in band.tests) for band in body.bands
        )
        self.quick = QuickLimit.of(index, rule, body)

    def evaluate(self, chart: Chart, orders: Orders, outcomes: list[Outcome]) -> None:
        """Add the outcome for all orders of the ingredient that may count together (per day), or for each (per dose).

        Orders that are known not to count (another route) have an outcome of their own: the rule says nothing of them.
        """
        quick = self.quick
        if self.per_day and len(orders) > 1:
            self._together(chart, orders, outcomes)
            return
        for order in orders:
            if order.proposed or not chart.deciding:
                outcome = None if quick is None else quick.judge(chart, order)
                if outcome is None:
                    self._together(chart, (order,), outcomes)
                else:
                    outcomes.append(outcome)

    def _together(self, chart: Chart, orders: Orders, outcomes: list[Outcome]) -> None:
        if self.holds is None:
            outcomes.append(self._judge(chart, orders, _Counted(orders, orders, orders, Causes())))
            return
        counted = self._count(chart, orders, self.holds)
        out = tuple(order for order in orders if order not in counted.all)
        if counted.all:
            outcomes.append(self._judge(chart, counted.all, counted))
        if out:
            outcomes.append(not_applicable(self.index, out))

    def _judge(self, chart: Chart, orders: Orders, counted: _Counted) -> Outcome:
        causes = Causes()
        truth = TRUE if self.when is None else self.when(chart, orders, causes)
        if truth == FALSE:
            return not_applicable(self.index, orders)
        candidates, band_missing = self._choose(chart)
        if not candidates:
            return not_evaluated(self.index, orders, band_missing, PLAIN)
        gaps: list[Missing] = list(band_missing)
        measured = self._measure(counted.sure, counted.likely, gaps)
        breach = self._breach(chart, candidates, measured, gaps, settled=not band_missing)
        if breach is None:
            if not gaps and len(counted.likely) < len(counted.all):
                worst = self._measure(counted.sure, counted.all, gaps)
                if gaps or self._breach(chart, candidates, worst, gaps, settled=True) is not None:
                    gaps.extend(counted.causes.missing)
            if gaps:
                return not_evaluated(self.index, orders, [*causes.missing, *gaps], PLAIN)
            return Outcome(self.index, orders, Status.CLEAR, 0, True, Evidence(band=candidates[0]))
        evidence = Evidence(band=breach.band, bound=breach.bound, measured=breach.measured, limit=breach.limit)
        if not breach.certain:
            truth = min(truth, UNKNOWN)
            causes.latitude.extend(counted.causes.latitude or ["the prescription leaves a range, and its upper end passes the limit"])
        return conclude(self.index, orders, orders, breach.severity, truth, causes, self.modifiers, chart, evidence)

    def _count(self, chart: Chart, orders: Orders, holds: OrderTest) -> _Counted:
        sure: list[ChartOrder] = []
        likely: list[ChartOrder] = []
        every: list[ChartOrder] = []
        causes = Causes()
        for order in orders:
            own = Causes()
            truth = holds(chart, order, own)
            if truth == FALSE:
                continue
            every.append(order)
            if truth == TRUE:
                sure.append(order)
            if truth == TRUE or not own.missing:
                likely.append(order)
            causes.take(own)
        return _Counted(tuple(sure), tuple(likely), tuple(every), causes)

    def _choose(self, chart: Chart) -> tuple[tuple[int, ...], tuple[Missing, ...]]:
        """The band that holds, or all that may hold with what is missing to know; none where the value is in no band.

        INVARIANT: one test of a band known to fail rules the band out, whatever else of it is unknown.
        """
        possible: list[int] = []
        missing: list[Missing] = []
        for number, tests in enumerate(self.tests):
            causes = Causes()
            truth = TRUE
            for test in tests:
                one = test(chart, (), causes)
                if one == FALSE:
                    truth = FALSE
                    break
                truth = min(truth, one)
            if truth == FALSE:
                continue
            possible.append(number)
            if truth == TRUE:
                if not missing or not self.body.first:
                    return (number,), ()
                break
            missing.extend(causes.missing)
        if not possible:
            return (), self._in_no_band(chart)
        return tuple(possible), tuple(dict.fromkeys(missing))

    def _in_no_band(self, chart: Chart) -> tuple[Missing, ...]:
        variables = dict.fromkeys(str(test[1]) for band in self.bands for test in band.tests)
        readings = [chart.readings[variable] for variable in variables if variable in chart.readings]
        found = dict.fromkeys(Missing(reading.path, f"{reading.text} is in no band of the rule") for reading in readings)
        return tuple(found) or (Missing("rule", "no band of the rule holds"),)

    def _measure(self, sure: Orders, counted: Orders, gaps: list[Missing]) -> _Measured:
        """The dose: its least over the orders that surely count, its most over all that are given; adds what is missing to know."""
        ingredient = self.body.ingredient
        found = [(order, self._amounts(order, gaps)) for order in counted]
        if not self.per_day:
            if not found:
                return _Measured(0.0, 0.0, 0.0)
            order, amounts = found[0]
            if amounts.dose_high == INFINITY:
                gaps.extend(order.doses[ingredient].missing)
            return _Measured(amounts.dose_low if sure else 0.0, amounts.dose_high, amounts.least_low)
        low = high = 0.0
        for moment in {order.start for order in counted}:
            together = [(order, amounts) for order, amounts in found if order.start <= moment < order.end]
            low = max(low, sum(amounts.day_low for order, amounts in together if order in sure))
            high = max(high, sum(amounts.day_high for _, amounts in together))
        if high == INFINITY:
            unknown = (order.doses[ingredient].day_missing for order, amounts in found if amounts.day_high == INFINITY)
            gaps.extend(missing for missing in unknown if missing is not None)
        # what is taken as needed may be taken less often than a minimum asks for
        return _Measured(low, high, high if any(order.prn for order in counted) else low)

    def _amounts(self, order: ChartOrder, missing: list[Missing]) -> Amounts:
        """What one order gives, in the base and the salt that the rule speaks of; unknown is from nothing to anything."""
        body = self.body
        dose = order.doses[body.ingredient]
        amounts = dose.amounts.get(body.base)
        if amounts is None:
            if not dose.missing:
                given = ", ".join(sorted(dose.amounts)) or "nothing"
                missing.append(
                    Missing(f"{order.path}.dose", f"the dose is given in {given}, the limit is in {body.base}: it does not convert")
                )
            missing.extend(dose.missing)
            return Amounts(0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY)
        wanted = body.expressed_as
        if not wanted or not dose.salt or wanted == dose.salt:
            return amounts
        if wanted == "base" and dose.salt_factor is not None:
            factor = dose.salt_factor[0]
            return Amounts(*(value * factor for value in amounts))
        missing.append(Missing(f"{order.path}.drug", f"the dose is of the {dose.salt}, the limit of the {wanted}: no conversion"))
        return Amounts(0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY)

    def _breach(
        self, chart: Chart, candidates: Sequence[int], measured: _Measured, gaps: list[Missing], *, settled: bool
    ) -> _Breach | None:
        """The gravest limit that is passed; adds to ``gaps`` what is missing to know of any.

        Where several bands may hold, only what passes the limits of all of them is passed.
        """
        names = dict.fromkeys(bound.name for number in candidates for bound in self.bands[number].bounds)
        gravest: _Breach | None = None
        for name in names:
            found = [
                (number, place, bound)
                for number in candidates
                for place, bound in enumerate(self.bands[number].bounds)
                if bound.name == name
            ]
            if len(found) < len(candidates):
                continue  # a band without this limit may be the one that holds
            limits = [_limit(bound, chart, gaps) for _, _, bound in found]
            low, high = min(limit[0] for limit in limits), max(limit[1] for limit in limits)
            truth = _passed(name, measured, low, high)
            if truth == FALSE or (truth == UNKNOWN and (not settled or gaps)):
                continue
            number, place, bound = found[0]
            breach = _Breach(bound.severity, truth == TRUE, number, place, measured[:2], (low, high))
            if gravest is None or breach[:2] > gravest[:2]:
                gravest = breach
        return gravest


def _limit(bound: Bound, chart: Chart, gaps: list[Missing]) -> tuple[float, float]:
    """What a bound allows this patient, lowest and highest: the lower of the scaled value and the cap."""
    if not bound.scale:
        return bound.value, bound.value
    reading = chart.readings.get(bound.scale)
    if reading is None:
        gaps.extend(chart.missing.get(bound.scale, (Missing(f"patient.{bound.scale}", f"{bound.scale} is missing"),)))
        return 0.0, INFINITY if bound.cap is None else bound.cap
    value = bound.value * reading.low
    if bound.cap is not None and value > bound.cap:
        value = bound.cap
    return value, value


def _passed(name: str, measured: _Measured, low: float, high: float) -> int:
    """Whether a limit is passed: surely, never, or by some of what is possible."""
    if name.endswith("max"):
        if measured.low > edges.above(high):
            return TRUE
        return UNKNOWN if measured.high > edges.above(low) else FALSE
    if measured.high < edges.below(low):
        return TRUE
    return UNKNOWN if measured.floor < edges.below(high) else FALSE


class LimitIndex:
    """From an ingredient to its dose limits."""

    def __init__(self, plan: Plan, builder: ConditionBuilder) -> None:
        found: dict[str, list[DoseLimitRule]] = {}
        for index, rule in enumerate(plan.rules):
            if rule.kind == "dose_limit":
                body: DoseLimit = rule.body  # type: ignore[assignment]
                found.setdefault(body.ingredient, []).append(DoseLimitRule(index, rule, body, builder))
        self._rules = {ingredient: tuple(rules) for ingredient, rules in found.items()}

    def evaluate(self, chart: Chart, outcomes: list[Outcome]) -> None:
        """Add the outcome of every limit of every ingredient that is there."""
        lookup = self._rules.get
        deciding = chart.deciding
        for ingredient, orders in chart.by_ingredient.items():
            rules = lookup(ingredient)
            if rules is None or (deciding and not any(order.proposed for order in orders)):
                continue
            for rule in rules:
                rule.evaluate(chart, orders, outcomes)
