"""Measures of a dose limit beside the dose and the day: rate, course, lifetime, duration, interval; and sums over orders."""

from __future__ import annotations

from typing import Any

import pytest

from demo import Agreed, case, of_rule, order, patient, q, said, small, times
from rxrules import Dosage, Dose
from rxrules.model import Moment, Observation, Rate, Timing

SURE = ("fired", "major", "certain")
MAYBE = ("fired", "major", "possible")


def missing(found: Any) -> set[str]:
    (outcome,) = found.outcomes
    return {one.path for one in outcome.evidence.missing}


SIMVASTATIN = "ddi between: [{ingredient: simvastatin, per_day: '> 20 mg'}, {ingredient: amlodipine}]"
AMLODIPINE = order("l", "amlodipine", "5 mg")


def simvastatin(id_: str, dose: str | None, **known: Any):
    return order(id_, "simvastatin", dose, **known)


def test_a_daily_dose_that_an_interaction_asks_for_is_that_of_all_orders_of_the_drug():
    rules = small(SIMVASTATIN)
    assert of_rule(rules.check(case(AMLODIPINE, simvastatin("s", "20 mg"))), "r0") == ("clear",)
    twice = rules.check(case(AMLODIPINE, simvastatin("s", "20 mg"), simvastatin("t", "20 mg")))
    assert said(twice) == {("r0", ("l", "s")): SURE, ("r0", ("l", "t")): SURE}
    apart = rules.check(
        case(AMLODIPINE, simvastatin("s", "20 mg", end="2026-12-01"), simvastatin("t", "20 mg", start="2027-01-01"))
    )
    assert set(said(apart).values()) == {("clear",)}
    unknown = rules.check(case(AMLODIPINE, simvastatin("s", "20 mg"), simvastatin("t", None)))
    assert set(said(unknown).values()) == {("not_evaluated",)}


def test_a_product_that_holds_the_drug_counts_too():
    found = small("ddi between: [{ingredient: paracetamol, per_day: '> 3 g'}, {ingredient: warfarin}]").check(
        case(
            order("w", "warfarin", "5 mg"),
            order("p", "paracetamol", "1 g", times(2)),
            order("c", "co-codamol 30/500", "2 {tablet}", times(4)),
        )
    )
    assert said(found) == {("r0", ("p", "w")): SURE, ("r0", ("c", "w")): SURE}


def test_an_order_by_two_routes_is_looked_at_by_each():
    rule = "ddi between: [{ingredient: warfarin}, {ingredient: diclofenac, route: systemic}]"
    parts = (
        Dosage(dose=Dose(q("50 mg")), route="oral", timing=times(2)),
        Dosage(dose=Dose(q("2 g")), route="topical", timing=times(4)),
    )
    found = small(rule).check(case(order("w", "warfarin", "5 mg"), order("d", "diclofenac", dosages=parts)))
    assert said(found) == {("r0", ("d", "w")): SURE}
    suppressing = rule + ", modifiers: [{label: topical, when: {of: diclofenac, route: [topical]}, suppress: true}]"
    found = small(suppressing.replace(", route: systemic", "")).check(
        case(order("w", "warfarin", "5 mg"), order("d", "diclofenac", dosages=parts))
    )
    assert of_rule(found, "r0") == SURE, "the part by mouth is not excused by the other"


def test_phases_of_one_order_do_not_add_up_to_a_daily_dose():
    rule = "dose drug: {ingredient: prednisolone}, measure: per_day, severity: {max: major}, max: 50 mg"
    parts = tuple(
        Dosage(sequence=number, dose=Dose(q(dose)), route="oral", timing=times(1, duration=q("5 d")))
        for number, dose in enumerate(("40 mg", "30 mg", "20 mg"), 1)
    )
    assert of_rule(small(rule).check(case(order("p", "prednisolone", dosages=parts, start="2026-11-21"))), "r0") == ("clear",)
    added = small(rule).check(
        case(order("p", "prednisolone", dosages=parts, start="2026-11-21"), order("q", "prednisolone", "20 mg"))
    )
    assert of_rule(added, "r0") == SURE


def test_an_order_in_parts_is_one_order_where_orders_are_counted():
    parts = tuple(Dosage(dose=Dose(q("10 mg")), route="oral", timing=times()) for _ in range(2))
    found = small("dup same: ingredient").check(case(order("p", "prednisolone", dosages=parts)))
    assert not found.outcomes


