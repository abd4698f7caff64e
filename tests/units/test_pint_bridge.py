"""To pint and back, with every registry."""

from __future__ import annotations

import pint
import pytest

from rxrules.units import Quantity, UnitError, equal, parse_quantity, parse_unit
from rxrules.units.table import ATOMS
from rxrules.units.ucum import pint_of_ucum, rare_atom, registry


@pytest.fixture(scope="module")
def plain():
    return pint.UnitRegistry()


@pytest.mark.parametrize(
    "text",
    [
        "5 mg", "0.3 g/d", "5 [iU]", "2 tablets", "5 mg/tablet", "30 mL/min/1.73m2", "5 m[iU]/L",
        "250 10*9/L", "25 kg/m2", "20 %",
        "3 [ppm]", "37 Cel", "72 /min", "72 {beats}/min", "5 meq/L", "10 mg/kg/d", "1.8 m2", "7 cm2",
        "1 mL/(8.h)", "3 a", "4 mo",
        "1 [gal_us]", "2 [drp]", "5 [CFU]", "12 kPa", "1 cm[H2O]", "10 M[iU]", "5 U/L", "2 10*-3/uL", "1 1",
        "60 {MME}/d",
        "5 [anti'Xa'U]/mL", "12 wk", "100 MBq/kg", "290 mosm/kg", "1 [lb_av]/h",
    ],
)  # fmt: skip
def test_a_quantity_goes_to_pint_and_back(text):
    quantity = parse_quantity(text)
    back = Quantity.from_pint(quantity.to_pint())
    assert back.kind == quantity.kind
    assert equal(back.canonical, quantity.canonical)


def test_a_quantity_keeps_its_unit_in_pint():
    made = parse_quantity("5 g").to_pint()
    assert (made.magnitude, str(made.units)) == (5.0, "gram")


def test_every_symbol_goes_to_pint_and_back():
    for symbol in ATOMS:
        quantity = Quantity(7, parse_unit(symbol))
        back = Quantity.from_pint(quantity.to_pint())
        assert (back.kind, equal(back.canonical, quantity.canonical)) == (quantity.kind, True), symbol


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("5 mg/kg/day", "5 mg/kg/d"),
        ("5 mcg/kg/min", "5 ug/kg/min"),
        ("3 cc", "3 mL"),
        ("10 mL/min", "10 mL/min"),
        ("1.8 m**2", "1.8 m2"),
        ("24 kg/m**2", "24 kg/m2"),
        ("50 percent", "50 %"),
        ("3 U", "3 U"),
        ("5 mmHg", "5 mm[Hg]"),
        ("4 mmol/L", "4 mmol/L"),
        ("4 dimensionless", "4 1"),
        ("2 /day", "2 /d"),
        ("5 cm**3", "5 cm3"),
        ("5 mg/m**2", "5 mg/m2"),
        ("5 mg/m**3", "5 mg/m3"),
    ],
)
def test_a_quantity_of_any_registry_is_read(plain, expression, expected):
    assert str(Quantity.from_pint(plain(expression))) == expected


@pytest.mark.parametrize(
    "expression",
    ["2 count", "5 month", "5 year", "5 mg**2", "5 mg**0.5", "5 volt", "5 g*m", "1 gallon", "1 m**-4"],
)
def test_what_has_no_clinical_reading_is_refused(plain, expression):
    with pytest.raises(UnitError):
        Quantity.from_pint(plain(expression))


@pytest.mark.parametrize("value", [5, "5 mg", None])
def test_what_is_no_quantity_of_pint_is_refused(value):
    with pytest.raises(UnitError, match="expected a quantity of pint"):
        Quantity.from_pint(value)


def test_a_value_of_pint_that_is_not_finite_is_refused(plain):
    with pytest.raises(UnitError, match="finite"):
        Quantity.from_pint(plain.Quantity(float("nan"), "mg"))


def test_another_registry_may_be_given_and_may_lack_a_unit(plain):
    assert parse_quantity("5 mg/kg/d").to_pint(plain) == plain("5 mg/kg/day")
    with pytest.raises(UnitError, match="has no unit"):
        parse_quantity("2 tablets").to_pint(plain)


def test_in_our_registry_pint_refuses_to_mix_kinds():
    tablets, puffs, units = (parse_quantity(text).to_pint() for text in ("2 tablets", "1 puff", "5 [iU]"))
    for one, other in ((tablets, puffs), (units, registry()("5 percent")), (tablets, units)):
        with pytest.raises(pint.DimensionalityError):
            one > other  # noqa: B015 - it must raise


def test_the_table_agrees_with_ucumvert_and_pint():
    canonical = {"mass": "milligram", "amount": "millimole", "volume": "milliliter", "length": "centimeter",
                 "area": "meter ** 2",
                 "time": "day", "energy": "kilocalorie", "pressure": "millimeter_Hg",
                 "radioactivity": "megabecquerel",
                 "enzyme": "micromole / minute", "fraction": "dimensionless"}  # fmt: skip
    checked = 0
    for symbol, atom in ATOMS.items():
        # pint's inches of mercury and water are those at 60 degrees; ucumvert reads [Cal] as cal.
        if atom.base not in canonical or symbol in ("[in_i'Hg]", "[in_i'H2O]", "[Cal]"):
            continue
        theirs = pint_of_ucum(symbol).to(canonical[atom.base]).magnitude
        # pint's millimetre of mercury differs from UCUM's in the seventh digit.
        tolerance = 5e-6 if atom.base == "pressure" else 1e-12
        assert atom.numerator / atom.denominator == pytest.approx(theirs, rel=tolerance), symbol
        checked += 1
    assert checked > 100


def test_a_rare_symbol_needs_a_clinical_dimension():
    with pytest.raises(UnitError, match="no clinical kind"):
        rare_atom("V")
    with pytest.raises(UnitError, match="no UCUM code"):
        rare_atom("wombat")
