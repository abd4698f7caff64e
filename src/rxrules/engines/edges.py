"""Edges that carry the tolerance with them, so that an engine decides by plain comparisons.

`rxrules.units.exceeds` says when a value is above a limit. For a limit that is known when the engine is made, the same is said by
one float: a value exceeds the limit when it is greater than `above` of it. Every engine compares with these edges and with no
others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rxrules.units import TOLERANCE

if TYPE_CHECKING:
    from rxrules.plan import Window

_SHRINK = 1.0 - TOLERANCE
INFINITY = math.inf


def above(limit: float) -> float:
    """The edge such that a value exceeds the limit when it is greater than the edge.

    From ``v - limit > TOLERANCE * max(|v|, |limit|)``, solved for v on each side of zero.
    """
    return limit / _SHRINK if limit >= 0 else limit * _SHRINK


def below(limit: float) -> float:
    """The edge such that the limit exceeds a value when the value is less than the edge."""
    return limit * _SHRINK if limit >= 0 else limit / _SHRINK


def span(window: Window) -> tuple[float, float]:
    """The first and the last float that lie in a window: ``first <= v <= last`` says all that its ends say.

    A closed end takes in what is equal to it within the tolerance, an open end leaves that out.
    """
    low, low_closed, high, high_closed = window
    first = -INFINITY if low is None else below(low) if low_closed else math.nextafter(above(low), INFINITY)
    last = INFINITY if high is None else above(high) if high_closed else math.nextafter(below(high), -INFINITY)
    return first, last