RATE = "dose drug: {ingredient: vancomycin}, route: [intravenous], measure: rate, severity: {max: major}, max: 10 mg/min"


@pytest.mark.parametrize(
    ("dosage", "expected"),
    [
        ({"dose": Dose(q("1 g")), "timing": times(2, each_lasts=q("60 min"))}, SURE),
        ({"dose": Dose(q("1 g")), "timing": times(2, each_lasts=q("100 min"))}, ("clear",)),
        ({"dose": Dose(q("1 g")), "timing": times(2, each_lasts=q("60 min"), each_lasts_max=q("120 min"))}, MAYBE),
        ({"rate": Rate(q("11 mg/min")), "timing": times(1)}, SURE),
        ({"rate": Rate(q("600 mg/h")), "timing": times(1)}, ("clear",)),
        ({"dose": Dose(q("1 g")), "timing": times(2)}, ("not_evaluated",)),
    ],
)
def test_how_fast_an_infusion_may_run(dosage, expected):
    found = small(RATE).check(case(order("v", "vancomycin", dosages=(Dosage(route="intravenous", **dosage),))))
    assert of_rule(found, "r0") == expected


def test_an_infusion_by_volume_needs_its_concentration():
    dosage = Dosage(rate=Rate(q("100 mL/h")), route="intravenous", timing=times(1))
    found = small(RATE).check(case(order("v", "vancomycin", dosages=(dosage,))))
    assert of_rule(found, "r0") == ("not_evaluated",)
    assert missing(found) == {"medications.v.strength"}
    known = small(RATE).check(case(order("v", "vancomycin", dosages=(dosage,), strength="10 mg/mL")))
    assert of_rule(known, "r0") == SURE


DURATION = "dose drug: {ingredient: metoclopramide}, measure: duration, severity: {max: major}, max: 5 d"


@pytest.mark.parametrize(
    ("duration", "start", "expected"),
    [
        ("5 d", None, ("clear",)),
        ("7 d", None, SURE),
        (None, None, ("not_evaluated",)),
        (None, "2026-11-01", SURE),
        (None, "2026-11-20", ("not_evaluated",)),
    ],
)
def test_how_long_a_drug_may_be_taken(duration, start, expected):
    timing = times(3, duration=q(duration) if duration else None)
    assert of_rule(small(DURATION).check(case(order("m", "metoclopramide", "10 mg", timing, start=start))), "r0") == expected


INTERVAL = "dose drug: {ingredient: methotrexate}, measure: interval, severity: {min: major}, min: 6 d"
EVERY_FOUR_HOURS = "dose drug: {ingredient: paracetamol}, measure: interval, severity: {min: major}, min: 4 h"


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (times(1, "1 wk"), ("clear",)),
        (times(1), SURE),
        (times(2, "1 wk"), SURE),
        (times(1, days_of_week=("mon",)), ("clear",)),
        (times(1, count=1), ("clear",)),
        (None, ("not_evaluated",)),
    ],
)
def test_weekly_methotrexate_taken_daily_is_caught(timing, expected):
    assert of_rule(small(INTERVAL).check(case(order("m", "methotrexate", "2.5 mg", timing))), "r0") == expected


@pytest.mark.parametrize(
    ("timings", "expected"),
    [
        ((times(4),), ("clear",)),
        ((times(8),), SURE),
        ((times(1, "3 h", per_max=q("6 h")),), MAYBE),
        ((times(4), times(1)), MAYBE),
        ((times(4), times(4)), SURE),
        ((times(4), times(4, prn=True)), MAYBE),
    ],
)
def test_doses_of_different_products_may_fall_too_close_together(timings: tuple[Timing, ...], expected):
    orders = [order(f"m{number}", "paracetamol", "500 mg", timing) for number, timing in enumerate(timings)]
    assert of_rule(small(EVERY_FOUR_HOURS).check(case(*orders)), "r0") == expected


COURSE = "dose drug: {ingredient: colchicine}, measure: per_course, severity: {max: major}, max: 6 mg"


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (times(2, count=12), ("clear",)),
        (times(2, count=14), SURE),
        (times(2, duration=q("7 d")), SURE),
        (times(4, prn=True, count=14), MAYBE),
        (times(2), ("not_evaluated",)),
    ],
)
def test_how_much_a_course_may_give(timing, expected):
    assert of_rule(small(COURSE).check(case(order("c", "colchicine", "500 ug", timing))), "r0") == expected


