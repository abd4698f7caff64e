"""Scenario files: what they say, what is wrong with them and where, and which files they are."""

from __future__ import annotations

import pytest

from rxrules.diagnostics import Diagnostics
from rxrules.testing import codes
from rxrules.testing.pages import PAGES
from rxrules.testing.scenarios import Expected, read_scenarios, scenario_files

CASE = """
  case:
    patient: {age: 50 a, sex: female}
    medications:
      - {id: w, drug: warfarin, dose: 5 mg, route: oral, timing: {frequency: 1, per: 1 d}, status: active}
"""
OWN = "id: own\n    as_of: 2026-11-02\n    patient:"
DAY = "- name: one\n  as_of: 2026-11-01"


def read(tmp_path, text):
    path = tmp_path / "x.test.yaml"
    path.write_text(text, encoding="utf-8")
    found = Diagnostics()
    scenarios = read_scenarios(path, found)
    return scenarios, [(one.code, f"{one.span.line}:{one.span.col}", one.message) for one in found]


def test_everything_that_a_scenario_can_say(tmp_path):
    text = f"""{DAY}{CASE}
  fires: [{{rule: a, severity: major, certainty: possible}}, b]
  clear: c
  suppressed: [d]
  not_evaluated: [e]
  not_covered: [w]
  unread: false
"""
    (scenario,), found = read(tmp_path, text)
    assert found == []
    assert scenario.fires == (Expected("a", "major", "possible"), Expected("b"))
    assert (scenario.clear, scenario.suppressed, scenario.not_evaluated, scenario.not_covered) == (
        ("c",), ("d",), ("e",), ("w",),
    )  # fmt: skip
    assert (scenario.name, scenario.case.id, str(scenario.case.as_of)) == ("one", "one", "2026-11-01")
    assert (scenario.span.line, scenario.span.col) == (1, 3)
    assert scenario.span.file == str(tmp_path / "x.test.yaml")


def test_the_day_and_the_id_may_stand_in_the_case(tmp_path):
    text = f"- name: one{CASE.replace('patient:', OWN)}"
    (scenario,), found = read(tmp_path, f"{text}  clear: c\n")
    assert found == []
    assert (scenario.case.id, str(scenario.case.as_of)) == ("own", "2026-11-02")


