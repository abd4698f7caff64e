"""Results that stand in a text: a quantity where a number with a known unit is all that it says, else words that are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from rxrules.adapters.reading import Place, Reading
    from rxrules.units import Quantity

# A text that begins like a number is meant as a quantity, and told where it can't be read as one; any other is a finding in words.
_QUANTITATIVE = re.compile(r"\s*(?:[<>]=?|≤|≥)?\s*(?:[+-]?\.?\d|[+-]?nan\b|[+-]?inf(?:inity)?\b)", re.IGNORECASE)
_BOUND = re.compile(r"\s*(<=|>=|<|>|≤|≥)\s*(.*)", re.DOTALL)
_ASCII = {"≤": "<=", "≥": ">="}

#: The value, its comparator, and a result that is no quantity.
Result = tuple["Quantity | None", str, str]


def read_result(reading: Reading, written: str, place: Place, *, is_error: bool = True) -> Result:
    """Read a result as it was written: ``168 umol/L``, ``>60 mL/min/{1.73_m2}``, ``positive``.

    SAFETY: "7,2 mmol/l" may be a potassium that stops the heart. What begins like a number and can't be read is told with its
    place, and kept as words, so that no older result stands in for it.

    Args:
        reading: takes the reports.
        written: the text.
        place: where it stands.
        is_error: whether a quantity is what belongs there, so that the input is wrong where it is none.
    """
    if not _QUANTITATIVE.match(written):
        return None, "", written.strip()
    bound = _BOUND.fullmatch(written)
    comparator = _ASCII.get(bound[1], bound[1]) if bound else ""
    told = len(reading.unread)
    value = reading.quantity(str(bound[2]) if bound else written, place, "4.1 mmol/L", bare=True)
    if value is not None:
        return value, comparator, ""
    if not is_error:
        reading.unread[told:] = [
            evolve(one, is_error=False, reason=f"the result is kept as words, and no check reads it as a number: {one.reason}")
            for one in reading.unread[told:]
        ]
    return None, "", written.strip()
