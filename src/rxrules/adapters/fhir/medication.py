"""Which drug an order is for: a concept, or a Medication with the ingredients that it states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.adapters.case_dosage import is_bare
from rxrules.adapters.case_drug import checked_strength
from rxrules.adapters.fhir.datatypes import Concept, concept, divided, each, quantity, ratio
from rxrules.adapters.fhir.resources import spelled_reference
from rxrules.model import Drug, DrugCode, DrugIngredient
from rxrules.terminology.forms import form_unit
from rxrules.units import Quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.adapters.fhir.resources import Document, Resource
    from rxrules.adapters.reading import Place, Reading

#: Codes that say that there is no medication, or that nothing is known of any (IPS absent-unknown, SNOMED
#: CT).
NO_MEDICATION = frozenset({"no-known-medications", "787481004"})
NO_INFORMATION = frozenset({"no-medication-info"})


def drug_of(found: Concept) -> Drug:
    """The drug that a concept names."""
    codes = tuple(DrugCode(coding.system, coding.code, coding.display) for coding in found.coded)
    return Drug(found.name, codes)


def read_medication(reading: Reading, order: Resource, document: Document) -> Drug | None:
    """The drug of an order, in the shapes of R4 (``medication[x]``) and R5 (``medication.concept``)."""
    fields, place = order.fields, order.place
    drug: Drug | None = None
    was_told = False
    both = fields.get("medication")
    if isinstance(both, dict) and ("concept" in both or "reference" in both):
        at = (*place, "medication")
        if both.get("concept") is not None:
            drug = _named(reading, both["concept"], (*at, "concept"))
            was_told = drug is None
        reference = both.get("reference")
        # R5 nests the Reference; a bare one under `medication` comes from early drafts.
        reference = both if isinstance(reference, str) else reference
        if reference is not None and drug is None:
            drug = _referred(reading, reference, (*at, "reference"), order, document)
            was_told = True
    elif both is not None:
        drug = _named(reading, both, (*place, "medication"))
        was_told = True
    if drug is None and fields.get("medicationCodeableConcept") is not None:
        drug = _named(reading, fields["medicationCodeableConcept"], (*place, "medicationCodeableConcept"))
        was_told = True
    if drug is None and fields.get("medicationReference") is not None:
        drug = _referred(reading, fields["medicationReference"], (*place, "medicationReference"), order, document)
        was_told = True
    if drug is None and not was_told:
        reading.report(place, "no medication is named")
    return drug


def _named(reading: Reading, raw: Any, place: Place) -> Drug | None:
    found = concept(reading, raw, place)
    drug = drug_of(found)
    if drug.name or drug.codes:
        return drug
    reading.report(place, "a medication without a text, a display, or a code with its system")
    return None


def _referred(reading: Reading, raw: Any, place: Place, order: Resource, document: Document) -> Drug | None:
    target = document.resolve(raw, order)
    if target is not None and target.type == "Medication":
        return _of_medication(reading, target, document)
    display = raw.get("display") if isinstance(raw, dict) else None
    told = f"the reference {spelled_reference(raw)} leads to no Medication in the document"
    if isinstance(display, str) and display.strip():
        reading.report(place, f"{told}; its display is taken for the drug", is_error=False)
        return Drug(display.strip())
    reading.report(place, told)
    return None


def _of_medication(reading: Reading, medication: Resource, document: Document) -> Drug | None:
    fields, place = medication.fields, medication.place
    drug = drug_of(concept(reading, fields.get("code"), (*place, "code")))
    form_key = "doseForm" if "doseForm" in fields else "form"
    form = concept(reading, fields.get(form_key), (*place, form_key))
    unit = next((u for text in (form.text, *(c.display for c in form.codings)) if text and (u := form_unit(text))), "")
    # STU3 had the ingredients of a product under `product`; R4 and R5 have them at the resource.
    ingredients = tuple(
        ingredient
        for one, at in each(fields, "ingredient", place)
        if (ingredient := _ingredient(reading, one, at, medication, document, unit=unit)) is not None
    )
    drug = evolve(drug, ingredients=ingredients, form=form.name)
    if drug.name or drug.codes or drug.ingredients:
        return drug
    reading.report(place, "a Medication without a code, a text, or ingredients")
    return None


def _ingredient(
    reading: Reading, raw: Any, place: Place, medication: Resource, document: Document, *, unit: str
) -> DrugIngredient | None:
    """One ingredient, an unknown one where it can't be read; None for one that is inactive."""
    fields = reading.mapping(raw, place, "an ingredient")
    if fields is None:
        return DrugIngredient()
    if fields.get("isActive") is False:
        return None
    found = Concept()
    for key in ("itemCodeableConcept", "item"):
        one = fields.get(key)
        if one is not None and not (isinstance(one, dict) and "concept" not in one and "reference" in one):
            found = concept(reading, one, (*place, key))
            break
    reference = fields.get("itemReference")
    item = fields.get("item")
    if reference is None and isinstance(item, dict):
        reference = item if isinstance(item.get("reference"), str) else item.get("reference")
    if not found and reference is not None:
        found = _substance(reading, reference, (*place, "item"), medication, document)
    drug = drug_of(found)
    if not drug.name and not drug.codes:
        reading.report(place, "an ingredient without a name or a code")
    return DrugIngredient(drug.name, drug.codes, _strength(reading, fields, place, unit))


