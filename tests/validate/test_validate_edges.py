"""The narrower cases of the checks: what is reported beside the plain case of each code, and what is not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_trees import MANIFEST, MANIFEST_TEXT, bands, codes, dose, judge, judge_text, pair, said

from rxrules.language.ast import (
    Evidence,
    InteractionRule,
    Modifier,
    Name,
    Rule,
    RulesetTree,
    Selector,
    SourceRef,
    When,
)
from rxrules.terminology import Terminology
from rxrules.validate import validate
from rxrules.validate.definitions import is_snomed

PAIR = """\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
"""
DOSE = """\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
"""
RUNS = """\
    title: Warfarin with ibuprofen
    effect: more bleeding
    action: choose another analgesic
    reviewed: 2026-01-10
"""


def found(text, as_of=dt.date(2026, 11, 21)):
    return [(each.code, each.span.line) for each in judge_text(text, as_of)[1]]


# Names


def test_an_ingredient_that_is_a_group_is_told_so():
    text = "groups:\n  - {id: blood-thinners, members: [heparin]}\n" + PAIR.replace("warfarin}", "blood-thinners}")
    assert said(text) == [
        ("7:28: error: RX204: no ingredient is known as 'blood-thinners' (it is a group: write group instead of ingredient)"),
    ]


def test_a_class_of_drugs_is_no_ingredient():
    assert codes(judge(pair("warfarin", "penicillins"))) == ["RX204"]


def test_an_exclusion_may_be_a_group():
    text = """\
groups:
  - {id: opioids, members: [morphine, loperamide]}
  - {id: antidiarrhoeals, members: [loperamide]}
  - {id: strong, include: [opioids], exclude: [antidiarrhoeals]}
"""
    ruleset, diagnostics = judge_text(text)
    assert diagnostics == []
    assert ruleset.groups == {
        "opioids": ("loperamide", "morphine"),
        "antidiarrhoeals": ("loperamide",),
        "strong": ("morphine",),
    }


def test_what_is_wrong_in_a_group_is_said_once_and_not_again_of_the_groups_over_it():
    text = """\
groups:
  - {id: a, members: [ibuprofen, ibuprofeen]}
  - {id: b, include: [a]}
  - {id: c, members: [warfarin], exclude: [b]}
  - {id: d, members: [warfarin], exclude: [warfarrin]}
  - {id: e, members: [warfarin], include: [f]}
"""
    assert found(text) == [("RX204", 2), ("RX204", 5), ("RX203", 6)]


def test_a_circle_is_found_behind_groups_that_are_in_none_and_a_long_chain_is_none():
    text = """\
groups:
  - {id: a, members: [ibuprofen], include: [b, d]}
  - {id: b, members: [naproxen], include: [c]}
  - {id: c, members: [ketoprofen], exclude: [b]}
  - {id: d, members: [warfarin]}
  - {id: e, include: [e]}
"""
    assert [each for each in said(text) if "RX211" in each] == [
        "3:10: error: RX211: groups name one another in a circle: b -> c -> b",
        "6:10: error: RX211: groups name one another in a circle: e -> e",
    ]
    chain = "groups:\n" + "".join(f"  - {{id: g{n}, include: [g{n + 1}]}}\n" for n in range(3000))
    ruleset, diagnostics = judge_text(chain + "  - {id: g3000, members: [warfarin]}\n")
    assert diagnostics == []
    assert ruleset.groups["g0"] == ("warfarin",)


def test_a_group_that_is_written_empty_is_empty():
    assert said("groups:\n  - {id: nothing}\n") == ["2:10: error: RX212: the group 'nothing' has no member"]


def test_a_member_written_twice_in_the_same_words_is_reported_without_a_translation():
    assert said("groups:\n  - {id: one, members: [warfarin, warfarin]}\n") == [
        "2:35: warning: RX213: 'warfarin' is named twice in 'one' (take one out)"
    ]


def test_an_id_that_can_t_be_mended_gets_no_hint():
    assert said("groups:\n  - {id: '..', members: [warfarin]}\n") == [
        "2:10: error: RX202: an id is written in lower case with hyphens and dots, got '..'"
    ]


def test_routes_are_known_wherever_they_stand():
    text = """\
