"""Contraindications, allergies, monitoring and omissions in the report: what a pharmacist reads, and what programs get."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from patient_rules import check, checker, medication
from rich.console import Console

from rxrules.engines.base import Status
from rxrules.report import Report, document
from rxrules.report.explain import explain
from rxrules.report.knowledge import knowledge
from rxrules.report.render.text import print_report

METFORMIN = medication("m", "metformin", "850 mg")
RAMIPRIL = medication("r", "ramipril", "5 mg")
LITHIUM = medication("l", "lithium", "400 mg")
METHOTREXATE = medication("x", "methotrexate", "10 mg")
EGFR = {"code": "egfr", "value": "29 mL/min/{1.73_m2}", "on": "2026-11-01"}


def alerts(found: Report) -> dict[str, dict[str, Any]]:
    """The alerts of a report by rule, which are the same in the text that is written straight."""
    written = document(found)
    assert json.loads(found.to_json()) == written
    return {one["rule"]: one for one in written["alerts"]}


def lines(found: Report, rule: str) -> list[str]:
    return [f"{step.what}: {step.found}" for outcome in explain(found, rule).outcomes for step in outcome.steps]


def test_a_contraindication_by_a_result_has_the_value_the_edge_and_on_which_side_it_is_clear():
    alert = alerts(check(METFORMIN, rules=("ci.egfr",), observations=[EGFR]))["ci.egfr"]
    assert alert["message"] == "metformin: eGFR 29 mL/min/1.73 m2 on 2026-11-01 (as reported), below 30 mL/min/1.73 m2"
    assert (alert["code"], alert["kind"], alert["drugs"]) == ("LAB", "contraindication", ["metformin"])
    assert alert["measured"] == {"name": "eGFR", "value": 29.0, "unit": "mL/min/{1.73_m2}"}
    assert alert["limit"] == alert["clear_at"] == {"name": "clear from", "value": 30.0, "unit": "mL/min/{1.73_m2}"}
    holds = [line for line in alert["trace"] if line.startswith("holds: ")]
    assert len(holds) == 1
    assert holds[0].endswith("eGFR 29 mL/min/1.73 m2 on 2026-11-01 (as reported)")


def test_a_contraindication_by_an_estimate_names_the_formula_and_what_it_was_made_from():
    creatinine = {"code": "creatinine", "value": "170 umol/L", "on": "2026-11-01"}
    alert = alerts(check(METFORMIN, rules=("ci.egfr",), observations=[creatinine], sex="female"))["ci.egfr"]
    assert alert["message"].startswith("metformin: eGFR 27.65 mL/min/1.73 m2 (CKD-EPI 2021 creatinine), below 30")
    assert any("creatinine 170 umol/L on 2026-11-01, female" in line for line in alert["trace"])


def test_a_bound_is_shown_as_it_was_written():
    low = {**EGFR, "value": "<15 mL/min/{1.73_m2}"}
    alert = alerts(check(METFORMIN, rules=("ci.egfr",), observations=[low]))["ci.egfr"]
    assert "eGFR <15 mL/min/1.73 m2" in alert["message"]
    assert alert["measured"]["low"] == 0.0


@pytest.mark.parametrize(
    ("patient", "rule", "code", "message"),
    [
        ({"conditions": [{"text": "Angioedema"}]}, "ci.history", "COND", "ramipril: Angioedema"),
        (
            {"conditions": [{"text": "Quincke oedema", "status": "resolved"}]},
            "ci.history",
            "COND",
            "ramipril: Angioedema (recorded as Quincke oedema)",
        ),
        ({"pregnant": True}, "ci.pregnant", "PREG", "ramipril: pregnant"),
    ],
)
def test_a_contraindication_by_a_state_says_what_is_recorded(patient: dict[str, Any], rule: str, code: str, message: str):
    alert = alerts(check(RAMIPRIL, rules=(rule,), **patient))[rule]
    assert (alert["code"], alert["message"], alert["measured"], alert["limit"]) == (code, message, None, None)


def test_a_contraindication_by_several_facts_says_all_of_them_and_no_value_of_one():
    alert = alerts(check(METFORMIN, rules=("ci.both",), conditions=[{"text": "heart failure"}]))["ci.both"]
    assert alert["message"] == "metformin: age 70 years, 65 years or more; heart failure"
    assert (alert["code"], alert["measured"]) == ("OBSA", None)


def test_contraindications_of_one_order_stay_apart():
    found = check(METFORMIN, rules=("ci.both", "ci.egfr"), conditions=[{"text": "heart failure"}], observations=[EGFR])
    assert set(alerts(found)) == {"ci.both", "ci.egfr"}
    assert len({alert["fingerprint"] for alert in alerts(found).values()}) == 2


def test_what_is_suppressed_or_not_evaluated_or_clear_says_why():
    held = check(METFORMIN, rules=("ci.egfr",), observations=[EGFR], preferences=[{"text": "no injections"}])
    assert document(held)["suppressed"][0]["modifier"] == "no injections wanted"
    assert any(line.startswith("holds: ") for line in lines(held, "ci.egfr"))
    old = check(METFORMIN, rules=("ci.egfr",), observations=[{**EGFR, "on": "2025-11-01"}])
    assert "stale" in document(old)["not_evaluated"][0]["reason"]
    clear = check(METFORMIN, rules=("ci.egfr",), observations=[{**EGFR, "value": "60 mL/min/{1.73_m2}"}])
    (line,) = [line for line in lines(clear, "ci.egfr") if line.startswith("does not hold")]
    assert " below 30 mL/min/1.73 m2 in the last 90 d: eGFR 60 mL/min/1.73 m2 on 2026-11-01 (as reported)" in line
    other = check({**METFORMIN, "route": "rectal"}, rules=("ci.egfr",), observations=[EGFR])
    assert "does not hold: by oral: m is given by rectal" in lines(other, "ci.egfr")


def test_every_alert_carries_the_words_for_all_four_readers():
    alert = alerts(check(RAMIPRIL, rules=("ci.history",), conditions=[{"text": "angioedema"}]))["ci.history"]
    assert alert["advice"] == {"prescriber": "P", "pharmacist": "F", "nurse": "N", "patient": "Z"}


def test_the_fingerprint_of_a_contraindication_changes_with_what_holds_and_not_with_a_value_within_it():
    def mark(value: str) -> str:
        found = check(METFORMIN, rules=("ci.egfr",), observations=[{**EGFR, "value": value}])
        return str(alerts(found)["ci.egfr"]["fingerprint"])

    assert mark("29 mL/min/{1.73_m2}") == mark("28 mL/min/{1.73_m2}")


@pytest.mark.parametrize(
    ("drug", "recorded", "rule", "code", "message"),
    [
        (
            "cefuroxime",
            "amoxicillin",
            "all.cross",
            "RALG",
            "cefuroxime: recorded allergy to amoxicillin; cross-reactivity: about 2 in 100",
        ),
        ("amoxicillin", "penicillin allergy", "all.class", "ALGY", "amoxicillin: recorded allergy to penicillin allergy"),
        ("ampicillin", "amoxicillin", "all.class", "RALG", "ampicillin: recorded allergy to amoxicillin"),
        ("metformin", "Metformin", "all.same", "ALGY", "metformin: recorded allergy to Metformin"),
    ],
)
def test_an_allergy_says_what_is_recorded_and_how_often_it_crosses(drug: str, recorded: str, rule: str, code: str, message: str):
    found = check(medication("d", drug), rules=(rule,), allergies=[{"substance": recorded}])
    alert = alerts(found)[rule]
    assert (alert["code"], alert["message"]) == (code, message)
    assert any(line.startswith(f"recorded allergy: {recorded}") for line in alert["trace"])
    other = check(medication("d", drug), rules=(rule,), allergies=[{"substance": recorded}, {"substance": "codeine"}])
    assert alerts(other)[rule]["fingerprint"] == alert["fingerprint"], "an allergy to something else changes nothing"


def test_an_allergy_that_nobody_recognises_is_not_evaluated_and_one_that_is_not_there_is_clear():
    unknown = check(medication("d", "cefuroxime"), rules=("all.cross",), allergies=[{"substance": "xyz"}])
    assert "'xyz' is not recognised" in document(unknown)["not_evaluated"][0]["reason"]
    clear = check(medication("d", "cefuroxime"), rules=("all.cross",), allergies=[{"substance": "codeine"}])
    assert "does not hold: allergy to penicillins: no such allergy is recorded" in lines(clear, "all.cross")


@pytest.mark.parametrize(
    ("observations", "code", "message", "measured", "limit"),
    [
        ([], "CAREGAP", "lithium: no lithium level is recorded; one is due every 90 d", None, ("within", 90.0)),
        (
            [{"code": "lithium level", "value": "0.8 mmol/L", "on": "2026-08-08"}],
            "CAREGAP",
            "lithium: the last lithium level is 105 d old (lithium level on 2026-08-08); one is due every 90 d, overdue by 15 d",
            ("days since lithium level", 105.0),
            ("within", 90.0),
        ),
        (
            [{"code": "lithium level", "value": "1.3 mmol/L", "on": "2026-11-10"}],
            "LAB",
            "lithium: lithium level 1.3 mmol/L on 2026-11-10 is above 1 mmol/L, outside 0.4 to 1 mmol/L",
            ("lithium level", 1.3),
            ("clear up to", 1.0),
        ),
        (
            [{"code": "lithium level", "value": "0.3 mmol/L", "on": "2026-11-10"}],
            "LAB",
            "lithium: lithium level 0.3 mmol/L on 2026-11-10 is below 0.4 mmol/L, outside 0.4 to 1 mmol/L",
            ("lithium level", 0.3),
            ("clear from", 0.4),
        ),
    ],
)
def test_monitoring_says_what_is_missing_overdue_or_out_of_range(
    observations: list[Any], code: str, message: str, measured: Any, limit: Any
):
    alert = alerts(check(LITHIUM, rules=("mon.lithium",), observations=observations))["mon.lithium"]
    assert (alert["code"], alert["message"]) == (code, message)
    for wanted, value in ((measured, alert["measured"]), (limit, alert["limit"])):
        assert wanted == (None if value is None else (value["name"], value["value"]))


def test_monitoring_that_does_not_apply_yet_says_which_condition_does_not_hold():
    found = check({**LITHIUM, "start": "2026-11-18"}, rules=("mon.lithium",))
    assert "does not hold: taken for above 7 days: l has been taken for 3 d" in lines(found, "mon.lithium")
    unknown = check(LITHIUM, rules=("mon.lithium",), observations=None)
    assert "patient.observations" in document(unknown)["not_evaluated"][0]["missing"]


def test_an_omission_beside_a_drug_names_the_partner():
    alert = alerts(check(METHOTREXATE, rules=("om.drug",)))["om.drug"]
    assert (alert["code"], alert["message"]) == ("CAREGAP", "methotrexate: no folic acid is among the current orders")
    clear = check(METHOTREXATE, medication("f", "folic acid", "5 mg"), rules=("om.drug",))
    assert "does not hold: without folic acid: with folic acid (f)" in lines(clear, "om.drug")


def test_an_omission_names_its_partners_once_however_they_may_be_taken():
    alert = alerts(check(medication("m", "morphine", "10 mg"), rules=("om.regular",)))["om.regular"]
    assert alert["message"] == "morphine: none of these is among the current orders: atorvastatin, simvastatin"


def test_an_omission_of_the_patient_has_no_order_and_works_everywhere():
    found = check(RAMIPRIL, rules=("om.patient",), conditions=[{"text": "heart failure"}])
    alert = alerts(found)["om.patient"]
    assert alert["message"] == "heart failure: none of these is among the current orders: atorvastatin, simvastatin"
    assert (alert["medications"], alert["drugs"], len(alert["fingerprint"])) == ([], [], 16)
    assert "holds: heart failure" in alert["trace"]
    assert [outcome.orders for outcome in found.outcomes] == [()]
    assert found.not_covered


def test_an_omission_of_the_patient_is_not_looked_at_where_something_is_proposed_and_explain_says_so():
    proposed = {**RAMIPRIL, "status": "proposed"}
    found = check(proposed, rules=("om.patient",), conditions=[{"text": "heart failure"}])
    assert not found.outcomes
    assert any("--whole-list" in line for line in explain(found, "om.patient").why_not)
    whole = check(proposed, rules=("om.patient",), conditions=[{"text": "heart failure"}], whole_list=True)
    assert set(alerts(whole)) == {"om.patient"}


def test_an_omission_that_does_not_apply_says_what_the_patient_lacks():
    found = check(RAMIPRIL, rules=("om.patient",))
    assert "does not hold: heart failure: heart failure is not recorded" in lines(found, "om.patient")
    assert found.outcomes[0].status == Status.CLEAR


def test_an_alert_without_its_reason_tells_its_effect():
    """Another engine may find what this one does not; its alert must not say what does not hold."""
    fired = check(METFORMIN, rules=("ci.egfr",), observations=[EGFR])
    clear = check(METFORMIN, rules=("ci.egfr",), observations=[{**EGFR, "value": "60 mL/min/{1.73_m2}"}])
    outcome = fired.outcomes[0]._replace(orders=clear.outcomes[0].orders)
    told = Report(clear.plan, clear.chart, {"other": [outcome]}, checker("ci.egfr").coverage, clear.wording)
    (alert,) = told.alerts
    assert alert.message == "metformin: An effect"
    assert alerts(told)["ci.egfr"]["limit"] is None


def test_an_order_in_parts_is_told_by_the_part_that_is_meant():
    parts = [
        {"dose": "850 mg", "route": "rectal", "timing": {"frequency": 1, "per": "1 d"}},
        {"dose": "850 mg", "route": "oral", "timing": {"frequency": 1, "per": "1 d"}},
    ]
    order = {**METFORMIN, "dosages": parts}
    for key in ("dose", "route", "timing"):
        del order[key]
    assert alerts(check(order, rules=("ci.egfr",), observations=[EGFR]))["ci.egfr"]["message"].startswith("metformin: eGFR 29")


def test_what_is_known_of_a_drug_is_told_in_words():
    def details(ingredient: str) -> dict[str, str]:
        by = checker()
        return {rule.id: rule.detail for rule in knowledge(by.plan, by.coverage, by.terminology, ingredient).rules}

    assert details("ramipril") == {"ci.history": "Angioedema now or in the past", "ci.pregnant": "pregnant"}
    assert details("lithium") == {"mon.lithium": "lithium level every 90 d, 0.4 to 1 mmol/L"}
    assert details("cefalexin") == {"all.cross": "allergy to penicillins; cross-reactivity: about 2 in 100"}
    assert details("methotrexate") == {"om.drug": "without folic acid"}
    assert details("folic acid") == {"om.drug": "asked for beside methotrexate"}
    assert details("simvastatin")["om.patient"] == "a drug that it asks for"
    assert "allergy" in knowledge(checker().plan, checker().coverage, checker().terminology, "metformin").covered


def test_why_a_rule_concerns_nothing_says_what_it_looks_for():
    found = check(METFORMIN)
    assert "It looks for: Angioedema now or in the past." in explain(found, "ci.history").why_not
    assert any("by oral" in line for line in explain(check(RAMIPRIL), "ci.egfr").why_not)
    nothing = check()
    assert any("any drug" in line for line in explain(nothing, "all.same").why_not)


@pytest.mark.parametrize(
    ("rules", "patient", "paths"),
    [
        (("ci.pregnant",), {"allergies": [{"substance": "codeine"}]}, ["patient.allergies"]),
        (("all.cross",), {"allergies": [{"substance": "codeine"}], "pregnant": True}, ["patient.pregnant"]),
        (("ci.pregnant",), {"pregnant": True}, []),
        (("ci.egfr",), {"observations": [EGFR], "preferences": [{"text": "a"}], "goals": [{"text": "b"}]}, ["patient.goals"]),
        (("mon.lithium",), {"observations": [EGFR], "preferences": [{"text": "a"}]}, ["patient.preferences"]),
        (("om.patient",), {"conditions": [{"text": "heart failure"}]}, []),
        (("dose.renal",), {"observations": [EGFR]}, []),
        (("dose.rate",), {"observations": [EGFR]}, ["patient.observations"]),
    ],
)
def test_what_is_recorded_and_no_rule_reads_is_not_checked(rules: tuple[str, ...], patient: dict[str, Any], paths: list[str]):
    assert [one.path for one in check(METFORMIN, rules=rules, **patient).not_checked] == paths


def test_what_was_found_stands_in_the_text_for_people():
    def shown(found: Report) -> str:
        out = StringIO()
        print_report(found, Console(file=out, width=160))
        return out.getvalue()

    text = shown(
        check(METFORMIN, RAMIPRIL, rules=("ci.egfr", "om.patient"), observations=[EGFR], conditions=[{"text": "heart failure"}])
    )
    assert "found       metformin: eGFR 29 mL/min/1.73 m2 on 2026-11-01 (as reported), below 30 mL/min/1.73 m2" in text
    assert "found       heart failure: none of these is among the current orders: atorvastatin, simvastatin" in text
    assert text.count("orders  ") == 1, "an alert about the patient alone has none"
    creatinine = {"code": "creatinine", "value": "190 umol/L", "on": "2026-11-01"}
    text = shown(
        check(METFORMIN, rules=("ci.egfr",), observations=[{**EGFR, "value": "28 mL/min/{1.73_m2}"}, creatinine], sex="male")
    )
    assert "near edge   eGFR 32.33 mL/min/1.73 m2 (CKD-EPI 2021 creatinine) would be 30 mL/min/1.73 m2 or more" in text
