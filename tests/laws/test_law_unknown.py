"""Laws of what is not known: it never looks safe, and to learn of it changes a finding only in the ways that it left open."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from cases import NAMES, SEEDS, UNRELATED, cases, order, patient
from hypothesis import assume, given
from hypothesis import strategies as st

from demo import case, checker, plan, q, said
from demo import order as order_of
from demo import patient as patient_of
from rxrules import Case, Drug, Moment, OrderStatus
from rxrules.engines.base import Status
from rxrules.plan import DoseLimit, Duplication, Interaction

if TYPE_CHECKING:
    from rxrules import Order, Patient
    from rxrules.engines.base import Outcome
    from rxrules.report import Report


def _blank_patient(known: Patient, r: Random) -> tuple[str, Patient]:
    """A patient of whom one thing less is known; what it was.

    The day of a weight is not among them: one without a day is taken to be of today.
    """
    what = r.choice(("age", "birth", "weight", "height", "sex", "pregnant", "conditions", "complete", "results"))
    if what == "age":
        return what, evolve(known, age=None, birth_date=None)
    if what == "birth":
        return what, evolve(known, birth_date=known.birth_date and Moment.parse(known.birth_date.text[:4]))
    if what == "complete":
        return what, evolve(known, incomplete=frozenset(("conditions",)))
    return what, evolve(known, **{"observations" if what == "results" else what: None})


def _blank_order(known: Order, r: Random) -> tuple[str, Order]:
    """An order of which one thing less is known; what it was."""
    what = r.choice(("route", "timing", "dose", "range", "strength", "indication"))
    if what in ("strength", "indication"):
        return what, evolve(known, **{what: () if what == "indication" else None})
    blanked = {
        "route": lambda one: evolve(one, route=""),
        "timing": lambda one: evolve(one, timing=None),
        "dose": lambda one: evolve(one, dose=None, rate=None),
        "range": lambda one: evolve(one, dose=one.dose and evolve(one.dose, low=q(f"0 {one.dose.low.unit.code}"))),
    }[what]
    return what, evolve(known, dosages=tuple(blanked(dosage) for dosage in known.dosages))


def _in_no_band(outcome: Outcome) -> bool:
    return any("in no band" in missing.reason for missing in outcome.evidence.missing)


def _lawful(before: Outcome, after: list[Outcome], *, has_modifiers: bool) -> bool:
    """Whether what was said with an input missing may become this when it is filled in.

    - ``clear`` stays clear, and ``suppressed`` suppressed.
    - A certain alert stays an alert that is certain, unless the value lies in no band; a modifier that was unknown may now set its
      severity or suppress it; without modifiers its severity does not fall.
    - A possible alert, and what was not evaluated, may become anything.
    - Orders that counted together may turn out not to (a route that is now known): then the rule speaks of the parts.
    """
    if before.status == Status.CLEAR:
        return all(outcome.status == Status.CLEAR for outcome in after)
    if before.status == Status.SUPPRESSED:
        return any(outcome.status == Status.SUPPRESSED for outcome in after)
    if before.status == Status.NOT_EVALUATED or not before.certain:
        return True
    for outcome in after:
        if outcome.status == Status.FIRED and outcome.certain:
            if has_modifiers or outcome.severity >= before.severity:
                return True
        elif (outcome.status == Status.SUPPRESSED and before.evidence.unknown) or (
            outcome.status == Status.NOT_EVALUATED and _in_no_band(outcome)
        ):
            return True
    return False


def _same_orders(kind: str, before: Outcome, after: Outcome) -> bool:
    """Whether two outcomes of a rule are about the same: the same pair, or orders of which some turned out not to count."""
    one, other = ({order.id for order in outcome.orders} for outcome in (before, after))
    return one == other if kind == "interaction" else one <= other or other <= one


def _hold_refined(less: Report, more: Report) -> Counter[str]:
    """Hold the transitions from a report with less known to one with more; how many of each kind there were."""
    seen: Counter[str] = Counter()
    for before in less.outcomes:
        rule = less.plan.rules[before.rule]
        after = [outcome for outcome in more.outcomes if outcome.rule == before.rule and _same_orders(rule.kind, before, outcome)]
        assert after, f"{rule.id} has no outcome any more"
        context = rule.id, before, after
        assert _lawful(before, after, has_modifiers=bool(rule.modifiers)), context
        seen.update(f"{Status(before.status).name} to {Status(outcome.status).name}" for outcome in after)
    return seen


@given(cases(), SEEDS)
def test_to_fill_in_what_is_missing_of_the_patient_changes_only_what_was_open(one: Case, seed: int):
    what, blank = _blank_patient(one.patient, Random(seed))
    # without a birth date the age takes its place, which may say something else
    assume(not (what == "birth" and one.patient.birth_date is None))
    _hold_refined(checker().check(evolve(one, patient=blank)), checker().check(one))


@given(cases(), SEEDS)
def test_to_fill_in_what_is_missing_of_an_order_changes_only_what_was_open(one: Case, seed: int):
    r = Random(seed)
    assume(one.orders)
    place = r.randrange(len(one.orders))
    # the order's own limit bounds what an instruction leaves open, and contradicts what it says outright
    whole = evolve(one.orders[place], dosages=tuple(evolve(dosage, max_per=()) for dosage in one.orders[place].dosages))
    one = evolve(one, orders=(*one.orders[:place], whole, *one.orders[place + 1 :]))
    what, blank = _blank_order(whole, r)
    # a route that can't be read, or is not one of the product's form, is not filled in
    charted = checker().prepare(one).orders[place]
    of_form = frozenset(charted.product.routes) if charted.product is not None else frozenset()
    assume(what != "route" or (charted.routes and (not of_form or charted.routes <= of_form)))
    orders = (*one.orders[:place], blank, *one.orders[place + 1 :])
    _hold_refined(checker().check(evolve(one, orders=orders)), checker().check(one))


def test_every_way_in_which_an_input_can_be_filled_in_is_met():
    seen: Counter[str] = Counter()
    r = Random(7)
    for seed in range(400):
        orders = tuple(order(seed * 64 + place, f"m{place}") for place in range(3))
        whole = case(*orders, of=patient(seed))
        _, blank = _blank_patient(whole.patient, r)
        if blank.birth_date is None or whole.patient.birth_date is not None:
            seen += _hold_refined(checker().check(evolve(whole, patient=blank)), checker().check(whole))
    assert {"NOT_EVALUATED to FIRED", "NOT_EVALUATED to CLEAR", "FIRED to FIRED", "CLEAR to CLEAR"} <= set(seen)


@given(cases(), st.sampled_from(UNRELATED), st.integers(0, 5))
def test_an_unrelated_drug_takes_nothing_away(one: Case, drug: str, place: int):
    before = checker().check(one)
    status = "proposed" if before.chart.deciding else "active"
    more = order_of("more", drug, "1 mg", status=status)
    orders = (*one.orders[:place], more, *one.orders[place:])
    after = checker().check(evolve(one, orders=orders))
    assert said(after).items() >= said(before).items()
    covered = [(found.order.id, found.kinds, found.reason) for found in after.not_covered if found.order.id != "more"]
    assert covered == [(found.order.id, found.kinds, found.reason) for found in before.not_covered]
    assert any(found.order.id == "more" for found in after.not_covered)


def _asks_for_others(condition: Any) -> bool:
    return isinstance(condition, tuple) and (condition[:1] == ("with",) or any(map(_asks_for_others, condition)))


@given(cases(), cases(most=1))
def test_another_order_takes_no_interaction_away_unless_its_rule_asks_for_others(one: Case, other: Case):
    before = checker().check(one, whole_list=True)
    added = tuple(evolve(found, id="more") for found in other.orders)
    after = said(checker().check(evolve(one, orders=one.orders + added), whole_list=True))
    for (rule, ids), verdict in said(before).items():
        found = next(rule_ for rule_ in plan().rules if rule_.id == rule)
        asks = [found.when, *(modifier.condition for modifier in found.modifiers)]
        if found.kind == "interaction" and not any(map(_asks_for_others, asks)):
            assert after[rule, ids] == verdict


@given(cases())
def test_each_rule_has_exactly_one_outcome_for_each_set_of_orders_that_it_concerns(one: Case):
    found = checker().check(one)
    chart = found.chart
    outcomes = Counter(outcome.key for outcome in found.outcomes)
    assert all(count == 1 for count in outcomes.values())
    expected: set[tuple[int, tuple[int, ...]]] = set()
    live = {order.index for order in chart.orders if order.live}
    for number, rule in enumerate(plan().rules):
        keys = {key for rule_, key in outcomes if rule_ == number}
        if isinstance(rule.body, Interaction):
            firsts, seconds = (set(plan().populations[side.population]) for side in (rule.body.first, rule.body.second))
            for a, b in combinations(chart.live, 2):
                met = any({x, y} == {p, s} for x in a.ingredients for y in b.ingredients if x != y for p in firsts for s in seconds)
                if met and a.id != b.id and chart.asks((a, b)):
                    expected.add((number, (a.order.index, b.order.index)))
            # what ended, and mixtures, have tests of their own
            expected |= {(number, key) for key in keys if len(set(key)) == 1 or any(index not in live for index in key)}
        elif isinstance(rule.body, DoseLimit):
            rows = chart.by_ingredient.get(rule.body.ingredient, ())
            named = [index for key in keys for index in key]
            several = {row.order.index for row in rows if row.whole is not None}
            alone = [index for index in named if index not in several]
            assert len(alone) == len(set(alone)), "no order is spoken of twice"
            asked = {row.order.index for row in rows if row.proposed or not chart.deciding}
            assert asked <= set(named) <= {row.order.index for row in rows}
            expected |= {(number, key) for key in keys}
        elif isinstance(rule.body, Duplication):
            expected |= {(number, key) for key in keys}
    assert outcomes.keys() == expected


@given(cases())
def test_where_something_is_proposed_every_outcome_is_about_it(one: Case):
    found = checker().check(one)
    assert all(found.chart.asks(outcome.orders) for outcome in found.outcomes)
    whole = checker().check(one, whole_list=True)
    for outcome in found.outcomes:
        if plan().rules[outcome.rule].kind == "interaction":
            assert said(whole)[plan().rules[outcome.rule].id, tuple(sorted(one.id for one in outcome.orders))]


@given(cases())
def test_a_drug_that_is_not_known_is_named_and_the_report_is_never_clear(one: Case):
    found = checker().check(one)
    for unknown in found.chart.orders:
        if unknown.live and unknown.unresolved:
            assert any(
                missing.order is unknown and missing.kinds == ("interaction", "duplication", "dose_limit")
                for missing in found.not_covered
            )
            assert found.status != "clear"
            assert not found.is_complete


@given(cases())
def test_a_limit_is_clear_only_of_doses_that_are_known(one: Case):
    found = checker().check(one)
    for outcome in found.outcomes:
        rule = plan().rules[outcome.rule]
        if not isinstance(rule.body, DoseLimit) or outcome.status != Status.CLEAR or not outcome.evidence.applies:
            continue
        for counted in outcome.orders:
            amounts = counted.doses[rule.body.ingredient].amounts[rule.body.base]
            high = {"per_dose": amounts.dose_high, "per_day": amounts.day_high, "per_week": amounts.week_high}[rule.body.measure]
            assert high < float("inf"), rule.id


@given(cases())
def test_a_report_is_clear_only_where_nothing_is_open(one: Case):
    found = checker().check(one)
    if found.status == "clear":
        assert not found.not_evaluated
        assert not found.not_covered
        for checked in found.chart.live:
            assert checked.ingredients
            assert not checked.unresolved
            for ingredient in checked.ingredients:
                limits = [
                    outcome
                    for outcome in found.outcomes
                    if checked in outcome.orders and getattr(plan().rules[outcome.rule].body, "ingredient", "") == ingredient
                ]
                asked = checked.proposed or not found.chart.deciding
                assert not asked or any(outcome.evidence.applies for outcome in limits), "its dose was checked"


#: Orders of which one thing is missing, each beside one of which all is known.
_LACKING = {
    "dose": {"dose": None},
    "timing": {"timing": None},
    "route that is known": {"dose": "10 g", "route": "by carrier pigeon"},
    "strength": {"dose": "2 {tablet}"},
    "amount of substance": {"dose": "5 mL"},
    "dose of this kind": {"dose": "100 [iU]"},
}


@pytest.mark.parametrize("lacking", _LACKING)
@pytest.mark.parametrize("drug", ["paracetamol", "ibuprofen", "warfarin", "codeine", "morphine"])
def test_an_order_that_lacks_what_a_limit_needs_is_never_clear(drug: str, lacking: str):
    of = patient_of()
    daily = f"dose.{drug}.daily"
    whole = said(checker().check(case(order_of("m", drug, "5 mg"), of=of)))
    assert whole[daily, ("m",)] == ("clear",)
    found = checker().check(case(order_of("m", drug, **{"dose": "5 mg", **_LACKING[lacking]}), of=of))
    if lacking == "route that is known" and drug != "paracetamol":
        assert said(found)[daily, ("m",)][0] == "fired", "a limit for all routes needs none"
    else:
        assert said(found)[daily, ("m",)] == ("not_evaluated",)
        assert found.status == "incomplete"


def test_an_unknown_route_is_clear_only_where_the_dose_is_below_the_limit_by_any_route():
    found = checker().check(case(order_of("m", "paracetamol", "5 mg", route="by carrier pigeon")))
    assert said(found)["dose.paracetamol.daily", ("m",)] == ("clear",)


def test_the_unknown_takes_no_alert_away_but_where_a_rule_asks_that_a_drug_is_not_there():
    pair = order_of("w", "warfarin", "5 mg"), order_of("s", "sertraline", "50 mg")
    assert said(checker().check(case(*pair)))["ddi.anticoagulant-ssri", ("s", "w")] == ("fired", "moderate", "certain")
    unknown = order_of("x", "unobtainium", "1 mg")
    found = checker().check(case(*pair, unknown))
    assert said(found)["ddi.anticoagulant-ssri", ("s", "w")] == ("not_evaluated",), "it may be the drug that must not be there"


@given(cases(), st.sampled_from(NAMES), SEEDS)
def test_to_learn_what_an_unknown_drug_is_takes_nothing_away(one: Case, drug: str, seed: int):
    more = evolve(order(seed, "more", (drug,), (OrderStatus.ACTIVE,)), do_not_perform=False)
    unknown = evolve(more, drug=Drug(name="unobtainium"))
    before = checker().check(evolve(one, orders=(*one.orders, unknown)), whole_list=True)
    after = checker().check(evolve(one, orders=(*one.orders, more)), whole_list=True)
    for outcome in before.outcomes:
        rule = plan().rules[outcome.rule]
        about = {found.id for found in outcome.orders}
        same = [found for found in after.outcomes if found.rule == outcome.rule]
        if rule.kind == "duplication":
            # orders that are known not to count are left out where two others do
            assert max(found.status for found in same) >= outcome.status
        else:
            assert any(about <= {order.id for order in found.orders} for found in same)
        if rule.kind == "interaction" and outcome.status != Status.NOT_EVALUATED and not outcome.evidence.unknown:
            now = [found.status for found in same if about == {order.id for order in found.orders}]
            assert now == [outcome.status]
