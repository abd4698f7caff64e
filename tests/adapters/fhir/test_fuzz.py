"""Whatever comes in, a case or an InputError comes out, and no medication is lost in between."""

from __future__ import annotations

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.adapters.case_writing import case_to_dict
from rxrules.adapters.casefile import read_case
from rxrules.adapters.fhir import read_fhir
from rxrules.errors import InputError

KINDS = [
    "Bundle",
    "Patient",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationDispense",
    "Medication",
    "Condition",
    "AllergyIntolerance",
    "Observation",
    "Parameters",
    "Composition",
    "Organization",
]
FHIR_KEYS = [
    "resourceType",
    "id",
    "status",
    "intent",
    "subject",
    "patient",
    "medication",
    "medicationCodeableConcept",
    "concept",
    "medicationReference",
    "reference",
    "dosageInstruction",
    "dosage",
    "doseAndRate",
    "doseQuantity",
    "doseRange",
    "timing",
    "rateRatio",
    "rateQuantity",
    "maxDosePerPeriod",
    "repeat",
    "code",
    "coding",
    "system",
    "display",
    "text",
    "value",
    "unit",
    "comparator",
    "low",
    "high",
    "numerator",
    "denominator",
    "frequency",
    "period",
    "periodUnit",
    "start",
    "end",
    "when",
    "asNeededBoolean",
    "route",
    "entry",
    "resource",
    "fullUrl",
    "parameter",
    "part",
    "contained",
    "ingredient",
    "item",
    "strength",
    "clinicalStatus",
    "valueQuantity",
    "component",
    "section",
    "identifier",
    "hook",
    "context",
]
CASE_KEYS = [
    "id",
    "as_of",
    "patient",
    "medications",
    "age",
    "birth_date",
    "sex",
    "weight",
    "conditions",
    "allergies",
    "observations",
    "incomplete",
    "drug",
    "dose",
    "strength",
    "route",
    "timing",
    "frequency",
    "per",
    "start",
    "end",
    "status",
    "text",
    "code",
    "system",
    "on",
    "value",
    "low",
    "high",
    "amount",
    "name",
    "ingredients",
    "codes",
    "dosages",
    "max_per",
]
WORDS = [
    "5 mg",
    "2 tablets",
    "1 d",
    "-1 mg",
    "NaN",
    "2026-11-21",
    "2026-99-99",
    "active",
    "draft",
    "#m",
    "Patient/p1",
    "Medication/m",
    "urn:uuid:1",
    "http://loinc.org",
    "29463-7",
    "http://unitsofmeasure.org",
    "mg",
    "kg",
    "d",
    "BID",
    "716186003",
    "nilknown",
    "\x00",
    "é",
    "",
    " ",
    "next",
    "entered-in-error",
    "10 mL/min/{1.73_m2}",
    ">5 mmol/L",
]
LEAVES = st.none() | st.booleans() | st.integers(-5, 10**30) | st.floats() | st.sampled_from([*WORDS, *KINDS]) | st.text(max_size=5)


def trees(keys: list[str]) -> st.SearchStrategy[object]:
    return st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=5),
        max_leaves=30,
    )


FHIR = trees(FHIR_KEYS)


@st.composite
def resources(draw: st.DrawFn, kinds: list[str]) -> dict[str, object]:
    fields = draw(st.dictionaries(st.sampled_from(FHIR_KEYS), FHIR, max_size=8))
    return {**fields, "resourceType": draw(st.sampled_from(kinds))}


@settings(max_examples=120, deadline=None)
@given(FHIR | resources(KINDS), st.sampled_from([None, "2026-11-21"]))
def test_a_tree_of_fhir_keys_is_read_or_refused(tree: object, as_of: str | None) -> None:
    for data in (tree, json.dumps(tree)):
        if isinstance(data, (str, dict)):
            try:
                cases = read_fhir(data, as_of=as_of)
            except InputError:
                continue
            assert cases


@settings(max_examples=120, deadline=None)
@given(
    trees(CASE_KEYS) | st.dictionaries(st.sampled_from(CASE_KEYS), trees(CASE_KEYS)),
    st.sampled_from([None, "2026-11-21"]),
)
def test_a_tree_of_case_keys_is_read_or_refused(tree: object, as_of: str | None) -> None:
    for data in (tree, json.dumps(tree)):
        if isinstance(data, (str, dict)):
            try:
                read_case(data, as_of=as_of)
            except InputError:
                continue


@settings(max_examples=80, deadline=None)
@given(st.lists(trees(CASE_KEYS), max_size=5))
def test_every_medication_of_a_case_becomes_an_order_and_a_bad_one_is_told(medications: list[object]) -> None:
    case = read_case({"medications": medications})
    assert len(case.orders) == len(medications)
    assert len({order.id for order in case.orders}) == len(medications)
    told = {unread.medication for unread in case.unread if unread.is_error}
    assert {order.id for order in case.orders if order.drug is None} <= told


