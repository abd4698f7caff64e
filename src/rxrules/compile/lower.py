"""Lower conditions and limits of the language into the Plan's: canonical floats, expanded routes, indexed populations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from rxrules.chart.chart import MEASURES
from rxrules.model.timing import days
from rxrules.plan import SEVERITIES, Band, Bound, DoseLimit, Modifier, Window
from rxrules.terminology.observations import observation
from rxrules.terminology.routes import expand_route
from rxrules.units import Kind, canonical_unit, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rxrules.compile.populations import Populations
    from rxrules.language import ast
    from rxrules.plan import Condition
    from rxrules.units import Quantity, Unit

_KG = 1e6
_PATIENT_VARIABLES = {"weight": "weight", "height": "height", "body_surface": "bsa"}
_SCALES = {"body_weight": "weight", "body_surface": "bsa"}


def both(*conditions: Condition | None) -> Condition | None:
    """All of the conditions that there are; None where there is none."""
    found = tuple(condition for condition in conditions if condition is not None)
    if len(found) < 2:
        return found[0] if found else None
    return ("all", *found)


class Scope(NamedTuple):
    """What the orders of a rule are called, and what they may be.

    Attributes:
        names: from what ``of`` can say (a group or an ingredient) to the slot.
        populations: of each slot; one alone where a rule is about several orders of one population.
    """

    names: Mapping[str, int]
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
    if when.observation is not None:
        test = when.observation
        parts += range_tests(test.code.text, test.is_, _days(test.within))
    parts += _of_orders(when, scope, strict=strict)
    for selector, present in ((when.with_, True), (when.without, False)):
        if selector is not None:
            population = populations.of(selector)
            parts.append(("with", population, order_condition(selector, population), present, scope.populations))
    for part in when.all:
        if (lowered := lower_when(part, populations, scope, strict=strict)) is not None:
            parts.append(lowered)
    if when.any:
        options = (lower_when(part, populations, scope, strict=strict) for part in when.any)
        parts.append(("any", *(option for option in options if option is not None)))
    if when.not_ is not None and (inner := lower_when(when.not_, populations, scope, strict=not strict)) is not None:
        parts.append(("not", inner))
    return both(*parts)


def _of_orders(when: ast.When, scope: Scope, *, strict: bool) -> list[Condition]:
    """What a condition says of the orders: of the one that ``of`` names, of any, or of every one."""
    if when.of is not None and scope.is_pair:
        slot = scope.names[when.of.text]
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


def _order_conditions(when: ast.When, population: int) -> list[Condition]:
    parts = _amounts_of(when, population)
    if when.duration is not None:
        parts.append(("duration", *_window(when.duration, days)))
    if when.route:
        parts.append(route_condition(when.route))
    if when.prn is not None:
        parts.append(("prn", when.prn))
    if when.indication is not None:
        parts.append(("indication", when.indication.text))
    return parts


def order_condition(selector: ast.Selector, population: int) -> Condition | None:
    """What must hold of an order, beyond its ingredient, to be one that the selector means."""
    return both(route_condition(selector.route) if selector.route else None, *_amounts_of(selector, population))


def _amounts_of(where: ast.When | ast.Selector, population: int) -> list[Condition]:
    windows = ((measure, getattr(where, measure)) for measure in MEASURES)
    return [_amount(population, measure, window) for measure, window in windows if window is not None]


def route_condition(routes: Iterable[ast.Name]) -> Condition:
    """One of the routes, classes expanded, in a fixed order."""
    expanded: set[str] = set()
    for route in routes:
        expanded |= expand_route(route.text) or frozenset()
    return ("route", tuple(sorted(expanded)))


def _amount(population: int, measure: str, window: ast.Window) -> Condition:
    end = window.low or window.high
    assert end is not None  # noqa: S101  validation refuses a window without ends
    scale = 7.0 if measure == "per_week" and "time" in end.unit.kind.per else 1.0
    lowered = _window(window, lambda quantity: quantity.canonical * scale)
    return ("amount", population, measure, end.unit.kind.base, *lowered)


def _window(window: ast.Window, canonical: Callable[[Quantity], float]) -> Window:
    return Window(
        None if window.low is None else float(canonical(window.low)),
        window.low_closed,
        None if window.high is None else float(canonical(window.high)),
        window.high_closed,
    )


def range_tests(name: str, window: ast.Window, within: float | None = None) -> list[Condition]:
    """The tests that a window of a patient's variable makes.

    An age takes two tests where one end is in months or years and the other in days or weeks: these are different axes.
    """
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
        lowered = _window(window, lambda quantity: quantity.canonical / scale)
        return [("range", _PATIENT_VARIABLES[name], *lowered, within)]
    end_ = window.low or window.high
    assert end_ is not None  # noqa: S101
    variable = f"obs:{observation(name)}@{end_.unit.kind}"
    return [("range", variable, *_window(window, lambda quantity: quantity.canonical), within)]


def _days(amount: ast.Amount | None) -> float | None:
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


def lower_limits(rule: ast.DoseLimitRule, ingredient: str, salt_factor: float | None) -> DoseLimit:
    """A dose limit, every bound canonical, every band a list of tests."""
    bands = rule.bands
    domain: tuple[Condition, ...] = ()
    if bands is None:
        rows: tuple[Band, ...] = (Band((), _bounds(rule, rule.limits, None), "all patients"),)
    else:
        within = {name: _days(amount) for name, amount in bands.within.items()}
        rows = tuple(
            Band(
                tuple(
                    test
                    for name, window in row.windows.items()
                    for test in range_tests(name, _inside(window, bands.over.get(name)), within.get(name))
                ),
                _bounds(rule, row.limits, within.get("weight")),
                row.note or ", ".join(f"{name} {window.text}" for name, window in row.windows.items()) or "all patients",
            )
            for row in bands.rows
        )
        domain = tuple(test for name, window in bands.over.items() for test in range_tests(name, window, within.get(name)))
    first = next(amount for limits in _limits(rule) for amount in _amounts(limits))
    unit = _whole(first.unit)
    routes = tuple(rule.route) + tuple(rule.drug.route)
    return DoseLimit(
        ingredient=ingredient,
        measure=rule.measure,
        condition=route_condition(routes) if routes else None,
        base=first.unit.kind.base,
        unit=unit.code,
        factor=unit.factor,
        expressed_as=rule.expressed_as,
        salt_factor=salt_factor,
        first=bands is not None and bands.policy == "first",
        domain=domain,
        bands=rows,
    )


def _inside(window: ast.Window, domain: ast.Window | None) -> ast.Window:
    """A band's window without the ends that it shares with the domain: the domain is tested once, for all bands.

    A result such as ">60" is above every edge within the domain, and must not fail for want of an upper end.
    """
    if domain is None:
        return window
    # an end is the domain's where it is the same number, and no narrower for being open
    low = None if window.low == domain.low and window.low_closed >= domain.low_closed else window.low
    high = None if window.high == domain.high and window.high_closed >= domain.high_closed else window.high
    return evolve(window, low=low, high=high)


def _whole(unit: Unit) -> Unit:
    """The unit of the amount itself: of ``mg/kg`` it is ``mg``, so that what was measured is printed in the author's unit."""
    if not unit.kind.per:
        return unit
    written = parse_unit(unit.code.partition("/")[0])
    return written if written.kind == Kind(unit.kind.base) else canonical_unit(Kind(unit.kind.base))


