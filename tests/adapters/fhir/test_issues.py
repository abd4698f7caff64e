"""A report as FHIR: every resource has what R4 and R5 demand, and nothing else."""

from __future__ import annotations

import copy

import pytest

from rxrules.adapters.fhir import detected_issues, operation_outcome

REPORT = {
    "case": "p1",
    "rulesets": [{"id": "core", "version": "1.0.0", "digest": "0a"}],
    "as_of": "2026-11-21",
    "engines": ["native"],
    "status": "alerts",
    "alerts": [
        {
            "rule": "dose.paracetamol.daily",
            "rules": ["dose.paracetamol.daily", "dose.paracetamol.low-weight"],
            "kind": "dose_limit",
            "severity": "major",
            "code": "DOSEH",
            "title": "Paracetamol: daily dose",
            "message": "6 g a day are above 4 g a day",
            "medications": ["m1", "MedicationStatement/7", "not an id"],
            "certainty": "certain",
            "measured": {"name": "daily dose", "value": 6.0, "unit": "g/d"},
            "limit": {"value": 4.0, "unit": "g/d"},
            "clear_at": {"value": 4.0, "unit": "g/d"},
            "sources": [{"title": "Label", "section": "4.2", "url": "https://example.org/label"}],
            "trace": [],
            "fingerprint": "3f2a9c",
        },
        {"rule": "ddi.a", "severity": "minor", "medications": []},
    ],
    "suppressed": [],
    "not_evaluated": [{"rule": "r", "medications": ["m1"], "missing": ["patient.weight"], "reason": "no weight"}],
    "not_covered": [{"medication": "m3", "kinds": ["dose_limit"], "reason": "no rule"}],
    "unread": [
        {"path": "medications[0].dose", "reason": "no unit"},
        {"path": "Organization", "reason": "takes no part", "is_error": False},
    ],
    "counts": {"rules": 10, "fired": 2, "clear": 8},
}

# Element: (minimum, maximum), from the resource definitions of FHIR R4 (4.0.1) and R5 (5.0.0).
BOTH = {
    "resourceType": (1, 1),
    "id": (0, 1),
    "identifier": (0, "*"),
    "status": (1, 1),
    "code": (0, 1),
    "severity": (0, 1),
    "identifiedDateTime": (0, 1),
    "author": (0, 1),
    "implicated": (0, "*"),
    "evidence": (0, "*"),
    "detail": (0, 1),
    "reference": (0, 1),
    "mitigation": (0, "*"),
}
ELEMENTS = {
    "R4": {**BOTH, "patient": (0, 1)},
    "R5": {**BOTH, "subject": (0, 1), "category": (0, "*"), "encounter": (0, 1)},
}


def check(resource: dict, elements: dict) -> None:
    assert set(resource) <= set(elements)
    for name, (least, most) in elements.items():
        assert name in resource or not least
        if name in resource:
            assert isinstance(resource[name], list) is (most == "*"), name
            assert resource[name] not in ("", [], {}), name


@pytest.mark.parametrize("version", ["R4", "R5"])
def test_a_detected_issue_has_the_elements_of_its_version(version) -> None:
    issues = detected_issues(REPORT, version)
    assert len(issues) == 2
    for issue in issues:
        check(issue, ELEMENTS[version])
        assert issue["resourceType"] == "DetectedIssue"
        assert issue["status"] == "final"
        assert issue["patient" if version == "R4" else "subject"] == {"reference": "Patient/p1"}
        assert issue["identifiedDateTime"] == "2026-11-21"
        for evidence in issue["evidence"]:
            assert set(evidence) <= {"code", "detail"}
            assert all(set(code) <= {"coding", "text"} for code in evidence["code"])


def test_an_alert_is_said_in_the_codes_of_hl7() -> None:
    first, second = detected_issues(REPORT)
    assert first["code"] == {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "DOSEH"}],
        "text": "Paracetamol: daily dose",
    }
    assert len(first["id"]) == 32
    assert first["identifier"] == [{"system": "urn:rxrules:fingerprint", "value": "3f2a9c"}]
    assert first["implicated"] == [
        {"reference": "MedicationRequest/m1"},
        {"reference": "MedicationStatement/7"},
        {"display": "not an id"},
    ]
    assert first["detail"].startswith("6 g a day are above 4 g a day")
    assert first["reference"] == "https://example.org/label"
    texts = [code["text"] for code in first["evidence"][0]["code"]]
    assert "rule dose.paracetamol.low-weight" in texts
    assert "severity by its source: major" in texts
    assert "daily dose: 6.0 g/d" in texts
    assert "code" not in second
    assert len(second["id"]) == 32


