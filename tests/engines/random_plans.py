"""Plans made at random, so that they reach what no ruleset of today says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from random import Random

INGREDIENTS = tuple("abcdefgh")
ROUTES = ("oral", "topical", "iv")
CONDITIONS = ("c0", "c1", "c2")
VARIABLES = ("age_months", "age_days", "weight", "height", "bsa", "obs:egfr@rate", "obs:k@amount")
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


def maybe(r: Random, value: Any, chance: float = 0.5) -> Any:
    return value if r.random() < chance else None


def window(r: Random, values: tuple[float, ...] = VALUES) -> tuple[float | None, bool, float | None, bool]:
    low, high = maybe(r, r.choice(values), 0.7), maybe(r, r.choice(values), 0.7)
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
        return ("range", r.choice(VARIABLES), *window(r), maybe(r, r.choice((0.0, 1.0, 30.0)), 0.3))
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
        maybe(r, r.choice((1.0, 14.0)), 0.3),
    )


def _bounds(r: Random) -> tuple[Bound, ...]:
    names = [name for name in ("max", "hard_max", "min", "hard_min") if r.random() < 0.5] or ["max"]
    return tuple(
        Bound(
            name,
            r.randint(0, 3),
            r.choice(AMOUNTS),
            r.choice(("", "", "weight", "bsa")),
            maybe(r, r.choice(AMOUNTS), 0.3),
            "",
            maybe(r, 30.0, 0.3),
        )
        for name in names
    )


def _limit(r: Random, populations: int) -> DoseLimit:
    variables = r.sample(VARIABLES, r.randint(1, 2))
    bands = tuple(
        Band(
            tuple(("range", v, *window(r), maybe(r, 30.0, 0.2)) for v in variables if r.random() < 0.8),
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
        tuple(("range", v, *window(r), maybe(r, 30.0, 0.2)) for v in variables if r.random() < 0.3),
        bands,
    )


def _simple_limit(r: Random) -> DoseLimit:
    """The common case: windows of one variable that touch, bounds that are the same for every patient."""
    variable = r.choice(VARIABLES)
    cuts = [None, *sorted(set(r.sample(VALUES, r.randint(0, 3)))), None]
    closed = r.random() < 0.5
    bands = tuple(
        Band(
            () if low is high is None else (("range", variable, low, closed, high, not closed, None),),
            tuple(bound._replace(scale="", cap=None) for bound in _bounds(r)),
            "",
        )
        for low, high in pairwise(cuts)
    )
    route = ("route", (r.choice(ROUTES),)) if r.random() < 0.3 else None
    domain = (("range", variable, *window(r), None),) if r.random() < 0.2 else ()
    measure = r.choice(("per_dose", "per_day", "per_week"))
    return DoseLimit(r.choice(INGREDIENTS[:6]), measure, route, "mass", "mg", 1.0, "", None, r.random() < 0.5, domain, bands)


def plan(r: Random) -> Plan:
    populations = tuple(sorted({tuple(sorted(r.sample(INGREDIENTS, r.randint(1, 4)))) for _ in range(r.randint(2, 5))}))
    count = len(populations)
    rules = []
    for index in range(r.randint(1, 6)):
        kind = r.choice(("interaction", "interaction", "duplication", "dose_limit", "dose_limit", "dose_limit"))
        simple = r.random() < 0.4
        body: Interaction | Duplication | DoseLimit
        if kind == "interaction":
            body = Interaction(_participant(r, count), _participant(r, count), r.random() < 0.2)
        elif kind == "duplication":
            body = Duplication(
                maybe(r, r.randrange(count), 0.7),
                order_condition(r, count) if r.random() < 0.4 else None,
                r.randint(1, 2),
                r.random() < 0.5,
                maybe(r, r.randrange(count), 0.2),
            )
        else:
            body = _simple_limit(r) if simple else _limit(r, count)
        slots = 2 if kind == "interaction" else 0
        when = condition(r, count, slots) if r.random() < 0.4 and not simple else None
        rules.append(
            PlanRule(
                f"r{index}",
                kind,
                r.randint(0, 3),
                False,
                body,
                when,
                () if simple else _modifiers(r, count, slots),
                0,
                0,
                "f:1",
            )
        )
    if r.random() < 0.5:
        rules += [
            PlanRule(f"s{i}", "dose_limit", 2, False, _simple_limit(r), None, (), 0, 0, "f:1") for i in range(r.randint(1, 6))
        ]
    codes = tuple(ConditionCodes(name, name, (name,), (), ()) for name in CONDITIONS)
    return Plan((), tuple(rules), populations, codes, ())
