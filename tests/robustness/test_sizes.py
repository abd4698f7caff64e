"""Every input has a size at which it is refused with a clear error, and no small input takes long."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from demo import MANIFEST, checker
from rxrules import InputError, read_case
from rxrules.adapters.casefile import read_cases, read_text
from rxrules.adapters.fhir.read import read_fhir
from rxrules.documents import limits
from rxrules.language.parse import parse_text
from rxrules.plan.cache import load_plan
from rxrules.terminology import Terminology, Unresolved
from rxrules.units import UnitError, parse_quantity, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Seconds of the processor; what hangs takes minutes or hours.
PATIENCE = 20.0


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < PATIENCE


def case(*medications: Any, **patient: Any) -> str:
    return json.dumps({"as_of": "2026-11-21", "patient": patient, "medications": list(medications)})


def request(number: int) -> dict[str, Any]:
    fields = {"resourceType": "MedicationRequest", "id": f"r{number}", "status": "active", "intent": "order"}
    return {"resource": {**fields, "medicationCodeableConcept": {"text": "warfarin"}}}


def hook(*entries: dict[str, Any]) -> dict[str, Any]:
    orders = {"resourceType": "Bundle", "entry": list(entries)}
    return {"hook": "order-sign", "hookInstance": "1", "context": {"patientId": "p", "draftOrders": orders}, "prefetch": {}}


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (lambda: read_case("x" * (limits.MAX_BYTES + 1)), "RX002: the file has 20,000,001 bytes, at most 20,000,000"),
        (lambda: read_case('{"patient":' + "[" * 1_000_000), "too many levels"),
        (lambda: read_case("patient: " + "[" * 1_000_000), "RX007: more than 40 levels"),
        (lambda: read_case("".join(" " * i + "a:\n" for i in range(2000))), "RX007: more than 40 levels"),
        (lambda: read_case("patient: {}\n" + "a: 1\n" * 100_000), "RX013"),
        (lambda: read_case(case(*[{"drug": "warfarin"}] * 100_000)), "100,000 medications of one patient, at most 10,000"),
        (
            lambda: read_case(case(*[{"drug": "warfarin"}] * 501)),
            "501 medications of one patient are or may be current, at most 500",
        ),
        (
            lambda: read_case(case({"drug": "paracetamol", "dosages": [{"dose": "1 g"}] * 2001})),
            "2,001 dosage instructions of one patient, at most 2,000",
        ),
        (
            lambda: read_fhir({"resourceType": "Bundle", "entry": [request(i) for i in range(10_001)]}),
            "10,001 medications of one patient",
        ),
        (
            lambda: read_fhir({"resourceType": "Bundle", "entry": [request(i) for i in range(501)]}),
            "501 medications .* are or may be",
        ),
        (lambda: read_fhir('{"resourceType":"Bundle","entry":' + "[" * 1_000_000), "too many levels"),
        (lambda: read_fhir("x" * (limits.MAX_BYTES + 1)), "RX002"),
        (lambda: read_fhir(hook(*[request(i) for i in range(10_001)])), "10,001 medications of one patient"),
        (lambda: read_fhir(hook(*[request(i) for i in range(501)])), "501 medications .* are or may be"),
        (lambda: read_fhir('{"hook":"order-sign","context":' + "[" * 1_000_000), "too many levels"),
        (lambda: load_plan("[" * 1_000_000), "not a compiled plan"),
        (lambda: parse_unit("mg/" * 3_000_000), "9000000 characters"),
        (lambda: parse_quantity("1 mg to " * 1_000_000), "characters"),
        (lambda: parse_quantity("9" * 10_000_000 + " mg"), "characters"),
        (lambda: parse_quantity("1" + "0" * 90 + " mg"), "more than 40 digits"),
    ],
)
def test_what_is_too_large_or_too_deep_is_refused_and_the_error_says_so(read: Callable[[], object], why: str):
    with pytest.raises((InputError, UnitError), match=why):
        read()


def test_the_most_that_is_read_is_checked():
    long_ended = [{"drug": "warfarin", "status": "completed", "start": "2020", "end": "2021"}] * 9_500
    warfarin, ibuprofen = ({"drug": drug, "route": "oral", "status": "active"} for drug in ("warfarin", "ibuprofen"))
    report = checker().check(read_case(case(*[warfarin] * 480, *[ibuprofen] * 20, *long_ended)))
    assert sum(alert.rule.id == "ddi.anticoagulant-nsaid" for alert in report.alerts) == 480 * 20


def test_a_yaml_file_has_a_largest_number_of_values(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rxrules.documents.yaml.MAX_EVENTS", 100)
    assert read_case("x: [" + "a," * 90 + "]").unread
    with pytest.raises(InputError, match="RX002: the file has more keys and values"):
        read_case("x: [" + "a," * 100 + "]")


@pytest.mark.parametrize("digits", [400, 5_000, 5_000_000])
def test_a_number_of_very_many_digits_is_told_and_not_reckoned_with(digits: int):
    for written in ("9" * digits, "9" * digits + ".5", "1e" + "9" * min(digits, 1000), "-" + "9" * digits):
        found = read_case(f'{{"as_of": "2026-11-21", "patient": {{"age": {written}}}, "medications": []}}')
        assert found.patient.age is None
        assert any("patient.age" in one.path for one in found.unread)
        assert all(len(one.reason) < 1000 for one in found.unread)


def test_aliases_that_would_unfold_to_a_billion_values_are_refused_as_they_stand():
    levels = "".join(f"b{i}: &b{i} [{', '.join([f'*b{i - 1}'] * 10)}]\n" for i in range(1, 10))
    found = read_case(f"b0: &b0 [x, x]\n{levels}patient: {{}}\nmedications: []\n")
    assert any("RX015" in one.reason for one in found.unread)


@pytest.mark.parametrize(
    "name",
    [
        "a" * 10_000_000,
        "word lengthy " * 700_000,
        "paracetamol / " * 100_000,
        "warfarin" + " " * 5_000 + "ibuprofen",
        "\u0301" * 100_000,
    ],
)
def test_the_name_of_a_drug_that_no_drug_has_is_not_looked_for_and_stays_unknown(name: str):
    product = Terminology.default().resolve_name(name)
    assert isinstance(product, Unresolved)
    assert product.near == ()
    report = checker().check(read_case(case({"drug": name})))
    assert report.status == "incomplete"
    assert report.not_covered


def test_the_longest_name_that_is_read_is_still_the_drug():
    name = "paracetamol" + " " * (limits.MAX_NAME - len("paracetamol"))
    assert Terminology.default().resolve_name(name).ingredients == {"paracetamol"}
    assert isinstance(Terminology.default().resolve_name(name + " "), Unresolved)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_of_very_many_mistakes_in_a_case_the_first_are_told_and_how_many_there_are(form: str):
    count = 50_000
    if form == "json":
        text = '{"patient":{},"medications":[],' + ",".join(f'"k{i}":1' for i in range(count)) + "}"
    else:
        text = "patient: {}\nmedications: []\n" + "".join(f"k{i}: 1\n" for i in range(count))
    found = read_case(text, as_of="2026-11-21")
    assert len(found.unread) == limits.MAX_TOLD + 1
    assert found.unread[-1].reason == f"{count - limits.MAX_TOLD:,} more reports, which are left out"
    assert found.unread[-1].is_error
    assert checker().check(found).status == "incomplete"


def test_reports_that_are_left_out_still_cost_the_value_that_they_are_about():
    broken = [{"drug": "warfarin", "quux": 1} for _ in range(400)] * 3
    last = {
        "drug": {"name": "ibuprofen", "quux": 1},
        "dose": "400 mgg",
        "timing": {"frequency": 3, "per": "1 d", "quux": 2},
        "status": "active",
    }
    text = case(*({**one, "status": "completed"} for one in broken), last)
    alone = read_case(case(last)).orders[0]
    found = read_case(text).orders[-1]
    assert (found.drug, found.dosages) == (alone.drug, alone.dosages)


def test_a_line_of_json_lines_that_is_too_deep_costs_no_other_line(tmp_path: Path):
    file = tmp_path / "cases.jsonl"
    file.write_text("[" * 1_000_000 + f"\n{case({'drug': 'warfarin'})}\n")
    first, last = read_cases(file)
    assert isinstance(first, InputError)
    assert "too many levels" in str(first)
    assert [one.drug.name for one in last.orders] == ["warfarin"]


def test_keys_that_stand_twice_are_told_up_to_a_number():
    found = read_case("{" + ",".join(['"a":1'] * 300_000) + "}")
    assert len(found.unread) == limits.MAX_TOLD + 1


def test_a_list_of_many_cases_with_mistakes_takes_time_in_proportion():
    cases = list(read_text("[" + ",".join(['{"id":"a","id":"b"}'] * 20_000) + "]", name="cases.json"))
    assert len(cases) == 20_000
    assert any("stands twice" in one.reason for one in cases[0].unread)
    assert any("stands twice" in one.reason for one in cases[500].unread)


def test_an_id_that_would_fill_every_alert_is_not_used():
    found = read_case(case({"id": "x" * 1_000_000, "drug": "warfarin"}))
    assert found.orders[0].id == "m1"
    assert "an id of 1,000,000 characters; this one is called 'm1'" in found.unread[0].reason


def test_patients_without_names_of_their_own_are_told_apart_quickly():
    entries = [{"fullUrl": f"urn:uuid:{i}", "resource": {"resourceType": "Patient"}} for i in range(10_000)]
    cases = read_fhir({"resourceType": "Bundle", "entry": entries})
    assert len({one.id for one in cases}) == 10_000


def rules(*lines: str) -> dict[str, str | bytes]:
    return {"ruleset.yaml": MANIFEST, "rules.yaml": "rules:\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (rules(*["  - {id: a, knd: b}"] * 20_000), "RX006"),
        (rules("  - {id: a, kind: interaction, " + ",".join(f"k{i}: 1" for i in range(100_000)) + "}"), "RX006"),
        (rules("  - {id: a, kind: " + "k" * 5_000_000 + "}"), "RX104"),
        (rules("  - {id: a, kind: interaction, severity: " + "k" * 5_000_000 + "}"), "RX104"),
        (rules("  - {id: a, kind: interaction, ? " + "k" * 5_000_000 + " : 1}"), ""),
        (rules("  - " + "[" * 100_000), "RX007"),
        (rules("#" * limits.MAX_BYTES), "RX002"),
        ({"ruleset.yaml": MANIFEST + "#" * limits.MAX_BYTES}, "RX002"),
        ({"ruleset.yaml": MANIFEST + "  title: " + "[" * 100_000}, "RX007"),
    ],
)
def test_a_ruleset_with_no_end_of_mistakes_is_given_up(files: dict[str, str | bytes], code: str):
    tree, found = parse_text(files)
    assert tree is None
    assert len(found) <= limits.MAX_TOLD + 3
    assert all(len(str(one)) < 2_000 for one in found)
    assert code in {one.code for one in found} | {""}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (",".join(f"c{i}" for i in range(1_000_000)), "RX032"),
        ("id,a,b\n" + "x,y,z\n" * 300_000, "RX006"),
        ("id,a,b,title\n" + "x,y,z\n" * 100_000, "RX006"),
        ("id,a,b\nx,y," + "z" * 200_000, "RX031"),
        ('id,a,b\nx,y,"' + "z" * 1_000_000, "RX031"),
        ("id,a,b\n" + ",,\n" * 300_000, ""),
        ("id,a,b\n" + "x,y,z\n" * (limits.MAX_BYTES // 6), "RX002"),
    ],
)
def test_a_table_with_no_end_is_given_up(table: str, code: str):
    manifest = MANIFEST + "  tables: [{file: t.csv, kind: interaction}]\n"
    tree, found = parse_text({"ruleset.yaml": manifest, "t.csv": table})
    assert tree is None or not code
    assert code in {one.code for one in found} | {""}
    assert len(found) <= limits.MAX_TOLD + 3


def test_a_table_has_a_largest_number_of_rows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rxrules.documents.csv.MAX_ROWS", 3)
    manifest = MANIFEST + "  tables: [{file: t.csv, kind: interaction, defaults: {severity: major, status: draft}}]\n"
    for rows, is_read in ((3, True), (4, False)):
        table = "id,a,b\n" + "".join(f"r.x{i},warfarin,ibuprofen\n" for i in range(rows))
        tree, found = parse_text({"ruleset.yaml": manifest, "t.csv": table})
        assert (tree is not None) is is_read, [str(one) for one in found]
        assert ("RX002" in {one.code for one in found}) is not is_read
