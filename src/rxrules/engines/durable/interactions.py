"""Interactions: from the matches of the network to outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines.base import PLAIN, Evidence, Outcome, Status
from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.terms import MISSING, TRUE, Known, Leaf, Term
from rxrules.engines.durable.verdict import Ready, conclude, not_applicable, not_evaluated
from rxrules.plan import Interaction

if TYPE_CHECKING:
    from rxrules.chart import ChartOrder
    from rxrules.engines.durable.conditions import Ground, Grounds
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.waves import Match, Steps
    from rxrules.plan import PlanRule

_SWAPPED = Evidence(swapped=True)
_OPEN = f'"H":{number(INFINITY)},"S":{number(INFINITY)}'


class InteractionRule(NamedTuple):
    """One rule, its conditions ready."""

    common: Ready
    first: Ground | None
    second: Ground | None
    second_added: bool
    plain: bool

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> InteractionRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, Interaction)  # noqa: S101
        sides = [None if side.condition is None else grounds.of(side.condition) for side in (body.first, body.second)]
        common = Ready.of(index, rule, grounds)
        plain = common.plain and not (sides[0] or sides[1] or body.second_added)
        return cls(common, sides[0], sides[1], body.second_added, plain)

    def evaluate(self, facts: Facts, match: Match) -> Outcome | Steps[list[Outcome]]:
        """The outcome of a match where the match decides, else the steps to it."""
        orders = facts.chart.rows
        # in the network's "second" rules the order that ended is the second participant
        places = (match.other, match.one) if match.name.startswith("second", 2) else (match.one, match.other)
        first, second = orders[places[0]], orders[places[1]]
        about = (first, second) if first.index <= second.index else (second, first)
        evidence = PLAIN if about[0] is first else _SWAPPED
        letter = match.name[0]
        if letter == "F":
            return not_applicable(self.common.rule, about)
        parts: list[Term] = []
        if letter == "M":
            past = orders[match.one]
            parts.append(Known(MISSING, (Missing(f"{past.path}.end", f"it is not known when {past.id} ended"),)))
        if self.plain:
            if parts:
                return not_evaluated(self.common.rule, about, parts[0].missing(), evidence)
            return Outcome(self.common.rule, about, Status.FIRED, self.common.severity, True, evidence)
        return self._judge(facts, first, second, about, parts, evidence)

    def _judge(
        self,
        facts: Facts,
        first: ChartOrder,
        second: ChartOrder,
        about: tuple[ChartOrder, ...],
        parts: list[Term],
        evidence: Evidence,
    ) -> Steps[list[Outcome]]:
        for side, order in ((self.first, first), (self.second, second)):
            if side is not None:
                parts.append(side(facts, (order,)))
        if self.second_added:
            parts.append(_added(facts, first, second))
        if not parts:
            parts.append(Known(TRUE))
        outcome = yield from conclude(facts, self.common, about, (first, second), parts, self.common.severity, evidence)
        return [outcome]


def _added(facts: Facts, first: ChartOrder, second: ChartOrder) -> Term:
    """Whether the second was started with or after the first: the days between their starts, from least to most."""
    why = f"it is not known which of {first.id} and {second.id} came first"
    missing = tuple(Missing(f"{one.path}.start", why) for one in (first, second) if one.start != one.latest_start)
    place = facts.value(second.start - first.latest_start, second.latest_start - first.start, vague=True)
    return Leaf(f'"kind":"++win","v":{place}.0,"L":0.0,{_OPEN}', place, missing)
