"""The Patient and the Observations of FHIR: who is treated, and what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.adapters.case_patient import checked_measure
from rxrules.adapters.fhir.datatypes import bounded, concept, each, moment
from rxrules.adapters.fhir.problems import Lists, read_lists
from rxrules.adapters.plausibility import lies_ahead, questioned
from rxrules.adapters.reading import Reading
from rxrules.adapters.results import read_result
from rxrules.model import Measurement, Moment, Observation, Patient, Sex
from rxrules.units import Quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.adapters.fhir.resources import Document, Resource
    from rxrules.adapters.reading import Place

LOINC = "http://loinc.org"
# LOINC and SNOMED CT codes of the measured body.
_MEASURES = {
    "29463-7": "weight", "3141-9": "weight", "3142-7": "weight", "8335-2": "weight", "27113001": "weight",
    "8302-2": "height", "8306-3": "height", "8308-9": "height", "3137-7": "height", "3138-5": "height",
    "50373000": "height",
}  # fmt: skip
_PREGNANCY = frozenset({"82810-3"})
_PREGNANT = frozenset({"LA15173-0", "77386006"})
_NOT_PREGNANT = frozenset({"LA26683-5", "60001007"})
# A pregnancy lasts at most about 42 weeks; that there is none is known for days, and used for a month at
# most.
_PREGNANT_DAYS = 294.0
_NOT_PREGNANT_DAYS = 31.0
_VOID = frozenset({"entered-in-error", "cancelled", "registered"})


def read_patient(reading: Reading, patient: Resource | None, resources: list[Resource], document: Document) -> Patient:
    """The patient, from the Patient resource and what was observed."""
    lists: Lists = read_lists(reading, resources, document)
    observed = [r for r in resources if r.type == "Observation"]
    observations: list[tuple[Observation, Place]] = []
    for resource in observed:
        observations += _observations(reading, resource)
    places: dict[str, Place] = {}
    measures: dict[str, Any] = {name: _latest(reading, observations, name, places) for name in ("weight", "height")}
    birth = None
    sex = None
    if patient is not None:
        at = (*patient.place, "birthDate")
        birth = moment(reading, patient.fields.get("birthDate"), at)
        places["birth_date"] = at
        if lies_ahead(reading, birth, at, "the birth date is not used"):
            birth = None
        sex = _sex(reading, patient)
    known = Patient(
        birth_date=birth,
        sex=sex,
        pregnant=_pregnant(reading, observed),
        conditions=lists.conditions,
        allergies=lists.allergies,
        observations=tuple(one for one, _ in observations) if observed else None,
        # No document holds every test that was ever done.
        incomplete=lists.incomplete | {"observations"} if observed else lists.incomplete,
        **measures,
    )
    return questioned(reading, known, places)


def _sex(reading: Reading, patient: Resource) -> Sex | None:
    at = (*patient.place, "gender")
    written = reading.text(patient.fields.get("gender"), at)
    if written in ("", "unknown"):
        return None
    if written in ("female", "male", "other"):
        return Sex(written)
    reading.report(at, f"expected male, female, other or unknown, got {written!r}")
    return None


def _observations(reading: Reading, resource: Resource) -> list[tuple[Observation, Place]]:
    """The results of an Observation: its own, and those of its components."""
    fields, place = resource.fields, resource.place
    status = reading.text(fields.get("status"), (*place, "status"))
    if status in _VOID:
        reading.report(place, f"an observation that is {status} takes no part", is_error=False)
        return []
    when, at = _when(reading, fields, place)
    is_ahead = lies_ahead(reading, when, at, "neither the date nor the value is used")
    components = list(each(fields, "component", place))
    found = []
    own = _observation(reading, fields, place, None if is_ahead else when, use_value=not is_ahead, is_panel=bool(components))
    if own is not None:
        found.append((own, place))
    for one, component_at in components:
        if not isinstance(one, dict):
            reading.report(component_at, "expected a component")
            continue
        part = _observation(reading, one, component_at, None if is_ahead else when, use_value=not is_ahead, is_panel=False)
        if part is not None:
            found.append((part, component_at))
    return found


def _when(reading: Reading, fields: dict[str, Any], place: Place) -> tuple[Moment | None, Place]:
    for key in ("effectiveDateTime", "effectiveInstant"):
        if fields.get(key) is not None:
            return moment(reading, fields[key], (*place, key)), (*place, key)
    span = fields.get("effectivePeriod")
    if isinstance(span, dict):
        for end in ("end", "start"):
            if span.get(end) is not None:
                at = (*place, "effectivePeriod", end)
                return moment(reading, span[end], at), at
    return None, place


def _observation(
    reading: Reading,
    fields: dict[str, Any],
    place: Place,
    when: Moment | None,
    *,
    use_value: bool,
    is_panel: bool,
) -> Observation | None:
    named = concept(reading, fields.get("code"), (*place, "code"))
    coding = next((c for c in named.coded if c.system == LOINC), None) or next(iter(named.coded), None)
    code = coding.code if coding else named.name
    if not code:
        reading.report(place, "an observation without a code")
        return None
    if fields.get("dataAbsentReason") is not None:
        # SAFETY: a test without a result because it was not done must not look like one that was.
        reading.report(place, f"{named.name or code}: the result is absent, for a reason that is given", is_error=False)
        return None
    key = next((key for key in fields if key.startswith("value") and fields[key] is not None), "")
    value, comparator, text = _result(reading, fields, key, place) if key and use_value else (None, "", "")
    if key and use_value and value is None and not text:
        text = _as_written(fields[key], key)  # it was done, and its result could not be read
    if is_panel and not key:
        return Observation(code, on=when, system=coding.system if coding else "")
    return Observation(code, value, comparator, when, coding.system if coding else "", text)


def _as_written(raw: Any, key: str) -> str:
    """A result that could not be read, in words: of a quantity what stands there, of what is not read its type."""
    if key != "valueQuantity" or not isinstance(raw, dict):
        return f"a {key.removeprefix('value')}"
    words = (raw.get("comparator"), raw.get("value"), raw.get("unit") or raw.get("code"))
    return " ".join(str(word).strip() for word in words if word not in (None, "")) or "a quantity without a value"


def _result(reading: Reading, fields: dict[str, Any], key: str, place: Place) -> tuple[Quantity | None, str, str]:
    raw, at = fields[key], (*place, key)
    if key == "valueQuantity":
        return (*bounded(reading, raw, at), "")
    if key == "valueCodeableConcept":
        found = concept(reading, raw, at)
        if not found.codings and found.text:
            return read_result(reading, found.text, (*at, "text"), is_error=False)
        return None, "", found.name or next((c.code for c in found.codings), "")
    if key in ("valueInteger", "valueDecimal"):
        number = reading.number(raw, at)
        return (None if number is None else Quantity(number, parse_unit("1")), "", "")
    if key == "valueBoolean":
        flag = reading.flag(raw, at)
        return None, "", "" if flag is None else str(flag).lower()
    if key == "valueString" and isinstance(raw, str):
        # laboratories send what they print; a date or a time is no such text
        return read_result(reading, raw, at, is_error=False)
    if isinstance(raw, str):
        return None, "", raw.strip()
    reading.report(at, f"a result as {key} is not read", is_error=False)
    return None, "", ""


def _latest(
    reading: Reading, observations: list[tuple[Observation, Place]], name: str, places: dict[str, Place]
) -> Measurement | None:
    """The latest weight or height; of several that may be the latest, none where they differ."""
    found = []
    for one, place in observations:
        if _MEASURES.get(one.code) != name or one.value is None:
            continue
        if one.comparator:
            reading.report(place, f"a {name} of {one.comparator}{one.value} is a bound and no value")
            continue
        if (measured := checked_measure(reading, (*place, "valueQuantity"), name, Measurement(one.value, one.on))) is not None:
            found.append((measured, place))
    if not found:
        return None
    last = max(found, key=lambda one: one[0].on.latest if one[0].on else float("-inf"))
    rivals = [one for one in found if one[0].on == last[0].on and one[0].value.canonical != last[0].value.canonical]
    if rivals:
        told = ", ".join(str(one[0].value) for one in (last, *rivals))
        when = f"on {last[0].on}" if last[0].on else "without a date"
        reading.report(last[1], f"several {name}s {when} ({told}); none is used")
        return None
    places[name] = (*last[1], "valueQuantity")
    return last[0]


def _pregnant(reading: Reading, observed: list[Resource]) -> bool | None:
    """Pregnant by the latest statement, as long as it can still hold on the day of the check."""
    silent = Reading()  # what is wrong there was told when the observations were read
    latest: tuple[float, Resource, Moment | None, bool] | None = None
    for resource in observed:
        fields, place = resource.fields, resource.place
        status = fields.get("status")
        if (isinstance(status, str) and status in _VOID) or not concept(silent, fields.get("code"), place).has(_PREGNANCY):
            continue
        answer = concept(silent, fields.get("valueCodeableConcept"), place)
        is_pregnant = True if answer.has(_PREGNANT) else False if answer.has(_NOT_PREGNANT) else None
        if is_pregnant is None:
            continue
        when, _ = _when(silent, fields, place)
        at = when.latest if when else float("-inf")
        if latest is None or at > latest[0] or (at == latest[0] and is_pregnant):
            latest = (at, resource, when, is_pregnant)
    if latest is None:
        return None
    _, resource, when, is_pregnant = latest
    if when is None or reading.as_of is None:
        # SAFETY: without both dates a pregnancy may still last, and its absence may be long over.
        if is_pregnant:
            return True
        reading.report(resource.place, "not pregnant, but as of an unknown day; not used", is_error=False)
        return None
    age = reading.as_of.latest - when.earliest
    if age <= (_PREGNANT_DAYS if is_pregnant else _NOT_PREGNANT_DAYS):
        return is_pregnant
    told = "pregnant" if is_pregnant else "not pregnant"
    reading.report(
        resource.place,
        f"{told} {age:.0f} days before {reading.as_of}: too old to hold; not used",
        is_error=False,
    )
    return None
