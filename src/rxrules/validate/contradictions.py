"""Conditions that nobody meets, because two things that they ask for exclude each other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import evolve

from rxrules.language.ast import BurdenRule, DoseLimitRule, DuplicationRule, InteractionRule, When, Window
from rxrules.terminology.observations import observation
from rxrules.terminology.routes import expand_route
from rxrules.validate.axes import Stretch, whole_months
from rxrules.validate.space import fewest_days, most_days
from rxrules.validate.walk import participants
from rxrules.validate.windows import empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Rule, Selector
    from rxrules.validate.context import Context

_BODY = ("age", "weight", "height", "body_surface")
_ORDER = ("per_dose", "per_day", "per_week", "each_lasts", "duration", "taken")
_STATED = ("condition", "history", "preference", "goal")


class Fact(NamedTuple):
    """One thing that must hold.

    Attributes:
        about: what of: a variable, or something of the order in a slot.
        value: a window, a truth, a name, or a set of routes.
        text: in the words of the language.
    """

    about: tuple[str, int]
    value: object
    text: str


def check_contradictions(context: Context, diagnostics: Diagnostics) -> None:
    """Report rules whose conditions nobody meets (RX245), and modifiers that can't hold where their rule does (RX246)."""
    for rule in context.tree.rules:
        if isinstance(rule, DuplicationRule | BurdenRule):
            slots: Mapping[str, int] | None = None
        else:
            slots = _slots(rule)
        own = list(_of_rule(rule, slots))
        if (clash := contradiction(own)) is None and rule.when is not None:
            clash = _of_branches(rule.when, own, slots)
        if clash is not None:
            span = rule.when.span if rule.when is not None else rule.id.span
            message = f"nobody meets what {rule.id.text!r} asks for: {clash[0]} and {clash[1]} exclude each other"
            diagnostics.warning("RX245", message, span, "the rule never fires for certain")
            continue
        for modifier in rule.modifiers:
            found = own + list(_facts(modifier.when, slots))
            if (clash := contradiction(found) or _of_branches(modifier.when, found, slots)) is not None:
                message = f"the modifier {modifier.label!r} can't hold: {clash[0]} and {clash[1]} exclude each other"
                diagnostics.warning("RX246", message, modifier.when.span, "it changes nothing, whoever the patient is")


def contradiction(facts: Sequence[Fact]) -> tuple[str, str] | None:
    """Two facts that exclude each other, in words."""
    by_subject: dict[tuple[str, int], list[Fact]] = {}
    for fact in facts:
        by_subject.setdefault(fact.about, []).append(fact)
    for same in by_subject.values():
        for a, b in combinations(same, 2):
            if _exclude(a.value, b.value):
                return a.text, b.text
    return None


def _exclude(a: object, b: object) -> bool:
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return bool(a and b) and not a & b
    if isinstance(a, str | bool) or isinstance(b, str | bool):
        return a != b
    return isinstance(a, Window) and isinstance(b, Window) and _disjoint(a, b)


def _disjoint(a: Window, b: Window) -> bool:
    """Whether no value lies in both windows; ends of two kinds are compared for ages alone."""
    if empty(a) is not None or empty(b) is not None:
        return False  # which is reported as RX405
    for one, other in ((a, b), (b, a)):
        if one.low is None or other.high is None:
            continue
        if one.low.kind == other.high.kind:
            both = evolve(one, high=other.high, high_closed=other.high_closed)
            if empty(both) is not None:
                return True
        elif _later(one, other):
            return True
    return False


def _later(one: Window, other: Window) -> bool:
    """Whether an age from here on is beyond an age up to there, one in months or years and one in days or weeks."""
    low, high = one.low, other.high
    if low is None or high is None or {low.kind.base, high.kind.base} != {"calendar", "time"} or low.kind.per or high.kind.per:
        return False
    if low.kind.base == "calendar":
        days = fewest_days(whole_months(Stretch(low.canonical, one.low_closed, float("inf"), False))[0])
        return days > high.canonical or (days == high.canonical and not other.high_closed)
    last = whole_months(Stretch(0, True, high.canonical, other.high_closed))[1]
    return low.canonical >= most_days(last + 1)


