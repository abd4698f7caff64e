"""The rhythm of a regimen, from whatever input: all of it is known, or none of it is used."""

from __future__ import annotations

import re
from typing import Any

from rxrules.adapters.reading import Place, Reading, shown
from rxrules.errors import InputError
from rxrules.model import Timing
from rxrules.model.timing import DAYS_OF_WEEK

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?")
# HL7 v3 TimingEvent, and what the value set event-timing of FHIR R5 adds to it.
_EVENT_CODES = """
    MORN MORN.early MORN.late NOON AFT AFT.early AFT.late EVE EVE.early EVE.late NIGHT PHS IMD
    HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV
"""
_EVENTS = {event.casefold(): event for event in _EVENT_CODES.split()}
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def timing_of(reading: Reading, place: Place, rhythm: dict[str, Any], rest: dict[str, Any], *, is_whole: bool) -> Timing | None:
    """A timing from its parts, without those that can't be right.

    Where a part of the rhythm (how often, and when) could not be read, all of it goes: what is left would be
    another regimen, perhaps of a smaller dose. What does not make the dose of a day smaller (as needed, the
    length of the course) is kept.

    Args:
        reading: takes the reports.
        place: of the timing.
        rhythm: the fields of [`Timing`][rxrules.model.Timing] that say how often and when.
        rest: its other fields.
        is_whole: whether all of the rhythm that is written was read.
    """
    _default_frequency(rhythm)
    if is_whole and rhythm.get("frequency") is not None and rhythm.get("per") is None:
        reading.report((*place, "frequency"), "a frequency needs its period: {frequency: 2, per: 1 d}")
        is_whole = False
    if is_whole and (timing := _silent(**rhythm, **rest)) is not None:
        return timing
    # SAFETY: an unknown rhythm is not evaluated; half a rhythm would be, with too low a dose.
    if is_whole and reading.made(place, Timing, **rhythm) is None:
        is_whole = False
    kept = rhythm if is_whole else {}
    if (timing := _silent(**kept, **rest)) is not None:
        return timing
    reading.made(place, Timing, **kept, **rest)
    return Timing(**kept, prn=rest.get("prn", False), text=rest.get("text", ""))


def _silent(**fields: Any) -> Timing | None:
    try:
        return Timing(**fields)
    except InputError:
        return None


def _default_frequency(rhythm: dict[str, Any]) -> None:
    """Take every 8 h for once in 8 h, and up to 3 a day for 1 to 3, unless times of the day say how often."""
    if rhythm.get("frequency") is not None:
        return
    if rhythm.get("frequency_max") is not None or (
        rhythm.get("per") is not None and not rhythm.get("times_of_day") and not rhythm.get("when")
    ):
        most = rhythm.get("frequency_max")
        rhythm["frequency"] = 1.0 if most is None or most >= 1 else most


def read_day(reading: Reading, raw: Any, place: Place) -> str | None:
    """A day of the week, ``mon`` to ``sun``."""
    written = raw.strip().casefold() if isinstance(raw, str) else ""
    if written[:3] in DAYS_OF_WEEK and _FULL_DAYS[DAYS_OF_WEEK.index(written[:3])].startswith(written):
        return written[:3]
    reading.report(place, f"expected a day of the week ({', '.join(DAYS_OF_WEEK)}), got {shown(raw)}")
    return None


def read_clock(reading: Reading, raw: Any, place: Place) -> str | None:
    """A time of day, ``08:00``."""
    if isinstance(raw, str) and _CLOCK.fullmatch(raw.strip()):
        clock = raw.strip()
        return clock[:5] if clock[5:] in ("", ":00") else clock
    reading.report(place, f"expected a time of day such as 08:00, got {shown(raw)}")
    return None


def read_event(reading: Reading, raw: Any, place: Place) -> str | None:
    """An event of the day by its HL7 code: ``MORN``, ``ACM`` (before breakfast), ``HS`` (at bedtime)."""
    event = _EVENTS.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if event is None:
        reading.report(
            place,
            f"expected an event of the day by its HL7 code, such as MORN, EVE, HS, AC; got {shown(raw)}",
        )
    return event
