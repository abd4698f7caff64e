"""Reading units: what is understood, under which code, kind and factor."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rxrules.units import UnitError, parse_unit
from rxrules.units.table import ATOMS, FORMS, RARE, REFUSED


@pytest.mark.parametrize(
    ("text", "code", "kind", "factor"),
    [
        ("mg", "mg", "mass", 1),
        ("kg", "kg", "mass", 1e6),
        ("gm", "g", "mass", 1000),
        ("cc", "mL", "volume", 1),
        ("dl", "dL", "volume", 100),
        ("mg/kg/d", "mg/kg/d", "mass/body_weight/time", 1),
        ("mg/d/kg", "mg/kg/d", "mass/body_weight/time", 1),
        ("mg/(kg.d)", "mg/kg/d", "mass/body_weight/time", 1),
        ("mg.kg-1.d-1", "mg/kg/d", "mass/body_weight/time", 1),
        ("mg.m-2", "mg/m2", "mass/body_surface", 1),
        ("mL.min-1.m-2", "mL/m2/min", "volume/body_surface/time", 1440),
        ("ug.m-3", "ug/m3", "mass/volume", 1e-9),
        ("mmol/((8.h).kg)", "mmol/(8.kg.h)", "amount/body_weight/time", 3),
        ("mg/1 mL", "mg/mL", "mass/volume", 1),
        ("mg/(2.3.h)", "mg/(2.3.h)", "mass/time", 4),
        ("mg/(10*-3.L)", "mg/(10*-3.L)", "mass/volume", 1),
        ("kg/(10.m2)", "kg/(10.m2)", "body_mass_index", 0.1),
        ("2.10*3.[iU]/mL", "2.10*3.[iU]/mL", "activity/volume", 2000),
        ("mcg/kg/min", "ug/kg/min", "mass/body_weight/time", 1.44),
        ("mmol/(8.h.kg)", "mmol/(8.kg.h)", "amount/body_weight/time", 3),
        ("mg/5 mL", "mg/(5.mL)", "mass/volume", 0.2),
        ("g/100mL", "g/(100.mL)", "mass/volume", 10),
        ("mg/m²", "mg/m2", "mass/body_surface", 1),
        ("mg/m^2", "mg/m2", "mass/body_surface", 1),
        ("mL/min", "mL/min", "volume/time", 1440),
        ("mL/min/m2", "mL/m2/min", "volume/body_surface/time", 1440),
        ("mL/min/{1.73_m2}", "mL/min/{1.73_m2}", "volume/time/standard_surface", 1440),
        ("10*9/L", "10*9/L", "number/volume", 1e6),
        ("x10^9/L", "10*9/L", "number/volume", 1e6),
        ("x 10⁹/L", "10*9/L", "number/volume", 1e6),
        ("10*3/uL", "10*3/uL", "number/volume", 1e6),
        ("10*-3/uL", "10*-3/uL", "number/volume", 1),
        ("1/d", "/d", "number/time", 1),
        ("per day", "/d", "number/time", 1),
        ("bpm", "{beats}/min", "number/time", 1440),
        ("1", "1", "number", 1),
        ("%", "%", "fraction", 0.01),
        ("mmHg", "mm[Hg]", "pressure", 1),
        ("mm Hg", "mm[Hg]", "pressure", 1),
        ("kPa", "kPa", "pressure", 1000 / 133.322),
        ("mmol/l", "mmol/L", "amount/volume", 1e-3),
        ("micromol/l", "umol/L", "amount/volume", 1e-6),
        ("mmol/mol", "mmol/mol", "amount/amount", 1e-3),
        ("mg/mmol", "mg/mmol", "mass/amount", 1),
        ("mg/g{creat}", "mg/g", "mass/mass", 1e-3),
        ("kg{body_wt}", "kg", "mass", 1e6),
        ("mIU/L", "m[iU]/L", "activity/volume", 1e-6),
        ("u[IU]/mL", "u[iU]/mL", "activity/volume", 1e-6),
        ("tablets/day", "{tablet}/d", "count:tablet/time", 1),
        ("tablet(s)", "{tablet}", "count:tablet", 1),
        ("TABS", "{tablet}", "count:tablet", 1),
        ("suppositories", "{suppository}", "count:suppository", 1),
        ("patches", "{patch}", "count:patch", 1),
        ("actuations", "{puff}", "count:puff", 1),
        ("5 mL spoonful", "5.mL", "volume", 5),
        ("{INR}", "{INR}", "number", 1),
        ("1{tablet}", "{tablet}", "count:tablet", 1),
        ("100{cells}", "100", "number", 100),
        ("kcal/kg/d", "kcal/kg/d", "energy/body_weight/time", 1),
        ("mCi", "mCi", "radioactivity", 37),
        ("mg MME/day", "{MME}/d", "morphine_equivalents/time", 1),
        ("hours", "h", "time", 1 / 24),
        ("yrs", "a", "calendar", 12),
        ("lbs", "[lb_av]", "mass", 453592.37),
        ("[anti'Xa'U]/mL", "[anti'Xa'U]/mL", "arbitrary:[anti'Xa'U]/volume", 1),
        (" mg / kg / day ", "mg/kg/d", "mass/body_weight/time", 1),
        ("milligrams per kilogram per day", "mg/kg/d", "mass/body_weight/time", 1),
        ("[gal_us]", "[gal_us]", "volume", 3785.411784),
        ("[in_i'Hg]", "[in_i'Hg]", "pressure", 25.4),
    ],
)
def test_a_unit_is_read_with_its_code_kind_and_factor(text, code, kind, factor):
    unit = parse_unit(text)
    assert (unit.code, str(unit.kind)) == (code, kind)
    assert unit.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "/", "mg/", "//d", "mg//d", "(mg", "mg)", "{tablet", "mg(d)", "(mg)2", ".mg", "mg.",
        "mg..d", "mg d", "0.mg", "mg/0.d",
        "tablets and a half", "mg/mg/mg", "mg/kg/m2", "mg/kg/kg", "g.m", "kg2", "m4", "s2", "Cel/d",
        "10.Cel", "{1.73_m2}", "10*0",
        "mL/min/{1.73_m2}/{1.73_m2}", "mg/8", "1/2", "mg/1.5 mL", "ppm", "iU", "U/1h", "mg\n", "mg;d",
        "mg/kg*d", "(((((((", "10*999",
        "錠", "m" * 81, "mg/kg/24", "1.5mg", "{tablet}{puff}", "mg-2", "24h", "mg/xx",
    ],
)  # fmt: skip
def test_what_is_no_unit_is_refused(text):
    if text == "mg\n":  # space around a unit is no error
        assert parse_unit(text).code == "mg"
        return
    with pytest.raises(UnitError):
        parse_unit(text)


@pytest.mark.parametrize("value", [None, 5, ["mg"], {"unit": "mg"}, b"mg"])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(UnitError, match="expected a text"):
        parse_unit(value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tablt", "{tablet}"),
        ("MG", "mg"),
        ("miligram", "mg"),
        ("mmoll", "expected a UCUM code|mmol"),
        ("mV", "physics"),
    ],
)
def test_a_refusal_names_what_was_got_and_what_is_near(text, hint):
    with pytest.raises(UnitError, match=hint) as caught:
        parse_unit(text)
    assert repr(text) in str(caught.value)


def test_a_repeated_refusal_says_the_same():
    messages = set()
    for _ in range(2):
        with pytest.raises(UnitError) as caught:
            parse_unit("tablt")
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_every_symbol_of_the_table_is_read_under_its_code():
    for symbol, atom in ATOMS.items():
        unit = parse_unit(symbol)
        assert unit.code == atom.code
        assert unit.factor == atom.numerator / atom.denominator
        assert parse_unit(unit.code) == unit


def test_every_rare_symbol_is_read_through_pint():
    for symbol in RARE:
        assert parse_unit(symbol).code == symbol


def test_every_refused_symbol_says_why():
    for why, symbols in REFUSED.items():
        for symbol in symbols.split():
            with pytest.raises(UnitError) as caught:
                parse_unit(symbol)
            assert why in str(caught.value)


def test_every_dose_form_is_a_kind_of_its_own():
    kinds = {form: parse_unit(form).kind for form in FORMS}
    assert len(set(kinds.values())) == len(FORMS)
    for form, others in FORMS.items():
        for word in others.split():
            assert parse_unit(word).kind == parse_unit(f"{{{word}}}").kind == kinds[form]


def test_pint_is_not_loaded_for_common_units():
    script = (
        "import sys; from rxrules.units import *; "
        "parse_quantity('5 mcg/kg/min').to('mg/kg/d'); parse_unit('mL/min/1.73 m2'); "
        "assert not {'pint', 'ucumvert', 'lark', 'decimal', 'fractions'} & set(sys.modules), 'loaded'"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("code", "factor"), [("10*1/L", 0.01), ("10*-1/L", 0.0001), ("mg/(10*1.L)", 0.0001), ("mg/(10*-1.L)", 0.01)]
)
def test_a_power_of_ten_is_written_again_on_the_side_of_the_line_where_it_stood(code: str, factor: float):
    unit = parse_unit(code)
    assert unit.factor == pytest.approx(factor)
    assert parse_unit(unit.code) == unit
