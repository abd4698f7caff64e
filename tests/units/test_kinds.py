"""Kinds of quantity and their canonical units."""

from __future__ import annotations

import pytest

from rxrules.units import Kind, UnitError, canonical_unit, parse_unit
from rxrules.units.kinds import BASES
from rxrules.units.table import ATOMS


def test_denominators_have_one_order():
    assert Kind("mass", ("time", "body_weight")) == Kind("mass", ("body_weight", "time"))
    assert str(Kind("volume", ("standard_surface", "time"))) == "volume/time/standard_surface"
    assert hash(Kind("mass", ("time", "body_weight"))) == hash(Kind("mass", ("body_weight", "time")))


@pytest.mark.parametrize("base", ["", "weight", "count:", "arbitrary:", "body_weight"])
def test_an_unknown_base_is_refused(base):
    with pytest.raises(UnitError, match="unknown kind"):
        Kind(base)


def test_an_unknown_or_repeated_denominator_is_refused():
    with pytest.raises(UnitError, match="unknown denominator"):
        Kind("mass", ("day",))
    with pytest.raises(UnitError, match="stands twice"):
        Kind("mass", ("time", "time"))


def test_a_kind_gains_and_loses_denominators():
    daily = Kind("mass", ("body_weight",)).over("time")
    assert daily == Kind("mass", ("body_weight", "time"))
    assert daily.without("body_weight") == Kind("mass", ("time",))
    with pytest.raises(UnitError, match="is not per volume"):
        daily.without("volume")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind("mass", ("body_weight", "time")), "mg/kg/d"),
        (Kind("volume", ("time", "standard_surface")), "mL/d/{1.73_m2}"),
        (Kind("mass", ("count:tablet",)), "mg/{tablet}"),
        (Kind("count:puff", ("time",)), "{puff}/d"),
        (Kind("number", ("time",)), "/d"),
        (Kind("number"), "1"),
        (Kind("mass", ("body_surface",)), "mg/m2"),
        (Kind("arbitrary:[CFU]", ("volume",)), "[CFU]/mL"),
        (Kind("body_mass_index"), "kg/m2"),
        (Kind("osmoles", ("mass",)), "mosm/mg"),
    ],
)
def test_the_canonical_code_is_that_of_the_base_over_the_denominators(kind, code):
    assert kind.canonical_code == code
    unit = parse_unit(code)
    assert unit.kind == kind
    assert unit.factor == 1
    assert unit == canonical_unit(kind)


def test_every_base_but_a_fraction_is_canonical_in_a_unit_of_factor_one():
    bases = {*BASES, *(atom.base for atom in ATOMS.values())} - {"fraction"}
    for base in bases:
        assert parse_unit(Kind(base).canonical_code) == canonical_unit(Kind(base))
