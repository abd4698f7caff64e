"""What the durable engine says in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from rxrules.chart import Amounts, Chart, ChartOrder, IngredientDose, Missing, Reading
from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine
from rxrules.engines.native import NativeEngine
from rxrules.errors import EngineError
from rxrules.model import Case, Order, Sex
from rxrules.plan import (
    Band,
    Bound,
    DoseLimit,
    Duplication,
    Interaction,
    Modifier,
    Participant,
    Plan,
    PlanRule,
)

INF = float("inf")
TODAY = 739_000.0
A, B, AB = 0, 1, 2
POPULATIONS = (("a",), ("b",), ("a", "b"))


def order(index: int, *ingredients: str, dose: float | tuple[float, float] = 1.0, **changes: Any) -> ChartOrder:
    low, high = dose if isinstance(dose, tuple) else (dose, dose)
    amounts = {} if dose == (0.0, INF) else {"mass": Amounts(low, high, low, high, low, high, 7 * low, 7 * high)}
    given: dict[str, Any] = {
        "proposed": False,
        "live": True,
        "history": False,
        "start": -INF,
        "end": INF,
        "ended": None,
        "routes": frozenset({"oral"}),
        "route_assumed": False,
        "prn": False,
        "prn_all": False,
        "duration": None,
        "is_mixture": False,
        "doses": {one: IngredientDose(amounts, () if amounts else (Missing("dose", "missing"),)) for one in ingredients},
        "source": Order(id=f"m{index}"),
        "product": None,
    }
    given |= changes
    return ChartOrder(
        index=index,
        id=f"m{index}",
        ingredients=ingredients,
        latest_start=max(given["start"], TODAY - 100),
        **given,
    )


def chart(*orders: ChartOrder, **known: Any) -> Chart:
    live = tuple(one for one in orders if one.live)
    pairs = tuple((ingredient, one) for one in live for ingredient in one.ingredients)
    readings = {name: Reading(*_span(value), 0.0, f"patient.{name}", str(value)) for name, value in known.items() if name != "sex"}
    return Chart(
        case=Case("c"),
        as_of=TODAY,
        readings=readings,
        missing={},
        sex=known.get("sex"),
        pregnant=None,
        breastfeeding=None,
        conditions=None,
        conditions_complete=True,
        deciding=any(one.proposed for one in live),
        orders=orders,
        live=live,
        history=tuple(one for one in orders if one.history),
        pairs=pairs,
        by_ingredient={name: tuple(one for other, one in pairs if other == name) for name, _ in pairs},
    )


def _span(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)


def rule(body: Any, *modifiers: tuple[Any, int], when: Any = None, severity: int = 2) -> Plan:
    kind = {Interaction: "interaction", Duplication: "duplication", DoseLimit: "dose_limit"}[type(body)]
    made = tuple(Modifier("m", condition, rank, "") for condition, rank in modifiers)
    return Plan(
        (),
        (PlanRule("r", kind, severity, False, body, when, made, 0, 0, "f:1"),),
        POPULATIONS,
        (),
        (),
    )


def pair(first: Any = None, second: Any = None, *, added: bool = False, days: tuple[Any, Any] = (None, None)) -> Interaction:
    return Interaction(Participant(A, first, days[0]), Participant(B, second, days[1]), added)


def limit(*bands: Band, first: bool = False, condition: Any = None) -> DoseLimit:
    return DoseLimit("a", "per_day", condition, "mass", "mg", 1.0, "", None, first, (), bands)


def band(*bounds: tuple[Any, ...], tests: tuple[Any, ...] = ()) -> Band:
    return Band(tests, tuple(Bound(*bound, "") for bound in bounds), "")


MAX = ("max", 2, 4.0, "", None)


def ask(plan: Plan, case: Chart) -> list[tuple[Status, int, bool]]:
    """The verdicts of durable; native says the same."""
    found = DurableEngine(plan).evaluate(case)
    native = sorted(NativeEngine(plan).evaluate(case), key=lambda outcome: outcome.key)
    assert [(one.key, one.verdict) for one in found] == [(one.key, one.verdict) for one in native]
    return [(one.status, one.verdict[1], one.certain) for one in found]


FIRED, POSSIBLE = (Status.FIRED, 2, True), (Status.FIRED, 2, False)
CLEAR = (Status.CLEAR, -1, True)
NOT_EVALUATED = (Status.NOT_EVALUATED, -1, True)


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


ORAL = ("route", ("oral",))


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


OLD = ("range", "age_months", 780.0, True, None, False, None)
HEAVY = ("range", "weight", 50.0, True, None, False, None)


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


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        (4.0, CLEAR),
        (40 * 0.1, CLEAR),
        (4.0 * (1 + 5e-10), CLEAR),
        (4.0 * (1 + 2e-9), FIRED),
        ((1.0, 4.5), POSSIBLE),
        ((0.0, INF), NOT_EVALUATED),
    ],
)
def test_a_dose_at_its_limit_is_clear(dose: Any, said: tuple[Status, int, bool]) -> None:
    assert ask(rule(limit(band(MAX))), chart(order(0, "a", dose=dose))) == [said]


def test_the_doses_of_all_orders_that_overlap_add_up() -> None:
    assert ask(rule(limit(band(MAX))), chart(order(0, "a", dose=3.0), order(1, "a", dose=3.0))) == [FIRED]
    apart = order(0, "a", dose=3.0, end=TODAY), order(1, "a", dose=3.0, start=TODAY)
    assert ask(rule(limit(band(MAX))), chart(*apart)) == [CLEAR]


@pytest.mark.parametrize(
    ("known", "dose", "said"),
    [
        ({"weight": 2.0}, 3.9, CLEAR),
        ({"weight": 2.0}, 4.1, FIRED),
        ({"weight": 9.0}, 4.1, FIRED),
        ({}, 1.0, NOT_EVALUATED),
        ({}, 4.1, FIRED),
    ],
)
def test_a_scaled_limit_has_a_ceiling_that_holds_without_the_weight(
    known: dict[str, Any], dose: float, said: tuple[Status, int, bool]
) -> None:
    scaled = band(("max", 2, 2.0, "weight", 4.0))
    assert ask(rule(limit(scaled)), chart(order(0, "a", dose=dose), **known)) == [said]


CHILD = ("range", "age_months", None, False, 144.0, False, None)
LIGHT = ("range", "weight", None, False, 50.0, False, None)


def test_what_is_known_to_be_out_of_a_band_is_out_although_the_age_is_unknown() -> None:
    rows = (
        band(("max", 2, 1.0, "", None), tests=(CHILD, LIGHT)),
        band(("max", 2, 4.0, "", None), tests=(HEAVY,)),
    )
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=3.0), weight=60.0)) == [CLEAR]


def test_what_passes_the_limit_of_every_band_that_may_hold_is_passed() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(LIGHT,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=5.0))) == [POSSIBLE]
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=2.0))) == [NOT_EVALUATED]
    assert ask(rule(limit(*rows)), chart(order(0, "a", dose=0.5))) == [NOT_EVALUATED]


def test_a_value_in_no_band_is_not_evaluated() -> None:
    assert ask(rule(limit(band(MAX, tests=(HEAVY,)))), chart(order(0, "a"), weight=40.0)) == [NOT_EVALUATED]


def test_the_first_of_several_bands_that_hold_decides() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(HEAVY,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    for first in (True, False):
        assert ask(rule(limit(*rows, first=first)), chart(order(0, "a", dose=2.0), weight=60.0)) == [FIRED]


def test_the_gravest_of_several_limits_that_are_passed_leads() -> None:
    bounds = ("max", 1, 4.0, "", None), ("hard_max", 3, 8.0, "", None), ("min", 0, 1.0, "", None)
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=9.0))) == [(Status.FIRED, 3, True)]
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=5.0))) == [(Status.FIRED, 1, True)]
    assert ask(rule(limit(band(*bounds))), chart(order(0, "a", dose=0.5))) == [(Status.FIRED, 0, True)]


def test_orders_by_another_route_are_told_apart_from_those_that_count() -> None:
    orders = order(0, "a", dose=9.0, routes=frozenset({"topical"})), order(1, "a", dose=3.0)
    found = DurableEngine(rule(limit(band(MAX), condition=ORAL))).evaluate(chart(*orders))
    assert [(one.key, one.status, one.evidence.applies) for one in found] == [
        ((0, (0,)), Status.CLEAR, False),
        ((0, (1,)), Status.CLEAR, True),
    ]


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
    with pytest.raises(EngineError, match="does not know"):
        DurableEngine(rule(pair(), when=("moon", "full")))


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


def test_a_band_that_holds_is_settled_whatever_is_unknown_of_another_before_it() -> None:
    rows = band(("max", 2, 1.0, "", None), tests=(CHILD,)), band(("max", 2, 4.0, "", None), tests=(HEAVY,))
    for order_of_rows in (rows, rows[::-1]):
        assert ask(rule(limit(*order_of_rows)), chart(order(0, "a", dose=3.0), weight=60.0)) == [CLEAR]