rules:
  - id: dup.same
    kind: duplication
    severity: minor
    same: ingredient
    route: [systemic, oraal]
    when: {route: [ocular]}
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen, route: [somehow]}]
"""
    assert found(text) == [("RX209", 6), ("RX209", 7), ("RX209", 11)]


def test_a_source_is_known_wherever_it_is_cited():
    text = (
        """\
groups:
  - {id: one, members: [warfarin], source: {title: a label}}
"""
        + PAIR
        + """\
    evidence: {sources: [{source: nowhere, section: "1"}, {title: a label}]}
    modifiers:
      - {label: a, when: {of: warfarin, prn: true}, severity: minor, evidence: {sources: [{source: nowhere2}]}}
      - {label: b, when: {of: warfarin, prn: false}, severity: minor}
"""
    )
    assert found(text) == [("RX208", 8), ("RX208", 10)]


def test_a_source_that_rows_share_is_reported_once():
    first = judge_text(PAIR + "    evidence: {sources: [{source: nowhere}]}\n", None)[1]
    assert codes(first) == ["RX208"]
    evidence = pair("a", "b").evidence
    assert (
        codes(
            judge(
                pair("warfarin", "ibuprofen", evidence=evidence),
                pair("warfarin", "naproxen", evidence=evidence),
            )
        )
        == []
    )


def test_a_variable_of_bands_that_is_no_observation_is_reported_in_domain_and_rows():
    text = (
        DOSE
        + """\
    severity: {max: major}
    bands:
      over: {wait: "(0 kg, 400 kg)"}
      rows:
        - {wait: "(, 50 kg]", max: 3 g}
        - {wait: "(50 kg,)", max: 4 g}
"""
    )
    assert found(text) == [("RX210", 8), ("RX210", 10), ("RX210", 11)]
    assert "did you mean 'weight'?" in said(text)[0]


def test_an_observation_may_be_written_by_its_loinc_code_or_synonym():
    for name in ("62238-1", "eGFR", "estimated GFR"):
        text = PAIR + f"    when: {{observation: {{code: {name}, is: '< 30 mL/min/{{1.73_m2}}', within: 90 d}}}}\n"
        assert found(text) == []


def test_a_test_that_is_only_done_has_no_value_to_compare():
    text = PAIR + "    when: {observation: {code: full blood count, is: '< 3 10*9/L', within: 90 d}}\n"
    assert "no value, because this test is only done or not done" in said(text)[0]
    assert found(text) == [("RX302", 6)]


# Definitions


def test_a_local_drug_is_known_by_its_name_and_synonyms():
    text = """\
drugs:
  - name: Ward heparin
    ingredients: [heparin]
    synonyms: [heparin lock]
groups:
  - {id: heparins, members: [Ward heparin]}
"""
    ruleset, diagnostics = judge_text(text)
    assert diagnostics == []
    assert ruleset.groups == {"heparins": ("heparin",)}
    assert ruleset.terminology.resolve_name("Heparin lock").ingredients == {"heparin"}


def test_wrong_local_drugs_are_told_apart_from_right_ones_and_from_unknown_ingredients():
    text = """\
drugs:
  - {name: warfarin, ingredients: [heparin]}
  - {name: Right stuff, ingredients: [heparin]}
  - {name: Wrong stuff, ingredients: [hepariin]}
  - {name: Two strengths, ingredients: [heparin], strengths: [5 mg, 6 mg]}
groups:
  - {id: heparins, members: [Right stuff]}
"""
    assert found(text) == [("RX225", 2), ("RX204", 4), ("RX225", 5)]


def test_codes_of_conditions_are_read_by_their_form():
    text = """\
conditions:
  - {id: heart-failure, icd10: [I50, I50.9, K25.4, E11.65, "i50", "50", "I5"]}
"""
    assert [each.split("'")[1] for each in said(text)] == ["i50", "50", "I5"]


# Identifiers that SNOMED International's own documents use as examples.
@pytest.mark.parametrize("code", ["84114007", "73211009", "22298006", "38341003", "900000000000207008", "138875005"])
def test_identifiers_of_snomed_ct_pass(code):
    assert is_snomed(code)


@settings(deadline=None)
@given(st.sampled_from(["84114007", "73211009", "900000000000207008"]), st.data())
def test_no_single_digit_of_a_snomed_identifier_can_change(code, data):
    place = data.draw(st.integers(0, len(code) - 1))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != code[place]))
    assert not is_snomed(code[:place] + digit + code[place + 1 :])


def test_a_duplication_allows_at_least_one_and_counts_what_its_exceptions_leave():
    text = """\
