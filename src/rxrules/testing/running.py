"""Running scenarios: the case is checked, and the report held against what must come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES
from rxrules.testing.covering import shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rxrules.checker import Checker
    from rxrules.report import Report
    from rxrules.testing.covering import Part
    from rxrules.testing.scenarios import Expected, Scenario

_NOTHING = "nothing (it concerns no order of the case)"


@frozen
class Result:
    """What came of a scenario; no failures is a pass.

    Attributes:
        fired: rules that were to fire, and did.
        silent: rules that were to stay clear, and did.
        shown: the parts of rules that it shows.
        orders: how many orders its case has.
        alerts: the severity of each alert that came.
    """

    scenario: Scenario
    failures: tuple[str, ...]
    fired: frozenset[str]
    silent: frozenset[str]
    shown: frozenset[Part] = frozenset()
    orders: int = 0
    alerts: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything that the scenario asks for held."""
        return not self.failures


def run(scenario: Scenario, checker: Checker) -> Result:
    """Check the case of a scenario, and hold the report against what must hold."""
    report = checker.check(scenario.case)
    statuses: dict[str, set[Status]] = {}
    for outcome in report.outcomes:
        statuses.setdefault(checker.plan.rules[outcome.rule].id, set()).add(Status(outcome.status))
    failures = (
        *_unknown(scenario, checker),
        *_outcomes(scenario, report, statuses),
        *_around(scenario, report),
    )
    wanted = {one.rule for one in scenario.fires}
    return Result(
        scenario,
        failures,
        frozenset(rule for rule in wanted if Status.FIRED in statuses.get(rule, ())),
        frozenset(rule for rule in scenario.clear if statuses.get(rule, set()) <= {Status.CLEAR}),
        shown_by(scenario, report.outcomes, checker.plan),
        len(scenario.case.orders),
        tuple(alert.severity for alert in report.alerts),
    )


def _unknown(scenario: Scenario, checker: Checker) -> Iterator[str]:
    mentioned = [one.rule for one in scenario.fires]
    mentioned += [rule for rule, _ in scenario.accepted]
    mentioned += [*scenario.clear, *scenario.suppressed, *scenario.not_evaluated]
    rules = {rule.id for rule in checker.plan.rules}
    for rule in dict.fromkeys(mentioned):
        if rule not in rules:
            from rxrules.documents.near import did_you_mean  # noqa: PLC0415  only where something is wrong

            hint = did_you_mean(rule, rules)
            yield f"there is no running rule {rule!r}{f' ({hint})' if hint else ''}"


def _outcomes(scenario: Scenario, report: Report, statuses: dict[str, set[Status]]) -> Iterator[str]:
    for one in scenario.fires:
        yield from _fires(one, report, statuses.get(one.rule, set()), _unknown_drugs(scenario, report))
    for rule in scenario.clear:
        if wrong := statuses.get(rule, set()) - {Status.CLEAR}:
            yield f"{rule} must stay clear, got {_names(wrong)}{_why(rule, report)}"
        elif rule not in statuses and (unknown := _unknown_drugs(scenario, report)):
            # SAFETY: a slip in the name of a drug would pass for a near miss
            yield f"{rule} must stay clear, got {_NOTHING}{unknown}; name its order in not_covered where that is meant"
    for wanted, rules in (
        (Status.SUPPRESSED, scenario.suppressed),
        (Status.NOT_EVALUATED, scenario.not_evaluated),
    ):
        for rule in rules:
            if wanted not in statuses.get(rule, set()):
                got = _names(statuses.get(rule, set())) + (_why(rule, report) or _unknown_drugs(scenario, report))
                yield f"{rule} must be {_name(wanted)}, got {got}"


def _around(scenario: Scenario, report: Report) -> Iterator[str]:
    if scenario.silent:
        loud = SEVERITIES.index(scenario.silent)
        accepted = dict(scenario.accepted)
        heard = [alert for alert in report.alerts if SEVERITIES.index(alert.severity) >= loud]
        for rule in accepted.keys() - {alert.rule.id for alert in heard}:
            yield f"{rule} is accepted, and does not break the silence any more: take it out"
        for alert in heard:
            if alert.rule.id not in accepted:
                yield f"no alert of severity {scenario.silent} or above may come, got {alert.rule.id} ({alert.severity})"
    uncovered = {one.order.id for one in report.not_covered}
    for medication in scenario.not_covered:
        if medication not in uncovered:
            yield f"{medication} must be listed as not covered"
    for failure in report.failures:
        yield f"the engine {failure.engine} failed: {failure.reason}"
    for disagreement in report.disagreements:
        yield f"the engines disagree on {disagreement.rule.id}"