LIFETIME = "dose drug: {ingredient: bleomycin}, measure: lifetime, severity: {max: major}, max: '400 [iU]'"


def test_a_lifetime_adds_up_what_was_given_before():
    def bleomycin(id_: str, count: int, **known: Any):
        return order(id_, "bleomycin", "30 [iU]", times(1, "1 wk", count=count), route="intravenous", **known)

    past = bleomycin("p", 9, status="completed", end="2026-01-01")
    complete = patient(history_complete=True)
    clear = small(LIFETIME).check(case(past, bleomycin("n", 4), of=complete))
    assert said(clear) == {("r0", ("n", "p")): ("clear",)}
    assert of_rule(small(LIFETIME).check(case(past, bleomycin("n", 5), of=complete)), "r0") == SURE
    unknown = small(LIFETIME).check(case(past, bleomycin("n", 4)))
    assert of_rule(unknown, "r0") == ("not_evaluated",)
    assert missing(unknown) == {"patient.history_complete"}
    assert of_rule(small(LIFETIME).check(case(past, bleomycin("n", 5))), "r0") == SURE


def test_a_limit_per_m2_of_a_lifetime_is_not_scaled_by_the_surface_of_today():
    rule = "dose drug: {ingredient: doxorubicin}, measure: lifetime, severity: {max: major}, max: 450 mg/m2"
    given = order("d", "doxorubicin", "60 mg/m2", times(1, "21 d", count=8), route="intravenous")
    assert of_rule(small(rule).check(case(given, of=patient(history_complete=True, weight=None))), "r0") == SURE


def test_rounding_to_what_can_be_given_is_allowed_where_the_rule_says_so():
    rule = "dose drug: {ingredient: doxorubicin}, measure: per_dose, severity: {max: major}, max: 187 mg"
    dose = order("d", "doxorubicin", "200 mg", route="intravenous")
    assert of_rule(small(rule).check(case(dose)), "r0") == SURE
    assert of_rule(small(f"{rule}, rounding: 10 %").check(case(dose)), "r0") == ("clear",), "6.95 % above"
    narrow = rule.replace("187", "176")
    assert of_rule(small(f"{narrow}, rounding: 10 %").check(case(dose)), "r0") == SURE, "13.6 % above"


def test_rounding_allows_a_little_less_than_a_minimum():
    rule = "dose drug: {ingredient: doxorubicin}, measure: per_dose, severity: {min: major}, min: 100 mg"
    for amount, without, rounded in (("100 mg", ("clear",), ("clear",)), ("91 mg", SURE, ("clear",)), ("90 mg", SURE, SURE)):
        dose = order("d", "doxorubicin", amount, route="intravenous")
        assert of_rule(small(rule).check(case(dose)), "r0") == without
        assert of_rule(small(f"{rule}, rounding: 10 %").check(case(dose)), "r0") == rounded


def test_a_newborn_is_dosed_by_postmenstrual_age():
    rule = (
        "dose drug: {ingredient: gentamicin}, route: [intravenous], measure: per_dose, severity: {max: major}, "
        "bands: {over: {postmenstrual_age: '[23 wk, 60 wk)'}, "
        "rows: [{postmenstrual_age: '< 32 wk', max: 5 mg/kg}, {postmenstrual_age: '>= 32 wk', max: 6 mg/kg}]}"
    )
    dose = order("g", "gentamicin", "5.5 mg", route="intravenous")

    def newborn(days: str):
        return patient(days, "1 kg", gestational_age=q("189 d"))

    assert of_rule(small(rule).check(case(dose, of=newborn("30 d"))), "r0") == SURE, "31w2d"
    assert of_rule(small(rule).check(case(dose, of=newborn("35 d"))), "r0") == ("clear",), "32w0d"
    assert of_rule(small(rule).check(case(dose, of=patient("30 d", "1 kg"))), "r0") == ("not_evaluated",)


DIGOXIN = "dose drug: {ingredient: digoxin, phase: maintenance}, measure: per_day, severity: {max: major}, max: 250 ug"


