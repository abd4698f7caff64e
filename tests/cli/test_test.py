"""`rxrules test`: what passes, what fails and where, and what was not run at all."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
import yaml
from commands import DEMO, case, order, process

from rxrules import Checker
from rxrules.authoring.scaffold import new_rule, new_ruleset
from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT

FIRES = {"name": "both", "case": case("x"), "fires": [{"rule": "ddi.anticoagulant-nsaid", "severity": "major"}]}
CLEAR = {"name": "one", "case": case("y", order()), "clear": ["ddi.anticoagulant-nsaid"]}
FAILS = {"name": "wrong", "case": case("z"), "clear": "ddi.anticoagulant-nsaid", "fires": ["dose.warfarin.daily"]}


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    write(tmp_path / "a.test.yaml", FIRES, CLEAR)
    return tmp_path


@pytest.fixture(autouse=True)
def _one_engine(monkeypatch):
    monkeypatch.setattr("rxrules.cli.options.engines", lambda arguments: tuple(arguments.engine or ("native",)))


class _Dumper(yaml.SafeDumper):
    """Writes what stands twice twice, for aliases are refused."""

    def ignore_aliases(self, data):
        return True


def write(path, *scenarios):
    path.write_text(yaml.dump(list(scenarios), Dumper=_Dumper, sort_keys=False), encoding="utf-8")


def test_all_pass(call, folder):
    done = call("test", DEMO, "--with", folder)
    assert done.status == CLEAN
    *_, untested, last = done.out.splitlines()
    assert last == "2 passed, 0 failed"
    assert "rules without both a scenario that fires and one that stays clear: " in untested
    assert "ddi.anticoagulant-nsaid" not in untested
    assert " more" in untested


def test_a_failure_is_listed_with_its_place_and_reasons(call, folder):
    write(folder / "b.test.yaml", FAILS)
    done = call("test", DEMO, "--with", folder)
    assert done.status == ALERT
    lines = done.out.splitlines()
    assert lines[0] == f"FAILED {folder / 'b.test.yaml'}:1:3 wrong"
    assert lines[1:3] == [
        "    dose.warfarin.daily must fire, got clear",
        "    ddi.anticoagulant-nsaid must stay clear, got fired",
    ]
    assert lines[-1] == "2 passed, 1 failed"


def test_what_cannot_be_read_is_exit_2_and_the_others_run(call, folder):
    write(folder / "b.test.yaml", {"name": "x"}, FAILS)
    done = call("test", DEMO, "--with", folder)
    assert done.status == WRONG_INPUT
    assert f"{folder / 'b.test.yaml'}:1:3: error: RX611" in done.out
    assert done.out.splitlines()[-1] == "2 passed, 1 failed"


def test_some_are_chosen_by_name_or_file(call, folder):
    write(folder / "b.test.yaml", FAILS)
    assert call("test", DEMO, "--with", folder, "-k", "both").out == "1 passed, 0 failed\n"
    assert call("test", DEMO, "--with", folder, "-k", "b.test").status == ALERT
    nothing = call("test", DEMO, "--with", folder, "-k", "zzz")
    assert nothing.status == WRONG_INPUT
    assert "no scenario to run with 'zzz'" in nothing.err


def test_one_file_says_nothing_of_what_the_others_test(call, folder):
    done = call("test", DEMO, "--with", folder / "a.test.yaml")
    assert done.out == "2 passed, 0 failed\n"


def test_a_ruleset_without_scenarios_has_not_passed(call):
    done = call("test", DEMO)
    assert done.status == WRONG_INPUT
    assert done.err == "rxrules: there is no scenario to run\n"


def test_scenarios_that_are_not_there_are_told(call, tmp_path):
    done = call("test", DEMO, "--with", tmp_path / "none")
    assert done.status == WRONG_INPUT
    assert done.err == f"rxrules: {tmp_path / 'none'}: no such file or folder\n"


def test_in_json(call, folder):
    write(folder / "b.test.yaml", FAILS, {"name": "x"})
    found = json.loads(call("test", DEMO, "--with", folder, "--format", "json").out)
    assert (found["passed"], found["failed"]) == (2, 1)
    assert [one["name"] for one in found["scenarios"] if one["failures"]] == ["wrong"]
    assert "dose.warfarin.daily" in found["rules_without_both"]
    assert "RX611" in found["problems"][0]


def test_the_shipped_scenarios_pass_on_their_own_rulesets(call):
    done = call("test")
    assert done.status == CLEAN, done.out
    passed = int(done.out.splitlines()[-1].split()[0])
    assert passed > 1000


def test_a_thousand_scenarios_run(folder):
    from rxrules.diagnostics import Diagnostics  # noqa: PLC0415
    from rxrules.testing.running import run  # noqa: PLC0415
    from rxrules.testing.scenarios import read_scenarios  # noqa: PLC0415

    write(folder / "a.test.yaml", *({**FIRES, "name": f"n{number}"} for number in range(1000)))
    checker = Checker(DEMO)
    problems = Diagnostics()
    results = [run(one, checker) for one in read_scenarios(folder / "a.test.yaml", problems)]
    assert (len(results), len(problems)) == (1000, 0)
    assert all(result.passed for result in results)


def test_in_a_process_of_its_own_with_both_engines(folder):
    done = process("test", DEMO, "--with", folder)
    assert done.status == CLEAN
    assert done.out.splitlines()[-1] == "2 passed, 0 failed"


def test_scenarios_of_drafts_are_skipped_and_counted_unless_they_are_asked_for(call, tmp_path):
    new_ruleset(tmp_path / "own", repository=False)
    skipped = call("test", tmp_path / "own")
    assert skipped.status == WRONG_INPUT
    assert skipped.out == "0 passed, 0 failed, 2 skipped (of rules in draft; --drafts runs them)\n"
    assert skipped.err == "rxrules: every scenario is of rules in draft; --drafts runs them\n"
    assert call("test", tmp_path / "own", "--drafts").out == "2 passed, 0 failed\n"
    (first, _) = json.loads(call("test", tmp_path / "own", "--format", "json").out)["skipped"]
    assert first["reason"] == "own.example is in draft"


def test_beside_drafts_what_runs_is_run(call, tmp_path):
    new_ruleset(tmp_path / "own", repository=False)
    first, _ = new_rule("duplication", "my.rule", tmp_path / "own")
    first.write_text(first.read_text(encoding="utf-8").replace("status: draft", "status: review"), encoding="utf-8")
    done = call("test", tmp_path / "own")
    assert done.status == CLEAN
    assert done.out.splitlines()[-1].startswith("2 passed, 0 failed, 2 skipped")


def test_junit_is_written_to_a_file_as_well(call, folder, tmp_path):
    write(folder / "b.test.yaml", FAILS, {"name": "x"})
    done = call("test", DEMO, "--with", folder, "--junit", tmp_path / "out.xml")
    assert done.status == WRONG_INPUT
    assert "2 passed, 1 failed" in done.out
    root = ET.parse(tmp_path / "out.xml").getroot()  # noqa: S314  our own
    assert [root.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["4", "1", "1", "0"]
    unwritten = call("test", DEMO, "--with", folder, "--junit", tmp_path / "none" / "out.xml")
    assert unwritten.status == WRONG_INPUT
    assert unwritten.err.endswith("out.xml: can't be written: No such file or directory\n")


def test_the_share_of_what_is_shown_decides_the_status(call, folder):
    done = call("test", DEMO, "--with", folder, "--coverage")
    assert done.status == CLEAN
    assert re.search(r"^ +1 of +\d+  rules that fire$", done.out, re.MULTILINE)
    assert "% of all parts of the rules are shown" in done.out
    short = call("test", DEMO, "--with", folder, "--coverage-threshold", "100")
    assert short.status == ALERT
    assert "below the 100 % that are asked for" in short.out
    assert call("test", DEMO, "--with", folder, "--coverage-threshold", "0").status == CLEAN
    told = json.loads(call("test", DEMO, "--with", folder, "--format", "json").out)["coverage"]
    assert told["kinds"]["fires"]["shown"] == 1
    assert {"rule": "dose.warfarin.daily", "part": "fires", "words": "fires"} in told["not_shown"]


def test_a_page_is_written_also_where_a_scenario_fails(call, folder):
    write(folder / "b.test.yaml", FAILS)
    assert call("test", DEMO, "--with", folder, "--html", folder / "page.html").status == ALERT
    text = (folder / "page.html").read_text(encoding="utf-8")
    assert "dose.warfarin.daily must fire, got clear" in text


@pytest.mark.parametrize("option", [["--html", "x.html"], ["--coverage"], ["--coverage-threshold", "5"]])
def test_what_all_scenarios_show_is_not_asked_of_a_part_of_them(call, folder, option):
    done = call("test", DEMO, "--with", folder, "-k", "both", *option)
    assert done.status == WRONG_INPUT
    assert "-k leaves some out" in done.err


def test_a_threshold_that_is_no_percentage_and_a_page_that_cannot_be_written_are_refused(call, folder, capsys):
    with pytest.raises(SystemExit):
        call("test", DEMO, "--coverage-threshold", "101")
    assert "expected a number from 0 to 100" in capsys.readouterr().err
    assert call("test", DEMO, "--with", folder, "--html", folder).status == WRONG_INPUT
