"""Reading, converting and printing quantities."""

from __future__ import annotations

import pytest

from rxrules.units import (
    Kind,
    Quantity,
    Unit,
    UnitError,
    decimal_text,
    elapsed_days,
    parse_quantity,
    parse_unit,
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5 mg", "5 mg"),
        ("0.5mg", "0.5 mg"),
        ("1,000 mg", "1000 mg"),
        ("1,234,567.5 [iU]", "1234567.5 [iU]"),
        ("500 mg/5 mL", "100 mg/mL"),
        ("250 mg/5mL", "50 mg/mL"),
        ("5 mg per 5 mL", "1 mg/mL"),
        ("5 mg/0.5 mL", "10 mg/mL"),
        ("100 mg/100 mL/d", "1 mg/mL/d"),
        ("1 mg/2 tablets", "0.5 mg/{tablet}"),
        ("2 g/100 g", "0.02 g/g"),
        ("½ tablet", "0.5 {tablet}"),
        ("1½ tabs", "1.5 {tablet}"),
        ("4 g/24 h", "4 g/d"),
        ("1 g/1 d", "1 g/d"),
        ("10 mg/kg per 24 hours", "10 mg/kg/d"),
        ("250 x 10^9/L", "250 10*9/L"),
        ("250 10*9/L", "250 10*9/L"),
        ("4.5 \N{MULTIPLICATION SIGN}10⁹/L", "4.5 10*9/L"),
        ("1 5 mL spoonful", "1 5.mL"),
        ("28 mL/min/{1.73_m2}", "28 mL/min/{1.73_m2}"),
        ("60 mL/min/1.73 m2", "60 mL/min/{1.73_m2}"),
        ("-5 Cel", "-5 Cel"),
        ("\N{MINUS SIGN}5 Cel", "-5 Cel"),
        ("+5 mg", "5 mg"),
        ("20%", "20 %"),
        ("0 mg", "0 mg"),
        ("-0 mg", "0 mg"),
        ("007 mg", "7 mg"),
    ],
)
def test_a_quantity_is_read(text, read):
    assert str(parse_quantity(text)) == read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,5 mg", "more than one way"),
        ("0,125 mg", "more than one way"),
        ("1.000,5 mg", "more than one way"),
        ("1,00 mg", "more than one way"),
        ("1,0000 mg", "more than one way"),
        ("1.5.2 mg", "more than one way"),
        ("1'000 mg", "more than one way"),
        (".5 mg", "write 0.5 mg"),
        ("-.5 mg", "write 0.5 mg"),
        ("5. mg", "ends with"),
        ("1 000 mg", "two numbers"),
        ("1/2 tablet", "two numbers"),
        ("1 / 2 tablet", "two numbers"),
        ("5 (100.mg)", "the unit begins with a number"),
        ("3.7/(4)", "the unit begins with a number"),
        ("1kg.6", "the unit begins with a number"),
        ("1e5 mg", "power of ten"),
        ("10E3/uL", "power of ten"),
        ("1.5½ mg", "a decimal and a vulgar fraction"),
        ("⅓ tablet", "expected a number"),
        ("1-2 tablets", "a range"),
        ("1 \N{EN DASH} 2 tablets", "a range"),
        ("1 to 2 tablets", "a range"),
        (">60 mL/min", "a bound"),
        ("≤ 5 mg", "a bound"),
        ("up to 5 mg", "a bound"),
        ("5", "without a unit"),
        ("mg", "expected a number"),
        ("", "expected a number"),
        ("nan mg", "expected a number"),
        ("inf mg", "expected a number"),
        ("٣ mg", "expected a number"),
        ("5 mg/0 mL", "can't divide"),
        ("5 mg/1,5 mL", "more than one way"),
        ("5 mg/1.2.3 mL", "more than one way|can't divide"),
        ("1" * 41 + " mg", "40 digits"),
        ("1" * 20 + "." + "1" * 21 + " mg", "40 digits"),
        ("5 " + "m" * 130, "characters"),
        ("5 wombats", "expected a UCUM code"),
        ("5 mg/2 wombats", "expected a UCUM code"),
    ],
)
def test_what_has_two_readings_or_none_is_refused(text, why):
    with pytest.raises(UnitError, match=why):
        parse_quantity(text)


def test_a_huge_number_is_no_infinity():
    with pytest.raises(UnitError, match=r"too large|finite"):
        Quantity(1e308, parse_unit("kg")).to("ng")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), True, "5", None, 10**400])
def test_a_value_that_is_no_finite_number_is_refused(value):
    with pytest.raises(UnitError, match="expected a"):
        Quantity(value, parse_unit("mg"))


def test_a_unit_that_is_only_a_text_is_refused():
    with pytest.raises(UnitError, match="parse_unit"):
        Quantity(5, "mg")


@pytest.mark.parametrize("text", [None, 5, ["5 mg"]])
def test_a_quantity_that_is_no_text_is_refused(text):
    with pytest.raises(UnitError, match="expected a text"):
        parse_quantity(text)


@pytest.mark.parametrize("text", ["0 mg", "-1 mg", "-0 mg"])
def test_a_dose_must_be_above_zero_where_asked_for(text):
    assert parse_quantity(text).value <= 0
    with pytest.raises(UnitError, match="above zero"):
        parse_quantity(text, positive=True)


