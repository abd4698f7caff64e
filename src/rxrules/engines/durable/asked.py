"""What conditions ask of an order, or of two: route, amount, length, spacing; each a fact, and what it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, MEASURES, Missing
from rxrules.chart.period import start_assumed
from rxrules.chart.totals import Total, ahead, amount_over_orders, apart, is_loading, lasts_of, may_be_at_once, runs_on
from rxrules.engines import latitude, wanting
from rxrules.engines.durable.facts import freshness
from rxrules.engines.durable.numerals import span_json
from rxrules.engines.durable.terms import ALL, ANY, LATITUDE, MISSING, Junction, Known, Leaf, Term, conjunction
from rxrules.model import OrderStatus
from rxrules.plan import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.durable.conditions import Ground, Orders
    from rxrules.engines.durable.facts import Facts

_ANY_AGE = f'"S":{freshness(None)}'


def held(facts: Facts, low: float, high: float, window: str, why: tuple[Missing, ...], far: str) -> Leaf:
    """A value against a window; half in it, it is unknown for want of an input if one is missing, else by latitude."""
    if why or low == high:
        return facts.within(low, high, window, why)
    place = facts.value(low, high)
    return Leaf(f'"kind":"++win","v":{place}.0,{window},{_ANY_AGE}', place, (), (far,))


def amount(members: frozenset[str], measure: str, base: str, routes: Sequence[str] | None, ends: Sequence[Any]) -> Ground:
    """How much of its ingredients a row gives at once; or, in a day or a week, all rows of each give that overlap with it."""
    window = span_json(Window(*ends))
    place = MEASURES[measure]
    by = None if routes is None else frozenset(routes)

    def given(chart: Chart, row: ChartOrder, ingredient: str) -> Total:
        if measure != "per_dose":
            return amount_over_orders(chart, row, ingredient, base, place, by)
        if runs_on(row):
            return Total(0.0, INFINITY, (wanting.no_dose(row),))
        dose = row.doses[ingredient]
        amounts = dose.amounts.get(base)
        if amounts is None:
            return Total(0.0, INFINITY, dose.missing or (Missing(f"{row.path}.dose", f"the dose is not in {base}"),))
        low, high = amounts[place], amounts[place + 1]
        return Total(low, high, dose.missing if high == INFINITY else ())

    def ground(facts: Facts, orders: Orders) -> Term:
        (row,) = orders
        parts: list[tuple[Term, bool]] = []
        for ingredient in row.doses:
            if not members or ingredient in members:
                low, high, missing = given(facts.chart, row, ingredient)
                parts.append((held(facts, low, high, window, missing, f"the dose of {row.id} is a range"), False))
        return parts[0][0] if len(parts) == 1 else Junction(ANY, parts)

    return ground


def route(routes: Sequence[str]) -> Ground:
    """One of some routes."""
    wanted = frozenset(routes)

    def ground(_facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        common = len(wanted.intersection(order.routes))
        other = len(order.routes) - common
        what = f"route {order.route_text!r} is not known" if order.route_text else "route is missing"
        return Leaf(
            f'"kind":"+way","common":{common}.0,"other":{other}.0,"assumed":{int(order.route_assumed)}.0',
            -1,
            (Missing(f"{order.path}.route", what),),
            (latitude.route(order, wanted),),
        )

    return ground


def contains(members: frozenset[str]) -> Ground:
    """One of some ingredients; a part that nobody knows may be it."""

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if members.isdisjoint(order.ingredients) and order.unresolved:
            return facts.holds(None, (Missing(f"{order.path}.drug", f"a part of {order.id} is not known"),))
        return facts.holds(not members.isdisjoint(order.ingredients))

    return ground


def duration(*ends: Any) -> Ground:
    """The length of the course."""
    window = span_json(Window(*ends))

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if order.duration is None:
            return Known(MISSING, (Missing(f"{order.path}.timing.duration", "duration is missing"),))
        return held(facts, *order.duration, window, (), f"the duration of {order.id} is a range")

    return ground


def each_lasts(*ends: Any) -> Ground:
    """How long one administration takes."""
    window = span_json(Window(*ends))

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        lasts = lasts_of(order)
        if lasts is not None:
            return held(facts, *lasts, window, (), latitude.each_range(order))
        missing = Known(MISSING, (wanting.each_length(order),))
        if not may_be_at_once(order):
            return missing
        # SAFETY: at once is assumed, which may raise an alert and never silence one: where that lies in the window what is open is
        # latitude, else it is not known
        assumed = facts.within(0.0, 0.0, window)
        possible = conjunction((assumed, Known(LATITUDE, (), (latitude.at_once(order),))))
        return Junction(ANY, [(possible, False), (Junction(ALL, [(assumed, True), (missing, False)]), False)])

    return ground


def taken(*ends: Any) -> Ground:
    """For how many days it has been taken."""
    window = span_json(Window(*ends))

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        now = facts.chart.as_of
        low, high = max(0.0, now - order.latest_start), max(0.0, now - order.start)
        missing = wanting.start(order)
        unknown = facts.within(low, high, window, (missing,))
        if low == high or order.source.status is OrderStatus.PROPOSED:
            return unknown
        # SAFETY: a start that is assumed, the earliest that may be, may raise an alert, never silence one: where it lies in the
        # window what is open is latitude, else it is not known
        assumed = facts.within(high, high, window)
        possible = held(facts, low, high, window, (), start_assumed(order))
        return Junction(
            ANY, [(conjunction((assumed, possible)), False), (Junction(ALL, [(assumed, True), (unknown, False)]), False)]
        )

    return ground


def prn(wanted: bool) -> Ground:  # noqa: FBT001
    """Whether all of it is taken as needed."""

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        if order.prn_all is None and order.prn:
            return Known(LATITUDE, (), (f"a part of {order.id} is taken as needed",))
        if order.prn_all is None:
            return Known(MISSING, (Missing(f"{order.path}.timing", "timing is missing"),))
        return facts.holds(order.prn_all == wanted)

    return ground


def phase(wanted: str) -> Ground:
    """Whether it loads, or maintains."""

    def ground(facts: Facts, orders: Orders) -> Term:
        (order,) = orders
        loading = is_loading(order)
        if loading is None:
            return Known(MISSING, (Missing(f"{order.path}.timing", "timing is missing"),))
        return facts.holds(loading == (wanted == "loading"))

    return ground


def ahead_of(slot: int, *ends: Any) -> Ground:
    """How long a dose of one participant comes before the next of the other."""
    window = span_json(Window(*ends))

    def ground(facts: Facts, orders: Orders) -> Term:
        leading, following = (orders[0], orders[1]) if slot == 0 else (orders[1], orders[0])
        lead = ahead(leading, following)
        if lead is None:
            return Known(LATITUDE, (), (f"it is not known how long before {following.id} {leading.id} is taken",))
        return facts.within(lead, lead, window)

    return ground


def spaced(*ends: Any) -> Ground:
    """How far the doses of the two participants are from each other."""
    window = span_json(Window(*ends))

    def ground(facts: Facts, orders: Orders) -> Term:
        first, second = orders[:2]
        distance = apart(first, second)
        if distance is None:
            return Known(LATITUDE, (), (f"it is not known how far apart {first.id} and {second.id} are taken",))
        return facts.within(distance, distance, window)

    return ground
