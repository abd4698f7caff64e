"""Cells as our tables hold them, by what their column is."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from rxrules.authoring.importing.columns import ENDS, LIMITS, MEASURES
from rxrules.authoring.importing.names import read_routes
from rxrules.authoring.importing.numerals import NotTaken, read_amount
from rxrules.documents.near import look_alikes
from rxrules.documents.scalars import FormError
from rxrules.documents.text import HIDDEN
from rxrules.language.ast import is_variable
from rxrules.language.window import ambiguous_age, parse_window
from rxrules.plan import SEVERITIES
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from rxrules.authoring.importing.names import Names

_ID: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_STATUSES: Final = ("draft", "review", "active", "retired")
_MEASURE_WORDS: Final = {
    "per dose": "per_dose",
    "single dose": "per_dose",
    "per day": "per_day",
    "daily": "per_day",
    "per week": "per_week",
}
_LEVELS: Final = ("established", "probable", "suspected", "theoretical", "unknown")
_CHOICES: Final = {
    "status": _STATUSES,
    "severity": SEVERITIES,
    "evidence.level": _LEVELS,
    "direction": ("second_added",),
    "policy": ("unique", "first"),
    "measure": MEASURES,
}  # fmt: skip


def read_cell(target: str, written: str, unit: str, decimal: str, names: Names) -> tuple[str, str]:
    """A cell as our tables hold it, and how it came of what is written where that is not evident.

    Args:
        target: what its column is.
        written: the cell.
        unit: that its column, or the column of units, says.
        decimal: as in `numerals.read_number`.
        names: of drugs and groups.

    Raises:
        NotTaken: it is none that the column may hold.
    """
    if hidden := HIDDEN.search(written):
        raise NotTaken(f"it holds the character U+{ord(hidden.group()):04X}, which can't be seen")
    if target in ("a", "b"):
        return names.side(written)
    if target == "ingredient":
        return names.drug(written)
    if target in ("route", "a.route", "b.route"):
        return read_routes(written)
    if target == "id":
        return _id(written)
    if target in ("reviewed", "review_by"):
        return _day(written)
    if target.rpartition(".")[2] in LIMITS and not target.startswith("severity."):
        taken = read_amount(written, unit, decimal)
        return taken, "" if _squeezed(taken).startswith(_squeezed(written)) else "number and unit in our spelling"
    top, _, end = target.partition(".")
    if end in ENDS and is_variable(top):
        return read_amount(written, unit, decimal), ""
    if is_variable(target) or top == "over":
        return _window(top if is_variable(top) else end, written), ""
    if target == "rounding" or top == "within":
        return read_amount(written, unit, decimal) if top == "within" else written, ""
    choices = _CHOICES.get("severity" if top == "severity" else target)
    return _choice(target, written, choices) if choices else (written, "")


def interval(variable: str, ends: dict[str, str]) -> str:
    """The interval of a variable whose ends stand in columns of their own.

    Raises:
        NotTaken: two of them are the same end, or the language refuses the interval.
    """
    low = [name for name in ("from", "above") if name in ends]
    high = [name for name in ("below", "to") if name in ends]
    if len(low) > 1 or len(high) > 1:
        raise NotTaken(f"{variable} has two ends on one side: {', '.join(low if len(low) > 1 else high)}")
    opening = ENDS[low[0]][0] if low else "("
    closing = ENDS[high[0]][1] if high else ")"
    text = f"{opening}{ends[low[0]] if low else ''}, {ends[high[0]] if high else ''}{closing}"
    text = text.replace("(, ", "(, ").replace(", )", ",)")
    return _window(variable, text)


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _id(written: str) -> tuple[str, str]:
    name = re.sub(r"[\s_/]+", "-", written.strip().lower())
    if not _ID.fullmatch(name):
        raise NotTaken("an id is written in lower case, with digits, hyphens and dots")
    return name, "" if name == written else "id in our spelling"


def _day(written: str) -> tuple[str, str]:
    german = _GERMAN_DAY.fullmatch(written)
    text = f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}" if german else written
    try:
        return dt.date.fromisoformat(text).isoformat(), "a day as day.month.year" if german else ""
    except ValueError:
        raise NotTaken("expected a day, such as 2026-11-01") from None


def _window(variable: str, written: str) -> str:
    try:
        window = parse_window(written, ("", 0, 0))
    except FormError as problem:
        hint = f" ({problem.hint})" if problem.hint else ""
        raise NotTaken(f"{problem}{hint}") from None
    if variable == "age" and (doubt := ambiguous_age(window)):
        raise NotTaken(": ".join(doubt))
    return written


def _choice(target: str, written: str, choices: tuple[str, ...]) -> tuple[str, str]:
    key = written.casefold()
    if key in choices:
        return key, ""
    if target == "measure" and normalise(written) in _MEASURE_WORDS:
        return _MEASURE_WORDS[normalise(written)], "measure, in our words"
    near = tuple(look_alikes(key, choices, 2))
    shown = "severity" if target.startswith("severity") else target
    raise NotTaken(f"expected one of {', '.join(choices)}; say what it means: --value '{shown}:{written}=...'", near)
