"""Cases for burdens: lists that add up to a total."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rxrules.language import ast
from rxrules.proof.arranging import Arranger, inside
from rxrules.proof.gaps import gaps_of_order
from rxrules.proof.probes import Probe, Variant
from rxrules.proof.quantities import give
from rxrules.proof.sketch import written
from rxrules.proof.steps import moved, shortened
from rxrules.proof.terms import NO_SLOTS, term_of_selector, term_of_when
from rxrules.units import Kind, Quantity, canonical_unit, equal, exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.proof.sketch import Sketch
    from rxrules.proof.subjects import Subject

#: As many things are tried together; their combinations are counted in thousands.
_MOST = 12
_OF_EACH = 3


class _Adds(NamedTuple):
    """What adds points: a drug of an item, or a circumstance."""

    item: ast.BurdenItem
    drug: str | None
    points: float


def reach(sketch: Sketch, rule: ast.BurdenRule, arranger: Arranger) -> None:
    """Bring the total well into the gravest level that can be reached."""
    order = ("minor", "moderate", "major", "contraindicated")
    for level in sorted(rule.levels, key=lambda one: -order.index(one.severity)):
        value = inside(level.total)
        if value is not None and (total(sketch, rule, arranger, value, 0) or total(sketch, rule, arranger, value, 1)):
            return


def probes(subject: Subject) -> Iterator[Probe]:
    """Every end of every level."""
    rule = subject.rule
    assert isinstance(rule, ast.BurdenRule)  # noqa: S101  for mypy
    seen: set[float] = set()
    for level in rule.levels:
        window = level.total
        for end, low in ((window.low, not window.low_closed), (window.high, window.high_closed)):
            if end is None or end.value <= 0 or end.canonical in seen:
                continue
            seen.add(end.canonical)
            yield Probe(
                f"total {window.text}",
                window.span,
                end,
                low,
                lambda: [subject.arranged()],
                lambda sketch, quantity, offset: total(sketch, rule, subject.arranger, quantity, offset),
                (),
                lambda sketch: _gaps(sketch, rule),
            )
            for item in rule.items[1:] if len(seen) == 1 and rule.measure != "points" else ():
                yield _of_item(subject, rule, item, end, low=low)


def _of_item(subject: Subject, rule: ast.BurdenRule, item: ast.BurdenItem, end: Quantity, *, low: bool) -> Probe:
    """The first total again, reached by one other item alone."""
    drug = None if item.drug is None else item.drug.ingredient or item.drug.group
    return Probe(
        f"total {end} by {drug}",
        item.span,
        end,
        low,
        lambda: [subject.arranged()],
        lambda sketch, quantity, offset: _by_amount(sketch, rule, item, subject.arranger, quantity, offset),
    )


def with_each(subject: Subject) -> Iterator[Variant]:
    """Each item among what is needed to reach the lowest total."""
    rule = subject.rule
    assert isinstance(rule, ast.BurdenRule)  # noqa: S101  for mypy
    ends = [level.total.low for level in rule.levels if level.total.low is not None]
    if rule.measure != "points" or not ends:
        return
    least = min(end.value for end in ends)
    for item in rule.items:
        for offset, said in ((0, "just enough"), (-1, "not quite enough"), (1, "more than enough")):
            sketch = subject.start()
            if _points(sketch, rule, subject.arranger, least, offset, item):
                drug = "a circumstance" if item.drug is None else item.drug.ingredient or item.drug.group
                yield Variant(f"{said} with {drug}", item.span, sketch)
    sketch = subject.arranged()
    if sketch.medications:
        sketch.medications = [sketch.medications[0], {**sketch.medications[0], "id": "m9"}]
        yield Variant("one drug in two orders", rule.span, sketch)


def _gaps(sketch: Sketch, rule: ast.BurdenRule) -> Iterator[tuple[str, Sketch]]:
    if rule.measure != "points":
        for said, other in gaps_of_order(sketch, Quantity(1, canonical_unit(_kind(rule)))):
            if not said.startswith(("the weight", "the height")):
                yield said, other
    if rule.measure == "lifetime":
        other = sketch.copy()
        other.choose("history_complete", None)
        yield "it is not known whether the history is complete", other


def total(sketch: Sketch, rule: ast.BurdenRule, arranger: Arranger, quantity: Quantity, offset: int) -> bool:
    """Let the list add up to a total, or as little as possible beside it; whether any list does."""
    if rule.measure == "points":
        return _points(sketch, rule, arranger, quantity.value, offset)
    item = next((one for one in rule.items if one.per is not None and "time" not in one.per.quantity.kind.per), rule.items[0])
    return _by_amount(sketch, rule, item, arranger, quantity, offset)


def _by_amount(
    sketch: Sketch, rule: ast.BurdenRule, item: ast.BurdenItem, arranger: Arranger, quantity: Quantity, offset: int
) -> bool:
    """Let one item reach a total alone."""
    if item.per is None or item.factor is None or item.drug is None:
        return False
    per = item.per.quantity
    one = moved(Quantity(shortened(quantity.value * per.value / item.factor), per.unit), offset)
    if one.value <= 0:
        return False
    order = _only(sketch, item.drug, arranger)
    if "time" in per.kind.per:
        order["rate"] = written(one)
    elif rule.measure == "lifetime":
        order["dose"] = written(one)
        order["timing"] = {"frequency": 1, "per": "1 d", "count": 1}
    else:
        give(order, one, "1 d")
    return True


def _kind(rule: ast.BurdenRule) -> Kind:
    per = next((item.per for item in rule.items if item.per is not None), None)
    return Kind("mass") if per is None else per.quantity.kind


def _only(sketch: Sketch, selector: ast.Selector, arranger: Arranger) -> dict[str, object]:
    sketch.medications.clear()
    order = sketch.order(arranger.drugs(selector)[0])
    arranger.make(sketch, term_of_selector(selector, 0))
    return order


def _points(
    sketch: Sketch, rule: ast.BurdenRule, arranger: Arranger, wanted: float, offset: int, must: ast.BurdenItem | None = None
) -> bool:
    """A list that adds up to so many points, or to as few as possible beside them; with a certain item in it."""
    adds = _adds(rule, arranger)
    best: tuple[float, int, tuple[_Adds, ...]] | None = None
    for size in range(1, len(adds) + 1):
        for chosen in combinations(adds, size):
            if all(one.drug is None for one in chosen) or not _each_once(chosen):
                continue
            if must is not None and not any(one.item is must for one in chosen):
                continue
            reached = sum(one.points for one in chosen)
            fits = equal(reached, wanted) if not offset else exceeds(reached, wanted) if offset > 0 else exceeds(wanted, reached)
            if not fits:
                continue
            distance = abs(reached - wanted)
            if best is None or (distance, size) < best[:2]:
                best = distance, size, chosen
        if best is not None and size > 5:
            break
    if best is None:
        return False
    sketch.medications.clear()
    chosen = best[2]
    for one in adds:
        if one.drug is None:
            arranger.make(sketch, term_of_when(one.item.when, NO_SLOTS), truth=one in chosen)
    for one in chosen:
        if one.drug is not None and one.item.drug is not None:
            order = sketch.order(one.drug)
            alone = type(sketch)(sketch.patient, [{**order, "id": "m1"}], sketch.chosen)
            arranger.make(alone, term_of_selector(one.item.drug, 0))
            order.update({**alone.medications[0], "id": order["id"]})
    return True


def _each_once(chosen: tuple[_Adds, ...]) -> bool:
    drugs = [one.drug for one in chosen if one.drug is not None]
    return len(set(drugs)) == len(drugs)


def _adds(rule: ast.BurdenRule, arranger: Arranger) -> list[_Adds]:
    found: list[_Adds] = []
    taken: set[str] = set()
    for item in rule.items:
        points = item.points or 0.0
        if item.drug is None:
            found.append(_Adds(item, None, points))
            continue
        of_item = 0
        for drug in arranger.drugs(item.drug):
            if (
                arranger.ingredient(drug) not in taken
                and of_item < (1 if rule.count == "items" else _OF_EACH)
                and len(found) < _MOST
            ):
                taken.add(arranger.ingredient(drug))
                found.append(_Adds(item, drug, points))
                of_item += 1
    return found[: _MOST + 2]
