"""A dose in words: what was written, and what it was multiplied with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.frequency import timing_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.chart.chart import Chart, ChartOrder
    from rxrules.model import Dosage
    from rxrules.units import Quantity

_SCALES = {"body_weight": "weight", "body_surface": "bsa"}


def dose_steps(chart: Chart, order: ChartOrder, ingredient: str) -> tuple[str, ...]:
    """The dosage instructions of an order as they bear on one ingredient, one line each."""
    components = order.product.components if order.product is not None else ()
    strength = order.source.strength if len(components) == 1 else None
    for component in components:
        if component.ingredient == ingredient and strength is None:
            strength = component.strength
    return tuple("".join(_parts(dosage, strength, chart)) for dosage in order.source.dosages)


def _parts(dosage: Dosage, strength: Quantity | None, chart: Chart) -> Iterator[str]:
    given = dosage.dose or dosage.rate
    if given is None:
        yield "no dose"
        return
    yield str(given)
    kind = given.low.unit.kind
    if strength is not None and (kind.base == "volume" or kind.base.startswith("count:")):
        yield f" of {strength}"
    for denominator in kind.per:
        reading = chart.readings.get(_SCALES.get(denominator, ""))
        if reading is not None:
            yield f" at {reading.text}"
    yield f", {timing_in_words(dosage.timing)}"
    if dosage.sequence is not None:
        yield f", phase {dosage.sequence}"
    for limit in dosage.max_per:
        yield f", at most {limit.amount} in {limit.per or '1 d'}"
