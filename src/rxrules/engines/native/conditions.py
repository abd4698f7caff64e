"""Conditions of the Plan as functions: one small closure an operator, chosen once when the engine is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, Missing
from rxrules.plan import Window
from rxrules.engines.edges import span
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes, in_span
from rxrules.errors import EngineError
from rxrules.model import ProblemStatus
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Condition, Plan, PlanRule
    from rxrules.model import Condition as PatientCondition

    Orders = tuple[ChartOrder, ...]
    Test = Callable[[Chart, Orders, Causes], int]
    OrderTest = Callable[[Chart, ChartOrder, Causes], int]

_ACTIVE = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)
_EVER = (*_ACTIVE, ProblemStatus.RESOLVED)


class ConditionBuilder:
    """Makes tests from the conditions of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._populations = [frozenset(population) for population in plan.populations]
        definitions = {one.id: (one.names, one.icd10, one.snomed) for one in plan.conditions}
        self._index = ConditionIndex(definitions)

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

    def _range(self, variable: str, *rest: Any) -> Test:
        *window, within = rest
        first, last = span(Window(*window))
        name = variable.partition(":")[2].partition("@")[0]
        path = f"patient.observations.{name}" if name else f"patient.{variable}"
        absent = (Missing(path, f"{name or variable} is missing, or not in a unit that the rule can use"),)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            reading = chart.readings.get(variable)
            if reading is None:
                causes.missing.extend(chart.missing.get(variable, absent))
                return UNKNOWN
            if within is not None and (reading.age is None or reading.age > within):
                causes.missing.append(Missing(reading.path, _stale(reading.text, reading.age, within)))
                return UNKNOWN
            truth = in_span(reading.low, reading.high, first, last)
            if truth == UNKNOWN:
                causes.missing.append(Missing(reading.path, f"{reading.text} is not precise enough"))
            return truth

        return test

    def _sex(self, wanted: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            sex = chart.sex.value if chart.sex is not None else "other"
            if sex == "other":
                causes.missing.append(Missing("patient.sex", "sex is missing"))
                return UNKNOWN
            return TRUE if sex == wanted else FALSE

        return test

    def _pregnant(self, wanted: bool) -> Test:  # noqa: FBT001
        return _state("pregnant", wanted=wanted)

    def _breastfeeding(self, wanted: bool) -> Test:  # noqa: FBT001
        return _state("breastfeeding", wanted=wanted)

    def _condition(self, name: str, active: bool) -> Test:  # noqa: FBT001
        statuses = _ACTIVE if active else _EVER

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            if chart.conditions is None:
                causes.missing.append(Missing("patient.conditions", "the list of conditions is missing"))
                return UNKNOWN
            if self._has(name, chart.conditions, statuses):
                return TRUE
            if not chart.conditions_complete:
                causes.missing.append(Missing("patient.conditions", "the list of conditions may be incomplete"))
                return UNKNOWN
            return FALSE

        return test

    def _has(self, name: str, conditions: Sequence[PatientCondition], statuses: tuple[ProblemStatus, ...]) -> bool:
        return any(
            one.status in statuses and name in self._index.find(one.text, one.code, one.system) for one in conditions
        )

    def _indication(self, name: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            if not order.source.indication:
                causes.missing.append(Missing(f"{order.path}.indication", "indication is missing"))
                return UNKNOWN
            return TRUE if self._has(name, order.source.indication, (*_EVER, ProblemStatus.REFUTED)) else FALSE

        return test

    def _with(self, population: int, condition: Condition | None, present: bool) -> Test:  # noqa: FBT001
        members = self._populations[population]
        holds = None if condition is None else self.order_test(condition)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:
            inner = Causes()
            truth = FALSE
            for order in chart.live:
                if order in orders or members.isdisjoint(order.ingredients):
                    continue
                one = TRUE if holds is None else holds(chart, order, inner)
                truth = max(truth, one)
            if truth != TRUE and any(order.unresolved and order.live for order in chart.orders):
                # SAFETY: a drug that nobody knows may be the one that is asked for, or that must not be there.
                truth = UNKNOWN
                inner.missing.append(Missing("medications", "a drug of the list is not known"))
            if truth == UNKNOWN:
                causes.take(inner)
            return truth if present else TRUE - truth

        return test

    def _order(self, slot: int, condition: Condition) -> Test:
        test = self.order_test(condition)
        if slot >= 0:
            return lambda chart, orders, causes: test(chart, orders[slot], causes)

        def any_order(chart: Chart, orders: Orders, causes: Causes) -> int:
            inner = Causes()
            truth = FALSE
            for order in orders:
                truth = max(truth, test(chart, order, inner))
                if truth == TRUE:
                    return TRUE
            if truth == UNKNOWN:
                causes.take(inner)
            return truth

        return any_order

    def _route(self, routes: Sequence[str]) -> Test:
        wanted = frozenset(routes)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            common = order.routes & wanted
            if not order.routes or (order.route_assumed and not common):
                # SAFETY: an assumed route may raise an alert, never silence one.
                what = f"route {order.route_text!r} is not known" if order.route_text else "route is missing"
                causes.missing.append(Missing(f"{order.path}.route", what))
                return UNKNOWN
            if order.route_assumed:
                causes.latitude.append(f"the route of {order.id} is not given: {', '.join(sorted(common))} is assumed")
                return UNKNOWN
            if len(common) == len(order.routes):
                return TRUE
            if not common:
                return FALSE
            causes.latitude.append(f"{order.id} may be given by {', '.join(sorted(order.routes))}")
            return UNKNOWN

        return test

    def _amount(self, measure: str, base: str, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            truth = FALSE
            inner = Causes()
            for dose in order.doses.values():
                amounts = dose.amounts.get(base)
                if amounts is None:
                    inner.missing.extend(dose.missing or (Missing(f"{order.path}.dose", f"the dose is not in {base}"),))
                    truth = max(truth, UNKNOWN)
                    continue
                given = amounts[4:6] if measure == "per_day" else amounts[0:2]
                one = in_span(*given, first, last)
                if one == UNKNOWN:
                    if given[1] == INFINITY:
                        inner.missing.append(dose.day_missing or Missing(f"{order.path}.timing", "timing is missing"))
                    else:
                        inner.latitude.append(f"the dose of {order.id} is a range")
                truth = max(truth, one)
            if truth == UNKNOWN:
                causes.take(inner)
            return truth

        return test

    def _duration(self, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            if order.duration is None:
                causes.missing.append(Missing(f"{order.path}.timing.duration", "duration is missing"))
                return UNKNOWN
            truth = in_span(*order.duration, first, last)
            if truth == UNKNOWN:
                causes.latitude.append(f"the duration of {order.id} is a range")
            return truth

        return test

    def _prn(self, wanted: bool) -> Test:  # noqa: FBT001
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            if not any(dosage.timing is not None for dosage in order.source.dosages):
                causes.missing.append(Missing(f"{order.path}.timing", "timing is missing"))
                return UNKNOWN
            return TRUE if order.prn == wanted else FALSE

        return test


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


def _state(name: str, *, wanted: bool) -> Test:
    def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
        state: bool | None = getattr(chart, name)
        if state is None:
            causes.missing.append(Missing(f"patient.{name}", f"whether the patient is {name} is missing"))
            return UNKNOWN
        return TRUE if state == wanted else FALSE

    return test


def _stale(text: str, age: float | None, within: float) -> str:
    if age is None:
        return f"{text} has no date: the rule asks for one of the last {within:g} d"
    return f"stale: {text} is {age:g} d old, the rule asks for one of the last {within:g} d"
