"""Checks of contraindications, allergies, monitoring, omissions and burdens; of estimates, measures and rounding."""

from __future__ import annotations

import pytest
from rule_trees import judge_text

from rxrules.units import Kind
from rxrules.validate.variables import clearance_hint

PENICILLINS = (
    "groups:\n  - {id: penicillins, members: [amoxicillin, ampicillin]}\n"
    "allergens:\n  - {id: penicillin, drug: {group: penicillins}}\nconditions:\n  - {id: angioedema, names: [angioedema]}\n"
)


def found(rule: str, more: str = "") -> list[tuple[str, str]]:
    """What is said of one rule in flow style: codes and messages."""
    return [(each.code, each.message) for each in judge_text(more + "rules:\n  - {id: r, " + rule + "}\n")[1]]


def codes(rule: str, more: str = "") -> list[str]:
    return [code for code, _ in found(rule, more)]


def burden(items: str, levels: str = "[{total: '>= 3', severity: minor}]", more: str = "") -> list[tuple[str, str]]:
    return found(f"kind: burden, items: {items}, levels: {levels}" + more)


def amounts(items: str, total: str, measure: str = "per_day") -> list[tuple[str, str]]:
    return burden(items, f"[{{total: '{total}', severity: minor}}]", f", measure: {measure}")


MORPHINE = "{drug: {ingredient: morphine}, factor: 1, per: 1 mg}"

# Names, as in the other kinds


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("kind: contraindication, severity: major, drug: {ingredient: aspirrin}, when: {sex: male}", ["RX204"]),
        ("kind: contraindication, severity: major, drug: {group: none}, when: {sex: male}", ["RX203"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin, group: penicillins}, when: {sex: male}", ["RX215"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin, route: mouth}, when: {sex: male}", ["RX209"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {}", ["RX219"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {of: aspirin}", ["RX219"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {not: {of: aspirin}}", ["RX219"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {condition: asthma}", ["RX207"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {preference: asthma}", ["RX207"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {goal: asthma}", ["RX207"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin, within: 14 d}, when: {sex: male}", ["RX228"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin, taken: '> 3 mg'}, when: {sex: male}", ["RX301"]),
        (
            "kind: contraindication, severity: major, drug: {ingredient: aspirin, each_lasts: '> 3 mg'}, when: {sex: male}",
            ["RX301"],
        ),
        (
            "kind: contraindication, severity: major, drug: {ingredient: aspirin, each_lasts: '[2 h, 1 h)'}, when: {sex: male}",
            ["RX405"],
        ),
        (
            "kind: contraindication, severity: major, drug: {ingredient: aspirin, each_lasts: '[15 min, 1 h)'}, when: {sex: male}",
            [],
        ),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin, taken: '[2 d, 1 d)'}, when: {sex: male}", ["RX405"]),
        ("kind: allergy, severity: major, drug: {ingredient: aspirrin}, allergen: penicillin", ["RX204"]),
        ("kind: omission, severity: major, drug: {ingredient: aspirin}, missing: [{ingredient: omeprazol20}]", ["RX204"]),
        (
            "kind: omission, severity: major, drug: {ingredient: aspirin}, missing: [{ingredient: omeprazole, within: 7 mg}]",
            ["RX307"],
        ),
        ("kind: monitoring, severity: {missing: major, overdue: major}, drug: {group: x}, test: egfr, within: 1 a", ["RX203"]),
        ("kind: burden, items: [{drug: {group: x}, points: 9}], levels: [{total: '>= 3', severity: minor}]", ["RX203"]),
        (
            "kind: burden, levels: [], items: [{drug: {ingredient: aspirin}, points: 9}, {when: {condition: asthma}, points: 1}]",
            ["RX238", "RX207"],
        ),
    ],
)
def test_names_and_windows_of_the_new_kinds_are_checked(rule: str, expected: list[str]):
    assert codes(rule, PENICILLINS) == expected


