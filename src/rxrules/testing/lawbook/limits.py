"""Laws of limits and of what an alert rests on: at the limit, above it, with a larger dose and at a greater age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.engines.base import Status
from rxrules.plan import Burden, DoseLimit, Duplication, PatientCheck
from rxrules.testing.lawbook.subject import Law
from rxrules.testing.strategies.vocabulary import conditions_of
from rxrules.units import Quantity, equal, exceeds, parse_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.model import Case, Dosage
    from rxrules.plan import Bound, Condition, PlanRule
    from rxrules.testing.lawbook.subject import Subject
    from rxrules.testing.strategies.choices import Choices

_TIMES = ("duration", "interval")
_BEYOND = 1e-6
_AGES = ("age_months", "age_days")
_UP, _DOWN = "up", "down"


def _bound(outcome: Outcome, rule: PlanRule) -> Bound | None:
    """The bound of a dose limit that an outcome passed."""
    evidence = outcome.evidence
    if outcome.status != Status.FIRED or not isinstance(rule.body, DoseLimit) or evidence.band < 0 or evidence.bound < 0:
        return None
    return rule.body.bands[evidence.band].bounds[evidence.bound]


def _scaled(case: Case, factors: dict[str, float]) -> Case:
    """The case with the doses of some orders multiplied."""

    def scaled(dosage: Dosage, factor: float) -> Dosage:
        ends: dict[str, Any] = {}
        for name in ("dose", "rate"):
            given = getattr(dosage, name)
            if given is not None:
                low, high = (Quantity(end.value * factor, end.unit) for end in (given.low, given.high))
                ends[name] = evolve(given, low=low, high=high)
        return evolve(dosage, **ends)

    orders = []
    for order in case.orders:
        factor = factors.get(order.id, 1.0)
        orders.append(order if factor == 1.0 else evolve(order, dosages=tuple(scaled(one, factor) for one in order.dosages)))
    return evolve(case, orders=tuple(orders))


def _at_a_limit(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """Bring the doses of an alert exactly to its limit, and just beyond it."""
    del r
    tried = 0
    for outcome in subject.report(case).outcomes:
        rule = subject.plan.rules[outcome.rule]
        bound = _bound(outcome, rule)
        measured, limit = outcome.evidence.measured, outcome.evidence.limit
        if bound is None or measured is None or limit is None or not outcome.certain or not isinstance(rule.body, DoseLimit):
            continue
        exact = measured[0] == measured[1] > 0 and limit[0] == limit[1] > 0
        plain = not subject.asks_for(outcome.rule) & {"amount"} and rule.body.measure not in _TIMES
        capped = any(dosage.max_per or dosage.max_dose for order in outcome.orders for dosage in order.source.dosages)
        if not (exact and plain) or capped or tried > 1:
            continue
        tried += 1
        sign = 1 if bound.name.endswith("max") else -1
        for beyond in (0.0, sign * _BEYOND):
            factor = limit[0] / measured[0] * (1 + beyond)
            brought = _scaled(case, {order.id: factor for order in outcome.orders})
            now = [one for one in subject.report(brought).outcomes if one.key == outcome.key]
            passes = any(
                one.status in (Status.FIRED, Status.SUPPRESSED)
                and (
                    one.status == Status.SUPPRESSED
                    or (one.evidence.band, one.evidence.bound) == (outcome.evidence.band, outcome.evidence.bound)
                )
                for one in now
            )
            if passes != bool(beyond):
                where = "just beyond" if beyond else "exactly at"
                found = ", ".join(Status(one.status).name.lower() for one in now) or "nothing"
                yield f"{rule.id}: a dose {where} {bound.name} {bound.text} is {found} (doses times {factor!r})"


def _larger(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    factors = {order.id: r.pick((1.0, 1.5, 2.0, 10.0)) for order in case.orders}
    before = subject.report(case)
    after = {outcome.key: outcome for outcome in subject.report(_scaled(case, factors)).outcomes}
    for outcome in before.outcomes:
        rule = subject.plan.rules[outcome.rule]
        bound = _bound(outcome, rule)
        if bound is None or not bound.name.endswith("max") or "amount" in subject.asks_for(outcome.rule):
            continue
        now = after.get(outcome.key)
        if now is None or now.status != Status.FIRED or (now.severity, now.certain) < (outcome.severity, outcome.certain):
            became = "nothing" if now is None else f"{Status(now.status).name.lower()} of rank {now.severity}"
            yield f"{rule.id}: {bound.name} {bound.text} was passed with rank {outcome.severity}, and is {became} with larger doses"


def _evidence(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """What an alert says that it rests on is so: its severity is the rule's, its band holds, its limit is passed."""
    del r
    report = subject.report(case)
    for outcome in report.outcomes:
        rule, evidence = subject.plan.rules[outcome.rule], outcome.evidence
        if outcome.status == Status.SUPPRESSED and (evidence.modifier < 0 or rule.modifiers[evidence.modifier].severity >= 0):
            yield f"{rule.id} is suppressed, and by no modifier that suppresses"
        if outcome.status != Status.FIRED:
            continue
        wanted = rule.modifiers[evidence.modifier].severity if evidence.modifier >= 0 else own_severity(rule, outcome)
        if outcome.severity != wanted:
            yield f"{rule.id} fired with rank {outcome.severity}, and the rule says {wanted}"
        if isinstance(rule.body, DoseLimit):
            yield from _limit_evidence(rule, rule.body, outcome, report.chart)
        elif isinstance(rule.body, Duplication) and evidence.measured is not None and evidence.measured[1] <= rule.body.allow:
            yield f"{rule.id} fired with {evidence.measured[1]}, and allows {rule.body.allow}"
        elif isinstance(rule.body, Burden) and evidence.measured is not None and evidence.bound >= 0:
            window = rule.body.levels[evidence.bound].window
            outside = window.low is not None and exceeds(window.low, evidence.measured[1])
            if outside or (window.high is not None and exceeds(evidence.measured[0], window.high)):
                yield f"{rule.id} fired with a total of {evidence.measured}, outside of {window}"


