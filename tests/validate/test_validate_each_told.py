"""Several mistakes in one file: each is told, each once, and none hides the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rule_trees import judge_text

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostic

PAIR = "kind: interaction, severity: major, between: [{ingredient: warfarin}, {ingredient: ibuprofen}]"
DOSE = "kind: dose_limit, drug: {ingredient: paracetamol}, measure: per_day"


def told(*rules: str, more: str = "") -> list[Diagnostic]:
    """What is said of rules in flow style, in order."""
    return judge_text(more + "rules:\n" + "".join(f"  - {{id: r{number}, {rule}}}\n" for number, rule in enumerate(rules)))[1]


def codes(*rules: str, more: str = "") -> list[str]:
    return [one.code for one in told(*rules, more=more)]


def dose(limits: str, severity: str = "max: major", measure: str = "per_day") -> str:
    return f"{DOSE.replace('per_day', measure)}, severity: {{{severity}}}, {limits}"


# Limits


@pytest.mark.parametrize(
    ("limits", "measure", "expected"),
    [
        # what is no limit is not what the others are compared with
        ("max: 37 Cel, hard_max: 4 g", "per_day", ["RX303"]),
        ("max: '28 {tablet}/wk', hard_max: 4 g", "per_day", ["RX303"]),
        ("max: '0 {tablet}', hard_max: 4 g", "per_day", ["RX412"]),
        # a cap without its limit, though the other has both
        ("max: 4 g, hard_max: 90 mg/kg, hard_cap: 100 mg/kg", "per_day", ["RX305"]),
        ("hard_max: 6 g, hard_cap: 4 g", "per_day", ["RX305"]),
        ("hard_max: 6 g, cap: 4 g", "per_day", ["RX305"]),
        ("max: 450 mg/m2, cap: 1 g", "lifetime", ["RX305"]),
    ],
)
def test_a_limit_that_is_wrong_is_told_once(limits: str, measure: str, expected: list[str]):
    severity = ", ".join(f"{name}: major" for name in ("max", "hard_max") if f" {name}:" in f" {limits}")
    assert codes(dose(limits, severity, measure)) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("hard_max: 90 mg/kg, hard_cap: 4 g", ["RX413"]),
        ("max: 60 mg/kg, hard_max: 90 mg/kg, hard_cap: 4 g", ["RX413"]),
        ("max: 60 mg/kg, cap: 3 g, hard_max: 90 mg/kg, hard_cap: 4 g", ["RX413", "RX413"]),
        ("hard_max: 6 g, cap: 4 g", ["RX305"]),
        ("max: 60 mg/kg, cap: '3 {tablet}'", ["RX304"]),
        ("max: 60 mg/kg, cap: 40 mg/kg", ["RX305"]),
        ("max: 60 mg/kg, cap: 0 g", ["RX412"]),
        ("max: 10 ug/kg, cap: 400 ug", ["RX413"]),
    ],
)
def test_a_cap_that_always_leads_is_told_of_the_hard_limit_too_and_of_nothing_that_is_wrong_already(row: str, expected: list[str]):
    severity = ", ".join(f"{name}: major" for name in ("max", "hard_max") if f" {name}:" in f" {row}")
    bands = f"bands: {{over: {{weight: '[50 kg, 400 kg)'}}, rows: [{{{row}}}]}}"
    assert codes(dose(bands, severity)) == expected


def test_a_cap_of_zero_is_told_once_whatever_the_weights():
    bands = "bands: {over: {weight: '[0 kg, 400 kg)'}, rows: [{max: 60 mg/kg, cap: 0 g}]}"
    assert codes(dose(bands)) == ["RX412"]


@pytest.mark.parametrize(
    ("measure", "value", "said"),
    [
        ("duration", "4 g", "max of a duration limit is a length of time such as 5 d or 12 wk, got 4 g (mass)"),
        ("rate", "4 g", "max of a rate limit is an amount per time such as 10 mg/min or 5 ug/kg/min, got 4 g (mass)"),
        ("per_course", "4 d", "max of a per_course limit is an amount such as 2 g or 30 mg/kg, got 4 d (time)"),
    ],
)
def test_a_limit_that_does_not_fit_is_told_what_its_measure_is(measure: str, value: str, said: str):
    assert [one.message for one in told(dose(f"max: {value}", measure=measure))] == [said]


# Bands


def test_each_row_in_another_kind_and_each_variable_without_an_age_is_told():
    over = "over: {weight: '[0 kg, 400 kg)', creatinine: '[0 umol/L, 1000 umol/L)', potassium: '[0 mmol/L, 9 mmol/L)'}"
    rows = "rows: [{creatinine: '< 2 mg/dL', max: 1 g}, {creatinine: '>= 2 mg/dL', max: 1 g}]"
    found = codes(dose(f"bands: {{{over}, {rows}}}"))
    assert sorted(found) == ["RX308", "RX308", "RX309", "RX309"]


# Windows


@pytest.mark.parametrize(
    ("first", "second"),
    [("weight: '[50 kg, 40 kg)'", "weight: '< 45 kg'"), ("weight: '< 45 kg'", "weight: '[50 kg, 40 kg)'")],
)
def test_a_window_that_is_empty_is_not_said_to_exclude_others_as_well(first: str, second: str):
    assert codes(f"{PAIR}, when: {{all: [{{{first}}}, {{{second}}}]}}") == ["RX405"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("age: '>= 40 a'", "age: '< 28 d/kg'", "RX301"),
        ("age: '>= 18 a'", "age: '< 5 mg'", "RX301"),
        ("age: '>= 50 kg'", "age: '< 18 a'", "RX301"),
        ("age: '>= 18 a/kg'", "age: '< 28 d'", "RX301"),
        ("of: warfarin, route: [mouth]", "of: warfarin, route: [oral]", "RX209"),
    ],
)
def test_what_has_no_meaning_is_not_said_to_exclude_what_has_one(first: str, second: str, expected: str):
    assert codes(f"{PAIR}, when: {{all: [{{{first}}}, {{{second}}}]}}") == [expected]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("apart: '< 4 mg'", "apart is a length of time such as 4 h, got 4 mg (mass)"),
        ("duration: '< 4 mg'", "duration is a length of time such as 7 d, got 4 mg (mass)"),
        ("per_dose: '< 4 d'", "per_dose is an amount such as 5 mg, got 4 d (time)"),
        ("per_day: '< 4 d'", "per_day is an amount such as 5 mg or 5 mg/d, got 4 d (time)"),
        ("per_week: '< 4 mg/d'", "per_week is an amount such as 5 mg or 5 mg/wk, got 4 mg/d (mass/time)"),
    ],
)
def test_a_window_that_does_not_fit_is_told_what_would(asked: str, said: str):
    assert [one.message for one in told(f"{PAIR}, when: {{{asked}}}")] == [said]


@pytest.mark.parametrize("window", ["[0 kg, 0 kg]", "<= 0 kg"])
def test_zero_itself_is_a_value(window: str):
    assert codes(f"{PAIR}, when: {{weight: '{window}'}}") == []


# Modifiers


def test_each_modifier_is_looked_at_whatever_stands_before_it():
    nothing = "modifiers: [{label: a, when: {pregnant: true}, severity: major}, {label: b, when: {prn: true}, severity: minor}]"
    plain = "kind: duplication, severity: major, same: ingredient"
    same = f"{plain}, modifiers: [{{label: a, when: {{prn: true}}, severity: minor}}]"
    group = f"kind: duplication, severity: major, group: nsaids, {nothing}"
    more = "groups:\n  - {id: nsaids, members: [ibuprofen, naproxen]}\n"
    assert codes(PAIR, plain, same, group, f"{PAIR.replace('ibuprofen', 'naproxen')}, {nothing}", more=more) == [
        "RX223",
        "RX230",
        "RX223",
        "RX230",
    ]


def test_a_modifier_to_the_same_severity_changes_nothing_and_lowers_nothing():
    assert codes(f"{PAIR}, modifiers: [{{label: a, when: {{prn: true}}, severity: major}}]") == ["RX223"]


# Contradictions


def test_each_rule_that_nobody_meets_is_told():
    nobody = "when: {all: [{sex: male}, {sex: female}]}"
    assert codes(f"{PAIR}, {nobody}", f"{PAIR.replace('ibuprofen', 'naproxen')}, {nobody}") == ["RX245", "RX245"]


def test_a_condition_of_an_order_where_there_is_none_is_told_as_that_alone():
    omission = "kind: omission, severity: minor, missing: [{ingredient: omeprazole}]"
    assert codes(f"{omission}, when: {{all: [{{prn: true}}, {{prn: false}}]}}") == ["RX242", "RX242"]


# Names


@pytest.mark.parametrize(
    "name",
    [
        "paracetamol solution",  # a form and no route
        "paracetamol oral",
        "morphine modified release",
        "paracetamol 500 mg",
        "paracetamol tablets",
        "paracetamol 500 mg tablets",
    ],
)
def test_a_name_that_says_anything_beyond_its_ingredient_is_told(name: str):
    text = (
        f"rules:\n  - {{id: r, kind: interaction, severity: major, between: [{{ingredient: warfarin}}, {{ingredient: {name}}}]}}\n"
    )
    (found,) = judge_text(text)[1]
    assert (found.code, found.span.line) == ("RX206", 2)
    assert found.hint == f"write {'morphine' if 'morphine' in name else 'paracetamol'}, and the route as route"


def test_a_name_that_is_unknown_on_both_sides_is_not_said_to_meet_itself():
    unknown = "kind: interaction, severity: major, between: [{ingredient: warfarrin}, {ingredient: warfarrin}]"
    assert codes(unknown) == ["RX204", "RX204"]
    assert codes(unknown.replace("warfarrin", "warfarin")) == ["RX216"]


def test_of_may_name_a_participant_by_any_of_its_names():
    pair = "kind: interaction, severity: major, between: [{ingredient: acetylsalicylic acid}, {ingredient: warfarin}]"
    assert codes(f"{pair}, when: {{of: aspirin, prn: true}}") == []
    assert codes(f"{pair}, when: {{of: ibuprofen, prn: true}}") == ["RX217"]


@pytest.mark.parametrize(
    ("excepted", "expected"),
    [
        ("ibuprofen", []),
        ("acetylsalicylic acid", []),
        ("some", []),
        # a drug or a group that is not in the group is left over, or the wrong one
        ("diclofenac", ["RX214"]),
        ("others", ["RX214"]),
        ("ibuprofen, diclofenac, others, naproxen", ["RX214", "RX214"]),
        ("diclofenacc", ["RX204"]),
    ],
)
def test_an_exception_of_a_duplication_is_a_known_drug_of_its_group(excepted: str, expected: list[str]):
    groups = (
        "groups:\n  - {id: nsaids, members: [ibuprofen, naproxen, aspirin, ketoprofen, celecoxib]}\n"
        "  - {id: some, members: [naproxen, warfarin]}\n  - {id: others, members: [diclofenac, warfarin]}\n"
    )
    rule = f"kind: duplication, severity: minor, group: nsaids, except: [{excepted}]"
    assert codes(rule, more=groups) == expected


def test_an_exception_is_not_said_to_be_idle_where_its_group_is_wrong_or_there_is_none():
    rule = "kind: duplication, severity: minor, %s, except: [diclofenac]"
    assert codes(rule % "group: nsaids") == ["RX203"]
    assert codes(rule % "group: nsaids", more="groups:\n  - {id: nsaids, members: [ibuprofeen]}\n") == ["RX204"]
    assert codes(rule % "group: nsaids", more="groups:\n  - {id: nsaids}\n") == ["RX212"]
    assert codes(rule % "same: ingredient") == []


# Allergens


def test_each_allergen_that_is_recognised_as_another_is_told_once():
    more = (
        "allergens:\n  - {id: penicillin, names: [penicillins, beta-lactams]}\n"
        "  - {id: one, names: [penicillins, beta-lactams]}\n  - {id: two, names: [other, beta-lactams]}\n"
    )
    assert codes("kind: allergy, severity: major, drug: {ingredient: amoxicillin}, allergen: one", more=more) == ["RX234", "RX234"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("allergen: penicillin", "an allergy says neither drug nor same, expected exactly one"),
        (
            "allergen: penicillin, drug: {ingredient: amoxicillin}, same: ingredient",
            "an allergy says both drug and same, expected exactly one",
        ),
    ],
)
def test_an_allergy_is_told_which_of_the_two_it_says(keys: str, said: str):
    text = (
        f"allergens:\n  - {{id: penicillin, names: [penicillin]}}\nrules:\n  - {{id: r, kind: allergy, severity: major, {keys}}}\n"
    )
    assert [one.message for one in judge_text(text)[1]] == [said]
