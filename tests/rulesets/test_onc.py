"""The core ruleset against the two ONC lists of interactions: what must interrupt, and what must not."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rxrules import Case, Checker, Dosage, Drug, Moment, Order, Patient
from rxrules.terminology import Terminology
from rxrules.terminology.routes import expand_route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.report import Report

DATA = Path(__file__).parent / "data"
HIGH = json.loads((DATA / "onc_high_priority.json").read_text(encoding="utf-8"))["items"]
LOW = json.loads((DATA / "onc_low_priority.json").read_text(encoding="utf-8"))["groups"]

#: Pairs of the low-priority list that interrupt all the same:
#: a rule with a graver and more specific source speaks of them.
EXCEPTIONS = {
    # QT prolongation: ONC high-priority item 21
    3: {("sotalol", "citalopram"), ("sotalol", "escitalopram")},
    # two antiplatelet drugs without gastroprotection: PINCER indicator F
    29: {("clopidogrel", "acetylsalicylic acid")},
}


@cache
def checker() -> Checker:
    return Checker("core")


def pairs(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    objects, precipitants = ([drug["name"] for drug in entry[side]] for side in ("objects", "precipitants"))
    for a, b in product(objects, precipitants):
        if a and b and a != b:
            yield a, b


def check(*drugs: str, routes: bool) -> Report:
    """Check a list of drugs as names only, or each with a route by which it reaches the circulation."""
    orders = tuple(
        Order(f"m{place}", Drug(drug), (Dosage(route=systemic_route(drug)),) if routes else ()) for place, drug in enumerate(drugs)
    )
    patient = Patient(conditions=())
    return checker().check(Case("pair", patient, orders, as_of=Moment.of("2026-11-01")))


@cache
def systemic_route(drug: str) -> str:
    ingredient = Terminology.default().ingredient(drug)
    assert ingredient is not None, drug
    systemic = expand_route("systemic") or frozenset()
    return next((route for route in ingredient.usual_routes if route in systemic), "oral")


@pytest.mark.parametrize("routes", [False, True], ids=["names only", "with routes"])
@pytest.mark.parametrize("item", HIGH, ids=lambda item: f"item {item['item']}")
def test_every_pair_of_the_high_priority_list_interrupts(item: dict[str, Any], *, routes: bool) -> None:
    found = list(pairs(item))
    assert found
    silent = [pair for pair in found if not any(alert.interrupts for alert in check(*pair, routes=routes).alerts)]
    assert silent == []


@pytest.mark.parametrize("item", HIGH, ids=lambda item: f"item {item['item']}")
def test_the_alert_of_a_high_priority_pair_cites_the_list(item: dict[str, Any]) -> None:
    for pair in pairs(item):
        sources = {source.title for alert in check(*pair, routes=True).alerts for source in alert.sources}
        assert any("Phansalkar" in title and "High-priority" in title for title in sources), pair


@pytest.mark.parametrize("routes", [False, True], ids=["names only", "with routes"])
@pytest.mark.parametrize("group", LOW, ids=lambda group: f"group {group['group']}")
def test_no_pair_of_the_low_priority_list_interrupts(group: dict[str, Any], *, routes: bool) -> None:
    loud = {pair for pair in pairs(group) if any(alert.interrupts for alert in check(*pair, routes=routes).alerts)}
    assert loud == EXCEPTIONS.get(group["group"], set())


def test_gastroprotection_silences_the_exception_of_clopidogrel_with_aspirin() -> None:
    report = check("clopidogrel", "acetylsalicylic acid", "lansoprazole", routes=True)
    assert not any(alert.interrupts for alert in report.alerts)


def test_every_high_priority_member_is_an_ingredient_that_is_known() -> None:
    known = Terminology.default()
    for item in HIGH:
        for drug in (*item["objects"], *item["precipitants"]):
            assert drug["name"] is not None, (item["item"], drug)
            assert known.ingredient(drug["name"]) is not None, drug


def test_both_lists_are_complete() -> None:
    assert [item["item"] for item in HIGH] == [3, 4, 6, 8, 11, 16, 20, 21, 22, 23, 25, 27, 28, 30, 31]
    assert [group["group"] for group in LOW] == list(range(1, 34))
    assert all(list(pairs(entry)) for entry in (*HIGH, *LOW))
