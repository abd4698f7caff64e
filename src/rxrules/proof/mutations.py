"""The mistakes themselves: what each node of a rule's tree becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rxrules.language import ast
from rxrules.proof.numbers import NUMBERS, Change, in_slipped_unit, of_bands, of_window, times, with_
from rxrules.proof.steps import shortened
from rxrules.units import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Span

_LOWER: Final = {"contraindicated": "major", "major": "moderate", "moderate": "minor", "minor": "moderate"}
_AMOUNTS: Final = ("per_dose", "per_day", "per_week")
_MEASURES: Final = {"per_day": "per_dose", "per_dose": "per_day", "per_week": "per_day"}
_LIMITS: Final = ("max", "hard_max", "cap", "hard_cap", "min", "hard_min")


def of_node(node: Any) -> Iterator[Change]:
    """Every mistake in one node."""
    if isinstance(node, ast.Window):
        yield from of_window(node)
    elif isinstance(node, ast.Amount):
        yield from _of_amount(node)
    elif isinstance(node, ast.When):
        yield from _of_when(node)
    elif isinstance(node, ast.Selector):
        yield from _of_selector(node)
    elif isinstance(node, ast.ObservationTest):
        if node.within is not None:
            yield _without(node, "within", "within", node.span)
    elif isinstance(node, ast.Bands):
        yield from of_bands(node)
    elif isinstance(node, ast.Limits):
        yield from _of_limits(node)
    elif isinstance(node, ast.LimitSeverity | ast.MonitoringSeverity):
        yield from _of_severities(node)
    elif isinstance(node, ast.Modifier | ast.BurdenLevel) and node.severity is not None:
        yield _severity(node, node.severity, node.span)
    elif isinstance(node, ast.BurdenItem):
        yield from _of_item(node)


def of_rule(rule: ast.Rule) -> Iterator[Change]:
    """Every mistake in what a rule says of itself."""
    severity = getattr(rule, "severity", None)
    if isinstance(severity, str):
        yield _severity(rule, severity, rule.span)
    for number, modifier in enumerate(rule.modifiers):
        rest = rule.modifiers[:number] + rule.modifiers[number + 1 :]
        yield Change(with_(rule, modifiers=rest), "modifier", "", f"without the modifier {modifier.label!r}", modifier.span)
    if rule.when is not None and rule.kind != "contraindication":
        yield Change(with_(rule, when=None), "condition", "", "without `when`", rule.when.span)
    if isinstance(rule, ast.InteractionRule) and rule.direction is not None:
        yield Change(with_(rule, direction=None), "condition", "", "without `direction`", rule.span)
    if isinstance(rule, ast.DoseLimitRule | ast.DuplicationRule) and rule.route:
        yield Change(with_(rule, route=()), "route", "", "without `route`", rule.route[0].span)
    if isinstance(rule, ast.DoseLimitRule):
        yield from _of_dose_limit(rule)
    if isinstance(rule, ast.DuplicationRule):
        yield from _of_duplication(rule)
    if isinstance(rule, ast.BurdenRule):
        if rule.measure == "points":
            other = "orders" if rule.count == "ingredients" else "ingredients"
            yield Change(with_(rule, count=other), "count", f"count: {rule.count}", f"count: {other}", rule.span)
        if rule.items_of is not None and rule.items:
            yield Change(with_(rule, items_of=None), "part", "", "without `items_of`", rule.items_of.span)
        yield from _parts(rule, "items", "item")
        yield from _parts(rule, "levels", "level")
    if isinstance(rule, ast.OmissionRule):
        yield from _parts(rule, "missing", "partner")
    if isinstance(rule, ast.MonitoringRule) and rule.range is not None and rule.severity.out_of_range is None:
        yield Change(with_(rule, range=None), "part", "", "without `range`", rule.range.span)


def _of_dose_limit(rule: ast.DoseLimitRule) -> Iterator[Change]:
    other = _MEASURES.get(rule.measure)
    if other is not None:
        yield Change(with_(rule, measure=other), "measure", f"measure: {rule.measure}", f"measure: {other}", rule.span)
    if rule.rounding is not None:
        yield Change(with_(rule, rounding=None), "limit", "", "without `rounding`", rule.rounding.span)


def _of_duplication(rule: ast.DuplicationRule) -> Iterator[Change]:
    yield Change(with_(rule, allow=rule.allow + 1), "count", f"allow: {rule.allow}", f"allow: {rule.allow + 1}", rule.span)
    if rule.allow > 1:
        yield Change(with_(rule, allow=rule.allow - 1), "count", f"allow: {rule.allow}", f"allow: {rule.allow - 1}", rule.span)
    if rule.group is not None:
        other = "orders" if rule.count == "ingredients" else "ingredients"
        yield Change(with_(rule, count=other), "count", f"count: {rule.count}", f"count: {other}", rule.span)
    if rule.prn is not None:
        yield Change(with_(rule, prn=None), "condition", "", "without `prn`", rule.span)
    if rule.except_:
        yield Change(with_(rule, except_=()), "count", "", "without `except`", rule.except_[0].span)


def _parts(rule: ast.Rule, name: str, called: str) -> Iterator[Change]:
    parts: tuple[ast.Placed, ...] = getattr(rule, name)
    if len(parts) < 2:
        return
    for number, part in enumerate(parts):
        rest = parts[:number] + parts[number + 1 :]
        yield Change(with_(rule, **{name: rest}), "part", "", f"without this {called}", part.span)


def _severity(node: Any, severity: str, span: Span) -> Change:
    return Change(
        with_(node, severity=_LOWER[severity]), "severity", f"severity: {severity}", f"severity: {_LOWER[severity]}", span
    )


def _of_severities(node: Any) -> Iterator[Change]:
    names = (
        ("max", "hard_max", "min", "hard_min") if isinstance(node, ast.LimitSeverity) else ("missing", "overdue", "out_of_range")
    )
    given = [name for name in names if getattr(node, name) is not None]
    for name in given:
        severity = getattr(node, name)
        new = _LOWER[severity]
        yield Change(with_(node, **{name: new}), "severity", f"{name}: {severity}", f"{name}: {new}", node.span)
        if isinstance(node, ast.MonitoringSeverity) and len(given) > 1:
            yield Change(with_(node, **{name: None}), "part", "", f"without `{name}`", node.span)


def _of_item(node: ast.BurdenItem) -> Iterator[Change]:
    if node.points is not None:
        more = node.points + 1
        yield Change(
            with_(node, points=more), "tenfold", f"points: {decimal_text(node.points)}", f"points: {decimal_text(more)}", node.span
        )
    if node.factor is not None:
        for operator, times in NUMBERS:
            new = shortened(node.factor * times)
            yield Change(
                with_(node, factor=new),
                operator,
                f"factor: {decimal_text(node.factor)}",
                f"factor: {decimal_text(new)}",
                node.span,
            )


def _of_amount(node: ast.Amount) -> Iterator[Change]:
    quantity = node.quantity
    for operator, factor in (*NUMBERS, ("thousandfold", 1000.0)):
        if operator == "thousandfold" and quantity.kind.base in ("time", "calendar", "fraction"):
            continue
        new = times(quantity, factor)
        yield Change(with_(node, quantity=new), operator, str(quantity), str(new), node.span)
    if (other := in_slipped_unit(quantity)) is not None:
        yield Change(with_(node, quantity=other), "unit", str(quantity), str(other), node.span)


_KEYS: Final = (
    "age", "weight", "height", "body_surface", "sex", "pregnant", "breastfeeding", "condition", "history", "preference", "goal",
    "observation", "estimate", "apart", "before", "after", "per_dose", "per_day", "per_week", "each_lasts", "duration", "taken",
    "route", "prn", "indication", "phase", "with_", "without", "all", "any", "not_",
)  # fmt: skip


def _of_when(node: ast.When) -> Iterator[Change]:
    given = [key for key in _KEYS if getattr(node, key) not in (None, ())]
    for key in given if len(given) > 1 else ():
        new = with_(node, **{key: () if isinstance(getattr(node, key), tuple) else None})
        yield Change(new, "condition", "", f"without `{key.rstrip('_')}`", node.span)
    if len(given) > 1:
        alone = tuple(ast.When(**{key: getattr(node, key)}, of=node.of, at=node.at) for key in given)
        yield Change(
            ast.When(any=alone, at=node.at), "junction", "", f"any of {', '.join(key.rstrip('_') for key in given)}", node.span
        )
    for key, swapped in (("any", "all"), ("all", "any")):
        parts = getattr(node, key)
        if len(parts) > 1 and not getattr(node, swapped):
            yield Change(with_(node, **{key: (), swapped: parts}), "junction", f"{key}:", f"{swapped}:", node.span)
        for number, part in enumerate(parts if len(parts) > 1 else ()):
            rest = parts[:number] + parts[number + 1 :]
            yield Change(with_(node, **{key: rest}), "condition", "", f"without this one of `{key}`", part.span)
    if node.not_ is not None:
        yield Change(with_(node, not_=None, all=(*node.all, node.not_)), "negation", "not:", "all:", node.span)
    if node.with_ is not None and node.without is None:
        yield Change(with_(node, with_=None, without=node.with_), "negation", "with:", "without:", node.with_.span)
    if node.without is not None and node.with_ is None:
        yield Change(with_(node, without=None, with_=node.without), "negation", "without:", "with:", node.without.span)
    if node.sex is not None:
        other = "male" if node.sex == "female" else "female"
        yield Change(with_(node, sex=other), "negation", f"sex: {node.sex}", f"sex: {other}", node.span)
    yield from _flipped(node)
    yield from _swapped_measures(node)


def _flipped(node: Any) -> Iterator[Change]:
    for key in ("pregnant", "breastfeeding", "prn"):
        if (value := getattr(node, key, None)) is not None:
            old, new = str(value).lower(), str(not value).lower()
            yield Change(with_(node, **{key: not value}), "negation", f"{key}: {old}", f"{key}: {new}", node.span)
    if node.phase is not None:
        other = "maintenance" if node.phase == "loading" else "loading"
        yield Change(with_(node, phase=other), "negation", f"phase: {node.phase}", f"phase: {other}", node.span)


def _of_selector(node: ast.Selector) -> Iterator[Change]:
    if node.route:
        yield Change(with_(node, route=()), "route", "", "without `route`", node.route[0].span)
    if node.within is not None:
        yield _without(node, "within", "within", node.within.span)
    for key in (*_AMOUNTS, "each_lasts", "taken", "duration", "prn", "indication", "phase"):
        if (value := getattr(node, key)) is not None:
            yield _without(node, key, "condition", value.span if isinstance(value, ast.Placed) else node.span)
    yield from _flipped(node)
    yield from _swapped_measures(node)


def _swapped_measures(node: Any) -> Iterator[Change]:
    for key in _AMOUNTS:
        window = getattr(node, key)
        other = _MEASURES[key]
        if window is None or getattr(node, other) is not None or _is_timed(window):
            continue
        yield Change(with_(node, **{key: None, other: window}), "measure", f"{key}:", f"{other}:", node.span)


def _is_timed(window: ast.Window) -> bool:
    return any(end is not None and "time" in end.kind.per for end in (window.low, window.high))


def _without(node: Any, key: str, operator: str, span: Span) -> Change:
    return Change(with_(node, **{key: None}), operator, "", f"without `{key}`", span)


def _of_limits(node: ast.Limits) -> Iterator[Change]:
    given = {name: amount for name in _LIMITS if (amount := getattr(node, name)) is not None}
    bare = [name for name in given if "cap" not in name]
    for name, amount in given.items():
        if ("cap" in name or len(bare) > 1) and (
            name not in ("max", "hard_max") or getattr(node, name.replace("max", "cap")) is None
        ):
            yield Change(with_(node, **{name: None}), "limit", "", f"without `{name}`", amount.span)
