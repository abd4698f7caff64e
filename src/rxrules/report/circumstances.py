"""What holds of a case: the parts that decide a condition of the plan, each with what was read.

Truth is the native engine's, which is the specification; nothing here decides anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.chart.estimates import ESTIMATES
from rxrules.chart.totals import amount_over_orders, apart
from rxrules.chart.chart import MEASURES
from rxrules.model import ProblemStatus
from rxrules.plan import Window
from rxrules.report.amounts import span_text
from rxrules.report.asking import HOURS, asked, canonical, printed, some, test_name, title_of, window_words
from rxrules.report.finding import Value
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import Chart, ChartAllergy, ChartOrder, Reading
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.plan import Condition, Plan

    Orders = tuple[ChartOrder, ...]

FALSE, UNKNOWN, TRUE = 0, 1, 2
_GONE = (ProblemStatus.RESOLVED, ProblemStatus.REFUTED)


class Part(NamedTuple):
    """A part that decides a condition.

    Attributes:
        truth: of what is asked: FALSE, UNKNOWN or TRUE.
        asked: by the rule, in words.
        found: what was read; where it is not known, why.
        side: of a reading, the values among which it is.
        condition: the part itself.
    """

    truth: int
    asked: str
    found: str
    side: str
    condition: Condition

    @property
    def said(self) -> str:
        """What holds of the patient, with the limit that it is held against."""
        return f"{self.found}, {self.side}" if self.side else self.found


def circumstances(plan: Plan) -> Circumstances:
    """The circumstances of a plan, made once for the plans that were used last."""
    return _made(_Same(plan))


class Circumstances:
    """Tells the truth of conditions of one plan, and what decides it."""

    def __init__(self, plan: Plan) -> None:
        # text is made only when somebody reads it
        from rxrules.engines.native.conditions import ConditionBuilder  # noqa: PLC0415

        self._plan = plan
        self._builder: ConditionBuilder = ConditionBuilder(plan)

    def truth(self, chart: Chart, orders: Orders, condition: Condition) -> int:
        """Whether it holds: FALSE, UNKNOWN or TRUE."""
        return self._tested(chart, orders, condition)[0]

    def _tested(self, chart: Chart, orders: Orders, condition: Condition) -> tuple[int, list[str]]:
        from rxrules.engines.native.logic import Causes  # noqa: PLC0415

        causes = Causes()
        truth = self._builder.test(condition)(chart, orders, causes)
        return truth, [*(missing.reason for missing in causes.missing), *causes.latitude]

    def deciding(self, chart: Chart, orders: Orders, condition: Condition, *, negated: bool = False) -> list[Part]:
        """The parts that make a condition hold, or not hold, or that leave it open.

        Args:
            chart: the case.
            orders: by slot.
            condition: of the plan.
            negated: whether its opposite is asked for.
        """
        operator, *rest = condition
        if operator == "not":
            return self.deciding(chart, orders, _condition(rest[0]), negated=not negated)
        if operator in ("all", "any"):
            each = [(orders, _condition(part)) for part in rest]
            return self._of_junction(chart, condition, orders, each, is_all=operator == "all", negated=negated)
        if operator == "order":
            slot, inner = rest
            if isinstance(slot, int) and slot >= 0:
                return self.deciding(chart, (orders[slot],), _condition(inner), negated=negated)
            each = [((order,), _condition(inner)) for order in orders]
            return self._of_junction(chart, condition, orders, each, is_all=slot == -2, negated=negated)
        return [self._leaf(chart, orders, condition, negated=negated)]

    def _of_junction(
        self,
        chart: Chart,
        condition: Condition,
        orders: Orders,
        each: Sequence[tuple[Orders, Condition]],
        *,
        is_all: bool,
        negated: bool,
    ) -> list[Part]:
        truth = self.truth(chart, orders, condition)
        # all hold, or none does: every part has a part in it; else those decide that are as the whole is
        every = truth == (TRUE if is_all else FALSE)
        return [
            part
            for whose, inner in each
            if every or self.truth(chart, whose, inner) == truth
            for part in self.deciding(chart, whose, inner, negated=negated)
        ]

    def _leaf(self, chart: Chart, orders: Orders, condition: Condition, *, negated: bool) -> Part:
        truth, reasons = self._tested(chart, orders, condition)
        operator, *rest = condition
        side = ""
        if truth == UNKNOWN:
            found = "; ".join(dict.fromkeys(reasons)) or "not known"
        else:
            found = _FOUND[str(operator)](self._plan, chart, orders, truth == TRUE, *rest)
            if operator == "range":
                window = Window(*rest[1:-1])  # type: ignore[arg-type]
                side = window_words(window, printed(str(rest[0]), window.low, window.high), outside=truth == FALSE)
        return Part(TRUE - truth if negated else truth, asked(self._plan, condition, negated=negated), found, side, condition)


def value_and_edge(chart: Chart, part: Part) -> tuple[Value, Value] | None:
    """The value of a reading that holds, and the edge beyond which this part would be clear; None for other parts.

    The name of the edge says on which side of it that is, and whether the edge itself belongs to it.
    """
    if part.condition[0] != "range":
        return None
    variable = str(part.condition[1])
    window = Window(*part.condition[2:-1])  # type: ignore[arg-type]
    reading = chart.readings.get(variable)
    how = printed(variable, window.low, window.high)
    if reading is None:
        return None
    inside = window.low is None or reading.low >= window.low
    inside = inside and (window.high is None or reading.high <= window.high)
    edges: list[tuple[float, str, float]] = []
    if window.low is not None:
        name = ("clear below" if window.low_closed else "clear up to") if inside else "clear from" if window.low_closed else "clear above"
        edges.append((abs(reading.low - window.low), name, window.low))
    if window.high is not None:
        name = ("clear above" if window.high_closed else "clear from") if inside else "clear up to" if window.high_closed else "clear below"
        edges.append((abs(reading.high - window.high), name, window.high))
    if not edges:
        return None
    _, name, edge = min(edges)
    number = how.number(edge)
    high = INFINITY if reading.high == INFINITY else how.number(reading.high)
    label = how.name.partition(",")[0]
    return Value(label, high, how.unit, how.number(reading.low)), Value(name, number, how.unit, number)


def reading_words(variable: str, reading: Reading) -> str:
    """A reading in words: its name, its value as it was written, and of an estimate the formula."""
    how = printed(variable)
    if variable in ("age_months", "age_days"):
        return _age_words(variable, reading)
    if variable.startswith("est:"):
        title = ESTIMATES[variable.removeprefix("est:")].title if variable.removeprefix("est:") in ESTIMATES else how.name
        value, _, by = reading.text.partition(" (")
        # an estimate that chooses among formulas tells in its text which it took
        title = by.partition(";")[0].rstrip(")") or title
        name, _, formula = title.partition(", ")
        return f"{name} {value} ({formula})" if formula else f"{value} ({name})"
    return f"{how.name} {reading.text}".replace("{1.73_m2}", "1.73 m2")


def _age_words(variable: str, reading: Reading) -> str:
    low, high = reading.low, reading.high
    unit = "days"
    if variable == "age_months":
        unit = "months"
        if low >= 24:
            low, high, unit = low // 12, high // 12, "years"
    words = f"age {low:g} {unit}" if low == high else f"age {low:g} to {high:g} {unit}"
    return f"{words} (born {reading.text})" if reading.path.endswith("birth_date") else words


def recorded(chart: Chart, what: str, names: Sequence[str], plan: Plan) -> list[str]:
    """The entries of a list of the patient that a definition recognises, as they were written."""
    listed = getattr(chart, what) or ()
    definitions = {one.id: (one.names, one.icd10, one.snomed) for one in plan.conditions if one.id in names}
    index = ConditionIndex(definitions)
    return [one.text or f"{one.system} {one.code}".strip() for one in listed if index.find(one.text, one.code, one.system)]


def allergies(plan: Plan, chart: Chart, order: ChartOrder, allergen: int, population: int | None) -> list[ChartAllergy]:
    """The standing allergies that an ``allergy`` condition finds for an order."""
    own = frozenset(order.ingredients)
    if population is not None and allergen < 0:
        own = own.intersection(plan.populations[population])
    index = ConditionIndex({})
    wanted = own
    if allergen >= 0:
        one = plan.allergens[allergen]
        index = ConditionIndex({one.id: (one.names, (), one.snomed)})
        wanted = frozenset() if one.population is None else frozenset(plan.populations[one.population])
    return [
        entry
        for entry in chart.allergies or ()
        if entry.standing and (wanted & entry.ingredients or index.find(entry.text, entry.code, entry.system))
    ]


class _Same:
    """A plan as the key of a cache: the same one, not an equal one, whose hash would take as long as reading it."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan


