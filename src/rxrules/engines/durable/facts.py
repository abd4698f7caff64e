"""The facts of one check that questions share: readings, doses and states, each with a number of its own."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from math import inf
from typing import TYPE_CHECKING, TypeVar

from rxrules.engines import wanting
from rxrules.engines.durable.numerals import BIG, number
from rxrules.engines.durable.waves import Leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from rxrules.chart import Chart, Reading
    from rxrules.chart.chart import Missing

T = TypeVar("T")
#: Older than any reading may be asked to be; not infinite, so that ``no limit`` is still above it.
_NO_DATE = format(Decimal(BIG / 2), "f") + ".0"
#: The window of a state that holds: 1, where one that does not hold is 0.
_HOLDS = '"L":0.5,"H":1.5'


class Facts:
    """What is known in one check; made once, then asserted in each session that a question needs it in.

    Attributes:
        chart: the case.
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._texts: list[str] = []
        self._made: dict[Hashable, object] = {}
        self._values: dict[tuple[float, float, tuple[Missing, ...]], int] = {}
        self._amounts: dict[float, int] = {}
        self._dated: dict[int, int] = {}
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

    def within(self, low: float, high: float, window: str, why: tuple[Missing, ...] = ()) -> Leaf:
        """Whether a value lies in a window that does not ask how old it is; asked once a check.

        Args:
            low: in the unit of the window.
            high: in the same unit.
            window: as JSON, L and H.
            why: what is missing, should the window begin or end between low and high.
        """
        # values that are equal are one fact; ranges are not, so that each says what it lacks
        lacks = why if low != high else ()
        place = self._values.get((low, high, lacks))
        if place is None:
            text = number(low)
            ends = f'"lo":{text},"hi":{text if high == low else number(high)}'
            place = self._values[low, high, lacks] = self.add(f'"kind":"at","v":{len(self._texts)}.0,{ends}')
        leaf = self._windows.get((place, window))
        if leaf is None:
            leaf = self._windows[place, window] = Leaf(f'"kind":"span","v":{place}.0,{window}', place, lacks)
        return leaf

    def dated(self, reading: Reading) -> int:
        """A reading that windows are held against which ask how old it is."""
        key = id(reading)
        place = self._dated.get(key)
        if place is None:
            place = self._dated[key] = self.value(reading.low, reading.high, age=reading.age, vague=True)
        return place

    def reading(self, reading: Reading, window: str) -> Leaf:
        """Whether a reading lies in a window, whatever its age."""
        low, high = reading.low, reading.high
        why = () if low == high else (wanting.imprecise(reading),)
        return self.within(low, high, window, why)

    def holds(self, state: bool | None, missing: tuple[Missing, ...] = ()) -> Leaf:  # noqa: FBT001
        """Whether a state holds that is known, 0 or 1; or of which something is missing: then it is somewhere from 0 to 1."""
        return self.within(0.0, 1.0, _HOLDS, missing) if state is None else self.within(float(state), float(state), _HOLDS)

    def all_within(self, windows: tuple[tuple[str, str] | None, ...]) -> list[Leaf | None] | None:
        """The same of several readings, each by its variable; None where one of them is not there."""
        if windows not in self._together:
            leaves: list[Leaf | None] = []
            for window in windows:
                reading = None if window is None else self.chart.readings.get(window[0])
                if window is None:
                    leaves.append(None)
                elif reading is not None:
                    leaves.append(self.reading(reading, window[1]))
            self._together[windows] = leaves if len(leaves) == len(windows) else None
        return self._together[windows]

    def amount(self, value: float) -> int:
        """A dose that is known exactly; its number is also the ``dose`` by which limits join with it."""
        place = self._amounts.get(value)
        if place is None:
            place = self._amounts[value] = self.add(f'"kind":"amount","dose":{len(self._texts)}.0,"x":{number(value)}')
        return place

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What several rules ask for, made where it is asked for first."""
        found: T | None = self._made.get(key)  # type: ignore[assignment]
        if found is None:
            found = self._made[key] = make()
        return found


def freshness(within: float | None) -> str:
    """How old a reading may be at most, as JSON."""
    return number(inf if within is None else within)
