"""Participants and what is asked of them: ``of``, selectors, pairs of rules, conditions of orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rule_trees import judge_text

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostic

GROUPS = """\
conditions:
  - {id: gout, names: [gout]}
groups:
  - {id: nsaids, members: [ibuprofen, naproxen]}
  - {id: anticoagulants, members: [warfarin, apixaban]}
"""
PAIR = "kind: interaction, severity: major, between: [{ingredient: warfarin}, {group: nsaids}]"


def told(*rules: str) -> list[Diagnostic]:
    """What is said of rules in flow style, in order."""
    return judge_text(GROUPS + "rules:\n" + "".join(f"  - {{id: r{number}, {rule}}}\n" for number, rule in enumerate(rules)))[1]


def codes(*rules: str) -> list[str]:
    return [one.code for one in told(*rules)]


# Of


@pytest.mark.parametrize(
    "asked",
    [
        "per_dose: '> 5 mg'",
        "per_day: '> 5 mg'",
        "per_week: '> 5 mg'",
        "duration: '> 7 d'",
        "taken: '> 7 d'",
        "route: [oral]",
        "prn: false",
        "prn: true",
        "phase: loading",
        "indication: gout",
        "before: '< 4 h'",
        "after: '< 4 h'",
    ],
)
def test_of_is_of_use_beside_anything_that_is_asked_of_an_order(asked: str):
    assert "RX218" not in codes(f"{PAIR}, when: {{of: warfarin, {asked}}}")


def test_of_alone_is_of_use_where_it_names_some_of_the_drugs_of_a_participant():
    assert codes(f"{PAIR}, when: {{of: naproxen}}") == []
    assert codes(f"{PAIR}, when: {{of: nsaids}}") == ["RX219"]
    assert codes(f"{PAIR}, when: {{of: warfarin, age: '>= 65 a'}}") == ["RX218"]
    # a participant is named by any of its names
    assert codes(f"{PAIR.replace('warfarin', 'acetylsalicylic acid')}, when: {{of: aspirin}}") == ["RX219"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (f"{PAIR}, when: {{of: aspirin, prn: true}}", "expected 'warfarin' or 'nsaids', or drugs that one of them holds"),
        (
            "kind: duplication, severity: major, same: ingredient, when: {of: aspirin, prn: true}",
            "expected none, because it compares each ingredient with itself",
        ),
        (
            "kind: omission, severity: major, missing: [{ingredient: omeprazole}], when: {of: aspirin}",
            "expected none, because it is about the patient alone",
        ),
    ],
)
def test_of_that_names_nobody_is_told_whom_it_could(rule: str, said: str):
    (found,) = told(rule)
    assert (found.code, found.message.partition("; ")[2]) == ("RX217", said)


def test_of_that_names_both_is_told_whether_wholly_or_in_part():
    both = "kind: interaction, severity: major, between: [{group: nsaids}, {group: nsaids}]"
    (whole,) = told(f"{both}, when: {{of: nsaids, prn: true}}")
    (part,) = told(f"{both}, when: {{of: naproxen, prn: true}}")
    assert whole.message == "'nsaids' is both participants of 'r0'"
    assert part.message == "'naproxen' is of both participants of 'r0'"


def test_each_condition_of_a_rule_is_looked_at():
    parts = "{age: '>= 65 a'}, {of: aspirin, prn: true}, {of: apixaban, prn: true}"
    assert codes(f"{PAIR}, when: {{all: [{parts}]}}") == ["RX217", "RX217"]


@pytest.mark.parametrize(
    "rule",
    [
        PAIR,
        f"{PAIR}, when: {{age: '>= 65 a'}}",
        "kind: duplication, severity: major, group: nsaids",
        "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 4 g",
        "kind: burden, items: [{drug: {group: nsaids}, points: 3}], levels: [{total: '>= 3', severity: major}]",
    ],
)
def test_the_conditions_of_a_modifier_are_looked_at_with_and_without_one_of_the_rule(rule: str):
    wrong = "{condition: goutt}, {not: {any: [{age: '< 50 kg'}, {observation: {code: kalium, is: '> 5 mmol/L', within: 9 d}}]}}"
    modifiers = f"modifiers: [{{label: a, when: {{all: [{wrong}]}}, severity: contraindicated}}]"
    assert sorted(codes(f"{rule}, {modifiers}")) == ["RX207", "RX210", "RX301"]


# Selectors


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ("{route: [oral]}", ["RX215"]),
        ("{group: nsaids}", ["RX215"]),
        ("{ingredient: ibuprofen, group: nsaids}", ["RX215"]),
        ("{ingredient: ibuprofen, within: 3 d}", ["RX228"]),
        ("{ingredient: ibuprofen, per_day: '> 1 g'}", ["RX228"]),
        ("{ingredient: ibuprofen, taken: '> 7 d'}", ["RX228"]),
    ],
)
def test_the_drug_of_a_dose_limit_is_one_ingredient_and_no_more(drug: str, expected: list[str]):
    assert codes(f"kind: dose_limit, drug: {drug}, measure: per_day, severity: {{max: major}}, max: 4 g") == expected


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ("", []),
        ("route: [oral]", ["RX228"]),
        ("prn: true", ["RX228"]),
        ("phase: loading", ["RX228"]),
        ("per_day: '> 1 g'", ["RX228"]),
        ("within: 3 d", ["RX228"]),
    ],
)
def test_an_allergen_stands_for_drugs_however_they_are_taken(narrowed: str, expected: list[str]):
    drug = f"{{group: nsaids{', ' * bool(narrowed)}{narrowed}}}"
    text = (
        f"{GROUPS}allergens:\n  - {{id: nsaid, drug: {drug}}}\n"
        "rules:\n  - {id: r, kind: allergy, severity: major, drug: {ingredient: aspirin}, allergen: nsaid}\n"
    )
    assert [one.code for one in judge_text(text)[1]] == expected


def test_sides_meet_where_they_share_more_than_one_drug_or_only_one_is_the_same():
    between = "kind: interaction, severity: major, between: [{%s}, {%s}]"
    assert codes(between % ("group: nsaids", "group: nsaids")) == []
    assert codes(between % ("ingredient: ibuprofen", "group: nsaids")) == []
    (found,) = told(between % ("ingredient: aspirin", "ingredient: acetylsalicylic acid"))
    assert (found.code, found.span.line, found.span.col) == ("RX216", 7, 83)


# Pairs


def pairs(first: str, second: str, more: str = "") -> list[str]:
    rule = f"kind: interaction, severity: %s, status: review, between: [%s]{more}"
    found = codes(rule % ("major", first), rule % ("minor", second))
    return [code for code in found if code in ("RX220", "RX221")]


@pytest.mark.parametrize(
    ("first", "second", "contradict"),
    [
        ("{ingredient: warfarin}, {ingredient: aspirin}", "{ingredient: warfarin}, {ingredient: aspirin}", True),
        ("{ingredient: warfarin}, {ingredient: aspirin}", "{ingredient: aspirin}, {ingredient: warfarin}", True),
        ("{ingredient: aspirin}, {ingredient: warfarin}", "{ingredient: warfarin}, {ingredient: aspirin}", True),
        (
            "{ingredient: warfarin}, {ingredient: aspirin, route: [oral]}",
            "{ingredient: aspirin, route: [oral]}, {ingredient: warfarin}",
            True,
        ),
        (
            "{ingredient: warfarin}, {ingredient: aspirin, route: [oral]}",
            "{ingredient: aspirin}, {ingredient: warfarin, route: [oral]}",
            False,
        ),
        ("{ingredient: warfarin}, {ingredient: aspirin, within: 7 d}", "{ingredient: warfarin}, {ingredient: aspirin}", False),
        ("{ingredient: warfarin}, {ingredient: aspirin, prn: true}", "{ingredient: warfarin}, {ingredient: aspirin}", False),
        # a group is not compared with an ingredient
        ("{ingredient: warfarin}, {ingredient: ibuprofen}", "{ingredient: warfarin}, {group: nsaids}", False),
        ("{ingredient: warfarin}, {ingredient: ibuprofen}", "{group: nsaids}, {ingredient: warfarin}", False),
    ],
)
def test_two_rules_contradict_each_other_where_they_speak_of_the_same_orders(first: str, second: str, *, contradict: bool):
    assert pairs(first, second) == (["RX220"] if contradict else [])


def test_a_pair_in_a_direction_is_another_than_its_reverse():
    first, second = "{ingredient: warfarin}, {ingredient: aspirin}", "{ingredient: aspirin}, {ingredient: warfarin}"
    assert pairs(first, second, ", direction: second_added") == []
    assert pairs(first, first, ", direction: second_added") == ["RX220"]
    assert pairs(second, second, ", direction: second_added") == ["RX220"]


def test_pairs_of_names_that_are_not_known_are_not_compared():
    assert pairs("{ingredient: warfarrin}, {ingredient: aspirin}", "{ingredient: warfarrin}, {ingredient: aspirin}") == []
    assert pairs("{ingredient: aspirin}, {ingredient: warfarrin}", "{ingredient: aspirin}, {ingredient: warfarrin}") == []


def test_each_rule_that_repeats_a_pair_is_told_whatever_stands_between():
    rule = "kind: interaction, severity: major, between: [{ingredient: warfarin}, {ingredient: aspirin%s}]"
    oral = ", route: [oral]"
    assert codes(*(rule % more for more in ("", oral, "", oral, ""))).count("RX221") == 0, "drafts are not compared"
    running = rule.replace("severity", "status: review, severity")
    assert codes(*(running % more for more in ("", oral, "", oral, ""))).count("RX221") == 3


# Conditions of an order where there is none, or none of two


def test_what_is_asked_of_the_time_between_two_is_told_of_each():
    limit = "kind: contraindication, severity: major, drug: {ingredient: warfarin}"
    assert codes(f"{limit}, when: {{apart: '< 2 h', before: '< 4 h', after: '< 4 h'}}") == ["RX244", "RX244", "RX244"]
    assert codes(f"{limit}, when: {{after: '< 4 h'}}") == ["RX244"]
    assert codes(f"{PAIR}, when: {{apart: '< 2 h'}}") == []
    assert codes(f"{PAIR}, when: {{of: warfarin, before: '< 2 h'}}") == []
    assert codes(f"{PAIR}, when: {{before: '< 2 h', after: '< 4 h'}}") == ["RX244", "RX244"]


def test_an_omission_beside_a_drug_may_ask_something_of_its_order():
    missing = "kind: omission, severity: minor, missing: [{ingredient: omeprazole}]"
    assert codes(f"{missing}, drug: {{ingredient: aspirin}}, when: {{duration: '> 7 d'}}") == []
    assert codes(f"{missing}, when: {{duration: '> 7 d'}}") == ["RX242"]


@pytest.mark.parametrize(
    ("severity", "range_", "expected"),
    [
        ("{missing: major, overdue: major}", "", []),
        ("{missing: major, overdue: major, out_of_range: major}", ", range: '[4 mmol/L, 5 mmol/L]'", []),
        ("{missing: major, out_of_range: major}", ", range: '[4 mmol/L, 5 mmol/L]'", []),
        ("{out_of_range: major}", ", range: '[4 mmol/L, 5 mmol/L]'", []),
        ("{overdue: major, out_of_range: major}", ", range: '[4 mmol/L, 5 mmol/L]'", ["RX236"]),
        ("{missing: major}", "", ["RX236"]),
        ("{overdue: major}", "", ["RX236"]),
        ("{missing: major, overdue: major, out_of_range: major}", "", ["RX235"]),
        ("{missing: major, overdue: major}", ", range: '[4 mmol/L, 5 mmol/L]'", ["RX235"]),
        ("{}", ", range: '[4 mmol/L, 5 mmol/L]'", ["RX235"]),
    ],
)
def test_monitoring_has_a_severity_for_all_that_it_should_find(severity: str, range_: str, expected: list[str]):
    rule = f"kind: monitoring, severity: {severity}, drug: {{ingredient: lithium}}, test: potassium, within: 1 a{range_}"
    assert codes(rule) == expected
    # and of a second rule, whatever is wrong with the first
    assert codes(rule.replace(severity, "{}"), rule) == [*codes(rule.replace(severity, "{}")), *expected]
