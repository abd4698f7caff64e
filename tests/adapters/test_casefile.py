"""Case files: what they say is read as it is meant, and what can't be read costs nothing else."""

from __future__ import annotations

import json

import attrs
import pytest

from rxrules.adapters.casefile import read_case, read_cases, read_text
from rxrules.diagnostics import Diagnostics
from rxrules.documents.yaml import read
from rxrules.errors import InputError
from rxrules.model import Case, DrugCode, OrderStatus, ProblemStatus, Sex
from rxrules.model.patient import LISTS

CONTRACT = """\
id: case-1
as_of: 2026-11-21
patient:
  age: 78 a
  sex: female
  weight: 54 kg
  height: {value: 162 cm, on: 2026-11-01}
  pregnant: false
  breastfeeding: false
  conditions: [{text: heart failure, code: I50, system: icd10, onset: 2024-11-01, status: active}]
  allergies: [{substance: penicillin}]
  observations:
    - {code: egfr, value: "28 mL/min/{1.73_m2}", on: 2026-11-01}
    - {code: egfr, value: ">60 mL/min/{1.73_m2}", on: 2025-11-01}
    - {code: full blood count, on: 2026-10-01}
    - {code: urine culture, value: positive, on: 2026-10-01}
    - {code: INR, value: 2.5, on: 2026-10-01}
  incomplete: [observations]
medications:
  - id: m1
    drug: warfarin
    dose: 5 mg
    strength: 500 mg/tablet
    route: oral
    timing: {frequency: 1, per: 1 d, duration: 10 d, max_per_day: 4}
    start: 2025-10-01
    status: active
"""


def one(**medication: object) -> Case:
    return read_case({"patient": {}, "medications": [{"drug": "ibuprofen", **medication}]})


def reasons(case: Case) -> dict[str, str]:
    return {unread.path: unread.reason for unread in case.unread}


def test_the_case_of_the_contract_is_read_without_a_word() -> None:
    case = read_case(CONTRACT, name="case.yaml")
    assert case.unread == ()
    assert case.id == "case-1"
    assert str(case.as_of) == "2026-11-21"
    patient = case.patient
    assert str(patient.age) == "78 a"
    assert patient.sex is Sex.FEMALE
    assert patient.weight is not None
    assert str(patient.weight.value) == "54 kg"
    assert patient.weight.on is None
    assert patient.height is not None
    assert str(patient.height.on) == "2026-11-01"
    assert (patient.pregnant, patient.breastfeeding) == (False, False)
    assert patient.conditions is not None
    assert patient.conditions[0].code == "I50"
    assert patient.allergies is not None
    assert patient.allergies[0].substance == "penicillin"
    assert patient.observations is not None
    egfr, bound, count, culture, inr = patient.observations
    assert (str(egfr.value), egfr.comparator) == ("28 mL/min/{1.73_m2}", "")
    assert (str(bound.value), bound.comparator) == ("60 mL/min/{1.73_m2}", ">")
    assert (count.value, count.text) == (None, "")
    assert (culture.value, culture.text) == (None, "positive")
    assert inr.value is not None
    assert inr.value.value == 2.5
    assert patient.incomplete == {"observations"}
    (order,) = case.orders
    assert (order.id, str(order.drug), order.status) == ("m1", "warfarin", OrderStatus.ACTIVE)
    (dosage,) = order.dosages
    assert str(dosage.dose) == "5 mg"
    assert dosage.route == "oral"
    assert dosage.timing is not None
    assert (dosage.timing.frequency, str(dosage.timing.per)) == (1, "1 d")
    assert str(dosage.timing.duration) == "10 d"
    assert [(limit.amount.value, str(limit.per)) for limit in dosage.max_per] == [(4, "1 d")]
    assert str(order.strength) == "500 mg/{tablet}"


def test_json_and_yaml_of_one_case_are_the_same() -> None:
    as_json = json.dumps(
        {
            "id": "c",
            "as_of": "2026-11-21",
            "patient": {"age": "3 mo", "weight": "6 kg"},
            "medications": [
                {
                    "id": "m1",
                    "drug": "amoxicillin",
                    "dose": "125 mg",
                    "timing": {"frequency": 3, "per": "1 d"},
                }
            ],
        }
    )
    as_yaml = (
        "id: c\nas_of: 2026-11-21\npatient: {age: 3 mo, weight: 6 kg}\n"
        "medications:\n- {id: m1, drug: amoxicillin, dose: 125 mg, timing: {frequency: 3, per: 1 d}}\n"
    )
    assert read_case(as_json) == read_case(as_yaml) == read_case(as_json.encode(), name="c.json")


