"""Which rules may concern a case, by ingredient, and the facts by which the network matches them to orders."""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.waves import Match, fire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.compile.plan import Plan
    from rxrules.engines.durable.session import Network

#: Rules in one session: two orders of one rule make a few firings, so that no batch nears a limit of the engine.
_RULES_A_SESSION = 60
_NONE: frozenset[int] = frozenset()


class Matching:
    """From ingredients to the interactions and duplications that may concern them.

    Only these become facts, so that 10,000 rules about other drugs cost nothing; which orders they concern, and how these lie to each
    other in time, is decided by joins.
    """

    def __init__(self, plan: Plan) -> None:
        self._rules = plan.rules
        self._members: list[frozenset[str]] = [frozenset(population) for population in plan.populations]
        first: dict[str, set[int]] = {}
        second: dict[str, set[int]] = {}
        groups: dict[str, list[int]] = {}
        self._washouts: set[int] = set()
        self._same: list[int] = []
        self._tails: dict[int, str] = {}
        self._groups: dict[int, frozenset[str]] = {}
        for index, rule in enumerate(plan.rules):
            body = rule.body
            if rule.kind == "interaction":
                for side, by in ((body.first, first), (body.second, second)):  # type: ignore[union-attr]
                    for ingredient in plan.populations[side.population]:
                        by.setdefault(ingredient, set()).add(index)
                self._take_interaction(index, body)  # type: ignore[arg-type]
            elif rule.kind == "duplication":
                out = frozenset[str]() if body.excluded is None else self._members[body.excluded]  # type: ignore[union-attr]
                population = body.population  # type: ignore[union-attr]
                self._groups[index] = out if population is None else self._members[population] - out
                if population is None:
                    self._same.append(index)
                for ingredient in () if population is None else self._groups[index]:
                    groups.setdefault(ingredient, []).append(index)
        self._first = {ingredient: frozenset(rules) for ingredient, rules in first.items()}
        self._second = {ingredient: frozenset(rules) for ingredient, rules in second.items()}
        self._duplications = groups
