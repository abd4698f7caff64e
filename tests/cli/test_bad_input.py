"""Whatever is wrong with one input has a clear error with its place, and costs no other case and no other order."""

from __future__ import annotations

import json

import pytest
from commands import case, order

from rxrules.cli.main import ALERT, INCOMPLETE, WRONG_INPUT

RULE = "ddi.anticoagulant-nsaid"
PAIR = (order(), order("n", "ibuprofen", dose="200 mg"))

_LIST = "medications:\n  - {id: a, drug: warfarin}\n"
_BOMB = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\nmedications: []\n"
_LATIN = "id: x\npatient:\n  conditions: [{text: ménière}]\n".encode("latin-1")
_UTF16 = json.dumps(case("x")).encode("utf-16")

#: Documents of which nothing can be used: name of the file, bytes or text, place, and what is said.
WHOLE = {
    "broken YAML": ("x.yaml", "id: x\npatient: {age: 40 a\nmedications: []\n", "x.yaml:3:12", "RX011"),
    "a tab in YAML": ("x.yaml", "id: x\npatient:\n\tage: 40 a\n", "x.yaml:3:1", "tab"),
    "broken JSON": ("x.json", '{"id": "x",\n "medications": [}', "x.json:2:18", "not JSON"),
    "JSON cut off": ("x.json", '{"id": "x", "medications": [', "x.json:1:29", "not JSON"),
    "Latin-1": ("x.yaml", _LATIN, "x.yaml:3:24", "not UTF-8"),
    "UTF-16": ("x.json", _UTF16, "x.json:1:1", "UTF-16"),
    "an empty file": ("x.yaml", "", "x.yaml:1:1", "nothing in the file"),
    "an empty file of JSON lines": ("x.jsonl", "\n\n", "x.jsonl", "no case"),
    "a list that holds no case": ("x.json", '["a"]', "x.json", "expected a case"),
    "a text": ("x.yaml", "warfarin with ibuprofen\n", "x.yaml", "expected a case"),
    "bytes that are no text": ("x.json", bytes(range(256)), "x.json:3:115", "UTF-8"),
    "a hundred thousand brackets": ("x.json", "[" * 100_000, "x.json", "too many levels"),
    "a hundred thousand brackets in YAML": ("x.yaml", "[" * 100_000, "x.yaml:1:", "RX007: more than 40 levels"),
    "two documents": ("x.yaml", "id: x\n---\nid: y\n", "x.yaml:2:1", "RX017"),
}

#: Cases with one fault: what is changed, the place in the report, and what is said. The pair is still checked.
PARTS = {
    "a negative dose": (order("x", "paracetamol", dose="-1 g"), "medications[2].dose", "negative"),
    "no number": (order("x", "paracetamol", dose="NaN mg"), "medications[2].dose", "NaN"),
    "infinity": (order("x", "paracetamol", dose="inf g"), "medications[2].dose", "inf"),
    "a dose that overflows": (order("x", "paracetamol", dose="1e999 g"), "medications[2].dose", "1e999"),
    "a period of zero": (
        order("x", "paracetamol", timing={"frequency": 1, "per": "0 d"}),
        "medications[2].timing",
        "0 d",
    ),
    "a negative frequency": (
        order("x", "paracetamol", timing={"frequency": -1, "per": "1 d"}),
        "medications[2].timing",
        "-1",
    ),
    "NaN as JSON writes it": (
        order("x", "paracetamol", timing={"frequency": float("nan"), "per": "1 d"}),
        "medications[2].timing",
        "nan",
    ),
    "Infinity as JSON writes it": (order("x", "paracetamol", dose=float("inf")), "medications[2].dose", "inf"),
    "a unit that nobody knows": (order("x", "paracetamol", dose="1 flurb"), "medications[2].dose", "flurb"),
    "a unit of time as a dose": (order("x", "paracetamol", dose="1 h"), "medications[2].dose", "1 h"),
    "a bare number as a dose": (order("x", "paracetamol", dose=5), "medications[2].dose", "unit"),
    "no drug": (order("x", None), "medications[2].drug", "drug"),
    "a drug that is a number": (order("x", "paracetamol", drug_name=1), "medications[2].drug_name", "drug"),
    "a status that does not exist": (order("x", "paracetamol", status="maybe"), "medications[2].status", "maybe"),
    "an end before the start": (
        order("x", "paracetamol", start="2026-11-10", end="2026-11-01"),
        "medications[2]",
        "before",
    ),
    "a start that is no day": (order("x", "paracetamol", start="2026-02-30"), "medications[2].start", "2026-02-30"),
    "an order that is a number": (7, "medications[2]", "7"),
}

