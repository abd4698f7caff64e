"""Whatever comes in, a case or an InputError comes out, and no medication is lost in between."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.adapters.casefile import read_case
from rxrules.adapters.fhir import read_fhir
from rxrules.errors import InputError

KINDS = ["Bundle", "Patient", "MedicationRequest", "MedicationStatement", "MedicationDispense", "Medication", "Condition", "AllergyIntolerance", "Observation", "Parameters", "Composition", "Organization"]  # fmt: skip
FHIR_KEYS = """
    resourceType id status intent subject patient medication medicationCodeableConcept medicationReference concept reference
    dosageInstruction dosage doseAndRate doseQuantity doseRange rateRatio rateQuantity maxDosePerPeriod timing repeat code coding
    system display text value unit comparator low high numerator denominator frequency period periodUnit boundsPeriod
    boundsDuration start end when dayOfWeek timeOfDay event asNeededBoolean asNeeded route entry resource fullUrl parameter part
    contained ingredient itemReference item strength form clinicalStatus verificationStatus onsetDateTime effectiveDateTime
    valueQuantity valueCodeableConcept component section emptyReason identifier birthDate gender sequence count offset authoredOn
    doNotPerform note reasonCode adherence daysSupply authorizingPrescription link relation hook context prefetch draftOrders
""".split()
CASE_KEYS = """
    id as_of patient medications age birth_date sex weight height pregnant conditions allergies observations incomplete drug dose
    strength route timing frequency frequency_max per per_max prn duration max_per_day start end status text code system on value
    low high amount name ingredients codes dosages sequence rate max_per max_dose when times_of_day days_of_week events offset
""".split()
WORDS = [
    "5 mg", "2 tablets", "1 d", "-1 mg", "NaN", "2026-11-21", "2026-99-99", "active", "draft", "#m", "Patient/p1", "Medication/m",
    "urn:uuid:1", "http://loinc.org", "29463-7", "http://unitsofmeasure.org", "mg", "kg", "d", "BID", "716186003", "nilknown",
    "\x00", "é", "", " ", "716186003", "next", "entered-in-error", "10 mL/min/{1.73_m2}", ">5 mmol/L",
]  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**30)
    | st.floats()
    | st.sampled_from([*WORDS, *KINDS])
    | st.text(max_size=5)
)


def trees(keys: list[str]) -> st.SearchStrategy[object]:
    return st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=5), max_leaves=30
    )


FHIR = trees(FHIR_KEYS)


@st.composite
def resources(draw: st.DrawFn, kinds: list[str]) -> dict[str, object]:
    fields = draw(st.dictionaries(st.sampled_from(FHIR_KEYS), FHIR, max_size=8))
    return {**fields, "resourceType": draw(st.sampled_from(kinds))}


@settings(max_examples=400, deadline=None)
@given(FHIR | resources(KINDS), st.sampled_from([None, "2026-11-21"]))
def test_a_tree_of_fhir_keys_is_read_or_refused(tree: object, as_of: str | None) -> None:
    for data in (tree, json.dumps(tree)):
        if isinstance(data, str) or isinstance(data, dict):
            try:
                cases = read_fhir(data, as_of=as_of)
            except InputError:
                continue
            assert cases


@settings(max_examples=400, deadline=None)
@given(trees(CASE_KEYS) | st.dictionaries(st.sampled_from(CASE_KEYS), trees(CASE_KEYS)), st.sampled_from([None, "2026-11-21"]))
def test_a_tree_of_case_keys_is_read_or_refused(tree: object, as_of: str | None) -> None:
    for data in (tree, json.dumps(tree)):
        if isinstance(data, str) or isinstance(data, dict):
            try:
                read_case(data, as_of=as_of)
            except InputError:
                continue


@settings(max_examples=300, deadline=None)
@given(st.lists(trees(CASE_KEYS), max_size=5))
def test_every_medication_of_a_case_becomes_an_order_and_a_bad_one_is_told(medications: list[object]) -> None:
    case = read_case({"medications": medications})
    assert len(case.orders) == len(medications)
    assert len({order.id for order in case.orders}) == len(medications)
    told = {unread.medication for unread in case.unread if unread.is_error}
    assert {order.id for order in case.orders if order.drug is None} <= told


@settings(max_examples=300, deadline=None)
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
