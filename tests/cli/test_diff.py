"""`rxrules diff` and `rxrules lock`: versions from folders and from git, witnesses, alerts, and the exit status."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from commands import DEMO, case, order

from rxrules.cli import revisions
from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT

FILE = "dose-limits/analgesics.yaml"


@pytest.fixture(name="old")
def fixture_old(tmp_path):
    return shutil.copytree(DEMO, tmp_path / "old")


@pytest.fixture(name="new")
def fixture_new(tmp_path):
    return shutil.copytree(DEMO, tmp_path / "new")


def change(folder, old="max: 2400 mg", new="max: 3600 mg", file=FILE):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_twice_has_no_difference(call, old, new):
    done = call("diff", old, new, "--fail-on", "any")
    assert (done.status, done.out) == (CLEAN, "demo 1.0.0 to 1.0.0: 0 rules changed\n")


def test_a_looser_limit_is_shown_by_a_scenario_that_runs(call, old, new):
    change(new)
    done = call("diff", old, new)
    assert done.status == CLEAN
    assert done.out.startswith("dose.ibuprofen.daily: looser; words changed\n")
    lines = [line.removeprefix("    ") for line in done.out.splitlines() if line.startswith("    ")]
    (new / "witness.test.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    tested = call("test", new, "-k", "witness", "--engine", "native")
    assert "1 passed, 0 failed" in tested.out


@pytest.mark.parametrize(("fail_on", "status"), [("never", CLEAN), ("looser", ALERT), ("any", ALERT)])
def test_what_counts_decides_the_status(call, old, new, fail_on, status):
    change(new)
    assert call("diff", old, new, "--fail-on", fail_on).status == status
    assert call("diff", new, old, "--fail-on", "looser").status == CLEAN


def test_alerts_that_appear_and_vanish_on_cases(call, old, new, tmp_path):
    change(new)
    cases = tmp_path / "cases"
    cases.mkdir()
    written = case("b", order("n", "ibuprofen", dose="3 g"))
    (cases / "b.json").write_text(json.dumps(written), encoding="utf-8")
    assert "b: dose.ibuprofen.daily of n vanishes, moderate" in call("diff", old, new, "--cases", cases).out
    found = json.loads(call("diff", new, old, "--cases", cases, "--format", "json").out)
    assert [(one["change"], one["new"]) for one in found["alerts"]] == [("appears", "moderate")]
    assert found["cases"] == 1


def test_json_says_what_the_text_says(call, old, new):
    change(new)
    found = json.loads(call("diff", old, new, "--format", "json").out)
    (rule,) = found["rules"]
    assert (rule["rule"], rule["change"], rule["logic"], rule["class"]) == ("dose.ibuprofen.daily", "changed", "looser", "major")
    assert rule["stricter"] is None
    assert rule["looser"]["old"]["status"] == "fired"


def git(folder, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_revision_of_git_is_read_as_it_was(call, old, monkeypatch):
    git(old, "init", "-q")
    git(old, "add", ".")
    git(old, "commit", "-q", "-m", "first")
    change(old)
    monkeypatch.chdir(old.parent / "old")
    assert call("diff", "HEAD:.", ".").out.startswith("dose.ibuprofen.daily: looser")
    assert call("diff", "HEAD:", ".").out.startswith("dose.ibuprofen.daily: looser")
    wrong = call("diff", "HEAD~1:.", ".")
    assert wrong.status == WRONG_INPUT
    assert "git knows no such revision" in wrong.err
    assert call("diff", "HEAD:nowhere", ".").status == WRONG_INPUT


def test_without_git_a_revision_is_told_to_be_unknown(call, old, monkeypatch):
    monkeypatch.setattr(revisions, "which", lambda _: None)
    done = call("diff", "HEAD:rulesets/core", old)
    assert done.status == WRONG_INPUT
    assert "git, which could know a revision, is not installed" in done.err


@pytest.mark.parametrize("arguments", [("nowhere", DEMO), (DEMO, DEMO, "--cases", "nowhere.yaml"), (DEMO, DEMO, "--random", "-1")])
def test_wrong_arguments_are_told(call, arguments):
    done = call("diff", *arguments)
    assert done.status == WRONG_INPUT
    assert done.err.startswith("rxrules: ")


def test_a_lock_is_written_checked_and_kept_with_its_version(call, old, new):
    assert call("lock", new, "--check").status == ALERT
    assert call("lock", new).status == CLEAN
    assert call("lock", new, "--check").status == CLEAN
    assert call("lint", new).status == CLEAN
    change(new)
    done = call("lock", new, "--check")
    assert done.status == ALERT
    assert "dose.ibuprofen.daily: changed, asks for a new major version" in done.out
    assert call("lock", new).status == ALERT
    change(new, "version: 1.0.0", "version: 1.1.0", "ruleset.yaml")
    assert call("lock", new, "--check", "--against", old).status == ALERT
    assert "raise its major part" in call("lock", new, "--against", old).out
    change(new, "version: 1.1.0", "version: 2.0.0", "ruleset.yaml")
    assert call("lock", new, "--check").status == ALERT
    assert call("lock", new, "--against", old).status == CLEAN
    assert call("lock", new, "--check").status == CLEAN
    kept = json.loads((new / "ruleset.lock").read_text(encoding="utf-8"))["rules"]
    assert {one["version"] for one in kept.values()} == {"1.0.0", "2.0.0"}
    assert kept["dose.ibuprofen.daily"]["change"] == "looser"


def test_json_of_a_lock(call, new):
    call("lock", new)
    change(new)
    found = json.loads(call("lock", new, "--check", "--format", "json").out)
    assert (found["is_sound"], found["asks"]) == (False, "major")
    assert [one["rule"] for one in found["changes"]] == ["dose.ibuprofen.daily"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 9}'])
def test_a_broken_lock_is_told(call, new, text):
    (new / "ruleset.lock").write_text(text, encoding="utf-8")
    done = call("lock", new, "--check")
    assert done.status == WRONG_INPUT
    assert "ruleset.lock" in done.err


def test_a_lock_of_another_ruleset_is_told(call, old, new):
    call("lock", old)
    change(new, "id: demo", "id: other", "ruleset.yaml")
    shutil.copy(old / "ruleset.lock", new / "ruleset.lock")
    done = call("lock", new)
    assert done.status == WRONG_INPUT
    assert "is the lock of 'demo'" in done.err


def test_what_is_not_read_of_a_case_is_told_and_is_a_wrong_input(call, old, new, tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(case("c", order(dose="5,0 mg"))), encoding="utf-8")
    done = call("diff", old, new, "--cases", tmp_path / "case.json")
    assert done.status == WRONG_INPUT
    assert "the case c: not read: medications[0].dose" in done.err


def test_scenarios_are_not_taken_for_cases_without_drugs(call, old, new, tmp_path):
    (tmp_path / "own.test.yaml").write_text("- {name: x, as_of: 2026-11-21, case: {medications: [warfarin]}}\n", encoding="utf-8")
    done = call("diff", old, new, "--cases", tmp_path / "own.test.yaml")
    assert done.status == WRONG_INPUT
    assert "these are scenarios, not cases; `rxrules test` runs them" in done.err


def test_a_revision_without_a_path_is_told_how_to_write_it(call, old):
    done = call("diff", "HEAD", old)
    assert done.status == WRONG_INPUT
    assert "REV:PATH" in done.err


def test_before_1_a_lock_asks_for_the_minor_part(call, new):
    change(new, "version: 1.0.0", "version: 0.1.0", "ruleset.yaml")
    assert call("lock", new).status == CLEAN
    change(new)
    assert "raise its minor part, which will do before 1.0.0" in call("lock", new).out
    change(new, "version: 0.1.0", "version: 0.2.0", "ruleset.yaml")
    assert call("lock", new).status == CLEAN
