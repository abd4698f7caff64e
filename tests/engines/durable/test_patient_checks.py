"""What both engines say of a drug held against the patient, and of what the patient's lists say, in cases checked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import (
    AB,
    CLEAR,
    FIRED,
    NOT_EVALUATED,
    OLD,
    ORAL,
    POSSIBLE,
    TODAY,
    A,
    B,
    ask,
    chart,
    check,
    order,
    pair,
    rule,
)

from rxrules.chart.chart import ChartAllergy
from rxrules.chart.chart import Tested as Done
from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine
from rxrules.engines.native import NativeEngine
from rxrules.model import Condition, Dosage, Order, OrderStatus, ProblemStatus, Timing

HAS_C = ("condition", "c", True)
MODERATE, MAJOR = (Status.FIRED, 1, True), (Status.FIRED, 2, True)


def problems(*texts: str) -> tuple[Condition, ...]:
    return tuple(Condition(text=text) for text in texts)


def said(plan: Any, *orders: Any, **known: Any) -> tuple[Status, int, bool]:
    """What is said of the only outcome."""
    (one,) = ask(plan, chart(*orders, **known))
    return one


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"conditions": problems("c")}, FIRED),
        ({"conditions": problems("d")}, CLEAR),
        ({"conditions": ()}, CLEAR),
        ({"conditions": problems("nobody knows it")}, NOT_EVALUATED),
        ({"conditions": problems("nobody knows it", "c")}, FIRED),
        ({"conditions": (), "incomplete": frozenset({"conditions"})}, NOT_EVALUATED),
        ({"conditions": problems("c"), "incomplete": frozenset({"conditions"})}, FIRED),
        ({"conditions": (Condition(text="c", status=ProblemStatus.RESOLVED),)}, CLEAR),
        ({"conditions": None}, NOT_EVALUATED),
    ],
)
def test_a_contraindication_is_held_against_what_is_known(known: dict[str, Any], expected: Any) -> None:
    assert said(rule(check((2, HAS_C))), order(0, "a"), **known) == expected


def test_what_the_rule_does_not_mean_is_clear_and_said_not_to_apply() -> None:
    plan = rule(check((2, HAS_C), condition=ORAL))
    case = chart(order(0, "a", routes=frozenset({"topical"})), conditions=problems("c"))
    (outcome,) = DurableEngine(plan).evaluate(case)
    assert (outcome.status, outcome.evidence.applies) == (Status.CLEAR, False)
    assert ask(plan, case) == [CLEAR]
    (outcome,) = DurableEngine(plan).evaluate(chart(order(0, "a"), conditions=()))
    assert (outcome.status, outcome.evidence.applies, outcome.evidence.bound) == (Status.CLEAR, True, -1)


def test_a_route_that_is_assumed_makes_the_alert_possible_and_one_that_is_missing_makes_it_none() -> None:
    plan = rule(check((2, HAS_C), condition=ORAL))
    assert said(plan, order(0, "a", route_assumed=True), conditions=problems("c")) == POSSIBLE
    assert said(plan, order(0, "a", routes=frozenset()), conditions=problems("c")) == NOT_EVALUATED
    assert said(plan, order(0, "a", routes=frozenset()), conditions=()) == CLEAR


def test_each_order_is_held_against_the_patient_and_others_are_not_spoken_of() -> None:
    plan = rule(check((2, HAS_C), population=AB))
    case = chart(order(0, "a"), order(1, "z"), order(2, "b"), order(3, "a", "b"), conditions=problems("c"))
    assert [one.key for one in DurableEngine(plan).evaluate(case)] == [(0, (0,)), (0, (2,)), (0, (3,))]
    assert ask(plan, case) == [FIRED] * 3


def test_only_what_is_proposed_is_held_against_the_patient_while_deciding() -> None:
    case = chart(order(0, "a"), order(1, "a", proposed=True), conditions=problems("c"))
    assert [one.key for one in DurableEngine(rule(check((2, HAS_C)))).evaluate(case)] == [(0, (1,))]
    alone = rule(check((2, HAS_C), population=None), kind="omission")
    assert ask(alone, case) == []
    assert ask(alone, chart(order(0, "a"), conditions=problems("c"))) == [FIRED]


@pytest.mark.parametrize(
    ("age", "allergic", "expected", "bound"),
    [
        (800.0, ("x",), (Status.FIRED, 3, True), 2),
        (800.0, (), MODERATE, 0),
        (800.0, ("rash",), MODERATE, 0),
        (12.0, ("rash",), NOT_EVALUATED, -1),
        (12.0, ("x",), (Status.FIRED, 3, True), 2),
        (12.0, (), CLEAR, -1),
        (None, ("x",), (Status.FIRED, 3, True), 2),
        (None, (), NOT_EVALUATED, -1),
    ],
)
def test_the_gravest_finding_that_holds_leads_and_what_a_graver_one_lacks_is_named(
    age: float | None, allergic: tuple[str, ...], expected: Any, bound: int
) -> None:
    plan = rule(check((1, OLD), (0, OLD), (3, ("order", 0, ("allergy", 0, None)))))
    known: dict[str, Any] = {} if age is None else {"age_months": age}
    known["allergies"] = tuple(ChartAllergy(text, "", "", frozenset(), standing=True) for text in allergic)
    case = chart(order(0, "b"), order(1, "a"), **known)
    assert ask(plan, case) == [expected]
    (outcome,) = DurableEngine(plan).evaluate(case)
    assert outcome.evidence.bound == bound
    graver_is_open = allergic == ("rash",)
    assert bool(outcome.evidence.missing) == (graver_is_open or expected == NOT_EVALUATED)


def test_a_finding_that_is_only_possible_leads_where_none_holds_though_another_lacks_something() -> None:
    late = ("order", 0, ORAL)
    plan = rule(check((1, HAS_C), (3, late)))
    assumed = {"route_assumed": True}
    assert said(plan, order(0, "a", **assumed), conditions=()) == (Status.FIRED, 3, False)
    assert said(plan, order(0, "a", **assumed), conditions=problems("c")) == MODERATE
    assert said(plan, order(0, "a", **assumed), conditions=None) == (Status.FIRED, 3, False)


def test_the_rules_own_condition_and_its_modifiers_count() -> None:
    plan = rule(check((2, HAS_C)), (("sex", "female"), 3), when=OLD)
    known: dict[str, Any] = {"conditions": problems("c")}
    assert said(plan, order(0, "a"), **known, age_months=12.0) == CLEAR
    assert said(plan, order(0, "a"), **known) == NOT_EVALUATED
    assert said(plan, order(0, "a"), **known, age_months=800.0) == MAJOR


ALLERGY = {
    "by name": (ChartAllergy("x", "", "", frozenset(), standing=True), FIRED, CLEAR),
    "by name, beside a substance that nobody knows": (
        ChartAllergy("x", "", "", frozenset(), standing=True, substance="rash"),
        FIRED,
        CLEAR,
    ),
    "by ingredient": (ChartAllergy("a", "", "", frozenset({"a"}), standing=True), FIRED, FIRED),
    "to another": (ChartAllergy("y", "", "", frozenset(), standing=True), CLEAR, CLEAR),
    "to another drug": (ChartAllergy("b", "", "", frozenset({"b"}), standing=True), CLEAR, CLEAR),
    "not recognised": (ChartAllergy("rash", "", "", frozenset(), standing=True), NOT_EVALUATED, NOT_EVALUATED),
    "coded elsewhere": (ChartAllergy("", "Z88.0", "icd10", frozenset(), standing=True), NOT_EVALUATED, NOT_EVALUATED),
    "resolved": (ChartAllergy("x", "", "", frozenset({"a"}), standing=False), CLEAR, CLEAR),
}


@pytest.mark.parametrize(("allergy", "to_allergen", "to_itself"), ALLERGY.values(), ids=ALLERGY)
def test_an_allergy_is_to_an_allergen_or_to_the_drug_itself(allergy: ChartAllergy, to_allergen: Any, to_itself: Any) -> None:
    by_allergen = rule(check((2, ("order", 0, ("allergy", 0, None)))), kind="allergy")
    same = rule(check((2, ("order", 0, ("allergy", -1, None))), population=None), kind="allergy")
    assert said(by_allergen, order(0, "a"), allergies=(allergy,)) == to_allergen
    assert said(same, order(0, "a"), allergies=(allergy,)) == to_itself


def test_of_a_product_only_the_ingredients_that_a_rule_speaks_of_are_held_against_allergies() -> None:
    plan = rule(check((2, ("order", 0, ("allergy", -1, A)))), kind="allergy")
    for ingredient, expected in (("a", FIRED), ("b", CLEAR)):
        allergy = ChartAllergy(ingredient, "", "", frozenset({ingredient}), standing=True)
        assert said(plan, order(0, "a", "b"), allergies=(allergy,)) == expected


def test_a_condition_is_found_whatever_stands_before_it_in_the_list() -> None:
    past = Condition(text="d", status=ProblemStatus.RESOLVED)
    for listed in ((past, Condition(text="c")), (Condition(text="c"), past)):
        assert said(rule(check((2, HAS_C))), order(0, "a"), conditions=listed) == FIRED


def test_a_list_of_allergies_that_is_missing_or_incomplete_clears_nothing() -> None:
    plan = rule(check((2, ("order", 0, ("allergy", 0, None)))), kind="allergy")
    assert said(plan, order(0, "a"), allergies=None) == NOT_EVALUATED
    assert said(plan, order(0, "a"), allergies=(), incomplete=frozenset({"allergies"})) == NOT_EVALUATED
    assert said(plan, order(0, "a"), allergies=()) == CLEAR


def done(age: float | None) -> dict[str, Done]:
    return {"k": Done(age, "patient.observations.k", "k")}


DONE, FRESH = ("tested", ("k", "inr"), None), ("tested", ("k", "inr"), 30.0)
MONITORED = rule(check((2, ("not", DONE)), (1, ("all", DONE, ("not", FRESH)))), kind="monitoring")
INCOMPLETE = frozenset({"observations"})


@pytest.mark.parametrize(
    ("tests", "incomplete", "expected"),
    [
        (done(0.0), (), CLEAR),
        (done(30.0), (), CLEAR),
        (done(31.0), (), MODERATE),
        (done(None), (), NOT_EVALUATED),
        (done(None) | {"inr": Done(3.0, "", "inr")}, (), CLEAR),
        (done(None) | {"inr": Done(40.0, "", "inr")}, (), NOT_EVALUATED),
        (done(31.0) | {"inr": Done(3.0, "", "inr")}, (), CLEAR),
        ({}, (), MAJOR),
        ({"sodium": Done(0.0, "", "")}, (), MAJOR),
        (None, (), NOT_EVALUATED),
        ({}, INCOMPLETE, NOT_EVALUATED),
        (done(31.0), INCOMPLETE, (Status.FIRED, 1, False)),
        (done(30.0), INCOMPLETE, CLEAR),
    ],
)
def test_a_test_is_missing_overdue_or_done(tests: Any, incomplete: Any, expected: Any) -> None:
    assert said(MONITORED, order(0, "a"), tests=tests, incomplete=frozenset(incomplete)) == expected


def test_a_drug_without_its_partner_is_found_unless_an_unknown_drug_may_be_it() -> None:
    plan = rule(check((2, ("all", ("with", B, None, False, (A,))))), kind="omission")
    assert said(plan, order(0, "a")) == FIRED
    assert said(plan, order(0, "a"), order(1, "b")) == CLEAR
    unknown: Any = (object(),)
    assert said(plan, order(0, "a"), order(1, "z", unresolved=unknown)) == NOT_EVALUATED


@pytest.mark.parametrize(
    ("started", "expected"),
    [(TODAY - 31, FIRED), (TODAY - 30, CLEAR), (TODAY + 3, CLEAR), (float("-inf"), POSSIBLE)],
)
def test_how_long_a_drug_has_been_taken_is_as_of_now(started: float, expected: Any) -> None:
    one = order(0, "a", start=started)
    one.latest_start = TODAY if started < 0 else started
    assert said(rule(check((2, ("order", 0, ("taken", 30.0, False, None, False))))), one) == expected


@pytest.mark.parametrize(
    ("low", "high", "status", "expected"),
    [
        (30.0, None, OrderStatus.ACTIVE, POSSIBLE),
        (30.0, None, OrderStatus.PROPOSED, NOT_EVALUATED),
        (None, 30.0, OrderStatus.ACTIVE, NOT_EVALUATED),
        (5.0, 30.0, OrderStatus.UNKNOWN, NOT_EVALUATED),
        (0.0, None, OrderStatus.ACTIVE, FIRED),
    ],
)
def test_a_start_that_is_assumed_raises_and_never_silences(
    low: float | None, high: float | None, status: OrderStatus, expected: Any
) -> None:
    one = order(0, "a", start=float("-inf"))
    one.latest_start = TODAY
    one.source = Order("m0", status=status)
    assert said(rule(check((2, ("order", 0, ("taken", low, True, high, False))))), one) == expected


@pytest.mark.parametrize(
    ("wishes", "expected"), [(problems("c"), FIRED), ((), CLEAR), (None, NOT_EVALUATED), (problems("words"), NOT_EVALUATED)]
)
def test_what_the_patient_wants_is_a_list_like_others(wishes: Any, expected: Any) -> None:
    assert said(rule(check((2, ("stated", "preferences", "c")))), order(0, "a"), preferences=wishes, goals=()) == expected
    assert said(rule(check((2, ("stated", "goals", "c")))), order(0, "a"), preferences=(), goals=wishes) == expected


def taken_at(*times: str) -> dict[str, Any]:
    return {"dosage": Dosage(timing=Timing(times_of_day=times))}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((("08:00",), ("10:00",)), CLEAR),
        ((("08:00",), ("09:00",)), FIRED),
        ((("23:30",), ("00:30",)), FIRED),
        ((("08:00",), ()), POSSIBLE),
    ],
)
def test_doses_of_two_drugs_lie_apart_around_the_clock(times: Any, expected: Any) -> None:
    plan = rule(pair(), when=("apart", None, False, 2 / 24, False))
    assert said(plan, order(0, "a", **taken_at(*times[0])), order(1, "b", **taken_at(*times[1]))) == expected


def test_of_findings_that_may_hold_the_gravest_leads() -> None:
    either = order(0, "a", routes=frozenset({"oral", "topical"}))
    for findings in (((0, ORAL), (2, ORAL)), ((2, ORAL), (0, ORAL))):
        assert ask(rule(check(*findings)), chart(either)) == [POSSIBLE]


def test_beside_a_finding_that_holds_only_what_a_graver_one_lacks_is_named() -> None:
    for severity, named in ((0, False), (1, False), (2, True)):
        plan = rule(check((1, OLD), (severity, HAS_C)))
        for engine in (NativeEngine(plan), DurableEngine(plan)):
            (outcome,) = engine.evaluate(chart(order(0, "a"), age_months=800.0))
            assert (outcome.verdict, bool(outcome.evidence.missing)) == (MODERATE, named)
