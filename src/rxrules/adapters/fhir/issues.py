"""A report as FHIR: an alert is a DetectedIssue, and what was not checked is an OperationOutcome.

Both take the report as the mapping that ``rxrules check --format json`` prints. Elements and their
cardinalities are those of FHIR R4 (4.0.1) and R5 (5.0.0); the two differ in ``patient``, which is ``subject``
in R5.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal

from rxrules.errors import InputError, of_type

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_SEVERITIES = {"contraindicated": "high", "major": "high", "moderate": "moderate", "minor": "low"}
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?")
_FHIRPATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[\d+\])?(?:\.[A-Za-z_][A-Za-z0-9_]*(?:\[\d+\])?)*")
_URI = re.compile(r"\S+")


def detected_issues(
    report: Mapping[str, Any],
    version: Literal["R4", "R5"] = "R4",
    *,
    resource_type: str = "MedicationRequest",
) -> list[dict[str, Any]]:
    """The alerts of a report as DetectedIssue resources, in their order.

    Args:
        report: the report of one case, as it is printed in JSON.
        version: of FHIR.
        resource_type: the type of the resources that the ids of medications are of, where the report has no reference for
            them (``references``); an id that is a reference itself (``MedicationStatement/7``) stays as it is.

    Returns:
        The resources. The severities contraindicated and major become ``high``; rxrules' own stands in an
        evidence code.

    Raises:
        ValueError: the version is neither R4 nor R5.
        InputError: the report is no mapping, as where it is a `Report` and not its document.
    """
    if version not in ("R4", "R5"):
        raise ValueError(f"expected R4 or R5 for the version of FHIR, got {version!r}")
    _refuse_what_is_no_document(report)
    return [_issue(alert, report, version, resource_type) for alert in report.get("alerts", ())]


def _refuse_what_is_no_document(report: object) -> None:
    if not isinstance(report, Mapping):
        raise InputError(f"expected a report as rxrules.report.document gives it, a mapping; got {of_type(report)}")


def _issue(alert: Mapping[str, Any], report: Mapping[str, Any], version: str, resource_type: str) -> dict[str, Any]:
    subject = {"reference": f"Patient/{report['case']}"} if _ID.fullmatch(str(report.get("case", ""))) else None
    title, message = str(alert.get("title", "")).strip(), str(alert.get("message", "")).strip()
    sources = [_source(source) for source in alert.get("sources", ())]
    said = (message or title, *_what_to_do(alert, report), *(f"Source: {s}" for s in sources if s))
    detail = "\n\n".join(part for part in said if part)
    when = str(report.get("as_of") or "")
    issue: dict[str, Any] = {
        "resourceType": "DetectedIssue",
        "id": _id(alert, str(report.get("case", ""))),
        "identifier": [{"system": "urn:rxrules:fingerprint", "value": str(alert["fingerprint"])}]
        if alert.get("fingerprint")
        else None,
        "status": "final",
        "code": _code(alert, title),
        "severity": _SEVERITIES.get(str(alert.get("severity")), "high"),
        "patient" if version == "R4" else "subject": subject,
        "identifiedDateTime": when if _DATE_TIME.fullmatch(when) else None,
        "implicated": [
            _implicated(report.get("references", {}).get(str(name), str(name)), resource_type)
            for name in alert.get("medications", ())
        ],
        "evidence": _evidence(alert, sources),
        "detail": detail,
        "reference": next((url for source in alert.get("sources", ()) if (url := _url(source))), None),
    }
    return {name: value for name, value in issue.items() if value}


def _id(alert: Mapping[str, Any], case: str) -> str:
    """A digest of case and alert: the same alert of the same patient has the same id, and another patient's has not."""
    fingerprint = str(alert.get("fingerprint") or "")
    said = "\x1f".join([case, fingerprint, str(alert.get("rule", "")), *map(str, alert.get("medications", ()))])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _what_to_do(alert: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """The action, and how far the rule can be trusted: what a person at a screen must not miss."""
    found = [f"Action: {alert['action']}"] if alert.get("action") else []
    if alert.get("rule_status") == "review":
        found.append("The rule is under review.")
    if not all(one.get("clinician_reviewed") for one in report.get("rulesets", ())):
        found.append("No clinician has reviewed this ruleset.")
    return found


def _code(alert: Mapping[str, Any], title: str) -> dict[str, Any] | None:
    code = str(alert.get("code") or "")
    found: dict[str, Any] = {}
    if code:
        found["coding"] = [{"system": ACT_CODE, "code": code}]
    if title:
        found["text"] = title
    return found or None


def _implicated(name: str, resource_type: str) -> dict[str, Any]:
    if _REFERENCE.fullmatch(name):
        return {"reference": name}
    if _ID.fullmatch(name):
        return {"reference": f"{resource_type}/{name}"}
    return {"display": name}


def _evidence(alert: Mapping[str, Any], sources: list[str]) -> list[dict[str, Any]]:
    """What the alert rests on: the rules with their own severity, and how certain it is."""
    rules = alert.get("rules") or ([alert["rule"]] if alert.get("rule") else [])
    codes: list[dict[str, Any]] = [{"text": f"rule {rule}"} for rule in rules]
    if alert.get("severity"):
        codes.append({"text": f"severity by its source: {alert['severity']}"})
    if alert.get("certainty"):
        codes.append({"text": f"certainty: {alert['certainty']}"})
    for name in ("measured", "limit"):
        value = alert.get(name)
        if isinstance(value, dict) and value.get("value") is not None:
            unit = "" if value.get("unit") == "1" else value.get("unit", "")
            codes.append({"text": f"{value.get('name', name)}: {value['value']} {unit}".strip()})
    codes += [{"text": f"source: {source}"} for source in sources if source]
    return [{"code": codes}] if codes else []


def _source(source: object) -> str:
    if isinstance(source, str):
        return source.strip()
    if isinstance(source, dict):
        return ", ".join(str(source[key]) for key in ("title", "section", "url") if source.get(key))
    return ""


def _url(source: object) -> str:
    url = source if isinstance(source, str) else str(source.get("url") or "") if isinstance(source, dict) else ""
    return url if url.startswith(("http://", "https://", "urn:")) and _URI.fullmatch(url) else ""


def operation_outcome(report: Mapping[str, Any]) -> dict[str, Any]:
    """What a report could not check, as an OperationOutcome.

    What could not be read is an error (``invalid``) or, where it is only not supported, an information; a
    check that was not made and a drug that no rule covers are warnings. Where everything was checked the one
    issue says so: FHIR demands one.
    """
    _refuse_what_is_no_document(report)
    issues = [_unread(one) for one in report.get("unread", ())]
    issues += [_not_evaluated(one) for one in report.get("not_evaluated", ())]
    issues += [_not_covered(one) for one in report.get("not_covered", ())]
    issues += [
        _outcome("warning", "incomplete", f"not checked: {one.get('path', '?')} ({one.get('reason', '')})")
        for one in report.get("not_checked", ())
    ]
    issues += [
        _outcome("error", "exception", f"the engine {one.get('engine', '?')} did not run: {one.get('reason', '')}")
        for one in report.get("engine_failures", ())
    ]
    issues += [_disagreement(one) for one in report.get("disagreements", ())]
    if report.get("error"):
        issues.insert(0, _outcome("error", "invalid", str(report["error"])))
    if not issues:
        # SAFETY: it says what was done, never that anything is safe.
        about = "" if report.get("whole_list", True) else " that involves a proposed order"
        issues.append(_outcome("information", "informational", f"every check of the loaded rulesets{about} was made"))
    case = hashlib.sha256(str(report.get("case", "")).encode()).hexdigest()[:32]
    return {"resourceType": "OperationOutcome", "id": case, "issue": issues}


def _outcome(severity: str, code: str, text: str, where: str = "") -> dict[str, Any]:
    issue: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": text}
    if where:
        issue["expression"] = [where]
    return issue


def _disagreement(one: Mapping[str, Any]) -> dict[str, Any]:
    said = ", ".join(f"{engine}: {outcome or 'nothing'}" for engine, outcome in one.get("outcomes", {}).items())
    about = ", ".join(map(str, one.get("medications", ())))
    return _outcome("error", "conflict", f"the engines disagree on rule {one.get('rule', '?')} for {about}: {said}")


def _unread(one: Mapping[str, Any]) -> dict[str, Any]:
    is_error = one.get("is_error", True)
    severity, code = ("error", "invalid") if is_error else ("information", "not-supported")
    path = str(one.get("path", ""))
    # A place in a file ("medications[0].dose (case.yaml:4:11)") is for people; the element takes FHIRPath
    # only.
    expression = path.partition(" (")[0]
    text = f"not read: {path}: {one.get('reason', '')}" if path else f"not read: {one.get('reason', '')}"
    return _outcome(severity, code, text, expression if _FHIRPATH.fullmatch(expression) else "")


def _not_evaluated(one: Mapping[str, Any]) -> dict[str, Any]:
    missing = ", ".join(map(str, one.get("missing", ())))
    about = ", ".join(map(str, one.get("medications", ())))
    text = f"not checked: rule {one.get('rule', '?')}"
    text += f" for {about}" if about else ""
    text += f"; missing: {missing}" if missing else ""
    text += f" ({one['reason']})" if one.get("reason") else ""
    return _outcome("warning", "incomplete", text)


def _not_covered(one: Mapping[str, Any]) -> dict[str, Any]:
    kinds = ", ".join(map(str, one.get("kinds", ())))
    text = f"not covered: {one.get('medication', '?')}"
    text += f" by any rule of kind {kinds}" if kinds else ""
    text += f" ({one['reason']})" if one.get("reason") else ""
    return _outcome("warning", "not-found", text)
