"""Estimates: named formulas over the readings, and the reasons why there is none."""

from __future__ import annotations

from typing import Any

import pytest
from test_build import chart
from test_build import q as quantity

from rxrules import Patient
from rxrules.chart.estimates import ESTIMATES
from rxrules.model import Measurement, Moment, Observation, Sex


def creatinine(text: str = "88.4 umol/L", on: str | None = "2026-11-01", comparator: str = "") -> Observation:
    return Observation("creatinine", quantity(text), comparator, Moment.parse(on) if on else None)


def someone(*observations: Observation, **known: Any) -> Patient:
    given: dict[str, Any] = {
        "age": quantity("50 a"),
        "sex": Sex.MALE,
        "weight": Measurement(quantity("130 kg")),
        "height": Measurement(quantity("180 cm")),
        "observations": observations or (creatinine(),),
    }
    return Patient(**(given | known))


def estimate(name: str, patient: Patient):
    return chart(patient=patient, estimates=(f"est:{name}",)).readings.get(f"est:{name}")


def lacks(name: str, patient: Patient) -> dict[str, str]:
    found = chart(patient=patient, estimates=(f"est:{name}",))
    assert f"est:{name}" not in found.readings
    return dict(found.missing[f"est:{name}"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("crcl_actual", 162.5),
        ("crcl_ideal", 93.74),
        ("crcl_adjusted", 121.24),
        ("crcl_lean", 98.16),
        ("crcl_by_ideal", 121.24),
        ("crcl_by_bmi", 121.24),
        ("egfr_ckd_epi", 91.691),
        ("egfr_any", 91.691),
    ],
)
def test_the_weight_that_a_clearance_takes_is_in_its_name(name, expected):
    found = estimate(name, someone())
    assert found.low == found.high
    assert found.low / 1440 == pytest.approx(expected, abs=0.005)
    assert ESTIMATES["egfr_ckd_epi" if name == "egfr_any" else name].title in found.text
    assert "88.4 umol/L on 2026-11-01" in found.text
    assert found.age == 20, "as old as the oldest measurement in it"


def test_a_creatinine_in_either_unit_is_the_same():
    one, other = estimate("crcl_actual", someone()), estimate("crcl_actual", someone(creatinine("1 mg/dL")))
    assert one.low == pytest.approx(other.low, rel=1e-9)


def test_a_bound_or_a_vague_age_makes_an_interval():
    bound = estimate("crcl_actual", someone(creatinine(comparator="<")))
    assert bound.low / 1440 == pytest.approx(162.5)
    assert bound.high == float("inf")
    vague = estimate("egfr_ckd_epi", someone(age=None, birth_date=Moment.parse("1976")))
    assert vague.low < vague.high


@pytest.mark.parametrize(
    ("known", "path", "reason"),
    [
        ({"sex": None}, "patient.sex", "sex is missing"),
        ({"weight": None}, "patient.weight", "weight is missing"),
        ({"observations": None}, "patient.observations.creatinine", "missing"),
        ({"age": quantity("10 a")}, "patient.age", "for adults"),
    ],
)
def test_what_a_formula_can_not_do_without_is_named(known, path, reason):
    found = lacks("crcl_actual", someone(**known))
    assert reason in found[path]


@pytest.mark.parametrize("name", ["crcl_actual", "crcl_lean", "egfr_ckd_epi", "egfr_any", "egfr_schwartz"])
def test_on_dialysis_renal_function_is_below_that_of_kidney_failure_whatever_else_is_known(name):
    for patient in (someone(dialysis=True), Patient(dialysis=True), someone(reported("55", "2026-11-20"), dialysis=True)):
        found = estimate(name, patient)
        assert found.low == 0
        assert found.high / 1440 == pytest.approx(15)
        assert found.high / 1440 < 15
        assert "on dialysis" in found.text


def test_an_unstable_creatinine_leaves_renal_function_open_downwards():
    found = estimate("crcl_actual", someone(creatinine_stable=False))
    assert (found.low, found.path) == (0, "patient.creatinine_stable")
    assert found.high / 1440 == pytest.approx(162.5)
    assert "not stable" in found.text
    assert estimate("egfr_any", someone(reported("11", "2026-11-20"), creatinine_stable=False)).high / 1440 == 11
    assert estimate("bmi", someone(creatinine_stable=False)).low == pytest.approx(40.12, abs=0.01)


def test_all_that_is_missing_is_said_at_once():
    assert set(lacks("crcl_ideal", someone(weight=None, height=None))) == {"patient.weight", "patient.height"}


def test_ideal_weight_is_not_defined_for_short_adults():
    assert "152.4 cm" in lacks("crcl_ideal", someone(height=Measurement(quantity("150 cm"))))["patient.height"]


def test_the_extrapolation_of_ideal_weight_has_a_name_of_its_own():
    short = someone(height=Measurement(quantity("150 cm")), weight=Measurement(quantity("60 kg")))
    assert estimate("ideal_weight_extrapolated", short).low / 1e6 == pytest.approx(47.83, abs=0.005)
    assert estimate("crcl_ideal_extrapolated", short).low / 1440 == pytest.approx(90 * 47.827 / 72, abs=0.01)


def test_a_creatinine_that_can_not_be_right_makes_no_estimate():
    assert "can't be right" in lacks("crcl_actual", someone(creatinine("0.9 umol/L")))["patient.observations.creatinine"]


def reported(value: str, on: str) -> Observation:
    return Observation("egfr", quantity(f"{value} mL/min/{{1.73_m2}}"), "", Moment.parse(on))


def test_a_reported_egfr_leads_unless_a_creatinine_is_newer():
    same_day = estimate("egfr_any", someone(creatinine(), reported("55", "2026-11-01")))
    assert same_day.low / 1440 == 55
    assert "as reported" in same_day.text
    older = estimate("egfr_any", someone(creatinine(), reported("55", "2026-10-01")))
    assert older.low / 1440 == pytest.approx(91.691, abs=0.001)
    assert "CKD-EPI 2021" in older.text


def test_a_child_has_the_formula_of_children():
    child = someone(creatinine("0.5 mg/dL"), age=quantity("5 a"), height=Measurement(quantity("100 cm")), weight=None)
    assert estimate("egfr_any", child).low / 1440 == pytest.approx(82.6)
    assert "Schwartz" in estimate("egfr_any", child).text
    unsure = someone(age=None, birth_date=Moment.parse("2008"))
    assert "children" in lacks("egfr_any", unsure)["patient.age"]


def test_neither_an_egfr_nor_a_creatinine():
    assert "no eGFR and no creatinine" in lacks("egfr_any", someone(observations=()))["patient.observations.egfr"]


def test_the_maturity_of_a_newborn():
    newborn = Patient(age=quantity("30 d"), gestational_age=quantity("189 d"))
    found = estimate("postmenstrual_age", newborn)
    assert (found.low, found.high) == (219, 219)
    assert "31w2d" in found.text
    weeks = estimate("postmenstrual_age", Patient(age=quantity("30 d"), gestational_age=quantity("27 wk")))
    assert (weeks.low, weeks.high) == (219, 225), "27 weeks are 27 completed weeks"
    assert set(lacks("postmenstrual_age", Patient(age=quantity("30 d")))) == {"patient.postmenstrual_age"}
