"""Whom a formula is for: the refusal of anybody else, and the checks that several formulas share."""

from __future__ import annotations

from typing import Final

from rxrules.errors import InputError

FEMALE: Final = "female"
MALE: Final = "male"
#: From this age in completed years the formulas for adults hold.
ADULT: Final = 18


class OutsidePopulation(InputError):  # noqa: N818 - it says what is the case, as the engines do
    """A formula can't be applied: an input is missing, can't be right, or lies outside those the formula was made for.

    Attributes:
        parameter: which input.
        reason: what was got, and what is expected.
    """

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(reason, parameter)
        self.parameter = parameter
        self.reason = reason


def is_female(sex: str) -> bool:
    """Whether a sex is female; formulas know no third.

    Raises:
        OutsidePopulation: it is neither ``female`` nor ``male``.
    """
    if sex not in (FEMALE, MALE):
        raise OutsidePopulation("sex", f"got {sex!r}, expected female or male: the formula knows no other")
    return sex == FEMALE


def only_adults(age: float | None, formula: str) -> None:
    """Refuse who is known to be no adult.

    Args:
        age: in completed years, or None where it was not given.
        formula: as it is called in the refusal.

    Raises:
        OutsidePopulation: the age is below 18 years.
    """
    if age is not None and age < ADULT:
        raise OutsidePopulation("age", f"got {age:g} a, expected {ADULT} a or more: {formula} is for adults")
