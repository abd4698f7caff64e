"""A formula by name and version: whom it is for, what it takes, and its result with the steps that led to it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen

from rxrules.clinical.parameter import amount_text
from rxrules.clinical.population import OutsidePopulation
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError
from rxrules.units import Quantity, equal, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rxrules.clinical.parameter import Parameter


def _identifier(self: Formula) -> str:
    return f"{self.name}-{self.version}" if self.version.isdecimal() else self.name


@frozen
class Formula:
    """A formula of one version.

    Attributes:
        name: what all its versions are called, ``cockcroft-gault``.
        version: the year of its publication; ``label`` where prescribing information gives it, ``arithmetic`` where nobody has to.
        title: what it gives and whose it is, for people.
        source: the publication.
        population: whom it is for, in words.
        parameters: what it takes.
        unit: the UCUM code of its result.
        core: the function of plain numbers, each in the unit of its parameter.
        working: how the result comes about, in words, from the same arguments; the last line is the sum that the result follows.
        reading: what the result means (a class, a weight that was chosen), from the result and the same arguments; or None.
        example: arguments as a user writes them.
        expected: what the example gives, in ``unit``, to the digits that are written.
        id: name and year, ``cockcroft-gault-1976``; without a year where there is none.
    """

    name: str
    version: str
    title: str
    source: str
    population: str
    parameters: tuple[Parameter, ...]
    unit: str
    core: Callable[..., float] = field(repr=False)
    working: Callable[..., tuple[str, ...]] = field(repr=False)
    example: Mapping[str, str] = field(repr=False, hash=False)
    expected: float = field(repr=False)
    reading: Callable[..., str] | None = field(default=None, repr=False)
    id: str = field(init=False)

    @id.default
    def _id(self) -> str:
        return _identifier(self)

    def compute(self, **values: float | str | None) -> float:
        """The result in ``unit``, from plain numbers in the units of the parameters; for engines, without units and fast.

        Args:
            values: by the name of the parameter; None, like an absent one, is not known.

        Raises:
            OutsidePopulation: a value is missing or can't be right, or the formula is not made for it; it names the parameter.
            TypeError: a name is none of its parameters.
        """
        return self.core(**self._completed(values))

    def __call__(self, **given: Quantity | str | float) -> Result:
        """The result with its unit and steps, from quantities.

        Args:
            given: by the name of the parameter: a text (``"72 kg"``, ``"male"``), a Quantity, or a plain number where the parameter
                has no unit.

        Raises:
            InputError: a value can't be read, is of another kind of quantity, or can't be right; a name is none of its parameters.
                All that is wrong is said at once.
            OutsidePopulation: an input is missing, or the formula is not made for it.
        """
        inputs, values = self._read(given)
        complete = self._completed(values)
        value = self.core(**complete)
        working = self.working(**complete)
        steps = (*self._conversions(inputs, values), *working[:-1], f"{working[-1]} = {amount_text(value, self.unit)}")
        reading = self.reading(value, **complete) if self.reading else ""
        return Result(Quantity(value, parse_unit(self.unit)), self, MappingProxyType(inputs), steps, reading)

    def _completed(self, values: Mapping[str, float | str | None]) -> dict[str, float | str]:
        complete: dict[str, float | str] = {}
        for one in self.parameters:
            value = values.get(one.name)
            if value is not None:
                complete[one.name] = one.checked(value)
            elif one.default is not None:
                complete[one.name] = one.default
            elif one.required:
                raise OutsidePopulation(one.name, f"it is missing; expected {one.expected}")
        if not values.keys() <= {one.name for one in self.parameters}:
            unknown = ", ".join(sorted(values.keys() - {one.name for one in self.parameters}))
            raise TypeError(f"{self.id} has no parameter {unknown}")
        return complete

    def _read(self, given: Mapping[str, Quantity | str | float]) -> tuple[dict[str, Quantity | str], dict[str, float | str]]:
        inputs: dict[str, Quantity | str] = {}
        values: dict[str, float | str] = {}
        known = {one.name: one for one in self.parameters}
        problems: list[InputError] = []
        for name, value in given.items():
            if name not in known:
                problems.append(InputError(f"{self.id} takes no such input; {_takes(name, known)}", name))
                continue
            try:
                inputs[name], values[name] = known[name].given(value)
            except InputError as problem:
                problems.append(problem)
        problems += [
            OutsidePopulation(one.name, f"it is missing; expected {one.expected}")
            for one in self.parameters
            if one.required and one.default is None and one.name not in given
        ]
        if len(problems) == 1:
            raise problems[0]
        if problems:
            raise InputError("\n".join(str(problem) for problem in problems))
        return inputs, values

    def _conversions(self, inputs: Mapping[str, Quantity | str], values: Mapping[str, float | str]) -> tuple[str, ...]:
        """A line for each input that was given in another unit than the formula's, or that it takes a whole number of."""
        lines = []
        for one in self.parameters:
            quantity, value = inputs.get(one.name), values.get(one.name)
            if isinstance(quantity, Quantity) and isinstance(value, int | float) and one.unit != "1":
                same = quantity.unit.code == one.unit and equal(quantity.value, value)
                if not same:
                    lines.append(f"{one.name}: {quantity} is {amount_text(value, one.unit)}")
        return tuple(lines)


@frozen
class Result:
    """What a formula gave.

    Attributes:
        value: the result with its unit.
        formula: which.
        inputs: what it was given, by parameter.
        steps: how the result came about, a line each.
        reading: what it means (``class B``), or empty.
    """

    value: Quantity
    formula: Formula
    inputs: Mapping[str, Quantity | str] = field(hash=False)
    steps: tuple[str, ...]
    reading: str = ""

    def __str__(self) -> str:
        """The result to six digits, and the formula: ``80 mL/min, creatinine clearance (Cockcroft-Gault 1976)``."""
        reading = f" ({self.reading})" if self.reading else ""
        return f"{amount_text(self.value.value, self.formula.unit)}{reading}, {self.formula.title}"


def _takes(name: str, known: Mapping[str, Parameter]) -> str:
    return did_you_mean(name, known) or f"it takes {', '.join(known)}"
