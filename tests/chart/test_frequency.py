"""How many doses fall into 24 hours."""

from __future__ import annotations

import math

import pytest

from rxrules.chart.frequency import doses_per_day, timing_in_words
from rxrules.model import Moment, Timing
from rxrules.units import parse_quantity as q

EVERY = [
    # frequency, frequency_max, per, per_max, low, high
    (1, None, "1 d", None, 1, 1),
    (4, None, "1 d", None, 4, 4),
    (1, None, "8 h", None, 3, 3),
    (1, None, "6 h", None, 4, 4),
    (1, None, "7 h", None, 4, 4),  # at 0, 7, 14 and 21 h
    (1, None, "5 h", None, 5, 5),
    (1, None, "36 h", None, 1, 1),
    (1, None, "4 h", "6 h", 4, 6),
    (3, 4, "1 d", None, 3, 4),
    (1, None, "1 wk", None, 1, 1),
    (3, None, "1 wk", None, 1, 1),
    (8, None, "1 wk", None, 2, 2),
    (1, None, "1 mo", None, 1, 1),
    (2, None, "8 h", None, 6, 6),
    (1, None, "30 min", None, 48, 48),
]


@pytest.mark.parametrize(("frequency", "frequency_max", "per", "per_max", "low", "high"), EVERY)
def test_a_frequency_fills_the_fullest_window_of_24_hours(frequency, frequency_max, per, per_max, low, high):
    timing = Timing(frequency=frequency, frequency_max=frequency_max, per=q(per), per_max=q(per_max) if per_max else None)
    assert doses_per_day(timing) == (low, high)


def test_as_needed_may_be_nothing_at_all():
    assert doses_per_day(Timing(frequency=4, per=q("1 d"), prn=True)) == (0, 4)


@pytest.mark.parametrize("timing", [None, Timing(), Timing(prn=True), Timing(text="as directed")])
def test_an_unknown_timing_has_no_upper_bound(timing):
    assert doses_per_day(timing).high == math.inf


def test_times_and_events_of_the_day_count_one_dose_each():
    assert doses_per_day(Timing(times_of_day=("08:00", "20:00"))) == (2, 2)
    assert doses_per_day(Timing(when=("MORN", "NOON", "EVE"))) == (3, 3)


def test_days_of_the_week_hold_what_the_week_holds():
    assert doses_per_day(Timing(days_of_week=("mon",))) == (1, 1)
    assert doses_per_day(Timing(frequency=1, per=q("1 wk"), days_of_week=("mon",))) == (1, 1)
    assert doses_per_day(Timing(frequency=2, per=q("1 wk"), days_of_week=("mon",))) == (2, 2)
    assert doses_per_day(Timing(frequency=2, per=q("1 d"), days_of_week=("mon", "thu"))) == (2, 2)


def test_a_count_bounds_what_a_day_can_hold():
    assert doses_per_day(Timing(frequency=4, per=q("1 d"), count=1)) == (1, 1)
    assert doses_per_day(Timing(count=1)) == (1, 1)


def test_planned_moments_are_counted_in_a_window_of_24_hours():
    days = ("2026-11-21T08", "2026-11-21T12", "2026-11-21T20", "2026-11-22T07")
    events = tuple(Moment.parse(f"{day}:00:00Z") for day in days)
    assert doses_per_day(Timing(events=events)) == (4, 4)
    later = (*events[:3], Moment.parse("2026-11-22T08:00:00Z"))
    assert doses_per_day(Timing(events=later)) == (3, 3), "the window is half-open: 08:00 is not within 24 h of 08:00"


def test_words_tell_the_timing_and_the_count():
    as_needed = Timing(frequency=1, per=q("4 h"), per_max=q("6 h"), prn=True)
    assert timing_in_words(as_needed) == "1 per 4 h to 6 h, as needed (0 to 6 in 24 h)"
    assert timing_in_words(None) == "timing unknown"
    assert timing_in_words(Timing(text="as directed")) == "as directed (an unknown number in 24 h)"
