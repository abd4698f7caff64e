"""Burden: what adds up over the list."""

from __future__ import annotations

from typing import Any

import pytest

from demo import case, of_rule, order, patient, q, said, small, times
from rxrules import Dosage, Dose
from rxrules.model import Rate, Sex

POINTS = (
    "burden items: [{drug: {ingredient: amitriptyline}, points: 3}, "
    "{drug: {ingredient: citalopram, per_day: '> 20 mg'}, points: 2}, "
    "{drug: {ingredient: citalopram}, points: 1}, {drug: {ingredient: diphenhydramine, route: oral}, points: 1}, "
    "{when: {sex: female}, points: 1}], "
    "levels: [{total: '>= 3', severity: moderate}, {total: '>= 5', severity: major}]"
)
AMITRIPTYLINE = order("a", "amitriptyline", "25 mg")
CITALOPRAM = order("c", "citalopram", "20 mg")
MAN, WOMAN = patient(sex=Sex.MALE), patient(sex=Sex.FEMALE)


def total(found: Any) -> tuple[float, float]:
    (outcome,) = found.outcomes
    return outcome.evidence.measured


@pytest.mark.parametrize(
    ("orders", "of", "points", "expected"),
    [
        ((CITALOPRAM,), MAN, 1, ("clear",)),
        ((AMITRIPTYLINE,), MAN, 3, ("fired", "moderate", "certain")),
        ((AMITRIPTYLINE, CITALOPRAM), MAN, 4, ("fired", "moderate", "certain")),
        ((AMITRIPTYLINE, CITALOPRAM), WOMAN, 5, ("fired", "major", "certain")),
        ((AMITRIPTYLINE, order("c", "citalopram", "40 mg")), MAN, 5, ("fired", "major", "certain")),
        ((AMITRIPTYLINE, order("b", "amitriptyline", "10 mg")), MAN, 3, ("fired", "moderate", "certain")),
    ],
)
def test_points_of_each_ingredient_are_added_once(orders, of, points, expected):
    found = small(POINTS).check(case(*orders, of=of))
    assert total(found) == (points, points)
    assert of_rule(found, "r0") == expected


def test_points_that_may_count_make_a_range():
    doubtful = order("d", "diphenhydramine", "50 mg", route="")
    found = small(POINTS).check(case(AMITRIPTYLINE, CITALOPRAM, doubtful, of=MAN))
    assert total(found) == (4, 5)
    assert of_rule(found, "r0") == ("fired", "major", "possible"), "the graver level that may be reached leads"


def test_what_is_missing_to_reach_a_level_is_not_evaluated_and_never_hides_one_that_is_reached():
    unknown = patient()
    alone = small(POINTS).check(case(order("c", "citalopram", "40 mg"), of=unknown))
    assert total(alone) == (2, 3)
    assert of_rule(alone, "r0") == ("not_evaluated",)
    assert {one.path for one in alone.outcomes[0].evidence.missing} == {"patient.sex"}
    both = small(POINTS).check(case(AMITRIPTYLINE, CITALOPRAM, of=unknown))
    assert of_rule(both, "r0") == ("fired", "moderate", "certain")
    assert {one.path for one in both.outcomes[0].evidence.missing} == {"patient.sex"}


def test_orders_that_are_never_there_together_do_not_add_up():
    ending = order("a", "amitriptyline", "25 mg", end="2026-11-30")
    later = order("c", "citalopram", "40 mg", start="2026-12-10")
    assert total(small(POINTS).check(case(ending, later, of=MAN))) == (3, 3)


def test_points_by_order_and_parts_of_one_order_once():
    rule = (
        "burden count: orders, items: [{drug: {ingredient: amitriptyline}, points: 1}], levels: [{total: '>= 2', severity: minor}]"
    )
    assert of_rule(small(rule).check(case(AMITRIPTYLINE, order("b", "amitriptyline", "10 mg"))), "r0") == (
        "fired",
        "minor",
        "certain",
    )
    parts = tuple(Dosage(dose=Dose(q("10 mg")), route="oral", timing=times()) for _ in range(2))
    assert of_rule(small(rule).check(case(order("a", "amitriptyline", dosages=parts))), "r0") == ("clear",)


MME = (
    "burden measure: per_day, items: [{drug: {ingredient: hydrocodone}, factor: 1, per: 1 mg}, "
    "{drug: {ingredient: oxycodone}, factor: 1.5, per: 1 mg}, {drug: {ingredient: methadone}, factor: 4.7, per: 1 mg}, "
    "{drug: {ingredient: fentanyl, route: transdermal}, factor: 2.4, per: 1 ug/h}], "
    "levels: [{total: '>= 50 {MME}/d', severity: moderate}, {total: '>= 90 {MME}/d', severity: major}]"
)


