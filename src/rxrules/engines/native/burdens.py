"""Burden: points or equivalents that add up over the list, held against windows of the total."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Missing
from rxrules.chart.totals import course_of, fullest
from rxrules.engines import edges, latitude
from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.native.conclude import ModifierTest, conclude, not_applicable, not_evaluated
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes, in_span
from rxrules.plan import Burden

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.engines.native.logic import Orders, OrderTest, Test
    from rxrules.plan import Plan, PlanRule

Span = tuple[float, float]
_NOTHING = (0.0, 0.0)


class _Item(NamedTuple):
    members: frozenset[str]
    holds: OrderTest | None
    weight: float


class _Gathered(NamedTuple):
    """What adds up.

    Attributes:
        rows: that count or may count.
        total: low and high.
        causes: why the total is not known better.
    """

    rows: Orders
    total: Span
    causes: Causes


class BurdenRule:
    """One rule, its conditions ready to be tested."""

    __slots__ = ("body", "index", "items", "levels", "members", "modifiers", "patient", "when")

    def __init__(self, index: int, rule: PlanRule, body: Burden, plan: Plan, builder: ConditionBuilder) -> None:
        self.index = index
        self.body = body
        self.when: Test | None = None if rule.when is None else builder.test(rule.when)
        self.modifiers: tuple[ModifierTest, ...] = builder.modifiers(rule)
        self.items: list[_Item] = []
        self.patient: list[tuple[Test | None, float]] = []
        for item in body.items:
            if item.population is None:
                self.patient.append((None if item.condition is None else builder.test(item.condition), item.weight))
            else:
                holds = None if item.condition is None else builder.order_test(item.condition)
                self.items.append(_Item(frozenset(plan.populations[item.population]), holds, item.weight))
        self.members = frozenset().union(*(item.members for item in self.items))
        self.levels = tuple([(*edges.span(level.window), level.severity) for level in body.levels])

    def evaluate(self, chart: Chart, rows: Orders) -> Outcome | None:
        """The outcome for the rows that hold a member; None where nobody asks about those that count."""
        found = self._gather(chart, rows)
        if not found.rows:
            return not_applicable(self.index, rows) if chart.asks(rows) else None
        if not chart.asks(found.rows):
            return None
        orders, total, gathered = found
        causes = Causes()
        truth = TRUE if self.when is None else self.when(chart, orders, causes)
        if truth == FALSE:
            return not_applicable(self.index, orders)
        level, how = self._level(total, gathered)
        if level < 0:
            if how == UNKNOWN:
                return not_evaluated(self.index, orders, [*causes.missing, *gathered.missing], Evidence(measured=total))
            return Outcome(self.index, orders, Status.CLEAR, 0, True, Evidence(measured=total))
        severity = self.levels[level][2]
        window = self.body.levels[level].window
        edge = window.low if window.low is not None else window.high
        limit = (edge or 0.0, edge or 0.0)
        evidence = Evidence(bound=level, measured=total, limit=limit, missing=tuple(dict.fromkeys(gathered.missing)))
        if how == UNKNOWN:
            truth = min(truth, UNKNOWN)
            causes.latitude.extend(gathered.latitude or [latitude.TOTAL])
        return conclude(self.index, orders, orders, severity, truth, causes, self.modifiers, chart, evidence)

    def _level(self, total: Span, gathered: Causes) -> tuple[int, int]:
        """The level that leads, how sure it is; -1 with UNKNOWN where what is missing may reach one, with FALSE where none can."""
        sure = possible = -1
        for place, (first, last, severity) in enumerate(self.levels):
            truth = in_span(*total, first, last)
            if truth == TRUE and (sure < 0 or severity > self.levels[sure][2]):
                sure = place
            elif truth == UNKNOWN and (possible < 0 or severity > self.levels[possible][2]):
                possible = place
        if possible >= 0 and gathered.missing:
            # what is not known is said beside what is
            return (sure, TRUE) if sure >= 0 else (-1, UNKNOWN)
        if possible >= 0 and (sure < 0 or self.levels[possible][2] > self.levels[sure][2]):
            return possible, UNKNOWN
        return (sure, TRUE) if sure >= 0 else (-1, FALSE)

    def _gather(self, chart: Chart, rows: Orders) -> _Gathered:
        causes = Causes()
        by_row: list[tuple[ChartOrder, dict[str, Span]]] = []
        for row in rows:
            shares = self._shares(chart, row, causes)
            if shares:
                by_row.append((row, shares))
        counted = tuple([row for row, _ in by_row])
        if not counted:
            return _Gathered((), _NOTHING, causes)
        if self.body.measure == "lifetime":
            low, high = (sum(share[end] for _, shares in by_row for share in shares.values()) for end in (0, 1))
            if chart.history_complete is not True:
                high = INFINITY
                causes.missing.append(Missing("patient.history_complete", "whether all past treatment is listed is not known"))
        elif self.body.measure == "points":
            low, high = self._points(by_row)
        else:
            low, high = fullest([(row, _sum(shares)) for row, shares in by_row])
        for test, weight in self.patient:
            own = Causes()
            truth = TRUE if test is None else test(chart, counted, own)
            low += weight if truth == TRUE else 0.0
            high += weight if truth != FALSE else 0.0
            if truth == UNKNOWN:
                causes.take(own)
        return _Gathered(counted, (low, high), causes)

    def _points(self, by_row: list[tuple[ChartOrder, dict[str, Span]]]) -> Span:
        """Points at the fullest moment, of each ingredient once, or of each order once."""
        low = high = 0.0
        by_order = self.body.once == "orders"
        for moment in {row.start for row, _ in by_row}:
            each: dict[str, Span] = {}
            for row, shares in by_row:
                if row.start <= moment < row.end:
                    for key, (least, most) in ({row.id: _sum(shares)} if by_order else shares).items():
                        old = each.get(key, _NOTHING)
                        each[key] = max(old[0], least), max(old[1], most)
            least, most = _sum(each)
            low, high = max(low, least), max(high, most)
        return low, high

    def _shares(self, chart: Chart, row: ChartOrder, causes: Causes) -> dict[str, Span]:
        """What a row adds, by ingredient (or by item, where each of those counts once); nothing of what is known not to count."""
        shares: dict[str, Span] = {}
        by_item = self.body.once == "items" and self.body.measure == "points"
        for place, (members, holds, weight) in enumerate(self.items):
            found = members.intersection(row.ingredients)
            if not found:
                continue
            own = Causes()
            truth = TRUE if holds is None else holds(chart, row, own)
            if truth == FALSE:
                continue
            if truth == UNKNOWN:
                causes.take(own)
            for ingredient in sorted(found):
                low, high = (1.0, 1.0) if self.body.measure == "points" else self._amount(row, ingredient, causes)
                key = f"item {place}" if by_item else ingredient
                old = shares.get(key, _NOTHING)
                least = low * weight if truth == TRUE else 0.0
                most = high * weight if weight else 0.0
                shares[key] = max(old[0], least), max(old[1], most)
        return shares

    def _amount(self, row: ChartOrder, ingredient: str, causes: Causes) -> Span:
        body = self.body
        dose = row.doses[ingredient]
        amounts = dose.amounts.get(body.base)
        if amounts is None:
            where = "per m2" if body.base.endswith("/body_surface") else f"in {body.base}"
            causes.missing.extend(dose.missing or (Missing(f"{row.path}.dose", f"the dose is not given {where}"),))
            return 0.0, INFINITY
        if body.measure == "per_day":
            low, high = amounts[MEASURES["per_day"]], amounts[MEASURES["per_day"] + 1]
            if high == INFINITY:
                causes.missing.extend((dose.day_missing,) if dose.day_missing is not None else dose.missing)
            return low, high
        course = course_of(row, (amounts.dose_low, amounts.dose_high))
        if course is None:
            causes.missing.append(Missing(f"{row.path}.timing", f"how many doses {row.id} has in all is not known"))
            return (amounts.dose_low if row.history else 0.0), INFINITY
        return course


def _sum(shares: dict[str, Span]) -> Span:
    return sum(share[0] for share in shares.values()), sum(share[1] for share in shares.values())


class BurdenIndex:
    """From an ingredient to the burdens that it adds to."""

    def __init__(self, plan: Plan, builder: ConditionBuilder) -> None:
        by_ingredient: dict[str, list[BurdenRule]] = {}
        for index, rule in enumerate(plan.rules):
            body = rule.body
            if isinstance(body, Burden):
                made = BurdenRule(index, rule, body, plan, builder)
                for ingredient in sorted(made.members):
                    by_ingredient.setdefault(ingredient, []).append(made)
        self._by_ingredient = {ingredient: tuple(rules) for ingredient, rules in by_ingredient.items()}

    def evaluate(self, chart: Chart, outcomes: list[Outcome]) -> None:
        """Add the outcome of every burden that a live row adds to."""
        lookup = self._by_ingredient.get
        if not self._by_ingredient:
            return
        found = dict.fromkeys(rule for ingredient in chart.by_ingredient for rule in lookup(ingredient, ()))
        for rule in found:
            rows = [row for row in chart.live if not rule.members.isdisjoint(row.ingredients)]
            if rule.body.measure == "lifetime":
                rows += [row for row in chart.history if not rule.members.isdisjoint(row.ingredients)]
                rows.sort(key=lambda row: row.index)
            outcome = rule.evaluate(chart, tuple(rows))
            if outcome is not None:
                outcomes.append(outcome)
