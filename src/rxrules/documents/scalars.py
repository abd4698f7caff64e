"""From one text to one value: booleans, numbers, dates and quantities, read strictly and in one way."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rxrules.documents import codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.diagnostics import Span
    from rxrules.documents.nodes import Scalar

#: Reads a value from one text; raises a `FormError`.
Reader: TypeAlias = "Callable[[Scalar], Any]"

#: The same for a value that keeps its place: file, line, column.
PlacedReader: TypeAlias = "Callable[[Scalar, tuple[str, int, int]], Any]"

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES_OR_NO: Final = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "1": "true",
    "no": "false",
    "off": "false",
    "n": "false",
    "0": "false",
}


class FormError(ValueError):
    """A value is not of the form that its field has.

    Attributes:
        code: the stable code.
        hint: how to mend it, or empty.
        span: its place, where that is not the place of the field's value.
    """

    def __init__(self, code: str, message: str, hint: str = "", span: Span | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.span = span


def describe(node: object) -> str:
    """Name a node, or what a class is written as, for a message."""
    if isinstance(node, type):
        return _EXPECTED.get(node, "text")
    if isinstance(node, dict):
        return "a mapping"
    if isinstance(node, list):
        return "a list"
    text = str(node)
    return f"the text {text[:40] + '...' if len(text) > 40 else text!r}"


def read_boolean(node: Scalar) -> bool:
    """``true`` or ``false``, and nothing else that may mean the same."""
    if not node.quoted:
        if node == "true":
            return True
        if node == "false":
            return False
    meant = node.strip().lower()
    meant = _YES_OR_NO.get(meant, meant)
    hint = f"write {meant}, without quotes" if meant in ("true", "false") else ""
    raise FormError(codes.NO_BOOLEAN, f"expected true or false, got {describe(node)}", hint)


def read_integer(node: Scalar) -> int:
    """A whole number in decimal digits."""
    if not node.quoted and _INTEGER.fullmatch(node):
        return int(node)
    raise FormError(codes.NO_NUMBER, f"expected a whole number, got {describe(node)}", _number_hint(node))


def read_date(node: Scalar) -> dt.date:
    """A day of the calendar, ``2026-11-01``."""
    if _DATE.fullmatch(node):
        try:
            return dt.date.fromisoformat(node)
        except ValueError:
            raise FormError(codes.NO_DATE, f"the calendar has no {str(node)!r}") from None
    raise FormError(codes.NO_DATE, f"expected a date, got {describe(node)}", "write YYYY-MM-DD, as in 2026-11-01")


def basic_readers() -> dict[Any, Reader]:
    """The readers of the types that every document has; what stands again and again is made once."""
    texts: dict[str, str] = {}
    days: dict[str, dt.date] = {}

    def read_known_text(node: Scalar) -> str:
        text = node.strip()
        return texts.setdefault(text, text)

    def read_known_date(node: Scalar) -> dt.date:
        day = days.get(node)
        if day is None:
            day = days[str(node)] = read_date(node)
        return day

    return {str: read_known_text, bool: read_boolean, int: read_integer, dt.date: read_known_date}


def _number_hint(node: Scalar) -> str:
    text = str(node)
    if _DECIMAL.fullmatch(text):
        return "write it without quotes"
    return "write it without leading zeros" if text.isascii() and text.isdigit() and text.startswith("0") else ""


_EXPECTED: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    dt.date: "a date",
}
