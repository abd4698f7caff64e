"""What of an instruction is no amount: as needed or regular, which hours, how fast, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.model.timing import days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.model import Dosage
    from rxrules.reconcile.listed import Listed


def needs(orders: Sequence[Listed]) -> str:
    """Whether a drug is taken as needed, in words; empty where that is not known."""
    said = set()
    for one in orders:
        if one.order.prn_all is None and (not one.order.source.dosages or any(d.timing is None for d in one.order.source.dosages)):
            return ""
        said |= {dosage.timing.prn for dosage in one.order.source.dosages if dosage.timing is not None}
    return "partly as needed" if len(said) == 2 else "as needed" if True in said else "regular"


def _when(dosage: Dosage) -> dict[object, str]:
    timing = dosage.timing
    words = [] if timing is None else [*timing.when, *timing.times_of_day, *timing.days_of_week]
    return {word: word for word in words}


def _course(dosage: Dosage) -> dict[object, str]:
    timing = dosage.timing
    if timing is None:
        return {}
    found: dict[object, str] = {}
    if timing.duration is not None:
        longest = timing.duration_max or timing.duration
        text = str(timing.duration) if longest is timing.duration else f"{timing.duration} to {longest}"
        found[days(timing.duration), days(longest)] = text
    if timing.count is not None:
        found["count", timing.count, timing.count_max] = f"{timing.count_max or timing.count:g} doses in all"
    return found


def _over(dosage: Dosage) -> dict[object, str]:
    lasts = None if dosage.timing is None else dosage.timing.each_lasts
    return {} if lasts is None else {round(days(lasts), 9): str(lasts)}


def _rate(dosage: Dosage) -> dict[object, str]:
    rate = dosage.rate
    return {} if rate is None else {(rate.low.kind, f"{rate.low.canonical:.9g}", f"{rate.high.canonical:.9g}"): str(rate)}


#: What is compared where both lists say it; a course also where one does not.
PARTS: dict[str, Callable[[Dosage], dict[object, str]]] = {"when": _when, "rate": _rate, "given over": _over, "course": _course}


def gathered(orders: Sequence[Listed], read: Callable[[Dosage], dict[object, str]]) -> dict[object, str]:
    """What the instructions of some orders say of one part, by what tells two values apart."""
    found: dict[object, str] = {}
    for one in orders:
        for dosage in one.order.source.dosages:
            found |= read(dosage)
    return found
