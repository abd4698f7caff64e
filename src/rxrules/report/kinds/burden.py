"""Burdens in the report: what each order adds, the total, and the level that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.chart import MEASURES
from rxrules.chart.totals import course_of
from rxrules.plan import Burden
from rxrules.report.amounts import canonical_span_text, in_unit, span_text
from rxrules.report.asking import Printed, asked, canonical, readable, window_words
from rxrules.report.circumstances import FALSE, TRUE, circumstances
from rxrules.report.finding import Finding, Value
from rxrules.report.kinds.base import KindReport, named, patient_facts, said, without_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import BurdenItem, Condition, Level, Plan
    from rxrules.report.finding import Line

_TOTALS = {"points": "points", "per_day": "daily total", "lifetime": "lifetime total"}
_CODES = {"points": "DACT", "per_day": "DOSEH", "lifetime": "MDOSE"}


class BurdenReport(KindReport[Burden]):
    """A total in the unit of its author, with what each order adds."""

    reads = frozenset({"amount"})

    def drugs(self, plan: Plan, body: Burden, outcome: Outcome) -> tuple[str, ...]:
        """What of each order adds."""
        wanted = self._members(plan, body)
        return tuple([named(order, wanted) for order in outcome.orders])

    def finding(self, plan: Plan, chart: Chart, body: Burden, outcome: Outcome) -> Finding:  # noqa: ARG002
        """The total, and the level that it reaches."""
        drugs = self.drugs(plan, body, outcome)
        total, level = outcome.evidence.measured, _level(body, outcome)
        if total is None or level is None:
            return without_value(_CODES[body.measure], drugs, plan, outcome)
        is_high = level.window.low is not None
        edge = level.window.low if level.window.low is not None else level.window.high
        unit = body.unit or "1"
        measured = Value(_TOTALS[body.measure], in_unit(total[1], body.factor), unit, in_unit(total[0], body.factor))
        limit = None
        if edge is not None:
            closed = level.window.low_closed if is_high else level.window.high_closed
            side = ("clear below" if closed else "clear up to") if is_high else ("clear above" if closed else "clear from")
            limit = Value(side, in_unit(edge, body.factor), unit, in_unit(edge, body.factor))
        words = span_text(measured.low, measured.value, readable(body.unit) or "points").strip()
        label = f" ({level.label})" if level.label else ""
        names = ", ".join(dict.fromkeys(drugs))
        message = f"{names}: {words} in all{label}, the level is {self._window(body, level)}"
        return Finding(_CODES[body.measure] if is_high else "DOSEL", drugs, measured, limit, said(message, outcome))

    def severity(self, base: int, body: Burden, outcome: Outcome) -> int:
        """That of the level that is reached."""
        level = _level(body, outcome)
        return base if level is None else level.severity

    def merge_key(self, body: Burden, outcome: Outcome) -> tuple[object, ...]:  # noqa: ARG002
        """Each adds up something else."""
        return (outcome.rule,)

    def found_lines(self, plan: Plan, chart: Chart, body: Burden, outcome: Outcome) -> Sequence[Line]:
        """Every contribution, the total and the level."""
        lines = [line for order in outcome.orders for row in order.parts or (order,) for line in self._adds(plan, chart, body, row)]
        lines += self._patient_adds(plan, chart, body, outcome)
        if outcome.evidence.measured is not None:
            unit = readable(body.unit) or "points"
            lines.append((_TOTALS[body.measure], canonical_span_text(*outcome.evidence.measured, body.factor, unit)))
        level = _level(body, outcome)
        for one in body.levels if level is None else (level,):
            lines.append((f"level ({one.label})" if one.label else "level", self._window(body, one)))
        return lines

    def _adds(self, plan: Plan, chart: Chart, body: Burden, row: ChartOrder) -> Iterator[Line]:
        by = circumstances(plan)
        for item in body.items:
            if item.population is None:
                continue
            truth = TRUE if item.condition is None else by.truth(chart, (row,), item.condition)
            for ingredient in row.ingredients:
                if ingredient not in plan.populations[item.population]:
                    continue
                if truth == FALSE and item.condition is not None:
                    parts = by.deciding(chart, (row,), item.condition)
                    yield f"{row.id} adds", f"{ingredient}: nothing, {'; '.join(part.found for part in parts)}"
                else:
                    unsure = "" if truth == TRUE else ", or nothing"
                    yield f"{row.id} adds", f"{ingredient}: {self._share(body, item, row, ingredient)}{unsure}"

    def _share(self, body: Burden, item: BurdenItem, row: ChartOrder, ingredient: str) -> str:
        """One contribution: the amount, the factor and their product."""
        if body.measure == "points":
            return f"{item.weight:.12g} {_points(item.weight)}"
        dose = row.doses.get(ingredient)
        amounts = None if dose is None else dose.amounts.get(body.base)
        if amounts is None:
            return "an amount that is not known"
        if body.measure == "per_day":
            span: tuple[float, float] | None = (amounts[MEASURES["per_day"]], amounts[MEASURES["per_day"] + 1])
        else:
            span = course_of(row, (amounts.dose_low, amounts.dose_high))
        if span is None:
            return "a course whose doses are not known in number"
        given = canonical(body.base) + ("/d" if body.measure == "per_day" else "")
        factor = in_unit(item.weight, body.factor)
        low, high = span[0] * item.weight, span[1] * item.weight if item.weight else 0.0
        product = canonical_span_text(low, high, body.factor, readable(body.unit))
        return f"{span_text(*span, readable(given))} x {factor:.12g} = {product}"

    def _patient_adds(self, plan: Plan, chart: Chart, body: Burden, outcome: Outcome) -> Iterator[Line]:
        by = circumstances(plan)
        for item in body.items:
            if item.population is not None or item.condition is None:
                continue
            rows = self.participants(plan, body, outcome)
            truth = by.truth(chart, rows, item.condition)
            if truth != FALSE:
                parts = by.deciding(chart, rows, item.condition)
                words = "; ".join(part.found for part in parts)
                amount = f"{in_unit(item.weight, body.factor):.12g} {readable(body.unit) or _points(item.weight)}"
                yield "the patient adds", f"{words}: {amount}{'' if truth == TRUE else ', or nothing'}"

    def required(self, body: Burden) -> Sequence[Condition]:
        """What must hold of an order to count, where that is the same for all."""
        conditions = {item.condition for item in body.items if item.population is not None}
        return [("order", -1, condition) for condition in conditions if condition is not None] if len(conditions) == 1 else ()

    def conditions(self, body: Burden) -> Sequence[tuple[str, Condition]]:
        """What is asked of the patient."""
        return [("", item.condition) for item in body.items if item.population is None and item.condition is not None]

    def populations(self, body: Burden) -> Sequence[int] | None:
        """All that add."""
        return tuple(dict.fromkeys(item.population for item in body.items if item.population is not None))

    def holds_against(self, body: Burden) -> Collection[str]:
        """What of the patient adds."""
        return frozenset[str]().union(*(patient_facts(condition) for _, condition in self.conditions(body)))

    def washes_out(self, body: Burden) -> bool:
        """A lifetime total counts what has ended."""
        return body.measure == "lifetime"

    def detail(self, plan: Plan, body: Burden, ingredient: str) -> str | None:
        """What the ingredient adds, and the levels."""
        items = [item for item in body.items if item.population is not None and ingredient in plan.populations[item.population]]
        if not items:
            return None
        per = "" if body.measure == "points" else f" for each {readable(canonical(body.base))}"
        weights = dict.fromkeys(item.weight for item in items)
        adds = " or ".join(f"{in_unit(one, body.factor):.12g} {readable(body.unit) or _points(one)}{per}" for one in weights)
        levels = ", ".join(self._window(body, level) for level in body.levels)
        return f"{_TOTALS[body.measure]}: adds {adds}; levels {levels}"

    def sides(self, plan: Plan, body: Burden) -> Sequence[Sequence[str]]:
        """Any of all that add."""
        return [tuple(sorted(self._members(plan, body)))]

    def asks(self, plan: Plan, body: Burden) -> Sequence[str]:
        """The levels, and what of the patient adds."""
        lines = [f"It alerts from a level of: {', '.join(self._window(body, level) for level in body.levels)}."]
        return [*lines, *(f"The patient adds: {asked(plan, condition)}." for _, condition in self.conditions(body))]

    @staticmethod
    def _members(plan: Plan, body: Burden) -> frozenset[str]:
        return frozenset[str]().union(*(plan.populations[item.population] for item in body.items if item.population is not None))

    @staticmethod
    def _window(body: Burden, level: Level) -> str:
        return window_words(level.window, Printed("", body.unit or "1", body.factor))


def _points(number: float) -> str:
    return "point" if number == 1 else "points"


def _level(body: Burden, outcome: Outcome) -> Level | None:
    place = outcome.evidence.bound
    return body.levels[place] if 0 <= place < len(body.levels) else None
