"""A drug held against the patient: contraindication, allergy, monitoring, omission. The findings of a rule are tested in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.native.conclude import ModifierTest, conclude, not_applicable, not_evaluated
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes
from rxrules.engines.readying import Ready, by_name
from rxrules.plan import PatientCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder, Missing
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.engines.native.logic import Orders, OrderTest, Test
    from rxrules.plan import Plan, PlanRule


class _Found(NamedTuple):
    """A finding that holds or may hold."""

    severity: int
    truth: int
    place: int
    causes: Causes


class PatientCheckRule:
    """One rule, its conditions ready to be tested."""

    __slots__ = ("findings", "holds", "index", "modifiers", "when")

    def __init__(self, index: int, rule: PlanRule, body: PatientCheck, builder: ConditionBuilder) -> None:
        self.index = index
        self.holds: OrderTest | None = None if body.condition is None else builder.order_test(body.condition)
        self.when: Test | None = None if rule.when is None else builder.test(rule.when)
        self.modifiers: tuple[ModifierTest, ...] = builder.modifiers(rule)
        self.findings = tuple([(finding.severity, builder.test(finding.condition)) for finding in body.findings])

    def evaluate(self, chart: Chart, orders: Orders) -> Outcome:
        """The outcome for one order, or for the patient alone."""
        causes = Causes()
        truth = TRUE
        if self.holds is not None:
            truth = self.holds(chart, orders[0], causes)
        if self.when is not None and truth != FALSE:
            truth = min(truth, self.when(chart, orders, causes))
        if truth == FALSE:
            return not_applicable(self.index, orders)
        lead, gaps, missing = self._lead(chart, orders)
        if lead is None:
            if gaps:
                return not_evaluated(self.index, orders, [*causes.missing, *gaps], Evidence())
            return Outcome(self.index, orders, Status.CLEAR, 0, True, Evidence())
        if UNKNOWN in (truth, lead.truth):
            truth = UNKNOWN
            causes.latitude.extend(lead.causes.latitude)
        evidence = Evidence(bound=lead.place, missing=missing)
        return conclude(self.index, orders, orders, lead.severity, truth, causes, self.modifiers, chart, evidence)

    def _lead(self, chart: Chart, orders: Orders) -> tuple[_Found | None, list[Missing], tuple[Missing, ...]]:
        """The finding that leads; without one what is missing to know of any; with one what is missing to know of a graver one."""
        found: list[_Found] = []
        for place, (severity, test) in enumerate(self.findings):
            causes = Causes()
            truth = test(chart, orders, causes)
            if truth != FALSE:
                found.append(_Found(severity, truth, place, causes))
        sure = [one for one in found if one.truth == TRUE]
        unsure = [one for one in found if one.truth == UNKNOWN]
        if sure:
            lead = max(sure, key=lambda one: one.severity)
            return lead, [], _graver(lead, unsure)
        possible = [one for one in unsure if not one.causes.missing]
        if not possible:
            return None, [missing for one in unsure for missing in one.causes.missing], ()
        # what is possible is seen before what is not known; what is missing to know of a graver finding is said beside it
        lead = max(possible, key=lambda one: one.severity)
        return lead, [], _graver(lead, unsure)


def _graver(lead: _Found, unsure: Sequence[_Found]) -> tuple[Missing, ...]:
    """What is missing to know of findings that are graver than the one that leads."""
    return tuple(dict.fromkeys([missing for one in unsure if one.severity > lead.severity for missing in one.causes.missing]))


class PatientCheckIndex:
    """From an ingredient to the rules that hold it against the patient; and the rules about the patient alone."""

    def __init__(self, plan: Plan, builder: ConditionBuilder) -> None:
        by_ingredient: dict[str, list[int]] = {}
        self._every: list[PatientCheckRule] = []
        self._alone: list[PatientCheckRule] = []
        for index, rule in enumerate(plan.rules):
            body = rule.body
            if not isinstance(body, PatientCheck):
                continue
            if body.population is None:
                # an allergy to the drug itself concerns every drug; an omission without a drug concerns the patient
                made = PatientCheckRule(index, rule, body, builder)
                (self._every if rule.kind == "allergy" else self._alone).append(made)
                continue
            for ingredient in plan.populations[body.population]:
                by_ingredient.setdefault(ingredient, []).append(index)

        def ready(index: int) -> PatientCheckRule:
            rule = plan.rules[index]
            return PatientCheckRule(index, rule, rule.body, builder)  # type: ignore[arg-type]

        self._by_ingredient = by_name(by_ingredient, Ready(ready))
        self._any = bool(by_ingredient or self._every or self._alone)

    def evaluate(self, chart: Chart, outcomes: list[Outcome]) -> None:
        """Add the outcome of every rule for every row that it concerns."""
        if not self._any:
            return
        for row in chart.live:
            if chart.deciding and not row.proposed:
                continue
            rules = self._rules(row)
            outcomes.extend([rule.evaluate(chart, (row,)) for rule in rules])
        if not chart.deciding:
            outcomes.extend([rule.evaluate(chart, ()) for rule in self._alone])

    def _rules(self, row: ChartOrder) -> list[PatientCheckRule]:
        known = self._by_ingredient
        if len(row.ingredients) == 1:
            return [*known[row.ingredients[0]], *self._every]
        # a product of several ingredients of one population is held against the patient once
        return [*dict.fromkeys(rule for ingredient in row.ingredients for rule in known[ingredient]), *self._every]
