"""Values with units: what every dose, weight and laboratory result is read into."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from rxrules.errors import UnitError
from rxrules.units.aliases import letters, slashes
from rxrules.units.kinds import Kind, Unit, canonical_unit, reduced
from rxrules.units.numerals import decimal_text, exact_ratio, read_numeral
from rxrules.units.parse import parse_unit

if TYPE_CHECKING:
    from typing import Self

    import pint

# Patterns are texts: re compiles and keeps each where it is first needed, which keeps the import cheap.
_COUNTED_BELOW: Final = r"/(?!1[.,]73)(?!10[*^])(?P<number>\d[\d.,]*) ?(?P<unit>[^\d\s./*^(){}][^/]*)"
_BOUND: Final = r"(?i)[<>≤≥~=]|(?:about|approx|up to|max|min|at least|less|more)\b"
_RANGE: Final = "(?i)\\s*(?:-|\N{EN DASH}|\N{EM DASH}|to\\b|or\\b)"
_SECOND_NUMBER: Final = r"(?i)(?!5\.mL$)\d(?!0[*^])(?! ?ml spoon)|/\d"
_HOURS_OF_A_DAY: Final = r"(?i)(?:24 ?(?:h|hr|hrs|hour|hours)|1 ?[a-z]+)\b"


def _finite(value: object) -> float:
    # bool is an int to Python, and True is no dose.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnitError(f"got {value!r} as the value of a quantity; expected a number")
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise UnitError(f"got {value} as the value of a quantity; expected a finite number")
    return number


@frozen
class Quantity:
    """A value with its unit.

    Attributes:
        value: the number, in ``unit``.
        unit: the unit, which knows its kind.

    Raises:
        UnitError: the value is not a finite number.
    """

    value: float = field(converter=_finite)
    unit: Unit = field()

    @unit.validator
    def _is_unit(self, _: object, unit: object) -> None:
        if not isinstance(unit, Unit):
            raise UnitError(f"got {unit!r} as the unit of a quantity; expected a Unit (see parse_unit)")

    def __str__(self) -> str:
        """The value as its shortest exact decimal, and the code of the unit: ``500 mg``."""
        return f"{decimal_text(self.value)} {self.unit.code}"

    @property
    def kind(self) -> Kind:
        """The kind of quantity."""
        return self.unit.kind

    @property
    def canonical(self) -> float:
        """The value in the canonical unit of its kind (`Kind.canonical_code`)."""
        unit = self.unit
        if unit.ratio is None:
            return self.value * unit.factor + unit.offset
        # Whole numbers above and below keep what is exact exact: 300 ug are 300/1000 mg and not 300 * 0.001.
        return self.value * unit.ratio[0] / unit.ratio[1] + unit.offset

    @classmethod
    def from_canonical(cls, value: float, kind: Kind) -> Self:
        """A quantity from a value in the canonical unit of a kind."""
        return cls(value, canonical_unit(kind))

    def to(self, unit: str | Unit) -> Quantity:
        """The same quantity in another unit of the same kind.

        Args:
            unit: a unit, or its text as `parse_unit` reads it.

        Raises:
            UnitError: the kinds differ, so that there is no conversion.

        >>> str(parse_quantity("0.3 g/d").to("mg/d"))
        '300 mg/d'
        """
        target = parse_unit(unit) if isinstance(unit, str) else unit
        mine = self.unit
        if target.kind != mine.kind:
            raise UnitError(
                f"{self} ({mine.kind}) does not convert to {target.code} ({target.kind}): they are different kinds of quantity"
            )
        if target == mine:
            return self
        if mine.ratio is None or target.ratio is None or mine.offset or target.offset:
            return Quantity((self.value * mine.factor + mine.offset - target.offset) / target.factor, target)
        # From the decimal that the value is written as, by exact whole numbers, rounded once.
        above, below = exact_ratio(self.value)
        numerator = above * mine.ratio[0] * target.ratio[1]
        return Quantity(_divide(numerator, below * mine.ratio[1] * target.ratio[0]), target)

    def to_pint(self, registry: pint.UnitRegistry[Any] | None = None) -> pint.Quantity[Any]:
        """The quantity as one of pint.

        Args:
            registry: the pint registry to make it in; by default that of rxrules, which keeps international
                units and counts of dose forms apart.

        Raises:
            UnitError: the registry lacks a unit.
        """
        from rxrules.units.pint_bridge import to_pint  # noqa: PLC0415 - pint takes most of a second to load

        return to_pint(self, registry)

    @classmethod
    def from_pint(cls, quantity: pint.Quantity[Any]) -> Quantity:
        """A quantity from one of pint, of any registry.

        Raises:
            UnitError: its unit has no clinical reading.
        """
        from rxrules.units.pint_bridge import from_pint  # noqa: PLC0415

        return from_pint(quantity)


def _divide(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        raise UnitError("the converted value is too large to be a number") from None


def parse_quantity(text: str, *, positive: bool = False, dose: bool = False) -> Quantity:
    """Read a value with its unit.

    Args:
        text: ``5 mg``, ``0.5mg``, ``1,000 mg``, ``500 mg/5 mL``, ``½ tablet``, ``250 x 10^9/L``.
        positive: whether only values above zero are accepted, as for a dose.
        dose: whether ``U`` and ``units`` are international units, see `parse_unit`.

    Raises:
        UnitError: there is no number or no unit, or they can be read in more than one way; ranges and bounds
            are refused.

    >>> str(parse_quantity("500 mg/5 mL"))
    '100 mg/mL'
    """
    if not isinstance(text, str):
        raise UnitError(f"got {text!r} as a quantity; expected a text such as '5 mg'")
    quantity = _read(text, dose)
    if positive and quantity.value <= 0:
        raise UnitError(f"got {text!r}: expected a value above zero")
    return quantity


@lru_cache(maxsize=8192)
def _read(text: str, dose: bool) -> Quantity:  # noqa: FBT001 - the key of a cache
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if len(plain) > 120:
        raise UnitError(f"got a quantity of {len(plain)} characters; expected a number and a unit")
    if re.match(_BOUND, plain):
        raise UnitError(f"got {text!r}: a bound is no value; expected a number and a unit")
    numeral = read_numeral(plain)
    if numeral is None:
        raise UnitError(f"got {text!r}: expected a number and a unit, such as '5 mg'")
    numerator, denominator, end = numeral
    rest = slashes(letters(plain[end:]))
    if not rest:
        raise UnitError(f"got {text!r}: a number without a unit; expected one such as '{plain} mg'")
    if re.match(_RANGE, rest):
        raise UnitError(f"got {text!r}: a range is no single value")
    if re.match(r"e[+-]?\d", rest, re.IGNORECASE):
        raise UnitError(f"got {text!r}: a power of ten in a value may be one of the unit; write the number out")
    if rest != "1" and re.match(_SECOND_NUMBER, rest):
        raise UnitError(f"got {text!r}: two numbers in a row; write one without spaces, as a decimal (0.5, 1000)")
    unit_text, divisor = _without_numbers_below(rest)
    numerator, denominator = reduced(numerator * divisor[1], denominator * divisor[0])
    unit = parse_unit(unit_text, dose=dose)
    if not rest[0].isdigit() and unit.code != "1" and re.match(_SECOND_NUMBER, unit.code):
        # "5 (100.mg)", "3.7/(4)": written out, the two numbers would stand in a row, and could not be read again
        raise UnitError(f"got {text!r}: the unit begins with a number; multiply it into the value")
    return Quantity(_divide(numerator, denominator), unit)


def _without_numbers_below(rest: str) -> tuple[str, tuple[int, int]]:
    """Take the 5 out of mg/5 mL: the unit without it, and what the value is to be divided by."""
    found = re.search(_COUNTED_BELOW, rest)
    if found is None or re.match(_HOURS_OF_A_DAY, found["number"] + " " + found["unit"]) or _is_time(found["unit"]):
        return rest, (1, 1)
    numeral = read_numeral(found["number"])
    if numeral is None or numeral[2] != len(found["number"]) or not numeral[0]:
        raise UnitError(f"got unit {rest!r}: can't divide by {found['number']!r}")
    return rest[: found.start()] + "/" + found["unit"] + rest[found.end() :], (numeral[0], numeral[1])


def _is_time(text: str) -> bool:
    try:
        return parse_unit(text).kind.base in ("time", "calendar")
    except UnitError:
        return False


def elapsed_days(quantity: Quantity, *, approximate: bool = False) -> float:
    """The days that a period lasts.

    Args:
        quantity: a period in seconds to weeks, which is exact; or in months or years, which are calendar
            time.
        approximate: whether a month may count as 30.4375 d and a year as 365.25 d (UCUM's mean Julian
            values).

    Returns:
        Elapsed time in days.

    Raises:
        UnitError: it is no period, or it is calendar time and ``approximate`` was not said.
    """
    if quantity.kind == Kind("time"):
        return quantity.canonical
    if quantity.kind != Kind("calendar"):
        raise UnitError(f"{quantity} is no period of time ({quantity.kind})")
    if not approximate:
        raise UnitError(f"{quantity} is calendar time, and its days depend on the date; approximate=True accepts 30.4375 d a month")
    return quantity.canonical * 30.4375
