"""Merge outcomes into alerts: rules of one kind about the same orders speak once, the gravest leading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import DoseLimit
from rxrules.engines.base import Status
from rxrules.report.alert import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.chart import Chart
    from rxrules.plan import Plan
    from rxrules.engines.base import Outcome
    from rxrules.report.wording import Wording


def merge(plan: Plan, chart: Chart, outcomes: Iterable[Outcome], wording: Wording) -> tuple[Alert, ...]:
    """The alerts of a check, gravest first.

    Limits of different ingredients or measures stay apart, and a maximum from a minimum: each has a value of its own.
    """
    rules = plan.rules
    found: dict[object, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.status != Status.FIRED:
            continue
        rule = rules[outcome.rule]
        about = tuple(order.index for order in outcome.orders)
        key: tuple[object, ...] = rule.kind, about
        if isinstance(rule.body, DoseLimit):
            bound = rule.body.bands[outcome.evidence.band].bounds[outcome.evidence.bound]
            key += rule.body.ingredient, rule.body.measure, bound.name.endswith("max")
        found.setdefault(key, []).append(outcome)
    for together in found.values():
        if len(together) > 1:
            together.sort(key=_rank)
    ordered = sorted(found.values(), key=lambda together: (*_rank(together[0]), *(order.index for order in together[0].orders)))
    return tuple(Alert(plan, chart, tuple(together), wording) for together in ordered)


def _rank(outcome: Outcome) -> tuple[int, bool, int]:
    return -outcome.severity, not outcome.certain, outcome.rule
