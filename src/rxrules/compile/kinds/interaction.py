"""An interaction: two participants, each with what must hold of its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, order_condition
from rxrules.model.timing import days
from rxrules.plan import SEVERITIES, Interaction, Participant

if TYPE_CHECKING:
    from rxrules.compile.populations import Populations
    from rxrules.language.ast import InteractionRule, Selector


def lower_interaction(rule: InteractionRule, around: Surroundings) -> Lowered:
    """Two populations; conditions tell their participants by slot."""
    first, second = rule.between
    populations = around.populations
    body = Interaction(_participant(first, populations), _participant(second, populations), rule.direction == "second_added")
    scope = Scope((body.first.population, body.second.population))
    return Lowered(body, SEVERITIES.index(rule.severity), scope, rule.when)


def _participant(selector: Selector, populations: Populations) -> Participant:
    within = None if selector.within is None else days(selector.within.quantity)
    population = populations.of(selector)
    return Participant(population, order_condition(selector, population), within)
