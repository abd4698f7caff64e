"""The table of observations: codes that are codes, names that mean one thing, units that are read."""

from __future__ import annotations

from collections import Counter

import pytest

from rxrules.terminology.observations import OBSERVATIONS, observation
from rxrules.terminology.spelling import normalise
from rxrules.units import Kind

CODES = [code for each in OBSERVATIONS.values() for code in each.loinc]


@pytest.mark.parametrize("code", CODES)
def test_the_check_digit_of_every_loinc_code_is_right(code):
    # LOINC Users' Guide, appendix: the mod 10 algorithm over the digits before the hyphen.
    digits, check = code.split("-")
    backwards = digits[::-1]
    doubled = str(int(backwards[::2][::-1]) * 2)
    total = sum(map(int, backwards[1::2][::-1] + doubled))
    assert (10 - total % 10) % 10 == int(check)


def test_no_code_and_no_name_means_two_observations():
    names = [normalise(name) for each in OBSERVATIONS.values() for name in (each.name, *each.synonyms)]
    assert [name for name, count in Counter([*CODES, *names]).items() if count > 1] == []


def test_an_indexed_gfr_and_a_clearance_are_two_observations_of_two_kinds():
    assert OBSERVATIONS["egfr"].kinds == (Kind("volume", ("time", "standard_surface")),)
    assert OBSERVATIONS["crcl"].kinds == (Kind("volume", ("time",)),)
    assert observation("cockcroft-gault") == "crcl"


def test_potassium_may_be_counted_in_moles_or_in_equivalents():
    assert OBSERVATIONS["potassium"].kinds == (Kind("amount", ("volume",)), Kind("equivalents", ("volume",)))


@pytest.mark.parametrize(
    ("written", "system", "name"),
    [
        ("2823-3", "", "potassium"),
        ("2823-3", "http://loinc.org", "potassium"),
        ("2823-3", "http://loinc.org/", "potassium"),
        ("2823-3", "LOINC", "potassium"),
        ("2823-3", "urn:oid:2.16.840.1.113883.6.1", "potassium"),
        ("2823-3", "http://example.org/lab", None),
        ("potassium", "http://loinc.org", None),
        (" Serum Potassium ", "", "potassium"),
        ("Haemoglobin", "", "haemoglobin"),
        ("hemoglobin", "", "haemoglobin"),
        ("Complete blood count", "", "full_blood_count"),
        ("kalium", "", None),
        ("", "", None),
    ],
)
def test_names_and_codes_are_read_exactly_or_not_at_all(written, system, name):
    assert observation(written, system) == name
