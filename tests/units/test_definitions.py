"""Every factor of the table against UCUM's own definitions, evaluated here from its XML without pint."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import ucumvert

from rxrules.units import parse_unit
from rxrules.units.table import ATOMS, RARE

ESSENCE = Path(ucumvert.__file__).parent / "vendor" / "ucum-essence.xml"
ROOT = ET.parse(ESSENCE).getroot()  # noqa: S314 - a file of an installed package
NS = {"u": ROOT.tag.partition("}")[0].lstrip("{")}
BASE = {node.get("Code") for node in ROOT.findall("u:base-unit", NS)}
PREFIX = {node.get("Code"): Fraction(node.find("u:value", NS).get("value")) for node in ROOT.findall("u:prefix", NS)}
UNITS = {node.get("Code"): node for node in ROOT.findall("u:unit", NS)}
METRIC = {code for code, node in UNITS.items() if node.get("isMetric") == "yes"} | BASE


@cache
def factor(code: str) -> Fraction:
    """The factor of a symbol to UCUM's base units (m, s, g, ...)."""
    if code in BASE:
        return Fraction(1)
    if code in UNITS:
        value = UNITS[code].find("u:value", NS)
        return Fraction(value.get("value")) * term(value.get("Unit"))
    prefix = next(p for p in sorted(PREFIX, key=len, reverse=True) if code.startswith(p) and code[len(p) :] in METRIC)
    return PREFIX[prefix] * factor(code.removeprefix(prefix))


def term(text: str) -> Fraction:
    result = Fraction(1)
    for operator, component in re.findall(r"(^|[./])([^./]+)", text):
        found = re.fullmatch(r"(10[*^]|\d+$|.*?[^\d+-])([+-]?\d+)?", component)
        stem, exponent = found[1], int(found[2] or 1)
        value = Fraction(10) if stem in ("10*", "10^") else Fraction(stem) if stem.isdigit() else factor(stem)
        result *= value ** (-exponent if operator == "/" else exponent)
    return result


CANONICAL = {
    "mass": "mg", "amount": "mmol", "volume": "mL", "length": "cm", "area": "m2", "time": "d",
    "energy": "kcal", "enzyme": "U",
    "pressure": "mm[Hg]", "radioactivity": "MBq", "fraction": "1", "equivalents": "meq", "osmoles": "mosm",
    "activity": "[iU]",
}  # fmt: skip
OURS = {"[drp]"}  # a drop is counted, whatever UCUM says of its volume


@pytest.mark.parametrize("symbol", [s for s, atom in ATOMS.items() if atom.base in CANONICAL and s not in OURS])
def test_a_symbol_of_the_table_has_the_factor_that_ucum_gives_it(symbol):
    numerator, denominator = parse_unit(symbol).ratio
    assert Fraction(numerator, denominator) == term(symbol) / term(CANONICAL[ATOMS[symbol].base])


@pytest.mark.parametrize("symbol", sorted(RARE))
def test_a_rare_symbol_has_the_factor_that_ucum_gives_it(symbol):
    unit = parse_unit(symbol)
    assert unit.factor == pytest.approx(float(term(symbol) / term(CANONICAL[unit.kind.base])), rel=1e-9)
