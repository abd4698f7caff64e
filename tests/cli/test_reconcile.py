"""`rxrules reconcile`: two lists, text and JSON, the exit status by the contract, and inputs that are wrong."""

from __future__ import annotations

import json

import pytest
from commands import ROOT, case, order, process

import rxrules.reconcile
from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE, WRONG_INPUT

IBUPROFEN = order("n", "ibuprofen", dose="200 mg")


@pytest.fixture(name="written")
def fixture_written(tmp_path):
    def written(name, *orders, **known):
        path = tmp_path / name
        path.write_text(json.dumps({**case(name.partition(".")[0], **known), "medications": list(orders)}), encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("before", "after", "options", "status"),
    [
        ([order()], [order()], (), CLEAN),
        ([order(), IBUPROFEN], [order(), IBUPROFEN], (), CLEAN),  # the alert was there before
        ([order()], [order(), IBUPROFEN], (), ALERT),
        ([order()], [order(), IBUPROFEN], ("--fail-on", "contraindicated"), CLEAN),
        ([order()], [order(), IBUPROFEN], ("--fail-on", "never"), CLEAN),
        ([order(), IBUPROFEN], [order()], (), CLEAN),
        ([order()], [order(), order("x", "turmeric")], (), INCOMPLETE),
        ([order(dose=None)], [order()], (), INCOMPLETE),
        ([order(dose="5 mgg")], [order()], (), WRONG_INPUT),
        ([order()], [order(), IBUPROFEN, order("x", "turmeric")], (), ALERT),
        ([], [], (), INCOMPLETE),  # no drug was checked
    ],
)
def test_the_exit_status(call, written, before, after, options, status):
    assert call("reconcile", written("home.json", *before), written("ward.json", *after), *options).status == status


def test_json_holds_the_keys_that_the_page_names(call, written):
    done = call(
        "reconcile",
        written("home.json", order(), order("r", "ramipril")),
        written("ward.json", order(dose="3 mg"), IBUPROFEN),
        "--format",
        "json",
    )
    found = json.loads(done.out)
    page = (ROOT / "docs/howto/reconcile.md").read_text(encoding="utf-8")
    for part in (found, found["entries"][0], found["entries"][-1]["differences"][0] if found["entries"][-1]["differences"] else {}):
        assert [key for key in part if f"`{key}`" not in page] == []
    assert {entry["kind"] for entry in found["entries"]} == {"changed", "stopped", "started"}
    assert found["counts"]["omitted"] == 1
    assert [alert["rule"] for alert in found["alerts"]["new"]] == [alert["rule"] for alert in found["alerts"]["new"]] != []


def test_text_puts_the_omission_and_both_values_before_a_reader(call, written):
    done = call(
        "reconcile", written("home.json", order(), order("r", "ramipril")), written("ward.json", order(dose="3 mg"), IBUPROFEN)
    )
    for words in ("ramipril (r)", "OMITTED WITHOUT A REASON", "5 mg → 3 mg", "NEW ALERTS", "before w: 5 mg", "as of 2026-11-21"):
        assert words in done.out


def test_an_empty_list_is_named(call, written):
    done = call("reconcile", written("home.json", order()), written("ward.json"))
    assert "there is no order on AFTER" in done.out


def test_other_birth_dates_are_refused_with_the_way_out(call, written):
    home = written("home.json", order(), patient={"age": None, "birth_date": "1948-03-02"})
    ward = written("ward.json", order(), patient={"age": None, "birth_date": "1984-03-02"})
    done = call("reconcile", home, ward)
    assert done.status == WRONG_INPUT
    assert "two persons" in done.err
    assert "--same-patient" in done.err
    done = call("reconcile", home, ward, "--same-patient")
    assert done.status == INCOMPLETE
    assert "birth_date differs" in done.out


def test_wrong_inputs_are_told_in_a_line(call, written, tmp_path):
    good = written("good.json", order())
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "two.jsonl").write_text(2 * (json.dumps(case()) + "\n"), encoding="utf-8")
    for bad, words in (("absent.json", "no such file"), ("broken.json", "broken.json"), ("two.jsonl", "2 cases")):
        for arguments in ((good, tmp_path / bad), (tmp_path / bad, good)):
            done = call("reconcile", *arguments)
            assert done.status == WRONG_INPUT
            assert words in done.err
            assert "Traceback" not in done.err
    assert "once only" in call("reconcile", "-", "-", stdin="{}").err
    assert call("reconcile", good, good, "--as-of", "yesterday").status == WRONG_INPUT


def test_standard_input_may_be_one_of_the_lists(call, written):
    done = call("reconcile", "-", written("ward.json", order()), stdin=json.dumps(case("home", order())))
    assert done.status == CLEAN


def test_fhir_bundles_are_lists_too(call):
    bundle = ROOT / "docs/examples/bundle.json"
    done = call("reconcile", bundle, bundle, "--format", "json", "--as-of", "2026-11-21")
    found = json.loads(done.out)
    assert found["entries"]
    assert {entry["kind"] for entry in found["entries"]} <= {"continued", "not_comparable", "not_matched", "not_current"}


def test_a_day_from_the_clock_is_said(call, written):
    home, ward = (written(name, order(), as_of=None) for name in ("home.json", "ward.json"))
    done = call("reconcile", home, ward, "--format", "json")
    assert json.loads(done.out)["as_of_assumed"] is True
    assert json.loads(done.out)["before"]["as_of"] is None


def test_a_fault_of_ours_is_no_comparison_without_findings(call, written, monkeypatch):
    def broken(*_arguments, **_options):
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(rxrules.reconcile, "reconcile", broken)
    good = written("good.json", order())
    done = call("reconcile", good, good)
    assert done.status == WRONG_INPUT
    assert "by a fault of rxrules" in done.err


def test_the_command_runs_on_its_own(written):
    good = written("good.json", order())
    done = process("reconcile", good, good, "--ruleset", "core")
    assert "CONTINUED" in done.out
    assert not done.err
