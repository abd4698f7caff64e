"""The schema and the reader agree: both refuse the same mistakes of form, and what loads is never refused."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import jsonschema
import pytest

from rxrules.diagnostics import Diagnostics
from rxrules.documents import Mapping, Scalar, Sequence
from rxrules.documents.yaml import read
from rxrules.language import parse_text
from rxrules.language.schema import json_schema
from rxrules.testing.scenarios import Scenario

SOUND = """ruleset: {id: x, version: 1.0, title: true, language: 1, owner: me, licence: CC0-1.0}
rules:
  - id: ddi.a
    kind: interaction
    severity: major
    between: [{ingredient: a, route: oral}, {group: b, within: 14 d}]
    when: {age: ">= 65 a", not: {any: [{pregnant: true}]}}
    evidence: {level: probable, sources: [{source: s, section: 7.1}]}
    reviewed: 2026-11-01
    tags: one
  - id: dose.b
    kind: dose_limit
    drug: {ingredient: b}
    measure: per_day
    severity: {max: major}
    bands:
      over: {egfr: "[0 mL/min, 300 mL/min)"}
      rows: [{egfr: "< 30 mL/min", max: 4 g, note: n}]
  - id: dup.c
    kind: duplication
    severity: minor
    same: ingredient
    allow: 2
  - id: ci.d
    kind: contraindication
    severity: major
    drug: {ingredient: d, taken: "> 7 d"}
    when: {estimate: {code: crcl_actual, is: "< 30 mL/min", within: 90 d}, preference: p, goal: g}
  - id: allergy.e
    kind: allergy
    severity: major
    drug: {group: e}
    allergen: f
    cross_reactivity: 2 in 100
  - id: monitoring.g
    kind: monitoring
    severity: {missing: minor, out_of_range: major}
    drug: {ingredient: g}
    test: potassium
    within: 30 d
    range: "[3.5 mmol/L, 5 mmol/L]"
  - id: omission.h
    kind: omission
    severity: minor
    drug: {ingredient: h}
    missing: [{ingredient: i}]
  - id: burden.j
    kind: burden
    items: [{drug: {ingredient: j}, points: 0.5}, {when: {sex: male}, points: 1}]
    levels: [{total: ">= 3", severity: minor}, {total: "[1, 3)", severity: minor, label: low}]
  - id: burden.k
    kind: burden
    measure: per_day
    count: orders
    items: [{drug: {ingredient: k}, factor: 1.5, per: 1 mg}]
    levels: [{total: ">= 50 {MME}/d", severity: minor}]
  - id: dose.l
    kind: dose_limit
    drug: {ingredient: l}
    measure: interval
    severity: {min: minor}
    min: 4 h
    rounding: 10 %
allergens:
  - {id: f, names: [f], snomed: ["91936005"], drug: {group: f}}
