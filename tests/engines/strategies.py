"""Plans and charts for differential tests, made by hand so that they reach what no ruleset of today says.

Everything is drawn from a `random.Random`: under Hypothesis one of its own, so that examples shrink; in long
runs a seeded one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from rxrules.chart import Amounts, Chart, ChartOrder, IngredientDose, Missing, Reading
from rxrules.model import Case, Dosage, Order, OrderStatus, ProblemStatus, Sex, Timing
from rxrules.model import Condition as Problem
from rxrules.plan import (
    Band,
    Bound,
    Condition,
    ConditionCodes,
    DoseLimit,
    Duplication,
    Interaction,
    Modifier,
    Participant,
    Plan,
    PlanRule,
)
from rxrules.terminology import Unresolved

if TYPE_CHECKING:
    from random import Random

INF = float("inf")
INGREDIENTS = tuple("abcdefgh")
ROUTES = ("oral", "topical", "iv")
CONDITIONS = ("c0", "c1", "c2")
VARIABLES = ("age_months", "age_days", "weight", "height", "bsa", "obs:egfr@rate", "obs:k@amount")
TODAY = 739_000.0
#: Few values, so that they meet; some differ by less than the tolerance, or only in binary.
VALUES = (
    0.0,
    0.1,
    0.3,
    3 * 0.1,
    0.30000000001,
    0.1 + 0.2,
    1.0,
    1.0 + 5e-10,
    1.0 - 5e-10,
    1.0 + 2e-9,
    2.0,
    5e-05,
    10.0,
    1e16,
)
WHOLE = (0.0, 1.0, 2.0, 3.0, 12.0)
AMOUNTS = (0.0, 0.1, 0.3, 3 * 0.1, 1.0, 2.0, 2.0 * (1 + 5e-10), 4.0, 6.0, 1e-6)


def _maybe(r: Random, value: Any, chance: float = 0.5) -> Any:
    return value if r.random() < chance else None


def window(r: Random, values: tuple[float, ...] = VALUES) -> tuple[float | None, bool, float | None, bool]:
    low, high = _maybe(r, r.choice(values), 0.7), _maybe(r, r.choice(values), 0.7)
    if low is None and high is None:
        low = r.choice(values)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return low, r.random() < 0.5, high, r.random() < 0.5


def order_condition(r: Random, populations: int, depth: int = 1) -> Condition:
    kinds = ["route", "route", "amount", "duration", "prn", "indication"]
    if depth:
        kinds += ["all", "any", "not", "with", "patient"]
    kind = r.choice(kinds)
    if kind == "route":
        return ("route", tuple(sorted(r.sample(ROUTES, r.randint(1, 2)))))
    if kind == "amount":
        measure, base = r.choice(("per_dose", "per_day", "per_week")), r.choice(("mass", "activity"))
        return ("amount", r.randrange(populations), measure, base, *window(r, AMOUNTS))
    if kind == "duration":
        return ("duration", *window(r, WHOLE))
    if kind == "prn":
        return ("prn", r.random() < 0.5)
    if kind == "indication":
        return ("indication", r.choice(CONDITIONS))
    if kind == "patient":
        return patient_condition(r)
    if kind == "with":
        return _with(r, populations, 0)
    if kind == "not":
        return ("not", order_condition(r, populations, depth - 1))
    return (kind, *(order_condition(r, populations, depth - 1) for _ in range(r.randint(1, 3))))


def _with(r: Random, populations: int, depth: int) -> Condition:
    inner = order_condition(r, populations, depth) if r.random() < 0.4 else None
    own = tuple(r.sample(range(populations), r.randint(1, min(2, populations))))
    return ("with", r.randrange(populations), inner, r.random() < 0.6, own)


def patient_condition(r: Random) -> Condition:
    kind = r.choice(("range", "range", "range", "sex", "pregnant", "breastfeeding", "condition", "condition"))
    if kind == "range":
        return ("range", r.choice(VARIABLES), *window(r), _maybe(r, r.choice((0.0, 1.0, 30.0)), 0.3))
    if kind == "sex":
        return ("sex", r.choice(("female", "male")))
    if kind == "condition":
        return ("condition", r.choice(CONDITIONS), r.random() < 0.5)
    return (kind, r.random() < 0.5)


def condition(r: Random, populations: int, slots: int, depth: int = 3) -> Condition:
    kinds = ["patient", "patient", "order", "order", "with"]
    if depth:
        kinds += ["all", "any", "not"]
    kind = r.choice(kinds)
    if kind == "patient":
        return patient_condition(r)
    if kind == "order":
        return ("order", r.randint(-2, slots - 1), order_condition(r, populations))
    if kind == "with":
        return _with(r, populations, 1)
    if kind == "not":
        return ("not", condition(r, populations, slots, depth - 1))
    return (kind, *(condition(r, populations, slots, depth - 1) for _ in range(r.randint(1, 3))))


def _modifiers(r: Random, populations: int, slots: int) -> tuple[Modifier, ...]:
    if r.random() < 0.4:
        return ()
    return tuple(
        Modifier(f"m{i}", condition(r, populations, slots, r.randint(0, 2)), r.randint(-1, 3), "") for i in range(r.randint(1, 4))
    )


def _participant(r: Random, populations: int) -> Participant:
    return Participant(
        r.randrange(populations),
        order_condition(r, populations) if r.random() < 0.3 else None,
        _maybe(r, r.choice((1.0, 14.0)), 0.3),
    )


def _bounds(r: Random) -> tuple[Bound, ...]:
    names = [name for name in ("max", "hard_max", "min", "hard_min") if r.random() < 0.5] or ["max"]
    return tuple(
        Bound(
            name,
            r.randint(0, 3),
            r.choice(AMOUNTS),
            r.choice(("", "", "weight", "bsa")),
            _maybe(r, r.choice(AMOUNTS), 0.3),
            "",
            _maybe(r, 30.0, 0.3),
        )
        for name in names
    )


def _limit(r: Random, populations: int) -> DoseLimit:
    variables = r.sample(VARIABLES, r.randint(1, 2))
    bands = tuple(
        Band(
            tuple(("range", v, *window(r), _maybe(r, 30.0, 0.2)) for v in variables if r.random() < 0.8),
            _bounds(r),
            "",
        )
        for _ in range(r.randint(1, 4))
    )
    return DoseLimit(
        r.choice(INGREDIENTS[:4]),
        r.choice(("per_dose", "per_day", "per_week")),
        order_condition(r, populations) if r.random() < 0.4 else None,
        r.choice(("mass", "mass", "activity")),
        "mg",
        1.0,
        r.choice(("", "", "base", "hydrochloride")),
        r.choice((None, 0.5, 1.0)),
        r.random() < 0.5,
        tuple(("range", v, *window(r), _maybe(r, 30.0, 0.2)) for v in variables if r.random() < 0.3),
        bands,
    )


def plan(r: Random) -> Plan:
    populations = tuple(sorted({tuple(sorted(r.sample(INGREDIENTS, r.randint(1, 4)))) for _ in range(r.randint(2, 5))}))
    count = len(populations)
    rules = []
    for index in range(r.randint(1, 6)):
        kind = r.choice(("interaction", "interaction", "duplication", "dose_limit", "dose_limit"))
        body: Interaction | Duplication | DoseLimit
        if kind == "interaction":
            body = Interaction(_participant(r, count), _participant(r, count), r.random() < 0.2)
        elif kind == "duplication":
            body = Duplication(
                _maybe(r, r.randrange(count), 0.7),
                order_condition(r, count) if r.random() < 0.4 else None,
                r.randint(1, 2),
                r.random() < 0.5,
                _maybe(r, r.randrange(count), 0.2),
            )
        else:
            body = _limit(r, count)
        slots = 2 if kind == "interaction" else 0
        when = condition(r, count, slots) if r.random() < 0.4 else None
        rules.append(
            PlanRule(
                f"r{index}",
                kind,
                r.randint(0, 3),
                False,
                body,
                when,
                _modifiers(r, count, slots),
                0,
                0,
                "f:1",
            )
        )
    codes = tuple(ConditionCodes(name, name, (name,), (), ()) for name in CONDITIONS)
    return Plan((), tuple(rules), populations, codes, ())


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
        _maybe(r, (0.5, "source"), 0.5),
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
    timings = tuple(_maybe(r, Timing(prn=prn)) for _ in range(r.randint(0, 2)))
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
        ended=_maybe(r, end if end != INF else TODAY + 5, 0.7),
        routes=routes,
        route_assumed=bool(routes) and r.random() < 0.3,
        prn=prn,
        prn_all=_maybe(r, prn, 0.7),
        duration=_maybe(r, _interval(r, WHOLE), 0.7),
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
        conditions=_maybe(r, _problems(r), 0.7),
        conditions_complete=r.random() < 0.7,
        deciding=any(one.proposed and one.live for one in orders),
        orders=orders,
        live=live,
        history=tuple(one for one in orders if one.history and one.ingredients),
        pairs=tuple((ingredient, one) for one in live for ingredient in one.ingredients),
        by_ingredient=by_ingredient,
    )


def plans() -> st.SearchStrategy[Plan]:
    """Plans of every kind of rule, with conditions of every operator."""
    return st.randoms(use_true_random=False).map(plan)


def charts() -> st.SearchStrategy[Chart]:
    """Charts of none to eight orders, with anything missing."""
    return st.randoms(use_true_random=False).map(chart)
