"""What pint and ucumvert get wrong when used bare, and what people write by mistake: one test each."""

from __future__ import annotations

import pytest

from rxrules.units import Kind, Quantity, UnitError, parse_quantity, parse_unit


def kind(text: str, *, dose: bool = False) -> str:
    return str(parse_unit(text, dose=dose).kind)


def test_a_dose_per_weight_and_day_is_no_frequency():
    assert kind("mg/kg/d") == "mass/body_weight/time"
    assert kind("/d") == "number/time"
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("5 mg/kg/d").to("/d")


def test_percent_is_no_international_unit():
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("5 %").to("[iU]")


def test_an_indexed_filtration_rate_is_no_clearance():
    assert parse_unit("mL/min/{1.73_m2}").kind != parse_unit("mL/min").kind
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("60 mL/min/{1.73_m2}").to("mL/min")


def test_an_indexed_filtration_rate_is_no_clearance_per_own_surface():
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("60 mL/min/{1.73_m2}").to("mL/min/m2")


@pytest.mark.parametrize("text", ["mL/min/1.73.m2", "mL/min/173.10*-2.m2", "mL/min.m2"])
def test_the_silent_factor_of_73_is_refused(text):
    with pytest.raises(UnitError, match="multiplies again"):
        parse_unit(text)


@pytest.mark.parametrize(
    "text",
    [
        "mL/min/1.73m2", "ml/min/1,73m2", "ml/min/1.73 m²", "mL/min/1.73m^2", "mL/min/(1.73m2)",
        "mL/min/1.73 m2",
        "mL/min/{1.73_m2}", "mL/min/{1.73m2}", "mL/min/{1.73 m2}", "ml/min/1.73m²", "mL/min/1.73 sq m",
        "mL/min per 1.73 m2",
    ],
)  # fmt: skip
def test_every_spelling_of_the_indexed_rate_is_one_unit(text):
    assert parse_unit(text) == parse_unit("mL/min/{1.73_m2}")


def test_the_tablet_of_an_annotation_is_counted():
    assert parse_unit("{tbl}") == parse_unit("{tablet}") == parse_unit("tablets")
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("2 tablets").to("{puff}")


def test_a_strength_per_tablet_keeps_its_tablet():
    assert parse_unit("mg/{tbl}").kind == Kind("mass", ("count:tablet",))
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("500 mg/{tbl}").to("mg")


@pytest.mark.parametrize("text", ["mg/24.h", "umol/2.h", "mg/100.mL", "s/m.mg"])
def test_a_point_after_a_slash_is_refused(text):
    with pytest.raises(UnitError, match="multiplies again"):
        parse_unit(text)


def test_mg_in_24_hours_is_a_daily_dose_in_every_safe_spelling():
    for text in (
        "mg/24h",
        "mg/24 h",
        "mg/24 hours",
        "mg/24hr",
        "mg/(24.h)",
        "mg/d",
        "mg/day",
        "mg per day",
        "mg/ d",
    ):
        assert Quantity(1, parse_unit(text)).to("mg/d").value == 1, text


@pytest.mark.parametrize("text", ["mg/12h", "mg/12 h", "g/6h", "mL/8 hours"])
def test_an_amount_per_some_hours_is_no_rate_without_brackets(text):
    with pytest.raises(UnitError, match="a rate or a dose with its interval"):
        parse_unit(text)


@pytest.mark.parametrize("text", ["2 g/12 h", "10 mL/8h", "1 mg/2 d"])
def test_a_quantity_per_some_hours_is_refused_too(text):
    with pytest.raises(UnitError, match="a rate or a dose with its interval"):
        parse_quantity(text)


def test_mcg_is_a_microgram():
    assert {parse_unit(t).code for t in ("mcg", "MCG", "µg", "μg", "ug", "micrograms", "microgram(s)")} == {"ug"}


def test_the_enzyme_unit_is_no_international_unit():
    assert kind("U") == "enzyme"
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("5 U").to("[iU]")


