"""Conditions of the Plan made ready: for each operator how it becomes facts of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines.durable.facts import freshness
from rxrules.engines.durable.numerals import number, span_json
from rxrules.engines.durable.terms import (
    ALL,
    ANY,
    FALSE,
    MISSING,
    TRUE,
    Junction,
    Known,
    Leaf,
    Term,
    conjunction,
)
from rxrules.errors import EngineError
from rxrules.model import ProblemStatus
from rxrules.plan import Window
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import ChartOrder
    from rxrules.engines.durable.facts import Facts
    from rxrules.model import Condition as PatientCondition
    from rxrules.plan import Condition, Plan

    Orders = tuple[ChartOrder, ...]
    #: Puts a condition before the network: about the patient, and these orders.
    Ground = Callable[[Facts, Orders], Term]


class Grounds:
    """Makes conditions of one plan ready."""

    def __init__(self, plan: Plan) -> None:
        self._populations = [frozenset(population) for population in plan.populations]
        self._index = ConditionIndex({one.id: (one.names, one.icd10, one.snomed) for one in plan.conditions})
        self._operators: dict[object, Callable[..., Ground]] = {
            "all": self._all,
            "any": self._any,
            "not": self._not,
            "range": _range,
            "sex": lambda wanted: _state("sex", wanted, 1.0),
            "pregnant": lambda wanted: _state("pregnant", wanted, float(wanted)),
            "breastfeeding": lambda wanted: _state("breastfeeding", wanted, float(wanted)),
            "condition": self._condition,
            "indication": self._indication,
            "with": self._with,
            "order": self._order,
            "route": _route,
            "amount": _amount,
            "duration": _duration,
            "prn": _prn,
        }

    def of(self, condition: Condition) -> Ground:
        """A condition, ready.

        Raises:
            EngineError: its operator is none of the Plan's.
        """
        operator, *rest = condition
        make = self._operators.get(operator)
        if make is None:
            msg = f"the plan has a condition that the durable engine does not know: {operator!r}"
            raise EngineError(msg)
        return make(*rest)

    def _all(self, *conditions: Condition) -> Ground:
        grounds = [self.of(condition) for condition in conditions]
        return lambda facts, orders: conjunction([ground(facts, orders) for ground in grounds])

    def _any(self, *conditions: Condition) -> Ground:
        grounds = [self.of(condition) for condition in conditions]
        return lambda facts, orders: Junction(ANY, [(ground(facts, orders), False) for ground in grounds])

    def _not(self, condition: Condition) -> Ground:
        ground = self.of(condition)
        return lambda facts, orders: Junction(ALL, [(ground(facts, orders), True)])

    def _condition(self, name: str, active: bool) -> Ground:  # noqa: FBT001
        counted = {ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN} | (
            set() if active else {ProblemStatus.RESOLVED}
        )

        def ground(facts: Facts, _orders: Orders) -> Term:
            key = "condition", name, active
            place, missing = facts.recall(key) or facts.keep(key, *self._has(facts, name, counted))
            return Leaf(f'"kind":"is","v":{place}.0,"w":1.0', place, missing)

        return ground

    def _has(self, facts: Facts, name: str, counted: set[ProblemStatus]) -> tuple[int, tuple[Missing, ...]]:
        """Recognising conditions, and the closed world of a complete list, are looked up; what follows is the network's."""
        chart = facts.chart
        if chart.conditions is None:
            return facts.gone(), (Missing("patient.conditions", "the list of conditions is missing"),)
        if self._recognised(name, chart.conditions, counted):
            return facts.state(True), ()
        if not chart.conditions_complete:
            return facts.gone(), (Missing("patient.conditions", "the list of conditions may be incomplete"),)
        return facts.state(False), ()

    def _recognised(
        self, name: str, conditions: Sequence[PatientCondition], counted: set[ProblemStatus]
    ) -> bool:
        for one in conditions:
            if one.status in counted and name in self._index.find(one.text, one.code, one.system):
                return True
        return False

    def _indication(self, name: str) -> Ground:
        def ground(facts: Facts, orders: Orders) -> Term:
            (order,) = orders
            written = order.source.indication
            if not written:
                return Known(MISSING, (Missing(f"{order.path}.indication", "indication is missing"),))
            place = facts.state(self._recognised(name, written, set(ProblemStatus)))
            return Leaf(f'"kind":"is","v":{place}.0,"w":1.0', place)

        return ground

    def _with(self, population: int, condition: Condition | None, present: bool) -> Ground:  # noqa: FBT001
        members = self._populations[population]
        holds = None if condition is None else self.of(condition)

        def ground(facts: Facts, orders: Orders) -> Term:
            taking_part = {order.index for order in orders}
            parts: list[tuple[Term, bool]] = []
            for order in facts.chart.live:
                if order.index not in taking_part and not members.isdisjoint(order.ingredients):
                    parts.append((Known(TRUE) if holds is None else holds(facts, (order,)), False))
            if any(order.unresolved and order.live for order in facts.chart.orders):
                # SAFETY: a drug that nobody knows may be the one that is asked for, or that must not be there.
                parts.append(
                    (Known(MISSING, (Missing("medications", "a drug of the list is not known"),)), False)
                )
            found = Junction(ANY, parts)
            return found if present else Junction(ALL, [(found, True)])

        return ground

    def _order(self, slot: int, condition: Condition) -> Ground:
        inner = self.of(condition)
        if slot >= 0:
            return lambda facts, orders: inner(facts, (orders[slot],))
        return lambda facts, orders: Junction(ANY, [(inner(facts, (order,)), False) for order in orders])


