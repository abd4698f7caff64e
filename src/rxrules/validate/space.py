"""The space over which bands lie: an axis for each variable, the domain, and the rows as boxes in it.

Ages in years and months are calendar ages, reckoned in whole months; ages in days and weeks are elapsed time.
Where bands use both, age has two axes, as it has for the engines, and what no patient can be is left out: a
month has 28 to 31 days, a year 365 or 366. What some patient could be stays in, so a gap is never missed;
"28 d" in one band and "1 mo" in the next is reported, because some patients do fall between.
"""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.validate.axes import Axis, Stretch, whole_months
from rxrules.validate.cells import intersect
from rxrules.validate.quantities import ends
from rxrules.validate.variables import kinds_of
from rxrules.validate.windows import empty

if TYPE_CHECKING:
    from rxrules.language.ast import Bands
    from rxrules.units import Quantity
    from rxrules.validate.cells import Box

# The fewest and the most days that 0 to 11 consecutive months have; whole years are counted apart.
_FEWEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
_MOST = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)


#: All that an age can be.
ANY = Stretch(low=0, low_closed=True, high=inf, high_closed=False)


@frozen
class Space:
    """Bands as boxes of cells.

    Attributes:
        axes: the variables that are bounded at all; age may have two, in months and in days.
        domain: what the rows must cover.
        rows: each row, in its order.
    """

    axes: tuple[Axis, ...]
    domain: Box
    rows: tuple[Box, ...]

    @classmethod
    def of(cls, bands: Bands) -> Space | None:
        """The space of bands, or None where a window in them is wrong, which other checks report."""
        over, rows = bands.over, [row.windows for row in bands.rows]
        axes: list[Axis] = []
        for variable, domain in over.items():
            windows = [domain, *(row[variable] for row in rows if variable in row)]
            allowed = kinds_of(variable) or ()
            found = [end for window in windows for end in ends(window)]
            if any(end.kind not in allowed for end in found) or any(map(empty, windows)):
                return None
            if variable != "age" and len({end.kind for end in found}) > 1:
                return None
            axes += _axes(variable, found)
        if any(variable not in over for row in rows for variable in row):
            return None
        return cls(
            tuple(axes),
            tuple(axis.cells(over[axis.name]) for axis in axes),
            tuple(tuple(axis.cells(row.get(axis.name)) for axis in axes) for row in rows),
        )

    def possible(self, box: Box) -> bool:
        """Whether a patient could be in a box: its months and its days of age don't exclude each other."""
        return self._days(box) is not None

    def inside(self, row: Box) -> bool:
        """Whether a row holds any patient of the domain."""
        shared = intersect(row, self.domain)
        return shared is not None and self.possible(shared)

    def witness(self, box: Box) -> dict[str, Quantity]:
        """A patient in a possible box: each variable in the author's units, an age of two axes in days."""
        days = self._days(box)
        return {
            axis.name: axis.value_in(days if days is not None and axis.base == "time" else axis.stretch(cells))
            for axis, cells in zip(self.axes, box, strict=True)
        }

    def text(self, box: Box) -> str:
        """A box in words, ``weight [50 kg, 60 kg)``, without the variables that go over the whole domain."""
        parts = [
            f"{axis.name} {axis.text(cells)}"
            for axis, cells, domain in zip(self.axes, box, self.domain, strict=True)
            if cells != domain
        ]
        return " and ".join(parts) or "any patient of the domain"

    @property
    def domain_text(self) -> str:
        """The domain in words."""
        return " and ".join(f"{axis.name} {axis.text(cells)}" for axis, cells in zip(self.axes, self.domain, strict=True))

    def _days(self, box: Box) -> Stretch | None:
        """The days of age that a box leaves possible; None for none, any where age has one axis."""
        days = ANY
        for axis, cells in zip(self.axes, box, strict=True):
            stretch = axis.stretch(cells)
            if axis.is_calendar:
                first, last = whole_months(stretch)
                if first > last:
                    return None
                days = _shared(days, Stretch(fewest_days(first), True, most_days(last + 1), False))
            elif axis.base:
                days = _shared(days, stretch)
        is_one = days.low == days.high and days.low_closed and days.high_closed
        return days if days.low < days.high or is_one else None


def fewest_days(months: int) -> int:
    """The fewest days that so many whole months can last.

    >>> fewest_days(1), fewest_days(13), fewest_days(48)
    (28, 393, 1460)
    """
    years, rest = divmod(months, 12)
    # A leap day every four years, less those of 1900 and 2100.
    return years * 365 + max(0, years // 4 - 1 - years // 100) + _FEWEST[rest]


def most_days(months: float) -> float:
    """The most days that so many whole months can last; infinite for infinite months.

    >>> most_days(1), most_days(12)
    (31, 366)
    """
    if months == inf:
        return inf
    years, rest = divmod(int(months), 12)
    return years * 365 + ceil(years / 4) + _MOST[rest]


def _shared(a: Stretch, b: Stretch) -> Stretch:
    low, low_open = max((a.low, not a.low_closed), (b.low, not b.low_closed))
    high, high_closed = min((a.high, a.high_closed), (b.high, b.high_closed))
    return Stretch(low, not low_open, high, high_closed)


def _axes(variable: str, found: list[Quantity]) -> list[Axis]:
    if not found:
        return []
    bases = {end.kind.base for end in found if end.canonical > 0}
    if variable == "age" and len(bases) > 1:
        return [Axis.through("age", found, "calendar"), Axis.through("age", found, "time")]
    return [Axis.through(variable, found)]
