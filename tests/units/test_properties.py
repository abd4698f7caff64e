"""Laws that hold for every unit and value."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rxrules.units import Quantity, UnitError, decimal_text, equal, parse_quantity, parse_unit
from rxrules.units.numerals import exact_ratio, read_numeral
from rxrules.units.table import ATOMS

TOPS = [
    "mg",
    "g",
    "ug",
    "kg",
    "mmol",
    "meq",
    "[iU]",
    "m[iU]",
    "U",
    "mL",
    "L",
    "{tablet}",
    "{puff}",
    "10*9",
    "kcal",
    "%",
    "MBq",
    "mosm",
    "cm",
]
BELOWS = [
    "",
    "/kg",
    "/m2",
    "/d",
    "/h",
    "/min",
    "/kg/d",
    "/kg/min",
    "/m2/h",
    "/mL",
    "/dL",
    "/{tablet}",
    "/min/{1.73_m2}",
    "/(8.h)",
    "/g",
    "/mo",
]

codes = st.one_of(
    st.sampled_from(sorted(ATOMS)),
    st.tuples(st.sampled_from(TOPS), st.sampled_from(BELOWS)).map("".join).filter(lambda c: c != "kg/m2/h"),
)
units = codes.map(parse_unit)
values = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-12)


@given(values, units)
def test_what_is_printed_is_read_back(value, unit):
    quantity = Quantity(value, unit)
    assert parse_quantity(str(quantity)) == quantity


@given(values, units, units)
@example(0.1, parse_unit("mg"), parse_unit("g"))
def test_a_conversion_goes_there_and_back_and_kinds_never_mix(value, unit, other):
    quantity = Quantity(value, unit)
    if unit.kind != other.kind:
        with pytest.raises(UnitError, match="different kinds"):
            quantity.to(other)
        return
    there = quantity.to(other)
    assert there.unit == other
    if not (unit.offset or other.offset):
        assert equal(there.canonical, quantity.canonical)
        assert equal(there.to(unit).value, value)
    else:
        assert there.to(unit).value == pytest.approx(value, rel=1e-9, abs=1e-9)


MASSES = ["ng", "ug", "mg", "g", "kg", "[lb_av]", "[oz_av]"]


@given(values, *[st.sampled_from(MASSES)] * 3)
def test_conversions_are_transitive(value, first, second, third):
    quantity = Quantity(value, parse_unit(first))
    assert equal(quantity.to(second).to(third).value, quantity.to(third).value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_is_the_number(value):
    text = decimal_text(value)
    assert float(text) == value
    assert "e" not in text
    numerator, denominator = exact_ratio(value)
    assert numerator / denominator == value


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_a_decimal_is_read_exactly(decimal):
    numeral = read_numeral(f"{decimal} mg")
    assert numeral is not None
    assert numeral[0] / numeral[1] == float(decimal)
    assert numeral[0] * 10**6 == int(decimal * 10**6) * numeral[1]


@given(st.text(alphabet="mgkLdhuUi[]{}()/.10*^ 2735-+%tabs,µ²½", max_size=14))
def test_any_text_is_read_or_refused_and_what_is_read_is_stable(text):
    try:
        unit = parse_unit(text)
    except UnitError:
        return
    assert parse_unit(unit.code) == unit
    assert unit.factor > 0


@given(st.text(max_size=20))
def test_any_quantity_is_read_or_refused(text):
    try:
        quantity = parse_quantity(text)
    except UnitError:
        return
    assume(quantity.value == quantity.value)
    assert parse_quantity(str(quantity)).kind == quantity.kind
