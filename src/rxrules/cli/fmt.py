"""`rxrules fmt`: one form for the YAML files of rulesets."""

from __future__ import annotations

import difflib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rxrules.authoring.formatting import format_text
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.cli.output import add_color, complain, make_console
from rxrules.diagnostics import Diagnostics
from rxrules.documents.text import load
from rxrules.errors import InputError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from rich.console import Console

#: What the exit status says where a file is not in form, and nothing was written.
NOT_IN_FORM = 1
_ABOUT = """\
Keys come in the order of the language, with an indentation of two spaces and lines of at most 132 characters; comments stay with
what they stand above or behind. What a file means is compared before and after. Tables (CSV) are left alone.

exit status:
  0  every file is in form, or was brought into it
  1  with --check or --diff: a file is not
  2  a file can't be read"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _ABOUT
    parser.add_argument("path", nargs="+", metavar="PATH", help="a ruleset's folder, or a YAML file of one")
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that are not in form")
    parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    add_color(parser)


def main(arguments: Namespace) -> int:
    """Format every file; 1 where one is not in form and was left so, 2 where one can't be read."""
    from rxrules.report.render.lines import several, shown  # noqa: PLC0415

    console = make_console(arguments)
    changed = wrong = number = 0
    for path in _files(arguments.path):
        number += 1
        found = Diagnostics()
        data = load(path, str(path), found)
        formatted = None if data is None else format_text(data, str(path), _document(path))
        problems = [*found, *(formatted.problems if formatted else ())]
        for problem in problems:
            complain(str(problem))
        wrong += bool(problems)
        if data is None or formatted is None or problems or formatted.text.encode() == data:
            continue
        changed += 1
        if arguments.diff:
            _print_diff(data.decode(), formatted.text, str(path), console)
            if unseen := _line_ends(data):
                console.print(shown(f"{path}{unseen}"), soft_wrap=True)
        elif arguments.check:
            console.print(shown(f"{path} is not in form{_line_ends(data)}"), soft_wrap=True)
        else:
            _write(path, formatted.text)
            console.print(shown(f"{path} formatted"), soft_wrap=True)
    only_looked = arguments.check or arguments.diff
    verb = "not in form" if only_looked else "formatted"
    console.print(f"{several(changed, 'file')} {verb}, {number - changed - wrong} in form", style="bold")
    if wrong:
        return WRONG_INPUT
    return NOT_IN_FORM if changed and only_looked else CLEAN


def _files(given: Sequence[str]) -> Iterator[Path]:
    for name in given:
        path = Path(name)
        if path.is_dir():
            inside = sorted(path.rglob("*.yaml"))
            found = [one for one in inside if not any(part.startswith(".") for part in one.relative_to(path).parts)]
            if not found:
                raise InputError("no YAML file in this folder (their names end with .yaml)", name)
            real = path.resolve()
            for one in found:
                # SAFETY: who gives a folder does not give what its links lead to, and what is found is written
                if one.is_symlink() and not Path(os.path.realpath(one)).is_relative_to(real):
                    raise InputError("a link out of the folder is refused", str(one))
            yield from found
        elif path.suffix != ".yaml":
            problem = "only files that end with .yaml are formatted" if path.exists() else "no such file or folder"
            raise InputError(problem, name)
        else:
            yield path


def _document(path: Path) -> Literal["ruleset", "tests", "other"]:
    if path.name.endswith(".test.yaml"):
        return "tests"
    return "other" if path.name == "waivers.yaml" else "ruleset"


def _line_ends(data: bytes) -> str:
    """What no difference of lines shows."""
    return ": its lines end as on Windows (CRLF), and are to end with LF" if b"\r" in data else ""


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole: a rule that is cut off in the middle may be a rule that still reads."""
    target = Path(os.path.realpath(path))  # where a link leads
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(target.stat().st_mode & 0o7777)
        Path(name).replace(target)
    except OSError as problem:
        if name:
            Path(name).unlink(missing_ok=True)
        raise InputError(f"can't be written: {problem.strerror}", str(path)) from None


def _print_diff(before: str, after: str, name: str, console: Console) -> None:
    from rxrules.report.render.lines import shown  # noqa: PLC0415

    styles = {"+": "green", "-": "red", "@": "cyan"}
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (formatted)", lineterm="")
    for line in lines:
        console.print(shown(line), style=styles.get(line[:1], ""), soft_wrap=True)
