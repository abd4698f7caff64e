"""What the kinds share that hold a drug against the patient: their findings, and what of the patient made one of them hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.base import Status
from rxrules.plan import PatientCheck
from rxrules.report.asking import asked, some
from rxrules.report.circumstances import FALSE, TRUE, Part, circumstances
from rxrules.report.kinds.base import KindReport, named, patient_facts, without_value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Condition, Plan
    from rxrules.plan import Finding as PlanFinding
    from rxrules.report.finding import Finding, Line


class PatientCheckReport(KindReport[PatientCheck]):
    """A drug, or the patient alone, and the finding that leads."""

    def drugs(self, plan: Plan, body: PatientCheck, outcome: Outcome) -> tuple[str, ...]:
        """What of each order the rule means."""
        wanted = () if body.population is None else plan.populations[body.population]
        return tuple([named(order, wanted) for order in outcome.orders])

    def finding(self, plan: Plan, chart: Chart, body: PatientCheck, outcome: Outcome) -> Finding:
        """The drug, and what holds of the patient."""
        lead = leading(body, outcome)
        parts = [] if lead is None else holding(plan, chart, outcome, lead.condition)
        plain = without_value(self.code_of(body, outcome), self.drugs(plan, body, outcome), plan, outcome)
        if lead is None or not parts:
            return plain
        return self.found(plan, chart, body, outcome, lead, parts, plain)

    def code_of(self, body: PatientCheck, outcome: Outcome) -> str:  # noqa: ARG002
        """The HL7 v3 ActCode of what was found."""
        return self.code

    def found(
        self,
        plan: Plan,  # noqa: ARG002
        chart: Chart,  # noqa: ARG002
        body: PatientCheck,  # noqa: ARG002
        outcome: Outcome,  # noqa: ARG002
        lead: PlanFinding,  # noqa: ARG002
        parts: Sequence[Part],  # noqa: ARG002
        plain: Finding,
    ) -> Finding:
        """The finding, from the one that leads and the parts that decide it; ``plain`` has drugs and effect only."""
        return plain

    def severity(self, base: int, body: PatientCheck, outcome: Outcome) -> int:
        """That of the finding that leads."""
        lead = leading(body, outcome)
        return base if lead is None else lead.severity

    def merge_key(self, body: PatientCheck, outcome: Outcome) -> tuple[object, ...]:  # noqa: ARG002
        """Each has its own reason, which another's message would hide."""
        return (outcome.rule,)

    def rests_on(self, plan: Plan, chart: Chart, body: PatientCheck, outcome: Outcome) -> tuple[str, ...]:
        """The finding, and what it asks for; a reading that moves within what is asked for is no other alert."""
        lead = leading(body, outcome)
        if lead is None:
            return ()
        parts = holding(plan, chart, outcome, lead.condition)
        return (lead.label, *sorted({part.asked for part in parts}))

    def found_lines(self, plan: Plan, chart: Chart, body: PatientCheck, outcome: Outcome) -> Sequence[Line]:
        """What holds; where nothing was found, what does not."""
        lead = leading(body, outcome)
        if lead is not None:
            lines = [("finding", lead.label.replace("_", " "))] if lead.label else []
            return [*lines, *(("holds", _line(part)) for part in holding(plan, chart, outcome, lead.condition))]
        if outcome.status != Status.CLEAR or not outcome.evidence.applies:
            return ()
        return [
            ("does not hold", _line(part))
            for finding in body.findings
            for part in deciding(plan, chart, outcome, finding.condition)
        ]

    def required(self, body: PatientCheck) -> Sequence[Condition]:
        """What must hold of the order."""
        return () if body.condition is None else (("order", 0, body.condition),)

    def conditions(self, body: PatientCheck) -> Sequence[tuple[str, Condition]]:
        """Its findings."""
        return [(finding.label, finding.condition) for finding in body.findings]

    def populations(self, body: PatientCheck) -> Sequence[int] | None:
        """The drugs; none where it is about the patient alone."""
        return () if body.population is None else (body.population,)

    def holds_against(self, body: PatientCheck) -> Collection[str]:
        """All that its findings read."""
        return frozenset().union(*(patient_facts(finding.condition) for finding in body.findings))

    def detail(self, plan: Plan, body: PatientCheck, ingredient: str) -> str | None:
        """What it asks of the patient."""
        if not self.names(plan, body, ingredient):
            return None
        return "; ".join(dict.fromkeys(asked(plan, finding.condition) for finding in body.findings))

    def asks(self, plan: Plan, body: PatientCheck) -> Sequence[str]:
        """What it asks of the order and the patient."""
        lines = [] if body.condition is None else [f"The order must be {asked(plan, body.condition)}."]
        return [*lines, *(f"It looks for: {asked(plan, finding.condition)}." for finding in body.findings)]


def leading(body: PatientCheck, outcome: Outcome) -> PlanFinding | None:
    """The finding that leads; None where there is none."""
    place = outcome.evidence.bound
    return body.findings[place] if 0 <= place < len(body.findings) else None


def deciding(plan: Plan, chart: Chart, outcome: Outcome, condition: Condition) -> list[Part]:
    """What decides a condition of the outcome's orders; of an order in parts, for the part of which it holds most."""
    return circumstances(plan).deciding(chart, _row(plan, chart, outcome, condition), condition)


def holding(plan: Plan, chart: Chart, outcome: Outcome, condition: Condition) -> list[Part]:
    """What makes a condition hold, or leaves it open; empty where it does not hold, and another engine says that it does."""
    orders, by = _row(plan, chart, outcome, condition), circumstances(plan)
    return [] if by.truth(chart, orders, condition) == FALSE else by.deciding(chart, orders, condition)


def _row(plan: Plan, chart: Chart, outcome: Outcome, condition: Condition) -> tuple[ChartOrder, ...]:
    orders = outcome.orders
    if len(orders) != 1 or not orders[0].parts:
        return orders
    return max([(part,) for part in orders[0].parts], key=lambda one: circumstances(plan).truth(chart, one, condition))


def _line(part: Part) -> str:
    # what is asked for and what was found are often the same words
    return (
        part.found
        if part.found == part.asked or (part.truth == TRUE and part.asked in part.found)
        else f"{part.asked}: {part.found}"
    )


def members(plan: Plan, condition: Condition) -> list[str]:
    """The drugs of the partners that a condition asks for or wants absent, each once, as its first few names."""
    found: dict[str, None] = {}
    waiting: list[object] = [condition]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, tuple) and part:
            if part[0] == "with":
                found[some(plan.populations[int(str(part[1]))])] = None
            waiting.extend(part)
    return list(found)
