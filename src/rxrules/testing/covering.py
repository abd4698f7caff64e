"""Which parts of rules scenarios show: that a rule fires, that it stays clear, its bands, limits, findings, levels, modifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from rxrules.engines.base import Status
from rxrules.plan import Burden, DoseLimit, PatientCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan, PlanRule
    from rxrules.testing.running import Result
    from rxrules.testing.scenarios import Scenario

#: Kinds of parts, in the order in which they are told, with what they are called.
KINDS: Final = {
    "fires": "rules that fire",
    "clear": "rules that stay clear",
    "band": "bands with a dose that stays clear",
    "limit": "limits of bands that are passed",
    "finding": "findings",
    "level": "levels of burdens",
    "modifier": "modifiers",
}


class Part(NamedTuple):
    """A part of a rule that a scenario can show.

    Attributes:
        rule: its id.
        kind: one of `KINDS`.
        band: of a dose limit, the index of the band; else -1.
        number: the index of the limit, finding, level or modifier; else -1.
    """

    rule: str
    kind: str
    band: int = -1
    number: int = -1


@frozen
class RuleCoverage:
    """What scenarios show of one rule: each of its parts, with the scenarios that do."""

    rule: PlanRule
    parts: Mapping[Part, tuple[Scenario, ...]]

    @property
    def uncovered(self) -> tuple[Part, ...]:
        """The parts that no scenario shows."""
        return tuple(part for part, shown in self.parts.items() if not shown)


def parts_of(rule: PlanRule) -> Iterator[Part]:
    """The parts of a rule; what would be the same as the whole rule is no part of its own."""
    yield Part(rule.id, "fires")
    yield Part(rule.id, "clear")
    body = rule.body
    if isinstance(body, DoseLimit):
        limits = [(band, number) for band, one in enumerate(body.bands) for number in range(len(one.bounds))]
        if len(body.bands) > 1:
            yield from (Part(rule.id, "band", band) for band in range(len(body.bands)))
        if len(limits) > 1:
            yield from (Part(rule.id, "limit", band, number) for band, number in limits)
    elif isinstance(body, PatientCheck) and len(body.findings) > 1:
        yield from (Part(rule.id, "finding", -1, number) for number in range(len(body.findings)))
    elif isinstance(body, Burden) and len(body.levels) > 1:
        yield from (Part(rule.id, "level", -1, number) for number in range(len(body.levels)))
    yield from (Part(rule.id, "modifier", -1, number) for number in range(len(rule.modifiers)))


def shown_by(scenario: Scenario, outcomes: Iterable[Outcome], plan: Plan) -> frozenset[Part]:
    """The parts that a scenario shows: of the rules of which it asks just that, and no other.

    What happens to come of a case beside what is asked for would not be missed if it no longer came.
    """
    fires = {one.rule for one in scenario.fires}
    alert = fires | set(scenario.suppressed)
    found: set[Part] = set()
    by_rule: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_rule.setdefault(plan.rules[outcome.rule].id, []).append(outcome)
    for id_ in scenario.clear:
        own = by_rule.get(id_, [])
        if all(one.status == Status.CLEAR for one in own):
            found.add(Part(id_, "clear"))
            found.update(Part(id_, "band", one.evidence.band) for one in own if one.evidence.applies and one.evidence.band >= 0)
    for id_ in alert:
        for one in by_rule.get(id_, []):
            if one.status == Status.FIRED and id_ in fires:
                found.add(Part(id_, "fires"))
                found.update(_passed(plan.rules[one.rule], one))
            if one.evidence.modifier >= 0 and one.status in (Status.FIRED, Status.SUPPRESSED):
                found.add(Part(id_, "modifier", -1, one.evidence.modifier))
    return frozenset(found)


def _passed(rule: PlanRule, outcome: Outcome) -> Iterator[Part]:
    evidence = outcome.evidence
    if evidence.bound < 0:
        return
    if isinstance(rule.body, DoseLimit):
        yield Part(rule.id, "limit", evidence.band, evidence.bound)
    elif isinstance(rule.body, PatientCheck):
        yield Part(rule.id, "finding", -1, evidence.bound)
    elif isinstance(rule.body, Burden):
        yield Part(rule.id, "level", -1, evidence.bound)


def coverage(plan: Plan, results: Iterable[Result]) -> tuple[RuleCoverage, ...]:
    """What the scenarios that pass show of each rule of a plan."""
    shown: dict[Part, list[Scenario]] = {}
    for one in results:
        if one.passed:
            for part in one.shown:
                shown.setdefault(part, []).append(one.scenario)
    return tuple(RuleCoverage(rule, {part: tuple(shown.get(part, ())) for part in parts_of(rule)}) for rule in plan.rules)


def counts(covered: Sequence[RuleCoverage]) -> dict[str, tuple[int, int]]:
    """How many parts of each kind are shown, and how many there are; kinds that no rule has are left out."""
    found: dict[str, tuple[int, int]] = {}
    for kind in KINDS:
        own = [bool(shown) for one in covered for part, shown in one.parts.items() if part.kind == kind]
        if own:
            found[kind] = (sum(own), len(own))
    return found


def share(covered: Sequence[RuleCoverage]) -> float | None:
    """The share of all parts that is shown, from 0 to 1; None where there is none."""
    every = [bool(shown) for one in covered for shown in one.parts.values()]
    return sum(every) / len(every) if every else None
