"""Edges say by one float what `exceeds` says of two values, on each side of zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules.engines.edges import INFINITY, above, below, span
from rxrules.plan import Window
from rxrules.units import exceeds

#: Ratios of a value to its limit: within the tolerance of 1e-9, and beyond it.
NEAR = (1 - 2e-9, 1 - 5e-10, 1.0, 1 + 5e-10, 1 + 2e-9)
LIMITS = (-1e6, -3.0, -0.3, 0.0, 0.3, 3.0, 1e6)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_value_is_beyond_an_edge_where_exceeds_says_so(limit: float):
    for ratio in NEAR:
        value = limit * ratio
        assert (value > above(limit)) is exceeds(value, limit), ratio
        assert (value < below(limit)) is exceeds(limit, value), ratio


@pytest.mark.parametrize("limit", LIMITS)
def test_the_limit_itself_is_on_neither_side(limit: float):
    assert below(limit) <= limit <= above(limit)


def test_no_tolerance_goes_out_from_zero():
    assert above(0.0) == below(0.0) == 0.0


@given(st.sampled_from(LIMITS[:3] + LIMITS[4:]), st.sampled_from(NEAR), st.booleans(), st.booleans())
def test_a_span_holds_what_its_window_holds(limit: float, ratio: float, low_closed: bool, high_closed: bool):  # noqa: FBT001
    value = limit * ratio
    is_above, is_below = exceeds(value, limit), exceeds(limit, value)
    first, last = span(Window(limit, low_closed, None, False))
    assert last == INFINITY
    assert (first <= value) is (not is_below if low_closed else is_above)
    first, last = span(Window(None, False, limit, high_closed))
    assert first == -INFINITY
    assert (value <= last) is (not is_above if high_closed else is_below)


def test_an_open_end_is_the_float_next_to_its_edge():
    assert span(Window(2.0, False, 3.0, False)) == (
        math.nextafter(above(2.0), INFINITY),
        math.nextafter(below(3.0), -INFINITY),
    )
    assert span(Window(2.0, True, 3.0, True)) == (below(2.0), above(3.0))
