"""Lower conditions of the language into the Plan's: canonical floats, expanded routes, indexed populations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.estimates import ESTIMATES
from rxrules.compile.estimates import PREFIX
from rxrules.model.timing import days
from rxrules.plan import SEVERITIES, Modifier, Window
from rxrules.terminology.observations import observation
from rxrules.terminology.routes import expand_route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rxrules.compile.populations import Populations
    from rxrules.language import ast
    from rxrules.plan import Condition
    from rxrules.units import Quantity

_KG = 1e6
_PATIENT_VARIABLES = {"weight": "weight", "height": "height", "body_surface": "bsa"}
# What a condition or a selector may ask of how much an order gives.
_AMOUNTS = ("per_dose", "per_day", "per_week")


def both(*conditions: Condition | None) -> Condition | None:
    """All of the conditions that there are; None where there is none."""
    found = tuple(condition for condition in conditions if condition is not None)
    if len(found) < 2:
        return found[0] if found else None
    return ("all", *found)


class Scope(NamedTuple):
    """What the orders of a rule may be.

    Attributes:
        populations: of each slot; one alone where a rule is about several orders of one population, none where it is about the
            patient alone.
    """

    populations: tuple[int, ...]

    @property
    def is_pair(self) -> bool:
        """Whether each slot is one order."""
        return len(self.populations) > 1


def lower_when(when: ast.When | None, populations: Populations, scope: Scope, *, strict: bool = False) -> Condition | None:
    """A condition of the language, as one of the Plan's.

    Args:
        when: may be None.
        populations: where groups and ingredients become indices.
        scope: the participants of the rule.
        strict: whether what is said of an order without ``of`` must hold of every participant, because it lowers; else of any.
    """
    if when is None:
        return None
    parts: list[Condition] = []
    if when.age is not None:
        parts += range_tests("age", when.age)
    for name in _PATIENT_VARIABLES:
        if (window := getattr(when, name)) is not None:
            parts += range_tests(name, window)
    if when.sex is not None:
        parts.append(("sex", when.sex))
    for name in ("pregnant", "breastfeeding"):
        if (wanted := getattr(when, name)) is not None:
            parts.append((name, wanted))
    if when.condition is not None:
        parts.append(("condition", when.condition.text, True))
    if when.history is not None:
        parts.append(("condition", when.history.text, False))
    parts += [("stated", "preferences", name.text) for name in (when.preference,) if name is not None]
    parts += [("stated", "goals", name.text) for name in (when.goal,) if name is not None]
    if (test := when.observation) is not None:
        parts.append(result_test(test.code.text, test.is_, days_of(test.within)))
    if (test := when.estimate) is not None:
        parts.append(_estimate_test(test.code.text, test.is_, days_of(test.within)))
    if when.apart is not None:
        parts.append(("apart", *window_of(when.apart, days)))
    parts += _ahead(when, populations, scope)
    parts += _of_orders(when, populations, scope, strict=strict)
    for selector, present in ((when.with_, True), (when.without, False)):
        if selector is not None:
            parts.append(partner_condition(selector, populations, scope.populations, present=present))
    for part in when.all:
        if (lowered := lower_when(part, populations, scope, strict=strict)) is not None:
            parts.append(lowered)
    if when.any:
        options = (lower_when(part, populations, scope, strict=strict) for part in when.any)
        parts.append(("any", *(option for option in options if option is not None)))
    if when.not_ is not None and (inner := lower_when(when.not_, populations, scope, strict=not strict)) is not None:
        parts.append(("not", inner))
    return both(*parts)


def _of_orders(when: ast.When, populations: Populations, scope: Scope, *, strict: bool) -> list[Condition]:
    """What a condition says of the orders: of the one that ``of`` names, of any, or of every one."""
    if not scope.populations:
        return []
    if when.of is not None and (found := _of_part(when, when.of, populations, scope, strict=strict)) is not None:
        return [found]
    if when.of is not None and scope.is_pair:
        slot = _slot(when.of, populations, scope)
        return [("order", slot, condition) for condition in _order_conditions(when, scope.populations[slot])]
    if not scope.is_pair:
        slot = -2 if strict else -1
        return [("order", slot, condition) for condition in _order_conditions(when, scope.populations[0])]
    by_slot = [_order_conditions(when, population) for population in scope.populations]
    junction = "all" if strict else "any"
    return [
        (junction, *(("order", slot, condition) for slot, condition in enumerate(conditions)))
        for conditions in zip(*by_slot, strict=True)
    ]


def _ahead(when: ast.When, populations: Populations, scope: Scope) -> list[Condition]:
    """How long a dose of one participant is ahead of the next dose of the other; after the last is the other ahead."""
    if when.of is None or (when.before is None and when.after is None):
        return []
    slot = _slot(when.of, populations, scope)
    windows = ((slot, when.before), (1 - slot, when.after))
    return [("ahead", ahead, *window_of(window, days)) for ahead, window in windows if window is not None]


def _slot(of: ast.Name, populations: Populations, scope: Scope) -> int:
    """The participant of a pair that a name means, or that holds all of its drugs."""
    part = populations.names((of,))
    if part in scope.populations:
        return scope.populations.index(part)
    return next(slot for slot, whole in enumerate(scope.populations) if populations.holds(whole, part))


def _of_part(when: ast.When, of: ast.Name, populations: Populations, scope: Scope, *, strict: bool) -> Condition | None:
    """What a condition says of a participant of which ``of`` names some drugs: that it is one of them, and what else holds.

    None where ``of`` names all of the drugs of a participant.
    """
    part = populations.names((of,))
    if part in scope.populations:
        return None
    condition = both(("contains", part), *_order_conditions(when, part))
    assert condition is not None  # noqa: S101  it asks at least which drug it is
    if scope.is_pair:
        return ("order", _slot(of, populations, scope), condition)
    return ("order", -2 if strict else -1, condition)


def _order_conditions(when: ast.When | ast.Selector, population: int) -> list[Condition]:
    parts = _amounts_of(when, population)
    if when.each_lasts is not None:
        parts.append(("each_lasts", *window_of(when.each_lasts, days)))
    if when.duration is not None:
        parts.append(("duration", *window_of(when.duration, days)))
    if when.taken is not None:
        parts.append(("taken", *window_of(when.taken, days)))
    if when.route:
        parts.append(route_condition(when.route))
    if when.prn is not None:
        parts.append(("prn", when.prn))
    if when.indication is not None:
        parts.append(("indication", when.indication.text))
    if when.phase is not None:
        parts.append(("phase", when.phase))
    return parts


def partner_condition(selector: ast.Selector, populations: Populations, own: tuple[int, ...], *, present: bool) -> Condition:
    """That another order of a selector is there, or is not, beside the participants, whose populations are ``own``."""
    population = populations.of(selector)
    found: Condition = ("with", population, order_condition(selector, population), present, own)
    return found if selector.within is None else (*found, days_of(selector.within))


def order_condition(selector: ast.Selector, population: int) -> Condition | None:
    """What must hold of an order, beyond its ingredient, to be one that the selector means."""
    return both(*sorted(_order_conditions(selector, population), key=_cheapest_first))


def _cheapest_first(condition: Condition) -> bool:
    # most orders that are not meant are not meant by their route
    return condition[0] != "route"


def _amounts_of(where: ast.When | ast.Selector, population: int) -> list[Condition]:
    """The amounts that are asked for; one in a day or a week is of the routes that are asked for beside it."""
    routes = _expanded(where.route) if where.route else None
    windows = ((measure, getattr(where, measure)) for measure in _AMOUNTS)
    return [
        _amount(population, measure, None if measure == "per_dose" else routes, window)
        for measure, window in windows
        if window is not None
    ]


def route_condition(routes: Iterable[ast.Name]) -> Condition:
    """One of the routes, classes expanded, in a fixed order."""
    return ("route", _expanded(routes))


def _expanded(routes: Iterable[ast.Name]) -> tuple[str, ...]:
    expanded: set[str] = set()
    for route in routes:
        expanded |= expand_route(route.text) or frozenset()
    return tuple(sorted(expanded))


def _amount(population: int, measure: str, routes: tuple[str, ...] | None, window: ast.Window) -> Condition:
    end = window.low or window.high
    assert end is not None  # noqa: S101  validation refuses a window without ends
    scale = 7.0 if measure == "per_week" and "time" in end.unit.kind.per else 1.0
    lowered = window_of(window, lambda quantity: quantity.canonical * scale)
    return ("amount", population, measure, end.unit.kind.base, routes, *lowered)


def window_of(window: ast.Window, canonical: Callable[[Quantity], float]) -> Window:
    """A window in numbers, each end made canonical."""
    return Window(
        None if window.low is None else float(canonical(window.low)),
        window.low_closed,
        None if window.high is None else float(canonical(window.high)),
        window.high_closed,
    )


def range_tests(name: str, window: ast.Window, within: float | None = None) -> list[Condition]:
    """The tests that a window of a variable of bands makes; the name of an estimate leads over that of an observation.

    An age takes two tests where one end is in months or years and the other in days or weeks: these are different axes.
    """
    if window.low is None and window.high is None:
        return []  # a band that is all of the domain, which is tested for itself
    if name == "age":
        ends: dict[str, Window] = {}
        for end, closed, is_low in ((window.low, window.low_closed, True), (window.high, window.high_closed, False)):
            if end is None:
                continue
            variable = "age_months" if end.unit.kind.base == "calendar" else "age_days"
            now = ends.get(variable, Window(None, False, None, False))
            ends[variable] = (
                now._replace(low=end.canonical, low_closed=closed)
                if is_low
                else now._replace(high=end.canonical, high_closed=closed)
            )
        return [("range", variable, *ends[variable], within) for variable in sorted(ends)]
    if name in _PATIENT_VARIABLES:
        scale = _KG if name == "weight" else 1.0
        lowered = window_of(window, lambda quantity: quantity.canonical / scale)
        return [("range", _PATIENT_VARIABLES[name], *lowered, within)]
    return [_estimate_test(name, window, within) if name in ESTIMATES else result_test(name, window, within)]


def result_test(name: str, window: ast.Window, within: float | None) -> Condition:
    """A window of an observation, in the canonical unit of the kind that its author wrote."""
    end = window.low or window.high
    assert end is not None  # noqa: S101
    variable = f"obs:{observation(name)}@{end.unit.kind}"
    return ("range", variable, *window_of(window, lambda quantity: quantity.canonical), within)


def _estimate_test(name: str, window: ast.Window, within: float | None) -> Condition:
    """A window of an estimate, in the canonical unit of its kind."""
    return ("range", PREFIX + name, *window_of(window, lambda quantity: quantity.canonical), within)


def days_of(amount: ast.Amount | None) -> float | None:
    """A length of time in days, or None."""
    return None if amount is None else days(amount.quantity)


def lower_modifiers(modifiers: Sequence[ast.Modifier], populations: Populations, scope: Scope, base: int) -> tuple[Modifier, ...]:
    """Modifiers with ranks for severities; -1 suppresses.

    SAFETY: one that lowers below ``base`` must hold of every order that it speaks of, one that raises of any.
    """
    lowered = []
    for modifier in modifiers:
        severity = -1 if modifier.severity is None else SEVERITIES.index(modifier.severity)
        condition = lower_when(modifier.when, populations, scope, strict=severity < base)
        assert condition is not None  # noqa: S101  validation refuses an empty ``when``
        lowered.append(Modifier(modifier.label, condition, severity, modifier.advice))
    return tuple(lowered)
