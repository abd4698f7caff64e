"""What the durable engine says of interactions, duplications and conditions, in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import (
    AB,
    CLEAR,
    FIRED,
    HEAVY,
    MAX,
    NOT_EVALUATED,
    OLD,
    ORAL,
    POSSIBLE,
    TODAY,
    A,
    B,
    ask,
    band,
    chart,
    limit,
    order,
    pair,
    rule,
)

from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine
from rxrules.errors import EngineError
from rxrules.model import Sex
from rxrules.plan import Duplication, Interaction, Modifier, Participant, Plan, PlanRule


def test_two_concurrent_orders_interact() -> None:
    assert ask(rule(pair()), chart(order(0, "b"), order(1, "a"))) == [FIRED]


def test_one_order_alone_concerns_no_interaction() -> None:
    assert ask(rule(pair()), chart(order(0, "a"))) == []


def test_orders_that_do_not_meet_in_time_do_not_interact() -> None:
    assert ask(rule(pair()), chart(order(0, "a", end=TODAY), order(1, "b", start=TODAY))) == [CLEAR]


@pytest.mark.parametrize(("started", "said"), [(13.0, FIRED), (14.0, CLEAR)])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_washout_counts_from_the_end_whichever_order_is_named_first(
    started: float, said: tuple[Status, int, bool], *, reverse: bool
) -> None:
    past = {"end": TODAY, "ended": TODAY}
    later = {"start": TODAY + started}
    orders = (order(0, "b", **past), order(1, "a", **later)) if reverse else (order(0, "a", **later), order(1, "b", **past))
    assert ask(rule(pair(days=(None, 14.0))), chart(*orders)) == [said]


def test_a_washout_of_an_order_whose_end_is_unknown_is_not_evaluated() -> None:
    stopped = order(0, "b", live=False, history=True, end=TODAY)
    assert ask(rule(pair(days=(None, 14.0))), chart(stopped, order(1, "a"))) == [NOT_EVALUATED]


def test_a_mixture_is_checked_with_itself_and_a_product_is_not() -> None:
    assert ask(rule(pair()), chart(order(0, "a", "b", is_mixture=True))) == [FIRED]
    assert ask(rule(pair()), chart(order(0, "a", "b"))) == []


def test_only_pairs_with_a_proposed_order_are_looked_at_while_deciding() -> None:
    orders = (order(0, "a"), order(1, "b"), order(2, "b", proposed=True))
    assert [one.key for one in DurableEngine(rule(pair())).evaluate(chart(*orders))] == [(0, (0, 2))]


def test_the_second_of_two_must_be_added_to_the_first() -> None:
    early, late = {"start": TODAY - 9}, {"start": TODAY}
    assert ask(rule(pair(added=True)), chart(order(0, "a", **early), order(1, "b", **late))) == [FIRED]
    assert ask(rule(pair(added=True)), chart(order(0, "a", **late), order(1, "b", **early))) == [CLEAR]
    assert ask(rule(pair(added=True)), chart(order(0, "a"), order(1, "b"))) == [NOT_EVALUATED]


@pytest.mark.parametrize(
    ("routes", "assumed", "said"),
    [
        ({"oral"}, False, FIRED),
        ({"topical"}, False, CLEAR),
        ({"oral", "topical"}, False, POSSIBLE),
        ({"oral"}, True, POSSIBLE),
        ({"topical"}, True, NOT_EVALUATED),
        (set(), False, NOT_EVALUATED),
    ],
)
def test_a_route_may_be_known_assumed_or_missing(
    routes: set[str],
    assumed: bool,  # noqa: FBT001
    said: tuple[Status, int, bool],
) -> None:
    first = order(0, "a", routes=frozenset(routes), route_assumed=assumed)
    assert ask(rule(pair(ORAL)), chart(first, order(1, "b"))) == [said]


@pytest.mark.parametrize(
    ("condition", "known", "said"),
    [
        (OLD, {"age_months": 780.0}, FIRED),
        (OLD, {"age_months": 779.0}, CLEAR),
        (OLD, {}, NOT_EVALUATED),
        (OLD, {"age_months": (770.0, 790.0)}, NOT_EVALUATED),
        (("not", OLD), {}, NOT_EVALUATED),
        (("not", OLD), {"age_months": 12.0}, FIRED),
        (("any", OLD, HEAVY), {"weight": 60.0}, FIRED),
        (("any", OLD, HEAVY), {"weight": 40.0}, NOT_EVALUATED),
        (("all", OLD, HEAVY), {"weight": 40.0}, CLEAR),
        (
            ("all", OLD, ("not", ("any", HEAVY, ("sex", "male")))),
            {"age_months": 900.0, "weight": 40.0},
            NOT_EVALUATED,
        ),
        (
            ("all", OLD, ("not", ("any", HEAVY, ("sex", "male")))),
            {"age_months": 900.0, "weight": 40.0, "sex": Sex.FEMALE},
            FIRED,
        ),
    ],
)
def test_conditions_follow_three_valued_logic(condition: Any, known: dict[str, Any], said: tuple[Status, int, bool]) -> None:
    assert ask(rule(pair(), when=condition), chart(order(0, "a"), order(1, "b"), **known)) == [said]


@pytest.mark.parametrize(
    ("modifiers", "known", "severity"),
    [
        ([(OLD, 3)], {"age_months": 800.0}, 3),
        ([(OLD, 0)], {"age_months": 800.0}, 0),
        ([(OLD, 0)], {}, 2),
        ([(OLD, 0), (HEAVY, 1)], {"age_months": 800.0}, 2),
        ([(OLD, 0), (HEAVY, 1)], {"age_months": 800.0, "weight": 60.0}, 1),
        ([(OLD, 0), (HEAVY, 1)], {"age_months": 800.0, "weight": 40.0}, 0),
        ([(OLD, 0), (HEAVY, -1)], {"age_months": 800.0}, 0),
        ([(OLD, 3), (HEAVY, -1)], {"age_months": 800.0, "weight": 60.0}, 3),
    ],
)
def test_modifiers_leave_the_gravest_and_what_is_unknown_never_lowers(
    modifiers: list[tuple[Any, int]], known: dict[str, Any], severity: int
) -> None:
    assert ask(rule(pair(), *modifiers), chart(order(0, "a"), order(1, "b"), **known)) == [(Status.FIRED, severity, True)]


def test_a_modifier_suppresses() -> None:
    plan = rule(pair(), (OLD, -1))
    assert ask(plan, chart(order(0, "a"), order(1, "b"), age_months=800.0)) == [(Status.SUPPRESSED, -1, True)]


@pytest.mark.parametrize(("by_order", "allow", "said"), [(True, 1, FIRED), (True, 2, CLEAR), (False, 1, CLEAR)])
def test_a_duplication_counts_orders_or_ingredients(*, by_order: bool, allow: int, said: tuple[Status, int, bool]) -> None:
    body = Duplication(AB, None, allow, by_order, None)
    assert ask(rule(body), chart(order(0, "a"), order(1, "a"))) == [said]


def test_a_duplication_of_each_ingredient_leaves_out_what_is_excluded() -> None:
    two = order(0, "a"), order(1, "a")
    assert ask(rule(Duplication(None, None, 1, True, None)), chart(*two)) == [FIRED]
    assert ask(rule(Duplication(None, None, 1, True, A)), chart(*two)) == []


def test_another_drug_of_the_list_decides_unless_one_is_not_known() -> None:
    plan = rule(limit(band(MAX)), when=("with", B, None, False, (A,)))
    given = order(0, "a", dose=9.0)
    assert ask(plan, chart(given)) == [FIRED]
    assert ask(plan, chart(given, order(1, "b"))) == [CLEAR]
    unknown: Any = (object(),)
    assert ask(plan, chart(given, order(1, "z", unresolved=unknown))) == [NOT_EVALUATED]


def test_a_check_that_concerns_no_rule_has_no_outcome() -> None:
    assert ask(rule(pair()), chart()) == []


def test_an_operator_that_the_engine_does_not_know_is_refused() -> None:
    engine = DurableEngine(rule(pair(), when=("moon", "full")))
    with pytest.raises(EngineError, match="does not know"):
        engine.evaluate(chart(order(0, "a"), order(1, "b")))


def test_many_orders_and_many_rules_are_split_into_sessions_and_lose_nothing() -> None:
    names = tuple(f"i{number}" for number in range(24))
    populations = tuple((name,) for name in names)
    pairs = [(one, other) for one in range(24) for other in range(one)]
    rules = tuple(
        PlanRule(
            f"r{number}",
            "interaction",
            number % 4,
            False,
            Interaction(Participant(one, None, None), Participant(other, ORAL, None), False),
            None,
            (Modifier("m", OLD, 3, ""),),
            0,
            0,
            "f:1",
        )
        for number, (one, other) in enumerate(pairs)
    )
    plan = Plan((), rules, populations, (), ())
    case = chart(*(order(place, name) for place, name in enumerate(names)), age_months=800.0)
    found = ask(plan, case)
    assert len(found) == len(pairs)
    assert set(found) == {(Status.FIRED, 3, True)}


def test_a_drug_that_is_with_it_for_a_part_of_the_time_only_leaves_the_rest_possible() -> None:
    plan = rule(limit(band(MAX)), when=("with", B, None, True, (A,)))
    given = order(0, "a", dose=9.0)
    assert ask(plan, chart(given, order(1, "b"))) == [FIRED]
    assert ask(plan, chart(given, order(1, "b", end=TODAY + 5))) == [POSSIBLE]
    assert ask(plan, chart(given, order(1, "b", prn=True))) == [POSSIBLE]
    past = order(0, "a", dose=9.0, end=TODAY + 5), order(1, "b", start=TODAY + 5)
    assert ask(plan, chart(*past)) == [CLEAR]


def test_a_modifier_that_holds_and_raises_leads_whatever_is_unknown_beside_one_that_lowers() -> None:
    unknown = ("condition", "c", True)
    orders = order(0, "a"), order(1, "b")
    known = {"age_months": 900.0, "weight": 80.0}
    assert ask(rule(pair(), (OLD, 3), (HEAVY, 0), (unknown, 1)), chart(*orders, **known)) == [(Status.FIRED, 3, True)]
    assert ask(rule(pair(), (HEAVY, 0), (unknown, 1)), chart(*orders, **known)) == [FIRED], "not below its base"
    assert ask(rule(pair(), (HEAVY, 1), (unknown, 0)), chart(*orders, **known)) == [(Status.FIRED, 1, True)]
