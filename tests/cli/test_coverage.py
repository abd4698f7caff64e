"""`rxrules coverage`: kinds by ingredient, shares of a formulary, and names that are not known."""

from __future__ import annotations

import json

import pytest
from commands import DEMO

from rxrules.cli.main import CLEAN, INCOMPLETE, WRONG_INPUT
from rxrules.plan import KINDS


@pytest.fixture(name="formulary")
def fixture_formulary(tmp_path):
    def write(text: str, name: str = "formulary.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def described(done):
    return json.loads(done.out)


def test_the_rules_of_a_ruleset_are_counted_by_kind_and_status(call):
    done = call("coverage", DEMO, "--format", "json")
    found = described(done)
    assert done.status == CLEAN
    assert set(found["rules"]) == set(KINDS)
    assert found["rules"]["dose_limit"]["active"] + found["rules"]["dose_limit"]["review"] > 0
    assert found["ingredients"]["dose_limit"] == sum("dose_limit" in one["rules"] for one in found["table"])
    assert "formulary" not in found
    assert [one["ingredient"] for one in found["table"]] == sorted(one["ingredient"] for one in found["table"])


def test_a_formulary_is_measured_by_name_and_unknown_names_are_told_with_near_ones(call, formulary):
    path = formulary("Coumadin\n# a comment\n\nwarfarrin\ninsulin  # which?\n")
    done = call("coverage", DEMO, "--formulary", path, "--format", "json")
    found = described(done)["formulary"]
    assert done.status == INCOMPLETE
    assert (found["entries"], found["resolved"]) == (3, 1)
    assert found["share"]["interaction"] == pytest.approx(1 / 3, abs=1e-4)
    assert [(one["line"], one["text"]) for one in found["unresolved"]] == [(4, "warfarrin"), (5, "insulin")]
    assert "warfarin" in found["unresolved"][0]["near"]
    assert found["unresolved"][1]["reason"].startswith("ambiguous")


def test_a_combination_is_covered_only_if_every_ingredient_is(call, formulary):
    path = formulary("paracetamol\nco-codamol 30/500\nExforge\n")
    found = described(call("coverage", DEMO, "--formulary", path, "--format", "json"))
    table = {one["ingredient"]: set(one["rules"]) for one in found["table"]}
    assert "dose_limit" in table["paracetamol"]
    expected = 1 + ("dose_limit" in table["codeine"]) + ({"dose_limit"} <= table["amlodipine"] & table["valsartan"])
    assert found["formulary"]["covered"]["dose_limit"] == expected


def test_a_rule_of_every_drug_makes_no_drug_covered(call, formulary):
    found = described(call("coverage", "core", "--formulary", formulary("eltrombopag\n"), "--format", "json"))
    assert "duplication" in found["of_every_drug"]
    assert found["formulary"]["covered"]["duplication"] == sum("duplication" in one["rules"] for one in found["table"])


def test_a_table_may_have_columns_of_its_own_and_products_that_only_the_site_knows(call, formulary):
    path = formulary(
        "code,name,ingredients\n1,warfarin,\n2,Ward stock 12,morphine\n3,Ward stock 13,morphine|unobtainium\n", "ours.csv"
    )
    done = call("coverage", DEMO, "--formulary", path, "--format", "json")
    found = described(done)
    assert done.status == INCOMPLETE
    assert [one["ingredient"] for one in found["table"]] == ["morphine", "warfarin"]
    assert [one["text"] for one in found["formulary"]["unresolved"]] == ["Ward stock 13"]


def test_the_text_has_the_summary_first_and_the_table_below(call, formulary):
    done = call("coverage", DEMO, "--formulary", formulary("warfarin\nunobtainium\n"))
    assert done.status == INCOMPLETE
    heads = [done.out.index(words) for words in ("active", "formulary: 2 names, 1 resolved, 1 not", "'unobtainium'", "\nwarfarin ")]
    assert heads == sorted(heads)
    assert "no clinician has reviewed it yet" in done.out
    assert "no proof of safety" in done.out
    assert "\nwarfarin " not in call("coverage", DEMO, "--formulary", formulary("warfarin\n"), "--summary").out


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("", "empty.txt", "holds no names"),
        ("# nothing\n", "empty.txt", "holds no names"),
        ("code,strength\n1,5 mg\n", "table.csv", "no column of names"),
        ("name,form\nwarfarin\n", "table.csv", "the row has 1 fields"),
    ],
)
def test_what_is_no_formulary_is_refused_with_its_place(call, formulary, text, name, says):
    done = call("coverage", DEMO, "--formulary", formulary(text, name))
    assert done.status == WRONG_INPUT
    assert done.out == ""
    assert says in done.err
    assert name in done.err


def test_a_file_that_is_not_there_and_a_ruleset_that_is_not_there_are_wrong_input(call, tmp_path):
    assert call("coverage", DEMO, "--formulary", tmp_path / "none.txt").status == WRONG_INPUT
    assert call("coverage", "no-such-ruleset").status == WRONG_INPUT
    assert call("coverage", DEMO, "--formulary", tmp_path).status == WRONG_INPUT


def test_bytes_that_are_no_text_are_refused(call, tmp_path):
    path = tmp_path / "formulary.txt"
    path.write_bytes(b"warf\xff\xfearin\n")
    done = call("coverage", DEMO, "--formulary", path)
    assert done.status == WRONG_INPUT
    assert "Traceback" not in done.err
