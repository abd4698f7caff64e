"""A spreadsheet's export: its header and rows, whatever stands between the cells."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from attrs import frozen

from rxrules.documents.limits import MAX_BYTES, MAX_COLUMNS, MAX_FIELD, MAX_ROWS
from rxrules.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

#: What may stand between two cells, by its name on the command line.
DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
#: Encodings that spreadsheets export, as the command line names them.
ENCODINGS: Final = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "latin-1": "latin-1"}
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@frozen
class SheetRow:
    """A row: the line on which it begins, and its cells, without white space around them."""

    line: int
    cells: tuple[str, ...]


@frozen
class Sheet:
    """A table as it was exported.

    Attributes:
        file: its name, for places.
        delimiter: what stands between two cells, a name of `DELIMITERS`.
        header: the names of the columns.
        rows: those that have as many cells as the header; empty rows are left out.
        uneven: those that have not.
    """

    file: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    uneven: tuple[SheetRow, ...] = ()


def read_sheet(path: Path, *, delimiter: str = "", encoding: str = "utf-8") -> Sheet:
    """Read an export.

    Args:
        path: the file.
        delimiter: a name of `DELIMITERS`; where it is empty, the one that parts the header.
        encoding: a name of `ENCODINGS`; UTF-16 is known by its first bytes.

    Raises:
        InputError: the file can't be read as a table, or it can't be told what stands between its cells.
    """
    text = _text(path, encoding)
    first, _, rest = text.partition("\n")
    told = first.strip().removeprefix("sep=") if first.startswith("sep=") else ""
    before = 1 if told else 0
    if told:
        text = rest
        delimiter = delimiter or next((name for name, mark in DELIMITERS.items() if mark == told), "")
    if not text.strip():
        raise InputError("the file is empty", str(path))
    name = delimiter or _delimiter(text, str(path))
    header, rows, uneven = _rows(text, DELIMITERS[name], str(path), before)
    return Sheet(str(path), name, header, rows, uneven)


def _text(path: Path, encoding: str) -> str:
    place = str(path)
    if path.is_dir():
        raise InputError("a folder, expected a table (CSV)", place)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file has more than {MAX_BYTES:,} bytes; split it", place)
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", place) from None
    except (OSError, ValueError) as problem:
        raise InputError(f"can't be read: {getattr(problem, 'strerror', None) or problem}", place) from None
    if data.startswith(_WORKBOOK):
        raise InputError("a workbook, expected a table: save the sheet as CSV (UTF-8)", place)
    name = "utf-16" if data.startswith(_UTF16) else ENCODINGS[encoding]
    try:
        text = data.decode(name)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        hint = "save it as CSV UTF-8, or say --encoding windows-1252"
        raise InputError(
            f"line {line} holds the byte 0x{data[problem.start]:02x}, which is not {encoding}; {hint}", place
        ) from None
    if "\0" in text:
        raise InputError("a binary file, expected a table (CSV)", place)
    return text


def _delimiter(text: str, place: str) -> str:
    """What parts the header: the one mark that does."""
    found = {}
    for name, mark in DELIMITERS.items():
        try:
            found[name] = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), []))
        except csv.Error:
            found[name] = 0
    parting = [name for name, count in found.items() if count > 1]
    if len(parting) != 1:
        got = f"parts at {' and at '.join(parting)}" if parting else "has one column"
        raise InputError(f"the header {got}; say --delimiter comma, semicolon or tab", place)
    return parting[0]


def _rows(text: str, mark: str, place: str, before: int) -> tuple[tuple[str, ...], tuple[SheetRow, ...], tuple[SheetRow, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    header: tuple[str, ...] = ()
    rows: list[SheetRow] = []
    uneven: list[SheetRow] = []
    line = 1
    try:
        while True:
            line = reader.line_num + 1 + before
            record = tuple(" ".join(cell.split()) for cell in next(reader))
            if not any(record):
                continue
            if not header:
                header = record
                _check_header(header, place)
                continue
            if len(rows) >= MAX_ROWS or any(len(cell) > MAX_FIELD for cell in record):
                raise InputError(f"at most {MAX_ROWS:,} rows, and {MAX_FIELD:,} characters in a cell, are read", place)
            # what spreadsheets leave behind the last column is nothing
            cells = record[: len(header)] if not any(record[len(header) :]) else record
            (rows if len(cells) == len(header) else uneven).append(SheetRow(line, cells))
    except StopIteration:
        pass
    except csv.Error as problem:
        raise InputError(f"not a table, from line {line} on: {problem}", place) from None
    if not header:
        raise InputError("the file is empty", place)
    return header, tuple(rows), tuple(uneven)


def _check_header(header: tuple[str, ...], place: str) -> None:
    if len(header) > MAX_COLUMNS:
        raise InputError(f"the table has {len(header):,} columns, at most {MAX_COLUMNS:,} are read", place)
    names = [name for name in header if name]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"two columns are called {twice!r}; give them different names", place)
