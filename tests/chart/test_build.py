"""From a case to its chart."""

from __future__ import annotations

import math

import pytest

from rxrules import Case, Dosage, Dose, Drug, InputError, Moment, Order, OrderStatus, Patient, Timing
from rxrules.chart import build_chart
from rxrules.chart.words import dose_steps
from rxrules.model import DrugIngredient, Limit, Measurement, Rate
from rxrules.terminology import Terminology
from rxrules.units import parse_quantity as q

AS_OF = Moment.parse("2026-11-21")
TERMINOLOGY = Terminology.default()


def order(id_="m1", drug="paracetamol", dose="1 g", frequency=4, per="1 d", status="active", **known):
    timing = known.pop("timing", Timing(frequency=frequency, per=q(per)))
    route = known.pop("route", "oral")
    dosages = known.pop("dosages", (Dosage(dose=Dose(q(dose)) if dose else None, route=route, timing=timing),))
    drug = Drug(name=drug) if isinstance(drug, str) else drug
    return Order(id=id_, drug=drug, dosages=dosages, status=OrderStatus(status), **known)


def chart(*orders, patient=None, **known):
    return build_chart(Case("c", patient or Patient(), orders, AS_OF), TERMINOLOGY, **known)


def daily(found, ingredient="paracetamol", base="mass"):
    amounts = found.orders[0].doses[ingredient].amounts[base]
    return amounts.day_low, amounts.day_high


def missing(found, ingredient="paracetamol"):
    return [one.path for one in found.orders[0].doses[ingredient].missing]


def test_without_as_of_there_is_no_chart():
    with pytest.raises(InputError, match="as_of is missing"):
        build_chart(Case("c"), TERMINOLOGY)


def test_tablets_become_substance_by_their_strength():
    assert daily(chart(order(drug="paracetamol 500 mg tablets", dose="2 {tablet}"))) == (4000, 4000)
    assert daily(chart(order(dose="2 {tablet}", strength=q("500 mg/{tablet}")))) == (4000, 4000)


def test_volumes_become_substance_by_their_strength():
    assert daily(chart(order(drug="paracetamol 250 mg/5 mL oral suspension", dose="10 mL"))) == (2000, 2000)


def test_tablets_without_strength_are_no_amount_of_substance():
    found = chart(order(dose="2 {tablet}"))
    assert missing(found) == ["medications.m1.strength"]
    assert "mass" not in found.orders[0].doses["paracetamol"].amounts


def test_a_strength_per_tablet_says_nothing_of_capsules():
    assert missing(chart(order(dose="2 {capsule}", strength=q("500 mg/{tablet}")))) == ["medications.m1.strength"]


def test_a_combination_gives_each_of_its_ingredients():
    found = chart(order(drug="co-codamol 30/500", dose="2 {tablet}"))
    assert daily(found) == (4000, 4000)
    assert daily(found, "codeine") == (240, 240)


def test_a_dose_of_substance_of_a_combination_is_of_nobody_knows_what():
    found = chart(order(drug="co-codamol 30/500", dose="1 g"))
    assert missing(found) == ["medications.m1.dose"]


def test_a_dose_per_kg_takes_the_weight():
    found = chart(order(dose="15 mg/kg"), patient=Patient(weight=Measurement(q("20 kg"))))
    assert daily(found) == (1200, 1200)
    assert missing(chart(order(dose="15 mg/kg"))) == ["patient.weight"]


def test_a_dose_per_m2_takes_the_body_surface():
    patient = Patient(weight=Measurement(q("80 kg")), height=Measurement(q("180 cm")))
    found = chart(order(drug="methotrexate", dose="10 mg/m2", frequency=1, per="1 wk"), patient=patient)
    assert daily(found, "methotrexate") == pytest.approx((20, 20))


