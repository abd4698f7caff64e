"""Duplications: how many members are there at one time, by ingredient or by order."""

from __future__ import annotations

from typing import Any

import pytest

from demo import Agreed, case, of_rule, order, patient, said, small, times
from rxrules import Drug, Patient
from rxrules.model import DrugIngredient

GROUPS = "groups: [{id: nsaids, members: [ibuprofen, naproxen, diclofenac]}]\n"


def nsaid(id_: str, name: str, **known: Any) -> Any:
    return order(id_, name, "100 mg", **known)


IBUPROFEN, NAPROXEN, DICLOFENAC = nsaid("i", "ibuprofen"), nsaid("n", "naproxen"), nsaid("d", "diclofenac")


def verdict(keys: str, *orders: Any, of: Patient | None = None, **known: Any) -> Any:
    found = small(f"dup {keys}", more=GROUPS).check(case(*orders, of=of), **known)
    result = of_rule(found, "r0")
    return result and (result[0] if result[-1] != "possible" else "possible")


@pytest.mark.parametrize(
    ("allow", "count", "orders", "expected"),
    [
        (1, "ingredients", (IBUPROFEN,), None),
        (1, "ingredients", (IBUPROFEN, NAPROXEN), "fired"),
        (2, "ingredients", (IBUPROFEN, NAPROXEN), "clear"),
        (2, "ingredients", (IBUPROFEN, NAPROXEN, DICLOFENAC), "fired"),
        (1, "ingredients", (IBUPROFEN, nsaid("j", "ibuprofen")), "clear"),
        (1, "orders", (IBUPROFEN, nsaid("j", "ibuprofen")), "fired"),
        (2, "orders", (IBUPROFEN, nsaid("j", "ibuprofen")), "clear"),
    ],
)
def test_more_than_is_allowed_alerts_counted_by_ingredient_or_order(allow: int, count: str, orders: tuple[Any, ...], expected: str):
    assert verdict(f"group: nsaids, allow: {allow}, count: {count}", *orders) == expected


def test_what_is_never_there_at_one_time_does_not_count_together():
    ending, later = nsaid("i", "ibuprofen", end="2026-11-30"), nsaid("n", "naproxen", start="2026-12-01")
    assert verdict("group: nsaids", ending, later) == "clear"
    assert verdict("group: nsaids", ending, nsaid("n", "naproxen", start="2026-11-30")) == "fired"
    assert verdict("group: nsaids", nsaid("i", "ibuprofen", status="stopped"), NAPROXEN) is None


ROUTED = "group: nsaids, route: [systemic]"


@pytest.mark.parametrize(
    ("route", "expected"),
    [("oral", "fired"), ("topical", "clear"), ("", "possible"), ("by carrier pigeon", "not_evaluated")],
)
def test_only_orders_of_the_route_count_and_an_unknown_one_may(route: str, expected: str):
    assert verdict(ROUTED, IBUPROFEN, nsaid("d", "diclofenac", route=route)) == expected


def test_an_unknown_route_is_no_matter_where_two_others_are_there_for_certain():
    assert verdict(ROUTED, IBUPROFEN, NAPROXEN, nsaid("d", "diclofenac", route="by carrier pigeon")) == "fired"
    found = small(f"dup {ROUTED}", more=GROUPS).check(case(IBUPROFEN, NAPROXEN, nsaid("d", "diclofenac", route="topical")))
    assert said(found) == {("r0", ("i", "n")): ("fired", "moderate", "certain")}, "no alert is about what does not count"


def test_a_rule_speaks_of_two_orders_only_where_both_may_count():
    gel = nsaid("d", "diclofenac", route="topical")
    one = small(f"dup {ROUTED}", more=GROUPS).check(case(IBUPROFEN, gel))
    assert said(one) == {("r0", ("d", "i")): ("clear",)}
    assert not one.outcomes[0].evidence.applies
    two = small(f"dup {ROUTED}, allow: 2", more=GROUPS).check(case(IBUPROFEN, NAPROXEN, gel))
    assert said(two) == {("r0", ("i", "n")): ("clear",)}
    assert two.outcomes[0].evidence.applies


def test_an_alert_is_not_about_a_proposed_order_that_does_not_count():
    gel = nsaid("d", "diclofenac", route="topical", status="proposed")
    assert verdict(ROUTED, IBUPROFEN, NAPROXEN, gel) == "clear"
    assert verdict(ROUTED, IBUPROFEN, NAPROXEN, gel, whole_list=True) == "fired"
    assert verdict("group: nsaids", IBUPROFEN, NAPROXEN, nsaid("x", "levothyroxine", status="proposed")) is None


