"""What holds of a case: the parts that decide a condition of the plan, each with what was read.

Truth is the native engine's, which is the specification; nothing here decides anything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.plan import Window
from rxrules.report.asking import asked, printed, window_words
from rxrules.report.finding import Value
from rxrules.report.observed import found_of, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder, Reading
    from rxrules.engines.native.conditions import ConditionBuilder
    from rxrules.engines.native.logic import Test
    from rxrules.plan import Condition, Plan

    Orders = tuple[ChartOrder, ...]

FALSE, UNKNOWN, TRUE = 0, 1, 2


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
        self._tests: dict[Condition, Test] = {}

    def truth(self, chart: Chart, orders: Orders, condition: Condition) -> int:
        """Whether it holds: FALSE, UNKNOWN or TRUE."""
        return self._tested(chart, orders, condition)[0]

    def _tested(self, chart: Chart, orders: Orders, condition: Condition) -> tuple[int, list[str]]:
        from rxrules.engines.native.logic import Causes  # noqa: PLC0415

        test = self._tests.get(condition)
        if test is None:
            test = self._tests[condition] = self._builder.test(condition)
        causes = Causes()
        truth = test(chart, orders, causes)
        return truth, [*(missing.reason for missing in causes.missing), *causes.latitude]

    def deciding(self, chart: Chart, orders: Orders, condition: Condition, *, negated: bool = False) -> list[Part]:
        """The parts that make a condition hold, or not hold, or that leave it open.

        Args:
            chart: the case.
            orders: by slot.
            condition: of the plan.
            negated: whether its opposite is asked for.
        """
        # message, trace and fingerprint of an alert ask for the same
        key = self, condition, negated, *map(id, orders)
        found: list[Part] | None = chart.memo.get(key)  # type: ignore[assignment]
        if found is None:
            found = chart.memo[key] = self._decide(chart, orders, condition, negated=negated)
        return found

    def _decide(self, chart: Chart, orders: Orders, condition: Condition, *, negated: bool) -> list[Part]:
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
            found = found_of(self._plan, chart, orders, condition, holds=truth == TRUE)
            if operator == "range":
                window = Window(*rest[1:-1])  # type: ignore[arg-type]
                variable = str(rest[0])
                side = _side(window, variable, None if truth == TRUE else chart.readings[variable])
        return Part(TRUE - truth if negated else truth, asked(self._plan, condition, negated=negated), found, side, condition)


def _side(window: Window, variable: str, outside: Reading | None) -> str:
    """The values of a window in words; or those on the side of it on which a reading is."""
    how = printed(variable, window.low, window.high)
    if outside is None:
        return window_words(window, how)
    if window.low is not None and window.high is not None:
        end = window._replace(low=None) if outside.low >= window.high else window._replace(high=None)
        return f"{window_words(end, how, outside=True)}, outside {window_words(window, how)}"
    return window_words(window, how, outside=True)


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
        name = (
            ("clear below" if window.low_closed else "clear up to")
            if inside
            else "clear from"
            if window.low_closed
            else "clear above"
        )
        edges.append((abs(reading.low - window.low), name, window.low))
    if window.high is not None:
        name = (
            ("clear above" if window.high_closed else "clear from")
            if inside
            else "clear up to"
            if window.high_closed
            else "clear below"
        )
        edges.append((abs(reading.high - window.high), name, window.high))
    if not edges:
        return None
    _, name, edge = min(edges)
    number = how.number(edge)
    high = INFINITY if reading.high == INFINITY else how.number(reading.high)
    # a bound from above on what may be negative has no low end to print
    low = high if reading.low == -INFINITY else how.number(reading.low)
    return Value(name_of(variable, reading)[0], high, how.unit, low), Value(name, number, how.unit, number)


class _Same:
    """A plan as the key of a cache: the same one, not an equal one, whose hash would take as long as reading it."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan


@lru_cache(maxsize=4)
def _made(key: _Same) -> Circumstances:
    return Circumstances(key.plan)


def _condition(part: object) -> Condition:
    assert isinstance(part, tuple)  # noqa: S101  of the plan's form
    return part
