"""`rxrules prove`: what is printed of each claim, and the exit status."""

from __future__ import annotations

import json

import pytest
import yaml

from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE, WRONG_INPUT
from rxrules.proving import deciding

MANIFEST = "ruleset: {id: own, version: 1.0.0, title: Own, language: 1, owner: us, licence: CC0-1.0}\n"
GENERAL = (
    "  - {id: ddi.general, kind: interaction, status: review, title: T, severity: major, "
    "between: [{ingredient: warfarin}, {group: nsaids}]}\n"
)
MASKED = (
    "  - {id: ddi.own, kind: interaction, status: review, title: T, severity: moderate, "
    "between: [{ingredient: naproxen, route: oral}, {ingredient: warfarin}]}\n"
)
GROUPS = "groups: [{id: nsaids, members: [ibuprofen, naproxen]}]\n"
GAP = """\
  - id: dose.gap
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg)", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
"""


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    def write(*rules: str):
        (tmp_path / "ruleset.yaml").write_text(MANIFEST + GROUPS + "rules:\n" + "".join(rules), encoding="utf-8")
        return tmp_path

    return write


def test_what_is_proved_is_one_line_of_a_rule(call, folder):
    done = call("prove", folder(GENERAL))
    assert done.status == CLEAN
    assert done.out.splitlines()[:2] == ["proved ddi.general: fires, leads, agrees", "1 rule: 3 proved, 0 refuted, 0 undecided"]


def test_a_gap_is_printed_at_its_place_with_a_scenario_that_can_be_read(call, folder):
    path = folder(GAP)
    done = call("prove", path)
    assert done.status == ALERT
    told, _, rest = done.out.partition("\n- name: ")
    assert told.endswith(
        f"{path}/ruleset.yaml:10:7: refuted dose.gap: covers: no band covers weight exactly 50 kg (by interval sweep)"
    )
    (scenario,) = yaml.safe_load("- name: " + rest[: rest.index("1 rule")])
    assert scenario["case"]["patient"]["weight"]["value"] == "50 kg"
    assert scenario["not_evaluated"] == ["dose.gap"]


def test_a_witness_of_a_masked_rule_pasted_into_a_file_passes_under_test(call, folder):
    path = folder(GENERAL, MASKED)
    done = call("prove", path, "--rule", "ddi.own")
    assert done.status == ALERT
    assert "refuted ddi.own: leads: masked by ddi.general (major, ruleset.yaml:4:10)" in done.out
    lines = done.out.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("- name:"))
    (path / "pasted.test.yaml").write_text("\n".join(lines[first:-1]).partition("\n1 rule")[0] + "\n", encoding="utf-8")
    passed = call("test", path)
    assert passed.status == CLEAN
    assert "1 passed, 0 failed" in passed.out


def test_json_has_every_claim_with_its_witness(call, folder):
    done = call("prove", folder(GENERAL, GAP), "--format", "json")
    found = json.loads(done.out)
    assert done.status == ALERT
    assert found["counts"]["refuted"] == 1
    claims = {(claim["rule"], claim["claim"]): claim for claim in found["claims"] if claim["standing"] != "note"}
    assert claims["dose.gap", "covers"]["scenario"]["not_evaluated"] == ["dose.gap"]
    assert claims["ddi.general", "fires"]["scenario"]["fires"][0]["severity"] == "major"


def test_what_is_undecided_is_said_with_why_and_has_a_status_of_its_own(call, folder, monkeypatch):
    monkeypatch.setattr("rxrules.proving.cells.STEPS", 3)
    monkeypatch.setattr(deciding, "version", lambda: None)
    never = (
        "  - {id: ci, kind: contraindication, severity: major, drug: {ingredient: ibuprofen}, "
        'when: {any: [{age: ">= 65 a"}, {weight: "< 50 kg"}], all: [{age: "< 18 a", weight: ">= 50 kg"}]}}\n'
    )
    done = call("prove", folder(never))
    assert done.status == INCOMPLETE
    assert "undecided ci: fires: there are too many cases to tell apart without z3: pip install 'rxrules[prove]'" in done.out
    assert done.out.splitlines()[-1] == "z3 is not installed: what only it could decide is undecided; pip install 'rxrules[prove]'"


def test_verbose_has_a_line_for_every_claim(call, folder):
    done = call("prove", folder(GENERAL), "-v")
    assert "proved ddi.general: fires: a case on which it fires was made (by example)" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rule", "ddi.generl"], "there is no rule 'ddi.generl' (did you mean"),
        (["--timeout", "0"], "--timeout is above 0"),
    ],
)
def test_what_can_not_be_asked_is_refused(call, folder, arguments, said):
    done = call("prove", folder(GENERAL), *arguments)
    assert done.status == WRONG_INPUT
    assert said in done.err


def test_a_ruleset_with_another_mistake_is_refused_at_its_place(call, folder):
    done = call("prove", folder(GENERAL.replace("nsaids", "nsaid")))
    assert done.status == WRONG_INPUT
    assert "ruleset.yaml:4:" in done.err
    assert "Traceback" not in done.err


def test_a_retired_rule_is_not_proved(call, folder):
    done = call("prove", folder(GENERAL.replace("status: review", "status: retired")), "--rule", "ddi.general")
    assert done.status == WRONG_INPUT
    assert "is retired" in done.err
