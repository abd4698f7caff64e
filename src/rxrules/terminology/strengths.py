"""Read the strengths in a text: ``250 mg/5 mL``, ``30/500``, ``25 micrograms/hour``, ``1 in 1,000``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.units import Quantity

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:[.,]\d+)?|\.\d+")

# What people write for a unit, to its UCUM code.
_UNITS: dict[str, str] = {
    written: code
    for code, ways in {
        "kg": "kg", "g": "g|gram|grams|gramm|gm", "mg": "mg|milligram|milligrams|mgs|milligramm",
        "ug": "ug|mcg|microgram|micrograms|mcgs|mikrogramm|microg|microgramme", "ng": "ng|nanogram|nanograms",
        "L": "l|litre|litres|liter", "mL": "ml|mls|millilitre|millilitres|milliliter", "mol": "mol",
        "mmol": "mmol|mmols|millimole|millimoles", "meq": "meq|milliequivalent", "MBq": "mbq", "GBq": "gbq",
        "[iU]": "iu|unit|units|u|international|ie", "%": "%|percent",
    }.items()
    for written in ways.split("|")
}  # fmt: skip
UNIT_WORDS = frozenset(_UNITS) | {"million", "mega", "thousand"}
"""Every word that may stand behind the number of a strength."""
_TIMES = {
    "hour": "h", "hours": "h", "hr": "h", "h": "h", "day": "d", "24h": "d", "24hours": "d", "24hrs": "d",
}  # fmt: skip
_COUNTS = {
    "dose": "{dose}", "actuation": "{puff}", "act": "{puff}", "puff": "{puff}", "metered": "{dose}",
    "inhalation": "{puff}", "spray": "{spray}", "tablet": "{tablet}", "tab": "{tablet}",
    "capsule": "{capsule}", "drop": "{drop}", "patch": "{patch}", "sachet": "{sachet}",
    "suppository": "{suppository}", "vial": "{vial}", "ampoule": "{ampoule}",
}  # fmt: skip
_FACTORS = {"million": 1e6, "mega": 1e6, "mu": 1e6, "thousand": 1e3}


@frozen
class Amount:
    """One written strength.

    Attributes:
        number: how much.
        unit: its UCUM code, or empty where the number was written bare.
        per_number: in how much; 1 where no number was written.
        per_unit: of what: a UCUM code (``mL``, ``g``, ``h``, ``{tablet}``), or empty.
    """

    number: float
    unit: str = ""
    per_number: float = 1.0
    per_unit: str = ""

    @property
    def is_volume(self) -> bool:
        """Whether it is the size of a container, not a strength."""
        return self.unit in {"mL", "L"} and not self.per_unit

    def restated_as(self, other: Amount) -> bool:
        """Tell whether another strength says this percentage again: ``0.5 % (5 mg/g)``, rounded."""
        if self.unit != "%" or other.unit not in {"mg", "ug"} or other.per_unit not in {"g", "mL"}:
            return False
        milligrams = other.number / other.per_number / (1000 if other.unit == "ug" else 1)
        return abs(milligrams - 10 * self.number) <= 0.02 * milligrams

    def quantity(self, form_unit: str) -> Quantity | None:
        """Give it as a quantity per unit of form, volume, time or mass; ``None`` where that can't be.

        Args:
            form_unit: the unit in which the form is counted, ``{tablet}``, where nothing else was written.
        """
        from rxrules.errors import UnitError  # noqa: PLC0415 - units load late
        from rxrules.units import parse_quantity  # noqa: PLC0415 - units load late

        per = self.per_unit or ("" if self.unit == "%" else form_unit)
        if per in {"{dose}", "{puff}"}:
            per = form_unit or per
        value = self.number / self.per_number
        try:
            return parse_quantity(f"{value:.12g} {self.unit}{'/' + per if per else ''}")
        except UnitError:
            return None


def number(text: str) -> float | None:
    """Read a number as written in a drug's name; ``None`` where it is not one.

    A comma before exactly three digits parts thousands, any other is a decimal point: ``1,000`` and ``0,25``.
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    if "," in text and re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


