"""Rules of every kind, written as an author writes them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rxrules.testing.strategies.windows import ALLERGENS, CONDITIONS, DRUGS, ROUTES, SEVERITIES, Drugs, selector, when, window

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from rxrules.testing.strategies.choices import Choices

_BELOW = {"max": 1.0, "hard_max": 2.0, "min": 0.2, "hard_min": 0.1}
#: Variables of bands: the cuts, the ends of the domain, the unit, and whether a result may grow old.
_BANDS: dict[str, tuple[tuple[float, ...], tuple[float, float], str, bool]] = {
    "age": ((2, 12, 16, 65), (0, 130), "a", False),
    "weight": ((10, 50, 70), (1, 400), "kg", False),
    "egfr": ((15, 30, 60), (0, 200), "mL/min/{1.73_m2}", True),
    "crcl_actual": ((15, 30, 50), (0, 300), "mL/min", True),
    "body_surface": ((0.5, 1.7), (0.1, 4), "m2", False),
    "postmenstrual_age": ((210, 260), (154, 400), "d", False),
    "height": ((100, 160), (20, 280), "cm", False),
}


def rule(r: Choices, kind: str, number: int, members: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """A rule of a kind, with everything that a rule can have now and then; about drugs, and groups with these members."""
    groups = tuple(members)
    found: dict[str, Any] = {"id": f"rule-{number}", "kind": kind, "status": "review", "title": f"Rule {number}"}
    found |= {"effect": "An effect.", "action": "An action."}
    body = _KINDS[kind](r, Drugs(groups))
    alone = kind == "omission" and "drug" not in body
    drugs = Drugs(groups, _participants(body), _parts(body, members))
    if "when" not in body and r.one_in(3):
        body["when"] = when(r, drugs, orders=not alone)
    if kind == "interaction" and drugs.participants and r.one_in(8):
        ahead = {"of": r.pick(drugs.participants), r.pick(("before", "after")): window(r, (1, 2, 4, 6), "h")}
        body["when"] = {"all": [body["when"], ahead]} if "when" in body else ahead
    elif kind == "interaction" and r.one_in(8):
        body["when"] = body.get("when", {}) | {"apart": window(r, (1, 2, 4, 6), "h")}
    if r.one_in(2):
        body["modifiers"] = [_modifier(r, place, drugs, orders=not alone) for place in range(r.number(1, 3))]
    if r.one_in(12):
        body |= {"mechanism": "A mechanism.", "advice": {"prescriber": "Think.", "patient": "Ask."}, "tags": ["made"]}
        body |= {"owner": "Nobody", "reviewed": "2026-11-01", "review_by": "2028-11-01", "change": "First version."}
        body |= {"evidence": {"level": "probable", "sources": [{"source": "made-up", "section": "1"}]}}
    return found | body


def _participants(body: dict[str, Any]) -> tuple[str, ...]:
    names = [side.get("group") or side["ingredient"] for side in body.get("between", ())]
    return tuple(names) if len(set(names)) == len(names) else ()


def _parts(body: dict[str, Any], members: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The drugs that are of a group of one participant, and of no other participant."""
    sides = body.get("between") or [one for one in (body.get("drug"), body) if one and "group" in one][:1]
    drugs = [members.get(side.get("group", ""), ()) or [side["ingredient"]] for side in sides]
    every = [drug for side in drugs for drug in side]
    return tuple(sorted({drug for side in drugs if len(side) > 1 for drug in side if every.count(drug) == 1}))


def _modifier(r: Choices, place: int, drugs: Drugs, *, orders: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"label": f"circumstance {place}", "when": when(r, drugs, 1, orders=orders)}
    found |= {"suppress": True} if r.one_in(3) else {"severity": r.pick(SEVERITIES)}
    return found | ({"advice": "Look again."} if r.one_in(4) else {})


def _interaction(r: Choices, drugs: Drugs) -> dict[str, Any]:
    first, second = selector(r, drugs, within=True), selector(r, drugs, within=True)
    if "ingredient" in second and second["ingredient"] == first.get("ingredient"):
        # one ingredient can't interact with itself
        second["ingredient"] = DRUGS[DRUGS.index(second["ingredient"]) - 1]
    between = [first, second]
    found: dict[str, Any] = {"severity": r.pick(SEVERITIES), "between": between}
    return found | ({"direction": "second_added"} if r.one_in(6) else {})


