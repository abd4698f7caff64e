"""Dosages of FHIR: each of the 55 worked examples of the NHS is read as the regimen that it says."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from rxrules.adapters.fhir import read_fhir

if TYPE_CHECKING:
    from rxrules.model import Case, Dosage

BASE = "MedicationRequest.dosageInstruction[0]"
UCUM = "http://unitsofmeasure.org"


def request(*dosages: dict, **more: object) -> dict:
    return {
        "resourceType": "MedicationRequest",
        "id": "r1",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "x"},
        "subject": {"reference": "Patient/p1"},
        "dosageInstruction": list(dosages),
        **more,
    }


def read(*dosages: dict) -> Case:
    (case,) = read_fhir(request(*dosages), as_of="2026-11-21")
    return case


def only(dosage: dict) -> Dosage:
    case = read(dosage)
    assert case.unread == (), case.unread
    (found,) = case.orders[0].dosages
    return found


def mg(value: object) -> dict:
    return {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}


def said(dosage: Dosage) -> str:
    """The regimen in one line."""
    parts = []
    if dosage.sequence:
        parts.append(f"#{dosage.sequence}")
    if dosage.dose:
        parts.append(str(dosage.dose))
    if dosage.rate:
        parts.append(f"at {dosage.rate.low}" + (f" to {dosage.rate.high}" if dosage.rate.high != dosage.rate.low else ""))
    if dosage.route:
        parts.append(dosage.route)
    if timing := dosage.timing:
        if timing.frequency is not None:
            times = f"{timing.frequency:g}" + (f"-{timing.frequency_max:g}" if timing.frequency_max else "")
            parts.append(f"{times} in {timing.per}" + (f" to {timing.per_max}" if timing.per_max else ""))
        for name, values in (("on", timing.days_of_week), ("at", timing.times_of_day), ("when", timing.when)):
            if values:
                parts.append(f"{name} {','.join(values)}")
        parts += [f"on {event}" for event in timing.events]
        parts += [f"offset {timing.offset:g}"] if timing.offset else []
        parts += [f"{timing.count:g} doses"] if timing.count else []
        parts += [f"each lasting {timing.each_lasts}"] if timing.each_lasts else []
        parts += [f"for {timing.duration}"] if timing.duration else []
        parts += ["as needed"] if timing.prn else []
    parts += [f"max {limit.amount} in {limit.per}" for limit in dosage.max_per]
    return "; ".join(parts)


# Written by hand from the element values of each example.
NHS = {
    "complex1": ["1 {tablet}; oral; 1 in 1 d; for 21 d"],
    "complex10": ["1 {patch}; 1 in 3 d"],
    "complex11": ["2 {tablet}; 4 in 1 d; when C,PC"],
    "complex12": [""],
    "complex13": ["1 {tablet}; 2 in 1 d; on mon,wed,fri"],
    "complex14": ["10 mg; oral; 1-3 in 1 d; as needed"],
    "complex15": ["600 mg; rectal; 1 in 4 h; max 3.6 g in 24 h"],
    "complex16": ["20 mg; oral; 1 in 12 h"],
    "complex17": ["30 mL/kg; intravenous; each lasting 10 h"],
    "complex18": ["16 [iU]; subcutaneous; when C"],
    "complex19": ["at 1 L/min to 2 L/min; inhaled"],
    "complex2": [
        "#1; 2 {capsule}; max 8 {capsule} in 1 d",
        "#2; 1 {capsule}; as needed; max 8 {capsule} in 1 d",
    ],
    "complex3": ["2 {tablet}; oral; 1 in 6 h; when AC; offset 60"],
    "complex4-alt1": ["2 {tablet}; 1 in 4 h; as needed; max 6 1 in 24 h"],
    "complex4-alt2": [
        "#1; 2 {tablet}; 1 doses; as needed; max 6 1 in 24 h",
        "#2; 2 {tablet}; 1 in 4 h; max 6 1 in 24 h",
    ],
    "complex5": ["7.5 mg to 30 mg; 1 in 1 d"],
    "complex6": ["2 {tablet}; 1 in 1 wk"],
    "complex7": ["intramuscular; on 2019-11-01; 1 doses"],
    "complex8": ["subcutaneous; 1 in 1 d; on mon,thu"],
    "complex9": [
        "#1; 500 mg; 1 in 1 d; when CM; each lasting 1 wk; max 2 g in 1 d",
        "#2; 500 mg; 2 in 1 d; when CM,CV; each lasting 1 wk; max 2 g in 1 d",
        "#3; 500 mg; 2 in 1 d; when CM,CV; each lasting 1 wk; max 2 g in 1 d",
        "#4; 500 mg; 3 in 1 d; when CM,CV,CD; each lasting 1 wk; max 2 g in 1 d",
    ],
    "gastro": ["10 mg; oral; 1 in 1 d"],
    "ibuprofen": ["400 mg; oral; 3 in 1 d; for 5 d"],
    "inter1": ["as needed"],
    "inter7": ["1 {drop}; 1 in 1 d"],
    "inter8": ["4500 [iU]; subcutaneous; 1 in 1 d"],
    "inter9": ["8 {tablet}; 1 in 1 d to 1 d; when PC; for 7 d"],
    "limitation-combinationproducts": [
        "#1; 2 {tablet}; 1 doses; as needed; max 2 {tablet} in 24 h",
        "#2; 2 {tablet}; 1 in 4 h; as needed; max 6 {tablet} in 24 h",
    ],
    "limitation-maxdosecourse": ["500 ug; 2-4 in 1 d"],
    "non-dmd": ["at 100 mL/h; each lasting 8 h"],
    "simple1": ["1 {tablet}; oral; 1 in 6 h"],
    "simple10-vtm": ["250 mg; oral; 1 in 6 h"],
    "simple10": ["2 in 1 d"],
    "simple12-vtm": ["40 mg; oral; 1 in 1 d"],
    "simple3": ["1 {tablet}; oral; 1 in 1 d"],
    "simple4-vtm": ["200 mg; oral; 2 in 1 d; for 3 d"],
    "simple4": ["2 {tablet}; oral; 2 in 1 d; for 3 d"],
    "simple5-vtm": ["450 mg; rectal; 1 in 1 d"],
    "simple5": ["1 in 1 d"],
    "simple8": ["1 {application}; topical; 3 in 1 d"],
    "simple9": [""],
    "vitB12": [
        "#1; 1 {ampoule}; intramuscular; 3 in 1 wk; 6 doses",
        "#2; 1 {ampoule}; intramuscular; 1 in 3 mo",
    ],
    "parallel-sequence": [
        "#1; 2 {tablet}; 1 in 1 d; when MORN; for 1 wk",
        "#1; 1 {tablet}; 1 in 1 d; at 12:00; for 1 wk",
    ],
    "sequential-sequence": [
        "#1; 60 mg; 1 in 1 d; for 4 d",
        *(f"#{n}; {dose} mg; 1 in 1 d; for 1 d" for n, dose in enumerate((50, 40, 30, 20, 10), start=2)),
    ],
}


def test_each_of_the_nhs_examples_is_read_as_the_regimen_that_it_says(nhs_dosages) -> None:
    assert len(nhs_dosages) == 55
    seen = set()
    for example in nhs_dosages:
        name = example["id"].partition("dosage-")[2]
        case = read(*copy.deepcopy(example["dosage"]))
        assert case.unread == (), (example["id"], case.unread)
        found = [said(dosage) for dosage in case.orders[0].dosages]
        if name in NHS:
            seen.add(name)
            assert found == NHS[name], example["id"]
    assert seen == set(NHS)


def test_text_and_structure_of_the_nhs_example_that_has_both_are_one_regimen(nhs_dosages) -> None:
    (example,) = [one for one in nhs_dosages if any(dosage.get("text") for dosage in one["dosage"])]
    once, repeated = read(*example["dosage"]).orders[0].dosages
    # "2 tablets - take once - as required when migraine occurs - Max dose 2 tablets in 24 hours"
    assert said(once) == "#1; 2 {tablet}; 1 doses; as needed; max 2 {tablet} in 24 h"
    assert once.text.startswith("2 tablets - take once")
    # "2 tablets - every 4 hours - as required - max dose 6 tablets in 24 hours - Yellow tablets"
    assert said(repeated) == "#2; 2 {tablet}; 1 in 4 h; as needed; max 6 {tablet} in 24 h"


@pytest.mark.parametrize(
    "as_needed",
    [
        {"asNeededBoolean": True},
        {"asNeeded": True},
        {"asNeededFor": [{"text": "pain"}]},
        {"asNeededCodeableConcept": {"text": "pain"}},
    ],
)
def test_as_needed_in_every_version(as_needed: dict) -> None:
    timing = only(as_needed).timing
    assert timing is not None
    assert timing.prn


@pytest.mark.parametrize(
    "amount",
    [
        {"doseQuantity": mg(5)},
        {"doseAndRate": [{"doseQuantity": mg(5)}]},
        {"doseAndRate": [{"doseQuantity": {"value": "5", "unit": "mg"}}]},
        {"doseAndRate": {"doseQuantity": mg(5.0)}},
        {"doseAndRate": [{"type": {"text": "as ordered"}, "doseQuantity": mg(5)}, {"doseQuantity": mg(5)}]},
        {
            "doseAndRate": [
                {
                    "type": {"coding": [{"code": "ordered"}]},
                    "doseQuantity": {"value": 0.1, "unit": "mg/kg", "code": "mg/kg", "system": UCUM},
                },
                {"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": mg(5)},
            ]
        },
    ],
)
def test_a_dose_in_every_version(amount: dict) -> None:
    assert str(only(amount).dose) == "5 mg"


def test_several_doses_of_which_none_leads_are_none() -> None:
    case = read({"doseAndRate": [{"doseQuantity": mg(5)}, {"doseQuantity": mg(50)}]})
    assert case.orders[0].dosages[0].dose is None
    assert case.unread[0].path == f"{BASE}.doseAndRate"


def test_a_range_needs_its_high_end_and_takes_0_for_the_low_one() -> None:
    assert str(only({"doseRange": {"high": mg(5)}}).dose) == "0 mg to 5 mg"
    case = read({"doseRange": {"low": mg(5)}})
    assert case.orders[0].dosages[0].dose is None
    assert case.unread[0].path == f"{BASE}.doseRange.high"


@pytest.mark.parametrize(
    ("quantity", "path"),
    [
        ({"value": "NaN", "unit": "mg"}, "doseQuantity.value"),
        ({"value": 1e999, "unit": "mg"}, "doseQuantity.value"),
        ({"value": -5, "unit": "mg"}, "doseQuantity"),
        ({"value": 5, "unit": "mgg"}, "doseQuantity.unit"),
        ({"value": 5, "code": "T", "system": "urn:x"}, "doseQuantity.code"),
        ({"value": 5}, "doseQuantity"),
        ({"unit": "mg"}, "doseQuantity"),
        ({"value": 5, "comparator": "<", "unit": "mg"}, "doseQuantity.comparator"),
        ({"value": 5, "unit": "mg", "system": UCUM, "code": "g"}, "doseQuantity"),
        ({"value": 5, "unit": "1", "system": UCUM, "code": "1"}, "doseQuantity"),
        ("5 mg", "doseQuantity"),
        ([], "doseQuantity"),
    ],
)
def test_a_bad_dose_is_told_by_its_path_and_costs_only_itself(quantity: object, path: str) -> None:
    case = read({"doseQuantity": quantity, "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}})
    (dosage,) = case.orders[0].dosages
    assert dosage.dose is None
    assert dosage.timing is not None
    assert dosage.timing.frequency == 2
    assert case.unread[0].path == f"{BASE}.{path}"
    assert case.unread[0].medication == "r1"
    assert case.unread[0].is_error


def test_a_dose_of_nothing_as_vendors_write_it_for_not_known_is_told_and_is_no_dose() -> None:
    case = read({"doseAndRate": [{"doseQuantity": mg(0)}], "maxDosePerAdministration": mg(0), "timing": {"code": {"text": "BID"}}})
    (dosage,) = case.orders[0].dosages
    assert (dosage.dose, dosage.max_dose) == (None, None)
    assert dosage.timing is not None
    assert [(one.path.rpartition(".")[2], one.reason, one.is_error) for one in case.unread] == [
        ("doseQuantity", "a dose must be above 0, got 0 mg", True),
        ("maxDosePerAdministration", "a dose must be above 0, got 0 mg", True),
    ]


def test_a_unit_whose_code_is_unknown_is_read_by_its_text() -> None:
    assert str(only({"doseQuantity": {"value": 2, "unit": "tablets", "system": "urn:x", "code": "7"}}).dose) == "2 {tablet}"


@pytest.mark.parametrize(
    ("code", "regimen"),
    [
        ("QD", "1 in 1 d"),
        ("BID", "2 in 1 d"),
        ("TID", "3 in 1 d"),
        ("QID", "4 in 1 d"),
        ("QOD", "1 in 2 d"),
        ("Q4H", "1 in 4 h"),
        ("Q6H", "1 in 6 h"),
        ("Q8H", "1 in 8 h"),
        ("AM", "1 in 1 d; when MORN"),
        ("BED", "1 in 1 d; when HS"),
        ("WK", "1 in 1 wk"),
        ("MO", "1 in 1 mo"),
    ],
)
def test_the_abbreviations_of_hl7(code: str, regimen: str) -> None:
    system = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
    assert said(only({"timing": {"code": {"coding": [{"system": system, "code": code}]}}})) == regimen
    assert said(only({"timing": {"code": {"text": code}}})) == regimen


def test_a_code_that_agrees_with_the_repeat_changes_nothing_and_one_that_does_not_ends_both() -> None:
    repeat = {"frequency": 1, "period": 12, "periodUnit": "h"}
    assert said(only({"timing": {"code": {"text": "BID"}, "repeat": repeat}})) == "1 in 12 h"
    case = read({"timing": {"code": {"text": "QID"}, "repeat": repeat}})
    timing = case.orders[0].dosages[0].timing
    assert timing is not None
    assert (timing.frequency, timing.per) == (None, None)
    assert "disagree" in case.unread[0].reason


def test_a_code_that_nobody_knows_is_kept_as_text_and_told() -> None:
    case = read({"timing": {"code": {"text": "as the moon waxes"}}})
    timing = case.orders[0].dosages[0].timing
    assert timing is not None
    assert timing.text == "as the moon waxes"
    assert timing.frequency is None
    assert [(u.path, u.is_error) for u in case.unread] == [(f"{BASE}.timing.code", False)]


@pytest.mark.parametrize(
    "repeat",
    [
        {"frequency": 2, "period": 0, "periodUnit": "d"},
        {"frequency": 2, "period": 1, "periodUnit": "fortnight"},
        {"frequency": 2, "period": 1},
        {"frequency": 2},
        {"frequency": "often", "period": 1, "periodUnit": "d"},
        {"frequency": 2, "frequencyMax": [], "period": 1, "periodUnit": "d"},
        {"frequency": 2, "period": 1, "periodUnit": "d", "dayOfWeek": ["noday"]},
        {"frequency": 2, "period": 1, "periodUnit": "d", "when": "SOON"},
        "daily",
    ],
)
def test_half_a_rhythm_is_none(repeat: object) -> None:
    case = read({"timing": {"repeat": repeat}})
    timing = case.orders[0].dosages[0].timing
    assert timing is not None
    assert (timing.frequency, timing.per, timing.when) == (None, None, ())
    assert case.unread
    assert case.unread[0].path.startswith(f"{BASE}.timing.repeat")


def test_all_of_timing_repeat_is_read() -> None:
    repeat = {
        "boundsRange": {
            "low": {"value": 7, "code": "d", "system": UCUM},
            "high": {"value": 10, "code": "d", "system": UCUM},
        },
        "count": 3,
        "countMax": 5,
        "duration": 30,
        "durationMax": 60,
        "durationUnit": "min",
        "frequency": 1,
        "frequencyMax": 2,
        "period": 4,
        "periodMax": 6,
        "periodUnit": "h",
        "dayOfWeek": ["mon"],
        "timeOfDay": ["08:00:00"],
        "when": ["PC"],
        "offset": 30,
    }
    timing = only({"timing": {"event": ["2026-01-01"], "repeat": repeat}}).timing
    assert timing is not None
    assert (str(timing.duration), str(timing.duration_max)) == ("7 d", "10 d")
    assert (timing.count, timing.count_max, str(timing.each_lasts), str(timing.each_lasts_max)) == (
        3,
        5,
        "30 min",
        "60 min",
    )
    assert (timing.frequency, timing.frequency_max, str(timing.per), str(timing.per_max)) == (
        1,
        2,
        "4 h",
        "6 h",
    )
    assert (timing.days_of_week, timing.times_of_day, timing.when, timing.offset) == (
        ("mon",),
        ("08:00",),
        ("PC",),
        30,
    )
    assert [str(event) for event in timing.events] == ["2026-01-01"]


def test_the_dates_of_the_instructions_are_those_of_the_order() -> None:
    first = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-03-10", "end": "2026-03-14"}}}}
    second = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-03-15"}}}}
    (order,) = read(first).orders
    assert (str(order.start), str(order.end)) == ("2026-03-10", "2026-03-14")
    (order,) = read(first, second).orders
    assert (str(order.start), order.end) == ("2026-03-10", None)


def test_rates_are_read_in_every_shape() -> None:
    hour = {"value": 1, "code": "h", "system": UCUM}
    ml = {"value": 100, "code": "mL", "system": UCUM}
    assert str(only({"doseAndRate": [{"rateRatio": {"numerator": ml, "denominator": hour}}]}).rate.low) == "100 mL/h"
    quantity = {"value": 5, "code": "ug/kg/min", "system": UCUM}
    assert str(only({"doseAndRate": [{"rateQuantity": quantity}]}).rate.low) == "5 ug/kg/min"
    assert str(only({"doseAndRate": [{"rateRange": {"low": quantity, "high": quantity}}]}).rate.high) == "5 ug/kg/min"
    case = read({"rateRatio": {"numerator": ml, "denominator": {"value": 0, "code": "h", "system": UCUM}}})
    assert case.orders[0].dosages[0].rate is None
    assert case.unread[0].path == f"{BASE}.rateRatio.denominator"


def test_limits_once_and_several_times_at_once_and_for_life() -> None:
    day = {"value": 1, "code": "d", "system": UCUM}
    ratio = {"numerator": mg(4000), "denominator": day}
    assert len(only({"maxDosePerPeriod": ratio}).max_per) == 1
    assert len(only({"maxDosePerPeriod": [ratio, ratio]}).max_per) == 2
    found = only({"maxDosePerAdministration": mg(1000), "maxDosePerLifetime": mg(450)})
    assert str(found.max_dose) == "1000 mg"
    assert [(str(limit.amount), limit.per) for limit in found.max_per] == [("450 mg", None)]


def test_an_instruction_that_cannot_be_read_stays_as_an_unknown_one() -> None:
    case = read({"doseQuantity": mg(5)}, "5 mg")  # type: ignore[arg-type]
    assert [dosage.dose is None for dosage in case.orders[0].dosages] == [False, True]
    assert case.unread[0].path == "MedicationRequest.dosageInstruction[1]"


def test_an_extension_that_may_change_the_meaning_is_told() -> None:
    case = read({"modifierExtension": [{"url": "http://example.org/not"}], "doseQuantity": mg(5)})
    assert case.unread[0].path == f"{BASE}.modifierExtension"
    assert case.unread[0].is_error
