"""Renal function: clearance and filtration from a stable creatinine, and between a patient's surface and 1.73 m2."""

from __future__ import annotations

from typing import Final

from rxrules.clinical.population import OutsidePopulation, is_female, only_adults

#: The body surface that filtration rates are indexed to, in m2.
STANDARD_SURFACE: Final = 1.73


def creatinine_clearance_cockcroft_gault(age: float, weight: float, sex: str, creatinine: float) -> float:
    """Creatinine clearance in mL/min, not indexed to a body surface.

    Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41.

    Args:
        age: in completed years.
        weight: the body mass to reckon with, in kg; which one (actual, ideal, adjusted, lean) is the caller's choice.
        sex: ``female`` or ``male``.
        creatinine: in serum, stable, in mg/dL.

    Raises:
        OutsidePopulation: the age is below 18 years, or the sex neither.

    >>> round(creatinine_clearance_cockcroft_gault(80, 60, "female", 1.4), 3)
    30.357
    """
    only_adults(age, "Cockcroft-Gault 1976")
    if age >= 140:
        raise OutsidePopulation("age", f"got {age:g} a, expected below 140 a")
    clearance = (140 - age) * weight / (72 * creatinine)
    return 0.85 * clearance if is_female(sex) else clearance


def egfr_ckd_epi_2021(age: float, sex: str, creatinine: float) -> float:
    """Estimated glomerular filtration rate in mL/min/1.73 m2, from creatinine alone, without race.

    Inker LA, Eneanya ND, Coresh J, et al. New creatinine- and cystatin C-based equations to estimate GFR without race. N Engl J Med
    2021;385:1737-1749.

    Args:
        age: in completed years.
        sex: ``female`` or ``male``.
        creatinine: in serum, standardised, stable, in mg/dL.

    Raises:
        OutsidePopulation: the age is below 18 years, or the sex neither.

    >>> round(egfr_ckd_epi_2021(50, "female", 1.0), 3)
    68.633
    """
    only_adults(age, "CKD-EPI 2021")
    kappa, alpha, factor = (0.7, -0.241, 1.012) if is_female(sex) else (0.9, -0.302, 1.0)
    ratio = creatinine / kappa
    return float(142 * min(ratio, 1.0) ** alpha * max(ratio, 1.0) ** -1.200 * 0.9938**age * factor)


def egfr_schwartz_2009(age: float, height: float, creatinine: float) -> float:
    """Estimated glomerular filtration rate in mL/min/1.73 m2, of children of 1 to 18 completed years.

    Schwartz GJ, Munoz A, Schneider MF, et al. New equations to estimate GFR in children with CKD. J Am Soc Nephrol 2009;20:629-637.
    With creatinine in umol/L the factor is 36.5, which is 0.413 x 88.4 rounded.

    Args:
        age: in completed years.
        height: body length in cm.
        creatinine: in serum, by an enzymatic method, stable, in mg/dL.

    Raises:
        OutsidePopulation: the age is not 1 to 18 completed years.
    """
    if not 1 <= age < 19:
        raise OutsidePopulation("age", f"got {age:g} a, expected 1 a to 18 a: bedside Schwartz 2009 is for children")
    return 0.413 * height / creatinine


def deindexed(egfr: float, bsa: float) -> float:
    """A filtration rate in mL/min, from one that is indexed to 1.73 m2.

    McIntosh JF, Moller E, Van Slyke DD. Studies of urea excretion. III. J Clin Invest 1928;6:467-483, for the 1.73 m2.

    Args:
        egfr: in mL/min/1.73 m2.
        bsa: the patient's body surface in m2.
    """
    return egfr * bsa / STANDARD_SURFACE


def indexed(gfr: float, bsa: float) -> float:
    """A filtration rate in mL/min/1.73 m2, from one that is not indexed; the inverse of `deindexed`.

    Args:
        gfr: in mL/min.
        bsa: the patient's body surface in m2.
    """
    return gfr * STANDARD_SURFACE / bsa
