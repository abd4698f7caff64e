"""Boundary cases: what is generated for every kind of rule, and what is said of it."""

from __future__ import annotations

import pytest
from attrs import evolve
from every_kind import every_kind, one

from demo import ruleset as demo_ruleset
from rxrules import Checker
from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.proof.boundaries import boundaries
from rxrules.proof.judging import Judge, Verdict
from rxrules.proof.writing import scenarios_text
from rxrules.testing.running import run
from rxrules.testing.scenarios import read_scenarios

IDS = [rule.id.text for rule in every_kind().rules]


def rule(id_):
    return next(one for one in every_kind().rules if one.id.text == id_)


def found(written):
    """What comes of each boundary case of a rule in short, by name."""
    ruleset = one(written)
    return {case.name: case for case in boundaries(ruleset.rules[0], ruleset).cases}


def said(written):
    return {name: str(case.verdict) for name, case in found(written).items()}


@pytest.mark.parametrize("id_", IDS)
def test_every_edge_of_every_kind_is_reached_and_nothing_is_flagged(id_):
    made = boundaries(rule(id_), every_kind())
    assert made.unreached == ()
    assert [case.flag for case in made.cases if case.flag] == []
    assert {"fired"} <= {case.verdict.status for case in made.cases}
    assert {case.verdict.status for case in made.cases} & {"clear", "not_evaluated"}


@pytest.mark.parametrize("ruleset", [every_kind, demo_ruleset])
def test_every_scenario_passes_when_it_is_written_and_run(ruleset, tmp_path):
    checker = Checker.of_plan(compile_rulesets([ruleset()]))
    number = 0
    for each in ruleset().rules:
        if each.status not in ("active", "review"):
            continue
        cases = boundaries(each, ruleset(), whole=checker.plan).cases
        file = tmp_path / f"{each.id.text}.test.yaml"
        file.write_text(scenarios_text(each.id.text, cases), encoding="utf-8")
        problems = Diagnostics()
        scenarios = read_scenarios(file, problems)
        assert [str(problem) for problem in problems] == []
        assert len(scenarios) == len(cases)
        for scenario in scenarios:
            number += 1
            assert run(scenario, checker).failures == (), scenario.name
    assert number > 150


def test_a_limit_exactly_reached_is_clear_and_a_milligram_more_is_not():
    limit = "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1200 mg"
    cases = found(limit)
    doses = {name: case.sketch.medications[0]["dose"] for name, case in cases.items() if "max 1200 mg" in name and ":" not in name}
    assert doses == {
        "just below max 1200 mg": "1199 mg",
        "exactly max 1200 mg": "1200 mg",
        "just above max 1200 mg": "1201 mg",
        "exactly max 1200 mg, as 1.2 g": "1.2 g",
    }
    assert {name: str(cases[name].verdict) for name in doses} == {
        "just below max 1200 mg": "stays clear",
        "exactly max 1200 mg": "stays clear",
        "just above max 1200 mg": "fires major",
        "exactly max 1200 mg, as 1.2 g": "stays clear",
    }
    assert str(cases["max 1200 mg: the dose is missing"].verdict) == "is not evaluated"
    assert str(cases["max 1200 mg: the dose is of another kind, 5 mL"].verdict) == "is not evaluated"


def test_an_age_changes_on_the_birthday():
    cases = found('kind: contraindication, severity: major, drug: {ingredient: codeine}, when: {age: "< 18 a"}')
    births = {name: (case.sketch.patient.get("birth_date"), str(case.verdict)) for name, case in cases.items()}
    assert births["just below age 18 a"] == ("2008-06-16", "fires major")
    assert births["exactly age 18 a"] == ("2008-06-15", "stays clear")
    assert births["just above age 18 a"] == ("2008-06-14", "stays clear")
    assert births["age 18 a: age is missing"] == (None, "is not evaluated")


@pytest.mark.parametrize(("window", "exactly"), [("< 50 kg", "stays clear"), ("<= 50 kg", "fires major")])
def test_an_end_belongs_to_the_side_that_its_bracket_says(window, exactly):
    cases = said(f'kind: contraindication, severity: major, drug: {{ingredient: dabigatran}}, when: {{weight: "{window}"}}')
    assert cases["just below weight 50 kg"] == "fires major"
    assert cases["exactly weight 50 kg"] == exactly
    assert cases["just above weight 50 kg"] == "stays clear"


def test_a_result_in_its_other_unit_missing_and_stale():
    cases = found(
        "kind: contraindication, severity: major, drug: {ingredient: methotrexate}, when: {observation: {code: creatinine, "
        'is: ">= 2 mg/dL", within: 30 d}}'
    )
    same = cases["exactly creatinine 2 mg/dL, as 176.8 umol/L"]
    assert same.verdict == cases["exactly creatinine 2 mg/dL"].verdict == Verdict("fired", "major", "certain")
    assert cases["creatinine 2 mg/dL: creatinine is missing"].verdict.status == "not_evaluated"
    assert cases["creatinine 2 mg/dL: creatinine is 30 d old"].verdict.status == "fired"
    assert cases["creatinine 2 mg/dL: creatinine is 31 d old, too old"].verdict.status == "not_evaluated"
    assert cases["creatinine 2 mg/dL: creatinine in a unit of another kind, 50 mL/min"].verdict.status == "not_evaluated"


def test_an_outcome_that_is_not_what_the_edge_says_is_flagged(monkeypatch):
    def too_early(_self, case):
        dose = case.orders[0].dosages[0].dose
        fires = dose is not None and dose.low.canonical >= 1200
        return Verdict("fired", "major", "certain") if fires else Verdict("clear")

    monkeypatch.setattr(Judge, "verdict", too_early)
    cases = found("kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1200 mg")
    assert "exactly at it the rule fires major" in cases["exactly max 1200 mg"].flag
    assert "the unknown looks safe" in cases["max 1200 mg: the dose is missing"].flag
    assert cases["just above max 1200 mg"].flag == ""


def test_an_edge_on_which_nothing_hangs_is_told():
    ruleset = one(
        "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, bands: {over: "
        '{age: "[1 a, 120 a)"}, rows: [{age: "[1 a, 65 a)", max: 1 g}, {age: "[65 a, 120 a)", max: 1 g}]}'
    )
    assert [label for label, _ in boundaries(ruleset.rules[0], ruleset).unreached] == ["age 65 a of the bands"]


def test_a_draft_is_probed_too():
    ruleset = every_kind()
    draft = evolve(rule("dose.week"), status="draft")
    assert {case.verdict.status for case in boundaries(draft, ruleset).cases} >= {"fired", "clear", "not_evaluated"}


def test_what_nobody_asked_for_is_left_out():
    case = found("kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1200 mg")
    assert case["just above max 1200 mg"].sketch.patient == {}
