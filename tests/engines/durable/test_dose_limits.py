"""What the durable engine says of dose limits, in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import CLEAR, FIRED, HEAVY, INF, MAX, NOT_EVALUATED, ORAL, POSSIBLE, TODAY, ask, band, chart, limit, order, rule

from rxrules.chart import Amounts, IngredientDose, Missing, Reading
from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        (4.0, CLEAR),
        (40 * 0.1, CLEAR),
        (4.0 * (1 + 5e-10), CLEAR),
        (4.0 * (1 + 2e-9), FIRED),
        ((1.0, 4.5), POSSIBLE),
        ((0.0, INF), NOT_EVALUATED),
    ],
)
def test_a_dose_at_its_limit_is_clear(dose: Any, said: tuple[Status, int, bool]) -> None:
    assert ask(rule(limit(band(MAX))), chart(order(0, "a", dose=dose))) == [said]


def test_the_doses_of_all_orders_that_overlap_add_up() -> None:
    assert ask(rule(limit(band(MAX))), chart(order(0, "a", dose=3.0), order(1, "a", dose=3.0))) == [FIRED]
    apart = order(0, "a", dose=3.0, end=TODAY), order(1, "a", dose=3.0, start=TODAY)
    assert ask(rule(limit(band(MAX))), chart(*apart)) == [CLEAR]


@pytest.mark.parametrize(
    ("known", "dose", "said"),
    [
        ({"weight": 2.0}, 3.9, CLEAR),
        ({"weight": 2.0}, 4.1, FIRED),
        ({"weight": 9.0}, 4.1, FIRED),
        ({}, 1.0, NOT_EVALUATED),
        ({}, 4.1, FIRED),
    ],
)
def test_a_scaled_limit_has_a_ceiling_that_holds_without_the_weight(
    known: dict[str, Any], dose: float, said: tuple[Status, int, bool]
) -> None:
    scaled = band(("max", 2, 2.0, "weight", 4.0))
    assert ask(rule(limit(scaled)), chart(order(0, "a", dose=dose), **known)) == [said]


CHILD = ("range", "age_months", None, False, 144.0, False, None)
ADULT = ("range", "age_months", 144.0, True, None, False, None)
LIGHT = ("range", "weight", None, False, 50.0, False, None)


def test_what_is_known_to_be_out_of_a_band_is_out_although_the_age_is_unknown() -> None:
    rows = (
        band(("max", 2, 1.0, "", None), tests=(CHILD, LIGHT)),
        band(("max", 2, 4.0, "", None), tests=(HEAVY,)),
    )
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=3.0), weight=60.0)) == [CLEAR]


def test_what_passes_the_limit_of_every_band_that_may_hold_is_passed() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(LIGHT,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=5.0))) == [POSSIBLE]
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=2.0))) == [NOT_EVALUATED]
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=0.5))) == [NOT_EVALUATED]


def test_what_passes_the_limit_of_every_band_of_a_domain_is_passed_for_certain() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(LIGHT,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    body = limit(*rows)._replace(domain=(("range", "weight", 0.0, True, 400.0, False, None),))
    for dose, expected in ((5.0, FIRED), (2.0, NOT_EVALUATED)):
        one = chart(order(0, "a", dose=dose))
        one.readings["weight"] = Reading(40.0, 60.0, 0.0, "patient.weight", "40 to 60 kg")
        assert ask(rule(body), one) == [expected]
    assert ask(rule(body), chart(order(0, "a", dose=5.0))) == [POSSIBLE]


def test_a_value_in_no_band_is_not_evaluated() -> None:
    assert ask(rule(limit(band(MAX, tests=(HEAVY,)))), chart(order(0, "a"), weight=40.0)) == [NOT_EVALUATED]


def test_the_first_of_several_bands_that_hold_decides() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(HEAVY,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    for first in (True, False):
        assert ask(rule(limit(*rows, first=first)), chart(order(0, "a", dose=2.0), weight=60.0)) == [FIRED]


def test_the_gravest_of_several_limits_that_are_passed_leads() -> None:
    bounds = ("max", 1, 4.0, "", None), ("hard_max", 3, 8.0, "", None), ("min", 0, 1.0, "", None)
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=9.0))) == [(Status.FIRED, 3, True)]
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=5.0))) == [(Status.FIRED, 1, True)]
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=0.5))) == [(Status.FIRED, 0, True)]


def test_orders_by_another_route_are_told_apart_from_those_that_count() -> None:
    orders = order(0, "a", dose=9.0, routes=frozenset({"topical"})), order(1, "a", dose=3.0)
    found = DurableEngine(rule(limit(band(MAX), condition=ORAL))).evaluate(chart(*orders))
    assert [(one.key, one.status, one.evidence.applies) for one in found] == [
        ((0, (0,)), Status.CLEAR, False),
        ((0, (1,)), Status.CLEAR, True),
    ]


def test_a_band_that_holds_is_settled_whatever_is_unknown_of_another_before_it() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(CHILD,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    for order_of_rows in (rows, rows[::-1]):
        assert ask(rule(limit(*order_of_rows)), chart(order(0, "a", dose=3.0), weight=60.0)) == [CLEAR]


@pytest.mark.parametrize("measure", ["per_dose", "per_day", "per_week"])
def test_a_dose_without_a_known_end_is_not_evaluated_for_what_it_lacks(measure: str) -> None:
    body = limit(band(MAX))._replace(measure=measure)
    one = order(0, "a", dose=(0.5, INF))
    one.doses["a"].missing = (Missing("dose", "missing"),)
    one.doses["a"].day_missing = Missing("dose", "missing")
    assert ask(rule(body), chart(one)) == [NOT_EVALUATED]


def test_a_dose_of_one_salt_is_held_against_a_limit_of_another_by_what_both_hold_of_the_base() -> None:
    body = limit(band(MAX), salt="sodium")._replace(salt_factor=0.8)
    # half of the potassium salt is base, four fifths of the sodium salt: 6.4 of the one are 4.0 of the other
    for dose, said in ((6.4, CLEAR), (6.5, FIRED)):
        one = order(0, "a", dose=dose)
        one.doses["a"].salt, one.doses["a"].salt_factor = "potassium", (0.5, "a label")
        assert ask(rule(body), chart(one)) == [said]


def test_a_label_that_names_no_salt_is_taken_as_the_rule_says() -> None:
    for salt, said in (("", FIRED), ("sodium", FIRED), ("potassium", NOT_EVALUATED)):
        one = order(0, "a", dose=5.0)
        one.doses["a"].salt = salt
        assert ask(rule(limit(band(MAX), salt="sodium")), chart(one)) == [said]


def test_the_missing_scale_of_one_bound_says_nothing_of_another() -> None:
    bounds = ("hard_max", 3, 0.1, "weight", None), MAX
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=(1.0, 4.5)))) == [POSSIBLE]
    assert ask(rule(limit(band(*bounds[::-1]))), chart(order(0, "a", dose=(1.0, 4.5)))) == [POSSIBLE]


def test_a_reading_that_is_a_bound_leaves_the_domain_open_unless_it_is_stale() -> None:
    for within, said in ((None, FIRED), (30.0, FIRED), (0.5, POSSIBLE)):
        domain = (("range", "weight", 50.0, True, None, False, within),)
        case = chart(order(0, "a", dose=5.0), weight=(10.0, INF))
        case.readings["weight"] = case.readings["weight"]._replace(age=1.0)
        assert ask(rule(limit(band(MAX), domain=domain)), case) == [said]


def test_an_age_in_years_is_a_range_and_decides_where_it_lies_in_one_band() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(CHILD,)), band(MAX, tests=(ADULT,))
    for age, said in (((120.0, 131.9), FIRED), ((144.0, 155.9), CLEAR), ((140.0, 151.9), NOT_EVALUATED)):
        assert ask(rule(limit(*rows)), chart(order(0, "a", dose=2.0), age_months=age)) == [said]


def test_below_a_minimum_is_certain_only_where_the_limit_surely_speaks_of_the_order() -> None:
    low = band(("min", 2, 4.0, "", None))
    assert ask(rule(limit(low, condition=ORAL)), chart(order(0, "a", dose=1.0))) == [FIRED]
    assert ask(rule(limit(low, condition=ORAL)), chart(order(0, "a", dose=1.0, route_assumed=True))) == [POSSIBLE]


def test_several_limits_of_a_check_are_decided_each_by_its_own_band() -> None:
    rows = band(("max", 1, 1.0, "", None), ("hard_max", 3, 4.0, "", None), tests=(CHILD,)), band(MAX, tests=(ADULT,))
    one = rule(limit(*rows))
    plan = one._replace(rules=tuple(one.rules[0]._replace(id=f"r{number}") for number in range(3)))
    assert ask(plan, chart(order(0, "a", dose=5.0), age_months=120.0)) == [(Status.FIRED, 3, True)] * 3
    assert ask(plan, chart(order(0, "a", dose=5.0), age_months=150.0)) == [FIRED] * 3


def test_a_reading_known_to_lie_below_a_number_leaves_the_low_end_of_the_domain_open() -> None:
    domain = (("range", "weight", -5.0, True, 50.0, False, None),)
    light = band(MAX, tests=(("range", "weight", None, False, 0.0, False, None),))
    assert ask(rule(limit(light, domain=domain)), chart(order(0, "a", dose=5.0), weight=(-INF, -1.0))) == [FIRED]
    assert ask(rule(limit(light, domain=domain)), chart(order(0, "a", dose=5.0), weight=(-9.0, -1.0))) == [POSSIBLE]


LEAST = ("min", 2, 2.0, "", None)


@pytest.mark.parametrize(
    ("given", "above", "below"),
    [
        ({"dose": (0.0, 5.0), "prn": True}, POSSIBLE, CLEAR),
        ({"dose": 5.0, "route_assumed": True}, POSSIBLE, CLEAR),
        ({"dose": 1.0, "route_assumed": True}, CLEAR, POSSIBLE),
        ({"dose": 5.0}, FIRED, CLEAR),
        ({"dose": 1.0}, CLEAR, FIRED),
    ],
)
def test_what_may_be_taken_is_held_against_a_maximum_and_a_minimum(given: dict[str, Any], above: Any, below: Any) -> None:
    """As needed, or by a route that is assumed: up to all of it counts for a maximum, and all of it for a minimum."""
    for bound, said in ((MAX, above), (LEAST, below)):
        assert ask(rule(limit(band(bound), condition=ORAL)), chart(order(0, "a", **given))) == [said]


def test_the_smallest_dose_of_an_order_is_held_against_a_minimum_though_its_largest_is_known() -> None:
    doses = {"a": IngredientDose({"mass": Amounts(5.0, 5.0, 1.0, 5.0, 5.0, 5.0, 35.0, 35.0)}, ())}
    for bound, said in ((LEAST, POSSIBLE), (("max", 2, 5.0, "", None), CLEAR)):
        per_dose = limit(band(bound))._replace(measure="per_dose")
        assert ask(rule(per_dose), chart(order(0, "a", doses=doses))) == [said]


def weighed(age: float | None, dose: float) -> Any:
    """A weight of 2 kg, measured so many days ago."""
    case = chart(order(0, "a", dose=dose), weight=2.0)
    case.readings["weight"] = case.readings["weight"]._replace(age=age)
    return case


def per_kg(bound: str) -> Any:
    scaled = band((bound, 2, 2.0, "weight", None))
    return rule(limit(scaled._replace(bounds=(scaled.bounds[0]._replace(within=30.0),))))


@pytest.mark.parametrize("dose", [0.0005, 0.5, 5000.0])
@pytest.mark.parametrize("bound", ["min", "max"])
def test_a_limit_per_kg_says_nothing_without_a_weight_or_by_one_that_is_too_old(bound: str, dose: float) -> None:
    for case in (weighed(None, dose), weighed(30.5, dose), chart(order(0, "a", dose=dose))):
        assert ask(per_kg(bound), case) == [NOT_EVALUATED]


def test_a_weight_of_the_very_last_day_that_is_allowed_counts() -> None:
    assert ask(per_kg("max"), weighed(30.0, 4.1)) == [FIRED]
    assert ask(per_kg("max"), weighed(30.0, 4.0)) == [CLEAR]


@pytest.mark.parametrize("severity", [0, 1, 2, 3])
def test_of_limits_that_are_passed_the_gravest_leads_and_of_equals_the_certain_one(severity: int) -> None:
    def said(soft: int, hard: int, dose: Any) -> Any:
        both = band(("max", soft, 4.0, "", None), ("hard_max", hard, 6.0, "", None))
        return ask(rule(limit(both)), chart(order(0, "a", dose=dose)))

    for lesser in range(severity):
        assert said(lesser, severity, 7.0) == said(severity, lesser, 7.0) == [(Status.FIRED, severity, True)]
        assert said(lesser, severity, (5.0, 7.0)) == [(Status.FIRED, severity, False)], "the graver one is possible"
        assert said(severity, lesser, (5.0, 7.0)) == [(Status.FIRED, severity, True)]
    assert said(severity, severity, (5.0, 7.0)) == [(Status.FIRED, severity, True)]
