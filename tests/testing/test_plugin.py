"""The plugin of pytest: scenarios are tests, other people's YAML is left alone, and a project without scenarios pays nothing."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from rxrules.authoring.scaffold import new_ruleset

#: Where this installation is older than the entry point, the plugin is named.
_NAMED = [] if any(one.value == "_rxrules_pytest" for one in entry_points(group="pytest11")) else ["-p", "_rxrules_pytest"]


def run_pytest(folder, *arguments):
    command = [sys.executable, "-W", "error", "-m", "pytest", *_NAMED, "-p", "no:cacheprovider", "-W", "error", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    new_ruleset(tmp_path / "own", repository=False)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path


def activate(folder):
    rule = folder / "own/rules/own.example.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("status: draft", "status: review"), encoding="utf-8")


def test_each_scenario_is_a_test(folder):
    activate(folder)
    done = run_pytest(folder, "own", "-v")
    assert done.returncode == 0, done.stdout
    assert "own.example.test.yaml::both by mouth PASSED" in done.stdout
    assert "own.example.test.yaml::on the skin PASSED" in done.stdout
    assert "2 passed" in done.stdout


def test_scenarios_of_drafts_are_skipped_unless_they_are_asked_for(folder):
    done = run_pytest(folder, "own", "-rs")
    assert done.returncode == 0, done.stdout
    assert "own.example is in draft; --rxrules-drafts runs it" in done.stdout
    assert "2 skipped" in done.stdout
    assert "2 passed" in run_pytest(folder, "own", "--rxrules-drafts", "--rxrules-engine", "native").stdout


def test_a_failure_names_the_place_and_the_reason_and_shows_none_of_our_code(folder):
    activate(folder)
    tests = folder / "own/rules/own.example.test.yaml"
    tests.write_text(tests.read_text(encoding="utf-8").replace("topical", "oral"), encoding="utf-8")
    done = run_pytest(folder, "own")
    assert done.returncode == 1
    assert "own/rules/own.example.test.yaml:10: on the skin\n    own.example must stay clear, got fired" in done.stdout
    assert "Traceback" not in done.stdout
    assert "plugin.py" not in done.stdout
    assert "1 failed, 1 passed" in done.stdout


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("- name: x\n", "1:3", "RX611"),
        ("- {\n", "2:1", "RX011"),
        ("rules: []\n", "1:1", "RX610"),
        ("[]\n", "1:1", "there is no scenario in this file"),
    ],
)
def test_what_can_not_be_read_fails(folder, text, place, said):
    (folder / "own/a.test.yaml").write_text(text, encoding="utf-8")
    done = run_pytest(folder, "own/a.test.yaml")
    assert done.returncode == 1
    assert f"own/a.test.yaml:{place}: " in done.stdout
    assert said in done.stdout
    assert "1 failed" in done.stdout


def test_a_ruleset_that_is_wrong_fails_every_scenario_with_its_diagnostics(folder):
    (folder / "own/rules/wrong.yaml").write_text("rules:\n  - {id: x}\n", encoding="utf-8")
    done = run_pytest(folder, "own")
    assert done.returncode == 1
    assert "RX102" in done.stdout
    assert "2 failed" in done.stdout


def test_other_peoples_yaml_is_left_alone(tmp_path):
    (tmp_path / "a.test.yaml").write_text("- name: x\n", encoding="utf-8")
    (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n", encoding="utf-8")
    done = run_pytest(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_project_without_scenarios_imports_nothing_of_the_package(tmp_path):
    test = "import sys\n\ndef test_a():\n    assert [name for name in sys.modules if name.split('.')[0] == 'rxrules'] == []\n"
    (tmp_path / "test_a.py").write_text(test, encoding="utf-8")
    (tmp_path / "b.test.yaml").write_text("- x\n", encoding="utf-8")
    done = run_pytest(tmp_path)
    assert done.returncode == 0, done.stdout
