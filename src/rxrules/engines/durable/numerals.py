"""Numbers as the network needs them: without exponent, without infinity, and with the tolerance already in the edges."""

from __future__ import annotations

from decimal import Decimal
from math import copysign, inf, nextafter

from rxrules.errors import EngineError
from rxrules.units.compare import TOLERANCE

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


def above(edge: float) -> float:
    """The largest value that does not exceed an edge by more than the tolerance; any value above it does.

    >>> above(0.3) > 3 * 0.1
    True
    """
    if edge in (inf, -inf):
        return edge
    found = edge / (1 - TOLERANCE) if edge > 0 else edge * (1 - TOLERANCE)
    # the division rounds: walk to the exact float, so that a network that only knows "<" decides as the definition does
    while _exceeds(found, edge):
        found = nextafter(found, -inf)
    while not _exceeds(nextafter(found, inf), edge):
        found = nextafter(found, inf)
    return found


def below(edge: float) -> float:
    """The least value that an edge does not exceed by more than the tolerance."""
    return -above(-edge)


def _exceeds(value: float, edge: float) -> bool:
    return value - edge > TOLERANCE * max(abs(value), abs(edge))


def window_edges(low: float | None, low_closed: bool, high: float | None, high_closed: bool) -> tuple[float, float]:  # noqa: FBT001
    """The least and the largest value that a window holds; an open end is infinite."""
    first = -inf if low is None else below(low) if low_closed else _next(above(low), inf)
    last = inf if high is None else above(high) if high_closed else _next(below(high), -inf)
    return first, last


def _next(edge: float, towards: float) -> float:
    """The next value; beside 0 the least that `number` writes, as no value can lie between."""
    found = nextafter(edge, towards)
    return found if abs(found) >= _LEAST else copysign(_LEAST, found)