#: Faults in what is said of the patient.
PATIENTS = {
    "2,400 g on a woman of 90": ({"age": "90 a", "weight": "2400 g"}, "patient.weight", "2400 g"),
    "an impossible age": ({"age": "400 a"}, "patient.age", "400 a"),
    "a negative age": ({"age": "-3 a"}, "patient.age", "-3 a"),
    "a weight in metres": ({"weight": "70 m"}, "patient.weight", "70 m"),
    "a weight of nothing": ({"weight": "0 kg"}, "patient.weight", "0 kg"),
    "an infinite weight": ({"weight": "inf kg"}, "patient.weight", "inf"),
    "born tomorrow": ({"age": None, "birth_date": "2026-11-22"}, "patient.birth_date", "2026-11-22"),
    "weighed in a year's time": (
        {"weight": {"value": "70 kg", "on": "2027-11-01"}},
        "patient.weight.on",
        "2027-11-01",
    ),
    "a sex that does not exist": ({"sex": "yes"}, "patient.sex", "yes"),
    "a text where a list belongs": ({"conditions": "none"}, "patient.conditions", "none"),
    "a key that does not exist": ({"wieght": "70 kg"}, "patient.wieght", "weight"),
}


def good(folder, *names):
    for name in names:
        (folder / f"{name}.json").write_text(json.dumps(case(name)), encoding="utf-8")


def reports(done):
    return [json.loads(line) for line in done.out.splitlines()]


def is_alerted(report):
    return any(RULE in alert["rules"] for alert in report["alerts"])


def test_the_good_cases_are_good(call, tmp_path):
    good(tmp_path, "a", "z")
    done = call("check", tmp_path, "--format", "jsonl")
    assert done.status == ALERT
    assert [report["unread"] + report["not_evaluated"] + report["not_covered"] for report in reports(done)] == [[], []]
    assert all(is_alerted(report) for report in reports(done))


@pytest.mark.parametrize("what", WHOLE)
def test_a_document_that_cannot_be_read_is_an_error_with_its_place_and_costs_no_other(call, tmp_path, what):
    name, content, place, said = WHOLE[what]
    good(tmp_path, "a", "z")
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    done = call("check", tmp_path, "--format", "jsonl")
    first, bad, last = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(first)
    assert is_alerted(last)
    assert bad["case"] is None
    assert bad["file"] == str(tmp_path / name)
    assert str(tmp_path / place) in bad["error"]
    assert said in bad["error"]


@pytest.mark.parametrize("what", PARTS)
def test_an_order_with_a_fault_is_reported_with_its_place_and_the_others_are_checked(call, tmp_path, what):
    bad, place, said = PARTS[what]
    good(tmp_path, "a", "z")
    path = tmp_path / "m.json"
    path.write_text(json.dumps(case("m", *PAIR, bad)), encoding="utf-8")
    done = call("check", tmp_path, "--format", "jsonl")
    _, report, last = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(report)
    assert is_alerted(last)
    errors = [one for one in report["unread"] if one["is_error"]]
    assert len(errors) == 1
    assert errors[0]["path"].startswith(place)
    assert f"({path}:1:" in errors[0]["path"]
    assert said in errors[0]["reason"]


@pytest.mark.parametrize("what", PATIENTS)
def test_a_fault_in_the_patient_is_reported_with_its_place_and_the_orders_are_checked(call, tmp_path, what):
    patient, place, said = PATIENTS[what]
    path = tmp_path / "m.json"
    path.write_text(json.dumps(case("m", patient=patient)), encoding="utf-8")
    done = call("check", path, "--format", "jsonl")
    (report,) = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(report)
    errors = [one for one in report["unread"] if one["is_error"]]
    assert errors[0]["path"].startswith(place)
    assert f"({path}:1:" in errors[0]["path"]
    assert said in errors[0]["reason"]


@pytest.mark.parametrize(
    "what",
    [
        order("x", "paracetamol 500 mg tablets", dose="1 mL"),
        order("x", "paracetamol", dose="2 tablets"),
        order("x", "paracetamol", dose=None),
        order("x", "warfarn"),
    ],
    ids=["a unit that does not fit the drug", "tablets without a strength", "no dose", "a drug that nobody knows"],
)
def test_what_can_be_read_but_not_evaluated_is_incomplete_and_no_error(call, tmp_path, what):
    path = tmp_path / "m.json"
    path.write_text(json.dumps(case("m", *PAIR, what)), encoding="utf-8")
    done = call("check", path, "--format", "jsonl", "--fail-on", "never")
    (report,) = reports(done)
    assert done.status == INCOMPLETE
    assert is_alerted(report)
    told = json.dumps(report["not_evaluated"] + report["not_covered"])
    assert "x" in [one["medication"] for one in report["not_covered"]] or "medications.x" in told


