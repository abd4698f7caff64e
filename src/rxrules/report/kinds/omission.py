"""Omissions in the report: a drug, or a circumstance of the patient, without the partner that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.report.asking import some
from rxrules.report.kinds.base import said
from rxrules.report.kinds.patient_check import PatientCheckReport, deciding, members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Finding as PlanFinding
    from rxrules.plan import PatientCheck, Plan
    from rxrules.report.circumstances import Part
    from rxrules.report.finding import Finding, Line


class OmissionReport(PatientCheckReport):
    """What asks for a partner, and the partners that are not there."""

    code = "CAREGAP"

    def found(
        self,
        plan: Plan,
        chart: Chart,
        body: PatientCheck,  # noqa: ARG002
        outcome: Outcome,
        lead: PlanFinding,
        parts: Sequence[Part],  # noqa: ARG002
        plain: Finding,
    ) -> Finding:
        """The drug or the circumstance, and the partners, of which none is there."""
        partners = members(plan, lead.condition)
        if not partners:
            return plain
        who = "/".join(dict.fromkeys(plain.drugs)) or "; ".join(_circumstance(plan, chart, outcome)) or "the patient"
        names = ", ".join(partners)
        absent = (
            f"none of these is among the current orders: {names}" if "," in names else f"no {names} is among the current orders"
        )
        message = f"{who}: {absent}"
        return plain._replace(message=said(message, outcome))

    def found_lines(self, plan: Plan, chart: Chart, body: PatientCheck, outcome: Outcome) -> Sequence[Line]:
        """What of the patient asks for a partner, and which."""
        lines = [("holds", words) for words in _circumstance(plan, chart, outcome)] if outcome.evidence.bound >= 0 else []
        return [*lines, *super().found_lines(plan, chart, body, outcome)]

    def detail(self, plan: Plan, body: PatientCheck, ingredient: str) -> str | None:
        """What is asked for beside a drug; of a partner, that it is one."""
        found = super().detail(plan, body, ingredient)
        if found is not None:
            return found
        wanted = [finding for finding in body.findings if _is_partner(plan, finding.condition, ingredient)]
        if not wanted:
            return None
        return (
            "a drug that it asks for" if body.population is None else f"asked for beside {some(plan.populations[body.population])}"
        )


def _circumstance(plan: Plan, chart: Chart, outcome: Outcome) -> list[str]:
    """What of the patient the rule's ``when`` found; an age beside something else only limits it."""
    when = plan.rules[outcome.rule].when
    parts = [] if when is None else deciding(plan, chart, outcome, when)
    telling = [part for part in parts if part.condition[0] != "range" or not str(part.condition[1]).startswith("age_")]
    return list(dict.fromkeys(part.said for part in telling or parts))


def _is_partner(plan: Plan, part: object, ingredient: str) -> bool:
    if not isinstance(part, tuple) or not part:
        return False
    if part[0] == "with":
        return ingredient in plan.populations[part[1]]
    return any(_is_partner(plan, inner, ingredient) for inner in part)
