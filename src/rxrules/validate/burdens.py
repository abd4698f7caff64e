"""Burdens: what adds up is of one kind, and the totals that alert can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.documents.near import did_you_mean
from rxrules.language.borrowed import lender, with_borrowed
from rxrules.plan import SEVERITIES
from rxrules.units import Kind, at_least, exceeds
from rxrules.validate.pairs import narrowed
from rxrules.validate.quantities import ends
from rxrules.validate.variables import is_dose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import BurdenItem, BurdenLevel, BurdenRule, Window
    from rxrules.terminology import IngredientId
    from rxrules.units import Quantity
    from rxrules.validate.context import Context

_SURFACE = "body_surface"
# Totals that are in a unit of their own: equivalents, and numbers (of defined daily doses, say).
_EQUIVALENTS = ("morphine_equivalents", "number")


def check_burdens(context: Context, diagnostics: Diagnostics) -> None:
    """Report burdens that nothing adds to, or that are wrong in their items or levels.

    RX238 no items, no drugs or no levels; RX239 an item that does not add in the way of its measure; RX240 a drug that is named
    twice; RX241 a level that never leads; RX310 units that don't fit; RX416 what takes away.
    """
    for written in context.burdens:
        before = len(diagnostics)
        _check_borrowed(context, written, diagnostics)
        rule = with_borrowed(written, context.tree.rules)
        if not any(item.drug is not None for item in rule.items) or not rule.levels:
            missing = "levels" if not rule.levels else "drugs among its items" if rule.items else "items"
            diagnostics.error("RX238", f"{rule.id.text!r} has no {missing}", rule.id.span)
        if rule.measure != "points" and rule.count != "ingredients":
            message = f"count: {rule.count} is of points; amounts add up over all orders"
            diagnostics.error("RX239", message, rule.id.span, "take it out")
        for item in written.items:
            _check_item(rule, item, diagnostics)
        _check_units(rule, diagnostics)
        if len(diagnostics) == before:
            _check_repeated(context, rule, diagnostics)
            _check_reached(context, rule, diagnostics)


def _check_borrowed(context: Context, rule: BurdenRule, diagnostics: Diagnostics) -> None:
    name = rule.items_of
    if name is None:
        return
    other = lender(rule, context.tree.rules)
    if other is None:
        burdens = [one.id.text for one in context.burdens if one is not rule]
        diagnostics.error(
            "RX238", f"no other burden {name.text!r} whose items could be counted", name.span, did_you_mean(name.text, burdens)
        )
    elif other.items_of is not None:
        message = f"{name.text!r} has its items from {other.items_of.text!r}"
        diagnostics.error("RX238", message, name.span, f"write items_of: {other.items_of.text}")
    elif other.measure != rule.measure:
        diagnostics.error("RX238", f"{name.text!r} measures {other.measure}, this rule {rule.measure}", name.span)


def _check_item(rule: BurdenRule, item: BurdenItem, diagnostics: Diagnostics) -> None:
    if (item.drug is None) == (item.when is None):
        got = "neither drug nor when" if item.drug is None else "both drug and when"
        diagnostics.error("RX239", f"an item says {got}, expected exactly one", item.span)
    counted = {name for name in ("points", "factor", "per") if getattr(item, name) is not None}
    expected = {"points"} if rule.measure == "points" else {"factor", "per"}
    if counted != expected:
        got = " and ".join(sorted(counted)) or "nothing of what it adds"
        wanted = "points" if rule.measure == "points" else "factor and per"
        diagnostics.error("RX239", f"an item of {rule.measure} has {wanted}, got {got}", item.span)
    elif rule.measure != "points" and item.drug is None:
        diagnostics.error("RX239", f"a circumstance has no amount, and can't add to {rule.measure}", item.span, "give it points")
    if item.points is not None and item.points < 0:
        diagnostics.error("RX416", f"points can't be negative, got {item.points:g}", item.span)
    if item.factor is not None and item.factor <= 0:
        diagnostics.error("RX416", f"a factor must be above zero, got {item.factor:g}", item.span)
    if item.per is not None and not exceeds(item.per.quantity.canonical, 0):
        diagnostics.error("RX416", f"per must be above zero, got {item.per.quantity}", item.per.span)


def _check_units(rule: BurdenRule, diagnostics: Diagnostics) -> None:
    first: Quantity | None = None
    for item in rule.items:
        if item.per is None or rule.measure == "points":
            continue
        quantity = item.per.quantity
        if not _is_counted(quantity, timed=rule.measure == "per_day"):
            example = "1 mg or 1 ug/h" if rule.measure == "per_day" else "1 mg or 1 mg/m2"
            message = f"per of {rule.measure} is an amount such as {example}, got {quantity} ({quantity.kind})"
            diagnostics.error("RX310", message, item.per.span)
            continue
        first = first or quantity
        if _counted(quantity) != _counted(first):
            message = f"the items of one burden count one thing: {first} is {_counted(first)}, {quantity} is {_counted(quantity)}"
            diagnostics.error("RX310", message, item.per.span)
    _check_totals(rule, first, diagnostics)


def _check_totals(rule: BurdenRule, counted: Quantity | None, diagnostics: Diagnostics) -> None:
    unit = ""
    for level in rule.levels:
        for end in ends(level.total):
            if rule.measure == "points":
                fits, expected = end.kind == Kind("number"), "a plain number such as >= 3"
            else:
                fits = _is_total(end, counted, timed=rule.measure == "per_day")
                expected = "an amount such as >= 50 mg/d" if rule.measure == "per_day" else "an amount such as >= 450 mg/m2"
            if not fits:
                of = f" of items counted by {counted}" if counted is not None else ""
                message = f"total of {rule.measure} is {expected}, got {end} ({end.kind}){of}"
                diagnostics.error("RX310", message, level.total.span)
                return
            unit = unit or end.unit.code
            if end.unit.code != unit:
                message = f"the totals of one burden have one unit: {unit}, and here {end.unit.code}"
                diagnostics.error("RX310", message, level.total.span)
                return


def _is_counted(quantity: Quantity, *, timed: bool) -> bool:
    allowed = {_SURFACE, "time"} if timed else {_SURFACE}
    return is_dose(quantity.kind) and set(quantity.kind.per) <= allowed


def _counted(quantity: Quantity) -> Kind:
    """What of an amount is added up: the same in ``1 mg`` and ``1 ug/h``, another in ``1 mg/m2``."""
    return quantity.kind.without("time") if "time" in quantity.kind.per else quantity.kind


def _is_total(end: Quantity, counted: Quantity | None, *, timed: bool) -> bool:
    if "time" in end.kind.per and not (timed and "d" in end.unit.code.split("/")):
        return False
    if counted is None:
        return True
    total, amount = _counted(end), _counted(counted)
    return total.per == amount.per and total.base in (amount.base, *_EQUIVALENTS)


def _check_repeated(context: Context, rule: BurdenRule, diagnostics: Diagnostics) -> None:
    first: dict[tuple[IngredientId, object], BurdenItem] = {}
    for item in rule.items:
        if item.drug is None:
            continue
        for ingredient in sorted(context.population(item.drug) or ()):
            before = first.setdefault((ingredient, narrowed(item.drug)), item)
            if before is not item:
                message = f"{ingredient} also adds by the item at {before.span}, under the same circumstances"
                diagnostics.warning("RX240", message, item.drug.span, "keep one of them")
                break


def _check_reached(context: Context, rule: BurdenRule, diagnostics: Diagnostics) -> None:
    highest = _highest(context, rule)
    for place, level in enumerate(rule.levels):
        low = level.total.low
        if highest is not None and low is not None:
            beyond = exceeds(low.canonical, highest) or (not level.total.low_closed and at_least(low.canonical, highest))
            if beyond:
                message = f"no patient reaches {level.total.text}: all items together add {highest:g}"
                diagnostics.warning("RX241", message, level.total.span)
                continue
        if (leading := next(_leading(rule, place), None)) is not None:
            message = f"{level.total.text} lies within {leading.total.text}, which is {leading.severity} and leads"
            diagnostics.warning("RX241", message, level.total.span, "end one where the other begins")


def _highest(context: Context, rule: BurdenRule) -> float | None:
    """The most points that a list can have; None where there is no such limit, or it can't be known."""
    if rule.measure == "points" and rule.count == "items":
        return sum(item.points or 0.0 for item in rule.items)
    if rule.measure != "points" or rule.count != "ingredients":
        return None
    points: dict[IngredientId, float] = {}
    total = 0.0
    for item in rule.items:
        if item.drug is None:
            total += item.points or 0.0
            continue
        members = context.population(item.drug)
        if members is None:
            return None
        for ingredient in members:
            points[ingredient] = max(points.get(ingredient, 0.0), item.points or 0.0)
    return total + sum(points.values())


def _leading(rule: BurdenRule, place: int) -> Iterator[BurdenLevel]:
    """Levels that lead wherever this one holds: they hold there too, and are graver, or as grave and written before."""
    rank = SEVERITIES.index(rule.levels[place].severity)
    for other, level in enumerate(rule.levels):
        of_other = SEVERITIES.index(level.severity)
        is_leading = of_other > rank or (of_other == rank and other < place)
        if is_leading and _holds(level.total, rule.levels[place].total):
            yield level


def _holds(outer: Window, inner: Window) -> bool:
    low, high = outer.low, outer.high
    if low is not None:
        if inner.low is None or exceeds(low.canonical, inner.low.canonical):
            return False
        if not outer.low_closed and inner.low_closed and not exceeds(inner.low.canonical, low.canonical):
            return False
    if high is not None:
        if inner.high is None or exceeds(inner.high.canonical, high.canonical):
            return False
        if not outer.high_closed and inner.high_closed and not exceeds(high.canonical, inner.high.canonical):
            return False
    return True
