"""What `check` is given: files, folders and standard input, as cases one after the other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.adapters.casefile import read_cases
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rxrules.model import Case, Moment

ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson"})


def files(given: Sequence[str]) -> Iterator[Path | InputError]:
    """The files that were named, and those in the folders that were named, in order."""
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.suffix.casefold() in ENDINGS and one.is_file())
            if not inside:
                yield InputError("no case file in this folder (expected .yaml, .json or .jsonl)", name)
            yield from inside
        elif path.exists() or name == "-":
            yield path
        else:
            yield InputError("no such file or folder", name)


def cases(paths: Sequence[Path | InputError], as_of: Moment | None) -> Iterator[tuple[str, Case | InputError]]:
    """Every case of every file with the name of the file; what can't be read stands in its place."""
    for path in paths:
        if isinstance(path, InputError):
            yield path.place, path
        elif str(path) == "-":
            yield from (("-", one) for one in _standard_input(as_of))
        else:
            yield from ((str(path), one) for one in read_cases(path, as_of=as_of))


def _standard_input(as_of: Moment | None) -> Iterator[Case | InputError]:
    from rxrules.adapters.casefile import read_text  # noqa: PLC0415

    yield from read_text(sys.stdin.buffer.read(), name="-", as_of=as_of)