@settings(max_examples=80, deadline=None)
@given(st.lists(resources(["MedicationRequest", "MedicationStatement", "MedicationDispense"]), max_size=5))
def test_every_medication_resource_becomes_an_order_or_is_told(medications: list[dict[str, object]]) -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in medications]}
    cases = read_fhir(bundle, as_of="2026-11-21")
    orders = sum(len(case.orders) for case in cases)
    told = {unread.path for case in cases for unread in case.unread}
    dropped = sum(f"Bundle.entry[{i}].resource" in told for i in range(len(medications)))
    assert orders <= len(medications) <= orders + dropped
    for case in cases:
        named = {unread.medication for unread in case.unread if unread.is_error}
        assert {order.id for order in case.orders if order.drug is None} <= named


# Documents that are right but for a few values come nearer to what a system sends than trees of chance.


def mg(value: float) -> dict[str, object]:
    return {"value": value, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}


DAY = {"value": 1, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"}
DOSAGE = {
    "sequence": 1,
    "text": "as told",
    "asNeededBoolean": True,
    "route": {"coding": [{"system": "http://snomed.info/sct", "code": "26643006", "display": "oral"}]},
    "timing": {
        "event": ["2026-01-01"],
        "code": {"text": "TID"},
        "repeat": {
            "boundsPeriod": {"start": "2026-01-01", "end": "2026-02-01"},
            "count": 3,
            "duration": 1,
            "durationUnit": "h",
            "frequency": 3,
            "frequencyMax": 4,
            "period": 1,
            "periodMax": 2,
            "periodUnit": "d",
            "dayOfWeek": ["mon"],
            "timeOfDay": ["08:00:00"],
            "when": ["PC"],
            "offset": 5,
        },
    },
    "doseAndRate": [
        {"type": {"coding": [{"code": "ordered"}]}, "doseRange": {"low": mg(1), "high": mg(2)}},
        {"type": {"coding": [{"code": "calculated"}]}, "rateRatio": {"numerator": mg(1), "denominator": DAY}},
    ],
    "maxDosePerPeriod": [{"numerator": mg(4), "denominator": DAY}],
    "maxDosePerAdministration": mg(2),
    "maxDosePerLifetime": mg(100),
}
P1 = {"reference": "Patient/p1"}
CODE = {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "weight"}], "text": "weight"}
LOINC = "http://loinc.org"
DOCUMENT = {
    "resourceType": "Bundle",
    "type": "document",
    "link": [{"relation": "self", "url": "http://h"}],
    "entry": [
        {
            "fullUrl": "urn:uuid:1",
            "resource": {
                "resourceType": "Patient",
                "id": "p1",
                "gender": "female",
                "birthDate": "1950-01-01",
                "identifier": [{"system": "s", "value": "1"}],
            },
        },
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "id": "r1",
                "status": "active",
                "intent": "order",
                "subject": P1,
                "medicationReference": {"reference": "Medication/m", "display": "x"},
                "dosageInstruction": [DOSAGE],
                "reasonCode": [CODE],
                "note": [{"text": "n"}],
                "authoredOn": "2026-01-01",
                "doNotPerform": False,
            }
        },
        {
            "resource": {
                "resourceType": "MedicationStatement",
                "id": "s1",
                "status": "recorded",
                "subject": P1,
                "medication": {"concept": CODE},
                "dosage": [DOSAGE],
                "effectivePeriod": {"start": "2026-01-01", "end": "2026-02-01"},
                "adherence": {"code": CODE},
                "reason": [{"reference": {"reference": "Condition/c"}}],
            }
        },
        {
            "resource": {
                "resourceType": "MedicationDispense",
                "id": "d1",
                "status": "completed",
                "subject": P1,
                "medicationCodeableConcept": CODE,
                "whenHandedOver": "2026-01-01",
                "daysSupply": DAY,
                "authorizingPrescription": [{"reference": "MedicationRequest/r9"}],
            }
        },
        {
            "resource": {
                "resourceType": "Medication",
                "id": "m",
                "code": CODE,
                "form": {"text": "Tablet"},
                "ingredient": [
                    {
                        "itemReference": {"reference": "#s"},
                        "strength": {"numerator": mg(5), "denominator": {"value": 1}},
                    }
                ],
                "contained": [{"resourceType": "Substance", "id": "s", "code": CODE}],
            }
        },
        {
            "resource": {
                "resourceType": "Condition",
                "id": "c",
                "subject": P1,
                "code": CODE,
                "clinicalStatus": CODE,
                "verificationStatus": CODE,
                "onsetDateTime": "2020",
            }
        },
        {
            "resource": {
                "resourceType": "AllergyIntolerance",
                "patient": P1,
                "code": CODE,
                "reaction": [{"substance": CODE}],
            }
        },
        {
            "resource": {
                "resourceType": "Observation",
                "status": "final",
                "subject": P1,
                "code": CODE,
                "effectiveDateTime": "2026-01-01",
                "valueQuantity": {"value": 60, "unit": "kg", "comparator": "<"},
                "component": [{"code": CODE, "valueQuantity": {"value": 60, "unit": "kg"}}],
            }
        },
        {
            "resource": {
                "resourceType": "Observation",
                "status": "final",
                "subject": P1,
                "code": {"coding": [{"system": LOINC, "code": "82810-3"}]},
                "effectivePeriod": {"end": "2026-11-01"},
                "valueCodeableConcept": {"coding": [{"code": "77386006"}]},
            }
        },
        {
            "resource": {
                "resourceType": "Composition",
                "subject": P1,
                "section": [
                    {
                        "code": {"coding": [{"code": "48765-2"}]},
                        "entry": [{"reference": "AllergyIntolerance/x"}],
                        "emptyReason": CODE,
                    }
                ],
            }
        },
        {
            "resource": {
                "resourceType": "Parameters",
                "parameter": [{"name": "a", "part": [{"name": "b", "resource": {"resourceType": "Organization"}}]}],
            }
        },
    ],
}
CASE = {
    "id": "c",
    "as_of": "2026-11-21",
    "patient": {
        "age": "78 a",
        "birth_date": "1948-03-02",
        "sex": "female",
        "weight": {"value": "54 kg", "on": "2026-11-01"},
        "height": "160 cm",
        "conditions": [{"text": "x", "code": "I50", "system": "icd10", "onset": "2020", "status": "active"}],
        "allergies": [{"substance": "x", "status": "active"}],
        "observations": [{"code": "egfr", "value": ">60 mL/min/{1.73_m2}", "on": "2026-11-01", "text": "t"}],
        "incomplete": ["observations"],
    },
    "medications": [
        {
            "id": "m1",
            "drug": {
                "name": "x",
                "codes": [{"system": "atc", "code": "A"}],
                "ingredients": [{"name": "y", "strength": "5 mg/tablet"}],
            },
            "dosages": [
                {
                    "dose": {"low": "1 tablet", "high": "2 tablets"},
                    "sequence": 1,
                    "max_per": [{"amount": "4 g", "per": "1 d"}],
                }
            ],
            "strength": "500 mg/tablet",
            "start": "2026-01-01",
            "end": "2026-02-01",
            "status": "active",
            "indication": [{"text": "pain"}],
        },
        {
            "drug": ["x", {"system": "atc", "code": "A"}],
            "dose": "5 mg",
            "timing": {
                "frequency": 2,
                "per": "1 d",
                "prn": True,
                "when": ["HS"],
                "times_of_day": ["08:00"],
                "events": ["2026-01-01"],
                "max_per_day": 4,
            },
        },
    ],
}