groups:
  - {id: nsaids, members: [ibuprofen, naproxen, aspirin]}
  - {id: two, members: [ibuprofen, naproxen]}
rules:
  - {id: dup.zero, kind: duplication, severity: minor, group: nsaids, allow: 0}
  - {id: dup.two, kind: duplication, severity: minor, group: nsaids, allow: 2, except: [aspirin]}
  - {id: dup.three, kind: duplication, severity: minor, group: nsaids, allow: 1, except: [two]}
  - {id: dup.four, kind: duplication, severity: minor, group: nsaids, allow: 1, except: [aspirin]}
  - {id: dup.five, kind: duplication, severity: minor, group: nsaids, allow: 3, count: orders}
  - {id: dup.six, kind: duplication, severity: minor, group: nsaids, allow: 1, except: [aspirrin]}
"""
    assert found(text) == [("RX229", 5), ("RX229", 6), ("RX229", 7), ("RX204", 10)]


# Selectors, participants, modifiers


def test_a_selector_names_a_drug_and_a_duplication_what_it_counts():
    text = """\
groups:
  - {id: nsaids, members: [ibuprofen, naproxen]}
rules:
  - {id: a, kind: interaction, severity: major, between: [{ingredient: warfarin}, {route: [oral]}]}
  - {id: b, kind: duplication, severity: major}
  - {id: c, kind: duplication, severity: major, group: nsaids, same: ingredient}
  - {id: d, kind: dose_limit, drug: {group: nsaids}, measure: per_day, severity: {max: major}, max: 1 g}
"""
    assert found(text) == [("RX215", 4), ("RX215", 5), ("RX215", 6), ("RX215", 7)]


def test_a_route_stands_once_in_a_dose_limit():
    text = """\
rules:
  - id: d
    kind: dose_limit
    drug: {ingredient: paracetamol, route: [oral], within: 1 d}
    route: [oral]
    measure: per_day
    severity: {max: major}
    max: 4 g
"""
    assert [line.partition(" can't be narrowed by ")[2] for line in said(text)] == [
        "within, route (the rule has one of its own) (use when)"
    ]


def test_of_is_sought_in_every_kind_of_rule_as_the_participant_or_as_some_of_its_drugs():
    text = """\
groups:
  - {id: nsaids, members: [ibuprofen, naproxen]}
  - {id: mixed, members: [ibuprofen, warfarin]}
rules:
  - id: ddi
    kind: interaction
    severity: major
    between: [{ingredient: acetylsalicylic acid}, {group: nsaids}]
    when:
      any: [{of: acetylsalicylic acid, prn: true},
            {of: nsaids, route: [oral]}, {not: {of: naproxen, prn: true}}, {of: warfarin, prn: true},
            {of: groop, prn: true}, {of: mixed, prn: true}]
  - id: both
    kind: interaction
    severity: major
    between: [{group: nsaids}, {group: nsaids}]
    when: {of: nsaids, per_dose: "> 400 mg"}
  - id: dup
    kind: duplication
    severity: major
    group: nsaids
    modifiers:
      - {label: x, suppress: true, when: {all: [{of: nsaids, per_day: "> 1 g"}, {of: ibuprofen, prn: true}]}}
  - id: same
    kind: duplication
    severity: major
    same: ingredient
    when: {of: ibuprofen, duration: "> 1 d"}
  - id: dose
    kind: dose_limit
    drug: {ingredient: aspirin}
    measure: per_day
    severity: {max: major}
    max: 4 g
    when: {any: [{of: aspirin, prn: true}, {of: acetylsalicylic acid, prn: true}]}
"""
    assert found(text) == [("RX217", 11), ("RX217", 12), ("RX217", 12), ("RX217", 17), ("RX230", 23), ("RX217", 28)]
    assert "expected 'acetylsalicylic acid' or 'nsaids', or drugs that one of them holds" in said(text)[0]
    assert "is both participants" in said(text)[3]
    assert "expected none, because it compares each ingredient with itself" in said(text)[5]


def test_a_part_of_the_drugs_says_something_by_itself_and_in_a_duplication_of_every_order():
    text = """\
groups:
  - {id: nsaids, members: [ibuprofen, naproxen]}