def _window(window: Sequence[Any], within: float | None = None) -> str:
    return f'{span_json(Window(*window))},"S":{freshness(within)}'


def _range(variable: str, *rest: Any) -> Ground:
    *ends, within = rest
    window = _window(ends, within)
    name = variable.partition(":")[2].partition("@")[0]
    path = f"patient.observations.{name}" if name else f"patient.{variable}"
    absent = (Missing(path, f"{name or variable} is missing, or not in a unit that the rule can use"),)

    def ground(facts: Facts, _orders: Orders) -> Term:
        place, missing = facts.recall(variable) or facts.keep(variable, *_reading(facts, variable, absent))

        def why() -> tuple[Missing, ...]:
            reading = facts.chart.readings.get(variable)
            if reading is None:
                return missing
            stale = within is not None and (reading.age is None or reading.age > within)
            reason = f"older than the last {within:g} d, or without a date" if stale else "not precise enough"
            return (Missing(reading.path, f"{reading.text} is {reason}"),)

        return Leaf(f'"kind":"win","v":{place}.0,{window}', place, why)

    return ground


def _reading(facts: Facts, variable: str, absent: tuple[Missing, ...]) -> tuple[int, tuple[Missing, ...]]:
    reading = facts.chart.readings.get(variable)
    if reading is None:
        return facts.gone(), facts.chart.missing.get(variable, absent)
    return facts.value(reading.low, reading.high, age=reading.age, vague=True), ()


def _state(name: str, wanted: Any, value: float) -> Ground:
    def read(facts: Facts) -> tuple[int, tuple[Missing, ...]]:
        state: Any = getattr(facts.chart, name)
        if name == "sex" and state is not None:
            state = None if state.value == "other" else state.value == wanted
        if state is None:
            return facts.gone(), (Missing(f"patient.{name}", f"{name} of the patient is missing"),)
        return facts.state(state), ()

    def ground(facts: Facts, _orders: Orders) -> Term:
        key = (name, wanted) if name == "sex" else name
        place, missing = facts.recall(key) or facts.keep(key, *read(facts))
        return Leaf(f'"kind":"is","v":{place}.0,"w":{number(value)}', place, missing)

    return ground


def _route(routes: Sequence[str]) -> Ground:
    wanted = frozenset(routes)

    def ground(_facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        common = len(wanted.intersection(order.routes))
        other = len(order.routes) - common
        what = f"route {order.route_text!r} is not known" if order.route_text else "route is missing"
        return Leaf(
            f'"kind":"way","common":{common}.0,"other":{other}.0,"assumed":{int(order.route_assumed)}.0',
            -1,
            (Missing(f"{order.path}.route", what),),
            f"the route of {order.id} is taken to be {', '.join(sorted(wanted.intersection(order.routes)))}",
        )

    return ground


def _amount(measure: str, base: str, *ends: Any) -> Ground:
    window = _window(ends)

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        parts: list[tuple[Term, bool]] = []
        for dose in order.doses.values():
            amounts = dose.amounts.get(base)
            if amounts is None:
                missing = dose.missing or (Missing(f"{order.path}.dose", f"the dose is not in {base}"),)
                parts.append((Known(MISSING, missing), False))
                continue
            least, most = (
                (amounts.day_low, amounts.day_high)
                if measure == "per_day"
                else (amounts.dose_low, amounts.dose_high)
            )
            place = facts.value(least, most, vague=most == INFINITY)
            why = (dose.day_missing or Missing(f"{order.path}.timing", "timing is missing"),)
            parts.append(
                (
                    Leaf(
                        f'"kind":"win","v":{place}.0,{window}',
                        place,
                        why,
                        f"the dose of {order.id} is a range",
                    ),
                    False,
                )
            )
        return parts[0][0] if len(parts) == 1 else Junction(ANY, parts)

    return ground


def _duration(*ends: Any) -> Ground:
    window = _window(ends)

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if order.duration is None:
            return Known(MISSING, (Missing(f"{order.path}.timing.duration", "duration is missing"),))
        place = facts.value(*order.duration)
        return Leaf(
            f'"kind":"win","v":{place}.0,{window}', place, (), f"the duration of {order.id} is a range"
        )

    return ground


def _prn(wanted: bool) -> Ground:  # noqa: FBT001
    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if not any(dosage.timing is not None for dosage in order.source.dosages):
            return Known(MISSING, (Missing(f"{order.path}.timing", "timing is missing"),))
        place = facts.state(order.prn)
        return Leaf(f'"kind":"is","v":{place}.0,"w":{int(wanted)}.0', place)

    return ground
