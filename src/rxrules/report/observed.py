"""What was read of a case, in words: the value of a condition that is known to hold, or known not to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, MEASURES
from rxrules.chart.totals import ahead, amount_over_orders, apart, lasts_of
from rxrules.report.amounts import span_text
from rxrules.report.asking import HOURS, canonical, printed, some, test_name, title_of
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import Chart, ChartAllergy, ChartOrder, Reading
    from rxrules.plan import Condition, Plan

    Orders = tuple[ChartOrder, ...]


def found_of(plan: Plan, chart: Chart, orders: Orders, condition: Condition, *, holds: bool) -> str:
    """What was read for a single condition whose truth is known.

    Args:
        plan: whose definitions name it.
        chart: the case.
        orders: by slot.
        condition: no junction.
        holds: whether it does.
    """
    operator, *rest = condition
    make = _FOUND.get(str(operator))
    # what has no words of its own here says at least which it is
    return f"{operator}: {'yes' if holds else 'no'}" if make is None else make(plan, chart, orders, holds, *rest)


def reading_words(variable: str, reading: Reading) -> str:
    """A reading in words: its name, its value as it was written, and of an estimate the formula."""
    how = printed(variable)
    if variable in ("age_months", "age_days"):
        return _age_words(variable, reading)
    if variable.startswith("est:"):
        name, formula = name_of(variable, reading)
        value = reading.text.partition(" (")[0]
        return f"{name} {value}{formula and f' ({formula})'}".replace("{1.73_m2}", "1.73 m2")
    return f"{how.name} {reading.text}".replace("{1.73_m2}", "1.73 m2")


def name_of(variable: str, reading: Reading) -> tuple[str, str]:
    """What a reading is called; and of an estimate the formula: one that chooses among several tells in its text which it took."""
    if not variable.startswith("est:"):
        return printed(variable).name, ""
    title = reading.text.partition(" (")[2].partition(";")[0].removesuffix(")") or printed(variable).name
    name, _, formula = title.partition(", ")
    # "eGFR as reported" is an eGFR by no formula of ours
    return ("eGFR", "as reported") if name == "eGFR as reported" else (name, formula)


def _age_words(variable: str, reading: Reading) -> str:
    low, high = reading.low, reading.high
    unit = "days"
    if variable == "age_months":
        unit = "months"
        if low >= 24:
            low, high, unit = low // 12, high // 12, "years"
    words = f"age {low:g} {unit}" if low == high else f"age {low:g} to {high:g} {unit}"
    return f"{words} (born {reading.text})" if reading.path.endswith("birth_date") else words


def recorded(chart: Chart, what: str, names: Sequence[str], plan: Plan) -> list[str]:
    """The entries of a list of the patient that a definition recognises, as they were written."""
    listed = getattr(chart, what) or ()
    definitions = {one.id: (one.names, one.icd10, one.snomed) for one in plan.conditions if one.id in names}
    index = ConditionIndex(definitions)
    return [one.text or f"{one.system} {one.code}".strip() for one in listed if index.find(one.text, one.code, one.system)]


def allergies(plan: Plan, chart: Chart, order: ChartOrder, allergen: int, population: int | None) -> list[ChartAllergy]:
    """The standing allergies that an ``allergy`` condition finds for an order."""
    own = frozenset(order.ingredients)
    if population is not None and allergen < 0:
        own = own.intersection(plan.populations[population])
    index = ConditionIndex({})
    wanted = own
    if allergen >= 0:
        one = plan.allergens[allergen]
        index = ConditionIndex({one.id: (one.names, (), one.snomed)})
        wanted = frozenset() if one.population is None else frozenset(plan.populations[one.population])
    return [
        entry
        for entry in chart.allergies or ()
        if entry.standing and (wanted & entry.ingredients or index.find(entry.text, entry.code, entry.system))
    ]


# What was found, where it is known: of the plan, the chart, the orders, whether the condition holds, and its members.


def _read(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, variable: str, *_: Any) -> str:  # noqa: FBT001
    return reading_words(variable, chart.readings[variable])


def _sex(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, _wanted: str) -> str:  # noqa: FBT001
    return chart.sex.value if chart.sex is not None else "not known"


def _state(name: str) -> Callable[..., str]:
    def found(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, _wanted: bool) -> str:  # noqa: FBT001
        return name if getattr(chart, name) else f"not {name}"

    return found


def _listed(what: str, plan: Plan, chart: Chart, holds: bool, name: str) -> str:  # noqa: FBT001
    title = title_of(plan, name)
    if not holds:
        return f"{title} is not recorded"
    words = [one for one in recorded(chart, what, (name,), plan) if one.casefold() != title.casefold()]
    return f"{title} (recorded as {', '.join(words)})" if words else title


def _problem(plan: Plan, chart: Chart, _orders: Orders, holds: bool, name: str, _active: bool) -> str:  # noqa: FBT001
    return _listed("conditions", plan, chart, holds, name)


def _wish(plan: Plan, chart: Chart, _orders: Orders, holds: bool, what: str, name: str) -> str:  # noqa: FBT001
    return f"{what.removesuffix('s')}: {_listed(what, plan, chart, holds, name)}"


def _beside(
    plan: Plan,
    chart: Chart,
    orders: Orders,
    holds: bool,  # noqa: FBT001
    population: int,
    _condition: Condition | None,
    present: bool,  # noqa: FBT001
    _own: Sequence[int],
    within: float | None = None,
) -> str:
    members = plan.populations[population]
    taking_part = {order.id for order in orders}
    if holds != present:
        return f"none of {some(members)}" if len(members) > 1 else f"no {some(members)}"
    there = [
        f"{'/'.join(name for name in row.ingredients if name in members)} ({row.id})"
        for row in (chart.live if within is None else (*chart.live, *chart.history))
        if row.id not in taking_part and not set(members).isdisjoint(row.ingredients)
    ]
    return f"with {', '.join(dict.fromkeys(there)) or some(members)}"


def _by(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _routes: object) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is given by {', '.join(sorted(order.routes))}"


def _given(
    plan: Plan,
    chart: Chart,
    orders: Orders,
    _holds: bool,  # noqa: FBT001
    population: int,
    measure: str,
    base: str,
    routes: Sequence[str] | None,
    *_window: Any,
) -> str:
    (order,) = orders
    members = plan.populations[population]
    names = {"per_dose": "dose", "per_day": "daily dose", "per_week": "weekly dose"}
    unit = canonical(base) + {"per_day": "/d", "per_week": "/wk"}.get(measure, "")
    words = []
    for ingredient, dose in order.doses.items():
        amounts = dose.amounts.get(base)
        if (members and ingredient not in members) or amounts is None:
            continue
        low, high = amounts[MEASURES[measure]], amounts[MEASURES[measure] + 1]
        if measure != "per_dose":
            by = None if routes is None else frozenset(routes)
            low, high, _ = amount_over_orders(chart, order, ingredient, base, MEASURES[measure], by)
        words.append(f"{names[measure]} of {ingredient} {span_text(low, high, unit)}")
    return ", ".join(words) or f"{order.id} gives none of it"


def _holds(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _population: int) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is {' + '.join(order.ingredients)}"


def _lasts(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    (order,) = orders
    return f"the course of {order.id} is {span_text(*order.duration, 'd')}" if order.duration else f"{order.id} has no length"


def _each(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    (order,) = orders
    lasts = lasts_of(order)
    if lasts is None:
        return f"how long a dose of {order.id} takes is not known"
    low, high = lasts
    return f"a dose of {order.id} takes {_length_text(low, high)}" if high else f"{order.id} is given at once"


def _length_text(low: float, high: float) -> str:
    """A length of time in the unit in which lengths of infusions are said."""
    unit, a_day = ("min", 1440.0) if high < 1.0 / 24.0 else ("h", 24.0)
    return span_text(low * a_day, high * a_day, unit)


def _taken(_plan: Plan, chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    (order,) = orders
    low, high = max(0.0, chart.as_of - order.latest_start), max(0.0, chart.as_of - order.start)
    return f"{order.id} has been taken for {span_text(low // 1, high // 1 if high != INFINITY else high, 'd')}"


def _apart(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, *_: Any) -> str:  # noqa: FBT001
    one, other = orders
    distance = apart(one, other)
    return f"{one.id} and {other.id} are taken {HOURS.text(distance or 0.0)} apart"


def _ahead(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, slot: int, *_: Any) -> str:  # noqa: FBT001
    one, other = orders[slot], orders[1 - slot]
    return f"{one.id} is taken {HOURS.text(ahead(one, other) or 0.0)} before {other.id}"


def _as_needed(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _wanted: bool) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is {'' if order.prn_all else 'not '}taken as needed"


def _phase(_plan: Plan, _chart: Chart, orders: Orders, holds: bool, wanted: str) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is of the {'loading' if holds == (wanted == 'loading') else 'maintenance'} phase"


def _indication(_plan: Plan, _chart: Chart, orders: Orders, _holds: bool, _name: str) -> str:  # noqa: FBT001
    (order,) = orders
    return f"{order.id} is given for {', '.join(one.text or one.code for one in order.source.indication or ())}"


def _test_done(_plan: Plan, chart: Chart, _orders: Orders, _holds: bool, names: Sequence[str], _within: float | None) -> str:  # noqa: FBT001
    newest = newest_test(chart, names)
    called = " or ".join(map(test_name, names))
    if newest is None:
        return f"no {called} is recorded"
    age, text = newest
    return f"the last {called} is of {age:g} d ago ({text})" if age is not None else f"{called}: {text}"


def newest_test(chart: Chart, names: Sequence[str]) -> tuple[float | None, str] | None:
    """How many days ago the newest of some tests was done, and as it was written; None where none was."""
    done = [chart.tests[name] for name in names if name in (chart.tests or {})] if chart.tests else []
    if not done:
        return None
    newest = min(done, key=lambda one: INFINITY if one.age is None else one.age)
    return newest.age, newest.text


def _allergic(plan: Plan, chart: Chart, orders: Orders, holds: bool, allergen: int, population: int | None) -> str:  # noqa: FBT001
    (order,) = orders
    if not holds:
        return "no such allergy is recorded"
    entries = allergies(plan, chart, order, allergen, population)
    return "recorded allergy to " + ", ".join(one.text or f"{one.system} {one.code}".strip() for one in entries)


_FOUND: dict[str, Callable[..., str]] = {
    "range": _read,
    "sex": _sex,
    "pregnant": _state("pregnant"),
    "breastfeeding": _state("breastfeeding"),
    "condition": _problem,
    "stated": _wish,
    "with": _beside,
    "route": _by,
    "amount": _given,
    "contains": _holds,
    "duration": _lasts,
    "each_lasts": _each,
    "taken": _taken,
    "apart": _apart,
    "ahead": _ahead,
    "prn": _as_needed,
    "phase": _phase,
    "indication": _indication,
    "tested": _test_done,
    "allergy": _allergic,
}