def test_loading_and_maintenance_are_told_apart():
    def phased(*doses: tuple[str, Timing]):
        parts = tuple(
            Dosage(sequence=n, dose=Dose(q(dose)), route="oral", timing=timing) for n, (dose, timing) in enumerate(doses, 1)
        )
        return order("d", "digoxin", dosages=parts, start="2026-11-21")

    loaded = phased(("500 ug", times(2, count=2)), ("125 ug", times()))
    assert of_rule(small(DIGOXIN).check(case(loaded)), "r0") == ("clear",)
    too_much = phased(("500 ug", times(2, count=2)), ("375 ug", times()))
    assert of_rule(small(DIGOXIN).check(case(too_much)), "r0") == SURE
    single = small(DIGOXIN).check(case(order("d", "digoxin", "500 ug", times(1, count=1))))
    assert of_rule(single, "r0") == ("clear",)
    loading = small(DIGOXIN.replace("maintenance", "loading").replace("250 ug", "750 ug"))
    assert of_rule(loading.check(case(loaded)), "r0") == SURE
    assert of_rule(small(DIGOXIN).check(case(order("d", "digoxin", "500 ug", None))), "r0") == ("not_evaluated",)


def test_a_duplication_may_count_what_is_taken_regularly_alone():
    rule = "dup same: ingredient, prn: false"
    regular, as_needed = order("a", "morphine", "10 mg", times(2)), order("b", "morphine", "5 mg", times(4, prn=True))
    assert of_rule(small(rule).check(case(regular, as_needed)), "r0") == ("clear",)
    assert of_rule(small(rule).check(case(regular, order("b", "morphine", "10 mg", times(2)))), "r0") == (
        "fired",
        "moderate",
        "certain",
    )
    more = "groups: [{id: opioids, members: [morphine, oxycodone]}]\n"
    found = small("dup group: opioids, prn: false", more=more).check(
        case(regular, order("c", "oxycodone", "5 mg", times(1, prn=True)))
    )
    assert of_rule(found, "r0") == ("clear",)


def test_a_selector_may_ask_for_length_use_and_indication():
    more = "conditions: [{id: epilepsy, names: [epilepsy]}]\n"
    rule = "contra drug: {ingredient: diazepam, duration: '> 28 d', prn: false}, when: {age: '>= 18 a'}, severity: major"
    long = order("d", "diazepam", "5 mg", times(1, duration=q("60 d")))
    assert of_rule(small(rule).check(case(long)), "r0") == SURE
    assert of_rule(small(rule).check(case(order("d", "diazepam", "5 mg", times(1, duration=q("7 d"))))), "r0") == ("clear",)
    meant = "contra drug: {ingredient: diazepam, indication: epilepsy}, when: {age: '>= 18 a'}, severity: major"
    assert of_rule(small(meant, more=more).check(case(long)), "r0") == ("not_evaluated",)


def test_a_liver_is_banded_by_its_child_pugh_score():
    rule = (
        "dose drug: {ingredient: rivaroxaban}, measure: per_day, severity: {max: major}, "
        "bands: {over: {child_pugh: '[5 {score}, 15 {score}]'}, within: {child_pugh: 90 d}, "
        "rows: [{child_pugh: '< 7 {score}', max: 20 mg}, {child_pugh: '>= 7 {score}', max: 10 mg}]}"
    )

    def outcome(score: str | None):
        seen = (Observation("Child-Pugh score", q(f"{score} {{score}}"), "", Moment.parse("2026-11-01")),) if score else ()
        return of_rule(small(rule).check(case(order("r", "rivaroxaban", "20 mg"), of=patient(observations=seen))), "r0")

    assert outcome("6") == ("clear",)
    assert outcome("7") == SURE
    assert outcome(None) == ("not_evaluated",)


def test_a_band_that_is_all_of_the_domain_is_the_domain():
    rule = (
        "dose drug: {ingredient: rivaroxaban}, measure: per_day, severity: {max: major}, "
        "bands: {over: {potassium: '[3 mmol/L, 5 mmol/L)'}, within: {potassium: 90 d}, "
        "rows: [{potassium: '[3 mmol/L, 5 mmol/L)', max: 20 mg}]}"
    )

    def outcome(potassium: str):
        seen = (Observation("potassium", q(potassium), "", Moment.parse("2026-11-01")),)
        return of_rule(small(rule).check(case(order("r", "rivaroxaban", "30 mg"), of=patient(observations=seen))), "r0")

    assert outcome("4 mmol/L") == SURE
    assert outcome("5 mmol/L") == ("not_evaluated",)


