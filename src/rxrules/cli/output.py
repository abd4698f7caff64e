"""Where commands write: a console for people, JSON for programs, and complaints on standard error."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rich.console import Console

_WIDTH = 110
_WIDEST = 120


def add_format(parser: ArgumentParser) -> None:
    """``--format`` of the commands that have two, and ``--color``."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people, json for programs (default: text)"
    )
    add_color(parser)


def add_color(parser: ArgumentParser) -> None:
    """``--color``."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours; auto: on a terminal, unless NO_COLOR is set (default: auto)",
    )


def make_console(arguments: Namespace, *, stderr: bool = False) -> Console:
    """A console: colours where there is a terminal, unless told otherwise; lines as wide as it, at most 120."""
    from rich.console import Console as RichConsole  # noqa: PLC0415

    class Console(RichConsole):
        """A console that lets a broken pipe through; rich would exit with 1, the status of an alert."""

        def on_broken_pipe(self) -> NoReturn:
            raise  # noqa: PLE0704  called while the BrokenPipeError is handled

    stream = sys.stderr if stderr else sys.stdout
    color = arguments.color
    console = Console(
        file=stream,
        force_terminal={"always": True, "never": False}.get(color),
        no_color=False if color == "always" else None,
        width=None if stream.isatty() or "COLUMNS" in os.environ else _WIDTH,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.width = min(console.width, _WIDEST)
    return console


def write_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value as JSON: the same bytes for the same value, and never NaN."""
    text = json.dumps(value, ensure_ascii=not is_unicode(), allow_nan=False, indent=indent)
    sys.stdout.write(text + "\n")


def complain(message: str) -> None:
    """Say what is wrong, on standard error; what was printed before stands before it."""
    sys.stdout.flush()
    # A file's own words stand in messages; they must not steer the terminal.
    plain = "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in message)
    print(f"rxrules: {plain}", file=sys.stderr)


def ready() -> None:
    """Let no letter that the output can't show end a command: it is replaced."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def quiet() -> None:
    """Write nothing more, whatever is still waiting to be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def is_unicode() -> bool:
    """Whether standard output can show every letter."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").casefold().startswith("utf")
