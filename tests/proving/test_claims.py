"""What is proved of rules, what is refuted by a patient, and what stays undecided and says why."""

from __future__ import annotations

import pytest
import yaml

from rxrules import Checker
from rxrules.adapters.plausibility import _WINDOWS
from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.errors import RulesetError
from rxrules.language.parse import parse_text
from rxrules.proof.writing import as_yaml
from rxrules.proving import cells as cells_module
from rxrules.proving import deciding
from rxrules.proving.claims import CLAIMS, Standing
from rxrules.proving.prove import prove
from rxrules.proving.reading import of_tree
from rxrules.testing.running import run
from rxrules.testing.scenarios import read_scenarios
from rxrules.validate.weights import BODIES

HEAD = """\
ruleset: {id: claims, version: 1.0.0, title: Claims, language: 1, owner: tests, licence: CC0-1.0}
groups:
  - {id: nsaids, members: [ibuprofen, naproxen, diclofenac]}
  - {id: anticoagulants, members: [warfarin, apixaban]}
conditions:
  - {id: angioedema, title: Angioedema, icd10: [T78.3]}
rules:
"""
WORDS = "status: review, title: A rule, reviewed: 2026-11-01, evidence: {sources: [{title: T, section: S}]}"


def made(*rules: str):
    text = HEAD + "".join(f"  - {{{rule}, {WORDS}}}\n" for rule in rules)
    tree, found = parse_text({"ruleset.yaml": text})
    assert [str(each) for each in found] == []
    return of_tree(tree)


def dose(over: str, *rows: str, policy: str = "unique", drug: str = "paracetamol", more: str = ""):
    return (
        f"id: dose, kind: dose_limit, drug: {{ingredient: {drug}}}, measure: per_day, severity: {{max: major}}, {more}"
        f"bands: {{over: {{{over}}}, policy: {policy}, rows: [{', '.join(f'{{{row}}}' for row in rows)}]}}"
    )


def pair(id_: str, a: str, b: str, severity: str = "major", more: str = ""):
    return f"id: {id_}, kind: interaction, severity: {severity}, between: [{{{a}}}, {{{b}}}]{more}"


def claims(ruleset, name: str, rule: str = ""):
    return [claim for claim in prove(ruleset).claims if claim.name == name and claim.rule == (rule or claim.rule)]


def one(ruleset, name: str, rule: str = ""):
    (claim,) = claims(ruleset, name, rule)
    return claim


def passes(ruleset, claim, tmp_path) -> bool:
    """Whether the scenario of a claim, written to a file and read again, passes as `rxrules test` runs it."""
    file = tmp_path / "witness.test.yaml"
    file.write_text(as_yaml(dict(claim.scenario)), encoding="utf-8")
    problems = Diagnostics()
    (scenario,) = read_scenarios(file, problems)
    assert [str(each) for each in problems] == []
    return run(scenario, Checker.of_plan(compile_rulesets([ruleset]))).passed


GAPS = {
    "exactly one weight": (
        dose('weight: "(0 kg, 400 kg)"', 'weight: "(, 50 kg)", max: 3 g', 'weight: "(50 kg,)", max: 4 g'),
        "no band covers weight exactly 50 kg",
    ),
    "between 28 days and a month": (
        dose('age: "[0 d, 18 a)"', 'age: "[0 d, 28 d)", max: 50 mg/kg', 'age: "[1 mo, 18 a)", max: 60 mg/kg'),
        "no band covers age below 1 mo and age [28 d,)",
    ),
    "of two variables": (
        dose(
            'age: "[1 mo, 130 a)", weight: "(0 kg, 400 kg)"',
            'age: "[1 mo, 16 a)", max: 60 mg/kg',
            'age: "[16 a, 130 a)", weight: "[50 kg,)", max: 4 g',
        ),
        "no band covers age [16 a, 130 a) and weight (0 kg, 50 kg)",
    ),
    "of an estimate": (
        dose(
            'crcl_actual: "[0 mL/min, 300 mL/min)"',
            'crcl_actual: "< 30 mL/min", max: 1 g',
            'crcl_actual: "> 30 mL/min", max: 4 g',
        ),
        "no band covers crcl_actual exactly 30 mL/min",
    ),
}


