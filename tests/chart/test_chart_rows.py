"""An order is looked at by its instructions: rows, phases, and sums over them."""

from __future__ import annotations

from datetime import date

import pytest
from test_build import chart, order
from test_build import q as quantity

from demo import times
from rxrules import Dosage, Dose, Moment
from rxrules.chart.totals import (
    amount_over_orders,
    apart,
    combined_spacing,
    course_of,
    fullest,
    lasts_of,
    may_be_at_once,
    rate_of,
    runs_on,
    spacing_of,
)
from rxrules.model import Rate, Timing

INF = float("inf")


def phase(sequence: int | None, dose: str, duration: str | None = None, **known) -> Dosage:
    timing = times(1, duration=quantity(duration) if duration else None)
    return Dosage(sequence=sequence, dose=Dose(quantity(dose)), route="oral", timing=timing, **known)


def day(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


def taper(*phases: Dosage, start: str | None = "2026-11-21", **known):
    return chart(order(drug="prednisolone", dosages=phases, start=Moment.parse(start) if start else None, **known))


def test_an_order_with_one_instruction_is_its_own_row():
    found = chart(order())
    assert found.rows == found.orders == found.live
    assert not found.has_parts
    assert found.rows[0].whole is None
    assert found.rows[0].order is found.orders[0]


def test_each_instruction_has_its_own_route_and_amounts():
    by_mouth = Dosage(dose=Dose(quantity("50 mg")), route="oral", timing=times(2))
    by_skin = Dosage(dose=Dose(quantity("2 g")), route="topical", timing=times(4, prn=True))
    found = chart(order("a"), order("d", "diclofenac", dosages=(by_mouth, by_skin)), order("z"))
    assert [row.id for row in found.rows] == ["a", "d", "d", "z"]
    assert [row.index for row in found.rows] == [0, 1, 2, 3]
    assert [one.index for one in found.orders] == [0, 1, 3], "a whole has the index of its first part"
    _, one, two, _ = found.rows
    assert one.whole is two.whole is found.orders[1]
    assert (one.routes, two.routes) == ({"oral"}, {"topical"})
    assert (one.prn, two.prn, found.orders[1].prn) == (False, True, True)
    assert one.doses["diclofenac"].amounts["mass"].day_high == 100
    assert one.phase is two.phase is None, "instructions without a sequence run side by side"
    assert [row.id for row in found.live] == ["a", "d", "d", "z"]


def test_phases_follow_one_another_where_their_lengths_are_known():
    found = taper(phase(1, "40 mg", "5 d"), phase(2, "20 mg", "5 d"), phase(3, "10 mg"))
    assert [(row.start, row.end) for row in found.rows] == [
        (day("2026-11-21"), day("2026-11-26")),
        (day("2026-11-26"), day("2026-12-01")),
        (day("2026-12-01"), INF),
    ]


def test_a_phase_that_is_over_is_history():
    found = taper(phase(1, "40 mg", "5 d"), phase(2, "20 mg"), start="2026-11-10")
    assert [row.live for row in found.rows] == [False, True]
    assert [row.history for row in found.rows] == [True, False]
    assert found.rows[0].ended == day("2026-11-15")


@pytest.mark.parametrize("start", [None, "2026-11"])
def test_where_the_start_is_open_every_phase_may_be_now(start):
    found = taper(phase(1, "40 mg", "5 d"), phase(2, "20 mg"), start=start)
    assert len({(row.start, row.end) for row in found.rows}) == 1
    assert all(row.live for row in found.rows)


def test_a_phase_of_open_length_leaves_open_when_the_next_begins():
    found = taper(phase(1, "40 mg", "5 d"), phase(2, "20 mg"), phase(3, "10 mg", "5 d"))
    assert [(row.start, row.end) for row in found.rows][1:] == [(day("2026-11-26"), INF)] * 2


def test_a_phase_after_the_end_of_the_order_never_comes():
    found = taper(phase(1, "40 mg", "5 d"), phase(2, "20 mg", "5 d"), end=Moment.parse("2026-11-25"))
    assert [(row.live, row.history) for row in found.rows] == [(True, False), (False, False)]


def dated(sequence: int, dose: str, start: str, end: str) -> Dosage:
    return phase(sequence, dose, start=Moment.parse(start), end=Moment.parse(end))


def test_an_instruction_may_have_dates_of_its_own():
    found = taper(dated(1, "40 mg", "2026-11-21", "2026-11-25"), dated(2, "20 mg", "2026-11-26", "2026-11-30"))
    assert [(row.start, row.end) for row in found.rows] == [
        (day("2026-11-21"), day("2026-11-26")),
        (day("2026-11-26"), day("2026-12-01")),
    ]
    assert not found.notes
    over = taper(dated(1, "40 mg", "2026-11-01", "2026-11-05"), phase(2, "20 mg"), start="2026-11-01")
    assert [row.live for row in over.rows] == [False, True]


def test_phases_that_overlap_by_their_dates_are_told_and_added_up():
    found = taper(dated(1, "40 mg", "2026-11-21", "2026-11-27"), dated(2, "20 mg", "2026-11-26", "2026-11-30"))
    assert [(one.path, one.is_error) for one in found.notes] == [("medications.m1.dosages", True)]
    assert "1 and 2 overlap" in found.notes[0].reason
    assert amount_over_orders(found, found.rows[0], "prednisolone", "mass", 4)[:2] == (60.0, 60.0)


def test_phases_are_never_added_up_and_parts_without_one_are():
    found = taper(phase(1, "40 mg"), phase(2, "20 mg"), phase(None, "5 mg"))
    assert amount_over_orders(found, found.rows[0], "prednisolone", "mass", 4) == (45.0, 45.0, ())
    both = chart(
        order("a", "prednisolone", dosages=(phase(1, "40 mg"), phase(2, "20 mg"))),
        order("b", "prednisolone", dose="10 mg", frequency=1),
    )
    assert amount_over_orders(both, both.rows[2], "prednisolone", "mass", 4) == (50.0, 50.0, ())


def test_the_amount_of_a_day_is_that_of_all_orders_that_overlap():
    later = Moment.parse("2026-12-24")
    found = chart(
        order("a", "simvastatin", dose="20 mg", frequency=1),
        order("b", "simvastatin", dose="20 mg", frequency=1),
        order("c", "simvastatin", dose="80 mg", frequency=1, start=later),
        order("d", "simvastatin", dose=None, end=Moment.parse("2026-12-01")),
    )
    a, _, c, d = found.rows
    assert amount_over_orders(found, c, "simvastatin", "mass", 4)[:2] == (120.0, 120.0), "from its own start on, without d"
    low, high, missing = amount_over_orders(found, a, "simvastatin", "mass", 4)
    assert (low, high) == (120.0, INF)
    assert [one.path for one in missing] == [f"{d.path}.dose"]


def test_only_what_goes_by_the_routes_is_added_up():
    found = chart(
        order("a", "diclofenac", dose="50 mg", frequency=2),
        order("b", "diclofenac", dose="1 g", frequency=1, route="topical"),
        order("c", "diclofenac", dose="75 mg", frequency=1, route=""),
    )
    only = amount_over_orders(found, found.rows[0], "diclofenac", "mass", 4, frozenset({"oral"}))
    assert only[:2] == (100.0, 175.0), "an assumed route counts in the high end only"
    assert amount_over_orders(found, found.rows[0], "diclofenac", "mass", 4)[:2] == (1175.0, 1175.0)


def test_the_fullest_moment_of_nothing_is_nothing():
    (row,) = chart(order()).rows
    row.end = row.start
    assert fullest([(row, (3.0,)), (row, (4.0,))]) == (0.0,)


def infusion(**known):
    dosage = Dosage(route="iv", **known)
    return chart(order(drug="vancomycin", dosages=(dosage,))).rows[0]


def test_how_fast_is_said_by_the_rate_or_by_how_long_a_dose_takes():
    lasting = infusion(
        dose=Dose(quantity("1 g")), timing=times(2, each_lasts=quantity("60 min"), each_lasts_max=quantity("120 min"))
    )
    assert rate_of(lasting, (1000.0, 1000.0)) == (pytest.approx(12000), pytest.approx(24000))
    running = infusion(rate=Rate(quantity("10 mg/h")))
    amounts = running.doses["vancomycin"].amounts["mass"]
    assert rate_of(running, (amounts.dose_low, amounts.dose_high)) == (240.0, 240.0)
    assert rate_of(infusion(dose=Dose(quantity("1 g")), timing=times(2)), (1000.0, 1000.0)) is None


def a_dose(amount: str, **rest):
    return infusion(dose=Dose(quantity(amount)), **rest)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (a_dose("1 g", rate=Rate(quantity("50 mg/min")), timing=times(1)), 72000.0),
        (a_dose("1 g", rate=Rate(quantity("50 mg/min"), quantity("100 mg/min"))), (72000.0, 144000.0)),
        (infusion(dose=Dose(quantity("0.5 g"), quantity("1 g")), rate=Rate(quantity("50 mg/min"))), 72000.0),
        (a_dose("1 g", rate=Rate(quantity("50 mg/min")), max_dose=quantity("2 g")), 72000.0),
        (infusion(dose=Dose(quantity("0.5 g"), quantity("1 g")), rate=Rate(quantity("50 mg/min")), max_dose=quantity("2 g")), None),
        (a_dose("1 g", rate=Rate(quantity("10 mL/h"))), None),
        (a_dose("1 g", timing=times(2, each_lasts=quantity("7 d"))), None),
        (a_dose("1 g", rate=Rate(quantity("50 mg/min")), timing=times(2, each_lasts=quantity("7 d"))), 72000.0),
    ],
)
def test_a_dose_with_a_rate_is_given_at_that_rate(row, expected):
    amounts = row.doses["vancomycin"].amounts["mass"]
    found = rate_of(row, (amounts.dose_low, amounts.dose_high))
    ends = expected if isinstance(expected, tuple | None) else (expected, expected)
    assert found == (None if ends is None else pytest.approx(ends))


