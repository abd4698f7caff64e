"""Which rules may concern a case, by ingredient, and the facts by which the network matches them to orders."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.durable.numerals import number
from rxrules.engines.readying import Ready
from rxrules.plan import Duplication, Interaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Plan

#: Rules in one session; of two orders a rule makes a few firings, so that no batch nears a limit of the engine.
_RULES_A_SESSION = 60
_NONE: frozenset[str] = frozenset()


class Group(NamedTuple):
    """A population of a duplication rule: its rule, the ingredients that count, and the orders that hold one of them."""

    rule: int
    members: frozenset[str]
    orders: tuple[ChartOrder, ...]


class Matching:
    """From ingredients to the interactions and duplications that may concern them.

    Only these become facts, so that 10,000 rules about other drugs cost nothing; which orders they concern,
    and how these lie to each other in time, is decided by joins.
    """

    def __init__(self, plan: Plan) -> None:
        self._populations = [frozenset(population) for population in plan.populations]
        self._interactions: dict[int, Interaction] = {}
        self._washouts: set[int] = set()
        self._groups: dict[int, frozenset[str]] = {}
        #: the rules about each ingredient on its own, with the ingredients that they leave out
        self._same: dict[int, frozenset[str]] = {}
        #: the interactions by the populations of their two sides, and the populations of each ingredient
        self._between: dict[int, list[tuple[int, int]]] = {}
        self._within: dict[str, list[int]] = {}
        self._partners: Ready[str, dict[str, tuple[int, ...]]] = Ready(self._partners_of)
        self._grouped: dict[str, tuple[int, ...]] = {}
        for index, rule in enumerate(plan.rules):
            body = rule.body
            if isinstance(body, Interaction):
                self._interactions[index] = body
                if body.first.within is not None or body.second.within is not None:
                    self._washouts.add(index)
                self._between.setdefault(body.first.population, []).append((body.second.population, index))
            elif isinstance(body, Duplication):
                out = _NONE if body.excluded is None else self._populations[body.excluded]
                if body.population is None:
                    self._same[index] = out
                    continue
                self._groups[index] = self._populations[body.population] - out
                for ingredient in self._groups[index]:
                    self._grouped[ingredient] = (*self._grouped.get(ingredient, ()), index)

        for population in self._between:
            for ingredient in plan.populations[population]:
                self._within.setdefault(ingredient, []).append(population)

    def _partners_of(self, one: str) -> dict[str, tuple[int, ...]]:
        """What may be the second side beside an ingredient as the first, and the interactions that say so."""
        found: dict[str, tuple[int, ...]] = {}
        for population in self._within.get(one, ()):
            for seconds, rule in self._between[population]:
                for other in self._populations[seconds]:
                    found[other] = (*found.get(other, ()), rule)
        return found

    def facts(self, chart: Chart) -> tuple[list[list[str]], list[Group]]:
        """The facts that match rules to orders, in batches; and the populations of duplications, by number."""
        batch, counted = self._duplication_facts(chart)
        batches = [batch] if batch else []
        interactions = sorted(self._concerned(chart))
        for start in range(0, len(interactions), _RULES_A_SESSION):
            some = self._interaction_facts(chart, interactions[start : start + _RULES_A_SESSION])
            if batches and not start:
                batches[0] += some
            else:
                batches.append(some)
        return batches, counted

    def _concerned(self, chart: Chart) -> set[int]:
        """The interactions of which both sides are there; an order that ended counts where a rule has a washout."""
        present = list(chart.by_ingredient)
        found: set[int] = set()
        for one in present:
            partners = self._partners[one]
            if partners:
                found.update([rule for other in present if other in partners for rule in partners[other]])
        if chart.history and self._washouts:
            past = {ingredient for order in chart.history for ingredient in order.ingredients}
            pairs = [(one, other) for one in past for other in present]
            ended: set[int] = set()
            for one, other in (*pairs, *[(other, one) for one, other in pairs]):
                ended.update(self._partners[one].get(other, ()))
            found |= ended & self._washouts
        return found

    def _interaction_facts(self, chart: Chart, rules: list[int]) -> list[str]:
        batch: list[str] = []
        plain: dict[int, None] = {}
        washout: dict[int, None] = {}
        for rule in rules:
            first, second, _ = self._interactions[rule]
            p, q = first.population, second.population
            if rule in self._washouts:
                washout[p] = washout[q] = None
                days = f'"wf":{_washout(first.within)},"ws":{_washout(second.within)}'
                batch.append(f'"kind":"++rxw","r":{rule}.0,"p":{p}.0,"q":{q}.0,{days}')
            else:
                plain[p] = plain[q] = None
                batch.append(f'"kind":"rx","r":{rule}.0,"p":{p}.0,"q":{q}.0')
        if plain:
            batch += self._members("in", plain, chart.live, _member, chart)
        if washout:
            batch += self._members("++inw", washout, (*chart.live, *chart.history), _dated_member, chart)
        return batch

    def _members(
        self,
        kind: str,
        populations: Iterable[int],
        orders: Iterable[ChartOrder],
        describe: Callable[[ChartOrder, Chart], str],
        chart: Chart,
    ) -> list[str]:
        batch = []
        sets = [(population, self._populations[population]) for population in populations]
        numbers: dict[str, int] = {}
        for order in orders:
            tail = ""
            for ingredient in order.ingredients:
                i = numbers.setdefault(ingredient, len(numbers))
                for population, members in sets:
                    if ingredient in members:
                        tail = tail or describe(order, chart)
                        batch.append(f'"kind":"{kind}","p":{population}.0,"i":{i}.0,{tail}')
        return batch

    def _duplication_facts(self, chart: Chart) -> tuple[list[str], list[Group]]:
        grouped = self._grouped
        rules = Counter(chain.from_iterable([grouped.get(ingredient, ()) for ingredient, _ in chart.pairs]))
        found = [rule for rule, members in rules.items() if members > 1]
        for order in chart.live:
            if order.is_mixture:
                found += [rule for ingredient in order.ingredients for rule in grouped.get(ingredient, ())]
        batch: list[str] = []
        counted: list[Group] = []
        for rule in dict.fromkeys(found):
            members = self._groups[rule]
            orders = [order for order in chart.live if not members.isdisjoint(order.ingredients)]
            if orders[0].is_mixture or _several(orders):
                batch += _holders(chart, len(counted), orders)
                counted.append(Group(rule, members, tuple(orders)))
        for ingredient, several in chart.by_ingredient.items() if self._same else ():
            if _several(several):
                for rule, out in self._same.items():
                    if ingredient not in out:
                        batch += _holders(chart, len(counted), several)
                        counted.append(Group(rule, frozenset((ingredient,)), several))
        return batch, counted


def _several(rows: Sequence[ChartOrder]) -> bool:
    return len({row.id for row in rows}) > 1


def _holders(chart: Chart, population: int, orders: Iterable[ChartOrder]) -> list[str]:
    return [
        f'"kind":"of","p":{population}.0,{_place(order)},"rel":{_relevant(order, chart)},"mix":{int(order.is_mixture)}.0'
        for order in orders
    ]


def _place(row: ChartOrder) -> str:
    """A row, and the order that it is of, by the index of its first row; a part of a mixture is its own."""
    whole = row if row.whole is None or row.is_mixture else row.whole
    return f'"o":{row.index}.0,"u":{whole.index}.0'


def _relevant(order: ChartOrder, chart: Chart) -> str:
    return "1.0" if order.proposed or not chart.deciding else "0.0"


def _member(order: ChartOrder, chart: Chart) -> str:
    """What matching asks of an order, as JSON."""
    return (
        f'{_place(order)},"s":{number(order.start)},"e":{number(order.end)},'
        f'"rel":{_relevant(order, chart)},"mix":{int(order.is_mixture)}.0'
    )


def _dated_member(order: ChartOrder, chart: Chart) -> str:
    """What a washout asks besides."""
    begins = max(order.start, chart.as_of)
    ended = order.ended
    return (
        f'{_member(order, chart)},"z":{number(begins)},"d":{number(ended or 0.0)},'
        f'"ended":{int(ended is not None)}.0,"live":{int(order.live)}.0'
    )


def _washout(days: float | None) -> str:
    return "-1.0" if days is None else number(days)
