"""Reading the timing of a case file: how often, on which days and hours, and for how long."""

from __future__ import annotations

from typing import Any

from rxrules.adapters.reading import Place, Reading, shown
from rxrules.adapters.rhythm import RHYTHM, read_clock, read_day, read_event, timing_of
from rxrules.model import Moment, Timing

#: Stands in the timing of a case file, though the model keeps it with the dosage.
MAX_PER_DAY = "max_per_day"

_COUNTS = frozenset({"frequency", "frequency_max", "count", "count_max"})
_KEYS = frozenset(
    {*RHYTHM, *_COUNTS, "prn", "duration", "duration_max", "each_lasts", "each_lasts_max", "offset", "text", MAX_PER_DAY},
)

def read_timing(reading: Reading, raw: Any, place: Place) -> Timing | None:
    """The timing, or None where there is none that could be read."""
    if raw is None:
        return None
    if isinstance(raw, str):
        reading.report(place, f"expected a timing such as {{frequency: 2, per: 1 d}}, got {shown(raw)}")
        return Timing(text=raw.strip())
    fields = reading.mapping(raw, place, "a timing such as {frequency: 2, per: 1 d}")
    if fields is None:
        return None
    rest: dict[str, Any] = {
        "prn": reading.flag(fields.get("prn"), (*place, "prn")) or False,
        "text": reading.text(fields.get("text"), (*place, "text")),
        "offset": reading.number(fields.get("offset"), (*place, "offset")),
        **{name: reading.number(fields.get(name), (*place, name)) for name in ("count", "count_max")},
        **{
            name: reading.quantity(fields.get(name), (*place, name), "10 d")
            for name in ("duration", "duration_max", "each_lasts", "each_lasts_max")
            if name in fields
        },
    }
    before = len(reading.unread)
    reading.known_keys(fields, place, _KEYS)
    rhythm: dict[str, Any] = {
        "frequency": reading.number(fields.get("frequency"), (*place, "frequency")),
        "frequency_max": reading.number(fields.get("frequency_max"), (*place, "frequency_max")),
        "per": reading.quantity(fields.get("per"), (*place, "per"), "1 d"),
        "per_max": reading.quantity(fields.get("per_max"), (*place, "per_max"), "1 d"),
    }
    if not fields.keys().isdisjoint(_LISTED):
        for name, read in _LISTED.items():
            rhythm[name] = _each(reading, fields.get(name), (*place, name), read)
    is_whole = len(reading.unread) == before
    return timing_of(reading, place, rhythm, rest, is_whole=is_whole)


def _each(reading: Reading, raw: Any, place: Place, read: Any) -> tuple[Any, ...]:
    if raw is None:
        return ()
    listed = raw if isinstance(raw, list) else [raw]
    found = [read(reading, one, (*place, i)) for i, one in enumerate(listed)]
    return tuple(one for one in found if one is not None)


def _moment(reading: Reading, raw: Any, place: Place) -> Moment | None:
    return reading.moment(raw, place)


_LISTED = {"days_of_week": read_day, "times_of_day": read_clock, "when": read_event, "events": _moment}
