"""Cases near others: two of them mixed, a dose or a weight a little different; the same seed gives the same cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rxrules.errors import UnitError
from rxrules.proof.sketch import Sketch, written
from rxrules.proof.steps import shortened
from rxrules.units import Quantity, parse_quantity

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

#: By what a number may be multiplied: beside it, and the slips of a decimal point.
_FACTORS: Final = (0.1, 0.5, 0.75, 0.9, 0.95, 1.05, 1.1, 1.25, 1.5, 2.0, 10.0)
_DOSES: Final = ("dose", "rate")


def nearby(sketches: Sequence[Sketch], chance: random.Random, number: int) -> Iterator[Sketch]:
    """So many cases near given ones.

    Args:
        sketches: what they are made from; none, none come of them.
        chance: where the chance comes from.
        number: how many.
    """
    for _ in range(number if sketches else 0):
        sketch = chance.choice(sketches).copy()
        other = chance.choice(sketches)
        _mix(sketch, other, chance)
        for order in sketch.medications:
            if chance.random() < 0.6:
                _vary_order(order, chance)
        for name in ("weight", "height"):
            if isinstance(sketch.patient.get(name), dict) and chance.random() < 0.3:
                _vary(sketch.patient[name], "value", chance)
        for observation in sketch.patient.get("observations") or ():
            if "value" in observation and chance.random() < 0.5:
                _vary(observation, "value", chance)
        yield sketch


def _mix(sketch: Sketch, other: Sketch, chance: random.Random) -> None:
    """Take some of what is known of another patient, and now and then an order more."""
    theirs = other.copy()
    for key in sorted(theirs.patient):
        if chance.random() < 0.3:
            sketch.patient[key] = theirs.patient[key]
    drugs = {order["drug"] for order in sketch.medications}
    for order in theirs.medications:
        if order["drug"] not in drugs and chance.random() < 0.2:
            sketch.medications.append({**order, "id": f"m{len(sketch.medications) + 1}x"})


def _vary_order(order: dict[str, Any], chance: random.Random) -> None:
    for key in _DOSES:
        if isinstance(order.get(key), str):
            _vary(order, key, chance)
    timing = order.get("timing")
    if timing and "frequency" in timing and "count" not in timing and chance.random() < 0.3:
        timing["frequency"] = chance.choice((1, 2, 3, 4))


def _vary(where: dict[str, Any], key: str, chance: random.Random) -> None:
    try:
        quantity = parse_quantity(str(where[key]))
    except UnitError:
        return
    where[key] = written(Quantity(shortened(quantity.value * chance.choice(_FACTORS), 4), quantity.unit))
