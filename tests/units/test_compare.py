"""One tolerance for every comparison."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules.units import TOLERANCE, UnitError, at_least, equal, exceeds, parse_quantity

numbers = st.floats(allow_nan=False)


def test_a_dose_exactly_at_its_limit_does_not_exceed_it():
    assert 3 * 0.1 > 0.3
    assert not exceeds(3 * 0.1, 0.3)
    assert equal(3 * 0.1, 0.3)
    assert not exceeds(3 * parse_quantity("0.1 mg").canonical, parse_quantity("300 ug").canonical)


def test_the_tolerance_is_one_in_a_thousand_million():
    assert TOLERANCE == 1e-9
    assert not exceeds(1 + 0.9e-9, 1)
    assert exceeds(1 + 1.1e-9, 1)
    assert exceeds(1e-300, 0)
    assert not exceeds(0, 0)
    assert at_least(1 - 0.9e-9, 1)
    assert not at_least(1 - 1.1e-9, 1)


@pytest.mark.parametrize(
    ("a", "b"),
    [(float("nan"), 1), (1, float("nan")), (float("nan"), float("inf")), (float("inf"), float("nan"))],
)
def test_a_comparison_with_nan_has_no_safe_answer(a, b):
    for compare in (exceeds, equal, at_least):
        with pytest.raises(UnitError, match="not a number"):
            compare(a, b)


def test_infinite_ends_compare():
    inf = float("inf")
    assert exceeds(inf, 1)
    assert exceeds(inf, -inf)
    assert exceeds(1, -inf)
    assert equal(inf, inf)
    assert not exceeds(1, inf)
    assert exceeds(1e308, -1e308)


@given(numbers, numbers)
def test_exactly_one_of_above_equal_and_below_holds(a, b):
    assert exceeds(a, b) + equal(a, b) + exceeds(b, a) == 1
    assert at_least(a, b) == (exceeds(a, b) or equal(a, b))
    assert equal(a, b) == equal(b, a)
