"""Laws that hold of every ruleset, as tests that a repository of rules runs with one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rxrules.testing.lawbook.invariance import INVARIANCE
from rxrules.testing.lawbook.limits import LIMITS
from rxrules.testing.lawbook.reports import REPORTS
from rxrules.testing.lawbook.rules import Reached, UnreachableRules, reach
from rxrules.testing.lawbook.running import PROFILES, Breach, search, test_of
from rxrules.testing.lawbook.subject import Law, LawBroken, Subject
from rxrules.testing.lawbook.unknown import UNKNOWN

if TYPE_CHECKING:
    from rxrules.testing.strategies.cases import Source

__all__ = ["LAWS", "PROFILES", "Breach", "Law", "LawBroken", "Reached", "Subject", "UnreachableRules", "laws", "reach", "search"]

#: Every law that is held of cases.
LAWS: tuple[Law, ...] = (*INVARIANCE, *LIMITS, *UNKNOWN, *REPORTS)


def laws(source: Source, *, profile: Literal["quick", "nightly"] = "quick", engines: tuple[str, ...] = ()) -> Any:
    """A test for pytest that holds every law over a ruleset.

    One line is enough: ``test_laws = laws("rulesets/mine")``. It is a test of as many parts as there are laws. A part that fails
    shows the least case that breaks its law, as a scenario file. Rules that no generated case lets fire are told as a warning,
    `UnreachableRules`.

    Args:
        source: a ruleset, its path or the name of a shipped one; several of them; a plan; or a checker.
        profile: ``quick``: the same 40 cases for each law each time; ``nightly``: 3,000 others.
        engines: without them native, and durable where it is installed.

    Raises:
        ModuleNotFoundError: Hypothesis or pytest is not installed; ``pip install 'rxrules[testing]'``.
    """
    from rxrules.testing.extra import hypothesis  # noqa: PLC0415

    hypothesis()
    return test_of(lambda: Subject(source, engines or _engines()), LAWS, profile)


def _engines() -> tuple[str, ...]:
    from rxrules.testing.differential import engines_that_load  # noqa: PLC0415

    return engines_that_load()
