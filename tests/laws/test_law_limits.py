"""Laws of dose limits: at the limit, above it, and along the quick path."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from attrs import evolve
from cases import SEEDS, cases
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import charts, plans

from demo import case, checker, order, patient, plan, times
from rxrules import Case, Dose
from rxrules.engines.base import Outcome, Status
from rxrules.engines.native.conditions import ConditionBuilder
from rxrules.engines.native.limits import DoseLimitRule
from rxrules.plan import DoseLimit
from rxrules.units import Quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.chart import Chart
    from rxrules.plan import Plan

#: A patient who is in the band, for every rule that has one maximum for everybody, or a band that is easy to be in.
_LIMITS = (
    ("paracetamol", 4, "40 a", 80.0, "g"),
    ("paracetamol", 0.075 * 20, "5 a", 20.0, "g"),
    ("paracetamol", 0.06 * 3.3, "5 d", 3.3, "g"),
    ("paracetamol", 0.06 * 40.7, "40 a", 40.7, "g"),
    ("ibuprofen", 2400, "40 a", 80.0, "mg"),
    ("ibuprofen", 30 * 17.3, "5 a", 17.3, "mg"),
    ("warfarin", 15, "40 a", 80.0, "mg"),
    ("digoxin", 250, "40 a", 80.0, "ug"),
    ("morphine", 120, "40 a", 80.0, "mg"),
    ("phenytoin sodium", 500, "40 a", 80.0, "mg"),
    ("codeine", 0.24, "40 a", 80.0, "g"),
)


def _daily_verdicts(found: tuple[Outcome, ...]) -> list[Status]:
    return [Status(one.status) for one in found if plan().rules[one.rule].id.endswith(".daily") and one.evidence.applies]


@given(st.sampled_from(_LIMITS), st.sampled_from(("ng", "ug", "mg", "g", "kg")), st.integers(1, 24), st.booleans(), st.booleans())
def test_a_dose_exactly_at_a_limit_never_alerts_in_whatever_unit_and_parts(limit, unit, parts, by_hours, written_as_decimal):
    drug, most, age, weight, limit_unit = limit
    dose = Quantity(most / parts, parse_unit(limit_unit)).to(unit)
    if written_as_decimal:
        dose = Quantity(float(f"{dose.value:.12g}"), dose.unit)
    timing = times(1, f"{24 / parts} h") if by_hours and 24 % parts == 0 else times(parts)
    of = patient(age, f"{weight} kg")
    at = checker().check(case(order("a", drug, Dose(dose), timing), of=of))
    assert _daily_verdicts(at.outcomes) == [Status.CLEAR]
    above = Quantity(dose.value * (1 + 1e-6), dose.unit)
    over = checker().check(case(order("a", drug, Dose(above), timing), of=of))
    assert _daily_verdicts(over.outcomes) == [Status.FIRED], "and above it always does"


def _passed_maxima(found) -> dict[tuple[int, tuple[int, ...]], Outcome]:
    result = {}
    for outcome in found.outcomes:
        body = plan().rules[outcome.rule].body
        if outcome.status == Status.FIRED and isinstance(body, DoseLimit):
            bound = body.bands[outcome.evidence.band].bounds[outcome.evidence.bound]
            if bound.name.endswith("max"):
                result[outcome.key] = outcome
    return result


def _larger(quantity: Quantity, factor: float) -> Quantity:
    return Quantity(quantity.value * factor, quantity.unit)


@given(cases(), SEEDS)
def test_a_larger_dose_never_loses_the_alert_of_a_maximum_nor_lowers_it(one: Case, seed: int):
    r = Random(seed)
    orders = []
    for written in one.orders:
        factor = r.choice((1, 1, 1.5, 2, 10))
        dosages = tuple(
            evolve(
                dosage,
                dose=dosage.dose
                and evolve(dosage.dose, low=_larger(dosage.dose.low, factor), high=_larger(dosage.dose.high, factor)),
                rate=dosage.rate
                and evolve(dosage.rate, low=_larger(dosage.rate.low, factor), high=_larger(dosage.rate.high, factor)),
            )
            for dosage in written.dosages
        )
        orders.append(evolve(written, dosages=dosages))
    before = _passed_maxima(checker().check(one))
    after = {outcome.key: outcome for outcome in checker().check(evolve(one, orders=tuple(orders))).outcomes}
    for key, outcome in before.items():
        now = after[key]
        assert now.status == Status.FIRED
        # a graver limit may be passed by the upper end of a range only, where the milder one is passed surely
        assert (now.severity, now.certain) >= (outcome.severity, outcome.certain)


def _quick_paths(rules: Plan, chart: Chart) -> int:
    """Hold the quick path against the general one wherever it decides; how often that was."""
    builder = ConditionBuilder(rules)
    decided = 0
    for index, rule in enumerate(rules.rules):
        if not isinstance(rule.body, DoseLimit):
            continue
        made = DoseLimitRule(index, rule, rule.body, builder)
        for one in chart.by_ingredient.get(rule.body.ingredient, ()):
            asked = made.quick is not None and chart.asks((one,))
            found = made.quick.judge(chart, one) if asked else None
            if found is not None:
                general: list[Outcome] = []
                made._together(chart, (one,), general)
                assert general == [found]
                decided += 1
    return decided


@given(cases())
def test_the_quick_path_of_a_limit_says_what_the_general_one_says(one: Case):
    _quick_paths(plan(), checker().prepare(one))


@given(plans(), charts())
def test_the_quick_path_agrees_on_plans_and_charts_of_any_form(rules: Plan, chart: Chart):
    _quick_paths(rules, chart)


def test_the_quick_path_decides_what_it_is_made_for():
    chart = checker().prepare(
        case(order("a", "digoxin", "125 ug"), order("b", "warfarin", "20 mg"), order("c", "codeine", "30 mg"))
    )
    assert _quick_paths(plan(), chart) == 3


@given(cases(least=1))
def test_an_order_more_never_takes_away_a_certain_alert_of_a_maximum(one: Case):
    _, *others = one.orders
    assume(others)
    before = checker().check(evolve(one, orders=tuple(others)), whole_list=True)
    after = checker().check(one, whole_list=True)
    for outcome in _passed_maxima(before).values():
        if outcome.certain:
            names = {order.id for order in outcome.orders}
            now = [
                found for found in after.outcomes if found.rule == outcome.rule and names <= {order.id for order in found.orders}
            ]
            assert [found.status for found in now] == [Status.FIRED]
            assert now[0].severity >= outcome.severity