def own_severity(rule: PlanRule, outcome: Outcome) -> int:
    """The severity that a rule says itself, before its modifiers."""
    place, band = outcome.evidence.bound, outcome.evidence.band
    if isinstance(rule.body, DoseLimit):
        return rule.body.bands[band].bounds[place].severity
    if isinstance(rule.body, PatientCheck):
        return rule.body.findings[place].severity
    if isinstance(rule.body, Burden):
        return rule.body.levels[place].severity
    return rule.severity


def _limit_evidence(rule: PlanRule, body: DoseLimit, outcome: Outcome, chart: Chart) -> Iterator[str]:
    evidence = outcome.evidence
    band = body.bands[evidence.band]
    bound = band.bounds[evidence.bound]
    # where it is not known which band holds, one of several is named, and the alert is only possible
    for test in (*body.domain, *band.tests) if outcome.certain else ():
        reading = chart.readings.get(str(test[1]))
        if reading is not None and not _may_lie_in(reading.low, reading.high, test):
            yield f"{rule.id} took the limit of the band {band.text!r}, and {reading.text} is not in it"
    if evidence.measured is None or evidence.limit is None:
        yield f"{rule.id} fired without saying what was measured"
        return
    (low, high), (least, most) = evidence.measured, evidence.limit
    maximum = bound.name.endswith("max")
    passed = exceeds(low if outcome.certain else high, most if outcome.certain else least) if maximum else True
    if not maximum:
        passed = exceeds(least, high) if outcome.certain else exceeds(most, low) or low == 0
    if not passed:
        yield f"{rule.id} fired, and {evidence.measured} does not pass {bound.name} {evidence.limit}"
    if least == most and outcome.certain:
        size = chart.readings[bound.scale].low if bound.scale else 1.0
        allowed = bound.value * size if bound.cap is None else min(bound.value * size, bound.cap)
        if not equal(allowed, most):
            yield f"{rule.id} says that its {bound.name} is {most:g}, and it is {allowed:g}"


def _may_lie_in(low: float, high: float, test: Condition) -> bool:
    _, _, first, _, last, _, _ = test
    below = isinstance(first, (int, float)) and exceeds(first, high)
    above = isinstance(last, (int, float)) and exceeds(low, last)
    return not (below or above)


