"""What a formula takes: a quantity in a unit, a pure number or one of several words, and what can't be right of it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from rxrules.clinical.population import OutsidePopulation
from rxrules.errors import InputError, UnitError
from rxrules.units import Quantity, convert_analyte, parse_quantity, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: More than this no quantity of prescribing is, whatever its unit.
_BOUNDLESS: Final = 1e9
#: Units whose codes are not what people read.
_WORDS: Final = {
    "{score}": "points", "{MME}/d": "MME/d", "mL/min/{1.73_m2}": "mL/min/1.73 m2", "1": "", "{INR}": "", "[iU]/kg/h": "IU/kg/h",
    "[iU]/h": "IU/h", "[iU]/mL": "IU/mL",
}  # fmt: skip


def amount_text(value: float, unit: str) -> str:
    """A number with its unit as people read it, to six digits: ``27 mL/min/1.73 m2``."""
    return f"{value:.6g} {_WORDS.get(unit, unit)}".rstrip()


@frozen
class Parameter:
    """An input of a formula.

    Attributes:
        name: as it is written in a call, ``creatinine``.
        meaning: what it is, in words.
        unit: the UCUM code of the unit in which `Formula.compute` takes it; ``1`` for a pure number, empty for words.
        low: below this it can't be right, in ``unit``. These windows find slips of the pen and have no other meaning.
        high: above this it can't be right, in ``unit``.
        words: what may be said, where it is no quantity.
        spellings: other ways to write one of the words.
        default: what holds where it is not given; None where there is no such value.
        required: whether the formula can't do without it.
        analyte: the substance, where mass and amount convert into each other.
        read: reads a text that is written in a way of its own, into ``unit``; None where it is not.
    """

    name: str
    meaning: str
    unit: str = ""
    low: float = 0.0
    high: float = _BOUNDLESS
    words: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(factory=dict, hash=False)
    default: float | str | None = None
    required: bool = True
    analyte: str = ""
    read: Callable[[str], float | None] | None = None

    @property
    def expected(self) -> str:
        """What is expected, in words: ``body weight in kg, 0.2 to 700``."""
        if self.words:
            return f"{self.meaning}: {', '.join(self.words)}"
        unit = "years (a)" if self.unit == "a" else _WORDS.get(self.unit, self.unit)
        span = f"{self.low:g} to {self.high:g}" if self.high < _BOUNDLESS else "above 0" if self.low else "0 or more"
        return f"{self.meaning}{f' in {unit}' if unit else ', a number'}, {span}"

    @property
    def canonical_factor(self) -> float:
        """What a value in ``unit`` is multiplied by to be in the canonical unit of its kind (rxrules.units)."""
        return parse_unit(self.unit).factor

    def checked(self, value: float | str) -> float | str:
        """A value as `Formula.compute` takes it, if it can be right.

        Raises:
            OutsidePopulation: it is not finite, outside the window, or none of the words.
        """
        if self.words:
            if value in self.words:
                return value
            raise OutsidePopulation(self.name, f"got {value!r}, expected {self.expected}")
        # bool is an int to Python, and True is no weight
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise OutsidePopulation(self.name, f"got {value!r}, expected {self.expected}")
        if not self.low <= value <= self.high:
            raise self._not_right(amount_text(value, self.unit))
        return value

    def _not_right(self, given: str) -> OutsidePopulation:
        return OutsidePopulation(self.name, f"got {given}, which can't be right; expected {self.expected}")

    def given(self, value: Quantity | str | float) -> tuple[Quantity | str, float | str]:
        """What a caller gave, as it was given and in the form of `Formula.compute`.

        Raises:
            InputError: it can't be read, is of another kind of quantity, or can't be right.
        """
        if self.words:
            word = " ".join(value.casefold().split()) if isinstance(value, str) else value
            checked = self.checked(self.spellings.get(word, word) if isinstance(word, str) else repr(value))
            return str(checked), checked
        quantity = self._quantity(value)
        number = self._in_unit(quantity)
        if not self.low <= number <= self.high:
            raise self._not_right(str(quantity))
        return quantity, number

    def _quantity(self, value: Quantity | str | float) -> Quantity:
        if isinstance(value, Quantity):
            return value
        try:
            if isinstance(value, str):
                own = self.read(value) if self.read else None
                if own is not None:
                    return Quantity(own, parse_unit(self.unit))
                bare = re.fullmatch(r"[\d.,+-]+", value.strip()) is not None
                if not bare or self.unit == "1":
                    return parse_quantity(f"{value.strip()} 1" if bare else value, dose=True)
            elif self.unit == "1":
                return Quantity(value, parse_unit("1"))
        except UnitError as problem:
            # what the parser of units expects is less than what is known here
            said = re.split(r"[:;,]? expected ", str(problem), maxsplit=1)[0]
            raise InputError(f"{said}; expected {self.expected}", self.name) from None
        raise InputError(f"got {value!r} without a unit; expected {self.expected}, as '{value} {self.unit}'", self.name)

    def _in_unit(self, quantity: Quantity) -> float:
        try:
            value = convert_analyte(quantity, self.analyte, self.unit).value if self.analyte else quantity.to(self.unit).value
        except UnitError:
            raise InputError(f"got {quantity} ({quantity.kind}); expected {self.expected}", self.name) from None
        # a calendar age of 78 a is that of somebody of 78 whole years
        return float(math.floor(value + 1e-9)) if self.unit == "a" else value
