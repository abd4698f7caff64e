"""`rxrules lint`: what is wrong with a ruleset's files."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from rxrules.authoring.findings import Finding
from rxrules.authoring.linting import lint
from rxrules.cli import options
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.cli.output import add_color, make_console, write_json
from rxrules.cli.places import Places
from rxrules.errors import InputError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.authoring.linting import Linted
    from rxrules.codes import CodePage
    from rxrules.diagnostics import Diagnostic

#: The modules that hold the pages of codes.
PAGES = (
    "rxrules.authoring.pages",
    "rxrules.documents.pages",
    "rxrules.source.pages",
    "rxrules.language.pages",
    "rxrules.validate.pages",
    "rxrules.testing.pages",
)
FORMATS = ("text", "json", "sarif", "junit", "github")
_STATUSES = """\
exit status:
  0  no ruleset has errors
  2  one has; with --strict also where one has warnings that are not waived"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset, or the path of one; without any, all shipped ones"
    )
    options.add_as_of(parser, "reviews are overdue and waivers expired", "today")
    parser.add_argument("--explain", metavar="CODE", help="say what a code such as RX401 means, and how to mend it")
    parser.add_argument("--tests", action="store_true", help="read the scenario files too, and name the rules that lack a scenario")
    parser.add_argument("--strict", action="store_true", help="warnings make the exit status 2 as well")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text for people, json for programs, sarif for code scanning, junit for CI servers, github for annotations "
        "of GitHub Actions (default: text)",
    )
    add_color(parser)


def main(arguments: Namespace) -> int:
    """Lint every ruleset; 2 where one has errors."""
    from rxrules.validate import shipped  # noqa: PLC0415

    if arguments.explain is not None:
        print(page(arguments.explain))
        return CLEAN
    day = (options.given_day(arguments) or options.today()).day
    named = list(dict.fromkeys(arguments.ruleset)) or sorted(shipped())
    if not named:
        raise InputError("there is no ruleset: none is given, and this installation ships none")
    console = make_console(arguments)
    linted = []
    for name in named:
        linted.append(lint(name, day, scenarios=arguments.tests))
        if arguments.format == "text":
            _print(linted[-1], console)
    if arguments.format != "text":
        _write([finding for one in linted for finding in _findings(one)], named, arguments)
    wrong = any(found.is_error or arguments.strict for one in linted for found in one.found)
    return WRONG_INPUT if wrong else CLEAN


def pages() -> dict[str, CodePage]:
    """Every page by its code."""
    return {one.code: one for name in PAGES for one in import_module(name).PAGES}


def page(code: str) -> CodePage:
    """The page of a code.

    Raises:
        InputError: there is no such code; near ones are named.
    """
    known = pages()
    wanted = "RX" + code.strip().upper().removeprefix("RX")
    found = known.get(wanted)
    if found is None:
        # the first digit says which stage reports a code
        near = [one for one in sorted(known) if one[:3] == wanted[:3]]
        hint = f"near: {', '.join(near)}" if near else f"they go from {min(known)} to {max(known)}"
        raise InputError(f"there is no diagnostic {code!r}; {hint}")
    return found


def _findings(linted: Linted) -> list[Finding]:
    places = Places(linted.ruleset)
    found = [Finding(linted.ruleset, one, places.path(one.span)) for one in linted.found]
    return found + [Finding(linted.ruleset, one.diagnostic, places.path(one.diagnostic.span), one.waiver) for one in linted.waived]


def _write(findings: list[Finding], rulesets: Sequence[str], arguments: Namespace) -> None:
    """Tell programs; each format is imported only where it is asked for."""
    if arguments.format == "json":
        write_json([_plain(one) for one in findings])
    elif arguments.format == "sarif":
        from rxrules.authoring.sarif import sarif  # noqa: PLC0415

        write_json(sarif(findings, pages()))
    elif arguments.format == "junit":
        from rxrules.authoring.junit import diagnostics_junit  # noqa: PLC0415

        sys.stdout.write(diagnostics_junit(findings, rulesets, strict=arguments.strict))
    else:
        from rxrules.authoring.github import annotation  # noqa: PLC0415

        for one in findings:
            print(annotation(one))


def _print(linted: Linted, console: Console) -> None:
    from rxrules.report.render.lines import several, shown  # noqa: PLC0415

    places = Places(linted.ruleset)
    for one in linted.found:
        _print_one(one, places, console)
    for waived in linted.waived:
        _print_one(waived.diagnostic, places, console, waived=True)
        waiver = waived.waiver
        said = f"  waived by {waiver.owner} until {waiver.expires}: {waiver.reason}"
        console.print(shown(said), style="cyan", soft_wrap=True)
    errors = sum(one.is_error for one in linted.found)
    sums = [several(errors, "error"), several(len(linted.found) - errors, "warning")]
    if linted.waived:
        sums.append(f"{len(linted.waived)} waived")
    console.print(shown(f"{linted.ruleset}: {', '.join(sums)}"), style="bold", soft_wrap=True)
    if linted.found:
        console.print(f"`rxrules lint --explain {linted.found[0].code}` says more of a code", style="dim", soft_wrap=True)


def _print_one(one: Diagnostic, places: Places, console: Console, *, waived: bool = False) -> None:
    from rich.text import Text  # noqa: PLC0415

    from rxrules.report.render.lines import shown  # noqa: PLC0415

    style = "dim" if waived else "bold red" if one.is_error else "bold yellow"
    place = f"{places.shown(one.span)}: " if one.span.file or one.span.line else ""
    level = f"{'waived ' if waived else ''}{one.level.value} {one.code}"
    console.print(Text.assemble(shown(place), (level, style), shown(f": {one.message}")), soft_wrap=True)
    for line in places.source(one.span):
        console.print(Text(shown(line), style="dim"), soft_wrap=True)
    if one.hint and not waived:
        console.print(Text(shown(f"  hint: {one.hint}")), soft_wrap=True)


def _plain(finding: Finding) -> dict[str, object]:
    one, waiver = finding.diagnostic, finding.waiver
    return {
        "ruleset": finding.ruleset,
        "code": one.code,
        "level": one.level.value,
        "message": one.message,
        "hint": one.hint,
        "file": one.span.file,
        "line": one.span.line,
        "col": one.span.col,
        "waived": None
        if waiver is None
        else {"owner": waiver.owner, "expires": waiver.expires.isoformat(), "reason": waiver.reason},
    }
