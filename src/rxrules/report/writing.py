"""The JSON text of a report, written straight, for services that check all day and want nothing but the text.

`document` says what a report holds; this writes the same several times faster: what a rule always says is text already, and what
the case adds is put in between. What is rare is left to `document`. A test holds the two equal.
"""

from __future__ import annotations

import json
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.plan import SEVERITIES
from rxrules.report.document import (
    alert_document,
    disagreement_documents,
    failure_documents,
    not_checked_documents,
    not_evaluated_documents,
    suppressed_documents,
    unread_documents,
)
from rxrules.report.fingerprint import digest, order_bytes, rests_on, result, spans
from rxrules.report.trace import readings, said_of, steps_of_finding

if TYPE_CHECKING:
    from collections.abc import Collection

    from rxrules.report.alert import Alert
    from rxrules.report.coverage import NotCovered
    from rxrules.report.finding import Line, Value
    from rxrules.report.report import Report
    from rxrules.report.wording import RuleWording

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def report_text(report: Report) -> str:
    """The document of a report as JSON text on one line, not escaped to ASCII."""
    case = report.chart.case
    clear, suppressed, not_evaluated, fired = report.by_status
    not_covered, not_checked, unread = report.not_covered, report.not_checked, report.unread
    disagreements = report.disagreements
    assumed = ', "as_of_assumed": true' if report.as_of_assumed else ""
    references = {order.id: order.reference for order in case.orders if order.reference}
    read_from = f', "references": {_encode(references)}' if references else ""
    return (
        f'{{"case": {quoted(case.id)}, "rulesets": {report.wording.rulesets}, "as_of": {quoted(str(case.as_of))}, '
        f'"engines": {_texts(report.engines)}, "whole_list": {"false" if report.chart.deciding else "true"}, '
        f'"status": "{report.status}", '
        f'"alerts": [{", ".join([_alert(alert) for alert in report.alerts])}], '
        f'"suppressed": {_encode(suppressed_documents(report)) if suppressed else "[]"}, '
        f'"not_evaluated": {_encode(not_evaluated_documents(report)) if not_evaluated else "[]"}, '
        f'"not_covered": [{", ".join([_not_covered(one) for one in not_covered]) if not_covered else ""}], '
        f'"not_checked": {_encode(not_checked_documents(report)) if not_checked else "[]"}, '
        f'"unread": {_encode(unread_documents(report)) if unread else "[]"}, '
        f'"disagreements": {_encode(disagreement_documents(report)) if disagreements else "[]"}, '
        f'"engine_failures": {_encode(failure_documents(report)) if report.failures else "[]"}, '
        f'"counts": {{"rules": {len(report.plan.rules)}, "fired": {len(fired)}, "clear": {len(clear)}, '
        f'"suppressed": {len(suppressed)}, "not_evaluated": {len(not_evaluated)}}}{read_from}{assumed}}}'
    )


class _Parts(NamedTuple):
    """What of an alert by one rule does not depend on ids, doses and readings: JSON text, and bytes of its fingerprint.

    Attributes:
        found: from the severity to the message.
        because: from the drugs to the first line of the trace.
        ending: the last lines of the trace, after those about orders and readings.
        head, facts, tail: what the fingerprint is made of before and after the orders.
    """

    found: str
    because: str
    ending: str
    head: bytes
    facts: list[bytes]
    tail: bytes


#: How many parts of its alerts are kept of a rule, less than a kilobyte each: an interaction has one or two, a limit one a dose.
_MOST_PARTS = 8


def _alert(alert: Alert) -> str:
    outcomes = alert.outcomes
    if len(outcomes) > 1:
        return _encode(alert_document(alert))
    lead, plan, chart, wording = outcomes[0], alert.plan, alert.chart, alert.wording
    number, orders = lead.rule, lead.orders
    own = wording[number]
    kind, body = own.kind, plan.rules[number].body
    evidence = lead.evidence
    if own.repeats and not (evidence.missing or evidence.assumed):
        key = lead.severity, lead.certain, evidence, *[order.ingredients for order in orders]
        repeated = own.repeated
        parts: _Parts | None = repeated.get(key)
        if parts is None:
            if len(repeated) >= _MOST_PARTS:
                repeated.clear()
            parts = repeated[key] = _parts(alert, own)
    else:
        parts = _parts(alert, own)
    found, because, ending, head, facts, tail = parts
    ids: list[str] = []
    lines: list[Line] = []
    marks: list[bytes] = []
    read = own.reads
    for order in orders:
        ids.append(quoted(order.id))
        lines.append(said_of(order))
        lines += kind.order_lines(chart, order, body)
        marks.append(order_bytes(order, read))
    if own.variables:
        lines += readings(chart, own.variables)
    steps = [quoted(f"{what}: {said}") for what, said in lines]
    steps.append(ending)
    return (
        f'{own.opening}{found}, "medications": [{", ".join(ids)}]{because}, {", ".join(steps)}], '
        f'"fingerprint": "{digest(head, marks, facts, tail)}"}}'
    )


def _parts(alert: Alert, own: RuleWording) -> _Parts:
    lead, plan = alert.outcomes[0], alert.plan
    evidence, rule = lead.evidence, plan.rules[lead.rule]
    code, drugs, measured, limit, message = own.kind.finding(plan, alert.chart, rule.body, lead)
    modifier = '""' if evidence.modifier < 0 else quoted(alert.modifier)
    limit_text = _value(limit)
    steps = [quoted(f"{what}: {found}") for what, found in steps_of_finding(plan, alert.chart, lead, own)]
    found = f', "severity": "{SEVERITIES[lead.severity]}", "code": "{code}", "message": {quoted(message)}'
    because = (
        f', "drugs": {_texts(drugs)}, "certainty": "{"certain" if lead.certain else "possible"}", '
        f'"measured": {_value(measured)}, "limit": {limit_text}, "clear_at": {limit_text}, '
        f'"modifier": {modifier}, '
        f'"unknown_modifiers": {_texts(alert.unknown_modifiers) if evidence.unknown else "[]"}, '
        f'"missing": {_texts([missing.path for missing in evidence.missing])}, "assumed": {_texts(evidence.assumed)}, '
        f'"trace": [{own.first_line}'
    )
    facts = rests_on(plan, alert.chart, lead, own)
    return _Parts(found, because, ", ".join(steps) + own.last_lines, result(plan, alert.outcomes), facts, spans(lead))


# The doses of a population repeat themselves.
@lru_cache(maxsize=4096)
def _value(value: Value | None) -> str:
    if value is None:
        return "null"
    name, high, unit, low = value
    number = "null" if high == INFINITY else repr(high)
    lowest = "" if low == high else f', "low": {low!r}'
    return f'{{"name": {quoted(name)}, "value": {number}, "unit": {quoted(unit)}{lowest}}}'


def _not_covered(one: NotCovered) -> str:
    near = "[]" if one.unresolved is None else _texts(one.near)
    return f'{{"medication": {quoted(one.order.id)}, {_gap(one.kinds, one.reason)}, "near": {near}}}'


# What no rule knows stays the same from patient to patient.
@lru_cache(maxsize=4096)
def _gap(kinds: tuple[str, ...], reason: str) -> str:
    return f'"kinds": {_texts(kinds)}, "reason": {quoted(reason)}'


def _texts(texts: Collection[str]) -> str:
    return f"[{', '.join([quoted(text) for text in texts])}]" if texts else "[]"
