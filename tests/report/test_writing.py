"""The text that is written straight is the text of the document, to the byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import charts, plans

from demo import case, checker, order, plan, samples, times
from rxrules.chart import Chart  # noqa: TC001  Hypothesis reads annotations
from rxrules.engines.base import Outcome, Status
from rxrules.engines.native import NativeEngine
from rxrules.plan import Plan, RuleText
from rxrules.report import Coverage, EngineFailure, Report, Wording, document

_SOURCES = (("Made up", "1", "", ""), ('"Quoted"\n', "", "https://example.org/é", "2026-11-01"))
_TEXT = RuleText("Title", "", "", "Do", "To prescribers", "", "", "", "", _SOURCES, "owner", "", "")


def written(report: Report) -> str:
    return json.dumps(document(report), ensure_ascii=False, allow_nan=False)


@given(plans(), charts())
def test_of_any_plan_and_chart_the_text_is_that_of_the_document(plan: Plan, chart: Chart):
    plan = plan._replace(texts=(_TEXT,))
    outcomes = NativeEngine(plan).evaluate(chart)
    report = Report(plan, chart, {"native": outcomes}, Coverage(plan), Wording(plan))
    assert report.to_json() == written(report)
    assert report.to_json() == report.to_json()


@pytest.mark.parametrize("place", range(len(samples())))
def test_of_samples_with_every_kind_of_outcome_the_text_is_that_of_the_document(place: int):
    report = checker().check(samples()[place])
    assert report.to_json() == written(report)
    report.as_of_assumed = True
    assert report.to_json() == written(report)
    assert '"as_of_assumed": true' in report.to_json()


def test_what_two_engines_say_differently_and_an_engine_that_failed_are_in_the_text():
    found = checker().check(samples()[2])
    other: list[Outcome] = [outcome._replace(status=Status.CLEAR) for outcome in found.outcomes[1:]]
    failures = [EngineFailure("third", 'it said "no"')]
    by_engine = {"native": found.outcomes, "other": other}
    report = Report(found.plan, found.chart, by_engine, Coverage(found.plan), found.wording, failures)
    assert report.disagreements
    assert report.to_json() == written(report)


@given(plans(), st.lists(charts(), min_size=2, max_size=4))
def test_what_is_kept_of_a_rule_never_speaks_of_another_patient(plan: Plan, several: list[Chart]):
    plan = plan._replace(texts=(_TEXT,))
    engine, coverage, kept = NativeEngine(plan), Coverage(plan), Wording(plan)
    for chart in several:
        outcomes = {"native": engine.evaluate(chart)}
        assert Report(plan, chart, outcomes, coverage, kept).to_json() == written(
            Report(plan, chart, outcomes, coverage, Wording(plan))
        )


def test_of_more_doses_than_are_kept_each_is_told_as_it_is():
    for number in (*range(40, 60), *range(40, 60)):
        found = checker().check(case(order("m", "paracetamol", f"{number} g")))
        text = found.to_json()
        assert text == written(found)
        assert f"daily dose {number * 1000} mg/d" in text
    kept = [len(found.wording[number].repeated) for number, rule in enumerate(plan().rules) if rule.kind == "dose_limit"]
    assert 0 < max(kept) <= 8


def test_the_same_finding_of_other_orders_names_those():
    texts = [
        checker().check(case(order(one, "warfarin", "5 mg"), order(other, "naproxen", "500 mg", times(2)))).to_json()
        for one, other in (("first-w", "first-n"), ("second-w", "second-n"))
    ]
    assert ['"medications": ["first-w", "first-n"]' in text for text in texts] == [True, False]
    assert "first" not in texts[1]
