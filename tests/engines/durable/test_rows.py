"""What both engines say of orders in parts: of amounts over all orders, of phases, and of outcomes about the whole."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import (
    AB,
    CLEAR,
    FIRED,
    INF,
    MAX,
    NOT_EVALUATED,
    ORAL,
    POSSIBLE,
    TODAY,
    A,
    ask,
    band,
    chart,
    check,
    limit,
    order,
    pair,
    rule,
    split,
)

from rxrules.engines.durable import DurableEngine
from rxrules.model import Dosage, Timing
from rxrules.plan import Duplication
from rxrules.units import parse_quantity

ABOVE_4 = ("amount", A, "per_day", "mass", None, 4.0, False, None, False)
BY_MOUTH = ("amount", A, "per_day", "mass", ("oral",), 4.0, False, None, False)
TOPICAL: dict[str, Any] = {"routes": frozenset({"topical"})}


def said(plan: Any, *orders: Any) -> Any:
    (one,) = ask(plan, chart(*orders))
    return one


def test_the_amount_of_a_day_is_that_of_all_orders_of_the_ingredient() -> None:
    plan = rule(pair(ABOVE_4))
    case = chart(order(0, "a", dose=3.0), order(1, "a", dose=3.0), order(2, "b"))
    assert ask(plan, case) == [FIRED, FIRED]
    apart = chart(order(0, "a", dose=3.0, end=TODAY + 5), order(1, "a", dose=3.0, start=TODAY + 5), order(2, "b"))
    assert ask(plan, apart) == [CLEAR, CLEAR]


def test_where_a_route_is_said_beside_the_amount_only_what_goes_by_it_adds_up() -> None:
    plan = rule(pair(BY_MOUTH))
    assert ask(plan, chart(order(0, "a", dose=3.0), order(1, "b"), order(2, "a", dose=3.0, **TOPICAL)))[0] == CLEAR
    assumed = order(2, "a", dose=3.0, route_assumed=True)
    assert ask(plan, chart(order(0, "a", dose=3.0), order(1, "b"), assumed))[0] == POSSIBLE
    unknown = order(2, "a", dose=(0.0, INF))
    assert ask(plan, chart(order(0, "a", dose=3.0), order(1, "b"), unknown))[0] == NOT_EVALUATED


def test_an_outcome_is_about_the_whole_order_and_the_gravest_of_its_parts_is_told() -> None:
    whole = split(order(0, "a"), {"dose": 5.0, **TOPICAL}, {"dose": 3.0})
    plan = rule(limit(band(MAX), condition=ORAL))
    (outcome,) = DurableEngine(plan).evaluate(chart(whole, order(2, "b")))
    assert outcome.orders == (whole,)
    assert said(plan, whole, order(2, "b")) == CLEAR
    whole = split(order(0, "a"), {"dose": 5.0}, {"dose": 3.0, **TOPICAL})
    assert said(plan, whole) == FIRED


def test_parts_beside_each_other_add_up_and_phases_do_not() -> None:
    plan = rule(limit(band(MAX)))
    assert said(plan, split(order(0, "a"), {"dose": 3.0}, {"dose": 3.0})) == FIRED
    assert said(plan, split(order(0, "a"), {"dose": 3.0, "phase": 1}, {"dose": 3.0, "phase": 2})) == CLEAR
    assert said(plan, split(order(0, "a"), {"dose": 3.0, "phase": 1}, {"dose": 3.0, "phase": 2}, {"dose": 3.0})) == FIRED


def test_parts_of_one_product_do_not_interact_and_those_of_a_mixture_do() -> None:
    parts: Any = ({}, {})
    assert ask(rule(pair()), chart(split(order(0, "a", "b"), *parts))) == []
    mixed: Any = ({"is_mixture": True}, {"is_mixture": True})
    assert ask(rule(pair()), chart(split(order(0, "a", "b", is_mixture=True), *mixed))) == [FIRED]
    past = {"live": False, "history": True, "end": TODAY - 1, "ended": TODAY - 1}
    phases = split(order(0, "a", "b"), past, {"start": TODAY - 1})
    assert ask(rule(pair(days=(14.0, 14.0))), chart(phases)) == []


def test_each_part_interacts_with_another_order_and_one_outcome_is_left() -> None:
    plan = rule(pair(ORAL))
    case = chart(split(order(0, "a"), TOPICAL, {}), order(2, "b"))
    assert ask(plan, case) == [FIRED]
    assert [one.key for one in DurableEngine(plan).evaluate(case)] == [(0, (0, 2))]


@pytest.mark.parametrize("population", [AB, None])
def test_an_order_in_parts_is_no_duplication(population: int | None) -> None:
    plan = rule(Duplication(population, None, 1, population is None, None))
    assert ask(plan, chart(split(order(0, "a"), {}, {}))) == []
    assert ask(plan, chart(split(order(0, "a"), {}, {}), order(2, "b"))) == ([FIRED] if population else [])
    two = chart(split(order(0, "a"), {}, {}), order(2, "a"))
    assert ask(rule(Duplication(AB, None, 1, True, None)), two) == [FIRED]
    assert ask(rule(Duplication(AB, None, 2, True, None)), two) == [CLEAR]


def test_a_phase_before_the_last_loads() -> None:
    plan = rule(check((2, ("order", 0, ("phase", "loading")))))
    assert ask(plan, chart(split(order(0, "a"), {"phase": 1}, {"phase": 2}))) == [FIRED]
    assert ask(plan, chart(order(0, "a"))) == [NOT_EVALUATED]
    assert ask(plan, chart(order(0, "a", dosage=Dosage(timing=Timing(count=1.0))))) == [FIRED]
    assert ask(plan, chart(order(0, "a", dosage=Dosage(timing=Timing(frequency=1, per=parse_quantity("1 d")))))) == [CLEAR]


def test_beside_an_order_in_parts_others_are_told_as_they_are() -> None:
    whole = split(order(0, "z"), {}, {})
    found = ask(rule(pair()), chart(whole, order(2, "a"), order(3, "b")))
    assert found == [FIRED]


def test_a_part_that_is_taken_as_needed_makes_a_condition_about_it_possible() -> None:
    mixed = order(0, "a", prn=True, prn_all=None)
    unknown = order(0, "a", prn_all=None)
    for wanted in (True, False):
        plan = rule(check((2, ("order", 0, ("prn", wanted)))))
        assert ask(plan, chart(mixed)) == [POSSIBLE]
        assert ask(plan, chart(unknown)) == [NOT_EVALUATED]


def test_an_amount_of_a_dose_in_another_unit_is_not_known() -> None:
    by_dose = rule(check((2, ("order", 0, ("amount", A, "per_dose", "activity", None, 2.0, False, None, False)))))
    assert ask(by_dose, chart(order(0, "a", dose=5.0))) == [NOT_EVALUATED]
    by_mass = rule(check((2, ("order", 0, ("amount", A, "per_dose", "mass", None, 2.0, False, None, False)))))
    for dose, expected in ((5.0, FIRED), (2.0, CLEAR), ((1.0, 3.0), POSSIBLE), ((0.0, INF), NOT_EVALUATED)):
        assert ask(by_mass, chart(order(0, "a", dose=dose))) == [expected]
