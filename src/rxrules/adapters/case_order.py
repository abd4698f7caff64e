"""Reading the medications of a case file: each becomes one order, however much of it can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.adapters.case_dosage import DOSAGE_KEYS, read_dosages
from rxrules.adapters.case_drug import read_drug, read_strength
from rxrules.adapters.case_patient import read_conditions_of
from rxrules.adapters.reading import Place, Reading, shown
from rxrules.documents.limits import MAX_CURRENT, MAX_DOSAGES, MAX_ID, MAX_ORDERS
from rxrules.errors import InputError
from rxrules.model import Order, OrderStatus, ends_before

if TYPE_CHECKING:
    from rxrules.model import Condition

_KEYS = DOSAGE_KEYS | {
    "id", "drug", "dosages", "strength", "start", "end", "status", "indication", "do_not_perform", "note", "reference",
}  # fmt: skip
_STATUSES = {status.value: status for status in OrderStatus}


class OrderNames:
    """Gives every order of an input an id of its own.

    Args:
        written: the ids that stand in the input; a generated one never takes any of them.
    """

    def __init__(self, written: set[str]) -> None:
        self._written = written
        self._used: set[str] = set()

    def take(self, written: str, position: int, second: str = "") -> str:
        """The id as written where it is free, else ``second``, else ``m`` and the position from 1."""
        name = written if len(written) <= MAX_ID else ""
        if (not name or name in self._used) and second and second not in self._written | self._used:
            name = second
        elif not name or name in self._used:
            name = f"m{position + 1}"
            while name in self._written or name in self._used:
                name += "_"
        self._used.add(name)
        return name


def refuse_too_many(count: int, name: str = "") -> None:
    """Refuse a list that no check could go through in reasonable time and memory.

    Raises:
        InputError: there are more than `MAX_ORDERS`.
    """
    if count > MAX_ORDERS:
        told = f"{count:,} medications of one patient, at most {MAX_ORDERS:,} are read; leave out what ended long ago"
        raise InputError(told, name)


def refuse_too_many_current(orders: tuple[Order, ...], name: str = "") -> None:
    """Refuse a list of which too many orders may be current: rules look at each pair of them.

    Raises:
        InputError: there are more than `MAX_CURRENT`, or they have more than `MAX_DOSAGES` instructions.
    """
    count = sum(order.status.is_concurrent for order in orders) if len(orders) > MAX_CURRENT else 0
    if count > MAX_CURRENT:
        told = f"{count:,} medications of one patient are or may be current, at most {MAX_CURRENT:,} are checked together"
        raise InputError(told, name)
    instructions = sum(len(order.dosages) for order in orders if order.status.is_concurrent)
    if instructions > MAX_DOSAGES:
        told = f"{instructions:,} dosage instructions of one patient, at most {MAX_DOSAGES:,} are checked together"
        raise InputError(told, name)


def read_orders(reading: Reading, raw: Any, place: Place) -> tuple[Order, ...]:
    """The medication list: an order for each element, whatever it holds."""
    if raw is None:
        # SAFETY: a list that is absent is unknown; without this report a case that lacks one would look
        # checked.
        reading.report(place, "there is no list of medications; write [] where it is known to be empty")
        return ()
    listed = reading.sequence(raw, place, "medications")
    if listed is None:
        return ()
    refuse_too_many(len(listed), reading.name)
    names = OrderNames({str(m["id"]).strip() for m in listed if isinstance(m, dict) and isinstance(m.get("id"), str | int)})
    orders = tuple(_order(reading, one, (*place, i), names) for i, one in enumerate(listed))
    refuse_too_many_current(orders, reading.name)
    reading.medication = ""
    return orders


def _order(reading: Reading, raw: Any, place: Place, names: OrderNames) -> Order:
    reading.medication = ""
    position = place[-1]
    assert isinstance(position, int)  # noqa: S101
    if not isinstance(raw, dict):
        reading.medication = names.take("", position)
        if isinstance(raw, str):
            return Order(reading.medication, read_drug(reading, raw, place))
        reading.report(place, f"expected a medication such as {{drug: warfarin}}, got {shown(raw)}")
        return Order(reading.medication)
    written = reading.word(raw, "id", place)
    reading.medication = name = names.take(written, position)
    if written and name != written:
        told = f"two medications have the id {written!r}" if len(written) <= MAX_ID else f"an id of {len(written):,} characters"
        reading.report((*place, "id"), f"{told}; this one is called {name!r}")
    reading.known_keys(raw, place, _KEYS)
    start = reading.moment(raw.get("start"), (*place, "start"))
    end = reading.moment(raw.get("end"), (*place, "end"))
    if start and end and ends_before(end, start):
        # SAFETY: which of the two is wrong is unknown; without an end the order counts.
        reading.report((*place, "end"), f"ends ({end}) before it starts ({start}); neither is used")
        start = end = None
    return Order(
        name,
        drug=read_drug(reading, raw.get("drug"), (*place, "drug")),
        dosages=read_dosages(reading, raw, place),
        strength=read_strength(reading, raw.get("strength"), (*place, "strength")),
        start=start,
        end=end,
        status=_status(reading, raw.get("status"), (*place, "status")),
        indication=_indication(reading, raw.get("indication"), (*place, "indication")),
        do_not_perform=_forbidden(reading, raw.get("do_not_perform"), (*place, "do_not_perform")),
        note=reading.word(raw, "note", place),
        reference=reading.word(raw, "reference", place),
    )


def _forbidden(reading: Reading, raw: Any, place: Place) -> bool:
    # What is no true or false is reported, and the order then counts as one to be given.
    return reading.flag(raw, place) or False


def _status(reading: Reading, raw: Any, place: Place) -> OrderStatus:
    written = reading.text(raw, place)
    if not written:
        return OrderStatus.UNKNOWN
    status = _STATUSES.get(written.casefold().replace("-", "_"))
    if status is None:
        near = reading.near(written, _STATUSES)
        meant = f"did you mean {near}?" if near else f"expected {', '.join(_STATUSES)}"
        reading.report(place, f"unknown status {shown(raw)}: {meant}")
        return OrderStatus.UNKNOWN
    return status


def _indication(reading: Reading, raw: Any, place: Place) -> tuple[Condition, ...]:
    if raw is None:
        return ()
    if isinstance(raw, list):
        return read_conditions_of(reading, raw, place)
    return read_conditions_of(reading, [raw], place[:-1], name=str(place[-1]))
