"""Interactions: pairs of orders found by an index from ingredient to partner, so that rules of other drugs cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.chart import Missing
from rxrules.engines.base import PLAIN, Evidence, Outcome, Status, graver, one_each
from rxrules.engines.native.conclude import ModifierTest, conclude, not_applicable
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes
from rxrules.engines.readying import Ready

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.engines.native.logic import OrderTest, Test
    from rxrules.plan import Interaction, Plan, PlanRule

# Which participant the first ingredient of an index entry can be: the first, the second, or either (both bits).
FIRST, SECOND, EITHER = 1, 2, 3

Entry = tuple["InteractionRule", int]

_SWAPPED = Evidence(swapped=True)
_new = tuple.__new__
_FIRED = Status.FIRED
_NEITHER = (None, None)


class InteractionRule:
    """One rule, its conditions ready to be tested."""

    __slots__ = ("days", "index", "modifiers", "plain", "second_added", "severity", "sides", "washout", "when")

    def __init__(self, index: int, rule: PlanRule, body: Interaction, builder: ConditionBuilder) -> None:
        self.index = index
        self.severity = rule.severity
        self.second_added = body.second_added
        first, second = body.first, body.second
        self.sides: tuple[OrderTest | None, OrderTest | None] = (
            None if first.condition is None else builder.order_test(first.condition),
            None if second.condition is None else builder.order_test(second.condition),
        )
        self.when: Test | None = None if rule.when is None else builder.test(rule.when)
        self.modifiers: tuple[ModifierTest, ...] = builder.modifiers(rule)
        self.days = (first.within, second.within)
        self.washout = self.days != _NEITHER
        self.plain = not (self.modifiers or self.when or self.second_added or self.washout) and self.sides == _NEITHER

    def evaluate(self, chart: Chart, a: ChartOrder, b: ChartOrder, role: int) -> Outcome:
        """The outcome for two orders; ``role`` says which participant ``a`` can be."""
        if role == SECOND:
            return self._concurrent(chart, b, a, swapped=True)
        found = self._concurrent(chart, a, b, swapped=False)
        if role == EITHER and not self.plain:
            return graver(found, self._concurrent(chart, b, a, swapped=True))
        return found

    def _concurrent(self, chart: Chart, first: ChartOrder, second: ChartOrder, *, swapped: bool) -> Outcome:
        orders = (second, first) if swapped else (first, second)
        if not (first.start < second.end and second.start < first.end):
            return self._apart(chart, first, second, orders, swapped=swapped)
        if self.plain:
            return _new(Outcome, (self.index, orders, _FIRED, self.severity, True, _SWAPPED if swapped else PLAIN))
        return self._judge(chart, first, second, orders, TRUE, Causes(), swapped=swapped)

    def _apart(
        self, chart: Chart, first: ChartOrder, second: ChartOrder, orders: tuple[ChartOrder, ...], *, swapped: bool
    ) -> Outcome:
        """Two orders whose periods do not meet: only a washout can make them interact."""
        if first.start >= second.end:
            earlier, later, days = second, first, self.days[1]
        else:
            earlier, later, days = first, second, self.days[0]
        if days is None:
            return not_applicable(self.index, orders)
        causes = Causes()
        truth = within_washout(earlier, later, days, chart, causes)
        return self._judge(chart, first, second, orders, truth, causes, swapped=swapped)

    def after(self, chart: Chart, past: ChartOrder, present: ChartOrder, slot: int) -> Outcome:
        """The outcome for an order that ended, as participant ``slot``, and one that is there."""
        first, second = (past, present) if slot == 0 else (present, past)
        orders = tuple(sorted((past, present), key=lambda order: order.index))
        days = self.days[slot]
        causes = Causes()
        truth = FALSE if days is None else within_washout(past, present, days, chart, causes)
        return self._judge(chart, first, second, orders, truth, causes, swapped=orders[0] is second)

    def _judge(
        self,
        chart: Chart,
        first: ChartOrder,
        second: ChartOrder,
        orders: tuple[ChartOrder, ...],
        truth: int,
        causes: Causes,
        *,
        swapped: bool,
    ) -> Outcome:
        for test, order in zip(self.sides, (first, second), strict=True):
            if test is not None and truth != FALSE:
                truth = min(truth, test(chart, order, causes))
        if self.second_added and truth != FALSE:
            truth = min(truth, _second_added(first, second, causes))
        if self.when is not None and truth != FALSE:
            truth = min(truth, self.when(chart, (first, second), causes))
        evidence = _SWAPPED if swapped else PLAIN
        return conclude(self.index, orders, (first, second), self.severity, truth, causes, self.modifiers, chart, evidence)


def within_washout(past: ChartOrder, present: ChartOrder, days: float, chart: Chart, causes: Causes) -> int:
    """Whether an order ended so short a time before the other starts, or before now, that its drug still counts."""
    if past.ended is None:
        causes.missing.append(Missing(f"{past.path}.end", f"it is not known when {past.id} ended"))
        return UNKNOWN
    return TRUE if past.ended + days > max(present.start, chart.as_of) else FALSE


def _second_added(first: ChartOrder, second: ChartOrder, causes: Causes) -> int:
    if second.start >= first.latest_start:
        return TRUE
    if second.latest_start < first.start:
        return FALSE
    missing = f"it is not known which of {first.id} and {second.id} came first"
    causes.missing.extend(Missing(f"{order.path}.start", missing) for order in (first, second) if order.start != order.latest_start)
    return UNKNOWN


class InteractionIndex:
    """From an ingredient to its partners, and to the rules about the two."""

    def __init__(self, plan: Plan, builder: ConditionBuilder) -> None:
        self._plan = plan
        #: from an ingredient to the interactions in which it can be the first participant, and those in which it can be the second
        self._roles: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        self._has_washouts = False
        for index, rule in enumerate(plan.rules):
            if rule.kind == "interaction":
                body: Interaction = rule.body  # type: ignore[assignment]
                self._has_washouts |= (body.first.within, body.second.within) != _NEITHER
                for known, side in zip(self._roles, (body.first, body.second), strict=True):
                    for ingredient in plan.populations[side.population]:
                        known.setdefault(ingredient, []).append(index)
        self._rules: Ready[int, InteractionRule] = Ready(lambda index: self._made(index, builder))
        self._members: Ready[int, frozenset[str]] = Ready(lambda population: frozenset(plan.populations[population]))
        self._partners: Ready[str, dict[str, list[Entry]]] = Ready(self._partners_of)
        self._washout: Ready[str, dict[str, list[Entry]]] = Ready(self._washout_of)

    def _made(self, index: int, builder: ConditionBuilder) -> InteractionRule:
        rule = self._plan.rules[index]
        return InteractionRule(index, rule, rule.body, builder)  # type: ignore[arg-type]

    def _partners_of(self, ingredient: str) -> dict[str, list[Entry]]:
        """The rules about an ingredient by the other one, in the order of the plan; each with what the ingredient can be in it."""
        found: dict[str, list[Entry]] = {}
        for index in sorted({index for known in self._roles for index in known.get(ingredient, ())}):
            body: Interaction = self._plan.rules[index].body  # type: ignore[assignment]
            firsts, seconds = self._members[body.first.population], self._members[body.second.population]
            roles: dict[str, int] = {}
            if ingredient in firsts:
                roles = dict.fromkeys(seconds, FIRST)
            if ingredient in seconds:
                roles.update({other: roles.get(other, 0) | SECOND for other in firsts})
            roles.pop(ingredient, None)
            for other, role in roles.items():
                found.setdefault(other, []).append((self._rules[index], role))
        return found

    def _washout_of(self, ingredient: str) -> dict[str, list[Entry]]:
        """The rules in which an ingredient counts for days after its end, by the other one; each with the slot of the first."""
        found: dict[str, list[Entry]] = {}
        for slot, known in enumerate(self._roles):
            for index in known.get(ingredient, ()):
                rule = self._rules[index]
                if rule.days[slot] is None:
                    continue
                body: Interaction = self._plan.rules[index].body  # type: ignore[assignment]
                for other in self._members[(body.second, body.first)[slot].population] - {ingredient}:
                    found.setdefault(other, []).append((rule, slot))
        return found

    def evaluate(self, chart: Chart, outcomes: list[Outcome]) -> None:
        """Add the outcome of every rule for every two orders that it concerns."""
        pairs = chart.pairs
        partners_of = self._partners
        deciding = chart.deciding
        simple = len(pairs) == len(chart.live)
        found: list[Outcome] = outcomes if simple else []
        for place, (ingredient, a) in enumerate(pairs):
            partners = partners_of[ingredient]
            if not partners:
                continue
            for other, b in pairs[place + 1 :]:
                entries = partners.get(other)
                if entries is None or (deciding and not (a.proposed or b.proposed)):
                    continue
                # parts of one order, and the ingredients of one product, are meant to be given so
                if a.id == b.id and not a.is_mixture:
                    continue
                for rule, role in entries:
                    found.append(rule.evaluate(chart, a, b, role))
        if not simple:
            outcomes.extend(one_each(found))
        if chart.history and self._has_washouts:
            self._after(chart, outcomes)

    def _after(self, chart: Chart, outcomes: list[Outcome]) -> None:
        found: list[Outcome] = []
        for past in chart.history:
            for ingredient in past.ingredients:
                presents = self._washout[ingredient]
                if not presents:
                    continue
                for other, present in chart.pairs:
                    if (chart.deciding and not present.proposed) or (past.id == present.id and not past.is_mixture):
                        continue
                    found.extend(rule.after(chart, past, present, slot) for rule, slot in presents.get(other, ()))
        outcomes.extend(one_each(found))
