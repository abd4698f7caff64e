"""Conditions that nobody meets: what excludes what, and what only looks as if it did."""

from __future__ import annotations

import pytest
from rule_trees import judge_text

MORE = "conditions:\n  - {id: asthma, names: [asthma]}\n  - {id: gout, names: [gout]}\n"


def codes(rule: str) -> list[str]:
    """The codes about contradictions that one rule in flow style raises."""
    found = judge_text(MORE + "rules:\n  - {id: r, kind: " + rule + "}\n")[1]
    assert not [one for one in found if one.is_error], [str(one) for one in found]
    return [one.code for one in found if one.code in ("RX245", "RX246")]


def of_patient(*parts: str) -> list[str]:
    return codes(f"contraindication, severity: major, drug: {{ingredient: aspirin}}, when: {{all: [{', '.join(parts)}]}}")


@pytest.mark.parametrize(
    ("parts", "impossible"),
    [
        # windows of one kind
        (("{weight: '< 50 kg'}", "{weight: '>= 50 kg'}"), True),
        (("{weight: '<= 50 kg'}", "{weight: '>= 50 kg'}"), False),
        (("{weight: '>= 50 kg'}", "{weight: '<= 50 kg'}"), False),
        (("{weight: '> 50 kg'}", "{weight: '<= 50 kg'}"), True),
        (("{weight: '> 50 kg'}", "{weight: '> 60 kg'}"), False),
        (("{weight: '[40 kg, 50 kg)'}", "{weight: '[60 kg, 70 kg)'}"), True),
        (("{weight: '[60 kg, 70 kg)'}", "{weight: '[40 kg, 50 kg)'}"), True),
        (("{weight: '< 50 kg'}", "{height: '> 150 cm'}"), False),
        # ages of two kinds: somebody of so many days may or may not have so many months
        (("{age: '>= 1 mo'}", "{age: '< 28 d'}"), True),
        (("{age: '>= 1 mo'}", "{age: '<= 28 d'}"), False),
        (("{age: '>= 1 mo'}", "{age: '< 29 d'}"), False),
        (("{age: '>= 1 a'}", "{age: '<= 364 d'}"), True),
        (("{age: '>= 1 a'}", "{age: '<= 365 d'}"), False),
        (("{age: '< 1 mo'}", "{age: '>= 31 d'}"), True),
        (("{age: '< 1 mo'}", "{age: '>= 30 d'}"), False),
        (("{age: '< 1 a'}", "{age: '>= 52 wk'}"), False),
        (("{age: '< 1 a'}", "{age: '>= 53 wk'}"), True),
        (("{age: '>= 18 a'}", "{age: '>= 28 d'}"), False),
        # results and estimates, each by its own name
        (
            (
                "{observation: {code: potassium, is: '> 5 mmol/L', within: 7 d}}",
                "{observation: {code: potassium, is: '< 4 mmol/L', within: 7 d}}",
            ),
            True,
        ),
        (
            (
                "{observation: {code: potassium, is: '> 5 mmol/L', within: 7 d}}",
                "{observation: {code: potassium, is: '> 4 mmol/L', within: 7 d}}",
            ),
            False,
        ),
        # states
        (("{sex: male}", "{sex: female}"), True),
        (("{sex: male}", "{sex: male}"), False),
        (("{pregnant: true}", "{pregnant: false}"), True),
        (("{pregnant: true}", "{breastfeeding: false}"), False),
        (("{pregnant: true}", "{not: {pregnant: true}}"), True),
        (("{pregnant: true}", "{not: {pregnant: false}}"), False),
        # what is stated
        (("{condition: asthma}", "{not: {condition: asthma}}"), True),
        (("{condition: asthma}", "{not: {condition: gout}}"), False),
        (("{condition: asthma}", "{not: {history: asthma}}"), True),
        (("{history: asthma}", "{not: {condition: asthma}}"), False),
        (("{sex: male}", "{not: {sex: female}}"), False),
        # a not about two things together denies neither
        (("{pregnant: true}", "{not: {pregnant: true, age: '< 18 a'}}"), False),
        # of the order
        (("{route: [oral]}", "{route: [topical]}"), True),
        (("{route: [oral, topical]}", "{route: [topical]}"), False),
        (("{prn: true}", "{prn: false}"), True),
        (("{per_day: '> 3 g'}", "{per_day: '< 1 g'}"), True),
        (("{per_day: '> 3 g'}", "{per_dose: '< 1 g'}"), False),
        (("{duration: '> 7 d'}", "{duration: '< 3 d'}"), True),
        # one of several
        (("{any: [{sex: male}]}", "{sex: female}"), True),
        (("{any: [{sex: male}, {age: '< 18 a'}]}", "{sex: female}"), False),
        (("{any: [{sex: male}, {age: '< 18 a'}]}", "{sex: female}", "{age: '>= 18 a'}"), True),
        (("{age: '< 18 a'}", "{any: [{age: '>= 18 a'}, {age: '>= 65 a'}]}"), True),
    ],
)
def test_two_things_exclude_each_other_only_where_nobody_meets_both(parts: tuple[str, ...], *, impossible: bool):
    assert of_patient(*parts) == (["RX245"] if impossible else [])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("when: {age: '>= 65 a'}, modifiers: [{label: young, when: {age: '< 18 a'}, severity: minor}]", ["RX246"]),
        ("when: {age: '>= 65 a'}, modifiers: [{label: old, when: {age: '>= 80 a'}, severity: minor}]", []),
        ("modifiers: [{label: both, when: {all: [{sex: male}, {sex: female}]}, severity: minor}]", ["RX246"]),
        ("when: {sex: male}, modifiers: [{label: any, when: {any: [{sex: female}, {pregnant: true}]}, severity: minor}]", []),
        # a rule that never holds is told once, and not for each of its modifiers
        (
            "when: {all: [{sex: male}, {sex: female}]}, modifiers: [{label: young, when: {sex: male}, severity: minor}]",
            ["RX245"],
        ),
    ],
)
def test_a_modifier_holds_only_where_its_rule_does(rule: str, expected: list[str]):
    assert codes(f"interaction, severity: major, between: [{{ingredient: aspirin}}, {{ingredient: warfarin}}], {rule}") == expected


