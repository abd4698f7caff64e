"""Plans made at random, so that they reach what no ruleset of today says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rxrules.plan import (
    AllergenCodes,
    Band,
    Bound,
    Burden,
    BurdenItem,
    Condition,
    ConditionCodes,
    DoseLimit,
    Duplication,
    Finding,
    Interaction,
    Level,
    Modifier,
    Participant,
    PatientCheck,
    Plan,
    PlanRule,
    Window,
)

if TYPE_CHECKING:
    from random import Random

    from rxrules.plan import Body

INGREDIENTS = tuple("abcdefgh")
ROUTES = ("oral", "topical", "iv")
CONDITIONS = ("c0", "c1", "c2")
ALLERGENS = ("x0", "x1", "x2")
TESTS = ("egfr", "k", "inr")
VARIABLES = ("age_months", "age_days", "weight", "height", "bsa", "obs:egfr@rate", "obs:k@amount", "est:crcl_actual")
MEASURES = ("per_dose", "per_day", "per_week")
#: Measures that are no part of the amounts of a row.
OTHER_MEASURES = ("rate", "per_course", "lifetime", "duration", "interval")
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
#: Lengths of one administration, in days: half an hour to a day, and none.
HOURS = (0.0, 0.5 / 24, 1 / 24, 1 / 24 * (1 + 5e-10), 1.0)
DISTANCES = (0.0, 1 / 24, 0.25, 6 / 24, 0.5)
AMOUNTS = (0.0, 0.1, 0.3, 3 * 0.1, 1.0, 2.0, 2.0 * (1 + 5e-10), 4.0, 6.0, 1e-6)


_KINDS = (
    *("interaction", "interaction", "duplication", "dose_limit", "dose_limit", "dose_limit"),
    *("contraindication", "contraindication", "allergy", "monitoring", "omission", "burden", "burden"),
)


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
    kinds = ["route", "route", "amount", "amount", "duration", "each_lasts", "prn", "indication"]
    kinds += ["taken", "phase", "allergy", "contains"]
    if depth:
        kinds += ["all", "any", "not", "with", "patient"]
    kind = r.choice(kinds)
    if kind == "route":
        return ("route", tuple(sorted(r.sample(ROUTES, r.randint(1, 2)))))
    if kind == "amount":
        measure, base = r.choice(MEASURES), r.choice(("mass", "activity"))
        routes = maybe(r, tuple(sorted(r.sample(ROUTES, r.randint(1, 2)))), 0.4)
        return ("amount", r.randrange(populations), measure, base, routes, *window(r, AMOUNTS))
    if kind == "each_lasts":
        return (kind, *window(r, HOURS))
    if kind in ("duration", "taken"):
        return (kind, *window(r, WHOLE))
    if kind == "allergy":
        return ("allergy", r.randint(-1, len(ALLERGENS) - 1), maybe(r, r.randrange(populations)))
    if kind == "contains":
        return ("contains", r.randrange(populations))
    if kind == "prn":
        return ("prn", r.random() < 0.5)
    if kind == "phase":
        return ("phase", r.choice(("loading", "maintenance")))
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
    within = () if r.random() < 0.7 else (r.choice((0.0, 1.0, 14.0)),)
    return ("with", r.randrange(populations), inner, r.random() < 0.6, own, *within)


def patient_condition(r: Random) -> Condition:
    kinds = "range", "range", "range", "sex", "pregnant", "breastfeeding", "condition", "condition", "stated", "tested"
    kind = r.choice(kinds)
    if kind == "range":
        return ("range", r.choice(VARIABLES), *window(r), maybe(r, r.choice((0.0, 1.0, 30.0)), 0.3))
    if kind == "sex":
        return ("sex", r.choice(("female", "male")))
    if kind == "condition":
        return ("condition", r.choice(CONDITIONS), r.random() < 0.5)
    if kind == "stated":
        return ("stated", r.choice(("preferences", "goals")), r.choice(CONDITIONS))
    if kind == "tested":
        return _tested(r)
    return (kind, r.random() < 0.5)


def _tested(r: Random, within: float | None = None) -> Condition:
    names = tuple(r.sample(TESTS, r.randint(1, 2)))
    return ("tested", names, within if within is not None else maybe(r, r.choice((0.0, 1.0, 30.0)), 0.7))


def condition(r: Random, populations: int, slots: int, depth: int = 3) -> Condition:
    kinds = ["patient", "patient", "order", "order", "with"]
    if slots > 1:
        kinds += ["apart", "ahead"]
    if depth:
        kinds += ["all", "any", "not"]
    kind = r.choice(kinds)
    if kind == "patient":
        return patient_condition(r)
    if kind == "order":
        return ("order", r.randint(-2, slots - 1), order_condition(r, populations))
    if kind == "apart":
        return ("apart", *window(r, DISTANCES))
    if kind == "ahead":
        return ("ahead", r.randint(0, 1), *window(r, DISTANCES))
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
        measure := r.choice((*MEASURES, *MEASURES, *OTHER_MEASURES)),
        order_condition(r, populations) if r.random() < 0.4 else None,
        "time" if measure in ("duration", "interval") else r.choice(("mass", "mass", "activity")),
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
    measure = r.choice((*MEASURES, *MEASURES, *OTHER_MEASURES))
    base = "time" if measure in ("duration", "interval") else "mass"
    return DoseLimit(r.choice(INGREDIENTS[:6]), measure, route, base, "mg", 1.0, "", None, r.random() < 0.5, domain, bands)


def _patient_check(r: Random, populations: int, kind: str) -> PatientCheck:
    population: int | None = r.randrange(populations)
    if kind == "allergy":
        allergen = r.randint(-1, len(ALLERGENS) - 1)
        about = maybe(r, population)
        finding: Condition = ("order", 0, ("allergy", allergen, about))
        severity = r.randint(0, 3)
        return PatientCheck(about, None if about is None else _order_part(r, populations), (Finding("", severity, finding),))
    if kind == "omission" and r.random() < 0.4:
        population = None
    slots = 0 if population is None else 1
    findings: tuple[Finding, ...]
    if kind == "monitoring":
        within = r.choice((0.0, 1.0, 30.0))
        _, names, _ = _tested(r)
        done, fresh = ("tested", names, None), ("tested", names, within)
        variable = r.choice(("obs:egfr@rate", "obs:k@amount", "est:crcl_actual"))
        written = (
            Finding("missing", r.randint(0, 3), ("not", done)),
            Finding("overdue", r.randint(0, 3), ("all", done, ("not", fresh))),
            Finding("out_of_range", r.randint(0, 3), ("all", fresh, ("not", ("range", variable, *window(r), within)))),
        )
        findings = tuple(r.sample(written, r.randint(1, 3)))
    elif kind == "omission":
        own = () if population is None else (population,)
        absent = [("with", r.randrange(populations), _order_part(r, populations), False, own) for _ in range(r.randint(1, 3))]
        findings = (Finding("", r.randint(0, 3), ("all", *absent)),)
    else:
        conditions = [condition(r, populations, slots, r.randint(0, 2)) for _ in range(r.choice((1, 1, 2, 3)))]
        findings = tuple(Finding("", r.randint(0, 3), one) for one in conditions)
    return PatientCheck(population, None if population is None else _order_part(r, populations), findings)


def _order_part(r: Random, populations: int) -> Condition | None:
    return order_condition(r, populations) if r.random() < 0.3 else None


def _burden(r: Random, populations: int) -> Burden:
    measure = r.choice(("points", "points", "per_day", "lifetime"))
    weights = (0.0, 0.5, 1.0, 1.0, 2.0, 3.0)
    items = [BurdenItem(r.randrange(populations), _order_part(r, populations), r.choice(weights)) for _ in range(r.randint(1, 3))]
    if r.random() < 0.3:
        items.append(BurdenItem(None, condition(r, populations, 0, 1) if r.random() < 0.9 else None, r.choice(weights)))
    base = "" if measure == "points" else r.choice(("mass", "mass", "activity", "mass/body_surface"))
    totals = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
    levels = tuple(Level(Window(*window(r, totals)), r.randint(0, 3), "") for _ in range(r.randint(1, 3)))
    return Burden(measure, base, "", 1.0, r.choice(("ingredients", "orders", "items")), tuple(r.sample(items, len(items))), levels)


def _body(r: Random, kind: str, populations: int, *, simple: bool) -> Body:
    if kind == "interaction":
        return Interaction(_participant(r, populations), _participant(r, populations), r.random() < 0.2)
    if kind == "duplication":
        return Duplication(
            maybe(r, r.randrange(populations), 0.7),
            order_condition(r, populations) if r.random() < 0.4 else None,
            r.randint(1, 2),
            r.random() < 0.5,
            maybe(r, r.randrange(populations), 0.2),
        )
    if kind == "dose_limit":
        return _simple_limit(r) if simple else _limit(r, populations)
    if kind == "burden":
        return _burden(r, populations)
    return _patient_check(r, populations, kind)


def plan(r: Random) -> Plan:
    populations = tuple(sorted({tuple(sorted(r.sample(INGREDIENTS, r.randint(1, 4)))) for _ in range(r.randint(2, 5))}))
    count = len(populations)
    rules = []
    for index in range(r.randint(1, 6)):
        kind = r.choice(_KINDS)
        simple = r.random() < 0.4
        body = _body(r, kind, count, simple=simple)
        slots = 2 if kind == "interaction" else int(isinstance(body, PatientCheck) and body.population is not None)
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
    allergens = tuple(AllergenCodes(name, name, (name,), (f"9{name[1]}",), maybe(r, r.randrange(count), 0.7)) for name in ALLERGENS)
    return Plan((), tuple(rules), populations, codes, (), (), allergens, ("est:crcl_actual",))
