"""Scenario files as tests of pytest: ``pytest rulesets/`` runs each scenario as a test of its own.

pytest itself finds the files through ``_rxrules_pytest``, which imports this module when there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from rxrules.checker import Checker
from rxrules.diagnostics import Diagnostic, Diagnostics, Span
from rxrules.errors import RxError
from rxrules.testing.drafts import drafts_of, why_skipped, with_drafts
from rxrules.testing.running import run
from rxrules.testing.scenarios import read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rxrules.testing.scenarios import Scenario

_CHECKERS = pytest.StashKey[dict[str, tuple[Checker, frozenset[str]] | RxError]]()


class ScenarioFile(pytest.File):
    """A file of scenarios, and the ruleset in whose folder it stands."""

    def __init__(self, *, ruleset: Path, **known: Any) -> None:
        super().__init__(**known)
        self.ruleset = ruleset

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each scenario, and one that fails for each that can't be read."""
        found = Diagnostics()
        scenarios = read_scenarios(self.path, found)
        for problem in found:
            yield UnreadScenario.from_parent(self, name=f"{problem.code} in line {problem.span.line}", problem=problem)
        for scenario in scenarios:
            yield ScenarioTest.from_parent(self, name=scenario.name, scenario=scenario)
        if not scenarios and not found.has_errors:
            nothing = Diagnostic("RX614", "there is no scenario in this file", Span(str(self.path), 1, 1))
            yield UnreadScenario.from_parent(self, name="no scenario", problem=nothing)


class ScenarioFailed(Exception):  # noqa: N818  it is told, and never caught by a name
    """What did not come of a scenario as it should."""


class ScenarioTest(pytest.Item):
    """One scenario."""

    def __init__(self, *, scenario: Scenario, **known: Any) -> None:
        super().__init__(**known)
        self.scenario = scenario

    def runtest(self) -> None:
        """Check the case, and hold the report against what must come of it."""
        made = _checker(self)
        if isinstance(made, RxError):
            raise ScenarioFailed(f"{made}")
        checker, drafts = made
        if reason := why_skipped(self.scenario, drafts):
            pytest.skip(f"{reason}; --rxrules-drafts runs it")
        if failures := run(self.scenario, checker).failures:
            raise ScenarioFailed("\n".join(failures))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The place of the scenario and what failed; nobody wants to see our code."""
        if isinstance(excinfo.value, ScenarioFailed):
            where = f"{_shown(self)}:{self.scenario.span.line}"
            return f"{where}: {self.scenario.name}\n" + _indented(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands; pytest counts lines from 0."""
        return self.path, self.scenario.span.line - 1, self.name


class UnreadScenario(pytest.Item):
    """A scenario that can't be read; it must not look as if it had passed."""

    def __init__(self, *, problem: Diagnostic, **known: Any) -> None:
        super().__init__(**known)
        self.problem = problem

    def runtest(self) -> None:
        """Fail."""
        raise ScenarioFailed(str(evolve(self.problem, span=evolve(self.problem.span, file=_shown(self)))))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong, and where."""
        return str(excinfo.value) if isinstance(excinfo.value, ScenarioFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands; pytest counts lines from 0."""
        return self.path, max(self.problem.span.line - 1, 0), self.name


def _checker(item: ScenarioTest) -> tuple[Checker, frozenset[str]] | RxError:
    """The checker of a ruleset and the ids of its drafts that don't run, made once for all its scenarios."""
    from rxrules.validate import load  # noqa: PLC0415

    parent = item.parent
    assert isinstance(parent, ScenarioFile)  # noqa: S101  for mypy
    made = item.config.stash.setdefault(_CHECKERS, {})
    name = str(parent.ruleset)
    if name not in made:
        engines = tuple(dict.fromkeys(item.config.getoption("rxrules_engine") or ("native",)))
        with_all = bool(item.config.getoption("rxrules_drafts"))
        try:
            ruleset = load(parent.ruleset)
            drafts = frozenset[str]() if with_all else drafts_of([ruleset])
            made[name] = Checker(with_drafts(ruleset) if with_all else ruleset, engines=engines), drafts
        except RxError as problem:
            made[name] = problem
    return made[name]


def _shown(item: pytest.Item) -> str:
    """The file from where pytest was started, as a terminal opens it."""
    try:
        return str(item.path.relative_to(item.config.invocation_params.dir))
    except ValueError:
        return str(item.path)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
