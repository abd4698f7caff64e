"""Merge outcomes into alerts: rules of one kind about the same orders speak once, the gravest leading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.base import Status
from rxrules.report.alert import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import DoseLimit, Plan
    from rxrules.report.wording import Wording


def merge(plan: Plan, chart: Chart, outcomes: Iterable[Outcome], wording: Wording) -> tuple[Alert, ...]:
    """The alerts of a check, gravest first.

    Limits of different ingredients or measures stay apart, and a maximum from a minimum: each has a value of its own.
    """
    rules = plan.rules
    fired = Status.FIRED
    found: dict[object, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.status != fired:
            continue
        rule = rules[outcome.rule]
        key: tuple[object, ...] = rule.kind, outcome.orders
        if rule.kind == "dose_limit":
            body: DoseLimit = rule.body  # type: ignore[assignment]
            bound = body.bands[outcome.evidence.band].bounds[outcome.evidence.bound]
            key += body.ingredient, body.measure, bound.name.endswith("max")
        found.setdefault(key, []).append(outcome)
    merged = list(found.values())
    for together in merged:
        if len(together) > 1:
            together.sort(key=_rank)
    if len(merged) > 1:
        merged.sort(key=_place)
    return tuple([Alert(plan, chart, tuple(together), wording) for together in merged])


def _rank(outcome: Outcome) -> tuple[int, bool, int]:
    return -outcome.severity, not outcome.certain, outcome.rule


def _place(together: list[Outcome]) -> tuple[int, bool, int, list[int]]:
    lead = together[0]
    return -lead.severity, not lead.certain, lead.rule, [order.index for order in lead.orders]
