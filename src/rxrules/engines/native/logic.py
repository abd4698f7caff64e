"""Three-valued logic (Kleene), with the causes of what is unknown.

INVARIANT: a condition is FALSE or TRUE only when it is known to be. UNKNOWN has causes: inputs that are missing, or a latitude
(a range that the prescriber left, an assumed route). What is unknown by latitude alone is a possible alert; what is unknown for
want of an input is not evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.chart import Chart, ChartOrder, Missing

    Orders = tuple[ChartOrder, ...]
    #: Of a rule, over the patient and the participants by slot; and of one order.
    Test = Callable[[Chart, Orders, "Causes"], int]
    OrderTest = Callable[[Chart, ChartOrder, "Causes"], int]

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


def in_span(low: float, high: float, first: float, last: float) -> int:
    """Whether all of ``[low, high]`` lies between the edges of a window, none of it, or some."""
    if high < first or low > last:
        return FALSE
    return TRUE if first <= low and high <= last else UNKNOWN
