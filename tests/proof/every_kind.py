"""A ruleset with every kind of rule and every measure, made up for these tests and for no patient."""

# ruff: noqa: E501  a rule stands in one line, so that its numbers are seen together

from __future__ import annotations

from functools import cache

from rxrules.language.parse import parse_text
from rxrules.validate import Ruleset, validate

HEAD = """\
ruleset: {id: every-kind, version: 1.0.0, title: Every kind, language: 1, owner: tests, licence: CC0-1.0}
groups:
  - {id: penicillins, members: [amoxicillin, ampicillin]}
  - {id: cephalosporins, members: [cefalexin, cefuroxime]}
  - {id: statins, members: [simvastatin, atorvastatin, pravastatin]}
conditions:
  - {id: angioedema, names: [angioedema], icd10: [T78.3]}
  - {id: heart-failure, names: [heart failure], icd10: [I50]}
  - {id: no-injections, names: [no injections]}
allergens:
  - {id: penicillin, title: Penicillins, names: [penicillin allergy], drug: {group: penicillins}}
rules:
"""
#: What the tests have of each rule beside its words.
RULES = {
    "ci.history": "kind: contraindication, severity: contraindicated, drug: {ingredient: ramipril}, when: {history: angioedema}",
    "ci.egfr": 'kind: contraindication, severity: contraindicated, drug: {ingredient: metformin, per_day: "> 1 g", route: oral}, '
    'when: {estimate: {code: egfr_any, is: "< 30 mL/min/{1.73_m2}", within: 90 d}}, '
    "modifiers: [{label: wants none, when: {preference: no-injections}, severity: major}]",
    "ci.crcl": "kind: contraindication, severity: major, drug: {ingredient: dabigatran}, when: {estimate: {code: crcl_actual, "
    'is: "< 30 mL/min", within: 90 d}}',
    "ci.creatinine": "kind: contraindication, severity: major, drug: {ingredient: methotrexate}, "
    'when: {observation: {code: creatinine, is: ">= 2 mg/dL", within: 30 d}, not: {age: "< 18 a"}}',
    "allergy.cross": "kind: allergy, severity: moderate, drug: {group: cephalosporins}, allergen: penicillin",
    "allergy.same": "kind: allergy, severity: contraindicated, same: ingredient",
    "monitoring": "kind: monitoring, severity: {missing: major, overdue: moderate, out_of_range: major}, drug: {ingredient: lithium}, "
    'when: {taken: "> 7 d"}, test: [lithium_level], within: 90 d, range: "[0.4 mmol/L, 1.0 mmol/L]"',
    "omission.drug": "kind: omission, severity: moderate, drug: {ingredient: methotrexate, route: oral}, "
    "missing: [{ingredient: folic acid}, {ingredient: folinic acid, route: oral}]",
    "omission.patient": 'kind: omission, severity: minor, when: {condition: heart-failure, age: ">= 18 a"}, missing: [{group: statins}]',
    "burden.points": "kind: burden, items: [{drug: {group: statins}, points: 2}, {drug: {ingredient: amitriptyline}, points: 0.5}, "
    '{when: {sex: female}, points: 1}], levels: [{total: ">= 3", severity: moderate}, {total: "[2, 3)", severity: minor}]',
    "burden.day": "kind: burden, measure: per_day, items: [{drug: {ingredient: morphine, route: oral}, factor: 1, per: 1 mg}, "
    "{drug: {ingredient: fentanyl, route: transdermal}, factor: 2.4, per: 1 ug/h}], "
    'levels: [{total: ">= 50 {MME}/d", severity: moderate}, {total: ">= 90 {MME}/d", severity: major}]',
    "burden.lifetime": "kind: burden, measure: lifetime, items: [{drug: {ingredient: doxorubicin}, factor: 1, per: 1 mg/m2}, "
    '{drug: {ingredient: epirubicin}, factor: 0.5, per: 1 mg/m2}], levels: [{total: ">= 450 mg/m2", severity: major}]',
    "dose.single": "kind: dose_limit, drug: {ingredient: paracetamol}, route: oral, measure: per_dose, "
    "severity: {max: moderate, hard_max: major, min: minor}, max: 1 g, hard_max: 2 g, min: 100 mg",
    "dose.day": "kind: dose_limit, drug: {ingredient: paracetamol}, measure: per_day, severity: {max: major}, bands: {over: "
    '{age: "[16 a, 130 a)", weight: "(0 kg, 300 kg)"}, within: {weight: 365 d}, rows: [{weight: "(50 kg,)", max: 4 g}, '
    '{weight: "(, 50 kg]", max: 60 mg/kg, cap: 2.5 g}]}',
    "dose.week": "kind: dose_limit, drug: {ingredient: methotrexate}, measure: per_week, severity: {max: major}, max: 30 mg, rounding: 10 %",
    "dose.rate": "kind: dose_limit, drug: {ingredient: vancomycin}, route: intravenous, measure: rate, severity: {max: major}, max: 10 mg/min",
    "dose.course": "kind: dose_limit, drug: {ingredient: prednisolone}, measure: per_course, severity: {max: minor}, max: 2 g",
    "dose.lifetime": "kind: dose_limit, drug: {ingredient: doxorubicin}, measure: lifetime, severity: {max: major}, max: 450 mg/m2",
    "dose.duration": "kind: dose_limit, drug: {ingredient: metoclopramide}, measure: duration, severity: {max: moderate, hard_max: major}, "
    "max: 5 d, hard_max: 3 mo",
    "dose.interval": "kind: dose_limit, drug: {ingredient: paracetamol}, measure: interval, severity: {min: moderate}, min: 4 h",
    "dose.crcl": "kind: dose_limit, drug: {ingredient: dabigatran}, measure: per_day, severity: {max: major}, bands: "
    '{over: {crcl_actual: "[0 mL/min, 300 mL/min)"}, within: {crcl_actual: 90 d}, rows: [{crcl_actual: "< 30 mL/min", max: 75 mg}, '
    '{crcl_actual: ">= 30 mL/min", max: 300 mg}]}',
    "dose.first": "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, bands: "
    '{over: {age: "[3 mo, 120 a)"}, policy: first, rows: [{age: "[65 a, 120 a)", max: 1200 mg}, {max: 30 mg/kg, cap: 2400 mg}]}',
    "ddi.pair": 'kind: interaction, severity: moderate, between: [{ingredient: simvastatin, per_day: "> 20 mg", route: oral}, '
    "{ingredient: amlodipine}]",
    "ddi.apart": "kind: interaction, severity: moderate, between: [{ingredient: levothyroxine}, {ingredient: calcium carbonate}], "
    'when: {apart: "< 4 h"}',
    "ddi.washout": "kind: interaction, severity: contraindicated, between: [{ingredient: fluoxetine, within: 35 d}, {ingredient: phenelzine}]",
    "ddi.any": "kind: interaction, severity: major, between: [{ingredient: naproxen}, {ingredient: ramipril}], "
    'when: {with: {ingredient: furosemide}, any: [{age: ">= 65 a"}, {weight: "< 50 kg"}, {of: naproxen, duration: "> 7 d", prn: false}]}',
    "ddi.before": "kind: interaction, severity: moderate, between: [{ingredient: ciprofloxacin}, {ingredient: calcium carbonate}], "
    'when: {of: ciprofloxacin, before: "< 2 h"}',
    "dose.run-in": "kind: dose_limit, drug: {ingredient: morphine}, route: intravenous, measure: per_dose, severity: {max: major}, max: 15 mg, "
    'when: {each_lasts: "<= 1 h"}',
    "dose.excepted": "kind: dose_limit, drug: {ingredient: morphine}, route: subcutaneous, measure: per_dose, severity: {max: major}, "
    'max: 15 mg, modifiers: [{label: run in, when: {each_lasts: "> 4 h"}, suppress: true}]',
    "ddi.after": "kind: interaction, severity: moderate, between: [{ingredient: levothyroxine}, {ingredient: calcium carbonate}], "
    'when: {of: calcium carbonate, after: "< 4 h"}',
    "ddi.part": "kind: interaction, severity: moderate, between: [{ingredient: amlodipine}, {group: statins}], "
    'when: {of: simvastatin, per_day: "> 20 mg"}',
    "ci.naive": "kind: contraindication, severity: contraindicated, drug: {ingredient: fentanyl, route: transdermal}, "
    "when: {without: {ingredient: morphine, within: 7 d}}",
    "dup.group": "kind: duplication, severity: moderate, group: statins",
    "dup.same": "kind: duplication, severity: minor, same: ingredient, count: orders",
}
_WORDS = "status: review, title: A rule, effect: An effect., action: Avoid., reviewed: 2026-11-01, evidence: {sources: [{title: T, section: S}]}"


def text(rules: dict[str, str] | None = None, head: str = HEAD, words: str = _WORDS) -> str:
    """The text of a ruleset in one file."""
    written = RULES if rules is None else rules
    return head + "".join(f"  - {{id: {id_}, {words}, {rule}}}\n" for id_, rule in written.items())


def made(rules: dict[str, str] | None = None, head: str = HEAD, words: str = _WORDS) -> Ruleset:
    """A ruleset of these rules."""
    tree, found = parse_text({"ruleset.yaml": text(rules, head, words)})
    assert tree is not None, [str(one) for one in found]
    ruleset, found = validate(tree)
    assert ruleset is not None, [str(one) for one in found if one.is_error]
    return ruleset


@cache
def every_kind() -> Ruleset:
    """Every kind of rule, read once."""
    return made()


def one(rule: str, head: str = HEAD, id_: str = "r") -> Ruleset:
    """A ruleset with one rule."""
    return made({id_: rule}, head)
