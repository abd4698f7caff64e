"""Scenarios: cases with what must come of them, written beside the rules and run without Python.

A scenario file ends in ``.test.yaml`` and holds a list; each element names a case and what must hold of the report:

``fires``: rules that must fire, each ``{rule, severity, certainty}`` (the last two optional), or just its id;
``clear``: rules that must stay silent: every outcome is clear, or the rule concerns nothing;
``suppressed``, ``not_evaluated``: rules with such an outcome;
``not_covered``: ids of medications that are listed as not covered;
``unread``: true where something in the case is meant to be unreadable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.plan import SEVERITIES
from rxrules.diagnostics import Diagnostics, Span
from rxrules.engines.base import Status
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rxrules.checker import Checker
    from rxrules.model import Case
    from rxrules.report import Report

_KEYS = ("name", "as_of", "case", "fires", "clear", "suppressed", "not_evaluated", "not_covered", "unread", "engines")


@frozen
class Expected:
    """A rule that must fire, and how; an empty string asks for nothing."""

    rule: str
    severity: str = ""
    certainty: str = ""


@frozen
class Scenario:
    """A case and what must come of it."""

    name: str
    case: Case
    fires: tuple[Expected, ...]
    clear: tuple[str, ...]
    suppressed: tuple[str, ...]
    not_evaluated: tuple[str, ...]
    not_covered: tuple[str, ...]
    unread: bool
    span: Span


@frozen
class Result:
    """What came of a scenario; no failures is a pass."""

    scenario: Scenario
    failures: tuple[str, ...]
    fired: frozenset[str]
    silent: frozenset[str]

    @property
    def passed(self) -> bool:
        """Whether everything that the scenario asks for held."""
        return not self.failures


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a ruleset, in the order of their paths."""
    if folder.is_file():
        return [folder] if folder.name.endswith(".test.yaml") else sorted(folder.parent.glob(f"{folder.stem}.test.yaml"))
    return sorted(path for path in folder.rglob("*.test.yaml") if not any(part.startswith(".") for part in path.parts))


def read_scenarios(path: Path, found: Diagnostics) -> list[Scenario]:
    """The scenarios of one file; what is wrong with it is added to ``found``, and costs no other scenario."""
    from rxrules.documents import text, yaml  # noqa: PLC0415

    data = text.load(path, str(path), found)
    if data is None:
        return []
    root: Any = yaml.read(data, str(path), found)
    if root is None:
        return []
    if not isinstance(root, list):
        found.error("RX610", "a scenario file is a list of scenarios", Span(str(path), 1, 1))
        return []
    read = (_scenario(node, str(path), found) for node in root)
    return [scenario for scenario in read if scenario is not None]


def _scenario(node: Any, file: str, found: Diagnostics) -> Scenario | None:
    from rxrules.adapters.casefile import read_case  # noqa: PLC0415

    span = Span(file, getattr(node, "line", 0), getattr(node, "col", 0))
    if not isinstance(node, dict) or "name" not in node or "case" not in node:
        found.error("RX611", "a scenario needs a name and a case", span)
        return None
    for key in node:
        if key not in _KEYS:
            place = Span(file, getattr(key, "line", span.line), getattr(key, "col", span.col))
            found.error("RX612", f"a scenario has no key {key!r} (expected one of {', '.join(_KEYS)})", place)
    name = str(node["name"])
    written = dict(node["case"]) if isinstance(node["case"], dict) else node["case"]
    if isinstance(written, dict):
        written.setdefault("id", name)
    try:
        case = read_case(written, as_of=str(node["as_of"]) if "as_of" in node else None)
    except InputError as problem:
        found.error("RX613", f"the case of {name!r} can't be read: {problem}", span)
        return None
    unread = str(node.get("unread", "false")) == "true"
    errors = [one for one in case.unread if one.is_error]
    if errors and not unread:
        for one in errors:
            found.error("RX613", f"in the case of {name!r}, {one.path}: {one.reason}", span)
        return None
    if case.as_of is None:
        found.error("RX613", f"the scenario {name!r} has no as_of", span)
        return None
    return Scenario(
        name=name,
        case=case,
        fires=tuple(_expected(one, file, found) for one in _list(node.get("fires"))),
        clear=tuple(map(str, _list(node.get("clear")))),
        suppressed=tuple(map(str, _list(node.get("suppressed")))),
        not_evaluated=tuple(map(str, _list(node.get("not_evaluated")))),
        not_covered=tuple(map(str, _list(node.get("not_covered")))),
        unread=unread,
        span=span,
    )


