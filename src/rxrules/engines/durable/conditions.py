"""Conditions of the Plan made ready: for each operator how it becomes facts of a check."""

from __future__ import annotations

from math import nextafter
from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, MEASURES, Missing
from rxrules.engines.durable.facts import freshness
from rxrules.engines.durable.numerals import number, span_json
from rxrules.engines.durable.terms import ALL, ANY, LATITUDE, MISSING, Junction, Known, Leaf, Term, conjunction
from rxrules.errors import EngineError
from rxrules.model import ProblemStatus
from rxrules.plan import Window
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import ChartOrder, Reading
    from rxrules.engines.durable.facts import Facts
    from rxrules.model import Condition as PatientCondition
    from rxrules.plan import Condition, Plan

    Orders = tuple[ChartOrder, ...]
    #: Puts a condition before the network: about the patient, and these orders.
    Ground = Callable[[Facts, Orders], Term]

#: The slot that stands for every participant.
_EVERY = -2


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
            "amount": self._amount,
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
        counted = {ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN} | (set() if active else {ProblemStatus.RESOLVED})

        def ground(facts: Facts, _orders: Orders) -> Term:
            key = "condition", name, active
            place, missing = facts.recall(key) or facts.keep(key, *self._of_patient(facts, name, counted))
            return Leaf(f'"kind":"+is","v":{place}.0,"w":1.0', place, missing)

        return ground

    def _of_patient(self, facts: Facts, name: str, counted: set[ProblemStatus]) -> tuple[int, tuple[Missing, ...]]:
        path = "patient.conditions"
        conditions = facts.chart.conditions
        if conditions is None:
            return facts.gone(), (Missing(path, "the list of conditions is missing"),)
        return self._among(facts, name, conditions, counted, path, complete=facts.chart.conditions_complete)

    def _among(
        self,
        facts: Facts,
        name: str,
        conditions: Sequence[PatientCondition],
        counted: set[ProblemStatus],
        path: str,
        *,
        complete: bool = True,
    ) -> tuple[int, tuple[Missing, ...]]:
        """Recognising conditions, and the closed world of a complete list, are looked up; what follows is the network's.

        SAFETY: an entry that no definition recognises may be the condition that is asked for.
        """
        missing: list[Missing] = []
        for one in conditions:
            if one.status in counted:
                if name in self._index.find(one.text, one.code, one.system):
                    return facts.state(True), ()
                may_be = self._index.may_be(one.text, one.code, one.system)
                if may_be is None or name in may_be:
                    words = one.text or f"{one.system} {one.code}".strip()
                    missing.append(Missing(path, f"{words!r} is not recognised: it may be {name}"))
        if not complete and not missing:
            missing.append(Missing(path, "the list of conditions may be incomplete"))
        return facts.gone() if missing else facts.state(False), tuple(missing)

    def _indication(self, name: str) -> Ground:
        def ground(facts: Facts, orders: Orders) -> Term:
            (order,) = orders
            path = f"{order.path}.indication"
            written = order.source.indication
            if not written:
                return Known(MISSING, (Missing(path, "indication is missing"),))
            place, missing = self._among(facts, name, written, set(ProblemStatus), path)
            return Leaf(f'"kind":"+is","v":{place}.0,"w":1.0', place, missing)

        return ground

    def _with(
        self,
        population: int,
        condition: Condition | None,
        present: bool,  # noqa: FBT001
        own: Sequence[int],
    ) -> Ground:
        members = self._populations[population]
        others = members.difference(*(self._populations[number] for number in own))
        holds = None if condition is None else self.of(condition)

        def ground(facts: Facts, orders: Orders) -> Term:
            taking_part = {order.index for order in orders}
            parts: list[tuple[Term, bool]] = []
            for order in facts.chart.live:
                counted = others if order.index in taking_part else members
                if not counted.isdisjoint(order.ingredients):
                    terms = [] if holds is None else [holds(facts, (order,))]
                    parts.append((conjunction([*terms, *_throughout(facts, order, orders)]), False))
            if any(order.unresolved and order.live for order in facts.chart.orders):
                # SAFETY: a drug that nobody knows may be the one that is asked for, or that must not be
                # there.
                missing = Missing("medications", "a drug of the list is not known")
                parts.append((Known(MISSING, (missing,)), False))
            found = Junction(ANY, parts)
            return found if present else Junction(ALL, [(found, True)])

        return ground

    def _amount(self, population: int, measure: str, base: str, *ends: Any) -> Ground:
        members = self._populations[population]
        window = _window(ends)
        low = MEASURES[measure]

        def ground(facts: Facts, orders: Orders) -> Term:
            (order,) = orders
            parts: list[tuple[Term, bool]] = []
            for ingredient, dose in order.doses.items():
                if members and ingredient not in members:
                    continue
                amounts = dose.amounts.get(base)
                if amounts is None:
                    missing = dose.missing or (Missing(f"{order.path}.dose", f"the dose is not in {base}"),)
                    parts.append((Known(MISSING, missing), False))
                    continue
                least, most = amounts[low], amounts[low + 1]
                place = facts.value(least, most, vague=most == INFINITY)
                why = (dose.day_missing,) if dose.day_missing is not None else dose.missing
                text = f"the dose of {order.id} is a range"
                parts.append((Leaf(f'"kind":"++win","v":{place}.0,{window}', place, why, text), False))
            return parts[0][0] if len(parts) == 1 else Junction(ANY, parts)

        return ground

    def _order(self, slot: int, condition: Condition) -> Ground:
        inner = self.of(condition)
        if slot >= 0:
            return lambda facts, orders: inner(facts, (orders[slot],))
        op = ALL if slot == _EVERY else ANY
        return lambda facts, orders: Junction(op, [(inner(facts, (order,)), False) for order in orders])