def test_an_infusion_may_run_the_whole_day_unless_it_says_how_long():
    rate = Rate(q("5 mg/h"))
    assert daily(chart(order(drug="morphine", dosages=(Dosage(rate=rate, route="intravenous"),))), "morphine") == (0, 120)
    timed = Timing(frequency=2, per=q("1 d"), each_lasts=q("30 min"))
    assert daily(chart(order(drug="morphine", dosages=(Dosage(rate=rate, timing=timed),))), "morphine") == pytest.approx((5, 5))


def test_an_infusion_by_volume_needs_a_concentration():
    dosage = Dosage(rate=Rate(q("2 mL/h")))
    assert missing(chart(order(drug="morphine", dosages=(dosage,))), "morphine") == ["medications.m1.strength"]
    found = chart(order(drug="morphine", dosages=(dosage,), strength=q("1 mg/mL")))
    assert daily(found, "morphine") == pytest.approx((0, 48))


def test_an_unknown_timing_leaves_the_day_open_upwards():
    found = chart(order(timing=None))
    assert daily(found) == (1000, math.inf)
    assert found.orders[0].doses["paracetamol"].day_missing.path == "medications.m1.timing"


def test_the_orders_own_limit_bounds_the_day():
    timing = Timing(frequency=1, per=q("4 h"), prn=True)
    for most in (Limit(q("4 g"), q("1 d")), Limit(q("2 g"), q("12 h")), Limit(q("4 1"))):
        found = chart(order(dosages=(Dosage(dose=Dose(q("1 g")), timing=timing, max_per=(most,)),)))
        assert daily(found) == (0, 4000), most
    found = chart(order(dosages=(Dosage(dose=Dose(q("500 mg"), q("1 g")), timing=timing, max_dose=q("750 mg")),)))
    assert daily(found) == (0, 4500)


def test_instructions_of_one_phase_add_up_and_phases_do_not():
    def dosage(dose, sequence=None):
        return Dosage(sequence=sequence, dose=Dose(q(dose)), timing=Timing(frequency=1, per=q("1 d")))

    assert daily(chart(order(dosages=(dosage("500 mg"), dosage("1 g"))))) == (1500, 1500)
    assert daily(chart(order(dosages=(dosage("500 mg", 1), dosage("1 g", 2))))) == (1000, 1000)
    assert daily(chart(order(dosages=(dosage("500 mg", 1), dosage("1 g", 1), dosage("1 g", 2))))) == (1500, 1500)


def test_an_instruction_that_cannot_be_reckoned_leaves_the_whole_open():
    known = Dosage(dose=Dose(q("1 g")), timing=Timing(frequency=1, per=q("1 d")))
    found = chart(order(dosages=(known, Dosage(dose=Dose(q("1 {tablet}")), timing=known.timing))))
    assert daily(found) == (1000, math.inf)


@pytest.mark.parametrize(
    ("status", "live", "history"),
    [
        ("proposed", True, False),
        ("active", True, False),
        ("unknown", True, False),
        ("on_hold", False, False),
        ("draft", False, False),
        ("cancelled", False, False),
        ("entered_in_error", False, False),
        ("completed", False, True),
        ("stopped", False, True),
    ],
)
def test_the_status_says_what_part_an_order_takes(status, live, history):
    found = chart(order(status=status))
    assert (found.orders[0].live, found.orders[0].history) == (live, history)
    assert bool(found.notes) == (not live), "what takes no part, or only in rules about the past, is named"


def test_an_active_order_that_ended_is_history():
    found = chart(order(end=Moment.parse("2026-11-20")))
    assert (found.orders[0].live, found.orders[0].history) == (False, True)
    assert chart(order(end=Moment.parse("2026-11-21"))).orders[0].live, "the day of the end belongs to it"


def test_an_instruction_not_to_give_takes_no_part():
    found = chart(order(do_not_perform=True))
    assert not found.live
    assert "not to give" in found.notes[0].reason