def test_as_of_of_the_caller_leads() -> None:
    assert str(read_case(CONTRACT, as_of="2027-01-01").as_of) == "2027-01-01"
    with pytest.raises(InputError, match="must be a day"):
        read_case(CONTRACT, as_of="2027")


@pytest.mark.parametrize(
    ("dose", "says"),
    [
        ("NaN mg", "expected a number"),
        (float("nan"), "expected a quantity with its unit"),
        ("inf mg", "expected a number"),
        ("-5 mg", "can't be negative"),
        ("5 mgg", "no unit that is known"),
        ("5", "without a unit"),
        (5, "expected a quantity with its unit"),
        ("5 mg/d", "is no dose"),
        ({"low": "2 tablets", "high": "1 tablet"}, "runs backwards"),
        ({"low": "1 tablet", "high": "5 mg"}, "mixes"),
        ({"low": "1 tablet"}, "needs its high end"),
        ({"low": "1 tablet", "hihg": "2 tablets"}, "did you mean 'high'"),
        (["5 mg"], "expected a quantity"),
        (True, "expected a quantity"),
    ],
)
def test_a_bad_dose_is_told_and_costs_only_itself(dose: object, says: str) -> None:
    case = one(id="a", dose=dose, route="oral", timing={"frequency": 2, "per": "1 d"}, start="2026-01-01")
    (order,) = case.orders
    assert order.drug is not None
    assert order.drug.name == "ibuprofen"
    assert order.dosages[0].dose is None
    assert order.dosages[0].route == "oral"
    assert order.dosages[0].timing is not None
    assert order.dosages[0].timing.frequency == 2
    assert case.unread
    assert all(unread.medication == "a" and unread.is_error for unread in case.unread)
    assert case.unread[0].path.startswith("medications[0].dose")
    assert says in " ".join(unread.reason for unread in case.unread)


@pytest.mark.parametrize(
    "timing",
    [
        {"frequency": 2, "per": "0 d"},
        {"frequency": 2, "per": "-1 d"},
        {"frequency": 2, "per": "1 mg"},
        {"frequency": 2},
        {"frequency": 0, "per": "1 d"},
        {"frequency": "nan", "per": "1 d"},
        {"frequency": 2, "frequency_max": "many", "per": "1 d"},
        {"frequency": 2, "frequency_max": 1, "per": "1 d"},
        {"frequency": 2, "frequencymax": 4, "per": "1 d"},
        {"frequency": 2, "per": "1 d", "when": ["MORN", "TEATIME"]},
        {"frequency": 2, "per": "1 d", "times_of_day": ["25:00"]},
        {"frequency": 2, "per": "1 d", "days_of_week": ["moonday"]},
    ],
)
def test_half_a_rhythm_is_none_for_it_could_make_the_dose_too_small(timing: dict[str, object]) -> None:
    case = one(dose="5 mg", timing={**timing, "prn": True, "duration": "5 d"})
    read = case.orders[0].dosages[0].timing
    assert case.unread
    assert read is not None
    assert (read.frequency, read.frequency_max, read.per, read.when, read.times_of_day) == (
        None,
        None,
        None,
        (),
        (),
    )
    assert read.prn
    assert str(read.duration) == "5 d"
    assert str(case.orders[0].dosages[0].dose) == "5 mg"


def test_a_bad_length_of_the_course_leaves_the_rhythm() -> None:
    case = one(timing={"frequency": 2, "per": "1 d", "duration": "0 d"})
    read = case.orders[0].dosages[0].timing
    assert read is not None
    assert (read.frequency, read.duration) == (2, None)
    assert reasons(case) == {"medications[0].timing": "duration must be longer than 0, got 0 d"}


