"""`rxrules explain`: why, why not, and ids that no running rule has."""

from __future__ import annotations

import json

import pytest
from commands import DEMO, ROOT, case, order

from rxrules.cli.main import CLEAN, WRONG_INPUT


@pytest.fixture(name="path")
def fixture_path(tmp_path):
    path = tmp_path / "x.jsonl"
    cases = case("both"), case("one", order())
    path.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return path


def test_why_and_why_not_of_one_rule_on_every_case(call, path):
    done = call("explain", path, "ddi.anticoagulant-nsaid")
    assert done.status == CLEAN
    both, one = done.out.split("ddi.anticoagulant-nsaid  on ")[1:]
    assert both.startswith("both\n")
    assert "FIRED  w, n" in both
    assert "result: fires, major, certain" in both
    assert "in no current order" in one
    assert "FIRED" not in one


def test_in_json(call, path):
    both, one = json.loads(call("explain", path, "ddi.anticoagulant-nsaid", "--format", "json").out)
    assert [outcome["status"] for outcome in both["outcomes"]] == ["fired"]
    assert both["why_not"] == []
    assert one["outcomes"] == []
    assert any("warfarin" in line and "in w" in line for line in one["why_not"])


def test_a_rule_without_a_title_is_explained_too(call, path, monkeypatch):
    from rxrules.cli import explain  # noqa: PLC0415

    made = explain.explain
    monkeypatch.setattr(explain, "explain", lambda *given: made(*given)._replace(title=""))
    assert "\n  Oral anticoagulant" not in call("explain", path, "ddi.anticoagulant-nsaid").out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ddi.anticoagulant-nsaids", "near: ddi.anticoagulant-nsaid"),
        ("nsaid", "ddi.lithium-nsaid"),
        ("DDI.Lithium-NSAID", "near: ddi.lithium-nsaid"),
        ("x", "`rxrules show DRUG` lists the rules that know a drug"),
    ],
)
def test_an_id_that_no_rule_has_names_near_ones(call, path, written, said):
    done = call("explain", path, written, "-r", DEMO)
    assert done.status == WRONG_INPUT
    assert f"no rule has the id {written!r}" in done.err
    assert said in done.err


def test_a_rule_that_does_not_run_says_so(call, path):
    done = call("explain", path, "dose.retired", "-r", DEMO)
    assert done.status == WRONG_INPUT
    assert done.err == "rxrules: the rule 'dose.retired' does not run: it is retired (active and review rules run)\n"


def test_what_cannot_be_read_is_told_and_the_rest_explained(call, tmp_path):
    path = tmp_path / "x.jsonl"
    bad = case("bad", order(), order("n", "ibuprofen", dose="x mg"))
    path.write_text(json.dumps(case("good")) + "\n{\n" + json.dumps(bad), encoding="utf-8")
    done = call("explain", path, "ddi.anticoagulant-nsaid")
    assert done.status == WRONG_INPUT
    assert done.out.count("FIRED  w, n") == 2
    assert f"{path}:2:" in done.err
    assert "not read: medications[1].dose" in done.err


def test_remarks_that_cost_no_check_are_no_errors(call):
    path = ROOT / "tests/adapters/data/own/order-select.json"
    bundle = ROOT / "tests/adapters/data/fhir/gematik_epa_medicationPzn_Beispiel_4_5f66314e_5f66314e.json"
    for one in (path, bundle):
        done = call("explain", one, "ddi.anticoagulant-nsaid", "--as-of", "2026-11-21")
        assert (done.status, done.err) == (CLEAN, "")


def test_shipped_rulesets_are_searched_where_none_is_named(call, path):
    done = call("explain", path, "ddi.no-such-rule-at-all")
    assert done.status == WRONG_INPUT
    assert "no rule has the id" in done.err
