"""The report as plain data, in the form that the documentation promises.

What a rule always says is taken ready-made from its wording, and what several alerts say of one order is worked out once. Who wants
nothing but the text writes it with `Report.to_json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY
from rxrules.engines.base import Status
from rxrules.errors import InputError, of_type
from rxrules.plan import SEVERITIES
from rxrules.report.fingerprint import fingerprint
from rxrules.report.trace import trace
from rxrules.report.wording import rulesets_document

if TYPE_CHECKING:
    from rxrules.engines.base import Outcome
    from rxrules.report.alert import Alert
    from rxrules.report.finding import Value
    from rxrules.report.report import Report

Document = dict[str, Any]


def document(report: Report) -> Document:
    """The report as dictionaries and lists, ready for JSON; the same case and rules give the same bytes.

    Raises:
        InputError: it is no report.
    """
    from rxrules.report.report import Report  # noqa: PLC0415  which writes itself by way of this module

    if not isinstance(report, Report):
        raise InputError(f"expected a report, as `Checker.check` gives it, got {of_type(report)}")
    case, plan = report.chart.case, report.plan
    found: Document = {
        "case": case.id,
        "rulesets": rulesets_document(plan),
        "as_of": str(case.as_of),
        "engines": list(report.engines),
        "whole_list": not report.chart.deciding,
        "status": report.status,
        "alerts": [alert_document(alert) for alert in report.alerts],
        "suppressed": suppressed_documents(report),
        "not_evaluated": not_evaluated_documents(report),
        "not_covered": [
            {"medication": one.order.id, "kinds": list(one.kinds), "reason": one.reason, "near": list(one.near)}
            for one in report.not_covered
        ],
        "not_checked": not_checked_documents(report),
        "unread": unread_documents(report),
        "disagreements": disagreement_documents(report),
        "engine_failures": failure_documents(report),
        "counts": {
            "rules": len(plan.rules),
            # SAFETY: where it is 0 no drug of the list was checked, and `not_checked` says so
            "orders": sum(order.live for order in report.chart.orders),
            "fired": len(report.fired),
            "clear": len(report.clear),
            "suppressed": len(report.suppressed),
            "not_evaluated": len(report.not_evaluated),
        },
    }
    references = {order.id: order.reference for order in case.orders if order.reference}
    if references:
        found["references"] = references
    if report.as_of_assumed:
        found["as_of_assumed"] = True
    return found


def alert_document(alert: Alert) -> Document:
    """One alert as plain data."""
    lead, wording = alert.lead, alert.wording
    evidence = lead.evidence
    own = wording[lead.rule]
    was = alert.finding
    limit = _value(was.limit)
    found: Document = {
        **own.static,
        "rules": [rule.id for rule in alert.rules],
        "severity": SEVERITIES[lead.severity],
        "code": was.code,
        "message": was.message,
        "medications": [order.id for order in lead.orders],
        "drugs": list(was.drugs),
        "certainty": "certain" if lead.certain else "possible",
        "measured": _value(was.measured),
        "limit": limit,
        "clear_at": limit,
        "modifier": alert.modifier,
        "unknown_modifiers": list(alert.unknown_modifiers),
        "missing": [missing.path for missing in evidence.missing],
        "assumed": list(evidence.assumed),
        "trace": [
            f"{what}: {said}" for outcome in alert.outcomes for what, said in trace(alert.plan, alert.chart, outcome, wording)
        ],
        "fingerprint": fingerprint(alert),
    }
    if len(alert.outcomes) > 1:
        found["sources"] = [{key: part for key, part in source._asdict().items() if part} for source in alert.sources]
    return found


def _value(value: Value | None) -> Document | None:
    if value is None:
        return None
    found: Document = {"name": value.name, "value": None if value.value == INFINITY else value.value, "unit": value.unit}
    if value.low != value.value:
        found["low"] = value.low
    return found


def suppressed_documents(report: Report) -> list[Document]:
    """What a known circumstance holds back."""
    return [_suppressed(report, outcome) for outcome in report.suppressed]


def _suppressed(report: Report, outcome: Outcome) -> Document:
    rule = report.plan.rules[outcome.rule]
    return {
        "rule": rule.id,
        "medications": [order.id for order in outcome.orders],
        "severity": SEVERITIES[outcome.severity],
        "modifier": rule.modifiers[outcome.evidence.modifier].label,
    }


def not_evaluated_documents(report: Report) -> list[Document]:
    """What could not be evaluated for want of an input."""
    return [_not_evaluated(report, outcome) for outcome in report.not_evaluated]


def _not_evaluated(report: Report, outcome: Outcome) -> Document:
    missing = outcome.evidence.missing
    return {
        "rule": report.plan.rules[outcome.rule].id,
        "medications": [order.id for order in outcome.orders],
        "missing": list(dict.fromkeys(one.path for one in missing)),
        "reason": "; ".join(dict.fromkeys(one.reason for one in missing)),
    }


def not_checked_documents(report: Report) -> list[Document]:
    """What is known of the patient and takes no part, as plain data."""
    return [{"path": one.path, "reason": one.reason} for one in report.not_checked]


def unread_documents(report: Report) -> list[Document]:
    """What of the input took no part."""
    return [
        {"path": one.path, "reason": one.reason, "medication": one.medication, "is_error": one.is_error} for one in report.unread
    ]


def disagreement_documents(report: Report) -> list[Document]:
    """Where the engines differ."""
    return [
        {
            "rule": one.rule.id,
            "medications": list(one.medications),
            "outcomes": {name: None if outcome is None else _said(outcome) for name, outcome in one.outcomes.items()},
        }
        for one in report.disagreements
    ]


def _said(outcome: Outcome) -> str:
    """What an engine said: the status, and of an alert its severity and certainty."""
    status = outcome.status.name.lower()
    if outcome.status != Status.FIRED:
        return status
    return f"{status}, {SEVERITIES[outcome.severity]}, {'certain' if outcome.certain else 'possible'}"


def failure_documents(report: Report) -> list[Document]:
    """Engines that did not run."""
    return [{"engine": one.engine, "reason": one.reason} for one in report.failures]