def _why(rule: str, report: Report) -> str:
    """What is missing where a rule was not evaluated, in the words of the report."""
    outcomes = (one for one in report.outcomes if report.plan.rules[one.rule].id == rule and one.status == Status.NOT_EVALUATED)
    reasons = dict.fromkeys(missing.reason for one in outcomes for missing in one.evidence.missing)
    return f": {'; '.join(reasons)}" if reasons else ""


def _unknown_drugs(scenario: Scenario, report: Report) -> str:
    """The drugs of the case that nobody knows, and that the scenario does not expect to be unknown."""
    told = []
    for one in report.not_covered:
        if one.unresolved is not None and one.order.id not in scenario.not_covered:
            near = f", near names: {', '.join(one.near)}" if one.near else ""
            told.append(f"; {one.reason}{near}")
    return "".join(dict.fromkeys(told))


def _fires(one: Expected, report: Report, statuses: set[Status], unknown: str) -> Iterator[str]:
    fired = [outcome for outcome in report.fired if report.plan.rules[outcome.rule].id == one.rule]
    if not fired:
        yield f"{one.rule} must fire, got {_names(statuses)}{_why(one.rule, report) or unknown}"
        return
    as_wanted = [
        outcome
        for outcome in fired
        if one.severity in ("", SEVERITIES[outcome.severity]) and one.certainty in ("", _certainty(outcome.certain))
    ]
    if not as_wanted:
        wanted = " and ".join(word for word in (one.severity, one.certainty) if word)
        got = sorted({f"{SEVERITIES[outcome.severity]} and {_certainty(outcome.certain)}" for outcome in fired})
        yield f"{one.rule} must fire {wanted}, got {', '.join(got)}"


def _certainty(certain: bool) -> str:  # noqa: FBT001
    return "certain" if certain else "possible"


def _name(status: Status) -> str:
    return status.name.lower().replace("_", " ")


def _names(statuses: set[Status]) -> str:
    return ", ".join(sorted(_name(status) for status in statuses)) or _NOTHING


@frozen
class Tally:
    """What scenarios came to, all together.

    Attributes:
        firing, fired: how many ask for an alert, and how many of these got what they ask for.
        quiet, silent: how many ask for silence, and how many of these have it, the alerts apart that they accept.
        accepted: how many of the silent ones accept an alert.
        orders: of those that ask for silence; ``alerts`` are the severities of theirs, each with its number.
    """

    firing: int
    fired: int
    quiet: int
    silent: int
    accepted: int
    orders: int
    alerts: dict[str, int]

    @classmethod
    def of(cls, results: Iterable[Result]) -> Tally:
        """Count results."""
        every = list(results)
        firing = [one for one in every if one.scenario.fires]
        quiet = [one for one in every if one.scenario.silent]
        return cls(
            len(firing),
            sum(one.passed for one in firing),
            len(quiet),
            sum(one.passed for one in quiet),
            sum(one.passed and bool(one.scenario.accepted) for one in quiet),
            sum(one.orders for one in quiet),
            {severity: sum(one.alerts.count(severity) for one in quiet) for severity in reversed(SEVERITIES)},
        )

    def lines(self) -> Iterator[str]:
        """The shares, and the alerts of ordinary regimens for 100 orders; nothing where no scenario asks for silence."""
        if not self.quiet:
            return
        if self.firing:
            yield f"must fire: {self.fired:,} of {self.firing:,} scenarios do ({100 * self.fired / self.firing:.1f} %)"
        but = f", {self.accepted} of them but for alerts that they accept" if self.accepted else ""
        yield f"must stay silent: {self.silent:,} of {self.quiet:,} do ({100 * self.silent / self.quiet:.1f} %){but}"
        if self.orders:
            each = ", ".join(f"{severity} {100 * number / self.orders:.1f}" for severity, number in self.alerts.items())
            yield f"  alerts for 100 of their {self.orders:,} orders: {each}"
