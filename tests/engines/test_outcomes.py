"""Outcomes: which of two is seen first, what it keeps of the other, and how those of rows become those of orders."""

from __future__ import annotations

from typing import Any

import pytest
from small_cases import chart, order, split

from rxrules.chart import Missing
from rxrules.engines.base import NOT_APPLICABLE, PLAIN, Evidence, Outcome, Status, graver, one_each, whole_outcomes

M1, M2 = order(0, "a"), order(1, "b")
WEIGHT, AGE = Missing("patient.weight", "weight is missing"), Missing("patient.age", "age is missing")


def outcome(
    status: Status, severity: int = 0, evidence: Evidence = PLAIN, *, certain: bool = True, rule: int = 0, orders: Any = (M1,)
) -> Outcome:
    return Outcome(rule, orders, status, severity, certain, evidence)


def test_two_engines_agree_on_severity_and_certainty_of_an_alert_and_of_nothing_else():
    assert outcome(Status.FIRED, 2, certain=False).verdict == (3, 2, False)
    assert outcome(Status.FIRED, 1).verdict == (3, 1, True)
    assert outcome(Status.SUPPRESSED, 2, certain=False).verdict == outcome(Status.SUPPRESSED, 0).verdict == (1, -1, True)


FROM_THE_LEAST = (
    outcome(Status.CLEAR, evidence=NOT_APPLICABLE),
    outcome(Status.CLEAR),
    outcome(Status.SUPPRESSED),
    outcome(Status.NOT_EVALUATED),
    outcome(Status.FIRED, 0, certain=False),
    outcome(Status.FIRED, 0),
    outcome(Status.FIRED, 1, certain=False),
    outcome(Status.FIRED, 1),
    outcome(Status.FIRED, 3, certain=False),
)


@pytest.mark.parametrize("place", range(1, len(FROM_THE_LEAST)))
def test_the_graver_is_the_later_in_this_order_whichever_is_named_first(place: int):
    for lesser in FROM_THE_LEAST[:place]:
        assert graver(lesser, FROM_THE_LEAST[place]) == graver(FROM_THE_LEAST[place], lesser) == FROM_THE_LEAST[place]


def test_the_severity_of_what_is_no_alert_ranks_nothing():
    applied = outcome(Status.CLEAR, 0)
    assert graver(outcome(Status.CLEAR, 3, NOT_APPLICABLE), applied) == applied


def test_of_two_that_rank_alike_the_first_is_kept():
    first, second = outcome(Status.FIRED, 2, Evidence(band=0)), outcome(Status.FIRED, 2, Evidence(band=1))
    assert graver(first, second) == first


def test_the_graver_keeps_what_is_missing_to_know_of_the_other_once():
    unknown = outcome(Status.NOT_EVALUATED, evidence=Evidence(missing=(WEIGHT, AGE)))
    possible = outcome(Status.FIRED, 1, Evidence(missing=(AGE,)), certain=False)
    assert graver(possible, unknown).evidence.missing == (AGE, WEIGHT)
    assert graver(unknown, possible).evidence.missing == (AGE, WEIGHT)
    lesser = outcome(Status.FIRED, 0, Evidence(missing=(WEIGHT,)), certain=False)
    assert graver(possible, lesser).evidence.missing == (AGE, WEIGHT)
    assert graver(unknown, possible)[:5] == possible[:5]


@pytest.mark.parametrize("status", [Status.CLEAR, Status.SUPPRESSED])
def test_what_is_missing_is_not_kept_of_what_was_evaluated(status: Status):
    alert = outcome(Status.FIRED, 1)
    assert graver(alert, outcome(status, evidence=Evidence(missing=(WEIGHT,)))) == alert
    assert graver(alert, outcome(Status.NOT_EVALUATED)) == alert


def test_each_rule_speaks_once_of_the_same_orders():
    fired, clear = outcome(Status.FIRED, 1), outcome(Status.CLEAR)
    other_rule, other_order = outcome(Status.CLEAR, rule=1), outcome(Status.CLEAR, orders=(M2,))
    assert one_each([clear, other_rule, fired, other_order, clear]) == [fired, other_rule, other_order]


def test_outcomes_of_the_parts_of_an_order_become_one_of_the_order():
    whole = split(order(0, "a"), {"dose": 1.0}, {"dose": 2.0})
    other = order(2, "b")
    of_parts = [outcome(Status.CLEAR, orders=(whole.parts[0], other)), outcome(Status.FIRED, 1, orders=(whole.parts[1], other))]
    alone = outcome(Status.CLEAR, rule=1, orders=(other,))
    within = outcome(Status.CLEAR, rule=2, orders=whole.parts)
    assert whole_outcomes([*of_parts, alone, within], chart(whole, other)) == [
        outcome(Status.FIRED, 1, orders=(whole, other)),
        alone,
        outcome(Status.CLEAR, rule=2, orders=(whole,)),
    ]


def test_where_no_order_has_parts_outcomes_are_given_as_they_are():
    outcomes = [outcome(Status.CLEAR), outcome(Status.FIRED, 1, orders=(M2,))]
    assert whole_outcomes(outcomes, chart(M1, M2)) is outcomes
