"""Each kind that holds a drug against the patient, and burdens, as the Plan has them; and the measures of dose limits."""

from __future__ import annotations

from typing import Any

import pytest

from rxrules.compile import compile_rulesets
from rxrules.language.parse import parse_text
from rxrules.plan import Burden, BurdenItem, Finding, Level, PatientCheck, Plan, Window
from rxrules.plan.cache import dump_plan, load_plan
from rxrules.validate import Ruleset, validate

MANIFEST = "ruleset: {id: NAME, version: 1.0.0, title: T, language: 1, owner: o, licence: CC0-1.0}\n"
PENICILLINS = (
    "groups: [{id: penicillins, members: [amoxicillin, ampicillin]}]\n"
    "allergens: [{id: penicillin, title: Penicillins, names: [Pen-V?], snomed: ['91936005'], drug: {group: penicillins}}]\n"
)
CONDITIONS = "conditions: [{id: angioedema, names: [angioedema]}, {id: no-tablets, names: [no tablets]}]\n"


def read(text: str, name: str = "kinds") -> Ruleset:
    tree, found = parse_text({"ruleset.yaml": MANIFEST.replace("NAME", name) + text})
    assert tree is not None, [str(one) for one in found]
    made, found = validate(tree)
    assert made is not None, [str(one) for one in found if one.is_error]
    return made


def plan(rule: str, more: str = "") -> Plan:
    """The plan of one rule in flow style, without what every rule has."""
    text = more + "rules:\n  - {id: r, status: review, title: R, effect: E, action: A, " + rule + "}\n"
    made = compile_rulesets([read(text)])
    assert load_plan(dump_plan(made)) == made
    return made


def one(rule: str, more: str = "") -> Any:
    (found,) = plan(rule, more).rules
    return found


# Contraindications


def test_a_contraindication_finds_its_when_and_asks_nothing_before():
    rule = one(
        "kind: contraindication, severity: contraindicated, drug: {ingredient: ramipril, route: oral}, when: {history: angioedema}",
        CONDITIONS,
    )
    assert rule.kind == "contraindication"
    assert rule.body == PatientCheck(0, ("route", ("oral",)), (Finding("", 3, ("condition", "angioedema", False)),), "")
    assert (rule.severity, rule.when) == (3, None)


def test_what_lowers_a_contraindication_is_judged_against_its_severity():
    keys = "kind: contraindication, severity: %s, drug: {ingredient: ramipril}, when: {sex: female}, "
    keys += "modifiers: [{label: l, when: {prn: true}, severity: moderate}]"
    assert one(keys % "major").modifiers[0].condition == ("order", -2, ("prn", True))
    assert one(keys % "minor").modifiers[0].condition == ("order", -1, ("prn", True))


# Allergies


def test_an_allergy_to_an_allergen_of_a_group():
    made = plan(
        "kind: allergy, severity: moderate, drug: {ingredient: cefalexin, route: systemic}, allergen: penicillin, "
        "cross_reactivity: rare, when: {prn: false}",
        PENICILLINS,
    )
    (rule,) = made.rules
    body = rule.body
    assert isinstance(body, PatientCheck)
    assert made.populations[body.population or 0] == ("cefalexin",)
    assert body.findings == (Finding("", 1, ("order", 0, ("allergy", 0, body.population))),)
    assert body.condition is not None
    assert body.condition[0] == "route"
    assert body.detail == "rare"
    assert rule.when == ("order", -1, ("prn", False))
    (allergen,) = made.allergens
    assert (allergen.id, allergen.title, allergen.snomed) == ("penicillin", "Penicillins", ("91936005",))
    assert allergen.names == ("penicillin", "penicillins", "pen v")
    assert made.populations[allergen.population or 0] == ("amoxicillin", "ampicillin")


def test_an_allergy_to_the_drug_itself_is_about_every_drug():
    rule = one("kind: allergy, severity: contraindicated, same: ingredient")
    assert rule.body == PatientCheck(None, None, (Finding("", 3, ("order", 0, ("allergy", -1, None))),), "")


def test_conditions_of_a_rule_about_every_drug_speak_of_any_of_them():
    made = plan("kind: allergy, severity: major, same: ingredient, when: {per_day: '> 1 g', with: {ingredient: omeprazole}}")
    every = made.populations.index(())
    assert made.rules[0].when == (
        "all",
        ("order", -1, ("amount", every, "per_day", "mass", None, 1000.0, False, None, False)),
        ("with", made.populations.index(("omeprazole",)), None, True, (every,)),
    )