WRONG = {
    "no list": ("name: one\n", codes.NO_LIST, "1:1", "a list"),
    "a scenario that is a text": ("- one\n", codes.INCOMPLETE, "1:3", "mapping"),
    "no name": (f"- as_of: 2026-11-01{CASE}  clear: c\n", codes.INCOMPLETE, "1:3", "name"),
    "a name that is a list": (f"- name: [a]{CASE}  clear: c\n", codes.INCOMPLETE, "1:3", "name"),
    "no case": (f"{DAY}\n  clear: c\n", codes.INCOMPLETE, "1:3", "case"),
    "no day": (f"- name: one{CASE}  clear: c\n", codes.INCOMPLETE, "1:3", "as_of"),
    "a day that is none": (f"- name: one\n  as_of: soon{CASE}  clear: c\n", codes.CASE_NOT_READ, "1:3", "soon"),
    "a day that is a year": (f"- name: one\n  as_of: 2026{CASE}  clear: c\n", codes.CASE_NOT_READ, "1:3", "2026"),
    "an unknown key": (f"{DAY}{CASE}  claer: c\n  clear: c\n", codes.NOT_ALLOWED, "7:3", "claer"),
    "an unknown key of what fires": (
        f"{DAY}{CASE}  fires: [{{rule: a, sevrity: major}}]\n", codes.NOT_ALLOWED, "7:21", "sevrity",
    ),
    "a severity that does not exist": (
        f"{DAY}{CASE}  fires: [{{rule: a, severity: grave}}]\n", codes.NOT_ALLOWED, "7:31", "grave",
    ),
    "a certainty that does not exist": (
        f"{DAY}{CASE}  fires: [{{rule: a, certainty: sure}}]\n", codes.NOT_ALLOWED, "7:32", "sure",
    ),
    "what fires without a rule": (f"{DAY}{CASE}  fires: [{{severity: major}}]\n", codes.NOT_ALLOWED, "7:11", "rule"),
    "what is clear as a mapping": (f"{DAY}{CASE}  clear: {{rule: a}}\n", codes.NOT_ALLOWED, "7:10", "ids"),
    "unread that is no truth": (f"{DAY}{CASE}  clear: c\n  unread: perhaps\n", codes.NOT_ALLOWED, "8:11", "perhaps"),
    "unread where all can be read": (f"{DAY}{CASE}  unread: true\n", codes.NOT_ALLOWED, "7:11", "can be read"),
    "what is accepted as a list": (f"{DAY}{CASE}  silent: major\n  accepted: [a]\n", codes.NOT_ALLOWED, "8:13", "reason"),
    "what is accepted without a reason": (
        f"{DAY}{CASE}  silent: major\n  accepted: {{a: [b]}}\n", codes.NOT_ALLOWED, "8:13", "reason why the alert of a",
    ),
    "what is accepted where no silence is asked for": (
        f"{DAY}{CASE}  clear: c\n  accepted: {{a: meant}}\n", codes.NOT_ALLOWED, "8:13", "goes with silent",
    ),
    "nothing expected": (f"{DAY}{CASE}", codes.EXPECTS_NOTHING, "1:3", "nothing"),
    "an empty list expected": (f"{DAY}{CASE}  clear: []\n", codes.EXPECTS_NOTHING, "1:3", "nothing"),
    "a unit that nobody knows": (
        f"{DAY}{CASE.replace('5 mg', '5 mgg')}  clear: c\n", codes.CASE_NOT_READ, "6:39", "medications[0].dose",
    ),
    "a case that is a text": (f"{DAY}\n  case: none\n  clear: c\n", codes.CASE_NOT_READ, "1:3", "expected a case"),
    "a case in FHIR": (
        "- name: one\n  case: {resourceType: Bundle}\n  clear: c\n", codes.CASE_NOT_READ, "2:9", "FHIR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_costs_no_other_scenario(tmp_path, what):
    text, code, place, said = WRONG[what]
    _, found = read(tmp_path, text)
    assert [(one[0], one[1]) for one in found] == [(code, place)]
    assert said in found[0][2]
    if text.startswith("- "):
        right = f"- name: right\n  as_of: 2026-11-01{CASE}  clear: c\n"
        scenarios, again = read(tmp_path, text + right)
        assert [one.name for one in scenarios] == ["right"]
        assert again == found


def test_a_fault_of_the_whole_case_is_told_at_its_beginning(tmp_path):
    text = f"{DAY}\n  case:\n    patient: {{age: 50 a}}\n  clear: c\n"
    scenarios, found = read(tmp_path, text)
    assert scenarios == []
    assert [(one[0], one[1]) for one in found] == [(codes.CASE_NOT_READ, "4:5")]


def test_a_file_whose_name_looks_like_a_place_keeps_the_places(tmp_path):
    folder = tmp_path / "a (b:1:2)"
    folder.mkdir()
    _, found = read(folder, f"{DAY}{CASE.replace('5 mg', '5 mgg')}  clear: c\n")
    assert found[0][:2] == (codes.CASE_NOT_READ, "6:39")
    assert found[0][2].startswith("in the case of 'one', medications[0].dose: ")


def test_a_fault_without_a_place_is_told_at_its_scenario(tmp_path, monkeypatch):
    monkeypatch.setattr("rxrules.adapters.source.places_of", lambda *_: lambda _: "")
    _, found = read(tmp_path, f"{DAY}{CASE.replace('5 mg', '5 mgg')}  clear: c\n")
    assert found[0][:2] == (codes.CASE_NOT_READ, "1:3")


def test_a_name_is_used_once(tmp_path):
    one = f"{DAY}{CASE}  clear: c\n"
    scenarios, found = read(tmp_path, one + one)
    assert len(scenarios) == 1
    assert found == [(codes.NAMED_TWICE, "8:3", "the name 'one' stands in line 1 already")]


def test_a_fault_that_is_meant_is_no_error(tmp_path):
    (scenario,), found = read(tmp_path, f"{DAY}{CASE.replace('5 mg', '5 mgg')}  unread: true\n")
    assert found == []
    assert scenario.unread


def test_a_file_that_is_not_there_or_no_yaml_is_told(tmp_path):
    found = Diagnostics()
    assert read_scenarios(tmp_path / "none.test.yaml", found) == []
    assert [one.code for one in found] == ["RX001"]
    assert read(tmp_path, "- [")[1][0][0] == "RX011"
    assert read(tmp_path, "")[1][0][0] == "RX005"


def test_the_scenario_files_of_a_folder_a_manifest_and_a_file(tmp_path):
    for name in ("b.test.yaml", "sub/a.test.yaml", ".git/c.test.yaml", "ruleset.yaml", "one.yaml", "one.test.yaml", "two.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    every = [tmp_path / name for name in ("b.test.yaml", "one.test.yaml", "sub/a.test.yaml")]
    assert scenario_files(tmp_path) == every
    assert scenario_files(tmp_path / "ruleset.yaml") == every
    assert scenario_files(tmp_path / "one.yaml") == [tmp_path / "one.test.yaml"]
    assert scenario_files(tmp_path / "two.yaml") == []
    assert scenario_files(tmp_path / "b.test.yaml") == [tmp_path / "b.test.yaml"]


def test_a_folder_below_a_hidden_one_is_read(tmp_path):
    folder = tmp_path / ".cache" / "rules"
    folder.mkdir(parents=True)
    (folder / "a.test.yaml").touch()
    assert scenario_files(folder) == [folder / "a.test.yaml"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_what_a_page_says_to_avoid_raises_its_code_and_what_to_prefer_none(tmp_path, page):
    assert [one[0] for one in read(tmp_path, page.avoid)[1]] == [page.code]
    scenarios, found = read(tmp_path, page.prefer)
    assert found == []
    assert len(scenarios) == 1


def test_every_code_has_a_page():
    written = {value for name, value in vars(codes).items() if name.isupper()}
    assert written == {page.code for page in PAGES}
