"""Nobody whom a formula is not made for gets a number from it."""

from __future__ import annotations

import pytest

from rxrules.clinical import OutsidePopulation, hepatic, infusion, oncology, opioids, renal, weight
from rxrules.clinical.population import is_female


def refused(parameter, says, call, *arguments, **named):
    with pytest.raises(OutsidePopulation, match=says) as found:
        call(*arguments, **named)
    assert found.value.parameter == parameter
    assert str(found.value) == f"{parameter}: {found.value.reason}"


@pytest.mark.parametrize(
    "call",
    [
        lambda: renal.creatinine_clearance_cockcroft_gault(17, 60, "male", 1.0),
        lambda: renal.egfr_ckd_epi_2021(17, "male", 1.0),
        lambda: weight.ideal_weight_devine(170, "male", 17),
        lambda: weight.lean_weight_janmahasatian(170, 60, "male", 17),
        lambda: weight.choice_by_ideal(170, 60, "male", 17),
        lambda: weight.choice_by_bmi(170, 40, "male", 17),
    ],
)
def test_formulas_of_adults_refuse_a_child(call):
    refused("age", "got 17 a, expected 18 a or more", call)


def test_an_adult_is_one_from_the_18th_birthday():
    assert renal.egfr_ckd_epi_2021(18, "male", 1.0) > 0
    assert weight.ideal_weight_devine(170, "male", 18) == weight.ideal_weight_devine(170, "male")


@pytest.mark.parametrize("years", [0, 0.99, 19, 40])
def test_schwartz_refuses_infants_and_adults(years):
    refused("age", "expected 1 a to 18 a", renal.egfr_schwartz_2009, years, 100, 0.5)


@pytest.mark.parametrize("years", [1, 18])
def test_schwartz_takes_its_first_and_last_year(years):
    assert renal.egfr_schwartz_2009(years, 100, 0.5) == pytest.approx(82.6)


def test_cockcroft_gault_is_never_negative():
    refused("age", "expected below 140 a", renal.creatinine_clearance_cockcroft_gault, 140, 60, "male", 1.0)


@pytest.mark.parametrize("sex", ["other", "", "F", "unknown"])
def test_a_sex_that_is_neither_is_refused(sex):
    refused("sex", "expected female or male", is_female, sex)
    refused("sex", "expected female or male", weight.choice_by_bmi, 170, 40, sex)


@pytest.mark.parametrize("call", [weight.ideal_weight_devine, weight.ideal_weight])
def test_devine_is_not_defined_below_five_feet(call):
    refused("height", "got 152 cm, expected 152.4 cm or more", call, 152, "female")
    assert call(152.4, "female") == 45.5


def test_devine_goes_on_below_five_feet_where_that_is_named():
    named = weight.ideal_weight(145, "female", below_152cm="extrapolate")
    assert named == weight.ideal_weight_devine_extrapolated(145, "female") == pytest.approx(38.799, abs=1e-3)
    refused("height", "no weight above zero", weight.ideal_weight_devine_extrapolated, 60, "female")


def test_adjusted_weight_is_for_those_above_their_ideal_weight():
    refused("weight", "expected at least the ideal weight of 74.99 kg", weight.adjusted_weight, 180, 60, "male")
    ideal = weight.ideal_weight_devine(180, "male")
    assert weight.adjusted_weight(180, ideal, "male") == pytest.approx(ideal)


@pytest.mark.parametrize(
    ("mass", "by_ideal", "by_bmi"),
    [
        (50, "actual", "actual"),
        # body mass index 20, and below an ideal weight of 74.99 kg: the conventions disagree
        (64.8, "actual", "ideal"),
        (74.992, "actual", "ideal"),
        (75.0, "ideal", "ideal"),
        (81.0, "ideal", "ideal"),
        (81.1, "ideal", "adjusted"),
        (97.48, "ideal", "adjusted"),
        (97.5, "adjusted", "adjusted"),
        (130, "adjusted", "adjusted"),
    ],
)
def test_which_weight_each_convention_takes(mass, by_ideal, by_bmi):
    assert weight.choice_by_ideal(180, mass, "male")[0] == by_ideal
    assert weight.choice_by_bmi(180, mass, "male")[0] == by_bmi


def test_the_edges_of_the_conventions_belong_to_ideal_weight():
    ideal = weight.ideal_weight_devine(180, "male")
    assert weight.choice_by_ideal(180, ideal, "male") == ("ideal", ideal)
    assert weight.choice_by_ideal(180, 1.3 * ideal, "male") == ("ideal", ideal)
    assert weight.choice_by_bmi(180, 18.5 * 1.8**2, "male")[0] == "ideal"
    assert weight.choice_by_bmi(180, 25 * 1.8**2, "male")[0] == "ideal"


def test_a_convention_needs_ideal_weight_only_where_it_takes_it():
    assert weight.choice_by_bmi(150, 40, "female") == ("actual", 40)
    refused("height", "152.4 cm", weight.choice_by_bmi, 150, 50, "female")
    refused("height", "152.4 cm", weight.choice_by_ideal, 150, 40, "female")
    assert weight.choice_by_ideal(150, 40, "female", below_152cm="extrapolate")[0] == "actual"


def test_findings_that_child_pugh_does_not_know():
    refused("ascites", "expected none, mild, moderate", hepatic.child_pugh_score, 1, 4, 1, "some", "none")
    refused("encephalopathy", "expected none, mild, severe", hepatic.child_pugh_score, 1, 4, 1, "none", "unknown")
    for score in (4, 16):
        refused("score", "expected 5 to 15", hepatic.child_pugh_class, score)


def test_an_infusion_without_a_concentration():
    for concentration in (0.0, -1.0, float("nan")):
        refused("concentration", "above zero", infusion.pump_rate, 5, concentration)


def test_agents_without_a_ratio():
    refused("agent", "Feijen 2019 has no ratio for idarubicin: its ratio could not", oncology.doxorubicin_equivalents,
            oncology.FEIJEN_2019, "idarubicin", 10)  # fmt: skip
    refused("agent", "IGHG 2025 has no ratio for epirubicin: no rec", oncology.doxorubicin_equivalents,
            oncology.IGHG_2025, "epirubicin", 10)  # fmt: skip
    refused("agent", "has no ratio for cisplatin$", oncology.doxorubicin_equivalents, oncology.IGHG_2025, "cisplatin", 10)
    refused("courses", "whole number", oncology.doxorubicin_equivalents, oncology.IGHG_2025, "doxorubicin", 10, 1.5)


def test_opioids_without_a_factor():
    refused("opioid", "CDC 2022 has no factor for buprenorphine: it is a partial agonist", opioids.morphine_equivalents,
            opioids.CDC_2022, "buprenorphine", 8)  # fmt: skip
    refused("opioid", "CDC 2022 has no factor for pethidine$", opioids.morphine_equivalents, opioids.CDC_2022, "pethidine", 8)
    refused(
        "form", "no factor for fentanyl, oral, but for transdermal", opioids.morphine_equivalents, opioids.CDC_2022, "fentanyl", 1
    )
    refused("opioid", "two rules", opioids.morphine_equivalents, opioids.CMS_2018, "methadone", 20)
