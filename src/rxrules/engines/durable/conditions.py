"""Conditions of the Plan made ready: for each operator how it becomes facts of a check."""

from __future__ import annotations

from math import nextafter
from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines import latitude, wanting
from rxrules.engines.durable import asked
from rxrules.engines.durable.entries import Entries
from rxrules.engines.durable.facts import freshness
from rxrules.engines.durable.numerals import number, span_json
from rxrules.engines.durable.terms import ALL, ANY, LATITUDE, MISSING, Junction, Known, Leaf, Term, conjunction
from rxrules.errors import EngineError
from rxrules.plan import Window, asks_as_needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import ChartOrder
    from rxrules.engines.durable.facts import Facts
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
        entries = Entries(plan)
        self._operators: dict[object, Callable[..., Ground]] = {
            "all": self._all,
            "any": self._any,
            "not": self._not,
            "range": _range,
            "sex": _sex,
            "pregnant": lambda wanted: _state("pregnant", wanted),
            "breastfeeding": lambda wanted: _state("breastfeeding", wanted),
            "condition": entries.condition,
            "stated": entries.stated,
            "indication": entries.indication,
            "allergy": entries.allergy,
            "tested": entries.tested,
            "with": self._with,
            "order": self._order,
            "route": asked.route,
            "amount": self._amount,
            "contains": lambda population: asked.contains(self._populations[population]),
            "each_lasts": asked.each_lasts,
            "duration": asked.duration,
            "taken": asked.taken,
            "prn": asked.prn,
            "phase": asked.phase,
            "apart": asked.spaced,
            "ahead": asked.ahead_of,
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

    def _with(
        self,
        population: int,
        condition: Condition | None,
        present: bool,  # noqa: FBT001
        own: Sequence[int],
        within: float | None = None,
    ) -> Ground:
        members = self._populations[population]
        others = members.difference(*(self._populations[number] for number in own))
        holds = None if condition is None else self.of(condition)
        as_needed = asks_as_needed(condition)

        def ground(facts: Facts, orders: Orders) -> Term:
            taking_part = {order.id for order in orders}
            parts: list[tuple[Term, bool]] = []
            rows = facts.chart.live if within is None else facts.chart.live + facts.chart.history
            for order in rows:
                counted = others if order.id in taking_part else members
                if not counted.isdisjoint(order.ingredients):
                    terms = [] if holds is None else [holds(facts, (order,))]
                    terms += _throughout(facts, order, orders, as_needed=as_needed, within=within)
                    parts.append((conjunction(terms), False))
            if any(one.unresolved and (one.live or (one.history and within is not None)) for one in facts.chart.orders):
                # SAFETY: a drug that nobody knows may be the one that is asked for, or that must not be
                # there.
                missing = Missing("medications", "a drug of the list is not known")
                parts.append((Known(MISSING, (missing,)), False))
            found = Junction(ANY, parts)
            return found if present else Junction(ALL, [(found, True)])

        return ground

    def _amount(self, population: int, measure: str, base: str, routes: Sequence[str] | None, *ends: Any) -> Ground:
        return asked.amount(self._populations[population], measure, base, routes, ends)

    def _order(self, slot: int, condition: Condition) -> Ground:
        inner = self.of(condition)
        if slot >= 0:
            return lambda facts, orders: inner(facts, (orders[slot],))
        op = ALL if slot == _EVERY else ANY
        return lambda facts, orders: Junction(op, [(inner(facts, (order,)), False) for order in orders])


def _throughout(facts: Facts, partner: ChartOrder, orders: Orders, *, as_needed: bool, within: float | None) -> list[Term]:
    """Whether a partner is there as long as the participants are together, from now on; or was there when that begins.

    As needed is latitude, unless that is what is asked for.
    """
    start = max(facts.chart.as_of, *(order.start for order in orders)) if orders else facts.chart.as_of
    end = min((INFINITY, *(order.end for order in orders)))
    # periods are half-open, windows are closed: both ends step back by one float
    found: list[Term] = []
    if partner.live:
        place = facts.value(start, _last(end))
        why = (latitude.partly_there(partner),)
        window = f'"L":{number(partner.start)},"H":{number(_last(partner.end))},"S":{freshness(None)}'
        found.append(Leaf(f'"kind":"++win","v":{place}.0,{window}', place, (), why))
    if within is not None:
        found.append(_just_before(facts, partner, start, within))
    terms: list[Term] = found if len(found) == 1 else [Junction(ANY, [(one, False) for one in found])]
    if partner.prn and not as_needed:
        terms.append(Known(LATITUDE, (), (latitude.as_needed(partner),)))
    return terms


def _just_before(facts: Facts, partner: ChartOrder, start: float, within: float) -> Term:
    """Whether a partner is there at a moment, or ended at most so many days before."""
    until = partner.end if partner.live else partner.ended
    if until is None:
        return Known(MISSING, (Missing(f"{partner.path}.end", f"it is not known when {partner.id} ended"),))
    return facts.within(start, start, f'"L":{number(partner.start)},"H":{number(_last(until + within))}')


def _last(end: float) -> float:
    return end if end == INFINITY else nextafter(end, -INFINITY)


def _range(variable: str, *rest: Any) -> Ground:
    *ends, within = rest
    window = span_json(Window(*ends))
    dated = f'{window},"S":{freshness(within)}'
    key = variable.partition("@")[0]
    name = key.partition(":")[2]
    path = f"patient.observations.{name}" if name else f"patient.{variable}"
    absent = (Missing(path, f"{name or variable} is missing, or not in a unit that the rule can use"),)

    def ground(facts: Facts, _orders: Orders) -> Term:
        reading = facts.chart.readings.get(variable)
        if reading is None:
            why = facts.chart.missing
            return facts.holds(None, why.get(variable) or why.get(key) or absent)
        if within is None:
            return facts.reading(reading, window)
        stale = reading.age is None or reading.age > within
        place = facts.dated(reading)
        missing = wanting.stale(reading, within) if stale else wanting.imprecise(reading)
        return Leaf(f'"kind":"++win","v":{place}.0,{dated}', place, (missing,))

    return ground


def timeless_windows(tests: Sequence[Condition | None]) -> tuple[tuple[str, str] | None, ...] | None:
    """Each variable with its window, as JSON; None where a test is no window, or asks how old a reading is."""
    if any(test is not None and (test[0] != "range" or test[-1] is not None) for test in tests):
        return None
    return tuple(None if test is None else (str(test[1]), span_json(Window(*test[2:6]))) for test in tests)  # type: ignore[arg-type]


def _sex(wanted: str) -> Ground:
    def ground(facts: Facts, _orders: Orders) -> Term:
        sex = facts.chart.sex
        if sex is None or sex.value == "other":
            return facts.holds(None, (wanting.sex(facts.chart),))
        return facts.holds(sex.value == wanted)

    return ground


def _state(name: str, wanted: Any) -> Ground:
    missing = (wanting.state(name),)

    def ground(facts: Facts, _orders: Orders) -> Term:
        state = getattr(facts.chart, name)
        return facts.holds(None if state is None else state == wanted, missing)

    return ground
