"""The Chart: a case as engines read it, with names resolved to ingredients and every quantity a canonical float.

It does not depend on any ruleset, so that one chart serves every check of a case. Here and in `rxrules.units`, `terminology` and
`clinical` is all that the engines share; matching, bands, comparisons, modifiers and severities are each engine's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.model import Case, Condition, Dosage, Order, Sex, Unread
    from rxrules.terminology import Product, Unresolved

INFINITY = float("inf")


class Missing(NamedTuple):
    """An input that is not there, or can't be used: its path in the case, and why."""

    path: str
    reason: str


class Reading(NamedTuple):
    """A variable of the patient: what it is known to lie between, both ends included.

    Attributes:
        low, high: canonical; equal where the value is exact.
        age: days since it was measured, None where no date is known; 0 for what does not age.
        path: where it was read.
        text: as it was written, for the trace.
    """

    low: float
    high: float
    age: float | None
    path: str
    text: str


class Amounts(NamedTuple):
    """How much of one ingredient an order gives, in the canonical unit of one base (``mass``, ``activity``, ``count:puff``).

    Attributes:
        dose_low, dose_high: the largest dose that the order has.
        least_low, least_high: the smallest dose that it has.
        day_low, day_high: in any 24 hours; ``day_high`` is infinite where the timing is not known.
        week_low, week_high: the same in any 7 days.
    """

    dose_low: float
    dose_high: float
    least_low: float
    least_high: float
    day_low: float
    day_high: float
    week_low: float
    week_high: float


#: Where the low end of each measure stands in `Amounts`; its high end is the next one.
MEASURES = {"per_dose": 0, "per_day": 4, "per_week": 6}


@define(eq=False)
class IngredientDose:
    """The doses of one ingredient in one order.

    Attributes:
        amounts: by base of the kind of quantity.
        missing: why a base that one may ask for is not there.
        day_missing: why ``day_high`` is infinite, or None.
        salt: of which the amounts are, as labelled; empty where the label does not say.
        salt_factor: mass of base in a mass of that salt, with its source, where it is known and matters.
    """

    amounts: dict[str, Amounts]
    missing: tuple[Missing, ...] = ()
    day_missing: Missing | None = None
    salt: str = ""
    salt_factor: tuple[float, str] | None = None


class Tested(NamedTuple):
    """That a test was done: how many days ago the newest was (None: it has no date), where it stands, and as it was written."""

    age: float | None
    path: str
    text: str


class ChartAllergy(NamedTuple):
    """An allergy as it was written, with the ingredients that it was resolved to.

    Attributes:
        standing: False for one that is resolved or refuted.
        substance: the text without what only says that there is an allergy; empty where that is the text itself.
    """

    text: str
    code: str
    system: str
    ingredients: frozenset[str]
    standing: bool
    substance: str = ""


@define(eq=False)
class ChartOrder:
    """An order as engines read it; or one part of an order that has several dosage instructions, one part each.

    Attributes:
        index: its place among the chart's rows; an order in parts has that of its first part.
        ingredients: what it contains, in the order of the product; empty where nothing was resolved.
        proposed: whether it is what is being decided, or may be: its status is unknown.
        start, end: the period in days, half-open; minus and plus infinity where it is open.
        latest_start: the last moment at which it may have started; ``start`` is the first.
        ended: the end in days where one is known, given or reckoned, for washout.
        routes: where it goes; ``route_assumed`` where they are the ingredient's usual ones because none was given.
        prn: whether anything of it is taken as needed; ``prn_all``: whether all of it is, None where no timing is known.
        duration: of the course in days, low and high, or None.
        is_mixture: the ingredients were stated by the caller and are no licensed combination, so they are checked with each other.
        dosage: the instruction that it rests on; None where there is none, or several.
        whole: the order that it is a part of; None for an order.
        parts: of an order with several instructions.
        phase: the sequence of its instruction, where the order has several: parts of different phases are never taken together.
    """

    index: int
    id: str
    ingredients: tuple[str, ...]
    proposed: bool
    live: bool
    history: bool
    start: float
    latest_start: float
    end: float
    ended: float | None
    routes: frozenset[str]
    route_assumed: bool
    prn: bool
    prn_all: bool | None
    duration: tuple[float, float] | None
    is_mixture: bool
    doses: dict[str, IngredientDose]
    source: Order
    product: Product | None
    unresolved: tuple[Unresolved, ...] = ()
    route_text: str = ""
    dosage: Dosage | None = None
    whole: ChartOrder | None = None
    parts: tuple[ChartOrder, ...] = ()
    phase: int | None = None

    @property
    def order(self) -> ChartOrder:
        """The whole order."""
        return self.whole or self

    @property
    def path(self) -> str:
        """Where the order stands, for paths of what is missing."""
        return f"medications.{self.id}"


@define(eq=False)
class Chart:
    """One case, ready for any engine.

    Attributes:
        as_of: in days.
        readings: by variable (see `rxrules.plan`).
        missing: for a variable without a reading, why; one that is not named is simply not given.
        pregnant, breastfeeding: as recorded; where nothing is, False for men, small children and the old.
        conditions: None where the list is absent.
        incomplete: names of lists of the patient that may lack something.
        preferences, goals: None where the list is absent; ``allergies`` likewise.
        tests: the newest of each test that was done, by name; None where the list of observations is absent.
        strange_tests: those of a name that nobody knows, coded in no system that is known either: each may be any test.
        history_complete: whether the orders hold all that was ever given.
        deciding: whether some order is proposed and alerts are limited to those that involve one.
        orders: all, whole; outcomes are about these.
        rows: what engines look at: orders, and the parts of those that have parts.
        live: the concurrent rows with at least one known ingredient; ``history``: those that ended.
        pairs: each ingredient of each concurrent row, with its row.
        by_ingredient: the concurrent rows of each ingredient.
        has_parts: whether some row is a part of an order.
        notes: what took no part, and why.
    """

    case: Case
    as_of: float
    readings: dict[str, Reading]
    missing: dict[str, tuple[Missing, ...]]
    sex: Sex | None
    pregnant: bool | None
    breastfeeding: bool | None
    conditions: tuple[Condition, ...] | None
    deciding: bool
    orders: tuple[ChartOrder, ...]
    rows: tuple[ChartOrder, ...] = ()
    has_parts: bool = False
    incomplete: frozenset[str] = frozenset()
    preferences: tuple[Condition, ...] | None = None
    goals: tuple[Condition, ...] | None = None
    allergies: tuple[ChartAllergy, ...] | None = None
    tests: dict[str, Tested] | None = None
    strange_tests: tuple[Tested, ...] = ()
    history_complete: bool | None = None
    live: tuple[ChartOrder, ...] = ()
    history: tuple[ChartOrder, ...] = ()
    pairs: tuple[tuple[str, ChartOrder], ...] = ()
    by_ingredient: dict[str, tuple[ChartOrder, ...]] = field(factory=dict)
    notes: tuple[Unread, ...] = ()
    #: what engines work out about this chart and want to find again, by their own key
    memo: dict[object, object] = field(factory=dict)

    def asks(self, orders: Iterable[ChartOrder]) -> bool:
        """Whether an outcome about these orders is asked for: where something is being decided, it must involve that."""
        return not self.deciding or any(order.proposed for order in orders)