@pytest.mark.parametrize(("window", "expected"), [("> 4 h", ["RX246"]), ("> 30 min", []), ("[1 h, 2 h]", [])])
def test_a_dose_of_an_hour_at_most_does_not_take_longer(window: str, expected: list[str]):
    modifier = f"modifiers: [{{label: run in, when: {{each_lasts: '{window}'}}, suppress: true}}]"
    limit = "dose_limit, severity: {max: major}, drug: {ingredient: aspirin}, measure: per_dose, max: 1 g"
    assert codes(f"{limit}, when: {{each_lasts: '<= 1 h'}}, {modifier}") == expected


@pytest.mark.parametrize(
    ("of", "window", "expected"),
    [("aspirin", "> 3 g", ["RX246"]), ("aspirin", "> 0.5 g", []), ("warfarin", "> 3 g", [])],
)
def test_what_is_said_of_one_order_says_nothing_of_the_other(of: str, window: str, expected: list[str]):
    sides = "between: [{ingredient: aspirin, per_day: '< 1 g'}, {ingredient: warfarin}]"
    modifier = f"modifiers: [{{label: much, when: {{of: {of}, per_day: '{window}'}}, severity: contraindicated}}]"
    assert codes(f"interaction, severity: major, {sides}, {modifier}") == expected


