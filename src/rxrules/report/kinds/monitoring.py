"""Monitoring in the report: a test that was never done, not for too long, or whose result is out of range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import Window
from rxrules.report.asking import printed, test_name, window_words
from rxrules.report.circumstances import value_and_edge
from rxrules.report.finding import Value
from rxrules.report.kinds.base import said
from rxrules.report.kinds.patient_check import PatientCheckReport, leading
from rxrules.report.observed import newest_test

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Finding as PlanFinding
    from rxrules.plan import PatientCheck, Plan
    from rxrules.report.circumstances import Part
    from rxrules.report.finding import Finding

#: A result that speaks against a drug; a test that was not done is a gap in care.
_LABORATORY, _GAP = "LAB", "CAREGAP"


class MonitoringReport(PatientCheckReport):
    """Days since the last test, or its result."""

    code = _GAP

    def code_of(self, body: PatientCheck, outcome: Outcome) -> str:
        """Of the result, where there is one."""
        lead = leading(body, outcome)
        return _LABORATORY if lead is not None and lead.label == "out_of_range" else _GAP

    def found(
        self,
        plan: Plan,  # noqa: ARG002
        chart: Chart,
        body: PatientCheck,
        outcome: Outcome,
        lead: PlanFinding,
        parts: Sequence[Part],
        plain: Finding,
    ) -> Finding:
        """What is due, since when, or which value is out of which range."""
        names = "/".join(dict.fromkeys(plain.drugs))
        if lead.label == "out_of_range":
            results = [(part, values) for part in parts if (values := value_and_edge(chart, part)) is not None]
            if not results:
                return plain
            part, (measured, limit) = results[0]
            return plain._replace(measured=measured, limit=limit, message=said(f"{names}: {part.found} is {part.side}", outcome))
        tests, within = _asked(body)
        called = " or ".join(map(test_name, tests))
        due = f"one is due every {within:g} d" if within is not None else "one is due"
        longest = None if within is None else Value("within", within, "d", within)
        age, text = newest_test(chart, tests) or (None, "")
        if age is None:
            return plain._replace(limit=longest, message=said(f"{names}: no {called} is recorded; {due}", outcome))
        since = Value(f"days since {called}", age, "d", age)
        late = f", overdue by {age - within:g} d" if within is not None else ""
        message = f"{names}: the last {called} is {age:g} d old ({text}); {due}{late}"
        return plain._replace(measured=since, limit=longest, message=said(message, outcome))

    def detail(self, plan: Plan, body: PatientCheck, ingredient: str) -> str | None:
        """The test, how often, and where its result should lie."""
        if not self.names(plan, body, ingredient):
            return None
        tests, within = _asked(body)
        often = "" if within is None else f" every {within:g} d"
        result = _range(body)
        return f"{' or '.join(map(test_name, tests))}{often}{result and f', {result}'}"


def _range(body: PatientCheck) -> str:
    """Where the result should lie, in words; empty where any will do."""
    found: list[str] = []
    waiting: list[object] = [finding.condition for finding in body.findings]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple) and part:
            if part[0] == "range":
                window = Window(*part[2:-1])
                found.append(window_words(window, printed(str(part[1]), window.low, window.high)))
            waiting.extend(part)
    return found[0] if found else ""


def _asked(body: PatientCheck) -> tuple[tuple[str, ...], float | None]:
    """The tests, any of which will do, and how many days old the newest may be."""
    tests: tuple[str, ...] = ()
    within: float | None = None
    for finding in body.findings:
        for names, days in _tests(finding.condition):
            tests = tests or names
            within = days if within is None else within
    return tests, within


def _tests(part: object) -> Iterator[tuple[tuple[str, ...], float | None]]:
    if not isinstance(part, tuple) or not part:
        return
    if part[0] == "tested":
        yield part[1], part[2]
        return
    for inner in part:
        yield from _tests(inner)
