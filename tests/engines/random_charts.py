"""Charts made at random, with anything missing, about the ingredients and variables of `random_plans`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from random_plans import AMOUNTS, CONDITIONS, INGREDIENTS, ROUTES, VALUES, VARIABLES, WHOLE, maybe

from rxrules.chart import Amounts, Chart, ChartOrder, IngredientDose, Missing, Reading
from rxrules.model import Case, Dosage, Order, OrderStatus, ProblemStatus, Sex, Timing
from rxrules.model import Condition as Problem
from rxrules.terminology import Unresolved

if TYPE_CHECKING:
    from random import Random

INF = float("inf")
TODAY = 739_000.0


def _interval(r: Random, values: tuple[float, ...]) -> tuple[float, float]:
    low = r.choice(values)
    return (low, low) if r.random() < 0.6 else tuple(sorted((low, r.choice(values))))  # type: ignore[return-value]


def _amounts(r: Random, *, open_day: bool, open_dose: bool) -> Amounts:
    dose_low, dose_high = _interval(r, AMOUNTS)
    day_low, day_high = _interval(r, AMOUNTS)
    return Amounts(
        dose_low,
        INF if open_dose else dose_high,
        min(dose_low, r.choice(AMOUNTS)),
        dose_high,
        day_low,
        INF if open_day or open_dose else day_high,
        7 * day_low,
        INF if open_day or open_dose else 7 * day_high,
    )


def _dose(r: Random, order_id: str) -> IngredientDose:
    bases = [base for base, chance in (("mass", 0.9), ("activity", 0.3)) if r.random() < chance]
    open_day, open_dose = r.random() < 0.15, r.random() < 0.1
    missing = (Missing(f"medications.{order_id}.dose", "?"),) if open_dose or (not bases and r.random() < 0.8) else ()
    return IngredientDose(
        {base: _amounts(r, open_day=open_day, open_dose=open_dose) for base in bases},
        missing,
        Missing(f"medications.{order_id}.timing", "?") if open_day or open_dose else None,
        r.choice(("", "", "base", "hydrochloride", "sodium")),
        maybe(r, (0.5, "source"), 0.5),
    )


def _problems(r: Random) -> tuple[Problem, ...]:
    return tuple(
        Problem(text=r.choice((*CONDITIONS, "something else")), status=r.choice(list(ProblemStatus)))
        for _ in range(r.randint(0, 3))
    )


def order(r: Random, index: int, *, deciding: bool) -> ChartOrder:
    name = f"m{index}"
    ingredients = tuple(r.sample(INGREDIENTS, r.choice((1, 1, 1, 2, 3, 0))))
    live = r.random() < 0.85
    history = not live and r.random() < 0.8
    proposed = live and deciding and r.random() < 0.5
    start = r.choice((-INF, -INF, TODAY - 30, TODAY - 5, TODAY, TODAY + 3)) if not history else r.choice((-INF, TODAY - 50))
    end = r.choice((INF, INF, TODAY + 2, TODAY + 4, TODAY + 10)) if not history else r.choice((TODAY - 20, TODAY - 1, TODAY))
    if end <= start:
        end = start + 1
    latest_start = TODAY if start == -INF else start + r.choice((0, 0, 3))
    routes = frozenset(r.sample(ROUTES, r.choice((0, 1, 1, 2))))
    prn = r.random() < 0.3
    timings = tuple(maybe(r, Timing(prn=prn)) for _ in range(r.randint(0, 2)))
    return ChartOrder(
        index=index,
        id=name,
        ingredients=ingredients,
        proposed=proposed,
        live=live,
        history=history,
        start=start,
        latest_start=latest_start,
        end=end,
        ended=maybe(r, end if end != INF else TODAY + 5, 0.7),
        routes=routes,
        route_assumed=bool(routes) and r.random() < 0.3,
        prn=prn,
        prn_all=maybe(r, prn, 0.7),
        duration=maybe(r, _interval(r, WHOLE), 0.7),
        is_mixture=len(ingredients) > 1 and r.random() < 0.4,
        doses={ingredient: _dose(r, name) for ingredient in ingredients},
        source=Order(
            id=name,
            status=OrderStatus.ACTIVE,
            dosages=tuple(Dosage(timing=timing) for timing in timings),
            indication=_problems(r),
        ),
        product=None,
        unresolved=(Unresolved("x", "unknown", ()),) if not ingredients or r.random() < 0.03 else (),
    )


def chart(r: Random, most: int = 8) -> Chart:
    deciding = r.random() < 0.4
    orders = tuple(order(r, index, deciding=deciding) for index in range(r.randint(0, most)))
    readings, missing = {}, {}
    for variable in VARIABLES:
        if r.random() < 0.7:
            low, high = _interval(r, VALUES)
            if r.random() < 0.1:
                low, high = r.choice(((-INF, high), (low, INF)))
            if variable in ("weight", "bsa"):
                low = high = max(abs(v) for v in (low, high) if abs(v) != INF)
            age = None if r.random() < 0.1 else r.choice((0.0, 1.0, 2.0, 31.0))
            readings[variable] = Reading(low, high, age, f"patient.{variable}", "text")
        elif r.random() < 0.5:
            missing[variable] = (Missing(f"patient.{variable}", "missing"),)
    live = tuple(one for one in orders if one.live and one.ingredients)
    by_ingredient: dict[str, tuple[ChartOrder, ...]] = {}
    for one in live:
        for ingredient in one.ingredients:
            by_ingredient[ingredient] = (*by_ingredient.get(ingredient, ()), one)
    return Chart(
        case=Case("case"),
        as_of=TODAY,
        readings=readings,
        missing=missing,
        sex=r.choice((None, *Sex)),
        pregnant=r.choice((None, True, False)),
        breastfeeding=r.choice((None, True, False)),
        conditions=maybe(r, _problems(r), 0.7),
        conditions_complete=r.random() < 0.7,
        deciding=any(one.proposed and one.live for one in orders),
        orders=orders,
        live=live,
        history=tuple(one for one in orders if one.history and one.ingredients),
        pairs=tuple((ingredient, one) for one in live for ingredient in one.ingredients),
        by_ingredient=by_ingredient,
    )
