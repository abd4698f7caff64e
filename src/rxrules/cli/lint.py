"""`rxrules lint`: what is wrong with a ruleset's files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rxrules.cli import options
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.cli.output import add_format, make_console, write_json
from rxrules.cli.places import Places
from rxrules.errors import InputError, RulesetError

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.codes import CodePage
    from rxrules.diagnostics import Diagnostic

#: The modules that hold the pages of codes.
PAGES = (
    "rxrules.documents.pages",
    "rxrules.language.pages",
    "rxrules.validate.pages",
    "rxrules.testing.pages",
)
_STATUSES = """\
exit status:
  0  no ruleset has errors
  2  one has; with --strict also where one has warnings"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset, or the path of one; without any, all shipped ones"
    )
    options.add_as_of(parser, "reviews are overdue", "today")
    parser.add_argument("--explain", metavar="CODE", help="say what a code such as RX401 means, and how to mend it")
    parser.add_argument("--strict", action="store_true", help="warnings make the exit status 2 as well")
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Lint every ruleset; 2 where one has errors."""
    from rxrules.validate import shipped  # noqa: PLC0415

    if arguments.explain is not None:
        print(page(arguments.explain))
        return CLEAN
    day = (options.given_day(arguments) or options.today()).day
    console = make_console(arguments)
    every: list[tuple[str, Diagnostic]] = []
    named = arguments.ruleset or sorted(shipped())
    if not named:
        raise InputError("there is no ruleset: none is given, and this installation ships none")
    for name in named:
        found = _lint(name, day)
        every += [(name, one) for one in found]
        if arguments.format == "text":
            _print(name, found, console)
    if arguments.format == "json":
        write_json([_plain(name, one) for name, one in every])
    wrong = any(one.is_error or arguments.strict for _, one in every)
    return WRONG_INPUT if wrong else CLEAN


def page(code: str) -> CodePage:
    """The page of a code.

    Raises:
        InputError: there is no such code; near ones are named.
    """
    pages: dict[str, CodePage] = {one.code: one for name in PAGES for one in import_module(name).PAGES}
    wanted = "RX" + code.strip().upper().removeprefix("RX")
    found = pages.get(wanted)
    if found is None:
        # the first digit says which stage reports a code
        near = [one for one in sorted(pages) if one[:3] == wanted[:3]]
        hint = f"near: {', '.join(near)}" if near else f"they go from {min(pages)} to {max(pages)}"
        raise InputError(f"there is no diagnostic {code!r}; {hint}")
    return found


def _lint(name: str, day: dt.date) -> Sequence[Diagnostic]:
    from rxrules.validate import load  # noqa: PLC0415

    try:
        return load(name, as_of=day).warnings
    except RulesetError as problem:
        return problem.diagnostics


def _print(name: str, found: Sequence[Diagnostic], console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415

    from rxrules.report.render.lines import several, shown  # noqa: PLC0415

    places = Places(name)
    for one in found:
        style = "bold red" if one.is_error else "bold yellow"
        place = f"{places.shown(one.span)}: " if one.span.file or one.span.line else ""
        head = Text.assemble(shown(place), (f"{one.level.value} {one.code}", style), shown(f": {one.message}"))
        console.print(head, soft_wrap=True)
        for line in places.source(one.span):
            console.print(Text(shown(line), style="dim"), soft_wrap=True)
        if one.hint:
            console.print(Text(shown(f"  hint: {one.hint}")), soft_wrap=True)
    errors = sum(one.is_error for one in found)
    console.print(f"{name}: {several(errors, 'error')}, {several(len(found) - errors, 'warning')}", style="bold")
    if found:
        console.print(f"`rxrules lint --explain {found[0].code}` says more of a code", style="dim")


def _plain(name: str, one: Diagnostic) -> dict[str, object]:
    return {
        "ruleset": name,
        "code": one.code,
        "level": one.level.value,
        "message": one.message,
        "hint": one.hint,
        "file": one.span.file,
        "line": one.span.line,
        "col": one.span.col,
    }
