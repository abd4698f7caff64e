"""Allergies in the report: a drug, the allergy that is recorded, and how often the two react together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.report.asking import asked
from rxrules.report.kinds.base import said
from rxrules.report.kinds.patient_check import PatientCheckReport, leading
from rxrules.report.observed import allergies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartAllergy
    from rxrules.engines.base import Outcome
    from rxrules.plan import Condition, PatientCheck, Plan
    from rxrules.plan import Finding as PlanFinding
    from rxrules.report.circumstances import Part
    from rxrules.report.finding import Finding, Line


class AllergyReport(PatientCheckReport):
    """What is recorded, and the rate of cross-reactivity."""

    code = "ALGY"

    def found(
        self,
        plan: Plan,
        chart: Chart,
        body: PatientCheck,
        outcome: Outcome,
        lead: PlanFinding,
        parts: Sequence[Part],  # noqa: ARG002
        plain: Finding,
    ) -> Finding:
        """The recorded allergy; ``RALG`` where it is to another drug than this one."""
        entries = _entries(plan, chart, outcome, lead)
        if not entries:
            return plain
        names = "/".join(dict.fromkeys(plain.drugs))
        itself = any(_is_itself(plan, one, outcome, lead) for one in entries)
        words = " and ".join(dict.fromkeys(_words(one) for one in entries))
        detail = f"; cross-reactivity: {body.detail}" if body.detail and not itself else ""
        message = f"{names}: recorded allergy to {words}{detail}"
        return plain._replace(code="ALGY" if itself else "RALG", message=said(message, outcome))

    def rests_on(self, plan: Plan, chart: Chart, body: PatientCheck, outcome: Outcome) -> tuple[str, ...]:
        """The allergies, as they are written."""
        lead = leading(body, outcome)
        return () if lead is None else tuple(sorted({_words(one) for one in _entries(plan, chart, outcome, lead)}))

    def found_lines(self, plan: Plan, chart: Chart, body: PatientCheck, outcome: Outcome) -> Sequence[Line]:
        """What is recorded, with the drugs that it was read as, and the rate."""
        lead = leading(body, outcome)
        if lead is None:
            return super().found_lines(plan, chart, body, outcome)
        lines = []
        for one in _entries(plan, chart, outcome, lead):
            read = ", ".join(sorted(one.ingredients))
            lines.append(("recorded allergy", f"{_words(one)} = {read}" if read else _words(one)))
        lines.append(("asked for", asked(plan, lead.condition)))
        return [*lines, ("cross-reactivity", body.detail)] if body.detail else lines

    def populations(self, body: PatientCheck) -> Sequence[int] | None:
        """The drugs; a rule about each drug's own ingredients knows all of them."""
        return None if body.population is None else (body.population,)

    def detail(self, plan: Plan, body: PatientCheck, ingredient: str) -> str | None:
        """The allergen and the rate."""
        found = super().detail(plan, body, ingredient)
        return f"{found}; cross-reactivity: {body.detail}" if found and body.detail else found

    def sides(self, plan: Plan, body: PatientCheck) -> Sequence[Sequence[str]]:
        """The drugs; or any."""
        return [("any drug",)] if body.population is None else super().sides(plan, body)


def _asked(condition: Condition) -> tuple[int, int | None] | None:
    """The allergen and the population of an ``allergy`` condition, wherever it stands."""
    if condition[0] == "allergy":
        _, allergen, population = condition
        return int(str(allergen)), None if population is None else int(str(population))
    return next((found for part in condition if isinstance(part, tuple) and part and (found := _asked(part))), None)


def _entries(plan: Plan, chart: Chart, outcome: Outcome, lead: PlanFinding) -> list[ChartAllergy]:
    wanted = _asked(lead.condition)
    if wanted is None:
        return []
    found = [one for order in outcome.orders for one in allergies(plan, chart, order, *wanted)]
    return list(dict.fromkeys(found))


def _is_itself(plan: Plan, one: ChartAllergy, outcome: Outcome, lead: PlanFinding) -> bool:
    """Whether the recorded allergy is to the drug of the order: by its ingredients, or by a class that is all that it names."""
    held = {name for order in outcome.orders for name in order.ingredients}
    if one.ingredients:
        return not held.isdisjoint(one.ingredients)
    wanted = _asked(lead.condition)
    population = plan.allergens[wanted[0]].population if wanted is not None and wanted[0] >= 0 else None
    return population is not None and not held.isdisjoint(plan.populations[population])


def _words(one: ChartAllergy) -> str:
    return one.text or f"{one.system} {one.code}".strip()