@pytest.mark.parametrize(
    ("orders", "mme", "expected"),
    [
        ((order("h", "hydrocodone", "5 mg", times(4)),), 20, ("clear",)),
        ((order("o", "oxycodone", "10 mg", times(2)),), 30, ("clear",)),
        ((order("m", "methadone", "20.5 mg"),), 96.35, ("fired", "major", "certain")),
        (
            (order("h", "hydrocodone", "5 mg", times(4)), order("o", "oxycodone", "10 mg", times(2))),
            50,
            ("fired", "moderate", "certain"),
        ),
        ((order("h", "hydrocodone", Dose(q("5 mg"), q("10 mg")), times(6, prn=True)),), (0, 60), ("fired", "moderate", "possible")),
    ],
)
def test_morphine_equivalents_of_a_day(orders, mme, expected):
    found = small(MME).check(case(*orders))
    assert total(found) == pytest.approx(mme if isinstance(mme, tuple) else (mme, mme))
    assert of_rule(found, "r0") == expected


def test_a_fentanyl_patch_counts_by_its_rate():
    patch = order("f", "fentanyl", dosages=(Dosage(rate=Rate(q("25 ug/h")), route="transdermal", timing=None),))
    found = small(MME).check(case(patch))
    assert total(found) == pytest.approx((60, 60)), "a patch gives it all day, however seldom it is changed"
    changed = order("f", "fentanyl", dosages=(Dosage(rate=Rate(q("25 ug/h")), route="transdermal", timing=times(1, "72 h")),))
    assert total(small(MME).check(case(changed))) == pytest.approx((60, 60))


def test_an_unknown_dose_may_add_anything():
    found = small(MME).check(case(order("h", "hydrocodone", "5 mg", times(4)), order("o", "oxycodone", None)))
    assert of_rule(found, "r0") == ("not_evaluated",)
    certain = small(MME).check(case(order("m", "methadone", "20.5 mg"), order("o", "oxycodone", None)))
    assert of_rule(certain, "r0") == ("fired", "major", "certain")
    assert certain.outcomes[0].evidence.missing


LIFETIME = (
    "burden measure: lifetime, items: [{drug: {ingredient: doxorubicin}, factor: 1, per: 1 mg/m2}, "
    "{drug: {ingredient: epirubicin}, factor: 0.5, per: 1 mg/m2}], levels: [{total: '>= 450 mg/m2', severity: major}]"
)


def courses(id_: str, count: int, dose: str = "60 mg/m2", drug: str = "doxorubicin", **known: Any):
    return order(id_, drug, dose, times(1, "21 d", count=count), route="intravenous", **known)


def test_a_lifetime_of_anthracyclines_by_course():
    past = courses("p", 6, status="completed", end="2026-01-01")
    complete, unknown = patient(history_complete=True), patient()
    assert total(small(LIFETIME).check(case(past, courses("n", 1), of=complete))) == (420, 420)
    assert of_rule(small(LIFETIME).check(case(past, courses("n", 1), of=complete)), "r0") == ("clear",)
    assert of_rule(small(LIFETIME).check(case(past, courses("n", 2), of=complete)), "r0") == ("fired", "major", "certain")
    mixed = small(LIFETIME).check(case(past, courses("n", 2, "90 mg/m2", "epirubicin"), of=complete))
    assert total(mixed) == (450, 450)
    assert of_rule(small(LIFETIME).check(case(past, courses("n", 1), of=unknown)), "r0") == ("not_evaluated",)
    assert of_rule(small(LIFETIME).check(case(past, courses("n", 2), of=unknown)), "r0") == ("fired", "major", "certain")


def test_a_total_may_be_in_another_unit_than_what_is_counted():
    in_grams = (
        LIFETIME.replace("factor: 1, per", "factor: 0.001, per")
        .replace("450 mg/m2", "0.45 g/m2")
        .replace("0.5, per", "0.0005, per")
    )
    past = courses("p", 6, status="completed", end="2026-01-01")
    complete = patient(history_complete=True)
    assert total(small(in_grams).check(case(past, courses("n", 1), of=complete))) == (420, 420)
    assert of_rule(small(in_grams).check(case(past, courses("n", 1), of=complete)), "r0") == ("clear",)
    assert of_rule(small(in_grams).check(case(past, courses("n", 2), of=complete)), "r0") == ("fired", "major", "certain")