def test_conditions_of_an_allergy_to_an_allergen_speak_of_its_drug():
    made = plan(
        "kind: allergy, severity: major, drug: {ingredient: cefalexin}, allergen: penicillin, when: {per_day: '> 1 g'}", PENICILLINS
    )
    cefalexin = made.populations.index(("cefalexin",))
    assert made.rules[0].when == ("order", -1, ("amount", cefalexin, "per_day", "mass", None, 1000.0, False, None, False))


def test_allergens_of_two_rulesets_are_one_with_the_drugs_and_names_of_both():
    first = read(PENICILLINS + "rules: []\n", "first")
    second = read(
        "allergens: [{id: peanut, names: [peanuts]}, {id: penicillin, names: [oral penicillin], drug: {ingredient: "
        "phenoxymethylpenicillin}}]\nrules: [{id: r, status: review, title: R, kind: allergy, severity: major, "
        "drug: {ingredient: cefalexin}, allergen: penicillin}]\n",
        "second",
    )
    made = compile_rulesets([first, second])
    penicillin, peanut = made.allergens
    assert (peanut.id, peanut.title, peanut.population) == ("peanut", "peanut", None)
    assert penicillin.names == ("penicillin", "penicillins", "pen v", "oral penicillin")
    assert made.populations[penicillin.population or 0] == ("amoxicillin", "ampicillin", "phenoxymethylpenicillin")
    body = made.rules[0].body
    assert isinstance(body, PatientCheck)
    assert body.findings[0].condition == ("order", 0, ("allergy", 0, body.population)), "the index over both rulesets"
    (turned,) = (allergen for allergen in compile_rulesets([second, first]).allergens if allergen.id == "penicillin")
    assert turned.population is not None


# Monitoring


def test_monitoring_has_a_finding_for_each_severity_and_no_two_hold_at_once():
    rule = one(
        "kind: monitoring, severity: {missing: major, overdue: moderate, out_of_range: contraindicated}, "
        "drug: {ingredient: lithium}, test: [lithium_level, potassium, serum lithium], "
        "within: 3 mo, range: '[0.4 mmol/L, 1 mmol/L]', when: {taken: '> 1 wk'}"
    )
    ever = ("tested", ("lithium_level", "potassium"), None)
    lately = ("tested", ("lithium_level", "potassium"), 84.0)
    inside = ("range", "obs:lithium_level@amount/volume", pytest.approx(0.0004), True, pytest.approx(0.001), True, 84.0)
    assert rule.body.findings == (
        Finding("missing", 2, ("not", ever)),
        Finding("overdue", 1, ("all", ever, ("not", lately))),
        Finding("out_of_range", 3, ("all", lately, ("not", inside))),
    )
    assert rule.severity == 3
    assert rule.when == ("order", -1, ("taken", 7.0, False, None, False))


def test_monitoring_without_a_severity_of_a_finding_has_no_such_finding():
    rule = one(
        "kind: monitoring, severity: {missing: minor, overdue: major}, drug: {ingredient: lithium}, test: egfr, within: 90 d"
    )
    assert [finding.label for finding in rule.body.findings] == ["missing", "overdue"]
    assert rule.severity == 2


# Omissions


def test_an_omission_misses_every_partner():
    made = plan(
        "kind: omission, severity: moderate, drug: {ingredient: methotrexate, per_week: '> 5 mg', route: oral}, "
        "missing: [{ingredient: folic acid}, {ingredient: folinic acid, route: oral}]"
    )
    (rule,) = made.rules
    body = rule.body
    assert isinstance(body, PatientCheck)
    own = (body.population,)
    assert body.condition == (
        "all",
        ("route", ("oral",)),
        ("amount", body.population, "per_week", "mass", ("oral",), 5.0, False, None, False),
    )
    (finding,) = body.findings
    operator, first, second = finding.condition
    assert operator == "all"
    assert first == ("with", made.populations.index(("folic acid",)), None, False, own)
    assert second == ("with", made.populations.index(("folinic acid",)), ("route", ("oral",)), False, own)


def test_an_omission_without_a_drug_is_about_the_patient_alone():
    rule = one("kind: omission, severity: minor, when: {condition: angioedema}, missing: [{ingredient: adrenaline}]", CONDITIONS)
    assert rule.body == PatientCheck(None, None, (Finding("", 0, ("with", 0, None, False, ())),), "")
    assert rule.when == ("condition", "angioedema", True)


# Burdens


