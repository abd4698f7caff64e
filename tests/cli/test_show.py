"""`rxrules show`: names of every kind, combinations, and what is not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rxrules.cli.main import CLEAN, INCOMPLETE


@pytest.mark.parametrize(
    ("words", "ingredient"),
    [
        (("warfarin",), "warfarin"),
        (("Coumadin",), "warfarin"),
        (("valproic", "acid"), "valproic acid"),
        (("ibuprofen  400 mg", "tablets"), "ibuprofen"),
        (("acetaminophen",), "paracetamol"),
    ],
)
def test_a_drug_is_known_by_all_its_names(call, words, ingredient):
    done = call("show", *words, "--format", "json")
    found = json.loads(done.out)
    assert done.status == CLEAN
    assert done.err == ""
    assert found["drug"] == " ".join(" ".join(words).split())
    assert [one["ingredient"] for one in found["ingredients"]] == [ingredient]
    assert found["not_known"] == []


def test_a_combination_shows_each_of_its_ingredients(call):
    done = call("show", "co-codamol", "30/500")
    assert done.status == CLEAN
    assert done.out.startswith("co-codamol 30/500  holds codeine, paracetamol\ncodeine\n")
    assert "\nparacetamol\n" in done.out
    assert "dose.codeine.daily" in done.out
    assert "dose.paracetamol.daily" in done.out


def test_rules_partners_limits_and_what_is_not_covered_are_shown(call):
    done = call("show", "warfarin")
    assert "ddi.anticoagulant-nsaid" in done.out
    assert "(rule under review)" in done.out
    assert "per day: " in done.out
    assert "covered by a rule for every drug" in done.out
    assert "NOT COVERED" in call("show", "gliclazide").out


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_drug_that_is_not_known_is_exit_3_with_near_names(call, form):
    done = call("show", "warfarn", "--format", form)
    assert done.status == INCOMPLETE
    assert done.err.startswith("rxrules: 'warfarn': ")
    assert "near names: " in done.err
    assert "warfarin" in done.err
    if form == "text":
        assert done.out == ""
    else:
        found = json.loads(done.out)
        assert found["ingredients"] == []
        assert "warfarin" in found["not_known"][0]["near"]


def test_nonsense_has_no_near_names(call):
    done = call("show", "qqqqqqq")
    assert done.status == INCOMPLETE
    assert "near" not in done.err


def test_the_id_of_a_rule_is_told_to_be_one_with_its_file(call):
    done = call("show", "ddi.anticoagulant-nsaid")
    assert done.status == INCOMPLETE
    place = done.err.partition("it is the id of a rule, written at ")[2].strip()
    file, line, _ = place.rsplit(":", 2)
    assert "ddi.anticoagulant-nsaid" in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