def test_an_active_rule_of_a_new_kind_needs_a_source_too():
    rule = "kind: contraindication, status: active, title: t, severity: major, drug: {ingredient: aspirin}, when: {sex: male}"
    assert codes(f"{rule}, effect: e, action: a") == ["RX501", "RX503"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {sex: male}", ["RX511"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {sex: male}, effect: e", ["RX511"]),
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {sex: male}, effect: e, action: a", []),
        ("kind: duplication, severity: major, same: ingredient", ["RX511"]),
        ("kind: dose_limit, drug: {ingredient: aspirin}, measure: per_day, severity: {max: major}, max: 4 g", []),
    ],
)
def test_a_rule_that_does_not_say_what_to_do_is_warned_of_unless_what_is_found_says_it(rule: str, expected: list[str]):
    around = "status: review, title: t, reviewed: 2026-01-10, evidence: {sources: [{title: a, section: '1'}]}"
    assert codes(f"{rule}, {around}") == expected


@pytest.mark.parametrize(
    ("rule", "usual"),
    [
        ("kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {sex: male}", "major"),
        ("kind: allergy, severity: major, same: ingredient", "major"),
        ("kind: omission, severity: major, drug: {ingredient: aspirin}, missing: [{ingredient: omeprazole}]", "major"),
        (
            "kind: monitoring, severity: {missing: major, overdue: major}, drug: {ingredient: lithium}, test: egfr, within: 1 a",
            "major",
        ),
        ("kind: burden, items: [{drug: {ingredient: aspirin}, points: 9}], levels: [{total: '>= 3', severity: major}]", "major"),
    ],
)
def test_a_modifier_to_what_the_rule_is_already_changes_nothing(rule: str, usual: str):
    modified = rule + ", modifiers: [{label: l, when: {pregnant: true}, severity: %s}]"
    assert codes(modified % usual) == ["RX223"]
    assert codes(modified % "minor") == []


def test_of_names_the_drug_of_a_rule_and_nothing_in_a_burden():
    rule = "kind: contraindication, severity: major, drug: {ingredient: aspirin}, when: {of: %s, duration: '> 1 d'}"
    assert codes(rule % "aspirin") == []
    assert codes(rule % "ibuprofen") == ["RX217"]
    assert burden("[{drug: {ingredient: aspirin}, points: 3}]", more=", when: {of: aspirin, prn: true}") == [
        ("RX217", "'aspirin' is no participant of 'r'; expected none, because its drugs count together")
    ]


def test_a_partner_has_a_washout_and_a_drug_that_is_held_against_the_patient_has_none():
    rule = (
        "kind: contraindication, severity: major, drug: {ingredient: aspirin%s}, when: {with: {ingredient: warfarin, within: %s}}"
    )
    assert codes(rule % ("", "3 d")) == []
    assert codes(rule % (", within: 3 d", "3 d")) == ["RX228"]
    assert codes(rule % ("", "3 mg")) == ["RX307"]


def test_what_comes_before_says_of_which_drug():
    rule = "kind: interaction, severity: major, between: [{ingredient: levothyroxine}, {ingredient: omeprazole}], when: {%s}"
    assert codes(rule % "of: levothyroxine, before: '< 4 h'") == []
    assert codes(rule % "before: '< 4 h'") == ["RX244"]
    assert codes(rule % "of: levothyroxine, after: '< 4 mg'") == ["RX301"]
    assert codes(rule % "of: omeprazole, after: '[4 h, 2 h]'") == ["RX405"]


# Allergies and allergens


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("drug: {ingredient: cefalexin}, allergen: penicillin", []),
        ("same: ingredient", []),
        ("drug: {ingredient: cefalexin}", ["RX232"]),
        ("allergen: penicillin", ["RX232"]),
        ("same: ingredient, allergen: penicillin", ["RX232"]),
        ("same: ingredient, drug: {ingredient: cefalexin}, allergen: penicillin", ["RX232"]),
        ("drug: {ingredient: cefalexin}, allergen: peniciline", ["RX233"]),
    ],
)
def test_an_allergy_says_one_thing(keys: str, expected: list[str]):
    assert codes(f"kind: allergy, severity: major, {keys}", PENICILLINS) == expected