def test_a_dose_that_is_not_known_in_a_measure_is_given_at_a_rate_that_is_not():
    assert rate_of(a_dose("1 g", rate=Rate(quantity("50 mg/min"))), (0.0, float("inf"))) == (0.0, float("inf"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (a_dose("1 g", timing=times(1, each_lasts=quantity("24 h"))), (1.0, 1.0)),
        (a_dose("1 g", timing=times(1, each_lasts=quantity("1 h"), each_lasts_max=quantity("2 h"))), (1 / 24, 1 / 12)),
        (a_dose("1 g", timing=times(2, each_lasts=quantity("7 d"))), None),
        (a_dose("1 g", timing=Timing(count=1, each_lasts=quantity("46 h"))), (46 / 24, 46 / 24)),
        (a_dose("1 g", rate=Rate(quantity("1 g/h"))), (1 / 24, 1 / 24)),
        (a_dose("10 mg/kg", rate=Rate(quantity("10 mg/kg/h"))), (1 / 24, 1 / 24)),
        (a_dose("10 mg/kg", rate=Rate(quantity("1 g/h"))), None),
        (
            infusion(dose=Dose(quantity("0 g"), quantity("1 g")), rate=Rate(quantity("0 g/h"), quantity("1 g/h"))),
            (0.0, float("inf")),
        ),
        (infusion(rate=Rate(quantity("1 g/h"))), None),
        (a_dose("1 g"), None),
    ],
)
def test_how_long_a_dose_takes_is_said_or_follows_from_its_rate(row, expected):
    assert lasts_of(row) == (None if expected is None else pytest.approx(expected))


