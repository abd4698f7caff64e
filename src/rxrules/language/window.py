"""The notation of intervals: ``[16 a, 130 a)``, ``(50 kg,)``, ``>= 65 a``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rxrules.documents.scalars import FormError
from rxrules.errors import UnitError
from rxrules.language.ast import Total, Window
from rxrules.language.codes import NO_WINDOW
from rxrules.units import Quantity, decimal_text, parse_quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.language.ast import Place

_COMPARISON: Final = re.compile(r"(>=|<=|>|<)(?!=)\s*(.*)", re.DOTALL)
_OTHER_SIGNS: Final = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "⩾": ">=", "⩽": "<="}
_UNIT_OUTSIDE: Final = re.compile(r"([\[(])([^,]*),([^,]*)([\])])\s*([^\s\])][^,]*)")
_BARE_NUMBER: Final = re.compile(r"[-+]?[0-9.]+")
_SECOND_END: Final = re.compile(r"\band\b.*[<>]|[<>].*\band\b")
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_FORMS: Final = "write [low, high), with a unit at each end, or a comparison such as '>= 65 a'"


def parse_window(text: str, at: Place) -> Window:
    """Read an interval.

    Each end has its own unit. ``[`` and ``]`` include the end, ``(`` and ``)`` leave it out, and an end that
    is not there is open.

    Raises:
        FormError: it is no interval (RX111).
    """
    return Window(*_read(text, bare=False), at)


def parse_total(text: str, at: Place) -> Total:
    """Read an interval of totals; its ends may be plain numbers, ``>= 3``, which are then points.

    Raises:
        FormError: it is no interval (RX111).
    """
    return Total(*_read(text, bare=True), at)


def _read(text: str, *, bare: bool) -> tuple[Quantity | None, Quantity | None, bool, bool, str]:
    """The low end, the high end, whether each is included, and the text; ``bare``: whether an end may have no unit."""
    plain = text.strip()
    if found := _COMPARISON.fullmatch(plain):
        sign, end = found.groups()
        quantity = _end(end, plain, end, bare=bare)
        if sign[0] == ">":
            return quantity, None, sign == ">=", False, plain
        return None, quantity, False, sign == "<=", plain
    if plain[:1] not in ("[", "(") or plain[-1:] not in ("]", ")"):
        meant = f"a single value is no interval: write >= {plain}" if bare and _PLAIN_NUMBER.fullmatch(plain) else _meant(plain)
        raise FormError(NO_WINDOW, f"not an interval: {_cut(plain)!r}", meant)
    ends = plain[1:-1].split(",")
    if len(ends) != 2:
        hint = "write numbers without commas: 1000, 2.5" if len(ends) > 2 else _FORMS
        raise FormError(NO_WINDOW, f"an interval has two ends, with one comma between them: got {_cut(plain)!r}", hint)
    low, high = (_end(end, plain, other, bare=bare) if end.strip() else None for end, other in (ends, ends[::-1]))
    if low is None and high is None:
        raise FormError(NO_WINDOW, f"{plain!r} holds every value", "leave the key out")
    low_closed, high_closed = plain[0] == "[", plain[-1] == "]"
    if (low is None and low_closed) or (high is None and high_closed):
        mended = ("(" if low is None else plain[0]) + plain[1:-1] + (")" if high is None else plain[-1])
        raise FormError(NO_WINDOW, f"an open end can't be included: got {plain!r}", f"write {mended}")
    return low, high, low_closed, high_closed, plain


def ambiguous_age(window: Window) -> tuple[str, str] | None:
    """What is ambiguous in an interval of ages, with a hint; None where nothing is.

    A person is 12 years old until the day before the 13th birthday, so that ``<= 12 a`` may end at the 12th
    birthday or before the 13th. Days and weeks are elapsed time, and have no such doubt.
    """
    ends = ((window.low, window.low_closed, ">"), (window.high, not window.high_closed, "<="))
    for end, is_clear, sign in ends:
        if end is None or end.unit.kind.base != "calendar":
            continue
        if not end.canonical.is_integer():
            return f"an age of {end} is no whole number of months", "write whole months or years, or days"
        if not is_clear:
            span = "month" if end.unit.code == "mo" else "year"
            after = f"{decimal_text(end.value + 1)} {end.unit.code}"
            message = f"an age {sign} {end} may leave out that {span}, or not"
            if sign == "<=":
                return message, f"write < {after} to include that {span}, or < {end} to end where it begins"
            return message, f"write >= {after} to begin after that {span}, or >= {end} to begin with it"
    return None


def _end(text: str, whole: str, other: str, *, bare: bool) -> Quantity:
    plain = text.strip()
    if bare and _PLAIN_NUMBER.fullmatch(plain):
        return Quantity(float(plain), parse_unit("1"))
    try:
        return parse_quantity(plain)
    except UnitError as error:
        hint = ""
        unit = re.sub(r"^[-+]?[0-9.\s]+", "", other.strip())
        if _BARE_NUMBER.fullmatch(plain):
            hint = f"each end has its own unit: {plain} {unit or 'a'}"
        elif _SECOND_END.search(plain):
            hint = "both ends stand in one pair of brackets, as in [50 kg, 100 kg)"
        raise FormError(NO_WINDOW, f"in the interval {_cut(whole)!r}: {error}", hint) from None


def _meant(plain: str) -> str:
    for sign, mended in _OTHER_SIGNS.items():
        if plain.startswith(sign):
            return f"write {mended} {plain.removeprefix(sign).strip()}"
    if found := _UNIT_OUTSIDE.fullmatch(plain):
        left, low, high, right, unit = found.groups()
        low, high = (f"{end.strip()} {unit}" if end.strip() else "" for end in (low, high))
        return f"each end has its own unit: {left}{low}, {high}{right}"
    try:
        quantity = str(parse_quantity(plain.lstrip("= ")))
    except UnitError:
        return _FORMS
    return f"a single value is no interval: write [{quantity}, ...), >= {quantity} or < {quantity}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."