@pytest.mark.parametrize(
    ("allergens", "expected"),
    [
        ("[{id: a, names: [x]}, {id: b, names: [y]}]", []),
        ("[{id: a, names: [x]}, {id: b, names: [X!]}]", ["RX234"]),
        ("[{id: latex, names: [x]}, {id: b, title: Latex, names: [y]}]", ["RX234"]),
        ("[{id: a, snomed: ['91936005']}, {id: b, snomed: ['91936005']}]", ["RX234"]),
        ("[{id: a}]", ["RX226"]),
        ("[{id: a, snomed: ['91936006']}]", ["RX227"]),
        ("[{id: a, names: [x]}, {id: a, names: [y]}]", ["RX201"]),
        ("[{id: A b, names: [x]}]", ["RX202"]),
        ("[{id: a, drug: {ingredient: aspirin, route: oral, within: 3 d}}]", ["RX228"]),
        ("[{id: a, drug: {ingredient: aspirrin}}]", ["RX204"]),
        ("[{id: a, drug: {group: aspirin}}]", ["RX203"]),
    ],
)
def test_allergens_are_checked(allergens: str, expected: list[str]):
    assert [each.code for each in judge_text(f"allergens: {allergens}\n")[1]] == expected


# Monitoring


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("severity: {missing: minor, overdue: minor}, test: egfr, within: 90 d", []),
        ("severity: {missing: minor, out_of_range: minor}, test: potassium, within: 90 d, range: '< 5 mmol/L'", []),
        ("severity: {out_of_range: minor}, test: potassium, within: 90 d, range: '< 5 mmol/L'", []),
        ("severity: {}, test: egfr, within: 90 d", ["RX235"]),
        ("severity: {missing: minor, overdue: minor}, test: [], within: 90 d", ["RX235"]),
        ("severity: {missing: minor, out_of_range: minor}, test: egfr, within: 90 d", ["RX235"]),
        ("severity: {missing: minor, overdue: minor}, test: potassium, within: 90 d, range: '< 5 mmol/L'", ["RX235"]),
        ("severity: {out_of_range: minor}, test: [], within: 90 d, range: '< 5 mmol/L'", ["RX235"]),
        ("severity: {overdue: minor}, test: egfr, within: 90 d", ["RX236"]),
        ("severity: {missing: minor}, test: egfr, within: 90 d", ["RX236"]),
        ("severity: {missing: minor, overdue: minor}, test: [egfr, kidney], within: 90 d", ["RX210"]),
        ("severity: {missing: minor, overdue: minor}, test: crcl_actual, within: 90 d", ["RX210"]),
        ("severity: {missing: minor, overdue: minor}, test: egfr, within: 90 mg", ["RX307"]),
        ("severity: {out_of_range: minor}, test: potassium, within: 90 d, range: '< 5 g/L'", ["RX302"]),
        ("severity: {out_of_range: minor}, test: full_blood_count, within: 90 d, range: '< 5 g/L'", ["RX302"]),
        ("severity: {out_of_range: minor}, test: potassium, within: 90 d, range: '[5 mmol/L, 4 mmol/L]'", ["RX405"]),
    ],
)
def test_monitoring_is_checked(keys: str, expected: list[str]):
    assert codes(f"kind: monitoring, drug: {{ingredient: lithium}}, {keys}") == expected


# Omissions, and conditions of orders where there is none


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("drug: {ingredient: methotrexate}, missing: [{ingredient: folic acid}]", []),
        ("drug: {ingredient: methotrexate}, when: {duration: '> 1 d'}, missing: [{ingredient: folic acid}]", []),
        ("when: {sex: female}, missing: [{ingredient: folic acid}]", []),
        ("when: {sex: female}, missing: []", ["RX237"]),
        ("missing: [{ingredient: folic acid}]", ["RX237"]),
        ("missing: []", ["RX237", "RX237"]),
        ("when: {any: [{sex: female}, {not: {prn: true}}]}, missing: [{ingredient: folic acid}]", ["RX242"]),
        ("when: {of: methotrexate, taken: '> 1 d'}, missing: [{ingredient: folic acid}]", ["RX242", "RX217"]),
        (
            "when: {sex: male}, missing: [{ingredient: folic acid}], modifiers: [{label: l, when: {route: oral}, suppress: true}]",
            ["RX242"],
        ),
        ("when: {apart: '< 1 h'}, missing: [{ingredient: folic acid}]", ["RX244"]),
        ("when: {before: '< 1 h'}, missing: [{ingredient: folic acid}]", ["RX242", "RX244"]),
    ],
)
def test_omissions_are_checked(keys: str, expected: list[str]):
    assert codes(f"kind: omission, severity: minor, {keys}") == expected


