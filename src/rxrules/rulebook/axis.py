"""An axis of a drawing: from values to hundredths of a pixel, with the marks that people read."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: Below this share of the axis a stretch between two edges can't be read, and the axis is drawn in equal steps.
_NARROWEST = 0.08
#: How far two marks must be apart, in pixels.
_APART = 30.0


class Axis(NamedTuple):
    """Where values stand.

    Attributes:
        stops: values in rising order, each with its place in pixels; straight in between.
        to_scale: whether equal distances are equal differences.
    """

    stops: tuple[tuple[float, float], ...]
    to_scale: bool

    def at(self, value: float) -> float:
        """The place of a value, at the nearer end where it lies outside."""
        (first, start), *rest = self.stops
        if value <= first:
            return start
        for (low, left), (high, right) in zip(self.stops, rest, strict=False):
            if value <= high:
                return left + (value - low) / (high - low) * (right - left)
        return self.stops[-1][1]


def axis(low: float, high: float, edges: Iterable[float], left: float, right: float) -> Axis:
    """An axis over a domain; in equal steps from edge to edge where one of these would be too narrow to read.

    Args:
        low: where the domain begins.
        high: where it ends, above ``low``.
        edges: values that must be told apart.
        left: the place of ``low`` in pixels.
        right: that of ``high``.
    """
    values = sorted({low, high, *(edge for edge in edges if low < edge < high)})
    narrowest = min(after - before for before, after in pairwise(values))
    if narrowest >= _NARROWEST * (high - low):
        return Axis(((low, left), (high, right)), to_scale=True)
    step = (right - left) / (len(values) - 1)
    return Axis(tuple((value, left + place * step) for place, value in enumerate(values)), to_scale=False)


def marks(on: Axis, edges: Sequence[float], text: Callable[[float], str]) -> list[tuple[float, str]]:
    """The marks of an axis: every edge, the ends, and round numbers where there is room; each with its place in pixels."""
    low, high = on.stops[0][0], on.stops[-1][0]
    wanted = [*edges, high, low]
    if on.to_scale:
        wanted += rounded(low, high, 5)
    found: dict[float, float] = {}
    for value in wanted:
        place = on.at(value)
        if value not in found and (value in edges or all(abs(place - other) >= _APART for other in found.values())):
            found[value] = place
    return [(place, text(value)) for value, place in sorted(found.items())]


def rounded(low: float, high: float, most: int) -> list[float]:
    """Round numbers within a span, at most so many and one more.

    >>> rounded(0.0, 9.2, 4)
    [0.0, 2.5, 5.0, 7.5]
    >>> rounded(0.0, 100.0, 5)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    raw = (high - low) / most
    if not raw > 0 or not math.isfinite(raw):
        return [low]
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def number(value: float) -> str:
    """A number on an axis, without the noise of floats."""
    return f"{value:.6g}"
