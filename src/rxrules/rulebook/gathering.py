"""Collect what a rule book tells: rulesets read and compiled, and with each rule its scenarios, its lines and its history."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.errors import InputError, RulesetError
from rxrules.language.parse import parse
from rxrules.report.kinds import KINDS
from rxrules.rulebook.addresses import drug_paths, group_path, rule_path
from rxrules.rulebook.book import RUNNING, Book, DrugEntry, GroupEntry, RuleEntry
from rxrules.rulebook.origin import Files
from rxrules.rulebook.selectors import groups_named, populations_in
from rxrules.source.shipped import find
from rxrules.testing.scenarios import read_scenarios, scenario_files
from rxrules.validate import load

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rxrules.language import ast
    from rxrules.plan import Plan, PlanRule
    from rxrules.testing.scenarios import Scenario
    from rxrules.validate import Ruleset


def gather(rulesets: Sequence[str], as_of: dt.date | None = None) -> Book:
    """Read rulesets for a book.

    Args:
        rulesets: names of shipped ones, or paths.
        as_of: the day as of which reviews are overdue; without one nothing is said of that, so that the same rulesets give the
            same book on every day.

    Raises:
        RulesetError: a ruleset or one of its scenario files has errors.
        InputError: two of them have the same id.
    """
    loaded = [load(one) for one in rulesets]
    paths = [find(one) for one in rulesets]
    ids = [one.manifest.id.text for one in loaded]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise InputError(f"two of the rulesets have the id {id_!r}, so that their pages would be the same")
    # a draft is told of too, by what it would do; it is `written.status` that leads on the pages
    plan = compile_rulesets([_all_running(one) for one in loaded])
    rules = tuple(_entries(loaded, paths, plan))
    groups = _groups(loaded, paths, rules)
    return Book(
        rulesets=tuple(loaded),
        plan=plan,
        rules=rules,
        every_drug=tuple(one for one in rules if _knows_every_drug(one)),
        drugs=_drugs(loaded, plan, rules, groups),
        groups={(one.number, one.id): one for one in groups},
        by_members={(one.number, one.members): one for one in reversed(groups)},
        as_of=as_of,
    )


def _all_running(ruleset: Ruleset) -> Ruleset:
    return evolve(ruleset, rules=tuple(rule if rule.status in RUNNING else evolve(rule, status="review") for rule in ruleset.rules))


def _entries(rulesets: Sequence[Ruleset], paths: Sequence[Path], plan: Plan) -> Iterable[RuleEntry]:
    written = [(number, rule) for number, ruleset in enumerate(rulesets) for rule in ruleset.rules]
    files = [Files(_folder(path)) for path in paths]
    scenarios = [_scenarios(path) for path in paths]
    for (number, rule), planned in zip(written, plan.rules, strict=True):
        assert planned.id == rule.id.text  # noqa: S101  compiling keeps the order of rules, and here it leaves none out
        yield RuleEntry(
            written=rule,
            planned=planned,
            text=plan.texts[planned.text],
            number=number,
            path=rule_path(rulesets[number].manifest.id.text, rule.id.text),
            lines=files[number].lines_of(rule),
            scenarios=tuple(scenarios[number].get(rule.id.text, ())),
            history=files[number].history(rule.id.text),
            drugs=_drugs_of(plan, planned),
        )


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _scenarios(path: Path) -> Mapping[str, list[tuple[Scenario, str]]]:
    """The scenarios of a ruleset by the rules that they name, each with its place within the ruleset."""
    problems = Diagnostics()
    found: dict[str, list[tuple[Scenario, str]]] = defaultdict(list)
    folder = _folder(path)
    for file in scenario_files(path):
        for scenario in read_scenarios(file, problems):
            place = f"{file.relative_to(folder).as_posix()}:{scenario.span.line}"
            named = [one.rule for one in scenario.fires]
            named += [*scenario.clear, *scenario.suppressed, *scenario.not_evaluated]
            for rule in dict.fromkeys(named):
                found[rule].append((scenario, place))
    # SAFETY: a scenario that can't be read would be missing from its rule's page, as if nobody had asked for it
    if problems.has_errors:
        raise RulesetError(tuple(problems))
    return found


def _drugs_of(plan: Plan, rule: PlanRule) -> tuple[str, ...]:
    """The ingredients that a rule is about: its sides and, of an omission, the partners; not those of its circumstances."""
    kind = KINDS[rule.kind]
    named = set(kind.ingredients(rule.body)).union(*(plan.populations[one] for one in kind.populations(rule.body) or ()))
    if rule.kind == "omission":
        named.update(*(plan.populations[one] for one in populations_in(rule.body)))
    return tuple(sorted(named))


def _knows_every_drug(entry: RuleEntry) -> bool:
    return KINDS[entry.planned.kind].populations(entry.planned.body) is None


def _groups(rulesets: Sequence[Ruleset], paths: Sequence[Path], rules: Sequence[RuleEntry]) -> list[GroupEntry]:
    using: dict[tuple[int, str], list[RuleEntry]] = defaultdict(list)
    for entry in rules:
        for name in groups_named(entry.written, rulesets[entry.number]):
            using[entry.number, name].append(entry)
    found = []
    for number, (ruleset, path) in enumerate(zip(rulesets, paths, strict=True)):
        written = _written_groups(path)
        for id_ in sorted(ruleset.groups):
            group = written.get(id_)
            title = group.title if group is not None and group.title else id_
            members = tuple(sorted(map(str, ruleset.groups[id_])))
            where = group_path(ruleset.manifest.id.text, id_)
            found.append(GroupEntry(id_, title, group, members, number, where, tuple(using[number, id_])))
    return found


def _written_groups(path: Path) -> dict[str, ast.Group]:
    # a Ruleset keeps the members of a group alone; its title, note and source stand in the tree
    tree, _ = parse(path)
    return {} if tree is None else {one.id.text: one for one in tree.groups}


def _drugs(
    rulesets: Sequence[Ruleset], plan: Plan, rules: Sequence[RuleEntry], groups: Sequence[GroupEntry]
) -> dict[str, DrugEntry]:
    by_drug: dict[str, list[tuple[RuleEntry, str]]] = defaultdict(list)
    for entry in rules:
        kind, body = KINDS[entry.planned.kind], entry.planned.body
        for name in entry.drugs:
            by_drug[name].append((entry, kind.detail(plan, body, name) or ""))
    holding: dict[str, list[GroupEntry]] = defaultdict(list)
    for group in groups:
        for name in group.members:
            holding[name].append(group)
    # partners that only a circumstance names have a page too: a link to it is what a reader expects
    names = set(by_drug) | set(holding) | {name for members in plan.populations for name in members}
    paths = drug_paths(names)
    found = {}
    for name in sorted(names):
        known = next((one for ruleset in rulesets if (one := ruleset.terminology.ingredient(name)) is not None), None)
        found[name] = DrugEntry(name, paths[name], known, tuple(by_drug[name]), tuple(holding[name]))
    return found
