"""The amounts of one ingredient on both lists, in a base that both have, and in words in a unit that somebody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing
from rxrules.model.dose import DOSE_BASES
from rxrules.units import Kind, Quantity, canonical_unit, equal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Amounts, IngredientDose
    from rxrules.reconcile.listed import Listed
    from rxrules.units import Unit

Span = tuple[float, float]
Pair = tuple[Span, Span]
#: Amounts of substance; tablets and millilitres say nothing of it without a strength.
_SUBSTANCE = DOSE_BASES - {"volume", "number"}


class Found(NamedTuple):
    """What both lists give of an ingredient, canonical; a pair is of before and after.

    Attributes:
        base: of the kind of quantity, ``mass``; None where there is none that both have.
        doses: the smallest and the largest dose; ``days`` in any 24 hours, ``weeks`` in any 7 days; None where not known.
        missing: what is not known, and why.
    """

    base: str | None
    doses: Pair | None
    days: Pair | None
    weeks: Pair | None
    missing: tuple[Missing, ...]


class Told(NamedTuple):
    """Two spans in words and numbers, in one unit."""

    before: str
    after: str
    unit: str
    low_high: Pair


def amounts_of(ingredient: str, before: Sequence[Listed], after: Sequence[Listed], factors: tuple[float, float]) -> Found:
    """The amounts on both sides, each multiplied with its factor (mass of base in a mass of salt, 1 where they are alike)."""
    base, missing = _common_base(ingredient, before, after)
    if base is None:
        return Found(None, None, None, None, missing)
    sides = [
        _sum([_dose(one, ingredient).amounts[base] for one in orders], factor)
        for orders, factor in ((before, factors[0]), (after, factors[1]))
    ]
    lacking: list[Missing] = []
    for orders in (before, after):
        for one in orders:
            dose, amounts = _dose(one, ingredient), _dose(one, ingredient).amounts[base]
            if amounts.dose_high == INFINITY:
                lacking += _told(one, dose.missing) or [
                    Missing(f"{one.side}.{one.order.path}.dose", "the dose is not known in full")
                ]
            elif INFINITY in (amounts.day_high, amounts.week_high):
                lacking += _told(one, (dose.day_missing,) if dose.day_missing else ()) or [
                    Missing(f"{one.side}.{one.order.path}.timing", "timing is missing")
                ]
    doses, days, weeks = ((sides[0][at], sides[1][at]) for at in range(3))
    known = [None if INFINITY in (pair[0][1], pair[1][1]) else pair for pair in (doses, days, weeks)]
    return Found(base, known[0], known[1], known[2], tuple(lacking))


def _dose(one: Listed, ingredient: str) -> IngredientDose:
    return one.order.doses[ingredient]


def _sum(amounts: Sequence[Amounts], factor: float) -> tuple[Span, Span, Span]:
    """The doses, and what all orders together give in a day and a week."""
    return (
        (min(one.least_low for one in amounts) * factor, max(one.dose_high for one in amounts) * factor),
        (sum(one.day_low for one in amounts) * factor, sum(one.day_high for one in amounts) * factor),
        (sum(one.week_low for one in amounts) * factor, sum(one.week_high for one in amounts) * factor),
    )


def _common_base(ingredient: str, before: Sequence[Listed], after: Sequence[Listed]) -> tuple[str | None, tuple[Missing, ...]]:
    """The base in which both sides are known: a substance, or units of one and the same strength."""
    orders = [*before, *after]
    common = set.intersection(*(set(_dose(one, ingredient).amounts) for one in orders))
    substances = sorted(common & _SUBSTANCE)
    if substances:
        return substances[0], ()
    strengths = [strength_of(one, ingredient) for one in orders]
    first = strengths[0]
    alike = first is not None and all(
        one is not None and one.kind == first.kind and equal(one.canonical, first.canonical) for one in strengths
    )
    if common and alike:
        return min(common), ()
    missing: list[Missing] = []
    for one in orders:
        dose = _dose(one, ingredient)
        if not _SUBSTANCE.intersection(dose.amounts):
            missing += _told(one, dose.missing) or [Missing(f"{one.side}.{one.order.path}.strength", "strength is missing")]
    if not missing:
        kinds = " and ".join(sorted({base for one in orders for base in _dose(one, ingredient).amounts}))
        missing = [Missing(f"{one.side}.{one.order.path}.dose", f"the lists count {ingredient} in {kinds}") for one in orders]
    return None, tuple(missing)


def _told(one: Listed, missing: Iterable[Missing]) -> list[Missing]:
    return [Missing(f"{one.side}.{each.path}", each.reason) for each in missing]


def strength_of(one: Listed, ingredient: str) -> Quantity | None:
    """The strength that an order or the name of its drug gives."""
    if one.order.source.strength is not None:
        return one.order.source.strength
    components = one.order.product.components if one.order.product is not None else ()
    return next((component.strength for component in components if component.ingredient == ingredient), None)


def spans(base: str, before: Span, after: Span, orders: Sequence[Listed]) -> Told:
    """Two spans in the unit in which one of these orders was written, else in the canonical one."""
    unit = _unit(base, orders)
    low_high = _in(before, base, unit), _in(after, base, unit)
    return Told(_words(low_high[0], unit), _words(low_high[1], unit), unit.code, low_high)


def _unit(base: str, orders: Sequence[Listed]) -> Unit:
    kind = Kind(base)
    for one in orders:
        for dosage in one.order.source.dosages:
            if dosage.dose is not None and dosage.dose.low.kind == kind:
                return dosage.dose.low.unit
    return canonical_unit(kind)


def _in(span: Span, base: str, unit: Unit) -> Span:
    low, high = (float(f"{Quantity.from_canonical(value, Kind(base)).to(unit).value:.12g}") for value in span)
    return low, high


def _words(span: Span, unit: Unit) -> str:
    low, high = span
    return f"{high:.12g} {unit.code}" if low == high else f"{low:.12g} to {high:.12g} {unit.code}"
