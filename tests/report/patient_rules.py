"""Rules of the kinds that look at the patient and at totals, and cases for them in few words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from demo import MANIFEST
from rxrules import Checker, read_case
from rxrules.compile import compile_rulesets
from rxrules.language.parse import parse_text
from rxrules.validate import validate

if TYPE_CHECKING:
    from rxrules.report import Report

_SAYS = "status: review, title: A rule, effect: An effect, action: An action"
_RULES = f"""
groups:
  - {{id: penicillins, members: [amoxicillin, ampicillin]}}
  - {{id: cephalosporins, members: [cefalexin, cefuroxime]}}
  - {{id: statins, members: [simvastatin, atorvastatin]}}
conditions:
  - {{id: angioedema, title: Angioedema, names: [angioedema, quincke oedema], icd10: [T78.3]}}
  - {{id: heart-failure, names: [heart failure], icd10: [I50]}}
  - {{id: no-injections, names: [no injections]}}
allergens:
  - {{id: penicillin, title: penicillins, names: [penicillin allergy], drug: {{group: penicillins}}}}
rules:
  - {{id: ci.history, kind: contraindication, {_SAYS}, severity: contraindicated, drug: {{ingredient: ramipril}},
      when: {{history: angioedema}}, advice: {{prescriber: P, pharmacist: F, nurse: N, patient: Z}}}}
  - {{id: ci.egfr, kind: contraindication, {_SAYS}, severity: contraindicated, drug: {{ingredient: metformin, route: oral}},
      when: {{estimate: {{code: egfr_any, is: "< 30 mL/min/{{1.73_m2}}", within: 90 d}}}},
      modifiers: [{{label: no injections wanted, when: {{preference: no-injections}}, suppress: true}}]}}
  - {{id: ci.both, kind: contraindication, {_SAYS}, severity: major, drug: {{ingredient: metformin}},
      when: {{all: [{{age: ">= 65 a"}}, {{condition: heart-failure}}]}}}}
  - {{id: ci.pregnant, kind: contraindication, {_SAYS}, severity: major, drug: {{ingredient: ramipril}}, when: {{pregnant: true}}}}
  - {{id: all.cross, kind: allergy, {_SAYS}, severity: moderate, drug: {{group: cephalosporins}}, allergen: penicillin,
      cross_reactivity: about 2 in 100}}
  - {{id: all.class, kind: allergy, {_SAYS}, severity: major, drug: {{group: penicillins}}, allergen: penicillin}}
  - {{id: all.same, kind: allergy, {_SAYS}, severity: contraindicated, same: ingredient}}
  - {{id: mon.lithium, kind: monitoring, {_SAYS}, severity: {{missing: major, overdue: moderate, out_of_range: major}},
      drug: {{ingredient: lithium}}, test: [lithium_level], within: 90 d, range: "[0.4 mmol/L, 1.0 mmol/L]",
      when: {{taken: "> 7 d"}}}}
  - {{id: om.drug, kind: omission, {_SAYS}, severity: moderate, drug: {{ingredient: methotrexate}},
      missing: [{{ingredient: folic acid}}]}}
  - {{id: om.regular, kind: omission, {_SAYS}, severity: minor, drug: {{ingredient: morphine, prn: false}},
      missing: [{{group: statins}}, {{group: statins, prn: true}}]}}
  - {{id: om.patient, kind: omission, {_SAYS}, severity: minor, when: {{condition: heart-failure, age: ">= 18 a"}},
      missing: [{{group: statins}}]}}
  - {{id: bur.points, kind: burden, {_SAYS}, items: [{{drug: {{group: statins}}, points: 1}},
      {{drug: {{ingredient: amitriptyline, route: oral}}, points: 2}}, {{when: {{sex: female}}, points: 1}}],
      levels: [{{total: ">= 3", severity: moderate, label: high}}, {{total: "[2, 3)", severity: minor}}]}}
  - {{id: bur.day, kind: burden, {_SAYS}, measure: per_day,
      items: [{{drug: {{ingredient: morphine, route: oral}}, factor: 1, per: 1 mg}},
      {{drug: {{ingredient: codeine}}, factor: 0.15, per: 1 mg}}],
      levels: [{{total: ">= 50 mg/d", severity: moderate}}, {{total: ">= 90 mg/d", severity: major}}]}}
  - {{id: bur.life, kind: burden, {_SAYS}, measure: lifetime,
      items: [{{drug: {{ingredient: doxorubicin}}, factor: 1, per: 1 mg/m2}}],
      levels: [{{total: ">= 450 mg/m2", severity: major}}]}}
  - {{id: dose.rate, kind: dose_limit, {_SAYS}, drug: {{ingredient: vancomycin}}, measure: rate,
      severity: {{max: major}}, max: 10 mg/min}}
  - {{id: dose.interval, kind: dose_limit, {_SAYS}, drug: {{ingredient: paracetamol}}, measure: interval,
      severity: {{min: moderate}}, min: 4 h}}
  - {{id: dose.duration, kind: dose_limit, {_SAYS}, drug: {{ingredient: metoclopramide}}, measure: duration,
      severity: {{max: moderate}}, max: 5 d}}
  - {{id: dose.life, kind: dose_limit, {_SAYS}, drug: {{ingredient: bleomycin}}, measure: lifetime, severity: {{max: major}},
      max: 100 mg}}
  - {{id: dose.course, kind: dose_limit, {_SAYS}, drug: {{ingredient: colchicine}}, measure: per_course, severity: {{max: major}},
      max: 6 mg, rounding: 10 %}}
  - {{id: dose.renal, kind: dose_limit, {_SAYS}, drug: {{ingredient: dabigatran}}, measure: per_day, severity: {{max: major}},
      bands: {{over: {{crcl_actual: "[0 mL/min, 300 mL/min)"}}, within: {{crcl_actual: 90 d}},
              rows: [{{crcl_actual: "< 30 mL/min", max: 75 mg}}, {{crcl_actual: ">= 30 mL/min", max: 300 mg}}]}}}}
  - {{id: ddi.route, kind: interaction, {_SAYS}, severity: major,
      between: [{{ingredient: warfarin}}, {{ingredient: ibuprofen, route: oral}}],
      when: {{age: ">= 65 a"}}}}
