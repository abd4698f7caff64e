"""Every formula gives its reference values, to the digits in which they are printed."""

from __future__ import annotations

import pytest

from rxrules.clinical import FORMULAS, age, body_size, hepatic, infusion, oncology, opioids, renal, salts, weight

BODIES = [(170, 70), (180, 80), (110, 19), (50, 3.5)]


def digits(value: float, printed: str) -> bool:
    """Whether a value, rounded to the digits of a printed one, is that."""
    return abs(value - float(printed)) <= 0.5000001 * 10.0 ** -len(printed.partition(".")[2])


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        (body_size.body_surface_mosteller, ["1.8181", "2.0000", "0.7619", "0.2205"]),
        (body_size.body_surface_du_bois, ["1.8097", "1.9964", "0.7583", "0.2086"]),
        (body_size.body_surface_haycock, ["1.8257", "2.0066", "0.7619", "0.2244"]),
        (body_size.body_surface_gehan_george, ["1.8313", "2.0095", "0.7789", "0.2338"]),
    ],
)
def test_body_surfaces(formula, printed):
    for (height, mass), value in zip(BODIES, printed, strict=True):
        assert digits(formula(height, mass), value), (height, mass, formula(height, mass))


def test_the_name_of_the_body_surface_in_traces_and_its_formula_agree():
    assert FORMULAS["bsa-mosteller-1987"].title == body_size.MOSTELLER


@pytest.mark.parametrize(
    ("height", "sex", "printed"), [(175, "male", "70.465"), (165, "female", "56.909"), (180, "male", "74.992")]
)
def test_ideal_weight(height, sex, printed):
    assert digits(weight.ideal_weight_devine(height, sex), printed)
    assert digits(weight.ideal_weight_devine_extrapolated(height, sex), printed)


@pytest.mark.parametrize(("height", "sex", "mass", "printed"), [(180, "male", 130, "96.995"), (160, "female", 110, "75.429")])
def test_adjusted_weight(height, sex, mass, printed):
    assert digits(weight.adjusted_weight(height, mass, sex), printed)


@pytest.mark.parametrize(("height", "sex", "mass", "printed"), [(180, "male", 130, "78.525"), (165, "female", 60, "39.287")])
def test_lean_weight(height, sex, mass, printed):
    assert digits(weight.lean_weight_janmahasatian(height, mass, sex), printed)


@pytest.mark.parametrize(
    ("years", "mass", "sex", "creatinine", "printed"),
    [
        (60, 72, "male", 1.0, "80.0"),
        (60, 72, "female", 1.0, "68.0"),
        (80, 60, "female", 1.4, "30.357"),
        (40, 80, "male", 0.9, "123.457"),
    ],
)
def test_creatinine_clearance(years, mass, sex, creatinine, printed):
    assert digits(renal.creatinine_clearance_cockcroft_gault(years, mass, sex, creatinine), printed)


@pytest.mark.parametrize(("which", "printed"), [("actual", "162.5"), ("ideal", "93.74"), ("adjusted", "121.24"), ("lean", "98.16")])
def test_creatinine_clearance_of_an_obese_man_by_each_weight(which, printed):
    masses = {
        "actual": 130.0,
        "ideal": weight.ideal_weight_devine(180, "male"),
        "adjusted": weight.adjusted_weight(180, 130, "male"),
        "lean": weight.lean_weight_janmahasatian(180, 130, "male"),
    }
    assert digits(renal.creatinine_clearance_cockcroft_gault(50, masses[which], "male", 1.0), printed)


@pytest.mark.parametrize(
    ("creatinine", "years", "sex", "printed"),
    [
        (1.0, 50, "female", "68.633"),
        (1.0, 50, "male", "91.691"),
        (0.5, 20, "female", "137.615"),
        (2.0, 70, "male", "35.243"),
        (1.5, 65, "female", "38.434"),
        (0.9, 50, "male", "104.049"),
        (0.6, 40, "male", "125.149"),  # below 0.9 mg/dL the exponent is another, -0.302 for men
    ],
)
def test_egfr_of_adults(creatinine, years, sex, printed):
    assert digits(renal.egfr_ckd_epi_2021(years, sex, creatinine), printed)


@pytest.mark.parametrize(("bsa", "printed"), [(1.4, "48.55"), (1.73, "60"), (2.5, "86.71")])
def test_deindexed(bsa, printed):
    assert digits(renal.deindexed(60, bsa), printed)