def test_a_burden_of_points():
    made = plan(
        "kind: burden, count: orders, items: [{drug: {ingredient: amitriptyline, per_day: '> 10 mg'}, points: 3}, "
        "{drug: {ingredient: ranitidine}, points: 0.5}, {when: {sex: female}, points: 1}], "
        "levels: [{total: '[1, 3)', severity: minor}, {total: '>= 3', severity: major, label: high}], when: {prn: false}"
    )
    (rule,) = made.rules
    assert rule.body == Burden(
        "points",
        "",
        "",
        1.0,
        "orders",
        (
            BurdenItem(0, ("amount", 0, "per_day", "mass", None, 10.0, False, None, False), 3.0),
            BurdenItem(1, None, 0.5),
            BurdenItem(None, ("sex", "female"), 1.0),
        ),
        (Level(Window(1.0, True, 3.0, False), 0, ""), Level(Window(3.0, True, None, False), 2, "high")),
    )
    assert rule.severity == 2, "that of its gravest level"
    assert made.populations[2] == ("amitriptyline", "ranitidine"), "conditions speak of all its drugs"


def test_a_burden_of_equivalents_weighs_a_canonical_amount():
    rule = one(
        "kind: burden, measure: per_day, items: [{drug: {ingredient: morphine}, factor: 1, per: 1 mg}, "
        "{drug: {ingredient: buprenorphine}, factor: 30, per: 1000 ug}, {drug: {ingredient: fentanyl}, factor: 2.4, per: 1 ug/h}], "
        "levels: [{total: '(50 {MME}/d, )', severity: moderate}]"
    )
    body = rule.body
    assert (body.measure, body.base, body.unit, body.factor) == ("per_day", "mass", "{MME}/d", 1.0)
    by_rate = one(
        "kind: burden, measure: per_day, items: [{drug: {ingredient: fentanyl}, factor: 2.4, per: 1 ug/h}, "
        "{drug: {ingredient: morphine}, factor: 1, per: 1 mg}], levels: [{total: '(50 {MME}/d, )', severity: moderate}]"
    )
    assert by_rate.body.base == "mass", "whichever item is first"
    # 1 ug/h is 0.024 mg in a day
    assert [item.weight for item in body.items] == pytest.approx([1.0, 30.0, 100.0])
    assert body.levels == (Level(Window(50.0, False, None, False), 1, ""),)


def test_a_burden_over_a_lifetime_adds_doses_per_m2_in_the_unit_of_its_totals():
    rule = one(
        "kind: burden, measure: lifetime, items: [{drug: {ingredient: doxorubicin}, factor: 1, per: 1 g/m2}, "
        "{drug: {ingredient: epirubicin}, factor: 0.5, per: 1 g/m2}], levels: [{total: '>= 0.45 g/m2', severity: major}]"
    )
    body = rule.body
    assert (body.measure, body.base, body.unit, body.factor) == ("lifetime", "mass/body_surface", "g/m2", 1000.0)
    # 1 g/m2 of doxorubicin is 1000 mg/m2, and adds 1 g/m2, which is 1000 in canonical totals
    assert [item.weight for item in body.items] == pytest.approx([1.0, 0.5])
    assert body.levels[0].window.low == pytest.approx(450.0)


# Conditions


PAIR = "kind: interaction, severity: major, between: [{ingredient: simvastatin%s}, {ingredient: amlodipine}]"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{preference: no-tablets}", ("stated", "preferences", "no-tablets")),
        ("{goal: no-tablets}", ("stated", "goals", "no-tablets")),
        ("{apart: '< 4 h'}", ("apart", None, False, pytest.approx(4 / 24), False)),
        ("{of: amlodipine, before: '< 2 h'}", ("ahead", 1, None, False, pytest.approx(2 / 24), False)),
        ("{of: amlodipine, after: '< 4 h'}", ("ahead", 0, None, False, pytest.approx(4 / 24), False)),
        (
            "{of: simvastatin, before: '< 2 h', after: '< 4 h'}",
            (
                "all",
                ("ahead", 0, None, False, pytest.approx(2 / 24), False),
                ("ahead", 1, None, False, pytest.approx(4 / 24), False),
            ),
        ),
        ("{of: amlodipine, taken: '>= 2 wk'}", ("order", 1, ("taken", 14.0, True, None, False))),
        (
            "{of: amlodipine, route: [oral], per_day: '> 5 mg', per_dose: '> 5 mg'}",
            (
                "all",
                ("order", 1, ("amount", 1, "per_dose", "mass", None, 5.0, False, None, False)),
                ("order", 1, ("amount", 1, "per_day", "mass", ("oral",), 5.0, False, None, False)),
                ("order", 1, ("route", ("oral",))),
            ),
        ),
    ],
)
def test_conditions_that_are_new(when: str, expected: Any):
    assert one(f"{PAIR % ''}, when: {when}", CONDITIONS).when == expected


