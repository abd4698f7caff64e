"""How long a dose takes, and what a rate without a dose is: by either engine, in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from demo import small
from rxrules import Checker, read_case
from rxrules.engines.base import Outcome, Status
from rxrules.engines.durable import available

_PER_DOSE = "dose drug: {ingredient: morphine}, measure: per_dose, severity: {max: major}"
_ASKS = "contra drug: {ingredient: morphine}, severity: major, when: "


@pytest.fixture(params=["native", "durable"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "durable" and (why := available()):
        pytest.skip(why)
    return str(request.param)


def outcome_of(
    engine: str, rule: str, *, ended: tuple[str, ...] = (), more: str = "", patient: Any = None, beside: Any = (), **order: Any
) -> Outcome:
    """The outcome of a rule on one order of morphine into a vein, after other drugs that were taken until yesterday."""
    usual = {"id": "m", "drug": "morphine", "route": "intravenous", "status": "proposed"}
    past = [
        {"id": f"p{at}", "drug": drug, "route": "oral", "status": "completed", "start": "2026-11-01", "end": "2026-11-20"}
        for at, drug in enumerate(ended)
    ]
    case = {"as_of": "2026-11-21", "patient": patient or {"age": "50 a"}, "medications": [{**usual, **order}, *past, *beside]}
    checker: Checker = small(rule, more=more, engines=(engine,))
    (outcome,) = checker.evaluate(checker.prepare(read_case(case)))[engine]
    return outcome


def verdict(engine: str, rule: str, **order: Any) -> tuple[str, bool]:
    """Its status, and whether it is certain."""
    outcome = outcome_of(engine, rule, **order)
    return Status(outcome.status).name.lower(), outcome.certain


def lasting(length: Any) -> dict[str, Any]:
    return {"frequency": 1, "per": "1 d", "each_lasts": length}


RATE = {"rate": "2 mg/h"}


@pytest.mark.parametrize("limit", ["max: 0.5 mg", "max: 100 mg"])
def test_a_rate_alone_passes_no_limit_of_a_dose_and_is_not_clear_of_it(engine: str, limit: str) -> None:
    assert verdict(engine, f"{_PER_DOSE}, {limit}", **RATE)[0] == "not_evaluated"


def test_a_rate_alone_is_no_dose_that_a_condition_asks_for(engine: str) -> None:
    assert verdict(engine, f"{_ASKS}{{per_dose: '> 0.5 mg'}}", **RATE)[0] == "not_evaluated"


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("< 15 min", ("fired", False)),
        ("[0 min, 15 min)", ("fired", False)),
        ("<= 0 min", ("fired", False)),
        ("> 0 min", ("not_evaluated", True)),
        ("> 12 h", ("not_evaluated", True)),
    ],
)
def test_of_a_length_that_nobody_gave_only_at_once_is_assumed(engine: str, window: str, expected: tuple[str, bool]) -> None:
    found = verdict(engine, f"{_ASKS}{{each_lasts: '{window}'}}", dose="10 mg")
    assert found == expected if expected[0] == "fired" else found[0] == expected[0]


@pytest.mark.parametrize(
    ("lasts", "window", "expected"),
    [
        ("24 h", "> 12 h", ("fired", True)),
        ("24 h", "< 15 min", ("clear", True)),
        ("12 h", "> 12 h", ("clear", True)),
        ("12 h", ">= 12 h", ("fired", True)),
    ],
)
def test_a_length_that_is_given_is_held_against_the_window(
    engine: str, lasts: str, window: str, expected: tuple[str, bool]
) -> None:
    outcome = outcome_of(engine, f"{_ASKS}{{each_lasts: '{window}'}}", dose="10 mg", timing=lasting(lasts))
    assert (Status(outcome.status).name.lower(), outcome.certain) == expected
    assert outcome.evidence.assumed == ()


def test_a_length_that_is_a_range_is_possible_and_says_so(engine: str) -> None:
    dose = {"low": "10 mg", "high": "40 mg"}
    outcome = outcome_of(engine, f"{_ASKS}{{each_lasts: '< 15 min'}}", dose=dose, rate="2 mg/min")
    assert (outcome.status, outcome.certain) == (Status.FIRED, False)
    assert outcome.evidence.assumed == ("how long a dose of m takes is a range",)


def test_a_dose_of_which_the_amount_is_not_known_is_none_that_a_condition_asks_for(engine: str) -> None:
    assert verdict(engine, f"{_ASKS}{{per_dose: '> 0.5 mg'}}", dose="10 mL")[0] == "not_evaluated"


def test_an_unknown_number_of_doses_reaches_no_level_of_a_lifetime_for_certain(engine: str) -> None:
    items = "items: [{drug: {ingredient: morphine}, factor: 1, per: 1 mg/m2}]"
    rule = f"burden measure: lifetime, {items}, levels: [{{total: '>= 0.5 mg/m2', severity: major}}]"
    assert verdict(engine, rule, dose="10 mg/m2")[0] == "not_evaluated"


def test_the_newest_of_several_tests_is_named_where_the_list_may_lack_one(engine: str) -> None:
    rule = (
        "monitor drug: {ingredient: morphine}, severity: {missing: minor, overdue: major}, test: [inr, potassium, sodium], "
        "within: 90 d"
    )
    dated = {"inr": "2026-01-01", "potassium": "2026-03-01", "sodium": "2026-02-01"}
    observations = [{"code": code, "on": day} for code, day in dated.items()]
    patient = {"age": "50 a", "observations": observations, "incomplete": ["observations"]}
    outcome = outcome_of(engine, rule, patient=patient, dose="10 mg")
    (said,) = outcome.evidence.assumed
    assert "than potassium" in said


def test_an_allergy_nobody_knows_may_be_the_allergen_that_is_asked_for(engine: str) -> None:
    rule = "allergy drug: {ingredient: morphine}, allergen: opium"
    more = "allergens: [{id: opium, drug: {ingredient: morphine}}]\n"
    outcome = outcome_of(engine, rule, more=more, patient={"age": "50 a", "allergies": ["something red"]}, dose="10 mg")
    assert [one.reason for one in outcome.evidence.missing] == ["'something red' is not recognised: it may be opium"]


def test_a_drug_nobody_knows_that_ended_matters_only_to_who_asks_for_drugs_that_ended(engine: str) -> None:
    asks = f"{_ASKS}{{with: {{ingredient: warfarin%s}}}}"
    assert verdict(engine, asks % "", dose="10 mg", ended=("nobody knows this",))[0] == "clear"
    assert verdict(engine, asks % ", within: 7 d", dose="10 mg", ended=("nobody knows this",))[0] == "not_evaluated"
    assert verdict(engine, asks % ", within: 7 d", dose="10 mg", ended=("warfarin",)) == ("fired", True)


def test_nothing_is_said_to_be_passed_for_certain_of_an_order_that_may_not_count(engine: str) -> None:
    limits = "severity: {max: minor, hard_max: major}, max: 1 g, hard_max: 4 g"
    rule = f"dose drug: {{ingredient: naproxen}}, route: [oral], measure: per_dose, {limits}"
    given = {"drug": "naproxen", "dose": {"low": "2 g", "high": "5 g"}}
    sure = outcome_of(engine, rule, route="oral", **given)
    assert "the max of 1 g is passed for certain" in sure.evidence.assumed
    assumed = outcome_of(engine, rule, route="", **given)
    assert (assumed.status, assumed.certain) == (Status.FIRED, False)
    assert not any("for certain" in said for said in assumed.evidence.assumed)


def test_a_partner_that_begins_with_the_order_is_there_however_soon_it_ends(engine: str) -> None:
    """Where the condition has a washout: what was there when they came together is there."""
    beside = {"id": "w", "drug": "warfarin", "route": "oral", "status": "active", "start": "2026-11-21", "end": "2026-11-24"}
    asks = f"{_ASKS}{{with: {{ingredient: warfarin, within: 7 d}}}}"
    assert verdict(engine, asks, dose="10 mg", start="2026-11-21", beside=[beside]) == ("fired", True)