@pytest.mark.parametrize(("rule", "text"), GAPS.values(), ids=GAPS)
def test_a_gap_is_refuted_by_a_patient_of_whom_the_rule_is_not_evaluated(rule, text, tmp_path):
    ruleset = made(rule)
    claim = one(ruleset, "covers")
    assert (claim.standing, claim.text) == (Standing.REFUTED, text)
    assert claim.scenario["not_evaluated"] == ["dose"]
    assert passes(ruleset, claim, tmp_path)


def test_a_gap_of_patients_whom_the_condition_leaves_out_is_none():
    rule = dose('age: "[0 a, 130 a)"', 'age: "[16 a, 130 a)", max: 4 g', more='when: {age: ">= 18 a"}, ')
    claim = one(made(rule), "covers")
    assert (claim.standing, claim.by) == (Standing.PROVED, "interval sweep and case distinction")


def test_what_lies_between_two_whole_days_is_no_gap_for_anybody():
    rule = dose('age: "[0 d, 90 d]"', 'age: "[0 d, 28 d]", max: 50 mg/kg', 'age: "[29 d, 90 d]", max: 60 mg/kg')
    assert one(made(rule), "covers").standing is Standing.PROVED


def test_an_overlap_is_refuted_by_a_patient_and_a_dose_on_which_the_bands_differ(tmp_path):
    rule = dose('weight: "(0 kg, 400 kg)"', 'weight: "(, 50 kg]", max: 3 g', 'weight: "[50 kg,)", max: 4 g')
    ruleset = made(rule)
    claim = one(ruleset, "unique")
    assert claim.standing is Standing.REFUTED
    assert claim.text.endswith("both hold weight exactly 50 kg")
    assert passes(ruleset, claim, tmp_path)
    (order,) = claim.scenario["case"]["medications"]
    assert order["dose"] in ("3.001 g", "4 g", "3.999 g")


def test_bands_that_fit_are_proved_and_over_two_variables_by_z3_too():
    pytest.importorskip("z3")
    rule = dose(
        'age: "[0 a, 130 a)", weight: "(0 kg, 400 kg)"',
        'age: "[0 a, 16 a)", max: 60 mg/kg, cap: 3 g',
        'age: "[16 a, 130 a)", weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g',
        'age: "[16 a, 130 a)", weight: "(50 kg,)", max: 4 g',
    )
    found = {claim.name: (claim.standing, claim.by) for claim in prove(made(rule)).claims if claim.standing is not Standing.NOTE}
    assert found["covers"] == (Standing.PROVED, "interval sweep and z3")
    assert found["unique"] == (Standing.PROVED, "interval sweep")
    assert {standing for standing, _ in found.values()} == {Standing.PROVED}
    (note,) = [claim for claim in prove(made(rule)).claims if claim.standing is Standing.NOTE and "0 a" in claim.text]
    assert note.text == "the cap of max (60 mg/kg) leads from 50 kg on (band age [0 a, 16 a))"


NEONATE = dose(
    'postmenstrual_age: "[24 wk, 52 wk)", age: "[0 d, 90 d)"',
    'postmenstrual_age: "[24 wk, 30 wk)", age: "[0 d, 80 d)", max: 5 mg/kg',
    'postmenstrual_age: "[30 wk, 52 wk)", max: 4.5 mg/kg',
    drug="gentamicin",
)


def test_z3_knows_that_a_postmenstrual_age_is_at_least_what_was_lived():
    pytest.importorskip("z3")
    claim = one(made(NEONATE), "covers")
    # 80 days after birth and below 30 weeks: born below 19 weeks
    assert (claim.standing, claim.by) == (Standing.PROVED, "interval sweep and z3")


