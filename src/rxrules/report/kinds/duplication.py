"""Duplications in the report: more drugs of one group than it allows, or one drug more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import Duplication
from rxrules.report.finding import Finding, Value
from rxrules.report.kinds.base import KindReport, named, said, without_value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Condition, Plan
    from rxrules.report.finding import Line


class DuplicationReport(KindReport[Duplication]):
    """A count of orders or ingredients, and how many are allowed."""

    otherwise = "no two orders that count are taken at the same time"
    repeats = True

    def drugs(self, plan: Plan, body: Duplication, outcome: Outcome) -> tuple[str, ...]:
        """Of each order what is in the group; of one drug given twice that drug."""
        return tuple(
            [
                order.ingredients[0] if len(order.ingredients) == 1 else named(order, _wanted(plan, body, outcome))
                for order in outcome.orders
            ]
        )

    def finding(self, plan: Plan, chart: Chart, body: Duplication, outcome: Outcome) -> Finding:  # noqa: ARG002
        """How many there are, and how many may be."""
        code = "DUPTHPGEN" if body.population is None else "DUPTHPY"
        drugs = self.drugs(plan, body, outcome)
        counted, allowed = outcome.evidence.measured, outcome.evidence.limit
        if counted is None or allowed is None:
            return without_value(code, drugs, plan, outcome)
        name = "concurrent orders" if body.by_order else "concurrent ingredients"
        measured = Value(name, float(counted[1]), "1", float(counted[0]))
        limit = Value("allowed", float(allowed[1]), "1", float(allowed[0]))
        names = " with ".join(dict.fromkeys(drugs))
        message = f"{names}: {measured.value:.12g} {name}, {limit.value:.12g} allowed"
        return Finding(code, drugs, measured, limit, said(message, outcome))

    def found_lines(self, plan: Plan, chart: Chart, body: Duplication, outcome: Outcome) -> Sequence[Line]:  # noqa: ARG002
        """The count."""
        counted, allowed = outcome.evidence.measured, outcome.evidence.limit
        return () if counted is None or allowed is None else (("count", f"{counted[1]:g}, allowed {allowed[1]:g}"),)

    def required(self, body: Duplication) -> Sequence[Condition]:
        """What must hold of an order to count."""
        return () if body.condition is None else (("order", -1, body.condition),)

    def populations(self, body: Duplication) -> Sequence[int] | None:
        """The group; where there is none, every drug is looked at."""
        return None if body.population is None else (body.population,)

    def detail(self, plan: Plan, body: Duplication, ingredient: str) -> str | None:
        """How many of how many may be given together."""
        if body.population is None or ingredient not in plan.populations[body.population]:
            return None
        return f"at most {body.allow} of {len(plan.populations[body.population])}"

    def sides(self, plan: Plan, body: Duplication) -> Sequence[Sequence[str]]:
        """The group, twice of which is needed."""
        return [plan.populations[body.population] if body.population is not None else ("any drug given twice",)]

    def asks(self, plan: Plan, body: Duplication) -> Sequence[str]:  # noqa: ARG002
        """That one order of a group is no duplication."""
        return ("A duplication needs two current orders of the group.",)


def _wanted(plan: Plan, body: Duplication, outcome: Outcome) -> Collection[str]:
    if body.population is not None:
        return plan.populations[body.population]
    first, *others = outcome.orders
    return frozenset(first.ingredients).intersection(*(other.ingredients for other in others))
