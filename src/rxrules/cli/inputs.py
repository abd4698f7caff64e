"""What `check` is given: files, folders and standard input, as cases one after the other."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.adapters.casefile import read_cases, read_text
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rxrules.model import Case, Moment

#: The name of standard input.
STANDARD_INPUT = "-"
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson"})
#: How files of scenarios end; each is a list of cases with what must come of them, and read as cases they would be empty ones.
_SCENARIOS = ".test.yaml"
#: How much of standard input is read, in bytes; a file of JSON lines may be longer, for it is read line by line.
_MAX_INPUT = 200_000_000


def files(given: Sequence[str]) -> Iterator[Path | InputError]:
    """The files that were named, and those in the folders that were named, in order."""
    if given.count(STANDARD_INPUT) > 1:
        yield InputError("standard input can be read once only", STANDARD_INPUT)
        given = list(dict.fromkeys(given))
    for name in given:
        path = Path(name)
        if name == STANDARD_INPUT:
            yield path
        elif path.is_dir():
            yield from _inside(path)
        elif os.path.lexists(path):
            yield path
        else:
            yield InputError("no such file or folder", name)


def _inside(folder: Path) -> Iterator[Path | InputError]:
    refused: list[OSError] = []
    found = sorted(
        Path(where) / name
        for where, _, names in os.walk(folder, onerror=refused.append)
        for name in names
        if Path(name).suffix.casefold() in _ENDINGS
    )
    # SAFETY: a folder that may not be read must not look as if there were no cases in it
    for problem in refused:
        yield InputError(f"the folder can't be read: {problem.strerror}", str(problem.filename))
    if not found and not refused:
        yield InputError("no case file in this folder (expected .yaml, .yml, .json, .jsonl or .ndjson)", str(folder))
    yield from found


def cases(
    paths: Sequence[Path | InputError], as_of: Moment | None, today: Moment | None
) -> Iterator[tuple[str, Case | InputError]]:
    """Every case of every file with the name of the file; what can't be read stands in its place.

    Args:
        paths: from `files`.
        as_of: the day that leads over what cases say.
        today: the day of cases without one; these have this very object as their ``as_of``.
    """
    for path in paths:
        if isinstance(path, InputError):
            yield path.place, path
            continue
        name = str(path)
        if name.endswith(_SCENARIOS):
            yield name, InputError("these are scenarios, not cases; `rxrules test` runs them", name)
            continue
        is_standard_input = name == STANDARD_INPUT
        found = _standard_input(as_of, today) if is_standard_input else read_cases(path, as_of=as_of, today=today)
        empty = True
        for one in found:
            empty = False
            yield name, one
        if empty:
            yield name, InputError("there is no case in it", name)


def _standard_input(as_of: Moment | None, today: Moment | None) -> Iterator[Case | InputError]:
    if sys.stdin is None:
        yield InputError("there is no standard input", STANDARD_INPUT)
        return
    data = sys.stdin.buffer.read(_MAX_INPUT + 1)
    if len(data) > _MAX_INPUT:
        message = f"more than {_MAX_INPUT:,} bytes; write them to a file, whose JSON lines are read line by line"
        yield InputError(message, STANDARD_INPUT)
        return
    yield from read_text(data, name=STANDARD_INPUT, as_of=as_of, today=today)