def test_a_route_is_given_or_of_the_form_or_assumed():
    given = chart(order(route="IV")).orders[0]
    assert (given.routes, given.route_assumed) == (frozenset({"intravenous"}), False)
    form = chart(order(drug="paracetamol 500 mg tablets", dose="1 {tablet}", route="")).orders[0]
    assert (form.routes, form.route_assumed) == (frozenset({"oral"}), False)
    assumed = chart(order(route="")).orders[0]
    assert assumed.route_assumed
    assert "oral" in assumed.routes
    unknown = chart(order(route="by carrier pigeon")).orders[0]
    assert (unknown.routes, unknown.route_text) == (frozenset(), "by carrier pigeon")


def test_stated_ingredients_are_a_mixture_unless_they_are_a_known_combination():
    def stated(*names):
        return chart(order(drug=Drug(name="bag", ingredients=tuple(DrugIngredient(name) for name in names)))).orders[0]

    assert stated("warfarin", "ibuprofen").is_mixture
    assert not stated("paracetamol", "codeine").is_mixture


def test_one_unknown_ingredient_does_not_hide_the_others():
    drug = Drug(ingredients=(DrugIngredient("warfarin"), DrugIngredient("unobtainium")))
    found = chart(order(drug=drug)).orders[0]
    assert found.ingredients == ("warfarin",)
    assert [one.text for one in found.unresolved] == ["unobtainium"]


def test_an_unknown_drug_is_unresolved_and_an_unreadable_one_too():
    assert chart(order(drug="warfarrin")).orders[0].unresolved[0].near
    assert chart(Order("m1")).orders[0].unresolved


def test_a_course_without_a_known_end_has_lasted_as_long_as_it_has():
    assert chart(order(start=Moment.parse("2026-11-11"))).orders[0].duration == (10, math.inf)
    assert chart(order()).orders[0].duration is None
    assert chart(order(status="proposed")).orders[0].duration == (0, math.inf)
    seven = Timing(frequency=4, per=q("1 d"), duration=q("7 d"))
    assert chart(order(timing=seven)).orders[0].duration == (7, 7)
    assert chart(order(timing=Timing(count=1))).orders[0].duration == (1, 1)


def test_the_arithmetic_can_be_told():
    found = chart(order(drug="paracetamol 500 mg tablets", dose="2 {tablet}"))
    assert list(dose_steps(found, found.orders[0], "paracetamol")) == ["2 {tablet} of 500 mg/{tablet}, 4 per 1 d (4 in 24 h)"]


def test_how_long_a_dose_takes_is_told_with_it():
    timed = Timing(frequency=1, per=q("1 d"), each_lasts=q("12 h"), each_lasts_max=q("24 h"))
    driver = Dosage(dose=Dose(q("30 mg")), rate=Rate(q("1.25 mg/h")), timing=timed)
    found = chart(order(drug="morphine", dosages=(driver,)))
    (told,) = dose_steps(found, found.orders[0], "morphine")
    assert told == "30 mg, at 1.25 mg/h, each over 12 h to 24 h, 1 per 1 d (1 in 24 h)"


def test_a_route_that_the_form_cannot_have_is_no_route():
    found = chart(order(drug="paracetamol 500 mg tablets", dose="2 {tablet}", route="intravenous")).orders[0]
    assert (found.routes, found.route_text) == (frozenset(), "intravenous of a product for oral use")
    sublingual = chart(order(drug="lorazepam 1 mg tablets", dose="1 {tablet}", route="sublingual")).orders[0]
    assert sublingual.routes == {"sublingual"}


def test_an_order_of_unknown_status_may_be_what_is_being_decided():
    found = chart(order("a", status="active"), order("b", "codeine", "30 mg", status="unknown"), order("c", status="proposed"))
    assert found.deciding
    assert [one.proposed for one in found.orders] == [False, True, True]
    assert not chart(order("a", status="unknown")).deciding, "nothing is proposed: the whole list is looked at"


def test_a_proposed_order_that_has_ended_is_an_error():
    (note,) = chart(order(status="proposed", end=Moment.parse("2026-11-01"))).notes
    assert note.is_error
    assert note.reason == "it ended before as_of: only rules about the past read it"
