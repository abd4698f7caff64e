"""The mistakes themselves: what each node of a rule's tree becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from rxrules.language import ast
from rxrules.proof.steps import parsed, shortened
from rxrules.units import Quantity, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Span

_SEVERITIES: Final = ("minor", "moderate", "major", "contraindicated")
_LOWER: Final = {"contraindicated": "major", "major": "moderate", "moderate": "minor", "minor": "moderate"}
_UNITS: Final = {"ug": "mg", "mg": "ug", "g": "mg", "ng": "ug", "kg": "g", "mmol": "umol"}
_AMOUNTS: Final = ("per_dose", "per_day", "per_week")
_MEASURES: Final = {"per_day": "per_dose", "per_dose": "per_day", "per_week": "per_day"}
_LIMITS: Final = ("max", "hard_max", "cap", "hard_cap", "min", "hard_min")
#: Keys of a condition whose number is a dose, so that a thousandfold of it is a slip of the unit.
_NUMBERS: Final = (("tenfold", 10.0), ("tenth", 0.1))


class Change(NamedTuple):
    """What a node becomes, by which operator, and as text."""

    new_node: Any
    operator: str
    old: str
    new: str
    span: Span | None


def with_(node: Any, **values: Any) -> Any:
    """A node with other values of some of its fields, whatever its class."""
    return attrs.evolve(node, **values)


def of_node(node: Any) -> Iterator[Change]:
    """Every mistake in one node."""
    if isinstance(node, ast.Window):
        yield from _of_window(node)
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
        yield from _of_bands(node)
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
        for operator, times in _NUMBERS:
            new = shortened(node.factor * times)
            yield Change(
                with_(node, factor=new),
                operator,
                f"factor: {decimal_text(node.factor)}",
                f"factor: {decimal_text(new)}",
                node.span,
            )


def times(quantity: Quantity, factor: float) -> Quantity:
    """A quantity so many times as large, in its unit."""
    return Quantity(shortened(quantity.value * factor), quantity.unit)


def _of_amount(node: ast.Amount) -> Iterator[Change]:
    quantity = node.quantity
    for operator, factor in (*_NUMBERS, ("thousandfold", 1000.0)):
        if operator == "thousandfold" and quantity.kind.base in ("time", "calendar", "fraction"):
            continue
        new = times(quantity, factor)
        yield Change(with_(node, quantity=new), operator, str(quantity), str(new), node.span)
    if (other := _in_slipped_unit(quantity)) is not None:
        yield Change(with_(node, quantity=other), "unit", str(quantity), str(other), node.span)


def _in_slipped_unit(quantity: Quantity) -> Quantity | None:
    """The same number in the unit that is mistaken for its own."""
    head, slash, rest = quantity.unit.code.partition("/")
    unit = parsed(_UNITS.get(head, "") + slash + rest) if head in _UNITS else None
    return None if unit is None or unit.kind != quantity.kind else Quantity(quantity.value, unit)


def _of_window(node: ast.Window) -> Iterator[Change]:
    for end, closed in (("low", "low_closed"), ("high", "high_closed")):
        quantity: Quantity | None = getattr(node, end)
        if quantity is None or quantity.value == 0:
            continue
        if quantity.kind.base == "calendar":
            changed: ast.Window = with_(node, **{end: Quantity(quantity.value + 1, quantity.unit)})
        else:
            changed = with_(node, **{closed: not getattr(node, closed)})
        yield _rewritten(node, changed, "edge")
        numbers: tuple[tuple[str, float], ...] = _NUMBERS
        if quantity.kind.base in ("mass", "amount", "activity") and not quantity.kind.per:
            numbers = (*_NUMBERS, ("thousandfold", 1000.0))
        for operator, factor in numbers:
            moved = times(quantity, factor)
            if quantity.kind.base == "calendar" and not moved.canonical.is_integer():
                continue
            yield _rewritten(node, with_(node, **{end: moved}), operator)
        if (other := _in_slipped_unit(quantity)) is not None:
            yield _rewritten(node, with_(node, **{end: other}), "unit")


def _rewritten(old: ast.Window, new: ast.Window, operator: str) -> Change:
    text = window_text(new)
    return Change(with_(new, text=text), operator, old.text, text, old.span)


def window_text(window: ast.Window) -> str:
    """A window as an author would write it."""

    def shown(end: Quantity) -> str:
        return decimal_text(end.value) if end.unit.code == "1" else str(end)

    if window.high is None and window.low is not None:
        return f">{'=' if window.low_closed else ''} {shown(window.low)}"
    if window.low is None and window.high is not None:
        return f"<{'=' if window.high_closed else ''} {shown(window.high)}"
    assert window.low is not None  # noqa: S101  a window has an end
    assert window.high is not None  # noqa: S101
    return f"{'[' if window.low_closed else '('}{shown(window.low)}, {shown(window.high)}{']' if window.high_closed else ')'}"


_KEYS: Final = (
    "age", "weight", "height", "body_surface", "sex", "pregnant", "breastfeeding", "condition", "history", "preference", "goal",
    "observation", "estimate", "apart", "per_dose", "per_day", "per_week", "duration", "taken", "route", "prn", "indication",
    "phase", "with_", "without", "all", "any", "not_",
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
    for key in (*_AMOUNTS, "taken", "duration", "prn", "indication", "phase"):
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


def _of_bands(node: ast.Bands) -> Iterator[Change]:
    for name in node.within:
        rest = {key: value for key, value in node.within.items() if key != name}
        yield Change(with_(node, within=rest), "within", "", f"without `within` of {name}", node.within[name].span)
    rows = node.rows
    for number, row in enumerate(rows):
        if len(rows) > 1:
            rest_of = rows[:number] + rows[number + 1 :]
            yield Change(with_(node, rows=rest_of), "row", "", "without this row", row.span)
        if number + 1 < len(rows) and rows[number + 1].limits != row.limits:
            swapped = (with_(row, limits=rows[number + 1].limits), with_(rows[number + 1], limits=row.limits))
            new = (*rows[:number], *swapped, *rows[number + 2 :])
            yield Change(with_(node, rows=new), "row", "", "with the limits of the next row, and the reverse", row.span)
    yield from _of_edges(node)


def _of_edges(node: ast.Bands) -> Iterator[Change]:
    """An edge between bands, changed in every row at once, so that neither a gap nor an overlap comes of it."""
    seen: set[tuple[str, float, str]] = set()
    for row in node.rows:
        for name, window in row.windows.items():
            for end in (window.low, window.high):
                key = (name, end.canonical, end.kind.base) if end is not None else None
                over = node.over.get(name)
                is_domain = over is not None and end in (over.low, over.high)
                if end is None or key is None or key in seen or is_domain or end.value == 0:
                    continue
                seen.add(key)
                for operator, new, flip in _moved_edges(end):
                    changed = tuple(with_(one, windows=_with_edge(one.windows, name, end, new, flip=flip)) for one in node.rows)
                    text = changed[node.rows.index(row)].windows[name].text
                    yield Change(with_(node, rows=changed), operator, window.text, text, window.span)


def _moved_edges(end: Quantity) -> Iterator[tuple[str, Quantity, bool]]:
    if end.kind.base == "calendar":
        yield "edge", Quantity(end.value + 1, end.unit), False
    else:
        yield "edge", end, True
    for operator, factor in _NUMBERS:
        new = times(end, factor)
        if end.kind.base != "calendar" or new.canonical.is_integer():
            yield operator, new, False


def _with_edge(windows: dict[str, ast.Window], name: str, end: Quantity, new: Quantity, *, flip: bool) -> dict[str, ast.Window]:
    window = windows.get(name)
    if window is None:
        return windows
    changed = window
    if window.low == end:
        changed = with_(changed, low=new, low_closed=window.low_closed != flip)
    if window.high == end:
        changed = with_(changed, high=new, high_closed=window.high_closed != flip)
    if changed is window:
        return windows
    return {**windows, name: with_(changed, text=window_text(changed))}