@pytest.mark.parametrize(
    ("measure", "limit", "timing"),
    [
        ("per_day", "4 g", times(1)),
        ("per_week", "28 g", times(1)),
        ("per_course", "4 g", times(1, count=1)),
        ("lifetime", "4 g", times(1, count=1)),
    ],
)
def test_what_is_counted_by_an_assumed_route_alone_passes_no_limit_for_certain(measure: str, limit: str, timing: Timing):
    rule = f"dose drug: {{ingredient: paracetamol}}, route: [oral], measure: {measure}, severity: {{max: major}}, max: {limit}"
    checker = Agreed(rule)
    complete = patient(history_complete=True)

    def outcome(sure: str, other: str, route: str):
        orders = order("s", "paracetamol", sure, timing), order("t", "paracetamol", other, timing, route=route)
        return of_rule(checker.check(case(*orders, of=complete)), "r0")

    assert outcome("3 g", "2 g", "oral") == SURE
    assert outcome("3 g", "2 g", "") == MAYBE
    assert outcome("3 g", "1 g", "") == ("clear",)
    assert outcome("5 g", "1 g", "") == SURE


@pytest.mark.parametrize(
    ("rule", "dosage", "unit"),
    [
        ("measure: per_dose, severity: {max: major}, max: 10 mg", {"dose": Dose(q("1 g"))}, 1000),
        ("measure: rate, severity: {max: major}, max: 1 mg/min", {"rate": Rate(q("2 mg/min"))}, 2880),
        ("measure: duration, severity: {max: major}, max: 5 d", {"dose": Dose(q("1 g")), "timing": times(1, duration=q("7 d"))}, 7),
        ("measure: per_day, severity: {max: major}, max: 10 mg", {"dose": Dose(q("1 g"))}, 1000),
        ("measure: per_course, severity: {max: major}, max: 10 mg", {"dose": Dose(q("1 g")), "timing": times(1, count=1)}, 1000),
    ],
)
def test_of_what_counts_by_an_assumed_route_alone_the_least_is_nothing(rule: str, dosage: Any, unit: float):
    checker = small(f"dose drug: {{ingredient: ketorolac}}, route: [oral, intravenous, intramuscular], {rule}")
    found = checker.check(case(order("k", "ketorolac", dosages=(Dosage(**{"timing": times(1), **dosage}),))))
    assert of_rule(found, "r0") == MAYBE
    assert found.outcomes[0].evidence.measured == pytest.approx((0, unit))


@pytest.mark.parametrize(
    ("rule", "dosage"),
    [
        # however little is asked for, what is missing stays missing
        ("route: [oral], measure: rate, severity: {max: major}, max: 0.01 mg/h", {"dose": Dose(q("1 mg")), "timing": times(1)}),
        ("measure: duration, severity: {max: major}, max: 12 h", {"dose": Dose(q("1 mg")), "timing": times(1)}),
        ("measure: interval, severity: {min: major}, min: 4 h", {"dose": Dose(q("1 mg"))}),
        ("measure: per_course, severity: {max: major}, max: 0.01 mg", {"dose": Dose(q("1 mg")), "timing": times(1)}),
    ],
)
def test_what_is_not_known_is_from_nothing_to_anything(rule: str, dosage: Any):
    found = Agreed(f"dose drug: {{ingredient: ketorolac}}, {rule}").check(
        case(order("k", "ketorolac", dosages=(Dosage(route="oral", **dosage),)))
    )
    assert of_rule(found, "r0") == ("not_evaluated",)


def test_a_range_may_lie_below_a_minimum():
    ranged = Dose(q("1 mg"), q("3 mg"))
    rule = "dose drug: {ingredient: ketorolac}, measure: %s, severity: {min: major}, min: %s"
    complete = patient(history_complete=True)

    def outcome(measure: str, least: str, **dosage: Any):
        taken = order("k", "ketorolac", dosages=(Dosage(route="oral", **dosage),))
        return of_rule(Agreed(rule % (measure, least)).check(case(taken, of=complete)), "r0")

    running = Rate(q("1 mg/h"), q("3 mg/h"))
    for measure, unit, dosage in (
        ("per_dose", "mg", {"dose": ranged, "timing": times(1)}),
        ("per_day", "mg", {"dose": ranged, "timing": times(1)}),
        ("per_course", "mg", {"dose": ranged, "timing": times(1, count=1)}),
        ("lifetime", "mg", {"dose": ranged, "timing": times(1, count=1)}),
        ("rate", "mg/h", {"rate": running, "timing": times(1)}),
    ):
        assert outcome(measure, f"4 {unit}", **dosage) == SURE
        assert outcome(measure, f"2 {unit}", **dosage) == MAYBE, measure
        assert outcome(measure, f"1 {unit}", **dosage) == ("clear",)