def test_every_eight_hours_is_once_in_eight_hours() -> None:
    read = one(timing={"per": "8 h"}).orders[0].dosages[0].timing
    assert read is not None
    assert (read.frequency, str(read.per)) == (1, "8 h")
    read = one(timing={"frequency_max": 3, "per": "1 d"}).orders[0].dosages[0].timing
    assert read is not None
    assert (read.frequency, read.frequency_max) == (1, 3)


def test_a_timing_in_words_is_kept_as_words_and_told() -> None:
    case = one(timing="twice daily")
    read = case.orders[0].dosages[0].timing
    assert read is not None
    assert (read.text, read.frequency) == ("twice daily", None)
    assert case.unread


def test_an_unknown_key_is_told_with_the_one_that_may_have_been_meant() -> None:
    case = read_case({"patient": {"wieght": "54 kg"}, "medications": [{"drug": "x", "doze": "5 mg"}], "medication": []})
    assert "did you mean 'weight'" in reasons(case)["patient.wieght"]
    assert "did you mean 'dose'" in reasons(case)["medications[0].doze"]
    assert "did you mean 'medications'" in reasons(case)["medication"]


def test_a_place_has_its_line_and_column() -> None:
    text = "patient: {}\nmedications:\n  - drug: warfarin\n    dose: 5 mgg\n"
    assert read_case(text, name="case.yaml").unread[0].path == "medications[0].dose (case.yaml:4:11)"
    text = '{"patient": {},\n "medications": [\n  {"drug": "warfarin",\n   "dose": "5 mgg"}]}'
    assert read_case(text, name="case.json").unread[0].path == "medications[0].dose (case.json:4:12)"


@pytest.mark.parametrize(
    ("drug", "name", "codes", "ingredients"),
    [
        ("warfarin", "warfarin", 0, 0),
        ({"system": "atc", "code": "B01AA03", "display": "warfarin"}, "", 1, 0),
        (
            ["warfarin", {"system": "atc", "code": "B01AA03"}, {"system": "rxnorm", "code": "11289"}],
            "warfarin",
            2,
            0,
        ),
        (
            {
                "name": "co-codamol",
                "ingredients": [{"name": "codeine", "strength": "8 mg/tablet"}, "paracetamol"],
            },
            "co-codamol",
            0,
            2,
        ),
        ({"display": "warfarin"}, "warfarin", 0, 0),
    ],
)
def test_a_drug_is_a_name_codes_or_ingredients(drug: object, name: str, codes: int, ingredients: int) -> None:
    case = one(drug=drug)
    read = case.orders[0].drug
    assert case.unread == ()
    assert read is not None
    assert (read.name, len(read.codes), len(read.ingredients)) == (
        name,
        codes,
        ingredients,
    )


@pytest.mark.parametrize("drug", [None, "", " ", [], {}, 5, {"code": "B01AA03"}, {"system": "atc"}, [None], {"name": 3.5}, True])
def test_an_order_whose_drug_cannot_be_read_stays(drug: object) -> None:
    case = one(drug=drug, dose="5 mg")
    assert case.orders[0].drug is None
    assert str(case.orders[0].dosages[0].dose) == "5 mg"
    assert any(unread.is_error for unread in case.unread)


def test_an_ingredient_that_cannot_be_read_stays_as_an_unknown_one() -> None:
    case = one(drug={"name": "mix", "ingredients": [{"name": "codeine"}, 7, {"strength": "5 mg/tablet"}]})
    read = case.orders[0].drug
    assert read is not None
    assert [i.name for i in read.ingredients] == ["codeine", "", ""]
    assert len(case.unread) == 2
    case = one(drug={"name": "mix", "ingredients": "codeine"})
    assert case.orders[0].drug is not None
    assert len(case.orders[0].drug.ingredients) == 1


def test_a_dosage_that_cannot_be_read_stays_as_an_unknown_one() -> None:
    case = one(dosages=[{"dose": "5 mg", "sequence": 1}, "5 mg", {"dose": "10 mg", "sequence": 2}])
    assert [str(d.dose) for d in case.orders[0].dosages] == ["5 mg", "None", "10 mg"]
    assert [d.sequence for d in case.orders[0].dosages] == [1, None, 2]
    assert len(case.unread) == 1
    case = one(dosages="5 mg")
    assert len(case.orders[0].dosages) == 1