def test_a_burdens_circumstance_sees_no_order():
    items = "[{drug: {ingredient: aspirin}, points: 3}, {when: {all: [{duration: '> 1 d'}, {sex: male}]}, points: 1}]"
    assert [code for code, _ in burden(items)] == ["RX242"]


# Burdens


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("items_of: mme", []),
        ("items_of: mmee", ["RX238", "RX238"]),
        ("items_of: r", ["RX238", "RX238"]),
        ("items_of: borrowing", ["RX238", "RX238"]),
        ("items_of: points", ["RX238"]),
        ("items_of: mme, count: orders", ["RX239"]),
    ],
)
def test_items_are_lent_by_a_burden_of_the_same_measure_that_has_its_own(keys: str, expected: list[str]):
    total = "measure: per_day, levels: [{total: '>= 50 {MME}/d', severity: minor}]"
    others = (
        f"  - {{id: mme, kind: burden, items: [{MORPHINE}], {total}}}\n"
        f"  - {{id: borrowing, kind: burden, items_of: mme, {total}}}\n"
        "  - {id: points, kind: burden, items: [{drug: {ingredient: aspirin}, points: 3}], "
        "levels: [{total: '>= 3', severity: minor}]}\n"
    )
    text = f"rules:\n{others}  - {{id: r, kind: burden, {keys}, {total}}}\n"
    assert [one.code for one in judge_text(text)[1] if one.code not in ("RX240", "RX241")] == expected


@pytest.mark.parametrize(
    ("items", "levels", "expected"),
    [
        ("[]", "[{total: '>= 3', severity: minor}]", ["RX238"]),
        ("[{when: {sex: male}, points: 4}]", "[{total: '>= 3', severity: minor}]", ["RX238"]),
        ("[{drug: {ingredient: aspirin}, points: 4}]", "[]", ["RX238"]),
        ("[{drug: {ingredient: aspirin}, points: 0}, {drug: {ingredient: warfarin}, points: 3}]", "", []),
        ("[{points: 4}, {drug: {ingredient: aspirin}, points: 3}]", "", ["RX239"]),
        ("[{drug: {ingredient: aspirin}, when: {sex: male}, points: 4}]", "", ["RX239"]),
        ("[{drug: {ingredient: aspirin}}]", "", ["RX239"]),
        ("[{drug: {ingredient: aspirin}, points: 4, factor: 1}]", "", ["RX239"]),
        ("[{drug: {ingredient: aspirin}, points: -1}]", "", ["RX416"]),
        # points are counted, so totals have no unit
        ("[{drug: {ingredient: aspirin}, points: 3}]", "[{total: '>= 3 mg', severity: minor}]", ["RX310"]),
        ("[{drug: {ingredient: aspirin}, points: 3}]", "[{total: '[3, 1)', severity: minor}]", ["RX405"]),
        # twice
        ("[{drug: {ingredient: aspirin}, points: 3}, {drug: {ingredient: acetylsalicylic acid}, points: 2}]", "", ["RX240"]),
        ("[{drug: {ingredient: aspirin, route: oral}, points: 3}, {drug: {ingredient: aspirin}, points: 2}]", "", []),
        # never reached
        ("[{drug: {ingredient: aspirin}, points: 3}]", "[{total: '> 3', severity: minor}]", ["RX241"]),
        ("[{drug: {ingredient: aspirin}, points: 3}]", "[{total: '>= 3', severity: minor}]", []),
        ("[{drug: {ingredient: aspirin}, points: 3}]", "[{total: '< 3', severity: minor}]", []),
        (
            "[{drug: {ingredient: aspirin}, points: 2}, {drug: {ingredient: warfarin}, points: 2}, {when: {sex: male}, points: 1}]",
            "[{total: '>= 5', severity: minor}]",
            [],
        ),
        # never leads
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '>= 3', severity: minor}, {total: '>= 2', severity: major}]",
            ["RX241"],
        ),
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '[2, 5]', severity: minor}, {total: '[2, 5)', severity: minor}]",
            ["RX241"],
        ),
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '[2, 5]', severity: minor}, {total: '(2, 5]', severity: major}, {total: '[2, 5)', severity: major}]",
            [],
        ),
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '< 5', severity: minor}, {total: '>= 1', severity: major}, {total: '> 6', severity: contraindicated}]",
            [],
        ),
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '[1, 5)', severity: minor}, {total: '<= 5', severity: major}]",
            ["RX241"],
        ),
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '>= 1', severity: minor}, {total: '[1, 4)', severity: major}]",
            [],
        ),
        (
            "[{drug: {ingredient: aspirin}, points: 9}]",
            "[{total: '[1, 5]', severity: minor}, {total: '[1, 4]', severity: moderate}, {total: '[1, 5)', severity: major}]",
            ["RX241"],
        ),
    ],
)
def test_burdens_of_points_are_checked(items: str, levels: str, expected: list[str]):
    assert [code for code, _ in burden(items, *([levels] if levels else []))] == expected