rules:
  - {id: ddi, kind: interaction, severity: major, between: [{ingredient: warfarin}, {group: nsaids}], when: {of: naproxen}}
  - {id: all, kind: interaction, severity: major, between: [{ingredient: warfarin}, {group: nsaids}], when: {of: warfarin}}
  - id: dup
    kind: duplication
    severity: major
    group: nsaids
    modifiers:
      - {label: x, suppress: true, when: {all: [{of: nsaids, per_day: "> 1 g"}, {of: ibuprofen, prn: true}]}}
"""
    assert found(text) == [("RX219", 5), ("RX230", 11)]


def test_drugs_in_conditions_are_checked_as_those_of_rules_are():
    text = (
        PAIR
        + """\
    when:
      with: {ingredient: aspirrin}
      without: {group: statins, within: 3 mg}
"""
    )
    assert found(text) == [("RX204", 7), ("RX203", 8), ("RX307", 8)]


def test_both_sides_may_be_one_group_but_not_one_ingredient_under_two_names():
    text = """\
groups:
  - {id: nsaids, members: [ibuprofen, naproxen]}
  - {id: only, members: [warfarin]}
rules:
  - {id: a, kind: interaction, severity: major, between: [{group: nsaids}, {group: nsaids}]}
  - {id: b, kind: interaction, severity: major, between: [{group: only}, {ingredient: warfarin}]}
"""
    assert found(text) == [("RX216", 6)]


def test_a_modifier_is_measured_by_every_severity_of_its_rule():
    text = (
        DOSE
        + """\
    severity: {max: major, min: minor}
    max: 4 g
    min: 1 g
    modifiers:
      - {label: a, when: {prn: true}, severity: minor}
      - {label: b, when: {prn: true}, severity: major, suppress: true}
  - id: same
    kind: duplication
    severity: major
    same: ingredient
    modifiers: [{label: c, when: {prn: true}, severity: major}]
"""
    )
    assert found(text) == [("RX222", 11), ("RX223", 16)]


# Pairs


def test_pairs_are_told_apart_by_what_narrows_them_and_compared_among_rules_that_run():
    rules = [
        pair("warfarin", "ibuprofen", status="draft", severity="minor"),
        pair("warfarin", "ibuprofen", id=Name("a"), status="review"),
        pair("warfarin", "ibuprofen", id=Name("b"), status="review", direction="second_added", severity="minor"),
        pair(
            "ibuprofen",
            "warfarin",
            id=Name("c"),
            status="review",
            direction="second_added",
            severity="moderate",
        ),
        pair("warfarin", "ibuprofeen", id=Name("d"), status="review"),
        InteractionRule(
            id=Name("e"),
            status="review",
            severity="minor",
            between=(Selector(Name("warfarin")), Selector(Name("ibuprofen"), route=(Name("oral"),))),
        ),
        InteractionRule(
            id=Name("f"),
            status="review",
            severity="minor",
            between=(Selector(Name("ibuprofen"), route=(Name("oral"),)), Selector(Name("warfarin"))),
        ),
        InteractionRule(
            id=Name("g"),
            status="review",
            severity="minor",
            between=(Selector(group=Name("nsaids")), Selector(Name("warfarin"))),
        ),
    ]
    about_pairs = [str(each) for each in judge(*rules) if each.code in ("RX220", "RX221")]
    assert about_pairs == ["warning: RX221: ibuprofen with warfarin also stands in 'e' at  (keep one)"]


# Modifiers


@pytest.mark.parametrize(
    ("change", "when", "expected"),
    [
        ("severity: minor", "{duration: '<= 1 d'}", True),
        ("suppress: true", "{route: oral}", True),
        ("suppress: true", "{age: '< 18 a', any: [{prn: true}, {pregnant: true}]}", True),
        ("suppress: true", "{not: {not: {prn: true}}}", True),
        ("suppress: true", "{not: {prn: true}}", False),
        ("suppress: true", "{of: warfarin, prn: true}", False),
        ("suppress: true", "{age: '< 18 a'}", False),
        ("severity: contraindicated", "{duration: '> 7 d'}", False),
        ("severity: contraindicated", "{per_week: '> 7 mg'}", False),
    ],
)
def test_a_lowering_modifier_that_does_not_say_of_whose_order_it_speaks(change: str, when: str, expected: bool):  # noqa: FBT001
    text = PAIR + f"    modifiers:\n      - {{label: a, {change}, when: {when}}}\n"
    assert [code for code, _ in found(text)] == (["RX230"] if expected else [])


def test_a_duplication_is_asked_for_it_too_unless_its_orders_have_no_name():
    text = """\