def test_what_is_never_run_in_takes_no_time_and_an_assumed_route_says_nothing():
    for route, expected in (("oral", (0.0, 0.0)), ("im", (0.0, 0.0)), ("sc", None), ("iv", None), ("", None)):
        row = chart(order(drug="morphine", dosages=(Dosage(dose=Dose(quantity("5 mg")), route=route, timing=times(1)),))).rows[0]
        assert lasts_of(row) == expected, route
    assert lasts_of(chart(order(drug="amlodipine", dosages=())).rows[0]) is None


def test_a_rate_alone_runs_on_unless_it_says_for_how_long():
    assert runs_on(infusion(rate=Rate(quantity("1 g/h"))))
    assert not runs_on(infusion(rate=Rate(quantity("1 g/h")), timing=times(1, each_lasts=quantity("1 h"))))
    assert not runs_on(a_dose("1 g", rate=Rate(quantity("1 g/h"))))
    assert may_be_at_once(a_dose("1 g"))
    assert not may_be_at_once(infusion(rate=Rate(quantity("1 g/h"))))


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (times(1, "21 d", count=6), (360.0, 360.0)),
        (times(2, duration=quantity("7 d")), (840.0, 840.0)),
        (times(2, duration=quantity("7 d"), prn=True), (0.0, 840.0)),
        (times(1, count=4, count_max=6), (240.0, 360.0)),
        (times(1), None),
        (None, None),
    ],
)
def test_a_course_is_the_dose_times_the_number_of_doses(timing, expected):
    row = chart(order(drug="doxorubicin", dosages=(Dosage(dose=Dose(quantity("60 mg")), route="iv", timing=timing),))).rows[0]
    assert course_of(row, (60.0, 60.0)) == expected