def _duplication(r: Choices, drugs: Drugs) -> dict[str, Any]:
    found: dict[str, Any] = {"severity": r.pick(SEVERITIES)}
    if not drugs.groups or r.one_in(4):
        found |= {"same": "ingredient", "count": "orders"}
    else:
        found |= {"group": r.pick(drugs.groups), "count": r.pick(("ingredients", "orders"))}
    found |= {"allow": 2} if found["count"] == "orders" and r.one_in(4) else {}
    found |= {"route": r.pick(ROUTES)} if r.one_in(4) else {}
    found |= {"prn": not r.one_in(2)} if r.one_in(5) else {}
    return found | ({"except": [r.pick(DRUGS)]} if found["count"] == "orders" and r.one_in(4) else {})


_UNITS = {"per_dose": "mg", "per_day": "mg", "per_week": "mg", "per_course": "mg", "lifetime": "mg", "rate": "mg/h"}
_VALUES = (5.0, 100.0, 2.5, 400.0, 1000.0)


def _dose_limit(r: Choices, drugs: Drugs) -> dict[str, Any]:
    del drugs
    measures = ("per_day", "per_day", "per_dose", "per_week", "rate", "per_course", "lifetime", "duration", "interval")
    measure = r.pick(measures)
    names = {"interval": ["min"], "lifetime": ["max"]}.get(measure) or r.some(tuple(_BELOW), 1, 3)
    found: dict[str, Any] = {"drug": {"ingredient": r.pick(DRUGS)}, "measure": measure}
    found["severity"] = {name: r.pick(SEVERITIES) for name in names}
    if r.one_in(3):
        found["route"] = r.some(ROUTES, 1, 2)
    if r.one_in(8):
        found["drug"]["indication"] = r.pick(CONDITIONS)
    unit = {"duration": "d", "interval": "h"}.get(measure) or _UNITS[measure]
    if measure not in ("duration", "interval") and r.one_in(8):
        found["rounding"] = "10 %"
    if measure not in ("duration", "interval") and r.one_in(10):
        found["expressed_as"] = r.pick(("base", "sodium", "hydrochloride"))
    if r.one_in(12):
        found["weight"] = "actual"
    per_surface = measure == "lifetime" and r.one_in(2)
    scaled = measure not in ("duration", "interval", "lifetime")
    bands = _bands(r) if not r.one_in(3) else None
    if bands is None:
        return found | _limits(r, names, unit, per_surface=per_surface, scaled=scaled)
    for row in bands["rows"]:
        row.update(_limits(r, names, unit, per_surface=per_surface, scaled=scaled))
    return found | {"bands": bands}


def _limits(r: Choices, names: list[str], unit: str, *, per_surface: bool, scaled: bool) -> dict[str, Any]:
    value = r.pick(_VALUES)
    per = "/m2" if per_surface else ""
    if scaled and r.one_in(3):
        per = r.pick(("/kg", "/kg", "/m2"))
        value /= 50
    amount, _, time = unit.partition("/")
    written = f"{amount}{per}{'/' + time if time else ''}"
    found = {name: f"{float(f'{value * _BELOW[name]:.6g}'):g} {written}" for name in names}
    if per and not per_surface and r.one_in(2):
        if "max" in names and "hard_max" not in names:
            found["cap"] = f"{float(f'{value * 60:.6g}'):g} {unit}"
        elif "hard_max" in names:
            found["hard_cap"] = f"{float(f'{value * 150:.6g}'):g} {unit}"
    return found


def _bands(r: Choices) -> dict[str, Any]:
    variables = r.some(tuple(_BANDS), 1, 2)
    cells = [_cut(r, variable) for variable in variables]
    rows: list[dict[str, Any]] = [{variables[0]: text} for text in cells[0]]
    if len(variables) > 1:
        place = r.number(0, len(rows) - 1)
        rows[place : place + 1] = [rows[place] | {variables[1]: text} for text in cells[1]]
    found: dict[str, Any] = {"over": {}, "rows": rows}
    for variable in variables:
        _, (low, high), unit, _ = _BANDS[variable]
        found["over"][variable] = f"[{low:g} {unit}, {high:g} {unit})"
    within = {
        variable: "90 d" for variable in variables if _BANDS[variable][3] or (variable in ("weight", "height") and r.one_in(3))
    }
    if within:
        found["within"] = within
    if r.one_in(4):
        found["policy"] = "first"
        # the last row takes what the others leave
        rows[-1] = {"note": "all others"}
    return found


