"""Conversions that rest on a named substance, with factors recomputed from atomic weights."""

from __future__ import annotations

import re

import pytest

from rxrules.units import UnitError, convert_analyte, parse_quantity
from rxrules.units.analytes import _SYNONYMS, ANALYTES

# IUPAC standard atomic weights 2021, abridged to five digits.
WEIGHTS = {
    "H": 1.0080, "C": 12.011, "N": 14.007, "O": 15.999, "Na": 22.990, "Mg": 24.305, "P": 30.974, "Cl": 35.45,
    "K": 39.098,
    "Ca": 40.078, "Fe": 55.845, "Li": 6.94,
}  # fmt: skip


def molar_mass(formula: str) -> float:
    return sum(WEIGHTS[symbol] * int(count or 1) for symbol, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula))


@pytest.mark.parametrize("name", ANALYTES)
def test_the_factor_of_a_substance_follows_from_its_formula(name):
    analyte = ANALYTES[name]
    # The conventional factors have three digits; the molar masses hold to the digits of the weights.
    tolerance = 5e-4 if "conventional" in analyte.source else 5e-5
    assert analyte.mg_per_mmol[0] / analyte.mg_per_mmol[1] == pytest.approx(molar_mass(analyte.formula), rel=tolerance)
    assert analyte.source


@pytest.mark.parametrize(
    ("text", "analyte", "unit", "expected"),
    [
        ("1 mg/dL", "creatinine", "umol/L", 88.4),
        ("88.4 umol/L", "Creatinine", "mg/dL", 1),
        ("1 mg/dL", "bilirubin", "umol/L", 17.1),
        ("90 mg/dL", "glucose", "mmol/L", 4.9957),
        ("14 mg/dL", "BUN", "mmol/L", 4.9975),
        ("30 mg/dL", "urea", "mmol/L", 4.9953),
        ("10 mg/dL", "calcium", "mmol/L", 2.49513),
        ("10 mg/dL", "calcium", "meq/L", 4.99027),
        ("2 meq/L", "magnesium", "mmol/L", 1),
        ("0.8 meq/L", "lithium", "mmol/L", 0.8),
        ("4 mmol/L", "potassium", "meq/L", 4),
        ("1 ng/mL", "digoxin", "nmol/L", 1.2805),
        ("10 mg/L", "theophylline", "umol/L", 55.5),
        ("20 mg/L", "phenytoin", "umol/L", 79.28),
        ("5 g", "magnesium", "mmol", 205.72),
        ("48 mmol/mol", "HbA1c", "%", 6.543),
        ("6.5 %", "hemoglobin a1c", "mmol/mol", 47.53),
        ("0.45 L/L", "hematocrit", "%", 45),
        ("45 %", "haematocrit", "L/L", 0.45),
        ("1 g/dL", "anything at all", "g/L", 10),
    ],
)
def test_a_named_substance_converts(text, analyte, unit, expected):
    assert convert_analyte(parse_quantity(text), analyte, unit).value == pytest.approx(expected, rel=2e-4)


@pytest.mark.parametrize(
    ("text", "analyte", "unit", "why"),
    [
        ("1 g/dL", "albumin", "mmol/L", "not among the substances"),
        ("1 meq/L", "phosphate", "mmol/L", "no fixed meaning"),
        ("1 meq/L", "glucose", "mmol/L", "no fixed meaning"),
        ("1 mg", "potassium", "mmol/L", "not per the same"),
        ("1 [iU]/L", "creatinine", "mg/dL", "no fixed meaning"),
        ("48 mmol/mol", "creatinine", "%", "not per the same"),
        ("6.5 %", "creatinine", "mmol/mol", "not per the same"),
        ("6.5 %", "HbA1c", "mg/dL", "not among the substances"),
        ("0.45 L/L", "potassium", "%", "not per the same"),
        ("1 mg/dL", "haematocrit", "%", "not among the substances"),
    ],
)
def test_a_conversion_without_a_fixed_meaning_is_refused(text, analyte, unit, why):
    with pytest.raises(UnitError, match=why):
        convert_analyte(parse_quantity(text), analyte, unit)


def test_a_synonym_leads_to_a_substance_of_the_table():
    for name in _SYNONYMS.values():
        assert name in ANALYTES or name in ("haematocrit", "haemoglobin a1c")
