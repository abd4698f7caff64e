"""Quantities from and to pint, unit by unit and never by dimension, so that mg/kg stays a dose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rxrules.errors import UnitError
from rxrules.units.grammar import symbols_of
from rxrules.units.kinds import Kind, canonical_unit
from rxrules.units.parse import parse_unit, rare
from rxrules.units.quantity import Quantity
from rxrules.units.ucum import OWN_UNITS, registry

if TYPE_CHECKING:
    import pint

_PREFIXES: Final = {
    "femto": "f", "pico": "p", "nano": "n", "micro": "u", "milli": "m", "centi": "c", "deci": "d",
    "hecto": "h", "kilo": "k",
    "mega": "M", "giga": "G",
}  # fmt: skip

# pint's name of each unit and UCUM's symbol. Its month and year are mean elapsed times and ours of the
# calendar, so they have no name here.
_NAMES: Final = {
    "gram": "g",
    "metric_ton": "t",
    "pound": "[lb_av]",
    "ounce": "[oz_av]",
    "mole": "mol",
    "liter": "L",
    "cubic_centimeter": "mL",
    "meter": "m",
    "inch": "[in_i]",
    "foot": "[ft_i]",
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "week": "wk",
    "percent": "%",
    "calorie": "cal",
    "joule": "J",
    "pascal": "Pa",
    "bar": "bar",
    "millimeter_Hg": "mm[Hg]",
    "becquerel": "Bq",
    "curie": "Ci",
    "katal": "kat",
    "enzyme_unit": "U",
    "degree_Celsius": "Cel",
    "kelvin": "K",
    "degree_Fahrenheit": "[degF]",
    "rx_calendar_year": "a",
    **{name: code for code, name in OWN_UNITS.items()},
}
_OF_SYMBOL: Final = {code: name for name, code in _NAMES.items() if code != "mL"}
_OF_POWER: Final = {
    **{f"{letter}m{power}": f"{prefix}meter ** {power}"
       for prefix, letter in {"": "", "deci": "d", "centi": "c", "milli": "m"}.items() for power in (2, 3)},
    "1": "dimensionless",
    "kg/m2": "kilogram / meter ** 2",
}  # fmt: skip
_OF_PREFIX: Final = {letter: name for name, letter in _PREFIXES.items()}


def from_pint(quantity: pint.Quantity[Any]) -> Quantity:
    """A quantity from one of pint, of any registry; see `Quantity.from_pint`.

    Raises:
        UnitError: its unit has no clinical reading, or its value is no number.
    """
    try:
        value, powers = (
            quantity.magnitude,
            [(name, float(str(power))) for name, power in quantity.unit_items()],
        )
    except AttributeError:
        raise UnitError(f"got {quantity!r}; expected a quantity of pint") from None
    above: list[str] = []
    below: list[str] = []
    for name, power in powers:
        symbol = _symbol(name, quantity)
        if power in (2, -2, 3, -3) and f"{symbol}{abs(power):.0f}" in _OF_POWER:
            symbol = f"{symbol}{abs(power):.0f}"
        elif power not in (1, -1):
            raise UnitError(f"got {quantity}: {name} to the power of {power:g} is in no clinical quantity")
        (below if power in (-1, -2, -3) else above).append(symbol)
    code = ".".join(above) + "".join(f"/{symbol}" for symbol in below)
    # numpy's scalars are numbers too, but not Python's.
    return Quantity(value.item() if hasattr(value, "item") else value, parse_unit(code or "1"))


def _symbol(name: str, quantity: pint.Quantity[Any]) -> str:
    if name in _NAMES:
        return _NAMES[name]
    for prefix, letter in _PREFIXES.items():
        symbol = _NAMES.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if symbol is not None:
            return letter + symbol
    raise UnitError(f"got {quantity}: pint's {name} has no clinical reading here")


def to_pint(quantity: Quantity, target: pint.UnitRegistry[Any] | None = None) -> pint.Quantity[Any]:
    """A quantity as one of pint; see `Quantity.to_pint`.

    Where pint has no name for the unit (a drop of 1/20 mL, numbers below the line), the canonical unit is
    used.

    Raises:
        UnitError: the registry lacks a unit.
    """
    import pint  # noqa: PLC0415 - it takes most of a second to load

    own = registry() if target is None else target
    value, symbols = quantity.value, symbols_of(quantity.unit.code, lookup=rare)
    name = _expression(*symbols) if symbols else None
    if name is None:
        # Every canonical symbol has a name, but a fraction's: 1 would come back as a number.
        fraction = quantity.kind == Kind("fraction")
        value = quantity.to("%" if fraction else canonical_unit(quantity.kind)).value
        name = "percent" if fraction else _expression(*quantity.kind.canonical_symbols)
    try:
        return own.Quantity(value, own.Unit(str(name)))
    except pint.UndefinedUnitError:
        raise UnitError(f"the registry has no unit for {quantity} ({name}); the one of rxrules has it") from None


def _expression(above: tuple[str, ...], below: tuple[str, ...]) -> str | None:
    names = [_name(symbol) for symbol in (*above, *below)]
    if None in names:
        return None
    return " * ".join(str(name) for name in names[: len(above)] or ["dimensionless"]) + "".join(
        f" / ({name})" for name in names[len(above) :]
    )


def _name(symbol: str) -> str | None:
    if symbol in _OF_SYMBOL:
        return _OF_SYMBOL[symbol]
    if symbol in _OF_POWER:
        return _OF_POWER[symbol]
    prefix, rest = _OF_PREFIX.get(symbol[:1]), _OF_SYMBOL.get(symbol[1:])
    return f"{prefix}{rest}" if prefix and rest else None
