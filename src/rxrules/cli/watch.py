"""`rxrules watch`: lint and test a ruleset whenever one of its files is saved."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rxrules.cli import lint, options, test
from rxrules.cli.main import CLEAN
from rxrules.cli.output import add_color, complain, make_console
from rxrules.errors import InputError, RxError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    from rich.console import Console

Snapshot: TypeAlias = "dict[str, tuple[int, int]]"

#: How often the files are looked at, in seconds.
PAUSE = 0.5
_ENDINGS = (".yaml", ".yml", ".csv")
_ABOUT = """\
It runs `rxrules lint` and, where there is no error, `rxrules test --drafts`, at the start and after every change. Ctrl-C ends it.

exit status:
  0  it was ended by ctrl-C
  2  there is no such file or folder"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _ABOUT
    parser.add_argument("path", metavar="PATH", help="a ruleset's folder, or a ruleset in one file")
    options.add_engines(parser)
    add_color(parser)


def main(arguments: Namespace) -> int:
    """Watch until ctrl-C.

    Raises:
        InputError: there is nothing to watch.
    """
    path = Path(arguments.path)
    if not path.exists():
        raise InputError("no such file or folder", arguments.path)
    console = make_console(arguments)
    try:
        for _ in changes(path, time.sleep):
            _once(arguments, console)
    except KeyboardInterrupt:
        console.print("\nno longer watched", style="dim")
    return CLEAN


def changes(path: Path, sleep: Callable[[float], None]) -> Iterator[Snapshot]:
    """The state of the files at first, and whenever it changed and then stood still for a moment.

    Args:
        path: what is watched.
        sleep: waits so many seconds.
    """
    last: Snapshot | None = None
    while True:
        now = snapshot(path)
        if now != last:
            # an editor that saves several files, or one in several steps, is waited for
            while last is not None and now != (later := _after(path, sleep)):
                now = later
            last = now
            yield now
        sleep(PAUSE)


def snapshot(path: Path) -> Snapshot:
    """When each file of a ruleset was written, in nanoseconds, and its size in bytes."""
    folder = path if path.is_dir() else path.parent
    found: Snapshot = {}
    for one in folder.rglob("*"):
        if one.suffix in _ENDINGS and not any(part.startswith(".") for part in one.relative_to(folder).parts):
            try:
                status = one.stat()
            except OSError:  # it went away meanwhile
                continue
            found[str(one)] = (status.st_mtime_ns, status.st_size)
    return found


def _after(path: Path, sleep: Callable[[float], None]) -> Snapshot:
    sleep(PAUSE / 5)
    return snapshot(path)


def _once(arguments: Namespace, console: Console) -> None:
    from argparse import Namespace as Arguments  # noqa: PLC0415

    if console.is_terminal:
        console.clear()
    shared = {"ruleset": [arguments.path], "color": arguments.color, "format": "text"}
    try:
        linted = lint.main(Arguments(**shared, as_of=None, explain=None, strict=False, tests=False))
        if linted == CLEAN:
            test.main(
                Arguments(
                    **shared,
                    scenarios=None,
                    only=None,
                    engine=arguments.engine,
                    drafts=True,
                    junit=None,
                    html=None,
                    coverage=False,
                    coverage_threshold=None,
                )
            )
    except RxError as problem:
        complain(str(problem))
    console.print("watching; ctrl-C ends", style="dim")
