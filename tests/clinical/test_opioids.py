"""Tables of morphine equivalents: versions, the joints of methadone's bands, sums over opioids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules.clinical import OutsidePopulation
from rxrules.clinical.opioids import (
    CDC_2016,
    CDC_2022,
    CMS_2018,
    OpioidDose,
    factor_of,
    morphine_equivalents,
    total_morphine_equivalents,
)


@pytest.mark.parametrize(
    ("dose", "factor"),
    [
        (0.5, 4),
        (1, 4),
        (20, 4),
        (20.5, 8),
        (21, 8),
        (40, 8),
        (40.5, 10),
        (41, 10),
        (60, 10),
        (60.5, 12),
        (61, 12),
        (80, 12),
        (200, 12),
    ],
)
def test_no_dose_of_methadone_falls_between_the_bands_of_2016(dose, factor):
    assert morphine_equivalents(CDC_2016, "methadone", dose) == pytest.approx(dose * factor)


def test_the_version_of_the_table_decides():
    assert morphine_equivalents(CDC_2016, "methadone", 50) == 500
    assert morphine_equivalents(CDC_2022, "methadone", 50) == pytest.approx(235)


@given(st.floats(0, 2000))
def test_every_dose_of_methadone_has_a_factor_and_more_is_never_less(dose):
    assert morphine_equivalents(CDC_2016, "methadone", dose) <= morphine_equivalents(CDC_2016, "methadone", dose + 0.01)


@pytest.mark.parametrize("table", [CDC_2022, CDC_2016, CMS_2018], ids=lambda table: table.name)
def test_bands_join_without_a_hole_and_have_no_end(table):
    for bands in table.factors.values():
        assert bands[0].above == 0
        assert bands[-1].up_to == float("inf")
        assert [one.above for one in bands[1:]] == [one.up_to for one in bands[:-1]]


@pytest.mark.parametrize(
    ("table", "factors"),
    [
        (CDC_2022, {"codeine": 0.15, "hydromorphone": 5, "morphine": 1, "oxymorphone": 3, "tapentadol": 0.4, "tramadol": 0.2}),
        (CDC_2016, {"codeine": 0.15, "hydrocodone": 1, "hydromorphone": 4, "morphine": 1, "oxycodone": 1.5, "oxymorphone": 3}),
        (CMS_2018, {"codeine": 0.15, "dihydrocodeine": 0.25, "levorphanol": 11, "opium": 1, "pentazocine": 0.37, "pethidine": 0.1,
                    "tapentadol": 0.4, "tramadol": 0.1, "hydromorphone": 4}),
    ],
)  # fmt: skip
def test_factors_by_mouth(table, factors):
    for opioid, factor in factors.items():
        assert morphine_equivalents(table, opioid, 100) == pytest.approx(100 * factor)


@pytest.mark.parametrize(("form", "factor"), [("buccal", 0.13), ("film", 0.18), ("nasal", 0.16)])
def test_fentanyl_that_is_absorbed_in_the_mouth_or_nose_counts_by_the_microgram(form, factor):
    assert morphine_equivalents(CMS_2018, "fentanyl", 0.4, form) == pytest.approx(400 * factor)


@pytest.mark.parametrize("table", [CDC_2022, CDC_2016, CMS_2018], ids=lambda table: table.name)
def test_a_patch_of_25_micrograms_an_hour_is_60_in_every_table(table):
    assert morphine_equivalents(table, "fentanyl", 25 * 24 / 1000, "transdermal") == pytest.approx(60)


def test_opioids_add_up_and_methadone_by_its_whole_dose():
    both = [OpioidDose("methadone", 15), OpioidDose("methadone", 10), OpioidDose("oxycodone", 20)]
    assert total_morphine_equivalents(CDC_2016, both) == 25 * 8 + 30
    assert total_morphine_equivalents(CDC_2016, []) == 0


def test_a_sum_is_refused_rather_than_left_incomplete():
    with pytest.raises(OutsidePopulation, match="tramadol"):
        total_morphine_equivalents(CDC_2016, [OpioidDose("morphine", 10), OpioidDose("tramadol", 100)])


def test_the_factor_itself_can_be_asked_for():
    assert factor_of(CDC_2016, "methadone", 40.5).above == 40
