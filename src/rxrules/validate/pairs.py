"""Pairs that several rules of one ruleset name: one severity is a slip, two contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import InteractionRule, Selector
    from rxrules.terminology import IngredientId
    from rxrules.validate.context import Context

_RUNS = frozenset({"active", "review"})
_Pair: TypeAlias = "tuple[IngredientId, IngredientId, str | None]"


def check_pairs(context: Context, diagnostics: Diagnostics) -> None:
    """Report pairs of ingredients named twice with two severities (RX220) or with the same one (RX221).

    Rules whose conditions, routes or amounts differ are told apart by these and are not compared; neither are
    drafts and retired rules, which don't run.
    """
    of_pair: dict[_Pair, list[InteractionRule]] = {}
    for rule in context.interactions:
        if rule.status in _RUNS and (pair := _pair(context, rule)) is not None:
            of_pair.setdefault(pair, []).append(rule)
    for rules in of_pair.values():
        if len(rules) > 1:
            _compare(context, rules, diagnostics)


def _compare(context: Context, rules: list[InteractionRule], diagnostics: Diagnostics) -> None:
    first: dict[tuple[object, ...], InteractionRule] = {}
    for rule in rules:
        before = first.setdefault(_narrowed(context, rule), rule)
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


def _pair(context: Context, rule: InteractionRule) -> _Pair | None:
    first, second = rule.between
    if first.ingredient is None or second.ingredient is None:
        return None
    a, b = context.ingredients.get(first.ingredient.text), context.ingredients.get(second.ingredient.text)
    if a is None or b is None:
        return None
    return (b, a, None) if rule.direction is None and b < a else (a, b, rule.direction)


def _narrowed(context: Context, rule: InteractionRule) -> tuple[object, ...]:
    """What must hold beyond the pair, side by side in the order of `_pair`."""
    pair = _pair(context, rule)
    sides = rule.between
    first = sides[0].ingredient
    if pair is not None and first is not None and context.ingredients[first.text] != pair[0]:
        sides = sides[::-1]
    return rule.when, *((*narrowed(one), one.within) for one in sides)


def narrowed(side: Selector) -> tuple[object, ...]:
    """What a selector asks of an order beyond its drug."""
    amounts = side.per_dose, side.per_day, side.per_week, side.each_lasts, side.duration, side.taken
    return frozenset(name.text for name in side.route), *amounts, side.prn, side.indication, side.phase
