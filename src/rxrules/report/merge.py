"""Merge outcomes into alerts: rules of one kind about the same orders speak once, the gravest leading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.base import Status
from rxrules.report.alert import Alert
from rxrules.report.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan
    from rxrules.report.wording import Wording


def merge(plan: Plan, chart: Chart, outcomes: Iterable[Outcome], wording: Wording) -> tuple[Alert, ...]:
    """The alerts of a check, gravest first.

    What stays apart although it is of one kind and about the same orders, its kind says.
    """
    rules = plan.rules
    fired = Status.FIRED
    found: dict[object, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.status != fired:
            continue
        rule = rules[outcome.rule]
        kind = rule.kind
        found.setdefault((kind, outcome.orders, KINDS[kind].merge_key(rule.body, outcome)), []).append(outcome)
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