groups:
  - {id: two, members: [warfarin, ibuprofen]}
rules:
  - id: dup.two
    kind: duplication
    severity: major
    group: two
    modifiers:
      - {label: a, suppress: true, when: {prn: true}}
"""
    assert found(text) == [("RX230", 9)]
    assert found(text.replace("{prn", "{of: two, prn")) == []
    assert found(text.replace("group: two", "same: ingredient")) == []


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("per_dose: '> 5 mg'", []),
        ("per_day: '> 5 mg'", []),
        ("per_week: '> 5 mg'", []),
        ("duration: '> 5 d'", []),
        ("prn: false", []),
        ("age: '< 18 a'", [("RX218", 6)]),
    ],
)
def test_of_has_an_effect_beside_what_is_asked_of_an_order(beside: str, expected: list[tuple[str, int]]):
    assert found(PAIR + f"    when: {{of: warfarin, {beside}}}\n") == expected


# Quantities


def test_every_window_of_a_condition_is_held_to_its_kind():
    text = (
        PAIR
        + """\
    when:
      age: "< 50 kg"
      height: "< 50 kg"
      body_surface: "< 50 kg"
      duration: "> 1 mg"
      per_dose: "> 1 mg/kg"
      per_day: "> 1 mg/h"
      weight: "< 50 kg"
"""
    )
    # "more than 1 mg an hour" is not what a day's amount is compared with
    assert found(text) == [("RX301", line) for line in (7, 8, 9, 10, 11, 12)]


@pytest.mark.parametrize(
    ("measure", "good", "bad"),
    [
        ("per_dose", ["> 5 mg"], ["> 5 mg/d", "> 5 mg/wk"]),
        ("per_day", ["> 5 mg", "> 5 mg/d"], ["> 5 mg/wk", "> 5 mg/kg/d"]),
        ("per_week", ["> 5 mg", "> 5 mg/wk"], ["> 5 mg/d", "> 5 mg/h"]),
    ],
)
def test_an_amount_names_no_time_but_that_of_its_measure(measure: str, good: list[str], bad: list[str]):
    for window in good + bad:
        expected = [("RX301", 6)] if window in bad else []
        assert found(PAIR + f'    when: {{of: warfarin, {measure}: "{window}"}}\n') == expected


def test_an_age_may_run_from_days_to_years_and_a_duration_from_days_to_months():
    assert found(PAIR + '    when: {age: "[28 d, 18 a)", duration: "[14 d, 3 mo)"}\n') == []


def test_an_observation_that_is_not_known_is_not_asked_for_its_age():
    assert found(PAIR + "    when: {observation: {code: kalium, is: '> 5 mmol/L'}}\n") == [("RX210", 6)]


def test_a_freshness_is_a_time():
    text = PAIR + "    when: {observation: {code: potassium, is: '> 5 mmol/L', within: 5 mg}}\n"
    assert found(text) == [("RX307", 6)]


@pytest.mark.parametrize("window", ["< 0 kg", "[50 kg, 50 kg)", "(-5 kg, -1 kg)", "(50000 g, 50 kg]"])
def test_windows_without_a_value(window):
    assert found(PAIR + f'    when: {{weight: "{window}"}}\n') == [("RX405", 6)]


def test_a_window_may_be_one_value():
    assert found(PAIR + '    when: {weight: "[50 kg, 50000 g]"}\n') == []


# Limits


def limits(measure="per_day", **fields):
    severity = ", ".join(f"{name}: major" for name in fields if "cap" not in name)
    rest = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return found(DOSE.replace("per_day", measure) + f"    severity: {{{severity}}}\n" + rest)


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        ("per_dose", "1 g", None),
        ("per_dose", "15 mg/kg", None),
        ("per_dose", "1 g/d", "RX303"),
        ("per_day", "4 g", None),
        ("per_day", "60 mg/kg/d", None),
        ("per_day", "1 g/m2/d", None),
        ("per_day", "8 {tablet}/d", None),
        ("per_day", "28 g/wk", "RX303"),
        ("per_day", "60 mg/mL", "RX303"),
        ("per_day", "-1 g", "RX412"),
        ("per_day", "37 Cel", "RX303"),
    ],
)
def test_amounts_that_a_limit_may_have(measure, value, code):
    assert [each for each, _ in limits(measure, max=f'"{value}"')] == ([code] if code else [])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"min": "4 g", "max": "4 g"}, "RX411"),
        ({"min": "1 g", "hard_min": "1 g"}, "RX411"),
        ({"min": "1 g", "hard_min": "500 mg", "max": "4 g/d", "hard_max": "6 g"}, None),
        ({"min": "10 mg/kg", "max": "4 g"}, None),
        ({"max": "60 mg/kg", "cap": "4 g", "hard_max": "4 g"}, None),
        ({"max": "60 mg/kg", "cap": "4 g", "hard_max": "3 g"}, "RX411"),
        ({"max": "60 mg/kg", "cap": "4 g", "hard_max": "90 mg/kg", "hard_cap": "4 g"}, "RX411"),
        ({"max": "60 mg/kg", "cap": "4 g", "hard_max": "90 mg/kg", "hard_cap": "6 g"}, None),
        ({"max": "60 mg/kg", "cap": "40 mg/kg"}, "RX305"),
        ({"hard_max": "4 g", "cap": "3 g"}, "RX305"),
        ({"max": "60 mg/kg", "cap": "3 {tablet}"}, "RX304"),
    ],
)
def test_limits_beside_one_another(fields, code):
    assert [each for each, _ in limits(**fields)] == ([code] if code else [])


def test_the_lightest_patient_is_the_smallest_by_surface_for_a_limit_per_m2():
    text = (
        DOSE
        + """\
    severity: {max: major, hard_max: contraindicated}
    bands:
      over: {body_surface: "[1 m2, 3 m2)"}
      rows:
        - {hard_max: 2 g/m2, hard_cap: 1.5 g, max: 1 g/m2, cap: 1.4 g}
