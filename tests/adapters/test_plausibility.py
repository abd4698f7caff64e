"""Recording errors are questioned, and what is questioned is not used."""

from __future__ import annotations

import pytest

from rxrules.adapters.casefile import read_case

TODAY = "2026-11-21"


def patient(as_of: str | None = TODAY, **fields: object):
    return read_case({"patient": fields, "medications": []}, as_of=as_of)


@pytest.mark.parametrize(
    "fields",
    [
        {"age": "90 a", "weight": "2400 g"},
        {"birth_date": "1936-01-01", "weight": "2400 g"},
        {"age": "3 mo", "weight": "54 kg"},
        {"age": "10 d", "weight": "34 kg"},
        {"age": "6 a", "weight": "400 kg"},
    ],
)
def test_a_weight_that_cannot_be_right_at_that_age_is_not_used(fields: dict[str, str]) -> None:
    case = patient(**fields)
    assert case.patient.weight is None
    assert [unread.is_error for unread in case.unread] == [True]
    assert case.unread[0].path == "patient.weight"
    assert "not used" in case.unread[0].reason


@pytest.mark.parametrize(
    ("age", "weight", "height"),
    [
        ("1 d", "0.45 kg", "28 cm"),
        ("1 d", "6.5 kg", "60 cm"),
        ("6 mo", "7.5 kg", "67 cm"),
        ("1 a", "9 kg", "75 cm"),
        ("5 a", "18 kg", "110 cm"),
        ("12 a", "140 kg", "170 cm"),
        ("30 a", "26 kg", "150 cm"),
        ("30 a", "300 kg", "180 cm"),
        ("90 a", "35 kg", "140 cm"),
        ("50 a", "14 kg", "60 cm"),
    ],
)
def test_people_who_live_are_not_questioned(age: str, weight: str, height: str) -> None:
    case = patient(age=age, weight=weight, height=height)
    assert case.unread == ()
    assert case.patient.weight is not None
    assert case.patient.height is not None


def test_weight_and_height_interchanged_are_not_used() -> None:
    case = patient(age="40 a", weight="172 kg", height="70 cm")
    assert (case.patient.weight, case.patient.height) == (None, None)
    assert case.unread


def test_what_nobody_has_is_not_used_whatever_the_age() -> None:
    case = patient(weight="7000 kg", height="1.70 cm")
    assert (case.patient.weight, case.patient.height) == (None, None)
    assert len(case.unread) == 2


def test_a_birth_date_after_the_day_of_the_check_is_not_used() -> None:
    case = patient(birth_date="2026-11-22")
    assert case.patient.birth_date is None
    assert patient(birth_date="2026-11-21").unread == ()
    assert patient(as_of=None, birth_date="2026-11-22").unread == ()


def test_a_birth_date_of_150_years_ago_is_not_used() -> None:
    assert patient(birth_date="1870-01-01").patient.birth_date is None
    assert patient(birth_date="1910-01-01").patient.birth_date is not None


def test_an_age_and_a_birth_date_that_disagree_are_both_not_used() -> None:
    case = patient(birth_date="1948-03-02", age="34 a")
    assert (case.patient.birth_date, case.patient.age) == (None, None)
    assert patient(birth_date="1948-03-02", age="78 a").unread == ()


def test_a_result_of_tomorrow_has_no_value() -> None:
    case = patient(observations=[{"code": "egfr", "value": "90 mL/min", "on": "2026-11-22"}])
    (one,) = case.patient.observations
    assert (one.value, one.on) == (None, None)
    assert case.unread[0].path == "patient.observations[0].on"


def test_a_weight_of_tomorrow_is_not_used() -> None:
    case = patient(weight={"value": "54 kg", "on": "2026-12-01"})
    assert case.patient.weight is None
    assert case.unread[0].path == "patient.weight.on"


def test_a_condition_that_begins_tomorrow_counts_without_its_onset() -> None:
    case = patient(conditions=[{"text": "asthma", "onset": "2027-01-01"}])
    assert case.patient.conditions[0].onset is None
    assert case.unread


def test_an_instant_of_today_elsewhere_is_no_future() -> None:
    case = patient(observations=[{"code": "egfr", "value": "90 mL/min", "on": "2026-11-21T23:30:00-05:00"}])
    assert case.unread == ()


def test_an_order_may_begin_tomorrow() -> None:
    case = read_case({"patient": {}, "medications": [{"drug": "x", "start": "2027-01-01"}]}, as_of=TODAY)
    assert case.unread == ()
    assert case.orders[0].start is not None
