"""INVARIANT: the quick form of a dose limit says what the long one says, or nothing."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from small_cases import INF, ORAL, band, chart, limit, order, rule

from rxrules.chart import Amounts, Reading
from rxrules.engines.base import Status
from rxrules.engines.native import NativeEngine
from rxrules.engines.native.limits import QuickLimit

HARD, SOFT = ("hard_max", 2, 8.0, "", None), ("max", 1, 4.0, "", None)
LOW, LEAST = ("min", 0, 2.0, "", None), ("hard_min", 3, 1.0, "", None)
BOUNDS = (HARD, SOFT, LOW, LEAST)


def weight(low: float | None, high: float | None, within: float | None = None) -> tuple[Any, ...]:
    return ("range", "weight", low, low is not None, high, False, within)


LIGHT, HEAVY, ANY = weight(1.0, 50.0), weight(50.0, 400.0), weight(1.0, 400.0)
RULES = {
    "one band": limit(band(*BOUNDS)),
    "by route": limit(band(*BOUNDS), condition=ORAL),
    "as needed alone": limit(band(*BOUNDS), condition=("prn", True)),
    "bounds in another order": limit(band(*BOUNDS[::-1])),
    "a dose": limit(band(*BOUNDS))._replace(measure="per_dose"),
    "a rate": limit(band(*BOUNDS))._replace(measure="rate"),
    "bands": limit(band(SOFT, tests=(LIGHT,)), band(HARD, tests=(HEAVY,)), domain=(ANY,)),
    "bands in order": limit(band(SOFT, tests=(LIGHT,)), band(HARD), domain=(ANY,), first=True),
    "a domain alone": limit(band(SOFT), domain=(HEAVY,)),
    "a fresh weight": limit(band(SOFT, tests=(weight(1.0, 50.0, 30.0),)), band(HARD, tests=(weight(50.0, 400.0, 30.0),))),
    "a fresh domain": limit(band(SOFT), domain=(weight(1.0, 400.0, 30.0),)),
    "by sex": limit(band(SOFT, tests=(("sex", "male"),))),
    "scaled": limit(band(("max", 1, 0.05, "weight", None))),
    "scaled in one band": limit(band(SOFT, tests=(LIGHT,)), band(("max", 1, 0.05, "weight", None), tests=(HEAVY,)), domain=(ANY,)),
    "of the base": limit(band(*BOUNDS), salt="base"),
}
AMOUNTS = (
    0.5,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    4.0 * (1 + 5e-10),
    4.0 * (1 + 2e-9),
    5.0,
    8.0,
    9.0,
    (1.5, 3.0),
    (3.0, 5.0),
    (3.0, 9.0),
    (0.0, INF),
)
WEIGHTS = (None, 40.0, 50.0, 60.0, (40.0, 60.0), (40.0, 50.0), (50.0, 60.0), (40.0, 45.0), (0.5, 40.0), (300.0, 500.0), 0.5, 500.0)
ORDERS: dict[str, dict[str, Any]] = {
    "by mouth": {},
    "by skin": {"routes": frozenset({"topical"})},
    "by either": {"routes": frozenset({"oral", "topical"})},
    "by what is assumed": {"route_assumed": True},
    "by an unknown route": {"routes": frozenset()},
    "as needed": {"prn": True, "prn_all": True},
}


def _cases() -> list[Any]:
    every_dose = product(AMOUNTS, (None, 60.0), ORDERS.values())
    every_weight = product((1.5, 3.0, 5.0, 9.0, (3.0, 9.0)), WEIGHTS, ({}, ORDERS["as needed"]))
    charts = [
        chart(order(0, "a", dose=amount, **changes), **({} if at is None else {"weight": at}))
        for amount, at, changes in (*every_dose, *every_weight)
    ]
    # the smallest of several doses, and the doses of a day, are not the largest dose
    for amounts in ((3.0, 3.0, 0.5, 0.5, 9.0, 9.0), (3.0, 3.0, 3.0, 3.0, 1.5, 1.5), (0.5, 0.5, 0.5, 0.5, 3.0, 3.0)):
        one = order(0, "a")
        one.doses["a"].amounts = {"mass": Amounts(*amounts, 21.0, 21.0)}
        charts.append(chart(one))
    one = order(0, "a", dose=3.0)
    one.doses["a"].salt, one.doses["a"].salt_factor = "sodium", (0.5, "a label")
    charts.append(chart(one))
    for age, at in product((None, 30.0, 31.0), (40.0, 60.0)):
        old = chart(order(0, "a", dose=5.0))
        old.readings["weight"] = Reading(at, at, age, "patient.weight", "a weight")
        charts.append(old)
    return charts


@pytest.mark.parametrize("body", RULES.values(), ids=RULES)
def test_the_quick_form_of_a_limit_says_what_the_long_one_says(body: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    charts = _cases()
    quick = [NativeEngine(rule(body)).evaluate(one) for one in charts]
    monkeypatch.setattr(QuickLimit, "of", classmethod(lambda *_: None))
    long = [NativeEngine(rule(body)).evaluate(one) for one in charts]
    for one, said, meant in zip(charts, quick, long, strict=True):
        assert said == meant, one.orders


@pytest.mark.parametrize(
    ("name", "taken"),
    [("one band", 1), ("by route", 1), ("bands", 1), ("a dose", 1), ("a fresh weight", 0), ("scaled", 0), ("as needed alone", 0)],
)
def test_the_quick_form_is_taken_where_everything_is_known(name: str, taken: int) -> None:
    plan = rule(RULES[name])
    quick = QuickLimit.of(0, plan.rules[0], RULES[name])
    assert (quick is not None) == bool(taken)
    if quick is not None:
        for amount, status in ((3.0, Status.CLEAR), (9.0, Status.FIRED)):
            case = chart(order(0, "a", dose=amount), weight=60.0)
            outcome = quick.judge(case, case.orders[0])
            assert outcome is not None
            assert outcome.status == status
        range_ = chart(order(0, "a", dose=(3.0, 5.0)), weight=60.0)
        assert quick.judge(range_, range_.orders[0]) is None