def test_without_z3_what_only_it_could_decide_is_undecided_or_shown_and_told_how_to_install(monkeypatch):
    monkeypatch.setattr(deciding, "version", lambda: None)
    proof = prove(made(NEONATE))
    assert proof.solver is None
    (claim,) = [claim for claim in proof.claims if claim.name == "covers"]
    assert claim.standing in (Standing.REFUTED, Standing.UNDECIDED)
    if claim.standing is Standing.UNDECIDED:
        assert "rxrules[prove]" in claim.text


def test_too_many_cases_are_undecided_without_z3_and_decided_with_it(monkeypatch):
    branches = ", ".join(f'{{any: [{{age: "[{age} a, {age + 1} a)"}}, {{weight: "< {age + 20} kg"}}]}}' for age in range(20, 60))
    when = f'when: {{weight: ">= 90 kg", all: [{branches}]}}'
    rule = f"id: ci, kind: contraindication, severity: major, drug: {{ingredient: ibuprofen}}, {when}"
    ruleset = made(rule)
    monkeypatch.setattr(cells_module, "STEPS", 50)
    monkeypatch.setattr(deciding, "version", lambda: None)
    claim = one(ruleset, "fires")
    assert claim.standing is Standing.UNDECIDED
    assert "rxrules[prove]" in claim.text
    monkeypatch.undo()
    pytest.importorskip("z3")
    monkeypatch.setattr(cells_module, "STEPS", 50)
    claim = one(ruleset, "fires")
    assert (claim.standing, claim.by) == (Standing.REFUTED, "z3")


NEVER = {
    "two ages": 'when: {age: ">= 65 a", all: [{age: "< 18 a"}]}',
    "months and days": 'when: {age: "< 2 mo", all: [{age: ">= 90 d"}]}',
    "every branch": 'when: {any: [{age: ">= 65 a"}, {weight: "< 50 kg"}], all: [{age: "< 18 a", weight: ">= 50 kg"}]}',
    "a condition and no history of it": "when: {condition: angioedema, not: {history: angioedema}}",
    "an order by a route and not by it": "when: {route: oral, not: {route: systemic}}",
    "another drug and none": "when: {with: {group: nsaids}, without: {group: nsaids}}",
}


@pytest.mark.parametrize("when", NEVER.values(), ids=NEVER)
def test_a_rule_whose_condition_excludes_itself_can_not_fire(when):
    rule = f"id: ci, kind: contraindication, severity: major, drug: {{ingredient: metformin, route: oral}}, {when}"
    claim = one(made(rule), "fires")
    assert (claim.standing, claim.by) == (Standing.REFUTED, "case distinction")


def test_a_condition_of_history_without_the_active_condition_can_hold(tmp_path):
    when = "when: {history: angioedema, not: {condition: angioedema}}"
    rule = f"id: ci, kind: contraindication, severity: major, drug: {{ingredient: ramipril}}, {when}"
    ruleset = made(rule)
    claim = one(ruleset, "fires")
    assert claim.standing is Standing.PROVED
    assert passes(ruleset, claim, tmp_path)


def test_modifiers_that_can_not_hold_or_change_nothing_are_refuted_each_at_its_place():
    modifiers = (
        ', when: {age: ">= 65 a"}, modifiers: [{label: young, when: {age: "< 40 a"}, severity: minor}, '
        '{label: old, when: {age: ">= 80 a"}, severity: major}, '
        '{label: light, when: {age: ">= 85 a", weight: "< 50 kg"}, severity: major}]'
    )
    found = claims(made(pair("ddi", "ingredient: simvastatin", "ingredient: amlodipine", "moderate", modifiers)), "modifiers")
    assert [claim.standing for claim in found] == [Standing.REFUTED, Standing.REFUTED]
    assert "'young' can't hold" in found[0].text
    assert "'light'" in found[1].text


