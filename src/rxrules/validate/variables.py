"""What conditions and bands may speak of, and the kinds of quantity that fit each."""

from __future__ import annotations

from typing import Final

from rxrules.chart.estimates import ESTIMATES
from rxrules.model.dose import DOSE_BASES
from rxrules.terminology.observations import OBSERVATIONS, observation
from rxrules.units import Kind, parse_unit

_ABSOLUTE: Final = Kind("volume", ("time",))
_INDEXED: Final = _ABSOLUTE.over("standard_surface")
_TIME: Final = (Kind("calendar"), Kind("time"))

#: Variables of the patient's body, each with the kinds of quantity that it is written in.
BODY_VARIABLES: Final = {
    "age": _TIME,
    "weight": (Kind("mass"),),
    "height": (Kind("length"),),
    "body_surface": (Kind("area"),),
}

#: How long something lasts, or how old it may be.
DURATION: Final = _TIME

_IN_WORDS: Final = {
    "age": "an age such as 18 a, 6 mo or 28 d",
    "weight": "a body weight such as 50 kg",
    "height": "a length such as 150 cm",
    "body_surface": "an area such as 1.73 m2",
}


def is_dose(kind: Kind) -> bool:
    """Whether a kind counts what a dose counts: substance, units of form, volume; whatever it is per."""
    return kind.base in DOSE_BASES or kind.base.startswith(("count:", "arbitrary:"))


def kinds_of(variable: str) -> tuple[Kind, ...] | None:
    """The kinds that fit a variable of bands, an estimate or an observation, or None where it is not known.

    >>> [str(kind) for kind in kinds_of("weight")]
    ['mass']
    """
    if variable in BODY_VARIABLES:
        return BODY_VARIABLES[variable]
    if variable in ESTIMATES:
        return (parse_unit(ESTIMATES[variable].unit).kind,)
    name = observation(variable)
    return None if name is None else OBSERVATIONS[name].kinds


def in_words(variable: str) -> str:
    """What a variable is written in, for a message; its kinds must be known.

    >>> in_words("egfr")
    'a value in mL/min/{1.73_m2}'
    """
    if variable in BODY_VARIABLES:
        return _IN_WORDS[variable]
    if variable in ESTIMATES:
        unit = ESTIMATES[variable].unit
        return "a length of time such as 37 wk or 259 d" if unit == "d" else f"a value in {unit}"
    units = OBSERVATIONS[observation(variable) or ""].units
    return f"a value in {' or '.join(units)}" if units else "no value, because this test is only done or not done"


def is_renal(estimate: str) -> bool:
    """Whether an estimate rests on a creatinine or another result, which ages.

    >>> is_renal("crcl_actual"), is_renal("ideal_weight")
    (True, False)
    """
    return estimate in ESTIMATES and parse_unit(ESTIMATES[estimate].unit).kind.base == "volume"


def clearance_hint(variable: str, kind: Kind) -> str:
    """What to say where a clearance is indexed to 1.73 m2 and should not be, or the reverse; else empty."""
    allowed = kinds_of(variable) or ()
    if kind == _INDEXED and _ABSOLUTE in allowed:
        return f"{variable} is not indexed to 1.73 m2; estimates that are: {_estimates_in(_INDEXED)}"
    if kind == _ABSOLUTE and _INDEXED in allowed:
        return f"{variable} is indexed to 1.73 m2; estimates that are not: {_estimates_in(_ABSOLUTE)}"
    return ""


def _estimates_in(kind: Kind) -> str:
    return ", ".join(name for name, estimate in ESTIMATES.items() if parse_unit(estimate.unit).kind == kind)
