"""Wishes: what a case must have for the condition of a rule to hold, or not to; as far as that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import define, field

from rxrules.plan import Burden, DoseLimit, Duplication, Interaction, PatientCheck
from rxrules.testing.strategies.vocabulary import DoseEdge

if TYPE_CHECKING:
    from rxrules.plan import Condition, PlanRule
    from rxrules.testing.strategies.choices import Choices
    from rxrules.testing.strategies.vocabulary import Vocabulary

#: The slots that stand for any order and for every one.
_ANY, _EVERY = -1, -2
#: Orders that add to a burden, at most.
_MOST = 6
#: Operators that ask something of one order.
_OF_ORDERS = ("route", "amount", "each_lasts", "duration", "taken", "prn", "indication", "phase")


class Span(NamedTuple):
    """Between which canonical values something should lie; an open end is None."""

    low: float | None
    low_closed: bool
    high: float | None
    high_closed: bool


@define
class OrderWish:
    """One order that there should be.

    Attributes:
        ingredient: what it holds.
        leaves: conditions of the order, and whether each should hold.
        edge: the amount that its dose should lie near, or None.
        ended: days since its end, where it should be a thing of the past.
        clock: set where the times of the day matter, because a distance between two orders does.
    """

    ingredient: str
    leaves: list[tuple[tuple[Any, ...], bool]] = field(factory=list)
    edge: DoseEdge | None = None
    ended: float | None = None
    clock: str = ""


@define
class Wishes:
    """What a case should have."""

    orders: list[OrderWish] = field(factory=list)
    spans: dict[str, tuple[Span, float | None]] = field(factory=dict)
    sex: str = ""
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    listed: dict[tuple[str, str], bool] = field(factory=dict)
    resolved: set[str] = field(factory=set)
    tested: list[tuple[tuple[str, ...], float | None, bool]] = field(factory=list)
    allergic: list[tuple[int, int | None, bool]] = field(factory=list)
    apart: tuple[Span, bool] | None = None


def wish_for(rule: PlanRule, known: Vocabulary, r: Choices) -> Wishes:
    """A case that the rule concerns, and on which it hangs on chance alone whether each of its conditions holds."""
    wishes = Wishes()
    body = rule.body
    conditions: list[tuple[Condition | None, bool]] = [(rule.when, True)]
    slots: list[int] = []
    if isinstance(body, Interaction):
        slots = _interaction(body, known, r, wishes)
    elif isinstance(body, Duplication):
        slots = _duplication(body, known, r, wishes)
    elif isinstance(body, DoseLimit):
        slots = _limit(body, known, r, wishes)
        band = r.pick(body.bands)
        conditions += [(test, True) for test in (*body.domain, *band.tests)]
        bound = r.pick(band.bounds)
        for slot in slots:
            capped = bound.cap is not None and r.one_in(3)
            value, scale = (bound.cap, "") if capped else (bound.value, bound.scale)
            wishes.orders[slot].edge = DoseEdge(body.measure, body.base, value or 0.0, scale)
    elif isinstance(body, Burden):
        slots = _burden(body, known, r, wishes)
    else:
        slots = _patient_check(rule.kind, body, known, r, wishes)
        conditions.append((r.pick(body.findings).condition, True))
    if rule.modifiers and r.one_in(2):
        conditions.append((r.pick(rule.modifiers).condition, not r.one_in(4)))
    for condition, truth in conditions:
        if condition is not None:
            grant(condition, truth == (not r.one_in(12)), wishes, slots, known, r)
    return wishes


def _interaction(body: Interaction, known: Vocabulary, r: Choices, wishes: Wishes) -> list[int]:
    for side in (body.first, body.second):
        taken = {one.ingredient for one in wishes.orders}
        members = [one for one in known.plan.populations[side.population] if one not in taken]
        wish = OrderWish(r.pick(members or known.plan.populations[side.population]))
        if side.condition is not None:
            _grant_of_order(side.condition, not r.one_in(12), wish, known, r, wishes)
        if side.within is not None and r.one_in(2):
            wish.ended = side.within
        wishes.orders.append(wish)
    return [0, 1]


def _duplication(body: Duplication, known: Vocabulary, r: Choices, wishes: Wishes) -> list[int]:
    excluded = known.plan.populations[body.excluded] if body.excluded is not None else ()
    population = known.ingredients if body.population is None else known.plan.populations[body.population]
    members = [one for one in population if one not in excluded] or list(population) or list(known.bystanders)
    count = body.allow + (0 if r.one_in(5) else 1)
    if body.population is None:
        chosen = [r.pick(members)] * max(count, 2)
    elif body.by_order:
        chosen = [r.pick(members) for _ in range(max(count, 2))]
    else:
        chosen = r.some(members, min(count, len(members)), min(count, len(members)))
    for one in chosen:
        wish = OrderWish(one)
        if body.condition is not None:
            _grant_of_order(body.condition, not r.one_in(10), wish, known, r, wishes)
        wishes.orders.append(wish)
    return list(range(len(chosen)))


def _limit(body: DoseLimit, known: Vocabulary, r: Choices, wishes: Wishes) -> list[int]:
    for _ in range(2 if r.one_in(4) else 1):
        wish = OrderWish(body.ingredient)
        if body.condition is not None:
            _grant_of_order(body.condition, not r.one_in(12), wish, known, r, wishes)
        if body.measure == "lifetime" and r.one_in(2):
            wish.ended = 30.0
        wishes.orders.append(wish)
    return list(range(len(wishes.orders)))


def _burden(body: Burden, known: Vocabulary, r: Choices, wishes: Wishes) -> list[int]:
    level = r.pick(body.levels)
    end = level.window.low or level.window.high or 0.0
    items = [item for item in body.items if item.population is not None]
    count = _enough(body, end, r) if body.measure == "points" else r.number(1, 2)
    for _ in range(count):
        item = r.pick(items)
        taken = {one.ingredient for one in wishes.orders}
        members = known.plan.populations[item.population or 0]
        wish = OrderWish(r.pick([one for one in members if one not in taken] or members))
        if item.condition is not None:
            _grant_of_order(item.condition, True, wish, known, r, wishes)
        if body.measure != "points" and item.weight:
            wish.edge = DoseEdge(body.measure, body.base, end / item.weight / count)
        if body.measure == "lifetime" and r.one_in(2):
            wish.ended = 30.0
        wishes.orders.append(wish)
    for item in body.items:
        if item.population is None and item.condition is not None:
            grant(item.condition, not r.one_in(3), wishes, [], known, r)
    return list(range(len(wishes.orders)))


def _enough(body: Burden, end: float, r: Choices) -> int:
    """So many orders as bring the points to a level, one fewer now and then."""
    heaviest = max((item.weight for item in body.items), default=1.0) or 1.0
    return max(1, min(r.number(int(end / heaviest), max(int(end), 1)), _MOST) - r.one_in(6))


def _patient_check(kind: str, body: PatientCheck, known: Vocabulary, r: Choices, wishes: Wishes) -> list[int]:
    if body.population is None and kind != "allergy":
        return []
    population = known.ingredients or known.bystanders if body.population is None else known.plan.populations[body.population]
    wish = OrderWish(r.pick(population))
    wishes.orders.append(wish)
    if body.condition is not None:
        _grant_of_order(body.condition, not r.one_in(12), wish, known, r, wishes)
    return [0]


def grant(condition: Condition, truth: bool, wishes: Wishes, slots: list[int], known: Vocabulary, r: Choices) -> None:  # noqa: FBT001
    """Wish that a condition holds, or that it doesn't."""
    operator, *rest = condition
    parts: Any = rest
    match operator:
        case "not":
            grant(parts[0], not truth, wishes, slots, known, r)
        case "all" | "any":
            chosen = parts if (operator == "all") == truth else [r.pick(parts)]
            for part in chosen:
                grant(part, truth, wishes, slots, known, r)
        case "order":
            slot, inner = parts
            for place in _meant(slot, slots, truth=truth, r=r):
                _grant_of_order(inner, truth, wishes.orders[place], known, r, wishes)
        case "with":
            population, inner, present, _, *within = parts
            if present == truth:
                partner = OrderWish(r.pick(known.plan.populations[population]))
                if inner is not None:
                    _grant_of_order(inner, True, partner, known, r, wishes)
                if within and r.one_in(2):
                    partner.ended = r.number(0, round(within[0]) + 2)
                wishes.orders.append(partner)
        case "apart":
            wishes.apart = Span(*parts), truth
            if len(slots) == 2:
                wishes.orders[slots[0]].clock, wishes.orders[slots[1]].clock = "first", "second"
        case "ahead":
            if len(slots) == 2:
                wishes.orders[slots[0]].clock, wishes.orders[slots[1]].clock = "first", "second"
        case "allergy" if slots:
            wishes.allergic.append((parts[0], parts[1], truth))
        case _:
            _grant_of_patient(str(operator), parts, truth, wishes)