def test_milligrams_are_never_taken_over_the_surface_of_today():
    past = courses("p", 6, "108 mg", status="completed", end="2026-01-01")
    found = small(LIFETIME).check(case(past, courses("n", 1), of=patient(history_complete=True)))
    assert of_rule(found, "r0") == ("not_evaluated",)
    assert "medications.p.dose" in {one.path for one in found.outcomes[0].evidence.missing}


def test_past_treatment_alone_asks_for_nothing():
    assert not small(LIFETIME).check(case(courses("p", 9, status="completed", end="2026-01-01"))).outcomes


def test_what_is_being_decided_must_be_among_what_adds_up():
    other = order("x", "warfarin", "5 mg", status="proposed")
    assert not small(POINTS).check(case(AMITRIPTYLINE, other, of=MAN)).outcomes
    assert said(small(POINTS).check(case(AMITRIPTYLINE, order("c", "citalopram", "20 mg", status="proposed"), of=MAN)))


def test_a_class_may_count_once_however_many_of_it_there_are():
    more = "groups: [{id: diuretics, members: [furosemide, indapamide]}, {id: nsaids, members: [ibuprofen, naproxen]}]\n"
    rule = (
        "burden count: items, items: [{drug: {group: diuretics}, points: 1}, {drug: {group: nsaids}, points: 1}, "
        "{drug: {ingredient: ramipril}, points: 1}], levels: [{total: '>= 3', severity: major}]"
    )
    ramipril, ibuprofen = order("r", "ramipril", "5 mg"), order("i", "ibuprofen", "400 mg", times(3))
    diuretics = order("f", "furosemide", "40 mg"), order("d", "indapamide", "2.5 mg")
    two_diuretics = small(rule, more=more).check(case(ramipril, *diuretics))
    assert total(two_diuretics) == (2, 2)
    whammy = small(rule, more=more).check(case(ramipril, ibuprofen, *diuretics))
    assert of_rule(whammy, "r0") == ("fired", "major", "certain")


def test_a_burden_may_count_the_items_of_another():
    rule = (
        "burden measure: per_day, items_of: r0, when: {without: {ingredient: naloxone}}, "
        "levels: [{total: '>= 50 {MME}/d', severity: minor}]"
    )
    both = small(MME, rule)
    found = both.check(case(order("m", "methadone", "20.5 mg")))
    assert said(found)["r1", ("m",)] == ("fired", "minor", "certain")
    assert said(both.check(case(order("h", "hydrocodone", "5 mg"))))["r1", ("h",)] == ("clear",)


def test_an_alert_names_the_end_of_the_level_that_is_reached_and_what_makes_it_only_possible():
    at_least = small(POINTS).check(case(AMITRIPTYLINE, of=MAN)).outcomes[0].evidence
    assert (at_least.limit, at_least.bound, at_least.assumed) == ((3, 3), 0, ())
    few = POINTS.replace("total: '>= 3', severity: moderate}, {total: '>= 5'", "total: '< 2'")
    assert small(few).check(case(CITALOPRAM, of=MAN)).outcomes[0].evidence.limit == (2, 2)
    any_total = POINTS.replace("'>= 3'", "'>= 0'")
    assert small(any_total).check(case(CITALOPRAM, of=MAN)).outcomes[0].evidence.limit == (0, 0)
    by_route = small(POINTS).check(case(AMITRIPTYLINE, CITALOPRAM, order("d", "diphenhydramine", "50 mg", route=""), of=MAN))
    assert ["route" in text for text in by_route.outcomes[0].evidence.assumed] == [True]
    ranged = order("h", "hydrocodone", Dose(q("5 mg"), q("10 mg")), times(6, prn=True))
    assert ["range" in text for text in small(MME).check(case(ranged)).outcomes[0].evidence.assumed] == [True]


def test_of_two_levels_of_one_severity_the_first_is_named():
    twice = POINTS.replace("severity: major", "severity: moderate")
    certain = small(twice).check(case(AMITRIPTYLINE, CITALOPRAM, of=WOMAN)).outcomes[0]
    assert (certain.severity, certain.evidence.bound, certain.certain) == (1, 0, True)


def test_how_often_an_opioid_is_taken_must_be_known_for_the_amount_of_a_day():
    found = small(MME).check(case(order("h", "hydrocodone", "5 mg", times(4)), order("o", "oxycodone", "5 mg", None)))
    assert of_rule(found, "r0") == ("not_evaluated",)
    assert [one.path for one in found.outcomes[0].evidence.missing] == ["medications.o.timing"]
