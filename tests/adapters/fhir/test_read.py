"""FHIR documents and CDS Hooks requests become cases, and nothing of them is lost in silence."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from rxrules.adapters.casefile import read_cases
from rxrules.adapters.fhir import is_fhir, read_fhir
from rxrules.errors import InputError
from rxrules.model import Case, OrderStatus, ProblemStatus, Sex

DAY = "2026-11-21"
P1 = {"reference": "Patient/p1"}
ORDERS = ("MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationUsage")


def bundle(*resources: dict, **more: object) -> dict:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in resources],
        **more,
    }


def med(kind: str = "MedicationRequest", **more: object) -> dict:
    return {
        "resourceType": kind,
        "id": "r1",
        "status": "active",
        "medicationCodeableConcept": {"text": "x"},
        "subject": P1,
        **more,
    }


def patient(name: str = "p1", **more: object) -> dict:
    return {"resourceType": "Patient", "id": name, **more}


def single(*resources: dict, as_of: str = DAY, **more: object) -> Case:
    """The one case of these resources; that it holds no medication is told by every one without, and looked at elsewhere."""
    (case,) = read_fhir(bundle(*resources, **more), as_of=as_of)
    return evolve(case, unread=tuple(unread for unread in case.unread if unread.path))


def told(case: Case) -> dict[str, bool]:
    return {unread.path: unread.is_error for unread in case.unread}


# Samples of others


def count(value: object, kinds: tuple[str, ...]) -> int:
    found = 0
    if isinstance(value, dict):
        found += value.get("resourceType") in kinds
        found += sum(count(one, kinds) for one in value.values())
    elif isinstance(value, list):
        found += sum(count(one, kinds) for one in value)
    return found


def test_every_sample_is_read_and_every_medication_becomes_an_order(data) -> None:
    paths = sorted((data / "fhir").glob("*.json"))
    assert len(paths) == 19
    for path in paths:
        content, _ = json.JSONDecoder().raw_decode(path.read_text(encoding="utf-8"))
        cases = [case for case in read_cases(path, as_of=DAY) if isinstance(case, Case)]
        assert len(cases) == 1, path.name
        assert sum(len(case.orders) for case in cases) == count(content, ORDERS), path.name
        assert all(order.drug is not None for case in cases for order in case.orders), path.name


@pytest.fixture
def sample(data):
    def read(name: str) -> Case:
        (case,) = read_fhir((data / "fhir" / name).read_bytes(), name=name, as_of=DAY)
        return case

    return read


def test_a_patient_summary_of_canada(sample) -> None:
    case = sample("ips_CA_Bundle_FullsomeScenario1.json")
    assert (str(case.patient.birth_date), case.patient.sex) == ("1957-04-16", Sex.FEMALE)
    assert case.patient.weight is not None
    assert str(case.patient.weight.value) == "90.7 kg"
    assert case.patient.height is not None
    assert str(case.patient.height.value) == "152.4 cm"
    assert case.patient.conditions is not None
    assert len(case.patient.conditions) == 18
    assert [str(order.drug) for order in case.orders][:3] == [
        "perindopril",
        "betamethasone (betamethasone valerate) 0.05 % cutaneous cream",
        "meloxicam 15 mg oral tablet",
    ]
    assert {order.status for order in case.orders} == {OrderStatus.ACTIVE}


def test_a_patient_summary_of_new_zealand_knows_no_allergy(sample) -> None:
    case = sample("ips_NZ_Peter_Jordan_NNJ9186.json")
    assert case.patient.allergies == ()
    assert [(str(o.drug)[:10], o.status.value) for o in case.orders][:2] == [
        ("cilazapril", "stopped"),
        ("lisinopril", "active"),
    ]
    ointment = case.orders[2].dosages[0]
    assert ointment.dose is None
    assert any("ointment" in unread.reason and unread.is_error for unread in case.unread)


def test_a_patient_summary_of_austria_whose_doses_have_no_unit(sample) -> None:
    case = sample("ips_AT_ELGA_GmbH_01.json")
    assert len(case.orders) == 7
    assert case.orders[0].dosages[0].dose is None
    assert case.orders[0].dosages[0].route == "oral"
    assert case.orders[1].end is not None
    assert str(case.orders[1].end).startswith("2014-05-10")
    assert sum("has no unit" in unread.reason for unread in case.unread) == 3


def test_a_patient_summary_of_the_netherlands_takes_the_display_of_what_is_not_there(sample) -> None:
    case = sample("ips_NL_Drimpy_01.json")
    assert str(case.orders[5].drug) == "FENPROCOUMON TABLET 3MG"
    assert sum("its display is taken" in unread.reason for unread in case.unread) == 15


def test_a_file_with_text_after_the_object_is_read_and_the_text_told(data) -> None:
    path = data / "fhir" / "epic_shape_mme_morphineMedRecMMECalc.json"
    content = path.read_bytes()
    (case,) = read_fhir(content + b"\nmore", name="m.json")
    (order,) = case.orders
    assert str(order.drug).startswith("MORPHINE ER 20 MG CAPSULE")
    assert order.drug is not None
    assert len(order.drug.codes) > 20
    assert str(order.dosages[0].dose) == "20 mg"
    assert [unread.is_error for unread in case.unread] == [True]
    assert "text after the JSON value" in case.unread[0].reason


def test_a_german_compounding_has_its_ingredients(sample) -> None:
    case = sample("gematik_epa_medicationCompounding_Beispiel_23_9581ce65.json")
    assert case.id == "K220635158"
    drug = case.orders[0].drug
    assert drug is not None
    assert [one.name for one in drug.ingredients] == ["Salicylsäure", "2-propanol 70 %"]


def test_an_oxycodone_example_of_hl7_is_a_range_as_needed(sample) -> None:
    (order,) = sample("fhir_spec_medicationrequest0301.json").orders
    (dosage,) = order.dosages
    assert str(dosage.dose) == "1 {tablet} to 2 {tablet}"
    assert dosage.timing is not None
    assert dosage.timing.prn
    assert (str(dosage.timing.per), str(dosage.timing.per_max)) == ("4 h", "6 h")


def test_an_order_being_selected_is_proposed_and_counts_once(data) -> None:
    (case,) = read_fhir((data / "own" / "order-select.json").read_bytes(), as_of=DAY)
    assert case.id == "1288992"
    assert case.patient.sex is Sex.MALE
    assert case.patient.conditions is None
    assert [(o.id, o.status.value, str(o.drug)) for o in case.orders] == [
        ("new-ibuprofen", "proposed", "ibuprofen"),
        ("warfarin", "active", "warfarin 5 mg tablet"),
    ]
    dosage = case.orders[0].dosages[0]
    assert (str(dosage.dose), dosage.route) == ("400 mg", "oral")
    assert dosage.timing is not None
    assert dosage.timing.prn
    assert told(case) == {
        "prefetch.medications.entry[1].resource": False,
        "prefetch.conditions": False,
        "NutritionOrder": False,
    }


# Medications


@pytest.mark.parametrize(
    ("medication", "name"),
    [
        ({"medicationCodeableConcept": {"text": "warfarin"}}, "warfarin"),
        ({"medicationCodeableConcept": {"coding": [{"display": "warfarin"}]}}, "warfarin"),
        ({"medication": {"concept": {"text": "warfarin"}}}, "warfarin"),
        ({"medication": {"reference": {"reference": "Medication/m"}}}, "warfarin"),
        ({"medicationReference": {"reference": "Medication/m"}}, "warfarin"),
        ({"medicationReference": {"reference": "http://h/fhir/Medication/m/_history/2"}}, "warfarin"),
        ({"medicationReference": {"reference": "urn:uuid:0a"}}, "warfarin"),
        (
            {
                "medicationReference": {"reference": "#c"},
                "contained": [{"resourceType": "Medication", "id": "c", "code": {"text": "warfarin"}}],
            },
            "warfarin",
        ),
        ({"medicationReference": {"identifier": {"system": "s", "value": "7"}}}, "warfarin"),
        ({"medicationReference": {"reference": "Medication/none", "display": "warfarin"}}, "warfarin"),
    ],
)
def test_a_medication_is_found_however_it_is_referred_to(medication: dict, name: str) -> None:
    order = {**med(), **medication}
    if "medicationCodeableConcept" not in medication:
        del order["medicationCodeableConcept"]
    there = {
        "resourceType": "Medication",
        "id": "m",
        "code": {"text": "warfarin"},
        "identifier": [{"system": "s", "value": "7"}],
    }
    content = bundle(patient(), order, there)
    content["entry"][2]["fullUrl"] = "urn:uuid:0a"
    (case,) = read_fhir(content)
    assert str(case.orders[0].drug) == name


@pytest.mark.parametrize(
    "medication",
    [
        {"medicationReference": {"reference": "Medication/none"}},
        {"medicationReference": {"reference": "#none"}},
        {"medicationReference": {"reference": "Patient/p1"}},
        {"medicationReference": {"identifier": {"value": "none"}}},
        {"medicationReference": {}},
        {"medicationReference": "Medication/m"},
        {"medication": {"reference": {"reference": "Medication/none"}}},
        {"medication": {"concept": {}}},
        {"medication": 5},
        {"medicationCodeableConcept": {"coding": [{"code": "1"}]}},
        {"medicationCodeableConcept": []},
        {},
    ],
)
def test_a_medication_that_cannot_be_found_leaves_the_order_and_is_told(medication: dict) -> None:
    order = med()
    del order["medicationCodeableConcept"]
    case = single(patient(), {**order, **medication})
    assert len(case.orders) == 1
    assert case.orders[0].drug is None
    assert any(unread.is_error and unread.medication == "r1" for unread in case.unread)


def test_references_in_a_circle_end() -> None:
    a = {
        "resourceType": "Medication",
        "id": "a",
        "ingredient": [{"itemReference": {"reference": "Medication/b"}}],
    }
    b = {
        "resourceType": "Medication",
        "id": "b",
        "ingredient": [{"itemReference": {"reference": "Medication/a"}}],
    }
    order = med(medicationReference={"reference": "Medication/a"})
    del order["medicationCodeableConcept"]
    case = single(patient(), order, a, b)
    assert case.orders[0].drug is not None
    assert len(case.orders[0].drug.ingredients) == 1
    assert case.unread


def product(**ingredient: object) -> Case:
    medication = {
        "resourceType": "Medication",
        "id": "m",
        "code": {"coding": [{"system": "s", "code": "1", "display": "co-codamol"}]},
        "form": {"coding": [{"display": "Tablet"}]},
        "ingredient": [ingredient, {"isActive": False, "itemCodeableConcept": {"text": "lactose"}}],
    }
    order = med(medicationReference={"reference": "Medication/m"})
    del order["medicationCodeableConcept"]
    return single(patient(), order, medication)


@pytest.mark.parametrize(
    "item",
    [
        {"itemCodeableConcept": {"text": "codeine"}},
        {"item": {"concept": {"text": "codeine"}}},
        {"itemReference": {"display": "codeine"}},
    ],
)
@pytest.mark.parametrize(
    ("strength", "read"),
    [
        (
            {
                "strength": {
                    "numerator": {"value": 8, "unit": "mg"},
                    "denominator": {"value": 1, "unit": "tablet"},
                }
            },
            "8 mg/{tablet}",
        ),
        (
            {"strength": {"numerator": {"value": 8, "unit": "mg"}, "denominator": {"value": 1}}},
            "8 mg/{tablet}",
        ),
        (
            {
                "strengthRatio": {
                    "numerator": {"value": 250, "unit": "mg"},
                    "denominator": {"value": 5, "unit": "mL"},
                }
            },
            "50 mg/mL",
        ),
        ({"strengthQuantity": {"value": 8, "unit": "mg"}}, "8 mg/{tablet}"),
        ({}, "None"),
    ],
)
def test_an_ingredient_in_every_version(item: dict, strength: dict, read: str) -> None:
    drug = product(**item, **strength).orders[0].drug
    assert drug is not None
    assert drug.form == "Tablet"
    assert [(one.name, str(one.strength)) for one in drug.ingredients] == [("codeine", read)]


def test_an_ingredient_that_cannot_be_read_stays_as_an_unknown_one() -> None:
    case = product(itemReference={"reference": "Substance/none"})
    assert case.orders[0].drug is not None
    assert [i.name for i in case.orders[0].drug.ingredients] == [""]
    assert any(unread.is_error for unread in case.unread)


# Status


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        (med(), "active"),
        (med(intent="order"), "active"),
        (med(intent="plan"), "active"),
        (med(intent="proposal"), "proposed"),
        (med(intent="option"), "proposed"),
        (med(status="on-hold"), "on_hold"),
        (med(status="ended"), "completed"),
        (med(status="draft"), "proposed"),
        (med(status="entered-in-error"), "entered_in_error"),
        (med(status="nonsense"), "unknown"),
        (med(status=None), "unknown"),
        (med("MedicationStatement"), "active"),
        (med("MedicationStatement", status="recorded"), "unknown"),
        (
            med(
                "MedicationStatement",
                status="recorded",
                adherence={"code": {"coding": [{"code": "taking-as-directed"}]}},
            ),
            "active",
        ),
        (
            med(
                "MedicationStatement",
                status="recorded",
                adherence={"code": {"coding": [{"code": "not-taking"}]}},
            ),
            "stopped",
        ),
        (med("MedicationStatement", status="not-taken"), "cancelled"),
        (med("MedicationStatement", taken="n"), "cancelled"),
        (med("MedicationUsage", status="recorded"), "unknown"),
        (med("MedicationDispense", status="completed"), "unknown"),
        (med("MedicationDispense", status="declined"), "cancelled"),
    ],
)
def test_a_status_is_mapped_so_that_doubt_counts(resource: dict, status: str) -> None:
    assert single(patient(), resource).orders[0].status.value == status


def test_a_draft_is_what_is_being_decided_wherever_it_stands() -> None:
    case = single(patient(), med(status="draft"))
    assert (case.orders[0].status, told(case)) == (OrderStatus.PROPOSED, {})


def test_do_not_perform_inverts_the_order() -> None:
    assert single(patient(), med(doNotPerform=True)).orders[0].do_not_perform
    case = single(patient(), med(doNotPerform="perhaps"))
    assert not case.orders[0].do_not_perform
    assert case.unread[0].is_error


def test_a_supply_of_an_order_that_is_there_does_not_count_twice() -> None:
    supply = med(
        "MedicationDispense",
        id="d1",
        status="completed",
        authorizingPrescription=[{"reference": "MedicationRequest/r1"}],
    )
    case = single(patient(), med(), supply)
    assert [order.id for order in case.orders] == ["r1"]
    assert told(case) == {"Bundle.entry[2].resource": False}
    case = single(patient(), med(status="completed"), supply)
    assert [order.id for order in case.orders] == ["r1", "d1"]


def test_a_supply_lasts_as_long_as_it_says() -> None:
    supply = med("MedicationDispense", whenHandedOver="2026-01-01", daysSupply={"value": 10, "unit": "d"})
    (order,) = single(patient(), supply).orders
    assert (str(order.start), str(order.end)) == ("2026-01-01", "2026-01-11")


def test_one_id_of_two_orders_is_made_two() -> None:
    case = single(patient(), med(), med("MedicationStatement"), med(note=[{"text": "another"}]), med())
    assert [order.id for order in case.orders] == ["r1", "MedicationStatement/r1", "MedicationRequest/r1"]
    assert told(case) == {"Bundle.entry[3].resource": True, "Bundle.entry[4].resource": False}


def test_reasons_are_the_indication() -> None:
    gout = {"resourceType": "Condition", "id": "g", "subject": P1, "code": {"text": "gout"}}
    case = single(patient(), gout, med(reasonCode=[{"text": "pain"}], reasonReference=[{"reference": "Condition/g"}]))
    assert [one.text for one in case.orders[0].indication] == ["pain", "gout"]
    case = single(
        patient(),
        gout,
        med(reason=[{"concept": {"text": "pain"}}, {"reference": {"reference": "Condition/g"}}]),
    )
    assert [one.text for one in case.orders[0].indication] == ["pain", "gout"]


# Patients


def test_a_bundle_of_several_patients_gives_a_case_each() -> None:
    content = bundle(
        patient("a"),
        patient("b"),
        med(subject={"reference": "Patient/b"}),
        med(id="r2", subject={"reference": "Patient/c"}),
    )
    cases = read_fhir(content)
    assert [(case.id, [order.id for order in case.orders]) for case in cases] == [
        ("a", []),
        ("b", ["r1"]),
        ("c", ["r2"]),
    ]


def test_an_order_of_nobody_belongs_to_the_only_patient_or_to_nobody() -> None:
    order = med()
    del order["subject"]
    assert len(single(patient(), order).orders) == 1
    cases = read_fhir(bundle(patient("a"), patient("b"), order))
    assert [len(case.orders) for case in cases] == [0, 0, 1]
    assert all(unread.is_error for case in cases for unread in case.unread)


def test_a_patient_is_found_by_identifier() -> None:
    known = patient(identifier=[{"system": "s", "value": "7"}])
    assert len(single(known, med(subject={"identifier": {"system": "s", "value": "7"}})).orders) == 1


def test_a_document_without_anything_to_check_is_one_case_that_says_so() -> None:
    (case,) = read_fhir({"resourceType": "GuidanceResponse", "id": "g"}, name="g.json")
    assert case.id == "g"
    assert told(case) == {"GuidanceResponse": False, "": True}
    assert "no medication" in next(unread.reason for unread in case.unread if not unread.path)


def test_a_patient_alone_is_not_a_patient_without_drugs() -> None:
    (case,) = read_fhir(patient())
    assert told(case) == {"": True}


def test_bundles_in_bundles_and_parameters_are_read() -> None:
    inner = bundle(med(id="deep"))
    content = {
        "resourceType": "Parameters",
        "parameter": [{"name": "a", "part": [{"name": "b", "resource": bundle(patient(), inner)}]}],
    }
    (case,) = read_fhir(content)
    assert [order.id for order in case.orders] == ["deep"]


def test_bundles_without_end_are_told() -> None:
    content = med(id="deep")
    for _ in range(40):
        content = bundle(content)
    (case,) = read_fhir(content)
    assert case.orders == ()
    assert any(unread.is_error for unread in case.unread)


# Conditions and allergies


def problem(**more: object) -> dict:
    return {"resourceType": "Condition", "subject": P1, "code": {"text": "ulcer"}, **more}


def coded(code: str) -> dict:
    return {"coding": [{"code": code}]}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, ProblemStatus.ACTIVE),
        ({"clinicalStatus": coded("active")}, ProblemStatus.ACTIVE),
        ({"clinicalStatus": "recurrence"}, ProblemStatus.ACTIVE),
        ({"clinicalStatus": coded("resolved")}, ProblemStatus.RESOLVED),
        ({"clinicalStatus": coded("inactive")}, ProblemStatus.UNKNOWN),
        ({"clinicalStatus": coded("remission")}, ProblemStatus.UNKNOWN),
        ({"clinicalStatus": coded("nonsense")}, ProblemStatus.UNKNOWN),
        ({"abatementDateTime": "2020"}, ProblemStatus.RESOLVED),
        ({"abatementBoolean": False}, ProblemStatus.ACTIVE),
        ({"verificationStatus": coded("refuted")}, ProblemStatus.REFUTED),
        (
            {"verificationStatus": coded("provisional"), "clinicalStatus": coded("active")},
            ProblemStatus.UNKNOWN,
        ),
        ({"verificationStatus": coded("confirmed"), "clinicalStatus": coded("active")}, ProblemStatus.ACTIVE),
    ],
)
def test_only_what_is_resolved_or_refuted_is_gone(more: dict, status: ProblemStatus) -> None:
    case = single(patient(), problem(**more))
    assert case.patient.conditions is not None
    assert [one.status for one in case.patient.conditions] == [status]


def test_what_was_entered_in_error_is_left_out_and_told() -> None:
    case = single(patient(), problem(verificationStatus=coded("entered-in-error")))
    assert case.patient.conditions is None
    assert told(case) == {"Bundle.entry[1].resource": False}


def allergy(**more: object) -> dict:
    return {"resourceType": "AllergyIntolerance", "patient": P1, **more}


@pytest.mark.parametrize(
    ("resources", "allergies", "incomplete"),
    [
        ([], None, False),
        ([allergy(code=coded("716186003"))], (), False),
        ([allergy(code=coded("409137002"))], (), False),
        ([allergy(code=coded("no-known-allergies"))], (), False),
        ([allergy(code=coded("429625007"))], None, False),
        ([allergy(code=coded("no-allergy-info"))], None, True),
        ([allergy(code=coded("716186003"), verificationStatus=coded("refuted"))], None, False),
        ([allergy(code={"text": "penicillin"})], ("penicillin",), False),
        ([allergy(code={"text": "penicillin"}), allergy(code=coded("716186003"))], ("penicillin",), False),
        ([allergy(reaction=[{"substance": {"text": "latex"}}])], ("latex",), False),
        ([allergy(code={"text": "penicillin"}), allergy()], ("penicillin",), True),
        ([allergy()], None, True),
    ],
)
def test_a_list_of_allergies_is_unknown_empty_or_known(resources: list, allergies: tuple | None, incomplete: object) -> None:
    case = single(patient(), *resources)
    read = case.patient.allergies
    assert (None if read is None else tuple(one.substance for one in read)) == allergies
    assert ("allergies" in case.patient.incomplete) is incomplete


@pytest.mark.parametrize(("reason", "known"), [("nilknown", ()), ("unavailable", None), ("notasked", None)])
def test_an_empty_section_is_empty_only_if_nothing_is_known_to_be_there(reason: str, known: tuple | None) -> None:
    sections = [
        {"code": {"coding": [{"code": code}]}, "emptyReason": {"coding": [{"code": reason}]}} for code in ("48765-2", "11450-4")
    ]
    case = single(patient(), {"resourceType": "Composition", "subject": P1, "section": sections}, type="document")
    assert (case.patient.allergies, case.patient.conditions) == (known, known)


def test_a_section_that_refers_to_what_is_not_there_is_told() -> None:
    sections = [
        {"code": coded("11450-4"), "entry": [{"reference": "Condition/none"}]},
        {"code": coded("10160-0"), "entry": [{"reference": "MedicationStatement/none"}]},
    ]
    case = single(
        patient(),
        problem(),
        {"resourceType": "Composition", "subject": P1, "section": sections},
        type="document",
    )
    assert case.patient.incomplete == {"conditions"}
    assert told(case) == {
        "Bundle.entry[2].resource.section[0].entry[0]": True,
        "Bundle.entry[2].resource.section[1].entry[0]": True,
    }


def test_a_page_of_a_search_is_no_whole_list() -> None:
    case = single(patient(), problem(), link=[{"relation": "next", "url": "http://h/next"}])
    assert case.patient.incomplete == {"conditions"}


def test_no_known_medications_is_no_order_and_no_information_is_an_error() -> None:
    case = single(patient(), med("MedicationStatement", medicationCodeableConcept=coded("no-known-medications")))
    assert (case.orders, told(case)) == ((), {"Bundle.entry[1].resource": False})
    case = single(patient(), med("MedicationStatement", medicationCodeableConcept=coded("no-medication-info")))
    assert (case.orders, told(case)) == ((), {"Bundle.entry[1].resource": True})


# Observations


def observed(code: str = "29463-7", **more: object) -> dict:
    return {
        "resourceType": "Observation",
        "status": "final",
        "subject": P1,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": "2026-11-01",
        **more,
    }


def kg(value: object, **more: object) -> dict:
    return {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg", **more}


def test_the_latest_weight_is_the_weight() -> None:
    case = single(
        patient(),
        observed(valueQuantity=kg(60)),
        observed(valueQuantity=kg(70), effectiveDateTime="2025-01-01"),
    )
    assert case.patient.weight is not None
    assert str(case.patient.weight.value) == "60 kg"
    assert str(case.patient.weight.on) == "2026-11-01"
    assert case.patient.observations is not None
    assert len(case.patient.observations) == 2
    assert case.patient.incomplete == {"observations"}


def test_two_weights_of_one_day_that_differ_are_none() -> None:
    case = single(patient(), observed(valueQuantity=kg(60)), observed(valueQuantity=kg(6)))
    assert case.patient.weight is None
    assert any(unread.is_error for unread in case.unread)


def test_a_weight_that_cannot_be_right_is_not_used() -> None:
    grams = {"value": 2400, "unit": "g"}
    case = single(patient(birthDate="1936-01-01"), observed(valueQuantity=grams))
    assert case.patient.weight is None
    assert told(case) == {"Bundle.entry[1].resource.valueQuantity": True}


@pytest.mark.parametrize(
    ("more", "value", "comparator", "text"),
    [
        (
            {"valueQuantity": {"value": 60, "comparator": ">", "unit": "mL/min/{1.73_m2}"}},
            "60 mL/min/{1.73_m2}",
            ">",
            "",
        ),
        ({"valueQuantity": {"value": 2.5}}, "2.5 1", "", ""),
        ({"valueInteger": 3}, "3 1", "", ""),
        ({"valueString": "positive"}, "None", "", "positive"),
        ({"valueCodeableConcept": {"text": "negative"}}, "None", "", "negative"),
        ({"valueBoolean": True}, "None", "", "true"),
        ({"valueQuantity": {"value": 20, "unit": "{packs}/d"}}, "None", "", "20 {packs}/d"),
        ({"valueRange": {"low": {"value": 6, "unit": "mmol/L"}}}, "None", "", "a Range"),
        ({"valueString": "7.2 mmol/L"}, "7.2 mmol/L", "", ""),
        ({"valueString": " >= 168 umol/l"}, "168 umol/L", ">=", ""),
        ({"valueString": "7,2 mmol/l"}, "None", "", "7,2 mmol/l"),
        ({"valueString": "1:80"}, "None", "", "1:80"),
        ({"valueCodeableConcept": {"text": "2.5"}}, "2.5 1", "", ""),
        ({"valueCodeableConcept": {"text": "4 plus", "coding": [{"code": "x"}]}}, "None", "", "4 plus"),
        ({"valueDateTime": "2026-11-01"}, "None", "", "2026-11-01"),
        ({}, "None", "", ""),
    ],
)
def test_a_result_in_every_shape(more: dict, value: str, comparator: str, text: str) -> None:
    case = single(patient(), observed("8302-2x", **more))
    assert case.patient.observations is not None
    (one,) = case.patient.observations
    assert (str(one.value), one.comparator, one.text) == (value, comparator, text)
    assert not any(unread.is_error for unread in case.unread)


def test_a_result_in_words_that_was_meant_as_a_number_is_told_with_its_place() -> None:
    case = single(patient(), observed("2823-3", valueString="7,2 mmol/l"), observed("6301-6", valueString="pending"))
    (one,) = case.unread
    assert one.path == "Bundle.entry[1].resource.valueString"
    assert one.reason.startswith("the result is kept as words, and no check reads it as a number: got '7,2 mmol/l'")
    assert not one.is_error


def test_a_test_that_was_not_done_is_not_there() -> None:
    absent = observed("x", dataAbsentReason=coded("not-performed"))
    case = single(patient(), absent, observed("y", status="registered"), observed("z", status="entered-in-error"))
    assert case.patient.observations == ()
    assert len(case.unread) == 3


def test_components_are_results_of_their_own() -> None:
    parts = [
        {
            "code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
            "valueQuantity": {"value": 120, "unit": "mm[Hg]"},
        }
    ]
    case = single(patient(), observed("85354-9", component=parts))
    assert case.patient.observations is not None
    assert [(one.code, str(one.value), str(one.on)) for one in case.patient.observations] == [
        ("85354-9", "None", "2026-11-01"),
        ("8480-6", "120 mm[Hg]", "2026-11-01"),
    ]


@pytest.mark.parametrize(
    ("answer", "when", "read"),
    [
        ("LA15173-0", "2026-06-01", True),
        ("77386006", "2026-06-01", True),
        ("LA15173-0", "2025-06-01", None),
        ("LA15173-0", None, True),
        ("LA26683-5", "2026-11-10", False),
        ("LA26683-5", "2026-06-01", None),
        ("LA26683-5", None, None),
        ("LA4489-6", "2026-11-10", None),
    ],
)
def test_pregnancy_holds_as_long_as_it_can(answer: str, when: str | None, read: object) -> None:
    case = single(patient(), observed("82810-3", valueCodeableConcept=coded(answer), effectiveDateTime=when))
    assert case.patient.pregnant is read


def test_a_result_of_tomorrow_has_no_value() -> None:
    case = single(
        patient(),
        observed("2823-3", valueQuantity={"value": 4, "unit": "mmol/L"}, effectiveDateTime="2027-01-01"),
    )
    assert case.patient.observations is not None
    assert (case.patient.observations[0].value, case.patient.observations[0].on) == (None, None)
    assert told(case) == {"Bundle.entry[1].resource.effectiveDateTime": True}


# Documents


@pytest.mark.parametrize(
    ("root", "is_it"),
    [
        ({"resourceType": "Patient"}, True),
        ({"hook": "order-sign", "context": {}}, True),
        ({"patient": {}, "medications": []}, False),
        ([], False),
        ("Patient", False),
    ],
)
def test_fhir_is_told_from_a_case(root: object, is_it: object) -> None:
    assert is_fhir(root) is is_it


@pytest.mark.parametrize("content", ["", "<Patient/>", "[1]", "{}", '{"resourceType": null}', '{"resourceType": ', b"\xff\xfe{}"])
def test_what_is_no_fhir_document_is_an_input_error(content: str | bytes) -> None:
    with pytest.raises(InputError):
        read_fhir(content, name="x.json")


@pytest.mark.parametrize(
    "entry",
    [
        None,
        5,
        {},
        {"resource": 5},
        {"resource": {}},
        {"resource": {"resourceType": 7}},
        {"resource": {"id": "x"}},
    ],
)
def test_an_entry_that_holds_no_resource_is_told(entry: object) -> None:
    content = bundle(patient(), med())
    content["entry"].insert(1, entry)
    (case,) = read_fhir(content)
    assert len(case.orders) == 1
    assert any(unread.path.startswith("Bundle.entry[1]") and unread.is_error for unread in case.unread)


def test_a_deletion_is_no_order() -> None:
    content = bundle(patient(), med())
    content["entry"][1]["request"] = {"method": "DELETE", "url": "MedicationRequest/r1"}
    (case,) = read_fhir(content)
    assert (case.orders, told(case)) == ((), {"Bundle.entry[1]": False, "": True})


def test_other_resources_are_told_once_a_type_with_their_count() -> None:
    case = single(
        patient(),
        {"resourceType": "Organization"},
        {"resourceType": "Organization"},
        {"resourceType": "MedicationAdministration"},
    )
    assert {unread.path: unread.reason for unread in case.unread} == {
        "Organization": "2 resources of this type take no part in the checks",
        "MedicationAdministration": "1 resource of this type takes no part in the checks",
    }


def test_levels_without_end_are_an_input_error() -> None:
    concept: object = {"text": "x"}
    for _ in range(3000):
        concept = {"concept": concept}
    with pytest.raises(InputError, match="too many levels"):
        read_fhir(bundle(patient(), med(medicationCodeableConcept=concept)))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe"])
def test_a_body_without_a_name_has_its_place_by_line_and_column(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_fhir(data, as_of=DAY)
    assert str(caught.value).startswith("1:")
    assert str(caught.value.place).startswith("1:")


# What the sender could not, or not wholly, give

DRUG = med(id="w")
ISSUE = {"severity": "error", "code": "exception", "diagnostics": "database is down"}


@pytest.mark.parametrize(
    ("more", "is_whole"),
    [
        ({"link": [{"relation": "self", "url": "a"}]}, True),
        ({"link": [{"relation": "next", "url": "b"}]}, False),
        ({"total": 1}, True),
        ({"total": 2}, False),
    ],
)
def test_a_search_for_medications_that_goes_on_elsewhere_is_an_error(more: dict, *, is_whole: bool) -> None:
    page = bundle(DRUG, type="searchset", **more)
    page["entry"].append({"resource": {"resourceType": "Medication", "id": "m"}, "search": {"mode": "include"}})
    alone = single(patient(), page)
    assert told(alone) == ({} if is_whole else {"Bundle.entry[1].resource": True})
    assert [order.id for order in alone.orders] == ["w"]


def test_a_search_for_conditions_that_goes_on_elsewhere_names_its_list_and_is_no_error() -> None:
    problem = {"resourceType": "Condition", "subject": P1, "code": {"text": "heart failure"}}
    case = single(patient(), DRUG, bundle(problem, type="searchset", total=7))
    assert told(case) == {}
    assert case.patient.incomplete == frozenset({"conditions"})


@pytest.mark.parametrize("issue", [ISSUE, {"severity": "fatal"}, {"severity": "warning", "code": "incomplete"}])
def test_what_the_sender_says_it_could_not_do_is_an_error(issue: dict) -> None:
    case = single(patient(), DRUG, {"resourceType": "OperationOutcome", "issue": [issue]})
    assert told(case) == {"Bundle.entry[2].resource": True}


def test_a_hint_of_the_sender_is_told_and_is_no_error() -> None:
    hint = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
    assert told(single(patient(), DRUG, hint)) == {"OperationOutcome": False}


@pytest.mark.parametrize(("status", "is_error"), [("404 Not Found", True), ("500", True), ("201 Created", False)])
def test_an_answer_without_a_resource_is_an_error_where_its_status_is_one(status: str, *, is_error: bool) -> None:
    document = bundle(patient(), DRUG, type="batch-response")
    document["entry"].append({"response": {"status": status}})
    (case,) = read_fhir(document, as_of=DAY)
    assert told(case) == {"Bundle.entry[2]": is_error}


@pytest.mark.parametrize(
    ("prefetch", "is_error"),
    [
        (None, True),
        ({"medications": None}, True),
        ({"conditions": bundle({"resourceType": "Condition", "subject": P1, "code": {"text": "asthma"}})}, True),
        ({"medications": {"resourceType": "OperationOutcome", "issue": [ISSUE]}}, True),
        ({"medications": {"resourceType": "Bundle", "type": "searchset", "total": 0}}, False),
        ({"medications": bundle(DRUG, type="searchset")}, False),
    ],
)
def test_a_request_that_does_not_say_what_the_patient_takes_is_an_error(prefetch: dict | None, *, is_error: bool) -> None:
    drafts = bundle(med(id="d", status="draft"))
    request: dict = {"hook": "order-sign", "context": {"patientId": "p1", "draftOrders": drafts}}
    (case,) = read_fhir(request if prefetch is None else {**request, "prefetch": prefetch}, as_of=DAY)
    assert any(unread.is_error for unread in case.unread) is is_error
    assert told(case).get("prefetch", False) is is_error


def test_a_patient_who_is_named_by_words_alone_may_be_the_one_of_the_document() -> None:
    words = {"display": "Mrs B"}
    named = read_fhir(bundle(patient(), DRUG, med(id="i", subject=words)), as_of=DAY)
    assert [[order.id for order in case.orders] for case in named] == [["w"], ["i"]]
    assert all(told(case) == {"Bundle.entry[2].resource": True} for case in named)
    (alone,) = read_fhir(bundle(med(id="i", subject=words), med(id="w", subject=words)), as_of=DAY)
    assert (alone.id, alone.unread) == ("Mrs B", ())
