"""Thirty regimens that were read alert by alert: each grave alert was judged, and what the reader disputes is kept as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cohort
import pytest
from attrs import frozen

from rxrules import Case, Checker, read_case
from rxrules.adapters.fhir import read_fhir
from rxrules.diagnostics import Diagnostics
from rxrules.documents import text, yaml
from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from rxrules.report import Report

FHIR = Path(__file__).parents[1] / "adapters" / "data" / "fhir"
AS_OF = "2026-11-30"
GRAVE = ("major", "contraindicated")


@frozen
class Read:
    """A regimen, and what came of reading it.

    Attributes:
        right: rules that lead an alert of major or above, with its severity.
        also: rules that must fire with any severity.
        silent: rules that must raise no alert of major or above.
        missed: what was planted and raises no alert.
        disagree: rules with what the library says and what the reader would say.
    """

    name: str
    case: Case
    right: dict[str, str]
    also: frozenset[str]
    silent: frozenset[str]
    missed: tuple[dict[str, str], ...]
    disagree: dict[str, dict[str, str]]


def _read(node: dict[str, Any]) -> Read:
    name = str(node["name"])
    if "fhir" in node:
        (case,) = read_fhir(FHIR / str(node["fhir"]), as_of=AS_OF)
    else:
        case = read_case({**node["case"], "id": name}, as_of=AS_OF)
        assert not case.unread, (name, case.unread)
    return Read(
        name,
        case,
        {str(one["rule"]): str(one["severity"]) for one in node.get("right", ())},
        frozenset(str(one) for one in node.get("also", ())),
        frozenset(str(one) for one in node.get("silent", ())),
        tuple({str(key): str(value) for key, value in one.items()} for one in node.get("missed", ())),
        {str(one["rule"]): {str(key): str(value) for key, value in one.items()} for one in node.get("disagree", ())},
    )


def _regimens() -> tuple[Read, ...]:
    found = Diagnostics()
    path = cohort.DATA / "read_regimens.yaml"
    root: Any = yaml.read(text.load(path, str(path), found) or "", str(path), found)
    assert not list(found), list(found)
    return tuple(_read(node) for node in root)


REGIMENS = _regimens()


@cache
def checker() -> Checker:
    return Checker("core", "prescribing-safety")


@cache
def check(index: int) -> Report:
    return checker().check(REGIMENS[index].case, whole_list=True)


def fired(index: int) -> dict[str, str]:
    """Each rule that fired, with the gravest severity of the alerts that it stands in."""
    found: dict[str, str] = {}
    for alert in check(index).alerts:
        for outcome in alert.outcomes:
            rule = checker().plan.rules[outcome.rule].id
            found[rule] = max(found.get(rule, alert.severity), alert.severity, key=SEVERITIES.index)
    return found


each = pytest.mark.parametrize("index", range(len(REGIMENS)), ids=[one.name for one in REGIMENS])


@each
def test_every_grave_alert_was_judged(index: int) -> None:
    regimen = REGIMENS[index]
    found: dict[str, str] = {}
    for alert in check(index).alerts:
        if alert.interrupts:
            found[alert.rule.id] = max(found.get(alert.rule.id, alert.severity), alert.severity, key=SEVERITIES.index)
    disputed = {rule: one["says"] for rule, one in regimen.disagree.items() if one["says"] in GRAVE and rule in found}
    assert found == {**regimen.right, **disputed}


@each
def test_what_a_pharmacist_should_find_is_found(index: int) -> None:
    assert REGIMENS[index].also <= set(fired(index))


@each
def test_what_must_not_bother_does_not_interrupt(index: int) -> None:
    found = fired(index)
    assert not {rule for rule in REGIMENS[index].silent if found.get(rule) in GRAVE}


@each
def test_a_disagreement_stands_until_it_is_mended(index: int) -> None:
    found = fired(index)
    wanted = {rule: one["says"] for rule, one in REGIMENS[index].disagree.items()}
    assert {rule: found.get(rule) for rule in wanted} == wanted


@each
def test_no_such_regimen_looks_clear(index: int) -> None:
    assert check(index).status in {"alerts", "incomplete"}


def test_the_rules_of_the_record_are_rules() -> None:
    known = {rule.id for rule in checker().plan.rules}
    for one in REGIMENS:
        assert set(one.right) | one.also | one.silent | set(one.disagree) <= known, one.name


def test_there_are_thirty_regimens_and_most_are_long() -> None:
    assert len(REGIMENS) >= 30
    assert len([one for one in REGIMENS if len(one.case.orders) >= 10]) >= 25
    assert {miss["gravity"] for one in REGIMENS for miss in one.missed} <= {"grave", "moderate", "quiet"}
    assert {one["reader"] for regimen in REGIMENS for one in regimen.disagree.values()} <= {*SEVERITIES, "none"}