def test_modifiers_that_change_something_are_proved():
    old = "{label: old, when: {age: '>= 80 a'}, severity: major}"
    more = f", modifiers: [{old}, {{label: once, when: {{of: amlodipine, prn: true}}, suppress: true}}]"
    claim = one(made(pair("ddi", "ingredient: simvastatin", "ingredient: amlodipine", "moderate", more)), "modifiers")
    assert claim.standing is Standing.PROVED


def test_a_band_that_the_condition_of_the_rule_leaves_out_can_not_hold():
    rule = dose(
        'age: "[0 a, 130 a)"', 'age: "[0 a, 16 a)", max: 2 g', 'age: "[16 a, 130 a)", max: 4 g', more='when: {age: ">= 18 a"}, '
    )
    claim = one(made(rule), "rows")
    assert (claim.standing, claim.text) == (Standing.REFUTED, "the band age [0 a, 16 a) holds of nobody whom the rule is about")


GENERAL = pair("ddi.general", "group: anticoagulants", "group: nsaids")
MASKS = {
    "less grave and narrower": ("moderate", ', when: {age: ">= 65 a"}', True),
    "as grave": ("major", "", True),
    "graver": ("contraindicated", "", False),
    "raised by a modifier": ("moderate", ", modifiers: [{label: old, when: {age: '>= 80 a'}, severity: contraindicated}]", False),
}


@pytest.mark.parametrize(("severity", "more", "is_masked"), MASKS.values(), ids=MASKS)
def test_a_rule_is_masked_where_another_as_grave_fires_wherever_it_does(severity, more, is_masked, tmp_path):
    ruleset = made(GENERAL, pair("ddi.own", "ingredient: naproxen, route: oral", "ingredient: warfarin", severity, more))
    claim = one(ruleset, "leads", "ddi.own")
    assert (claim.standing is Standing.REFUTED) == is_masked
    assert one(ruleset, "leads", "ddi.general").standing is Standing.PROVED
    if is_masked:
        assert "masked by ddi.general (major," in claim.text
        assert {each["rule"] for each in claim.scenario["fires"]} == {"ddi.own", "ddi.general"}
        assert passes(ruleset, claim, tmp_path)


@pytest.mark.parametrize(
    "more",
    [
        ', when: {age: ">= 70 a"}',
        ", modifiers: [{label: young, when: {age: '< 40 a'}, severity: minor}]",
        ", direction: second_added",
    ],
)
def test_a_rule_is_not_masked_by_one_that_does_not_always_fire_as_grave(more):
    other = pair("ddi.general", "group: anticoagulants", "group: nsaids", "major", more)
    ruleset = made(other, pair("ddi.own", "ingredient: naproxen", "ingredient: warfarin", "moderate"))
    assert one(ruleset, "leads", "ddi.own").standing is Standing.PROVED


def test_of_two_rules_that_say_the_same_the_later_is_masked():
    ruleset = made(
        pair("a", "ingredient: naproxen", "group: anticoagulants"), pair("b", "group: anticoagulants", "ingredient: naproxen")
    )
    assert [claim.standing for claim in claims(ruleset, "leads")] == [Standing.PROVED, Standing.REFUTED]


def test_two_severities_of_one_pair_where_both_conditions_hold_contradict_each_other(tmp_path):
    old = pair("ddi.old", "ingredient: simvastatin", "ingredient: amlodipine", "moderate", ', when: {age: ">= 65 a"}')
    high = pair("ddi.high", "ingredient: amlodipine", 'ingredient: simvastatin, per_day: "> 20 mg"', "contraindicated")
    ruleset = made(old, high)
    claim = one(ruleset, "agrees", "ddi.old")
    assert claim.standing is Standing.REFUTED
    assert passes(ruleset, claim, tmp_path)
    young = pair("ddi.high", "ingredient: amlodipine", "ingredient: simvastatin", "contraindicated", ', when: {age: "< 65 a"}')
    assert one(made(old, young), "agrees", "ddi.old").standing is Standing.PROVED
    case = pair("ddi.high", "ingredient: amlodipine", "ingredient: simvastatin", "contraindicated", ', when: {age: ">= 80 a"}')
    assert one(made(old, case), "agrees", "ddi.old").standing is Standing.PROVED


