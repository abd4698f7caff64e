"""Reading one value at a time: what can't be read is reported with its place, and costs nothing else."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from rxrules.documents.json import Place
from rxrules.documents.limits import MAX_TOLD
from rxrules.documents.near import look_alikes
from rxrules.documents.nodes import Refused
from rxrules.errors import InputError, UnitError
from rxrules.model import Moment, Unread
from rxrules.units import Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

__all__ = ["Place", "Reading", "nearest", "shown", "spelled"]

T = TypeVar("T")

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_SHOWN = 80


def spelled(place: Place) -> str:
    """The place as people write it.

    >>> spelled(("medications", 0, "dose"))
    'medications[0].dose'
    """
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def _is_number(raw: object) -> bool:
    if isinstance(raw, str):
        return _NUMBER.fullmatch(raw.strip()) is not None
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def shown(raw: object) -> str:
    """A value as it stands in a message: quoted, and cut where it is long."""
    if isinstance(raw, Refused):
        return "what was refused above"
    try:
        text = repr(raw)
    except ValueError:  # an integer of more digits than Python prints
        text = "a number of very many digits"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def nearest(word: str, known: Collection[str]) -> str:
    """What the writer may have meant, or nothing."""
    close = look_alikes(word, known, least=0.7)
    return close[0] if close else ""


# The same few texts ("1 d", "500 mg", a date) stand in case after case.
@lru_cache(maxsize=4096)
def _parsed(text: str, dose: bool) -> Quantity:  # noqa: FBT001
    return parse_quantity(text, dose=dose)


@lru_cache(maxsize=4096)
def _moment(text: str) -> Moment:
    return Moment.parse(text)


class Reading:
    """The reading of one input: every method returns a value or None, and reports what it could not read.

    Attributes:
        name: of the file, or empty.
        unread: what was reported so far; of very many, the first.
        reported: how many reports there were.
        as_of: the day or instant of the check, or None; what lies after it is questioned.
        medication: the id of the order that is being read, or empty; reports carry it.
    """

    def __init__(self, locate: Callable[[Place], str] | None = None, name: str = "") -> None:
        """Begin; ``locate`` gives the line and column of a place, for the reports, and ``name`` is that of the file."""
        self.name = name
        self.unread: list[Unread] = []
        self.reported = 0
        self._more_wrong = False
        self.as_of: Moment | None = None
        self.medication = ""
        self._locate = locate

    def report(self, place: Place, reason: str, *, is_error: bool = True) -> None:
        """Say that what stands at a place takes no part."""
        self.reported += 1
        if self.reported > MAX_TOLD:
            self._more_wrong |= is_error
            return
        path = spelled(place)
        if self._locate is not None and (where := self._locate(place)):
            path = f"{path} ({where})" if path else where
        self.unread.append(Unread(path, reason, self.medication, is_error))

    def told(self) -> tuple[Unread, ...]:
        """Everything that was reported; of very many, the first, and how many more there are."""
        more = self.reported - MAX_TOLD
        rest = (Unread("", f"{more:,} more reports, which are left out", is_error=self._more_wrong),) if more > 0 else ()
        return (*self.unread, *rest)

    def near(self, word: str, known: Collection[str]) -> str:
        """What the writer may have meant, or nothing; not sought any more where nobody would read it."""
        return nearest(word, known) if self.reported < MAX_TOLD else ""

    def known_keys(self, raw: Mapping[str, Any], place: Place, known: frozenset[str]) -> bool:
        """Whether all keys are known; each that isn't is reported, with the one that may have been meant."""
        if raw.keys() <= known:
            return True
        for key in raw:
            if key not in known:
                near = self.near(str(key), known)
                meant = f"did you mean {near!r}?" if near else f"expected {', '.join(sorted(known))}"
                self.report((*place, str(key)), f"unknown key {key!r}: {meant}")
        return False

    def mapping(self, raw: Any, place: Place, expected: str) -> dict[str, Any] | None:
        """A mapping, or None."""
        if isinstance(raw, dict):
            return raw
        self.report(place, f"expected {expected}, got {shown(raw)}")
        return None

    def sequence(self, raw: Any, place: Place, expected: str) -> list[Any] | None:
        """A list, or None."""
        if isinstance(raw, list | tuple):
            return list(raw)
        self.report(place, f"expected a list of {expected}, got {shown(raw)}")
        return None

    def text(self, raw: Any, place: Place) -> str:
        """A text without blanks around it; a whole number is taken for a code that lost its quotes."""
        if isinstance(raw, str):
            return raw.strip()
        if raw is None:
            return ""
        if isinstance(raw, int) and not isinstance(raw, bool):
            return str(raw)
        self.report(place, f"expected text, got {shown(raw)}")
        return ""

    def word(self, fields: Mapping[str, Any], key: str, place: Place) -> str:
        """The text at a key, empty where there is none."""
        raw = fields.get(key)
        return "" if raw is None else self.text(raw, (*place, key))

    def flag(self, raw: Any, place: Place) -> bool | None:
        """True, false, or None where it is absent or unreadable."""
        if raw is None or isinstance(raw, bool):
            return raw
        if isinstance(raw, str):
            if raw in _TRUE:
                return True
            if raw in _FALSE:
                return False
        self.report(place, f"expected true or false, got {shown(raw)}")
        return None

    def number(self, raw: Any, place: Place) -> float | None:
        """A finite number, written as a number or as text."""
        try:
            if raw is None:
                return None
            if _is_number(raw):
                value = float(raw)
            else:
                self.report(place, f"expected a number, got {shown(raw)}")
                return None
        except OverflowError:
            value = math.inf
        if math.isfinite(value):
            return value
        self.report(place, f"expected a finite number, got {shown(raw)}")
        return None

    def integer(self, raw: Any, place: Place) -> int | None:
        """A whole number."""
        value = self.number(raw, place)
        if value is None or value.is_integer():
            return None if value is None else int(value)
        self.report(place, f"expected a whole number, got {shown(raw)}")
        return None

    def quantity(self, raw: Any, place: Place, example: str, *, dose: bool = False, bare: bool = False) -> Quantity | None:
        """A quantity with its unit, written as text.

        Args:
            raw: what is written.
            place: where.
            example: how it could be written, for the message.
            dose: whether ``units`` are international units, see `parse_quantity`.
            bare: whether a number without a unit is one too (an INR, a number of doses).
        """
        if raw is None:
            return None
        if bare and (isinstance(raw, int | float) or (isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()))):
            number = self.number(raw, place)
            return None if number is None else Quantity(number, parse_unit("1"))
        if not isinstance(raw, str):
            self.report(place, f"expected a quantity with its unit such as {example}, got {shown(raw)}")
            return None
        try:
            quantity = _parsed(raw, dose)
        except (UnitError, InputError) as problem:
            self.report(place, str(problem))
            return None
        if not math.isfinite(quantity.canonical):
            self.report(place, f"expected a finite quantity, got {shown(raw)}")
            return None
        return quantity

    def moment(self, raw: Any, place: Place) -> Moment | None:
        """A date, a month, a year, or an instant."""
        if raw is None:
            return None
        if isinstance(raw, int) and not isinstance(raw, bool) and 1000 <= raw <= 9999:
            raw = str(raw)
        if not isinstance(raw, str) and not hasattr(raw, "isoformat"):
            self.report(place, f"expected a date such as 2026-11-21, got {shown(raw)}")
            return None
        return self.made(place, _moment, str(raw) if isinstance(raw, str) else raw.isoformat())

    def made(self, place: Place, make: Callable[..., T], *args: Any, **fields: Any) -> T | None:
        """What ``make`` returns, or None with a report where the model refuses the values."""
        try:
            return make(*args, **fields)
        except (InputError, UnitError) as problem:
            self.report(place, str(problem))
            return None