@pytest.mark.parametrize(("window", "expected"), [("< 12 a", ["RX245"]), ("< 20 a", [])])
def test_the_domain_of_bands_holds_beside_the_condition_of_a_dose_limit(window: str, expected: list[str]):
    limit = "dose_limit, drug: {ingredient: paracetamol}, measure: per_day, severity: {max: major}"
    bands = "bands: {over: {age: '[18 a, 130 a)'}, rows: [{max: 4 g}]}"
    assert codes(f"{limit}, when: {{age: '{window}'}}, {bands}") == expected


def words(when: str, rule: str = "contraindication, severity: major, drug: {ingredient: aspirin}") -> list[str]:
    """What is said of the two that exclude each other."""
    found = judge_text(f"{MORE}rules:\n  - {{id: r, kind: {rule}, when: {when}}}\n")[1]
    return [one.message.partition(" asks for: ")[2].removesuffix(" exclude each other") for one in found if one.code == "RX245"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("{pregnant: true}", "{pregnant: false}", "pregnant true and pregnant false"),
        ("{pregnant: true}", "{not: {pregnant: true}}", "pregnant true and not pregnant true"),
        ("{prn: true}", "{prn: false}", "prn true and prn false"),
        ("{condition: asthma}", "{not: {history: asthma}}", "condition asthma and not history asthma"),
        (
            "{estimate: {code: bmi, is: '< 20 kg/m2'}}",
            "{estimate: {code: bmi, is: '> 30 kg/m2'}}",
            "bmi < 20 kg/m2 and bmi > 30 kg/m2",
        ),
        # a result has one meaning under all its names
        (
            "{observation: {code: egfr, is: '< 30 mL/min/{1.73_m2}', within: 90 d}}",
            "{observation: {code: estimated GFR, is: '> 60 mL/min/{1.73_m2}', within: 90 d}}",
            "egfr < 30 mL/min/{1.73_m2} and egfr > 60 mL/min/{1.73_m2}",
        ),
        # of several branches the clash of the first is told
        ("{age: '< 18 a'}", "{any: [{age: '>= 18 a'}, {age: '>= 65 a'}]}", "age < 18 a and age >= 18 a"),
        ("{age: '< 18 a'}", "{any: [{age: '>= 65 a'}]}", "age < 18 a and age >= 65 a"),
    ],
)
def test_the_two_that_exclude_each_other_are_told_as_they_are_written(first: str, second: str, said: str):
    assert words(f"{{all: [{first}, {second}]}}") == [said]


@pytest.mark.parametrize(
    ("rule", "when", "said"),
    [
        # the drug of a rule and its conditions speak of one order, with of and without
        ("contraindication, severity: major, drug: {ingredient: aspirin, route: [oral]}", "{route: [topical]}", True),
        ("contraindication, severity: major, drug: {ingredient: aspirin, route: [oral]}", "{of: aspirin, route: [topical]}", True),
        ("contraindication, severity: major, drug: {ingredient: aspirin, route: [oral]}", "{of: aspirin, route: [oral]}", False),
        (
            "dose_limit, drug: {ingredient: aspirin}, route: [oral], measure: per_day, severity: {max: major}, max: 4 g",
            "{route: [topical]}",
            True,
        ),
        (
            "dose_limit, drug: {ingredient: aspirin}, route: [oral], measure: per_day, severity: {max: major}, max: 4 g",
            "{route: [oral]}",
            False,
        ),
    ],
)
def test_the_route_of_a_rule_holds_beside_its_condition(rule: str, when: str, *, said: bool):
    assert words(when, rule) == (["route oral and route topical"] if said else [])


def test_two_routes_of_one_rule_are_told_at_the_rule_where_it_has_no_condition():
    limit = "drug: {ingredient: aspirin, route: [oral]}, route: [topical], measure: per_day, severity: {max: major}, max: 4 g"
    found = judge_text(f"rules:\n  - {{id: r, kind: dose_limit, {limit}}}\n")[1]
    assert [(one.code, one.span.col) for one in found] == [("RX245", 10), ("RX228", 37)]
