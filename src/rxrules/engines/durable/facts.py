"""The facts of one check that questions share: readings, doses and states, each with a number of its own."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from math import inf
from typing import TYPE_CHECKING

from rxrules.chart.chart import Missing
from rxrules.engines.durable.numerals import BIG, number
from rxrules.engines.durable.waves import Leaf

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rxrules.chart import Chart, Reading

#: Older than any reading may be asked to be; not infinite, so that ``no limit`` is still above it.
_NO_DATE = format(Decimal(BIG / 2), "f") + ".0"


class Facts:
    """What is known in one check; made once, then asserted in each session that a question needs it in.

    Attributes:
        chart: the case.
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._texts: list[str] = []
        self._known: dict[Hashable, tuple[int, tuple[Missing, ...]]] = {}
        self._values: dict[tuple[float, float, str], int] = {}
        self._amounts: dict[float, int] = {}
        self._windows: dict[tuple[int, str], Leaf] = {}
        self._together: dict[tuple[tuple[str, str] | None, ...], list[Leaf | None] | None] = {}
        self._cases = count()

    def text(self, place: int) -> str:
        """A fact as JSON."""
        return self._texts[place]

    def case(self) -> str:
        """A number that no other case of this check has, as JSON."""
        return f"{next(self._cases)}.0"

    def add(self, text: str) -> int:
        """Keep a fact; give its number."""
        self._texts.append(text)
        return len(self._texts) - 1

    def value(self, low: float, high: float, *, age: float | None = 0.0, vague: bool = False) -> int:
        """A value from ``low`` to ``high``; where it is ``vague``, a window that it lies half in is unknown for want of an input.

        Args:
            low: in the unit of the windows that it is held against.
            high: in the same unit.
            age: days since it was measured; None where that is not known.
            vague: whether the range is want of knowledge; else it is latitude of the prescriber.
        """
        place = len(self._texts)
        low_text = number(low)
        high_text = low_text if high == low else number(high)
        shown = _NO_DATE if age is None else number(age)
        return self.add(
            f'"kind":"++val","v":{place}.0,"lo":{low_text},"hi":{high_text},"age":{shown},"vague":{"1.0" if vague else "0.0"}'
        )

    def within(self, low: float, high: float, window: str, reading: Reading | None = None) -> Leaf:
        """Whether a value lies in a window that does not ask how old it is; asked once a check.

        Args:
            low: in the unit of the window.
            high: in the same unit.
            window: as JSON, L and H.
            reading: of which it is the value; what is not precise enough, should the window begin or end between low and high.
        """
        # values that are equal are one fact; ranges are not, so that each says which reading is not precise
        path = "" if reading is None or low == high else reading.path
        place = self._values.get((low, high, path))
        if place is None:
            text = number(low)
            ends = f'"lo":{text},"hi":{text if high == low else number(high)}'
            place = self._values[low, high, path] = self.add(f'"kind":"at","v":{len(self._texts)}.0,{ends}')
        leaf = self._windows.get((place, window))
        if leaf is None:
            why = (Missing(path, f"{reading.text} is not precise enough"),) if reading is not None and path else ()
            leaf = self._windows[place, window] = Leaf(f'"kind":"span","v":{place}.0,{window}', place, why)
        return leaf

    def all_within(self, windows: tuple[tuple[str, str] | None, ...]) -> list[Leaf | None] | None:
        """The same of several readings, each by its variable; None where one of them is not there."""
        if windows not in self._together:
            leaves: list[Leaf | None] = []
            for window in windows:
                reading = None if window is None else self.chart.readings.get(window[0])
                if window is None:
                    leaves.append(None)
                elif reading is not None:
                    leaves.append(self.within(reading.low, reading.high, window[1], reading))
            self._together[windows] = leaves if len(leaves) == len(windows) else None
        return self._together[windows]

    def amount(self, value: float) -> int:
        """A dose that is known exactly; its number is also the ``dose`` by which limits join with it."""
        place = self._amounts.get(value)
        if place is None:
            place = self._amounts[value] = self.add(f'"kind":"amount","dose":{len(self._texts)}.0,"x":{number(value)}')
        return place

    def state(self, state: bool | float) -> int:  # noqa: FBT001
        """A state that is known."""
        return self.add(f'"kind":"+state","v":{len(self._texts)}.0,"x":{number(float(state))}')

    def gone(self) -> int:
        """Something that is not known: a fact of its own, so that nothing is concluded from the lack of one."""
        return self.add(f'"kind":"+gone","v":{len(self._texts)}.0')

    def recall(self, key: Hashable) -> tuple[int, tuple[Missing, ...]] | None:
        """A fact that was kept under a key, with what it lacks."""
        return self._known.get(key)

    def keep(self, key: Hashable, place: int, missing: tuple[Missing, ...] = ()) -> tuple[int, tuple[Missing, ...]]:
        """Keep a fact under a key."""
        found = self._known[key] = place, missing
        return found


def freshness(within: float | None) -> str:
    """How old a reading may be at most, as JSON."""
    return number(inf if within is None else within)
