"""`rxrules import`: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import json

import pytest

from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT

_SHEET = "Drug 1;Drug 2;Severity\nwarfarin;omeprazole;major\n"


@pytest.fixture(name="own")
def fixture_own(call, tmp_path):
    assert call("new", "ruleset", tmp_path / "own", "--bare").status == CLEAN
    (tmp_path / "pairs.csv").write_text(_SHEET, encoding="utf-8")
    return tmp_path / "own"


def test_without_a_file_to_write_nothing_is_written(call, own):
    before = sorted(own.rglob("*"))
    done = call("import", own.parent / "pairs.csv", "--in", own)
    assert done.status == CLEAN
    assert "1 rule from 1 of 1 row; nothing is written without --out" in done.out
    assert sorted(own.rglob("*")) == before


def test_what_is_written_is_in_form_passes_lint_and_is_never_overwritten(call, own):
    out = own / "rules/pairs.yaml"
    assert call("import", own.parent / "pairs.csv", "--in", own, "--out", out).status == CLEAN
    assert call("fmt", own, "--check").status == CLEAN
    assert call("lint", own).status == CLEAN
    again = call("import", own.parent / "pairs.csv", "--in", own, "--out", out)
    assert again.status == WRONG_INPUT
    assert "is there already, and is not overwritten" in again.err


def test_a_rule_in_review_says_what_is_left_to_fill_in(call, own):
    out = own / "rules/pairs.yaml"
    done = call("import", own.parent / "pairs.csv", "--in", own, "--out", out, "--status", "review")
    assert "left to say: the source of 1 rule" in done.out
    said = call("lint", own, "--format", "json").out
    assert {one["code"] for one in json.loads(said)} >= {"RX501", "RX503"}


def test_a_table_says_what_the_manifest_has_to_name(call, own):
    done = call("import", own.parent / "pairs.csv", "--in", own, "--out", own / "pairs.csv")
    assert "    - file: pairs.csv\n      kind: interaction" in done.out
    manifest = own / "ruleset.yaml"
    entry = done.out[done.out.index("  tables:") :]
    manifest.write_text(manifest.read_text(encoding="utf-8").rstrip() + "\n" + entry, encoding="utf-8")
    assert call("lint", own).status == CLEAN


def test_a_row_that_is_not_taken_is_the_status_and_stands_in_the_json(call, own):
    (own.parent / "pairs.csv").write_text(_SHEET + "warfarrin;omeprazole;major\n", encoding="utf-8")
    done = call("import", own.parent / "pairs.csv", "--in", own, "--format", "json")
    assert done.status == ALERT
    told = json.loads(done.out)
    assert told["rows_not_taken"] == 1
    assert told["not_taken"][0] == {
        "line": 3,
        "col": 1,
        "column": "Drug 1",
        "written": "warfarrin",
        "reason": "no drug is known by that name",
        "near": ["warfarin", "warfarina"],
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.csv"], "no such file"),
        (["."], "a folder, expected a table"),
        (["pairs.csv", "--in", "."], "the folder has no ruleset.yaml; `rxrules new ruleset` makes one"),
        (["pairs.csv", "--in", "own", "--out", "pairs.yaml"], "lies outside the ruleset's folder"),
        (["pairs.csv", "--in", "own", "--out", "own/pairs.txt"], "ends with .yaml (rules) or .csv (a table)"),
        (["pairs.csv", "--in", "own", "--map", "Drug 1"], "expected COLUMN=TARGET"),
        (["pairs.csv", "--in", "own", "--map", "Drug 3=a"], "there is no column 'Drug 3'; did you mean"),
        (["pairs.csv", "--in", "own", "--delimiter", "comma"], "can't tell whether these are interactions or dose limits"),
        (["pairs.csv", "--in", "own", "--kind", "dose_limit"], "no column is ingredient"),
        (["pairs.csv", "--in", "own", "--mapping", "nowhere.yaml"], "can't be read"),
    ],
)
def test_what_it_can_not_do_is_said_in_a_line(call, own, monkeypatch, arguments, told):
    monkeypatch.chdir(own.parent)
    done = call("import", *arguments)
    assert done.status == WRONG_INPUT
    assert told in done.err
    assert len(done.err.splitlines()) == 1
