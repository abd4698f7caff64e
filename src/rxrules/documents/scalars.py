"""From one text to one value: booleans, numbers, dates and quantities, read strictly and in one way."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rxrules.documents import codes
from rxrules.documents.nodes import Scalar
from rxrules.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.diagnostics import Span

#: Reads a value: a text (`Scalar`, or a plain str of JSON), or a number or boolean of JSON.
Reader: TypeAlias = "Callable[[Any], Any]"

#: The same for a value that keeps its place.
PlacedReader: TypeAlias = "Callable[[Any, Span], Any]"

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
    if node is None:
        return "null"
    if isinstance(node, bool):
        return str(node).lower()
    if isinstance(node, (int, float, Decimal)):
        return f"the number {node}"
    if isinstance(node, dict):
        return "a mapping"
    if isinstance(node, list):
        return "a list"
    text = str(node)
    return f"the text {text[:40] + '...' if len(text) > 40 else text!r}"


def read_text(node: Any) -> str:
    """Text as it is written, without white space around it; a number of JSON is not taken for text."""
    if isinstance(node, str):
        return node.strip()
    raise FormError(codes.WRONG_SHAPE, f"expected text, got {describe(node)}", "put it in quotes")


def read_boolean(node: Any) -> bool:
    """``true`` or ``false``, and nothing else that may mean the same."""
    if isinstance(node, bool):
        return node
    if isinstance(node, Scalar) and not node.quoted:
        if node == "true":
            return True
        if node == "false":
            return False
    meant = str(node).strip().lower()
    meant = _YES_OR_NO.get(meant, meant)
    hint = f"write {meant}, without quotes" if meant in ("true", "false") else ""
    raise FormError(codes.NO_BOOLEAN, f"expected true or false, got {describe(node)}", hint)


def read_integer(node: Any) -> int:
    """A whole number in decimal digits."""
    if isinstance(node, int) and not isinstance(node, bool):
        return node
    if isinstance(node, Scalar) and not node.quoted and _INTEGER.fullmatch(node):
        return int(node)
    raise FormError(codes.NO_NUMBER, f"expected a whole number, got {describe(node)}", _number_hint(node))


def read_decimal(node: Any) -> Decimal:
    """A number as it is written, digit by digit."""
    if isinstance(node, (int, Decimal)) and not isinstance(node, bool):
        return Decimal(node)
    if isinstance(node, Scalar) and not node.quoted and _DECIMAL.fullmatch(node):
        return Decimal(node)
    raise FormError(codes.NO_NUMBER, f"expected a number, got {describe(node)}", _number_hint(node))


def read_float(node: Any) -> float:
    """A finite number; ``.inf`` and ``.nan`` are none."""
    value = float(
        read_decimal(Decimal(str(node)) if isinstance(node, float) and math.isfinite(node) else node)
    )
    if not math.isfinite(value):
        raise FormError(codes.NO_NUMBER, f"expected a number, got {describe(node)}")
    return value


def read_date(node: Any) -> dt.date:
    """A day of the calendar, ``2026-11-01``."""
    if isinstance(node, str) and _DATE.fullmatch(node):
        try:
            return dt.date.fromisoformat(node)
        except ValueError:
            raise FormError(codes.NO_DATE, f"the calendar has no {str(node)!r}") from None
    raise FormError(
        codes.NO_DATE, f"expected a date, got {describe(node)}", "write YYYY-MM-DD, as in 2026-11-01"
    )


def basic_readers() -> dict[Any, Reader]:
    """The readers of the types that every document has; quantities are remembered from one to the next."""
    from rxrules.units import Quantity, parse_quantity  # noqa: PLC0415

    remembered: dict[str, Quantity] = {}

    def read_quantity(node: Any) -> Quantity:
        text = str(node)
        if isinstance(node, bool):
            raise FormError(codes.NO_QUANTITY, f"expected a quantity such as 5 mg, got {describe(node)}")
        known = remembered.get(text)
        if known is None:
            try:
                known = parse_quantity(text)
            except UnitError as error:
                raise FormError(codes.NO_QUANTITY, str(error)) from None
            if len(remembered) < 10_000:
                remembered[text] = known
        return known

    return {
        str: read_text,
        bool: read_boolean,
        int: read_integer,
        float: read_float,
        Decimal: read_decimal,
        dt.date: read_date,
        Quantity: read_quantity,
    }


def _number_hint(node: Any) -> str:
    text = str(node)
    if isinstance(node, str) and _DECIMAL.fullmatch(text):
        return "write it without quotes"
    return (
        "write it without leading zeros" if text.isascii() and text.isdigit() and text.startswith("0") else ""
    )


_EXPECTED: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    dt.date: "a date",
}
