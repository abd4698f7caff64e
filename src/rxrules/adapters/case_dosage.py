"""Reading how a medication of a case file is taken: doses, rates, limits, and several instructions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from rxrules.adapters.case_timing import MAX_PER_DAY, read_timing
from rxrules.model import Dosage, Dose, Limit, Rate
from rxrules.model.order import ends_before
from rxrules.units import Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.adapters.reading import Place, Reading

#: What may stand in a dosage, or flat in the medication that has only one.
DOSAGE_KEYS = frozenset(
    {
        "sequence",
        "dose",
        "rate",
        "route",
        "timing",
        "max_per",
        MAX_PER_DAY,
        "max_dose",
        "site",
        "method",
        "text",
    },
)
#: What one of several instructions may have beside that: a period of its own.
_PERIOD_KEYS = frozenset({"start", "end"})
#: The period of a limit for all of life.
LIFETIME = "lifetime"

_RANGE_KEYS = frozenset({"low", "high"})
_LIMIT_KEYS = frozenset({"amount", "per"})

D = TypeVar("D", Dose, Rate)


def read_dosages(reading: Reading, raw: dict[str, Any], place: Place) -> tuple[Dosage, ...]:
    """The dosages of a medication, flat or under ``dosages``; none known is empty."""
    flat = () if raw.keys().isdisjoint(DOSAGE_KEYS) else (_dosage(reading, raw, place),)
    if (several := raw.get("dosages")) is None:
        return flat
    if flat:
        beside = sorted(raw.keys() & DOSAGE_KEYS)
        reading.report((*place, beside[0]), f"{', '.join(beside)} beside `dosages`: taken for one more of them")
    listed = reading.sequence(several, (*place, "dosages"), "dosages")
    # SAFETY: dosages that can't be read stay as unknown ones; without them the sum of the day would be too
    # small.
    dosages = [Dosage()] if listed is None else [_listed(reading, one, (*place, "dosages", i)) for i, one in enumerate(listed)]
    return (*dosages, *flat)


def _listed(reading: Reading, raw: Any, place: Place) -> Dosage:
    fields = reading.mapping(raw, place, "a dosage such as {dose: 5 mg, timing: {frequency: 1, per: 1 d}}")
    if fields is None:
        return Dosage()
    reading.known_keys(fields, place, DOSAGE_KEYS | _PERIOD_KEYS)
    start = reading.moment(fields.get("start"), (*place, "start"))
    end = reading.moment(fields.get("end"), (*place, "end"))
    if start and end and ends_before(end, start):
        # SAFETY: which of the two is wrong is unknown; without them the instruction counts as long as the order.
        reading.report((*place, "end"), f"ends ({end}) before it starts ({start}); neither is used")
        start = end = None
    return evolve(_dosage(reading, fields, place), start=start, end=end)


def _dosage(reading: Reading, raw: dict[str, Any], place: Place) -> Dosage:
    timing = raw.get("timing")
    return Dosage(
        sequence=reading.integer(raw.get("sequence"), (*place, "sequence")),
        dose=_ranged(reading, Dose, raw.get("dose"), (*place, "dose"), "5 mg or {low: 1 tablet, high: 2 tablets}"),
        rate=_ranged(reading, Rate, raw.get("rate"), (*place, "rate"), "5 mg/h"),
        route=reading.word(raw, "route", place),
        timing=None if timing is None else read_timing(reading, timing, (*place, "timing")),
        max_per=_limits(reading, raw, timing, place),
        max_dose=_most_at_once(reading, raw.get("max_dose"), (*place, "max_dose")),
        site=reading.word(raw, "site", place),
        method=reading.word(raw, "method", place),
        text=reading.word(raw, "text", place),
    )


def _ranged(reading: Reading, make: type[D], raw: Any, place: Place, example: str) -> D | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        value = reading.quantity(raw, place, example, dose=True)
        return None if value is None else checked_range(reading, make, place, value, value)
    is_whole = reading.known_keys(raw, place, _RANGE_KEYS)
    low = reading.quantity(raw.get("low"), (*place, "low"), example, dose=True)
    high = reading.quantity(raw.get("high"), (*place, "high"), example, dose=True)
    for end in ("low", "high"):
        if raw.get(end) is None:
            reading.report((*place, end), f"a range needs its {end} end")
    # SAFETY: half a range is no dose; the end that is missing may be the large one.
    if low is None or high is None or not is_whole:
        return None
    return checked_range(reading, make, place, low, high)


def checked_range(reading: Reading, make: type[D], place: Place, low: Quantity, high: Quantity) -> D | None:
    """A dose or a rate, or None with a report; a bare number is neither: nobody knows of what."""
    for end in (low, high):
        if is_bare(end):
            reading.report(place, f"{end.value:g} has no unit: expected an amount such as 5 mg or 2 tablets")
            return None
    return reading.made(place, make, low, high)


def is_bare(quantity: Quantity) -> bool:
    """Whether it is a number without a unit."""
    return quantity.unit.kind.base == "number" and not quantity.unit.kind.per


def _most_at_once(reading: Reading, raw: Any, place: Place) -> Quantity | None:
    if isinstance(raw, dict):
        reading.report(place, "the most at once is one quantity such as 1 g, not a range")
        return None
    dose = _ranged(reading, Dose, raw, place, "1 g or 2 tablets")
    return None if dose is None else dose.high


def _limits(reading: Reading, raw: dict[str, Any], timing: Any, place: Place) -> tuple[Limit, ...]:
    limits: list[Limit] = []
    if (most := raw.get(MAX_PER_DAY)) is not None:
        limits += _amount_per(reading, most, (*place, MAX_PER_DAY), parse_quantity("1 d"))
    if isinstance(timing, dict) and (most := timing.get(MAX_PER_DAY)) is not None:
        limits += _amount_per(reading, most, (*place, "timing", MAX_PER_DAY), parse_quantity("1 d"))
    if (several := raw.get("max_per")) is not None:
        for i, one in enumerate(several if isinstance(several, list) else [several]):
            limits += _limit(reading, one, (*place, "max_per", i))
    return tuple(limits)


def _limit(reading: Reading, raw: Any, place: Place) -> list[Limit]:
    fields = reading.mapping(raw, place, "a limit such as {amount: 4 g, per: 1 d}")
    if fields is None or not reading.known_keys(fields, place, _LIMIT_KEYS):
        return []
    written = fields.get("per")
    if written is None:
        reading.report((*place, "per"), "a limit needs the period that it holds for: 1 d, or lifetime")
        return []
    per = None if written == LIFETIME else reading.quantity(written, (*place, "per"), "1 d, or lifetime")
    if per is None and written != LIFETIME:
        return []
    return _amount_per(reading, fields.get("amount"), (*place, "amount"), per)


def _amount_per(reading: Reading, raw: Any, place: Place, per: Quantity | None) -> list[Limit]:
    if raw is None:
        reading.report(place, "a limit needs an amount such as 4 g, 8 tablets, or a number of doses")
        return []
    amount = reading.quantity(raw, place, "4 g, 8 tablets, or a number of doses", dose=True, bare=True)
    limit = None if amount is None else checked_limit(reading, place, amount, per)
    return [] if limit is None else [limit]


def checked_limit(reading: Reading, place: Place, amount: Quantity, per: Quantity | None) -> Limit | None:
    """The most in a period, or in a lifetime where that is None; None with a report where it can't be right.

    A bare number counts doses, and so does one of ``{dose}``.
    """
    if per is not None and (per.unit.kind.base not in ("time", "calendar") or per.unit.kind.per or not per.value > 0):
        reading.report(place, f"expected a period such as 1 d for a limit, got {per}")
        return None
    if not amount.value > 0:
        reading.report(place, f"the most in a period must be above 0, got {amount}")
        return None
    if amount.unit.kind.base == "count:dose" and not amount.unit.kind.per:
        amount = Quantity(amount.value, parse_unit("1"))
    # The model checks a dose, and what may be taken in a period is an amount of the same kinds.
    if not is_bare(amount) and reading.made(place, partial(Dose, amount)) is None:
        return None
    return Limit(amount, per)
