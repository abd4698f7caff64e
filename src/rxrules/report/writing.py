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
from rxrules.report.amounts import canonical_span_text, in_unit
from rxrules.report.document import (
    alert_document,
    disagreement_documents,
    failure_documents,
    not_checked_documents,
    not_evaluated_documents,
    suppressed_documents,
    unread_documents,
)
from rxrules.report.finding import Value
from rxrules.report.fingerprint import digest, order_bytes, rests_on, result, spans
from rxrules.report.trace import last_steps, readings, said_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rxrules.report.alert import Alert
    from rxrules.report.coverage import NotCovered
    from rxrules.report.finding import Frame, Line
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
        f'"counts": {{"rules": {len(report.plan.rules)}, "orders": {sum(order.live for order in report.chart.orders)}, '
        f'"fired": {len(fired)}, "clear": {len(clear)}, "suppressed": {len(suppressed)}, '
        f'"not_evaluated": {len(not_evaluated)}}}{read_from}{assumed}}}'
    )


class _Parts(NamedTuple):
    """What of an alert by one rule does not depend on ids, doses and readings: JSON text, and bytes of its fingerprint.

    Attributes:
        template: the whole alert, with a place (``%s``) for what was measured in the message, the ids of the orders, what was
            measured, the steps about orders and readings, what was measured in the trace, and the fingerprint. One text, because
            a busy service waits for memory more than for anything else. Without a frame, what was measured is in it already.
        head, facts: what the fingerprint is made of before and after the orders.
        frame: of a finding that differs in what was measured alone.
    """

    template: str
    head: bytes
    facts: list[bytes]
    frame: Frame | None


#: How many parts of its alerts are kept of a rule, about a kilobyte each: one for each limit and circumstance.
_MOST_PARTS = 8


def _alert(alert: Alert) -> str:
    outcomes = alert.outcomes
    if len(outcomes) > 1:
        return _encode(alert_document(alert))
    lead, plan, chart, wording = outcomes[0], alert.plan, alert.chart, alert.wording
    number, orders, _, severity, certain, evidence = lead
    rests: tuple[object, ...]
    own = wording[number]
    kind, body = own.kind, plan.rules[number].body
    measured = evidence.measured
    if own.repeats and not (evidence.missing or evidence.assumed):
        framed = kind.frames and measured is not None
        if framed:
            rests = severity, certain, evidence.band, evidence.bound, evidence.limit, evidence.modifier, evidence.unknown
        else:
            rests = severity, certain, evidence
        key = rests, *[order.ingredients for order in orders]
        repeated = own.repeated
        parts: _Parts | None = repeated.get(key)
        if parts is None:
            parts = _parts(alert, own)
            if len(repeated) >= _MOST_PARTS:
                repeated.clear()
            # SAFETY: without a frame the parts hold what was measured of this patient, which the key of one leaves out
            if not framed or parts.frame is not None:
                repeated[key] = parts
    else:
        parts = _parts(alert, own)
    template, head, facts, frame = parts
    words = value = ""
    if frame is not None and measured is not None:
        words, value = _measured(frame.name, frame.unit, frame.factor, *measured)
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
    steps = "".join([f"{quoted(f'{what}: {said}')}, " for what, said in lines])
    return template % (words, ", ".join(ids), value, steps, words, digest(head, marks, facts, spans(lead)))


def _parts(alert: Alert, own: RuleWording) -> _Parts:
    lead, plan, chart = alert.outcomes[0], alert.plan, alert.chart
    evidence, rule, kind = lead.evidence, plan.rules[lead.rule], own.kind
    frame = kind.frame(plan, rule.body, lead) if own.repeats and kind.frames else None
    last = last_steps(plan, chart, lead, own)
    if frame is None:
        code, drugs, measured, limit, message = kind.finding(plan, chart, rule.body, lead)
        before, after, value = quoted(message), "", _value(measured)
        words, rest = _steps([*kind.found_lines(plan, chart, rule.body, lead), *last]), ""
    else:
        code, drugs, limit, value = frame.code, frame.drugs, frame.limit, ""
        before, after = quoted(frame.before)[:-1], quoted(frame.after)[1:]
        words = "".join([f"{_steps([line])}, " for line in frame.lines_before]) + quoted(f"{frame.name}: ")[:-1]
        rest = f'", {_steps([*frame.lines_after, *last])}'
    modifier = '""' if evidence.modifier < 0 else quoted(alert.modifier)
    limit_text = _value(limit)
    fixed = (
        f'{own.opening}, "severity": "{SEVERITIES[lead.severity]}", "code": "{code}", "message": {before}',
        f'{after}, "medications": [',
        f'], "drugs": {_texts(drugs)}, "certainty": "{"certain" if lead.certain else "possible"}", "measured": {value}',
        (
            f', "limit": {limit_text}, "clear_at": {limit_text}, "modifier": {modifier}, '
            f'"unknown_modifiers": {_texts(alert.unknown_modifiers) if evidence.unknown else "[]"}, '
            f'"missing": {_texts([missing.path for missing in evidence.missing])}, "assumed": {_texts(evidence.assumed)}, '
            f'"trace": [{own.first_line}, '
        ),
        words,
        f'{rest}{own.last_lines}], "fingerprint": "',
        '"}',
    )
    template = "%s".join([text.replace("%", "%%") for text in fixed])
    return _Parts(template, result(plan, alert.outcomes), rests_on(plan, chart, lead, own), frame)


def _steps(lines: Iterable[Line]) -> str:
    return ", ".join([quoted(f"{what}: {said}") for what, said in lines])


# The doses of a population repeat themselves.
@lru_cache(maxsize=4096)
def _measured(name: str, unit: str, factor: float, low: float, high: float) -> tuple[str, str]:
    """What was measured within a text of JSON, and as a value of it."""
    value = Value(name, in_unit(high, factor), unit, in_unit(low, factor))
    return quoted(canonical_span_text(low, high, factor, unit))[1:-1], _value(value)


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