def test_a_dose_per_m2_is_kept_as_it_was_given():
    row = chart(
        order(drug="doxorubicin", dosages=(Dosage(dose=Dose(quantity("60 mg/m2")), route="iv", timing=times(1, "21 d", count=6)),))
    ).rows[0]
    amounts = row.doses["doxorubicin"].amounts["mass/body_surface"]
    assert course_of(row, (amounts.dose_low, amounts.dose_high)) == (360.0, 360.0), "although neither weight nor height is known"


@pytest.mark.parametrize(
    ("timing", "hours"),
    [
        (times(4), (6, 6)),
        (times(1, "4 h", per_max=quantity("6 h")), (4, 6)),
        (times(1, "1 wk"), (168, 168)),
        (times(1, days_of_week=("mon",)), (168, 168)),
        (times(1, days_of_week=("mon", "thu")), (72, 72)),
        (times(1, count=1), (INF, INF)),
        (times(2, times_of_day=("08:00", "12:00")), (4, 4)),
        (times(3, "1 d", frequency_max=4), (6, 8)),
    ],
)
def test_doses_are_spread_evenly_unless_their_times_are_named(timing, hours):
    row = chart(order(timing=timing)).rows[0]
    assert spacing_of(row) == (pytest.approx(hours[0] / 24), pytest.approx(hours[1] / 24))


def test_without_a_timing_the_spacing_is_not_known():
    assert spacing_of(chart(order(timing=None)).rows[0]) is None


def test_the_doses_of_several_rows_may_coincide_and_at_best_are_spread():
    assert combined_spacing([(0.25, 0.25), (0.25, 0.25)]) == (0.0, 0.125)
    assert combined_spacing([(0.25, 0.5)]) == (0.25, 0.5)


def test_how_far_apart_two_drugs_are_taken_is_known_by_their_times_alone():
    morning, night, open_ = chart(
        order("a", timing=times(1, times_of_day=("23:30",))),
        order("b", timing=times(1, times_of_day=("00:30", "12:00"))),
        order("c"),
    ).rows
    assert apart(morning, night) == pytest.approx(1 / 24), "around the clock"
    assert apart(morning, open_) is None