@pytest.mark.parametrize(
    ("severity", "fhir"),
    [
        ("contraindicated", "high"),
        ("major", "high"),
        ("moderate", "moderate"),
        ("minor", "low"),
        ("unheard-of", "high"),
    ],
)
def test_severities_are_mapped_and_an_unknown_one_is_not_made_small(severity: str, fhir: str) -> None:
    assert detected_issues({**REPORT, "alerts": [{"rule": "r", "severity": severity}]})[0]["severity"] == fhir


def test_the_same_alert_of_another_patient_has_another_id() -> None:
    alert = {"rule": "r", "fingerprint": "3f2a9c", "medications": ["m1"]}
    ids = {detected_issues({"case": case, "alerts": [alert]})[0]["id"] for case in ("one", "two")}
    assert len(ids) == 2


def test_what_to_do_and_how_far_to_trust_it_stand_in_the_detail() -> None:
    alert = {"rule": "r", "message": "Found.", "action": "Stop one.", "rule_status": "review"}
    report = {"alerts": [alert], "rulesets": [{"clinician_reviewed": False}]}
    detail = detected_issues(report)[0]["detail"]
    assert detail.split("\n\n") == [
        "Found.",
        "Action: Stop one.",
        "The rule is under review.",
        "No clinician has reviewed this ruleset.",
    ]


def test_that_all_was_checked_is_said_of_what_was_looked_at() -> None:
    (issue,) = operation_outcome({"case": "c", "whole_list": False})["issue"]
    assert "that involves a proposed order" in issue["diagnostics"]


def test_engines_that_differ_or_fail_are_errors() -> None:
    report = {
        "disagreements": [{"rule": "r", "medications": ["a"], "outcomes": {"native": "clear", "durable": None}}],
        "engine_failures": [{"engine": "durable", "reason": "gone"}],
    }
    assert [one["severity"] for one in operation_outcome(report)["issue"]] == ["error", "error"]


def test_the_same_alert_has_the_same_id_and_another_has_another() -> None:
    alert = {"rule": "r", "medications": ["m1"]}
    one, same, other = (
        detected_issues({"alerts": [one]})[0]["id"] for one in (alert, copy.deepcopy(alert), {**alert, "medications": ["m2"]})
    )
    assert one == same != other


def test_what_is_no_date_and_no_id_is_left_out() -> None:
    (issue,) = detected_issues({"case": "a patient / with blanks", "as_of": "today", "alerts": [{"rule": "r"}]})
    assert "patient" not in issue
    assert "identifiedDateTime" not in issue


def test_a_version_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="R4 or R5"):
        detected_issues(REPORT, "R3")  # type: ignore[arg-type]


def test_what_was_not_checked_is_an_operation_outcome() -> None:
    outcome = operation_outcome(REPORT)
    assert outcome["resourceType"] == "OperationOutcome"
    assert [(one["severity"], one["code"]) for one in outcome["issue"]] == [
        ("error", "invalid"),
        ("information", "not-supported"),
        ("warning", "incomplete"),
        ("warning", "not-found"),
    ]
    assert outcome["issue"][0]["expression"] == ["medications[0].dose"]
    assert outcome["issue"][2]["diagnostics"] == "not checked: rule r for m1; missing: patient.weight (no weight)"
    assert all(set(one) <= {"severity", "code", "details", "diagnostics", "expression"} for one in outcome["issue"])


def test_an_outcome_never_says_safe_and_always_has_an_issue() -> None:
    (only,) = operation_outcome({"unread": [], "not_evaluated": [], "not_covered": []})["issue"]
    assert only["severity"] == "information"
    assert "safe" not in only["diagnostics"]


def test_a_case_that_could_not_be_read_is_an_error() -> None:
    assert operation_outcome({"error": "not JSON"})["issue"][0]["severity"] == "error"


def test_the_place_in_a_file_is_told_and_no_fhirpath() -> None:
    path = "medications[0].dose (case.yaml:4:11)"
    (issue,) = operation_outcome({"unread": [{"path": path, "reason": "no unit"}]})["issue"]
    assert issue["expression"] == ["medications[0].dose"]
    assert issue["diagnostics"] == f"not read: {path}: no unit"


def test_an_alert_about_the_patient_alone_implicates_nothing_and_points_have_no_unit() -> None:
    points = {"name": "points", "value": 3.0, "unit": "1"}
    alert = {"rule": "b", "code": "CAREGAP", "message": "3 points", "medications": [], "measured": points, "limit": None}
    (issue,) = detected_issues({"case": "p1", "alerts": [alert]})
    check(issue, ELEMENTS["R4"])
    assert "implicated" not in issue
    assert issue["code"]["coding"][0]["code"] == "CAREGAP"
    assert "points: 3.0" in [code["text"] for code in issue["evidence"][0]["code"]]