def test_a_dose_in_a_day_of_a_participant_is_that_by_the_routes_beside_it():
    body = one(PAIR % ", route: [oral], per_day: '> 20 mg', taken: '> 1 d'").body
    assert body.first.condition == (
        "all",
        ("route", ("oral",)),
        ("amount", 0, "per_day", "mass", ("oral",), 20.0, False, None, False),
        ("taken", 1.0, False, None, False),
    )


# Estimates


def test_estimates_are_read_in_the_canonical_unit_of_their_kind_and_named_once():
    made = plan(
        f"{PAIR % ''}, when: {{estimate: {{code: crcl_actual, is: '< 30 mL/min', within: 90 d}}}}, "
        "modifiers: [{label: l, severity: minor, when: "
        "{not: {any: [{estimate: {code: bmi, is: '>= 30 kg/m2'}}, {estimate: {code: crcl_actual, is: '> 20 mL/min', "
        "within: 90 d}}]}}}]"
    )
    (rule,) = made.rules
    assert rule.when == ("range", "est:crcl_actual", None, False, 43200.0, False, 90.0)
    assert rule.modifiers[0].condition[1][1] == ("range", "est:bmi", 30.0, True, None, False, None)
    assert made.estimates == ("est:bmi", "est:crcl_actual")


def test_bands_over_estimates():
    made = plan(
        "kind: dose_limit, severity: {max: major}, drug: {ingredient: dabigatran}, measure: per_day, bands: {over: "
        "{postmenstrual_age: '[24 wk, 52 wk)', body_mass_index: '[10 kg/m2, 60 kg/m2)'}, within: {body_mass_index: 90 d}, rows: ["
        "{postmenstrual_age: '< 300 d', max: 1 mg}, {postmenstrual_age: '>= 300 d', max: 2 mg}]}"
    )
    body: Any = made.rules[0].body
    assert body.domain == (
        ("range", "est:postmenstrual_age", 168.0, True, 364.0, False, None),
        ("range", "obs:body_mass_index@body_mass_index", 10.0, True, 60.0, False, 90.0),
    )
    assert body.bands[0].tests == (("range", "est:postmenstrual_age", None, False, 300.0, False, None),)
    assert made.estimates == ("est:postmenstrual_age",)


def test_the_observation_of_a_name_stays_one_where_an_observation_is_asked_for():
    rule = one(f"{PAIR % ''}, when: {{observation: {{code: bmi, is: '> 30 kg/m2', within: 30 d}}}}")
    assert rule.when[1] == "obs:body_mass_index@body_mass_index"


# Measures and rounding


def limit(keys: str) -> Any:
    return one(f"kind: dose_limit, drug: {{ingredient: paracetamol}}, {keys}").body


@pytest.mark.parametrize(
    ("measure", "written", "base", "unit", "factor", "value", "scale"),
    [
        ("rate", "10 mg/min", "mass", "mg/min", 1440.0, 14400.0, ""),
        ("rate", "5 ug/kg/min", "mass", "ug/min", 1.44, 7.2, "weight"),
        ("rate", "2 mg/h/m2", "mass", "mg/h", 24.0, 48.0, "bsa"),
        ("per_course", "2 g", "mass", "g", 1000.0, 2000.0, ""),
        ("lifetime", "450 mg/m2", "mass/body_surface", "mg/m2", 1.0, 450.0, ""),
        ("lifetime", "120 mg/kg", "mass", "mg", 1.0, 120.0, "weight"),
        ("duration", "12 wk", "time", "wk", 7.0, 84.0, ""),
        ("duration", "3 mo", "time", "d", 1.0, 93.0, ""),
        ("interval", "4 h", "time", "h", 1 / 24, 4 / 24, ""),
    ],
)
def test_each_measure_has_its_canonical_unit(
    measure: str, written: str, base: str, unit: str, factor: float, value: float, scale: str
):
    body = limit(f"measure: {measure}, severity: {{max: major}}, max: {written}")
    assert (body.measure, body.base, body.unit, body.factor) == (measure, base, unit, pytest.approx(factor))
    (bound,) = body.bands[0].bounds
    assert (bound.value, bound.scale, bound.text) == (pytest.approx(value), scale, str(written).replace("/h/m2", "/m2/h"))


