"""The Dosage of FHIR, in the shapes of STU3, R4 and R5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.adapters.case_dosage import checked_limit, checked_range, is_bare
from rxrules.adapters.fhir.datatypes import Concept, concept, divided, each, ends, quantity, ratio
from rxrules.adapters.fhir.timing import Schedule, read_schedule
from rxrules.model import Dosage, Dose, Limit, Rate
from rxrules.terminology.routes import route as route_id

if TYPE_CHECKING:
    from rxrules.adapters.reading import Place, Reading
    from rxrules.units import Quantity

_AMOUNTS = ("doseQuantity", "doseRange", "rateRatio", "rateRange", "rateQuantity")


@frozen
class Instruction:
    """A dosage instruction, with the dates between which it holds."""

    dosage: Dosage
    schedule: Schedule


def read_instructions(reading: Reading, resource: dict[str, Any], key: str, place: Place) -> tuple[Instruction, ...]:
    """The dosage instructions of a resource; one that can't be read stays as an unknown one."""
    found = []
    for one, at in each(resource, key, place):
        fields = reading.mapping(one, at, "a Dosage")
        # SAFETY: without the unknown one, the sum of the day would be too small.
        found.append(Instruction(Dosage(), Schedule()) if fields is None else _instruction(reading, fields, at))
    return tuple(found)


def _instruction(reading: Reading, raw: dict[str, Any], place: Place) -> Instruction:
    if raw.get("modifierExtension"):
        reading.report(
            (*place, "modifierExtension"),
            "an extension that may change what the dosage means is not understood",
        )
    schedule = read_schedule(reading, raw.get("timing"), (*place, "timing"), prn=_as_needed(reading, raw, place))
    amounts, at = _amounts(reading, raw, place)
    dose, rate = _dose_and_rate(reading, amounts, at)
    dosage = Dosage(
        sequence=reading.integer(raw.get("sequence"), (*place, "sequence")),
        dose=dose,
        rate=rate,
        route=_route(concept(reading, raw.get("route"), (*place, "route"))),
        timing=schedule.timing,
        max_per=_limits(reading, raw, place),
        max_dose=_most_at_once(reading, raw, place),
        site=concept(reading, raw.get("site"), (*place, "site")).name,
        method=concept(reading, raw.get("method"), (*place, "method")).name,
        text=_words(reading, raw, place),
    )
    return Instruction(dosage, schedule)


def _as_needed(reading: Reading, raw: dict[str, Any], place: Place) -> bool:
    for key in ("asNeededBoolean", "asNeeded"):
        if reading.flag(raw.get(key), (*place, key)):
            return True
    return any(raw.get(key) for key in ("asNeededCodeableConcept", "asNeededFor"))


def _words(reading: Reading, raw: dict[str, Any], place: Place) -> str:
    text = reading.text(raw.get("text"), (*place, "text"))
    for_patient = reading.text(raw.get("patientInstruction"), (*place, "patientInstruction"))
    more = [concept(reading, one, at).name for one, at in each(raw, "additionalInstruction", place)]
    return "; ".join(dict.fromkeys(part for part in (text, for_patient, *more) if part))


def _route(written: Concept) -> str:
    """The route's id where a code or a text gives it, else what is written: an unknown route."""
    for coding in written.coded:
        if found := route_id(coding.code, coding.system):
            return found
    for text in (written.text, *(coding.display for coding in written.codings)):
        if text and (found := route_id(text)):
            return found
    return written.name or next((f"{c.system}|{c.code}" for c in written.coded), "")


def _amounts(reading: Reading, raw: dict[str, Any], place: Place) -> tuple[dict[str, Any], Place]:
    """The element that says how much: ``doseAndRate`` (R4, R5) or the dosage itself (STU3).

    Several of ``doseAndRate`` say one thing in several ways (FHIR, Dosage.doseAndRate.type): as ordered (10
    mg/kg), and as calculated from it (350 mg), which leads.
    """
    listed = [
        (fields, at)
        for one, at in each(raw, "doseAndRate", place)
        if (fields := reading.mapping(one, at, "doseAndRate")) is not None
    ]
    flat = {key: raw[key] for key in _AMOUNTS if raw.get(key) is not None}
    if not listed:
        return flat, place
    if len(listed) == 1:
        return listed[0]
    kinds = [concept(reading, fields.get("type"), (*at, "type")) for fields, at in listed]
    for wanted in ("calculated", "ordered"):
        chosen = [one for one, kind in zip(listed, kinds, strict=True) if kind.has(frozenset({wanted}))]
        if len(chosen) == 1:
            return chosen[0]
    if all(
        {k: v for k, v in fields.items() if k in _AMOUNTS} == {k: v for k, v in listed[0][0].items() if k in _AMOUNTS}
        for fields, _ in listed
    ):
        return listed[0]
    # SAFETY: which of them holds is unknown, and so is the dose.
    reading.report(
        (*place, "doseAndRate"),
        f"{len(listed)} doses, and not one that is calculated or ordered; none is used",
    )
    return {}, place


def _dose_and_rate(reading: Reading, raw: dict[str, Any], place: Place) -> tuple[Dose | None, Rate | None]:
    """The dose and the rate: an amount per time is a rate, and any other a dose, wherever it stands."""
    found: list[tuple[Quantity, Quantity]] = []
    where: list[Place] = []
    for key in _AMOUNTS:
        if raw.get(key) is None:
            continue
        at = (*place, key)
        pair: tuple[Quantity, Quantity] | None
        if key.endswith("Range"):
            pair = ends(reading, raw[key], at, dose=True)
        else:
            one = _ratio_of(reading, raw[key], at) if key == "rateRatio" else quantity(reading, raw[key], at, dose=True)
            pair = None if one is None else (one, one)
        if pair is not None:
            found.append(pair)
            where.append(at)
    dose: Dose | None = None
    rate: Rate | None = None
    for (low, high), at in zip(found, where, strict=True):
        if "time" in high.unit.kind.per:
            if rate is not None:
                reading.report(at, "a second rate; the first is used")
                continue
            rate = checked_range(reading, Rate, at, low, high)
        elif dose is not None:
            reading.report(at, "a second dose; the first is used")
        else:
            dose = checked_range(reading, Dose, at, low, high)
    return dose, rate


def _ratio_of(reading: Reading, raw: Any, place: Place) -> Quantity | None:
    parts = ratio(reading, raw, place, dose=True)
    if parts is None:
        return None
    above, below = parts
    if is_bare(below):
        reading.report((*place, "denominator"), f"a rate per {below.value:g} of nothing")
        return None
    return divided(reading, place, above, below)


def _limits(reading: Reading, raw: dict[str, Any], place: Place) -> tuple[Limit, ...]:
    limits = []
    for one, at in each(raw, "maxDosePerPeriod", place):
        parts = ratio(reading, one, at, dose=True)
        if parts is not None and (limit := checked_limit(reading, at, *parts)) is not None:
            limits.append(limit)
    if raw.get("maxDosePerLifetime") is not None:
        at = (*place, "maxDosePerLifetime")
        amount = quantity(reading, raw["maxDosePerLifetime"], at, dose=True)
        if amount is not None and (limit := checked_limit(reading, at, amount, None)) is not None:
            limits.append(limit)
    return tuple(limits)


def _most_at_once(reading: Reading, raw: dict[str, Any], place: Place) -> Quantity | None:
    at = (*place, "maxDosePerAdministration")
    amount = quantity(reading, raw.get("maxDosePerAdministration"), at, dose=True)
    if amount is None:
        return None
    dose = checked_range(reading, Dose, at, amount, amount)
    return None if dose is None else dose.high
