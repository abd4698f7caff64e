"""Conditions of the native engine, operator by operator: true, false, and what is missing where it is neither."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from demo import case, of_rule, order, patient, q, small, times
from rxrules import Dosage, Dose, EngineError, Moment, Patient
from rxrules.engines.base import Status
from rxrules.engines.native.conditions import ConditionBuilder
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, in_span
from rxrules.model import Condition, Measurement, Observation, ProblemStatus, Sex
from rxrules.plan import Plan

CONDITIONS = "conditions: [{id: migraine, names: [hemicrania], icd10: [G43], snomed: ['37796009']}]\n"
PAIR = "between: [{ingredient: warfarin}, {ingredient: ibuprofen}]"
WARFARIN = order("w", "warfarin", "5 mg")
IBUPROFEN = order("i", "ibuprofen", "400 mg", times(3))


def demoprofen(other: str, strength: str) -> str:
    """A product of ibuprofen and something else."""
    strengths = f'["200 mg/{{tablet}}", "{strength}"]'
    return f"drugs: [{{name: Demoprofen, ingredients: [ibuprofen, {other}], strengths: {strengths}, form: tablet}}]\n"


def asked(when: str, of: Patient | None = None, *orders: Any, more: str = CONDITIONS) -> tuple[str, list[str]]:
    """What a rule with this condition says of warfarin with ibuprofen, and what is missing to know it."""
    checker = small(f"ddi {PAIR}, when: {when}", more=more)
    found = checker.check(case(*(orders or (WARFARIN, IBUPROFEN)), of=of or patient()))
    (outcome,) = found.outcomes
    fired = of_rule(found, "r0")
    status = Status(outcome.status).name.lower()
    return "possible" if fired and fired[-1] == "possible" else status, [one.path for one in outcome.evidence.missing]


def is_true(*what: Any, **known: Any) -> bool:
    return asked(*what, **known)[0] == "fired"


def is_false(*what: Any, **known: Any) -> bool:
    return asked(*what, **known)[0] == "clear"


def lacks(path: str, *what: Any, **known: Any) -> bool:
    return asked(*what, **known) == ("not_evaluated", [path])


def test_an_age_is_above_below_or_missing():
    assert is_true("{age: '>= 65 a'}", patient("65 a"))
    assert is_false("{age: '>= 65 a'}", patient("64 a"))
    assert lacks("patient.age", "{age: '>= 65 a'}", patient(None))
    assert lacks("patient.birth_date", "{age: '>= 65 a'}", patient(None, birth_date=Moment.parse("1961")))


def test_an_age_in_days_and_one_in_years_are_two_axes():
    assert is_true("{age: '[28 d, 12 a)'}", patient("28 d"))
    assert is_false("{age: '[28 d, 12 a)'}", patient("27 d"))
    assert is_false("{age: '[28 d, 12 a)'}", patient("12 a"))


def test_the_ends_of_a_window_are_in_or_out_as_written():
    for window, at in (("[50 kg, 60 kg)", True), ("(50 kg, 60 kg)", False), ("(40 kg, 50 kg]", True), ("(40 kg, 50 kg)", False)):
        assert is_true(f"{{weight: '{window}'}}", patient(weight="50 kg")) == at, window
        assert is_false(f"{{weight: '{window}'}}", patient(weight="50 kg")) != at, window


def test_weight_height_and_body_surface_are_readings():
    tall = patient(height=Measurement(q("180 cm")))
    assert is_true("{height: '> 170 cm'}", tall)
    assert is_true("{body_surface: '> 1.9 m2'}", tall)
    assert lacks("patient.height", "{height: '> 170 cm'}")
    assert lacks("patient.height", "{body_surface: '> 1.9 m2'}")
    assert lacks("patient.weight", "{weight: '> 50 kg'}", patient(weight=None))


EGFR = "{observation: {code: egfr, is: '< 30 mL/min/{1.73_m2}', within: 90 d}}"


def test_a_result_is_read_when_it_is_fresh_dated_and_precise():
    assert is_true(EGFR, patient(egfr="29"))
    assert is_true(EGFR, patient(egfr="<30"))
    assert is_false(EGFR, patient(egfr="30"))
    assert is_false(EGFR, patient(egfr=">30"))
    for of in (
        patient(),
        patient(egfr="29", tested="2026-01-01"),
        patient(egfr="29", tested=None),
        patient(egfr=">20"),
        patient(observations=(Observation("egfr", on=Moment.parse("2026-11-01")),)),
    ):
        assert lacks("patient.observations.egfr", EGFR, of)


def test_a_result_of_the_last_day_that_the_rule_allows_is_fresh():
    assert is_true(EGFR, patient(egfr="29", tested="2026-08-23"))
    assert lacks("patient.observations.egfr", EGFR, patient(egfr="29", tested="2026-08-22"))


def test_a_value_at_the_very_edge_of_a_window_lies_in_it():
    assert in_span(1.0, 2.0, 1.0, 2.0) == TRUE
    assert in_span(0.5, 1.0, 1.0, 2.0) == UNKNOWN
    assert in_span(2.0, 2.5, 1.0, 2.0) == UNKNOWN
    assert in_span(0.5, 2.5, 1.0, 2.0) == UNKNOWN
    assert in_span(0.5, 0.9, 1.0, 2.0) == FALSE
    assert in_span(2.1, 2.5, 1.0, 2.0) == FALSE


def test_a_dose_or_a_length_that_is_a_range_makes_a_possible_alert_that_says_so():
    def assumed(when: str, ibuprofen: Any) -> tuple[str, list[str]]:
        (outcome,) = small(f"ddi {PAIR}, when: {when}").check(case(WARFARIN, ibuprofen)).outcomes
        return asked(when, None, WARFARIN, ibuprofen)[0], list(outcome.evidence.assumed)

    ranged = order("i", "ibuprofen", Dose(q("200 mg"), q("600 mg")), times(3))
    for window, expected in (("> 400 mg", "possible"), ("> 100 mg", "fired"), ("> 600 mg", "clear"), ("< 400 mg", "possible")):
        verdict, texts = assumed(f"{{of: ibuprofen, per_dose: '{window}'}}", ranged)
        assert (verdict, bool(texts)) == (expected, expected == "possible"), window
    lasting = order("i", "ibuprofen", "400 mg", times(3, duration=q("3 d"), duration_max=q("7 d")))
    for window, expected in (("> 5 d", "possible"), ("> 2 d", "fired"), ("> 7 d", "clear")):
        verdict, texts = assumed(f"{{of: ibuprofen, duration: '{window}'}}", lasting)
        assert (verdict, bool(texts)) == (expected, expected == "possible"), window


def test_what_starts_today_or_later_has_not_been_taken_yet():
    for start, expected in (("2026-11-21", "fired"), ("2026-12-01", "fired"), ("2026-11-20", "clear")):
        taken = order("i", "ibuprofen", "400 mg", times(3), start=start)
        assert asked("{of: ibuprofen, taken: '< 1 d'}", None, WARFARIN, taken)[0] == expected, start


def test_a_partner_that_begins_and_ends_with_the_participants_is_there_throughout():
    during = {"start": "2026-12-01", "end": "2026-12-07"}
    pair = order("w", "warfarin", "5 mg", **during), order("i", "ibuprofen", "400 mg", times(3), **during)
    omeprazole = "{with: {ingredient: omeprazole}}"
    assert is_true(omeprazole, None, *pair, order("o", "omeprazole", "20 mg", **during))
    for late_or_early in ({"start": "2026-12-02"}, {"end": "2026-12-06"}):
        assert asked(omeprazole, None, *pair, order("o", "omeprazole", "20 mg", **{**during, **late_or_early}))[0] == "possible"
    for apart in ({"start": "2026-11-21", "end": "2026-11-30"}, {"start": "2026-12-08", "end": "2026-12-09"}):
        assert is_false(omeprazole, None, *pair, order("o", "omeprazole", "20 mg", **apart))


def test_why_a_result_could_not_be_read_is_said():
    def reason(of: Patient) -> str:
        (outcome,) = small(f"ddi {PAIR}, when: {EGFR}").check(case(WARFARIN, IBUPROFEN, of=of)).outcomes
        return outcome.evidence.missing[0].reason

    assert "stale" in reason(patient(egfr="29", tested="2026-01-01"))
    assert "has no date" in reason(patient(egfr="29", tested=None))
    assert "not precise enough" in reason(patient(egfr=">20"))
    assert "missing" in reason(patient())


@pytest.mark.parametrize("known", [{"age": "64 a"}, {"weight": "50 kg"}, {"height": Measurement(q("150 cm"))}, {"sex": Sex.MALE}])
def test_everything_that_a_condition_asks_for_must_hold(known: dict[str, Any]):
    when = "{age: '>= 65 a', weight: '> 50 kg', height: '> 150 cm', body_surface: '> 1 m2', sex: female}"
    asked_for = {"age": "70 a", "weight": "80 kg", "height": Measurement(q("180 cm")), "sex": Sex.FEMALE}
    assert is_true(when, patient(**asked_for))
    assert is_false(when, patient(**{**asked_for, **known}))


def test_any_of_the_routes_that_a_condition_names_will_do():
    for route, expected in (("oral", "fired"), ("rectal", "fired"), ("intravenous", "fired"), ("topical", "clear")):
        given = order("i", "ibuprofen", "400 mg", times(3), route=route)
        assert asked("{of: ibuprofen, route: [oral, rectal, intravenous]}", None, WARFARIN, given)[0] == expected, route


def test_sex_is_one_of_two_or_unknown():
    assert is_true("{sex: female}", patient(sex=Sex.FEMALE))
    assert is_false("{sex: female}", patient(sex=Sex.MALE))
    for sex in (None, Sex.OTHER):
        assert lacks("patient.sex", "{sex: female}", patient(sex=sex))


@pytest.mark.parametrize("state", ["pregnant", "breastfeeding"])
def test_pregnancy_and_breastfeeding_are_states_or_unknown(state: str):
    assert is_true(f"{{{state}: true}}", patient(**{state: True}))
    assert is_false(f"{{{state}: true}}", patient(**{state: False}))
    assert is_true(f"{{{state}: false}}", patient(**{state: False}))
    assert lacks(f"patient.{state}", f"{{{state}: true}}")


def test_a_condition_is_found_by_name_or_code_and_missing_is_not_negative():
    for one in (
        Condition("Migraine"),
        Condition("hemicrania", status=ProblemStatus.UNKNOWN),
        Condition(code="G43.1", system="icd10"),
        Condition(code="37796009", system="snomed"),
    ):
        assert is_true("{condition: migraine}", evolve(patient(), conditions=(one,))), one
    assert is_false("{condition: migraine}", patient(conditions=()))
    assert lacks("patient.conditions", "{condition: migraine}", patient(conditions=None))
    assert lacks("patient.conditions", "{condition: migraine}", patient(incomplete=frozenset(("conditions",))))


def test_a_condition_that_nobody_recognises_may_be_the_one():
    assert lacks("patient.conditions", "{condition: migraine}", patient(conditions=("strange words",)))


@pytest.mark.parametrize(
    ("status", "now", "ever"),
    [("active", True, True), ("unknown", True, True), ("resolved", False, True), ("refuted", False, False)],
)
def test_a_history_counts_what_is_resolved_and_never_what_is_refuted(*, status: str, now: bool, ever: bool):
    of = evolve(patient(), conditions=(Condition("migraine", status=ProblemStatus(status)),))
    assert is_true("{condition: migraine}", of) == now
    assert is_true("{history: migraine}", of) == ever


def test_an_indication_is_of_the_order():
    when = "{of: ibuprofen, indication: migraine}"
    assert lacks("medications.i.indication", when)
    for text, status in (("migraine", "fired"), ("hemicrania", "fired")):
        assert asked(when, None, WARFARIN, evolve(IBUPROFEN, indication=(Condition(text),)))[0] == status
    coded = evolve(IBUPROFEN, indication=(Condition(code="A00", system="icd10"),))
    assert is_false(when, None, WARFARIN, coded)
    assert is_false(when, None, evolve(WARFARIN, indication=(Condition("migraine"),)), coded), "the other's does not count"


WITH = "{with: {group: ppis, route: [oral]}}"
WITHOUT = "{without: {group: ppis, route: [oral]}}"
PPIS = "groups: [{id: ppis, members: [omeprazole, pantoprazole]}]\n"


@pytest.mark.parametrize(
    ("orders", "there", "absent"),
    [
        ((), "clear", "fired"),
        ((order("p", "omeprazole", "20 mg"),), "fired", "clear"),
        ((order("p", "omeprazole", "20 mg", route="intravenous"),), "clear", "fired"),
        ((order("p", "omeprazole", "20 mg", route="by carrier pigeon"),), "not_evaluated", "not_evaluated"),
        ((order("p", "omeprazole", "20 mg", status="stopped"),), "clear", "fired"),
        ((order("p", "omeprazole", "20 mg", times(1, prn=True)),), "possible", "possible"),
        ((order("p", "omeprazole", "20 mg", start="2026-12-01"),), "possible", "possible"),
        ((order("p", "omeprazole", "20 mg", end="2026-11-25"),), "possible", "possible"),
        ((order("x", "unobtainium", "1 mg"),), "not_evaluated", "not_evaluated"),
        ((order("x", "unobtainium", "1 mg"), order("p", "omeprazole", "20 mg")), "fired", "clear"),
    ],
)
def test_with_and_without_look_for_another_drug_that_is_there_as_long(orders: tuple[Any, ...], there: str, absent: str):
    assert asked(WITH, None, WARFARIN, IBUPROFEN, *orders, more=PPIS)[0] == there
    assert asked(WITHOUT, None, WARFARIN, IBUPROFEN, *orders, more=PPIS)[0] == absent


def test_a_partner_that_is_there_only_before_or_after_does_not_count():
    pair = evolve(WARFARIN, start=Moment.parse("2026-12-01")), evolve(IBUPROFEN, end=Moment.parse("2026-12-10"))
    for start in ("2026-12-15", "2026-12-11"):  # the last day of the ibuprofen is the 10th
        late = order("p", "omeprazole", "20 mg", start=start)
        assert is_false(WITH, None, *pair, late, more=PPIS)
    early = order("p", "omeprazole", "20 mg", end="2026-11-30")
    assert is_false(WITH, None, *pair, early, more=PPIS)


def test_a_partner_in_the_same_product_counts_unless_it_is_the_participant_itself():
    both = order("d", "Demoprofen", "1 {tablet}")
    drugs = demoprofen("omeprazole", "20 mg/{tablet}")
    assert is_true(WITH, None, WARFARIN, both, more=PPIS + drugs)
    nsaids = "groups: [{id: ppis, members: [ibuprofen]}]\n"
    assert is_false(WITH, None, WARFARIN, IBUPROFEN, more=nsaids)


def test_without_of_a_condition_of_an_order_holds_of_any_of_them_and_lowers_only_of_all():
    assert is_true("{route: [topical]}", None, WARFARIN, evolve(IBUPROFEN, dosages=(Dosage(dose=Dose(q("1 g")), route="topical"),)))
    assert is_false("{route: [topical]}")
    lowers = small(f"ddi {PAIR}, modifiers: [{{label: as needed, when: {{prn: true}}, severity: minor}}]")
    as_needed = times(1, prn=True)
    one = lowers.check(case(WARFARIN, order("i", "ibuprofen", "400 mg", as_needed)))
    assert of_rule(one, "r0") == ("fired", "major", "certain")
    both = lowers.check(case(order("w", "warfarin", "5 mg", as_needed), order("i", "ibuprofen", "400 mg", as_needed)))
    assert of_rule(both, "r0") == ("fired", "minor", "certain")


def test_a_route_is_one_none_assumed_or_several():
    systemic = "{of: ibuprofen, route: [systemic]}"

    def by(*routes: str) -> Any:
        return order(
            "i", "ibuprofen", dosages=tuple(Dosage(dose=Dose(q("400 mg")), route=route, timing=times()) for route in routes)
        )

    assert is_true(systemic, None, WARFARIN, by("oral"))
    assert is_false(systemic, None, WARFARIN, by("topical"))
    assert is_true(systemic, None, WARFARIN, by("oral", "topical")), "each instruction is looked at on its own"
    assert asked(systemic, None, WARFARIN, by(""))[0] == "possible", "one of the usual routes is assumed"
    assert lacks("medications.i.route", systemic, None, WARFARIN, by("by carrier pigeon"))
    assert lacks("medications.i.route", "{of: ibuprofen, route: [ophthalmic]}", None, WARFARIN, by("")), "none is assumed away"


def test_an_amount_is_of_the_participant_in_the_unit_of_the_rule():
    day = "{of: ibuprofen, per_day: '> 1200 mg'}"
    assert is_false(day, None, WARFARIN, order("i", "ibuprofen", "400 mg", times(3)))
    assert is_true(day, None, WARFARIN, order("i", "ibuprofen", "400 mg", times(4)))
    assert is_true(day, None, WARFARIN, order("i", "ibuprofen", "0.4 g", times(1, "6 h")))
    ranged = order("i", "ibuprofen", Dose(q("200 mg"), q("400 mg")), times(4))
    assert asked(day, None, WARFARIN, ranged)[0] == "possible"
    assert lacks("medications.i.timing", day, None, WARFARIN, order("i", "ibuprofen", "400 mg", None))
    assert lacks("medications.i.strength", day, None, WARFARIN, order("i", "ibuprofen", "1 {tablet}"))
    assert lacks("medications.i.dose", day, None, WARFARIN, order("i", "ibuprofen", "100 [iU]"))
    assert is_true("{of: ibuprofen, per_dose: '>= 400 mg'}")
    assert is_true("{of: ibuprofen, per_week: '> 8 g'}")


def test_the_amount_of_another_ingredient_of_the_product_does_not_count():
    drugs = demoprofen("paracetamol", "500 mg/{tablet}")
    tablet = order("d", "Demoprofen", "1 {tablet}")
    assert is_false("{of: ibuprofen, per_dose: '> 400 mg'}", None, WARFARIN, tablet, more=drugs)
    assert is_true("{of: ibuprofen, per_dose: '> 100 mg'}", None, WARFARIN, tablet, more=drugs)


def test_a_duration_is_known_a_range_or_missing():
    short = "{of: ibuprofen, duration: '<= 3 d'}"

    def lasting(**known: Any) -> Any:
        return order("i", "ibuprofen", "400 mg", times(3, **known))

    assert is_true(short, None, WARFARIN, lasting(duration=q("72 h")))
    assert is_false(short, None, WARFARIN, lasting(duration=q("4 d")))
    assert asked(short, None, WARFARIN, lasting(duration=q("2 d"), duration_max=q("5 d")))[0] == "possible"
    assert lacks("medications.i.timing.duration", short)


def test_as_needed_is_of_an_instruction_or_unknown():
    as_needed = "{of: ibuprofen, prn: true}"
    part = Dosage(dose=Dose(q("400 mg")), route="oral", timing=times(prn=True))
    whole = Dosage(dose=Dose(q("400 mg")), route="oral", timing=times())
    assert is_false(as_needed)
    assert is_true("{of: ibuprofen, prn: false}")
    assert is_true(as_needed, None, WARFARIN, order("i", "ibuprofen", dosages=(part,)))
    assert is_true(as_needed, None, WARFARIN, order("i", "ibuprofen", dosages=(part, whole))), "one instruction is as needed"
    assert lacks("medications.i.timing", as_needed, None, WARFARIN, order("i", "ibuprofen", timing=None))


#: The truth of three conditions: true, false and unknown.
T, F, U = "{age: '>= 18 a'}", "{age: '< 18 a'}", "{sex: male}"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (f"{{all: [{T}, {T}]}}", "fired"),
        (f"{{all: [{U}, {F}]}}", "clear"),
        (f"{{all: [{T}, {U}]}}", "not_evaluated"),
        (f"{{any: [{U}, {T}]}}", "fired"),
        (f"{{any: [{F}, {F}]}}", "clear"),
        (f"{{any: [{F}, {U}]}}", "not_evaluated"),
        (f"{{not: {T}}}", "clear"),
        (f"{{not: {F}}}", "fired"),
        (f"{{not: {U}}}", "not_evaluated"),
        (f"{{not: {{any: [{F}, {{all: [{T}, {U}]}}]}}}}", "not_evaluated"),
    ],
)
def test_conditions_are_joined_in_three_values(when: str, expected: str):
    status, missing = asked(when)
    assert status == expected
    assert missing == (["patient.sex"] if expected == "not_evaluated" else [])


def test_an_operator_that_the_engine_does_not_know_is_an_error_of_the_engine():
    with pytest.raises(EngineError, match="'horoscope'"):
        ConditionBuilder(Plan((), (), (), (), ())).test(("horoscope", "aries"))