def test_a_condition_of_the_rule_holds_or_not_or_is_unknown():
    for sex, age, expected in (("true", "70 a", "fired"), ("true", "40 a", "clear"), ("true", None, "not_evaluated")):
        assert verdict("group: nsaids, when: {age: '>= 65 a'}", IBUPROFEN, NAPROXEN, of=patient(age)) == expected, sex
    raised = "group: nsaids, severity: minor, modifiers: [{label: old, when: {age: '>= 65 a'}, severity: major}]"
    found = small(f"dup {raised}", more=GROUPS).check(case(IBUPROFEN, NAPROXEN, of=patient("70 a")))
    assert of_rule(found, "r0") == ("fired", "major", "certain")


def test_one_ingredient_in_two_orders_is_found_in_products_too():
    same = "same: ingredient"
    assert verdict(same, IBUPROFEN, NAPROXEN) is None
    assert verdict(same, IBUPROFEN, nsaid("j", "ibuprofen")) == "fired"
    assert verdict(f"{same}, except: [ibuprofen]", IBUPROFEN, nsaid("j", "ibuprofen")) is None
    assert verdict(f"{same}, except: [nsaids]", IBUPROFEN, nsaid("j", "ibuprofen")) is None
    assert verdict(same, order("p", "paracetamol", "1 g"), order("c", "co-codamol 30/500", "2 {tablet}")) == "fired"
    assert verdict(same, IBUPROFEN, nsaid("j", "ibuprofen"), nsaid("x", "levothyroxine", status="proposed")) is None
    assert verdict(same, nsaid("x", "levothyroxine"), IBUPROFEN, nsaid("j", "ibuprofen")) == "fired", "whatever stands before them"


def test_two_shared_ingredients_are_one_outcome():
    found = small("dup same: ingredient").check(
        case(order("a", "co-codamol 30/500", "1 {tablet}"), order("b", "co-codamol 8/500", "1 {tablet}"))
    )
    assert said(found) == {("r0", ("a", "b")): ("fired", "moderate", "certain")}
    assert found.alerts[0].code == "DUPTHPGEN"


def test_the_excluded_do_not_count_among_the_members():
    keys = "group: nsaids, except: [diclofenac]"
    assert verdict(keys, IBUPROFEN, DICLOFENAC) is None
    assert verdict(keys, IBUPROFEN, NAPROXEN) == "fired"


def test_a_mixture_may_hold_two_members_by_itself():
    bag = order("b", Drug(name="bag", ingredients=(DrugIngredient("ibuprofen"), DrugIngredient("naproxen"))), "1 mL")
    assert verdict("group: nsaids", bag) == "fired"
    assert verdict("group: nsaids, count: orders", bag) == "clear"


def test_the_count_is_what_the_alert_shows():
    found = small("dup group: nsaids", more=GROUPS).check(case(IBUPROFEN, NAPROXEN, DICLOFENAC))
    (alert,) = found.alerts
    assert (alert.measured.value, alert.limit.value, alert.measured.name) == (3, 1, "concurrent ingredients")
    assert "3 concurrent ingredients" in alert.message
    by_order = small("dup group: nsaids, count: orders", more=GROUPS).check(case(IBUPROFEN, NAPROXEN))
    assert by_order.alerts[0].measured.name == "concurrent orders"


def test_what_a_product_holds_beside_a_member_of_the_group_is_not_counted():
    opioids = Agreed("dup group: opioids", more="groups: [{id: opioids, members: [codeine, morphine]}]\n")
    strong, weak = (order(id_, f"co-codamol {id_}/500", "1 {tablet}", times(4)) for id_ in ("30", "8"))
    assert of_rule(opioids.check(case(strong, weak)), "r0") == ("clear",), "codeine twice is one member; paracetamol is none"
    found = opioids.check(case(strong, order("m", "morphine", "5 mg")))
    assert of_rule(found, "r0") == ("fired", "moderate", "certain")
    assert found.outcomes[0].evidence.measured == (2, 2)


def test_of_members_that_may_count_none_is_known_to():
    found = small("dup group: nsaids, route: [topical]", more=GROUPS).check(
        case(nsaid("i", "ibuprofen", route=""), nsaid("n", "naproxen", route=""))
    )
    assert found.outcomes[0].evidence.measured == (0, 2)
