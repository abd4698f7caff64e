"""Dose arithmetic: from dosage instructions to the amounts of each ingredient, by interval arithmetic.

`rxrules.chart.words` tells the same in words, for traces.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Amounts, IngredientDose, Missing
from rxrules.chart.frequency import Doses, doses_in
from rxrules.model.dose import DOSE_BASES
from rxrules.model.timing import days
from rxrules.terminology.routes import route as read_route
from rxrules.units import equal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart.chart import Reading
    from rxrules.chart.shares import Whole
    from rxrules.model import Dosage, Limit, Order
    from rxrules.terminology import Component
    from rxrules.units import Quantity


class _Part(NamedTuple):
    """One dosage instruction in one base."""

    low: float
    high: float
    day: tuple[float, float]
    week: tuple[float, float]


_DAY, _WEEK = 1.0, 7.0
_SCALES = {"body_weight": "weight", "body_surface": "bsa"}


def ingredient_dose(
    order: Order,
    dosages: tuple[Dosage, ...],
    component: Component,
    *,
    single: bool,
    whole: Whole | str = "",
    readings: dict[str, Reading],
    absent: dict[str, tuple[Missing, ...]],
) -> IngredientDose:
    """The amounts of one ingredient that an order gives.

    Args:
        order: of which the instructions are.
        dosages: all of its instructions, or one.
        component: the ingredient, with its strength in the product where that is known.
        single: whether the product has no other ingredient; a dose of substance is only then a dose of this one.
        whole: what a unit of a product of several ingredients holds; or why that is not known.
        readings: of the patient, for doses per kg or m2.
        absent: why a reading is not there.
    """
    reckoning = _Reckoning(order, component, single=single, whole=whole, readings=readings, absent=absent)
    for dosage in dosages:
        reckoning.add(dosage)
    if not dosages:
        reckoning.lack("dose", "dose is missing")
    return reckoning.result(len(dosages))


class _Reckoning:
    """The sum over the instructions of one order; phases (by sequence) are not added to each other."""

    def __init__(
        self,
        order: Order,
        component: Component,
        *,
        single: bool,
        whole: Whole | str,
        readings: dict[str, Reading],
        absent: dict[str, tuple[Missing, ...]],
    ) -> None:
        self._order = order
        self._component = component
        self._single = single
        self._whole = whole
        self._readings = readings
        self._absent = absent
        self._strength = component.strength
        self._parts: dict[str, list[tuple[int | None, _Part]]] = {}
        self._missing: list[Missing] = []
        self._day_missing: Missing | None = None
        if order.strength is not None:
            self._stated_strength(order.strength)

    def _stated_strength(self, stated: Quantity) -> None:
        """Take the strength that stands on the order, unless it contradicts what the drug's name says."""
        named = self._strength
        if not self._single:
            self.lack("strength", "one strength for a product of several ingredients")
        elif named is not None and named.unit.kind == stated.unit.kind and not equal(named.canonical, stated.canonical):
            self._strength = None
            self.lack("strength", f"the order says {stated}, the name of the drug {named}")
        else:
            self._strength = stated

    def lack(self, what: str, reason: str) -> None:
        self._missing.append(Missing(f"medications.{self._order.id}.{what}", reason))

    def add(self, dosage: Dosage) -> None:
        times = doses_in(dosage.timing, _DAY)
        if times.high == INFINITY and dosage.rate is None:
            self._day_missing = self._day_missing or Missing(f"medications.{self._order.id}.timing", "timing is missing")
        if dosage.dose is not None:
            low, high = dosage.dose.low, dosage.dose.high
            self._take(dosage, low, high, times)
        elif dosage.rate is not None:
            self._infuse(dosage, times)
        else:
            self.lack("dose", "dose is missing")

    def _take(self, dosage: Dosage, low: Quantity, high: Quantity, times: Doses) -> None:
        base = low.unit.kind.base
        if "body_surface" in low.unit.kind.per and self._single:
            # a lifetime of courses is reckoned per m2 of the day on which each was given, never over today's
            self._put(dosage, f"{base}/body_surface", (low.canonical, high.canonical), times)
        span = self._scaled(low.canonical, high.canonical, low.unit.kind.per)
        if span is None:
            return
        if base in DOSE_BASES and base != "volume" and not self._single:
            if isinstance(self._whole, str) or base != "mass":
                why = self._whole if isinstance(self._whole, str) else ""
                self.lack("dose", f"a dose of {dosage.dose} does not say of which ingredient" + (f": {why}" if why else ""))
                return
            if reason := self._whole.refuses(low, high):
                self.lack("dose", reason)
                return
            share = self._whole.share(str(self._component.ingredient))
            span = span[0] * share, span[1] * share
        self._put(dosage, base, span, times)
        if base == "volume" or base.startswith("count:"):
            content = self._content(base)
            if content is not None:
                substance, factor = content
                self._put(dosage, substance, (span[0] * factor, span[1] * factor), times)

    def _content(self, base: str) -> tuple[str, float] | None:
        """What one canonical unit of a counted or measured dose contains: its base, and how much."""
        strength = self._strength
        if strength is None:
            if not self._missing:
                self.lack("strength", f"strength is missing: {base.removeprefix('count:')} is not an amount of substance")
            return None
        kind = strength.unit.kind
        if kind.per == (base,) or (not kind.per and base.startswith("count:") and kind.base in DOSE_BASES):
            return kind.base, strength.canonical
        self.lack("strength", f"a strength of {strength} says nothing of a dose in {base.removeprefix('count:')}")
        return None

    def _scaled(self, low: float, high: float, per: Sequence[str]) -> tuple[float, float] | None:
        """Multiply by weight or body surface where the dose is per kg or per m2."""
        for denominator in per:
            variable = _SCALES.get(denominator)
            if variable is None:
                continue
            reading = self._readings.get(variable)
            if reading is None:
                self._missing.extend(self._absent.get(variable, ()))
                return None
            low, high = low * reading.low, high * reading.high
        return low, high

    def _infuse(self, dosage: Dosage, times: Doses) -> None:
        rate = dosage.rate
        assert rate is not None  # noqa: S101  the caller has looked
        base = rate.low.unit.kind.base
        span = self._scaled(rate.low.canonical, rate.high.canonical, rate.low.unit.kind.per)
        if span is None:
            return
        lasts = dosage.timing.each_lasts if dosage.timing else None
        if lasts is None:
            # canonical rates are per day; an infusion that does not say how long it runs may run the whole day, a patch does
            is_needed = dosage.timing is not None and dosage.timing.prn
            times = Doses(1.0 if read_route(dosage.route) == "transdermal" and not is_needed else 0.0, 1.0)
        else:
            longest = (dosage.timing.each_lasts_max if dosage.timing else None) or lasts
            if times.high == INFINITY:
                self._day_missing = self._day_missing or Missing(f"medications.{self._order.id}.timing", "timing is missing")
            span = span[0] * days(lasts), span[1] * days(longest, shortest=False)
        if base == "volume":
            content = self._content(base)
            if content is None:
                return
            base, span = content[0], (span[0] * content[1], span[1] * content[1])
        elif not self._single:
            self.lack("dose", f"a rate of {rate.low} does not say of which ingredient")
            return
        self._put(dosage, base, span, times, continuous=lasts is None)

    def _put(self, dosage: Dosage, base: str, span: tuple[float, float], times: Doses, *, continuous: bool = False) -> None:
        low, high = span
        cap = None if dosage.max_dose is None else self._cap(dosage.max_dose, base)
        if cap is not None and cap < high:
            # what is ordered for certain is not made less by a limit that stands beside it
            high = max(cap, low)
            low = min(low, cap)
        day = self._over(dosage, base, low, high, times, _DAY)
        weekly = Doses(times.low * _WEEK, times.high * _WEEK) if continuous else doses_in(dosage.timing, _WEEK)
        week = self._over(dosage, base, low, high, weekly, _WEEK)
        self._parts.setdefault(base, []).append((dosage.sequence, _Part(low, high, day, week)))

    def _over(self, dosage: Dosage, base: str, low: float, high: float, times: Doses, window: float) -> tuple[float, float]:
        """What is taken in a window of days; the order's own limits bound what it leaves open, not what it prescribes."""
        least, most = low * times.low, high * times.high if high else 0.0
        for limit in dosage.max_per:
            allowed = self._most_in(limit, base, high, window)
            if allowed is not None and allowed < most:
                least, most = min(least, allowed), max(least, allowed)
        return least, most

    def _cap(self, amount: Quantity, base: str) -> float | None:
        """A limit of the order itself in the canonical unit of a base, or None where it says nothing of this ingredient."""
        kind = amount.unit.kind
        if kind.base != base or (not self._single and base in DOSE_BASES and base != "volume"):
            return None
        value = amount.canonical
        for denominator in kind.per:
            reading = self._readings.get(_SCALES[denominator])
            if reading is None:
                return None  # a limit that can't be reckoned bounds nothing
            value *= reading.high
        return value

    def _most_in(self, limit: Limit, base: str, dose_high: float, window: float) -> float | None:
        """The most in a window that an order's own limit allows; a period that does not divide it may begin once more in it."""
        period = 1.0 if limit.per is None else days(limit.per)
        windows = float(max(1, math.ceil(window / period - 1e-9)))
        if limit.amount.unit.kind.base == "number":
            return limit.amount.canonical * windows * dose_high
        cap = self._cap(limit.amount, base)
        return None if cap is None else cap * windows

    def result(self, instructions: int) -> IngredientDose:
        amounts = {base: _sum(parts) for base, parts in self._parts.items()}
        for base, parts in self._parts.items():
            if len(parts) < instructions and "/" not in base:
                # an instruction that could not be put into this base may add any amount
                self._missing = self._missing or [
                    Missing(f"medications.{self._order.id}.dose", f"another instruction of the order is not in {base}")
                ]
                amounts[base] = amounts[base]._replace(dose_high=INFINITY, day_high=INFINITY, week_high=INFINITY)
                self._day_missing = self._day_missing or self._missing[0]
        missing = tuple(dict.fromkeys(self._missing)) if self._missing else ()
        return IngredientDose(amounts, missing, self._day_missing, self._component.salt)


