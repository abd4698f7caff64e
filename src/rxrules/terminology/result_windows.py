"""What a result can be at least and at most: outside lie slips of the pen, and units that were mixed up.

The windows are our own and have no clinical meaning. Each is wider by far than what is found in living people, and than what a
laboratory reports, so that no result is set aside that somebody could have. Of what is not in the table any value is taken.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rxrules.errors import UnitError
from rxrules.terminology.observations import analyte_of
from rxrules.units import Quantity, canonical_unit, convert_analyte, exceeds, parse_unit

if TYPE_CHECKING:
    from rxrules.units import Kind

# name | unit | least | most
_TABLE: Final = """
egfr | mL/min/{1.73_m2} | 0 | 500
crcl | mL/min | 0 | 600
creatinine | mg/dL | 0.05 | 50
urea | mmol/L | 0.1 | 200
urea_nitrogen | mg/dL | 0.3 | 560
potassium | mmol/L | 0.5 | 25
sodium | mmol/L | 50 | 260
chloride | mmol/L | 20 | 220
bicarbonate | mmol/L | 0.2 | 90
magnesium | mmol/L | 0.02 | 25
calcium | mmol/L | 0.2 | 12
ionised_calcium | mmol/L | 0.05 | 8
corrected_calcium | mmol/L | 0.2 | 12
phosphate | mmol/L | 0.01 | 40
glucose | mmol/L | 0.01 | 250
hba1c | % | 2 | 35
lactate | mmol/L | 0.02 | 80
urate | umol/L | 1 | 6000
albumin | g/L | 1 | 120
bilirubin | umol/L | 0.1 | 2500
haemoglobin | g/L | 3 | 350
platelets | 10*9/L | 0 | 20000
leukocytes | 10*9/L | 0 | 5000
neutrophils | 10*9/L | 0 | 5000
inr | {INR} | 0.2 | 200
aptt | s | 3 | 1000
lithium_level | mmol/L | 0 | 30
qtc | ms | 100 | 1200
heart_rate | /min | 0 | 600
respiratory_rate | /min | 0 | 250
systolic_blood_pressure | mm[Hg] | 0 | 500
diastolic_blood_pressure | mm[Hg] | 0 | 450
oxygen_saturation | % | 0 | 100
body_temperature | Cel | 5 | 50
body_mass_index | kg/m2 | 5 | 220
"""


def _read(line: str) -> tuple[str, tuple[Quantity, Quantity]]:
    name, unit, least, most = (part.strip() for part in line.split("|"))
    meant = parse_unit(unit)
    return name, (Quantity(float(least), meant), Quantity(float(most), meant))


#: The least and the most that a result can be, by the name of the observation.
RESULT_WINDOWS: Final = dict(map(_read, _TABLE.strip().splitlines()))


def not_right(name: str, value: Quantity) -> str:
    """What a result was expected to be, where it can't be right; else an empty text.

    Args:
        name: of the observation, as rules write it.
        value: in any unit.

    >>> not_right("potassium", Quantity(42, parse_unit("mmol/L"))), not_right("potassium", Quantity(7.9, parse_unit("mmol/L")))
    ('0.5 to 25 mmol/L', '')
    """
    span = _span(name, value.unit.kind)
    if span is None or not (exceeds(value.canonical, span[1]) or exceeds(span[0], value.canonical)):
        return ""
    # in the unit of the value, to three digits
    least, most = (Quantity(end, canonical_unit(value.unit.kind)).to(value.unit) for end in span)
    return f"{least.value:.3g} to {Quantity(float(f'{most.value:.3g}'), value.unit)}"


@lru_cache(maxsize=512)
def _span(name: str, kind: Kind) -> tuple[float, float] | None:
    """The window in the canonical unit of a kind in which the test may come; None where it does not convert."""
    window = RESULT_WINDOWS.get(name)
    if window is None:
        return None
    if window[0].unit.kind == kind:
        return window[0].canonical, window[1].canonical
    try:
        least, most = (convert_analyte(end, analyte_of(name), canonical_unit(kind)).canonical for end in window)
    except UnitError:
        return None
    return least, most