def test_a_total_that_each_order_adds_to_has_no_end():
    items = "[{drug: {ingredient: aspirin}, points: 1}]"
    assert [code for code, _ in burden(items)] == ["RX241"]
    assert burden(items, more=", count: orders") == []


@pytest.mark.parametrize(
    ("items", "total", "measure", "expected"),
    [
        (MORPHINE, ">= 50 mg/d", "per_day", []),
        (MORPHINE, ">= 50 mg", "per_day", []),
        (MORPHINE, ">= 50 {MME}/d", "per_day", []),
        (MORPHINE, ">= 3", "per_day", []),
        (MORPHINE, ">= 50 mg", "lifetime", []),
        (MORPHINE, ">= 50 mg/h", "per_day", ["RX310"]),
        (MORPHINE, ">= 50 mg/wk", "per_day", ["RX310"]),
        (MORPHINE, ">= 50 mg/d", "lifetime", ["RX310"]),
        (MORPHINE, ">= 50 mg/m2", "lifetime", ["RX310"]),
        (MORPHINE, ">= 50 mL/d", "per_day", ["RX310"]),
        (MORPHINE, "[50 mg/d, 0.1 g/d)", "per_day", ["RX310"]),
        ("{drug: {ingredient: morphine}, factor: 1, per: 1 mg/m2}", ">= 450 mg/m2", "lifetime", []),
        ("{drug: {ingredient: morphine}, factor: 1, per: 1 ug/h}", ">= 50 {MME}/d", "per_day", []),
        ("{drug: {ingredient: morphine}, factor: 1, per: 1 ug/h}", ">= 50 mg", "lifetime", ["RX310"]),
        ("{drug: {ingredient: morphine}, factor: 1, per: 1 mg/kg}", ">= 50 mg/d", "per_day", ["RX310"]),
        ("{drug: {ingredient: morphine}, factor: 1, per: 1 d}", ">= 50 mg/d", "per_day", ["RX310"]),
        (f"{MORPHINE}, {{drug: {{ingredient: codeine}}, factor: 1, per: '1 {{tablet}}'}}", ">= 50 mg/d", "per_day", ["RX310"]),
        (f"{MORPHINE}, {{drug: {{ingredient: codeine}}, factor: 1, per: 1 ug/h}}", ">= 50 mg/d", "per_day", []),
        ("{drug: {ingredient: morphine}, factor: 0, per: 1 mg}", ">= 50 mg/d", "per_day", ["RX416"]),
        ("{drug: {ingredient: morphine}, factor: 1, per: 0 mg}", ">= 50 mg/d", "per_day", ["RX416"]),
        ("{drug: {ingredient: morphine}, points: 1}", ">= 50 mg/d", "per_day", ["RX239"]),
        ("{drug: {ingredient: morphine}, factor: 1}", ">= 50 mg/d", "per_day", ["RX239"]),
        (f"{MORPHINE}, {{when: {{sex: male}}, factor: 1, per: 1 mg}}", ">= 50 mg/d", "per_day", ["RX239"]),
    ],
)
def test_burdens_of_amounts_are_checked(items: str, total: str, measure: str, expected: list[str]):
    assert [code for code, _ in amounts(f"[{items}]", total, measure)] == expected


