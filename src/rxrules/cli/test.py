"""`rxrules test`: run the scenario files of a ruleset."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.checker import Checker
from rxrules.cli import options
from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT
from rxrules.diagnostics import Diagnostics
from rxrules.errors import RxError
from rxrules.testing.scenarios import read_scenarios, run, scenario_files

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rxrules.testing.scenarios import Result


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset or a path; without any, all shipped ones")
    parser.add_argument("--with", dest="scenarios", metavar="PATH", help="a folder or file of scenarios (default: the ruleset's own)")
    parser.add_argument("-k", dest="only", metavar="TEXT", help="only scenarios whose name or file contains the text")
    options.add_engines(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options.add_color(parser)


def main(arguments: Namespace) -> int:
    """Run every scenario: 0 where all pass, 1 where one fails, 2 where one can't be read."""
    from rxrules.validate import shipped
    from rxrules.validate.loading import find  # noqa: PLC0415

    console = options.make_console(arguments)
    engines = arguments.engine or options.default_engines()
    problems = Diagnostics()
    results: list[Result] = []
    untested: list[str] = []
    for name in arguments.ruleset or sorted(shipped()):
        checker = Checker(name, engines=engines)
        folder = Path(arguments.scenarios) if arguments.scenarios else find(name)
        if not folder.exists():
            msg = f"there is no {folder}"
            raise RxError(msg)
        own = [
            run(scenario, checker)
            for path in scenario_files(folder)
            for scenario in read_scenarios(path, problems)
            if not arguments.only or arguments.only in scenario.name or arguments.only in scenario.span.file
        ]
        results += own
        fired = frozenset[str]().union(*(one.fired for one in own))
        silent = frozenset[str]().union(*(one.silent for one in own))
        if not arguments.only:
            untested += [rule.id for rule in checker.plan.rules if rule.id not in fired or rule.id not in silent]
    failed = [one for one in results if not one.passed]
    if arguments.format == "json":
        plain = [{"name": one.scenario.name, "place": str(one.scenario.span), "failures": list(one.failures)} for one in results]
        found = {"scenarios": plain, "rules_without_both": untested, "problems": [str(one) for one in problems]}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        for problem in problems:
            console.print(str(problem), style="red", soft_wrap=True)
        for one in failed:
            console.print(f"FAILED {one.scenario.span} {one.scenario.name}", style="bold red", soft_wrap=True)
            for failure in one.failures:
                console.print(f"    {failure}", soft_wrap=True)
        if untested:
            shown = ", ".join(untested[:12]) + (f" and {len(untested) - 12} more" if len(untested) > 12 else "")
            console.print(f"{len(untested)} rule(s) without a scenario that fires and one that stays clear: {shown}", style="yellow")
        # the words that test runners end with, so that CI reads how much was run
        console.print(f"{len(results) - len(failed)} passed, {len(failed)} failed", style="bold green" if not failed else "bold red")
    if problems.has_errors:
        return WRONG_INPUT
    return ALERT if failed else CLEAN