def test_a_yaml_bomb_is_refused_with_its_places(call, tmp_path):
    good(tmp_path, "a", "z")
    (tmp_path / "bomb.yaml").write_text(_BOMB, encoding="utf-8")
    done = call("check", tmp_path, "--format", "jsonl")
    assert done.status == WRONG_INPUT
    first, bomb, last = reports(done)
    assert is_alerted(first)
    assert is_alerted(last)
    assert f"{tmp_path / 'bomb.yaml'}:2:" in json.dumps(bomb)
    assert "RX015" in json.dumps(bomb)


def test_a_file_of_100_mb_is_refused_without_being_read(call, tmp_path):
    good(tmp_path, "a", "z")
    with (tmp_path / "large.json").open("wb") as stream:
        stream.truncate(100_000_000)
    done = call("check", tmp_path, "--format", "jsonl")
    first, large, last = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(first)
    assert is_alerted(last)
    assert large["error"].startswith(f"{tmp_path / 'large.json'}: RX002: the file has 100,000,000 bytes")


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_of_a_key_that_stands_twice_neither_value_is_used(call, tmp_path, form):
    path = tmp_path / f"m.{form}"
    text = json.dumps(case("m"), indent=1)
    path.write_text(text.replace('"age": "40 a"', '"age": "40 a",\n  "age": "41 a"'), encoding="utf-8")
    done = call("check", path, "--format", "jsonl")
    (report,) = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(report)
    errors = json.dumps([one for one in report["unread"] if one["is_error"]])
    assert "twice" in errors or "RX013" in errors
    assert f"{path}:" in errors


def test_text_after_the_json_object_is_told_and_the_object_is_checked(call, tmp_path):
    path = tmp_path / "m.json"
    path.write_text(json.dumps(case("m")) + "\n and so on", encoding="utf-8")
    done = call("check", path, "--format", "jsonl")
    (report,) = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(report)
    assert f"{path}:2:2" in report["unread"][0]["reason"] + report["unread"][0]["path"]
    assert "and so on" in report["unread"][0]["reason"]


def test_references_in_a_circle_are_told_and_the_other_orders_are_checked(call, tmp_path):
    def request(id_, medication):
        return {
            "resourceType": "MedicationRequest",
            "id": id_,
            "status": "active",
            "intent": "order",
            "subject": {"reference": "Patient/p"},
            **medication,
        }

    resources = [
        {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"},
        {
            "resourceType": "Medication",
            "id": "a",
            "ingredient": [{"itemReference": {"reference": "Medication/b"}}],
        },
        {
            "resourceType": "Medication",
            "id": "b",
            "ingredient": [{"itemReference": {"reference": "Medication/a"}}],
        },
        request("circle", {"medicationReference": {"reference": "Medication/a"}}),
        request("w", {"medicationCodeableConcept": {"text": "warfarin"}}),
        request("n", {"medicationCodeableConcept": {"text": "ibuprofen"}}),
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    path = tmp_path / "circle.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    done = call("check", path, "--format", "jsonl", "--as-of", "2026-11-21")
    (report,) = reports(done)
    assert done.status == WRONG_INPUT
    assert is_alerted(report)
    assert "circle" in json.dumps([report["unread"], report["not_covered"]])


def test_lines_that_cannot_be_read_stand_in_their_place_among_the_others(call, tmp_path):
    path = tmp_path / "many.jsonl"
    lines = [json.dumps(case("a")), '{"id": "b", ', "[]", "null", "\ufeff", "", json.dumps(case("z")) + " x", "NaN"]
    path.write_text("\n".join(lines), encoding="utf-8")
    done = call("check", path, "--format", "jsonl")
    found = reports(done)
    assert done.status == WRONG_INPUT
    assert [report["case"] for report in found] == ["a", None, None, None, None, "z", None]
    assert is_alerted(found[0])
    assert is_alerted(found[5])
    for number, report in zip((2, 3, 4, 5, 8), [found[n] for n in (1, 2, 3, 4, 6)], strict=True):
        assert f"{path}:{number}" in report["error"]