def test_a_dose_beside_dosages_is_told_and_counts() -> None:
    case = one(dose="5 mg", dosages=[{"dose": "10 mg"}])
    assert [str(d.dose) for d in case.orders[0].dosages] == ["10 mg", "5 mg"]
    assert "beside `dosages`" in case.unread[0].reason


def test_ids_are_made_by_position_and_never_clash() -> None:
    listed = [
        {"drug": "a"},
        {"id": "m1", "drug": "b"},
        "c",
        {"id": "m1", "drug": "d"},
        5,
        {"id": 7, "drug": "e"},
    ]
    case = read_case({"patient": {}, "medications": listed})
    assert [order.id for order in case.orders] == ["m1_", "m1", "m3", "m4", "m5", "7"]
    assert [str(order.drug) for order in case.orders] == ["a", "b", "c", "d", "None", "e"]
    assert len(case.unread) == 2


def test_an_order_that_ends_before_it_starts_has_neither() -> None:
    case = one(start="2026-02-01", end="2026-01-01")
    assert (case.orders[0].start, case.orders[0].end) == (None, None)
    assert "ends" in case.unread[0].reason


@pytest.mark.parametrize(
    ("status", "read"),
    [("on-hold", "on_hold"), ("Active", "active"), (None, "unknown"), ("activ", "unknown")],
)
def test_an_unknown_status_counts(status: str | None, read: str) -> None:
    case = one(status=status)
    assert case.orders[0].status.value == read
    assert bool(case.unread) is (status == "activ")


def test_a_limit_counts_doses_or_says_how_much() -> None:
    case = one(
        max_per=[
            {"amount": "4 g", "per": "1 d"},
            {"amount": 6, "per": "24 h"},
            {"amount": "6 doses", "per": "1 d"},
        ],
        max_per_day="8 tablets",
        max_dose="1 g",
    )
    (dosage,) = case.orders[0].dosages
    assert case.unread == ()
    assert [(str(limit.amount), str(limit.per)) for limit in dosage.max_per] == [
        ("8 {tablet}", "1 d"),
        ("4 g", "1 d"),
        ("6 1", "24 h"),
        ("6 1", "1 d"),
    ]
    assert str(dosage.max_dose) == "1 g"


@pytest.mark.parametrize(
    "limit",
    [
        {"amount": "0 mg", "per": "1 d"},
        {"amount": "4 g"},
        {"per": "1 d"},
        {"amount": "4 g", "per": "1 mg"},
        "4 g",
    ],
)
def test_a_bad_limit_is_told(limit: object) -> None:
    case = one(max_per=[limit])
    assert case.orders[0].dosages[0].max_per == ()
    assert case.unread


@pytest.mark.parametrize(
    ("written", "path", "reason"),
    [
        ({"dose": "0 g"}, "medications[0].dose", "a dose must be above 0, got 0 g"),
        ({"dose": {"low": "0 g", "high": "0 g"}}, "medications[0].dose", "a dose must be above 0, got 0 g"),
        ({"rate": "0 mg/h"}, "medications[0].rate", "a rate must be above 0, got 0 mg/h"),
        ({"max_dose": "0 g"}, "medications[0].max_dose", "a dose must be above 0, got 0 g"),
    ],
)
def test_an_amount_of_nothing_is_told_and_costs_only_itself(written: dict[str, object], path: str, reason: str) -> None:
    case = one(**written)
    assert reasons(case)[path] == reason
    (dosage,) = case.orders[0].dosages
    assert (dosage.dose, dosage.rate, dosage.max_dose) == (None, None, None)
    assert str(case.orders[0].drug) == "ibuprofen"


@pytest.mark.parametrize("strength", ["500 mg", "0 mg/tablet", "-5 mg/mL", "strong", 500])
def test_a_strength_says_how_much_in_what(strength: object) -> None:
    case = one(strength=strength)
    assert case.orders[0].strength is None
    assert case.unread


def test_a_list_that_is_absent_is_unknown_and_an_empty_one_is_empty() -> None:
    patient = read_case({"patient": {"conditions": [], "allergies": None}, "medications": []}).patient
    assert (patient.conditions, patient.allergies, patient.observations) == ((), None, None)