def _list(node: Any) -> list[Any]:
    if node is None:
        return []
    return list(node) if isinstance(node, list) else [node]


def _expected(node: Any, file: str, found: Diagnostics) -> Expected:
    if not isinstance(node, dict):
        return Expected(str(node))
    for key in node:
        if key not in ("rule", "severity", "certainty"):
            found.error("RX612", f"what fires has no key {key!r}", Span(file, getattr(key, "line", 0), getattr(key, "col", 0)))
    severity = str(node.get("severity", ""))
    if severity and severity not in SEVERITIES:
        place = Span(file, getattr(node["severity"], "line", 0), getattr(node["severity"], "col", 0))
        found.error("RX612", f"{severity!r} is no severity (expected one of {', '.join(SEVERITIES)})", place)
    return Expected(str(node.get("rule", "")), severity, str(node.get("certainty", "")))


def run(scenario: Scenario, checker: Checker) -> Result:
    """Check the case of a scenario, and hold the report against what must hold."""
    report = checker.check(scenario.case)
    statuses: dict[str, set[Status]] = {}
    for outcome in report.outcomes:
        statuses.setdefault(checker.plan.rules[outcome.rule].id, set()).add(Status(outcome.status))
    failures = list(_failures(scenario, report, statuses, {rule.id for rule in checker.plan.rules}))
    fired = frozenset(rule for rule, found in statuses.items() if Status.FIRED in found)
    asked_silent = frozenset(rule for rule in scenario.clear if rule not in fired)
    return Result(scenario, tuple(failures), fired & {one.rule for one in scenario.fires}, asked_silent)


def _failures(scenario: Scenario, report: Report, statuses: dict[str, set[Status]], rules: set[str]) -> Iterator[str]:
    mentioned = [one.rule for one in scenario.fires]
    mentioned += [*scenario.clear, *scenario.suppressed, *scenario.not_evaluated]
    for rule in mentioned:
        if rule not in rules:
            yield f"there is no running rule {rule!r}"
    for one in scenario.fires:
        yield from _fires(one, report, statuses.get(one.rule, set()))
    for rule in scenario.clear:
        if wrong := statuses.get(rule, set()) - {Status.CLEAR}:
            yield f"{rule} must stay clear, got {_names(wrong)}"
    for wanted, rules_ in ((Status.SUPPRESSED, scenario.suppressed), (Status.NOT_EVALUATED, scenario.not_evaluated)):
        for rule in rules_:
            if wanted not in statuses.get(rule, set()):
                yield f"{rule} must be {wanted.name.lower()}, got {_names(statuses.get(rule, set()))}"
    uncovered = {one.order.id for one in report.not_covered}
    for medication in scenario.not_covered:
        if medication not in uncovered:
            yield f"{medication} must be listed as not covered"
    for failure in report.failures:
        yield f"the engine {failure.engine} failed: {failure.reason}"
    for disagreement in report.disagreements:
        yield f"the engines disagree on {disagreement.rule.id}"


def _fires(one: Expected, report: Report, statuses: set[Status]) -> Iterator[str]:
    fired = [
        outcome
        for outcome in report.outcomes
        if outcome.status == Status.FIRED and report.plan.rules[outcome.rule].id == one.rule
    ]
    if not fired:
        yield f"{one.rule} must fire, got {_names(statuses)}"
        return
    severities = {SEVERITIES[outcome.severity] for outcome in fired}
    if one.severity and one.severity not in severities:
        yield f"{one.rule} must fire with severity {one.severity}, got {', '.join(sorted(severities))}"
    certainties = {"certain" if outcome.certain else "possible" for outcome in fired}
    if one.certainty and one.certainty not in certainties:
        yield f"{one.rule} must fire {one.certainty}, got {', '.join(sorted(certainties))}"


def _names(statuses: set[Status]) -> str:
    return ", ".join(sorted(status.name.lower() for status in statuses)) or "nothing (it concerns no order of the case)"
