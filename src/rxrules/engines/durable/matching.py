"""Which rules may concern a case, by ingredient, and the facts by which the network matches them to orders."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.waves import fire
from rxrules.plan import Duplication, Interaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.durable.session import Network
    from rxrules.engines.durable.waves import Match
    from rxrules.plan import Plan

#: Rules in one session; of two orders a rule makes a few firings, so that no batch nears a limit of the engine.
_RULES_A_SESSION = 60
_NONE: frozenset[int] = frozenset()


class Matching:
    """From ingredients to the interactions and duplications that may concern them.

    Only these become facts, so that 10,000 rules about other drugs cost nothing; which orders they concern, and how these lie to
    each other in time, is decided by joins.
    """

    def __init__(self, plan: Plan) -> None:
        self._populations = [frozenset(population) for population in plan.populations]
        self._interactions: dict[int, Interaction] = {}
        self._washouts: set[int] = set()
        self._groups: dict[int, frozenset[str]] = {}
        #: the rules about each ingredient on its own, with the ingredients that they leave out
        self._same: dict[int, frozenset[str]] = {}
        first: dict[str, set[int]] = {}
        second: dict[str, set[int]] = {}
        grouped: dict[str, set[int]] = {}
        for index, rule in enumerate(plan.rules):
            body = rule.body
            if isinstance(body, Interaction):
                self._interactions[index] = body
                if body.first.within is not None or body.second.within is not None:
                    self._washouts.add(index)
                for side, by in ((body.first, first), (body.second, second)):
                    for ingredient in plan.populations[side.population]:
                        by.setdefault(ingredient, set()).add(index)
            elif isinstance(body, Duplication):
                out: frozenset[str] = (
                    frozenset() if body.excluded is None else self._populations[body.excluded]
                )
                if body.population is None:
                    self._same[index] = out
                    continue
                self._groups[index] = self._populations[body.population] - out
                for ingredient in self._groups[index]:
                    grouped.setdefault(ingredient, set()).add(index)
        self._first = {ingredient: frozenset(rules) for ingredient, rules in first.items()}
        self._second = {ingredient: frozenset(rules) for ingredient, rules in second.items()}
        self._grouped = {ingredient: frozenset(rules) for ingredient, rules in grouped.items()}

    def counted(self, match: Match, ingredient: str) -> frozenset[str]:
        """The ingredients that a duplication rule counts."""
        return frozenset((ingredient,)) if ingredient else self._groups[match.rule]

    def match(self, chart: Chart, network: Network) -> Iterator[tuple[Match, str]]:
        """Every rule with every two orders that it concerns; and, of rules about each ingredient on its own, the ingredient."""
        batch, every = self._duplications(chart)
        interactions = sorted(self._concerned(chart))
        while interactions or batch:
            batch += self._interaction_facts(chart, interactions[:_RULES_A_SESSION])
            for match in fire(network, batch):
                yield match, every[-1 - match.population] if match.population < 0 else ""
            interactions, batch = interactions[_RULES_A_SESSION:], []

    def _concerned(self, chart: Chart) -> frozenset[int]:
        """The interactions of which both sides are there; an order that ended counts where a rule has a washout."""
        firsts, seconds = self._first, self._second
        first = _NONE.union(*[firsts[one] for one in chart.by_ingredient if one in firsts])
        second = _NONE.union(*[seconds[one] for one in chart.by_ingredient if one in seconds])
        if not (chart.history and self._washouts):
            return first & second
        past = {ingredient for order in chart.history for ingredient in order.ingredients}
        first_past = _NONE.union(*[firsts[one] for one in past if one in firsts]) & self._washouts
        second_past = _NONE.union(*[seconds[one] for one in past if one in seconds]) & self._washouts
        return (first | first_past) & second | first & (second | second_past)

    def _interaction_facts(self, chart: Chart, rules: list[int]) -> list[str]:
        batch = []
        populations: dict[int, None] = {}
        for rule in rules:
            first, second, _ = self._interactions[rule]
            populations[first.population] = populations[second.population] = None
            batch.append(
                f'"kind":"rx","r":{rule}.0,"p":{first.population}.0,"q":{second.population}.0,'
                f'"wf":{_washout(first.within)},"ws":{_washout(second.within)}'
            )
        numbers: dict[str, int] = {}
        for order in (*chart.live, *chart.history) if rules else ():
            tail = ""
            for ingredient in order.ingredients:
                i = numbers.setdefault(ingredient, len(numbers))
                for population in populations:
                    if ingredient in self._populations[population]:
                        tail = tail or _member(order, chart)
                        batch.append(f'"kind":"in","p":{population}.0,"i":{i}.0,{tail}')
        return batch

    def _duplications(self, chart: Chart) -> tuple[list[str], list[str]]:
        """The facts of duplications, and the ingredients that are populations of their own: -1 the first, -2 the second."""
        grouped = self._grouped
        holders: dict[int, dict[int, ChartOrder]] = {}
        for ingredient, order in chart.pairs:
            for rule in grouped.get(ingredient, _NONE):
                holders.setdefault(rule, {})[order.index] = order
        batch: list[str] = []
        for rule, orders in holders.items():
            if len(orders) > 1:
                # INVARIANT: 2,000,000 is above the number of populations that a plan can have, so that the two don't mix
                population = 2_000_000 + rule
                batch.append(f'"kind":"dup","r":{rule}.0,"p":{population}.0')
                batch += _members(chart, population, orders.values())
        every: list[str] = []
        for ingredient, several in chart.by_ingredient.items() if self._same else ():
            rules = [rule for rule, out in self._same.items() if ingredient not in out]
            if len(several) > 1 and rules:
                every.append(ingredient)
                batch += [f'"kind":"dup","r":{rule}.0,"p":-{len(every)}.0' for rule in rules]
                batch += _members(chart, -len(every), several)
        return batch, every


def _members(chart: Chart, population: int, orders: Iterable[ChartOrder]) -> list[str]:
    return [f'"kind":"in","p":{population}.0,"i":0.0,{_member(order, chart)}' for order in orders]


def _member(order: ChartOrder, chart: Chart) -> str:
    """What matching asks of an order, as JSON."""
    start = order.start
    known = start if start != -inf else chart.as_of
    relevant = order.proposed or not chart.deciding
    ended = order.ended
    return (
        f'"o":{order.index}.0,"s":{number(start)},"e":{number(order.end)},"z":{number(known)},'
        f'"d":{number(ended or 0.0)},"ended":{int(ended is not None)}.0,"rel":{int(relevant)}.0,'
        f'"live":{int(order.live)}.0,"mix":{int(order.is_mixture)}.0'
    )


def _washout(days: float | None) -> str:
    return "-1.0" if days is None else number(days)
