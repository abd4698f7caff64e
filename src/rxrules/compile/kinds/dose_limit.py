"""A dose limit: every bound canonical, every band a list of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, days_of, order_condition, range_tests
from rxrules.model.timing import days
from rxrules.plan import SEVERITIES, Band, Bound, DoseLimit
from rxrules.units import Kind, canonical_unit, parse_unit

if TYPE_CHECKING:
    from rxrules.language import ast
    from rxrules.plan import Condition
    from rxrules.terminology import IngredientId
    from rxrules.units import Quantity, Unit

_SCALES = {"body_weight": "weight", "body_surface": "bsa"}
#: Measures of time itself, in days.
_TIMES = ("duration", "interval")
_MAXIMA = ("max", "hard_max")


def lower_dose_limit(rule: ast.DoseLimitRule, around: Surroundings) -> Lowered:
    """One ingredient, and its limits by band."""
    assert rule.drug.ingredient is not None  # noqa: S101  validation asks for it
    ingredient = around.ruleset.ingredient(rule.drug.ingredient)
    population = around.populations.of(rule.drug)
    meant = order_condition(evolve(rule.drug, route=(*rule.route, *rule.drug.route)), population)
    body = _body(rule, str(ingredient), _salt_factor(rule, ingredient, around), meant)
    scope = Scope((population,))
    return Lowered(body, max(bound.severity for band in body.bands for bound in band.bounds), scope, rule.when)


def _salt_factor(rule: ast.DoseLimitRule, ingredient: IngredientId, around: Surroundings) -> float | None:
    if rule.expressed_as in ("", "base"):
        return 1.0
    found = around.ruleset.terminology.salt_factor(ingredient, rule.expressed_as)
    return None if found is None else found[0]


def _body(rule: ast.DoseLimitRule, ingredient: str, salt_factor: float | None, condition: Condition | None) -> DoseLimit:
    bands = rule.bands
    domain: tuple[Condition, ...] = ()
    if bands is None:
        rows: tuple[Band, ...] = (Band((), _bounds(rule, rule.limits, None), "all patients"),)
    else:
        within = {name: days_of(amount) for name, amount in bands.within.items()}
        rows = tuple(
            Band(
                tuple(
                    test
                    for name, window in row.windows.items()
                    for test in range_tests(name, _inside(window, bands.over.get(name)), within.get(name))
                ),
                _bounds(rule, row.limits, within.get("weight")),
                row.note or ", ".join(f"{name} {window.text}" for name, window in row.windows.items()) or "all patients",
            )
            for row in bands.rows
        )
        domain = tuple(test for name, window in bands.over.items() for test in range_tests(name, window, within.get(name)))
    first = next(amount for limits in _limits(rule) for amount in _amounts(limits))
    is_time = rule.measure in _TIMES
    unit = _printed(first.unit, rule.measure)
    return DoseLimit(
        ingredient=ingredient,
        measure=rule.measure,
        condition=condition,
        base="time" if is_time else _base(first.unit, rule.measure),
        unit=unit.code,
        factor=unit.factor,
        expressed_as=rule.expressed_as,
        salt_factor=salt_factor,
        first=bands is not None and bands.policy == "first",
        domain=domain,
        bands=rows,
    )


def _inside(window: ast.Window, domain: ast.Window | None) -> ast.Window:
    """A band's window without the ends that it shares with the domain: the domain is tested once, for all bands.

    A result such as ">60" is above every edge within the domain, and must not fail for want of an upper end.
    """
    if domain is None:
        return window
    # an end is the domain's where it is the same number, and no narrower for being open
    low = None if window.low == domain.low and window.low_closed >= domain.low_closed else window.low
    high = None if window.high == domain.high and window.high_closed >= domain.high_closed else window.high
    return evolve(window, low=low, high=high)


def _base(unit: Unit, measure: str) -> str:
    return f"{unit.kind.base}/body_surface" if _is_per_surface(unit, measure) else unit.kind.base


def _is_per_surface(unit: Unit, measure: str) -> bool:
    """SAFETY: a lifetime is a sum of doses per m2 of the day on which each was given, and never scaled by the surface of today."""
    return measure == "lifetime" and "body_surface" in unit.kind.per


def _printed(unit: Unit, measure: str) -> Unit:
    """The unit that what was measured is printed in: the author's, without what a limit is scaled by.

    Of ``mg/kg`` it is ``mg``, and so it is of ``mg/kg/d`` in a limit per day, which names its period itself; of the rate
    ``mg/kg/h`` it is ``mg/h``.
    """
    if measure in _TIMES:
        return unit if unit.kind.base == "time" else canonical_unit(Kind("time"))
    if _is_per_surface(unit, measure):
        return unit
    wanted = Kind(unit.kind.base, ("time",) if measure == "rate" else ())
    if unit.kind == wanted:
        return unit
    amount, *below = unit.code.split("/")
    written = map(parse_unit, (amount, *(f"{amount}/{part}" for part in below)))
    return next((one for one in written if one.kind == wanted), canonical_unit(wanted))


def _limits(rule: ast.DoseLimitRule) -> list[ast.Limits]:
    return [rule.limits] if rule.bands is None else [row.limits for row in rule.bands.rows]


def _amounts(limits: ast.Limits) -> list[Quantity]:
    every = (limits.max, limits.hard_max, limits.min, limits.hard_min)
    return [amount.quantity for amount in every if amount is not None]


def _bounds(rule: ast.DoseLimitRule, limits: ast.Limits, within: float | None) -> tuple[Bound, ...]:
    bounds = []
    for name in (*_MAXIMA, "min", "hard_min"):
        amount: ast.Amount | None = getattr(limits, name)
        if amount is None:
            continue
        rank: str | None = getattr(rule.severity, name)
        assert rank is not None  # noqa: S101  validation asks for a severity of every limit
        unit = amount.quantity.unit
        scale = next((_SCALES[part] for part in unit.kind.per if part in _SCALES), "")
        if _is_per_surface(unit, rule.measure):
            scale = ""
        cap = {"max": limits.cap, "hard_max": limits.hard_cap}.get(name)
        text = str(amount.quantity) + (f", at most {cap.quantity}" if cap is not None else "")
        if rule.rounding is not None:
            text += f", rounding {rule.rounding.quantity}"
        bounds.append(
            Bound(
                name,
                SEVERITIES.index(rank),
                _canonical(rule, name, amount),
                scale,
                None if cap is None else _canonical(rule, name, cap),
                text,
                within if scale else None,
            )
        )
    return tuple(bounds)


def _canonical(rule: ast.DoseLimitRule, name: str, amount: ast.Amount) -> float:
    """A limit in canonical units, with what rounding allows beyond it."""
    quantity = amount.quantity
    if rule.measure in _TIMES:
        # SAFETY: a course of exactly "3 mo" is not longer than 3 mo, however many days its months have
        return days(quantity, shortest=name not in _MAXIMA)
    # "4 g" and "4 g/d" are the same in a limit per day; per week, what is said of a day counts seven times
    weekly = 7.0 if rule.measure == "per_week" and "time" in quantity.unit.kind.per else 1.0
    rounding = 1.0 if rule.rounding is None else 1.0 + rule.rounding.quantity.canonical
    value = quantity.canonical * weekly
    return value * rounding if name in _MAXIMA else value / rounding
