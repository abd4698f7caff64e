"""From a cell to a patient: cases that lie in it, as scenarios that can be pasted."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from rxrules.errors import InputError
from rxrules.language import ast
from rxrules.proof.arranging import inside
from rxrules.proof.quantities import current
from rxrules.proof.sketch import DAY, Sketch, months_before, timing
from rxrules.proof.terms import ANY, Leaf
from rxrules.proof.writing import scenario
from rxrules.units import Quantity, at_least, exceeds, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rxrules.model import Case
    from rxrules.proof.judging import Judge, Verdict
    from rxrules.proof.subjects import Subject
    from rxrules.proving.cells import Cell, Span
    from rxrules.proving.formula import Axis
    from rxrules.proving.formula import Subject as Chosen

#: Ages in months that are tried where a body asks for one; the first is that of everybody.
_AGES: Final = (480, 216, 150, 84, 36, 18, 6, 1, 0)
_COMMON: Final = ("oral", "intravenous", "topical", "subcutaneous", "inhaled")
#: Where in a stretch a value is looked for: as it comes, near its high end, near its low end.
_PICKS: Final = (0.0, 0.93, 0.07)
_RANK: Final = {"height": 0, "weight": 1, "body_surface": 2, "est:gestational_age": 3}


def patients(subject: Subject, cell: Cell, leaves: Mapping[Chosen, Leaf], shifts: int = 2) -> Iterator[Sketch]:
    """Cases of a rule in a cell, as far as one can be made; those that can't be read are left out.

    Args:
        subject: the rule.
        cell: where the patient is.
        leaves: what was asked for of each choice.
        shifts: how many members of its groups are tried.
    """
    picks = _PICKS if any(axis.name != "age" for axis in cell.axes) else _PICKS[:1]
    for shift, pick in product(range(shifts), picks):
        for birth in _births(cell):
            sketch = subject.start(shift)
            if birth is not None:
                sketch.born(birth)
            if not _put(subject, sketch, cell, leaves, pick):
                continue
            for finished in (subject.finish(sketch.copy()), sketch):
                if _is_read(finished):
                    yield finished


def _is_read(sketch: Sketch) -> bool:
    try:
        case = sketch.case()
    except InputError:
        return False
    return not any(one.is_error for one in case.unread)


def _births(cell: Cell) -> Iterator[str | None]:
    """Birth dates in the cell; where it says nothing of ages, that of everybody and some others, for bodies that ask for them."""
    spans = {axis.kind: span for axis, span in cell.axes.items() if axis.name == "age"}
    if not spans:
        yield None
        if {"weight", "height", "body_surface", "est:bmi", "est:postmenstrual_age"} & {axis.name for axis in cell.axes}:
            yield from (months_before(months) for months in _AGES)
        return
    lived = cell.days()
    if lived is None:
        return
    low, high = int(lived.low), min(lived.high, 47_000)
    middle = int((low + high) / 2)
    near = sorted({day for start in (low, middle, int(high)) for day in range(start - 3, start + 35) if 0 <= day <= 47_500})
    seen: set[str] = set()
    chosen = inside(ast.Window(*_ends(next(iter(spans.values())))))
    if chosen is not None and chosen.kind.base == "calendar":
        near = [(DAY - dt.date.fromisoformat(months_before(round(chosen.canonical)))).days, *near]
    for day in near:
        birth = str(DAY - dt.timedelta(days=day))
        sketch = Sketch(patient={"birth_date": birth})
        lived_days, months = (current(sketch, "age", Quantity(0.0, parse_unit(code))) for code in ("d", "mo"))
        found = {"time": lived_days, "calendar": months}
        fits = all((age := found[kind]) is not None and _lies(age, span) for kind, span in spans.items())
        if fits and birth not in seen:
            seen.add(birth)
            yield birth
            if len(seen) > 6:
                return


def _lies(value: Quantity, span: Span) -> bool:
    at = value.canonical
    above = span.low is None or (at_least if span.low_closed else exceeds)(at, span.low.canonical)
    return above and (span.high is None or (at_least if span.high_closed else exceeds)(span.high.canonical, at))


def _ends(span: Span) -> tuple[Quantity | None, Quantity | None, bool, bool]:
    return span.low, span.high, span.low_closed, span.high_closed


def _put(subject: Subject, sketch: Sketch, cell: Cell, leaves: Mapping[Chosen, Leaf], pick: float) -> bool:
    for chosen, values in sorted(cell.subjects.items(), key=lambda one: str(one[0])):
        _choose(subject, sketch, chosen, frozenset(values), leaves[chosen])
    names = {axis.name for axis in cell.axes}
    for axis, span in sorted(cell.axes.items(), key=lambda one: (_RANK.get(one[0].name, 9), str(one[0]))):
        if axis.name == "age":
            sketch.chosen.add("birth_date")
            continue
        if axis.name in ("body_surface", "est:bmi") and {"weight", "height"} <= names:
            continue  # it follows from both
        value = value_in(span, pick)
        if value is None or not _number(subject, sketch, axis, value, span):
            return False
    return True


def _number(subject: Subject, sketch: Sketch, axis: Axis, value: Quantity, span: Span) -> bool:
    leaf = Leaf(axis.key, ast.Window(*_ends(span)), ANY if axis.key == "apart" else axis.slot, axis.name)
    if not subject.arranger.set(sketch, leaf, value):
        return False
    if axis.name == "weight" and "height" not in sketch.chosen:
        # a height that goes with the weight, so that the two are read
        kilograms = value.to("kg").value
        sketch.measure("height", Quantity(float(min(250, max(30, round((kilograms / 20) ** 0.5 * 100)))), parse_unit("cm")))
        sketch.chosen.discard("height")
    elif axis.name == "height" and "weight" not in sketch.chosen:
        centimetres = value.to("cm").value
        sketch.measure("weight", Quantity(float(f"{20 * (centimetres / 100) ** 2:.2g}"), parse_unit("kg")))
        sketch.chosen.discard("weight")
    return True


def value_in(span: Span, pick: float = 0.0) -> Quantity | None:
    """A short value of a stretch, in the author's unit: its low end where that belongs, else one inside.

    Args:
        span: the stretch.
        pick: not 0 for another value, that part of the way from its low end to its high end.
    """
    low, high = span.low, span.high
    if pick and high is not None and (low is None or low.kind == high.kind):
        first = 0.0 if low is None else low.to(high.unit).value
        if first < high.value:
            return Quantity(float(f"{first + (high.value - first) * pick:.3g}"), high.unit)
    if low is not None and span.low_closed:
        return low
    if span.low is None and span.high is not None and span.high.canonical == 0:
        return span.high
    return inside(ast.Window(*_ends(span)))


def _choose(subject: Subject, sketch: Sketch, chosen: Chosen, values: frozenset[Any], leaf: Leaf) -> None:
    put = subject.arranger.put
    orders = subject.arranger.orders(sketch, chosen.slot)
    if chosen.key == "sex":
        sketch.choose("sex", min(values, key=("female", "male").index))
    elif chosen.key in ("pregnant", "breastfeeding"):
        sketch.choose(chosen.key, min(values))
    elif chosen.key == "route":
        route = next((one for one in _COMMON if one in values), None) or min(values)
        for order in orders:
            order["route"] = route
    elif chosen.key == "prn":
        for order in orders:
            timing(order, prn=min(values))
    elif chosen.key == "phase":
        put(sketch, Leaf("phase", min(values), chosen.slot), truth=True)
    elif chosen.key == "condition":
        words = {"text": subject.arranger.words(str(leaf.value))}
        if "none" in values:
            sketch.enlist("conditions", words, there=False)
        else:
            sketch.enlist("conditions", words if "active" in values else {**words, "status": "resolved"})
    else:
        put(sketch, leaf, truth=True in values and False not in values)


def judged(sketch: Sketch, judge: Judge) -> tuple[Case, Verdict] | None:
    """The case with what the native engine says; None where it can't be a case."""
    try:
        case = sketch.case()
    except InputError:
        return None
    return case, judge.verdict(case)


def slim(sketch: Sketch, accept: Callable[[Sketch], bool]) -> Sketch:
    """The case without what nobody asked for, as far as it is still accepted; else as it was."""
    less = sketch.copy()
    for key in [key for key in less.patient if key not in less.chosen]:
        kept = less.patient.pop(key)
        if not _is_read(less) or not accept(less):
            less.patient[key] = kept
    return less


def as_scenario(sketch: Sketch, name: str, rule: str, verdict: Verdict) -> dict[str, Any]:
    """The scenario that shows it."""
    return scenario(name, sketch.patient, sketch.medications, rule, verdict, unread=False)
