"""Timings: every form in which a case says how often, with how many doses it makes of a day or a week."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.model import Moment, Timing
from rxrules.units import Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.testing.strategies.choices import Choices

_DAY, _WEEK = parse_quantity("1 d"), parse_quantity("1 wk")
_HOURS, _DAYS = parse_unit("h"), parse_unit("d")
_FORMS = ("daily",) * 5 + ("hours", "weekly", "range", "prn", "clock", "meals", "days", "count", "course", "words", "odd")
_CLOCKS = (("08:00",), ("08:00", "20:00"), ("06:00", "14:00", "22:00"))
_APART = (("08:00",), ("08:00", "20:00"), ("12:00",), ("10:00",), ("08:01",), ("06:00", "22:00"))


class Rhythm(NamedTuple):
    """A timing, and the doses that it makes of a day (at most, in its fullest day), for the dose that brings a day to an edge."""

    timing: Timing | None
    a_day: float


def make_rhythm(r: Choices, *, prn: bool | None = None, clock: str = "") -> Rhythm:
    """A timing of any form.

    Args:
        r: makes the choices.
        prn: whether it must be taken as needed, or must not.
        clock: that its times of the day matter.
    """
    if clock:
        times = r.pick(_APART)
        return Rhythm(Timing(times_of_day=times), float(len(times)))
    if r.one_in(16):
        return Rhythm(None, 1.0)
    form = "prn" if prn else r.pick(_FORMS)
    if prn is False and form == "prn":
        form = "daily"
    often = float(r.number(1, 4))
    match form:
        case "hours":
            hours = r.pick((24, 12, 8, 6, 4))
            return Rhythm(Timing(frequency=1.0, per=Quantity(hours, _HOURS)), 24 / hours)
        case "weekly":
            return Rhythm(Timing(frequency=often, per=_WEEK), 1.0)
        case "range":
            return Rhythm(Timing(frequency=often, frequency_max=often + r.number(0, 2), per=_DAY), often)
        case "prn":
            return Rhythm(Timing(frequency=often, per=_DAY, prn=True), often)
        case "clock":
            times = r.pick(_CLOCKS)
            return Rhythm(Timing(times_of_day=times), float(len(times)))
        case "meals":
            return Rhythm(Timing(when=("ACM", "ACV")), 2.0)
        case "days":
            return Rhythm(Timing(frequency=1.0, per=_DAY, days_of_week=("mon", "thu")), 1.0)
        case "count":
            return Rhythm(Timing(frequency=often, per=_DAY, count=float(r.number(1, 6))), often)
        case "course":
            length = Quantity(r.pick((1, 5, 7, 14, 90)), _DAYS)
            return Rhythm(Timing(frequency=often, per=_DAY, duration=length), often)
        case "words":
            return Rhythm(Timing(text="as directed"), 1.0)
        case "odd":
            odd = r.pick(("36 h", "7 h", "2 d", "1 mo"))
            return Rhythm(Timing(frequency=1.0, per=parse_quantity(odd)), 1.0)
        case _:
            return Rhythm(Timing(frequency=often, per=_DAY), often)


def events(as_of: Moment) -> Timing:
    """Single doses, each at its moment."""
    return Timing(events=(Moment.parse(as_of.text[:10]), Moment.parse(f"{as_of.text[:10]}T18:00:00Z")))


def of_length(days: float, often: float = 1.0) -> Timing:
    """A course of so many days."""
    return Timing(frequency=often, per=_DAY, duration=Quantity(float(f"{days:.9g}"), _DAYS))


def every(days: float) -> Timing:
    """A dose each so many days."""
    hours = days * 24
    length = Quantity(float(f"{hours:.9g}"), _HOURS) if hours < 96 else Quantity(float(f"{days:.9g}"), _DAYS)
    return Timing(frequency=1.0, per=length)
