"""Conditions of the Plan as functions: one small closure an operator, chosen once when the engine is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes
from rxrules.engines.native.order_conditions import OrderConditions
from rxrules.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart
    from rxrules.engines.native.logic import Orders, OrderTest, Test
    from rxrules.plan import Condition, PlanRule


class ConditionBuilder(OrderConditions):
    """Makes tests from the conditions of one plan."""

    def test(self, condition: Condition) -> Test:
        """The test of a condition over the patient and the participants.

        Raises:
            EngineError: the operator is none of the Plan's.
        """
        operator, *rest = condition
        make = getattr(self, f"_{operator}", None)
        if make is None:
            msg = f"the plan has a condition that this engine does not know: {operator!r}"
            raise EngineError(msg)
        test: Test = make(*rest)
        return test

    def modifiers(self, rule: PlanRule) -> tuple[tuple[Test, int], ...]:
        """The modifiers of a rule, each as its test and its severity."""
        return tuple([(self.test(modifier.condition), modifier.severity) for modifier in rule.modifiers]) if rule.modifiers else ()

    def order_test(self, condition: Condition) -> OrderTest:
        """The test of a condition over one order."""
        test = self.test(condition)
        return lambda chart, order, causes: test(chart, (order,), causes)

    def _all(self, *parts: Condition) -> Test:
        return _junction([self.test(part) for part in parts], decisive=FALSE)

    def _any(self, *parts: Condition) -> Test:
        return _junction([self.test(part) for part in parts], decisive=TRUE)

    def _not(self, part: Condition) -> Test:
        test = self.test(part)
        return lambda chart, orders, causes: TRUE - test(chart, orders, causes)


def _junction(tests: Sequence[Test], *, decisive: int) -> Test:
    """All (decided by one FALSE) or any (decided by one TRUE); what does not decide and is unknown leaves its causes."""

    def test(chart: Chart, orders: Orders, causes: Causes) -> int:
        inner = Causes()
        truth = TRUE - decisive
        for part in tests:
            one = part(chart, orders, inner)
            if one == decisive:
                return decisive
            if one == UNKNOWN:
                truth = UNKNOWN
        if truth == UNKNOWN:
            causes.take(inner)
        return truth

    return test