@lru_cache(maxsize=8)
def _made(key: _Same) -> Circumstances:
    return Circumstances(key.plan)


def _condition(part: object) -> Condition:
    assert isinstance(part, tuple)  # noqa: S101  of the plan's form
    return part


# What was found, where it is known: of the plan, the chart, the orders, whether the condition holds, and its members.


def _read(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, variable: str, *_: Any) -> str:  # noqa: FBT001
    return reading_words(variable, chart.readings[variable])


def _sex(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, _wanted: str) -> str:  # noqa: FBT001
    return chart.sex.value if chart.sex is not None else "not known"


def _state(name: str) -> Callable[..., str]:
    def found(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, _wanted: bool) -> str:  # noqa: FBT001
        return name if getattr(chart, name) else f"not {name}"

    return found


def _listed(what: str, plan: Plan, chart: Chart, holds: bool, name: str) -> str:  # noqa: FBT001
    title = title_of(plan, name)
    if not holds:
        return f"{title} is not recorded"
    words = [one for one in recorded(chart, what, (name,), plan) if one.casefold() != title.casefold()]
    return f"{title} (recorded as {', '.join(words)})" if words else title


def _problem(plan: Plan, chart: Chart, _orders: Orders, holds: bool, name: str, _active: bool) -> str:  # noqa: FBT001
    return _listed("conditions", plan, chart, holds, name)


