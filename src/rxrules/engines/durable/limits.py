"""Dose limits: bands decided, orders added up, limits compared, each by questions to the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines import latitude
from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.durable.bounds import Bounds, ask_gravest, compare, gravest
from rxrules.engines.durable.conditions import timeless_windows
from rxrules.engines.durable.doses import measure
from rxrules.engines.durable.terms import FALSE, LATITUDE, MISSING, TRUE, Known, conjunction, settle
from rxrules.engines.durable.verdict import Ready, conclude, not_applicable, not_evaluated
from rxrules.engines.durable.waves import Question
from rxrules.plan import DoseLimit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.durable.bounds import Candidate, Passed
    from rxrules.engines.durable.conditions import Ground, Grounds
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.terms import Term
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import Bound, Condition, PlanRule

Orders = tuple["ChartOrder", ...]


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
        bounds: of all bands.
        windows: of the domain, then of each band, None where a band asks nothing; None where one of them is more than one window,
            or asks how old a reading is.
    """

    common: Ready
    body: DoseLimit
    holds: Ground | None
    domain: tuple[Ground, ...]
    bands: tuple[tuple[Ground, ...], ...]
    bounds: Bounds
    windows: tuple[tuple[str, str] | None, ...] | None

    @classmethod
    def of(cls, index: int, rule: PlanRule, grounds: Grounds) -> LimitRule:
        """Make a rule of the plan ready."""
        body = rule.body
        assert isinstance(body, DoseLimit)  # noqa: S101
        common = Ready.of(index, rule, grounds)
        single = common.plain and all(len(band.tests) < 2 for band in body.bands)
        return cls(
            common,
            body,
            None if body.condition is None else grounds.of(body.condition),
            tuple(grounds.of(test) for test in body.domain),
            tuple(tuple(grounds.of(test) for test in band.tests) for band in body.bands),
            Bounds(body.bands),
            timeless_windows([*body.domain, *(band.tests[0] if band.tests else None for band in body.bands)]) if single else None,
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
        gaps = self._outside(facts.chart, patient)
        open_bands = [patient.bands[place] for place in candidates if patient.bands[place].truth == MISSING]
        # bands cover the domain of a rule; of some without one that may hold, none may
        inside = not gaps and (not open_bands or bool(patient.domain))
        gaps += [missing for band in open_bands for missing in band.missing()]
        dose = measure(facts.chart, self.body, counted.sure, counted.likely)
        gaps.extend(dose.missing)
        passed: Passed = []
        if counted.likely:
            passed = yield from compare(facts, self.bounds.of(facts.chart, candidates), dose, gaps)
        if not passed:
            yield from self._worst_case(facts, candidates, counted, gaps)
            if gaps:
                return not_evaluated(rule, about, [*when.missing(), *gaps])
            return Outcome(rule, about, Status.CLEAR, 0, True, Evidence(band=candidates[0]))
        # what passes the limits of all bands is passed for certain only where it is known that one of them holds
        passed = [(one, certain and inside) for one, certain in passed]
        worst, certain = passed[0]
        if len(passed) > 1:
            question = ask_gravest(passed)
            yield (question,)
            worst, certain = gravest(passed, question)
        # below a minimum is certain only where it is known that the limit speaks of the order at all
        certain = certain and bool(counted.sure)
        evidence = Evidence(
            band=worst.band,
            bound=worst.bound,
            measured=(dose.low, dose.high),
            limit=worst.limit,
            missing=tuple(dict.fromkeys(gaps)),
        )
        finding: Term = Known(TRUE)
        if not certain:
            why = [text for term in counted.terms if term.truth == LATITUDE for text in term.latitude()]
            also = self._milder(passed, worst) if counted.sure else None
            finding = Known(LATITUDE, (), latitude.limit(settled=inside, certain=also, counted=why))
        common = self.common._replace(when=None)
        parts = [finding] if self.common.when is None else [finding, when]
        return (yield from conclude(facts, common, about, about, parts, worst.severity, evidence))

    def _milder(self, passed: Passed, worst: Candidate) -> Bound | None:
        """The gravest of the other bounds that are passed for certain."""
        sure = [one for one, certain in passed if certain and one is not worst]
        best = max(sure, key=lambda one: one.severity, default=None)
        return None if best is None else self.body.bands[best.band].bounds[best.bound]

    def _worst_case(self, facts: Facts, candidates: Sequence[int], counted: _Counted, gaps: list[Missing]) -> Steps[None]:
        """Where orders that may not count at all would pass a limit, what is missing to know of them is a gap."""
        if gaps or len(counted.likely) == len(counted.every):
            return
        worst = measure(facts.chart, self.body, counted.sure, counted.every)
        gaps.extend(worst.missing)
        if gaps or (yield from compare(facts, self.bounds.of(facts.chart, candidates), worst, gaps)):
            gaps.extend(one for term in counted.terms if term.truth == MISSING for one in term.missing())

    def _outside(self, chart: Chart, patient: _Patient) -> list[Missing]:
        """What is missing to know that any band holds, because the value may lie outside of the domain."""
        missing: list[Missing] = []
        for term, test in zip(patient.domain, self.body.domain, strict=True):
            if term.truth == MISSING and not _is_bound(chart, test):
                missing.extend(term.missing())
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
        question = Question(
            [f'"kind":"+band","c":{case},"k":{place}.0,"x":{bands[place].truth}.0,"first":{first}' for place in possible]
        )
        yield (question,)
        defeated = {possible[place] for verdict, place in question.answer if verdict[0] == "D"}
        return tuple(place for place in possible if place not in defeated)

    def _in_no_band(self, chart: Chart) -> tuple[Missing, ...]:
        tests = [*self.body.domain, *(test for band in self.body.bands for test in band.tests)]
        variables = dict.fromkeys(str(test[1]) for test in tests)
        readings = [chart.readings[variable] for variable in variables if variable in chart.readings]
        found = tuple(Missing(reading.path, f"{reading.text} is in no band of the rule") for reading in readings)
        return tuple(dict.fromkeys(found)) or (Missing("rule", "no band of the rule holds"),)


def _is_bound(chart: Chart, test: Condition) -> bool:
    """Whether a fresh result is only known to lie above or below a number: it leaves the domain open, and is not missing."""
    _, variable, *_, within = test
    reading = chart.readings.get(str(variable))
    if reading is None or INFINITY not in (reading.high, -reading.low):
        return False
    return not isinstance(within, float) or (reading.age is not None and reading.age <= within)
