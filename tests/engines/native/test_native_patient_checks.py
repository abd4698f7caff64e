"""A drug held against the patient: contraindication, allergy, monitoring, omission."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from demo import Agreed, case, of_rule, order, patient, q, said, small, times
from rxrules.model import Allergy, Condition, Moment, Observation, OrderStatus, ProblemStatus, Sex

METFORMIN = order("m", "metformin", "850 mg", times(2))
EGFR = "contra drug: {ingredient: metformin}, when: {estimate: {code: egfr_any, is: '< 30 mL/min/{1.73_m2}', within: 90 d}}"


def seen(code: str, value: str | None = None, on: str | None = "2026-11-01") -> Observation:
    return Observation(code, q(value) if value else None, "", Moment.parse(on) if on else None)


def missing(found: Any, rule: str = "r0") -> set[str]:
    (outcome,) = [one for one in found.outcomes if found.plan.rules[one.rule].id == rule]
    return {one.path for one in outcome.evidence.missing}


@pytest.mark.parametrize(
    ("egfr", "expected"), [(29, ("fired", "contraindicated", "certain")), (30, ("clear",)), (44, ("clear",)), (45, ("clear",))]
)
def test_metformin_and_the_egfr_as_reported(egfr, expected):
    assert of_rule(small(EGFR).check(case(METFORMIN, of=patient(egfr=str(egfr)))), "r0") == expected


def test_metformin_and_the_egfr_by_formula():
    def someone(creatinine: str, **known: Any):
        return patient("70 a", sex=Sex.MALE, observations=(seen("creatinine", creatinine),), **known)

    assert of_rule(small(EGFR).check(case(METFORMIN, of=someone("2.4 mg/dL"))), "r0") == ("fired", "contraindicated", "certain")
    assert of_rule(small(EGFR).check(case(METFORMIN, of=someone("2.0 mg/dL"))), "r0") == ("clear",)
    unstable = small(EGFR).check(case(METFORMIN, of=someone("1 mg/dL", creatinine_stable=False)))
    assert of_rule(unstable, "r0") == ("not_evaluated",)
    assert missing(unstable) == {"patient.creatinine_stable"}
    low = small(EGFR).check(case(METFORMIN, of=someone("2.4 mg/dL", creatinine_stable=False)))
    assert of_rule(low, "r0") == ("fired", "contraindicated", "certain"), "less than what is too little is too little"
    assert of_rule(small(EGFR).check(case(METFORMIN, of=someone("1 mg/dL", dialysis=True))), "r0")[0] == "fired"


def test_a_stale_result_is_not_evaluated():
    found = small(EGFR).check(case(METFORMIN, of=patient(egfr="20", tested="2026-06-01")))
    assert of_rule(found, "r0") == ("not_evaluated",)


def test_an_unknown_pregnancy_is_not_evaluated_unless_sex_or_age_rule_it_out():
    rule = "contra drug: {ingredient: valproate}, when: {pregnant: true, sex: female, age: '[12 a, 55 a)'}"
    valproate = order("v", "valproate", "500 mg", times(2))

    def outcome(**known: Any):
        return of_rule(small(rule).check(case(valproate, of=patient(**known))), "r0")

    assert outcome(sex=Sex.FEMALE, pregnant=True) == ("fired", "contraindicated", "certain")
    assert outcome(sex=Sex.FEMALE) == ("not_evaluated",)
    assert outcome(sex=Sex.MALE) == ("clear",)
    assert outcome(age="70 a", sex=Sex.FEMALE) == ("clear",)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"sex": Sex.FEMALE, "pregnant": True}, "fired"),
        ({"sex": Sex.FEMALE}, "not_evaluated"),
        ({}, "not_evaluated"),
        ({"sex": Sex.OTHER}, "not_evaluated"),
        ({"sex": Sex.MALE}, "clear"),
        ({"sex": Sex.MALE, "pregnant": True}, "fired"),
        ({"age": "60 a", "sex": Sex.FEMALE}, "clear"),
        ({"age": "59 a", "sex": Sex.FEMALE}, "not_evaluated"),
        ({"age": "7 a", "sex": Sex.FEMALE}, "clear"),
        ({"age": "8 a", "sex": Sex.FEMALE}, "not_evaluated"),
        ({"age": "70 a", "sex": Sex.FEMALE, "pregnant": True}, "fired"),
        ({"age": None, "sex": Sex.FEMALE}, "not_evaluated"),
    ],
)
def test_a_pregnancy_that_nobody_recorded_is_no_question_of_men_children_and_the_old(known, expected):
    rule = "contra drug: {ingredient: valproate}, when: {pregnant: true}"
    found = small(rule).check(case(order("v", "valproate", "500 mg", times(2)), of=patient(**known)))
    assert of_rule(found, "r0")[0] == expected


def test_what_is_asked_of_the_order_is_part_of_the_contraindication():
    rule = "contra drug: {ingredient: diclofenac, route: systemic}, when: {condition: heart-failure}"
    more = "conditions: [{id: heart-failure, names: [heart failure]}]\n"
    ill = patient(conditions=("heart failure",))

    def outcome(route: str, of: Any = ill):
        found = small(rule, more=more).check(case(order("d", "diclofenac", "50 mg", route=route), of=of))
        return of_rule(found, "r0"), found.outcomes[0].evidence.applies

    assert outcome("oral") == (("fired", "contraindicated", "certain"), True)
    assert outcome("topical") == (("clear",), False)
    assert outcome("oral", patient()) == (("clear",), True)
    assert outcome("")[0] == ("fired", "contraindicated", "possible"), "the route is assumed"
    assert outcome("oral", patient(conditions=None))[0] == ("not_evaluated",)


def test_a_modifier_raises_or_suppresses_a_contraindication():
    rule = (
        "contra drug: {ingredient: metformin}, severity: major, when: {age: '>= 65 a'}, "
        "modifiers: [{label: small, when: {per_day: '<= 1 g'}, suppress: true}]"
    )
    old = patient("70 a")
    assert of_rule(small(rule).check(case(METFORMIN, of=old)), "r0") == ("fired", "major", "certain")
    assert of_rule(small(rule).check(case(order("m", "metformin", "500 mg"), of=old)), "r0") == ("suppressed",)


PENICILLINS = (
    "groups: [{id: penicillins, members: [amoxicillin, ampicillin]}, {id: cephalosporins, members: [cefalexin, cefuroxime]}]\n"
    "allergens: [{id: penicillin, names: [penicillin, penicillins], snomed: ['91936005'], drug: {group: penicillins}}, "
    "{id: peanut, names: [peanuts]}]\n"
)
CROSS = "allergy drug: {group: cephalosporins}, severity: moderate, allergen: penicillin, cross_reactivity: about 2 in 100"
SAME = "allergy same: ingredient"


def allergic(*substances: str | Allergy, **known: Any):
    found = tuple(Allergy(one) if isinstance(one, str) else one for one in substances)
    return patient(allergies=found, **known)


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (("penicillin",), "fired"),
        (("amoxicillin",), "fired"),
        (("Augmentin",), "fired"),
        ((Allergy("", "91936005", "snomed"),), "fired"),
        ((Allergy("penicillin", status=ProblemStatus.REFUTED),), "clear"),
        ((), "clear"),
        (("peanut",), "clear"),
        (("codeine",), "clear"),
        (("penicillin (anaphylaxis)",), "fired"),
        (("Penicillin - rash",), "fired"),
        (("allergic to penicillin",), "fired"),
        (("amoxicillin: severe skin reaction",), "fired"),
        (("no allergy to penicillin",), "not_evaluated"),
        (("tolerates penicillin",), "not_evaluated"),
        (("codeine (nausea)",), "clear"),
        (("something unheard of",), "not_evaluated"),
        (("something unheard of", "penicillin"), "fired"),
    ],
)
def test_an_allergy_to_what_a_drug_may_cross_react_with(recorded, expected):
    found = small(CROSS, more=PENICILLINS).check(case(order("c", "cefalexin", "500 mg", times(3)), of=allergic(*recorded)))
    assert of_rule(found, "r0")[0] == expected
    if expected == "not_evaluated":
        assert missing(found) == {"patient.allergies"}


def test_no_list_of_allergies_or_one_with_holes_is_not_evaluated():
    cefalexin = order("c", "cefalexin", "500 mg", times(3))
    assert of_rule(small(CROSS, more=PENICILLINS).check(case(cefalexin)), "r0") == ("not_evaluated",)
    holes = allergic("peanut", incomplete=frozenset({"allergies"}))
    assert of_rule(small(CROSS, more=PENICILLINS).check(case(cefalexin, of=holes)), "r0") == ("not_evaluated",)


def test_an_allergy_to_the_drug_itself_concerns_every_drug():
    rules = small(SAME, more=PENICILLINS)
    found = rules.check(
        case(order("a", "co-amoxiclav", "1 {tablet}", times(3)), order("b", "warfarin", "5 mg"), of=allergic("clavulanic acid"))
    )
    assert said(found) == {("r0", ("a",)): ("fired", "contraindicated", "certain"), ("r0", ("b",)): ("clear",)}


LITHIUM = order("l", "lithium carbonate", "400 mg", times(2), start="2026-01-01")
LEVEL = (
    "monitor drug: {ingredient: lithium, taken: '>= 90 d'}, test: [lithium_level], within: 90 d, "
    "range: '[0.4 mmol/L, 1.0 mmol/L]', severity: {missing: major, overdue: moderate, out_of_range: contraindicated}"
)


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        ((), ("fired", "major", "certain")),
        ((seen("lithium_level", "0.7 mmol/L", "2026-01-01"),), ("fired", "moderate", "certain")),
        ((seen("lithium_level", "0.7 mmol/L"),), ("clear",)),
        ((seen("lithium_level", "1.4 mmol/L"),), ("fired", "contraindicated", "certain")),
        ((seen("lithium_level", None),), ("not_evaluated",)),
        ((seen("lithium_level", "0.7 mmol/L", None),), ("not_evaluated",)),
        (None, ("not_evaluated",)),
    ],
)
def test_a_test_is_missing_overdue_out_of_range_or_as_it_should_be(observations, expected):
    assert of_rule(small(LEVEL).check(case(LITHIUM, of=patient(observations=observations))), "r0") == expected


def test_a_list_of_results_with_holes_does_not_show_that_a_test_was_not_done():
    holes = patient(observations=(), incomplete=frozenset({"observations"}))
    assert of_rule(small(LEVEL).check(case(LITHIUM, of=holes)), "r0") == ("not_evaluated",)


def test_a_drug_that_was_just_begun_needs_no_test_yet():
    def since(start: str | None):
        found = small(LEVEL).check(
            case(order("l", "lithium carbonate", "400 mg", times(2), start=start), of=patient(observations=()))
        )
        return of_rule(found, "r0")

    assert since("2026-11-01") == ("clear",)
    assert since("2026-08-01") == ("fired", "major", "certain")
    assert since(None) == ("fired", "major", "possible"), "nobody knows how long it has been taken: for long, it is assumed"


def unstarted(start: str | None = None, status: OrderStatus = OrderStatus.ACTIVE, rule: str = LEVEL, **known: Any):
    lithium = evolve(order("l", "lithium carbonate", "400 mg", times(2), start=start), status=status)
    return small(rule).check(case(lithium, of=patient(**known)))


@pytest.mark.parametrize("status", [OrderStatus.ACTIVE, OrderStatus.UNKNOWN])
def test_where_the_start_is_unknown_a_test_that_is_known_to_be_due_is_a_possible_alert_that_names_the_assumption(status):
    old = (seen("lithium_level", "0.7 mmol/L", "2026-01-01"),)
    found = unstarted(status=status, observations=old)
    assert of_rule(found, "r0") == ("fired", "moderate", "possible")
    (alert,) = found.alerts
    assert alert.assumed == ("the start of l is not given: it is assumed to have been taken for long",)


def test_an_assumed_start_silences_nothing_and_finds_nothing_where_the_test_was_done():
    recent = (seen("lithium_level", "0.7 mmol/L"),)
    assert of_rule(unstarted(observations=recent), "r0") == ("clear",)
    assert of_rule(unstarted(observations=None), "r0") == ("not_evaluated",)
    begun = LEVEL.replace(">= 90 d", "< 90 d")
    assert of_rule(unstarted(rule=begun, observations=()), "r0") == ("not_evaluated",), "it may have been begun this week"
    assert of_rule(unstarted(status=OrderStatus.PROPOSED, observations=()), "r0") == ("clear",), "it begins today"


def test_of_a_start_that_is_known_in_part_the_earliest_is_assumed():
    assert of_rule(unstarted("2026", observations=()), "r0") == ("fired", "major", "possible")
    assert of_rule(unstarted("2026-11", observations=()), "r0") == ("clear",), "not 90 days ago, whichever day it was"
    proposed = unstarted("2026", status=OrderStatus.PROPOSED, observations=())
    assert of_rule(proposed, "r0") == ("not_evaluated",), "what is proposed is not assumed to be taken"


def test_a_result_that_is_too_old_is_possibly_the_newest_where_the_list_may_lack_one():
    old = (seen("lithium_level", "0.7 mmol/L", "2026-01-01"),)
    found = small(LEVEL).check(case(LITHIUM, of=patient(observations=old, incomplete=frozenset({"observations"}))))
    assert of_rule(found, "r0") == ("fired", "moderate", "possible")
    (alert,) = found.alerts
    assert "the list may lack one" in alert.assumed[0]
    both = unstarted(observations=old, incomplete=frozenset({"observations"}))
    assert of_rule(both, "r0") == ("fired", "moderate", "possible")
    assert len(both.alerts[0].assumed) == 2


def test_a_test_that_was_done_without_a_result_will_do_where_no_range_is_asked_for():
    rule = (
        "monitor drug: {ingredient: methotrexate}, test: [full_blood_count], within: 90 d, "
        "severity: {missing: major, overdue: major}"
    )
    methotrexate = order("m", "methotrexate", "15 mg", times(1, "1 wk"))
    assert of_rule(small(rule).check(case(methotrexate, of=patient(observations=(seen("full blood count"),)))), "r0") == ("clear",)


OMIT = (
    "omit drug: {ingredient: ibuprofen, route: oral}, when: {age: '>= 65 a'}, "
    "missing: [{ingredient: omeprazole}, {ingredient: famotidine}]"
)
IBUPROFEN = order("i", "ibuprofen", "400 mg", times(3))


def test_a_drug_without_its_partner():
    def outcome(*orders: Any, age: str = "70 a"):
        return of_rule(small(OMIT).check(case(IBUPROFEN, *orders, of=patient(age))), "r0")

    assert outcome() == ("fired", "moderate", "certain")
    assert outcome(order("o", "omeprazole", "20 mg")) == ("clear",)
    assert outcome(order("f", "famotidine", "20 mg")) == ("clear",)
    assert outcome(order("o", "omeprazole", "20 mg", times(1, prn=True))) == ("fired", "moderate", "possible")
    as_needed = OMIT.replace("{ingredient: famotidine}", "{ingredient: famotidine}, {ingredient: omeprazole, prn: true}")
    prn = case(IBUPROFEN, order("o", "omeprazole", "20 mg", times(1, prn=True)), of=patient("70 a"))
    assert of_rule(small(as_needed).check(prn), "r0") == ("clear",), "a partner that may be taken as needed"
    assert outcome(order("x", "unobtainium")) == ("not_evaluated",), "the unknown drug may be the partner"
    assert outcome(age="50 a") == ("clear",)


def test_a_circumstance_without_its_partner_is_about_the_patient_alone():
    more = "conditions: [{id: heart-failure, names: [heart failure]}]\n"
    rules = small("omit when: {condition: heart-failure}, missing: [{ingredient: ramipril}]", more=more)
    ill = patient(conditions=("heart failure",))
    found = rules.check(case(IBUPROFEN, of=ill))
    assert said(found) == {("r0", ()): ("fired", "moderate", "certain")}
    assert said(rules.check(case(order("r", "ramipril", "5 mg"), of=ill))) == {("r0", ()): ("clear",)}
    assert said(rules.check(case(of=ill))) == {("r0", ()): ("fired", "moderate", "certain")}
    deciding = order("n", "naproxen", "250 mg", status="proposed")
    assert not rules.check(case(deciding, of=ill)).outcomes, "nobody asks about the patient where an order is being decided"


def test_what_the_patient_wants_can_hold_an_advice_back():
    more = (
        "conditions: [{id: heart-failure, names: [heart failure]}, "
        "{id: no-ace-inhibitor, names: [does not want an ACE inhibitor]}]\n"
    )
    rule = (
        "omit when: {condition: heart-failure}, missing: [{ingredient: ramipril}], "
        "modifiers: [{label: declined, when: {preference: no-ace-inhibitor}, suppress: true}]"
    )
    ill = ("heart failure",)

    def outcome(preferences: Any):
        return of_rule(small(rule, more=more).check(case(of=patient(conditions=ill, preferences=preferences))), "r0")

    assert outcome((Condition("does not want an ACE inhibitor"),)) == ("suppressed",)
    assert outcome(()) == ("fired", "moderate", "certain")
    assert outcome(None) == ("fired", "moderate", "certain"), "an unknown wish never silences"


def test_an_estimate_takes_the_measured_weight_and_says_what_is_missing():
    rule = "contra drug: {ingredient: dabigatran}, when: {estimate: {code: crcl_actual, is: '< 30 mL/min', within: 90 d}}"
    dabigatran = order("d", "dabigatran", "150 mg", times(2))
    someone = patient("80 a", "60 kg", sex=Sex.FEMALE, observations=(seen("creatinine", "1.4 mg/dL"),))
    assert of_rule(small(rule).check(case(dabigatran, of=someone)), "r0") == ("clear",), "30.357 mL/min"
    no_weight = patient("80 a", None, sex=Sex.FEMALE, observations=(seen("creatinine", "1.4 mg/dL"),))
    found = small(rule).check(case(dabigatran, of=no_weight))
    assert of_rule(found, "r0") == ("not_evaluated",)
    assert missing(found) == {"patient.weight"}


def test_dialysis_is_a_condition_wherever_the_case_says_it():
    more = "conditions: [{id: dialysis, names: [dialysis], icd10: [Z99.2]}, {id: asthma, names: [asthma]}]\n"
    rule = "contra drug: {ingredient: metformin}, when: {condition: dialysis}"

    def outcome(**known: Any):
        return of_rule(small(rule, more=more).check(case(METFORMIN, of=patient(**known))), "r0")[0]

    assert outcome(dialysis=True) == "fired"
    assert outcome(dialysis=True, conditions=None) == "fired"
    assert outcome(conditions=("dialysis",)) == "fired"
    assert outcome(dialysis=False) == "clear"
    other = "contra drug: {ingredient: metformin}, when: {condition: asthma}"
    found = small(other, more=more).check(case(METFORMIN, of=patient(dialysis=True, conditions=None)))
    assert of_rule(found, "r0") == ("not_evaluated",), "a list that is absent stays unknown"


@pytest.mark.parametrize("ingredient", ["paracetamol", "codeine"])
def test_a_product_is_held_against_the_patient_for_each_of_its_ingredients(ingredient: str):
    tablet = order("c", "co-codamol 30/500", "2 {tablet}", times(4))
    rule = f"contra drug: {{ingredient: {ingredient}}}, when: {{sex: female}}"
    found = Agreed(rule).check(case(tablet, of=patient(sex=Sex.FEMALE)))
    assert said(found) == {("r0", ("c",)): ("fired", "contraindicated", "certain")}


@pytest.mark.parametrize(
    ("odd", "certainty"),
    [(None, "possible"), ("2026-11-01", "possible"), ("2026-08-23", "possible"), ("2026-08-22", "certain")],
)
def test_a_test_that_nobody_recognises_may_be_the_one_that_is_due_if_it_may_have_been_done_in_time(odd: str | None, certainty: str):
    due = Agreed(
        "monitor severity: {missing: minor, overdue: major}, drug: {ingredient: lithium}, test: lithium_level, within: 90 d"
    )
    lithium = order("m", "lithium", "400 mg")
    tested = seen("lithium_level", on="2026-01-01"), seen("zorp", on=odd)
    found = due.check(case(lithium, of=patient(observations=tested)))
    assert of_rule(found, "r0") == ("fired", "major", certainty)
    assert [one.partition("zorp")[1] for one in found.outcomes[0].evidence.assumed] == ["zorp"] * (certainty == "possible")


def test_whether_a_test_was_ever_done_an_odd_one_of_any_day_leaves_open():
    never = Agreed("monitor severity: {missing: minor}, drug: {ingredient: lithium}, test: lithium_level, within: 90 d")
    lithium = order("m", "lithium", "400 mg")
    assert of_rule(never.check(case(lithium, of=patient(observations=()))), "r0") == ("fired", "minor", "certain")
    for odd in (None, "2026-08-22"):
        found = never.check(case(lithium, of=patient(observations=(seen("zorp", on=odd),))))
        assert of_rule(found, "r0") == ("fired", "minor", "possible")
