"""From the terms of a rule to its outcome: the truth of its finding, then what modifiers leave of its severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.base import NOT_APPLICABLE, PLAIN, Evidence, Outcome, Status
from rxrules.engines.durable.terms import FALSE, LATITUDE, MISSING, TRUE, Term, conjunction, settle
from rxrules.engines.durable.waves import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import ChartOrder, Missing
    from rxrules.engines.durable.conditions import Ground, Grounds
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import PlanRule

Orders = tuple["ChartOrder", ...]


class Ready(NamedTuple):
    """What rules of every kind have: their index in the plan, severity, further condition and modifiers, made ready.

    Attributes:
        plain: whether there is neither a further condition nor a modifier.
    """

    rule: int
    severity: int
    when: Ground | None
    modifiers: tuple[tuple[Ground, int], ...]
    plain: bool

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> Ready:
        """Make a rule of the plan ready."""
        return cls(
            index,
            rule.severity,
            None if rule.when is None else grounds.of(rule.when),
            tuple((grounds.of(modifier.condition), modifier.severity) for modifier in rule.modifiers),
            rule.when is None and not rule.modifiers,
        )


def not_applicable(rule: int, orders: Orders) -> Outcome:
    """Clear, because what the rule asks for is known not to hold."""
    return Outcome(rule, orders, Status.CLEAR, 0, True, NOT_APPLICABLE)


def not_evaluated(rule: int, orders: Orders, missing: Sequence[Missing], evidence: Evidence = PLAIN) -> Outcome:
    """Not evaluated, for want of these inputs."""
    found = evidence._replace(missing=tuple(dict.fromkeys(missing)))
    return Outcome(rule, orders, Status.NOT_EVALUATED, 0, True, found)


def conclude(
    facts: Facts,
    common: Ready,
    orders: Orders,
    participants: Orders,
    parts: Sequence[Term],
    severity: int,
    evidence: Evidence = PLAIN,
    modifiers: Sequence[Term] | None = None,
) -> Steps[Outcome]:
    """The outcome of a rule whose finding holds if all of its parts do.

    Args:
        facts: of the check.
        common: of the rule.
        orders: what the outcome is about.
        participants: the orders by slot, for conditions.
        parts: of the finding; the rule's ``when`` is added.
        severity: the rank before modifiers.
        evidence: what has been found so far.
        modifiers: those of the rule, where they were put before the network already.
    """
    if common.when is not None:
        parts = [*parts, common.when(facts, participants)]
    finding = conjunction(parts)
    if modifiers is None:
        modifiers = [ground(facts, participants) for ground, _ in common.modifiers]
    yield from settle((finding, *modifiers))
    if finding.truth == FALSE:
        return not_applicable(common.rule, orders)
    if finding.truth == MISSING:
        return not_evaluated(common.rule, orders, finding.missing(), evidence)
    certain = finding.truth == TRUE
    if finding.truth == LATITUDE:
        evidence = evidence._replace(assumed=evidence.assumed + tuple(dict.fromkeys(finding.latitude())))
    if not modifiers:
        return Outcome(common.rule, orders, Status.FIRED, severity, certain, evidence)
    case, base = facts.case(), f"{severity}.0"
    ranks = [rank for _, rank in common.modifiers]
    question = Question(
        [
            f'"kind":"+mod","c":{case},"x":{term.truth}.0,"rank":{rank}.0,"base":{base}'
            for term, rank in zip(modifiers, ranks, strict=True)
        ]
    )
    yield (question,)
    verdict, place = question.answer[0]
    applied = -1
    if verdict.startswith("A"):
        # several that hold may be of one rank; the one that the rule names first is told
        applied = next(i for i, term in enumerate(modifiers) if term.truth == TRUE and ranks[i] == ranks[place])
    final = severity if applied < 0 else ranks[applied]
    # beside a modifier that holds, only a graver one that is unknown could change the result
    open_ = tuple(
        i
        for i, term in enumerate(modifiers)
        if term.truth in (MISSING, LATITUDE) and (ranks[i] > final or (applied < 0 and ranks[i] != final))
    )
    missing = tuple(dict.fromkeys(one for term in modifiers if term.truth == MISSING for one in term.missing())) if open_ else ()
    evidence = evidence._replace(modifier=applied, unknown=open_, missing=evidence.missing + missing)
    if final < 0:
        return Outcome(common.rule, orders, Status.SUPPRESSED, severity, certain, evidence)
    return Outcome(common.rule, orders, Status.FIRED, final, certain, evidence)