def test_a_case_without_medications_does_not_look_checked() -> None:
    assert "no list of medications" in read_case({"patient": {}}).unread[0].reason
    assert read_case({"medications": []}).unread == ()
    assert read_case({"medications": "warfarin"}).unread


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("conditions", [5, {"text": "asthma"}]),
        ("conditions", [{"code": "I50"}, {"text": "asthma"}]),
        ("conditions", [{"txt": "ulcer"}, {"text": "asthma"}]),
        ("allergies", [{}, {"substance": "penicillin"}]),
        ("observations", ["egfr", {"code": "egfr"}]),
        ("observations", [{"value": "5 mg"}, {"code": "egfr"}]),
    ],
)
def test_a_list_of_which_a_part_cannot_be_read_is_not_complete(name: str, broken: list[object]) -> None:
    case = read_case({"patient": {name: broken}, "medications": []})
    assert len(getattr(case.patient, name)) == 1
    assert case.patient.incomplete == {name}
    assert case.unread


def test_the_name_of_no_list_makes_all_lists_incomplete() -> None:
    case = read_case({"patient": {"incomplete": ["condition"]}, "medications": []})
    assert case.patient.incomplete == set(LISTS)
    assert "did you mean conditions" in case.unread[0].reason


def test_a_doubtful_status_is_not_taken_for_resolved() -> None:
    case = read_case({"patient": {"conditions": [{"text": "ulcer", "status": "resolvd"}]}, "medications": []})
    assert case.patient.conditions is not None
    assert case.patient.conditions[0].status is ProblemStatus.UNKNOWN
    assert case.unread


@pytest.mark.parametrize("value", ["60 mL/mn", "NaN mg/dL", "> foo 5", ">inf mmol/L", "1 2 mmol/L"])
def test_a_result_that_is_meant_as_a_quantity_and_is_none_is_told(value: str) -> None:
    case = read_case({"patient": {"observations": [{"code": "x", "value": value}]}, "medications": []})
    assert case.patient.observations is not None
    assert case.patient.observations[0].value is None
    assert case.patient.observations[0].text == value
    assert bool(case.unread) is (value != "> foo 5")


@pytest.mark.parametrize("field", ["age", "weight", "height", "birth_date", "sex", "pregnant", "gestational_age"])
@pytest.mark.parametrize("value", ["much", 5.5, [], {"a": 1}, "9999 a", "-3 kg"])
def test_a_bad_field_of_the_patient_is_unknown_and_told(field: str, value: object) -> None:
    case = read_case({"patient": {field: value, "breastfeeding": True}, "medications": []}, as_of="2026-11-21")
    assert getattr(case.patient, field) is None
    assert case.patient.breastfeeding is True
    assert case.unread
    assert case.unread[0].path.startswith(f"patient.{field}")


def test_nulls_are_absent() -> None:
    case = read_case(
        {
            "id": None,
            "patient": None,
            "medications": [{"drug": "x", "dose": None, "timing": None, "status": None}],
        }
    )
    assert case.unread == ()
    assert read_case({"patient": {"weight": None}, "medications": []}).patient.weight is None


# Documents


@pytest.mark.parametrize(
    "text",
    [
        "patient: [",
        '{"patient": ',
        "- just\n- a list",
        "42",
        "",
        b"\xff\xfe\x00",
        b"patient: \xe9",
        "a: &a [1]\nb: *a\n\tc: 1",
        "[" * 5000,
        "{" * 100_000,
        '{"a":' * 100_000,
        '{"patient": {}}{'[:-9],
    ],
)
def test_a_document_that_cannot_be_read_is_an_input_error_with_a_place(text: str | bytes) -> None:
    with pytest.raises(InputError):
        read_case(text, name="case.yaml" if text and text[:1] not in ("{", "[") else "case.json")


def test_a_broken_document_says_where() -> None:
    with pytest.raises(InputError) as caught:
        read_case('{"patient": {},\n "medications": [}', name="c.json")
    assert caught.value.place == "c.json:2:18"
    with pytest.raises(InputError) as caught:
        read_case("patient: {}\nmedications: [", name="c.yaml")
    assert caught.value.place.startswith("c.yaml:")


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "a: &a [x, x, x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(8))
    case = read_case(bomb + "patient: {}\nmedications: []\n", name="bomb.yaml")
    assert any("refused" in unread.reason for unread in case.unread)


