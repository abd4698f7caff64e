"""Rulesets by name, by path, or as git knew them: ``REV:PATH``."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from rxrules.errors import InputError

if TYPE_CHECKING:
    from rxrules.validate import Ruleset

_LONGEST = 60


def load_revision(given: str) -> Ruleset:
    """A ruleset: the name of a shipped one, a path, or ``REV:PATH``, as ``HEAD~1:rulesets/own``.

    Raises:
        InputError: git is missing, or knows no such revision or path.
        RulesetError: the ruleset has errors, or there is none.
    """
    from rxrules.validate import load, shipped  # noqa: PLC0415

    revision, colon, path = given.partition(":")
    if given in shipped() or Path(given).exists():
        return load(given)
    if not colon:
        problem = "there is no shipped ruleset, file or folder of this name; a revision of git is written REV:PATH, as HEAD:rules"
        raise InputError(problem, given)
    with tempfile.TemporaryDirectory(prefix="rxrules-") as folder:
        return load(_extracted(given, revision, path, Path(folder)))


def _extracted(given: str, revision: str, path: str, folder: Path) -> Path:
    if revision.startswith("-"):
        raise InputError("a revision does not begin with -", given)
    relative = path if path.startswith("./") else f"./{path}"
    object_ = _git(given, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}:{relative}").decode().strip()
    if _git(given, "cat-file", "-t", object_).strip() == b"blob":
        target = folder / Path(path).name
        target.write_bytes(_git(given, "cat-file", "blob", object_))
        return target
    data = _git(given, "archive", "--format=tar", object_)
    target = folder / (Path(path).name or "ruleset")
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            archive.extractall(target, filter="data")
    except (tarfile.TarError, OSError) as problem:
        raise InputError(f"can't be taken from git: {problem}", given) from None
    return target


def _git(given: str, *arguments: str) -> bytes:
    git = which("git")
    if git is None:
        raise InputError("there is no such file or folder, and git, which could know a revision, is not installed", given)
    done = subprocess.run([git, *arguments], capture_output=True, check=False)  # noqa: S603  no shell; a revision is no option
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0][: 2 * _LONGEST]
        raise InputError(
            "there is no such file or folder, and git knows no such revision and path" + (f": {said}" if said else ""), given
        )
    return done.stdout