"""
    )
    assert found(text) == [("RX413", 10)]
    assert found(text.replace("[1 m2, 3 m2)", "(, 3 m2)")) == []
    assert ("RX301", 8) in found(text.replace("[1 m2, 3 m2)", "[1 kg, 3 kg)"))


def test_bands_and_a_limit_outside_them_are_one_too_many():
    text = (
        DOSE
        + """\
    severity: {max: major}
    max: 4 g
    bands: {over: {weight: "(, 400 kg)"}, rows: [{max: 4 g}]}
"""
    )
    assert found(text) == [("RX407", 2)]


# Bands


def test_bands_without_a_domain():
    text = DOSE + "    severity: {max: major}\n    bands: {over: {}, rows: [{max: 4 g}]}\n"
    assert said(text) == ["7:12: error: RX415: the bands of 'dose.paracetamol' have no domain (over)"]


def test_a_domain_without_ends_is_covered_by_a_row_without_windows():
    assert codes(judge(dose(bands({"weight": "(,)"}, {})))) == []
    assert codes(judge(dose(bands({"weight": "(,)"}, {}, {})))) == ["RX402"]


def test_a_calendar_age_is_reckoned_in_whole_months_so_nothing_lies_between_two_of_them():
    domain = {"age": "[0 mo,130 a)"}
    assert codes(judge(dose(bands(domain, {"age": "[0 mo,24 mo]"}, {"age": "[25 mo,)"})))) == []
    found_ = list(judge(dose(bands(domain, {"age": "[0 a,17 a]"}, {"age": "[18 a,)"}))))
    assert [each.message for each in found_] == ["no row covers age (17 a, 18 a)"]
    assert found_[0].hint == "for example a patient with {age: 205 mo}"
    assert codes(judge(dose(bands(domain, {"age": "[0 mo,)"}, {"age": "(24 mo,25 mo)"})))) == ["RX404"]
    years = list(judge(dose(bands(domain, {"age": "[0 a,2 a)"}, {"age": "[3 a,)"}))))
    assert years[0].hint == "for example a patient with {age: 2 a}"


def test_ages_in_days_and_in_years_may_meet_in_a_domain_without_end():
    rows = [{"age": "[0 d,28 d)"}, {"age": "[28 d,2 a)"}, {"age": "[2 a,)"}]
    assert codes(judge(dose(bands({"age": "[0 d,)"}, *rows)))) == []
    assert [each.hint for each in judge(dose(bands({"age": "[0 d,)"}, *rows[:2])))] == ["for example a patient with {age: 730 d}"]


def test_many_gaps_are_counted_after_the_first_five():
    rows = [{"weight": f"[{low} kg,{low + 1} kg)"} for low in range(0, 20, 2)]
    found_ = list(judge(dose(bands({"weight": "[0 kg,20 kg)"}, *rows))))
    assert codes(found_) == ["RX401"] * 6
    assert found_[-1].message == "5 more gaps in the bands of 'dose'"


def test_a_value_in_an_unbounded_gap_is_shown():
    found_ = list(judge(dose(bands({"weight": "(,)"}, {"weight": "(,50 kg]"}))))
    assert [each.hint for each in found_] == ["for example a patient with {weight: 76 kg}"]


def test_observations_of_two_kinds_are_reported_and_not_swept():
    over = {"creatinine": "[0 umol/L,1000 umol/L)"}
    found_ = judge(dose(bands(over, {"creatinine": "(,2 mg/dL)"}, {"creatinine": "[3 umol/L,)"})))
    assert sorted(codes(found_)) == ["RX308", "RX309"]


def test_ages_that_no_patient_can_have_are_in_no_row():
    found_ = list(judge(dose(bands({"age": "[0 d,130 a)"}, {"age": "[60 d,1 mo)"}, {"age": "(,)"}))))
    assert [(each.code, each.message) for each in found_] == [
        ("RX404", "no patient can be in this row: age below 1 mo and age [60 d,)")
    ]


def test_a_freshness_of_the_weight_is_read_by_limits_per_kg_and_per_m2():
    for limit, variable, expected in (
        ("60 mg/kg", "weight", []),
        ("60 mg/kg", "height", ["RX414"]),
        ("1 g/m2", "weight", []),
        ("1 g/m2", "height", ["RX414"]),
        ("4 g", "weight", ["RX414"]),
    ):
        text = (
            DOSE
            + f"""\
    severity: {{max: major}}
    bands:
      over: {{age: "[0 a, 130 a)"}}
      within: {{{variable}: 30 d}}
      rows: [{{max: {limit}}}]
