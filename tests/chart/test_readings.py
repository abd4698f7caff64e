"""What is known of the patient."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules import read_case
from rxrules.chart import build_chart
from rxrules.chart.readings import completed_months, read_patient
from rxrules.model import Measurement, Moment, Observation, Patient
from rxrules.terminology import Terminology
from rxrules.units import parse_quantity as q

TODAY = Moment.parse("2026-11-21")


def readings(**known):
    return read_patient(Patient(**known), TODAY)[0]


def span(reading):
    return reading.low, reading.high


@pytest.mark.parametrize(
    ("birth", "day", "months"),
    [
        ("1961-11-21", "2026-11-20", 65 * 12 - 1),
        ("1961-11-21", "2026-11-21", 65 * 12),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-02-29", "2028-02-29", 48),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
    ],
)
def test_a_month_is_complete_on_its_day_or_the_next_that_there_is(birth, day, months):
    assert completed_months(dt.date.fromisoformat(birth), dt.date.fromisoformat(day)) == months


def test_a_birth_date_gives_an_exact_age_on_both_axes():
    found = readings(birth_date=Moment.parse("2026-11-01"))
    assert span(found["age_days"]) == (20, 20)
    assert span(found["age_months"]) == (0, 0)


def test_a_birth_year_gives_a_span_of_ages():
    assert span(readings(birth_date=Moment.parse("1970"))["age_months"]) == (55 * 12 + 10, 56 * 12 + 10)


@pytest.mark.parametrize(
    ("age", "months", "days"),
    [
        ("78 a", (936, 947), None),
        ("6 mo", (6, 6), None),
        ("2.5 a", (30, 31), None),
        ("10 d", None, (10, 10)),
        ("3 wk", None, (21, 27)),
        ("1.5 d", None, (1, 1)),
        ("0 d", None, (0, 0)),
    ],
)
def test_an_age_is_known_to_the_unit_it_is_written_in(age, months, days):
    found = readings(age=q(age))
    if months:
        assert span(found["age_months"]) == months
    if days:
        assert span(found["age_days"]) == days


@given(st.dates(dt.date(1900, 1, 1), dt.date(2026, 11, 21)))
def test_an_age_in_years_holds_the_exact_age(born):
    exact = readings(birth_date=Moment.of(born))["age_months"].low
    rough = readings(age=q(f"{int(exact // 12)} a"))
    assert rough["age_months"].low <= exact <= rough["age_months"].high
    assert rough["age_days"].low <= (TODAY.day - born).days <= rough["age_days"].high


def test_body_surface_needs_weight_and_height_and_names_what_lacks():
    found, missing, _ = read_patient(Patient(weight=Measurement(q("70 kg"))), TODAY)
    assert "bsa" not in found
    assert [one.path for one in missing["bsa"]] == ["patient.height"]
    found = readings(weight=Measurement(q("70 kg")), height=Measurement(q("1.7 m")))
    assert found["bsa"].low == pytest.approx(1.8181, abs=5e-5)
    assert found["weight"].low == 70


def test_the_latest_result_leads_and_results_of_one_day_span():
    def egfr(value, on, comparator=""):
        return Observation("egfr", q(f"{value} mL/min/{{1.73_m2}}"), comparator, Moment.parse(on))

    key = next(iter(readings(observations=(egfr(50, "2026-01-01"),))))
    found = readings(observations=(egfr(50, "2026-01-01"), egfr(28, "2026-11-01"), egfr(60, "2025-01-01")))[key]
    assert found.age == 20
    assert "28" in found.text
    same_day = readings(observations=(egfr(28, "2026-11-01"), egfr(32, "2026-11-01")))[key]
    assert same_day.low < same_day.high


def test_a_bound_is_no_value():
    bound = Observation("egfr", q("60 mL/min/{1.73_m2}"), ">", Moment.parse("2026-11-01"))
    found = next(iter(readings(observations=(bound,)).values()))
    assert found.high == float("inf")
    assert found.text.startswith(">60")


def test_a_result_without_a_date_has_no_age():
    undated = Observation("egfr", q("60 mL/min/{1.73_m2}"))
    assert next(iter(readings(observations=(undated,)).values())).age is None


@pytest.mark.parametrize(
    ("name", "written", "unit", "expected"),
    [
        ("lithium_level", "0.8 meq/L", "mmol/L", 0.8),
        ("digoxin_level", "1.28 nmol/L", "ug/L", 1.0),
        ("phenytoin_level", "79.28 umol/L", "mg/L", 20.0),
        ("urea_nitrogen", "14 mg/dL", "mmol/L", 5.0),
        ("ionised_calcium", "2.4 meq/L", "mmol/L", 1.2),
        ("vancomycin_trough", "13.8 umol/L", "mg/L", 20.0),
        ("lactate", "18 mg/dL", "mmol/L", 2.0),
    ],
)
def test_a_level_is_read_in_every_unit_of_its_substance(name, written, unit, expected):
    found = readings(observations=(Observation(name, q(written), "", Moment.parse("2026-11-01")),))
    wanted = q(f"1 {unit}")
    reading = found[f"obs:{name}@{wanted.unit.kind}"]
    assert reading.low / wanted.canonical == pytest.approx(expected, rel=0.01)


def test_a_result_that_is_there_and_cannot_be_used_is_not_called_missing() -> None:
    def why(code: str, value: str, estimate: str = "") -> list[str]:
        case = read_case(
            {
                "as_of": "2026-11-21",
                "patient": {"age": "70 a", "sex": "male", "observations": [{"code": code, "value": value, "on": "2026-11-20"}]},
                "medications": [],
            }
        )
        chart = build_chart(case, Terminology.default(), estimates=("egfr_any",))
        return [one.reason for one in chart.missing[f"est:{estimate}" if estimate else f"obs:{code}"]]

    assert why("potassium", "7.2") == ["the latest potassium is 7.2 on 2026-11-20: not in a unit that can be used"]
    assert why("potassium", "7,2 mmol/l") == ["the latest potassium is '7,2 mmol/l', which is not read as a number"]
    # neither is a creatinine of which nobody could make an eGFR
    assert why("creatinine", "1,9 mg/dl", "egfr_any") == ["the latest creatinine is '1,9 mg/dl', which is not read as a number"]
    assert why("creatinine", "168", "egfr_any") == ["the latest creatinine is 168 on 2026-11-20: not in a unit that can be used"]
    assert why("sodium", "140 mmol/L", "egfr_any") == [
        "no eGFR and no creatinine to estimate it from, or not in a unit that can be used"
    ]


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("potassium", "48 mmol/L", "0.5 to 25 mmol/L"),
        ("creatinine", "0.9 umol/L", "4.42 to 4420 umol/L"),
        ("creatinine", "88 mg/dL", "0.05 to 50 mg/dL"),
        ("haemoglobin", "13.5 kg/L", "0.003 to 0.35 kg/L"),
        ("body_temperature", "98.6 Cel", "5 to 50 Cel"),
        ("systolic_blood_pressure", "16 kPa", ""),
        ("sodium", "13.5 mmol/L", "50 to 260 mmol/L"),
        ("inr", "2.5", ""),
        ("tsh", "5000 mU/L", ""),
        ("potassium", "9.9 meq/L", ""),
    ],
)
def test_a_result_that_nobody_can_have_is_not_used_and_is_told(code: str, value: str, expected: str) -> None:
    latest = Observation(code, q(f"{value} 1" if value == "2.5" else value), on=Moment.parse("2026-11-20"))
    older = Observation(code, q(f"{value} 1" if value == "2.5" else value), on=Moment.parse("2026-01-20"))
    found, missing, told = read_patient(Patient(observations=(older, latest)), TODAY)
    read = [name for name in found if name.startswith("obs:")]
    if not expected:
        assert (bool(read), told) == (True, [])
        return
    assert read == []
    (reason,) = missing[f"obs:{code}"]
    assert reason.reason == f"{code} of {latest.value} on 2026-11-20 can't be right (expected {expected})"
    assert [one.reason for one in told] == [f"{reason.reason}: it is not used"]


def test_no_older_result_stands_in_for_one_that_can_not_be_right() -> None:
    good = Observation("potassium", q("4.1 mmol/L"), on=Moment.parse("2026-11-01"))
    slip = Observation("potassium", q("41 mmol/L"), on=Moment.parse("2026-11-20"))
    assert [name for name in readings(observations=(good, slip)) if name.startswith("obs:")] == []
    # a slip of long ago says nothing of today
    old = Observation("potassium", q("41 mmol/L"), on=Moment.parse("2026-10-20"))
    assert readings(observations=(good, old))["obs:potassium@amount/volume"].text == "4.1 mmol/L on 2026-11-01"


@pytest.mark.parametrize("creatinine", ["raised", "0.9 umol/L", "168"])
@pytest.mark.parametrize(
    ("reported_on", "creatinine_on", "used"),
    [
        ("2026-10-01", "2026-11-20", False),
        ("2026-11-20", "2026-11-20", True),
        ("2026-11-20", "2026-10-01", True),
        ("2026-11-20", None, True),
        (None, "2026-11-20", False),
        (None, None, True),
    ],
)
def test_an_egfr_does_not_stand_in_for_a_newer_creatinine_that_can_not_be_used(
    creatinine: str, reported_on: str | None, creatinine_on: str | None, *, used: bool
) -> None:
    def result(code: str, value: str, on: str | None) -> dict[str, str]:
        return {"code": code, "value": value} | ({} if on is None else {"on": on})

    given = [result("egfr", "65 mL/min/{1.73_m2}", reported_on), result("creatinine", creatinine, creatinine_on)]
    patient = {"age": "80 a", "sex": "female", "observations": given}
    case = read_case({"as_of": "2026-11-21", "patient": patient, "medications": []})
    chart = build_chart(case, Terminology.default(), estimates=("egfr_any",))
    assert ("est:egfr_any" in chart.readings) is used
    if not used:
        assert [one.path for one in chart.missing["est:egfr_any"]] == ["patient.observations.creatinine"]


def test_a_creatinine_does_not_stand_in_for_a_newer_egfr_that_can_not_be_used() -> None:
    given = [
        {"code": "egfr", "value": "falling", "on": "2026-11-20"},
        {"code": "creatinine", "value": "70 umol/L", "on": "2026-10-01"},
    ]
    patient = {"age": "80 a", "sex": "female", "observations": given}
    case = read_case({"as_of": "2026-11-21", "patient": patient, "medications": []})
    chart = build_chart(case, Terminology.default(), estimates=("egfr_any", "egfr_ckd_epi"))
    assert [one.path for one in chart.missing["est:egfr_any"]] == ["patient.observations.egfr"]
    assert "est:egfr_ckd_epi" in chart.readings, "it is asked for by its name"
