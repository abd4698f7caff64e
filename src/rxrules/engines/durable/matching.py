"""Which rules may concern a case, by ingredient, and the facts by which the network matches them to orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.durable.numerals import number
from rxrules.plan import Duplication, Interaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Plan

#: Rules in one session; of two orders a rule makes a few firings, so that no batch nears a limit of the engine.
_RULES_A_SESSION = 60
_NONE: frozenset[int] = frozenset()


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

    def counted(self, rule: int, ingredient: str) -> frozenset[str]:
        """The ingredients that a duplication rule counts."""
        return frozenset((ingredient,)) if ingredient else self._groups[rule]

    def facts(self, chart: Chart) -> tuple[list[list[str]], list[str]]:
        """The facts that match rules to orders, in batches; and the ingredients that rules look at each on its own.

        Of a match whose population is -1 the ingredient is the first of these, of -2 the second.
        """
        batch, every = self._duplication_facts(chart)
        batches = [batch] if batch else []
        interactions = sorted(self._concerned(chart))
        for start in range(0, len(interactions), _RULES_A_SESSION):
            some = self._interaction_facts(chart, interactions[start : start + _RULES_A_SESSION])
            if batches and not start:
                batches[0] += some
            else:
                batches.append(some)
        return batches, every

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
        batch: list[str] = []
        plain: dict[int, None] = {}
        washout: dict[int, None] = {}
        for rule in rules:
            first, second, _ = self._interactions[rule]
            p, q = first.population, second.population
            if rule in self._washouts:
                washout[p] = washout[q] = None
                days = f'"wf":{_washout(first.within)},"ws":{_washout(second.within)}'
                batch.append(f'"kind":"rxw","r":{rule}.0,"p":{p}.0,"q":{q}.0,{days}')
            else:
                plain[p] = plain[q] = None
                batch.append(f'"kind":"rx","r":{rule}.0,"p":{p}.0,"q":{q}.0')
        if plain:
            batch += self._members("in", plain, chart.live, _member, chart)
        if washout:
            batch += self._members("inw", washout, (*chart.live, *chart.history), _dated_member, chart)
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

    def _duplication_facts(self, chart: Chart) -> tuple[list[str], list[str]]:
        """The facts of duplications, and the ingredients that are populations of their own: -1 the first, -2 the second."""
        grouped = self._grouped
        holders: dict[int, dict[int, ChartOrder]] = {}
        for ingredient, order in chart.pairs:
            for rule in grouped.get(ingredient, _NONE):
                holders.setdefault(rule, {})[order.index] = order
        batch: list[str] = []
        for rule, orders in holders.items():
            if len(orders) > 1 or next(iter(orders.values())).is_mixture:
                # INVARIANT: 2,000,000 is above the number of populations that a plan can have, so that the
                # two don't mix
                population = 2_000_000 + rule
                batch.append(f'"kind":"dup","r":{rule}.0,"p":{population}.0')
                batch += _holders(chart, population, orders.values())
        every: list[str] = []
        for ingredient, several in chart.by_ingredient.items() if self._same else ():
            rules = [rule for rule, out in self._same.items() if ingredient not in out]
            if len(several) > 1 and rules:
                every.append(ingredient)
                batch += [f'"kind":"dup","r":{rule}.0,"p":-{len(every)}.0' for rule in rules]
                batch += _holders(chart, -len(every), several)
        return batch, every


def _holders(chart: Chart, population: int, orders: Iterable[ChartOrder]) -> list[str]:
    return [
        f'"kind":"of","p":{population}.0,"o":{order.index}.0,'
        f'"rel":{_relevant(order, chart)},"mix":{int(order.is_mixture)}.0'
        for order in orders
    ]


def _relevant(order: ChartOrder, chart: Chart) -> str:
    return "1.0" if order.proposed or not chart.deciding else "0.0"


def _member(order: ChartOrder, chart: Chart) -> str:
    """What matching asks of an order, as JSON."""
    return (
        f'"o":{order.index}.0,"s":{number(order.start)},"e":{number(order.end)},'
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