def _older(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    ages = sorted((r.number(0, 100), r.number(0, 100)))
    if ages[0] == ages[1] or case.as_of is None:
        return
    young, old = ({outcome.key: outcome for outcome in subject.report(_aged(case, years)).outcomes} for years in ages)
    for number, rule in enumerate(subject.plan.rules):
        ways = ways_with_age(rule)
        for way, one, other in ((_UP, young, old), (_DOWN, old, young)):
            if way not in ways or ways == {_UP, _DOWN}:
                continue
            for about, outcome in one.items():
                now = other.get(about)
                fired = outcome.status == Status.FIRED and outcome.certain and about[0] == number
                if fired and (now is None or now.status != Status.FIRED or now.severity < outcome.severity):
                    became = "nothing" if now is None else Status(now.status).name.lower()
                    first, last = ages if way == _UP else reversed(ages)
                    yield f"{rule.id} fired at {first} a, and is {became} at {last} a"


def _aged(case: Case, years: int) -> Case:
    patient = evolve(case.patient, birth_date=None, age=Quantity(years, parse_unit("a")))
    return evolve(case, patient=patient)


def ways_with_age(rule: PlanRule) -> set[str]:
    """In which direction of age an alert of a rule can't be lost: ``up``, ``down``, both where age is nothing to it.

    Of ``when: {age: ">= 65 a"}`` it is up. Of a dose limit it is told from its bands only where these are of age alone, and their
    maxima fall or rise from band to band.
    """
    if any(_speaks_of_age(modifier.condition) for modifier in rule.modifiers):
        return set()
    ways = _ways(rule.when)
    body = rule.body
    if isinstance(body, PatientCheck):
        if len(body.findings) > 1 and any(_speaks_of_age(finding.condition) for finding in body.findings):
            return set()
        for finding in body.findings:
            ways &= _ways(finding.condition)
        return ways & _ways(body.condition)
    if isinstance(body, DoseLimit):
        return ways & _ways_of_bands(body) & _ways(body.condition)
    return ways if not any(_speaks_of_age(one) for one in conditions_of(rule) if one is not rule.when) else set()


def _ways_of_bands(body: DoseLimit) -> set[str]:
    tests = [test for band in body.bands for test in band.tests]
    if not any(_speaks_of_age(test) for test in (*tests, *body.domain)):
        return {_UP, _DOWN}
    variables = {test[1] for test in (*tests, *body.domain)}
    bounds = [band.bounds for band in body.bands]
    alike = all(
        len(one) == 1 and one[0].name == "max" and not one[0].scale and one[0].severity == bounds[0][0].severity for one in bounds
    )
    if body.first or len(variables) > 1 or not alike or len(body.bands) < 2 or body.domain:
        # beyond the domain nothing is said: an alert may end in what could not be evaluated
        return set()
    rows = sorted(body.bands, key=lambda band: min((_low(test) for test in band.tests), default=0.0))
    values = [row.bounds[0].value for row in rows]
    return {way for way, wanted in ((_UP, sorted(values, reverse=True)), (_DOWN, sorted(values))) if values == wanted}


def _low(test: Condition) -> float:
    return float(test[2]) if isinstance(test[2], (int, float)) else 0.0


def _speaks_of_age(condition: object) -> bool:
    """Whether the truth of a condition may hang on the age, also by an estimate."""
    if not isinstance(condition, tuple):
        return False
    if condition[:1] == ("range",):
        return condition[1] in _AGES or str(condition[1]).startswith("est:")
    return any(map(_speaks_of_age, condition))


def _ways(condition: Condition | None) -> set[str]:
    if condition is None or not _speaks_of_age(condition):
        return {_UP, _DOWN}
    operator, *parts = condition
    if operator == "range" and condition[1] in _AGES:
        _, _, low, _, high, _, _ = condition
        return {_UP} if high is None else {_DOWN} if low is None else set()
    if operator in ("all", "any"):
        found = {_UP, _DOWN}
        for part in parts:
            found &= _ways(part)  # type: ignore[arg-type]
        return found
    if operator == "not":
        return {_DOWN if way == _UP else _UP for way in _ways(parts[0])}  # type: ignore[arg-type]
    return set()


LIMITS = (
    Law("at-limit", "a dose exactly at a limit never alerts, and one just beyond it always does", _at_a_limit),
    Law("larger", "a larger dose never loses the alert of a maximum, nor lowers it", _larger),
    Law("older", "where a rule says from an age on, or its maxima fall with age, an alert is not lost by growing older", _older),
    Law(
        "evidence",
        "an alert rests on what it says: the severity of the rule, the band that holds, the limit that is passed",
        _evidence,
    ),
)
