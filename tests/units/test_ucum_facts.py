"""UCUM's own functional tests: every case is converted rightly, refused, or out of scope for a reason."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from rxrules.units import Quantity, UnitError, parse_unit

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[dict]:
    return json.loads((DATA / f"ucum_{name}.json").read_text(encoding="utf-8"))["cases"]


# Valid codes that rxrules refuses; the documentation of units lists the same reasons.
OUT_OF_SCOPE = {
    "physics: no clinical quantity": """rad2 rad2{a} {a}.rad2{b} deg dyn.s/(cm5.m2) dyn.s/cm5 K/W pA S lm Ohm
        Ohm.m mV uV V Wb pt pm ps ks Ms m3.kg-1.s-2 m/s2""",
    "a product of units": "g.m g.m/{hb} g.m/m2{hb} L.s cm[H2O].s/L mbar.s/L kg.m/s",
    "a constant or a multiple": "4.[pi].10*-7.N/A2",
    "a logarithmic or special scale": "dB[10.nV] dB[SPL] dB pH",
    "radiation dose": "REM Gy Sv",
    "a field of view": "/[HPF] /[LPF] [HPF] /{LPF} [drp]/{HPF}",
    "an annotation without a known meaning": """1{c} {e} {bsa} {cfu} {od} /{tot} g{hgb} g{tit_nit}
        g{tot_prot} g{wet_tis} mL/{hb}""",
    "a point after a slash, which multiplies": "umol/2.h mL/{hb}.m2",
    "kilograms per square metre other than a body mass index": "kg/(s.m2)",
}
REASON = {code: reason for reason, codes in OUT_OF_SCOPE.items() for code in codes.split()}


@pytest.mark.parametrize("case", cases("validation"), ids=lambda case: case["id"])
def test_a_valid_code_is_read_or_out_of_scope_and_an_invalid_one_is_never_read(case):
    code = case["unit"]
    if case["expect_valid"] and code not in REASON:
        assert parse_unit(code).factor > 0
        assert parse_unit(code).kind == parse_unit(parse_unit(code).code).kind
    else:
        with pytest.raises(UnitError):
            parse_unit(code)


def test_nothing_is_listed_as_out_of_scope_without_need():
    assert set(REASON) == {case["unit"] for case in cases("validation") if case["expect_valid"]} & set(REASON)


CONVERSIONS_OUT_OF_SCOPE = {
    ("s.mm-2", "s.m-2"): "per square metre is per body surface",
    ("s/m.mg", "s.m-1.g"): "a point after a slash",
    ("s/4/m", "s/m"): "a number below the line without brackets",
    ("g.m.s-2.A-2", "g.m.C-2"): "physics",
    ("4.[pi].10*-7.s", "s"): "a constant",
    ("4.[pi].10*-7.N", "N"): "a constant",
    ("[mu_0]", "g.m.C-2"): "a constant",
    ("m[Hg]", "g.s-2.m-1"): "physics; tested against the pascal below",
    ("S", "g-1.m-2.C2.s"): "physics",
    ("[ly]", "cm"): "a constant",
    ("1/[ly]", "cm-1"): "a constant",
    ("g.m", "m.g"): "a product of units",
}
CONVERSIONS = [case for case in cases("conversion") if case["op"] == "convert"]


@pytest.mark.parametrize("case", CONVERSIONS, ids=lambda case: case["id"])
def test_a_conversion_is_right_or_out_of_scope(case):
    pair = (case["from"], case["to"])
    if pair in CONVERSIONS_OUT_OF_SCOPE:
        with pytest.raises(UnitError):
            Quantity(float(case["value"]), parse_unit(case["from"])).to(case["to"])
        return
    value = Quantity(float(case["value"]), parse_unit(case["from"])).to(case["to"]).value
    # UCUM states results to the significant digits of the input: half a unit of the last digit.
    expected = Decimal(case["expect"])
    assert abs(Decimal(value) - expected) <= Decimal(1).scaleb(expected.as_tuple().exponent) / 2 + abs(expected) * Decimal("1e-12")


def test_products_of_units_are_out_of_scope():
    products = [case for case in cases("conversion") if case["op"] != "convert"]
    assert {case["expect"]["unit"] for case in products} == {"g.m", "g.m-1", "g-1.m", ""}
    with pytest.raises(UnitError, match="a product of units"):
        parse_unit("g.m")


def test_a_metre_of_mercury_is_what_ucum_says():
    assert Quantity(1, parse_unit("m[Hg]")).to("Pa").value == pytest.approx(133322, rel=1e-12)


def test_every_symbol_of_ucum_is_read_or_refused():
    from ucumvert.xml_util import get_metric_units, get_non_metric_units  # noqa: PLC0415

    read = []
    for symbol in [*get_metric_units(), *get_non_metric_units()]:
        try:
            parse_unit(symbol)
        except UnitError:
            continue
        read.append(symbol)
    assert {"mol", "[iU]", "U", "L", "[gal_us]", "[anti'Xa'U]"} <= set(read)
    assert not {"[pH]", "Np", "[HPF]", "[mu_0]", "a_j", "Gy", "V", "rad"} & set(read)


def test_the_notice_of_the_licence_stays_with_the_data():
    for name in ("conversion", "validation"):
        text = (DATA / f"ucum_{name}.json").read_text(encoding="utf-8")
        assert "Eclipse Public License" in text
        assert "Grahame Grieve" in text


def test_the_documentation_lists_what_is_out_of_scope():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "units.md").read_text(encoding="utf-8")
    for code, reason in REASON.items():
        assert f"`{code}`" in page, code
        assert reason in page
    assert f"Of the {len(CONVERSIONS)} conversions, {len(CONVERSIONS_OUT_OF_SCOPE)} are out of scope" in page
