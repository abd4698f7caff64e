"""Ordinary treatment must not be interrupted by the core ruleset, and real mistakes must not pass unseen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cohort
import pytest
from cohort import Regimen, check, checker, summary

from rxrules import Checker

GOOD = cohort.cohort(cohort.GOOD)
WRONG = cohort.cohort(cohort.WRONG)
WRONG_OF_THE_PATIENT = cohort.cohort(cohort.WRONG_OF_THE_PATIENT)
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "core-ruleset.md"


#: Ordinary treatment that prescribing-safety interrupts, and is meant to: the regimen, then the rules of major or above.
PATIENT_RULES = {
    # the list does not say palliative care, and the worst case as needed passes 90 MME
    "palliative morphine with a dose for breakthrough pain": {"op.morphine-equivalents"},
    "palliative syringe driver": {"op.opioid-benzodiazepine"},
    "cancer pain on a fentanyl patch with immediate-release morphine": {"op.morphine-equivalents"},
    # nothing says opioid use disorder
    "opioid dependence on methadone": {"op.morphine-equivalents"},
    # contraception is on the list, a pregnancy prevention programme is not
    "acne on isotretinoin with contraception": {"ci.oral-retinoids-childbearing"},
    "migraine prevention with topiramate and an intrauterine system": {"ci.topiramate-childbearing"},
}


def name(regimen: Regimen) -> str:
    return regimen.name


@cache
def patient_rules() -> Checker:
    return Checker("prescribing-safety")


def fired(regimen: Regimen) -> set[tuple[str, str]]:
    """Each rule that fired, with its own severity: an alert leads with the gravest of the rules that it merges."""
    rules = checker().plan.rules
    return {(rules[outcome.rule].id, alert.severity) for alert in check(regimen).alerts for outcome in alert.outcomes}


@pytest.mark.parametrize("regimen", GOOD, ids=name)
def test_ordinary_treatment_is_interrupted_only_where_the_reason_is_known(regimen: Regimen) -> None:
    grave = {alert.rule.id for alert in check(regimen).alerts if alert.interrupts}
    assert grave == set(regimen.accepted)


@pytest.mark.parametrize("regimen", GOOD, ids=name)
def test_the_rules_about_the_patient_interrupt_ordinary_treatment_only_where_the_reason_is_known(regimen: Regimen) -> None:
    found = patient_rules().check(regimen.case, whole_list=True)
    assert {alert.rule.id for alert in found.alerts if alert.interrupts} == PATIENT_RULES.get(regimen.name, set())


@pytest.mark.parametrize("regimen", WRONG_OF_THE_PATIENT, ids=name)
def test_a_mistake_of_the_patient_raises_the_alert_that_a_pharmacist_expects(regimen: Regimen) -> None:
    found = patient_rules().check(regimen.case, whole_list=True)
    assert {(alert.rule.id, alert.severity) for alert in found.alerts if alert.interrupts} == set(regimen.fires)
    assert {alert.rule.id: alert.certainty for alert in found.alerts if alert.interrupts} == regimen.certain


@pytest.mark.parametrize("regimen", [one for one in WRONG if one.fires], ids=name)
def test_a_mistake_raises_the_alert_that_a_pharmacist_expects(regimen: Regimen) -> None:
    assert set(regimen.fires) <= fired(regimen)


@pytest.mark.parametrize("regimen", [one for one in WRONG if one.open], ids=name)
def test_a_mistake_beyond_the_rules_is_visible(regimen: Regimen) -> None:
    report = check(regimen)
    rules = checker().plan.rules
    assert report.status == "incomplete"
    assert set(regimen.open) <= {"not_evaluated", "not_covered", "not_checked"}
    assert set(regimen.open.get("not_evaluated", ())) <= {rules[one.rule].id for one in report.not_evaluated}
    assert set(regimen.open.get("not_covered", ())) <= {one.order.id for one in report.not_covered}
    assert set(regimen.open.get("not_checked", ())) <= {one.path for one in report.not_checked}


@pytest.mark.xfail(reason="beyond the kinds of rule that core has, and told nowhere in the report", raises=AssertionError)
@pytest.mark.parametrize("regimen", [one for one in WRONG if one.silent], ids=name)
def test_a_mistake_that_no_rule_reads_does_not_look_clear(regimen: Regimen) -> None:
    assert check(regimen).status != "clear"


def test_every_wrong_regimen_says_what_must_come_of_it() -> None:
    assert all(bool(one.fires) + bool(one.open) + bool(one.silent) == 1 for one in WRONG)


def test_there_is_treatment_enough_to_be_interrupted() -> None:
    assert len(GOOD) >= 250
    assert len([one for one in WRONG if one.fires]) >= 25
    everybody = (*GOOD, *WRONG, *WRONG_OF_THE_PATIENT)
    assert len({one.name for one in everybody}) == len(everybody)


@pytest.mark.parametrize(("title", "found"), [("good", GOOD), ("wrong", WRONG)])
def test_the_numbers_of_the_documentation_are_those_of_the_ruleset(title: str, found: tuple[Regimen, ...]) -> None:
    assert "\n".join(summary(title, found)) in PAGE.read_text(encoding="utf-8")