def test_text_after_the_json_object_is_told_and_costs_nothing() -> None:
    case = read_case('{"patient": {}, "medications": ["warfarin"]}\n\nand more', name="c.json")
    assert len(case.orders) == 1
    assert case.unread[0].is_error
    assert "c.json:3:1" in case.unread[0].reason
    assert "and more" in case.unread[0].reason


def test_neither_value_of_a_key_that_stands_twice_is_used() -> None:
    text = '{"patient": {}, "medications": [{"drug": "x", "dose": "5 mg", "dose": "50 mg", "route": "oral"}]}'
    case = read_case(text)
    assert case.orders[0].dosages[0].dose is None
    assert case.orders[0].dosages[0].route == "oral"
    assert "stands twice" in case.unread[0].reason
    case = read_case("patient: {}\nmedications: [{drug: x, dose: 5 mg, dose: 50 mg}]\n", name="c.yaml")
    assert any(unread.is_error and "dose" in unread.reason for unread in case.unread)


def test_yaml_keeps_what_a_common_reader_changes() -> None:
    text = (
        "patient: {observations: [{code: 0123, on: 2026-11-01}]}\n"
        'medications: [{drug: no, timing: {times_of_day: ["08:00", 12:30]}}]\n'
    )
    case = read_case(text, name="c.yaml")
    assert case.patient.observations is not None
    assert case.patient.observations[0].code == "0123"
    assert case.orders[0].drug is not None
    assert case.orders[0].drug.name == "no"
    assert case.orders[0].dosages[0].timing is not None
    assert case.orders[0].dosages[0].timing.times_of_day == ("08:00", "12:30")


def test_numbers_beyond_all_numbers_are_told() -> None:
    case = read_case('{"patient": {}, "medications": [{"drug": "x", "timing": {"frequency": 1e999, "per": "1 d"}}]}')
    assert case.orders[0].dosages[0].timing is not None
    assert case.orders[0].dosages[0].timing.frequency is None
    assert "finite" in case.unread[0].reason
    huge = "9" * 5000
    case = read_case(f'{{"medications": [{{"drug": "x", "sequence": {huge}, "dose": NaN}}]}}')
    assert len(case.unread) == 2


# Files


def test_json_lines_are_read_one_by_one_and_a_broken_line_costs_no_other(tmp_path) -> None:
    path = tmp_path / "cohort.jsonl"
    path.write_text(
        '{"id": "a", "patient": {}, "medications": []}\n'
        '{"id": "b", "patient": \n'
        "\n"
        '{"patient": {}, "medications": [{"drug": "x", "dose": "5 mgg"}]}\n'
        "[1]\n"
        '{"resourceType": "Patient", "id": "p1", "gender": "male"}\n'
    )
    read = list(read_cases(path))
    assert [one.id if isinstance(one, Case) else one.place for one in read] == [
        "a",
        f"{path}:2:24",
        "cohort-4",
        f"{path}:5",
        "p1",
    ]
    third = read[2]
    assert isinstance(third, Case)
    assert third.unread[0].path == f"medications[0].dose ({path}:4:55)"


def test_json_lines_are_lazy(tmp_path) -> None:
    path = tmp_path / "cohort.ndjson"
    with path.open("w") as stream:
        for i in range(1000):
            stream.write(json.dumps({"id": f"c{i}", "medications": []}) + "\n")
    first = next(iter(read_cases(path)))
    assert isinstance(first, Case)
    assert first.id == "c0"


def test_a_file_that_is_not_there_is_one_error(tmp_path) -> None:
    for name in ("none.yaml", "none.jsonl"):
        (problem,) = read_cases(tmp_path / name)
        assert isinstance(problem, InputError)
        assert name in str(problem)


def test_a_list_of_cases_is_read_case_by_case(tmp_path) -> None:
    path = tmp_path / "list.json"
    path.write_text('[{"id": "a", "medications": []}, 5, {"medications": [{"drug": "x", "dose": 5}]}]')
    a, broken, c = read_cases(path)
    assert isinstance(a, Case)
    assert a.id == "a"
    assert a.unread == ()
    assert isinstance(broken, InputError)
    assert isinstance(c, Case)
    assert c.id == "list-3"
    assert c.unread[0].path == f"medications[0].dose ({path}:1:76)"


