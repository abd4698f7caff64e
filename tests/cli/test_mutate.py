"""`rxrules mutate`: scores, survivors as differences, and the exit status."""

from __future__ import annotations

import json

import pytest
from commands import DEMO

from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT

MANIFEST = "ruleset: {id: own, version: 1.0.0, title: Own, language: 1, owner: us, licence: CC0-1.0}\n"
RULES = """\
rules:
  - id: dose.ibuprofen
    kind: dose_limit
    status: review
    title: Ibuprofen in a day
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    max: 1200 mg
    reviewed: 2026-11-01
    evidence: {sources: [{title: T, section: S}]}
"""
CASE = """\
- name: %s
  as_of: 2026-11-01
  case:
    patient: {}
    medications: [{drug: ibuprofen, dose: %s, route: oral, timing: {frequency: 1, per: 1 d}}]
  %s
"""


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    (tmp_path / "ruleset.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    cases = (("above", "1500 mg", "fires: [dose.ibuprofen]"), ("at it", "1200 mg", "clear: [dose.ibuprofen]"))
    (tmp_path / "rules.test.yaml").write_text("\n".join(CASE % case for case in cases), encoding="utf-8")
    return tmp_path


def test_a_survivor_is_shown_as_a_difference_with_its_place(call, folder):
    done = call("mutate", folder)
    assert done.status == CLEAN
    assert f"survived: severity at {folder / 'rules.yaml'}:8:15" in done.out
    assert "    - severity: {max: major}" in done.out
    assert "    + severity: {max: moderate}" in done.out
    assert "tenfold" not in done.out
    assert "1 rule: " in done.out.splitlines()[-1]


def test_a_score_below_what_is_asked_for_fails(call, folder):
    assert call("mutate", folder, "--fail-under", "99").status == ALERT
    assert call("mutate", folder, "--fail-under", "50").status == CLEAN
    assert call("mutate", folder, "--operator", "tenfold", "--fail-under", "100").status == CLEAN


def test_scenarios_that_notice_nothing_and_rules_without_both_are_told(call, folder):
    tests = folder / "rules.test.yaml"
    tests.write_text(CASE % ("far", "1 mg", "not_evaluated: []\n  clear: [dose.ibuprofen]"), encoding="utf-8")
    done = call("mutate", folder)
    assert "1 rule without both a scenario that fires and one that stays clear: dose.ibuprofen" in done.out
    tests.write_text(CASE % ("nothing", "1 ug", "clear: [dose.ibuprofen]"), encoding="utf-8")
    assert f"1 scenario killed no mutant: {tests}:1" in call("mutate", folder).out


def test_a_scenario_that_fails_without_a_mutant_makes_the_status_1(call, folder):
    (folder / "more.test.yaml").write_text(CASE % ("wrong", "1 mg", "fires: [dose.ibuprofen]"), encoding="utf-8")
    done = call("mutate", folder)
    assert done.status == ALERT
    assert "FAILS WITHOUT A MUTANT" in done.out


def test_json_has_every_survivor(call, folder):
    found = json.loads(call("mutate", folder, "--format", "json").out)
    (rule,) = found["rules"]
    assert rule["survived"] == len(rule["survivors"])
    assert found["score"] == rule["score"] == rule["killed"] / (rule["killed"] + rule["survived"])
    assert {"operator", "place", "before", "after"} == rule["survivors"][0].keys()


def test_a_table_shows_the_field_that_is_changed(call):
    done = call("mutate", DEMO, "--rule", "ddi.digoxin-clarithromycin", "--operator", "drug", "--survivors", "9")
    lines = [line for line in done.out.splitlines() if line.startswith("    + ")]
    assert all(line.startswith("    + ddi.digoxin-clarithromycin,") for line in lines)
    assert lines


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((DEMO, "--rule", "ddi.nobody"), "there is no rule"),
        ((DEMO, "--rule", "dose.retired"), "retired"),
        ((DEMO, "--limit", "0"), "--limit"),
        ((DEMO, "--fail-under", "101"), "--fail-under"),
        (("nowhere",), "nowhere"),
    ],
)
def test_wrong_arguments_are_told(call, arguments, told):
    done = call("mutate", *arguments)
    assert done.status == WRONG_INPUT
    assert told in done.err


def test_a_scenario_file_that_cannot_be_read_is_told(call, folder):
    (folder / "bad.test.yaml").write_text("name: no list", encoding="utf-8")
    done = call("mutate", folder)
    assert done.status == WRONG_INPUT
    assert "RX610" in done.out


def test_nothing_to_mutate_is_told(call, folder):
    done = call("mutate", folder, "--operator", "junction")
    assert done.status == WRONG_INPUT
    assert "no mutant" in done.err
