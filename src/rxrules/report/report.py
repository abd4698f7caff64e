"""The report of a check: what was found, what was not, and what could not be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.base import Status, graver
from rxrules.report.merge import merge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rxrules.chart import Chart, Missing
    from rxrules.engines.base import Outcome
    from rxrules.model import Unread
    from rxrules.plan import Plan, PlanRule
    from rxrules.report.alert import Alert
    from rxrules.report.coverage import Coverage, NotChecked, NotCovered
    from rxrules.report.wording import Wording

_STATUSES = len(Status)


class Disagreement(NamedTuple):
    """A rule on which two engines came to different outcomes; None where an engine has none at all."""

    rule: PlanRule
    medications: tuple[str, ...]
    outcomes: Mapping[str, Outcome | None]


class EngineFailure(NamedTuple):
    """An engine that could not be loaded, or failed in this check."""

    engine: str
    reason: str


class Unanswered(NamedTuple):
    """One input that is missing, and every rule that waits for it."""

    missing: Missing
    outcomes: tuple[Outcome, ...]


class Report:
    """What one check found. Everything in words is made when it is read.

    Args:
        plan: the rules.
        chart: the case.
        by_engine: the outcomes of each engine that ran, the first one leading.
        coverage: which ingredients the rules know.
        wording: what the rules always say.
        failures: engines that should have run and did not.
        as_of_assumed: whether the day was taken from the clock, not from the caller (the command line only).
    """

    def __init__(
        self,
        plan: Plan,
        chart: Chart,
        by_engine: Mapping[str, Sequence[Outcome]],
        coverage: Coverage,
        wording: Wording,
        failures: Sequence[EngineFailure] = (),
        *,
        as_of_assumed: bool = False,
    ) -> None:
        self.plan = plan
        self.chart = chart
        self.engines = tuple(by_engine)
        self.failures = tuple(failures)
        self.as_of_assumed = as_of_assumed
        self._by_engine = by_engine
        self._coverage = coverage
        self.wording = wording
        # What is worked out once; `functools.cached_property` takes a lock each time in Python 3.11.
        self._outcomes: tuple[tuple[Outcome, ...], tuple[Disagreement, ...]] | None = None
        self._alerts: tuple[Alert, ...] | None = None
        self._by_status: tuple[list[Outcome], ...] | None = None
        self._not_covered: tuple[NotCovered, ...] | None = None
        self._not_checked: tuple[NotChecked, ...] | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One outcome for each rule and set of orders: where engines differ, the one that a reader must see first."""
        return self._compared()[0]

    @property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Where the engines differ. An alert of either stands among the alerts."""
        return self._compared()[1]

    def _compared(self) -> tuple[tuple[Outcome, ...], tuple[Disagreement, ...]]:
        found = self._outcomes
        if found is None:
            found = self._outcomes = self._compare()
        return found

    def _compare(self) -> tuple[tuple[Outcome, ...], tuple[Disagreement, ...]]:
        if len(self._by_engine) < 2:
            return tuple(next(iter(self._by_engine.values()), ())), ()
        keyed = {name: {outcome.key: outcome for outcome in outcomes} for name, outcomes in self._by_engine.items()}
        outcomes: list[Outcome] = []
        differences: list[Disagreement] = []
        for key in dict.fromkeys(key for found in keyed.values() for key in found):
            each = {name: found.get(key) for name, found in keyed.items()}
            present = [outcome for outcome in each.values() if outcome is not None]
            result = present[0]
            for other in present[1:]:
                result = graver(result, other)
            outcomes.append(result)
            if len({None if outcome is None else outcome.verdict for outcome in each.values()}) > 1:
                medications = tuple(order.id for order in result.orders)
                differences.append(Disagreement(self.plan.rules[key[0]], medications, each))
        return tuple(outcomes), tuple(differences)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What fired, merged, gravest first."""
        found = self._alerts
        if found is None:
            found = self._alerts = merge(self.plan, self.chart, self.outcomes, self.wording)
        return found

    @property
    def by_status(self) -> tuple[list[Outcome], ...]:
        """The outcomes in the order in which they came, by the number of their status."""
        found = self._by_status
        if found is None:
            found = self._by_status = tuple([[] for _ in range(_STATUSES)])
            for outcome in self.outcomes:
                found[outcome.status].append(outcome)
        return found

    @property
    def fired(self) -> tuple[Outcome, ...]:
        """What fired, not merged."""
        return tuple(self.by_status[Status.FIRED])

    @property
    def suppressed(self) -> tuple[Outcome, ...]:
        """What fired and was suppressed by a modifier that is known to hold."""
        return tuple(self.by_status[Status.SUPPRESSED])

    @property
    def not_evaluated(self) -> tuple[Outcome, ...]:
        """What could not be evaluated for want of an input."""
        return tuple(self.by_status[Status.NOT_EVALUATED])

    @property
    def unanswered(self) -> tuple[Unanswered, ...]:
        """The missing inputs, each with the rules that wait for it."""
        found: dict[Missing, list[Outcome]] = {}
        for outcome in self.not_evaluated:
            for missing in outcome.evidence.missing:
                found.setdefault(missing, []).append(outcome)
        return tuple(Unanswered(missing, tuple(outcomes)) for missing, outcomes in found.items())

    @property
    def clear(self) -> tuple[Outcome, ...]:
        """What is known to be clear."""
        return tuple(self.by_status[Status.CLEAR])

    @property
    def not_covered(self) -> tuple[NotCovered, ...]:
        """Drugs that are not known, and kinds of check that know nothing of a drug."""
        found = self._not_covered
        if found is None:
            found = self._not_covered = self._coverage.missing(self.chart, self.outcomes)
        return found

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What of the input took no part."""
        return self.chart.case.unread + self.chart.notes

    @property
    def not_checked(self) -> tuple[NotChecked, ...]:
        """What is known of the patient, and no loaded rule holds the drugs against."""
        found = self._not_checked
        if found is None:
            found = self._not_checked = self._coverage.not_checked(self.chart)
        return found

    @property
    def is_complete(self) -> bool:
        """Whether everything that was to be checked was checked."""
        return not (
            self.not_evaluated
            or self.not_covered
            or self.not_checked
            or self.disagreements
            or self.failures
            or any(unread.is_error for unread in self.unread)
        )

    def to_json(self) -> str:
        """The report as JSON text on one line: what `rxrules.report.document` holds, written several times faster."""
        from rxrules.report.writing import report_text  # noqa: PLC0415  only for who asks for it

        return report_text(self)

    @property
    def status(self) -> str:
        """``alerts``, ``incomplete`` or ``clear``.

        A disagreement of engines, or the failure of one, makes it ``incomplete`` whatever else was found.
        """
        if self.disagreements or self.failures:
            return "incomplete"
        if self.alerts:
            return "alerts"
        return "clear" if self.is_complete else "incomplete"