def _split(word: str) -> tuple[float | None, str]:
    """Part ``500mg`` into its number and its unit."""
    match = _NUMBER.match(word)
    if not match:
        return None, word
    return number(match[0]), word[match.end() :]


def read_strengths(words: Sequence[str], start: int) -> tuple[tuple[Amount, ...], int]:
    """Read the strengths that begin at a word.

    Args:
        words: the words and signs of the text, in lower case.
        start: the place of a word that begins with a digit.

    Returns:
        The strengths, and the place after them; the place is ``start`` where nothing could be read.
    """
    amounts: list[Amount] = []
    at = start
    while at < len(words):
        amount, after = _amount(words, at)
        if amount is None:
            break
        amounts.append(amount)
        at = after
        if at + 1 < len(words) and words[at] in {"/", "-", "+", "&", "and"} and words[at + 1][:1].isdigit():
            at += 1
            continue
        break
    else:
        return tuple(amounts), at
    if amounts and words[at - 1] in {"/", "-", "+", "&", "and"}:
        at -= 1
    return _share_unit(tuple(amounts)), at


def _share_unit(amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """Let ``50/1000 mg`` mean 50 mg and 1000 mg."""
    if len(amounts) > 1 and amounts[-1].unit and not any(a.unit for a in amounts[:-1]):
        last = amounts[-1]
        return (*(Amount(a.number, last.unit, last.per_number, last.per_unit) for a in amounts[:-1]), last)
    return amounts


def _amount(words: Sequence[str], at: int) -> tuple[Amount | None, int]:
    value, unit = _split(words[at])
    if value is None:
        return None, at
    at += 1
    if not unit and at + 1 < len(words) and words[at] in {"in", ":"} and value == 1:
        parts = number(words[at + 1])
        if parts is not None and parts >= 100:  # "1 in 1,000": 1 g in 1000 mL
            return Amount(1000 / parts, "mg", 1.0, "mL"), at + 2
    if not unit and at < len(words) and words[at] in _FACTORS:
        value *= _FACTORS[words[at]]
        at += 1
        if at >= len(words) or words[at] not in _UNITS:
            return Amount(value, "[iU]"), at
    if not unit and at < len(words) and words[at] in _UNITS:
        unit = words[at]
        at += 1
        if unit == "international" and at < len(words) and words[at] in {"unit", "units"}:
            at += 1
    elif unit not in _UNITS and unit:
        return None, at
    code = _UNITS.get(unit, "")
    if not code:
        return Amount(value), at
    if code == "%" and words[at : at + 3] in (["w", "/", "w"], ["w", "/", "v"], ["v", "/", "v"]):
        at += 3
    per_number, per_unit, at = _denominator(words, at)
    return Amount(value, code, per_number, per_unit), at


def _denominator(words: Sequence[str], at: int) -> tuple[float, str, int]:
    if at + 1 >= len(words) or words[at] not in {"/", "per", "in"}:
        return 1.0, "", at
    value, unit = _split(words[at + 1])
    after = at + 2
    if value is None:
        value = 1.0
    elif not unit and after < len(words):
        unit = words[after]
        after += 1
    joined = f"{value:g}{unit}"
    if joined in _TIMES:
        return 1.0, _TIMES[joined], after
    if unit in _TIMES:
        return value, _TIMES[unit], after
    code = _UNITS.get(unit, "")
    # "20 mg/g" is a concentration; "metformin 850 mg/2 g" would be two strengths.
    if code in {"mL", "L"} or (code in {"g", "kg"} and (words[at] != "/" or value == 1.0)):
        return value, code, after
    singular = unit if unit in _COUNTS else unit.removesuffix("s")
    if singular in _COUNTS:
        if unit == "metered" and after < len(words) and words[after] == "dose":
            after += 1
        return value, _COUNTS[singular], after
    return 1.0, "", at
