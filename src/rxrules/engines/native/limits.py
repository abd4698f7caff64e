"""Dose limits: choose the band, add up the orders, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines import latitude
from rxrules.engines.base import PLAIN, Evidence, Outcome, Status
from rxrules.engines.native.conclude import ModifierTest, conclude, not_applicable, not_evaluated
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes
from rxrules.engines.native.measure import Measure, Measured, limit_of, passed
from rxrules.engines.native.quick import QuickLimit
from rxrules.engines.readying import Ready, by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.engines.native.logic import OrderTest, Test
    from rxrules.plan import Bound, DoseLimit, Plan, PlanRule

Orders = tuple["ChartOrder", ...]


class _Counted(NamedTuple):
    """The orders that a limit adds up.

    Attributes:
        sure: that surely count.
        likely: also those that count by latitude (an assumed route).
        every: also those of which it is not known.
        causes: why the others are not sure.
    """

    sure: Orders
    likely: Orders
    every: Orders
    causes: Causes


class _Breach(NamedTuple):
    """A bound that is passed; ``also`` is a milder one that is passed for certain, where it is passed only possibly."""

    severity: int
    certain: bool
    band: int
    bound: int
    measured: tuple[float, float]
    limit: tuple[float, float]
    also: Bound | None = None


class DoseLimitRule:
    """One rule, its conditions ready to be tested."""

    __slots__ = ("bands", "body", "domain", "holds", "index", "measure", "modifiers", "quick", "tests", "when")

    def __init__(self, index: int, rule: PlanRule, body: DoseLimit, builder: ConditionBuilder) -> None:
        self.index = index
        self.body = body
        self.measure = Measure(body)
        self.holds: OrderTest | None = None if body.condition is None else builder.order_test(body.condition)
        self.when: Test | None = None if rule.when is None else builder.test(rule.when)
        self.modifiers: tuple[ModifierTest, ...] = builder.modifiers(rule)
        self.bands = body.bands
        self.domain: tuple[Test, ...] = tuple(builder.test(test) for test in body.domain)
        self.tests: tuple[tuple[Test, ...], ...] = tuple(tuple(builder.test(test) for test in band.tests) for band in body.bands)
        self.quick = QuickLimit.of(index, rule, body)

    def evaluate(self, chart: Chart, orders: Orders, outcomes: list[Outcome]) -> None:
        """Add the outcome for all orders of the ingredient that may count together (per day or week), or for each (per dose).

        Orders that are known not to count (another route) have an outcome of their own: the rule says nothing of them.
        """
        if self.measure.adds:
            if self.measure.looks_back:
                past = [row for row in chart.history if self.body.ingredient in row.ingredients]
                orders = tuple(sorted((*past, *orders), key=lambda row: row.index)) if past else orders
            if len(orders) > 1:
                self._together(chart, orders, outcomes)
                return
        quick = self.quick
        for order in orders:
            if order.proposed or not chart.deciding:
                outcome = None if quick is None else quick.judge(chart, order)
                if outcome is None:
                    self._together(chart, (order,), outcomes)
                else:
                    outcomes.append(outcome)

    def _together(self, chart: Chart, orders: Orders, outcomes: list[Outcome]) -> None:
        if self.holds is None:
            outcomes.append(self._judge(chart, _Counted(orders, orders, orders, Causes())))
            return
        counted = self._count(chart, orders, self.holds)
        out = tuple(order for order in orders if order not in counted.every)
        if counted.every and chart.asks(counted.every):
            outcomes.append(self._judge(chart, counted))
        if out and chart.asks(out):
            outcomes.append(not_applicable(self.index, out))

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

    def _judge(self, chart: Chart, counted: _Counted) -> Outcome:
        orders = counted.every
        causes = Causes()
        truth = TRUE if self.when is None else self.when(chart, orders, causes)
        if truth == FALSE:
            return not_applicable(self.index, orders)
        candidates, outside, unsure = self._choose(chart)
        band_missing = tuple(dict.fromkeys((*outside, *unsure)))
        if not candidates:
            return not_evaluated(self.index, orders, band_missing, PLAIN)
        gaps: list[Missing] = list(band_missing)
        measured = self.measure.of(chart, counted.sure, counted.likely, gaps)
        # bands cover the domain of a rule; of some without one that may hold, none may
        inside = not outside and (not unsure or bool(self.domain))
        breach: _Breach | None = None
        if counted.likely:
            breach = self._breach(chart, candidates, measured, gaps, settled=not band_missing, inside=inside)
        if breach is None:
            self._worst_case(chart, candidates, counted, gaps)
            if gaps:
                return not_evaluated(self.index, orders, [*causes.missing, *gaps], PLAIN)
            return Outcome(self.index, orders, Status.CLEAR, 0, True, Evidence(band=candidates[0]))
        evidence = Evidence(
            band=breach.band,
            bound=breach.bound,
            measured=breach.measured,
            limit=breach.limit,
            missing=tuple(dict.fromkeys(gaps)),
        )
        if not (breach.certain and counted.sure):
            # below a minimum is certain only where it is known that the limit speaks of the order at all
            truth = min(truth, UNKNOWN)
            also = breach.also if counted.sure else None
            causes.latitude.extend(latitude.limit(settled=inside, certain=also, counted=counted.causes.latitude))
        return conclude(self.index, orders, orders, breach.severity, truth, causes, self.modifiers, chart, evidence)

    def _worst_case(self, chart: Chart, candidates: Sequence[int], counted: _Counted, gaps: list[Missing]) -> None:
        """Where orders that may not count at all would pass a limit, what is missing to know of them is a gap."""
        if gaps or len(counted.likely) == len(counted.every):
            return
        worst = self.measure.of(chart, counted.sure, counted.every, gaps)
        if gaps or self._breach(chart, candidates, worst, gaps, settled=True, inside=True) is not None:
            gaps.extend(counted.causes.missing)

    def _choose(self, chart: Chart) -> tuple[tuple[int, ...], tuple[Missing, ...], tuple[Missing, ...]]:
        """The band that holds, or all that may hold; none where the value is in no band.

        With it what is missing to know that any holds, because the value may lie outside of the domain, and which.

        INVARIANT: one test of a band known to fail rules the band out, whatever else of it is unknown.
        """
        missing: list[Missing] = []
        for test, written in zip(self.domain, self.body.domain, strict=True):
            causes = Causes()
            truth = test(chart, (), causes)
            if truth == FALSE:
                return (), self._in_no_band(chart), ()
            if truth == UNKNOWN and not _is_bound(chart, str(written[1]), written[-1]):
                missing.extend(causes.missing)
        unsure: list[Missing] = []
        possible: list[int] = []
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
                if len(possible) == 1 or not self.body.first:
                    # unique bands do not overlap: where one is known to hold, the others are known not to
                    return (number,), tuple(missing), ()
                break
            unsure.extend(causes.missing)
        if not possible:
            return (), self._in_no_band(chart), ()
        return tuple(possible), tuple(missing), tuple(unsure)

    def _in_no_band(self, chart: Chart) -> tuple[Missing, ...]:
        tests = [*self.body.domain, *(test for band in self.bands for test in band.tests)]
        variables = dict.fromkeys(str(test[1]) for test in tests)
        readings = [chart.readings[variable] for variable in variables if variable in chart.readings]
        found = dict.fromkeys(Missing(reading.path, f"{reading.text} is in no band of the rule") for reading in readings)
        return tuple(found) or (Missing("rule", "no band of the rule holds"),)

    def _breach(
        self, chart: Chart, candidates: Sequence[int], measured: Measured, gaps: list[Missing], *, settled: bool, inside: bool
    ) -> _Breach | None:
        """The gravest limit that is passed; adds to ``gaps`` what is missing to know of any.

        Where several bands may hold, only what passes the limits of all of them is passed: for certain, whichever holds, where it
        is known that one does (the value lies ``inside`` the domain, which the bands cover).
        """
        names = dict.fromkeys(bound.name for number in candidates for bound in self.bands[number].bounds)
        found: list[_Breach] = []
        unknown: list[Missing] = []
        for name in names:
            bounds = [
                (number, place, bound)
                for number in candidates
                for place, bound in enumerate(self.bands[number].bounds)
                if bound.name == name
            ]
            if len(bounds) < len(candidates):
                continue  # a band without this limit may be the one that holds
            own: list[Missing] = []
            limits = [limit_of(bound, chart, own) for _, _, bound in bounds]
            low, high = min(limit[0] for limit in limits), max(limit[1] for limit in limits)
            truth = passed(name, measured, low, high)
            unknown.extend(own)
            if truth == FALSE or (truth == UNKNOWN and (not settled or gaps or own)):
                continue
            number, place, bound = bounds[0]
            found.append(_Breach(bound.severity, truth == TRUE and inside, number, place, measured[:2], (low, high)))
        # only now: what is missing to know of one limit says nothing of another
        gaps.extend(unknown)
        if not found:
            return None
        gravest = max(found, key=lambda breach: breach[:2])
        sure = [breach for breach in found if breach.certain]
        if gravest.certain or not sure:
            return gravest
        best = max(sure, key=lambda breach: breach.severity)
        return gravest._replace(also=self.bands[best.band].bounds[best.bound])


def _is_bound(chart: Chart, variable: str, within: object) -> bool:
    """Whether a fresh reading is only known to lie above or below a number: it leaves the domain open, and is not missing."""
    reading = chart.readings.get(variable)
    if reading is None or (isinstance(within, (int, float)) and (reading.age is None or reading.age > within)):
        return False
    return reading.high == INFINITY or reading.low == -INFINITY


class LimitIndex:
    """From an ingredient to its dose limits."""

    def __init__(self, plan: Plan, builder: ConditionBuilder) -> None:
        found: dict[str, list[int]] = {}
        for index, rule in enumerate(plan.rules):
            if rule.kind == "dose_limit":
                found.setdefault(rule.body.ingredient, []).append(index)  # type: ignore[union-attr]

        def made(index: int) -> DoseLimitRule:
            rule = plan.rules[index]
            return DoseLimitRule(index, rule, rule.body, builder)  # type: ignore[arg-type]

        self._rules = by_name(found, Ready(made))

    def evaluate(self, chart: Chart, outcomes: list[Outcome]) -> None:
        """Add the outcome of every limit of every ingredient that is there."""
        deciding = chart.deciding
        for ingredient, orders in chart.by_ingredient.items():
            rules = self._rules[ingredient]
            if not rules or (deciding and not chart.asks(orders)):
                continue
            for rule in rules:
                rule.evaluate(chart, orders, outcomes)