"""
        )
        assert [code for code, _ in found(text)] == expected


# Governance


def test_drafts_and_retired_rules_may_lack_what_rules_that_run_must_have():
    for status in ("draft", "retired"):
        assert found(PAIR + f"    status: {status}\n    review_by: 2020-01-01\n") == []


def test_a_rule_in_review_is_warned_of_what_an_active_one_must_have():
    text = PAIR + RUNS.replace("    reviewed: 2026-01-10\n", "")
    for status, level in (("review", "warning"), ("active", "error")):
        lines = said(MANIFEST_TEXT.replace("formulary group", '""') + text + f"    status: {status}\n")
        assert [(line.split(": ")[1], line.split(": ")[2]) for line in lines] == [
            (level, "RX501"),
            (level, "RX502"),
            (level, "RX503"),
        ]


def test_an_overdue_review_of_the_manifest_is_as_grave_as_its_rules():
    manifest = MANIFEST_TEXT + "  reviewed: 2020-01-01\n  review_by: 2022-01-01\n"
    evidence = '    evidence: {sources: [{title: a label, section: "4.5"}]}\n'
    assert said(manifest) == []
    for status, level in (("review", "warning"), ("active", "error")):
        text = manifest + PAIR + RUNS + evidence + f"    status: {status}\n"
        assert said(text) == [
            (f"2:3: {level}: RX504: the review of the manifest was due by 2022-01-01 (review it, and move review_by)")
        ]
        assert said(text, None) == []


def test_an_overdue_source_is_as_grave_as_the_gravest_rule_that_rests_on_it():
    sources = """\
sources:
  - {id: old, title: a label, review_by: 2025-01-01}
  - {id: unused, title: b, review_by: 2025-01-01}
