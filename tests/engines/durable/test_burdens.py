"""What both engines say of effects that add up over the list, in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import AB, INF, NOT_EVALUATED, OLD, ORAL, TODAY, A, B, ask, chart, order, rule, split

from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine
from rxrules.model import Dosage, Timing
from rxrules.plan import Burden, BurdenItem, Level, Window

CLEAR = (Status.CLEAR, -1, True)


def levels(*starts: tuple[float, int]) -> tuple[Level, ...]:
    return tuple(Level(Window(low, True, None, False), severity, "") for low, severity in starts)


def burden(
    *items: tuple[int | None, Any, float], measure: str = "points", count: str = "ingredients", at: tuple[Level, ...] = ()
) -> Burden:
    found = tuple(BurdenItem(*item) for item in items)
    return Burden(measure, "" if measure == "points" else "mass", "", 1.0, count, found, at or levels((2.0, 1), (4.0, 2)))


def fired(severity: int, *, certain: bool = True) -> tuple[Status, int, bool]:
    return Status.FIRED, severity, certain


def said(body: Burden, *orders: Any, **known: Any) -> Any:
    found = ask(rule(body), chart(*orders, **known))
    assert len(found) < 2
    return found[0] if found else None


def test_points_add_up_over_ingredients_and_the_gravest_level_leads() -> None:
    body = burden((A, None, 1.0), (B, None, 3.0))
    assert said(body, order(0, "a")) == CLEAR
    assert said(body, order(0, "b")) == fired(1)
    assert said(body, order(0, "a"), order(1, "b")) == fired(2)
    assert said(body, order(0, "a", "b")) == fired(2)
    assert said(body, order(0, "z")) is None


def test_an_ingredient_gives_its_points_once_or_each_order_does() -> None:
    two = order(0, "a"), order(1, "a")
    assert said(burden((A, None, 1.0)), *two) == CLEAR
    assert said(burden((A, None, 1.0), count="orders"), *two) == fired(1)
    parts = split(order(0, "a"), {}, {})
    assert said(burden((A, None, 1.0), count="orders"), parts) == CLEAR


def test_the_largest_of_several_items_for_one_ingredient_counts() -> None:
    assert said(burden((AB, None, 1.0), (A, None, 2.0)), order(0, "a")) == fired(1)


def test_only_what_is_there_at_one_time_adds_up() -> None:
    body = burden((A, None, 1.0), (B, None, 1.0))
    assert said(body, order(0, "a", end=TODAY + 5), order(1, "b", start=TODAY + 5)) == CLEAR
    assert said(body, order(0, "a", end=TODAY + 5), order(1, "b", start=TODAY + 4)) == fired(1)


def test_phases_of_an_order_give_their_points_while_they_last() -> None:
    first, second = {"end": TODAY + 5, "phase": 1}, {"start": TODAY + 5, "phase": 2}
    whole = split(order(0, "a"), first, second)
    assert said(burden((A, None, 1.0), (B, None, 1.0), count="orders"), whole, order(2, "b", start=TODAY + 6)) == fired(1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"routes": frozenset({"oral"})}, fired(2)),
        ({"routes": frozenset({"topical"})}, fired(1)),
        ({"routes": frozenset({"oral", "topical"})}, fired(2, certain=False)),
        ({"routes": frozenset()}, fired(1)),
    ],
)
def test_what_may_count_makes_a_graver_level_possible_or_is_named_as_missing(changes: dict[str, Any], expected: Any) -> None:
    body = burden((A, ORAL, 2.0), (B, None, 2.0))
    case = chart(order(0, "a", **changes), order(1, "b"))
    assert ask(rule(body), case) == [expected]
    (outcome,) = DurableEngine(rule(body)).evaluate(case)
    assert bool(outcome.evidence.missing) == (not changes["routes"])


def test_what_is_missing_matters_only_where_it_may_reach_a_level() -> None:
    unknown = order(0, "a", routes=frozenset())
    assert said(burden((A, ORAL, 2.0)), unknown) == NOT_EVALUATED
    assert said(burden((A, ORAL, 1.0)), unknown) == CLEAR


def test_a_circumstance_of_the_patient_adds_to_drugs_and_not_to_nothing() -> None:
    body = burden((A, None, 1.0), (None, OLD, 1.0))
    assert said(body, order(0, "a"), age_months=800.0) == fired(1)
    assert said(body, order(0, "a"), age_months=12.0) == CLEAR
    assert said(body, order(0, "a")) == NOT_EVALUATED
    assert said(body, order(0, "b"), age_months=800.0) is None


def test_amounts_of_a_day_count_by_their_weights() -> None:
    body = burden((A, None, 2.0), (B, None, 0.5), measure="per_day")
    assert said(body, order(0, "a", dose=1.0), order(1, "b", dose=3.9)) == fired(1)
    assert said(body, order(0, "a", dose=1.0), order(1, "b", dose=4.0)) == fired(2)
    assert said(body, order(0, "a", dose=(0.5, 1.5))) == fired(1, certain=False)
    assert said(body, order(0, "a", dose=(0.0, INF))) == NOT_EVALUATED


def course(doses: float, **changes: Any) -> dict[str, Any]:
    return {"dosage": Dosage(timing=Timing(count=doses)), **changes}


def test_a_lifetime_adds_up_what_ended_and_is_known_only_where_the_history_is() -> None:
    body = burden((A, None, 1.0), measure="lifetime")
    past = order(0, "a", live=False, history=True, end=TODAY - 9, **course(2.0))
    present = order(1, "a", **course(2.0))
    assert said(body, past, present, history_complete=True) == fired(2)
    assert said(body, past, present) == fired(2)
    assert said(body, order(0, "a", **course(1.0)), history_complete=True) == CLEAR
    assert said(body, order(0, "a", **course(1.0))) == NOT_EVALUATED
    assert said(body, past, history_complete=True) is None


def test_what_ended_was_given_once_at_least_where_its_doses_are_not_known() -> None:
    body = burden((A, None, 1.0), measure="lifetime")
    past = order(0, "a", dose=5.0, live=False, history=True, end=TODAY - 9)
    present = order(1, "a", **course(1.0))
    assert said(body, past, present, history_complete=True) == fired(2)
    assert said(body, order(0, "a", dose=5.0), history_complete=True) == NOT_EVALUATED


def test_the_rows_that_may_count_are_what_the_alert_is_about() -> None:
    body = burden((AB, ORAL, 2.0))
    topical = order(0, "a", routes=frozenset({"topical"}))
    found = DurableEngine(rule(body)).evaluate(chart(topical, order(1, "b")))
    assert [(one.key, one.status) for one in found] == [((0, (1,)), Status.FIRED)]
    (alone,) = DurableEngine(rule(body)).evaluate(chart(topical))
    assert (alone.status, alone.evidence.applies) == (Status.CLEAR, False)
    assert said(body, topical) == CLEAR


def test_condition_and_modifiers_of_the_rule_count() -> None:
    body = burden((A, None, 2.0))
    plan = rule(body, (("sex", "female"), -1), when=OLD)
    assert ask(plan, chart(order(0, "a"))) == [NOT_EVALUATED]
    assert ask(plan, chart(order(0, "a"), age_months=12.0)) == [CLEAR]
    assert ask(plan, chart(order(0, "a"), age_months=800.0)) == [fired(1)]


def test_whatever_order_the_levels_are_in_the_gravest_that_is_reached_leads() -> None:
    body = burden((AB, None, 1.0), count="orders", at=levels((4.0, 2), (2.0, 1), (1.0, 0)))
    orders = [order(place, "a") for place in range(4)]
    assert said(body, *orders) == fired(2)
    assert said(body, *orders[:3]) == fired(1)
    assert said(body, *orders[:1]) == fired(0)
    doubtful = [order(place + 1, "b", routes=frozenset({"oral", "topical"})) for place in range(3)]
    may_count = burden((A, None, 1.0), (B, ORAL, 1.0), count="orders", at=body.levels)
    assert said(may_count, order(0, "a"), *doubtful) == fired(2, certain=False)
    assert said(may_count, order(0, "a"), doubtful[0]) == fired(1, certain=False)


def test_a_level_that_may_be_reached_takes_nothing_from_one_that_is() -> None:
    doubtful = [order(place, "b", routes=frozenset({"oral", "topical"})) for place in (1, 2)]
    for possible, expected in ((0, fired(2)), (2, fired(2)), (3, fired(3, certain=False))):
        body = burden((A, None, 1.0), (B, ORAL, 1.0), count="orders", at=levels((1.0, 2), (3.0, possible)))
        assert said(body, order(0, "a"), *doubtful) == expected


def test_what_may_count_twice_does_not_count_for_certain() -> None:
    both_routes = {"routes": frozenset({"oral", "topical"})}
    by_order = burden((A, ORAL, 2.0), count="orders")
    assert said(by_order, split(order(0, "a"), both_routes, both_routes)) == fired(1, certain=False)
    by_ingredient = burden((A, ORAL, 2.0))
    assert said(by_ingredient, order(0, "a", **both_routes), order(1, "a", **both_routes)) == fired(1, certain=False)
    by_two_items = burden((AB, ORAL, 2.0), (A, ORAL, 2.0))
    assert said(by_two_items, order(0, "a", **both_routes)) == fired(1, certain=False)


def test_half_points_add_up_from_nothing() -> None:
    assert said(burden((AB, None, 0.5), at=levels((1.0, 1))), order(0, "a")) == CLEAR
    assert said(burden((AB, None, 0.5), at=levels((1.0, 1))), order(0, "a"), order(1, "b")) == fired(1)


def test_an_item_of_the_patient_without_a_condition_always_counts() -> None:
    body = burden((A, None, 1.0), (None, None, 1.0))
    assert said(body, order(0, "a")) == fired(1)
    assert said(body, order(0, "b")) is None


def test_what_counts_for_nothing_adds_nothing_however_much_it_may_be() -> None:
    body = burden((A, None, 0.0), (B, None, 1.0), measure="per_day", at=levels((1.0, 1)))
    assert said(body, order(0, "a", dose=(0.0, INF))) == CLEAR
    assert said(body, order(0, "a", dose=(0.0, INF)), order(1, "b", dose=2.0)) == fired(1)


def test_rows_that_do_not_count_are_spoken_of_only_where_they_are_decided() -> None:
    body = burden((A, ORAL, 2.0))
    topical = {"routes": frozenset({"topical"})}
    assert said(body, order(0, "a", **topical), order(1, "b", proposed=True)) is None
    assert said(body, order(0, "a", proposed=True, **topical), order(1, "b")) == CLEAR
