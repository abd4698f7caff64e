"""`rxrules lint`: what is wrong with a ruleset's files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.cli import options
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.diagnostics import Level
from rxrules.errors import InputError, RulesetError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.diagnostics import Diagnostic


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset or a path; without any, all shipped ones")
    options.add_as_of(parser)
    parser.add_argument("--explain", metavar="CODE", help="what a code such as RX401 means, and how to mend it")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--strict", action="store_true", help="warnings make the exit status 2 as well")
    options.add_color(parser)


def main(arguments: Namespace) -> int:
    """Lint every ruleset; 2 where one has errors."""
    from rxrules.validate import shipped  # noqa: PLC0415

    if arguments.explain:
        return _explain(arguments.explain)
    day = options.given_day(arguments) or options.today()
    console = options.make_console(arguments)
    every: list[Diagnostic] = []
    for name in arguments.ruleset or sorted(shipped()):
        found = _lint(name, day.day)
        every += found
        if arguments.format == "text":
            _print(name, found, console)
    if arguments.format == "json":
        sys.stdout.write(json.dumps([_plain(one) for one in every], ensure_ascii=False, indent=2) + "\n")
    wrong = any(one.is_error or arguments.strict for one in every)
    return WRONG_INPUT if wrong else CLEAN


def _lint(name: str, day: object) -> Sequence[Diagnostic]:
    import datetime as dt  # noqa: PLC0415

    from rxrules.validate import load  # noqa: PLC0415

    assert isinstance(day, dt.date)  # noqa: S101
    try:
        return load(name, as_of=day).warnings
    except RulesetError as problem:
        return problem.diagnostics


def _explain(code: str) -> int:
    from rxrules.validate.codes import page  # noqa: PLC0415

    found = page(code.upper())
    if found is None:
        msg = f"there is no diagnostic {code!r}"
        raise InputError(msg)
    print(found)
    return CLEAN


def _print(name: str, found: Sequence[Diagnostic], console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415

    for one in found:
        style = "bold red" if one.is_error else "bold yellow"
        head = Text.assemble(f"{one.span}: " if one.span.file else "", (f"{one.level.value} {one.code}", style), f": {one.message}")
        console.print(head, soft_wrap=True)
        for line in _source(one):
            console.print(Text(line, style="dim"), soft_wrap=True)
        if one.hint:
            console.print(Text(f"  hint: {one.hint}"), soft_wrap=True)
    errors = sum(one.is_error for one in found)
    console.print(f"{name}: {errors} error(s), {len(found) - errors} warning(s)", style="bold")


def _source(one: Diagnostic) -> list[str]:
    """The line that a diagnostic points at, with a caret under the column."""
    span = one.span
    if not span.line:
        return []
    try:
        with Path(span.file).open(encoding="utf-8", errors="replace") as stream:
            line = next((text for number, text in enumerate(stream, start=1) if number == span.line), "")
    except OSError:
        return []
    text = line.rstrip("\n").replace("\t", " ")[:160]
    number = f"{span.line:>5} | "
    caret = " " * (len(number) - 2) + "| " + " " * (span.col - 1) + "^" if span.col and span.col <= len(text) + 1 else ""
    return [number + text, *([caret] if caret else [])]


def _plain(one: Diagnostic) -> dict[str, object]:
    return {
        "code": one.code,
        "level": Level(one.level).value,
        "message": one.message,
        "hint": one.hint,
        "file": one.span.file,
        "line": one.span.line,
        "col": one.span.col,
    }