# Estimates


def estimate(code: str, window: str, within: str = ", within: 90 d") -> list[tuple[str, str]]:
    when = f"{{estimate: {{code: {code}, is: '{window}'{within}}}}}"
    return found(f"kind: contraindication, severity: major, drug: {{ingredient: metformin}}, when: {when}")


def test_an_estimate_is_known_by_its_name_and_has_the_unit_of_its_formula():
    assert estimate("crcl_actual", "< 30 mL/min") == []
    assert estimate("postmenstrual_age", "< 37 wk", "") == []
    assert estimate("ideal_weight", "< 50 kg", "") == []
    assert estimate("crcl_actal", "< 30 mL/min") == [("RX243", "no estimate is called 'crcl_actal'")]
    (postmenstrual,) = estimate("postmenstrual_age", "< 9 mo", "")
    assert postmenstrual == (
        "RX302",
        "postmenstrual_age is a length of time such as 37 wk or 259 d, got 9 mo (calendar)",
    )
    assert [code for code, _ in estimate("crcl_actual", "< 30 mL/min", "")] == ["RX308"]
    assert [code for code, _ in estimate("crcl_actual", "< 30 mL/min", ", within: 9 mg")] == ["RX307"]
    assert [code for code, _ in estimate("crcl_actual", "[30 mL/min, 20 mL/min)")] == ["RX405"]


def test_what_is_indexed_and_what_is_not_are_told_apart_with_the_names_of_the_other():
    text = "rules:\n  - {id: r, kind: contraindication, severity: major, drug: {ingredient: metformin}, when: {estimate: %s}}\n"
    (absolute,) = judge_text(text % "{code: crcl_actual, is: '< 30 mL/min/{1.73_m2}', within: 9 d}")[1]
    assert (absolute.code, absolute.message) == (
        "RX302",
        "crcl_actual is a value in mL/min, got 30 mL/min/{1.73_m2} (volume/time/standard_surface)",
    )
    assert absolute.hint.startswith("crcl_actual is not indexed to 1.73 m2; estimates that are: egfr_ckd_epi, egfr_schwartz")
    (indexed,) = judge_text(text % "{code: egfr_any, is: '< 30 mL/min', within: 9 d}")[1]
    assert "crcl_actual" in indexed.hint
    assert clearance_hint("ideal_weight", Kind("volume", ("time",))) == ""


def bands(over: str, rows: str, within: str = "", measure: str = "per_day") -> list[tuple[str, str]]:
    within = f"within: {within}, " if within else ""
    return found(
        f"kind: dose_limit, severity: {{max: major}}, drug: {{ingredient: metformin}}, measure: {measure}, "
        f"bands: {{over: {over}, {within}rows: {rows}}}"
    )


def test_gaps_and_overlaps_over_estimates_are_found():
    over = "{crcl_actual: '[0 mL/min, 200 mL/min)', postmenstrual_age: '[24 wk, 60 wk)'}"
    fresh = "{crcl_actual: 90 d}"
    rows = "[{crcl_actual: '< 30 mL/min', max: 1 g}, {crcl_actual: '%s mL/min', max: 2 g}]"
    assert bands(over, rows % ">= 30", fresh) == []
    assert bands(over, rows % "> 30", fresh) == [("RX401", "no row covers crcl_actual exactly 30 mL/min")]
    assert [code for code, _ in bands(over, rows % ">= 29", fresh)] == ["RX402"]
    weeks = "[{postmenstrual_age: '< 30 wk', max: 1 g}, {postmenstrual_age: '>= 211 d', max: 2 g}]"
    assert [code for code, _ in bands(over, weeks, fresh)] == ["RX401"]
    assert bands(over, weeks.replace("211", "210"), fresh) == []
    assert [code for code, _ in bands(over, rows % ">= 30")] == ["RX308"]