@pytest.mark.parametrize("text", ["units", "unit", "U", "IU", "iu", "int. unit", "international units", "[IU]", "Units"])
def test_a_unit_in_a_dose_is_an_international_unit(text):
    assert parse_unit(text, dose=True) == parse_unit("[iU]")


def test_units_per_litre_need_to_say_which_outside_a_dose():
    with pytest.raises(UnitError, match=r"write U/L or \[iU\]/L"):
        parse_unit("units/L")
    assert kind("units/mL", dose=True) == "activity/volume"
    assert kind("units/kg/hr") == "activity/body_weight/time"


@pytest.mark.parametrize("text", ["MU", "kat"])
def test_a_dose_in_mega_units_or_katals_is_refused(text):
    with pytest.raises(UnitError, match=r"write M\[iU\]"):
        parse_unit(text, dose=True)


def test_million_units_are_readable():
    assert parse_quantity("2 million units", dose=True).canonical == 2_000_000
    assert parse_quantity("2 megaunits").canonical == 2_000_000


def test_oxytocin_in_milliunits_is_a_thousandth():
    assert parse_unit("mU/min", dose=True).code == "m[iU]/min"


def test_an_equivalent_is_no_mole():
    assert kind("mEq/L") == "equivalents/volume"
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("4 mEq/L").to("mmol/L")


@pytest.mark.parametrize(("text", "hint"), [("Mg", "write mg"), ("ML", "write mg or mL"), ("MG", "mean mg")])
def test_capitals_are_never_a_thousand_million_times_more(text, hint):
    with pytest.raises(UnitError, match=hint):
        parse_unit(text)


@pytest.mark.parametrize(
    "text",
    [
        "gr",
        "grains",
        "mu",
        "MIU",
        "KIU",
        "tsp",
        "teaspoons",
        "tbsp",
        "spoonful",
        "oz",
        "ounces",
        "piece",
        "each",
        "Stk",
        "stuk",
    ],
)
def test_words_with_two_readings_are_refused_with_a_reason(text):
    with pytest.raises(UnitError, match="write"):
        parse_unit(text)


@pytest.mark.parametrize(
    "text",
    ["g{hgb}", "mg{phenytoin}", "kg{dry_wt}", "{Package}", "1{c}", "{}", "{eenheid}/d", "mL/{hb}", "(mg){x}"],
)
def test_an_annotation_is_never_lost(text):
    with pytest.raises(UnitError):
        parse_unit(text)


def test_a_body_mass_index_is_no_dose_per_surface():
    assert kind("kg/m2") == "body_mass_index"
    assert kind("g/m2") == "mass/body_surface"
    assert parse_quantity("27.5 kg/m2").canonical == 27.5
    with pytest.raises(UnitError, match="can't be meant"):
        parse_unit("kg/m2/d")


def test_per_kilogram_is_per_body_weight_and_per_gram_per_product():
    assert kind("mg/kg") == "mass/body_weight"
    assert kind("mg/g") == "mass/mass"
    assert kind("mosm/kg") == "osmoles/mass"
    assert parse_quantity("10 mg/lb").to("mg/kg").value == pytest.approx(22.0462262185)


def test_skin_area_is_no_body_surface():
    assert kind("mg/cm2") == "mass/area"
    assert kind("mg/m2") == "mass/body_surface"


def test_months_and_years_are_calendar_time():
    assert kind("mo") == kind("a") == "calendar"
    assert parse_quantity("2 years").canonical == 24
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("1 a").to("d")


def test_a_drop_has_no_volume():
    assert parse_unit("[drp]") == parse_unit("gtt") == parse_unit("{drop}")
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("20 drops").to("mL")


def test_thousands_of_cells_written_k_are_kelvin_in_ucum_and_refused():
    with pytest.raises(UnitError, match=r"10\*3"):
        parse_unit("K/uL")


def test_mmol_per_mol_is_no_percentage():
    with pytest.raises(UnitError, match="different kinds"):
        parse_quantity("48 mmol/mol").to("%")
