"""Numbers as people write them, read exactly or not at all, and numbers as they are printed."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

from rxrules.errors import UnitError

# Patterns are texts: re compiles and keeps each where it is first needed, which keeps the import cheap.
_NUMERAL: Final = (
    r"(?a)(?P<sign>[+-]?)"
    r"(?:(?P<thousands>[1-9]\d{0,2}(?:,\d{3})+)(?![\d,])(?P<fraction1>\.\d+)?"
    r"|(?P<whole>\d+)(?P<fraction2>\.\d+)?(?P<vulgar>[½¼¾⅛⅜⅝⅞])?"
    r"|(?P<alone>[½¼¾⅛⅜⅝⅞]))"
)
_VULGAR: Final = {"½": 500, "¼": 250, "¾": 750, "⅛": 125, "⅜": 375, "⅝": 625, "⅞": 875}


def read_numeral(text: str) -> tuple[int, int, int] | None:
    """Read the number that a text begins with, exactly.

    Args:
        text: what was written, without space before it.

    Returns:
        The value as a ratio of whole numbers, and where the text goes on; or None where it begins with no
        number.

    Raises:
        UnitError: the number may be read in two ways ("1,5", "0,125", "1.000,5"), or is written so that a
            slip is likely (".5").
    """
    if re.match(r"[+-]?\.\d", text):
        raise UnitError(f"got {text!r}: a number that begins with its decimal point is easily misread; write 0{text.lstrip('+-')}")
    found = re.match(_NUMERAL, text)
    if found is None:
        return None
    rest = text[found.end() :]
    if re.match(r"[.,']\d", rest):
        raise UnitError(
            f"got {text!r}: the number may be read in more than one way; write a decimal point and no separators (1.5, 1000)"
        )
    if re.match(r"[.,](?:\s|$)", rest):
        raise UnitError(f"got {text!r}: the number ends with a {rest[0]!r}; write a whole number without it")
    if found["alone"]:
        numerator, denominator = _VULGAR[found["alone"]], 1000
    else:
        whole = (found["thousands"] or found["whole"]).replace(",", "")
        decimals = (found["fraction1"] or found["fraction2"] or ".")[1:]
        if len(whole) + len(decimals) > 40:
            raise UnitError(f"got {text[:60]!r}: a number of more than 40 digits")
        if found["vulgar"]:
            if decimals:
                raise UnitError(f"got {text!r}: a decimal and a vulgar fraction in one number")
            decimals = f"{_VULGAR[found['vulgar']]}"
        numerator, denominator = int(whole + decimals), 10 ** len(decimals)
    return (-numerator if found["sign"] == "-" else numerator), denominator, found.end()


def exact_ratio(value: float) -> tuple[int, int]:
    """The decimal that a float is written as (0.1 is one tenth), as a ratio of whole numbers."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, decimals = mantissa.partition(".")
    power = int(exponent or 0) - len(decimals)
    digits = int(whole + decimals)
    return (digits * 10**power, 1) if power >= 0 else (digits, 10**-power)


def decimal_text(value: float) -> str:
    """Write a finite number as its shortest exact decimal, 500.0 as 500 and 1e-05 as 0.00001.

    Raises:
        UnitError: it is not finite.
    """
    if not isfinite(value):
        raise UnitError(f"got {value}: not a finite number")
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, decimals = mantissa.partition(".")
    shift = int(exponent or 0)
    digits = whole + decimals
    point = len(whole) + shift
    if point <= 0:
        digits, point = "0" * (1 - point) + digits, 1
    digits = digits.ljust(point, "0")
    left, right = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    text = f"{left}.{right}" if right else left
    return f"-{text}" if value < 0 else text
