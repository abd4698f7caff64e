"""Contraindications in the report: a drug, and what holds of this patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.report.circumstances import value_and_edge
from rxrules.report.kinds.base import said
from rxrules.report.kinds.patient_check import PatientCheckReport, leading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Finding as PlanFinding
    from rxrules.plan import PatientCheck, Plan
    from rxrules.report.circumstances import Part
    from rxrules.report.finding import Finding

#: The ActCode of what a condition reads, by its operator; of readings by the name before the colon.
_CODES = {
    "condition": "COND",
    "pregnant": "PREG",
    "breastfeeding": "LACT",
    "sex": "GEND",
    "stated": "PATPREF",
    "with": "DACT",
    "tested": "LAB",
    "allergy": "ALGY",
    "age_months": "AGE",
    "age_days": "AGE",
    "weight": "WGHT",
    "height": "HGHT",
    "obs": "LAB",
    "est": "LAB",
}


class ContraindicationReport(PatientCheckReport):
    """The readings and states that the condition read."""

    def code_of(self, body: PatientCheck, outcome: Outcome) -> str:
        """Of what the finding reads where that is of one sort, else of any characteristic of the patient."""
        lead = leading(body, outcome)
        found: set[str] = set()
        waiting: list[object] = [() if lead is None else lead.condition]
        while waiting:
            part = waiting.pop()
            if isinstance(part, tuple) and part:
                key = str(part[1]).partition(":")[0] if part[0] == "range" else str(part[0])
                if key in _CODES:
                    found.add(_CODES[key])
                waiting.extend(part)
        return found.pop() if len(found) == 1 else "OBSA"

    def found(
        self,
        plan: Plan,  # noqa: ARG002
        chart: Chart,
        body: PatientCheck,  # noqa: ARG002
        outcome: Outcome,
        lead: PlanFinding,  # noqa: ARG002
        parts: Sequence[Part],
        plain: Finding,
    ) -> Finding:
        """What holds; with the value and the edge where it is one reading alone."""
        names = "/".join(dict.fromkeys(plain.drugs))
        message = f"{names}: {'; '.join(dict.fromkeys(part.said for part in parts))}"
        values = [found for part in parts if (found := value_and_edge(chart, part)) is not None]
        measured, limit = values[0] if len(parts) == len(values) == 1 else (None, None)
        return plain._replace(measured=measured, limit=limit, message=said(message, outcome))
