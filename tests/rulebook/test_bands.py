"""Bands on an axis: which holds where, which end belongs to which, and how they are told."""

from __future__ import annotations

import pytest

from rxrules.plan import Band, Bound, DoseLimit, Window
from rxrules.rulebook.axis import axis, marks, number, rounded
from rxrules.rulebook.bands import panels, range_words
from rxrules.rulebook.charts import limit_charts


def bound(value: float, scale: str = "", cap: float | None = None, name: str = "max") -> Bound:
    return Bound(name, 2, value, scale, cap, f"{value:g}")


def limit(*bands: Band, domain=(), first: bool = False) -> DoseLimit:
    return DoseLimit("x", "per_dose", None, "mass", "mg", 1.0, "", 1.0, first, domain, bands)


def age(low: float | None, high: float | None, unit: str = "age_months") -> tuple[object, ...]:
    return ("range", unit, low, True, high, False, None)


def test_a_limit_for_all_patients_is_one_stretch_without_an_axis():
    (panel,) = panels(limit(Band((), (bound(5),), "")))
    assert (panel.name, panel.label, panel.title, panel.edges) == ("", "all patients", "", ())
    assert panel.segments[0].line(bound(5)) == [(0.0, 5.0), (1.0, 5.0)]


def test_ages_in_months_and_in_days_share_an_axis_in_years():
    young = Band((age(None, 28.0, "age_days"),), (bound(1),), "")
    older = Band((age(28.0, None, "age_days"), age(None, 144.0)), (bound(2),), "")
    domain = (age(0.0, None, "age_days"), age(None, 144.0))
    (panel,) = panels(limit(young, older, domain=domain))
    assert (panel.low, panel.high) == (0.0, 12.0)
    assert panel.edges == pytest.approx((28 / 365.25,))
    assert panel.text(panel.edges[0]) == "28 d"
    assert panel.text(0.5) == "6 mo"
    assert panel.text(12.0) == "12"
    assert panel.label == "age, years, months (mo) and days (d)"
    assert [one.number for one in panel.segments] == [1, 2]


def test_an_edge_belongs_to_one_band_only():
    low = Band((("range", "weight", None, False, 50.0, True, None),), (bound(1),), "")
    high = Band((("range", "weight", 50.0, False, None, False, None),), (bound(2),), "")
    (panel,) = panels(limit(low, high, domain=(("range", "weight", 0.0, False, 400.0, False, None),)))
    first, second = panel.segments
    assert panel.holds_at(first, 50.0)
    assert not panel.holds_at(second, 50.0)
    assert panel.is_end(first, 50.0)
    # the drawing ends at 100 kg, the rule does not
    assert panel.high == 100.0
    assert not panel.is_end(second, 100.0)
    assert panel.label == "weight, kg; it goes on beyond"


def test_of_bands_that_overlap_the_first_holds():
    both = (Band((age(None, 24.0),), (bound(1),), ""), Band((), (bound(2),), ""))
    (panel,) = panels(limit(*both, domain=(age(0.0, 120.0),), first=True))
    assert [(one.low, one.high, one.number) for one in panel.segments] == [(0.0, 2.0, 1), (2.0, 10.0, 2)]
    assert not panel.holds_at(panel.segments[0], 2.0)


def test_a_stretch_without_a_band_is_said_to_have_no_limit():
    drawn = limit_charts(limit(Band((age(24.0, None),), (bound(1),), ""), domain=(age(0.0, 120.0),)), "x")
    assert "age 0 to 2 years: no limit" in drawn


def test_limits_by_weight_and_by_surface_have_no_axis_in_common():
    body = limit(Band((), (bound(1, "weight"), bound(1, "bsa", name="hard_max")), ""))
    assert panels(body) is None
    assert limit_charts(body, "x") is None


def test_too_many_charts_are_left_to_the_table():
    bands = [Band((age(12.0 * n, 12.0 * (n + 1)),), (bound(1, "weight"),), "") for n in range(12)]
    assert "the table has them all" in limit_charts(limit(*bands), "x")


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(0.25, True, 16.0, False), "age 3 months to below 16 years"),
        (Window(1.0, True, 16.0, False), "age 1 to below 16 years"),
        (Window(None, False, 0.5, False), "age below 6 months"),
        (Window(28 / 365.25, True, None, False), "age 28 days or more"),
    ],
)
def test_ages_are_told_in_the_units_that_people_use(window, words):
    assert range_words("age", window) == words


def test_an_axis_whose_edges_lie_close_is_not_to_scale_and_says_so():
    even = axis(0.0, 100.0, [50.0], 0.0, 300.0)
    assert even.to_scale
    assert even.at(25.0) == 75.0
    close = axis(0.0, 100.0, [1.0, 2.0], 0.0, 300.0)
    assert not close.to_scale
    assert [close.at(value) for value in (-5.0, 1.0, 2.0, 51.0, 500.0)] == [0.0, 100.0, 200.0, 250.0, 300.0]
    assert "not to scale" in limit_charts(
        limit(Band((age(None, 12.0),), (bound(1),), ""), Band((age(12.0, None),), (bound(2),), ""), domain=(age(0.0, 1200.0),)), "x"
    )


def test_marks_never_run_into_each_other_but_edges_are_always_marked():
    on = axis(0.0, 100.0, [45.0], 0.0, 300.0)
    assert [text for _, text in marks(on, [45.0], number)] == ["0", "20", "45", "60", "80", "100"]
    assert rounded(0.0, 0.0, 4) == [0.0]