def test_codes_keep_their_system() -> None:
    case = one(drug={"system": "atc", "code": "B01AA03"})
    assert case.orders[0].drug is not None
    assert case.orders[0].drug.codes == (DrugCode("atc", "B01AA03"),)
    assert attrs.asdict(case)


def test_levels_without_end_are_an_input_error() -> None:
    deep: object = "x"
    for _ in range(3000):
        deep = {"ingredients": [deep]}
    with pytest.raises(InputError):
        read_case('{"medications": [{"drug": %s}]}' % ('{"ingredients": [' * 3000 + "]}" * 3000))
    assert isinstance(read_case({"medications": [{"drug": deep}]}), Case)
    nested: object = "x"
    for _ in range(3000):
        nested = [nested]
    assert read_case({"medications": [{"drug": nested}]}).orders[0].drug is None


def test_a_fhir_document_is_no_case_and_the_error_says_how_to_read_it() -> None:
    with pytest.raises(InputError, match="read_fhir"):
        read_case({"resourceType": "Patient"})


def ids(text: str | bytes) -> list[str]:
    return [one.id if isinstance(one, Case) else one.place for one in read_text(text, name="-")]


def test_a_text_without_a_file_may_be_anything() -> None:
    line = '{"id": "a", "medications": []}'
    assert ids(line) == ["a"]
    assert ids(f"{line}\n{line}\n") == ["a", "a"]
    assert ids(f"{line}\n{{broken\n\n{line}") == ["a", "-:2:2", "a"]
    assert ids(f"[{line}]") == ["a"]
    assert ids("id: b\nmedications: []\n") == ["b"]
    assert ids(b'{"resourceType": "Patient", "id": "p"}') == ["p"]
    assert ids(json.dumps(json.loads(line), indent=1)) == ["a"]
    assert ids("") == ["-:1:1"]


def test_nodes_of_a_document_keep_their_places() -> None:
    root = read(b"- x\n- case:\n    medications:\n      - {drug: x, dose: 5 mgg}\n", "s.test.yaml", Diagnostics())
    assert isinstance(root, list)
    case = read_case(dict(root[1]["case"]), name="s.test.yaml")
    assert case.unread[0].path == "medications[0].dose (s.test.yaml:4:25)"


def test_half_a_character_in_json_is_told_and_goes_into_no_report() -> None:
    text = '{"id": "a\\ud800", "patient": {"sex": "female"}, "medications": [{"drug": "war\\udfffarin"}]}'
    case = read_case(text, name="x.json")
    told = [one.path for one in case.unread if "half a character" in one.reason]
    assert told == ["id (x.json:1:8)", "medications[0].drug (x.json:1:74)"]
    repr(case).encode()


@pytest.mark.parametrize(
    ("written", "value", "comparator"),
    [("168 umol/l", "168 umol/L", ""), ("168umol/L", "168 umol/L", ""), ("> 6.5 mmol/L", "6.5 mmol/L", ">"), ("2.5", "2.5 1", "")],
)
def test_a_result_that_is_a_number_with_a_known_unit_is_a_quantity(written, value, comparator):
    case = read_case({"patient": {"observations": [{"code": "potassium", "value": written}]}, "medications": []})
    assert case.patient.observations is not None
    (one,) = case.patient.observations
    assert (str(one.value), one.comparator, one.text) == (value, comparator, "")


@pytest.mark.parametrize("written", ["7,2 mmol/l", "7.2 mmol/L (H)", "> 6,5 mmol/l", "6.8-7.2 mmol/L", "7.2 foo/L"])
def test_a_result_that_begins_like_a_number_and_is_none_is_told_with_its_place(written):
    case = read_case({"patient": {"observations": [{"code": "potassium", "value": written}]}, "medications": []})
    assert case.patient.observations is not None
    (one,) = case.patient.observations
    assert (one.value, one.text) == (None, written)
    assert [(unread.path, unread.is_error) for unread in case.unread] == [("patient.observations[0].value", True)]


def test_a_text_is_a_result_in_words_whatever_it_says():
    case = read_case({"patient": {"observations": [{"code": "potassium", "text": "7.2 mmol/L"}]}, "medications": []})
    assert case.patient.observations is not None
    (one,) = case.patient.observations
    assert (one.value, one.text, case.unread) == (None, "7.2 mmol/L", ())
