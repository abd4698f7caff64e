"""What the native engine says of one rule on one case: a plan that holds this rule alone, and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve, frozen

from rxrules.chart import build_chart
from rxrules.compile import compile_rulesets
from rxrules.engines.base import Status
from rxrules.engines.native import NativeEngine
from rxrules.language.ast import BurdenRule
from rxrules.language.borrowed import with_borrowed
from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Collection

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.language.ast import Rule
    from rxrules.model import Case
    from rxrules.plan import Plan
    from rxrules.terminology import Terminology
    from rxrules.testing.scenarios import Scenario
    from rxrules.validate import Ruleset


class Verdict(NamedTuple):
    """What came of a rule on a case, over all orders that it concerns: the gravest.

    Attributes:
        status: ``fired``, ``not_evaluated``, ``suppressed`` or ``clear``, which it also is where the rule concerns nothing.
        severity, certainty: of an alert, else empty.
    """

    status: str
    severity: str = ""
    certainty: str = ""

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Larger is graver: an alert above what could not be evaluated, that above what is clear or suppressed."""
        if self.status == "fired":
            return 2, SEVERITIES.index(self.severity), self.certainty == "certain"
        return int(self.status == "not_evaluated"), 0, False

    def __str__(self) -> str:
        if self.status == "fired":
            return f"fires {self.severity}" + ("" if self.certainty == "certain" else ", possible")
        return {"not_evaluated": "is not evaluated", "suppressed": "is suppressed"}.get(self.status, "stays clear")


CLEAR = Verdict("clear")


def verdict_of(outcomes: Collection[Outcome]) -> Verdict:
    """The gravest of the outcomes of one rule."""
    if not outcomes:
        return CLEAR
    lead = max(
        outcomes,
        key=lambda one: (int(one.status), one.severity, one.certain) if one.status == Status.FIRED else (int(one.status), 0, False),
    )
    if lead.status == Status.FIRED:
        return Verdict("fired", SEVERITIES[lead.severity], "certain" if lead.certain else "possible")
    return Verdict(Status(lead.status).name.lower())


def plan_of(rule: Rule, ruleset: Ruleset, whole: Plan | None = None) -> Plan:
    """A plan that holds one rule, in draft or retired too.

    Args:
        rule: of the ruleset, or made from one of its rules.
        ruleset: what its names mean.
        whole: the plan of the ruleset, where it was compiled already; definitions are taken from there, which saves time.
    """
    running = rule if rule.status in ("active", "review") else evolve(rule, status="review")
    if isinstance(running, BurdenRule):
        running = with_borrowed(running, ruleset.rules)
    if whole is None:
        return compile_rulesets([evolve(ruleset, rules=(running,))])
    made = compile_rulesets([evolve(ruleset, rules=(running,), conditions={}, drugs=())])
    return made._replace(conditions=whole.conditions, products=whole.products)


@frozen(eq=False)
class Judge:
    """The native engine over a plan of one rule.

    Attributes:
        plan: of one rule.
        terminology: what names in cases mean.
    """

    plan: Plan
    terminology: Terminology
    engine: NativeEngine

    @classmethod
    def of(cls, rule: Rule, ruleset: Ruleset, whole: Plan | None = None) -> Judge:
        """The judge of a rule."""
        plan = plan_of(rule, ruleset, whole)
        return cls(plan, ruleset.terminology, NativeEngine(plan))

    @classmethod
    def of_plan(cls, plan: Plan, terminology: Terminology) -> Judge:
        """The judge of a plan that holds one rule."""
        return cls(plan, terminology, NativeEngine(plan))

    def outcomes(self, chart: Chart) -> list[Outcome]:
        """The outcomes on a chart."""
        # what an engine worked out for itself and keeps with the chart is of no use to the next one
        chart.memo.clear()
        return self.engine.evaluate(chart)

    def verdict(self, case: Case) -> Verdict:
        """What comes of a case."""
        return verdict_of(self.outcomes(build_chart(case, self.terminology, estimates=self.plan.estimates)))


def fails(scenario: Scenario, rule: str, outcomes: Collection[Outcome]) -> bool:
    """Whether a scenario asks something of a rule that these outcomes don't hold; the same that `rxrules.testing.running` asks."""
    statuses = {one.status for one in outcomes}
    for wanted in scenario.fires:
        if wanted.rule == rule and not any(_as_wanted(one, wanted.severity, wanted.certainty) for one in outcomes):
            return True
    if rule in scenario.clear and statuses - {Status.CLEAR}:
        return True
    if rule in scenario.suppressed and Status.SUPPRESSED not in statuses:
        return True
    return rule in scenario.not_evaluated and Status.NOT_EVALUATED not in statuses


def _as_wanted(outcome: Outcome, severity: str, certainty: str) -> bool:
    return (
        outcome.status == Status.FIRED
        and severity in ("", SEVERITIES[outcome.severity])
        and certainty in ("", "certain" if outcome.certain else "possible")
    )


def names(scenario: Scenario) -> frozenset[str]:
    """The rules of which a scenario asks something."""
    return frozenset([*(one.rule for one in scenario.fires), *scenario.clear, *scenario.suppressed, *scenario.not_evaluated])