def _sum(parts: Sequence[tuple[int | None, _Part]]) -> Amounts:
    """Doses of one phase add up over a day; of different phases the largest counts."""
    if len(parts) == 1:
        one = parts[0][1]
        return Amounts(one.low, one.high, one.low, one.high, *one.day, *one.week)
    phases: set[int | None] = {sequence for sequence, _ in parts if sequence is not None} or {None}
    day_low = day_high = week_low = week_high = 0.0
    for phase in phases:
        of_phase = [part for sequence, part in parts if sequence is None or sequence == phase]
        day_low = max(day_low, sum(part.day[0] for part in of_phase))
        day_high = max(day_high, sum(part.day[1] for part in of_phase))
        week_low = max(week_low, sum(part.week[0] for part in of_phase))
        week_high = max(week_high, sum(part.week[1] for part in of_phase))
    every = [part for _, part in parts]
    return Amounts(
        max(part.low for part in every),
        max(part.high for part in every),
        min(part.low for part in every),
        min(part.high for part in every),
        day_low,
        day_high,
        week_low,
        week_high,
    )


def together(one: IngredientDose, other: IngredientDose) -> IngredientDose:
    """The doses of an ingredient that a product holds twice: they add up."""
    amounts = {}
    for base in one.amounts.keys() | other.amounts.keys():
        a, b = one.amounts.get(base), other.amounts.get(base)
        if a is not None and b is not None:
            amounts[base] = Amounts(*(x + y for x, y in zip(a, b, strict=True)))
        else:
            known = a or b
            assert known is not None  # noqa: S101  the base is of one of them
            amounts[base] = known._replace(dose_high=INFINITY, least_high=INFINITY, day_high=INFINITY, week_high=INFINITY)
    missing = tuple(dict.fromkeys(one.missing + other.missing))
    unknown = one.day_missing or other.day_missing or (missing[0] if missing else None)
    salt = one.salt if one.salt == other.salt else ""
    return IngredientDose(amounts, missing, unknown, salt, one.salt_factor if salt else None)
