"""Quantities, their units, and the kinds that keep them apart.

A unit is read into a [`Kind`][rxrules.units.kinds.Kind] before anything is compared, because dimensions alone
would let mg/kg/d pass for a frequency and two tablets for one puff.
"""

from __future__ import annotations

from rxrules.errors import UnitError
from rxrules.units.analytes import convert_analyte
from rxrules.units.codes import coded_unit
from rxrules.units.compare import TOLERANCE, at_least, equal, exceeds
from rxrules.units.kinds import Kind, Unit, canonical_unit
from rxrules.units.numerals import decimal_text
from rxrules.units.parse import parse_unit
from rxrules.units.quantity import Quantity, elapsed_days, parse_quantity

__all__ = [
    "TOLERANCE",
    "Kind",
    "Quantity",
    "Unit",
    "UnitError",
    "at_least",
    "canonical_unit",
    "coded_unit",
    "convert_analyte",
    "decimal_text",
    "elapsed_days",
    "equal",
    "exceeds",
    "parse_quantity",
    "parse_unit",
]
