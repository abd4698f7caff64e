"""What came of a spreadsheet: rules, and everything that was not taken or was taken otherwise than written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from rxrules.authoring.importing.columns import Column
    from rxrules.authoring.importing.sheet import Sheet
    from rxrules.language.ast import Group


@frozen(order=True)
class Unmapped:
    """A cell, or with ``col`` 0 a row, that was not taken; its whole row is not written.

    Attributes:
        line, col: where it stands; the column counts the cells of the row.
        column: its name in the sheet.
        written: the cell.
        reason: why.
        near: what may have been meant, for a person to choose from.
    """

    line: int
    col: int
    column: str
    written: str
    reason: str
    near: tuple[str, ...] = ()


@frozen
class Taken:
    """A cell that was taken as something else than its letters."""

    line: int
    col: int
    column: str
    written: str
    taken: str
    why: str


@frozen
class Imported:
    """What came of a spreadsheet.

    Attributes:
        kind: of the rules.
        sheet: what was read.
        columns: what became of each column.
        rows: in the columns of our own tables; rows of one ``id`` are one rule.
        unmapped: what was not taken, in the order of the sheet.
        taken: what was taken otherwise than written.
        left: what only a person can say, in words.
        sources: titles of sources that the ruleset does not have, by the id that was made for them.
        groups: what was borrowed from another ruleset, by id.
    """

    kind: str
    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[dict[str, str], ...]
    unmapped: tuple[Unmapped, ...]
    taken: tuple[Taken, ...]
    left: tuple[str, ...]
    sources: dict[str, str]
    groups: dict[str, Group]

    @property
    def not_mapped(self) -> tuple[Column, ...]:
        """The columns that hold something, and that nobody said to leave out."""
        filled = {number for row in self.sheet.rows for number, cell in enumerate(row.cells, start=1) if cell}
        return tuple(column for column in self.columns if not column.target and column.number in filled)

    @property
    def rules(self) -> int:
        """How many rules there are."""
        return len({row["id"] for row in self.rows})

    @property
    def is_whole(self) -> bool:
        """Whether every row and every column was taken."""
        return not (self.unmapped or self.not_mapped)
