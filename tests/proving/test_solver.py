"""What ties variables together, as z3 is told it."""

from __future__ import annotations

import pytest

from rxrules.proving.formula import Axis, Bound, both
from rxrules.proving.solver import is_tied, solve
from rxrules.units import parse_quantity

z3 = pytest.importorskip("z3")
WEIGHT = Axis("variable", "weight", 0, "mass")
HEIGHT = Axis("variable", "height", 0, "length")
SURFACE = Axis("variable", "body_surface", 0, "area")
INDEX = Axis("variable", "est:bmi", 0, "body_mass_index")
MONTHS = Axis("variable", "age", 0, "calendar")
DAYS = Axis("variable", "age", 0, "time")
AFTER = Axis("variable", "est:postmenstrual_age", 0, "time")
BEFORE = Axis("variable", "est:gestational_age", 0, "time")

CASES = {
    "1.5 m2 of 10 kg": ([(WEIGHT, "<=", "10 kg"), (SURFACE, ">=", "1.5 m2")], False),
    "1.5 m2 of 50 kg and 162 cm": ([(WEIGHT, "<=", "50 kg"), (SURFACE, ">=", "1.5 m2"), (HEIGHT, "<=", "162 cm")], True),
    "1.5 m2 of 50 kg and 161 cm": ([(WEIGHT, "<=", "50 kg"), (SURFACE, ">=", "1.5 m2"), (HEIGHT, "<=", "161 cm")], False),
    "80 kg and 160 cm below 30 kg/m2": ([(WEIGHT, ">=", "80 kg"), (HEIGHT, "<=", "160 cm"), (INDEX, "<=", "30 kg/m2")], False),
    "80 kg and 164 cm below 30 kg/m2": ([(WEIGHT, ">=", "80 kg"), (HEIGHT, "<=", "164 cm"), (INDEX, "<=", "30 kg/m2")], True),
    "below a month and 30 days": ([(MONTHS, "<", "1 mo"), (DAYS, ">=", "30 d")], True),
    "below a month and 31 days": ([(MONTHS, "<", "1 mo"), (DAYS, ">=", "31 d")], False),
    "a year and 364 days": ([(MONTHS, ">=", "1 a"), (DAYS, "<=", "364 d")], False),
    "a year and 365 days": ([(MONTHS, ">=", "1 a"), (DAYS, "<=", "365 d")], True),
    "30 weeks after 100 days of life": ([(AFTER, "<", "30 wk"), (DAYS, ">=", "100 d")], False),
    "40 weeks after 100 days of life": ([(AFTER, "<", "40 wk"), (DAYS, ">=", "100 d")], True),
    "40 weeks after 32 weeks and 8 weeks of life": ([(AFTER, "<", "40 wk"), (BEFORE, ">=", "32 wk"), (DAYS, ">=", "8 wk")], False),
    "an edge in two units": ([(WEIGHT, ">=", "50 kg"), (WEIGHT, "<", "50000 g")], False),
}


@pytest.mark.parametrize(("bounds", "truth"), CASES.values(), ids=CASES)
def test_variables_that_follow_from_one_another_are_held_together(bounds, truth):
    formula = both(*(Bound(axis, sign[0] == ">", parse_quantity(text), "=" in sign) for axis, sign, text in bounds))
    assert solve(formula, 20).truth is truth


def test_a_time_that_is_too_short_leaves_a_question_open_with_the_reason(monkeypatch):
    monkeypatch.setattr(z3.Solver, "check", lambda self: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda self: "timeout")
    solved = solve(both(Bound(WEIGHT, True, parse_quantity("50 kg"), True)), 1)
    assert (solved.truth, solved.why) == (None, "z3 gave up: timeout")


def test_it_is_known_which_variables_are_tied():
    assert is_tied(frozenset({"body_surface", "weight"}))
    assert not is_tied(frozenset({"weight", "height", "age"}))
