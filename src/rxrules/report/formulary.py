"""A formulary: the drugs that a site uses, as a list of names or a CSV table, each resolved or told with the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.diagnostics import Diagnostics
from rxrules.documents import csv
from rxrules.documents.text import decode
from rxrules.errors import InputError
from rxrules.terminology import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rxrules.terminology import Terminology

#: Columns that may hold the name; the first that is there counts.
NAME_COLUMNS = ("name", "product", "drug", "medication", "medicine", "brand", "ingredient", "generic")
_MAX_BYTES = 20_000_000


class Entry(NamedTuple):
    """One drug of a formulary.

    Attributes:
        line: where it stands in the file.
        text: as it is written.
        ingredients: what it holds; empty where it is not resolved.
        reason: why it is not, as in [`Unresolved`][rxrules.terminology.Unresolved].
        unresolved: what the terminology said, for near names.
    """

    line: int
    text: str
    ingredients: tuple[str, ...]
    reason: str = ""
    unresolved: Unresolved | None = None

    @property
    def near(self) -> tuple[str, ...]:
        """Names that look alike, for a person to choose from; looked for when they are read."""
        return self.unresolved.near if self.unresolved is not None else ()


def read_formulary(path: Path, terminology: Terminology) -> list[Entry]:
    """Read and resolve a formulary.

    Args:
        path: a file that ends with ``.csv`` and has a column of names, and, if it likes, a column ``ingredients`` (parted by ``|``)
            for products that only the site knows; or any other text of one name a line, where ``#`` begins a comment.
        terminology: what names mean.

    Raises:
        InputError: the file can't be read, or holds no names.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else None
    except OSError as problem:
        raise InputError(f"the formulary can't be read: {problem.strerror or problem}", str(path)) from None
    if data is None:
        raise InputError(f"the formulary has more than {_MAX_BYTES:,} bytes", str(path))
    found = Diagnostics()
    rows = _table(data, path, found) if path.suffix.casefold() == ".csv" else _lines(data, path, found)
    entries = [_entry(line, text, ingredients, terminology) for line, text, ingredients in rows]
    errors = [one for one in found if one.is_error]
    if errors:
        raise InputError(errors[0].message, f"{path}:{errors[0].span.line}")
    if not entries:
        raise InputError("the formulary holds no names", str(path))
    return entries


def _lines(data: bytes, path: Path, found: Diagnostics) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate((decode(data, str(path), found) or "").splitlines(), start=1):
        name = line.partition("#")[0].strip()
        if name:
            yield number, name, ""


def _table(data: bytes, path: Path, found: Diagnostics) -> Iterator[tuple[int, str, str]]:
    content = csv.read(data, str(path), found)
    if content is None:
        return
    columns = {str(column).casefold(): column for column in content.header}
    name = next((columns[one] for one in NAME_COLUMNS if one in columns), None)
    if name is None:
        raise InputError(f"the formulary has no column of names; expected one of {', '.join(NAME_COLUMNS)}", f"{path}:1")
    parts = columns.get("ingredients")
    for row in content:
        text = row.get(name)
        if text is not None:
            yield row.line, str(text), str(row.get(parts, "")) if parts is not None else ""


def _entry(line: int, text: str, ingredients: str, terminology: Terminology) -> Entry:
    found = terminology.resolve_name(text)
    if not isinstance(found, Unresolved):
        return Entry(line, text, tuple(sorted(found.ingredients)))
    named = [terminology.resolve_name(one) for one in ingredients.split("|") if one.strip()]
    # a product of the site's own is known by its ingredients, but only if every one of them is
    known = [one for one in named if not isinstance(one, Unresolved)]
    if named and len(known) == len(named):
        return Entry(line, text, tuple(sorted(frozenset[str]().union(*(one.ingredients for one in known)))))
    return Entry(line, text, (), f"{found.reason}: {found.detail}" if found.detail else found.reason, found)
