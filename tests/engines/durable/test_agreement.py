"""The law of two engines: whatever the plan and the chart, native and durable say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strategies
from hypothesis import HealthCheck, given, settings

from rxrules.engines.base import Outcome, Status
from rxrules.engines.durable import DurableEngine
from rxrules.engines.native import NativeEngine

if TYPE_CHECKING:
    from rxrules.chart import Chart
    from rxrules.plan import Plan


def verdicts(outcomes: list[Outcome]) -> dict[tuple[int, tuple[int, ...]], object]:
    found = {outcome.key: (outcome.verdict, outcome.evidence.applies) for outcome in outcomes}
    assert len(found) == len(outcomes), "two outcomes of one rule for the same orders"
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=strategies.plans(), chart=strategies.charts())
def test_native_and_durable_agree_on_every_outcome(plan: Plan, chart: Chart) -> None:
    native, durable = NativeEngine(plan).evaluate(chart), DurableEngine(plan).evaluate(chart)
    assert verdicts(durable) == verdicts(native)


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