def _meant(slot: int, slots: list[int], *, truth: bool, r: Choices) -> list[int]:
    if not slots:
        return []
    if slot >= 0:
        return [slots[slot]] if slot < len(slots) else []
    return slots if (slot == _EVERY) == truth else [r.pick(slots)]


def _grant_of_order(
    condition: Condition,
    truth: bool,  # noqa: FBT001
    wish: OrderWish,
    known: Vocabulary,
    r: Choices,
    wishes: Wishes,
) -> None:
    operator, *rest = condition
    parts: Any = rest
    if operator == "not":
        _grant_of_order(parts[0], not truth, wish, known, r, wishes)
    elif operator in ("all", "any"):
        for part in parts if (operator == "all") == truth else [r.pick(parts)]:
            _grant_of_order(part, truth, wish, known, r, wishes)
    elif operator == "allergy":
        wishes.allergic.append((parts[0], parts[1], truth))
    elif operator in _OF_ORDERS:
        wish.leaves.append((condition, truth))
    elif operator != "apart":
        grant(condition, truth, wishes, [], known, r)


def _grant_of_patient(operator: str, parts: Any, truth: bool, wishes: Wishes) -> None:  # noqa: FBT001
    match operator:
        case "range":
            variable, *window, within = parts
            span = Span(*window)
            if not truth:
                span = outside(span)
            old = wishes.spans.get(variable)
            wishes.spans[variable] = (span if old is None else common(old[0], span)), within
        case "sex":
            wishes.sex = parts[0] if truth else {"female": "male", "male": "female"}[parts[0]]
        case "pregnant":
            wishes.pregnant = parts[0] == truth
        case "breastfeeding":
            wishes.breastfeeding = parts[0] == truth
        case "condition":
            wishes.listed["conditions", parts[0]] = truth
            if not parts[1]:
                wishes.resolved.add(parts[0])
        case "stated":
            wishes.listed[parts[0], parts[1]] = truth
        case "tested":
            wishes.tested.append((tuple(parts[0]), parts[1], truth))