def test_two_directions_of_one_pair_have_one_severity():
    there = pair("there", "ingredient: fluoxetine", "ingredient: phenelzine", "major", ", direction: second_added")
    back = pair("back", "ingredient: phenelzine", "ingredient: fluoxetine", "moderate", ", direction: second_added")
    assert {claim.standing for claim in claims(made(there, back), "symmetric")} == {Standing.REFUTED}
    assert [claim.standing for claim in claims(made(there), "symmetric")] == [Standing.NOTE]
    assert {claim.standing for claim in claims(made(there, back.replace("moderate", "major")), "symmetric")} == {Standing.PROVED}


def test_a_limit_per_kg_that_passes_an_absolute_one_is_told_with_the_weight():
    rule = (
        "id: dose, kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, "
        "severity: {max: major, hard_max: contraindicated}, "
        'max: 40 mg/kg, hard_max: 4 g, when: {age: ">= 18 a"}'
    )
    claim = one(made(rule), "ordered")
    assert (claim.standing, claim.text) == (Standing.REFUTED, "max (40 mg/kg) is not below hard_max (4 g) from 100 to 700 kg")
    capped = claims(made(rule.replace("max: 40 mg/kg,", "max: 40 mg/kg, cap: 3.2 g,")), "ordered")
    assert [claim.standing for claim in capped] == [Standing.NOTE, Standing.PROVED]
    assert capped[0].text == "the cap of max (40 mg/kg) leads from 80 kg on"


def test_every_claim_has_its_words_and_every_rule_a_claim():
    ruleset = made(GENERAL, dose('weight: "(0 kg, 400 kg)"', "max: 4 g"))
    found = prove(ruleset)
    assert {claim.rule for claim in found.claims} == {"ddi.general", "dose"}
    assert {claim.name for claim in found.claims} <= CLAIMS.keys()
    assert found == prove(ruleset)


def test_a_ruleset_with_another_mistake_is_refused_and_one_without_sources_is_not():
    text = (
        HEAD
        + "  - {id: ddi, kind: interaction, status: active, severity: major, between: [{group: nsaids}, {ingredient: warfarin}]}\n"
    )
    tree, _ = parse_text({"ruleset.yaml": text})
    assert one(of_tree(tree), "fires").standing is Standing.PROVED
    tree, _ = parse_text({"ruleset.yaml": text.replace("group: nsaids", "group: nsaid")})
    with pytest.raises(RulesetError, match="nsaid"):
        of_tree(tree)


def test_the_bodies_that_limits_are_held_against_are_those_that_case_files_are_read_with():
    assert sorted(BODIES) == sorted(_WINDOWS)


def test_a_scenario_is_plain_yaml():
    claim = one(made(GAPS["exactly one weight"][0]), "covers")
    (read,) = yaml.safe_load(as_yaml(dict(claim.scenario)))
    assert read["not_evaluated"] == ["dose"]


def test_a_drug_in_two_groups_of_which_rules_say_different_severities_is_noted():
    ruleset = made(
        pair("strong", "ingredient: warfarin", "group: nsaids", "contraindicated"),
        pair("moderate", "group: anticoagulants", "ingredient: naproxen", "moderate"),
    )
    notes = [claim for claim in claims(ruleset, "agrees") if claim.standing is Standing.NOTE]
    assert [claim.rule for claim in notes] == ["moderate"]
    assert "says contraindicated of warfarin with naproxen" in notes[0].text


def test_rules_that_share_drugs_and_never_hold_together_have_no_note():
    ruleset = made(
        pair("child", "ingredient: warfarin", "group: nsaids", "contraindicated", ", when: {age: '< 18 a'}"),
        pair("adult", "group: anticoagulants", "ingredient: naproxen", "moderate", ", when: {age: '>= 18 a'}"),
    )
    assert not [claim for claim in claims(ruleset, "agrees") if claim.standing is Standing.NOTE]
