"""The engine as a whole: every rule and every order is looked at, whatever stands before it."""

from __future__ import annotations

import pytest
from attrs import evolve

from demo import case, order, patient, said, small, times
from rxrules.model import OrderStatus, Sex

RULES = (
    "ddi between: [{ingredient: warfarin}, {ingredient: ibuprofen}]",
    "dup same: ingredient",
    "dup group: nsaids",
    "dose drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: 1 g",
    "contra drug: {group: nsaids}, when: {sex: female}",
    (
        "burden items: [{drug: {ingredient: ibuprofen}, points: 1}, {drug: {ingredient: warfarin}, points: 1}], "
        "levels: [{total: '>= 2', severity: major}]"
    ),
)
GROUPS = "groups: [{id: nsaids, members: [ibuprofen, naproxen]}]\n"
ORDERS = (
    order("x", "levothyroxine", "50 ug"),
    order("w", "warfarin", "5 mg"),
    order("y", "allopurinol", "100 mg"),
    order("i", "ibuprofen", "400 mg", times(3)),
    order("n", "naproxen", "250 mg"),
    order("j", "ibuprofen", "200 mg"),
)


def _alerts(rules: tuple[str, ...], orders: tuple) -> set[tuple[str, ...]]:
    found = small(*rules, more=GROUPS).check(case(*orders, of=patient(sex=Sex.FEMALE)))
    number = {f"r{place}": RULES.index(rule) for place, rule in enumerate(rules)}
    return {(str(number[rule]), *ids) for (rule, ids), verdict in said(found).items() if verdict[0] == "fired"}


EXPECTED = {
    ("0", "i", "w"), ("0", "j", "w"),
    ("1", "i", "j"),
    ("2", "i", "j", "n"),
    ("3", "i", "j"),
    ("4", "i"), ("4", "j"), ("4", "n"),
    ("5", "i", "j", "w"),
}  # fmt: skip


@pytest.mark.parametrize("first", range(len(RULES)))
def test_a_rule_is_found_whatever_kinds_of_rule_stand_before_it(first: int):
    assert _alerts((*RULES[first:], *RULES[:first]), ORDERS) == EXPECTED


@pytest.mark.parametrize("first", range(len(ORDERS)))
def test_an_order_is_found_whatever_orders_stand_before_it(first: int):
    assert _alerts(RULES, (*ORDERS[first:], *ORDERS[:first])) == EXPECTED


@pytest.mark.parametrize("first", range(len(ORDERS)))
@pytest.mark.parametrize("decided", [one.id for one in ORDERS])
def test_what_is_decided_is_found_whatever_stands_before_it(decided: str, first: int):
    orders = [evolve(one, status=OrderStatus.PROPOSED) if one.id == decided else one for one in (*ORDERS[first:], *ORDERS[:first])]
    assert _alerts(RULES, tuple(orders)) == {one for one in EXPECTED if decided in one[1:]}
