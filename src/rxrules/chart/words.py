"""A dose in words: what was written, and what it was multiplied with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rxrules.chart.frequency import timing_in_words
from rxrules.chart.shares import whole_of

if TYPE_CHECKING:
    from rxrules.chart.chart import Chart, ChartOrder
    from rxrules.chart.shares import Whole
    from rxrules.model import Dosage
    from rxrules.units import Quantity

_SCALES = {"body_weight": "weight", "body_surface": "bsa"}


def dose_steps(chart: Chart, order: ChartOrder, ingredient: str) -> list[str]:
    """The dosage instructions of an order as they bear on one ingredient, one line each."""
    components = order.product.components if order.product is not None else ()
    strength = order.source.strength if len(components) == 1 else None
    for component in components:
        if component.ingredient == ingredient and strength is None:
            strength = component.strength
    unit = whole_of(order.product) if len(components) > 1 and not order.unresolved else ""
    return [_step(dosage, strength, chart) + _split(dosage, unit, ingredient) for dosage in order.source.dosages]


def _split(dosage: Dosage, unit: Whole | str, ingredient: str) -> str:
    """What of a dose of several ingredients together is this one's."""
    dose = dosage.dose
    if dose is None or isinstance(unit, str) or dose.low.unit.kind.base != "mass" or unit.refuses(dose.low, dose.high):
        return ""
    return f", of which {unit.told(ingredient)}"


def _step(dosage: Dosage, strength: Quantity | None, chart: Chart) -> str:
    given = dosage.dose or dosage.rate
    if given is None:
        return "no dose"
    low = given.low
    text = _amount(low) if given.high is low else str(given)
    kind = low.unit.kind
    if strength is not None and (kind.base == "volume" or kind.base.startswith("count:")):
        text += f" of {strength}"
    for denominator in kind.per:
        reading = chart.readings.get(_SCALES.get(denominator, ""))
        if reading is not None:
            text += f" at {reading.text}"
    if dosage.dose is not None and dosage.rate is not None:
        text += f", at {dosage.rate}"
    timing = dosage.timing
    if timing is not None and timing.each_lasts is not None:
        text += f", each over {timing.each_lasts}" + ("" if timing.each_lasts_max is None else f" to {timing.each_lasts_max}")
    text += f", {timing_in_words(dosage.timing)}"
    if dosage.sequence is not None:
        text += f", phase {dosage.sequence}"
    for limit in dosage.max_per:
        text += f", at most {limit.amount} in {limit.per or '1 d'}"
    return text


# the doses of a population repeat themselves
@lru_cache(maxsize=4096)
def _amount(quantity: Quantity) -> str:
    return str(quantity)
