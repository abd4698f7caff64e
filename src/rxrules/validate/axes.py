"""One variable of bands, cut at every edge that the author wrote."""

from __future__ import annotations

from math import ceil, floor, inf
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.units import Kind, Quantity, canonical_unit, exceeds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.language.ast import Window
    from rxrules.units import Unit


MONTH = canonical_unit(Kind("calendar"))


class Stretch(NamedTuple):
    """Values from ``low`` to ``high``, canonical; ``high`` may be infinite."""

    low: float
    low_closed: bool
    high: float
    high_closed: bool


@frozen
class Axis:
    """One variable, cut at its edges.

    Edge ``i`` is the cell ``2 i + 1``, the open stretch above it is ``2 i + 2``. The first edge is always
    zero, because none of the variables goes below.

    Attributes:
        name: the variable as the author writes it; ``age`` for both axes of age.
        base: the kind of time that is measured here where age has two axes; empty where all is measured.
        edges: the author's quantities, rising, none within the tolerance of another.
    """

    name: str
    base: str
    edges: tuple[Quantity, ...]

    @classmethod
    def through(cls, name: str, ends: Sequence[Quantity], base: str = "") -> Axis:
        """The axis that has its edges at these quantities, at least one.

        Args:
            name: the variable.
            ends: quantities that fit it.
            base: of age, ``calendar`` or ``time`` where only that is measured.
        """
        measured = [end for end in ends if not base or end.kind.base == base]
        above = sorted((end for end in measured if end.canonical > 0), key=lambda end: end.canonical)
        # Zero is written in the unit of its neighbour: 0 kg, not 0 mg.
        edges = [Quantity(0, (above or measured)[0].unit)]
        for quantity in above:
            if exceeds(quantity.canonical, edges[-1].canonical):
                edges.append(quantity)
        return cls(name, base, tuple(edges))

    @property
    def last(self) -> int:
        """The cell above the highest edge."""
        return 2 * len(self.edges)

    def cells(self, window: Window | None) -> tuple[int, int]:
        """The first and the last cell of a window; all cells where there is none."""
        low, high = 1, self.last
        if window is not None and window.low is not None and self._measures(window.low):
            low = self._cell(window.low) + (not window.low_closed)
        if window is not None and window.high is not None and self._measures(window.high):
            high = self._cell(window.high) - (not window.high_closed)
        return low, high

    def _measures(self, quantity: Quantity) -> bool:
        return not self.base or quantity.kind.base == self.base

    def _cell(self, quantity: Quantity) -> int:
        return 1 + 2 * sum(1 for edge in self.edges[1:] if not exceeds(edge.canonical, quantity.canonical))

    def stretch(self, cells: tuple[int, int]) -> Stretch:
        """The values of a run of cells."""
        low, high = cells
        top = inf if high == self.last else self.edges[high // 2].canonical
        return Stretch(self.edges[(low - 1) // 2].canonical, low % 2 == 1, top, high % 2 == 1)

    def text(self, cells: tuple[int, int]) -> str:
        """A run of cells in words: ``[50 kg, 60 kg)``, ``below 50 kg``, ``exactly 50 kg``."""
        stretch = self.stretch(cells)
        if cells[0] == 1 and 1 < cells[1] < self.last:
            return f"{'up to' if stretch.high_closed else 'below'} {self.edges[cells[1] // 2]}"
        low = self.edges[(cells[0] - 1) // 2]
        if cells[0] == cells[1] and stretch.low_closed:
            return f"exactly {low}"
        high = "" if stretch.high == inf else f" {self.edges[cells[1] // 2]}"
        return f"{'[' if stretch.low_closed else '('}{low},{high}{']' if stretch.high_closed else ')'}"

    @property
    def is_calendar(self) -> bool:
        """Whether it is age in whole months, which is how a calendar age is reckoned."""
        return self.edges[0].kind.base == "calendar"

    def value_in(self, stretch: Stretch) -> Quantity:
        """A value of a stretch in the author's unit: its low end where that belongs, else a short one.

        >>> from rxrules.units import parse_quantity
        >>> axis = Axis.through("weight", [parse_quantity("50 kg"), parse_quantity("60 kg")])
        >>> str(axis.value_in(axis.stretch((4, 4))))
        '55 kg'
        """
        unit = self._unit_near(stretch.low)
        if self.is_calendar:
            months = whole_months(stretch)[0]
            return Quantity(months / 12, unit) if unit.code == "a" and months % 12 == 0 else Quantity(months, MONTH)
        if stretch.low_closed:
            return _in_unit(stretch.low, unit)
        low = _in_unit(stretch.low, unit).value
        high = low * 2 + 1 if stretch.high == inf else _in_unit(stretch.high, unit).value
        return Quantity(_between(low, high), unit)

    def _unit_near(self, low: float) -> Unit:
        return max((edge for edge in self.edges if edge.canonical <= low), key=lambda edge: edge.canonical).unit


def whole_months(stretch: Stretch) -> tuple[int, float]:
    """The first and the last whole month of a stretch; the first is above the last where there is none.

    >>> whole_months(Stretch(24, low_closed=False, high=25, high_closed=False))
    (25, 24)
    """
    first = floor(stretch.low) + 1 if not stretch.low_closed else ceil(stretch.low)
    if stretch.high == inf:
        return first, inf
    return first, ceil(stretch.high) - 1 if not stretch.high_closed else floor(stretch.high)


def _in_unit(canonical: float, unit: Unit) -> Quantity:
    return Quantity.from_canonical(canonical, unit.kind).to(unit)


def _between(low: float, high: float) -> float:
    middle = (low + high) / 2
    return next((short for digits in range(12) if low < (short := round(middle, digits)) < high), middle)
