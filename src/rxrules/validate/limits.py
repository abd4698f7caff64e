"""Limits of a dose: amounts of one kind, in an order that makes sense, each with its severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.units import Kind, at_least, exceeds
from rxrules.validate.variables import DURATION, is_dose
from rxrules.validate.windows import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Amount, DoseLimitRule, Limits, Row
    from rxrules.units import Quantity
    from rxrules.validate.context import Context

LIMITS = ("max", "hard_max", "min", "hard_min")
#: Measures of time itself: how long a course is, how far doses are apart.
TIMES = ("duration", "interval")
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
    limits out of order; RX412 one of zero or less; RX413 a cap that every patient of the band passes; RX417 a limit on a side
    that its measure hardly has; RX311 a rounding that is no small fraction.
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
        _check_rounding(rule, diagnostics)
        first: Quantity | None = None
        for limits in (rule.limits, *(row.limits for row in rows)):
            for name, amount in written_limits(limits):
                if _is_right(rule, name, amount, diagnostics) and rule.measure not in TIMES:
                    first = first or amount.quantity
                    _check_base(first, amount, "" if name in CAPS else rule.measure, diagnostics)
            _check_sides(rule, limits, diagnostics)
            _check_caps(limits, rule.measure, diagnostics)
            _check_order(limits, diagnostics)
        for row in rows:
            _check_lightest(rule, row, diagnostics)


#: From this fraction on a dose is not rounded, but another one.
_ANOTHER_DOSE = 0.5

# Limits that their measure hardly has: which, what they alert of, and what is probably meant.
_SIDES = {
    "interval": (("max", "hard_max"), "doses that are too far apart", "doses that are too close have a min"),
    "lifetime": (("min", "hard_min"), "too little in a lifetime", "too much has a max"),
}

_EXAMPLES = {
    "per_dose": "1 g or 15 mg/kg",
    "per_day": "4 g, 60 mg/kg or 4 g/d",
    "per_week": "70 mg or 70 mg/wk",
    "rate": "10 mg/min or 5 ug/kg/min",
    "per_course": "2 g or 30 mg/kg",
    "lifetime": "300 mg or 450 mg/m2",
    "duration": "5 d or 12 wk",
    "interval": "4 h or 8 wk",
}
#: The unit of time that a limit of each measure may name.
_PERIODS = {"per_day": "d", "per_week": "wk"}


def _is_right(rule: DoseLimitRule, name: str, amount: Amount, diagnostics: Diagnostics) -> bool:
    quantity, kind = amount.quantity, amount.quantity.kind
    example = _EXAMPLES[rule.measure]
    other = [role for role in kind.per if role not in ("body_weight", "body_surface")]
    period = _PERIODS.get(rule.measure)
    timed = period is not None and other == ["time"]
    if rule.measure in TIMES:
        fits = kind in DURATION
    else:
        expected = other == ["time"] if rule.measure == "rate" else not other or timed
        fits = is_dose(kind) and expected
    if not fits:
        diagnostics.error(
            "RX303",
            f"{name} of a {rule.measure} limit is {_said(rule.measure)} such as {example}, got {quantity} ({kind})",
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


def _said(measure: str) -> str:
    return "a length of time" if measure in TIMES else "an amount per time" if measure == "rate" else "an amount"


def _check_sides(rule: DoseLimitRule, limits: Limits, diagnostics: Diagnostics) -> None:
    """Warn of too little in a lifetime, and of doses too far apart: they are hardly what is meant."""
    if rule.measure not in _SIDES:
        return
    wrong, found, meant = _SIDES[rule.measure]
    for name, amount in written_limits(limits):
        if name in wrong:
            diagnostics.warning("RX417", f"{name} of {rule.measure} alerts of {found}", amount.span, meant)


def _check_rounding(rule: DoseLimitRule, diagnostics: Diagnostics) -> None:
    if rule.rounding is None:
        return
    quantity, span = rule.rounding.quantity, rule.rounding.span
    if quantity.kind != Kind("fraction"):
        diagnostics.error("RX311", f"rounding is a fraction such as 10 %, got {quantity} ({quantity.kind})", span)
    elif not 0 < quantity.canonical < _ANOTHER_DOSE:
        diagnostics.error("RX311", f"rounding is above 0 and below 50 %, got {quantity}", span)
    elif rule.measure in TIMES:
        diagnostics.error("RX311", f"doses are rounded, and {rule.measure} is a length of time", span, "take rounding out")


def _check_base(first: Quantity, amount: Amount, measure: str, diagnostics: Diagnostics) -> None:
    base, expected = _counted(amount.quantity, measure), _counted(first, measure)
    if base != expected:
        diagnostics.error(
            "RX304",
            f"the limits of one rule count one thing: {first} is {expected}, {amount.quantity} is {base}",
            amount.span,
            "write them in the same kind of unit, or make two rules",
        )


def _counted(quantity: Quantity, measure: str) -> str:
    """What a limit counts: of a lifetime a dose per m2 is another thing than a dose, because the surface changes over the years."""
    return str(quantity.kind) if measure == "lifetime" and scale_of(quantity) == "body_surface" else quantity.kind.base


def _check_caps(limits: Limits, measure: str, diagnostics: Diagnostics) -> None:
    for cap, name in CAPS.items():
        ceiling: Amount | None = getattr(limits, cap)
        limit: Amount | None = getattr(limits, name)
        if ceiling is None:
            continue
        if limit is None or not scale_of(limit.quantity):
            got = f"{name} is {limit.quantity}" if limit is not None else f"there is no {name}"
            diagnostics.error("RX305", f"{cap} caps a {name} per kg or per m2, but {got}", ceiling.span)
        elif measure == "lifetime" and scale_of(limit.quantity) == "body_surface":
            message = f"a lifetime in {limit.quantity.unit} adds up doses per m2, which {cap} in {ceiling.quantity.unit} can't cap"
            diagnostics.error("RX305", message, ceiling.span)
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
        # a cap of zero or less is reported as RX412
        above_zero = exceeds(ceiling.quantity.canonical, 0)
        if same and above_zero and at_least(limit.quantity.canonical * smallest, ceiling.quantity.canonical):
            diagnostics.warning(
                "RX413",
                f"{name} ({limit.quantity}) is {limit.quantity.value * smallest:g} at {smallest:g} {unit}, "
                f"which the {cap} ({ceiling.quantity}) holds already: it never counts in this row",
                ceiling.span,
                f"write {name}: {ceiling.quantity}",
            )
