"""Dose limits: bands decided, orders added up, limits compared, each by questions to the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Amounts, Missing
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
_ANYTHING = Amounts._make((0.0, INFINITY) * (len(Amounts._fields) // 2))


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
    exact: str
    ranged: str
    missing: tuple[Missing, ...]


#: The limits that are passed, each with whether that is certain.
Passed = tuple[tuple[Candidate, bool], ...]


_RANGE = "the prescription leaves a range, and its far end passes the limit"
_UNSETTLED = "it is not known which band holds: the limits of every band that may hold are passed"


class _Counted(NamedTuple):
    """The orders that surely count, those that count at least by latitude, all that may count; and what says so of each."""

    sure: Orders
    likely: Orders
    every: Orders
    terms: tuple[Term, ...]


class _Patient(NamedTuple):
    """What is known of the domain and of each band."""

    domain: list[Term]
    bands: list[Term]


class LimitRule(NamedTuple):
    """One rule, its conditions ready.

    Attributes:
        bands: the tests of each.
        edges: the edges of each bound of each band where they don't depend on the patient, as JSON.
    """

    common: Ready
    body: DoseLimit
    holds: Ground | None
    domain: tuple[Ground, ...]
    bands: tuple[tuple[Ground, ...], ...]
    edges: tuple[tuple[tuple[str, str], ...], ...]

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> LimitRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, DoseLimit)  # noqa: S101
        return cls(
            Ready.of(index, rule, grounds),
            body,
            None if body.condition is None else grounds.of(body.condition),
            tuple(grounds.of(test) for test in body.domain),
            tuple(tuple(grounds.of(test) for test in band.tests) for band in body.bands),
            tuple(
                tuple(
                    ("", "") if bound.scale else _edges(bound.name, bound.value, bound.value)
                    for bound in band.bounds
                )
                for band in body.bands
            ),
        )

    def evaluate(self, facts: Facts, orders: Orders) -> Steps[list[Outcome]]:
        """The outcome for the orders of the ingredient that count together, and for those that don't count."""
        terms: list[Term] = [] if self.holds is None else [self.holds(facts, (order,)) for order in orders]
        domain = [test(facts, ()) for test in self.domain]
        bands = [conjunction([test(facts, ()) for test in tests]) for tests in self.bands]
        yield from settle((*terms, *domain, *bands))
        patient = _Patient(domain, bands)
        if not terms:
            return [(yield from self._judge(facts, _Counted(orders, orders, orders, ()), patient))]
        pairs = tuple(zip(orders, terms, strict=True))
        counted = _Counted(
            sure=tuple(order for order, term in pairs if term.truth == TRUE),
            likely=tuple(order for order, term in pairs if term.truth in (TRUE, LATITUDE)),
            every=tuple(order for order, term in pairs if term.truth != FALSE),
            terms=tuple(terms),
        )
        out = tuple(order for order, term in pairs if term.truth == FALSE)
        outcomes: list[Outcome] = []
        if counted.every and facts.chart.asks(counted.every):
            outcomes.append((yield from self._judge(facts, counted, patient)))
        if out and facts.chart.asks(out):
            outcomes.append(not_applicable(self.common.rule, out))
        return outcomes

    def _judge(self, facts: Facts, counted: _Counted, patient: _Patient) -> Steps[Outcome]:
        rule, about = self.common.rule, counted.every
        when: Term = Known(TRUE) if self.common.when is None else self.common.when(facts, about)
        yield from settle((when,))
        if when.truth == FALSE:
            return not_applicable(rule, about)
        candidates = yield from self._choose(facts, patient)
        if not candidates:
            return not_evaluated(rule, about, self._in_no_band(facts.chart))
        gaps = self._unsettled(facts.chart, patient, candidates)
        settled = not gaps
        dose = self._dose(counted.sure, counted.likely)
        gaps.extend(dose.missing)
        passed: Passed = ()
        if counted.likely:
            passed = yield from self._compare(facts, candidates, dose, gaps)
        if not passed:
            yield from self._worst_case(facts, candidates, counted, gaps)
            if gaps:
                return not_evaluated(rule, about, [*when.missing(), *gaps])
            return Outcome(rule, about, Status.CLEAR, 0, True, Evidence(band=candidates[0]))  # noqa: FBT003
        # what passes the limits of all bands is passed for certain only where it is known that one of them
        # holds
        gravest, certain = yield from _gravest([(one, certain and settled) for one, certain in passed])
        evidence = Evidence(
            band=gravest.band,
            bound=gravest.bound,
            measured=(dose.low, dose.high),
            limit=gravest.limit,
            missing=tuple(dict.fromkeys(gaps)),
        )
        latitude = tuple(text for term in counted.terms if term.truth == LATITUDE for text in term.latitude())
        finding = (
            Known(TRUE) if certain else Known(LATITUDE, (), latitude or (_RANGE if settled else _UNSETTLED,))
        )
        common = self.common._replace(when=None)
        parts = [finding] if self.common.when is None else [finding, when]
        return (yield from conclude(facts, common, about, about, parts, gravest.severity, evidence))

    def _worst_case(
        self, facts: Facts, candidates: Sequence[int], counted: _Counted, gaps: list[Missing]
    ) -> Steps[None]:
        """Where orders that may not count at all would pass a limit, what is missing to know of them is a gap."""
        if gaps or len(counted.likely) == len(counted.every):
            return
        worst = self._dose(counted.sure, counted.every)
        gaps.extend(worst.missing)
        if gaps or (yield from self._compare(facts, candidates, worst, gaps)):
            gaps.extend(one for term in counted.terms if term.truth == MISSING for one in term.missing())

    def _unsettled(self, chart: Chart, patient: _Patient, candidates: Sequence[int]) -> list[Missing]:
        """What is missing to know which band holds, or whether any does."""
        missing: list[Missing] = []
        for term, test in zip(patient.domain, self.body.domain, strict=True):
            reading = chart.readings.get(str(test[1]))
            # a result that is only known to lie above or below a number leaves the domain open, and is not
            # missing
            if term.truth == MISSING and (reading is None or INFINITY not in (reading.high, -reading.low)):
                missing.extend(term.missing())
        for place in candidates:
            if patient.bands[place].truth == MISSING:
                missing.extend(patient.bands[place].missing())
        return missing

    def _choose(self, facts: Facts, patient: _Patient) -> Steps[tuple[int, ...]]:
        """The bands that hold or may hold, after those that hold have ruled out what their policy says."""
        if any(term.truth == FALSE for term in patient.domain):
            return ()
        bands = patient.bands
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
        tests = [*self.body.domain, *(test for band in self.body.bands for test in band.tests)]
        variables = dict.fromkeys(str(test[1]) for test in tests)
        readings = [chart.readings[variable] for variable in variables if variable in chart.readings]
        found = tuple(
            Missing(reading.path, f"{reading.text} is in no band of the rule") for reading in readings
        )
        return tuple(dict.fromkeys(found)) or (Missing("rule", "no band of the rule holds"),)

    def _dose(self, sure: Orders, counted: Orders) -> Dose:
        """Add up what the orders give; how a sum compares is the network's to say."""
        missing: list[Missing] = []
        given = [(order, self._amounts(order, missing)) for order in counted]
        if self.body.measure == "per_dose":
            if not given:
                return Dose(0.0, 0.0, 0.0, ())
            order, amounts = given[0]
            if amounts.dose_high == INFINITY:
                missing.extend(order.doses[self.body.ingredient].missing)
            return Dose(
                amounts.dose_low if sure else 0.0, amounts.dose_high, amounts.least_low, tuple(missing)
            )
        place = MEASURES[self.body.measure]
        low = high = floor = 0.0
        certain = {order.index for order in sure}
        for start in {order.start for order in counted}:
            least = most = needed = 0.0
            for order, amounts in given:
                if order.start <= start < order.end:
                    most += amounts[place + 1]
                    least += amounts[place] if order.index in certain else 0.0
                    # what is taken as needed may be taken less often than a minimum asks for
                    needed += amounts[place + 1 if order.prn else place]
            low, high, floor = max(low, least), max(high, most), max(floor, needed)
        if high == INFINITY:
            for order, amounts in given:
                reason = order.doses[self.body.ingredient].day_missing
                if amounts[place + 1] == INFINITY and reason is not None:
                    missing.append(reason)
        return Dose(low, high, floor, tuple(missing))

    def _amounts(self, order: ChartOrder, missing: list[Missing]) -> Amounts:
        """What one order gives in the base and the salt of the rule; what can't be said is from nothing to anything."""
        dose = order.doses[self.body.ingredient]
        amounts = dose.amounts.get(self.body.base)
        if amounts is None:
            why = f"the dose is given in {', '.join(sorted(dose.amounts)) or 'nothing'}, the limit is in {self.body.base}"
            missing.extend(dose.missing or (Missing(f"{order.path}.dose", why),))
            return _ANYTHING
        wanted, labelled, factor = self.body.expressed_as, dose.salt, self.body.salt_factor
        if wanted in ("", labelled) or not labelled:
            # a label that does not name the salt follows the convention that the rule names
            return amounts
        if factor is not None and dose.salt_factor is not None:
            ratio = dose.salt_factor[0] / factor
            return Amounts._make(amount * ratio for amount in amounts)
        why = f"the dose is of the {labelled}, the limit of the {wanted}: no conversion is known"
        missing.append(Missing(f"{order.path}.drug", why))
        return _ANYTHING

    def _compare(self, facts: Facts, bands: Sequence[int], dose: Dose, gaps: list[Missing]) -> Steps[Passed]:
        """Hold a dose against the limits that all of the bands have; adds to ``gaps`` what is missing of them."""
        candidates: list[Candidate] = []
        opens: list[bool] = []
        for candidate in self._candidates(facts, bands):
            candidates.append(candidate)
            # what a missing input leaves open is not known, rather than possible; that of one limit says nothing of another
            opens.append(not (gaps or candidate.missing))
        gaps.extend(missing for candidate in candidates for missing in candidate.missing)
        if not candidates:
            return ()
        case = facts.case()
        exact = dose.low == dose.high == dose.floor and all(c.limit[0] == c.limit[1] for c in candidates)
        if exact:
            place = facts.add(f'"kind":"amount","dose":{case},"x":{number(dose.low)}')
            asked = [f'"dose":{case},{candidate.exact}' for candidate in candidates]
        else:
            low, high, floor = number(dose.low), number(dose.high), number(dose.floor)
            place = facts.add(f'"kind":"dose","dose":{case},"lo":{low},"hi":{high},"floor":{floor}')
            asked = [
                f'"kind":"bound","dose":{case},{candidate.ranged},"open":{int(is_open)}.0'
                for candidate, is_open in zip(candidates, opens, strict=True)
            ]
        (answer,) = yield [Question(asked, (place,))]
        return tuple(
            (candidates[firing.place], firing.verdict.startswith("C"))
            for firing in sorted(answer, key=lambda firing: firing.place)
            if firing.verdict[0] in "CP"
        )

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
            yield Candidate(band, place, bound.severity, (low, high), *edges, tuple(missing))


def _edges(name: str, low: float, high: float) -> tuple[str, str]:
    """A limit as JSON, with the tolerance in its edges: one that is known exactly, and one by interval."""
    if name.endswith("max"):
        first, last, kind, side = number(above(low)), number(above(high)), "most", 1
    else:
        first, last, kind, side = number(below(low)), number(below(high)), "least", 0
    return f'"kind":"{kind}","L":{first}', f'"side":{side}.0,"L":{first},"H":{last}'


def _limit(bound: Bound, chart: Chart, missing: list[Missing]) -> tuple[float, float]:
    """What a bound allows this patient, lowest and highest."""
    if not bound.scale:
        return bound.value, bound.value
    ceiling = INFINITY if bound.cap is None else bound.cap
    reading = chart.readings.get(bound.scale)
    if reading is None:
        absent = (Missing(f"patient.{bound.scale}", f"{bound.scale} is missing"),)
        missing.extend(chart.missing.get(bound.scale, absent))
        return 0.0, ceiling
    if bound.within is not None and (reading.age is None or reading.age > bound.within):
        missing.append(Missing(reading.path, f"stale: {reading.text} is older than {bound.within:g} d"))
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
