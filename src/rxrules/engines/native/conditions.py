"""Conditions of the Plan as functions: one small closure an operator, chosen once when the engine is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Missing
from rxrules.engines.edges import span
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes, in_span
from rxrules.errors import EngineError
from rxrules.model import ProblemStatus
from rxrules.plan import Window
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.model import Condition as PatientCondition
    from rxrules.plan import Condition, Plan, PlanRule

    Orders = tuple[ChartOrder, ...]
    Test = Callable[[Chart, Orders, Causes], int]
    OrderTest = Callable[[Chart, ChartOrder, Causes], int]

#: The slot that stands for every participant.
_EVERY = -2

_ACTIVE = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)
_EVER = (*_ACTIVE, ProblemStatus.RESOLVED)


class _Recognised(NamedTuple):
    """A condition of the patient: the definitions that it meets, those that it may be (None: any), and its words."""

    met: frozenset[str]
    may_be: frozenset[str] | None
    status: ProblemStatus
    words: str


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
        key = variable.partition("@")[0]
        name = key.partition(":")[2]
        path = f"patient.observations.{name}" if name else f"patient.{variable}"
        absent = (Missing(path, f"{name or variable} is missing, or not in a unit that the rule can use"),)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            reading = chart.readings.get(variable)
            if reading is None:
                causes.missing.extend(chart.missing.get(variable) or chart.missing.get(key) or absent)
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
            truth = self._among(name, self._recognised(chart), statuses, "patient.conditions", causes)
            if truth == FALSE and not chart.conditions_complete:
                causes.missing.append(Missing("patient.conditions", "the list of conditions may be incomplete"))
                return UNKNOWN
            return truth

        return test

    def _recognised(self, chart: Chart) -> list[_Recognised]:
        """What the patient's conditions are and may be, worked out once for all rules of a check."""
        found: list[_Recognised] | None = chart.memo.get(self)  # type: ignore[assignment]
        if found is None:
            found = chart.memo[self] = [self._recognise(one) for one in chart.conditions or ()]
        return found

    def _recognise(self, one: PatientCondition) -> _Recognised:
        written = one.text, one.code, one.system
        words = one.text or f"{one.system} {one.code}".strip()
        return _Recognised(self._index.find(*written), self._index.may_be(*written), one.status, words)

    @staticmethod
    def _among(name: str, conditions: Sequence[_Recognised], statuses: tuple[ProblemStatus, ...], path: str, causes: Causes) -> int:
        """Whether a condition is in a list.

        SAFETY: an entry that no definition recognises may be the condition that is asked for.
        """
        doubtful: list[str] = []
        for one in conditions:
            if one.status not in statuses:
                continue
            if name in one.met:
                return TRUE
            if one.may_be is None or name in one.may_be:
                doubtful.append(one.words)
        if not doubtful:
            return FALSE
        causes.missing.extend(Missing(path, f"{words!r} is not recognised: it may be {name}") for words in doubtful)
        return UNKNOWN

    def _indication(self, name: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            path = f"{order.path}.indication"
            if not order.source.indication:
                causes.missing.append(Missing(path, "indication is missing"))
                return UNKNOWN
            found = [self._recognise(one) for one in order.source.indication]
            return self._among(name, found, tuple(ProblemStatus), path, causes)

        return test

    def _with(
        self,
        population: int,
        condition: Condition | None,
        present: bool,  # noqa: FBT001
        own: Sequence[int],
    ) -> Test:
        members = self._populations[population]
        participants = frozenset[str]().union(*(self._populations[number] for number in own))
        holds = None if condition is None else self.order_test(condition)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:
            inner = Causes()
            truth = FALSE
            for order in chart.live:
                found = members.intersection(order.ingredients)
                if order in orders:
                    found = found - participants
                if not found:
                    continue
                own_causes = Causes()
                one = TRUE if holds is None else holds(chart, order, own_causes)
                if one != FALSE:
                    one = min(one, _throughout(order, orders, chart, own_causes))
                if one == UNKNOWN:
                    inner.take(own_causes)
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
        decisive = FALSE if slot == _EVERY else TRUE

        def over_orders(chart: Chart, orders: Orders, causes: Causes) -> int:
            inner = Causes()
            truth = TRUE - decisive
            for order in orders:
                one = test(chart, order, inner)
                if one == decisive:
                    return decisive
                if one == UNKNOWN:
                    truth = UNKNOWN
            if truth == UNKNOWN:
                causes.take(inner)
            return truth

        return over_orders

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

    def _amount(self, population: int, measure: str, base: str, *window: Any) -> Test:
        first, last = span(Window(*window))
        members = self._populations[population]
        place = MEASURES[measure]

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            truth = FALSE
            inner = Causes()
            for ingredient, dose in order.doses.items():
                if members and ingredient not in members:
                    continue
                amounts = dose.amounts.get(base)
                if amounts is None:
                    inner.missing.extend(dose.missing or (Missing(f"{order.path}.dose", f"the dose is not in {base}"),))
                    truth = max(truth, UNKNOWN)
                    continue
                low, high = amounts[place], amounts[place + 1]
                one = in_span(low, high, first, last)
                if one == UNKNOWN:
                    if high == INFINITY:
                        inner.missing.extend((dose.day_missing,) if dose.day_missing is not None else dose.missing)
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
            if order.prn_all is None:
                if order.prn:
                    causes.latitude.append(f"a part of {order.id} is taken as needed")
                else:
                    causes.missing.append(Missing(f"{order.path}.timing", "timing is missing"))
                return UNKNOWN
            return TRUE if order.prn_all == wanted else FALSE

        return test


def _throughout(partner: ChartOrder, orders: Orders, chart: Chart, causes: Causes) -> int:
    """Whether a partner is there as long as the participants are together, from now on; in part, or as needed, is unknown."""
    start = max((chart.as_of, *(order.start for order in orders)))
    end = min((INFINITY, *(order.end for order in orders)))
    if partner.start >= end or partner.end <= start:
        return FALSE
    if partner.start > start or partner.end < end:
        causes.latitude.append(f"{partner.id} is there for a part of the time")
        return UNKNOWN
    if partner.prn:
        causes.latitude.append(f"{partner.id} is taken as needed")
        return UNKNOWN
    return TRUE


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
