"""The comparison of every engine: a dose exactly at a limit does not exceed it, in whatever unit."""

from __future__ import annotations

from math import inf
from typing import Final

from rxrules.errors import UnitError

#: The relative tolerance of every comparison in rxrules, and the only place of it.
TOLERANCE: Final = 1e-9


def exceeds(a: float, b: float) -> bool:
    """Whether ``a`` is above ``b`` by more than the tolerance; both in the same unit.

    >>> exceeds(3 * 0.1, 0.3)
    False

    Raises:
        UnitError: one of them is not a number, and no answer would be safe.
    """
    # INVARIANT: exactly one of exceeds(a, b), equal(a, b), exceeds(b, a) holds: all use this one margin.
    if a <= b:
        return False
    if a > b:
        difference = a - b
        return difference == inf or difference > TOLERANCE * max(abs(a), abs(b))
    # SAFETY: every comparison with a NaN is false, and a dose that is not a number would look safe.
    raise UnitError(f"can't compare {a} with {b}: not a number")


def equal(a: float, b: float) -> bool:
    """Whether ``a`` and ``b`` are the same within the tolerance; both in the same unit.

    Raises:
        UnitError: one of them is not a number.
    """
    return not exceeds(a, b) and not exceeds(b, a)


def at_least(a: float, b: float) -> bool:
    """Whether ``a`` is above ``b`` or equal to it within the tolerance; both in the same unit.

    Raises:
        UnitError: one of them is not a number.
    """
    return not exceeds(b, a)
