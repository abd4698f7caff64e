"""How long months can last, and how heavy and large people of an age can be: bounds that leave nobody out."""

from __future__ import annotations

import datetime as dt
from math import inf, sqrt

import pytest
from rule_trees import bands, dose, window

from rxrules.language.ast import When
from rxrules.validate.space import fewest_days, most_days
from rxrules.validate.weights import BODIES, sizes_of, sizes_of_age, sizes_written


def lasting(months: int) -> list[int]:
    """How many days so many months last from the first of each month of two centuries."""
    starts = range(1896 * 12, 2100 * 12)
    ends = [dt.date(month // 12, month % 12 + 1, 1) for month in range(1896 * 12, 2100 * 12 + months)]
    return [(ends[place + months] - ends[place]).days for place in range(len(starts) - 1)]


@pytest.mark.parametrize("months", [*range(1, 61), 120, 240, 599, 600, 1188])
def test_months_last_as_long_as_the_calendar_says(months: int):
    assert (fewest_days(months), most_days(months)) == (min(lasting(months)), max(lasting(months)))


@pytest.mark.parametrize("months", [1199, 1200, 1300])
def test_a_hundred_years_of_months_last_no_less_and_no_longer(months: int):
    assert min(lasting(months)) - 1 <= fewest_days(months) <= min(lasting(months))
    assert max(lasting(months)) <= most_days(months) <= max(lasting(months)) + 1


def test_no_months_last_no_time_and_endless_ones_for_ever():
    assert (fewest_days(0), most_days(0), most_days(inf)) == (0, 0, inf)


@pytest.mark.parametrize(
    ("age", "first", "last"),
    [
        ("[0 a, 130 a)", 0, 6),
        ("[18 a, 130 a)", 6, 6),
        ("[2 a, 18 a)", 3, 5),
        ("[2 a, 18 a]", 3, 5),  # somebody of just 18 a is hardly larger
        ("[17 a, 19 a)", 5, 6),
        ("[24 mo, 60 mo)", 3, 3),
        ("[365.25 d, 730.5 d)", 2, 2),
        ("[0 d, 28 d)", 0, 0),
        ("[0 d, 1 d)", 0, 0),
        ("[0 d, 0 d]", 0, 0),
        ("(, 1 a)", 0, 1),
        ("[5 a,)", 4, 6),
    ],
)
def test_people_of_an_age_weigh_from_the_least_of_its_youngest_to_the_most_of_its_oldest(age: str, first: int, last: int):
    young, old = BODIES[first], BODIES[last]
    for rule, row in ((dose(bands({"age": age}, {"age": age})), None), (dose(when=When(age=window(age))), None)):
        assert sizes_of_age(rule, row, "body_weight") == (young[1][0], old[1][1])
        surface = sqrt(young[1][0] * young[2][0] / 3600), sqrt(old[1][1] * old[2][1] / 3600)
        assert sizes_of_age(rule, row, "body_surface") == pytest.approx(surface, rel=1e-12)


def test_a_row_narrows_the_ages_of_its_domain():
    rule = dose(bands({"age": "[0 a, 130 a)"}, {"age": "[0 a, 2 a)"}, {"age": "[2 a, 130 a)"}))
    assert rule.bands is not None
    assert [sizes_of_age(rule, row, "body_weight") for row in rule.bands.rows] == [(0.2, 40.0), (3.0, 700.0)]


def test_a_weight_that_is_written_narrows_what_an_age_leaves():
    rule = dose(bands({"age": "[18 a, 130 a)", "weight": "(0 kg, 400 kg)"}, {"weight": "[50000 g, 60 kg)"}))
    assert rule.bands is not None
    (row,) = rule.bands.rows
    assert sizes_written(rule, None, "body_weight") == (0, 400)
    assert sizes_written(rule, row, "body_weight") == (50, 60)
    assert sizes_written(rule, row, "body_surface") == (0, inf)
    assert sizes_of(rule, None, "body_weight") == (12, 400)
    assert sizes_of(rule, row, "body_weight") == (50, 60)
    giant = dose(bands({"age": "[0 a, 1 a)", "weight": "[50 kg, 60 kg)"}, {}))
    assert sizes_of(giant, None, "body_weight") is None, "nobody of that age weighs so much"
    edge = dose(bands({"age": "[0 a, 1 a)", "weight": "[25 kg, 60 kg)"}, {}))
    assert sizes_of(edge, None, "body_weight") == (25, 25)


@pytest.mark.parametrize("window", ["[50 m2, 60 m2)", "[50 kg/m2, 60 kg/m2)", "[50 a, 60 a)"])
def test_what_is_no_weight_narrows_nothing(window: str):
    rule = dose(bands({"age": "[18 a, 130 a)", "weight": window}, {}))
    assert sizes_written(rule, None, "body_weight") == (0, inf)
    assert sizes_of(rule, None, "body_weight") == (12, 700)