def _substance(reading: Reading, raw: Any, place: Place, medication: Resource, document: Document) -> Concept:
    """What an ingredient refers to; only its code is read, so that a circle of references ends."""
    target = document.resolve(raw, medication)
    if target is not None:
        return concept(reading, target.fields.get("code"), (*target.place, "code"))
    display = raw.get("display") if isinstance(raw, dict) else None
    if isinstance(display, str) and display.strip():
        return Concept(display.strip())
    reading.report(place, f"the reference {spelled_reference(raw)} leads to nothing in the document")
    return Concept()


def _strength(reading: Reading, fields: dict[str, Any], place: Place, unit: str) -> Quantity | None:
    for key in ("strength", "strengthRatio"):
        if fields.get(key) is not None:
            return _ratio_strength(reading, fields[key], (*place, key), unit)
    if fields.get("strengthQuantity") is not None:
        at = (*place, "strengthQuantity")
        amount = quantity(reading, fields["strengthQuantity"], at, dose=True)
        if amount is None or amount.unit.kind.per:
            return amount
        return _per_form(reading, at, amount, 1.0, unit)
    for key in ("strengthCodeableConcept", "strengthRatioRange"):
        if fields.get(key) is not None:
            reading.report((*place, key), "a strength in words or as a range is not read", is_error=False)
    return None


def _ratio_strength(reading: Reading, raw: Any, place: Place, unit: str) -> Quantity | None:
    if isinstance(raw, dict) and not _has_values(raw):
        reading.report(place, "the strength is not stated", is_error=False)
        return None
    parts = ratio(reading, raw, place, dose=True)
    if parts is None:
        return None
    above, below = parts
    if is_bare(below):
        return _per_form(reading, place, above, below.value, unit)
    strength = divided(reading, place, above, below)
    return None if strength is None else checked_strength(reading, place, strength)


def _has_values(raw: dict[str, Any]) -> bool:
    """Whether numerator and denominator hold values, and not only the reason why they are absent."""
    return all(
        not isinstance(raw.get(part), dict)
        or raw[part].get("value") is not None
        or not any(k.startswith("_") or k == "extension" for k in raw[part])
        for part in ("numerator", "denominator")
    )


def _per_form(reading: Reading, place: Place, above: Quantity, count: float, unit: str) -> Quantity | None:
    """So much per ``1``: of the form that the product has, where that is one that is counted."""
    if not unit:
        told = f"the strength {above} per {count:g} does not say per what, and the form is none that is counted"
        reading.report(place, told, is_error=False)
        return None
    form = reading.made(place, parse_unit, unit)
    strength = None if form is None else divided(reading, place, above, Quantity(count, form))
    return None if strength is None else checked_strength(reading, place, strength)
