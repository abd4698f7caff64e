"""What only the earlier list knows of the patient: it is named, what it raises is told, and it takes nothing away."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from lists import a_list, med
from rich.console import Console

from rxrules import Checker
from rxrules.reconcile import Reconciliation, reconcile
from rxrules.reconcile.render import render

AMOXICILLIN = med("a", "amoxicillin", "500 mg", {"frequency": 3, "per": "1 d"})
PROPRANOLOL = med("p", "propranolol", "40 mg")
SPIRONOLACTONE = med("s", "spironolactone", "25 mg")


@cache
def checker() -> Checker:
    return Checker("prescribing-safety")


def of(before: dict[str, Any], after: dict[str, Any], *drugs: dict[str, Any], taken: bool = False) -> Reconciliation:
    """Two lists that know different things of one patient; AFTER has the drugs, and BEFORE too where they were taken."""
    home = a_list(*(drugs if taken else ()), name="home", as_of="2026-11-20", **before)
    return reconcile(home, a_list(*drugs, name="ward", **after), checker())


def alerts(found: Reconciliation) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.alert.rule.id: (one.change, one.rests_on) for one in found.alerts}


def text_of(found: Reconciliation) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(render(found))
    return captured.get()


@pytest.mark.parametrize("known", [[], None])
def test_an_allergy_that_only_the_earlier_list_has_raises_its_alert(known):
    found = of({"allergies": ["penicillin"]}, {"allergies": known}, AMOXICILLIN)
    assert alerts(found)["all.penicillin"] == ("new", ("allergy: penicillin",))
    assert found.status == "incomplete"
    assert ("allergies", "penicillin", "not recorded") in found.contradictions
    assert json.loads(found.to_json())["alerts"]["new"][0]["rests_on"] == ["allergy: penicillin"]
    assert {"what": "allergies", "value": "penicillin"} in json.loads(found.to_json())["from_before"]
    assert "rests on    allergy: penicillin, on BEFORE only" in text_of(found)


def test_an_allergy_that_was_lost_is_told_of_a_drug_that_goes_on():
    found = of({"allergies": ["penicillin"]}, {"allergies": []}, AMOXICILLIN, taken=True)
    assert alerts(found)["all.penicillin"] == ("still", ("allergy: penicillin",))
    assert "rests on allergy: penicillin, on BEFORE only" in text_of(found), "it is not folded away"


def test_an_allergy_that_the_later_list_refutes_is_told_and_not_checked():
    refuted = {"substance": "Penicillin", "status": "refuted"}
    found = of({"allergies": ["penicillin"]}, {"allergies": [refuted]}, AMOXICILLIN)
    assert found.contradictions == (("allergies", "penicillin", "Penicillin (refuted)"),)
    assert not alerts(found)
    assert not found.from_before


def test_an_allergy_is_known_again_by_its_code():
    coded = {"substance": "penicillin", "code": "91936005", "system": "snomed"}
    found = of({"allergies": [coded]}, {"allergies": [coded | {"substance": "Penicillin allergy"}]}, AMOXICILLIN)
    assert not found.contradictions
    assert alerts(found)["all.penicillin"] == ("new", ())


def test_a_condition_that_the_later_list_lacks_raises_its_alert_and_is_told():
    found = of({"conditions": ["asthma", "gout"]}, {"conditions": []}, PROPRANOLOL)
    assert alerts(found)["pincer.g"] == ("new", ("condition: asthma",))
    assert [(one.what, one.before) for one in found.contradictions] == [("conditions", "asthma"), ("conditions", "gout")]
    assert found.status == "incomplete"


def test_a_list_that_does_not_claim_to_be_whole_contradicts_nothing_and_the_alert_stands():
    found = of({"conditions": ["asthma"]}, {"conditions": [], "incomplete": ["conditions"]}, PROPRANOLOL)
    assert not found.contradictions
    assert alerts(found)["pincer.g"] == ("new", ("condition: asthma",))
    assert "of the patient, on BEFORE only: condition: asthma" in text_of(found)


def test_what_is_over_or_refuted_on_the_earlier_list_is_no_lost_allergy():
    over = [{"substance": "penicillin", "status": status} for status in ("resolved", "refuted")]
    found = of({"allergies": over}, {"allergies": []}, AMOXICILLIN)
    assert (found.contradictions, found.from_before, found.alerts) == ((), (), ())


def test_results_and_measurements_that_only_the_earlier_list_has_are_checked_with_their_day():
    before = {
        "observations": [
            {"code": "potassium", "value": "6.1 mmol/L", "on": "2026-11-20"},
            {"code": "sodium", "value": "140 mmol/L"},
        ],
        "weight": "70 kg",
        "pregnant": True,
    }
    found = of(before, {"observations": None, "weight": None, "pregnant": None}, SPIRONOLACTONE)
    assert [tuple(one) for one in found.from_before] == [
        ("pregnant", "true"),
        ("weight", "70 kg (2026-11-20)"),
        ("observations", "potassium 6.1 mmol/L (2026-11-20)"),
    ], "a result without a day is of nobody knows when"
    assert alerts(found)["ci.potassium-raising-hyperkalaemia"] == ("new", ())
    assert "observations" in found.check.chart.case.patient.incomplete


def test_a_newer_result_of_the_later_list_is_not_joined_by_an_older_one():
    one, other = (
        [{"code": "potassium", "value": f"{value} mmol/L", "on": day}]
        for value, day in (("6.1", "2026-11-10"), ("4.0", "2026-11-20"))
    )
    found = of({"observations": one}, {"observations": other}, SPIRONOLACTONE)
    assert not found.from_before
    turned = of({"observations": other}, {"observations": one}, SPIRONOLACTONE)
    assert [str(one) for one in turned.from_before] == ["result: potassium 4 mmol/L (2026-11-20)"]


def test_that_there_was_no_pregnancy_is_not_carried_over():
    found = of({"pregnant": False, "breastfeeding": False}, {"pregnant": None, "breastfeeding": None}, AMOXICILLIN)
    assert found.check.chart.case.patient.pregnant is None
    assert not found.from_before


def test_a_weight_is_of_the_day_of_its_list_and_of_no_day_takes_no_part():
    home, ward = a_list(name="home", weight="70 kg"), a_list(AMOXICILLIN, name="ward", weight=None)
    assert reconcile(evolve(home, as_of=None), ward, checker()).check.chart.case.patient.weight is None
    earlier = evolve(ward, as_of=home.as_of.of("2026-11-01"))
    assert reconcile(home, earlier, checker()).check.chart.case.patient.weight is None, "it lies ahead of AFTER"


def test_nothing_is_filled_in_between_what_may_be_two_persons():
    found = of({"sex": "male", "weight": "70 kg", "allergies": ["penicillin"]}, {"weight": None}, AMOXICILLIN)
    assert found.check.chart.case.patient.weight is None
    assert alerts(found)["all.penicillin"] == ("new", ("allergy: penicillin",)), "an alert costs less than a reaction"


FACTS = {
    "allergies": [None, [], ["penicillin"], [{"substance": "penicillin", "status": "refuted"}]],
    "conditions": [None, [], ["asthma"], ["peptic ulcer", "palliative care"], [{"text": "asthma", "status": "resolved"}]],
    "observations": [None, [], [{"code": "potassium", "value": "6.1 mmol/L", "on": "2026-11-20"}]],
    "weight": [None, "70 kg"],
}
PATIENTS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FACTS.items()})
DRUGS = st.lists(st.sampled_from([AMOXICILLIN, PROPRANOLOL, SPIRONOLACTONE]), unique_by=lambda one: one["id"])


@given(PATIENTS, PATIENTS, DRUGS)
def test_what_the_earlier_list_knows_never_takes_an_alert_away(before, after, drugs):
    found = of(before, after, *drugs)
    silent = of(after, after, *drugs)
    told = {rule.id for one in found.alerts for rule in one.alert.rules}
    expected = {rule.id for one in silent.alerts for rule in one.alert.rules}
    # a result of BEFORE may answer what AFTER leaves open; what the lists say of conditions and allergies may not
    assert {rule for rule in expected if not rule.startswith("mon.")} <= told
    graver = {rule.id: one.alert.lead.severity for one in found.alerts for rule in one.alert.rules}
    assert all(graver[rule.id] >= one.alert.lead.severity for one in silent.alerts for rule in one.alert.rules if rule.id in graver)