def test_a_dose_in_units_needs_to_be_called_a_dose():
    assert parse_quantity("100 units/mL", dose=True).kind == Kind("activity", ("volume",))
    with pytest.raises(UnitError, match="laboratory"):
        parse_quantity("100 units/mL")


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        (0.3, "g/d", "mg/d", 300),
        (300, "ug", "mg", 0.3),
        (0.1, "mg", "ug", 100),
        (5, "ug/kg/min", "mg/kg/h", 0.3),
        (30, "mL/min", "L/d", 43.2),
        (37, "Cel", "K", 310.15),
        (98.6, "[degF]", "Cel", 37),
        (1, "[lb_av]", "kg", 0.45359237),
        (120, "mm[Hg]", "kPa", 15.99864),
        (2, "a", "mo", 24),
        (1, "kcal", "kJ", 4.184),
        (1, "kat", "U", 6e7),
        (10, "mL/(8.h)", "mL/d", 30),
        (1.0, "mg", "mg", 1),
        (1, "[gal_us]", "L", 3.785411784),
    ],
)
def test_a_quantity_converts_exactly(value, unit, target, expected):
    assert Quantity(value, parse_unit(unit)).to(target).value == pytest.approx(expected, rel=1e-12)


def test_a_conversion_adds_no_noise():
    assert str(parse_quantity("0.3 g").to("mg")) == "300 mg"
    assert str(parse_quantity("0.29 g").to("mg")) == "290 mg"
    assert str(parse_quantity("1.1 mg").to(parse_unit("ug"))) == "1100 ug"
    assert parse_quantity("300 ug").canonical == 0.3


def test_canonical_values_of_a_unit_without_a_ratio_use_its_factor():
    unit = Unit("x", Kind("mass"), 2.5)
    assert Quantity(4, unit).canonical == 10
    assert Quantity(4, unit).to("mg").value == 10


def test_from_canonical_is_the_inverse_of_canonical():
    quantity = parse_quantity("5 ug/kg/min")
    back = Quantity.from_canonical(quantity.canonical, quantity.kind)
    assert back.unit.code == "mg/kg/d"
    assert back.to("ug/kg/min").value == pytest.approx(5)


def test_canonical_values_multiply_like_their_units():
    strength, count, per_day = (
        parse_quantity("500 mg/tablet"),
        parse_quantity("2 tablets"),
        parse_quantity("4 /d"),
    )
    daily = Quantity.from_canonical(strength.canonical * count.canonical * per_day.canonical, Kind("mass", ("time",)))
    assert str(daily.to("g/d")) == "4 g/d"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (500.0, "500"), (1e-05, "0.00001"), (0.1, "0.1"), (1e22, "10000000000000000000000"),
        (1.5e-7, "0.00000015"), (-2.50, "-2.5"),
        (0.0, "0"), (-0.0, "0"), (123456.789, "123456.789"), (1e16, "10000000000000000"),
        (5e-324, "0." + "0" * 323 + "5"),
    ],
)  # fmt: skip
def test_a_number_is_printed_as_its_shortest_decimal(value, text):
    assert decimal_text(value) == text


def test_a_number_that_is_not_finite_is_not_printed():
    with pytest.raises(UnitError, match="finite"):
        decimal_text(float("nan"))


def test_elapsed_time_is_exact_and_calendar_time_only_on_demand():
    assert elapsed_days(parse_quantity("2 wk")) == 14
    assert elapsed_days(parse_quantity("2 a"), approximate=True) == 730.5
    assert elapsed_days(parse_quantity("2 mo"), approximate=True) == 60.875
    with pytest.raises(UnitError, match="approximate=True"):
        elapsed_days(parse_quantity("2 mo"))
    with pytest.raises(UnitError, match="no period"):
        elapsed_days(parse_quantity("2 mg"))


def test_a_quantity_in_spoons_of_5_ml_reads_as_it_is_written():
    spoons = parse_quantity("2 5 mL spoonful")
    assert str(spoons) == "2 5.mL"
    assert parse_quantity(str(spoons)) == spoons


def test_a_unit_whose_code_is_longer_than_what_is_read_is_refused():
    with pytest.raises(UnitError, match="its code would have 83 characters"):
        parse_unit("6" * 77 + "/2U")


def test_a_dose_is_above_zero_however_small():
    assert parse_quantity("0.5 mg", positive=True).value == 0.5
    assert parse_quantity("1 mg", positive=True).value == 1
    for text in ("0 mg", "-1 mg"):
        with pytest.raises(UnitError, match="above zero"):
            parse_quantity(text, positive=True)


def test_a_conversion_rounds_once():
    assert 9 * 0.001 != 0.009, "which floats get wrong"
    for number in range(1, 1000):
        assert parse_quantity(f"{number} mg").to("g").value == number / 1000
        assert parse_quantity(f"{number} ug/min").to("mg/min").value == number / 1000
        assert parse_quantity(f"0.{number:03d} g").to("mg").value == number


def test_a_temperature_converts_by_its_offset_both_ways():
    assert parse_quantity("98.6 [degF]").to("Cel").value == pytest.approx(37)
    assert parse_quantity("37 Cel").to("[degF]").value == pytest.approx(98.6)
    assert parse_quantity("98.6 [degF]").canonical == pytest.approx(37)
