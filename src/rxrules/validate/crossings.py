"""Limits that cross over the weights of a band: a cap that leads for everybody or nobody, a limit per kg beyond an absolute one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rxrules.plan import SEVERITIES
from rxrules.units import at_least, exceeds
from rxrules.validate.limits import CAPS, TIMES, scale_of
from rxrules.validate.weights import SCALES, sizes_of, sizes_of_age, sizes_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Amount, DoseLimitRule, Limits, Row
    from rxrules.validate.context import Context

#: Which limit stays below which: below, above.
ORDER = (("hard_min", "min"), ("min", "max"), ("max", "hard_max"))
#: Labels round a cap to a whole number, so that it may lie a little beyond the heaviest of its band; a wrong unit is far beyond.
_SLIP = 5
#: From here on, in kg and m2, that limits cross is of no consequence for lint.
_GIANTS = {"body_weight": 150.0, "body_surface": 2.6}
_CAP_OF = {name: cap for cap, name in CAPS.items()}


class Effective(NamedTuple):
    """A limit with its cap, canonical.

    Attributes:
        name: ``max`` and so on.
        value: the amount, per kg or per m2 where ``scale`` says so.
        scale: ``body_weight``, ``body_surface`` or empty.
        cap: its ceiling, or None.
        amount: as written.
    """

    name: str
    value: float
    scale: str
    cap: float | None
    amount: Amount

    @property
    def turning(self) -> float | None:
        """The weight in kg, or the surface in m2, from which the cap leads."""
        return None if self.cap is None or not self.scale else self.cap / self.value

    def at(self, size: float) -> float:
        """What it allows a patient of that weight in kg, or that surface in m2."""
        value = self.value * size if self.scale else self.value
        return value if self.cap is None else min(value, self.cap)


def effective(limits: Limits) -> dict[str, Effective]:
    """The limits of a band by name; those that can't be compared for their units are left out."""
    found: dict[str, Effective] = {}
    base = ""
    for name in ("max", "hard_max", "min", "hard_min"):
        amount: Amount | None = getattr(limits, name)
        if amount is None or not exceeds(amount.quantity.canonical, 0):
            continue
        base = base or amount.quantity.kind.base
        cap: Amount | None = getattr(limits, _CAP_OF[name]) if name in _CAP_OF else None
        kinds = {one.quantity.kind.base for one in (amount, cap) if one is not None}
        if kinds == {base} and (cap is None or not scale_of(cap.quantity)):
            ceiling = None if cap is None else cap.quantity.canonical
            found[name] = Effective(name, amount.quantity.canonical, scale_of(amount.quantity), ceiling, amount)
    return found


def rows_of(rule: DoseLimitRule) -> Iterator[tuple[Row | None, Limits]]:
    """Each band with its limits; the rule's own where it has no bands."""
    if rule.bands is None:
        yield None, rule.limits
    else:
        yield from ((row, row.limits) for row in rule.bands.rows)


def check_crossings(context: Context, diagnostics: Diagnostics) -> None:
    """Report caps that hold everybody (RX418) or nobody (RX419), limits that cross (RX420), and hard ones less grave (RX421)."""
    for rule in context.dose_limits:
        _check_hard(rule, diagnostics)
        if rule.measure in TIMES or rule.measure == "lifetime":
            continue
        for row, limits in rows_of(rule):
            found = effective(limits)
            for one in found.values():
                _check_cap(rule, row, one, limits, diagnostics)
            for low, high in ORDER:
                if low in found and high in found:
                    _check_order(rule, row, found[low], found[high], diagnostics)


def _check_cap(rule: DoseLimitRule, row: Row | None, one: Effective, limits: Limits, diagnostics: Diagnostics) -> None:
    turning = one.turning
    if turning is None or one.cap is None:
        return
    cap: Amount = getattr(limits, _CAP_OF[one.name])
    (least, most), written = sizes_of_age(rule, row, one.scale), sizes_written(rule, row, one.scale)
    variable, unit = SCALES[one.scale]
    told = f"{_CAP_OF[one.name]} ({cap.quantity}) of {one.name} ({one.amount.quantity}) leads from {turning:.3g} {unit} on"
    who = {"weight": "weighs so little", "body_surface": "is so small"}[variable]
    # where the band's own weight says so, it is RX413
    if at_least(least, turning) and not at_least(written[0], turning):
        diagnostics.warning("RX418", f"the {told}, and no patient of this age {who}", cap.span, "is one of the units wrong?")
    elif exceeds(turning, highest := min(most, _SLIP * written[1])):
        end = f"{min(highest, written[1]):.3g} {unit}"
        diagnostics.warning("RX419", f"the {told}, and no patient is beyond {end}", cap.span, "is one of the units wrong?")


def crossing(rule: DoseLimitRule, row: Row | None, low: Effective, high: Effective) -> tuple[float, float, str] | None:
    """From which size to which the lower of two limits is not below the higher one, with the unit; None where it always is.

    Limits of one scale are compared as they are written; one per kg and one per m2 are not compared.
    """
    scales = {one.scale for one in (low, high) if one.scale}
    if len(scales) != 1:
        return None
    (scale,) = scales
    sizes = sizes_of(rule, row, scale)
    if sizes is None:
        return None
    # both are straight between these, so what holds at two neighbours and crosses in between crosses there once
    points = {*sizes, *(one.turning for one in (low, high) if one.turning is not None)}
    for one, other in ((low, high), (high, low)):
        if one.scale:
            points |= {value / one.value for value in (other.cap, None if other.scale else other.value) if value is not None}
    inside = sorted(point for point in points if sizes[0] <= point <= sizes[1])
    wrong = [point for point in inside if at_least(low.at(point), high.at(point))]
    between = [(a + b) / 2 for a, b in pairwise(inside)]
    # at a single size both may meet: somebody of exactly that size is no reason to complain
    if not any(at_least(low.at(point), high.at(point)) for point in between):
        return None
    return min(wrong), max(wrong), SCALES[scale][1]


def _check_order(rule: DoseLimitRule, row: Row | None, low: Effective, high: Effective, diagnostics: Diagnostics) -> None:
    found = crossing(rule, row, low, high)
    if found is None or low.scale == high.scale:
        return
    first, last, unit = found
    sizes = sizes_of(rule, row, low.scale or high.scale)
    # a soft maximum that passes the hard one in the heaviest only is no slip; a minimum beyond a maximum is, but of giants
    if (low.name == "max" and (first, last) != sizes) or first >= _GIANTS[low.scale or high.scale]:
        return
    where = f"from {first:.3g} {unit}" + ("" if sizes is not None and last == sizes[1] else f" to {last:.3g} {unit}")
    diagnostics.warning(
        "RX420",
        f"{low.name} ({low.amount.quantity}) is not below {high.name} ({high.amount.quantity}) {where}",
        low.amount.span,
        "give it a cap, or write both in one scale",
    )


def _check_hard(rule: DoseLimitRule, diagnostics: Diagnostics) -> None:
    for soft, hard in (("max", "hard_max"), ("min", "hard_min")):
        usual, graver = getattr(rule.severity, soft), getattr(rule.severity, hard)
        if usual is None or graver is None or SEVERITIES.index(graver) >= SEVERITIES.index(usual):
            continue
        if any(getattr(limits, soft) is not None and getattr(limits, hard) is not None for _, limits in rows_of(rule)):
            message = f"{hard} is {graver} and {soft} is {usual}: what passes {hard} passes {soft} before, and nothing changes"
            diagnostics.warning("RX421", message, rule.severity.span, f"make {hard} graver, or leave it out")