def test_a_least_duration_in_months_has_the_fewest_days():
    (bound,) = limit("measure: duration, severity: {min: minor}, min: 3 mo").bands[0].bounds
    assert bound.value == 84.0


def test_rounding_moves_maxima_and_their_caps_up_and_minima_down_and_says_so():
    body = limit(
        "measure: per_day, rounding: 10 %, severity: {max: major, hard_max: major, min: minor, hard_min: major}, "
        "max: 60 mg/kg, cap: 3 g, hard_max: 90 mg/kg, min: 11 mg/kg, hard_min: 5.5 mg/kg"
    )
    bounds = {bound.name: bound for bound in body.bands[0].bounds}
    assert [bounds[name].value for name in ("max", "hard_max", "min", "hard_min")] == pytest.approx([66.0, 99.0, 10.0, 5.0])
    assert bounds["max"].cap == pytest.approx(3300.0)
    assert bounds["max"].text == "60 mg/kg, at most 3 g, rounding 10 %"
    assert bounds["min"].text == "11 mg/kg, rounding 10 %"


def test_a_limit_that_no_weight_scales_asks_for_no_fresh_weight():
    body = limit(
        "measure: per_day, severity: {max: major}, bands: {over: {weight: '(0 kg, 400 kg)'}, within: {weight: 30 d}, rows: ["
        "{weight: '(, 50 kg]', max: 60 mg/kg}, {weight: '(50 kg,)', max: 4 g}]}"
    )
    assert [band.bounds[0].within for band in body.bands] == [30.0, None]


def test_a_ruleset_of_every_kind_compiles_to_rules_of_every_kind():
    assert {rule.kind for rule in compile_rulesets([read(EVERYTHING)]).rules} == {
        "interaction", "duplication", "dose_limit", "contraindication", "allergy", "monitoring", "omission", "burden",
    }  # fmt: skip
    made = read(EVERYTHING)
    # they are written in short: without the words that RX511 asks for
    assert [str(one) for one in made.warnings if one.code != "RX511"] == []


EVERYTHING = """
groups: [{id: penicillins, members: [amoxicillin, ampicillin]}, {id: nsaids, members: [ibuprofen, naproxen]}]
conditions: [{id: angioedema, names: [angioedema]}, {id: no-tablets, names: [no tablets]}]
allergens: [{id: penicillin, drug: {group: penicillins}}, {id: peanut, names: [peanuts]}]
sources: [{id: book, title: A book}]
rules:
  - {id: a, kind: interaction, status: active, title: A, severity: major, effect: E, action: A, reviewed: 2026-11-01,
     when: {apart: "< 2 h"}, between: [{group: nsaids, taken: "> 1 d"}, {ingredient: warfarin}],
     evidence: {sources: [{source: book, section: "1"}]}}
  - {id: b, kind: duplication, status: active, title: B, severity: minor, reviewed: 2026-11-01, group: nsaids,
     evidence: {sources: [{source: book, section: "1"}]}}
  - {id: c, kind: dose_limit, status: active, title: C, severity: {max: minor}, reviewed: 2026-11-01, drug: {ingredient: ibuprofen},
     measure: rate, max: 10 mg/min, rounding: 5 %, evidence: {sources: [{source: book, section: "1"}]}}
  - {id: d, kind: contraindication, status: active, title: D, severity: major, reviewed: 2026-11-01, drug: {group: nsaids},
     when: {estimate: {code: egfr_any, is: "< 30 mL/min/{1.73_m2}", within: 90 d}, not: {preference: no-tablets}},
     evidence: {sources: [{source: book, section: "1"}]}}
  - {id: e, kind: allergy, status: active, title: E, severity: major, reviewed: 2026-11-01, drug: {ingredient: cefalexin},
     allergen: penicillin, evidence: {sources: [{source: book, section: "1"}]}}
  - {id: f, kind: monitoring, status: active, title: F, severity: {missing: minor, overdue: minor}, reviewed: 2026-11-01,
     drug: {ingredient: lithium}, test: lithium_level, within: 90 d, evidence: {sources: [{source: book, section: "1"}]}}
  - {id: g, kind: omission, status: active, title: G, severity: minor, reviewed: 2026-11-01, when: {condition: angioedema},
     missing: [{ingredient: adrenaline}], evidence: {sources: [{source: book, section: "1"}]}}
  - {id: h, kind: burden, status: active, title: H, reviewed: 2026-11-01, items: [{drug: {group: nsaids}, points: 2}],
     levels: [{total: ">= 3", severity: minor}], evidence: {sources: [{source: book, section: "1"}]}}
"""
