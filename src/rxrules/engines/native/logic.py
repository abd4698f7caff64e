"""Three-valued logic (Kleene), with the causes of what is unknown.

INVARIANT: a condition is FALSE or TRUE only when it is known to be. UNKNOWN has causes: inputs that are missing, or a latitude
(a range that the prescriber left, an assumed route). What is unknown by latitude alone is a possible alert; what is unknown for
want of an input is not evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.units import exceeds

if TYPE_CHECKING:
    from rxrules.chart import Missing

FALSE, UNKNOWN, TRUE = 0, 1, 2


class Causes:
    """Why something is unknown."""

    __slots__ = ("latitude", "missing")

    def __init__(self) -> None:
        self.missing: list[Missing] = []
        self.latitude: list[str] = []

    def take(self, other: Causes) -> None:
        """Add the causes of a part."""
        self.missing.extend(other.missing)
        self.latitude.extend(other.latitude)


def interval_in_window(
    low: float, high: float, window_low: float | None, low_closed: bool, window_high: float | None, high_closed: bool  # noqa: FBT001
) -> int:
    """Whether all of ``[low, high]`` lies in a window, none of it, or some; with the tolerance of `exceeds` at the edges."""
    inside = True
    if window_low is not None:
        if _below(high, window_low, low_closed):
            return FALSE
        inside = not _below(low, window_low, low_closed)
    if window_high is not None:
        if _above(low, window_high, high_closed):
            return FALSE
        inside = inside and not _above(high, window_high, high_closed)
    return TRUE if inside else UNKNOWN


def _below(value: float, edge: float, closed: bool) -> bool:  # noqa: FBT001
    return exceeds(edge, value) if closed else not exceeds(value, edge)


def _above(value: float, edge: float, closed: bool) -> bool:  # noqa: FBT001
    return exceeds(value, edge) if closed else not exceeds(edge, value)
