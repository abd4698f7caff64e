"""The Timing of FHIR: what repeats, and the abbreviations of HL7 for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.adapters.fhir.datatypes import concept as read_concept
from rxrules.adapters.fhir.datatypes import each, ends, period, quantity
from rxrules.adapters.rhythm import read_clock, read_day, read_event, timing_of
from rxrules.model import Timing
from rxrules.model.timing import days
from rxrules.units import Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.adapters.reading import Place, Reading
    from rxrules.model import Moment

#: ValueSet timing-abbreviation (FHIR R4 and R5): frequency, period, event of the day.
ABBREVIATIONS: dict[str, tuple[float, str, str]] = {
    "QD": (1, "1 d", ""),
    "BID": (2, "1 d", ""),
    "TID": (3, "1 d", ""),
    "QID": (4, "1 d", ""),
    "QOD": (1, "2 d", ""),
    "Q1H": (1, "1 h", ""),
    "Q2H": (1, "2 h", ""),
    "Q3H": (1, "3 h", ""),
    "Q4H": (1, "4 h", ""),
    "Q6H": (1, "6 h", ""),
    "Q8H": (1, "8 h", ""),
    "AM": (1, "1 d", "MORN"),
    "PM": (1, "1 d", "AFT"),
    "BED": (1, "1 d", "HS"),
    "WK": (1, "1 wk", ""),
    "MO": (1, "1 mo", ""),
}
_UNITS = frozenset({"s", "min", "h", "d", "wk", "mo", "a"})
_NUMBERED = (
    "frequency",
    "frequencyMax",
    "period",
    "periodMax",
    "periodUnit",
    "dayOfWeek",
    "timeOfDay",
    "when",
)


@frozen
class Schedule:
    """A timing, with the dates between which it holds."""

    timing: Timing | None = None
    start: Moment | None = None
    end: Moment | None = None


def read_schedule(reading: Reading, raw: Any, place: Place, *, prn: bool) -> Schedule:
    """Read a Timing; ``prn`` says whether the dosage is as needed."""
    fields = {} if raw is None else reading.mapping(raw, place, "a Timing")
    if not fields:
        return Schedule(Timing(prn=True) if prn else None)
    repeat_at = (*place, "repeat")
    repeat = fields.get("repeat")
    repeat = {} if repeat is None else reading.mapping(repeat, repeat_at, "Timing.repeat")
    start = end = None
    rest: dict[str, Any] = {"prn": prn}
    if repeat:
        start, end = _bounds(reading, repeat, repeat_at, rest)
        _lasting(reading, repeat, repeat_at, rest)
        rest["count"] = reading.number(repeat.get("count"), (*repeat_at, "count"))
        rest["count_max"] = reading.number(repeat.get("countMax"), (*repeat_at, "countMax"))
        if rest["count"] is None and rest["count_max"] is not None:
            rest["count"] = 1.0
        rest["offset"] = reading.number(repeat.get("offset"), (*repeat_at, "offset"))
    before = reading.reported
    if "repeat" in fields and repeat is None:
        rhythm: dict[str, Any] = {}
        is_whole = False
    else:
        rhythm = _rhythm(reading, repeat or {}, repeat_at)
        rhythm["events"] = tuple(m for one, at in each(fields, "event", place) if (m := reading.moment(one, at)) is not None)
        is_whole = reading.reported == before
    if fields.get("code") is not None:
        is_whole = _coded(reading, fields["code"], (*place, "code"), rhythm, rest) and is_whole
    return Schedule(timing_of(reading, repeat_at, rhythm, rest, is_whole=is_whole), start, end)


def _rhythm(reading: Reading, repeat: dict[str, Any], place: Place) -> dict[str, Any]:
    per, per_max = _pair(reading, repeat, place, "period")
    return {
        "frequency": reading.number(repeat.get("frequency"), (*place, "frequency")),
        "frequency_max": reading.number(repeat.get("frequencyMax"), (*place, "frequencyMax")),
        "per": per,
        "per_max": per_max,
        "days_of_week": _all(reading, repeat, "dayOfWeek", place, read_day),
        "times_of_day": _all(reading, repeat, "timeOfDay", place, read_clock),
        "when": _all(reading, repeat, "when", place, read_event),
    }


def _all(reading: Reading, repeat: dict[str, Any], key: str, place: Place, read: Any) -> tuple[Any, ...]:
    return tuple(found for one, at in each(repeat, key, place) if (found := read(reading, one, at)) is not None)


def _pair(reading: Reading, repeat: dict[str, Any], place: Place, name: str) -> tuple[Quantity | None, Quantity | None]:
    """``period`` or ``duration`` with its maximum, in its unit."""
    low = reading.number(repeat.get(name), (*place, name))
    high = reading.number(repeat.get(f"{name}Max"), (*place, f"{name}Max"))
    if low is None and high is None:
        return None, None
    unit_at = (*place, f"{name}Unit")
    written = reading.text(repeat.get(f"{name}Unit"), unit_at)
    if written not in _UNITS:
        reading.report(unit_at, f"expected one of {', '.join(sorted(_UNITS))} for the unit of {name}, got {written!r}")
        return None, None
    unit = parse_unit(written)
    first = None if low is None else reading.made((*place, name), Quantity, low, unit)
    last = None if high is None else reading.made((*place, f"{name}Max"), Quantity, high, unit)
    if first is None and last is not None:
        # "Up to 6 h": the shortest is unknown, and the shorter the period, the larger the dose of the day.
        reading.report((*place, name), f"{name}Max without {name}")
        return None, None
    return first, last


def _lasting(reading: Reading, repeat: dict[str, Any], place: Place, rest: dict[str, Any]) -> None:
    rest["each_lasts"], rest["each_lasts_max"] = _pair(reading, repeat, place, "duration")


def _bounds(reading: Reading, repeat: dict[str, Any], place: Place, rest: dict[str, Any]) -> tuple[Moment | None, Moment | None]:
    if repeat.get("boundsDuration") is not None:
        rest["duration"] = quantity(reading, repeat["boundsDuration"], (*place, "boundsDuration"))
    elif repeat.get("boundsRange") is not None:
        both = ends(reading, repeat["boundsRange"], (*place, "boundsRange"))
        if both is not None:
            low, high = both
            rest["duration"] = low if low.value > 0 else high
            rest["duration_max"] = high if low.value > 0 else None
    elif repeat.get("boundsPeriod") is not None:
        start, end = period(reading, repeat["boundsPeriod"], (*place, "boundsPeriod"))
        if start and end and start.is_full and end.is_full:
            rest["duration"] = Quantity(end.latest - int(start.earliest) or 1.0, parse_unit("d"))
        return start, end
    return None, None


def _coded(reading: Reading, raw: Any, place: Place, rhythm: dict[str, Any], rest: dict[str, Any]) -> bool:
    """Take the code for the rhythm where nothing else says it; say whether it agrees with what does.

    The code and ``repeat`` each are a complete statement (FHIR, Timing.code), so they must be the same.
    """
    code = read_concept(reading, raw, place)
    written = next((c.code.upper() for c in code.codings if c.code.upper() in ABBREVIATIONS), code.text.strip().upper())
    known = ABBREVIATIONS.get(written)
    has_rhythm = any(rhythm.get(name) for name in ("frequency", "frequency_max", "per", "times_of_day", "when", "events"))
    if known is None:
        rest["text"] = code.name or next((c.code for c in code.codings), "")
        if not has_rhythm and rest["text"]:
            reading.report(place, f"the timing {rest['text']!r} is not understood", is_error=False)
        return True
    frequency, per, event = known
    if not has_rhythm:
        rhythm.update(frequency=float(frequency), per=parse_quantity(per), when=(event,) if event else ())
        return True
    said, period_said = rhythm.get("frequency") or 1.0, rhythm.get("per")
    if period_said is None or not days(period_said) > 0:
        return True  # what is wrong there is told when the timing is made
    if abs(frequency / days(parse_quantity(per)) - said / days(period_said)) < 1e-9:
        return True
    reading.report(place, f"the code {written} and `repeat` ({said:g} in {period_said}) disagree; neither is used")
    return False