def ways(value: object, way: tuple = ()) -> list[tuple]:
    found = [way] if way else []
    if isinstance(value, dict):
        for key, one in value.items():
            found += ways(one, (*way, key))
    elif isinstance(value, list):
        for i, one in enumerate(value):
            found += ways(one, (*way, i))
    return found


@st.composite
def broken(draw: st.DrawFn, document: dict[str, object], values: st.SearchStrategy[object]) -> dict[str, object]:
    mended = copy.deepcopy(document)
    for way in draw(st.lists(st.sampled_from(ways(document)), min_size=1, max_size=4)):
        holder: object = mended
        for step in way[:-1]:
            holder = holder[step] if isinstance(holder, dict | list) and step in _steps(holder) else None
        if isinstance(holder, dict) or (isinstance(holder, list) and way[-1] in _steps(holder)):
            holder[way[-1]] = draw(values)
    return mended


def _steps(holder: dict | list) -> object:
    return holder if isinstance(holder, dict) else range(len(holder))


ORDERS = ("MedicationRequest", "MedicationStatement", "MedicationDispense")


@settings(max_examples=80, deadline=None)
@given(broken(DOCUMENT, FHIR), st.sampled_from([None, "2026-11-21"]))
def test_a_document_with_a_few_wrong_values_loses_no_order(document: dict[str, object], as_of: str | None) -> None:
    try:
        cases = read_fhir(document, as_of=as_of)
    except InputError:
        return
    if document["resourceType"] != "Bundle":
        assert all(case.unread or case.orders for case in cases) or document["resourceType"] == "Patient"
        return
    entries = document.get("entry")
    resources = [entry.get("resource") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    expected = sum(isinstance(one, dict) and one.get("resourceType") in ORDERS for one in resources)
    told = [unread for case in cases for unread in case.unread]
    orders = sum(len(case.orders) for case in cases)
    dropped = sum(unread.path.endswith("].resource") or unread.path.endswith("]") for unread in told)
    assert expected <= orders + dropped
    json.dumps([case_to_dict(case) for case in cases], allow_nan=False)


@settings(max_examples=80, deadline=None)
@given(broken(CASE, trees(CASE_KEYS)))
def test_a_case_with_a_few_wrong_values_loses_no_order(case: dict[str, object]) -> None:
    try:
        read = read_case(case)
    except InputError:
        return
    if isinstance(case.get("medications"), list):
        assert len(read.orders) == len(case["medications"])
    else:
        assert read.unread
    written = case_to_dict(read)
    json.dumps(written, allow_nan=False)
    assert read_case(written).orders == read.orders
