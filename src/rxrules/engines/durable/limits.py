"""Dose limits: bands decided, orders added up, limits compared, each by questions to the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Amounts, Missing
from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.terms import FALSE, LATITUDE, MISSING, TRUE, Known, conjunction, settle
from rxrules.engines.durable.verdict import Ready, conclude, not_applicable, not_evaluated
from rxrules.engines.durable.waves import Question
from rxrules.engines.edges import above, below
from rxrules.plan import DoseLimit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.durable.conditions import Ground, Grounds
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.terms import Term
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import Bound, PlanRule

Orders = tuple["ChartOrder", ...]
_ANYTHING = Amounts(0.0, INFINITY, 0.0, INFINITY, 0.0, INFINITY)


class Dose(NamedTuple):
    """What is given, by interval, and the least that a minimum is held against; with what is missing to know it better."""

    low: float
    high: float
    floor: float
    missing: tuple[Missing, ...]


class Candidate(NamedTuple):
    """A limit of all bands that may hold: its first band and bound, its side, its interval, its edges, what is missing of it."""

    band: int
    bound: int
    severity: int
    limit: tuple[float, float]
    fact: str
    missing: tuple[Missing, ...]


class Found(NamedTuple):
    """What the network says of the limits: those that are passed (with certainty), and whether some could not be decided."""

    passed: tuple[tuple[Candidate, bool], ...]
    undecided: bool


class LimitRule(NamedTuple):
    """One rule, its conditions ready.

    Attributes:
        bands: the tests of each.
        edges: the edges of each bound of each band where they don't depend on the patient, as JSON.
    """

    common: Ready
    body: DoseLimit
    holds: Ground | None
    bands: tuple[tuple[Ground, ...], ...]
    edges: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> LimitRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, DoseLimit)  # noqa: S101
        return cls(
            Ready.of(index, rule, grounds),
            body,
            None if body.condition is None else grounds.of(body.condition),
            tuple(tuple(grounds.of(test) for test in band.tests) for band in body.bands),
            tuple(
                tuple(
                    "" if bound.scale else _edges(bound.name, bound.value, bound.value)
                    for bound in band.bounds
                )
                for band in body.bands
            ),
        )

    def evaluate(self, facts: Facts, orders: Orders) -> Steps[list[Outcome]]:
        """The outcome for the orders of the ingredient that count together, and for those that don't count."""
        terms: list[Term] = [] if self.holds is None else [self.holds(facts, (order,)) for order in orders]
        bands = [conjunction([test(facts, ()) for test in tests]) for tests in self.bands]
        # a further condition that speaks of no order is decided with the bands, in the same wave
        yield from settle((*terms, *bands))
        if not terms:
            return [(yield from self._judge(facts, orders, orders, orders, orders, (), bands))]
        counted = tuple(zip(orders, terms, strict=True))
        every = tuple(order for order, term in counted if term.truth != FALSE)
        likely = tuple(order for order, term in counted if term.truth in (TRUE, LATITUDE))
        sure = tuple(order for order, term in counted if term.truth == TRUE)
        out = tuple(order for order, term in counted if term.truth == FALSE)
        outcomes = [not_applicable(self.common.rule, out)] if out else []
        if every:
            outcomes.append((yield from self._judge(facts, every, sure, likely, every, terms, bands)))
        return outcomes

    def _judge(
        self,
        facts: Facts,
        about: Orders,
        sure: Orders,
        likely: Orders,
        every: Orders,
        terms: Sequence[Term],
        bands: Sequence[Term],
    ) -> Steps[Outcome]:
        rule = self.common.rule
        when: Term = Known(TRUE) if self.common.when is None else self.common.when(facts, about)
        yield from settle((when,))
        if when.truth == FALSE:
            return not_applicable(rule, about)
        candidates = yield from self._choose(facts, bands)
        if not candidates:
            return not_evaluated(rule, about, self._in_no_band(facts.chart))
        unknown = [
            missing
            for number_ in candidates
            if bands[number_].truth == MISSING
            for missing in bands[number_].missing()
        ]
        dose = self._dose(sure, likely)
        gaps = [*unknown, *dose.missing]
        found = yield from self._compare(facts, candidates, dose, gaps)
        if not found.passed:
            if not gaps and len(likely) < len(every):
                worst = self._dose(sure, every)
                gaps.extend(worst.missing)
                if gaps or (yield from self._compare(facts, candidates, worst, gaps)).passed:
                    gaps.extend(
                        missing for term in terms if term.truth == MISSING for missing in term.missing()
                    )
            if gaps:
                return not_evaluated(rule, about, [*when.missing(), *gaps])
            measured = dose.low, dose.high
            return Outcome(
                rule, about, Status.CLEAR, 0, True, Evidence(measured=measured, band=candidates[0])
            )  # noqa: FBT003
        passed, certain = yield from _gravest(found.passed)
        evidence = Evidence(
            band=passed.band, bound=passed.bound, measured=(dose.low, dose.high), limit=passed.limit
        )
        latitude = tuple(
            dict.fromkeys(text for term in terms if term.truth == LATITUDE for text in term.latitude())
        )
        finding = (
            Known(TRUE)
            if certain
            else Known(
                LATITUDE,
                (),
                latitude or ("the prescription leaves a range, and its upper end passes the limit",),
            )
        )
        common = self.common._replace(when=None)
        parts = [finding] if self.common.when is None else [finding, when]
        return (yield from conclude(facts, common, about, about, parts, passed.severity, evidence))

    def _choose(self, facts: Facts, bands: Sequence[Term]) -> Steps[tuple[int, ...]]:
        """The bands that hold or may hold, after those that hold have ruled out what their policy says."""
        possible = [place for place, band in enumerate(bands) if band.truth != FALSE]
        if len(possible) < 2:
            return tuple(possible)
        case, first = facts.case(), f"{int(self.body.first)}.0"
        (answer,) = yield [
            Question(
                [
                    f'"kind":"band","c":{case},"k":{place}.0,"x":{bands[place].truth}.0,"first":{first}'
                    for place in possible
                ]
            )
        ]
        defeated = {possible[firing.place] for firing in answer if firing.verdict.startswith("D")}
        return tuple(place for place in possible if place not in defeated)

    def _in_no_band(self, chart: Chart) -> tuple[Missing, ...]:
        variables = dict.fromkeys(str(test[1]) for band in self.body.bands for test in band.tests)
        readings = [chart.readings[variable] for variable in variables if variable in chart.readings]
        found = tuple(
            Missing(reading.path, f"{reading.text} is in no band of the rule") for reading in readings
        )
        return tuple(dict.fromkeys(found)) or (Missing("rule", "no band of the rule holds"),)

    def _dose(self, sure: Orders, counted: Orders) -> Dose:
        """Add up what the orders give; how a sum compares is the network's to say."""
        missing: list[Missing] = []
        given = [(order, self._amounts(order, missing)) for order in counted]
        if self.body.measure != "per_day":
            if not given:
                return Dose(0.0, 0.0, 0.0, ())
            order, amounts = given[0]
            if amounts.dose_high == INFINITY:
                missing.extend(order.doses[self.body.ingredient].missing)
            return Dose(
                amounts.dose_low if sure else 0.0, amounts.dose_high, amounts.least_low, tuple(missing)
            )
        low = high = 0.0
        certain = {order.index for order in sure}
        for start in {order.start for order in counted}:
            least = most = 0.0
            for order, amounts in given:
                if order.start <= start < order.end:
                    most += amounts.day_high
                    least += amounts.day_low if order.index in certain else 0.0
            low, high = max(low, least), max(high, most)
        if high == INFINITY:
            for order, amounts in given:
                reason = order.doses[self.body.ingredient].day_missing
                if amounts.day_high == INFINITY and reason is not None:
                    missing.append(reason)
        as_needed = any(order.prn for order in counted)
        return Dose(low, high, high if as_needed else low, tuple(missing))

    def _amounts(self, order: ChartOrder, missing: list[Missing]) -> Amounts:
        """What one order gives in the base and the salt of the rule; what can't be said is from nothing to anything."""
        dose = order.doses[self.body.ingredient]
        amounts = dose.amounts.get(self.body.base)
        if amounts is None:
            why = f"the dose is given in {', '.join(sorted(dose.amounts)) or 'nothing'}, the limit is in {self.body.base}"
            missing.extend(dose.missing or (Missing(f"{order.path}.dose", why),))
            return _ANYTHING
        salt = self.body.expressed_as
        if salt in ("", dose.salt) or not dose.salt:
            return amounts
        if salt == "base" and dose.salt_factor:
            return Amounts._make(amount * dose.salt_factor[0] for amount in amounts)
        missing.append(
            Missing(
                f"{order.path}.drug",
                f"the dose is of the {dose.salt}, the limit of the {salt}: no conversion",
            )
        )
        return _ANYTHING

    def _compare(self, facts: Facts, bands: Sequence[int], dose: Dose, gaps: list[Missing]) -> Steps[Found]:
        """Hold a dose against the limits that all of the bands have; adds to ``gaps`` what is missing of them."""
        candidates = []
        for candidate in self._candidates(facts, bands):
            gaps.extend(candidate.missing)
            # what a missing input leaves open is not known, rather than possible
            candidates.append(
                candidate._replace(fact=candidate.fact + (',"open":0.0' if gaps else ',"open":1.0'))
            )
        if not candidates:
            return Found((), undecided=False)
        case = facts.case()
        place = facts.add(
            f'"kind":"dose","dose":{case},"lo":{number(dose.low)},"hi":{number(dose.high)},"floor":{number(dose.floor)}'
        )
        (answer,) = yield [
            Question([f'"kind":"bound","dose":{case},{candidate.fact}' for candidate in candidates], (place,))
        ]
        passed = tuple(
            (candidates[firing.place], firing.verdict.startswith("C"))
            for firing in sorted(answer, key=lambda firing: firing.place)
            if firing.verdict[0] in "CP"
        )
        return Found(passed, undecided=any(firing.verdict.startswith("U") for firing in answer))

    def _candidates(self, facts: Facts, bands: Sequence[int]) -> Iterable[Candidate]:
        """The limits by name; where several bands may hold, only what passes the limits of all of them is passed."""
        names = dict.fromkeys(bound.name for band in bands for bound in self.body.bands[band].bounds)
        for name in names:
            same = [
                (band, place, bound)
                for band in bands
                for place, bound in enumerate(self.body.bands[band].bounds)
                if bound.name == name
            ]
            if len(same) < len(bands):
                continue  # a band without this limit may be the one that holds
            missing: list[Missing] = []
            ranges = [_limit(bound, facts.chart, missing) for _, _, bound in same]
            low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
            band, place, bound = same[0]
            edges = self.edges[band][place] if len(same) == 1 and not bound.scale else _edges(name, low, high)
            yield Candidate(band, place, bound.severity, (low, high), edges, tuple(missing))