def test_a_lifetime_of_ranges_passes_for_certain_only_by_its_least():
    def outcome(least: str, most: str):
        dose = order("b", "bleomycin", Dose(q(least), q(most)), times(1, "1 wk", count=10), route="intravenous")
        return of_rule(Agreed(LIFETIME).check(case(dose, of=patient(history_complete=True))), "r0")

    assert outcome("30 [iU]", "40 [iU]") == ("clear",)
    assert outcome("40 [iU]", "50 [iU]") == MAYBE
    assert outcome("41 [iU]", "50 [iU]") == SURE


def test_what_was_given_before_was_given_once_at_least_and_what_is_to_come_perhaps_not():
    past = order("p", "bleomycin", "401 [iU]", times(1, "1 wk"), route="intravenous", status="completed")
    present = order("n", "bleomycin", "1 [iU]", times(1, "1 wk", count=1), route="intravenous")
    complete = patient(history_complete=True)
    assert of_rule(Agreed(LIFETIME).check(case(past, present, of=complete)), "r0") == SURE
    alone = order("n", "bleomycin", "401 [iU]", times(1, "1 wk"), route="intravenous")
    assert of_rule(Agreed(LIFETIME).check(case(alone, of=complete)), "r0") == ("not_evaluated",)


@pytest.mark.parametrize(
    ("measure", "least", "dosage"),
    [
        ("per_dose", "200 mg", Dosage(dose=Dose(q("100 mg"), q("500 mg")), route="oral", timing=times())),
        ("rate", "6 mg/h", Dosage(rate=Rate(q("5 mg/h"), q("10 mg/h")), route="iv")),
        ("per_course", "4 g", Dosage(dose=Dose(q("500 mg"), q("1 g")), route="oral", timing=times(duration=q("5 d")))),
        ("lifetime", "4 g", Dosage(dose=Dose(q("500 mg"), q("1 g")), route="oral", timing=times(duration=q("5 d")))),
    ],
)
def test_the_least_that_a_prescription_allows_may_be_below_a_minimum(measure: str, least: str, dosage: Dosage):
    rules = Agreed(f"dose drug: {{ingredient: paracetamol}}, measure: {measure}, severity: {{min: minor}}, min: {least}")
    one = order("m", "paracetamol", dosages=(dosage,))
    assert of_rule(rules.check(case(one, of=patient(history_complete=True))), "r0") == ("fired", "minor", "possible")


def test_a_smaller_dose_beside_a_sure_one_may_be_below_a_minimum():
    rules = Agreed("dose drug: {ingredient: paracetamol}, measure: per_dose, severity: {min: minor}, min: 200 mg")
    doses = Dose(q("500 mg")), Dose(q("100 mg"), q("500 mg"))
    one = order("m", "paracetamol", dosages=tuple(Dosage(dose=dose, route="oral", timing=times()) for dose in doses))
    assert of_rule(rules.check(case(one)), "r0") == ("fired", "minor", "possible")


def test_a_spacing_that_is_not_known_is_not_taken_for_a_long_one():
    rules = Agreed("dose drug: {ingredient: paracetamol}, measure: interval, severity: {max: minor}, max: 12 h")
    assert of_rule(rules.check(case(order("m", timing=times(1, "24 h")))), "r0") == ("fired", "minor", "certain")
    assert of_rule(rules.check(case(order("m", timing=None))), "r0") == ("not_evaluated",)


def test_what_was_taken_counts_once_at_least_in_a_lifetime():
    rules = Agreed("dose drug: {ingredient: doxorubicin}, measure: lifetime, severity: {max: major}, max: 450 mg")
    past = order("p", "doxorubicin", "500 mg", None, status="completed", start="2026-01-01", end="2026-01-02")
    now = order("n", "doxorubicin", "10 mg", times(duration=q("1 d")), status="proposed")
    found = rules.check(case(past, now, of=patient(history_complete=True)))
    assert said(found) == {("r0", ("n", "p")): SURE}
    assert found.outcomes[0].evidence.measured[0] == 510.0
