"""Write a book into a folder, and into no folder that holds anything else."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The file that says that a folder is a rule book, and which files are its own.
CONTENTS = "rule-book.json"
_MADE_BY = "rxrules docs"


def check_folder(folder: Path, *, force: bool = False) -> None:
    """See that a book may be written there, before it is made.

    Raises:
        InputError: it is no folder, or it is not empty and is no rule book.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("is a file, and a rule book is a folder", str(folder))
    if force or not folder.exists():
        return
    try:
        is_empty = not any(folder.iterdir())
    except OSError as problem:
        raise InputError(f"the folder can't be read: {problem.strerror}", str(folder)) from None
    if not is_empty and _own_files(folder) is None:
        raise InputError(
            "the folder holds files and is no rule book; name another, or write into it all the same with --force", str(folder)
        )


def write(folder: Path, pages: Mapping[str, str], *, force: bool = False) -> None:
    """Write the pages; of an older book in the folder, the pages that are no more are taken away, and nothing else is.

    Args:
        folder: made where it is not there.
        pages: the text of each file by its path.
        force: write also where the folder holds other files.

    Raises:
        InputError: it must not be written there, or can't.
    """
    check_folder(folder, force=force)
    before = _own_files(folder) or ()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # first, and with the old pages in it, so that a book that was cut short is still known as one
        _write_contents(folder, {*before, *pages})
        for path, text in pages.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
        _take_away(folder, [path for path in before if path not in pages])
        _write_contents(folder, pages)
    except OSError as problem:
        raise InputError(f"can't be written: {problem.strerror}", str(problem.filename or folder)) from None


def _write_contents(folder: Path, paths: Iterable[str]) -> None:
    text = json.dumps({"made_by": _MADE_BY, "files": sorted(paths)}, indent=1)
    (folder / CONTENTS).write_bytes(f"{text}\n".encode())


def _own_files(folder: Path) -> tuple[str, ...] | None:
    """The files of the book in a folder; None where it is none."""
    try:
        written = json.loads((folder / CONTENTS).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(written, dict) or written.get("made_by") != _MADE_BY or not isinstance(written.get("files"), list):
        return None
    return tuple(one for one in written["files"] if isinstance(one, str) and _is_inside(one))


def _is_inside(path: str) -> bool:
    """SAFETY: the list may have been changed by anybody; only pages below the folder are ever taken away."""
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in path and parts.suffix in (".html", ".css")


def _take_away(folder: Path, paths: Iterable[str]) -> None:
    root = folder.resolve()
    emptied: set[Path] = set()
    for path in paths:
        target = folder / path
        if target.parent.resolve().is_relative_to(root) and target.is_file() and not target.is_symlink():
            target.unlink()
            emptied.update(one for one in target.parents if one.is_relative_to(folder))
    for one in sorted(emptied, key=lambda one: len(one.parts), reverse=True):
        if one.resolve() != root and not any(one.iterdir()):
            one.rmdir()
