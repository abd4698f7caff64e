"""A burden: what drugs and circumstances add, and the totals that alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, lower_when, order_condition, window_of
from rxrules.language.borrowed import with_borrowed
from rxrules.plan import SEVERITIES, Burden, BurdenItem, Level

if TYPE_CHECKING:
    from rxrules.language import ast
    from rxrules.units import Unit


def lower_burden(rule: ast.BurdenRule, around: Surroundings) -> Lowered:
    """Items with weights in the unit of the totals, levels in canonical totals."""
    rule = with_borrowed(rule, around.ruleset.rules)
    unit = _unit(rule)
    items = tuple(_item(item, unit, around) for item in rule.items)
    levels = tuple(
        Level(window_of(level.total, lambda end: end.canonical), SEVERITIES.index(level.severity), level.label)
        for level in rule.levels
    )
    per = next((item.per for item in rule.items if item.per is not None), None)
    body = Burden(
        rule.measure,
        "" if per is None else str(per.quantity.kind.without("time") if "time" in per.quantity.kind.per else per.quantity.kind),
        "" if rule.measure == "points" else unit.code,
        unit.factor,
        rule.count,
        items,
        levels,
    )
    members = [item.population for item in items if item.population is not None]
    scope = Scope((around.populations.together(members),))
    return Lowered(body, max(level.severity for level in levels), scope, rule.when)


def _unit(rule: ast.BurdenRule) -> Unit:
    """The unit of the totals, one in all levels."""
    total = rule.levels[0].total
    end = total.low or total.high
    assert end is not None  # noqa: S101  the reader refuses a window without ends
    return end.unit


def _item(item: ast.BurdenItem, unit: Unit, around: Surroundings) -> BurdenItem:
    """What an item adds: points as they are; a factor as so much of the total for a canonical unit of the amount."""
    weight = item.points
    if weight is None:
        assert item.factor is not None  # noqa: S101  validation asks for points or a factor, and for ``per``
        assert item.per is not None  # noqa: S101
        weight = item.factor * unit.factor / item.per.quantity.canonical
    populations = around.populations
    if item.drug is None:
        return BurdenItem(None, lower_when(item.when, populations, Scope(())), float(weight))
    population = populations.of(item.drug)
    return BurdenItem(population, order_condition(item.drug, population), float(weight))
