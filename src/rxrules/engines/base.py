"""What every engine gives: for each rule and set of orders that it concerns, exactly one outcome."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder, Missing
    from rxrules.plan import Plan


class Status(IntEnum):
    """What came of a rule; there is no "safe" among them. The numbers rank what a reader must see first."""

    CLEAR = 0
    SUPPRESSED = 1
    NOT_EVALUATED = 2
    FIRED = 3


class Evidence(NamedTuple):
    """What an outcome rests on; kept small, and put into words only when it is read.

    Attributes:
        applies: False where the rule is clear because what it asks of the orders or the patient is known not to hold.
        missing: the inputs without which it could not be evaluated; on an alert, those that could change it.
        assumed: what a possible alert rests on (an assumed route, a range of the prescription).
        modifier: the index of the modifier that applied, or -1.
        unknown: the indices of modifiers that could not be evaluated and would have changed something.
        band, bound: of a dose limit, the indices of the band and the bound that were passed, or -1.
        measured: low and high of the measured dose, canonical.
        limit: low and high of the limit, canonical; they differ where the band or the weight is unknown.
        swapped: whether the orders stand for the participants the other way round.
    """

    applies: bool = True
    missing: tuple[Missing, ...] = ()
    assumed: tuple[str, ...] = ()
    modifier: int = -1
    unknown: tuple[int, ...] = ()
    band: int = -1
    bound: int = -1
    measured: tuple[float, float] | None = None
    limit: tuple[float, float] | None = None
    swapped: bool = False


PLAIN = Evidence()
NOT_APPLICABLE = Evidence(applies=False)


class Outcome(NamedTuple):
    """What came of one rule for one set of orders.

    Attributes:
        rule: the index of the rule in the plan.
        orders: the orders that it concerns, by their place in the list.
        severity: a rank in `rxrules.plan.SEVERITIES`; it means something only where the rule fired.
        certain: False where the alert rests on the worst case of a range, or on an assumption.
    """

    rule: int
    orders: tuple[ChartOrder, ...]
    status: Status
    severity: int
    certain: bool
    evidence: Evidence

    @property
    def key(self) -> tuple[int, tuple[int, ...]]:
        """What it is about; no other outcome of a check has the same."""
        return self.rule, tuple(order.index for order in self.orders)

    @property
    def verdict(self) -> tuple[int, int, bool]:
        """What two engines must agree on: the status, and of an alert its severity and certainty."""
        fired = self.status == Status.FIRED
        return int(self.status), self.severity if fired else -1, self.certain if fired else True


def graver(a: Outcome, b: Outcome) -> Outcome:
    """The outcome that a reader must see first, where one rule speaks twice of the same orders.

    SAFETY: it keeps what is missing to know of the other, which might have been graver.
    """
    if _rank(b) > _rank(a):
        a, b = b, a
    if b.evidence.missing and b.status >= Status.NOT_EVALUATED:
        missing = tuple(dict.fromkeys(a.evidence.missing + b.evidence.missing))
        return a._replace(evidence=a.evidence._replace(missing=missing))
    return a


def _rank(outcome: Outcome) -> tuple[int, int, bool, bool]:
    severity = outcome.severity if outcome.status == Status.FIRED else 0
    return int(outcome.status), severity, outcome.certain, outcome.evidence.applies


def one_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One outcome of each rule for each set of orders: the gravest, where products or orders hold several of what it asks for."""
    kept: dict[tuple[int, tuple[int, ...]], Outcome] = {}
    for outcome in outcomes:
        key = outcome.key
        old = kept.get(key)
        kept[key] = outcome if old is None else graver(old, outcome)
    return list(kept.values())


def whole_outcomes(outcomes: list[Outcome], chart: Chart) -> list[Outcome]:
    """Outcomes about rows as outcomes about orders: parts become the order that they are of, and one rule speaks once of it."""
    if not chart.has_parts:
        return outcomes
    return one_each(_whole(outcome) for outcome in outcomes)


def _whole(outcome: Outcome) -> Outcome:
    if all(row.whole is None for row in outcome.orders):
        return outcome
    orders = tuple(dict.fromkeys([row.whole or row for row in outcome.orders]))
    return outcome._replace(orders=orders)


class Engine(Protocol):
    """Evaluates one plan; total: whatever the chart, it returns, or raises `EngineError` and nothing else."""

    name: str

    def __init__(self, plan: Plan) -> None: ...

    def evaluate(self, chart: Chart) -> Sequence[Outcome]:
        """Every outcome, in the order of the plan's rules and of the orders."""
        ...
