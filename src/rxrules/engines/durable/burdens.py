"""Burdens: what each row adds, the sum of it, and the levels that the network finds it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Missing
from rxrules.chart.totals import fullest
from rxrules.engines import latitude
from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.durable.asked import held
from rxrules.engines.durable.bounds import ask_gravest, gravest
from rxrules.engines.durable.doses import course, past_and_present, unknown_past
from rxrules.engines.durable.numerals import span_json
from rxrules.engines.durable.terms import FALSE, LATITUDE, MISSING, TRUE, Known, settle
from rxrules.engines.durable.verdict import Ready, conclude, not_applicable, not_evaluated
from rxrules.plan import Burden

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.durable.conditions import Ground, Grounds, Orders
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.terms import Term
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import Plan, PlanRule

    _Adding = tuple["ChartOrder", "_Item", Term]

Span = tuple[float, float]
_NOTHING: Span = (0.0, 0.0)


class _Item(NamedTuple):
    """What adds: the ingredients, what must hold of a row, and how much each counts."""

    members: frozenset[str]
    holds: Ground | None
    weight: float
    place: int


class _Level(NamedTuple):
    """A window of totals, by its place in the rule, as JSON and with the end that is told."""

    bound: int
    window: str
    severity: int
    limit: Span


class BurdenRule(NamedTuple):
    """One rule, its conditions ready.

    Attributes:
        members: the ingredients of all items.
        patient: what adds that is no drug: what must hold, and how much it counts.
    """

    common: Ready
    body: Burden
    members: frozenset[str]
    items: tuple[_Item, ...]
    patient: tuple[tuple[Ground | None, float], ...]
    levels: tuple[_Level, ...]

    @classmethod
    def of(cls, index: int, rule: PlanRule, plan: Plan, grounds: Grounds) -> BurdenRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, Burden)  # noqa: S101
        ready = [(item, None if item.condition is None else grounds.of(item.condition)) for item in body.items]
        items = tuple(
            _Item(frozenset(plan.populations[item.population]), holds, item.weight, place)
            for place, (item, holds) in enumerate(ready)
            if item.population is not None
        )
        levels = []
        for place, level in enumerate(body.levels):
            low, _, high, _ = level.window
            edge = (low if low is not None else high) or 0.0
            levels.append(_Level(place, span_json(level.window), level.severity, (edge, edge)))
        return cls(
            Ready.of(index, rule, grounds),
            body,
            frozenset[str]().union(*(item.members for item in items)),
            items,
            tuple((holds, item.weight) for item, holds in ready if item.population is None),
            tuple(levels),
        )

    def rows(self, chart: Chart) -> Orders:
        """The rows that hold a member; of a lifetime also those that ended."""
        live = [row for row in chart.live if not self.members.isdisjoint(row.ingredients)]
        return past_and_present(chart, live, self.members) if self.body.measure == "lifetime" else tuple(live)

    def evaluate(self, facts: Facts, rows: Orders) -> Steps[list[Outcome]]:
        """The outcome for the rows that hold a member."""
        rule = self.common.rule
        held_by = [(row, item) for row in rows for item in self.items if not item.members.isdisjoint(row.ingredients)]
        # one term for each row and item
        terms: list[Term] = [Known(TRUE) if item.holds is None else item.holds(facts, (row,)) for row, item in held_by]
        yield from settle(terms)
        adding = [(row, item, term) for (row, item), term in zip(held_by, terms, strict=True) if term.truth != FALSE]
        counted = {row.index for row, _, _ in adding}
        about = tuple(row for row in rows if row.index in counted)
        if not facts.chart.asks(about or rows):
            return []
        if not about:
            return [not_applicable(rule, rows)]
        when: Term = Known(TRUE) if self.common.when is None else self.common.when(facts, about)
        patient = [Known(TRUE) if ground is None else ground(facts, about) for ground, _ in self.patient]
        modifiers = [ground(facts, about) for ground, _ in self.common.modifiers]
        yield from settle((when, *patient, *modifiers))
        if when.truth == FALSE:
            return [not_applicable(rule, about)]
        unknown = [term for term in (*terms, *patient) if term.truth == MISSING]
        gaps = [missing for term in unknown for missing in term.missing()]
        total = self._total(facts.chart, adding, patient, gaps)
        missing = tuple(dict.fromkeys(gaps))
        reached = [held(facts, *total, level.window, missing, latitude.TOTAL) for level in self.levels]
        yield from settle(reached)
        pairs = tuple(zip(self.levels, reached, strict=True))
        candidates = [(level, term.truth == TRUE) for level, term in pairs if term.truth in (TRUE, LATITUDE)]
        if not candidates:
            if any(term.truth == MISSING for term in reached):
                return [not_evaluated(rule, about, [*when.missing(), *missing], Evidence(measured=total))]
            return [Outcome(rule, about, Status.CLEAR, 0, True, Evidence(measured=total))]
        level, certain = candidates[0]
        if len(candidates) > 1:
            question = ask_gravest(candidates)
            yield (question,)
            level, certain = gravest(candidates, question)
        why = [text for term in (*terms, *patient) if term.truth == LATITUDE for text in term.latitude()]
        finding = Known(TRUE) if certain else Known(LATITUDE, (), tuple(why) or (latitude.TOTAL,))
        evidence = Evidence(bound=level.bound, measured=total, limit=level.limit, missing=missing)
        common = self.common._replace(when=None)
        parts: list[Term] = [finding] if when.truth == TRUE else [finding, when]
        return [(yield from conclude(facts, common, about, about, parts, level.severity, evidence, modifiers))]

    def _total(self, chart: Chart, adding: Sequence[_Adding], patient: Sequence[Term], gaps: list[Missing]) -> Span:
        """The sum, lowest and highest; adds what is missing to know of amounts and of the past."""
        shares: dict[tuple[int, str], Span] = {}
        rows = {row.index: row for row, _, _ in adding}
        for row, item, term in adding:
            for ingredient in row.ingredients:
                if ingredient not in item.members:
                    continue
                low, high = (1.0, 1.0) if self.body.measure == "points" else self._amount(row, ingredient, gaps)
                # of several items for one ingredient the largest counts
                name = f"item {item.place}" if self.body.once == "items" and self.body.measure == "points" else ingredient
                before = shares.get((row.index, name), _NOTHING)
                least = low * item.weight if term.truth == TRUE else 0.0
                most = high * item.weight if item.weight else 0.0
                shares[row.index, name] = max(before[0], least), max(before[1], most)
        low, high = self._together(chart, rows, shares, gaps)
        for term, (_, weight) in zip(patient, self.patient, strict=True):
            low += weight if term.truth == TRUE else 0.0
            high += weight if term.truth != FALSE else 0.0
        return low, high

    def _together(
        self, chart: Chart, rows: dict[int, ChartOrder], shares: dict[tuple[int, str], Span], gaps: list[Missing]
    ) -> Span:
        measure = self.body.measure
        if measure == "points" and self.body.once != "orders":
            return _fullest_once([(rows[index], name, span) for (index, name), span in shares.items()])
        sums: dict[int, Span] = {}
        for (index, _), span in shares.items():
            before = sums.get(index, _NOTHING)
            sums[index] = before[0] + span[0], before[1] + span[1]
        if measure == "points":
            return _fullest_once([(rows[index], rows[index].id, span) for index, span in sums.items()])
        if measure == "per_day":
            low, high = fullest([(rows[index], span) for index, span in sums.items()])
            return low, high
        low, high = sum(span[0] for span in sums.values()), sum(span[1] for span in sums.values())
        if (gap := unknown_past(chart)) is not None:
            gaps.append(gap)
            return low, INFINITY
        return low, high

    def _amount(self, row: ChartOrder, ingredient: str, gaps: list[Missing]) -> Span:
        dose = row.doses[ingredient]
        amounts = dose.amounts.get(self.body.base)
        if amounts is None:
            where = "per m2" if self.body.base.endswith("/body_surface") else f"in {self.body.base}"
            gaps.extend(dose.missing or (Missing(f"{row.path}.dose", f"the dose is not given {where}"),))
            return 0.0, INFINITY
        if self.body.measure == "lifetime":
            return course(row, amounts, gaps)
        place = MEASURES["per_day"]
        if amounts[place + 1] == INFINITY:
            gaps.extend(dose.missing if dose.day_missing is None else (dose.day_missing,))
        return amounts[place], amounts[place + 1]


def _fullest_once(given: Sequence[tuple[ChartOrder, str, Span]]) -> Span:
    """The most at any moment, of each ingredient (or order) the largest that is there then."""
    low = high = 0.0
    for moment in {row.start for row, _, _ in given}:
        each: dict[str, Span] = {}
        for row, name, span in given:
            if row.start <= moment < row.end:
                before = each.get(name, _NOTHING)
                each[name] = max(before[0], span[0]), max(before[1], span[1])
        low, high = max(low, sum(span[0] for span in each.values())), max(high, sum(span[1] for span in each.values()))
    return low, high