def _wish(plan: Plan, chart: Chart, _orders: Orders, holds: bool, what: str, name: str) -> str:  # noqa: FBT001
    return f"{what.removesuffix('s')}: {_listed(what, plan, chart, holds, name)}"


def _beside(
    plan: Plan,
    chart: Chart,
    orders: Orders,
    holds: bool,  # noqa: FBT001
    population: int,
    _condition: Condition | None,
    present: bool,  # noqa: FBT001
    _own: Sequence[int],
) -> str:
    members = plan.populations[population]
    taking_part = {order.id for order in orders}
    if holds != present:
        return f"none of {some(members)}" if len(members) > 1 else f"no {some(members)}"
    there = [
        f"{'/'.join(name for name in row.ingredients if name in members)} ({row.id})"
        for row in chart.live
        if row.id not in taking_part and not set(members).isdisjoint(row.ingredients)
    ]
    return f"with {', '.join(dict.fromkeys(there)) or some(members)}"


def _by(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _routes: object) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is given by {', '.join(sorted(order.routes))}"


def _given(
    plan: Plan,
    chart: Chart,
    orders: Orders,
    _holds: bool,  # noqa: FBT001
    population: int,
    measure: str,
    base: str,
    routes: Sequence[str] | None,
    *_window: Any,
) -> str:
    (order,) = orders
    members = plan.populations[population]
    names = {"per_dose": "dose", "per_day": "daily dose", "per_week": "weekly dose"}
    unit = canonical(base) + {"per_day": "/d", "per_week": "/wk"}.get(measure, "")
    words = []
    for ingredient, dose in order.doses.items():
        amounts = dose.amounts.get(base)
        if (members and ingredient not in members) or amounts is None:
            continue
        low, high = amounts[MEASURES[measure]], amounts[MEASURES[measure] + 1]
        if measure != "per_dose":
            by = None if routes is None else frozenset(routes)
            low, high, _ = amount_over_orders(chart, order, ingredient, base, MEASURES[measure], by)
        words.append(f"{names[measure]} of {ingredient} {span_text(low, high, unit)}")
    return ", ".join(words) or f"{order.id} gives none of it"


def _lasts(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    (order,) = orders
    return f"the course of {order.id} is {span_text(*order.duration, 'd')}" if order.duration else f"{order.id} has no length"


def _taken(_plan: Plan, chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    (order,) = orders
    low, high = max(0.0, chart.as_of - order.latest_start), max(0.0, chart.as_of - order.start)
    return f"{order.id} has been taken for {span_text(low // 1, high // 1 if high != INFINITY else high, 'd')}"


def _apart(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    one, other = orders
    distance = apart(one, other)
    return f"{one.id} and {other.id} are taken {HOURS.text(distance or 0.0)} apart"


def _as_needed(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _wanted: bool) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is {'' if order.prn_all else 'not '}taken as needed"


def _indication(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _name: str) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is given for {', '.join(one.text or one.code for one in order.source.indication or ())}"


def _test_done(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, names: Sequence[str], _within: float | None) -> str:  # noqa: FBT001
    newest = newest_test(chart, names)
    called = " or ".join(map(test_name, names))
    if newest is None:
        return f"no {called} is recorded"
    age, text = newest
    return f"the last {called} is of {age:g} d ago ({text})" if age is not None else f"{called}: {text}"


def newest_test(chart: Chart, names: Sequence[str]) -> tuple[float | None, str] | None:
    """How many days ago the newest of some tests was done, and as it was written; None where none was."""
    done = [chart.tests[name] for name in names if name in (chart.tests or {})] if chart.tests else []
    if not done:
        return None
    newest = min(done, key=lambda one: INFINITY if one.age is None else one.age)
    return newest.age, newest.text


def _allergic(plan: Plan, chart: Chart, orders: Orders, holds: bool, allergen: int, population: int | None) -> str:  # noqa: FBT001
    (order,) = orders
    if not holds:
        return "no such allergy is recorded"
    entries = allergies(plan, chart, order, allergen, population)
    return "recorded allergy to " + ", ".join(one.text or f"{one.system} {one.code}".strip() for one in entries)


_FOUND: dict[str, Callable[..., str]] = {
    "range": _read,
    "sex": _sex,
    "pregnant": _state("pregnant"),
    "breastfeeding": _state("breastfeeding"),
    "condition": _problem,
    "stated": _wish,
    "with": _beside,
    "route": _by,
    "amount": _given,
    "duration": _lasts,
    "taken": _taken,
    "apart": _apart,
    "prn": _as_needed,
    "indication": _indication,
    "tested": _test_done,
    "allergy": _allergic,
}
