"""Pairs that several rules of one ruleset name: one severity is a slip, two contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import InteractionRule, Selector
    from rxrules.validate.context import Context

_RUNS = frozenset({"active", "review"})


def check_pairs(context: Context, diagnostics: Diagnostics) -> None:
    """Report pairs of ingredients named twice with two severities (RX220) or with the same one (RX221).

    Rules whose conditions, routes or amounts differ are told apart by these and are not compared; neither are
    drafts and retired rules, which don't run.
    """
    first: dict[Hashable, InteractionRule] = {}
    for rule in context.interactions:
        if rule.status not in _RUNS:
            continue
        key = _key(context, rule)
        if key is None:
            continue
        before = first.setdefault(key, rule)
        if before is rule:
            continue
        a, b = (side.ingredient.text for side in rule.between if side.ingredient is not None)
        where = f"{a} with {b} also stands in {before.id.text!r} at {before.id.span}"
        if before.severity != rule.severity:
            diagnostics.error(
                "RX220",
                f"{where}, as {before.severity}; here it is {rule.severity}",
                rule.id.span,
                "keep one, or tell them apart by when or route",
            )
        else:
            diagnostics.warning("RX221", where, rule.id.span, "keep one")


def _key(context: Context, rule: InteractionRule) -> Hashable:
    first, second = rule.between
    if first.ingredient is None or second.ingredient is None:
        return None
    a, b = context.ingredients.get(first.ingredient.text), context.ingredients.get(second.ingredient.text)
    if a is None or b is None:
        return None
    plain = rule.when is None and _is_plain(first) and _is_plain(second)
    if rule.direction is None and b < a:
        a, b, first, second = b, a, second, first
    if plain:
        return (a, b, rule.direction)
    return (a, b, rule.direction, rule.when, _narrowed(first), _narrowed(second))


def _is_plain(side: Selector) -> bool:
    return not side.route and side.per_dose is None and side.per_day is None and side.per_week is None and side.within is None


def _narrowed(side: Selector) -> Hashable:
    return frozenset(name.text for name in side.route), side.per_dose, side.per_day, side.per_week, side.within
