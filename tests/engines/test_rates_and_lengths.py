"""How long a dose takes, and what a rate without a dose is: by either engine, in cases small enough to be checked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from demo import small
from rxrules import Checker, read_case
from rxrules.engines.base import Status
from rxrules.engines.durable import available

_PER_DOSE = "dose drug: {ingredient: morphine}, measure: per_dose, severity: {max: major}"
_ASKS = "contra drug: {ingredient: morphine}, severity: major, when: "


@pytest.fixture(params=["native", "durable"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "durable" and (why := available()):
        pytest.skip(why)
    return str(request.param)


def verdict(engine: str, rule: str, *, drugs: tuple[str, ...] = (), ended: tuple[str, ...] = (), **order: Any) -> tuple[str, bool]:
    """Status and certainty of a rule on one order of morphine into a vein, with other drugs taken beside it or until yesterday."""
    usual = {"id": "m", "drug": "morphine", "route": "intravenous", "status": "proposed"}
    others = [{"id": f"o{at}", "drug": drug, "route": "oral", "status": "active"} for at, drug in enumerate(drugs)]
    past = [
        {"id": f"p{at}", "drug": drug, "route": "oral", "status": "completed", "start": "2026-11-01", "end": "2026-11-20"}
        for at, drug in enumerate(ended)
    ]
    case = {"as_of": "2026-11-21", "patient": {"age": "50 a"}, "medications": [{**usual, **order}, *others, *past]}
    checker: Checker = small(rule, engines=(engine,))
    (outcome,) = checker.evaluate(checker.prepare(read_case(case)))[engine]
    return Status(outcome.status).name.lower(), outcome.certain


RATE = {"rate": "2 mg/h"}


@pytest.mark.parametrize("limit", ["max: 0.5 mg", "max: 100 mg"])
def test_a_rate_alone_passes_no_limit_of_a_dose_and_is_not_clear_of_it(engine: str, limit: str) -> None:
    assert verdict(engine, f"{_PER_DOSE}, {limit}", **RATE)[0] == "not_evaluated"


def test_a_rate_alone_is_no_dose_that_a_condition_asks_for(engine: str) -> None:
    assert verdict(engine, f"{_ASKS}{{per_dose: '> 0.5 mg'}}", **RATE)[0] == "not_evaluated"


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("< 15 min", ("fired", False)),
        ("[0 min, 15 min)", ("fired", False)),
        ("<= 0 min", ("fired", False)),
        ("> 0 min", ("not_evaluated", True)),
        ("> 12 h", ("not_evaluated", True)),
    ],
)
def test_of_a_length_that_nobody_gave_only_at_once_is_assumed(engine: str, window: str, expected: tuple[str, bool]) -> None:
    found = verdict(engine, f"{_ASKS}{{each_lasts: '{window}'}}", dose="10 mg")
    assert found == expected if expected[0] == "fired" else found[0] == expected[0]


@pytest.mark.parametrize(
    ("lasts", "window", "expected"),
    [
        ("24 h", "> 12 h", ("fired", True)),
        ("24 h", "< 15 min", ("clear", True)),
        ("12 h", "> 12 h", ("clear", True)),
        ("12 h", ">= 12 h", ("fired", True)),
    ],
)
def test_a_length_that_is_given_is_held_against_the_window(
    engine: str, lasts: str, window: str, expected: tuple[str, bool]
) -> None:
    timing = {"frequency": 1, "per": "1 d", "each_lasts": lasts}
    assert verdict(engine, f"{_ASKS}{{each_lasts: '{window}'}}", dose="10 mg", timing=timing) == expected


def test_a_drug_nobody_knows_that_ended_matters_only_to_who_asks_for_drugs_that_ended(engine: str) -> None:
    asks = f"{_ASKS}{{with: {{ingredient: warfarin%s}}}}"
    assert verdict(engine, asks % "", dose="10 mg", ended=("nobody knows this",))[0] == "clear"
    assert verdict(engine, asks % ", within: 7 d", dose="10 mg", ended=("nobody knows this",))[0] == "not_evaluated"
    assert verdict(engine, asks % ", within: 7 d", dose="10 mg", ended=("warfarin",)) == ("fired", True)
