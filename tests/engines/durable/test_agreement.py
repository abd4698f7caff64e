"""The law of two engines: whatever the plan and the chart, native and durable say the same."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch

import strategies
from agreement import said
from hypothesis import HealthCheck, given, settings

from rxrules.engines.base import Outcome, Status
from rxrules.engines.durable import DurableEngine, engine
from rxrules.engines.native import NativeEngine

if TYPE_CHECKING:
    from rxrules.chart import Chart
    from rxrules.plan import Plan


def verdicts(outcomes: list[Outcome]) -> dict[tuple[int, tuple[int, ...]], object]:
    found = {outcome.key: said(outcome) for outcome in outcomes}
    assert len(found) == len(outcomes), "two outcomes of one rule for the same orders"
    return found


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=strategies.plans(), chart=strategies.charts())
def test_native_and_durable_agree_on_every_outcome(plan: Plan, chart: Chart) -> None:
    native, durable = NativeEngine(plan).evaluate(chart), DurableEngine(plan).evaluate(chart)
    assert verdicts(durable) == verdicts(native)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=strategies.plans(), chart=strategies.charts())
def test_what_makes_an_alert_only_possible_is_in_the_same_words(plan: Plan, chart: Chart) -> None:
    # where two orders interact both ways round, each engine tells the way that it comes to first
    said = [
        {
            outcome.key: outcome.evidence.assumed
            for outcome in engine(plan).evaluate(chart)
            if plan.rules[outcome.rule].kind != "interaction"
        }
        for engine in (NativeEngine, DurableEngine)
    ]
    assert said[0] == said[1]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=strategies.plans(), chart=strategies.charts())
def test_what_is_not_evaluated_names_what_is_missing(plan: Plan, chart: Chart) -> None:
    for outcome in DurableEngine(plan).evaluate(chart):
        if outcome.status == Status.NOT_EVALUATED:
            assert outcome.evidence.missing


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=strategies.plans(), chart=strategies.charts())
def test_the_same_chart_gives_the_same_outcomes_again(plan: Plan, chart: Chart) -> None:
    engine = DurableEngine(plan)
    assert engine.evaluate(chart) == engine.evaluate(chart)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=strategies.plans(), chart=strategies.charts())
def test_the_quick_form_of_a_limit_says_what_the_long_one_says(plan: Plan, chart: Chart) -> None:
    made = DurableEngine(plan)
    quick = made.evaluate(chart)
    with patch.object(engine, "exact_limit", lambda *_: None):
        assert made.evaluate(chart) == quick


def test_the_quick_form_of_a_limit_is_taken_where_nothing_is_open() -> None:
    taken = 0
    real = engine.exact_limit

    def counted(*given: object) -> object:
        nonlocal taken
        found = real(*given)  # type: ignore[arg-type]
        taken += found is not None
        return found

    with patch.object(engine, "exact_limit", counted):
        for seed in range(60):
            made = DurableEngine(strategies.plan(Random(seed)))
            for other in range(10):
                made.evaluate(strategies.chart(Random(other)))
    assert taken > 20