"""
AS_OF = "2026-11-21"


@cache
def checker(*ids: str) -> Checker:
    """A checker of these rules, or of all."""
    tree, found = parse_text({"ruleset.yaml": MANIFEST + _RULES})
    assert tree is not None, [str(one) for one in found]
    made, found = validate(tree)
    assert made is not None, [f"{one} {one.hint}" for one in found if one.is_error]
    plan = compile_rulesets([made])
    if ids:
        plan = plan._replace(rules=tuple(rule for rule in plan.rules if rule.id in ids))
        assert len(plan.rules) == len(ids)
    return Checker.of_plan(plan)


def medication(id_: str, drug: str, dose: Any = "1 mg", **known: Any) -> dict[str, Any]:
    """An active order, by mouth once a day since a year where nothing else is said; what is None is left out."""
    usual = {"route": "oral", "timing": {"frequency": 1, "per": "1 d"}, "start": "2025-11-21", "status": "active"}
    found = {"id": id_, "drug": drug, "dose": dose, **usual, **known}
    return {key: value for key, value in found.items() if value is not None}


def check(*medications: dict[str, Any], rules: tuple[str, ...] = (), whole_list: bool = False, **patient: Any) -> Report:
    """The report on orders of a patient of 70 years of whom nothing is wrong, but for what is said; what is None is left out."""
    known = {"age": "70 a", "conditions": [], "allergies": [], "observations": [], "preferences": [], **patient}
    of = {key: value for key, value in known.items() if value is not None}
    case = read_case({"id": "c", "as_of": AS_OF, "patient": of, "medications": list(medications)})
    return checker(*rules).check(case, whole_list=whole_list)
