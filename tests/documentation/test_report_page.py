"""The page about the report names every key of a report, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from rxrules import Checker, read_case
from rxrules.engines.base import Status
from rxrules.report import EngineFailure, Report, document

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "report.md"
_ROW = re.compile(r"^\| (`[^|]+`) \| [^|]+ \| (.*) \|$", re.MULTILINE)

RULESET = """
ruleset: {id: page, version: 1.0.0, title: Page, language: 1, owner: us, licence: CC0-1.0}
conditions: [{id: palliative-care, names: [palliative care]}]
rules:
  - {id: ddi.one, kind: interaction, status: review, title: One, severity: major, reviewed: 2026-11-01,
     between: [{ingredient: warfarin}, {ingredient: ibuprofen}], effect: Bleeding.,
     evidence: {sources: [{title: A label, section: "4.5", url: "https://example.org", accessed: 2026-11-01}]}}
  - {id: ddi.two, kind: interaction, status: review, title: Two, severity: minor, reviewed: 2026-11-01,
     between: [{ingredient: warfarin}, {ingredient: naproxen}],
     modifiers: [{label: palliative care, when: {condition: palliative-care}, suppress: true}]}
  - {id: dose.one, kind: dose_limit, status: review, title: Dose, severity: {max: major}, reviewed: 2026-11-01,
     drug: {ingredient: ibuprofen}, measure: per_day, max: 2400 mg}
  - {id: dose.two, kind: dose_limit, status: review, title: Dose, severity: {max: major}, reviewed: 2026-11-01,
     drug: {ingredient: naproxen}, measure: per_day, max: 20 mg/kg}
"""
CASE: dict[str, Any] = {
    "id": "page",
    "as_of": "2026-11-21",
    "patient": {"age": "40 a", "conditions": ["palliative care"], "shoe": 43},
    "medications": [
        {"id": "a", "drug": "warfarin", "reference": "MedicationStatement/7"},
        {
            "id": "b",
            "drug": "ibuprofen",
            "dose": {"low": "400 mg", "high": "800 mg"},
            "timing": {"frequency": 4, "per": "1 d"},
        },
        {"id": "c", "drug": "naproxen", "dose": "500 mg", "timing": {"frequency": 2, "per": "1 d"}},
        {"id": "d", "drug": "no such drug"},
    ],
}


def documented(heading: str) -> tuple[set[str], set[str]]:
    """The keys of the table below a heading: all of them, and those that are there only sometimes."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no heading {heading!r}"
    keys: set[str] = set()
    sometimes: set[str] = set()
    for names, meaning in _ROW.findall(found[1]):
        here = set(re.findall(r"`([^`]+)`", names))
        keys |= here
        if meaning.startswith("only "):
            sometimes |= here
    return keys, sometimes


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A report in which every list holds something."""
    path = tmp_path_factory.mktemp("page") / "ruleset.yaml"
    path.write_text(RULESET, encoding="utf-8")
    checker = Checker(path)
    chart = checker.prepare(read_case(CASE))
    outcomes = checker.evaluate(chart)["native"]
    other = [outcome._replace(status=Status.CLEAR) for outcome in outcomes]
    template = checker.report(chart)
    made = Report(
        checker.plan,
        chart,
        {"native": outcomes, "durable": other},
        checker.coverage,
        template.wording,
        [EngineFailure("third", "it did not load")],
        as_of_assumed=True,
    )
    return document(made)


def entries(report: dict[str, Any], heading: str) -> list[dict[str, Any]]:
    """What of a report a heading speaks of."""
    if heading == "The whole":
        return [report]
    if heading == "A value":
        return [alert[key] for alert in report["alerts"] for key in ("measured", "limit") if alert[key] is not None]
    found = report[heading.lower().replace(" ", "_")]
    return [found] if isinstance(found, dict) else list(found)


@pytest.mark.parametrize(
    "heading",
    [
        "The whole",
        "Rulesets",
        "Alerts",
        "A value",
        "Suppressed",
        "Not evaluated",
        "Not covered",
        "Not checked",
        "Unread",
        "Disagreements",
        "Engine failures",
        "Counts",
    ],
)
def test_each_table_names_the_keys_of_its_part_and_no_other(report: dict[str, Any], heading: str) -> None:
    keys, sometimes = documented(heading)
    found = entries(report, heading)
    assert found, "the report of this test should hold one"
    for entry in found:
        assert keys - sometimes <= set(entry), f"the page names what is not there: {keys - sometimes - set(entry)}"
        assert set(entry) <= keys, f"the page does not name {set(entry) - keys}"
    assert any(sometimes <= set(entry) for entry in found)


def test_keys_of_sources_are_those_that_the_page_names(report: dict[str, Any]) -> None:
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `sources` |"))
    named = set(re.findall(r"`([^`]+)`", row)) - {"sources"}
    found = {key for alert in report["alerts"] for source in alert["sources"] for key in source}
    assert found == named