def _edges(name: str, low: float, high: float) -> str:
    """The side of a limit, and its edges with the tolerance in them, as JSON."""
    if name.endswith("max"):
        return f'"side":1.0,"L":{number(above(low))},"H":{number(above(high))}'
    return f'"side":0.0,"L":{number(below(low))},"H":{number(below(high))}'


def _limit(bound: Bound, chart: Chart, missing: list[Missing]) -> tuple[float, float]:
    """What a bound allows this patient, lowest and highest."""
    if not bound.scale:
        return bound.value, bound.value
    ceiling = INFINITY if bound.cap is None else bound.cap
    reading = chart.readings.get(bound.scale)
    if reading is None:
        missing.extend(
            chart.missing.get(bound.scale, (Missing(f"patient.{bound.scale}", f"{bound.scale} is missing"),))
        )
        return 0.0, ceiling
    value = min(bound.value * reading.low, ceiling)
    return value, value


def _gravest(passed: Sequence[tuple[Candidate, bool]]) -> Steps[tuple[Candidate, bool]]:
    """The one of the gravest severity, and of these one that is certain."""
    if len(passed) == 1:
        return passed[0]
    (answer,) = yield [
        Question(
            [f'"kind":"grave","rank":{one.severity}.0,"certain":{int(certain)}.0' for one, certain in passed]
        )
    ]
    place = min(firing.place for firing in answer if firing.verdict == answer[0].verdict)
    return passed[place]
