"""The prescribing-safety ruleset: the PINCER indicators fire as they are named, ordinary treatment is left in peace."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rxrules import Checker, read_case
from rxrules.diagnostics import Diagnostics
from rxrules.testing.scenarios import Scenario, read_scenarios

if TYPE_CHECKING:
    from rxrules.report import Report

ROOT = Path(__file__).parents[2]
RULESET = ROOT / "rulesets" / "prescribing-safety"
PAGE = ROOT / "docs" / "reference" / "prescribing-safety-ruleset.md"

IBUPROFEN = {"drug": "ibuprofen", "dose": "400 mg", "route": "oral", "timing": {"frequency": "3", "per": "1 d"}}
OMEPRAZOLE = {"drug": "omeprazole", "dose": "20 mg", "route": "oral", "timing": {"frequency": "1", "per": "1 d"}}


def daily(drug: str, dose: str, start: str = "2024-01-01") -> dict[str, Any]:
    return {"drug": drug, "dose": dose, "route": "oral", "timing": {"frequency": "1", "per": "1 d"}, "start": start}


WEEKLY_METHOTREXATE = {**daily("methotrexate", "15 mg"), "timing": {"frequency": "1", "per": "1 wk"}}
ULCER = {"text": "peptic ulcer", "status": "resolved"}

#: Indicator, the rules that stand for it, the patient, the list that fires, and the list with what makes it right.
PINCER: list[tuple[str, tuple[str, ...], dict[str, Any], list[Any], list[Any]]] = [
    ("A", ("pincer.a",), {"age": "65 a"}, [IBUPROFEN], [IBUPROFEN, OMEPRAZOLE]),
    ("B", ("pincer.b",), {"age": "40 a", "conditions": [ULCER]}, [IBUPROFEN], [IBUPROFEN, OMEPRAZOLE]),
    ("C", ("pincer.c",), {"conditions": [ULCER]}, [daily("aspirin", "75 mg")], [daily("aspirin", "75 mg"), OMEPRAZOLE]),
    ("D", ("pincer.d",), {}, [daily("warfarin", "3 mg"), IBUPROFEN, OMEPRAZOLE], [daily("warfarin", "3 mg"), OMEPRAZOLE]),
    (
        "E",
        ("pincer.e",),
        {},
        [daily("edoxaban", "60 mg"), daily("clopidogrel", "75 mg")],
        [daily("edoxaban", "60 mg"), daily("clopidogrel", "75 mg"), daily("lansoprazole", "15 mg")],
    ),
    (
        "F",
        ("pincer.f",),
        {},
        [daily("aspirin", "75 mg"), daily("prasugrel", "10 mg")],
        [daily("aspirin", "75 mg"), daily("prasugrel", "10 mg"), daily("famotidine", "20 mg")],
    ),
    ("G", ("pincer.g",), {"conditions": ["asthma"]}, [daily("propranolol", "80 mg")], [daily("bisoprolol", "5 mg")]),
    ("I", ("pincer.i",), {"conditions": ["heart failure"]}, [IBUPROFEN, OMEPRAZOLE], [daily("paracetamol", "1 g")]),
    (
        "K",
        ("pincer.k",),
        {"observations": [{"code": "egfr", "value": "44 mL/min/{1.73_m2}", "on": "2026-10-01"}]},
        [IBUPROFEN, OMEPRAZOLE],
        [daily("paracetamol", "1 g")],
    ),
    ("AC", ("pincer.ac",), {"age": "75 a"}, [daily("furosemide", "40 mg")], [daily("furosemide", "40 mg", "2026-06-01")]),
    (
        "ME",
        ("pincer.me-fbc", "pincer.me-lft"),
        {},
        [WEEKLY_METHOTREXATE],
        [{**WEEKLY_METHOTREXATE, "start": "2026-10-01"}],
    ),
    ("LI", ("pincer.li",), {}, [daily("lithium carbonate", "600 mg")], [daily("lithium carbonate", "600 mg", "2026-10-01")]),
    ("AM", ("pincer.am",), {}, [daily("amiodarone", "200 mg")], [daily("amiodarone", "200 mg", "2026-09-01")]),
]


@cache
def checker() -> Checker:
    return Checker(RULESET)


def check(patient: dict[str, Any], medications: list[dict[str, Any]]) -> Report:
    known = {"age": "60 a", "sex": "female", "conditions": [], "allergies": [], "observations": []}
    case = read_case(
        {"id": "case", "patient": {**known, **patient}, "medications": [{**one, "status": "active"} for one in medications]},
        as_of="2026-11-01",
    )
    assert not case.unread
    return checker().check(case)


def fired(report: Report) -> dict[str, str]:
    """Each rule that fired, with the severity of its alert."""
    return {report.plan.rules[outcome.rule].id: alert.severity for alert in report.alerts for outcome in alert.outcomes}


@cache
def ordinary() -> tuple[Scenario, ...]:
    found = Diagnostics()
    scenarios = read_scenarios(RULESET / "ordinary-regimens.test.yaml", found)
    assert not list(found)
    return tuple(scenarios)


@pytest.mark.parametrize(("rules", "patient", "wrong", "right"), [one[1:] for one in PINCER], ids=[one[0] for one in PINCER])
def test_a_pincer_indicator_fires_as_it_is_named(
    rules: tuple[str, ...], patient: dict[str, Any], wrong: list[Any], right: list[Any]
) -> None:
    alerts = fired(check(patient, wrong))
    assert {rule: alerts.get(rule) for rule in rules} == dict.fromkeys(rules, "major")
    assert not set(rules) & set(fired(check(patient, right)))


def test_there_are_thirteen_indicators_and_each_rule_of_them_is_tried() -> None:
    tried = {rule for one in PINCER for rule in one[1]}
    assert len(PINCER) == 13
    assert tried == {rule.id for rule in checker().plan.rules if rule.id.startswith("pincer.")}


@pytest.mark.parametrize("regimen", ordinary(), ids=lambda one: one.name)
def test_ordinary_treatment_is_not_interrupted(regimen: Scenario) -> None:
    report = checker().check(regimen.case)
    assert [alert.rule.id for alert in report.alerts if alert.interrupts] == []


def test_there_is_ordinary_treatment_enough() -> None:
    assert len(ordinary()) >= 30
    assert {one.silent for one in ordinary()} == {"major"}
    assert sum(len(one.case.orders) for one in ordinary()) >= 90


def test_methotrexate_every_day_is_caught_where_nothing_else_is_known() -> None:
    case = read_case({"id": "m", "medications": [{**daily("methotrexate", "2.5 mg"), "status": "proposed"}]}, as_of="2026-11-01")
    assert fired(checker().check(case))["dose.methotrexate-interval"] == "contraindicated"


@pytest.mark.parametrize(
    ("drugs", "potassium", "rule", "severity"),
    [
        (("haloperidol", "citalopram", "methadone"), "4.2 mmol/L", "burden.qt-prolongation", "major"),
        (("haloperidol", "citalopram", "methadone"), "3.1 mmol/L", "bur.qt", "major"),
        (("sertraline", "tramadol", "sumatriptan"), "4.2 mmol/L", "burden.serotonergic", "moderate"),
        (("sertraline", "tramadol", "sumatriptan", "trazodone"), "4.2 mmol/L", "burden.serotonergic", "major"),
    ],
)
def test_a_sum_over_the_list_is_told_once_where_core_is_loaded_too(
    drugs: tuple[str, ...], potassium: str, rule: str, severity: str
) -> None:
    observations = [{"code": "potassium", "value": potassium, "on": "2026-10-20"}]
    patient = {"age": "60 a", "sex": "female", "conditions": [], "allergies": [], "observations": observations}
    case = read_case(
        {"id": "sum", "patient": patient, "medications": [{**daily(one, "10 mg"), "status": "active"} for one in drugs]},
        as_of="2026-11-01",
    )
    report = Checker("core", "prescribing-safety").check(case)
    sums = [(alert.rule.id, alert.severity) for alert in report.alerts if alert.rule.kind == "burden"]
    assert [one for one in sums if one[0] != "bur.sedation"] == [(rule, severity)]


def test_a_rule_that_rests_on_what_was_not_read_again_is_in_review() -> None:
    plan = checker().plan
    for rule in plan.rules:
        sources = [f"{title} {section}" for title, section, *_ in plan.texts[rule.text].sources]
        read = [source for source in sources if "not re-read" not in source]
        assert sources, rule.id
        assert read or rule.review, rule.id


def test_each_alert_says_what_to_do() -> None:
    plan = checker().plan
    assert [rule.id for rule in plan.rules if not (plan.texts[rule.text].effect and plan.texts[rule.text].action)] == []


def test_the_numbers_of_the_page_are_those_of_the_ruleset() -> None:
    page = PAGE.read_text(encoding="utf-8")
    counts = Counter((rule.kind, rule.review) for rule in checker().plan.rules)
    for kind in sorted({kind for kind, _ in counts}):
        active, review = counts[kind, False], counts[kind, True]
        row = rf"\| {kind.replace('_', ' ')} \| {active + review} \| {active} \| {review} \|"
        assert re.search(row, page), f"{kind}: {active + review}, {active}, {review}"
    assert f"{len(ordinary())} ordinary regimens" in page