def _cut(r: Choices, variable: str) -> list[str]:
    """Windows that touch, over the whole domain of a variable."""
    cuts, (low, high), unit, _ = _BANDS[variable]
    closed_below = variable == "age" or not r.one_in(3)
    ends: list[float | None] = [None, *r.some(cuts, 1, 2), None]
    found = []
    for one, other in pairwise(ends):
        first = f"[{low:g} {unit}" if one is None else f"{'[' if closed_below else '('}{one:g} {unit}"
        last = f"{high:g} {unit})" if other is None else f"{other:g} {unit}{')' if closed_below else ']'}"
        found.append(f"{first}, {last}")
    return found


def _contraindication(r: Choices, drugs: Drugs) -> dict[str, Any]:
    return {"severity": r.pick(SEVERITIES), "drug": selector(r, drugs), "when": when(r, drugs)}


def _allergy(r: Choices, drugs: Drugs) -> dict[str, Any]:
    found: dict[str, Any] = {"severity": r.pick(SEVERITIES)}
    if r.one_in(3):
        return found | {"same": "ingredient"}
    found |= {"drug": selector(r, drugs), "allergen": r.pick(ALLERGENS)}
    return found | ({"cross_reactivity": "now and then"} if r.one_in(4) else {})


def _monitoring(r: Choices, drugs: Drugs) -> dict[str, Any]:
    tests = ({"potassium": "[3.5 mmol/L, 5.5 mmol/L]"}, {"lithium_level": "[0.4 mmol/L, 1 mmol/L]"}, {"inr": "[2 {INR}, 3 {INR})"})
    (test, range_), *_ = r.pick(tests).items()
    names = r.some(("missing", "overdue", "out_of_range"), 1, 3)
    found: dict[str, Any] = {"severity": {name: r.pick(SEVERITIES) for name in names}, "drug": selector(r, drugs)}
    found |= {"test": [test, "creatinine"] if r.one_in(3) else test, "within": f"{r.pick((7, 30, 90))} d"}
    return found | ({"range": range_} if "out_of_range" in names else {})


def _omission(r: Choices, drugs: Drugs) -> dict[str, Any]:
    found: dict[str, Any] = {"severity": r.pick(SEVERITIES)}
    found |= {"when": when(r, drugs, 1, orders=False)} if r.one_in(3) else {"drug": selector(r, drugs)}
    return found | {"missing": [selector(r, drugs, within=True) for _ in range(r.number(1, 2))]}


def _burden(r: Choices, drugs: Drugs) -> dict[str, Any]:
    measure = r.pick(("points", "points", "per_day", "lifetime"))
    severities = r.some(SEVERITIES, 2, 2)
    if measure == "points":
        items: list[dict[str, Any]] = [
            {"drug": selector(r, drugs), "points": r.pick((1, 2, 0.5, 3))} for _ in range(r.number(1, 3))
        ]
        if r.one_in(3):
            items.append({"when": when(r, drugs, 1, orders=False), "points": 1})
        found: dict[str, Any] = {"count": r.pick(("orders", "items"))} if r.one_in(3) else {}
        totals = (1, 2, 3) if r.one_in(2) else (2, 3, 4)
        return found | {"items": items, "levels": _levels(r, totals, "", severities)}
    unit, total = ("mg", "mg/d") if measure == "per_day" else r.pick((("mg", "mg"), ("mg/m2", "mg/m2")))
    items = [
        {"drug": selector(r, drugs), "factor": r.pick((1, 0.5, 2)), "per": f"{r.pick((1, 10))} {unit}"}
        for _ in range(r.number(1, 3))
    ]
    if r.one_in(4):
        items[0]["note"] = "as in the list that we use"
    return {"measure": measure, "items": items, "levels": _levels(r, (50, 90, 450), total, severities)}


def _levels(r: Choices, totals: tuple[int, int, int], unit: str, severities: list[str]) -> list[dict[str, Any]]:
    space = " " if unit else ""
    low, high = r.some(totals, 2, 2)
    found: list[dict[str, Any]] = [
        {"total": f"{'>' if r.one_in(4) else '>='} {high}{space}{unit}", "severity": severities[0], "label": "high"}
    ]
    if r.one_in(2):
        found.append({"total": f"[{low}{space}{unit}, {high}{space}{unit})", "severity": severities[1]})
    return found


_KINDS: dict[str, Callable[[Choices, Drugs], dict[str, Any]]] = {
    "interaction": _interaction,
    "duplication": _duplication,
    "dose_limit": _dose_limit,
    "contraindication": _contraindication,
    "allergy": _allergy,
    "monitoring": _monitoring,
    "omission": _omission,
    "burden": _burden,
}
