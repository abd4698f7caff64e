"""The smallest step in the author's units, and the same in another unit."""

from __future__ import annotations

import pytest

from rxrules.proof.steps import elsewhere, moved, step_of
from rxrules.units import Quantity, parse_quantity, parse_unit


@pytest.mark.parametrize(
    ("text", "step"),
    [("500 mg", "1 mg"), ("0.5 mg", "0.01 mg"), ("4 g", "0.001 g"), ("50 kg", "0.1 kg"), ("4 h", "1 min"), ("12 wk", "1 d")],
)
def test_the_step_is_the_smallest_that_is_recorded(text, step):
    assert str(step_of(parse_quantity(text))) == step


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        ("1200 mg", "1199 mg", "1201 mg"),
        ("0.3 mg", "0.29 mg", "0.31 mg"),
        ("2.5 mg", "2.4 mg", "2.6 mg"),
        ("4 h", "239 min", "241 min"),
    ],
)
def test_beside_a_value_there_is_no_dust(text, below, above):
    quantity = parse_quantity(text)
    assert (str(moved(quantity, -1)), str(moved(quantity, 0)), str(moved(quantity, 1))) == (below, text, above)


def test_beside_what_was_reckoned_stand_whole_steps():
    reckoned = Quantity(50 / 2.4, parse_unit("ug/h"))
    assert (str(moved(reckoned, -1)), str(moved(reckoned, 1))) == ("20 ug/h", "21 ug/h")


@pytest.mark.parametrize(
    ("text", "test", "other"),
    [
        ("1200 mg", "", "1.2 g"),
        ("2 mg/dL", "creatinine", "176.8 umol/L"),
        ("30 mL/min/{1.73_m2}", "egfr", None),
        ("2 g", "", "2000 mg"),
    ],
)
def test_the_same_in_another_unit(text, test, other):
    found = elsewhere(parse_quantity(text), test)
    assert (None if found is None else str(found)) == other
