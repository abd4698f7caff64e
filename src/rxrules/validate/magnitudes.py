"""Limits that are out by a unit: beyond any dose that is given to anybody, or far from the other limits of the same drug."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rxrules.terminology.routes import expand_route
from rxrules.units import exceeds
from rxrules.validate.crossings import rows_of
from rxrules.validate.limits import CAPS, scale_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Amount, DoseLimitRule
    from rxrules.validate.context import Context

#: In mg, mg per kg and mg per m2: what nobody is given in a dose, a day or a week. The largest doses that there are, of macrogol
#: before a colonoscopy or of immunoglobulin, stay below by a factor of four and more; the bounds have no clinical meaning.
MOST: Final = {"": 1e6, "body_weight": 1e4, "body_surface": 4e5}
_CAP_OF: Final = {name: cap for cap, name in CAPS.items()}
_BOUNDED: Final = ("per_dose", "per_day", "per_week")
#: A day holds at most so many single doses at their limit, and at least this part of one.
_MANY, _PART = 150.0, 0.1


def check_magnitudes(context: Context, diagnostics: Diagnostics) -> None:
    """Report limits beyond any dose (RX422), and limits of a dose and of a day of one drug that are far apart (RX423)."""
    by_drug: dict[str, list[DoseLimitRule]] = {}
    for rule in context.dose_limits:
        if rule.measure in _BOUNDED:
            for name, amount in _maxima(rule):
                kind = amount.quantity.kind
                if kind.base == "mass" and exceeds(amount.quantity.canonical, MOST[scale_of(amount.quantity)]):
                    diagnostics.warning(
                        "RX422",
                        f"{name} ({amount.quantity}) is more than anybody is given, so that no dose would alert",
                        amount.span,
                        "is the unit wrong?",
                    )
        drug = rule.drug.ingredient
        if drug is not None and rule.measure in ("per_dose", "per_day") and drug.text in context.ingredients:
            by_drug.setdefault(context.ingredients[drug.text], []).append(rule)
    for rules in by_drug.values():
        for single in rules:
            for daily in rules:
                if single.measure == "per_dose" and daily.measure == "per_day" and _same_routes(single, daily):
                    _compare(single, daily, diagnostics)


def _compare(single: DoseLimitRule, daily: DoseLimitRule, diagnostics: Diagnostics) -> None:
    """Hold the largest maximum of a dose against that of a day, where both are told on one scale."""
    for scale, of_day in _largest(daily).items():
        of_dose = _largest(single).get(scale)
        if of_dose is None:
            continue
        ratio = of_day.quantity.canonical / of_dose.quantity.canonical
        if exceeds(ratio, _MANY) or exceeds(_PART, ratio):
            said = f"{ratio:.3g} times that of a dose ({of_dose.quantity}, in {single.id.text!r})"
            message = f"the largest max of a day ({of_day.quantity}) is {said}"
            diagnostics.warning("RX423", message, of_day.span, "is one of the units wrong?")


def _largest(rule: DoseLimitRule) -> dict[tuple[str, str], Amount]:
    found: dict[tuple[str, str], Amount] = {}
    for name, amount in _maxima(rule):
        key = (amount.quantity.kind.base, scale_of(amount.quantity))
        if name == "max" and (key not in found or exceeds(amount.quantity.canonical, found[key].quantity.canonical)):
            found[key] = amount
    return found


def _maxima(rule: DoseLimitRule) -> Iterator[tuple[str, Amount]]:
    for _, limits in rows_of(rule):
        for name in ("max", "hard_max"):
            amount: Amount | None = getattr(limits, name)
            # where there is a cap, what is per kg is held against it (RX418, RX419)
            capped = amount is not None and scale_of(amount.quantity) and getattr(limits, _CAP_OF[name]) is not None
            if amount is not None and not capped and exceeds(amount.quantity.canonical, 0):
                yield name, amount


def _same_routes(one: DoseLimitRule, other: DoseLimitRule) -> bool:
    """Whether both speak of the same routes; rules of other routes have other doses."""
    routes = [
        frozenset().union(*(expand_route(name.text) or () for name in (*rule.route, *rule.drug.route))) for rule in (one, other)
    ]
    return routes[0] == routes[1]
