"""Dose arithmetic: from dosage instructions to the amounts of each ingredient, by interval arithmetic.

`rxrules.chart.words` tells the same in words, for traces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Amounts, IngredientDose, Missing
from rxrules.chart.frequency import Doses, doses_per_day
from rxrules.model.dose import DOSE_BASES
from rxrules.model.timing import days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart.chart import Reading
    from rxrules.model import Dosage, Limit, Order
    from rxrules.terminology import Component
    from rxrules.units import Quantity


class _Part(NamedTuple):
    """One dosage instruction in one base."""

    low: float
    high: float
    day_low: float
    day_high: float


_SCALES = {"body_weight": "weight", "body_surface": "bsa"}


def ingredient_dose(
    order: Order,
    component: Component,
    *,
    single: bool,
    readings: dict[str, Reading],
    absent: dict[str, tuple[Missing, ...]],
) -> IngredientDose:
    """The amounts of one ingredient that an order gives.

    Args:
        order: with its dosage instructions.
        component: the ingredient, with its strength in the product where that is known.
        single: whether the product has no other ingredient; a dose of substance is only then a dose of this one.
        readings: of the patient, for doses per kg or m2.
        absent: why a reading is not there.
    """
    reckoning = _Reckoning(order, component, single=single, readings=readings, absent=absent)
    for dosage in order.dosages:
        reckoning.add(dosage)
    if not order.dosages:
        reckoning.lack("dose", "dose is missing")
    return reckoning.result()


class _Reckoning:
    """The sum over the instructions of one order; phases (by sequence) are not added to each other."""

    def __init__(
        self,
        order: Order,
        component: Component,
        *,
        single: bool,
        readings: dict[str, Reading],
        absent: dict[str, tuple[Missing, ...]],
    ) -> None:
        self._order = order
        self._component = component
        self._single = single
        self._readings = readings
        self._absent = absent
        self._strength = order.strength if order.strength is not None and single else component.strength
        self._parts: dict[str, list[tuple[int | None, _Part]]] = {}
        self._missing: list[Missing] = []
        self._day_missing: Missing | None = None
        if order.strength is not None and not single:
            self.lack("strength", "one strength for a product of several ingredients")

    def lack(self, what: str, reason: str) -> None:
        self._missing.append(Missing(f"medications.{self._order.id}.{what}", reason))

    def add(self, dosage: Dosage) -> None:
        times = doses_per_day(dosage.timing)
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
        span = self._scaled(low.canonical, high.canonical, low.unit.kind.per)
        if span is None:
            return
        if base in DOSE_BASES and base != "volume" and not self._single:
            self.lack("dose", f"a dose of {dosage.dose} does not say of which ingredient")
            return
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
            # canonical rates are per day; an infusion that does not say how long it runs may run the whole day
            times = Doses(0.0, 1.0)
        else:
            longest = (dosage.timing.each_lasts_max if dosage.timing else None) or lasts
            span = span[0] * days(lasts), span[1] * days(longest, shortest=False)
        if base == "volume":
            content = self._content(base)
            if content is None:
                return
            base, span = content[0], (span[0] * content[1], span[1] * content[1])
        elif not self._single:
            self.lack("dose", f"a rate of {rate.low} does not say of which ingredient")
            return
        self._put(dosage, base, span, times)

    def _put(self, dosage: Dosage, base: str, span: tuple[float, float], times: Doses) -> None:
        low, high = span
        if dosage.max_dose is not None and dosage.max_dose.unit.kind.base == base:
            high = min(high, dosage.max_dose.canonical)
            low = min(low, high)
        day_low, day_high = low * times.low, high * times.high if high else 0.0
        for limit in dosage.max_per:
            most = _most_per_day(limit, base, high)
            if most is not None and most < day_high:
                day_low, day_high = min(day_low, most), most
        self._parts.setdefault(base, []).append((dosage.sequence, _Part(low, high, day_low, day_high)))

    def result(self) -> IngredientDose:
        amounts = {base: _sum(parts) for base, parts in self._parts.items()}
        instructions = len(self._order.dosages)
        for base, parts in self._parts.items():
            if len(parts) < instructions:
                # an instruction that could not be put into this base may add any amount
                self._missing = self._missing or [
                    Missing(f"medications.{self._order.id}.dose", f"another instruction of the order is not in {base}")
                ]
                amounts[base] = amounts[base]._replace(dose_high=INFINITY, day_high=INFINITY)
                self._day_missing = self._day_missing or self._missing[0]
        missing = tuple(dict.fromkeys(self._missing))
        return IngredientDose(amounts, missing, self._day_missing, self._component.salt)


def _most_per_day(limit: Limit, base: str, dose_high: float) -> float | None:
    """The most in 24 hours that an order's own limit allows, in the canonical unit of the base."""
    period = days(limit.per) if limit.per is not None else 1.0
    kind = limit.amount.unit.kind
    if kind.per:
        return None
    windows = max(1.0, 1.0 / period)
    if kind.base == base:
        return limit.amount.canonical * windows
    if kind.base == "number":
        return limit.amount.canonical * windows * dose_high
    return None


def _sum(parts: Sequence[tuple[int | None, _Part]]) -> Amounts:
    """Doses of one phase add up over a day; of different phases the largest counts."""
    if len(parts) == 1:
        one = parts[0][1]
        return Amounts(one.low, one.high, one.low, one.high, one.day_low, one.day_high)
    phases = {sequence for sequence, _ in parts if sequence is not None} or {None}
    day_low = day_high = 0.0
    for phase in phases:
        together = [part for sequence, part in parts if sequence is None or sequence == phase]
        day_low = max(day_low, sum(part.day_low for part in together))
        day_high = max(day_high, sum(part.day_high for part in together))
    every = [part for _, part in parts]
    return Amounts(
        max(part.low for part in every),
        max(part.high for part in every),
        min(part.low for part in every),
        min(part.high for part in every),
        day_low,
        day_high,
    )
