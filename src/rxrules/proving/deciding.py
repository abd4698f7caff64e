"""Whether a formula can hold: by a distinction of cases, and by z3 where that can't know or would not end."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.proving.cells import Cell, TooMany, cells
from rxrules.proving.solver import INSTALL, is_tied, names_of, solve, version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.proving.formula import Formula

#: So many cells are tried as patients.
_CELLS = 40


class Answer(NamedTuple):
    """Whether a formula can hold.

    Attributes:
        truth: None where it is not known.
        cells: patients of whom it may hold, likeliest first.
        by: how it was decided.
        why: why it is not known.
    """

    truth: bool | None
    cells: tuple[Cell, ...]
    by: str
    why: str = ""


@frozen
class Decider:
    """Decides formulas.

    Attributes:
        timeout: seconds for one question to z3.
        solver: its version; None where it is not installed.
    """

    timeout: float
    solver: str | None

    @classmethod
    def of(cls, timeout: float) -> Decider:
        """With z3 where it is installed."""
        return cls(timeout, version())

    def decide(self, formula: Formula) -> Answer:
        """Whether a formula can hold of anybody."""
        by = "case distinction"
        found: tuple[Cell, ...] = ()
        try:
            found = tuple(_some(cells(formula)))
        except TooMany:
            why = "there are too many cases to tell apart without z3"
        else:
            if not found:
                return Answer(truth=False, cells=(), by=by)
            if not is_tied(names_of(formula)):
                return Answer(truth=True, cells=found, by=by)
            why = "variables of it follow from one another, which only z3 takes into account"
        if self.solver is None:
            return Answer(None, found, "", f"{why}: {INSTALL}")
        solved = solve(formula, self.timeout)
        own = () if solved.cell is None else (solved.cell,)
        return Answer(solved.truth, own + found, "z3", solved.why)


def _some(found: Iterator[Cell]) -> Iterator[Cell]:
    return islice(found, _CELLS)
