"""Why and why not: everything that one rule had to say about one case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.engines.base import Status
from rxrules.errors import InputError
from rxrules.report.asking import some
from rxrules.report.kinds import KINDS
from rxrules.report.trace import Step, trace

if TYPE_CHECKING:
    from rxrules.plan import PlanRule
    from rxrules.report.report import Report


class Explained(NamedTuple):
    """One outcome of the rule."""

    status: Status
    medications: tuple[str, ...]
    steps: tuple[Step, ...]


class Explanation(NamedTuple):
    """What a rule said about a case.

    Attributes:
        outcomes: one for each set of orders that it concerns.
        why_not: where it concerns none, what it asks for and what the case has.
    """

    case: str
    rule: str
    title: str
    outcomes: tuple[Explained, ...]
    why_not: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The explanation as plain data."""
        return {
            "case": self.case,
            "rule": self.rule,
            "title": self.title,
            "outcomes": [
                {
                    "status": outcome.status.name.lower(),
                    "medications": list(outcome.medications),
                    "trace": [f"{step.what}: {step.found}" for step in outcome.steps],
                }
                for outcome in self.outcomes
            ],
            "why_not": list(self.why_not),
        }


def explain(report: Report, rule_id: str) -> Explanation:
    """Why a rule fired in a report, or why it did not.

    Raises:
        InputError: no running rule has that id; near ones are named.
    """
    plan = report.plan
    numbers = [number for number, rule in enumerate(plan.rules) if rule.id == rule_id]
    if not numbers:
        from difflib import get_close_matches  # noqa: PLC0415  only for a mistake

        near = get_close_matches(rule_id, [rule.id for rule in plan.rules], n=3)
        hint = f"; near: {', '.join(near)}" if near else ""
        msg = f"no running rule has the id {rule_id!r}{hint}"
        raise InputError(msg)
    found = tuple(
        Explained(
            Status(outcome.status), tuple(order.id for order in outcome.orders), trace(plan, report.chart, outcome, report.wording)
        )
        for outcome in report.outcomes
        if outcome.rule in numbers
    )
    rule = plan.rules[numbers[0]]
    title = plan.texts[rule.text].title
    return Explanation(report.chart.case.id, rule_id, title, found, () if found else _why_not(report, rule))


def _why_not(report: Report, rule: PlanRule) -> tuple[str, ...]:
    """What the rule asks for, and what the case has of it."""
    chart, body = report.chart, rule.body
    kind = KINDS[rule.kind]
    sides = kind.sides(report.plan, body)
    live = [order for order in chart.orders if order.live]
    found = [[order.id for order in live if not set(members).isdisjoint(order.ingredients)] for members in sides]
    if not sides:
        lines = ["The rule asks for no drug, and had nothing to say of this patient."]
        if chart.deciding:
            lines = ["The rule is about the patient, and something is proposed: it was not looked at; --whole-list looks at it."]
    elif chart.deciding and all(found):
        lines = ["The drugs that the rule asks for are there, but none of their orders is proposed: they were not looked at."]
    else:
        lines = ["The rule concerns no orders of this case: not all the drugs that it asks for are there."]
    for number, (members, there) in enumerate(zip(sides, found, strict=True), start=1):
        lines.append(f"drug {number}: {some(members)}: {'in ' + ', '.join(there) if there else 'in no current order'}")
    lines += kind.asks(report.plan, body)
    if chart.deciding and sides:
        lines.append("Only sets of orders that include a proposed one are looked at; --whole-list looks at all.")
    for order in chart.orders:
        if not order.live and any(not set(members).isdisjoint(order.ingredients) for members in sides):
            lines.append(f"{order.id} takes no part: its status is {order.source.status.value}, or it has ended.")
    if unknown := [order.id for order in chart.orders if order.live and order.unresolved]:
        lines.append(f"Not known, and so not looked at: {', '.join(unknown)}.")
    return tuple(lines)
