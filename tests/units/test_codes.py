"""Units that records give by codes."""

from __future__ import annotations

import pytest

from rxrules.units import UnitError, coded_unit
from rxrules.units.codes import G_STANDAARD, HL7_FORM, SNOMED, UCUM


@pytest.mark.parametrize(
    ("system", "code", "text", "expected"),
    [
        (UCUM, "mg", "milligram", "mg"),
        (UCUM + "/", "h", "hour", "h"),
        (UCUM, "[IU]/mL", "", "[iU]/mL"),
        (UCUM, "U", "units", "[iU]"),
        (UCUM, "{capsule}", "capsule", "{capsule}"),
        (SNOMED, "428673006", "tablet", "{tablet}"),
        (SNOMED, "428641000", "capsule", "{capsule}"),
        (SNOMED, "413516001", "ampoule", "{ampoule}"),
        (SNOMED, "404218003", "Drop", "{drop}"),
        (SNOMED, "733005001", "patch", "{patch}"),
        (SNOMED, "258773002", "ml", "mL"),
        (SNOMED, "767525000", "unit", "[iU]"),
        (SNOMED, "3317411000001100", "dose", "{dose}"),
        (SNOMED, "10692211000001108", "application", "{application}"),
        (HL7_FORM, "TAB", "TAB", "{tablet}"),
        (G_STANDAARD, "233", "milliliter", "mL"),
        ("", "", "Tabletten", "{tablet}"),
        ("", "", "film", "{film}"),
        ("", "mg", "", "mg"),
        (UCUM, "", "mg", "mg"),
    ],
)
def test_a_code_that_leaves_no_doubt_is_read(system, code, text, expected):
    assert coded_unit(system, code, text).code == expected


@pytest.mark.parametrize(
    ("system", "code", "text", "why"),
    [
        (SNOMED, "385101003", "ointment", "no unit of dose"),
        (SNOMED, "1", "x", "not in the table"),
        (G_STANDAARD, "245", "stuk", "may be a tablet"),
        (G_STANDAARD, "T", "T", "a guess"),
        ("http://example.org/units", "TAB", "TAB", "not in the table"),
        (UCUM, "{Package}", "", "no meaning"),
        ("", "", "Stk", "German"),
        ("", "", "", "not written in UCUM"),
    ],
)
def test_a_code_in_doubt_is_refused_with_its_reason(system, code, text, why):
    with pytest.raises(UnitError, match=why):
        coded_unit(system, code, text)


def test_a_laboratory_unit_is_not_read_as_a_dose_where_said():
    assert str(coded_unit(UCUM, "U/L", dose=False).kind) == "enzyme/volume"
    assert str(coded_unit(UCUM, "U/L").kind) == "activity/volume"
