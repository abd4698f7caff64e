"""The conformance suite: both engines pass it, it covers what it promises, and the runner finds what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from rxrules.errors import InputError
from rxrules.language.forms import KINDS
from rxrules.testing.conformance import conformance_files, disagreements, failures, read_conformance

SUITE = Path(__file__).parents[1] / "conformance"
FILES = conformance_files(SUITE)
#: What the semantics pin.
FEATURES = {
    *("comparison", "bands", "ages", "ranges", "daily dose", "sequence", "per-kg caps", "status", "rule status", "route"),
    *("modifiers", "duplication", "interaction", "freshness", "missing", "washout", "direction", "logic", "estimates", "measures"),
    *("contraindication", "allergy", "monitoring", "omission", "burden", "dose_limit"),
}


def _called(path: Path) -> str:
    return str(path.relative_to(SUITE))


@pytest.mark.parametrize("engine", ["native", "durable"])
@pytest.mark.parametrize("path", FILES, ids=_called)
def test_an_engine_comes_to_exactly_the_outcomes_of_the_suite(path: Path, engine: str):
    assert list(failures(read_conformance(path), engine)) == []


@pytest.mark.parametrize("path", FILES, ids=_called)
def test_the_engines_agree_on_every_case_of_the_suite(path: Path):
    assert list(disagreements(read_conformance(path))) == []


def test_the_suite_speaks_of_every_feature_kind_and_status():
    files = [read_conformance(path) for path in FILES]
    assert {feature for file in files for feature in file.features} >= FEATURES
    assert {rule.kind for file in files for rule in file.ruleset.rules} == set(KINDS)
    outcomes = [outcome for file in files for test in file.tests for outcome in test.outcomes or ()]
    assert {outcome["status"] for outcome in outcomes} == {"fired", "clear", "suppressed", "not_evaluated"}
    assert {outcome.get("certainty") for outcome in outcomes} == {"certain", "possible", None}
    assert len(outcomes) > 200


def test_every_difference_that_was_ever_found_is_kept_with_what_is_right_and_what_was_mended():
    kept = [path for path in FILES if path.parent.name == "regressions"]
    assert len(kept) >= 9
    for path in kept:
        file = read_conformance(path)
        assert "regression" in file.features, path
        assert "mended" in file.about, path
        assert all(test.outcomes is not None for test in file.tests), f"{path}: somebody must say which engine is right"


SMALL = """\
about: a pair
features: [interaction]
ruleset:
  ruleset: {id: small, version: 1.0.0, title: Small, language: 1, owner: us, licence: CC0-1.0}
  rules:
    - id: pair
      kind: interaction
      status: review
      title: P
      severity: major
      between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
tests:
  - name: both
    case:
      as_of: 2026-11-21
      patient: {age: 40 a}
      medications:
        - {id: a, drug: warfarin, dose: 5 mg, route: oral, status: active}
        - {id: b, drug: ibuprofen, dose: 400 mg, route: oral, status: active}
    outcomes:
      - {rule: pair, medications: [b, a], status: fired, severity: major, certainty: certain}
"""


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_that_is_right_has_no_failures(tmp_path: Path):
    assert list(failures(read_conformance(_written(tmp_path, SMALL)))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "severity: major, certainty",
            "severity: minor, certainty",
            "pair of a, b must be fired minor certain, got fired major certain",
        ),
        ("certainty: certain", "certainty: possible", "must be fired major possible, got fired major certain"),
        ("status: fired, severity: major, certainty: certain", "status: clear", "must be clear, got fired major certain"),
        ("medications: [b, a]", "medications: [a]", "pair of a must be fired major certain, got no outcome"),
        ("      - {rule: pair, medications: [b, a]", "      - {rule: other, medications: [b, a]", "must have no outcome"),
    ],
)
def test_what_an_engine_does_otherwise_is_told(tmp_path: Path, old: str, new: str, told: str):
    assert old in SMALL
    found = list(failures(read_conformance(_written(tmp_path, SMALL.replace(old, new)))))
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("about: a pair", "abuot: a pair", "unknown keys abuot"),
        ("kind: interaction", "kind: interactoin", "RX1"),
        ("dose: 5 mg", "dose: 5 mgg", "medications[0].dose"),
        ("  - name: both", "  - nome: both", "a test has a name"),
        ("ruleset: {id", "ruleset: [{id", "RX0"),
    ],
)
def test_a_file_that_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str):
    assert old in SMALL
    with pytest.raises(InputError) as problem:
        read_conformance(_written(tmp_path, SMALL.replace(old, new, 1)))
    assert "small.yaml" in str(problem.value)
    assert told in str(problem.value)
