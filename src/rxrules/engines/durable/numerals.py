"""Numbers as the network reads them: without exponent, without infinity, never an integer."""

from __future__ import annotations

from decimal import Decimal
from math import copysign, inf
from typing import TYPE_CHECKING

from rxrules.engines.edges import span
from rxrules.errors import EngineError

if TYPE_CHECKING:
    from rxrules.plan import Window

#: Stands for infinity. What is finite stays so far below it that no sum reaches it.
BIG = 1e30
_MOST = 1e24
_LEAST = 1e-30
_BIG_TEXT = format(Decimal(BIG), "f") + ".0"


def number(value: float) -> str:
    """A number as JSON that the engine reads back exactly.

    ``5e-05`` would make it drop the fact and all after it, and an integer would not join with a float.

    Raises:
        EngineError: the number is no number, or so large or small that it can't be written.
    """
    if value in (inf, -inf):
        return _BIG_TEXT if value > 0 else "-" + _BIG_TEXT
    size = abs(value)
    if not (_LEAST <= size < _MOST or size == 0):
        msg = f"the durable engine can't compare {value!r}: expected 0, or a number between {_LEAST:g} and {_MOST:g}"
        raise EngineError(msg)
    text = repr(float(value))
    if "e" not in text:
        return text
    plain = format(Decimal(text), "f")
    return plain if "." in plain else plain + ".0"


def span_json(window: Window) -> str:
    """The first and the last value of a window, as the properties L and H of a fact."""
    first, last = span(window)
    return f'"L":{number(_written(first))},"H":{number(_written(last))}'


def _written(edge: float) -> float:
    """Beside 0 the least that `number` writes: no value that it writes lies between."""
    return copysign(_LEAST, edge) if 0 < abs(edge) < _LEAST else edge
