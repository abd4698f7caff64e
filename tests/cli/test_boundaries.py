"""`rxrules boundaries`: scenarios to standard output or a file, and what is told of them."""

from __future__ import annotations

import json
import shutil

import pytest
from commands import DEMO

from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.proof.judging import Judge, Verdict


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    return shutil.copytree(DEMO, tmp_path / "demo")


def test_scenarios_stand_on_standard_output_marked_to_be_reviewed(call):
    done = call("boundaries", "dose.warfarin.daily", "-r", DEMO)
    assert done.status == CLEAN
    assert done.err == ""
    assert '- name: "accept? dose.warfarin.daily: exactly max' in done.out


def test_what_is_accepted_passes_as_a_scenario_of_the_ruleset(call, folder):
    target = folder / "accepted.test.yaml"
    done = call("boundaries", "dose.ibuprofen.daily", "-r", folder, "--write", target)
    assert (done.status, done.err) == (CLEAN, "")
    assert "accept?" not in target.read_text(encoding="utf-8")
    tested = call("test", folder, "-k", "accepted", "--engine", "native")
    assert tested.status == CLEAN
    assert "0 failed" in tested.out
    assert call("fmt", target, "--check").status == CLEAN


def test_a_file_that_is_there_is_not_overwritten(call, folder):
    target = folder / "mine.test.yaml"
    target.write_text("mine", encoding="utf-8")
    done = call("boundaries", "dose.ibuprofen.daily", "-r", folder, "--write", target)
    assert done.status == WRONG_INPUT
    assert "is there already" in done.err
    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("dose.ibuprofn.daily",), "did you mean 'dose.ibuprofen.daily'"),
        (("dose.retired",), "retired"),
        (("dose.ibuprofen.daily", "--write", "x.yaml"), ".test.yaml"),
        (("dose.ibuprofen.daily", "--write", "nowhere/x.test.yaml"), "can't be written"),
        (("dose.ibuprofen.daily", "-r", "nowhere"), "nowhere"),
    ],
)
def test_wrong_arguments_are_told(call, arguments, told):
    rulesets = () if "-r" in arguments else ("-r", DEMO)
    done = call("boundaries", *arguments, *rulesets)
    assert done.status == WRONG_INPUT
    assert told in done.err


def test_json_holds_scenarios_with_places(call):
    done = call("boundaries", "dose.warfarin.daily", "-r", DEMO, "--format", "json")
    found = json.loads(done.out)
    assert found["rule"] == "dose.warfarin.daily"
    assert {"name", "as_of", "case", "place", "flag"} <= found["scenarios"][0].keys()


def test_what_is_flagged_is_told_and_keeps_its_mark(call, monkeypatch, tmp_path):
    def early(_self, case):
        dose = case.orders[0].dosages[0].dose
        return Verdict("fired", "major", "certain") if dose is not None and dose.low.canonical >= 1200 else Verdict("clear")

    monkeypatch.setattr(Judge, "verdict", early)
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(
        "ruleset: {id: own, version: 1.0.0, title: Own, language: 1, owner: us, licence: CC0-1.0}\n"
        "rules:\n"
        "  - {id: r, kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1.2 g}\n",
        encoding="utf-8",
    )
    done = call("boundaries", "r", "-r", folder)
    assert done.status == 1
    assert "# FLAGGED: exactly at it the rule fires major" in done.out
    assert "The rule is draft" in done.out
    assert "flagged" in done.err
    target = folder / "r.test.yaml"
    assert call("boundaries", "r", "-r", folder, "--write", target).status == 1
    assert 'name: "accept? r: exactly max 1.2 g"' in target.read_text(encoding="utf-8")
