"""Burdens and the measures of dose limits beyond dose, day and week: their arithmetic and their numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from patient_rules import check, checker, medication

from rxrules.report import Report, document
from rxrules.report.explain import explain
from rxrules.report.knowledge import knowledge

MORPHINE = medication("m", "morphine", "30 mg", timing={"frequency": 2, "per": "1 d"})
CODEINE = medication("c", "codeine", {"low": "30 mg", "high": "60 mg"}, timing={"frequency": 4, "per": "1 d"})
AMITRIPTYLINE = medication("a", "amitriptyline", "10 mg")
SIMVASTATIN = medication("s", "simvastatin", "20 mg")


def alerts(found: Report) -> dict[str, dict[str, Any]]:
    written = document(found)
    assert json.loads(found.to_json()) == written
    return {one["rule"]: one for one in written["alerts"]}


def test_a_burden_of_points_tells_each_of_them_the_total_and_the_level():
    alert = alerts(check(AMITRIPTYLINE, SIMVASTATIN, rules=("bur.points",), sex="male"))["bur.points"]
    assert alert["message"] == "amitriptyline, simvastatin: 3 points in all (high), the level is 3 or more"
    assert (alert["code"], alert["drugs"]) == ("DACT", ["amitriptyline", "simvastatin"])
    assert alert["measured"] == {"name": "points", "value": 3.0, "unit": "1"}
    assert alert["limit"] == {"name": "clear below", "value": 3.0, "unit": "1"}
    assert [line for line in alert["trace"] if line.startswith(("a adds", "s adds", "points", "level"))] == [
        "a adds: amitriptyline: 2 points",
        "s adds: simvastatin: 1 point",
        "points: 3 points",
        "level (high): 3 or more",
    ]


def test_what_the_patient_adds_and_what_does_not_count_is_told():
    alert = alerts(check({**AMITRIPTYLINE, "route": "topical"}, SIMVASTATIN, rules=("bur.points",), sex="female"))["bur.points"]
    assert alert["message"] == "simvastatin: 2 points in all, the level is 2 to below 3"
    assert "the patient adds: female: 1 point" in alert["trace"]
    unsure = explain(check(SIMVASTATIN, rules=("bur.points",)), "bur.points")
    (outcome,) = unsure.outcomes
    assert ("the patient adds", "sex is missing: 1 point, or nothing") in [(step.what, step.found) for step in outcome.steps]
    assert outcome.status.name == "NOT_EVALUATED"


def test_a_burden_of_amounts_tells_dose_times_factor_and_a_range_where_it_is_one():
    alert = alerts(check(MORPHINE, CODEINE, rules=("bur.day",)))["bur.day"]
    assert alert["message"] == "possible: morphine, codeine: 78 to 96 mg/d in all, the level is 90 mg/d or more"
    assert (alert["severity"], alert["certainty"], alert["code"]) == ("major", "possible", "DOSEH")
    assert alert["measured"] == {"name": "daily total", "value": 96.0, "unit": "mg/d", "low": 78.0}
    assert "m adds: morphine: 60 mg/d x 1 = 60 mg/d" in alert["trace"]
    assert "c adds: codeine: 120 to 240 mg/d x 0.15 = 18 to 36 mg/d" in alert["trace"]


def test_a_burden_whose_amount_is_missing_is_not_evaluated_and_says_what_it_would_reach():
    found = check({**MORPHINE, "dose": None}, rules=("bur.day",))
    assert document(found)["not_evaluated"][0]["missing"] == ["medications.m.dose"]
    (outcome,) = explain(found, "bur.day").outcomes
    told = [(step.what, step.found) for step in outcome.steps]
    assert ("m adds", "morphine: an amount that is not known") in told
    assert ("level", "50 mg/d or more") in told


def test_a_burden_that_does_not_apply_says_which_order_does_not_count():
    (outcome,) = explain(check({**MORPHINE, "route": "intravenous"}, rules=("bur.day",)), "bur.day").outcomes
    assert outcome.status.name == "CLEAR"
    told = [(step.what, step.found) for step in outcome.steps]
    assert ("m adds", "morphine: nothing, m is given by intravenous") in told


def test_a_lifetime_total_counts_courses_that_are_over():
    over = {"status": "completed", "start": "2026-01-01", "end": "2026-03-01"}
    course = {"count": 6, "frequency": 1, "per": "1 wk"}
    past = medication("d1", "doxorubicin", "75 mg/m2", route="intravenous", timing=course, **over)
    now = medication("d2", "doxorubicin", "75 mg/m2", route="intravenous", timing={**course, "count": 1}, start="2026-11-20")
    found = check(past, now, rules=("bur.life",), history_complete=True, height="170 cm", weight="70 kg")
    alert = alerts(found)["bur.life"]
    assert alert["message"] == "doxorubicin: 525 mg/m2 in all, the level is 450 mg/m2 or more"
    assert (alert["code"], alert["medications"]) == ("MDOSE", ["d1", "d2"])
    assert "d1 adds: doxorubicin: 450 mg/m2 x 1 = 450 mg/m2" in alert["trace"]
    unknown = check(past, now, rules=("bur.life",), height="170 cm", weight="70 kg")
    assert alerts(unknown)["bur.life"]["measured"]["value"] is None


def test_what_a_burden_knows_of_a_drug():
    by = checker()
    known = {rule.id: rule.detail for rule in knowledge(by.plan, by.coverage, by.terminology, "codeine").rules}
    assert known == {"bur.day": "daily total: adds 0.15 mg/d for each mg; levels 50 mg/d or more, 90 mg/d or more"}
    lines = explain(check(MORPHINE), "bur.points").why_not
    assert "The patient adds: female." in lines
    assert "It alerts from a level of: 3 or more, 2 to below 3." in lines


def _paracetamol(per: str) -> dict[str, Any]:
    return medication("p", "paracetamol", "500 mg", timing={"frequency": 1, "per": per})


@pytest.mark.parametrize(
    ("order", "rule", "code", "message", "unit"),
    [
        (
            medication(
                "v", "vancomycin", "1.2 g", route="intravenous", timing={"frequency": 2, "per": "1 d", "each_lasts": "60 min"}
            ),
            "dose.rate",
            "DOSEH",
            "vancomycin: rate 20 mg/min is above the limit of 10 mg/min",
            "mg/min",
        ),
        (_paracetamol("3 h"), "dose.interval", "DOSEIVL", "paracetamol: interval between doses 3 h is below the limit of 4 h", "h"),
        (
            medication(
                "m", "metoclopramide", "10 mg", timing={"frequency": 3, "per": "1 d", "duration": "7 d"}, start="2026-11-20"
            ),
            "dose.duration",
            "DOSEDURH",
            "metoclopramide: duration 7 d is above the limit of 5 d",
            "d",
        ),
        (
            medication("k", "colchicine", "1 mg", timing={"frequency": 1, "per": "1 d", "count": 7}),
            "dose.course",
            "DOSEH",
            "colchicine: dose of the course 7 mg is above the limit of 6.6 mg (6 mg, rounding 10 %)",
            "mg",
        ),
        (
            medication("b", "bleomycin", "30 mg", timing={"frequency": 1, "per": "1 wk", "count": 4}),
            "dose.life",
            "MDOSE",
            "bleomycin: lifetime dose 120 mg is above the limit of 100 mg",
            "mg",
        ),
    ],
)
def test_each_measure_is_told_in_the_unit_of_its_author(order: dict[str, Any], rule: str, code: str, message: str, unit: str):
    alert = alerts(check(order, rules=(rule,), history_complete=True))[rule]
    assert (alert["code"], alert["message"]) == (code, message)
    assert (alert["measured"]["unit"], alert["limit"]["unit"]) == (unit, unit)
    of_one = f"{alert['measured']['name']} of {order['id']}: "
    assert any(line.startswith(of_one) for line in alert["trace"])


def test_a_rule_that_a_route_or_an_age_keeps_from_applying_says_which():
    warfarin, ibuprofen = medication("w", "warfarin", "5 mg"), medication("i", "ibuprofen", "400 mg", route="topical")
    found = explain(check(warfarin, ibuprofen, rules=("ddi.route",)), "ddi.route").outcomes[0]
    assert ("does not hold", "by oral: i is given by topical") in [(step.what, step.found) for step in found.steps]
    young = check(warfarin, {**ibuprofen, "route": "oral"}, rules=("ddi.route",), age="40 a")
    told = [(step.what, step.found) for step in explain(young, "ddi.route").outcomes[0].steps]
    assert ("does not hold", "age 65 years or more: age 40 years") in told
    later = {**ibuprofen, "route": "oral", "start": "2026-12-01"}
    ended = check({**warfarin, "end": "2026-11-25"}, later, rules=("ddi.route",))
    told = [(step.what, step.found) for step in explain(ended, "ddi.route").outcomes[0].steps]
    assert any(what == "does not hold" and "not taken at the same time" in words for what, words in told)
