"""`rxrules lock`: the lock file of a ruleset, and whether its logic changed without a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.cli.main import ALERT, CLEAN
from rxrules.cli.output import add_format, make_console, write_json
from rxrules.cli.revisions import load_revision
from rxrules.errors import InputError
from rxrules.proof.lock import NAME, Change, Lock, is_raised, lock_of, lock_text, read_lock, wanted_part
from rxrules.report.render.lines import several, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

_MOST = 20_000_000
_ABOUT = f"""\
{NAME} stands in the folder of the ruleset (of a ruleset in one file beside it, as NAME.lock). It holds, for each rule that
runs, digests of its logic and of its words, the version in which it last changed, and the class of that change. The class decides
which part of the version must be raised: looser or removed the major, stricter or new the minor, words the patch. Before 1.0.0
the minor will do for the major.

exit status:
  0  the lock was written; with --check: it is as the rules are
  1  rules changed and the version was not raised enough, or, with --check, the lock is not of these rules
  2  the ruleset or the lock can't be read"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _ABOUT
    parser.add_argument("ruleset", metavar="RULESET", help="the path of a ruleset, or the name of a shipped one")
    parser.add_argument("--check", action="store_true", help="write nothing; say whether the lock is of these rules")
    parser.add_argument(
        "--against",
        metavar="OLD",
        help="the ruleset as it was locked, a path or REV:PATH; it tells stricter from looser, without it any change of logic asks "
        "for a major version",
    )
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Write the lock, or check it."""
    from rxrules.source.shipped import find  # noqa: PLC0415
    from rxrules.validate import load  # noqa: PLC0415

    ruleset = load(arguments.ruleset)
    path = lock_path(find(arguments.ruleset))
    known = _known(path)
    if known is None and arguments.check:
        return _tell(arguments, path, [], ruleset.manifest.version, "there is no lock file; `rxrules lock` makes it", ALERT)
    if known is not None and known.ruleset != ruleset.manifest.id.text:
        raise InputError(f"is the lock of {known.ruleset!r}, and this is {ruleset.manifest.id.text!r}", str(path))
    old = None if arguments.against is None else load_revision(arguments.against)
    made, changes = lock_of(ruleset, known, old)
    if known is not None and changes and not is_raised(known.version, made.version, part := wanted_part(changes)):
        raised = "minor part, which will do before 1.0.0" if part == "major" and known.version.startswith("0.") else f"{part} part"
        said = f"the version is {made.version}, locked was {known.version}: raise its {raised}"
        return _tell(arguments, path, changes, made.version, said, ALERT)
    if arguments.check:
        is_current = known == made
        said = (
            "the lock is of these rules" if is_current else "the lock is not of this version; `rxrules lock` brings it up to date"
        )
        return _tell(arguments, path, changes, made.version, said, CLEAN if is_current else ALERT)
    _write(path, made)
    return _tell(arguments, path, changes, made.version, f"{several(len(made.rules), 'rule')} locked", CLEAN)


def lock_path(ruleset: Path) -> Path:
    """Where the lock of a ruleset stands."""
    if ruleset.is_dir():
        return ruleset / NAME
    return ruleset.with_name(NAME) if ruleset.name == "ruleset.yaml" else ruleset.with_suffix(".lock")


def _known(path: Path) -> Lock | None:
    try:
        if not path.exists():
            return None
        if path.stat().st_size > _MOST:
            raise InputError("is too large for a lock file", str(path))
        return read_lock(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"can't be read: {problem}", str(path)) from None


def _write(path: Path, lock: Lock) -> None:
    try:
        path.write_text(lock_text(lock), encoding="utf-8", newline="\n")
    except OSError as problem:
        raise InputError(f"can't be written: {problem.strerror}", str(path)) from None


def _tell(arguments: Namespace, path: Path, changes: list[Change], version: str, said: str, status: int) -> int:
    if arguments.format == "json":
        listed = [{"rule": one.rule, "change": one.change, "asks": one.asks, "place": one.place} for one in changes]
        write_json(
            {
                "lock": str(path),
                "version": version,
                "changes": listed,
                "asks": wanted_part(changes),
                "said": said,
                "is_sound": not status,
            }
        )
        return status
    console = make_console(arguments)
    for one in changes:
        place = f" ({one.place})" if one.place else ""
        console.print(shown(f"{one.rule}: {one.change}, asks for a new {one.asks} version{place}"), soft_wrap=True)
    console.print(shown(f"{path}: {said}"), style="bold red" if status else "bold", soft_wrap=True)
    return status
