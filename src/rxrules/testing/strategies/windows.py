"""Windows and conditions of the language, written as an author writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.chart.estimates import ESTIMATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.testing.strategies.choices import Choices

CONDITIONS = ("heart-failure", "migraine", "bleeding", "palliative-care")
ALLERGENS = ("penicillins", "peanut")
DRUGS = (
    *("warfarin", "ibuprofen", "paracetamol", "simvastatin", "amlodipine", "morphine", "codeine", "metformin", "digoxin"),
    *("amoxicillin", "cefalexin", "methotrexate", "doxorubicin", "fluoxetine", "phenelzine", "omeprazole", "ramipril", "naproxen"),
)
ROUTES = ("oral", "intravenous", "systemic", "topical", "rectal", "parenteral")
SEVERITIES = ("moderate", "major", "minor", "contraindicated")
_LENGTHS = (1, 3, 7, 14, 90)
_OF_ORDER = ("route", "per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "prn", "indication", "phase")
_RUNS = (1, 15, 24, 60)
_DOSES = (5, 10, 20, 100, 500, 1000)
_RESULTS = {
    "egfr": ((30, 45, 60, 90), "mL/min/{1.73_m2}"),
    "potassium": ((3.5, 5, 5.5), "mmol/L"),
    "creatinine": ((80, 120, 300), "umol/L"),
    "inr": ((2, 3, 4.5), "{INR}"),
    "qtc": ((450, 500), "ms"),
    "lithium_level": ((0.4, 1, 1.5), "mmol/L"),
}
_AGES = ((12, "a"), (16, "a"), (18, "a"), (65, "a"), (75, "a"), (2, "a"))
_ESTIMATES = {
    "mL/min": (30, 50, 80),
    "mL/min/{1.73_m2}": (30, 45, 60),
    "kg/m2": (18.5, 25, 30),
    "kg": (50, 70, 90),
    "d": (196, 224, 260),
}


class Drugs(NamedTuple):
    """What a rule can name: drugs and groups; of what ``of`` can name its own participants, and parts of their drugs."""

    groups: Sequence[str]
    participants: Sequence[str] = ()
    parts: Sequence[str] = ()


def window(r: Choices, values: Sequence[float], unit: str, *, open_age: bool = False) -> str:
    """An interval with one end or two.

    Args:
        r: makes the choices.
        values: where its ends may be, rising.
        unit: of the ends; empty for plain numbers.
        open_age: whether it is of an age in months or years, which includes its low end and no high one.
    """
    space = " " if unit else ""
    form = r.number(0, 4)
    first = r.number(0, len(values) - 1)
    low = f"{values[first]:g}{space}{unit}"
    if form == 0:
        return f"{'>=' if open_age or not r.one_in(3) else '>'} {low}"
    if form == 1:
        return f"{'<' if open_age or not r.one_in(3) else '<='} {low}"
    if first + 1 < len(values):
        high = f"{values[r.number(first + 1, len(values) - 1)]:g}{space}{unit}"
        left = "[" if open_age or not r.one_in(3) else "("
        return f"{left}{low}, {high}{')' if open_age or not r.one_in(3) else ']'}"
    if form == 2:
        return f"{'[' if open_age or not r.one_in(2) else '('}{low},)"
    return f"(, {low}{')' if open_age or not r.one_in(2) else ']'}"


def age(r: Choices) -> str:
    """An interval of ages, calendar or elapsed."""
    if r.one_in(4):
        return window(r, (7, 28, 90), "d")
    if r.one_in(4):
        return window(r, (1, 3, 6, 18), "mo", open_age=True)
    return window(r, sorted(value for value, _ in _AGES), "a", open_age=True)


def selector(r: Choices, drugs: Drugs, *, narrow: bool = True, within: bool = False, ingredient: bool = False) -> dict[str, Any]:
    """A drug or a group, and what else must hold of the order."""
    is_group = bool(drugs.groups) and not ingredient and not r.one_in(2)
    found: dict[str, Any] = {"group": r.pick(drugs.groups)} if is_group else {"ingredient": r.pick(DRUGS)}
    if narrow and r.one_in(3):
        found |= order_keys(r, 1)
    if within and r.one_in(4):
        found["within"] = f"{r.pick(_LENGTHS)} d"
    return found


def order_keys(r: Choices, most: int) -> dict[str, Any]:
    """What can be asked of an order."""
    found: dict[str, Any] = {}
    for key in r.some(_OF_ORDER, 1, most):
        if key == "route":
            found[key] = r.some(ROUTES, 1, 2) if r.one_in(3) else r.pick(ROUTES)
        elif key == "prn":
            found[key] = not r.one_in(2)
        elif key == "indication":
            found[key] = r.pick(CONDITIONS)
        elif key == "phase":
            found[key] = r.pick(("loading", "maintenance"))
        elif key == "each_lasts":
            found[key] = window(r, _RUNS, "min" if r.one_in(2) else "h")
        elif key in ("duration", "taken"):
            found[key] = window(r, _LENGTHS, "d")
        else:
            found[key] = window(r, _DOSES, "mg/d" if key == "per_day" and r.one_in(3) else "mg")
    return found


_PATIENT = (
    *("age", "condition", "sex", "weight", "height", "body_surface", "pregnant", "breastfeeding", "history", "preference", "goal"),
    *("observation", "estimate"),
)


def patient_keys(r: Choices, most: int) -> dict[str, Any]:
    """What can be asked of a patient."""
    found: dict[str, Any] = {}
    for key in r.some(_PATIENT, 1, most):
        found[key] = _of_patient(key, r)
    return found


def _of_patient(key: str, r: Choices) -> Any:
    match key:
        case "age":
            return age(r)
        case "sex":
            return r.pick(("female", "male"))
        case "weight":
            return window(r, (10, 40, 50, 80), "kg")
        case "height":
            return window(r, (100, 150, 180), "cm")
        case "body_surface":
            return window(r, (0.5, 1.2, 1.8), "m2")
        case "pregnant" | "breastfeeding":
            return not r.one_in(2)
        case "observation":
            name = r.pick(tuple(_RESULTS))
            values, unit = _RESULTS[name]
            found = {"code": name, "is": window(r, values, unit)}
            return found | ({"within": f"{r.pick(_LENGTHS)} d"} if not r.one_in(5) else {})
        case "estimate":
            name = r.pick(tuple(ESTIMATES))
            unit = ESTIMATES[name].unit
            found = {"code": name, "is": window(r, _ESTIMATES[unit], unit)}
            return found | ({"within": f"{r.pick(_LENGTHS)} d"} if "age" not in name else {})
        case _:
            return r.pick(CONDITIONS)


def when(r: Choices, drugs: Drugs, depth: int = 2, *, orders: bool = True) -> dict[str, Any]:
    """A condition.

    Args:
        r: makes the choices.
        drugs: what it can name.
        depth: of conditions within conditions.
        orders: whether there are orders of which it can ask something.
    """
    found: dict[str, Any] = {}
    kinds = ["patient", "patient", "patient", "order", "order", "with", "any", "all", "not"]
    for kind in r.some(kinds[: 6 if not depth else None], 1, 2):
        if kind == "patient" or (kind == "order" and not orders):
            found |= patient_keys(r, 2)
        elif kind == "order":
            if drugs.parts and r.one_in(3):
                # a part of the drugs says something by itself
                found["of"] = r.pick(drugs.parts)
                found |= {} if r.one_in(3) else order_keys(r, 2)
                continue
            found |= order_keys(r, 2)
            if drugs.participants and r.one_in(2):
                found["of"] = r.pick(drugs.participants)
        elif kind == "with":
            found["without" if r.one_in(3) else "with"] = selector(r, drugs._replace(participants=(), parts=()), within=True)
        elif kind == "not":
            found["not"] = when(r, drugs, depth - 1, orders=orders)
        else:
            found[kind] = [when(r, drugs, depth - 1, orders=orders) for _ in range(r.number(1, 2))]
    return found
