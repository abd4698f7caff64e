"""CSV tables to rows with places: comma-separated, UTF-8, with a header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.limits import MAX_COLUMNS, MAX_FIELD, MAX_PROBLEMS, MAX_ROWS
from rxrules.documents.nodes import Mapping, Scalar
from rxrules.documents.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics


class CsvTable:
    """A table whose header was read; iterating reads its rows.

    A row is a mapping from column to text, with the line on which it begins; its cells have that line, and
    for a column the number of their field. White space around a cell is dropped, an empty cell is left out of
    the mapping, and so is an empty row of the table.

    Attributes:
        header: the names of the columns, with their places.
    """

    def __init__(self, text: str, file: str, found: Diagnostics) -> None:
        self.file = file
        self._found = found
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.header: tuple[Scalar, ...] = self._read_header()

    def __iter__(self) -> Iterator[Mapping]:
        header, found, reader = self.header, self._found, self._reader
        problems = rows = 0
        count = len(header)
        columns = list(zip(header, range(1, count + 1), strict=True))
        new = str.__new__
        while problems < MAX_PROBLEMS:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._syntax(error, line)
                return
            if len(record) != count:
                if not any(record):
                    continue
                message = f"the row has {len(record)} fields, the header {count}"
                hint = "put text that holds a comma in quotes" if len(record) > count else ""
                found.error(codes.CSV_RAGGED, message, Span(self.file, line, min(len(record), count + 1)), hint)
                problems += 1
                continue
            row = Mapping(line, 1)
            for (name, col), cell in zip(columns, record, strict=True):
                if cell and (text := cell.strip()):
                    if len(text) > MAX_FIELD:
                        message = f"a field of {len(text):,} characters, at most {MAX_FIELD:,} are read"
                        found.error(codes.CSV_SYNTAX, message, Span(self.file, line, col))
                        return
                    # as Scalar(text, line, col), without the call: a table has a hundred thousand cells
                    row[name] = node = new(Scalar, text)
                    node.line, node.col, node.quoted = line, col, False
            if not row:
                continue
            rows += 1
            if rows > MAX_ROWS:
                message = f"more than {MAX_ROWS:,} rows, the rest of the table was not read"
                found.error(codes.TOO_LARGE, message, Span(self.file, line, 1), "split it into several files")
                return
            yield row
        message = f"more than {MAX_PROBLEMS} mistakes, the rest of the file was not read"
        found.error(codes.TOO_MANY, message, Span(self.file, reader.line_num, 1))

    def _read_header(self) -> tuple[Scalar, ...]:
        try:
            record = next(self._reader, None)
        except csv.Error as error:
            self._syntax(error, 1)
            return ()
        if record is None or not any(name.strip() for name in record):
            self._found.error(codes.EMPTY, "there is no header in the first line", Span(self.file, 1, 1))
            return ()
        if len(record) == 1 and (";" in record[0] or "\t" in record[0]):
            hint = "save it with commas between the fields"
            self._found.error(codes.CSV_HEADER, "the fields are not separated by commas", Span(self.file, 1, 1), hint)
            return ()
        if len(record) > MAX_COLUMNS:
            message = f"the header has {len(record):,} columns, at most {MAX_COLUMNS:,} are read"
            self._found.error(codes.CSV_HEADER, message, Span(self.file, 1, 1))
            return ()
        header: dict[str, Scalar] = {}
        for col, name in enumerate((name.strip() for name in record), start=1):
            span = Span(self.file, 1, col)
            if not name:
                self._found.error(codes.CSV_HEADER, f"column {col} has no name", span)
            elif name in header:
                self._found.error(codes.CSV_HEADER, f"the column {name!r} is there twice", span, "keep one of them")
            else:
                header[name] = Scalar(name, 1, col)
        return tuple(header.values()) if len(header) == len(record) else ()

    def _syntax(self, error: csv.Error, line: int) -> None:
        told = "a quoted field does not end" if "end of data" in str(error) else str(error)
        self._found.error(codes.CSV_SYNTAX, told, Span(self.file, line, 1), 'write a quote inside quotes twice: ""')


def read(data: bytes | str, file: str, found: Diagnostics) -> CsvTable | None:
    """Open a table; None where there are no rows that could be read, and then ``found`` says why.

    Args:
        data: the bytes of the file, or text.
        file: its name in diagnostics.
        found: where mistakes are collected, those of rows while they are read.
    """
    text = decode(data, file, found)
    if text is None:
        return None
    table = CsvTable(text, file, found)
    return table if table.header else None
