"""Estimates: variables of the patient that are reckoned by a named formula, and only where a rule reads them.

Bands and conditions name an estimate by the formula and the weight that it takes, because two accepted ways to reckon differ at the
bedside by more than a band. What a formula can't be applied to (no sex, a creatinine that is not stable, a height below what the
formula is made for) is missing, with the reason, and never another formula's result.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Estimate(NamedTuple):
    """What an estimate is: the unit of its numbers (canonical), and what a reader calls it."""

    unit: str
    title: str


#: By the name that rules write.
ESTIMATES: Final = {
    "crcl_actual": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, actual weight"),
    "crcl_ideal": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, ideal weight"),
    "crcl_adjusted": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, adjusted weight"),
    "crcl_lean": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, lean weight"),
    "crcl_by_ideal": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, weight chosen by ideal weight"),
    "crcl_by_bmi": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, weight chosen by body mass index"),
    "crcl_ideal_extrapolated": Estimate("mL/min", "creatinine clearance, Cockcroft-Gault 1976, ideal weight, also below 152.4 cm"),
    "crcl_adjusted_extrapolated": Estimate(
        "mL/min", "creatinine clearance, Cockcroft-Gault 1976, adjusted weight, also below 152.4 cm"
    ),
    "crcl_by_ideal_extrapolated": Estimate(
        "mL/min", "creatinine clearance, Cockcroft-Gault 1976, weight chosen by ideal weight, also below 152.4 cm"
    ),
    "egfr_ckd_epi": Estimate("mL/min/{1.73_m2}", "eGFR, CKD-EPI 2021 creatinine"),
    "egfr_ckd_epi_absolute": Estimate("mL/min", "eGFR, CKD-EPI 2021 creatinine, not indexed"),
    "egfr_schwartz": Estimate("mL/min/{1.73_m2}", "eGFR, bedside Schwartz 2009"),
    "egfr_any": Estimate("mL/min/{1.73_m2}", "eGFR as reported, else by CKD-EPI 2021 (adults) or bedside Schwartz 2009 (children)"),
    "bmi": Estimate("kg/m2", "body mass index"),
    "ideal_weight": Estimate("kg", "ideal weight, Devine 1974"),
    "ideal_weight_extrapolated": Estimate("kg", "ideal weight, Devine 1974, also below 152.4 cm"),
    "adjusted_weight": Estimate("kg", "adjusted weight"),
    "lean_weight": Estimate("kg", "lean weight, Janmahasatian 2005"),
    "gestational_age": Estimate("d", "gestational age at birth"),
    "postmenstrual_age": Estimate("d", "postmenstrual age"),
}
