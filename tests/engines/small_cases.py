"""Plans and charts small enough to be checked by hand, and what both engines say of them."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from rxrules.chart import Amounts, Chart, ChartOrder, IngredientDose, Missing, Reading
from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine
from rxrules.engines.native import NativeEngine
from rxrules.model import Case, Order
from rxrules.plan import (
    AllergenCodes,
    Band,
    Bound,
    Burden,
    ConditionCodes,
    DoseLimit,
    Duplication,
    Finding,
    Interaction,
    Modifier,
    Participant,
    PatientCheck,
    Plan,
    PlanRule,
)

INF = float("inf")
TODAY = 739_000.0
A, B, AB = 0, 1, 2
POPULATIONS = (("a",), ("b",), ("a", "b"))


def order(index: int, *ingredients: str, dose: float | tuple[float, float] = 1.0, **changes: Any) -> ChartOrder:
    low, high = dose if isinstance(dose, tuple) else (dose, dose)
    amounts = {} if dose == (0.0, INF) else {"mass": Amounts(low, high, low, high, low, high, 7 * low, 7 * high)}
    given: dict[str, Any] = {
        "proposed": False,
        "live": True,
        "history": False,
        "start": -INF,
        "end": INF,
        "ended": None,
        "routes": frozenset({"oral"}),
        "route_assumed": False,
        "prn": False,
        "prn_all": False,
        "duration": None,
        "is_mixture": False,
        "doses": {one: IngredientDose(amounts, () if amounts else (Missing("dose", "missing"),)) for one in ingredients},
        "source": Order(id=f"m{index}"),
        "product": None,
    }
    given |= changes
    return ChartOrder(
        index=index,
        id=f"m{index}",
        ingredients=ingredients,
        latest_start=max(given["start"], TODAY - 100),
        **given,
    )


def split(whole: ChartOrder, *parts: dict[str, Any]) -> ChartOrder:
    """An order in parts, each with what it says of itself; a dose is given as by `order`."""
    made = []
    for place, changes in enumerate(parts):
        one = order(whole.index + place, *whole.ingredients, **changes)
        made.append(evolve(one, id=whole.id, whole=whole))
    whole.parts = tuple(made)
    return whole


#: What of a chart is no reading.
_FIELDS = ("sex", "incomplete", "preferences", "goals", "allergies", "tests", "history_complete", "conditions")


def chart(*orders: ChartOrder, **known: Any) -> Chart:
    rows = tuple(row for one in orders for row in one.parts or (one,))
    assert [row.index for row in rows] == list(range(len(rows)))
    live = tuple(one for one in rows if one.live)
    pairs = tuple((ingredient, one) for one in live for ingredient in one.ingredients)
    fields = {name: value for name, value in known.items() if name in _FIELDS}
    readings = {
        name: Reading(*_span(value), 0.0, f"patient.{name}", str(value)) for name, value in known.items() if name not in _FIELDS
    }
    return Chart(
        case=Case("c"),
        as_of=TODAY,
        readings=readings,
        missing={},
        pregnant=None,
        breastfeeding=None,
        deciding=any(one.proposed for one in live),
        orders=orders,
        rows=rows,
        has_parts=len(rows) > len(orders),
        live=live,
        history=tuple(one for one in rows if one.history),
        pairs=pairs,
        by_ingredient={name: tuple(one for other, one in pairs if other == name) for name, _ in pairs},
        **({"sex": None, "conditions": None} | fields),
    )


def _span(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)


_KINDS = {
    Interaction: "interaction",
    Duplication: "duplication",
    DoseLimit: "dose_limit",
    PatientCheck: "contraindication",
    Burden: "burden",
}
X, Y = AllergenCodes("x", "x", ("x",), (), 0), AllergenCodes("y", "y", ("y",), (), None)


def rule(body: Any, *modifiers: tuple[Any, int], when: Any = None, severity: int = 2, kind: str = "") -> Plan:
    kind = kind or _KINDS[type(body)]
    made = tuple(Modifier("m", condition, rank, "") for condition, rank in modifiers)
    return Plan(
        (),
        (PlanRule("r", kind, severity, False, body, when, made, 0, 0, "f:1"),),
        POPULATIONS,
        tuple(ConditionCodes(name, name, (name,), (), ()) for name in ("c", "d")),
        (),
        (),
        (X, Y),
    )


def check(*findings: tuple[int, Any], population: int | None = A, condition: Any = None) -> PatientCheck:
    return PatientCheck(population, condition, tuple(Finding("", severity, found) for severity, found in findings))


def pair(first: Any = None, second: Any = None, *, added: bool = False, days: tuple[Any, Any] = (None, None)) -> Interaction:
    return Interaction(Participant(A, first, days[0]), Participant(B, second, days[1]), added)


def limit(*bands: Band, first: bool = False, condition: Any = None, domain: tuple[Any, ...] = (), salt: str = "") -> DoseLimit:
    return DoseLimit("a", "per_day", condition, "mass", "mg", 1.0, salt, None, first, domain, bands)


def band(*bounds: tuple[Any, ...], tests: tuple[Any, ...] = ()) -> Band:
    return Band(tests, tuple(Bound(*bound, "") for bound in bounds), "")


MAX = ("max", 2, 4.0, "", None)


def ask(plan: Plan, case: Chart) -> list[tuple[Status, int, bool]]:
    """The verdicts of durable; native says the same."""
    found = DurableEngine(plan).evaluate(case)
    native = sorted(NativeEngine(plan).evaluate(case), key=lambda outcome: outcome.key)
    assert [(one.key, one.verdict) for one in found] == [(one.key, one.verdict) for one in native]
    return [(one.status, one.verdict[1], one.certain) for one in found]


ORAL = ("route", ("oral",))
OLD = ("range", "age_months", 780.0, True, None, False, None)
HEAVY = ("range", "weight", 50.0, True, None, False, None)

FIRED, POSSIBLE = (Status.FIRED, 2, True), (Status.FIRED, 2, False)
CLEAR = (Status.CLEAR, -1, True)
NOT_EVALUATED = (Status.NOT_EVALUATED, -1, True)
