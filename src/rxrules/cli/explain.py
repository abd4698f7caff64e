"""`rxrules explain`: why a rule fired on a case, or why it stayed silent."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rxrules.cli import options
from rxrules.cli.inputs import cases, files
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.engines.base import Status
from rxrules.errors import InputError
from rxrules.report.explain import explain

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("case", metavar="CASE", help="a case file or a FHIR bundle")
    parser.add_argument("rule", metavar="RULE", help="the id of a rule")
    options.add_ruleset(parser)
    options.add_engines(parser)
    options.add_as_of(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--whole-list", action="store_true", help="look at all orders, not only at those that are proposed")
    options.add_color(parser)


def main(arguments: Namespace) -> int:
    """Explain one rule on each case of the input."""
    as_of = options.given_day(arguments)
    checker = options.make_checker(arguments)
    status = CLEAN
    found = []
    for _, case in cases(list(files([arguments.case])), as_of):
        if isinstance(case, InputError):
            print(f"rxrules: {case}", file=sys.stderr)
            status = WRONG_INPUT
            continue
        day = None if case.as_of is not None else options.today()
        found.append(explain(checker.check(case, as_of=day, whole_list=arguments.whole_list), arguments.rule))
    if arguments.format == "json":
        sys.stdout.write(json.dumps([one.document() for one in found], ensure_ascii=False, indent=2) + "\n")
        return status
    console = options.make_console(arguments)
    for one in found:
        console.print(f"{one.rule}  on {one.case}", style="bold")
        if one.title:
            console.print(f"  {one.title}", style="dim")
        for line in one.why_not:
            console.print(f"  {line}")
        for outcome in one.outcomes:
            console.print(f"  {Status(outcome.status).name.replace('_', ' ')}  {', '.join(outcome.medications)}", style="bold")
            for step in outcome.steps:
                console.print(f"    {step.what:<22} {step.found}")
    return status