"""


def typed(node: object) -> object:
    if isinstance(node, Mapping):
        return {str(key): typed(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [typed(value) for value in node]
    assert isinstance(node, Scalar)
    if not node.quoted:
        if node in ("true", "false"):
            return node == "true"
        if re.fullmatch(r"[-+]?[0-9]+", node):
            return int(node)
        if re.fullmatch(r"[-+]?[0-9]+\.[0-9]*", node):
            return float(node)
    return str(node)


def refused_by_schema(text: str) -> bool:
    node = read(text, "f", Diagnostics())
    return bool(list(jsonschema.Draft202012Validator(json_schema()).iter_errors(typed(node))))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_what_loads_satisfies_the_schema() -> None:
    tree, found = parse_text({"ruleset.yaml": SOUND})
    assert not len(found), list(found)
    assert tree is not None
    assert not refused_by_schema(SOUND)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("severity: major", "severity: Major"),
        ("severity: major\n", "severty: major\n"),
        ("kind: interaction", "kind: interaktion"),
        ("    kind: interaction\n", ""),
        ("{ingredient: a, route: oral}, ", ""),
        ("{ingredient: a, route: oral}", "a"),
        ('age: ">= 65 a"', "age: 65 a"),
        ('age: ">= 65 a"', 'age: "[16, 65) a"'),
        ("pregnant: true", "pregnant: yes"),
        ("pregnant: true", 'pregnant: "true"'),
        ("reviewed: 2026-11-01", "reviewed: 1.11.2026"),
        ("within: 14 d", "within: fortnight"),
        ("allow: 2", "allow: two"),
        ("max: 4 g", "max: [4 g]"),
        ('egfr: "< 30 mL/min"', "egfr: 30 mL/min"),
        ("note: n", "note: [n]"),
        ("measure: per_day", "measure: daily"),
        ("language: 1", "language: one"),
        ("owner: me", "owned: me"),
        ("tags: one", "tags: {a: b}"),
        ("rules:", "ruls:"),
        ("sources: [{source: s", "sources: [{sauce: s"),
        ("points: 0.5", "points: half"),
        ("points: 0.5", 'points: "0.5"'),
        ('total: ">= 3"', 'total: "3"'),
        ('total: ">= 3"', "total: 3"),
        ("factor: 1.5", "factor: [1.5]"),
        ("measure: interval", "measure: spacing"),
        ("{missing: minor, out_of_range: major}", "{missing: minor, late: major}"),
        ("{missing: minor, out_of_range: major}", "major"),
        ("cross_reactivity: 2 in 100", "crossreactivity: 2 in 100"),
        ("missing: [{ingredient: i}]", "missing: {ingredient: i}"),
        ("    missing: [{ingredient: i}]\n", ""),
        ("    test: potassium\n", ""),
        ('    levels: [{total: ">= 50 {MME}/d", severity: minor}]\n', ""),
        ("rounding: 10 %", "rounding: ten"),
        ("estimate: {code: crcl_actual, is", "estimate: {name: crcl_actual, is"),
        ("allergens:\n", "allergies:\n"),
    ],
)
def test_a_mistake_of_form_is_refused_by_both(right: str, wrong: str) -> None:
    assert right in SOUND
    text = SOUND.replace(right, wrong, 1)
    assert parse_text({"ruleset.yaml": text})[1].has_errors
    assert refused_by_schema(text)


def test_keys_have_descriptions_from_the_classes() -> None:
    definitions = json_schema()["$defs"]
    assert definitions["Row"]["properties"]["cap"]["description"].startswith("the absolute ceiling of a max per kg")
    assert definitions["When"]["properties"]["with"]["description"].startswith("another concurrent order")
    assert definitions["InteractionRule"]["description"].startswith("Two drugs that should not meet.")
    assert "span" not in str(definitions)


# Scenario files

SCENARIOS = sorted((Path(__file__).parents[2] / "rulesets").rglob("*.test.yaml"))


def refused_scenarios(text: str) -> list[str]:
    node = read(text, "f", Diagnostics())
    validator = jsonschema.Draft202012Validator(json_schema(document="tests"))
    return [error.message for error in validator.iter_errors(typed(node))]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_the_shipped_scenarios_satisfy_the_schema_of_scenarios(path: Path) -> None:
    assert refused_scenarios(path.read_text(encoding="utf-8")) == []


def test_the_schema_of_scenarios_knows_the_keys_that_the_reader_knows() -> None:
    schema = json_schema(document="tests")
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]["Scenario"]["properties"]) == {a.name for a in attrs.fields(Scenario)} - {"span"} | {"as_of"}
    assert SCENARIOS


@pytest.mark.parametrize(
    "wrong",
    [
        "name: a",
        "[{name: a}]",
        "[{name: a, case: {}, clears: [x]}]",
        "[{name: a, case: {}, fires: [{rule: x, severity: grave}]}]",
        "[{name: a, case: {}, fires: [{severity: major}]}]",
        "[{name: a, case: {}, fires: [{rule: x, certain: true}]}]",
        "[{name: a, case: {medications: {drug: x}}}]",
        "[{name: a, case: {}, unread: sometimes}]",
    ],
)
def test_what_is_no_scenario_is_refused(wrong: str) -> None:
    assert refused_scenarios(wrong)


def test_a_schema_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="'case'"):
        json_schema(document="case")  # type: ignore[arg-type]
