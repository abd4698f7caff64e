"""What a rule asks for, in words, and what was read for it."""

from __future__ import annotations

from typing import Any

import pytest
from patient_rules import check, checker, medication

from rxrules.plan import Window
from rxrules.report.asking import Printed, asked, printed, readable, window_words
from rxrules.report.circumstances import circumstances

KG = Printed("weight", "kg", 1.0)
OPEN, ANY = ("prn", True), (None, False, None, False, None)


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ((None, False, 30.0, False), "below 30 kg", "30 kg or more"),
        ((None, False, 30.0, True), "30 kg or less", "above 30 kg"),
        ((30.0, True, None, False), "30 kg or more", "below 30 kg"),
        ((30.0, False, None, False), "above 30 kg", "30 kg or less"),
        ((30.0, True, 60.0, False), "30 to below 60 kg", "not 30 to below 60 kg"),
        ((30.0, False, 60.0, True), "above 30 to 60 kg", "not above 30 to 60 kg"),
        ((30.0, True, 30.0, True), "30 kg", "not 30 kg"),
        ((None, False, None, False), "any", "none"),
    ],
)
def test_a_window_and_what_is_outside_of_it(window: tuple[Any, ...], inside: str, outside: str):
    assert window_words(Window(*window), KG) == inside
    assert window_words(Window(*window), KG, outside=True) == outside


@pytest.mark.parametrize(
    ("variable", "ends", "name", "unit"),
    [
        ("age_months", (780.0,), "age", "a"),
        ("age_months", (6.0,), "age", "mo"),
        ("age_days", (28.0,), "age", "d"),
        ("bsa", (), "body surface", "m2"),
        ("obs:inr@number", (), "INR", "{INR}"),
        ("obs:nothing@mass", (), "nothing", "mg"),
        ("obs:nothing@no kind", (), "nothing", ""),
        ("est:bmi", (), "body mass index", "kg/m2"),
    ],
)
def test_every_variable_has_a_name_and_the_unit_that_people_use(variable: str, ends: Any, name: str, unit: str):
    found = printed(variable, *ends)
    assert (found.name, found.unit) == (name, unit)


def test_units_are_read_without_braces():
    assert [readable(unit) for unit in ("1", "a", "{MME}/d", "mL/min/{1.73_m2}")] == ["", "years", "MME/d", "mL/min/1.73 m2"]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (("sex", "female"), "female"),
        (("not", ("sex", "female")), "not female"),
        (("not", ("pregnant", True)), "not pregnant"),
        (("breastfeeding", False), "not breastfeeding"),
        (("all", OPEN, ("any", ("sex", "male"), OPEN)), "taken as needed and (male or taken as needed)"),
        (("not", ("all", OPEN, ("sex", "male"))), "not taken as needed or not male"),
        (("not", ("condition", "angioedema", True)), "no Angioedema"),
        (("stated", "goals", "no-injections"), "goal no injections"),
        (("order", -1, ("route", ("oral", "rectal"))), "by oral or rectal"),
        (("amount", 0, "per_day", "mass", None, 20.0, False, None, False), "daily dose above 20 mg/d"),
        (("duration", None, False, 7.0, True), "a course of 7 days or less"),
        (("each_lasts", None, False, 1 / 24, True), "each dose given over 1 h or less"),
        (("each_lasts", None, False, 1 / 96, False), "each dose given over below 15 min"),
        (("not", ("each_lasts", 1 / 6, False, None, False)), "each dose given over 4 h or less"),
        (("apart", None, False, 1 / 6, False), "taken below 4 h apart"),
        (("ahead", 1, None, False, 1 / 6, False), "the second drug taken below 4 h before the first"),
        (("indication", "heart-failure"), "given for heart failure"),
        (("not", ("tested", ("inr", "aptt"), None)), "no INR or aPTT at any time"),
        (("not", ("allergy", -1, None)), "no allergy to the drug itself"),
        (("not", ("phase", "loading")), "not of the loading phase"),
        (("something new", 1), "something new"),
    ],
)
def test_a_condition_in_words(condition: Any, words: str):
    assert asked(checker().plan, condition) == words