def test_bands_over_an_estimate_have_its_unit():
    rows = "[{crcl_actual: '< 30 mL/min/{1.73_m2}', max: 1 g}]"
    said = bands("{crcl_actual: '[0 mL/min, 200 mL/min)'}", rows, "{crcl_actual: 90 d}")
    assert [code for code, _ in said] == ["RX302", "RX309"]


# Measures and rounding


def limits(keys: str, measure: str) -> list[str]:
    return codes(f"kind: dose_limit, drug: {{ingredient: paracetamol}}, measure: {measure}, {keys}")


@pytest.mark.parametrize(
    ("measure", "keys", "expected"),
    [
        ("rate", "severity: {max: major}, max: 10 mg/min", []),
        ("rate", "severity: {max: major}, max: 5 ug/kg/min, cap: 1 mg/min", []),
        ("rate", "severity: {max: major}, max: 5 mL/h", []),
        ("rate", "severity: {max: major}, max: 10 mg", ["RX303"]),
        ("rate", "severity: {max: major}, max: 4 h", ["RX303"]),
        ("per_course", "severity: {max: major}, max: 10 mg/kg", []),
        ("per_course", "severity: {max: major}, max: 10 mg/d", ["RX303"]),
        ("lifetime", "severity: {max: major}, max: 450 mg/m2", []),
        ("lifetime", "severity: {max: major}, max: 450 mg/m2, cap: 900 mg", ["RX305"]),
        ("lifetime", "severity: {max: major, hard_max: major}, max: 450 mg/m2, hard_max: 900 mg", ["RX304"]),
        ("lifetime", "severity: {max: major, hard_max: major}, max: 120 mg/kg, hard_max: 900 mg", []),
        ("lifetime", "severity: {max: major}, max: 450 mg/d", ["RX303"]),
        ("lifetime", "severity: {min: major}, min: 450 mg", ["RX417"]),
        ("duration", "severity: {max: major}, max: 5 d", []),
        ("duration", "severity: {max: major, min: minor}, max: 3 mo, min: 5 d", []),
        ("duration", "severity: {max: major}, max: 5 mg", ["RX303"]),
        ("duration", "severity: {max: major}, max: 5 d, cap: 3 d", ["RX305"]),
        ("duration", "severity: {max: major}, max: 0 d", ["RX412"]),
        ("interval", "severity: {min: major}, min: 4 h", []),
        ("interval", "severity: {max: major}, max: 4 h", ["RX417"]),
        ("interval", "severity: {min: major}, min: 4 mg", ["RX303"]),
        ("per_day", "severity: {max: major}, max: 4 g, rounding: 10 %", []),
        ("per_day", "severity: {max: major}, max: 4 g, rounding: 10 mg", ["RX311"]),
        ("per_day", "severity: {max: major}, max: 4 g, rounding: 0 %", ["RX311"]),
        ("per_day", "severity: {max: major}, max: 4 g, rounding: 50 %", ["RX311"]),
        ("interval", "severity: {min: major}, min: 4 h, rounding: 10 %", ["RX311"]),
        ("per_day", "severity: {max: major}, max: 4 h", ["RX303"]),
    ],
)
def test_limits_of_each_measure(measure: str, keys: str, expected: list[str]):
    assert limits(keys, measure) == expected


def test_a_lifetime_per_m2_is_not_held_to_a_weight():
    rows = "[{age: '[0 a, 130 a)', max: 450 mg/m2}]"
    assert [code for code, _ in bands("{age: '[0 a, 130 a)'}", rows, "{weight: 30 d}", "lifetime")] == ["RX414"]
    assert bands("{age: '[0 a, 130 a)'}", rows, "{weight: 30 d}") == []