def _limits(rule: ast.DoseLimitRule) -> list[ast.Limits]:
    return [rule.limits] if rule.bands is None else [row.limits for row in rule.bands.rows]


def _amounts(limits: ast.Limits) -> list[Quantity]:
    every = (limits.max, limits.hard_max, limits.min, limits.hard_min)
    return [amount.quantity for amount in every if amount is not None]


def _bounds(rule: ast.DoseLimitRule, limits: ast.Limits, within: float | None) -> tuple[Bound, ...]:
    bounds = []
    for name in ("max", "hard_max", "min", "hard_min"):
        amount: ast.Amount | None = getattr(limits, name)
        if amount is None:
            continue
        rank: str | None = getattr(rule.severity, name)
        assert rank is not None  # noqa: S101  validation asks for a severity of every limit
        per = amount.quantity.unit.kind.per
        scales = [part for part in per if part in _SCALES]
        # "4 g" and "4 g/d" are the same in a limit per day; per week, what is said of a day counts seven times
        weekly = 7.0 if rule.measure == "per_week" and "time" in per else 1.0
        cap = {"max": limits.cap, "hard_max": limits.hard_cap}.get(name)
        ceiling = None if cap is None else cap.quantity.canonical
        if ceiling is not None and cap is not None and rule.measure == "per_week" and "time" in cap.quantity.unit.kind.per:
            ceiling *= 7.0
        text = str(amount.quantity) + (f", at most {cap.quantity}" if cap is not None else "")
        bounds.append(
            Bound(
                name,
                SEVERITIES.index(rank),
                amount.quantity.canonical * weekly,
                _SCALES[scales[0]] if scales else "",
                ceiling,
                text,
                within if scales else None,
            )
        )
    return tuple(bounds)
