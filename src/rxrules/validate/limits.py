"""Limits of a dose: amounts of one kind, in an order that makes sense, each with its severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.units import at_least, exceeds
from rxrules.validate.variables import is_dose
from rxrules.validate.windows import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Amount, DoseLimitRule, Limits, Row
    from rxrules.units import Quantity
    from rxrules.validate.context import Context

LIMITS = ("max", "hard_max", "min", "hard_min")
CAPS = {"cap": "max", "hard_cap": "hard_max"}

# What may not be above what, and from where the lower one has to stay below: below, above, whether they may
# be equal.
_ORDER = (
    ("min", "max", False),
    ("min", "hard_max", False),
    ("hard_min", "max", False),
    ("max", "hard_max", False),
    ("hard_min", "min", False),
    ("cap", "hard_cap", False),
    ("min", "cap", False),
    ("cap", "hard_max", True),
)


def written_limits(limits: Limits) -> tuple[tuple[str, Amount], ...]:
    """The limits and caps that are written, by name."""
    every = (
        ("max", limits.max),
        ("hard_max", limits.hard_max),
        ("min", limits.min),
        ("hard_min", limits.hard_min),
        ("cap", limits.cap),
        ("hard_cap", limits.hard_cap),
    )
    return tuple([(name, amount) for name, amount in every if amount is not None])


def scale_of(quantity: Quantity) -> str:
    """``body_weight`` or ``body_surface`` where an amount is per kg or per m2, else empty."""
    return next((role for role in quantity.kind.per if role in ("body_weight", "body_surface")), "")


def check_limits(context: Context, diagnostics: Diagnostics) -> None:
    """Report limits that are wrong in themselves or beside one another.

    RX303 what is no dose; RX304 two bases in one rule; RX305 a cap that caps nothing; RX407 not exactly one
    of bands and limits; RX408 a row without a limit; RX409 a limit without severity, RX410 the reverse; RX411
    limits out of order; RX412 one of zero or less; RX413 a cap that every patient of the band passes.
    """
    for rule in context.dose_limits:
        on_rule = written_limits(rule.limits)
        if (rule.bands is None) == (not on_rule):
            got = "neither bands nor a limit" if rule.bands is None else "bands and also a limit outside them"
            diagnostics.error("RX407", f"{rule.id.text!r} has {got}, expected exactly one", rule.span)
        rows = rule.bands.rows if rule.bands is not None else ()
        for row in rows:
            if not any(name in LIMITS for name, _ in written_limits(row.limits)):
                # SAFETY: a patient in such a band would count as checked and clear.
                diagnostics.error("RX408", "this row has no limit, so nothing would be checked in it", row.span)
        _check_severities(rule, diagnostics)
        first: Quantity | None = None
        for limits in (rule.limits, *(row.limits for row in rows)):
            for name, amount in written_limits(limits):
                if _is_right(rule, name, amount, diagnostics):
                    first = first or amount.quantity
                    _check_base(first, amount, diagnostics)
            _check_caps(limits, diagnostics)
            _check_order(limits, diagnostics)
        for row in rows:
            _check_lightest(rule, row, diagnostics)


_EXAMPLES = {
    "per_dose": "1 g or 15 mg/kg",
    "per_day": "4 g, 60 mg/kg or 4 g/d",
    "per_week": "70 mg or 70 mg/wk",
}
#: The unit of time that a limit of each measure may name.
_PERIODS = {"per_day": "d", "per_week": "wk"}


def _is_right(rule: DoseLimitRule, name: str, amount: Amount, diagnostics: Diagnostics) -> bool:
    quantity, kind = amount.quantity, amount.quantity.kind
    example = _EXAMPLES[rule.measure]
    body = [role for role in kind.per if role in ("body_weight", "body_surface")]
    other = [role for role in kind.per if role not in body]
    period = _PERIODS.get(rule.measure)
    timed = period is not None and other == ["time"]
    if not is_dose(kind) or len(body) > 1 or (other and not timed):
        diagnostics.error(
            "RX303",
            f"{name} of a {rule.measure} limit is an amount such as {example}, got {quantity} ({kind})",
            amount.span,
        )
        return False
    if timed and period not in quantity.unit.code.split("/"):
        diagnostics.error(
            "RX303",
            f"{name} of a {rule.measure} limit is per {period}, got {quantity}",
            amount.span,
            f"write what may be given in any {'24 hours' if period == 'd' else '7 days'}, such as {example}",
        )
        return False
    if not exceeds(quantity.canonical, 0):
        diagnostics.error("RX412", f"{name} must be above zero, got {quantity}", amount.span)
        return False
    return True


def _check_base(first: Quantity, amount: Amount, diagnostics: Diagnostics) -> None:
    base, expected = amount.quantity.kind.base, first.kind.base
    if base != expected:
        diagnostics.error(
            "RX304",
            f"the limits of one rule count one thing: {first} is {expected}, {amount.quantity} is {base}",
            amount.span,
            "write them in the same kind of unit, or make two rules",
        )


def _check_caps(limits: Limits, diagnostics: Diagnostics) -> None:
    for cap, name in CAPS.items():
        ceiling: Amount | None = getattr(limits, cap)
        limit: Amount | None = getattr(limits, name)
        if ceiling is None:
            continue
        if limit is None or not scale_of(limit.quantity):
            got = f"{name} is {limit.quantity}" if limit is not None else f"there is no {name}"
            diagnostics.error("RX305", f"{cap} caps a {name} per kg or per m2, but {got}", ceiling.span)
        elif scale := scale_of(ceiling.quantity):
            diagnostics.error(
                "RX305",
                f"{cap} is an amount for the whole patient, got {ceiling.quantity} (per {scale})",
                ceiling.span,
            )


def _check_order(limits: Limits, diagnostics: Diagnostics) -> None:
    amounts = dict(written_limits(limits))
    for below, above, may_equal in _ORDER:
        if below not in amounts or above not in amounts:
            continue
        low, high = amounts[below].quantity, amounts[above].quantity
        if low.kind.base != high.kind.base or scale_of(low) != scale_of(high):
            continue
        out_of_order = exceeds(low.canonical, high.canonical) if may_equal else at_least(low.canonical, high.canonical)
        if out_of_order:
            diagnostics.error("RX411", f"{below} ({low}) must be below {above} ({high})", amounts[below].span)


def _check_severities(rule: DoseLimitRule, diagnostics: Diagnostics) -> None:
    first: dict[str, Amount] = {}
    for limits in _all_limits(rule):
        for name, amount in written_limits(limits):
            first.setdefault(name, amount)
    for name in LIMITS:
        severity = getattr(rule.severity, name)
        if name in first and severity is None:
            diagnostics.error(
                "RX409",
                f"{name} has no severity",
                first[name].span,
                f"add {name} to severity, such as {name}: major",
            )
        elif severity is not None and name not in first:
            diagnostics.warning("RX410", f"severity speaks of {name}, but no such limit is written", rule.severity.span)


def _all_limits(rule: DoseLimitRule) -> Iterator[Limits]:
    yield rule.limits
    if rule.bands is not None:
        yield from (row.limits for row in rule.bands.rows)


def _check_lightest(rule: DoseLimitRule, row: Row, diagnostics: Diagnostics) -> None:
    """Warn where the cap holds even the lightest patient of a band, so that its limit per kg never counts."""
    for cap, name in CAPS.items():
        ceiling: Amount | None = getattr(row.limits, cap)
        limit: Amount | None = getattr(row.limits, name)
        if ceiling is None or limit is None or rule.bands is None or any(map(empty, row.windows.values())):
            continue
        variable, unit = {"body_weight": ("weight", "kg"), "body_surface": ("body_surface", "m2")}.get(
            scale_of(limit.quantity), ("", "")
        )
        windows = (rule.bands.over.get(variable), row.windows.get(variable))
        lows = [window.low for window in windows if window is not None and window.low is not None]
        expected = {"weight": "mass", "body_surface": "area"}.get(variable)
        sizes = [low.to(unit).value for low in lows if low.kind.base == expected and not low.kind.per]
        smallest = max(sizes, default=0.0)
        same = ceiling.quantity.kind.base == limit.quantity.kind.base and not scale_of(ceiling.quantity)
        if smallest > 0 and same and at_least(limit.quantity.canonical * smallest, ceiling.quantity.canonical):
            diagnostics.warning(
                "RX413",
                f"{name} ({limit.quantity}) is {limit.quantity.value * smallest:g} at {smallest:g} {unit}, "
                f"which the {cap} ({ceiling.quantity}) holds already: it never counts in this row",
                ceiling.span,
                f"write {name}: {ceiling.quantity}",
            )
