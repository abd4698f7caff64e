"""Duplication: more concurrent members of a group than it allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.base import PLAIN, Evidence, Outcome, Status, one_each
from rxrules.engines.native.conclude import ModifierTest, conclude, not_applicable
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes
from rxrules.engines.readying import Ready, by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.engines.native.logic import OrderTest, Test
    from rxrules.plan import Duplication, Plan, PlanRule

Orders = tuple["ChartOrder", ...]


class DuplicationRule:
    """One rule, its conditions ready to be tested."""

    __slots__ = ("allow", "by_order", "excluded", "holds", "index", "members", "modifiers", "severity", "when")

    def __init__(self, index: int, rule: PlanRule, body: Duplication, plan: Plan, builder: ConditionBuilder) -> None:
        self.index = index
        self.severity = rule.severity
        self.allow = body.allow
        self.by_order = body.by_order
        self.holds: OrderTest | None = None if body.condition is None else builder.order_test(body.condition)
        self.when: Test | None = None if rule.when is None else builder.test(rule.when)
        self.modifiers: tuple[ModifierTest, ...] = builder.modifiers(rule)
        members = None if body.population is None else frozenset(plan.populations[body.population])
        excluded = frozenset[str]() if body.excluded is None else frozenset(plan.populations[body.excluded])
        self.members = None if members is None else members - excluded
        self.excluded = excluded

    def evaluate(self, chart: Chart, orders: Orders, members: frozenset[str] | None) -> Outcome:
        """The outcome for the orders that hold a member: two of them, or a mixture of two members."""
        causes = Causes()
        sure: list[ChartOrder] = []
        maybe: list[ChartOrder] = []
        if self.holds is None:
            sure = maybe = list(orders)
        else:
            for order in orders:
                truth = self.holds(chart, order, causes)
                if truth == TRUE:
                    sure.append(order)
                if truth != FALSE:
                    maybe.append(order)
        if len(maybe) > 1:
            orders = tuple(maybe)  # the others are known not to count, and no alert is about them
        if not chart.asks(maybe):
            # what is being decided is known not to count
            return not_applicable(self.index, orders)
        most = self._count(maybe, members)
        if most <= self.allow:
            # of several orders, one at most may count
            if len(maybe) < len(orders):
                return not_applicable(self.index, orders)
            return Outcome(self.index, orders, Status.CLEAR, 0, True, PLAIN)
        counts = (most if len(sure) == len(maybe) else self._count(sure, members)), most
        truth = TRUE if counts[0] > self.allow else UNKNOWN
        evidence = Evidence(measured=counts, limit=(self.allow, self.allow))
        if truth == TRUE:
            causes = Causes()
        if self.when is not None:
            one = self.when(chart, orders, causes)
            if one == FALSE:
                return not_applicable(self.index, orders)
            truth = min(truth, one)
        return conclude(self.index, orders, orders, self.severity, truth, causes, self.modifiers, chart, evidence)

    def _count(self, orders: Sequence[ChartOrder], members: frozenset[str] | None) -> int:
        """The most that are concurrent at any time."""
        most = 0
        for moment in {order.start for order in orders}:
            together = [order for order in orders if order.start <= moment < order.end]
            if self.by_order:
                # an order in several parts is one order
                most = max(most, len({order.id for order in together}))
            else:
                ingredients = {ingredient for order in together for ingredient in order.ingredients}
                most = max(most, len(ingredients if members is None else ingredients & members))
        return most


class DuplicationIndex:
    """From an ingredient to the duplication rules of the groups that it is in."""

    def __init__(self, plan: Plan, builder: ConditionBuilder) -> None:
        by_ingredient: dict[str, list[int]] = {}
        self._every: list[DuplicationRule] = []
        for index, rule in enumerate(plan.rules):
            if rule.kind != "duplication":
                continue
            body: Duplication = rule.body  # type: ignore[assignment]
            if body.population is None:
                self._every.append(DuplicationRule(index, rule, body, plan, builder))
                continue
            excluded = () if body.excluded is None else plan.populations[body.excluded]
            for ingredient in plan.populations[body.population]:
                if ingredient not in excluded:
                    by_ingredient.setdefault(ingredient, []).append(index)

        def made(index: int) -> DuplicationRule:
            rule = plan.rules[index]
            return DuplicationRule(index, rule, rule.body, plan, builder)  # type: ignore[arg-type]

        self._by_ingredient = by_name(by_ingredient, Ready(made))

    def evaluate(self, chart: Chart, outcomes: list[Outcome]) -> None:
        """Add the outcome of every rule that two orders or more concern."""
        found: dict[DuplicationRule, list[ChartOrder]] = {}
        known = self._by_ingredient
        for ingredient, order in chart.pairs:
            for rule in known[ingredient]:
                orders = found.get(rule)
                if orders is None:
                    found[rule] = [order]
                elif orders[-1] is not order:
                    orders.append(order)
        for rule, orders in found.items():
            if (orders[0].is_mixture or (len(orders) > 1 and _several(orders, chart))) and chart.asks(orders):
                outcomes.append(rule.evaluate(chart, tuple(orders), rule.members))
        if self._every and len(chart.by_ingredient) < len(chart.pairs):
            self._same_ingredient(chart, outcomes)

    def _same_ingredient(self, chart: Chart, outcomes: list[Outcome]) -> None:
        found: list[Outcome] = []
        for ingredient, orders in chart.by_ingredient.items():
            if len(orders) < 2 or not _several(orders, chart) or not chart.asks(orders):
                continue
            found.extend(
                rule.evaluate(chart, orders, frozenset((ingredient,))) for rule in self._every if ingredient not in rule.excluded
            )
        outcomes.extend(one_each(found))


def _several(rows: Sequence[ChartOrder], chart: Chart) -> bool:
    """Whether several rows are of more than one order."""
    return not chart.has_parts or any(row.id != rows[0].id for row in rows)
