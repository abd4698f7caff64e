"""Mistakes in numbers: an end of an interval on the wrong side, ten times as much, another unit; in bands in every row at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from rxrules.proof.steps import parsed, shortened
from rxrules.units import Quantity, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Span
    from rxrules.language import ast

#: What any number may be multiplied by.
NUMBERS: Final = (("tenfold", 10.0), ("tenth", 0.1))
_UNITS: Final = {"ug": "mg", "mg": "ug", "g": "mg", "ng": "ug", "kg": "g", "mmol": "umol"}


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


def times(quantity: Quantity, factor: float) -> Quantity:
    """A quantity so many times as large, in its unit."""
    return Quantity(shortened(quantity.value * factor), quantity.unit)


def in_slipped_unit(quantity: Quantity) -> Quantity | None:
    """The same number in the unit that is mistaken for its own."""
    head, slash, rest = quantity.unit.code.partition("/")
    unit = parsed(_UNITS.get(head, "") + slash + rest) if head in _UNITS else None
    return None if unit is None or unit.kind != quantity.kind else Quantity(quantity.value, unit)


def of_window(node: ast.Window) -> Iterator[Change]:
    """Every mistake in an interval."""
    for end, closed in (("low", "low_closed"), ("high", "high_closed")):
        quantity: Quantity | None = getattr(node, end)
        if quantity is None or quantity.value == 0:
            continue
        if quantity.kind.base == "calendar":
            changed: ast.Window = with_(node, **{end: Quantity(quantity.value + 1, quantity.unit)})
        else:
            changed = with_(node, **{closed: not getattr(node, closed)})
        yield _rewritten(node, changed, "edge")
        numbers: tuple[tuple[str, float], ...] = NUMBERS
        if quantity.kind.base in ("mass", "amount", "activity") and not quantity.kind.per:
            numbers = (*NUMBERS, ("thousandfold", 1000.0))
        for operator, factor in numbers:
            moved = times(quantity, factor)
            if quantity.kind.base == "calendar" and not moved.canonical.is_integer():
                continue
            yield _rewritten(node, with_(node, **{end: moved}), operator)
        if (other := in_slipped_unit(quantity)) is not None:
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


def of_bands(node: ast.Bands) -> Iterator[Change]:
    """Every mistake in bands: a row left out, limits exchanged, an edge moved."""
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
    for operator, factor in NUMBERS:
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
