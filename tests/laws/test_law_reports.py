"""Laws of reports: the same bytes each time, in any process, and fingerprints that change with what an alert rests on alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from cases import UNRELATED, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from demo import case, checker, document, documents, order, patient, q, report, times
from rxrules import Case, Dosage, Dose, Moment
from rxrules.model import Measurement
from rxrules.report import fingerprint

if TYPE_CHECKING:
    from rxrules.report import Report


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_bytes_of_a_report_do_not_depend_on_the_hashes_of_a_process(seed: str):
    script = Path(__file__).with_name("reports_in_a_process.py")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert run.stdout.decode() == documents()


@given(cases())
def test_a_report_is_the_same_bytes_each_time_and_is_json_without_nan(one: Case):
    first, second = (json.dumps(document(checker().check(one)), allow_nan=False) for _ in range(2))
    assert first == second


@given(cases(most=6))
@settings(max_examples=settings.default.max_examples * 2)
def test_the_text_that_is_written_straight_is_that_of_the_document(one: Case):
    found = checker().check(one)
    assert found.to_json() == json.dumps(document(found), ensure_ascii=False, allow_nan=False)


def _fingerprints(found: Report) -> list[tuple[str, str]]:
    return sorted((alert.rule.id, fingerprint(alert)) for alert in found.alerts)


@given(cases(), st.sampled_from(UNRELATED))
def test_what_an_alert_does_not_rest_on_does_not_change_its_fingerprint(one: Case, drug: str):
    before = _fingerprints(checker().check(one, whole_list=True))
    orders = tuple(
        evolve(
            found, note="to be taken with water", dosages=tuple(evolve(part, text="words", site="arm") for part in found.dosages)
        )
        for found in one.orders
    )
    there = {name for found in checker().prepare(one).orders for name in found.ingredients}
    more = (order("more", drug, "1 mg"),) if drug not in there else ()
    assert _fingerprints(checker().check(evolve(one, id="other", orders=orders + more), whole_list=True)) == before


PAIR = order("w", "warfarin", "5 mg"), order("i", "ibuprofen", "400 mg", times(3))


def _of(rule: str, *orders, of=None) -> str:
    return dict(_fingerprints(report(*orders, of=of)))[rule]


def test_a_fingerprint_of_an_interaction_changes_with_its_drugs_its_routes_and_its_result():
    rule = "ddi.anticoagulant-nsaid"
    usual = _of(rule, *PAIR)
    assert _of(rule, *PAIR[::-1]) == usual, "the order of the list is nothing to it"
    assert _of(rule, *PAIR, order("d", "digoxin", "1 mg")) == usual
    assert _of(rule, PAIR[0], order("i", "ibuprofen", "800 mg", times(3))) == usual, "the rule reads no dose"
    others = {
        _of(rule, PAIR[0], order("i", "naproxen", "500 mg")),
        _of(rule, order("w", "apixaban", "5 mg"), PAIR[1]),
        _of(rule, PAIR[0], order("i", "ibuprofen", "400 mg", route="rectal")),
        _of(rule, PAIR[0], order("i", "ibuprofen", "400 mg", route="")),
        _of(rule, *PAIR, of=patient("80 a")),
    }
    assert usual not in others
    assert len(others) == 5


def test_a_fingerprint_of_a_limit_changes_with_dose_limit_and_severity_and_not_with_their_units():
    rule = "dose.paracetamol.daily"

    def of(dose: str, often: float = 4, **known) -> str:
        timing = times(often)
        return _of(
            rule, order("m", "paracetamol", dosages=(Dosage(dose=Dose(q(dose)), route="oral", timing=timing),)), of=patient(**known)
        )

    usual = of("1.25 g")
    assert of("1250 mg") == usual
    assert of("1.25 g", weight="90 kg") == usual, "above 50 kg the weight is nothing to it"
    others = {of("1.3 g"), of("1.25 g", 5), of("1.25 g", weight="45 kg"), of("1.25 g", age="10 a", weight="30 kg")}
    assert len(others | {usual}) == 5


def test_a_fingerprint_stays_from_day_to_day_and_while_the_patient_grows_taller():
    one = case(*PAIR)
    before = _fingerprints(checker().check(one))
    assert _fingerprints(checker().check(one, as_of="2026-12-24")) == before
    taller = evolve(one.patient, height=Measurement(q("190 cm"), Moment.parse("2026-11-01")))
    assert _fingerprints(checker().check(evolve(one, patient=taller))) == before
