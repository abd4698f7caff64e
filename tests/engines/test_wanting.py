"""What is missing, in the words that every engine has for it."""

from __future__ import annotations

import pytest
from small_cases import order

from rxrules.chart import Missing, Reading
from rxrules.engines import wanting


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (40.0, "stale: 80 kg is 40 d old, the rule asks for one of the last 30 d"),
        (None, "80 kg has no date: the rule asks for one of the last 30 d"),
    ],
)
def test_a_reading_that_is_too_old_is_told_with_its_age(age: float | None, said: str):
    reading = Reading(80.0, 80.0, age, "patient.weight", "80 kg")
    assert wanting.stale(reading, 30.0) == Missing("patient.weight", said)


@pytest.mark.parametrize(("given", "said"), [(["volume", "count"], "count, volume"), ([], "nothing")])
def test_a_dose_of_another_kind_is_told_with_what_it_is_given_in(given: list[str], said: str):
    expected = f"the dose is given in {said}, the limit is in mass: it does not convert"
    assert wanting.dose_in(order(0, "a"), "mass", given).reason == expected
