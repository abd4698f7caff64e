"""`rxrules check`: inputs of every kind, formats, and the exit status by the contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from commands import DEMO, KEPT, ROOT, case, order, process

from rxrules import Moment
from rxrules.cli import inputs, options
from rxrules.cli.check import _PRINTERS
from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE, WRONG_INPUT

FHIR = ROOT / "tests/adapters/data"
QUIET = (order("i", "ibuprofen", dose="200 mg"),)
UNKNOWN = (order("x", "turmeric"),)


@pytest.fixture(name="written")
def fixture_written(tmp_path):
    def written(name, *cases):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(json.dumps(one) for one in cases), encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("orders", "fail_on", "status"),
    [
        ((), "minor", ALERT),
        ((), "moderate", ALERT),
        ((), "major", ALERT),
        ((), "contraindicated", CLEAN),
        ((), "never", CLEAN),
        (QUIET, "minor", CLEAN),
        (UNKNOWN, "minor", INCOMPLETE),
        ((order(), *QUIET, *UNKNOWN), "major", ALERT),
        ((order(), *QUIET, *UNKNOWN), "contraindicated", INCOMPLETE),
        ((order(), *QUIET, order("x", "paracetamol", dose="NaN mg")), "minor", WRONG_INPUT),
    ],
)
def test_the_exit_status_of_one_case(call, written, orders, fail_on, status):
    path = written("x.json", case("x", *orders))
    assert call("check", path, "--fail-on", fail_on).status == status


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (("quiet", "quiet"), CLEAN),
        (("quiet", "unknown"), INCOMPLETE),
        (("unknown", "alert", "quiet"), ALERT),
        (("alert", "wrong", "unknown"), WRONG_INPUT),
    ],
)
def test_the_gravest_of_several_cases_gives_the_exit_status(call, written, kinds, status):
    of_kind = {"quiet": QUIET, "unknown": UNKNOWN, "alert": (), "wrong": (5,)}
    path = written("x.jsonl", *(case(f"c{n}", *of_kind[kind]) for n, kind in enumerate(kinds)))
    assert call("check", path, "--format", "jsonl").status == status


def test_inputs_of_every_kind_in_one_call_stand_in_their_order(call, written, tmp_path):
    one = written("one.json", case("one"))
    lines = written("lines.jsonl", case("l1"), case("l2", *QUIET))
    written("folder/b.json", case("f2"))
    written("folder/a.yaml", case("f1"))
    written("folder/notes.txt", case("no case"))
    bundle = FHIR / "own/order-select.json"
    done = call(
        "check", one, lines, tmp_path / "folder", "-", bundle, "--format", "json", "--as-of", "2026-11-21",
        stdin=json.dumps(case("stdin")),
    )  # fmt: skip
    found = json.loads(done.out)
    assert [report["case"] for report in found] == ["one", "l1", "l2", "f1", "f2", "stdin", "1288992"]
    assert {report["as_of"] for report in found} == {"2026-11-21"}
    assert not any("as_of_assumed" in report for report in found)


BUNDLES = [*sorted((FHIR / "fhir").glob("*.json")), FHIR / "own/order-select.json"]


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem[:40])
def test_every_bundle_has_a_report_or_an_error(call, path):
    text = call("check", path)
    found = call("check", path, "--format", "jsonl")
    reports = [json.loads(line) for line in found.out.splitlines()]
    assert text.status == found.status
    assert reports
    assert all(report["as_of_assumed"] is True for report in reports)
    assert text.out.count("(today: the case gives no as_of)") == len(reports)


def test_one_case_is_one_report_in_json_and_several_are_a_list(call, written):
    one = written("one.json", case("one"))
    assert json.loads(call("check", one, "--format", "json").out)["case"] == "one"
    assert [report["case"] for report in json.loads(call("check", one, one, "--format", "json").out)] == ["one", "one"]


@pytest.mark.parametrize("version", ["R4", "R5"])
def test_fhir_is_a_bundle_of_issues_and_outcomes(call, written, version):
    path = written("x.jsonl", case("a"), case("b"))
    broken = written("broken.json")
    done = call("check", path, broken, "--format", "fhir", "--fhir-version", version)
    bundle = json.loads(done.out)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert done.status == WRONG_INPUT
    assert kinds == ["DetectedIssue", "OperationOutcome"] * 2 + ["OperationOutcome"]
    assert bundle["entry"][0]["resource"]["identifiedDateTime"] == "2026-11-21"
    assert str(broken) in bundle["entry"][-1]["resource"]["issue"][0]["diagnostics"]


def test_the_day_of_the_caller_leads_and_today_is_said_where_it_is_assumed(call, written, monkeypatch):
    monkeypatch.setattr(options, "today", lambda: Moment.parse("2027-01-02"))
    path = written("x.json", case("x", as_of=None))
    assumed = json.loads(call("check", path, "--format", "json").out)
    assert (assumed["as_of"], assumed["as_of_assumed"]) == ("2027-01-02", True)
    assert "as of 2027-01-02 (today: the case gives no as_of)" in call("check", path).out
    given = json.loads(call("check", path, "--format", "json", "--as-of", "2027-01-02").out)
    assert given["as_of"] == "2027-01-02"
    assert "as_of_assumed" not in given
    own = json.loads(call("check", written("y.json", case("y")), "--format", "json").out)
    assert own["as_of"] == "2026-11-21"


def test_where_today_is_assumed_what_lies_ahead_is_questioned_all_the_same(call, written, monkeypatch):
    monkeypatch.setattr(options, "today", lambda: Moment.parse("2027-01-02"))
    patient = {"age": None, "birth_date": "1936-05-01", "weight": {"value": "2400 g", "on": "2026-12-01"}}
    path = written("x.json", case("x", as_of=None, patient=patient))
    done = call("check", path, "--format", "json")
    assert done.status == WRONG_INPUT
    (error,) = json.loads(done.out)["unread"]
    assert "2400 g" in error["reason"]


def test_proposed_orders_are_reported_on_unless_the_whole_list_is_asked_for(call, written):
    path = written("x.json", case("x", order(), order("n", "ibuprofen"), order("p", "paracetamol", status="proposed")))
    assert not json.loads(call("check", path, "--format", "json").out)["alerts"]
    assert json.loads(call("check", path, "--format", "json", "--whole-list").out)["alerts"]


def test_what_is_not_there_or_empty_is_an_error(call, tmp_path):
    (tmp_path / "empty").mkdir()
    for path, said in ((tmp_path / "nowhere.json", "no such file"), (tmp_path / "empty", "no case file in this folder")):
        done = call("check", path)
        assert done.status == WRONG_INPUT
        assert done.out == ""
        assert done.err.startswith(f"rxrules: {path}: {said}")


def test_a_folder_that_may_not_be_read_is_an_error_and_costs_no_other(call, written, monkeypatch):
    path = written("folder/x.json", case("x"))
    walked = os.walk

    def walk(folder, onerror):
        onerror(PermissionError(13, "Permission denied", str(Path(folder) / "secret")))
        return walked(folder)

    monkeypatch.setattr(inputs.os, "walk", walk)
    done = call("check", path.parent, "--format", "jsonl")
    refused, read = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == WRONG_INPUT
    assert refused["error"] == f"{path.parent / 'secret'}: the folder can't be read: Permission denied"
    assert read["case"] == "x"


def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(call, tmp_path):
    os.mkfifo(tmp_path / "x.json")
    done = call("check", tmp_path / "x.json")
    assert done.status == WRONG_INPUT
    assert "not a regular file" in done.err


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xff\xfe{\x00"])
def test_standard_input_without_a_case_is_an_error(call, data):
    done = call("check", "-", stdin=data)
    assert done.status == WRONG_INPUT
    assert done.err.startswith("rxrules: -")


def test_standard_input_takes_json_lines_and_is_read_once(call):
    text = "\n".join(json.dumps(case(name)) for name in "ab")
    done = call("check", "-", "-", "--format", "jsonl", stdin=text)
    twice, *read = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == WRONG_INPUT
    assert "once" in twice["error"]
    assert [report["case"] for report in read] == ["a", "b"]


def test_standard_input_that_is_closed_or_has_no_end_is_an_error(call, monkeypatch):
    monkeypatch.setattr(inputs, "_MAX_INPUT", 10)
    assert "more than 10 bytes" in call("check", "-", stdin=json.dumps(case())).err
    monkeypatch.setattr("sys.stdin", None)
    done = call("check", "-")
    assert done.status == WRONG_INPUT
    assert "there is no standard input" in done.err


def test_a_fault_of_ours_in_one_case_is_an_error_and_costs_no_other(call, written, monkeypatch):
    class Faulty:
        def __init__(self, checker):
            self.checker = checker

        def check(self, case, **known):
            if case.id == "b":
                raise KeyError("nowhere")
            return self.checker.check(case, **known)

    made = options.make_checker
    monkeypatch.setattr(options, "make_checker", lambda arguments: Faulty(made(arguments)))
    path = written("x.jsonl", case("a"), case("b"), case("c"))
    done = call("check", path, "--format", "jsonl")
    first, second, third = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == WRONG_INPUT
    assert (first["status"], third["status"]) == ("alerts", "alerts")
    assert second["error"] == f"{path}: the case b could not be checked, by a fault of rxrules: KeyError: 'nowhere'"


def test_text_of_several_cases_ends_with_their_count_and_errors_go_to_standard_error(call, written):
    path = written("x.jsonl", case("a"), case("b", *QUIET), case("c", *UNKNOWN), {})
    broken = written("broken.json")
    done = call("check", path, broken)
    assert done.out.splitlines()[-1] == "5 cases: 1 with alerts, 2 incomplete, 1 clear, 1 not readable"
    assert done.err.startswith(f"rxrules: {broken}:1:1: ")


def test_a_ruleset_with_errors_is_exit_2(call, written, tmp_path):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/ruleset.yaml").write_text("rules: 5\n", encoding="utf-8")
    done = call("check", written("x.json", case("x")), "--ruleset", tmp_path / "bad")
    assert done.status == WRONG_INPUT
    assert "ruleset.yaml:1:" in done.err


@pytest.mark.parametrize("day", ["2026-13-45", "2026", "tomorrow", ""])
def test_a_day_that_is_none_is_exit_2_and_names_the_argument(call, written, day):
    done = call("check", written("x.json", case("x")), "--as-of", day)
    assert done.status == WRONG_INPUT
    assert done.err.startswith("rxrules: --as-of: ")


def test_every_format_has_a_printer_and_gives_the_same_status(call, written):
    path = written("x.json", case("x"))
    assert {call("check", path, "--format", form).status for form in _PRINTERS} == {ALERT}


def test_a_bar_is_drawn_on_a_terminal_only_and_only_where_nothing_else_is(call, written, monkeypatch, capsys):
    path = written("x.jsonl", *(case(f"c{n}", *QUIET) for n in range(30)))
    silent = call("check", path, "--format", "json")
    assert silent.err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    drawn = call("check", path, path, "--format", "json", "--color", "always")
    assert "cases" in drawn.err
    assert len(json.loads(drawn.out)) == 60
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert call("check", path, "--format", "jsonl").err == ""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals of this kind")
@pytest.mark.parametrize("form", ["jsonl", "json", "fhir", "text"])
def test_reports_go_where_standard_output_goes_while_the_bar_is_on_the_terminal(written, tmp_path, form):
    path = written("x.jsonl", *(case(f"c{n}", *QUIET) for n in range(30)))
    asked = ("check", path, "-r", DEMO, "--engine", "native", "--format", form)
    quiet = process(*asked)
    ours, theirs = os.openpty()
    seen: list[bytes] = []
    reader = threading.Thread(target=_drain, args=(ours, seen))
    reader.start()
    out = tmp_path / "reports"
    with out.open("wb") as stream:
        command = [sys.executable, "-c", "import sys; from rxrules.cli.main import run; sys.exit(run())", *map(str, asked)]
        known = {**os.environ, "TERM": "xterm", "RXRULES_CACHE": KEPT.name}
        done = subprocess.run(command, stdout=stream, stderr=theirs, env=known, timeout=120, check=False)
    os.close(theirs)
    reader.join(60)
    os.close(ours)
    assert done.returncode == quiet.status
    assert out.read_text(encoding="utf-8") == quiet.out
    drawn = b"".join(seen).decode("utf-8", "replace")
    assert "checking" in drawn
    assert "not_evaluated" not in drawn, "a report went to the terminal"


def _drain(terminal: int, seen: list[bytes]) -> None:
    while True:
        try:
            found = os.read(terminal, 4096)
        except OSError:  # Linux says that the other end is closed by an error
            return
        if not found:
            return
        seen.append(found)


def test_in_a_process_of_its_own(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(case("x")), encoding="utf-8")
    done = process("check", path, "-r", DEMO, "--format", "json", "--engine", "native", "--engine", "native")
    assert done.status == ALERT
    assert done.err == ""
    assert json.loads(done.out)["engines"] == ["native"]
    both = process("check", path, "-r", DEMO, "--format", "json")
    assert json.loads(both.out)["engines"] == ["native", "durable"]
    assert process("check", path, "-r", DEMO).out == process("check", path, "-r", DEMO).out
