"""From the truth of a rule to its outcome: modifiers, severity, certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.base import NOT_APPLICABLE, Evidence, Outcome, Status
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder, Missing
    from rxrules.engines.native.logic import Test

#: A modifier as the engine holds it: its test, and its severity as a rank, -1 where it suppresses.
ModifierTest = tuple["Test", int]


def not_applicable(rule: int, orders: tuple[ChartOrder, ...]) -> Outcome:
    """Clear, because what the rule asks for is known not to hold."""
    return Outcome(rule, orders, Status.CLEAR, 0, True, NOT_APPLICABLE)


def not_evaluated(rule: int, orders: tuple[ChartOrder, ...], missing: Sequence[Missing], evidence: Evidence) -> Outcome:
    """Could not be evaluated for want of inputs, each named once."""
    found = evidence._replace(missing=tuple(dict.fromkeys(missing)))
    return Outcome(rule, orders, Status.NOT_EVALUATED, 0, True, found)


def conclude(
    rule: int,
    orders: tuple[ChartOrder, ...],
    participants: tuple[ChartOrder, ...],
    severity: int,
    truth: int,
    causes: Causes,
    modifiers: Sequence[ModifierTest],
    chart: Chart,
    evidence: Evidence,
) -> Outcome:
    """The outcome of a rule whose finding has this truth.

    Args:
        rule: its index.
        orders: what the outcome is about.
        participants: the orders by slot, for conditions.
        severity: the rank before modifiers.
        truth: of the finding; FALSE means that the rule does not apply.
        causes: of a truth that is UNKNOWN.
        modifiers: in the order of the rule.
        chart: the case.
        evidence: what has been found so far.
    """
    if truth == FALSE:
        return not_applicable(rule, orders)
    if truth == UNKNOWN and causes.missing:
        return not_evaluated(rule, orders, causes.missing, evidence)
    certain = truth == TRUE
    if causes.latitude:
        evidence = evidence._replace(assumed=evidence.assumed + tuple(dict.fromkeys(causes.latitude)))
    if not modifiers:
        return Outcome(rule, orders, Status.FIRED, severity, certain, evidence)
    return _modified(rule, orders, participants, severity, certain, modifiers, chart, evidence)


def _modified(
    rule: int,
    orders: tuple[ChartOrder, ...],
    participants: tuple[ChartOrder, ...],
    base: int,
    certain: bool,  # noqa: FBT001
    modifiers: Sequence[ModifierTest],
    chart: Chart,
    evidence: Evidence,
) -> Outcome:
    """Apply modifiers: the gravest of those that hold wins; one that is unknown never lowers.

    SAFETY: where a modifier that would leave something graver is unknown, the alert does not fall below its base severity.
    """
    applied, result = -1, -2
    unknown: list[int] = []
    missing: list[Missing] = []
    for index, (test, severity) in enumerate(modifiers):
        causes = Causes()
        truth = test(chart, participants, causes)
        if truth == TRUE and severity > result:
            applied, result = index, severity
        elif truth == UNKNOWN:
            unknown.append(index)
            missing.extend(causes.missing)
    final = base if applied < 0 else result
    if applied >= 0 and final < base and any(modifiers[index][1] > final for index in unknown):
        applied, final = -1, base
    # a modifier that could not change the result is not worth a word: beside one that holds, only a graver one can
    open_ = tuple(index for index in unknown if modifiers[index][1] > final or (applied < 0 and modifiers[index][1] != final))
    evidence = evidence._replace(
        modifier=applied, unknown=open_, missing=evidence.missing + tuple(dict.fromkeys(missing)) if open_ else evidence.missing
    )
    if final < 0:
        return Outcome(rule, orders, Status.SUPPRESSED, base, certain, evidence)
    return Outcome(rule, orders, Status.FIRED, final, certain, evidence)
