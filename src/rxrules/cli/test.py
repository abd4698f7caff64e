"""`rxrules test`: run the scenario files of a ruleset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import asdict

from rxrules.checker import Checker
from rxrules.cli import options
from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT
from rxrules.cli.output import add_format, complain, make_console, write_json
from rxrules.diagnostics import Diagnostics
from rxrules.errors import InputError
from rxrules.report.render.lines import enough, several
from rxrules.rulebook.tried import Tried, words_of
from rxrules.testing.covering import KINDS, counts, coverage, share
from rxrules.testing.drafts import drafts_of, why_skipped, with_drafts
from rxrules.testing.running import Tally, run
from rxrules.testing.scenarios import read_scenarios, scenario_files

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rxrules.testing.covering import RuleCoverage
    from rxrules.testing.running import Result
    from rxrules.testing.scenarios import Scenario

_STATUSES = """\
exit status:
  0  every scenario passed
  1  one failed, or fewer parts of the rules are shown than --coverage-threshold asks for
  2  one can't be read, a ruleset is wrong, or there was nothing to run"""
_MOST_UNTESTED = 12
_ALL = 100


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset, or the path of one; without any, all shipped ones"
    )
    parser.add_argument(
        "--with",
        dest="scenarios",
        metavar="PATH",
        help="a folder of scenario files, or one; it is run on all the rulesets together (default: each ruleset's own)",
    )
    parser.add_argument("-k", dest="only", metavar="TEXT", help="only scenarios whose name or file contains the text")
    parser.add_argument("--drafts", action="store_true", help="run rules in draft too; else their scenarios are skipped")
    parser.add_argument("--html", metavar="FILE", help="write a page of what the scenarios show of each rule, and what not")
    parser.add_argument("--coverage", action="store_true", help="count the rules, bands, findings and modifiers that they show")
    parser.add_argument(
        "--coverage-threshold", type=_percent, metavar="PERCENT", help="the share of these below which the exit status is 1"
    )
    parser.add_argument("--junit", metavar="FILE", help="write the result to a file as well, as JUnit XML")
    options.add_engines(parser)
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Run every scenario: 0 where all pass, 1 where one fails, 2 where one can't be read."""
    from rxrules.validate import load  # noqa: PLC0415

    problems = Diagnostics()
    results: list[Result] = []
    untested: list[str] = []
    skipped: list[tuple[Scenario, str]] = []
    tested: list[Tried] = []
    _check_whole(arguments)
    for rulesets, files in _runs(arguments):
        loaded = [load(one) for one in rulesets]
        drafts = frozenset() if arguments.drafts else drafts_of(loaded)
        checker = Checker(*map(with_drafts, loaded) if arguments.drafts else loaded, engines=options.engines(arguments))
        own = []
        for file in files:
            for one in read_scenarios(file, problems):
                if not _is_chosen(one, arguments):
                    continue
                if reason := why_skipped(one, drafts):
                    skipped.append((one, reason))
                else:
                    own.append(run(one, checker))
        results += own
        tested.append(Tried(checker.plan, own, coverage(checker.plan, own)))
        fired = frozenset[str]().union(*(one.fired for one in own))
        silent = frozenset[str]().union(*(one.silent for one in own))
        # a part of the scenarios says nothing of what the others test
        if not arguments.only and not Path(arguments.scenarios or "").is_file():
            untested += [rule.id for rule in checker.plan.rules if not (rule.id in fired and rule.id in silent)]
    if arguments.junit is not None:
        _write_junit(arguments.junit, results, skipped, problems)
    if arguments.html is not None:
        _write_html(arguments, tested, skipped, problems)
    covered = [one for group in tested for one in group.covered]
    if arguments.format == "json":
        _print_json(results, skipped, list(dict.fromkeys(untested)), problems, covered)
    else:
        _print(results, skipped, list(dict.fromkeys(untested)), problems, arguments, covered)
    if problems.has_errors:
        return WRONG_INPUT
    if not results:
        if skipped:
            complain("every scenario is of rules in draft; --drafts runs them")
            return WRONG_INPUT
        complain("there is no scenario to run" + (f" with {arguments.only!r} in its name or file" if arguments.only else ""))
        return WRONG_INPUT
    is_enough = arguments.coverage_threshold is None or 100 * (share(covered) or 0) >= arguments.coverage_threshold
    return CLEAN if all(one.passed for one in results) and is_enough else ALERT


def _percent(text: str) -> float:
    from argparse import ArgumentTypeError  # noqa: PLC0415

    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= _ALL:
        raise ArgumentTypeError(f"expected a number from 0 to 100, got {text!r}")
    return number


