"""A cell: for each number a stretch, for each choice the values that are left; what a patient of a formula is made from."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from attrs import frozen

from rxrules.proving.formula import Among, Axis, Bound, Formula, Node, Subject
from rxrules.units import exceeds
from rxrules.validate.axes import Stretch, whole_months
from rxrules.validate.space import fewest_days, most_days

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from rxrules.units import Quantity

Values: TypeAlias = "frozenset[Hashable]"
#: As many steps are taken in a distinction of cases; then it is left to the solver.
STEPS = 20_000


class Span(NamedTuple):
    """A stretch of one axis; an end that is None is open."""

    low: Quantity | None = None
    low_closed: bool = False
    high: Quantity | None = None
    high_closed: bool = False

    def narrowed(self, bound: Bound) -> Span | None:
        """With a further bound; None where no value is left."""
        value = bound.quantity.canonical
        span = self
        if bound.low:
            now = self.low
            if now is None or exceeds(value, now.canonical):
                span = self._replace(low=bound.quantity, low_closed=bound.closed)
            elif not exceeds(now.canonical, value):
                span = self._replace(low_closed=self.low_closed and bound.closed)
        else:
            now = self.high
            if now is None or exceeds(now.canonical, value):
                span = self._replace(high=bound.quantity, high_closed=bound.closed)
            elif not exceeds(value, now.canonical):
                span = self._replace(high_closed=self.high_closed and bound.closed)
        return None if span.is_empty else span

    @property
    def is_empty(self) -> bool:
        """Whether no value lies in it; nothing that is measured lies below zero."""
        high = None if self.high is None else self.high.canonical
        if high is not None and (high < 0 or (high == 0 and not self.high_closed)):
            return True
        if self.low is None or high is None:
            return False
        low = self.low.canonical
        return exceeds(low, high) or (not exceeds(high, low) and not (self.low_closed and self.high_closed))

    @property
    def stretch(self) -> Stretch:
        """In canonical numbers, from zero on."""
        low, closed = (0.0, True) if self.low is None or self.low.canonical < 0 else (self.low.canonical, self.low_closed)
        return Stretch(low, closed, inf if self.high is None else self.high.canonical, self.high_closed)


@frozen(eq=False)
class Cell:
    """What is left of every axis and every subject."""

    axes: Mapping[Axis, Span]
    subjects: Mapping[Subject, Values]

    def narrowed(self, atom: Bound | Among) -> Cell | None:
        """With a further atom; None where nothing is left."""
        if isinstance(atom, Bound):
            span = self.axes.get(atom.axis, Span()).narrowed(atom)
            return None if span is None else Cell({**self.axes, atom.axis: span}, self.subjects)
        values = self.subjects.get(atom.subject, atom.universe) & atom.values
        return Cell(self.axes, {**self.subjects, atom.subject: values}) if values else None

    def has_age(self) -> bool:
        """Whether some birthday gives an age in months and in days that lie in both their stretches."""
        return self.days() is not None

    def days(self) -> Stretch | None:
        """The days of age that are left; None for none. A month has 28 to 31 days."""
        low, low_closed, high, high_closed = 0.0, True, inf, False
        for axis, span in self.axes.items():
            if axis.name != "age":
                continue
            stretch = span.stretch
            if axis.kind == "calendar":
                first, last = whole_months(stretch)
                if first > last:
                    return None
                stretch = Stretch(fewest_days(first), low_closed=True, high=most_days(last + 1), high_closed=False)
            low, low_open = max((low, not low_closed), (stretch.low, not stretch.low_closed))
            high, high_closed = min((high, high_closed), (stretch.high, stretch.high_closed))
            low_closed = not low_open
        # an age in days is reckoned from day to day, so it is whole
        first = ceil(low) if low_closed or low != ceil(low) else ceil(low) + 1
        return Stretch(low, low_closed, high, high_closed) if first < high or (first == high and high_closed) else None


class TooMany(Exception):  # noqa: N818  it ends a search, and is no mistake
    """A distinction of cases took more than `STEPS` steps."""


def cells(formula: Formula) -> Iterator[Cell]:
    """The cells of which a formula holds, as far as each number and each choice is on its own.

    Raises:
        TooMany: there are more cases than is reasonable.
    """
    steps = 0

    def search(cell: Cell, todo: tuple[Formula, ...]) -> Iterator[Cell]:
        nonlocal steps
        waiting = list(todo)
        choices: list[Node] = []
        while waiting:
            one = waiting.pop()
            steps += 1
            if steps > STEPS:
                raise TooMany
            if not isinstance(one, Node):
                narrower = cell.narrowed(one)
                if narrower is None:
                    return
                cell = narrower
            elif one.every or len(one.parts) == 1:
                waiting += reversed(one.parts)
            else:
                choices.append(one)
        if not cell.has_age():
            return
        if not choices:
            yield cell
            return
        choices.sort(key=lambda node: len(node.parts))
        for part in choices[0].parts:
            yield from search(cell, (*choices[1:], part))

    yield from search(Cell({}, {}), (formula,))
