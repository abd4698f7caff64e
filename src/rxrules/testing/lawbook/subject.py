"""What laws are held of: rules, the checkers made of them and of changed forms of them, and what reports say in short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.checker import Checker, make_engine
from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES
from rxrules.testing.strategies.cases import vocabulary
from rxrules.testing.strategies.vocabulary import conditions_of, leaves
from rxrules.validate import Ruleset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from rxrules.engines.base import Engine, Outcome
    from rxrules.model import Case
    from rxrules.plan import Plan, PlanRule
    from rxrules.report import Report
    from rxrules.testing.strategies.cases import Source
    from rxrules.testing.strategies.choices import Choices
    from rxrules.testing.strategies.vocabulary import Vocabulary

#: Of a rule and the orders that an outcome is about.
Key = tuple[str, tuple[str, ...]]


class LawBroken(AssertionError):  # noqa: N818  it is told as what it is
    """A law that does not hold; the message holds the case as a scenario file."""


class Law(NamedTuple):
    """A law.

    Attributes:
        id: for the command line and the names of tests.
        title: what holds, in a sentence.
        breaches: what of a case speaks against it, each in words; nothing where it holds.
    """

    id: str
    title: str
    breaches: Callable[[Subject, Case, Choices], Iterator[str]]


class Subject:
    """The rules that laws are held of.

    Args:
        source: a ruleset, its path or name; several; a plan; or a checker.
        engines: that run; the laws are held of the first, and all must agree.
    """

    def __init__(self, source: Source, engines: tuple[str, ...] = ("native",)) -> None:
        self.known: Vocabulary = vocabulary(source)
        self.plan: Plan = self.known.plan
        self.engines = engines
        self.checker = self._checker(self.plan)
        self.rulesets = _paths(source)
        self._changed: dict[str, Checker] = {}
        self._engines: dict[str, Engine] | None = None
        self._asks: list[frozenset[str]] | None = None

    def _checker(self, plan: Plan) -> Checker:
        return Checker.of_plan(plan, terminology=self.known.terminology, engines=self.engines[:1])

    def report(self, case: Case, *, whole_list: bool = False) -> Report:
        """What the rules say of a case."""
        return self.checker.check(case, whole_list=whole_list)

    def changed(self, name: str, change: Callable[[PlanRule], PlanRule]) -> Checker:
        """A checker of the same rules, each changed; made once for each name."""
        if name not in self._changed:
            self._changed[name] = self._checker(self.plan._replace(rules=tuple(map(change, self.plan.rules))))
        return self._changed[name]

    @property
    def all_engines(self) -> dict[str, Engine]:
        """Every engine, made once."""
        if self._engines is None:
            self._engines = {name: make_engine(name, self.plan) for name in self.engines}
        return self._engines

    def asks_for(self, rule: int) -> frozenset[str]:
        """The operators of all conditions of a rule."""
        if self._asks is None:
            self._asks = [
                frozenset(str(leaf[0]) for condition in conditions_of(one) for leaf in leaves(condition)) for one in self.plan.rules
            ]
        return self._asks[rule]


def _paths(source: Source) -> tuple[Path, ...]:
    """The folders or files of rulesets that were named."""
    from pathlib import Path as AnyPath  # noqa: PLC0415

    from rxrules.source.shipped import find  # noqa: PLC0415

    several = [source] if isinstance(source, (str, AnyPath)) else source if isinstance(source, (list, tuple)) else ()
    return tuple(find(one) for one in several if isinstance(one, (str, AnyPath)) and not isinstance(one, Ruleset))


@frozen
class Verdict:
    """What an outcome says."""

    status: str
    severity: str = ""
    certainty: str = ""

    def __str__(self) -> str:
        return " ".join(word for word in (self.status, self.severity, self.certainty) if word)


def verdict(outcome: Outcome) -> Verdict:
    """What an outcome says, in short."""
    status = Status(outcome.status).name.lower().replace("_", " ")
    if outcome.status != Status.FIRED:
        return Verdict(status)
    return Verdict(status, SEVERITIES[outcome.severity], "certain" if outcome.certain else "possible")


def key(outcome: Outcome, plan: Plan) -> Key:
    """The rule and the orders that an outcome is about."""
    return plan.rules[outcome.rule].id, tuple(sorted(order.id for order in outcome.orders))


def said(report: Report) -> dict[Key, Verdict]:
    """Every outcome of a report, in short."""
    return {key(outcome, report.plan): verdict(outcome) for outcome in report.outcomes}


def differences(one: Mapping[Key, Verdict], other: Mapping[Key, Verdict], what: str) -> Iterator[str]:
    """What is said in two ways."""
    for about in dict.fromkeys([*one, *other]):
        if one.get(about) != other.get(about):
            before, after = one.get(about, "nothing"), other.get(about, "nothing")
            yield f"{about[0]} of {', '.join(about[1]) or 'the patient'} was {before}, and is {after} {what}"