"""
    evidence = '    evidence: {sources: [{source: old, section: "4.5"}, {title: another, section: "1"}]}\n'
    rule = PAIR + RUNS + evidence
    second = rule.removeprefix("rules:\n").replace("warfarin", "phenprocoumon")
    assert found(sources + rule.replace("source: old", "title: old") + "    status: active\n") == []
    both = sources + rule + "    status: review\n" + second
    reviewed = said(both + "    status: review\n")
    assert len(reviewed) == 1
    assert reviewed[0].startswith("2:10: warning: RX505: the source 'old', which 'ddi.warfarin-ibuprofen' rests on")
    assert said(both + "    status: active\n")[0].startswith("2:10: error: RX505: the source 'old', which 'ddi.phenprocoumon")


def test_dates_to_come_are_found_wherever_they_stand():
    text = (
        MANIFEST_TEXT
        + "  reviewed: 2027-01-01\nsources:\n  - {id: one, title: a, accessed: 2027-01-01}\n"
        + PAIR
        + RUNS.replace("2026-01-10", "2027-01-01")
        + '    status: active\n    evidence: {sources: [{title: a, section: "1", accessed: 2027-01-01}]}\n'
    )
    assert found(text) == [("RX506", 2), ("RX506", 10), ("RX506", 12), ("RX506", 21)]
    assert found(text, None) == []


def test_evidence_that_rules_share_is_judged_once():
    evidence = Evidence(sources=(SourceRef(title="a", section="1", accessed=dt.date(2027, 1, 1)),))
    rules = [
        pair(
            a,
            b,
            status="review",
            title="t",
            effect="e",
            action="a",
            reviewed=dt.date(2026, 1, 1),
            evidence=evidence,
        )
        for a, b in (("warfarin", "ibuprofen"), ("warfarin", "naproxen"))
    ]
    tree = RulesetTree(manifest=MANIFEST, rules=tuple(rules))
    assert codes(validate(tree, as_of=dt.date(2026, 11, 21))[1]) == ["RX506"]


def test_a_manifest_is_due_for_review_after_it_was_reviewed():
    assert found(MANIFEST_TEXT + "  reviewed: 2026-01-01\n  review_by: 2026-01-01\n") == [("RX507", 2)]


def test_rules_of_a_kind_that_no_check_knows_are_judged_as_rules():
    changed = Modifier("x", When(prn=True), severity="major")
    rule = Rule(id=Name("x"), kind="monitoring", modifiers=(changed,))
    ruleset, found_ = validate(RulesetTree(manifest=MANIFEST, rules=(rule,)))
    assert list(found_) == []
    assert ruleset.rules == (rule,)


def test_a_ruleset_knows_what_its_names_mean():
    ruleset, _ = judge_text(PAIR.replace("ingredient: ibuprofen", "ingredient: aspirin"))
    first, second = ruleset.rules[0].between
    assert ruleset.ingredient(first.ingredient) == "warfarin"
    assert ruleset.ingredient(second.ingredient) == "acetylsalicylic acid"


class CountingTerminology:
    """The shipped terminology, with a count of what it is asked."""

    def __init__(self):
        self.asked = []

    def resolve_name(self, text):
        self.asked.append(text)
        return Terminology.default().resolve_name(text)


def test_each_distinct_name_is_resolved_once_however_many_rules_name_it():
    terms = CountingTerminology()
    rules = tuple(pair("warfarin", name, id=Name(f"r{n}")) for n, name in enumerate(["ibuprofen", "naproxen"] * 50))
    validate(RulesetTree(manifest=MANIFEST, rules=rules), terminology=terms)
    assert sorted(terms.asked) == ["ibuprofen", "naproxen", "warfarin"]


def test_on_the_day_itself_a_review_is_not_yet_overdue():
    text = (
        MANIFEST_TEXT
        + "  review_by: 2026-11-21\nsources:\n  - {id: old, title: a label, review_by: 2026-11-21}\n"
        + PAIR
        + RUNS
        + "    review_by: 2026-11-21\n    status: active\n"
        + '    evidence: {sources: [{source: old, section: "4.5"}]}\n'
    )
    assert found(text, dt.date(2026, 11, 21)) == []
    assert [code for code, _ in found(text, dt.date(2026, 11, 22))] == ["RX504", "RX505", "RX504"]


def test_what_a_dose_limit_lacks_or_has_twice_is_said():
    assert said(DOSE + "    severity: {}\n") == [
        "2:5: error: RX407: 'dose.paracetamol' has neither bands nor a limit, expected exactly one"
    ]
    both = "    severity: {max: major}\n    max: 4 g\n"
    both += "    bands: {over: {weight: < 400 kg}, rows: [{max: 4 g}]}\n"
    assert said(DOSE + both) == [
        "2:5: error: RX407: 'dose.paracetamol' has bands and also a limit outside them, expected exactly one"
    ]