def _throughout(facts: Facts, partner: ChartOrder, orders: Orders) -> list[Term]:
    """Whether a partner is there as long as the participants are together, from now on; as needed is latitude."""
    start = max(facts.chart.as_of, *(order.start for order in orders)) if orders else facts.chart.as_of
    end = min((INFINITY, *(order.end for order in orders)))
    # periods are half-open, windows are closed: both ends step back by one float
    place = facts.value(start, _last(end))
    text = f"{partner.id} is there for a part of the time"
    window = f'"L":{number(partner.start)},"H":{number(_last(partner.end))},"S":{freshness(None)}'
    terms: list[Term] = [Leaf(f'"kind":"++win","v":{place}.0,{window}', place, (), text)]
    if partner.prn:
        terms.append(Known(LATITUDE, (), (f"{partner.id} is taken as needed",)))
    return terms


def _last(end: float) -> float:
    return end if end == INFINITY else nextafter(end, -INFINITY)


def _window(window: Sequence[Any], within: float | None = None) -> str:
    return f'{span_json(Window(*window))},"S":{freshness(within)}'


def _range(variable: str, *rest: Any) -> Ground:
    *ends, within = rest
    window = _window(ends, within)
    span_text = span_json(Window(*ends))
    key = variable.partition("@")[0]
    name = key.partition(":")[2]
    path = f"patient.observations.{name}" if name else f"patient.{variable}"
    absent = (Missing(path, f"{name or variable} is missing, or not in a unit that the rule can use"),)

    def ground(facts: Facts, _orders: Orders) -> Term:
        reading = facts.chart.readings.get(variable)
        if reading is not None and within is None:
            return facts.within(reading.low, reading.high, span_text, reading)
        place, missing = facts.recall(variable) or facts.keep(variable, *_reading(facts, reading, variable, absent))

        def why() -> tuple[Missing, ...]:
            if reading is None:
                return missing
            stale = within is not None and (reading.age is None or reading.age > within)
            reason = f"older than the last {within:g} d, or without a date" if stale else "not precise enough"
            return (Missing(reading.path, f"{reading.text} is {reason}"),)

        return Leaf(f'"kind":"++win","v":{place}.0,{window}', place, why)

    return ground


def timeless_windows(tests: Sequence[Condition | None]) -> tuple[tuple[str, str] | None, ...] | None:
    """Each variable with its window, as JSON; None where a test is no window, or asks how old a reading is."""
    if any(test is not None and (test[0] != "range" or test[-1] is not None) for test in tests):
        return None
    return tuple(None if test is None else (str(test[1]), span_json(Window(*test[2:6]))) for test in tests)  # type: ignore[arg-type]


def _reading(facts: Facts, reading: Reading | None, variable: str, absent: tuple[Missing, ...]) -> tuple[int, tuple[Missing, ...]]:
    if reading is None:
        why = facts.chart.missing
        return facts.gone(), why.get(variable) or why.get(variable.partition("@")[0]) or absent
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
        return Leaf(f'"kind":"+is","v":{place}.0,"w":{number(value)}', place, missing)

    return ground


def _route(routes: Sequence[str]) -> Ground:
    wanted = frozenset(routes)

    def ground(_facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        common = len(wanted.intersection(order.routes))
        other = len(order.routes) - common
        what = f"route {order.route_text!r} is not known" if order.route_text else "route is missing"
        return Leaf(
            f'"kind":"+way","common":{common}.0,"other":{other}.0,"assumed":{int(order.route_assumed)}.0',
            -1,
            (Missing(f"{order.path}.route", what),),
            f"the route of {order.id} is taken to be {', '.join(sorted(wanted.intersection(order.routes)))}",
        )

    return ground


def _duration(*ends: Any) -> Ground:
    window = _window(ends)

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if order.duration is None:
            return Known(MISSING, (Missing(f"{order.path}.timing.duration", "duration is missing"),))
        place = facts.value(*order.duration)
        return Leaf(f'"kind":"++win","v":{place}.0,{window}', place, (), f"the duration of {order.id} is a range")

    return ground


def _prn(wanted: bool) -> Ground:  # noqa: FBT001
    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if order.prn_all is None and order.prn:
            return Known(LATITUDE, (), (f"a part of {order.id} is taken as needed",))
        if order.prn_all is None:
            return Known(MISSING, (Missing(f"{order.path}.timing", "timing is missing"),))
        place = facts.state(order.prn_all)
        return Leaf(f'"kind":"+is","v":{place}.0,"w":{int(wanted)}.0', place)

    return ground
