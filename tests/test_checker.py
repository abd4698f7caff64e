"""The checker: engines made once, what they find compared, and nothing lost where one is wrong or fails."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

import rxrules.checker as module
from demo import FOLDER, case, checker, documents, order, plan, ruleset, said
from rxrules import Checker, EngineError, InputError, Moment
from rxrules.engines.base import Outcome, Status
from rxrules.engines.native import NativeEngine
from rxrules.report import document
from rxrules.terminology import Terminology

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.chart import Chart

CASE = case(order("w", "warfarin", "5 mg"), order("n", "naproxen", "500 mg"), order("x", "levothyroxine", "50 ug"))
PAIR = ("ddi.anticoagulant-nsaid", ("n", "w"))


class Second:
    """A second engine that alters what the native one finds."""

    name = "durable"

    def __init__(self, alter: Callable[[list[Outcome]], list[Outcome]]) -> None:
        self._native = NativeEngine(plan())
        self._alter = alter

    def evaluate(self, chart: Chart) -> list[Outcome]:
        return self._alter(self._native.evaluate(chart))


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Checker]:
    """A checker of two engines, of which the second is made by the test."""
    make = module.make_engine

    def checker_with(engine: Any) -> Checker:
        monkeypatch.setattr(module, "make_engine", lambda name, rules: make(name, rules) if name == "native" else engine())
        return Checker.of_plan(plan(), engines=("native", "durable"))

    return checker_with


def _raise(problem: Exception) -> Any:
    raise problem


@pytest.mark.parametrize("none", [(), []])
def test_a_checker_without_an_engine_is_refused_because_nothing_would_be_evaluated(none):
    with pytest.raises(EngineError, match="no engine is named: expected native, durable or both"):
        Checker(ruleset(), engines=none)
    with pytest.raises(EngineError, match="no engine is named"):
        Checker.of_plan(plan(), engines=none)


def test_rulesets_are_taken_by_path_by_name_or_ready_made():
    for given in (FOLDER, str(FOLDER), ruleset()):
        assert documents(Checker(given)) == documents()
    assert {info.id for info in Checker(ruleset(), ruleset()).plan.rulesets} == {"demo"}


def test_without_a_ruleset_it_is_every_shipped_one_and_none_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rxrules.validate.shipped", lambda: {str(FOLDER): FOLDER})
    assert documents(Checker()) == documents()
    monkeypatch.setattr("rxrules.validate.shipped", dict)
    with pytest.raises(InputError, match="there is no ruleset"):
        Checker()


def test_the_day_of_the_check_comes_from_the_caller_or_the_case_and_never_from_a_clock():
    undated = case(order(), as_of=None)
    with pytest.raises(InputError, match="as_of is missing"):
        checker().check(undated)
    for day in ("2026-11-21", dt.date(2026, 11, 21), Moment.parse("2026-11-21")):
        assert str(checker().check(undated, as_of=day).chart.case.as_of) == "2026-11-21"
    assert str(checker().check(CASE, as_of="2027-01-01").chart.case.as_of) == "2027-01-01", "the caller leads"


def test_an_engine_that_nobody_knows_is_an_error():
    with pytest.raises(EngineError, match="'horoscope'"):
        Checker.of_plan(plan(), engines=("horoscope",))


def test_a_first_engine_that_cannot_be_loaded_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "make_engine", lambda name, rules: _raise(EngineError("not installed")))
    with pytest.raises(EngineError, match="not installed"):
        Checker.of_plan(plan())


@pytest.mark.parametrize("problem", [EngineError("not installed"), ImportError("no such module"), MemoryError()])
def test_a_second_engine_that_cannot_be_loaded_is_named_in_every_report(second: Any, problem: Exception):
    found = second(lambda: _raise(problem)).check(CASE)
    assert said(found)[PAIR][0] == "fired", "the alerts of the first stay"
    assert [(one.engine, one.reason) for one in found.failures] == [("durable", str(problem) or "MemoryError")]
    assert (found.status, found.is_complete, found.engines) == ("incomplete", False, ("native",))


@pytest.mark.parametrize("problem", [EngineError("it broke"), ZeroDivisionError(), RecursionError("too deep")])
def test_a_second_engine_that_fails_in_a_check_is_named_and_costs_nothing(second: Any, problem: Exception):
    found = second(lambda: Second(lambda outcomes: _raise(problem))).check(CASE)
    assert said(found) == said(checker().check(CASE))
    assert document(found)["engine_failures"] == [{"engine": "durable", "reason": str(problem) or "ZeroDivisionError"}]
    assert found.status == "incomplete"


def test_a_first_engine_that_fails_leaves_what_the_second_finds(second: Any, monkeypatch: pytest.MonkeyPatch):
    both = second(lambda: Second(lambda outcomes: outcomes))
    monkeypatch.setattr(both._engines["native"], "evaluate", lambda chart: _raise(EngineError("it broke")))
    found = both.check(CASE)
    assert said(found)[PAIR][0] == "fired"
    assert (found.status, found.engines, [one.engine for one in found.failures]) == ("incomplete", ("durable",), ["native"])


def test_one_engine_alone_that_fails_is_an_error_of_the_check(monkeypatch: pytest.MonkeyPatch):
    alone = Checker.of_plan(plan())
    monkeypatch.setattr(alone._engines["native"], "evaluate", lambda chart: _raise(EngineError("it broke")))
    with pytest.raises(EngineError, match="it broke"):
        alone.check(CASE)


def test_two_engines_that_agree_are_one_voice(second: Any):
    found = second(lambda: Second(list)).check(CASE)
    assert said(found) == said(checker().check(CASE))
    assert (found.disagreements, found.engines) == ((), ("native", "durable"))


def _silent(outcomes: list[Outcome]) -> list[Outcome]:
    return []


def _all_clear(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome._replace(status=Status.CLEAR) for outcome in outcomes]


def _milder(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome._replace(severity=0) for outcome in outcomes]


def _doubtful(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome._replace(certain=False) for outcome in outcomes]


def _unsure(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome._replace(status=Status.NOT_EVALUATED) for outcome in outcomes]


@pytest.mark.parametrize("wrong", [_silent, _all_clear, _milder, _doubtful, _unsure])
def test_an_alert_of_the_first_stands_whatever_the_second_says(second: Any, wrong: Any):
    found = second(lambda: Second(wrong)).check(CASE)
    assert said(found)[PAIR] == ("fired", "major", "certain")
    assert found.alerts[0].severity == "major"
    assert PAIR[0] in [one.rule.id for one in found.disagreements]
    assert (found.status, found.is_complete) == ("incomplete", False)


def test_an_alert_of_the_second_alone_is_reported_and_the_difference_named(second: Any):
    def alarmed(outcomes: list[Outcome]) -> list[Outcome]:
        return [outcome._replace(status=Status.FIRED, severity=3) for outcome in outcomes]

    quiet = case(order("w", "warfarin", "5 mg"))
    assert said(checker().check(quiet)) == {("dose.warfarin.daily", ("w",)): ("clear",)}
    both = second(
        lambda: Second(lambda outcomes: [one._replace(evidence=one.evidence._replace(bound=0)) for one in alarmed(outcomes)])
    )
    found = both.check(quiet)
    assert said(found) == {("dose.warfarin.daily", ("w",)): ("fired", "contraindicated", "certain")}
    assert document(found)["disagreements"] == [
        {
            "rule": "dose.warfarin.daily",
            "medications": ["w"],
            "outcomes": {"native": "clear", "durable": "fired, contraindicated, certain"},
        }
    ]


def test_an_outcome_that_one_engine_lacks_is_a_disagreement(second: Any):
    found = second(lambda: Second(_silent)).check(CASE)
    (pair,) = [one for one in document(found)["disagreements"] if one["rule"] == PAIR[0]]
    assert pair["outcomes"] == {"native": "fired, major, certain", "durable": None}


def test_a_terminology_of_ones_own_leads():
    local = Terminology.default().with_products([{"name": "Marevan forte", "ingredients": ["warfarin"]}])
    mine = Checker.of_plan(plan(), terminology=local)
    assert mine.check(case(order("m", "Marevan forte", "5 mg"))).chart.orders[0].ingredients == ("warfarin",)
    assert checker().check(case(order("m", "Marevan forte", "5 mg"))).chart.orders[0].unresolved


def test_a_plan_without_products_needs_no_terminology_of_its_own():
    assert Checker.of_plan(plan()._replace(products=())).terminology is Terminology.default()


def test_a_chart_that_is_prepared_serves_several_checks():
    prepared = checker().prepare(CASE)
    assert said(checker().report(prepared)) == said(checker().check(CASE))
    assert set(checker().evaluate(prepared)) == {"native"}


def test_the_durable_engine_is_the_second_voice_or_a_failure_that_is_named():
    both = Checker.of_plan(plan(), engines=("native", "durable"))
    found = both.check(CASE)
    assert said(found)[PAIR] == ("fired", "major", "certain")
    assert [one.engine for one in found.failures] == ([] if "durable" in found.engines else ["durable"])
    if "durable" in found.engines:
        assert found.disagreements == ()
