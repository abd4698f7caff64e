"""From a FHIR document or a CDS Hooks request to cases, one a patient."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, mutable

from rxrules.adapters.case_order import OrderNames, refuse_too_many, refuse_too_many_current
from rxrules.adapters.fhir.datatypes import concept
from rxrules.adapters.fhir.medication import NO_INFORMATION, NO_MEDICATION
from rxrules.adapters.fhir.orders import read_order
from rxrules.adapters.fhir.patient import read_patient
from rxrules.adapters.fhir.resources import ORDER_TYPES, Document, Resource, collect, spelled_reference
from rxrules.adapters.reading import Reading, shown
from rxrules.adapters.source import Source, got, is_fhir, open_file, open_source, refuse_type
from rxrules.errors import InputError
from rxrules.model import Case, Moment, Order

if TYPE_CHECKING:
    import datetime as dt


@mutable(eq=False)
class _Group:
    """The resources of one patient."""

    name: str
    patient: Resource | None = None
    resources: list[Resource] = field(factory=list)


def read_fhir(
    data: bytes | str | dict[str, Any] | Path, *, name: str = "", as_of: dt.date | str | Moment | None = None
) -> list[Case]:
    """Read a FHIR resource (R4, R5; dosages of STU3 too) or a CDS Hooks request.

    Args:
        data: the path of a file, JSON text, its bytes, or the mapping that it holds.
        name: the name of the file, for places in reports.
        as_of: the day or instant as of which the cases are looked at. FHIR has no word for it, so without one
            ages and dates are not questioned.

    Returns:
        A case for each patient, in the order of the document; at least one. What could not be read is in
        ``unread``, by resource and path.

    Raises:
        InputError: the document can't be read at all, or ``as_of`` is no day.
    """
    hint = "; each resource on its own, or all of them in a Bundle" if isinstance(data, list) else ""
    refuse_type(data, "a FHIR resource or a CDS Hooks request", name, hint)
    if isinstance(data, Path):
        name = name or str(data)
        source = open_file(data, name)
    else:
        source = Source(data) if isinstance(data, dict) else open_source(data, name)
    return cases_of(source, name=name, as_of=as_of)


def cases_of(source: Source, *, name: str = "", as_of: dt.date | str | Moment | None = None) -> list[Case]:
    """The cases that a document holds."""
    root = source.root
    if not is_fhir(root):
        hint = "; read_case reads a case" if isinstance(root, dict) and {"patient", "medications"} & root.keys() else ""
        raise InputError(f"expected a FHIR resource or a CDS Hooks request, got {got(source)}{hint}", name)
    kind = root.get("resourceType", "")
    if "resourceType" in root and not (isinstance(kind, str) and kind.strip()):
        raise InputError(f"expected a resourceType such as Bundle, got {shown(kind)}", name)
    day = None if as_of is None else Moment.of(as_of)
    if day is not None and not day.is_full:
        raise InputError(f"as_of must be a day or an instant, got {day}")
    try:
        return _cases(source, day, name)
    except RecursionError:
        raise InputError("too many levels of objects and lists in each other", name) from None


def _cases(source: Source, day: Moment | None, name: str) -> list[Case]:
    shared = Reading()
    for place, reason in source.faults:
        shared.report(place, reason)
    document = collect(shared, source.root)
    groups = _groups(shared, document)
    cases = [_case(group, document, day, name) for group in groups]
    return _apart([evolve(case, unread=case.unread + shared.told()) for case in cases])


def _apart(cases: list[Case]) -> list[Case]:
    """Cases of different names."""
    used: set[str] = set()
    following: dict[str, int] = {}
    named = []
    for case in cases:
        name, n = case.id, following.get(case.id, 2)
        while name in used:
            name, n = f"{case.id}-{n}", n + 1
        following[case.id] = n
        used.add(name)
        named.append(evolve(case, id=name))
    return named


def _groups(shared: Reading, document: Document) -> list[_Group]:
    """The resources by patient; what names no patient belongs to the only one, or to nobody known."""
    groups: dict[str, _Group] = {}
    by_patient: dict[int, _Group] = {}
    for patient in document.of("Patient"):
        key = f"Patient/{patient.id}" if patient.id else patient.url or f"patient {len(groups) + 1}"
        if key in groups:
            by_patient[id(patient)] = groups[key]
            shared.report(patient.place, f"a second {key}; the first is used")
            continue
        groups[key] = by_patient[id(patient)] = _Group(patient.id, patient)
    known = list(groups.values())
    strays: list[Resource] = []
    by_words: list[tuple[Resource, str]] = []
    for resource in document.resources:
        if resource.type in ("Patient", "Medication", "Bundle", "Parameters"):
            continue
        raw = resource.fields.get("patient" if resource.type == "AllergyIntolerance" else "subject")
        if raw is None and resource.type == "AllergyIntolerance":
            raw = resource.fields.get("subject")
        target = document.resolve(raw, resource)
        if target is not None and id(target) in by_patient:
            by_patient[id(target)].resources.append(resource)
            continue
        key = _subject(raw)
        if not key:
            strays.append(resource)
            continue
        groups.setdefault(key, _Group(key.rpartition("/")[2])).resources.append(resource)
        if _is_words(raw):
            by_words.append((resource, key))
    if document.patient_id:
        # A CDS Hooks request is about one patient, whom its context names.
        groups.setdefault(f"Patient/{document.patient_id}", _Group(document.patient_id))
    everyone = list(groups.values())
    for resource, words in by_words if len(everyone) > 1 else ():
        # SAFETY: words are no identity; taken for another patient, its drugs meet none of this one's.
        told = f"names its patient by words alone ({words!r}), and the document has several: it may be any of them"
        shared.report(resource.place, told, is_error=resource.type in ORDER_TYPES)
    if strays and len(everyone) > 1:
        home = known[0] if len(known) == 1 and len(everyone) == 1 else _Group("")
        for resource in strays:
            shared.report(
                resource.place,
                "names no patient, and the document has several",
                is_error=resource.type in ORDER_TYPES,
            )
        if home not in everyone:
            everyone.append(home)
        home.resources += strays
    elif strays:
        everyone = everyone or [_Group("")]
        everyone[0].resources += strays
    return everyone or [_Group("")]


def _subject(raw: Any) -> str:
    if not isinstance(raw, dict):
        return ""
    reference = raw.get("reference")
    if isinstance(reference, str) and reference.strip():
        parts = reference.strip().partition("/_history/")[0].rstrip("/").split("/")
        return "/".join(parts[-2:])
    spelled = spelled_reference(raw)
    return "" if spelled == "nothing" else spelled


def _is_words(raw: Any) -> bool:
    """Whether a reference has nothing but a display."""
    if not isinstance(raw, dict):
        return False
    reference, identifier = raw.get("reference"), raw.get("identifier")
    named = isinstance(reference, str) and reference.strip()
    return not named and not (isinstance(identifier, dict) and identifier.get("value"))


def _case(group: _Group, document: Document, day: Moment | None, name: str) -> Case:
    reading = Reading(name=name)
    reading.as_of = day
    patient = read_patient(reading, group.patient, group.resources, document)
    orders = _orders(reading, group.resources, document)
    return Case(group.name or (Path(name).stem if name else "case"), patient, orders, day, reading.told())


def _orders(reading: Reading, resources: list[Resource], document: Document) -> tuple[Order, ...]:
    requested = [resource for resource in resources if resource.type in ORDER_TYPES]
    if not requested:
        # SAFETY: a document that says nothing of drugs is not one that says there are none.
        reading.report((), "the document holds no medication of this patient: there is nothing to check")
    refuse_too_many(len(requested), reading.name)
    names = OrderNames({resource.id for resource in requested if resource.id})
    seen: dict[tuple[str, str], Resource] = {}
    orders: list[Order] = []
    # Drafts first: where a request holds the same order as a draft and as it was fetched, the draft is what
    # is decided.
    for resource in sorted(requested, key=lambda r: not r.is_draft):
        if _says_none(reading, resource, document) or _is_supply_of(reading, resource, document, requested):
            continue
        key = (resource.type, resource.id)
        first = seen.get(key) if resource.id else None
        if first is not None and (resource.is_draft is not first.is_draft or _same(first.fields, resource.fields)):
            reading.report(
                resource.place,
                f"{resource.type}/{resource.id} stands here again; it counts once",
                is_error=False,
            )
            continue
        if first is not None:
            reading.report(
                resource.place,
                f"another {resource.type}/{resource.id}, which says something else; both count",
            )
        seen.setdefault(key, resource)
        name = names.take(resource.id, len(orders), f"{resource.type}/{resource.id}" if resource.id else "")
        orders.append(read_order(reading, resource, document, name))
    refuse_too_many_current(tuple(orders), reading.name)
    return tuple(orders)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)


def _says_none(reading: Reading, resource: Resource, document: Document) -> bool:
    """Whether it is no order, but says that there is none, or that nothing is known of any."""
    silent = Reading()
    raw = resource.fields.get("medicationCodeableConcept") or resource.fields.get("medication")
    code = concept(silent, raw, ()) if raw is not None else None
    if code is None or not code:
        target = document.resolve(resource.fields.get("medicationReference"), resource)
        code = concept(silent, target.fields.get("code"), ()) if target is not None else None
    if code is None:
        return False
    if code.has(NO_INFORMATION):
        reading.report(resource.place, "says that nothing is known of the patient's medications")
        return True
    if code.has(NO_MEDICATION):
        reading.report(resource.place, "says that the patient takes no medications", is_error=False)
        return True
    return False


def _is_supply_of(reading: Reading, resource: Resource, document: Document, requested: list[Resource]) -> bool:
    """Whether it is the supply of an order that is here: the patient does not take the drug twice."""
    if resource.type != "MedicationDispense":
        return False
    references = resource.fields.get("authorizingPrescription")
    for reference in references if isinstance(references, list) else []:
        target = document.resolve(reference, resource)
        if target is None or not any(target is one for one in requested) or target.type == "MedicationDispense":
            continue
        if target.fields.get("status") in ("active", "on-hold", "unknown", "draft"):
            told = f"the supply of {target.type}/{target.id or 'the order'}, which stands for it"
            reading.report(resource.place, told, is_error=False)
            return True
    return False
