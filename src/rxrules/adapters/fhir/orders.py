"""Orders from MedicationRequest, MedicationStatement (also as MedicationUsage) and MedicationDispense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.adapters.fhir.datatypes import code_of, concept, each, moment, period, quantity
from rxrules.adapters.fhir.dosage import Instruction, read_instructions
from rxrules.adapters.fhir.medication import read_medication
from rxrules.adapters.fhir.problems import condition_of
from rxrules.model import Condition, Dosage, Moment, Order, OrderStatus, ends_before
from rxrules.model.timing import days

if TYPE_CHECKING:
    from rxrules.adapters.fhir.resources import Document, Resource
    from rxrules.adapters.reading import Place, Reading

_REQUEST = {
    "active": OrderStatus.ACTIVE,
    "on-hold": OrderStatus.ON_HOLD,
    "ended": OrderStatus.COMPLETED,
    "completed": OrderStatus.COMPLETED,
    "cancelled": OrderStatus.CANCELLED,
    "entered-in-error": OrderStatus.ENTERED_IN_ERROR,
    "stopped": OrderStatus.STOPPED,
    "draft": OrderStatus.DRAFT,
    "unknown": OrderStatus.UNKNOWN,
}
_STATEMENT = {
    "active": OrderStatus.ACTIVE,
    "recorded": OrderStatus.UNKNOWN,
    "intended": OrderStatus.UNKNOWN,
    "completed": OrderStatus.COMPLETED,
    "entered-in-error": OrderStatus.ENTERED_IN_ERROR,
    "stopped": OrderStatus.STOPPED,
    "on-hold": OrderStatus.ON_HOLD,
    "unknown": OrderStatus.UNKNOWN,
    "not-taken": OrderStatus.CANCELLED,
    "draft": OrderStatus.DRAFT,
}
# That a supply is complete says nothing about the treatment: the patient has the drug, and may be taking it.
_DISPENSE = {
    "preparation": OrderStatus.UNKNOWN,
    "in-progress": OrderStatus.UNKNOWN,
    "on-hold": OrderStatus.UNKNOWN,
    "completed": OrderStatus.UNKNOWN,
    "unknown": OrderStatus.UNKNOWN,
    "cancelled": OrderStatus.CANCELLED,
    "declined": OrderStatus.CANCELLED,
    "entered-in-error": OrderStatus.ENTERED_IN_ERROR,
    "stopped": OrderStatus.STOPPED,
}
_STATUSES = {
    "MedicationRequest": _REQUEST,
    "MedicationStatement": _STATEMENT,
    "MedicationUsage": _STATEMENT,
    "MedicationDispense": _DISPENSE,
}
# What makes no order of a request that is active: someone suggests it, or leaves a choice.
_SUGGESTIONS = frozenset({"proposal", "option"})
_NOT_TAKING = ("not-taking", "stopped")


def read_order(reading: Reading, resource: Resource, document: Document, name: str) -> Order:
    """One order, whatever of it can't be read."""
    reading.medication = name
    fields, place = resource.fields, resource.place
    if fields.get("modifierExtension"):
        told = "an extension that may change what the resource means is not understood"
        reading.report((*place, "modifierExtension"), told)
    key = "dosage" if resource.type in ("MedicationStatement", "MedicationUsage") else "dosageInstruction"
    instructions = read_instructions(reading, fields, key, place)
    start, end = _dates(reading, resource, instructions)
    if start and end and ends_before(end, start):
        # SAFETY: which of the two is wrong is unknown; without an end the order counts.
        reading.report(place, f"ends ({end}) before it starts ({start}); neither is used")
        start = end = None
    order = Order(
        name,
        drug=read_medication(reading, resource, document),
        dosages=_dosages(instructions),
        start=start,
        end=end,
        status=_status(reading, resource),
        indication=_indication(reading, resource, document),
        do_not_perform=reading.flag(fields.get("doNotPerform"), (*place, "doNotPerform")) or False,
        note="; ".join(_notes(reading, fields, place)),
        reference=f"{resource.type}/{resource.id}" if resource.id else "",
    )
    reading.medication = ""
    return order


