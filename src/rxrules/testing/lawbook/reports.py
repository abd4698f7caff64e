"""Laws of reports: nothing twice, nothing lost, nothing hidden by a modifier, the same bytes; and cases can be written down."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from rxrules.adapters.case_writing import case_to_dict
from rxrules.adapters.casefile import read_case
from rxrules.chart import build_chart
from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES, Modifier
from rxrules.report import document
from rxrules.testing.differential import compare
from rxrules.testing.lawbook.limits import own_severity
from rxrules.testing.lawbook.subject import Law, differences, key, said, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.model import Case
    from rxrules.plan import PlanRule
    from rxrules.testing.lawbook.subject import Subject
    from rxrules.testing.strategies.choices import Choices

_ALWAYS = ("all",)
_GRAVEST = len(SEVERITIES) - 1


def _once(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    del r
    report = subject.report(case)
    for about, count in Counter(key(outcome, report.plan) for outcome in report.outcomes).items():
        if count > 1:
            yield f"{about[0]} has {count} outcomes of {', '.join(about[1]) or 'the patient'}"
    for outcome in report.outcomes:
        # that a rule does not apply may be said of the orders that are left, where what was asked about does not count
        if outcome.evidence.applies and outcome.orders and not report.chart.asks(outcome.orders):
            yield f"{report.plan.rules[outcome.rule].id} speaks of orders that nobody asked about"
        if outcome.status == Status.NOT_EVALUATED and not outcome.evidence.missing:
            yield f"{report.plan.rules[outcome.rule].id} was not evaluated, and names nothing that is missing"
    if report.status == "clear" and (report.not_evaluated or report.not_covered or report.fired):
        yield "the report is clear, and something was found or is open"


def _merged(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """No alert is lost, or made less grave, by being merged into another."""
    del r
    report = subject.report(case)
    for outcome in report.fired:
        rule = report.plan.rules[outcome.rule].id
        alerts = [alert for alert in report.alerts if any(one.id == rule for one in alert.rules)]
        if not any(SEVERITIES.index(alert.severity) >= outcome.severity for alert in alerts):
            yield f"{rule} fired {SEVERITIES[outcome.severity]}, and no alert is as grave as that"


def _suppression(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """Nothing is suppressed that another modifier makes graver, or might, or that fired more gravely without the suppression."""
    del r
    spoken = subject.changed(
        "spoken", lambda rule: rule._replace(modifiers=tuple(one for one in rule.modifiers if one.severity >= 0))
    )
    without = {outcome.key: outcome for outcome in spoken.check(case).outcomes}
    report = subject.report(case)
    for outcome in report.outcomes:
        rule, other = subject.plan.rules[outcome.rule], without.get(outcome.key)
        if report.chart.has_parts and outcome.status == Status.NOT_EVALUATED:
            continue  # of two parts of an order one may be suppressed, and the other not evaluated
        if other is None:
            yield f"{rule.id} has an outcome only where it can be suppressed"
        elif outcome.status == Status.SUPPRESSED:
            if other.status != Status.FIRED or other.evidence.modifier >= 0 or other.severity != own_severity(rule, other):
                yield f"{rule.id} is suppressed, and would be {verdict(other)}"
        elif outcome.status != other.status or (outcome.status == Status.FIRED and outcome.severity < other.severity):
            yield f"{rule.id} is {verdict(outcome)}, and without its suppressing modifiers {verdict(other)}"


def _modifiers(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """A modifier that always holds decides: the gravest raises every alert, and alone a suppressing one suppresses each."""
    del r

    def raised(rule: PlanRule) -> PlanRule:
        always = Modifier("always", _ALWAYS, _GRAVEST, "")
        return rule._replace(modifiers=(*rule.modifiers, always))

    def silenced(rule: PlanRule) -> PlanRule:
        return rule._replace(modifiers=(Modifier("always", _ALWAYS, -1, ""),))

    found = {outcome.key: outcome for outcome in subject.report(case).outcomes}
    for name, change, wanted in (("raised", raised, Status.FIRED), ("silenced", silenced, Status.SUPPRESSED)):
        for outcome in subject.changed(name, change).check(case).outcomes:
            own = found.get(outcome.key)
            spoke = own is not None and own.status in (Status.FIRED, Status.SUPPRESSED)
            right = outcome.status == Status.FIRED and outcome.severity == _GRAVEST
            if wanted == Status.SUPPRESSED:
                # of two parts of an order one may be suppressed, and the other not evaluated
                right = outcome.status in (Status.SUPPRESSED, Status.NOT_EVALUATED)
            if spoke and not right:
                yield f"{subject.plan.rules[outcome.rule].id} is {verdict(outcome)} with a modifier that always holds ({name})"


def _bytes(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    del r
    first, second = subject.report(case), subject.report(case)
    text = first.to_json()
    if text != second.to_json():
        yield "two reports of one case differ in their bytes"
    if text != json.dumps(document(first), ensure_ascii=False, allow_nan=False):
        yield "the report as it is written is not the document"


def _written(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """A case that is written down and read again is written as the same, and comes to the same."""
    del r
    written = case_to_dict(case)
    again = read_case(json.dumps(written, ensure_ascii=False), name="case.json")
    if case_to_dict(again) != written:
        yield "the case that was written down is read as another"
    else:
        yield from differences(said(subject.report(case)), said(subject.report(again)), "once the case was written down and read")


def _engines(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    del r
    if len(subject.engines) < 2:
        return
    chart = build_chart(case, subject.known.terminology, estimates=subject.plan.estimates)
    yield from map(str, compare(chart, subject.all_engines, subject.plan)[0])


REPORTS = (
    Law("once", "a report never holds an outcome twice, and speaks only of what was asked", _once),
    Law("merged", "no alert is lost or made less grave by being merged into another", _merged),
    Law("suppression", "suppression never hides a graver alert", _suppression),
    Law("modifiers", "a modifier that holds decides, and the gravest wins", _modifiers),
    Law("bytes", "a report is the same bytes each time", _bytes),
    Law("written", "a case that is written down is read as the same case", _written),
    Law("engines", "two engines come to the same outcomes", _engines),
)
