"""What an author says of a spreadsheet: on the command line, in a small file that is kept beside it, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from rxrules.diagnostics import Diagnostics
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_KEYS: Final = ("columns", "values", "set")


@frozen
class Said:
    """What an author says.

    Attributes:
        columns: what a column is, by its name.
        values: what a cell means, by our column and the cell.
        fixed: cells that every row has, by our column.
    """

    columns: dict[str, str] = field(factory=dict)
    values: dict[tuple[str, str], str] = field(factory=dict)
    fixed: dict[str, str] = field(factory=dict)

    def __or__(self, other: Said) -> Said:
        """Both; the other leads."""
        return Said(self.columns | other.columns, self.values | other.values, self.fixed | other.fixed)


def of_options(columns: Iterable[str], values: Iterable[str], fixed: Iterable[str]) -> Said:
    """What options such as ``Drug 1=a``, ``severity:High=major`` and ``owner=Pharmacy`` say.

    Raises:
        InputError: one has not that form.
    """
    found = Said()
    for one in columns:
        name, is_said, target = one.rpartition("=")
        if not (is_said and name and target):
            raise InputError(f"expected COLUMN=TARGET, such as 'Drug 1=a', got {one!r}", "--map")
        found.columns[name] = target
    for one in values:
        before, is_said, meaning = one.rpartition("=")
        target, parted, cell = before.partition(":")
        if not (is_said and parted and target and cell and meaning):
            raise InputError(f"expected TARGET:CELL=MEANING, such as 'severity:High=major', got {one!r}", "--value")
        found.values[target, cell.casefold()] = meaning
    for one in fixed:
        name, is_said, cell = one.partition("=")
        if not (is_said and name and cell):
            raise InputError(f"expected TARGET=CELL, such as owner=Pharmacy, got {one!r}", "--set")
        found.fixed[name] = cell
    return found


def of_file(path: Path) -> Said:
    """What a mapping file says: YAML with the keys ``columns``, ``values`` and ``set``.

    Raises:
        InputError: it can't be read, or holds something else; the first mistake is told with its line.
    """
    from rxrules.documents import text, yaml  # noqa: PLC0415

    problems = Diagnostics()
    data = text.load(path, str(path), problems)
    root = None if data is None else yaml.read(data, str(path), problems)
    if problems.has_errors:
        raise InputError(str(next(iter(problems))))
    if not isinstance(root, dict):
        raise InputError(f"expected a mapping with {', '.join(_KEYS)}", str(path))
    for key in root:
        if key not in _KEYS:
            raise InputError(f"a mapping file has no key {str(key)!r}; {did_you_mean(str(key), _KEYS)}", str(path))
    values: object = root.get("values", {})
    if not isinstance(values, dict):
        raise InputError("values holds a mapping for each column of ours", str(path))
    found = Said(_texts(root.get("columns", {}), "columns", path), {}, _texts(root.get("set", {}), "set", path))
    for target, meanings in values.items():
        for cell, meaning in _texts(meanings, f"values of {target}", path).items():
            found.values[str(target), cell.casefold()] = meaning
    return found


def _texts(node: object, what: str, path: Path) -> dict[str, str]:
    if not isinstance(node, dict) or not all(isinstance(one, str) for one in node.values()):
        raise InputError(f"{what} holds a mapping of texts", str(path))
    return {str(key): str(one) for key, one in node.items()}