@pytest.mark.parametrize(("height", "creatinine", "printed"), [(100, 0.4, "103.25"), (100, 0.5, "82.6"), (150, 1.2, "51.625")])
def test_egfr_of_children(height, creatinine, printed):
    assert digits(renal.egfr_schwartz_2009(5, height, creatinine), printed)
    # 36.5 with umol/L is 0.413 x 88.4, rounded to three digits
    assert renal.egfr_schwartz_2009(5, height, creatinine) == pytest.approx(36.5 * height / (creatinine * 88.4), rel=5e-4)


@pytest.mark.parametrize(
    ("findings", "score", "class_"),
    [
        ((1.0, 4.0, 1.1, "none", "none"), 5, "A"),
        ((2.5, 3.0, 1.8, "mild", "none"), 9, "B"),
        ((2.0, 3.5, 1.7, "none", "none"), 8, "B"),
        ((3.0, 2.8, 2.3, "none", "none"), 8, "B"),
        ((3.1, 2.7, 2.4, "moderate", "severe"), 15, "C"),
        ((1.9, 3.6, 1.6, "mild", "none"), 6, "A"),
        ((1.9, 3.6, 1.6, "mild", "mild"), 7, "B"),
        ((3.1, 3.0, 1.6, "mild", "mild"), 10, "C"),
    ],
)
def test_child_pugh(findings, score, class_):
    assert hepatic.child_pugh_score(*findings) == score
    assert hepatic.child_pugh_class(score) == class_


@pytest.mark.parametrize(("bilirubin", "points"), [(3.9, 1), (4.0, 2), (10.0, 2), (10.1, 3)])
def test_child_pugh_of_cholestatic_disease_has_other_bilirubins(bilirubin, points):
    assert hepatic.child_pugh_score_cholestatic(bilirubin, 4.0, 1.1, "none", "none") == points + 4


@pytest.mark.parametrize(("auc", "gfr", "dose"), [(5, 90, 575), (6, 140, 900), (5, 60, 425)])
def test_carboplatin(auc, gfr, dose):
    assert oncology.carboplatin_calvert(auc, gfr) == dose


@pytest.mark.parametrize(
    ("opioid", "dose", "form", "printed"),
    [
        ("hydrocodone", 5 * 4, "oral", "20"),
        ("oxycodone", 10 * 2, "oral", "30"),
        ("fentanyl", 0.6, "transdermal", "60"),
        ("methadone", 20.5, "oral", "96.35"),
        ("methadone", 50, "oral", "235"),
    ],
)
def test_morphine_equivalents_of_2022(opioid, dose, form, printed):
    assert digits(opioids.morphine_equivalents(opioids.CDC_2022, opioid, dose, form), printed)


def test_dopamine_and_norepinephrine_by_pump():
    assert infusion.pump_rate_per_minute(5, 1600, 80) == 15.0
    assert infusion.pump_rate_per_minute(0.1, 16, 70) == pytest.approx(26.25)


def test_postmenstrual_age():
    assert age.weeks_and_days(age.postmenstrual_age(27 * 7, 30)) == "31w2d"


def test_phenytoin():
    assert salts.phenytoin_acid(300) == 276
    assert salts.fosphenytoin_mass(500) == 750


def test_anthracyclines_count_by_the_surface_of_their_time():
    courses = [oncology.AnthracyclineCourse("doxorubicin", 60)] * 6
    assert oncology.lifetime_doxorubicin_equivalents(oncology.FEIJEN_2019, courses) == 360
    assert oncology.per_surface(648, 1.8) == 360
    # the milligrams over the surface of today, once the patient has grown, would be fewer
    assert oncology.per_surface(648, 2.0) < 360


def test_rounding_within_a_tenth():
    assert digits(oncology.rounding_change(187, 200), "6.95")
    assert digits(oncology.rounding_change(176, 200), "13.6")
    assert oncology.within_rounding(187, 200)
    assert not oncology.within_rounding(176, 200)
    assert oncology.within_rounding(200, 180)
    assert oncology.within_rounding(200, 220)
    assert not oncology.within_rounding(200, 179.9)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_the_example_of_a_formula_gives_what_it_says(formula):
    result = formula(**formula.example)
    assert digits(result.value.value, f"{formula.expected:g}")
    assert result.value.unit.code == formula.unit
    assert result.steps[-1].endswith(str(result).split(",")[0].split(" (")[0])