def test_duration_and_taken_and_apart_are_lengths_of_time():
    pair = "kind: interaction, severity: major, between: [{ingredient: warfarin}, {ingredient: aspirin}], when: {%s}"
    assert codes(pair % "apart: '< 4 h'") == []
    assert codes(pair % "apart: '< 4 mg'") == ["RX301"]
    assert codes(pair % "of: warfarin, taken: '< 4 mg'") == ["RX301"]
    assert codes(pair % "of: warfarin, each_lasts: '< 4 mg/h'") == ["RX301"]
    assert codes(pair % "of: warfarin, each_lasts: '[15 min, 4 h)'") == []
    assert codes(pair % "of: warfarin, taken: '[4 d, 1 mo)'") == []
    assert codes(pair % "apart: '[4 h, 2 h)'") == ["RX405"]


@pytest.mark.parametrize("told", ["taken: '> 7 d'", "each_lasts: '> 4 h'"])
def test_pairs_that_differ_in_how_long_a_drug_was_taken_or_takes_are_two(told: str):
    rule = "  - {id: %s, kind: interaction, status: review, title: t, effect: e, action: a, severity: %s, "
    rule += "between: [{ingredient: warfarin%s}, {ingredient: aspirin}]}\n"
    text = "rules:\n" + rule % ("a", "major", "") + rule % ("b", "minor", f", {told}")
    assert {each.code for each in judge_text(text)[1]} == {"RX501", "RX503"}


LIMIT = "kind: dose_limit, drug: {ingredient: paracetamol}, measure: per_day, severity: {max: major}"


def test_bands_are_looked_at_whatever_rules_stand_before_them():
    over = "bands: {over: {weight: '(0 kg, 400 kg)'}, rows: "
    rules = (
        f"{{id: a, {LIMIT}, max: 4 g}}",
        f"{{id: b, {LIMIT}, {over}[]}}}}",
        f"{{id: c, {LIMIT}, bands: {{over: {{}}, rows: [{{max: 4 g}}]}}}}",
        f"{{id: d, {LIMIT}, {over}[{{weight: '< 50 kg', max: 1 g}}]}}}}",
    )
    text = "rules:\n" + "".join(f"  - {rule}\n" for rule in rules)
    found = [one.code for one in judge_text(text)[1]]
    assert [code for code in found if code in ("RX415", "RX401")] == ["RX415", "RX415", "RX401"]


@pytest.mark.parametrize(
    ("limit", "measure", "plays_a_part"),
    [
        ("max: 4 g", "per_day", False),
        ("max: 60 mg/kg", "per_day", True),
        ("max: 15 mg/m2", "per_day", True),
        ("max: 450 mg/m2", "lifetime", False),
        ("max: 450 mg/kg", "lifetime", True),
    ],
)
def test_the_age_of_a_weight_plays_a_part_where_a_limit_scales(limit: str, measure: str, *, plays_a_part: bool):
    bands = f"bands: {{over: {{age: '[0 a, 130 a)'}}, within: {{weight: 30 d}}, rows: [{{{limit}}}]}}"
    assert ("RX414" in codes(f"{LIMIT.replace('per_day', measure)}, {bands}")) != plays_a_part


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        # each item is looked at, whatever is wrong with one before it
        ("[{drug: {ingredient: oxycodone}, factor: 1}, {drug: {ingredient: morphine}, factor: 1, per: 1 cm}]", ["RX239", "RX310"]),
        ("[{drug: {ingredient: oxycodone}, factor: 1, per: 1 cm}, {drug: {ingredient: morphine}, factor: 1, per: 1 kg/m2}]",
         ["RX310", "RX310"]),
        ("[{drug: {ingredient: morphine}, factor: 0, per: 1 mg}]", ["RX416"]),
        ("[{drug: {ingredient: morphine}, factor: 0.001, per: 1 mg}]", []),
    ],
)  # fmt: skip
def test_every_item_of_a_burden_is_looked_at(items: str, expected: list[str]):
    assert [code for code, _ in amounts(items, ">= 50 {MME}/d") if code != "RX241"] == expected
