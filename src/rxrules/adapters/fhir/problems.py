"""Conditions and allergies of FHIR, and what a document says about having none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from rxrules.adapters.fhir.datatypes import NOTHING, Concept, code_of, concept, each, moment
from rxrules.adapters.fhir.resources import goes_on, spelled_reference
from rxrules.adapters.plausibility import lies_ahead
from rxrules.model import Allergy, Condition, ProblemStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rxrules.adapters.fhir.resources import Document, Resource
    from rxrules.adapters.reading import Reading
    from rxrules.model import Moment

# SNOMED CT, and the code system absent-unknown of the International Patient Summary.
NO_ALLERGY = frozenset({"716186003", "409137002", "no-known-allergies", "no-known-medication-allergies"})
# Says nothing about drugs: food, environment, latex.
NO_OTHER_ALLERGY = frozenset(
    {"429625007", "428607008", "1003774007", "no-known-food-allergies", "no-known-environmental-allergies"}
)
NO_CONDITION = frozenset({"160245001", "no-known-problems"})
NOTHING_KNOWN = frozenset({"no-allergy-info", "no-problem-info", "1631000175102"})

# LOINC codes of the sections of a document that list them.
SECTIONS = {
    "48765-2": "allergies",
    "11450-4": "conditions",
    "10160-0": "medications",
    "29549-3": "medications",
}
_GONE = frozenset({"resolved"})
_LIVING = frozenset({"active", "recurrence", "relapse", "recurrent"})
_DOUBTED = frozenset({"provisional", "differential", "unconfirmed"})


@frozen
class Lists:
    """What is known of the lists of a patient; None is unknown.

    Attributes:
        conditions, allergies: the lists, or None.
        incomplete: those of which a part could not be read or is not in the document.
    """

    conditions: tuple[Condition, ...] | None = None
    allergies: tuple[Allergy, ...] | None = None
    incomplete: frozenset[str] = frozenset()


def _problem_status(reading: Reading, resource: Resource, *, is_allergy: bool) -> ProblemStatus:
    """The status; doubt never looks like absence: only what is resolved or refuted is gone."""
    fields, place = resource.fields, resource.place
    verified = code_of(reading, fields.get("verificationStatus"), (*place, "verificationStatus"))
    if verified == "refuted":
        return ProblemStatus.REFUTED
    written = code_of(reading, fields.get("clinicalStatus"), (*place, "clinicalStatus"))
    if written in _GONE or (not written and _abated(fields)):
        return ProblemStatus.RESOLVED
    # An allergy that nobody confirmed is treated as one, as it is at the bedside; most are never confirmed.
    if verified in _DOUBTED and not is_allergy:
        return ProblemStatus.UNKNOWN
    if written in _LIVING or not written:
        return ProblemStatus.ACTIVE
    return ProblemStatus.UNKNOWN


def _abated(fields: dict[str, Any]) -> bool:
    if fields.get("abatementBoolean") is False:
        return False
    return any(key.startswith("abatement") and fields[key] is not None for key in fields)


def _onset(reading: Reading, resource: Resource) -> Moment | None:
    for key in ("onsetDateTime", "onsetPeriod"):
        raw, at = resource.fields.get(key), (*resource.place, key)
        if raw is None:
            continue
        if key == "onsetPeriod":
            raw, at = (raw.get("start"), (*at, "start")) if isinstance(raw, dict) else (None, at)
        when = moment(reading, raw, at)
        return None if lies_ahead(reading, when, at, "the condition counts, without its onset") else when
    return None


def condition_of(reading: Reading, resource: Resource) -> Condition | None:
    """A Condition by its first code that has a system, and its text; None where there is neither."""
    found = concept(reading, resource.fields.get("code"), (*resource.place, "code"))
    if not found:
        reading.report(resource.place, "a condition without a text or a code")
        return None
    coding = next(iter(found.coded), None)
    status = _problem_status(reading, resource, is_allergy=False)
    text = found.name or (coding.code if coding else "")
    return Condition(
        text,
        coding.code if coding else "",
        coding.system if coding else "",
        _onset(reading, resource),
        status,
    )


def _allergy_of(reading: Reading, resource: Resource) -> list[Allergy]:
    fields, place = resource.fields, resource.place
    named = [concept(reading, fields.get("code"), (*place, "code"))]
    if not named[0]:
        named = [
            substance
            for one, at in each(fields, "reaction", place)
            if isinstance(one, dict) and (substance := concept(reading, one.get("substance"), (*at, "substance")))
        ]
    if not named:
        reading.report(place, "an allergy without a substance")
    status = _problem_status(reading, resource, is_allergy=True)
    allergies = []
    for one in named:
        coding = next(iter(one.coded), None)
        allergies.append(Allergy(one.name, coding.code if coding else "", coding.system if coding else "", status))
    return allergies


def read_lists(reading: Reading, resources: Iterable[Resource], document: Document) -> Lists:
    """The lists of one patient, from the resources and from the sections of a document."""
    conditions, whole_conditions, no_conditions = _listed(
        reading,
        [r for r in resources if r.type == "Condition"],
        lambda r: [c for c in (condition_of(reading, r),) if c],
        NO_CONDITION,
    )
    allergies, whole_allergies, no_allergies = _listed(
        reading,
        [r for r in resources if r.type == "AllergyIntolerance"],
        lambda r: _allergy_of(reading, r),
        NO_ALLERGY,
    )
    incomplete = {name for name, whole in (("conditions", whole_conditions), ("allergies", whole_allergies)) if not whole}
    lists = Lists(
        tuple(conditions) if conditions or no_conditions else None,
        tuple(allergies) if allergies or no_allergies else None,
    )
    for composition in (r for r in resources if r.type == "Composition"):
        lists = _sections(reading, composition, document, lists, incomplete)
    incomplete |= _paged(resources)
    return evolve(lists, incomplete=frozenset(incomplete))


def _listed(
    reading: Reading,
    resources: list[Resource],
    read: Callable[[Resource], list[Any]],
    none_known: frozenset[str],
) -> tuple[list[Any], bool, bool]:
    """What is listed, whether all of it was read, and whether the document says that there is none."""
    found: list[Any] = []
    is_whole = True
    says_none = False
    for resource in resources:
        if _is_void(reading, resource):
            continue
        at = (*resource.place, "code")
        code = concept(reading, resource.fields.get("code"), at) if resource.fields.get("code") is not None else NOTHING
        if code.has(none_known):
            says_none = says_none or _stands(reading, resource)
            continue
        if code.has(NOTHING_KNOWN):
            is_whole = False
            continue
        if code.has(NO_OTHER_ALLERGY):
            continue
        if resource.fields.get("modifierExtension"):
            told = "an extension that may change what the resource means is not understood"
            reading.report((*resource.place, "modifierExtension"), told)
        read_ = read(resource)
        found += read_
        is_whole = is_whole and bool(read_)
    if says_none and found:
        reading.report(resources[0].place, "the document says that there are none of these, and lists some; they count")
        says_none = False
    return found, is_whole, says_none and is_whole


def _is_void(reading: Reading, resource: Resource) -> bool:
    status = code_of(reading, resource.fields.get("verificationStatus"), (*resource.place, "verificationStatus"))
    if status != "entered-in-error":
        return False
    reading.report(resource.place, "was entered in error and takes no part", is_error=False)
    return True


def _stands(reading: Reading, resource: Resource) -> bool:
    """Whether a statement that there is none is itself neither refuted nor over."""
    return _problem_status(reading, resource, is_allergy=True) is ProblemStatus.ACTIVE


def _sections(reading: Reading, composition: Resource, document: Document, lists: Lists, incomplete: set[str]) -> Lists:
    for section, at in each(composition.fields, "section", composition.place):
        if not isinstance(section, dict):
            continue
        code: Concept = concept(reading, section.get("code"), (*at, "code"))
        name = next((SECTIONS[c.code] for c in code.codings if c.code in SECTIONS), "")
        if not name:
            continue
        for entry, entry_at in each(section, "entry", at):
            if document.resolve(entry, composition) is None:
                reading.report(entry_at, f"the reference {spelled_reference(entry)} leads to nothing in the document")
                if name != "medications":
                    incomplete.add(name)
        why = concept(reading, section.get("emptyReason"), (*at, "emptyReason"))
        if why.has(frozenset({"nilknown"})) and not section.get("entry"):
            if name == "conditions" and lists.conditions is None:
                lists = evolve(lists, conditions=())
            if name == "allergies" and lists.allergies is None:
                lists = evolve(lists, allergies=())
    return lists


def _paged(resources: Iterable[Resource]) -> set[str]:
    """The lists of which a search gave one page only."""
    names = {"Condition": "conditions", "AllergyIntolerance": "allergies"}
    paged = set()
    for resource in resources:
        if resource.holder and resource.type in names and goes_on(resource.holder):
            paged.add(names[resource.type])
    return paged