def _status(reading: Reading, resource: Resource) -> OrderStatus:
    fields, at = resource.fields, (*resource.place, "status")
    written = reading.text(fields.get("status"), at)
    known = _STATUSES[resource.type]
    status = known.get(written)
    if status is None:
        what = f"got {written!r}" if written else "there is none"
        told = f"expected one of {', '.join(known)}, {what}; the order counts as one of unknown status"
        # STU3 allowed a request without a status.
        reading.report(at, told, is_error=bool(written) or fields.get("status") is not None)
        status = OrderStatus.UNKNOWN
    if resource.type == "MedicationRequest":
        return _of_request(reading, resource, status)
    if resource.type == "MedicationDispense":
        return status
    # R5 says apart whether the patient takes it; STU3 said so in `taken`.
    adherence = fields.get("adherence")
    if isinstance(adherence, dict) and status in (OrderStatus.UNKNOWN, OrderStatus.ACTIVE):
        code = code_of(reading, adherence.get("code"), (*resource.place, "adherence", "code"))
        if code.startswith("taking"):
            return OrderStatus.ACTIVE
        if code.startswith(_NOT_TAKING):
            return OrderStatus.STOPPED
        if code.startswith("on-hold"):
            return OrderStatus.ON_HOLD
    if fields.get("taken") == "n" and status in (OrderStatus.UNKNOWN, OrderStatus.ACTIVE):
        return OrderStatus.CANCELLED
    return status


def _of_request(reading: Reading, resource: Resource, status: OrderStatus) -> OrderStatus:
    # SAFETY: a draft is how a new order is written before it is signed, wherever it stands
    if status is OrderStatus.DRAFT or (resource.is_draft and status in (OrderStatus.ACTIVE, OrderStatus.UNKNOWN)):
        return OrderStatus.PROPOSED
    if status is OrderStatus.ACTIVE and _intent(reading, resource) in _SUGGESTIONS:
        return OrderStatus.PROPOSED
    return status


def _intent(reading: Reading, resource: Resource) -> str:
    return reading.text(resource.fields.get("intent"), (*resource.place, "intent"))


def _dosages(instructions: tuple[Instruction, ...]) -> tuple[Dosage, ...]:
    """The dosages; of several, each with the period that it has of its own."""
    if len(instructions) < 2:
        return tuple(instruction.dosage for instruction in instructions)
    return tuple(_with_period(instruction) for instruction in instructions)


def _with_period(instruction: Instruction) -> Dosage:
    start, end = instruction.schedule.start, instruction.schedule.end
    if start and end and ends_before(end, start):
        return instruction.dosage  # FHIR readers tell it where they read the period
    return evolve(instruction.dosage, start=start, end=end)


def _dates(reading: Reading, resource: Resource, instructions: tuple[Instruction, ...]) -> tuple[Moment | None, Moment | None]:
    fields, place = resource.fields, resource.place
    start = end = None
    for key in ("effectivePeriod", "effectiveDosePeriod"):
        if fields.get(key) is not None:
            start, end = period(reading, fields[key], (*place, key))
    starts = [i.schedule.start for i in instructions if i.schedule.start]
    ends_ = [i.schedule.end for i in instructions if i.schedule.end]
    if start is None and starts:
        start = min(starts, key=lambda when: when.earliest)
    # SAFETY: an order ends when all of its instructions have ended; one without an end goes on.
    if end is None and ends_ and len(ends_) == len(instructions):
        end = max(ends_, key=lambda when: when.latest)
    if start is None:
        for key in ("effectiveDateTime", "whenHandedOver", "whenPrepared", "authoredOn"):
            if fields.get(key) is not None and (start := moment(reading, fields[key], (*place, key))):
                break
        if end is not None and start is not None and ends_before(end, start):
            start = None
    if resource.type == "MedicationDispense" and end is None and start is not None:
        end = _supplied_until(reading, fields, place, start)
    return start, end


def _supplied_until(reading: Reading, fields: dict[str, Any], place: Place, start: Moment) -> Moment | None:
    supply = quantity(reading, fields.get("daysSupply"), (*place, "daysSupply"))
    if supply is None or supply.unit.kind.base not in ("time", "calendar") or supply.unit.kind.per:
        return None
    import datetime as dt  # noqa: PLC0415

    try:
        return Moment.of(start.day + dt.timedelta(days=days(supply, shortest=False)))
    except (OverflowError, ValueError):
        return None


def _indication(reading: Reading, resource: Resource, document: Document) -> tuple[Condition, ...]:
    found: list[Condition] = []
    fields, place = resource.fields, resource.place
    for key in ("reasonCode", "reason", "reasonReference"):
        for one, at in each(fields, key, place):
            named = concept(reading, one, at) if not (isinstance(one, dict) and key == "reasonReference") else None
            if named:
                coding = next(iter(named.coded), None)
                found.append(Condition(named.name, coding.code if coding else "", coding.system if coding else ""))
                continue
            reference = one.get("reference") if isinstance(one, dict) and isinstance(one.get("reference"), dict) else one
            target = document.resolve(reference, resource)
            if target is not None and target.type == "Condition" and (reason := condition_of(reading, target)) is not None:
                found.append(reason)
    return tuple(found)


def _notes(reading: Reading, fields: dict[str, Any], place: Place) -> list[str]:
    found = []
    for one, at in each(fields, "note", place):
        if isinstance(one, dict) and (text := reading.text(one.get("text"), (*at, "text"))):
            found.append(text)
    return found
