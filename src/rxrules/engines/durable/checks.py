"""A drug held against the patient (contraindication, allergy, monitoring, omission): from the findings to an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.durable.terms import FALSE, LATITUDE, MISSING, TRUE, Known, settle
from rxrules.engines.durable.verdict import Ready, conclude, not_applicable
from rxrules.engines.durable.waves import Question, together
from rxrules.plan import PatientCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.engines.durable.conditions import Ground, Grounds, Orders
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.terms import Term
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import PlanRule

_NOTHING_FOUND = Evidence(bound=-1)


class CheckRule(NamedTuple):
    """One rule, its conditions ready.

    Attributes:
        applies: what must hold of the order and of the patient for the rule to speak at all; None where it always does.
        findings: each with its severity.
    """

    common: Ready
    applies: Ground | None
    findings: tuple[tuple[Ground, int], ...]

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> CheckRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, PatientCheck)  # noqa: S101
        conditions = [condition for condition in (body.condition, rule.when) if condition is not None]
        return cls(
            Ready.of(index, rule._replace(when=None), grounds),
            grounds.of(("all", *conditions)) if conditions else None,
            tuple((grounds.of(finding.condition), finding.severity) for finding in body.findings),
        )

    def ask(self, facts: Facts, orders: Orders) -> Asked:
        """What is asked for one row, or for the patient alone, before it is known what of it matters: it saves sessions."""
        return Asked(
            self,
            orders,
            None if self.applies is None else self.applies(facts, orders),
            [ground(facts, orders) for ground, _ in self.findings],
            [ground(facts, orders) for ground, _ in self.common.modifiers],
        )

    def conclude(self, facts: Facts, asked: Asked) -> Steps[list[Outcome]]:
        """The outcome, where several answers of the first waves must be put together."""
        _, orders, applies, found, modifiers = asked
        possible = [place for place, term in enumerate(found) if term.truth != FALSE]
        lead = yield from self._leading(found, possible)
        severity = self.findings[lead][1]
        finding = found[lead]
        evidence = Evidence(bound=-1 if finding.truth == MISSING else lead)
        unknown = [place for place in possible if found[place].truth == MISSING]
        if finding.truth in (TRUE, LATITUDE):
            graver = [one for place in unknown if self.findings[place][1] > severity for one in found[place].missing()]
            evidence = evidence._replace(missing=tuple(dict.fromkeys(graver)))
        elif finding.truth == MISSING:
            finding = Known(MISSING, tuple(one for place in unknown for one in found[place].missing()))
        parts = [finding] if applies is None or applies.truth == TRUE else [applies, finding]
        outcome = yield from conclude(facts, self.common, orders, orders, parts, severity, evidence, modifiers)
        return [outcome]

    def _leading(self, found: Sequence[Term], possible: Sequence[int]) -> Steps[int]:
        """The finding that leads, of those that hold or may hold: of several that are equal, the one that the rule names first."""
        if len(possible) == 1:
            return possible[0]
        question = Question([f'"kind":"+find","x":{found[place].truth}.0,"rank":{self.findings[place][1]}.0' for place in possible])
        yield (question,)
        first, _ = question.answer[0]
        return min(possible[place] for verdict, place in question.answer if verdict == first)


class Asked(NamedTuple):
    """One rule and one row, or none, with what was put before the network of them."""

    rule: CheckRule
    orders: Orders
    applies: Term | None
    found: Sequence[Term]
    modifiers: Sequence[Term]


def evaluate_checks(facts: Facts, asked: Sequence[Asked]) -> Steps[list[Outcome]]:
    """The outcomes of all checks of a case; where nothing is found, the answers of the first waves are all there is to say."""
    terms: list[Term] = []
    for _, _, applies, found, modifiers in asked:
        if applies is not None:
            terms.append(applies)
        terms += found
        terms += modifiers
    yield from settle(terms)
    outcomes: list[Outcome] = []
    others: list[Steps[Sequence[Outcome]]] = []
    for one in asked:
        rule = one.rule.common.rule
        if one.applies is not None and one.applies.truth == FALSE:
            outcomes.append(not_applicable(rule, one.orders))
        elif all(term.truth == FALSE for term in one.found):
            outcomes.append(Outcome(rule, one.orders, Status.CLEAR, 0, True, _NOTHING_FOUND))
        else:
            others.append(one.rule.conclude(facts, one))
    yield from together(others, outcomes)
    return outcomes
