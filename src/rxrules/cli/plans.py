"""Compiled plans, kept between two calls of the command line: reading and checking the rules takes longer than any check.

A plan is found again by the bytes of every file of its rulesets and by the very code that compiled it, so that it can't be out of
date. It is JSON, with a checksum in its first line; whatever is wrong with the keeping costs time and nothing else. The library
keeps nothing: only the command line does, in the user's cache folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules._version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.plan import Plan

#: A folder to keep plans in, or ``0`` to keep none.
SWITCH = "RXRULES_CACHE"
#: So many plans are kept; the oldest goes.
MOST = 20


def plan_of(named: Sequence[str]) -> Plan:
    """The plan of rulesets, by their names or paths; of every shipped one where none is named.

    Raises:
        RulesetError: a ruleset has errors, or there is none of that name.
        InputError: there is no ruleset at all.
    """
    folder = _folder()
    key = None if folder is None else _key(named)
    if folder is None or key is None:
        return _compiled(named)
    path = folder / f"{key}.json"
    found = _kept(path)
    if found is None:
        found = _compiled(named)
        _keep(path, found)
    return found


def _compiled(named: Sequence[str]) -> Plan:
    from rxrules.compile import compile_rulesets  # noqa: PLC0415
    from rxrules.errors import InputError  # noqa: PLC0415
    from rxrules.validate import load, shipped  # noqa: PLC0415

    wanted = tuple(named) or tuple(sorted(shipped()))
    if not wanted:
        msg = "there is no ruleset: none is given, and this installation ships none"
        raise InputError(msg)
    return compile_rulesets([load(one) for one in wanted])


def _folder() -> Path | None:
    given = os.environ.get(SWITCH, "")
    if given == "0":
        return None
    if given:
        return Path(given)
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "rxrules"
    try:
        return Path.home() / ".cache" / "rxrules"
    except RuntimeError:
        return None


def _key(named: Sequence[str]) -> str | None:
    """A name for what a plan is made of; None where that can't be read, and then the error is told by who reads it."""
    from rxrules.diagnostics import Diagnostics  # noqa: PLC0415
    from rxrules.plan.cache import FORM  # noqa: PLC0415
    from rxrules.source.files import Digest, FolderFiles  # noqa: PLC0415
    from rxrules.source.shipped import find, shipped  # noqa: PLC0415

    digest = Digest()
    digest.add("made by", f"{__version__} {FORM} {sys.version_info[:2]} {_code()}")
    found = Diagnostics()
    for name in named or sorted(shipped()):
        files = FolderFiles(find(name), found)
        digest.add("ruleset", name)
        for one in (*files.documents, *files.tables):
            content = files.read(one, found)
            if content is None:
                return None
            digest.add(one, content)
    return None if found.has_errors else digest.hexdigest()


def _code() -> str:
    """What the installed code and its data are: a plan that other code compiled is not taken for this one's."""
    package = Path(__file__).resolve().parent.parent
    seen = hashlib.sha256()
    for folder, below, names in os.walk(package):
        below[:] = sorted(name for name in below if name not in ("__pycache__", "_rulesets"))
        for name in sorted(names):
            status = (Path(folder) / name).stat()
            seen.update(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _kept(path: Path) -> Plan | None:
    from rxrules.errors import InputError  # noqa: PLC0415
    from rxrules.plan.cache import load_plan  # noqa: PLC0415

    try:
        first, _, content = path.read_bytes().partition(b"\n")
        if first.decode("ascii", "replace") != hashlib.sha256(content).hexdigest():
            return None
        return load_plan(content)
    except (OSError, InputError):
        return None


def _keep(path: Path, plan: Plan) -> None:
    from rxrules.plan.cache import dump_plan  # noqa: PLC0415

    content = dump_plan(plan).encode()
    mine = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        mine.replace(path)
        kept = sorted(path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[MOST:]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # a folder that can't be written to: the next call compiles again
