"""The smallest step in which a quantity is recorded, and the same quantity in another unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from rxrules.errors import UnitError
from rxrules.terminology.observations import OBSERVATIONS, observation
from rxrules.units import Quantity, Unit, convert_analyte, decimal_text, parse_unit

#: Decimals to which a value in a unit is recorded; other units to whole numbers. A value written with more has more.
_DECIMALS: Final = {
    "kg": 1,
    "g": 3,
    "m2": 2,
    "mmol/L": 1,
    "mg/dL": 1,
    "g/dL": 1,
    "%": 1,
    "Cel": 1,
    "{INR}": 1,
    "ug/L": 1,
    "mg/L": 1,
    "mg/kg": 1,
    "kg/m2": 1,
    "1": 0,
}
#: More decimals than these come of reckoning, as those of 50/3 mg.
_MOST_WRITTEN: Final = 5
#: Lengths of time are recorded in these.
_TIMES: Final = {"h": "min", "min": "min", "s": "s", "d": "d", "wk": "d", "w": "d"}
#: The other unit of each kind that is tried: the first whose code differs.
_OTHERS: Final = {
    "mass": ("g", "mg", "ug"),
    "mass/time": ("mg/h", "g/d", "ug/min"),
    "mass/body_surface": ("g/m2", "mg/m2"),
    "volume": ("L", "mL"),
    "length": ("m", "cm"),
    "time": ("h", "d", "min"),
    "calendar": ("mo",),
    "activity": ("k[iU]", "[iU]"),
    "amount": ("mmol", "umol"),
    "volume/time": ("mL/min", "L/h", "L/d"),
}


def parsed(text: str) -> Unit | None:
    """A unit, or None where there is none of that text."""
    try:
        return parse_unit(text)
    except UnitError:
        return None


def step_of(quantity: Quantity) -> Quantity:
    """The smallest step in which such a quantity is recorded: 1 mg of 500 mg, 0.1 mg of 2.5 mg, 1 min of 4 h.

    >>> from rxrules.units import parse_quantity
    >>> [str(step_of(parse_quantity(text))) for text in ("500 mg", "2.5 mg", "4 g", "50 kg", "4 h", "30 mL/min")]
    ['1 mg', '0.1 mg', '0.001 g', '0.1 kg', '1 min', '1 mL/min']
    """
    code = quantity.unit.code
    if quantity.kind.base == "time" and not quantity.kind.per and code in _TIMES:
        return Quantity(1.0, parse_unit(_TIMES[code]))
    written = -int(Decimal(decimal_text(quantity.value)).as_tuple().exponent)
    if written > _MOST_WRITTEN:
        written = 0  # nobody wrote that: it was reckoned
    least = 0 if abs(quantity.value) >= 10 else 1 if abs(quantity.value) >= 1 else 2
    if code in ("mg", "ug", "[iU]", "mmol", "meq", "ng", "mL", "MBq"):
        least = 0 if abs(quantity.value) >= 3 else least
    decimals = max(written, _DECIMALS.get(code, least))
    return Quantity(float(Decimal(1).scaleb(-decimals)), quantity.unit)


def moved(quantity: Quantity, steps: int) -> Quantity:
    """The quantity some of its steps further, in the unit of the step, without the dust of floats."""
    if not steps:
        return quantity
    step = step_of(quantity)
    start = quantity if step.unit == quantity.unit else quantity.to(step.unit)
    size = Decimal(decimal_text(step.value))
    whole, rest = divmod(Decimal(decimal_text(start.value)), size)
    # from a value between two steps the first step leads to the nearer end
    return Quantity(float((whole + steps + (1 if rest and steps < 0 else 0)) * size), step.unit)


def elsewhere(quantity: Quantity, test: str = "") -> Quantity | None:
    """The same quantity in another unit, where there is one that writes it in at most eight characters.

    Args:
        quantity: what is written otherwise.
        test: the observation, where it is a result: only units in which that comes are taken (creatinine in umol/L and mg/dL).
    """
    name = observation(test) if test else None
    codes = OBSERVATIONS[name].units if name is not None else _OTHERS.get(str(quantity.kind), ())
    for code in codes:
        unit = parsed(code)
        if unit is None or code == quantity.unit.code:
            continue
        try:
            there = quantity.to(unit) if unit.kind == quantity.kind else convert_analyte(quantity, _analyte(name or ""), unit)
        except UnitError:
            continue
        if 0.001 <= abs(there.value) < 1e7 and len(decimal_text(there.value)) <= 8:
            return there
    return None


def _analyte(name: str) -> str:
    return name.removesuffix("_level").removesuffix("_trough").replace("_", " ")


def shortened(value: float, digits: int = 12) -> float:
    """A number without the dust of floats: at most so many significant digits.

    >>> shortened(110.00000000000001)
    110.0
    """
    return float(f"{value:.{digits}g}")
