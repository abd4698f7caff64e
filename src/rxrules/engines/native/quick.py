"""The common case of a dose limit, decided with few steps: one order, everything known, nothing to modify.

INVARIANT: it gives the outcome that `limits` gives, or None, and then `limits` decides. A law holds the two equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from rxrules.chart.chart import INFINITY, MEASURES
from rxrules.chart.totals import runs_on
from rxrules.engines import edges
from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.plan import Window

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Band, Condition, DoseLimit, PlanRule

#: Variable, first and last float of its window.
_Test = tuple[str, float, float]
#: Whether it is a maximum, the edge, its severity, the limit, and the place of the bound.
_Bound = tuple[bool, float, int, float, int]

_new = tuple.__new__
_CLEAR, _FIRED = Status.CLEAR, Status.FIRED


class _Band(NamedTuple):
    tests: tuple[_Test, ...]
    bounds: tuple[_Bound, ...]
    number: int
    clear: Evidence


class QuickLimit:
    """A dose limit without modifiers, scales and conditions other than a route."""

    __slots__ = ("_bands", "_base", "_index", "_ingredient", "_place", "_routes")

    def __init__(self, index: int, body: DoseLimit, bands: tuple[_Band, ...], routes: frozenset[str] | None) -> None:
        self._index = index
        self._ingredient = body.ingredient
        self._base = body.base
        self._place = MEASURES[body.measure]
        self._bands = bands
        self._routes = routes

    @classmethod
    def of(cls, index: int, rule: PlanRule, body: DoseLimit) -> QuickLimit | None:
        """The quick form of a rule, or None where it has none."""
        routes: frozenset[str] | None = None
        if body.condition is not None:
            if body.condition[0] != "route":
                return None
            routes = frozenset(cast("tuple[str, ...]", body.condition[1]))
        tests = [*body.domain, *(test for band in body.bands for test in band.tests)]
        dated = any(test[0] != "range" or test[-1] is not None for test in tests)
        scaled = any(bound.scale for band in body.bands for bound in band.bounds)
        if dated or scaled or rule.when is not None or rule.modifiers or body.expressed_as or body.measure not in MEASURES:
            return None
        return cls(index, body, tuple(_band(number, band, body.domain) for number, band in enumerate(body.bands)), routes)

    def judge(self, chart: Chart, order: ChartOrder) -> Outcome | None:
        """The outcome for one order, or None where something is not known, or left open."""
        routes = self._routes
        if routes is not None and (order.route_assumed or not order.routes or not order.routes <= routes):
            return None
        amounts = order.doses[self._ingredient].amounts.get(self._base)
        place = self._place
        if amounts is None or (not place and runs_on(order)):
            return None
        low, high = amounts[place], amounts[place + 1]
        least = low if place else amounts[2]
        if high != low or low != least or high == INFINITY or order.prn:
            return None
        readings = chart.readings
        for tests, bounds, number, clear in self._bands:
            for variable, first, last in tests:
                reading = readings.get(variable)
                if reading is None:
                    return None
                if reading[1] < first or reading[0] > last:
                    break
                if reading[0] < first or reading[1] > last:
                    return None
            else:
                found: _Bound | None = None
                for bound in bounds:
                    passed = high > bound[1] if bound[0] else high < bound[1]
                    if passed and (found is None or bound[2] > found[2]):
                        found = bound
                if found is None:
                    return _new(Outcome, (self._index, (order,), _CLEAR, 0, True, clear))
                limit = found[3]
                evidence = _new(Evidence, (True, (), (), -1, (), number, found[4], (low, high), (limit, limit), False))
                return _new(Outcome, (self._index, (order,), _FIRED, found[2], True, evidence))
        return None


def _band(number: int, band: Band, domain: tuple[Condition, ...]) -> _Band:
    windows: dict[str, tuple[float, float]] = {}
    for test in (*band.tests, *domain):
        first, last = edges.span(Window(*test[2:6]))  # type: ignore[arg-type]
        old = windows.get(str(test[1]), (-INFINITY, INFINITY))
        windows[str(test[1])] = max(first, old[0]), min(last, old[1])
    tests = tuple((variable, *window) for variable, window in windows.items())
    bounds = tuple(
        (
            bound.name.endswith("max"),
            edges.above(bound.value) if bound.name.endswith("max") else edges.below(bound.value),
            bound.severity,
            bound.value,
            place,
        )
        for place, bound in enumerate(band.bounds)
    )
    return _Band(tests, bounds, number, Evidence(band=number))
