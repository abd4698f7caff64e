"""Which parts of a rule its scenarios show: only what they ask for, and only where they pass."""

from __future__ import annotations

import pytest

from rxrules.checker import Checker
from rxrules.diagnostics import Diagnostics
from rxrules.testing.covering import KINDS, Part, counts, coverage, parts_of, share
from rxrules.testing.running import run
from rxrules.testing.scenarios import read_scenarios

_RULES = """\
ruleset: {id: own, version: 1.0.0, title: Own, language: 1, owner: us, licence: CC0-1.0}
conditions:
  - {id: gi-bleed, names: [GI bleed]}
rules:
  - id: dose.p
    kind: dose_limit
    status: review
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: moderate, hard_max: major}
    title: Paracetamol
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg]", max: 3 g, hard_max: 5 g}
        - {weight: "(50 kg,)", max: 4 g, hard_max: 8 g}
  - id: ddi.w
    kind: interaction
    status: review
    severity: moderate
    title: Warfarin with ibuprofen
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - {label: bleeding before, when: {history: gi-bleed}, severity: major}
  - id: burden.b
    kind: burden
    status: review
    title: Burden
    items: [{drug: {ingredient: amitriptyline}, points: 3}, {drug: {ingredient: ranitidine}, points: 1}]
    levels: [{total: ">= 3", severity: moderate, label: high}, {total: "[1, 3)", severity: minor}]
"""


@pytest.fixture(name="checker", scope="module")
def fixture_checker(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "ruleset.yaml"
    path.write_text(_RULES, encoding="utf-8")
    return Checker(path)


def scenario(name, orders, asked, patient="{age: 40 a, weight: 60 kg, conditions: []}"):
    medications = "".join(
        f"      - {{drug: {drug}, dose: {dose}, route: oral, timing: {{frequency: 1, per: 1 d}}, status: proposed}}\n"
        for drug, dose in orders
    )
    case = f"  case:\n    patient: {patient}\n    medications:\n{medications}"
    return f"- name: {name}\n  as_of: 2026-11-21\n{case}  {asked}\n"


def covered(checker, tmp_path, *scenarios):
    path = tmp_path / "x.test.yaml"
    path.write_text("".join(scenarios), encoding="utf-8")
    found = Diagnostics()
    results = [run(one, checker) for one in read_scenarios(path, found)]
    assert not found.has_errors, list(found)
    return coverage(checker.plan, results), results


def shown(found):
    return {part for one in found for part, scenarios in one.parts.items() if scenarios}


def test_the_parts_of_a_rule_are_its_bands_limits_levels_and_modifiers(checker):
    by_rule = {rule.id: list(parts_of(rule)) for rule in checker.plan.rules}
    assert [part.kind for part in by_rule["dose.p"]] == ["fires", "clear", "band", "band", "limit", "limit", "limit", "limit"]
    assert [part.kind for part in by_rule["ddi.w"]] == ["fires", "clear", "modifier"]
    assert [part.kind for part in by_rule["burden.b"]] == ["fires", "clear", "level", "level"]


def test_a_dose_above_a_limit_shows_that_limit_of_that_band_and_no_other(checker, tmp_path):
    found, _ = covered(checker, tmp_path, scenario("much", [("paracetamol", "6 g")], "fires: [dose.p]"))
    assert shown(found) == {Part("dose.p", "fires"), Part("dose.p", "limit", 1, 0)}


def test_a_dose_that_stays_clear_shows_its_band(checker, tmp_path):
    light = "{age: 40 a, weight: 40 kg}"
    found, _ = covered(checker, tmp_path, scenario("little", [("paracetamol", "1 g")], "clear: [dose.p]", light))
    assert shown(found) == {Part("dose.p", "clear"), Part("dose.p", "band", 0)}


def test_a_modifier_is_shown_where_it_applies(checker, tmp_path):
    orders = [("warfarin", "5 mg"), ("ibuprofen", "400 mg")]
    bled = "{age: 40 a, weight: 60 kg, conditions: [{text: GI bleed}]}"
    without, _ = covered(checker, tmp_path, scenario("both", orders, "fires: [ddi.w]"))
    assert shown(without) == {Part("ddi.w", "fires")}
    with_it, _ = covered(checker, tmp_path, scenario("both", orders, "fires: [ddi.w]", bled))
    assert shown(with_it) == {Part("ddi.w", "fires"), Part("ddi.w", "modifier", -1, 0)}


def test_a_level_is_shown_where_it_leads(checker, tmp_path):
    found, _ = covered(checker, tmp_path, scenario("one", [("ranitidine", "150 mg")], "fires: [burden.b]"))
    assert shown(found) == {Part("burden.b", "fires"), Part("burden.b", "level", -1, 1)}


def test_what_a_scenario_does_not_ask_for_and_what_fails_shows_nothing(checker, tmp_path):
    orders = [("warfarin", "5 mg"), ("ibuprofen", "400 mg"), ("paracetamol", "6 g")]
    beside, _ = covered(checker, tmp_path, scenario("all", orders, "fires: [ddi.w]"))
    assert not any(part.rule == "dose.p" for part in shown(beside))
    failing, results = covered(checker, tmp_path, scenario("all", orders, "fires: [{rule: ddi.w, severity: major}]"))
    assert not results[0].passed
    assert shown(failing) == set()


def test_parts_are_counted_by_kind(checker, tmp_path):
    found, _ = covered(checker, tmp_path, scenario("much", [("paracetamol", "6 g")], "fires: [dose.p]"))
    assert counts(found) == {
        "fires": (1, 3),
        "clear": (0, 3),
        "band": (0, 2),
        "limit": (1, 4),
        "level": (0, 2),
        "modifier": (0, 1),
    }
    assert set(counts(found)) <= set(KINDS)
    assert share(found) == pytest.approx(2 / 15)
    assert share(()) is None
