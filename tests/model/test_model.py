"""What is checked is valid where it is made: nonsense is refused at the edge, and said so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo import AS_OF, order, q
from rxrules import Case, Dosage, Dose, Drug, InputError, Moment, Order, OrderStatus, Patient, Timing
from rxrules.model import DrugCode, DrugIngredient, Limit, Measurement, Rate
from rxrules.model.timing import days


@pytest.mark.parametrize(
    ("text", "first", "last", "full"),
    [
        ("2026", "2026-01-01", "2026-12-31", False),
        ("2024", "2024-01-01", "2024-12-31", False),
        ("2026-11", "2026-11-01", "2026-11-30", False),
        ("2026-12", "2026-12-01", "2026-12-31", False),
        ("2026-11-21", "2026-11-21", "2026-11-21", True),
        ("2026-11-21T10:30:00Z", "2026-11-21", "2026-11-21", True),
        ("2026-11-21T23:30:00-02:00", "2026-11-22", "2026-11-22", True),
        ("2026-11-21 10:30", "2026-11-21", "2026-11-21", True),
    ],
)
def test_a_moment_means_the_span_that_it_is_written_for(text: str, first: str, last: str, *, full: bool):
    moment = Moment.parse(text)
    assert (str(moment.day), str(moment.last_day), moment.is_full, str(moment)) == (first, last, full, text)
    assert moment.earliest <= moment.latest


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13", "2026-02-30", "21.11.2026", "2026-1-1", "2026-11-21T25:00", "0000"])
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(InputError, match="date"):
        Moment.parse(text)


def test_a_moment_is_made_of_a_date_a_datetime_or_itself():
    assert Moment.of(dt.date(2026, 11, 21)) == Moment.of("2026-11-21") == Moment.of(Moment.parse("2026-11-21"))
    noon = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    assert Moment.of(noon).earliest == Moment.parse("2026-11-21").earliest + 0.5


def test_what_is_no_day_is_refused_as_a_moment():
    for wrong in (5, 2026.5, ["2026-11-21"], b"2026-11-21"):
        with pytest.raises(InputError, match="expected a day or an instant, got"):
            Moment.of(wrong)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_every_day_of_the_calendar_is_one_day_long(day: dt.date):
    moment = Moment.of(day)
    assert (moment.day, moment.last_day, moment.latest - moment.earliest) == (day, day, 1)


def test_a_case_holds_each_id_once_and_is_as_of_a_day():
    with pytest.raises(InputError, match="two orders have the id 'm1'"):
        Case("c", orders=(order("m1"), order("m1", "ibuprofen")))
    for text in ("2026", "2026-11"):
        with pytest.raises(InputError, match="as_of must be a day"):
            Case("c", as_of=Moment.parse(text))
    for text in ("1899-12-31", "2201-01-01"):
        with pytest.raises(InputError, match="between 1900 and 2200"):
            Case("c", as_of=Moment.parse(text))
    assert Case("c", as_of=AS_OF).as_of == AS_OF


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"age": q("131 a")}, "outside what people have"),
        ({"age": q("-1 a")}, "outside what people have"),
        ({"age": q("5 kg")}, "expected a duration"),
        ({"gestational_age": q("5 /d")}, "expected a duration"),
        ({"weight": Measurement(q("800 kg"))}, "outside what people have"),
        ({"weight": Measurement(q("54 g"))}, "outside what people have"),
        ({"height": Measurement(q("1.8 cm"))}, "outside what people have"),
        ({"weight": Measurement(q("180 cm"))}, "does not convert"),
        ({"incomplete": frozenset(("medications",))}, "no list of a patient"),
    ],
)
def test_a_patient_who_cannot_be_is_refused(known: dict[str, Any], why: str):
    with pytest.raises(ValueError, match=why):
        Patient(**known)


def test_what_a_patient_may_be_is_taken():
    assert Patient(
        age=q("0 d"), weight=Measurement(q("500 g")), height=Measurement(q("1.8 m")), incomplete=frozenset(("conditions",))
    )
    assert Patient().conditions is None


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (("5 /d",), "is no dose"),
        (("5 mg/mL",), "is no dose"),
        (("5 mg/h",), "is no dose"),
        (("-5 mg",), "negative"),
        (("5 mg", "5 mL"), "mixes"),
        (("5 mg", "4 mg"), "runs backwards"),
        (("0 mg",), "a dose must be above 0, got 0 mg"),
        (("0 mg/kg", "0 mg/kg"), "must be above 0"),
    ],
)
def test_what_is_no_dose_is_refused(ends: tuple[str, ...], why: str):
    with pytest.raises(InputError, match=why):
        Dose(*map(q, ends))


def test_a_dose_is_a_value_or_a_range():
    assert str(Dose(q("5 mg"))) == "5 mg"
    assert str(Dose(q("5 mg"), q("10 mg"))) == "5 mg to 10 mg"
    assert Dose(q("5 mg"), q("10 mg")).is_range
    assert Dose(q("0 mg"), q("10 mg")).low == q("0 mg"), "a range may begin at 0"
    assert not Dose(q("5 mg")).is_range
    assert Dose(q("10 mg/kg")).low == Dose(q("10 mg/kg")).high


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (("5 mg",), "is no rate"),
        (("-5 mg/h",), "negative"),
        (("5 mg/h", "5 mL/h"), "mixes"),
        (("5 mg/h", "4 mg/h"), "backwards"),
        (("0 mg/h",), "a rate must be above 0, got 0 mg/h"),
    ],
)
def test_what_is_no_rate_is_refused(ends: tuple[str, ...], why: str):
    with pytest.raises(InputError, match=why):
        Rate(*map(q, ends))
    assert Rate(q("5 ug/kg/min")).high == q("5 ug/kg/min")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Limit(q("4 g"), q("4 g")), "length of time"),
        (lambda: Limit(q("4 g"), q("0 d")), "length of time"),
        (lambda: Dosage(max_dose=q("5 mg/mL")), "5 mg/mL"),
        (lambda: Limit(q("5 mg/mL"), q("1 d")), "5 mg/mL"),
        (lambda: Limit(q("0 g"), q("1 d")), "above 0"),
        (lambda: Dosage(max_dose=q("0 mg")), "above 0"),
    ],
)
def test_a_limit_of_an_order_is_an_amount_in_a_time(make: Any, why: str):
    with pytest.raises(InputError, match=why):
        make()


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"frequency": 0}, "above 0"),
        ({"frequency": -1}, "above 0"),
        ({"frequency": 1e5}, "frequency"),
        ({"count": 0}, "above 0"),
        ({"frequency_max": 2}, "needs a frequency"),
        ({"frequency": 3, "frequency_max": 2}, "not above it"),
        ({"count": 3, "count_max": 2}, "not above it"),
        ({"per": q("5 mg")}, "length of time"),
        ({"per": q("0 d")}, "longer than 0"),
        ({"per": q("6 h"), "per_max": q("4 h")}, "not above it"),
        ({"per_max": q("4 h")}, "needs a per"),
        ({"duration": q("7 d"), "duration_max": q("1 d")}, "not above it"),
        ({"days_of_week": ("monday",)}, "monday is no day"),
    ],
)
def test_a_timing_that_cannot_be_is_refused(known: dict[str, Any], why: str):
    with pytest.raises(InputError, match=why):
        Timing(**known)


def test_a_month_is_as_short_or_as_long_as_months_are():
    assert days(q("36 h")) == 1.5
    assert (days(q("1 mo")), days(q("1 mo"), shortest=False)) == (28, 31)
    assert (days(q("1 a")), days(q("1 a"), shortest=False)) == (365, 366)
    assert days(q("14 mo")) == 365 + 2 * 28


def test_an_order_has_an_id_and_does_not_end_before_it_starts():
    with pytest.raises(InputError, match="needs an id"):
        Order("")
    with pytest.raises(InputError, match="before it starts"):
        order(start="2026-11-21", end="2026-11-20")
    assert order(start="2026-11-21", end="2026-11-21")
    assert order(start="2026-11", end="2026")


def test_statuses_are_concurrent_history_or_neither():
    concurrent = {status for status in OrderStatus if status.is_concurrent}
    history = {status for status in OrderStatus if status.is_history}
    assert {status.value for status in concurrent} == {"proposed", "active", "unknown"}
    assert {status.value for status in history} == {"completed", "stopped"}


def test_a_drug_is_shown_by_what_there_is_of_it():
    assert str(Drug(name="warfarin", codes=(DrugCode("atc", "B01AA03"),))) == "warfarin"
    assert str(Drug(codes=(DrugCode("atc", "B01AA03", "warfarin"),))) == "warfarin"
    assert str(Drug(codes=(DrugCode("atc", "B01AA03"),))) == "atc B01AA03"
    assert str(Drug(ingredients=(DrugIngredient("warfarin"), DrugIngredient()))) == "warfarin / ?"