ORDERS = (
    medication("a", "warfarin", "5 mg", start="2026-11-11", timing={"frequency": 1, "per": "1 d", "times_of_day": ["08:00"]}),
    medication(
        "b",
        "ibuprofen",
        "400 mg",
        timing={"frequency": 1, "per": "1 d", "times_of_day": ["10:00"], "duration": "7 d", "each_lasts": "30 min"},
    ),
)


@pytest.mark.parametrize(
    ("condition", "slots", "found"),
    [
        (("sex", "male"), (), "female"),
        (("breastfeeding", True), (), "not breastfeeding"),
        (("range", "age_months", 240.0, True, None, False, None), (), "age 70 years"),
        (("range", "weight", 50.0, True, None, False, None), (), "weight 60 kg"),
        (("range", "height", 50.0, True, None, False, None), (), "height is missing"),
        (("stated", "preferences", "no-injections"), (), "preference: no injections"),
        (("condition", "heart-failure", True), (), "heart failure is not recorded"),
        (("taken", 7.0, False, None, False), (0,), "a has been taken for 10 d"),
        (("duration", 5.0, False, None, False), (1,), "the course of b is 7 d"),
        (("duration", 5.0, False, None, False), (0,), "the course of a is at least 10 d"),
        (("each_lasts", None, False, 1 / 24, True), (1,), "a dose of b takes 30 min"),
        (("phase", "loading"), (0,), "a is of the maintenance phase"),
        (("apart", None, False, 0.5, False), (0, 1), "a and b are taken 2 h apart"),
        (("ahead", 0, None, False, 0.5, False), (0, 1), "a is taken 2 h before b"),
        (("ahead", 1, None, False, 0.5, False), (0, 1), "b is taken 22 h before a"),
        (("prn", True), (0,), "a is not taken as needed"),
        (("indication", "heart-failure"), (0,), "indication is missing"),
        (("route", ("oral",)), (0,), "a is given by oral"),
        (("tested", ("inr",), 30.0), (), "the last INR is of 20 d ago (inr on 2026-11-01)"),
        (("tested", ("aptt",), 30.0), (), "no aPTT is recorded"),
    ],
)
def test_what_was_read_for_a_condition(condition: Any, slots: tuple[int, ...], found: str):
    report = check(
        *ORDERS,
        sex="female",
        breastfeeding=False,
        weight="60 kg",
        preferences=[{"text": "no injections"}],
        observations=[{"code": "inr", "value": "2.5 {INR}", "on": "2026-11-01"}],
    )
    orders = tuple(report.chart.orders[slot] for slot in slots)
    (part,) = circumstances(report.plan).deciding(report.chart, orders, condition)
    assert part.found == found


def test_a_daily_dose_is_told_over_all_orders_and_a_dose_of_one():
    report = check(ORDERS[0], medication("c", "warfarin", "2 mg"))
    by, chart, order = circumstances(report.plan), report.chart, report.chart.orders[:1]
    population = next(number for number, names in enumerate(report.plan.populations) if names == ("warfarin",))
    for measure, words in (("per_day", "daily dose of warfarin 7 mg/d"), ("per_dose", "dose of warfarin 5 mg")):
        (part,) = by.deciding(chart, order, ("amount", population, measure, "mass", None, 1.0, True, None, False))
        assert part.found == words


def test_of_a_junction_the_parts_that_decide_it_are_told():
    report = check(sex="female", pregnant=True, age="30 a")
    by, chart = circumstances(report.plan), report.chart

    def parts(condition: Any) -> list[tuple[int, str]]:
        return [(part.truth, part.found) for part in by.deciding(chart, (), condition)]

    female, male, pregnant = ("sex", "female"), ("sex", "male"), ("pregnant", True)
    assert parts(("all", female, pregnant)) == [(2, "female"), (2, "pregnant")]
    assert parts(("all", male, pregnant)) == [(0, "female")]
    assert parts(("any", male, pregnant)) == [(2, "pregnant")]
    assert parts(("any", male, ("not", pregnant))) == [(0, "female"), (0, "pregnant")]
    assert parts(("all", female, ("breastfeeding", True))) == [(1, "whether the patient is breastfeeding is missing")]
