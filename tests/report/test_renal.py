"""A note where another accepted estimate of renal function would change what a rule finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from patient_rules import check, medication

from rxrules.report import Report, document
from rxrules.report.explain import explain
from rxrules.report.renal import is_renal

DABIGATRAN = medication("d", "dabigatran", "150 mg", timing={"frequency": 3, "per": "1 d"})
METFORMIN = medication("m", "metformin", "850 mg")
STOUT = {"sex": "male", "weight": {"value": "95 kg", "on": "2026-11-01"}, "height": {"value": "165 cm", "on": "2026-11-01"}}


def creatinine(value: str) -> dict[str, Any]:
    return {"code": "creatinine", "value": value, "on": "2026-11-01"}


def near(found: Report) -> list[str]:
    written = document(found)
    assert json.loads(found.to_json()) == written
    return [line for alert in written["alerts"] for line in alert["trace"] if line.startswith("near the edge")]


def test_another_weight_that_leads_to_another_band_is_told():
    found = check(DABIGATRAN, rules=("dose.renal",), observations=[creatinine("190 umol/L")], **STOUT)
    assert near(found) == [
        "near the edge: creatinine clearance 27.78 mL/min (Cockcroft-Gault 1976, ideal weight) would be below 30 mL/min"
    ]


def test_far_from_an_edge_nothing_is_told():
    found = check(DABIGATRAN, rules=("dose.renal",), observations=[creatinine("80 umol/L")], **STOUT)
    assert found.alerts
    assert near(found) == []


def test_the_note_of_one_patient_is_never_told_of_another():
    """Limits repeat their text from patient to patient: what depends on more than the dose must not be kept."""
    at = [creatinine("190 umol/L")]
    orders = [check(DABIGATRAN, rules=("dose.renal",), observations=at, **STOUT) for _ in range(2)]
    away = check(DABIGATRAN, rules=("dose.renal",), observations=[creatinine("80 umol/L")], **STOUT)
    assert near(orders[0]) == near(orders[1]) != []
    assert near(away) == []
    assert "near the edge" not in away.to_json()


def test_who_weighs_less_than_ideal_weight_is_not_reckoned_with_it():
    light = {**STOUT, "weight": {"value": "50 kg", "on": "2026-11-01"}}
    found = check(DABIGATRAN, rules=("dose.renal",), observations=[creatinine("190 umol/L")], **light)
    assert found.alerts
    assert not any("ideal weight" in line for line in near(found))


def test_a_reported_egfr_and_the_formula_are_compared_in_the_same_unit_only():
    reported = {"code": "egfr", "value": "28 mL/min/{1.73_m2}", "on": "2026-11-01"}
    found = check(METFORMIN, rules=("ci.egfr",), observations=[reported, creatinine("190 umol/L")], **STOUT)
    assert near(found) == ["near the edge: eGFR 32.33 mL/min/1.73 m2 (CKD-EPI 2021 creatinine) would be 30 mL/min/1.73 m2 or more"]


def test_an_older_result_is_no_other_estimate():
    old = {"code": "egfr", "value": "40 mL/min/{1.73_m2}", "on": "2026-10-01"}
    found = check(METFORMIN, rules=("ci.egfr",), observations=[old, creatinine("230 umol/L")], **STOUT)
    assert found.alerts
    assert near(found) == []


def test_explain_tells_it_of_what_is_clear_too():
    reported = {"code": "egfr", "value": "31 mL/min/{1.73_m2}", "on": "2026-11-01"}
    found = check(METFORMIN, rules=("ci.egfr",), observations=[reported, creatinine("230 umol/L")], **STOUT)
    assert not found.alerts
    (outcome,) = explain(found, "ci.egfr").outcomes
    assert any(step.what == "near the edge" and "below 30" in step.found for step in outcome.steps)


def test_where_nothing_can_be_estimated_nothing_is_told():
    reported = {"code": "egfr", "value": "28 mL/min/{1.73_m2}", "on": "2026-11-01"}
    found = check(METFORMIN, rules=("ci.egfr",), observations=[reported], age=None)
    assert found.alerts
    assert near(found) == []


@pytest.mark.parametrize(
    ("variable", "renal"),
    [
        ("est:crcl_actual", True),
        ("est:egfr_any", True),
        ("obs:egfr@volume/time/standard_surface", True),
        ("obs:crcl@volume/time", True),
        ("est:bmi", False),
        ("est:crcl_unknown", False),
        ("obs:egfr@rate", False),
        ("weight", False),
    ],
)
def test_which_variables_tell_of_the_kidneys(variable: str, *, renal: bool):
    assert is_renal(variable) is renal
