"""Everything that is wrong with a ruleset's files, its scenarios and its waivers, in the order of the places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from rxrules.authoring import codes
from rxrules.authoring.waivers import Waived, apply_waivers, read_waivers
from rxrules.diagnostics import Diagnostic, Diagnostics, Span
from rxrules.errors import RulesetError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from rxrules.language.ast import RulesetTree
    from rxrules.testing.scenarios import Scenario


@frozen
class Linted:
    """What was found in a ruleset.

    Attributes:
        ruleset: its name or path, as it was given.
        found: what counts.
        waived: what does not, because somebody answers for it.
    """

    ruleset: str
    found: tuple[Diagnostic, ...]
    waived: tuple[Waived, ...] = ()


def lint(ruleset: str, as_of: dt.date, *, scenarios: bool = False) -> Linted:
    """Look for everything that is wrong with a ruleset.

    Args:
        ruleset: the name of a shipped ruleset, or the path of one.
        as_of: the day as of which reviews are overdue and waivers expired.
        scenarios: whether its scenario files are read too, and rules told that lack one.
    """
    from rxrules.language.parse import parse  # noqa: PLC0415
    from rxrules.source.shipped import find  # noqa: PLC0415
    from rxrules.validate import validate  # noqa: PLC0415

    try:
        path = find(ruleset)
    except RulesetError as problem:
        return Linted(ruleset, problem.diagnostics)
    tree, read = parse(path)
    found = list(read)
    if tree is not None:
        found += validate(tree, as_of=as_of)[1]
    if scenarios:
        found += check_scenarios(path, tree)
    waived: list[Waived] = []
    if path.is_dir() or path.name == "ruleset.yaml":
        problems = Diagnostics()
        waivers = read_waivers(path if path.is_dir() else path.parent, problems)
        found, waived = apply_waivers(waivers, found, tree, as_of)
        found += problems
    return Linted(ruleset, tuple(sorted(found, key=_place)), tuple(sorted(waived, key=lambda one: _place(one.diagnostic))))


def check_scenarios(path: Path, tree: RulesetTree | None) -> Iterator[Diagnostic]:
    """What is wrong with scenario files, rules that none lets fire (RX630) or stay clear (RX631), and scenarios told twice (RX632).

    Args:
        path: of the ruleset.
        tree: the ruleset; without it only the files are read.
    """
    from rxrules.testing.scenarios import read_scenarios, scenario_files  # noqa: PLC0415

    folder = path if path.is_dir() else path.parent
    problems = Diagnostics()
    fires: set[str] = set()
    silent: set[str] = set()
    told: dict[tuple[object, ...], Scenario] = {}
    twins = Diagnostics()
    for file in scenario_files(path):
        for scenario in read_scenarios(file, problems):
            fires |= {one.rule for one in scenario.fires}
            silent |= set(scenario.clear)
            first = told.setdefault(_asked(scenario), scenario)
            if first is not scenario:
                place = _inside(folder, first.span)
                twins.warning(
                    codes.TWIN_SCENARIO,
                    f"{scenario.name!r} has the case of {first.name!r} ({place.file}:{place.line}), and asks for the same",
                    scenario.span,
                    "change its case, or take one of them out",
                )
    for one in (*problems, *twins):
        yield evolve(one, span=_inside(folder, one.span), message=one.message.replace(f"{folder}/", ""))
    # a scenario that can't be read may be the one that seems to be missing
    if tree is None or problems.has_errors:
        return
    lacking = Diagnostics()
    for rule in tree.rules:
        if rule.status not in ("active", "review"):
            continue
        name = f"the {rule.status} rule {rule.id.text!r}"
        if rule.id.text not in fires:
            hint = "add one to a file that ends with .test.yaml: a case, and fires with the rule"
            lacking.warning(codes.NEVER_FIRES, f"no scenario lets {name} fire", rule.id.span, hint)
        if rule.id.text not in silent:
            hint = "add a near miss: a case, and clear with the rule"
            lacking.warning(codes.NEVER_CLEAR, f"in no scenario {name} stays clear", rule.id.span, hint)
    yield from lacking


def _asked(scenario: Scenario) -> tuple[object, ...]:
    """The case of a scenario and what must come of it, without its name."""
    lists = (scenario.fires, scenario.clear, scenario.suppressed, scenario.not_evaluated, scenario.not_covered)
    return (repr(evolve(scenario.case, id="")), *map(frozenset, lists), scenario.silent, scenario.unread)


def _inside(folder: Path, span: Span) -> Span:
    prefix = f"{folder}/"
    return evolve(span, file=span.file.removeprefix(prefix)) if span.file.startswith(prefix) else span


def _place(diagnostic: Diagnostic) -> tuple[Span, bool, str]:
    return diagnostic.span, not diagnostic.is_error, diagnostic.code
