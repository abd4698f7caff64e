"""Mutants: each is a rule that reads, compiles and means something else; scenarios kill it or do not."""

from __future__ import annotations

import pytest
from attrs import evolve
from every_kind import every_kind, one, text

from rxrules import Checker
from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.language.parse import parse_text
from rxrules.proof.boundaries import boundaries
from rxrules.proof.judging import Judge, fails, plan_of
from rxrules.proof.mutants import OPERATORS, mutants
from rxrules.proof.mutation import is_valid, mutate, same_logic, with_groups
from rxrules.proof.writing import scenarios_text
from rxrules.testing.running import run
from rxrules.testing.scenarios import read_scenarios
from rxrules.validate import validate

IBUPROFEN = "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1200 mg"
CASE = """\
- name: {name}
  as_of: 2026-11-01
  case:
    patient: {{}}
    medications: [{{drug: ibuprofen, dose: {dose}, route: oral, timing: {{frequency: 1, per: 1 d}}}}]
  {expected}
"""
FIRES, CLEAR = "fires: [{rule: r, severity: major}]", "clear: [r]"


def scenarios(tmp_path, *cases):
    file = tmp_path / "own.test.yaml"
    file.write_text("\n".join(CASE.format(name=f"case {n}", dose=dose, expected=told) for n, (dose, told) in enumerate(cases)))
    problems = Diagnostics()
    found = read_scenarios(file, problems)
    assert not problems.has_errors, [str(problem) for problem in problems]
    return found


@pytest.mark.parametrize("id_", [rule.id.text for rule in every_kind().rules])
def test_every_mutant_that_is_let_through_compiles(id_):
    ruleset = every_kind()
    rule = next(one for one in ruleset.rules if one.id.text == id_)
    whole = compile_rulesets([ruleset])
    original = plan_of(rule, ruleset, whole)
    valid = [one for one in mutants(rule, ruleset) if is_valid(one.rule, ruleset)]
    assert valid
    for mutant in valid:
        assert mutant.operator in OPERATORS
        plan = plan_of(mutant.rule, with_groups(ruleset, mutant), whole)
        assert len(plan.rules) == 1
        Judge.of_plan(plan, ruleset.terminology)
        if mutant.operator in ("tenfold", "thousandfold", "modifier", "severity"):
            assert not same_logic(plan, original), mutant


def test_mutants_of_numbers_are_as_valid_as_the_whole_validation_says():
    tree, _ = parse_text({"ruleset.yaml": text()})
    assert tree is not None
    ruleset = every_kind()
    for rule in ruleset.rules:
        for mutant in list(mutants(rule, ruleset))[::5]:
            _, found = validate(evolve(tree, rules=(mutant.rule,)))
            numbers = [str(one) for one in found if one.is_error and one.code[2] in "34"]
            assert bool(numbers) <= (not is_valid(mutant.rule, ruleset)), (mutant.operator, mutant.new, numbers)


def test_every_operator_is_used():
    ruleset = every_kind()
    used = {mutant.operator for rule in ruleset.rules for mutant in mutants(rule, ruleset)}
    assert set(OPERATORS) - used == set()


def test_scenarios_on_both_sides_of_a_limit_kill_what_a_far_one_does_not(tmp_path):
    ruleset = one(IBUPROFEN)
    far = mutate(ruleset, scenarios(tmp_path, ("13 g", FIRES), ("1 mg", CLEAR)), operators=["tenfold", "tenth", "unit"])
    near = mutate(ruleset, scenarios(tmp_path, ("1201 mg", FIRES), ("1200 mg", CLEAR)), operators=["tenfold", "tenth", "unit"])
    assert {one.operator for one in far.scores[0].survivors} == {"tenfold", "tenth", "unit"}
    assert near.scores[0].survivors == ()
    assert near.score == 1.0


def test_a_scenario_that_notices_nothing_is_idle_and_one_that_fails_is_left_out(tmp_path):
    found = mutate(one(IBUPROFEN), scenarios(tmp_path, ("1201 mg", FIRES), ("1 mg", CLEAR), ("1 mg", FIRES)))
    assert [told.name for told in found.broken] == ["case 2"]
    assert "case 0" not in [told.name for told in found.idle]
    assert found.scores[0].scenarios == 2
    assert found.scores[0].fires
    assert found.scores[0].clears


def test_without_a_scenario_every_mutant_survives():
    (score,) = mutate(one(IBUPROFEN), []).scores
    assert score.killed == 0
    assert score.score == 0.0
    assert not score.fires


def test_a_limit_takes_so_many_mutants_of_each_rule():
    found = mutate(every_kind(), [], limit=2)
    assert all(score.counted + score.equivalent + score.refused <= 2 for score in found.scores)
    assert mutate(every_kind(), [], rules=["dose.week"]).scores[0].rule == "dose.week"


def test_what_means_the_same_is_not_counted():
    ruleset = one("kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1200 mg")
    same = evolve(ruleset.rules[0], title="Another title")
    assert same_logic(plan_of(same, ruleset), plan_of(ruleset.rules[0], ruleset))


def test_boundary_cases_kill_nearly_all_mutants_of_every_kind(tmp_path):
    """What is generated is judged by the same measure as what is written by hand."""
    ruleset = every_kind()
    every = []
    for rule in ruleset.rules:
        file = tmp_path / f"{rule.id.text}.test.yaml"
        file.write_text(scenarios_text(rule.id.text, boundaries(rule, ruleset).cases), encoding="utf-8")
        every += read_scenarios(file, Diagnostics())
    found = mutate(ruleset, every)
    assert found.broken == ()
    assert found.score is not None
    assert found.score > 0.95


def test_failing_is_what_running_says(tmp_path):
    ruleset = one(IBUPROFEN)
    checker = Checker.of_plan(compile_rulesets([ruleset]))
    judge = Judge.of(ruleset.rules[0], ruleset)
    wanted = (
        FIRES,
        CLEAR,
        "suppressed: [r]",
        "not_evaluated: [r]",
        "fires: [{rule: r, severity: minor}]",
        "fires: [{rule: r, certainty: possible}]",
    )
    for dose in ("1201 mg", "1200 mg", "5 mL"):
        for scenario in scenarios(tmp_path, *((dose, told) for told in wanted)):
            outcomes = judge.outcomes(checker.prepare(scenario.case))
            assert fails(scenario, "r", outcomes) == bool(run(scenario, checker).failures), (dose, scenario)