def outside(span: Span) -> Span:
    """What lies beyond one end."""
    if span.low is not None:
        return Span(None, False, span.low, not span.low_closed)
    return Span(span.high, not span.high_closed, None, False)


def common(one: Span, other: Span) -> Span:
    """What lies in both."""
    low, low_closed = _tighter((one.low, one.low_closed), (other.low, other.low_closed), 1)
    high, high_closed = _tighter((one.high, one.high_closed), (other.high, other.high_closed), -1)
    return Span(low, low_closed, high, high_closed)


def _tighter(a: tuple[float | None, bool], b: tuple[float | None, bool], sign: int) -> tuple[float | None, bool]:
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    if a[0] == b[0]:
        return a[0], a[1] and b[1]
    return a if a[0] * sign > b[0] * sign else b


#: How far from an edge a value may lie, plainest first: exactly at it, a digit beside it, or by less than anybody can measure.
_BESIDE = (0.0, 0.01, -0.01, 1e-6, -1e-6, 5e-10, -5e-10, 0.5, -0.5)


def beside(value: float, r: Choices, *, inward: int = 0) -> float:
    """A value at an edge or beside it.

    Args:
        value: the edge.
        r: makes the choice.
        inward: 1 or -1 where only what lies above or below it will do, 0 where any will.
    """
    step = r.pick(_BESIDE if inward == 0 else (0.01, 0.5, 1e-6, 0.1))
    return value * (1 + (abs(step) * inward if inward else step)) if value else max(step, 0.0)


def value_in(span: Span, r: Choices) -> float:
    """A value near the ends of a span, inside of it more often than not."""
    ends = [(span.low, span.low_closed, 1), (span.high, span.high_closed, -1)]
    given = [(end, closed, inward) for end, closed, inward in ends if end is not None]
    if not given:
        return 1.0
    if span.low is not None and span.high is not None and r.one_in(3):
        return (span.low + span.high) / 2
    end, closed, inward = r.pick(given)
    if r.one_in(5):
        return beside(end, r)
    return end if closed and not r.one_in(3) else beside(end, r, inward=inward)
