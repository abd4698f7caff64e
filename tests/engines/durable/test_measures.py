"""What both engines say of limits on rate, course, lifetime, duration and interval, in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from small_cases import CLEAR, FIRED, INF, MAX, NOT_EVALUATED, ORAL, POSSIBLE, TODAY, ask, band, chart, limit, order, rule, split

from rxrules.model import Dosage, Timing
from rxrules.units import parse_quantity

if TYPE_CHECKING:
    from rxrules.plan import Plan

MIN = ("min", 2, 0.25, "", None)


def measured(measure: str, *bounds: Any, condition: Any = None) -> Plan:
    body = limit(band(*bounds), condition=condition)
    return rule(body._replace(measure=measure, base="time" if measure in ("duration", "interval") else "mass"))


def given(**timing: Any) -> dict[str, Any]:
    read = {name: parse_quantity(value) if isinstance(value, str) else value for name, value in timing.items()}
    return {"dosage": Dosage(timing=Timing(**read)), "prn": bool(timing.get("prn"))}


def every(hours: float) -> dict[str, Any]:
    return given(frequency=1, per=f"{hours:g} h")


@pytest.mark.parametrize(("lasts", "expected"), [("12 h", CLEAR), ("6 h", CLEAR), ("5 h", FIRED), (None, NOT_EVALUATED)])
def test_a_rate_is_a_dose_over_the_time_that_it_takes(lasts: str | None, expected: Any) -> None:
    one = order(0, "a", dose=1.0, **given(each_lasts=lasts) if lasts else {})
    assert ask(measured("rate", MAX), chart(one)) == [expected]


@pytest.mark.parametrize(
    ("length", "expected"), [((4.0, 4.0), CLEAR), ((5.0, 5.0), FIRED), ((3.0, 5.0), POSSIBLE), (None, NOT_EVALUATED)]
)
def test_the_length_of_a_course_is_held_against_a_limit(length: Any, expected: Any) -> None:
    assert ask(measured("duration", MAX), chart(order(0, "a", duration=length))) == [expected]


def test_a_course_is_all_its_doses_and_courses_that_overlap_add_up() -> None:
    plan = measured("per_course", MAX)
    assert ask(plan, chart(order(0, "a", **given(count=4.0)))) == [CLEAR]
    assert ask(plan, chart(order(0, "a", **given(count=5.0)))) == [FIRED]
    assert ask(plan, chart(order(0, "a"))) == [NOT_EVALUATED]
    two = order(0, "a", **given(count=3.0)), order(1, "a", **given(count=3.0))
    assert ask(plan, chart(*two)) == [FIRED]
    apart = order(0, "a", end=TODAY + 3, **given(count=3.0)), order(1, "a", start=TODAY + 3, **given(count=3.0))
    assert ask(plan, chart(*apart)) == [CLEAR]


def test_a_lifetime_takes_in_what_ended_and_is_open_where_the_history_is() -> None:
    past = order(0, "a", live=False, history=True, end=TODAY - 9, **given(count=3.0))
    present = order(1, "a", **given(count=3.0))
    plan = measured("lifetime", MAX)
    assert ask(plan, chart(past, present, history_complete=True)) == [FIRED]
    assert ask(plan, chart(past, present)) == [FIRED]
    assert ask(plan, chart(order(0, "a", **given(count=3.0)), history_complete=True)) == [CLEAR]
    assert ask(plan, chart(order(0, "a", **given(count=3.0)))) == [NOT_EVALUATED]
    assert ask(plan, chart(past, history_complete=True)) == []


@pytest.mark.parametrize(("timing", "expected"), [(every(6), CLEAR), (every(4), FIRED), ({}, NOT_EVALUATED)])
def test_an_interval_is_the_even_spacing_of_doses(timing: dict[str, Any], expected: Any) -> None:
    assert ask(measured("interval", MIN), chart(order(0, "a", **timing))) == [expected]


def test_doses_of_several_orders_may_coincide_and_lie_no_further_apart_than_evenly() -> None:
    plan = measured("interval", MIN)
    assert ask(plan, chart(order(0, "a", **every(12)), order(1, "a", **every(12)))) == [POSSIBLE]
    assert ask(plan, chart(order(0, "a", **every(8)), order(1, "a", **every(8)))) == [FIRED]
    apart = order(0, "a", end=TODAY + 3, **every(8)), order(1, "a", start=TODAY + 3, **every(8))
    assert ask(plan, chart(*apart)) == [CLEAR]


def test_what_is_taken_as_needed_makes_no_interval_certain() -> None:
    needed = given(frequency=1, per="8 h", prn=True)
    assert ask(measured("interval", MIN), chart(order(0, "a", **every(8)), order(1, "a", **needed))) == [POSSIBLE]


def test_an_order_that_may_not_count_makes_no_interval_certain() -> None:
    plan = measured("interval", MIN, condition=ORAL)
    assumed = order(1, "a", route_assumed=True, **every(2))
    assert ask(plan, chart(order(0, "a", **every(24)), assumed)) == [POSSIBLE]


def test_of_an_order_in_phases_the_widest_spacing_counts() -> None:
    plan = measured("interval", MIN)
    for first, second in ((8, 12), (12, 8)):
        phases = split(order(0, "a"), {**every(first), "phase": 1}, {**every(second), "phase": 2})
        assert ask(plan, chart(phases)) == [CLEAR]
        assert ask(plan, chart(phases, order(2, "a", **every(8)))) == [FIRED]
        assert ask(plan, chart(phases, order(2, "a", **every(12)))) == [POSSIBLE]


def test_an_unknown_dose_is_no_course() -> None:
    assert ask(measured("per_course", MAX), chart(order(0, "a", dose=(0.0, INF), **given(count=1.0)))) == [NOT_EVALUATED]