def _of_rule(rule: Rule, slots: Mapping[str, int] | None) -> Iterator[Fact]:
    if slots is not None:
        for slot, selector in enumerate(participants(rule)):
            yield from _of_order(selector, slot)
    if isinstance(rule, DoseLimitRule):
        if rule.route:
            yield _routes(rule.route, 0)
        if rule.bands is not None:
            yield from (_window(name, window) for name, window in rule.bands.over.items())
    if rule.when is not None:
        yield from _facts(rule.when, slots)


def _slots(rule: Rule) -> Mapping[str, int]:
    """From what ``of`` names to the slot; of a rule about one order the empty name is that one."""
    sides = participants(rule)
    if isinstance(rule, InteractionRule):
        names = [str(side.ingredient or side.group) for side in sides]
        return {name: slot for slot, name in enumerate(names) if names.count(name) == 1}
    return {"": 0} | {str(side.ingredient or side.group): 0 for side in sides} if len(sides) == 1 else {}


def _facts(when: When, slots: Mapping[str, int] | None) -> Iterator[Fact]:
    """What must hold for a condition to: all that is not one of several, and what stands alone in a ``not``."""
    for name in _BODY:
        if (window := getattr(when, name)) is not None:
            yield _window(name, window)
    for prefix, test in (("", when.observation), ("est:", when.estimate)):
        if test is not None:
            name = test.code.text if prefix else observation(test.code.text) or test.code.text
            yield _window(prefix + name, test.is_)
    for name in ("sex", "pregnant", "breastfeeding"):
        if (value := getattr(when, name)) is not None:
            yield Fact((name, -1), value, f"{name} {str(value).lower()}")
    for name in _STATED:
        if (stated := getattr(when, name)) is not None:
            yield Fact((f"{name} {stated}", -1), True, f"{name} {stated}")
            if name == "condition":
                yield Fact((f"history {stated}", -1), True, f"condition {stated}")
    slot = None if slots is None else slots.get("" if when.of is None else when.of.text)
    if slot is not None:
        yield from _of_order(when, slot)
    for part in when.all:
        yield from _facts(part, slots)
    if len(when.any) == 1:
        yield from _facts(when.any[0], slots)
    if when.not_ is not None:
        yield from _denied(when.not_)


def _denied(when: When) -> Iterator[Fact]:
    for name in ("sex", "pregnant", "breastfeeding", *_STATED):
        value = getattr(when, name)
        alone: dict[str, Any] = {name: value}
        if value is None or when != When(**alone):
            continue
        if isinstance(value, bool):
            yield Fact((name, -1), not value, f"not {name} {str(value).lower()}")
        elif name != "sex":
            yield Fact((f"{name} {value}", -1), False, f"not {name} {value}")


def _of_order(where: When | Selector, slot: int) -> Iterator[Fact]:
    for name in _ORDER:
        if (window := getattr(where, name)) is not None:
            yield Fact((name, slot), window, f"{name} {window.text}")
    if where.route:
        yield _routes(where.route, slot)
    for name in ("prn", "phase"):
        if (value := getattr(where, name)) is not None:
            yield Fact((name, slot), value, f"{name} {str(value).lower()}")


def _routes(routes: Sequence[object], slot: int) -> Fact:
    meant = frozenset[str]().union(*(expand_route(str(route)) or frozenset() for route in routes))
    return Fact(("route", slot), meant, f"route {', '.join(map(str, routes))}")


def _window(name: str, window: Window) -> Fact:
    return Fact((name, -1), window, f"{name.removeprefix('est:')} {window.text}")


def _of_branches(when: When, base: list[Fact], slots: Mapping[str, int] | None) -> tuple[str, str] | None:
    """A clash where every branch of an ``any`` has one."""
    for place in (when, *when.all):
        if len(place.any) > 1:
            clashes = [contradiction(base + list(_facts(branch, slots))) for branch in place.any]
            if all(clash is not None for clash in clashes):
                return clashes[0]
    return None
