"""Numbers with their units as hospitals write them: read the one way that there is, or refused."""

from __future__ import annotations

import re
from typing import Final

from rxrules.errors import UnitError
from rxrules.units import parse_quantity, parse_unit

_PARTS: Final = re.compile(r"(?P<number>\d[\d.,'\u2019 \u00a0\u202f]*)(?P<unit>.*)", re.DOTALL)
_SPACED: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'\u2019]\d{3})+(?:[.,]\d+)?")
_WHOLE: Final = re.compile(r"\d+")
_ONE_MARK: Final = re.compile(r"(\d+)([.,])(\d+)")
_THOUSANDS: Final = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_BOTH: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)([.,])\d+")
_GROUP: Final = 3
# Words of a unit in German, and how body weight is often put behind it.
_WORDS: Final = {"tag": "d", "tage": "d", "woche": "wk", "wochen": "wk", "stunde": "h", "std": "h", "i.e.": "[iU]", "ie": "[iU]"}
_PER: Final = re.compile(r"\s+(?:per|pro)\s+", re.IGNORECASE)
_BODY: Final = re.compile(r"(?<=kg)\s*(?:KG|KGW|BW|bw|body ?weight)\b")


class NotTaken(Exception):  # noqa: N818  it is no error of the program, but what becomes of a cell
    """Why a cell can't be taken, with what may have been meant."""

    def __init__(self, reason: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.near = near


def read_number(text: str, decimal: str = "") -> str:
    """A number as the language writes it.

    Args:
        text: what was written: ``2,5``, ``1 000``, ``1.234,5``.
        decimal: the mark before its decimals, ``,`` or ``.``; where it is empty, only a number that has one reading is taken.

    Raises:
        NotTaken: it is no number, or has two readings.

    >>> read_number("2,5"), read_number("1 000"), read_number("1.000", ",")
    ('2.5', '1000', '1000')
    """
    plain = text.strip()
    if _SPACED.fullmatch(plain):
        # a grouped number can have decimals behind it, and these have one reading
        plain = re.sub(r"[ \u00a0\u202f'\u2019]", "", plain)
        if found := _ONE_MARK.fullmatch(plain):
            return f"{found[1]}.{found[3]}" if decimal in ("", found[2]) else _refuse(text, found[2])
    if _WHOLE.fullmatch(plain):
        return plain
    if found := _THOUSANDS.fullmatch(plain):
        return plain.replace(found[1], "") if decimal != found[1] else _refuse(text, found[1])
    if found := _BOTH.fullmatch(plain):
        if decimal not in ("", found[2]):
            return _refuse(text, found[2])
        return plain.replace(found[1], "").replace(found[2], ".")
    if found := _ONE_MARK.fullmatch(plain):
        whole, mark, rest = found.groups()
        is_grouped = len(rest) == _GROUP and len(whole) <= _GROUP and not whole.startswith("0")
        if mark == decimal or (not decimal and not is_grouped):
            return f"{whole}.{rest}"
        if decimal and is_grouped:
            return whole + rest
        if not decimal:
            # SAFETY: a factor of a thousand stands between the two readings
            raise NotTaken(f"{plain!r} may be {whole}.{rest} or {whole}{rest}: say --decimal '.' or --decimal ','")
        return _refuse(text, mark)
    raise NotTaken(f"{plain!r} is no number")


def _refuse(text: str, mark: str) -> str:
    raise NotTaken(f"{text.strip()!r} has its decimals behind a {mark!r}, and --decimal says otherwise")


def read_unit(text: str) -> str:
    """A unit as the language reads it; German words, and body weight behind ``kg``, are put into its words.

    Raises:
        NotTaken: it is no unit that is known.
    """
    plain = _BODY.sub("", _PER.sub("/", text.strip()))
    plain = "/".join(_WORDS.get(part.strip().casefold(), part.strip()) for part in plain.split("/"))
    try:
        parse_unit(plain, dose=True)
    except UnitError as problem:
        raise NotTaken(str(problem)) from None
    return plain


def read_amount(written: str, column_unit: str = "", decimal: str = "") -> str:
    """A number with its unit as the language writes it.

    Args:
        written: the cell, such as ``2,5 g`` or, where the column says the unit, ``2,5``.
        column_unit: the unit that the header or a column of units says; empty where none does.
        decimal: as in `read_number`.

    Raises:
        NotTaken: it is not one number with one unit.
    """
    parts = _PARTS.fullmatch(written.strip())
    if parts is None:
        raise NotTaken("expected one number, with its unit here or in the header, such as 4 g")
    number = read_number(parts["number"], decimal)
    said = parts["unit"].strip()
    if said[:1] in ("-", "\N{EN DASH}") or re.match(r"(?i)(?:to|bis)\b", said):
        raise NotTaken("a range; a limit is one number")
    if not said and not column_unit:
        raise NotTaken("no unit: write it in the cell, in the header as in 'Max (mg)', or in a column of units")
    unit = read_unit(said or column_unit)
    if said and column_unit and parse_unit(unit, dose=True) != parse_unit(read_unit(column_unit), dose=True):
        raise NotTaken(f"the cell says {said}, its column {column_unit}: which of them holds?")
    text = f"{number} {unit}"
    for candidate in (text, f"{number} {parse_unit(unit, dose=True).code}"):
        try:
            parse_quantity(candidate)
        except UnitError as problem:
            reason = str(problem)
        else:
            return candidate
    raise NotTaken(reason)
