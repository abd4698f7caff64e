"""Weights to dose by: ideal, adjusted, lean, and the two conventions that choose one for creatinine clearance."""

from __future__ import annotations

from typing import Final

from rxrules.clinical.body_size import body_mass_index
from rxrules.clinical.population import OutsidePopulation, is_female, only_adults
from rxrules.units import exceeds

#: Five feet, from which Devine counts inches, in cm; below it the formula is not defined.
DEVINE_FROM: Final = 152.4
#: What may be said of people below that height: refuse them, or go on with Devine's line.
REFUSE, EXTRAPOLATE = "refuse", "extrapolate"
#: The share of the weight above ideal that adjusted weight counts.
ADJUSTMENT: Final = 0.4
#: Up to this multiple of ideal weight the first convention takes ideal weight.
ABOVE_IDEAL: Final = 1.3
#: Below and above these body mass indices, in kg/m2, the second convention leaves ideal weight.
UNDERWEIGHT, OVERWEIGHT = 18.5, 25.0
#: What a convention may choose.
ACTUAL, IDEAL, ADJUSTED = "actual", "ideal", "adjusted"


def ideal_weight_devine(height: float, sex: str, age: float | None = None) -> float:
    """Ideal body weight in kg, of adults from 152.4 cm.

    Devine BJ. Gentamicin therapy. Drug Intell Clin Pharm 1974;8:650-655.

    Args:
        height: body length in cm.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.

    Raises:
        OutsidePopulation: the height is below 152.4 cm, the age below 18 years, or the sex neither.

    >>> round(ideal_weight_devine(175, "male"), 3)
    70.465
    """
    if exceeds(DEVINE_FROM, height):
        raise OutsidePopulation(
            "height", f"got {height:g} cm, expected {DEVINE_FROM:g} cm or more: ideal weight (Devine 1974) is not defined below"
        )
    return ideal_weight_devine_extrapolated(height, sex, age)


def ideal_weight_devine_extrapolated(height: float, sex: str, age: float | None = None) -> float:
    """Ideal body weight in kg by Devine's line, gone on with below 152.4 cm, where Devine gives none.

    Args:
        height: body length in cm.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.

    Raises:
        OutsidePopulation: the age is below 18 years, the sex neither, or the line gives no weight above zero.
    """
    only_adults(age, "ideal weight (Devine 1974)")
    weight = (45.5 if is_female(sex) else 50.0) + 2.3 * (height - DEVINE_FROM) / 2.54
    if weight <= 0:
        raise OutsidePopulation("height", f"got {height:g} cm: the extrapolation of Devine's line gives no weight above zero")
    return weight


def ideal_weight(height: float, sex: str, age: float | None = None, below_152cm: str = REFUSE) -> float:
    """Ideal body weight in kg by Devine, and below 152.4 cm what ``below_152cm`` says.

    Args:
        height: body length in cm.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.
        below_152cm: ``refuse`` or ``extrapolate``.

    Raises:
        OutsidePopulation: as `ideal_weight_devine`.
    """
    return (ideal_weight_devine_extrapolated if below_152cm == EXTRAPOLATE else ideal_weight_devine)(height, sex, age)


def adjusted_weight(height: float, weight: float, sex: str, age: float | None = None, below_152cm: str = REFUSE) -> float:
    """Adjusted body weight in kg, of people at or above their ideal weight: ideal weight and 0.4 of what lies above it.

    Bauer LA, Edwards WAD, Dellinger EP, Simonowitz DA. Influence of weight on aminoglycoside pharmacokinetics in normal weight and
    morbidly obese patients. Eur J Clin Pharmacol 1983;24:643-647.

    Args:
        height: body length in cm.
        weight: actual body mass in kg.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.
        below_152cm: ``refuse`` or ``extrapolate``, for ideal weight.

    Raises:
        OutsidePopulation: the weight is below ideal weight; or as `ideal_weight_devine`.
    """
    ideal = ideal_weight(height, sex, age, below_152cm)
    # SAFETY: below ideal weight the sum would make a thin patient heavier than they are.
    if exceeds(ideal, weight):
        raise OutsidePopulation(
            "weight",
            f"got {weight:g} kg, expected at least the ideal weight of {ideal:.4g} kg: adjusted weight is for those above it",
        )
    return ideal + ADJUSTMENT * (weight - ideal)


def lean_weight_janmahasatian(height: float, weight: float, sex: str, age: float | None = None) -> float:
    """Lean body weight (fat-free mass) in kg, of adults.

    Janmahasatian S, Duffull SB, Ash S, Ward LC, Byrne NM, Green B. Quantification of lean bodyweight. Clin Pharmacokinet
    2005;44:1051-1065.

    Args:
        height: body length in cm.
        weight: actual body mass in kg.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.

    Raises:
        OutsidePopulation: the age is below 18 years, or the sex neither.
    """
    only_adults(age, "lean weight (Janmahasatian 2005)")
    index = body_mass_index(height, weight)
    return 9270 * weight / (8780 + 244 * index if is_female(sex) else 6680 + 216 * index)


def choice_by_ideal(
    height: float, weight: float, sex: str, age: float | None = None, below_152cm: str = REFUSE
) -> tuple[str, float]:
    """Which weight, and that weight in kg: actual below ideal, ideal up to 1.3 times ideal, adjusted above.

    A convention of practice, as told by Kantorovich A, Medications that always use actual body weight to calculate creatinine
    clearance, Pharmacy Times, 2 June 2016. 1.3 times ideal itself still takes ideal weight.

    Args:
        height: body length in cm.
        weight: actual body mass in kg.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.
        below_152cm: ``refuse`` or ``extrapolate``, for ideal weight.

    Raises:
        OutsidePopulation: as `ideal_weight_devine`.
    """
    ideal = ideal_weight(height, sex, age, below_152cm)
    if exceeds(ideal, weight):
        return ACTUAL, weight
    if not exceeds(weight, ABOVE_IDEAL * ideal):
        return IDEAL, ideal
    return ADJUSTED, ideal + ADJUSTMENT * (weight - ideal)


def choice_by_bmi(height: float, weight: float, sex: str, age: float | None = None, below_152cm: str = REFUSE) -> tuple[str, float]:
    """Which weight, and that weight in kg: actual below a body mass index of 18.5, ideal up to 25, adjusted above.

    Winter MA, Guhr KN, Berg GM. Impact of various body weights and serum creatinine concentrations on the bias and accuracy of the
    Cockcroft-Gault equation. Pharmacotherapy 2012;32:604-612. An index of 25 itself still takes ideal weight.

    Args:
        height: body length in cm.
        weight: actual body mass in kg.
        sex: ``female`` or ``male``.
        age: in completed years, where it is known.
        below_152cm: ``refuse`` or ``extrapolate``, for ideal weight.

    Raises:
        OutsidePopulation: as `ideal_weight_devine`, where ideal weight is needed.
    """
    only_adults(age, "the choice of a weight by body mass index")
    is_female(sex)
    index = body_mass_index(height, weight)
    if exceeds(UNDERWEIGHT, index):
        return ACTUAL, weight
    ideal = ideal_weight(height, sex, age, below_152cm)
    if not exceeds(index, OVERWEIGHT):
        return IDEAL, ideal
    # at an index of 25 everybody is heavier than Devine's line, so that adjusted weight is defined
    return ADJUSTED, ideal + ADJUSTMENT * (weight - ideal)
