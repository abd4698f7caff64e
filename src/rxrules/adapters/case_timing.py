"""Reading the timing of a case file: how often, on which days and hours, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from rxrules.adapters.reading import Place, Reading, shown
from rxrules.adapters.rhythm import read_clock, read_day, read_event, timing_of
from rxrules.model import Timing

if TYPE_CHECKING:
    from rxrules.units import Quantity

#: Stands in the timing of a case file, though the model keeps it with the dosage.
MAX_PER_DAY = "max_per_day"

_Read: TypeAlias = Callable[[Reading, Any, Place], Any]


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
    rest: dict[str, Any] = {name: read(reading, fields[name], (*place, name)) for name, read in _REST.items() if name in fields}
    before = reading.reported
    reading.known_keys(fields, place, _KEYS)
    rhythm: dict[str, Any] = {name: read(reading, fields[name], (*place, name)) for name, read in _RHYTHM.items() if name in fields}
    is_whole = reading.reported == before
    return timing_of(reading, place, rhythm, rest, is_whole=is_whole)


def _length(reading: Reading, raw: Any, place: Place) -> Quantity | None:
    return reading.quantity(raw, place, "10 d")


def _flag(reading: Reading, raw: Any, place: Place) -> bool:
    return reading.flag(raw, place) or False


def _each(read: _Read) -> _Read:
    def listed(reading: Reading, raw: Any, place: Place) -> tuple[Any, ...]:
        if raw is None:
            return ()
        several = raw if isinstance(raw, list) else [raw]
        found = [read(reading, one, (*place, i)) for i, one in enumerate(several)]
        return tuple(one for one in found if one is not None)

    return listed


_RHYTHM: dict[str, _Read] = {
    "frequency": Reading.number,
    "frequency_max": Reading.number,
    "per": _length,
    "per_max": _length,
    "days_of_week": _each(read_day),
    "times_of_day": _each(read_clock),
    "when": _each(read_event),
    "events": _each(Reading.moment),
}
_REST: dict[str, _Read] = {
    "prn": _flag,
    "count": Reading.number,
    "count_max": Reading.number,
    "duration": _length,
    "duration_max": _length,
    "each_lasts": _length,
    "each_lasts_max": _length,
    "offset": Reading.number,
    "text": Reading.text,
}
_KEYS = frozenset({*_RHYTHM, *_REST, MAX_PER_DAY})
