"""Duplications: from the matches of the network to outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.engines.base import PLAIN, Evidence, Outcome, Status
from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.terms import FALSE, LATITUDE, MISSING, TRUE, Known, Leaf, settle
from rxrules.engines.durable.verdict import Ready, conclude, not_applicable
from rxrules.plan import Duplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import ChartOrder
    from rxrules.engines.durable.conditions import Ground, Grounds
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import PlanRule

_OPEN = f'"H":{number(INFINITY)}'
_EVER = number(INFINITY)


class DuplicationRule(NamedTuple):
    """One rule, its conditions ready."""

    common: Ready
    holds: Ground | None
    allow: int
    by_order: bool

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> DuplicationRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, Duplication)  # noqa: S101
        holds = None if body.condition is None else grounds.of(body.condition)
        return cls(Ready.of(index, rule, grounds), holds, body.allow, body.by_order)

    def evaluate(self, facts: Facts, orders: tuple[ChartOrder, ...], members: frozenset[str]) -> Steps[list[Outcome]]:
        """The outcome for the orders that hold a member, two of them, or a mixture."""
        if self.holds is None:
            return (yield from self._exact(facts, orders, self._count(orders, members)))
        terms = [self.holds(facts, (order,)) for order in orders]
        yield from settle(terms)
        sure = [order for order, term in zip(orders, terms, strict=True) if term.truth == TRUE]
        maybe = [order for order, term in zip(orders, terms, strict=True) if term.truth != FALSE]
        if len(maybe) > 1:
            orders = tuple(maybe)  # no alert is about an order that is known not to count
        if not facts.chart.asks(maybe):
            # what is being decided is known not to count
            return [not_applicable(self.common.rule, orders)]
        # counting is arithmetic; whether the count passes what is allowed is the network's to say
        most = self._count(maybe, members)
        if len(sure) == len(maybe) == len(orders):
            return (yield from self._exact(facts, orders, most))
        least = self._count(sure, members)
        missing = tuple(one for term in terms if term.truth == MISSING for one in term.missing())
        latitude = tuple(text for term in terms if term.truth == LATITUDE for text in term.latitude())
        place = facts.value(least, most, vague=any(term.truth == MISSING for term in terms))
        passed = Leaf(f'"kind":"++win","v":{place}.0,"L":{self.allow}.5,{_OPEN},"S":{_EVER}', place, missing)
        yield from settle((passed,))
        if passed.truth == FALSE:
            evidence = PLAIN if len(maybe) == len(orders) else Evidence(applies=len(maybe) > 1)
            return [Outcome(self.common.rule, orders, Status.CLEAR, 0, True, evidence)]
        evidence = Evidence(measured=(least, most), limit=(self.allow, self.allow))
        finding = Known(passed.truth, missing, tuple(dict.fromkeys(latitude)))
        outcome = yield from conclude(facts, self.common, orders, orders, [finding], self.common.severity, evidence)
        return [outcome]

    def ask_early(self, facts: Facts, orders: tuple[ChartOrder, ...], members: frozenset[str]) -> Leaf | None:
        """What `evaluate` will ask once it is known that the rule concerns the orders, where it asks nothing of each."""
        return self._passed(facts, self._count(orders, members)) if self.holds is None else None

    def _passed(self, facts: Facts, count: int) -> Leaf:
        return facts.within(count, count, f'"L":{self.allow}.5,{_OPEN}')

    def _exact(self, facts: Facts, orders: tuple[ChartOrder, ...], count: int) -> Steps[list[Outcome]]:
        """The outcome where it is known which orders count."""
        passed = self._passed(facts, count)
        if passed.truth < 0:
            yield (passed,)
        if passed.truth == FALSE:
            return [Outcome(self.common.rule, orders, Status.CLEAR, 0, True, PLAIN)]
        evidence = Evidence(measured=(count, count), limit=(self.allow, self.allow))
        if self.common.plain:
            return [Outcome(self.common.rule, orders, Status.FIRED, self.common.severity, True, evidence)]
        return [(yield from conclude(facts, self.common, orders, orders, [passed], self.common.severity, evidence))]

    def _count(self, orders: Sequence[ChartOrder], members: frozenset[str]) -> int:
        """The most that are concurrent at any time: some order starts at such a time."""
        most = 0
        for start in {order.start for order in orders}:
            together = [order for order in orders if order.start <= start < order.end]
            if not self.by_order:
                most = max(
                    most,
                    len({ingredient for order in together for ingredient in order.ingredients} & members),
                )
            else:
                most = max(most, len({order.id for order in together}))
        return most
