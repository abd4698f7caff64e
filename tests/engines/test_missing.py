"""What a check that is not made waits for: all of it and nothing else, in the same words whichever engine says so."""

from __future__ import annotations

from typing import Any

import pytest

from demo import MANIFEST
from rxrules import Checker, read_case
from rxrules.compile import compile_rulesets
from rxrules.engines.durable import available
from rxrules.language.parse import parse_text
from rxrules.validate import validate

_SAYS = "kind: dose_limit, status: review, effect: An effect, action: An action, severity: {max: major}, measure: per_day"
_ALLERGY = "kind: allergy, status: review, effect: An effect, action: An action, severity: major"
_RULES = f"""
conditions: [{{id: gout, names: [gout]}}]
rules:
  - {{id: dose.adult, title: One, {_SAYS}, drug: {{ingredient: amlodipine}}, when: {{age: ">= 18 a"}},
      bands: {{over: {{age: "[18 a, 130 a)"}}, rows: [{{max: 10 mg}}]}}}}
  - {{id: dose.gout, title: Two, {_SAYS}, drug: {{ingredient: allopurinol}}, max: 900 mg,
      when: {{any: [{{age: ">= 18 a"}}, {{condition: gout}}]}}}}
  - {{id: all.same, title: Three, {_ALLERGY}, same: ingredient}}
  - {{id: mon.inr, title: Four, kind: monitoring, status: review, effect: An effect, action: An action,
      severity: {{overdue: major}}, drug: {{ingredient: warfarin}}, test: [inr], within: 90 d}}
  - {{id: ci.woman, title: Five, kind: contraindication, status: review, effect: An effect, action: An action, severity: major,
      drug: {{ingredient: finasteride}}, when: {{sex: female}}}}
"""


@pytest.fixture(scope="module", params=["native", "durable"])
def checker(request: pytest.FixtureRequest) -> Checker:
    if request.param == "durable" and (why := available()):
        pytest.skip(why)
    tree, found = parse_text({"ruleset.yaml": MANIFEST + _RULES})
    assert tree is not None, [str(one) for one in found]
    made, found = validate(tree)
    assert made is not None, [f"{one} {one.hint}" for one in found if one.is_error]
    return Checker.of_plan(compile_rulesets([made]), engines=(request.param,))


def waits_for(checker: Checker, drug: str, dose: str, **patient: Any) -> list[tuple[str, str]]:
    order = {"id": "m", "drug": drug, "dose": dose, "route": "oral", "timing": {"frequency": 1, "per": "1 d"}}
    report = checker.check(read_case({"as_of": "2026-11-21", "patient": patient, "medications": [order]}))
    return [(one.path, one.reason) for outcome in report.not_evaluated for one in outcome.evidence.missing]


def test_an_age_to_the_year_that_lies_in_the_band_is_not_missing(checker: Checker) -> None:
    (found,) = waits_for(checker, "amlodipine", "1 tablet", age="58 a", allergies=[])
    assert found[0] == "medications.m.strength"


def test_what_would_change_nothing_is_not_missing(checker: Checker) -> None:
    """That the patient may have gout is not asked for: the rule holds for her age already."""
    (found,) = waits_for(checker, "allopurinol", "1 tablet", age="58 a", allergies=[])
    assert found[0] == "medications.m.strength"


def test_a_year_of_birth_with_the_edge_in_it_is_missing(checker: Checker) -> None:
    found = waits_for(checker, "amlodipine", "10 mg", birth_date="2008", allergies=[])
    assert [path for path, _ in found] == ["patient.birth_date"]


def test_an_entry_that_nobody_knows_and_the_rest_of_the_list_are_both_named(checker: Checker) -> None:
    found = waits_for(checker, "omeprazole", "20 mg", allergies=["something red"], incomplete=["allergies"])
    assert found == [
        ("patient.allergies", "'something red' is not recognised: it may be omeprazole"),
        ("patient.allergies", "the list of allergies may be incomplete"),
    ]


def test_a_test_without_a_date_is_named_and_not_the_list_that_may_lack_one(checker: Checker) -> None:
    found = waits_for(checker, "warfarin", "3 mg", allergies=[], observations=[{"code": "inr"}], incomplete=["observations"])
    assert found == [("patient.observations.inr", "inr without a date: when it was done is not known")]


def test_another_sex_is_not_said_to_be_missing(checker: Checker) -> None:
    found = waits_for(checker, "finasteride", "5 mg", allergies=[], sex="other")
    assert found == [("patient.sex", "sex is other, the rule asks for female or male")]
