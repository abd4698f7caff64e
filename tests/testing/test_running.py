"""Running scenarios: each expectation holds or fails by itself, and the failure says what was got."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from rxrules import Checker, Dosage, Dose, Drug, Moment, Order, OrderStatus, Patient, Timing
from rxrules.diagnostics import Span
from rxrules.errors import EngineError
from rxrules.model import Case, Condition
from rxrules.testing.running import Tally, run
from rxrules.testing.scenarios import Expected, Scenario
from rxrules.units import parse_quantity

DEMO = Path(__file__).parents[1] / "rulesets/demo"
NSAID = "ddi.anticoagulant-nsaid"


@pytest.fixture(name="checker", scope="module")
def fixture_checker():
    return Checker(DEMO)


def order(id_, drug, dose="5 mg"):
    timing = Timing(frequency=1, per=parse_quantity("1 d"))
    dosage = Dosage(dose=Dose(parse_quantity(dose)) if dose else None, route="oral", timing=timing)
    return Order(id=id_, drug=Drug(name=drug), dosages=(dosage,), status=OrderStatus.ACTIVE)


def scenario(*orders, **expected):
    case = Case(
        "x",
        Patient(age=parse_quantity("40 a"), conditions=(Condition(text="GI bleed"),)),
        orders or (order("w", "warfarin"), order("n", "naproxen", "250 mg")),
        Moment.parse("2026-11-21"),
    )
    known = dict.fromkeys(("fires", "clear", "suppressed", "not_evaluated", "not_covered"), ())
    return Scenario(name="x", case=case, unread=False, span=Span("x", 1, 1), **{**known, **expected})


def test_what_holds_passes_and_is_counted_as_tested(checker):
    result = run(scenario(fires=(Expected(NSAID),), clear=("dose.warfarin.daily", "ddi.lithium-nsaid")), checker)
    assert result.passed
    assert result.fired == {NSAID}
    assert result.silent == {"dose.warfarin.daily", "ddi.lithium-nsaid"}


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (
            {"fires": (Expected("ddi.lithium-nsaid"),)},
            "ddi.lithium-nsaid must fire, got nothing (it concerns no order of the case)",
        ),
        ({"fires": (Expected("dose.warfarin.daily"),)}, "dose.warfarin.daily must fire, got clear"),
        ({"fires": (Expected(NSAID, "minor"),)}, f"{NSAID} must fire minor, got contraindicated and certain"),
        ({"fires": (Expected(NSAID, "", "possible"),)}, f"{NSAID} must fire possible, got contraindicated and certain"),
        (
            {"fires": (Expected(NSAID, "contraindicated", "possible"),)},
            f"{NSAID} must fire contraindicated and possible, got contraindicated and certain",
        ),
        ({"clear": (NSAID,)}, f"{NSAID} must stay clear, got fired"),
        ({"suppressed": (NSAID,)}, f"{NSAID} must be suppressed, got fired"),
        ({"not_evaluated": (NSAID,)}, f"{NSAID} must be not evaluated, got fired"),
        ({"not_covered": ("w",)}, "w must be listed as not covered"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_does_not_hold_fails_and_says_what_was_got(checker, expected, said):
    result = run(scenario(**expected), checker)
    assert result.failures == (said,)
    assert not result.passed
    assert not result.silent


def test_a_rule_that_does_not_run_fails_and_names_near_ones(checker):
    result = run(scenario(clear=("ddi.anticoagulant-nsaids", "zzzz")), checker)
    assert result.failures[0].startswith("there is no running rule 'ddi.anticoagulant-nsaids' (did you mean 'ddi.anti")
    assert result.failures[1] == "there is no running rule 'zzzz'"


def test_what_is_not_evaluated_and_not_covered_passes_where_it_is_expected(checker):
    orders = order("p", "paracetamol", ""), order("t", "turmeric")
    result = run(scenario(*orders, not_evaluated=("dose.paracetamol.daily",), not_covered=("t",)), checker)
    assert result.passed


def test_an_engine_that_fails_or_disagrees_fails_the_scenario(checker):
    class Other:
        name = "other"

        def __init__(self, outcomes):
            self.outcomes = outcomes

        def evaluate(self, chart):
            if self.outcomes is None:
                raise EngineError("out of order")
            return self.outcomes

    both = Checker.of_plan(checker.plan)
    asked = scenario(fires=(Expected(NSAID),))
    both._engines["other"] = Other(None)
    assert run(asked, both).failures == ("the engine other failed: out of order",)
    chart = both.prepare(asked.case)
    fired = next(one for one in both._engines["native"].evaluate(chart) if both.plan.rules[one.rule].id == NSAID)
    both._engines["other"] = Other([evolve(fired, severity=0) if hasattr(fired, "__attrs_attrs__") else fired._replace(severity=0)])
    assert f"the engines disagree on {NSAID}" in run(asked, both).failures


def test_a_near_miss_with_a_slip_in_the_name_of_a_drug_fails(checker):
    orders = order("w", "warfarn"), order("n", "naproxen", "250 mg")
    (said,) = run(scenario(*orders, clear=(NSAID,)), checker).failures
    assert said.startswith(f"{NSAID} must stay clear, got nothing (it concerns no order of the case); ")
    assert "near names: warfarin" in said
    assert said.endswith("; name its order in not_covered where that is meant")
    assert run(scenario(*orders, clear=(NSAID,), not_covered=("w",)), checker).passed


def test_a_failure_names_a_drug_that_nobody_knows(checker):
    orders = order("w", "warfarn"), order("n", "naproxen", "250 mg")
    (said,) = run(scenario(*orders, fires=(Expected(NSAID),)), checker).failures
    assert "near names: warfarin" in said


@pytest.mark.parametrize("expected", [{"clear": ("dose.paracetamol.daily",)}, {"fires": (Expected("dose.paracetamol.daily"),)}])
def test_a_failure_says_what_is_missing_to_evaluate_a_rule(checker, expected):
    (said,) = run(scenario(order("p", "paracetamol", ""), **expected), checker).failures
    assert "got not evaluated: " in said
    assert "dose" in said.partition("got not evaluated: ")[2]


def test_what_breaks_a_silence_may_be_accepted_with_a_reason_as_long_as_it_does(checker):
    loud = scenario(silent="major")
    assert any("no alert of severity major or above may come" in one for one in run(loud, checker).failures)
    assert run(scenario(silent="major", accepted=((NSAID, "meant"),)), checker).failures == ()
    quiet = scenario(order("w", "warfarin"), silent="major", accepted=((NSAID, "meant"),))
    assert run(quiet, checker).failures == (f"{NSAID} is accepted, and does not break the silence any more: take it out",)


def test_a_cohort_is_told_in_shares_and_alerts_for_100_orders(checker):
    results = [
        run(scenario(fires=(Expected(NSAID),)), checker),
        run(scenario(fires=(Expected(NSAID, severity="minor"),)), checker),
        run(scenario(silent="major"), checker),
        run(scenario(silent="major", accepted=((NSAID, "meant"),)), checker),
        run(scenario(order("w", "warfarin"), silent="major"), checker),
    ]
    fired, silent, alerts = Tally.of(results).lines()
    assert fired == "must fire: 1 of 2 scenarios do (50.0 %)"
    assert silent == "must stay silent: 2 of 3 do (66.7 %), 1 of them but for alerts that they accept"
    assert alerts.startswith("  alerts for 100 of their 5 orders: contraindicated 40.0")
    assert list(Tally.of(results[:2]).lines()) == [], "without a cohort there is nothing to tell"
