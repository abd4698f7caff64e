"""What is written as a case file is read as the same case."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.adapters.case_writing import case_to_dict
from rxrules.adapters.casefile import read_case
from rxrules.model import (
    Allergy,
    Case,
    Condition,
    Dosage,
    Dose,
    Drug,
    DrugCode,
    DrugIngredient,
    Limit,
    Measurement,
    Moment,
    Observation,
    Order,
    OrderStatus,
    Patient,
    ProblemStatus,
    Rate,
    Sex,
    Timing,
)
from rxrules.model.patient import LISTS
from rxrules.model.timing import DAYS_OF_WEEK
from rxrules.units import Quantity, parse_unit

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
TEXT = WORDS.filter(lambda text: text.strip() == text)
MAYBE = TEXT | st.just("")
AMOUNTS = st.floats(1e-6, 1e6) | st.integers(1, 5000).map(float)


def quantities(*units: str) -> st.SearchStrategy[Quantity]:
    return st.builds(Quantity, AMOUNTS, st.sampled_from([parse_unit(unit) for unit in units]))


DATES = st.dates().map(lambda day: Moment.parse(day.isoformat())) | st.sampled_from(
    [Moment.parse("2020"), Moment.parse("2020-02"), Moment.parse("2020-02-03T04:05:06Z")]
)
PAST = st.dates(max_value=Moment.parse("2026-11-20").day).map(lambda day: Moment.parse(day.isoformat()))
PERIODS = quantities("h", "d", "wk", "mo")


@st.composite
def ranged(draw: st.DrawFn, make: type, *units: str) -> object:
    unit = parse_unit(draw(st.sampled_from(units)))
    low = draw(AMOUNTS)
    high = draw(st.just(low) | st.floats(low, low * 10))
    return make(Quantity(low, unit), Quantity(high, unit))


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    fields: dict[str, object] = {"prn": draw(st.booleans()), "text": draw(MAYBE)}
    if draw(st.booleans()):
        fields["frequency"] = draw(st.integers(1, 12).map(float))
        fields["per"] = draw(PERIODS)
        if draw(st.booleans()):
            fields["frequency_max"] = fields["frequency"] + draw(st.integers(0, 3))  # type: ignore[operator]
        if draw(st.booleans()):
            fields["per_max"] = Quantity(fields["per"].value * 2, fields["per"].unit)  # type: ignore[attr-defined]
    if draw(st.booleans()):
        fields["count"] = draw(st.integers(1, 50).map(float))
    for name in ("duration", "each_lasts"):
        if draw(st.booleans()):
            fields[name] = draw(PERIODS)
    fields["days_of_week"] = tuple(draw(st.lists(st.sampled_from(DAYS_OF_WEEK), unique=True, max_size=3)))
    fields["times_of_day"] = tuple(draw(st.lists(st.sampled_from(["08:00", "12:30", "22:15:30"]), unique=True, max_size=2)))
    fields["when"] = tuple(draw(st.lists(st.sampled_from(["MORN", "ACM", "HS", "C"]), unique=True, max_size=2)))
    fields["events"] = tuple(draw(st.lists(DATES, max_size=2)))
    fields["offset"] = draw(st.none() | st.integers(0, 90).map(float))
    return Timing(**fields)  # type: ignore[arg-type]


DOSAGES = st.builds(
    Dosage,
    sequence=st.none() | st.integers(1, 9),
    dose=st.none() | ranged(Dose, "mg", "{tablet}", "mL", "mg/kg", "[iU]"),
    rate=st.none() | ranged(Rate, "mg/h", "mL/h", "ug/kg/min"),
    route=MAYBE,
    timing=st.none() | timings(),
    max_per=st.lists(st.builds(Limit, quantities("mg", "{tablet}", "1"), st.none() | PERIODS), max_size=2).map(tuple),
    max_dose=st.none() | quantities("mg", "{tablet}"),
    site=MAYBE,
    method=MAYBE,
    text=MAYBE,
)
CODES = st.lists(st.builds(DrugCode, TEXT, TEXT, MAYBE), max_size=2).map(tuple)
STRENGTHS = st.none() | quantities("mg/{tablet}", "mg/mL", "[iU]/mL")
INGREDIENTS = st.builds(DrugIngredient, TEXT, CODES, STRENGTHS)
DRUGS = st.builds(Drug, TEXT, CODES, st.lists(INGREDIENTS, max_size=3).map(tuple), MAYBE)
CONDITIONS = st.builds(Condition, TEXT, st.just(""), st.just(""), st.none() | PAST, st.sampled_from(ProblemStatus)) | st.builds(
    Condition, MAYBE, TEXT, TEXT, st.none() | PAST, st.sampled_from(ProblemStatus)
)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    value = draw(st.none() | quantities("mmol/L", "mL/min/{1.73_m2}", "1", "kg"))
    comparator = draw(st.sampled_from(["", "<", "<=", ">", ">="])) if value else ""
    return Observation(draw(TEXT), value, comparator, draw(st.none() | PAST), draw(MAYBE), draw(MAYBE))


PATIENTS = st.builds(
    Patient,
    age=st.none() | st.integers(19, 110).map(lambda n: Quantity(n, parse_unit("a"))),
    sex=st.none() | st.sampled_from(Sex),
    weight=st.none() | st.builds(Measurement, st.floats(40, 160).map(lambda n: Quantity(n, parse_unit("kg"))), st.none() | PAST),
    height=st.none() | st.builds(Measurement, st.floats(140, 210).map(lambda n: Quantity(n, parse_unit("cm"))), st.none() | PAST),
    pregnant=st.none() | st.booleans(),
    breastfeeding=st.none() | st.booleans(),
    conditions=st.none() | st.lists(CONDITIONS, max_size=3).map(tuple),
    allergies=st.none() | st.lists(st.builds(Allergy, TEXT, MAYBE, TEXT, st.sampled_from(ProblemStatus)), max_size=3).map(tuple),
    observations=st.none() | st.lists(observations(), max_size=3).map(tuple),
    incomplete=st.frozensets(st.sampled_from(LISTS)),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    count = draw(st.integers(0, 3))
    orders = []
    for i in range(count):
        start = draw(st.none() | PAST)
        orders.append(
            Order(
                f"o{i}",
                drug=draw(DRUGS),
                dosages=tuple(draw(st.lists(DOSAGES, max_size=3))),
                strength=draw(STRENGTHS),
                start=start,
                end=draw(st.just(start)),
                status=draw(st.sampled_from(OrderStatus)),
                indication=tuple(draw(st.lists(CONDITIONS, max_size=2))),
                do_not_perform=draw(st.booleans()),
                note=draw(MAYBE),
            )
        )
    return Case(draw(TEXT), draw(PATIENTS), tuple(orders), Moment.parse("2026-11-21"))


@settings(max_examples=80, deadline=None)
@given(cases())
def test_what_is_written_is_read_as_the_same_case(case: Case) -> None:
    written = case_to_dict(case)
    assert read_case(written) == case
    assert read_case(json.dumps(written)) == case
    assert case_to_dict(read_case(written)) == written


def test_a_dosage_that_says_nothing_is_written() -> None:
    case = Case("c", orders=(Order("m1", Drug("x"), (Dosage(),)),))
    assert read_case(case_to_dict(case)) == case


def test_a_limit_for_life_is_written() -> None:
    amount = Quantity(450, parse_unit("mg"))
    case = Case("c", orders=(Order("m1", Drug("x"), (Dosage(max_per=(Limit(amount),)),)),))
    assert case_to_dict(case)["medications"][0]["max_per"] == [{"amount": "450 mg", "per": "lifetime"}]
    assert read_case(case_to_dict(case)) == case


def test_lists_that_are_unknown_are_not_written_and_empty_ones_are() -> None:
    assert "conditions" not in case_to_dict(Case("c"))["patient"]
    assert case_to_dict(Case("c", Patient(conditions=())))["patient"] == {"conditions": []}
