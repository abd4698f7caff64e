"""A duplication: a population of which so many may be taken together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, both, route_condition
from rxrules.plan import SEVERITIES, Duplication

if TYPE_CHECKING:
    from rxrules.language.ast import DuplicationRule


def lower_duplication(rule: DuplicationRule, around: Surroundings) -> Lowered:
    """One population, or each ingredient on its own."""
    populations = around.populations
    members = populations.every if rule.group is None else populations.group(rule.group)
    body = Duplication(
        None if rule.group is None else members,
        both(route_condition(rule.route) if rule.route else None, None if rule.prn is None else ("prn", rule.prn)),
        rule.allow,
        rule.count == "orders" or rule.same is not None,
        populations.names(rule.except_) if rule.except_ else None,
    )
    return Lowered(body, SEVERITIES.index(rule.severity), Scope((members,)), rule.when)
