"""Inputs that several formulas take, with the windows outside which they can't be right.

The windows only catch slips of the pen and units that were mixed up; they have no clinical meaning.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from rxrules.clinical.parameter import Parameter
from rxrules.clinical.population import FEMALE, MALE
from rxrules.clinical.weight import EXTRAPOLATE, REFUSE

AGE: Final = Parameter("age", "age", "a", 0, 130)
AGE_IF_KNOWN: Final = evolve(AGE, meaning="age, where it is known,", required=False)
HEIGHT: Final = Parameter("height", "body length", "cm", 20, 280)
WEIGHT: Final = Parameter("weight", "body weight", "kg", 0.2, 700)
SEX: Final = Parameter("sex", "sex", words=(FEMALE, MALE), spellings={"f": FEMALE, "m": MALE})
BELOW_152CM: Final = Parameter(
    "below_152cm",
    "what to do below 152.4 cm, where Devine gives no ideal weight",
    words=(REFUSE, EXTRAPOLATE),
    default=REFUSE,
)
CREATININE: Final = Parameter("creatinine", "stable serum creatinine", "mg/dL", 0.05, 50, analyte="creatinine")
SURFACE: Final = Parameter("bsa", "body surface", "m2", 0.05, 5)