def _check_whole(arguments: Namespace) -> None:
    """SAFETY: what a part of the scenarios shows would be taken for what all of them do."""
    given = {
        "--coverage": arguments.coverage,
        "--coverage-threshold": arguments.coverage_threshold is not None,
        "--html": arguments.html is not None,
    }
    asked = [name for name, is_given in given.items() if is_given]
    if arguments.only and asked:
        raise InputError(f"{' and '.join(asked)} tell of all scenarios, and -k leaves some out; take one of them away")


def _write_html(arguments: Namespace, tested: list[Tried], skipped: list[tuple[Scenario, str]], problems: Diagnostics) -> None:
    from rxrules.rulebook.tried import tried_page  # noqa: PLC0415

    try:
        text = tried_page(tested, skipped, problems, arguments.coverage_threshold)
        Path(arguments.html).write_bytes(text.encode("utf-8"))
    except OSError as problem:
        raise InputError(f"can't be written: {problem.strerror}", arguments.html) from None


def _runs(arguments: Namespace) -> list[tuple[tuple[str, ...], list[Path]]]:
    """The rulesets of each checker, with the files that are run on it."""
    from rxrules.source.shipped import find, shipped  # noqa: PLC0415

    named = tuple(arguments.ruleset) or tuple(sorted(shipped()))
    if arguments.scenarios is None:
        return [((name,), scenario_files(find(name))) for name in named]
    path = Path(arguments.scenarios)
    if not path.exists():
        raise InputError("no such file or folder", arguments.scenarios)
    return [(named, [path] if path.is_file() else scenario_files(path))]


def _is_chosen(scenario: Scenario, arguments: Namespace) -> bool:
    return not arguments.only or arguments.only in scenario.name or arguments.only in scenario.span.file


def _write_junit(file: str, results: list[Result], skipped: list[tuple[Scenario, str]], problems: Diagnostics) -> None:
    from rxrules.authoring.junit import scenarios_junit  # noqa: PLC0415

    try:
        Path(file).write_text(scenarios_junit(results, skipped, problems), encoding="utf-8")
    except OSError as problem:
        raise InputError(f"can't be written: {problem.strerror}", file) from None


def _print(
    results: list[Result],
    skipped: list[tuple[Scenario, str]],
    untested: list[str],
    problems: Diagnostics,
    arguments: Namespace,
    covered: list[RuleCoverage],
) -> None:
    from rxrules.report.render.lines import shown  # noqa: PLC0415

    console = make_console(arguments)
    for problem in problems:
        console.print(shown(str(problem)), style="red", soft_wrap=True)
    failed = [one for one in results if not one.passed]
    for one in failed:
        console.print(shown(f"FAILED {one.scenario.span} {one.scenario.name}"), style="bold red", soft_wrap=True)
        for failure in one.failures:
            console.print(shown(f"    {failure}"), soft_wrap=True)
    if untested:
        told = several(len(untested), "rule")
        console.print(
            f"{told} without both a scenario that fires and one that stays clear: {enough(untested, _MOST_UNTESTED)}",
            style="yellow",
            soft_wrap=True,
        )
    if arguments.coverage or arguments.coverage_threshold is not None:
        for kind, (shown_parts, every) in counts(covered).items():
            console.print(f"  {shown_parts:>6} of {every:>6}  {KINDS[kind]}")
        percent = 100 * (share(covered) or 0)
        short = arguments.coverage_threshold is not None and percent < arguments.coverage_threshold
        asked = f", below the {arguments.coverage_threshold:g} % that are asked for" if short else ""
        console.print(f"{percent:.1f} % of all parts of the rules are shown{asked}", style="bold red" if short else None)
    for line in Tally.of(results).lines():
        console.print(line, soft_wrap=True)
    # the words that test runners end with, so that CI reads how much was run
    style = "bold green" if results and not failed and not problems.has_errors else "bold red"
    told = f"{len(results) - len(failed)} passed, {len(failed)} failed"
    if skipped:
        told += f", {len(skipped)} skipped (of rules in draft; --drafts runs them)"
    console.print(told, style=style)


def _print_json(
    results: list[Result],
    skipped: list[tuple[Scenario, str]],
    untested: list[str],
    problems: Diagnostics,
    covered: list[RuleCoverage],
) -> None:
    write_json(
        {
            "scenarios": [
                {"name": one.scenario.name, "place": str(one.scenario.span), "failures": list(one.failures)} for one in results
            ],
            "passed": sum(one.passed for one in results),
            "failed": sum(not one.passed for one in results),
            "skipped": [{"name": one.name, "place": str(one.span), "reason": reason} for one, reason in skipped],
            "rules_without_both": untested,
            "tally": asdict(Tally.of(results)),
            "coverage": {
                "share": share(covered),
                "kinds": {kind: {"shown": shown, "all": every} for kind, (shown, every) in counts(covered).items()},
                "not_shown": [
                    {"rule": one.rule.id, "part": part.kind, "words": words_of(one.rule, part)}
                    for one in covered
                    for part in one.uncovered
                ],
            },
            "problems": [str(one) for one in problems],
        }
    )
