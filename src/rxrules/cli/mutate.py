"""`rxrules mutate`: rules with one mistake each, and whether their scenarios notice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT
from rxrules.cli.output import add_format, complain, make_console, write_json
from rxrules.cli.places import Places
from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError
from rxrules.proof.mutants import OPERATORS
from rxrules.proof.mutation import mutate
from rxrules.report.render.lines import enough, several, shown
from rxrules.testing.scenarios import read_scenarios, scenario_files

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.proof.mutants import Mutant
    from rxrules.proof.mutation import Mutation, RuleScore
    from rxrules.testing.scenarios import Scenario
    from rxrules.validate import Ruleset

_MOST_NAMES = 12
#: In how many lines below the place of a node its changed text is looked for.
_FARTHEST = 40
_STATUSES = """\
exit status:
  0  done, and the score is at or above --fail-under
  1  the score is below --fail-under, or a scenario fails without any mutant
  2  a ruleset or a scenario can't be read, or there was nothing to mutate"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    width = max(map(len, OPERATORS))
    told = "\n".join(f"  {name:<{width}}  {text}" for name, text in OPERATORS.items())
    parser.epilog = f"operators:\n{told}\n\n{_STATUSES}"
    parser.add_argument("ruleset", metavar="RULESET", help="a shipped ruleset, or the path of one, with its scenario files")
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help="only this rule; repeatable")
    parser.add_argument(
        "--operator", action="append", default=[], choices=tuple(OPERATORS), metavar="NAME", help="only this operator; repeatable"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many mutants of a rule, spread over all that it has")
    parser.add_argument(
        "--fail-under", type=float, default=0.0, metavar="PERCENT", help="the score below which the exit status is 1 (default: 0)"
    )
    parser.add_argument(
        "--survivors", type=int, default=3, metavar="N", help="text: at most so many survivors of a rule (default: 3)"
    )
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Mutate the rules, run their scenarios, and print the scores."""
    from rxrules.source.shipped import find  # noqa: PLC0415
    from rxrules.validate import load  # noqa: PLC0415

    if (arguments.limit is not None and arguments.limit < 1) or arguments.survivors < 0 or not 0 <= arguments.fail_under <= 100:
        raise InputError("--limit is 1 or more, --survivors 0 or more, --fail-under from 0 to 100")
    ruleset = load(arguments.ruleset)
    _check_rules(arguments.rule, ruleset)
    problems = Diagnostics()
    scenarios = [one for file in scenario_files(find(arguments.ruleset)) for one in read_scenarios(file, problems)]
    found = mutate(ruleset, scenarios, rules=arguments.rule, operators=arguments.operator, limit=arguments.limit)
    places = Places(arguments.ruleset)
    if arguments.format == "json":
        write_json(_plain(found, places, problems))
    else:
        _print(found, places, problems, arguments)
    if problems.has_errors:
        return WRONG_INPUT
    if found.score is None:
        complain("there is no mutant that counts")
        return WRONG_INPUT
    return ALERT if found.broken or found.score * 100 < arguments.fail_under else CLEAN


def _check_rules(wanted: Sequence[str], ruleset: Ruleset) -> None:
    known = {rule.id.text: rule for rule in ruleset.rules}
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known)
            raise InputError(f"there is no rule {name!r}" + (f" ({hint})" if hint else ""))
        if known[name].status == "retired":
            raise InputError(f"the rule {name!r} is retired, and never runs")


def _print(found: Mutation, places: Places, problems: Diagnostics, arguments: Namespace) -> None:
    console = make_console(arguments)
    for problem in problems:
        console.print(shown(str(problem)), style="red", soft_wrap=True)
    for scenario in found.broken:
        told = f"FAILS WITHOUT A MUTANT {scenario.span} {scenario.name}"
        console.print(shown(told), style="bold red", soft_wrap=True)
    for score in found.scores:
        if score.survivors:
            _print_rule(score, places, console, arguments.survivors)
    _print_tests(found, console, is_whole=not arguments.operator and arguments.limit is None)
    counted = sum(one.counted for one in found.scores)
    left_out = sum(one.equivalent for one in found.scores), sum(one.refused for one in found.scores)
    share = "" if found.score is None else f": {_percent(found.score)} of {several(counted, 'mutant')} killed"
    console.print(
        f"{several(len(found.scores), 'rule')}{share} ({left_out[0]:,} mean the same and {left_out[1]:,} would not pass lint; "
        "neither counts)",
        style="bold",
        soft_wrap=True,
    )


def _print_rule(score: RuleScore, places: Places, console: Console, most: int) -> None:
    share = "" if score.score is None else _percent(score.score)
    tested = several(score.scenarios, "scenario") if score.scenarios else "no scenario"
    console.print(shown(f"{score.rule}: {share}, {score.killed} of {score.counted} killed, {tested}"), style="bold", soft_wrap=True)
    for mutant in score.survivors[:most]:
        console.print(shown(f"  survived: {mutant.operator} at {places.shown(mutant.span)}"), soft_wrap=True)
        before, after = difference(mutant, places)
        if before:
            console.print(shown(f"    - {before}"), style="red", soft_wrap=True)
        console.print(shown(f"    + {after}"), style="green", soft_wrap=True)
    if len(score.survivors) > most:
        console.print(f"  and {len(score.survivors) - most} more", soft_wrap=True)


def _print_tests(found: Mutation, console: Console, *, is_whole: bool) -> None:
    untested = [one.rule for one in found.scores if not (one.fires and one.clears)]
    if untested:
        told = f"{several(len(untested), 'rule')} without both a scenario that fires and one that stays clear: "
        console.print(shown(told + enough(untested, _MOST_NAMES)), style="yellow", soft_wrap=True)
    if found.idle and is_whole:
        idle = [f"{_shown(one.span.file)}:{one.span.line}" for one in found.idle]
        told = f"{several(len(idle), 'scenario')} killed no mutant: "
        console.print(shown(told + enough(idle, _MOST_NAMES)), style="yellow", soft_wrap=True)
    if found.near and is_whole:
        told = several(len(found.near), "near miss", "near misses")
        told += " of a drug that the rule does not mean; no mutant widens a group"
        console.print(told, soft_wrap=True)


def difference(mutant: Mutant, places: Places) -> tuple[str, str]:
    """The line that is changed, and what it becomes; where it can't be shown in the line, what is changed in words."""
    first = _line(mutant.span, places)
    if mutant.old:
        for number in range(mutant.span.line, mutant.span.line + _FARTHEST):
            line = _line(Span(mutant.span.file, number, 1), places)
            if number > mutant.span.line and line.lstrip().startswith("- id:"):
                break
            start = line.find(mutant.old, _column(mutant.span, line) if number == mutant.span.line else 0)
            if start >= 0:
                return line.strip(), (line[:start] + mutant.new + line[start + len(mutant.old) :]).strip()
    return first.strip(), f"{mutant.old} becomes {mutant.new}" if mutant.old else mutant.new


def _line(span: Span, places: Places) -> str:
    source = places.source(span)
    return source[0].partition(" | ")[2] if source else ""


def _column(span: Span, line: str) -> int:
    """Where in the line the place is; in a table the column counts fields."""
    if not span.file.endswith(".csv"):
        return max(span.col - 1, 0)
    return len(",".join(line.split(",")[: max(span.col - 1, 0)]))


def _shown(file: str) -> str:
    """A file from the working directory, where it is below it."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file


def _percent(share: float) -> str:
    # never "100 %" of less than all
    return f"{int(share * 1000) / 10:g} %"


def _plain(found: Mutation, places: Places, problems: Diagnostics) -> dict[str, Any]:
    def survivor(mutant: Mutant) -> dict[str, str]:
        before, after = difference(mutant, places)
        return {"operator": mutant.operator, "place": str(mutant.span), "before": before, "after": after}

    def one(score: RuleScore) -> dict[str, Any]:
        return {
            "rule": score.rule,
            "place": str(score.span),
            "score": score.score,
            "killed": score.killed,
            "survived": len(score.survivors),
            "equivalent": score.equivalent,
            "refused": score.refused,
            "scenarios": score.scenarios,
            "fires": score.fires,
            "clears": score.clears,
            "survivors": [survivor(mutant) for mutant in score.survivors],
        }

    def scenario(told: Scenario) -> dict[str, str]:
        return {"name": told.name, "place": str(told.span)}

    return {
        "score": found.score,
        "rules": [one(score) for score in found.scores],
        "idle_scenarios": [scenario(told) for told in found.idle],
        "near_misses": [scenario(told) for told in found.near],
        "broken_scenarios": [scenario(told) for told in found.broken],
        "problems": [str(problem) for problem in problems],
    }
