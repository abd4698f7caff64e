"""Conditions about orders: the participants of a rule, and what stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.chart.chart import INFINITY, MEASURES, Missing
from rxrules.chart.period import start_assumed
from rxrules.chart.totals import ahead, amount_over_orders, apart, is_loading, lasts_of, may_be_at_once, runs_on
from rxrules.engines import latitude, wanting
from rxrules.engines.edges import span
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes, in_span
from rxrules.engines.native.patient_conditions import PatientConditions
from rxrules.model import OrderStatus, ProblemStatus
from rxrules.plan import Window, asks_as_needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.native.logic import Orders, OrderTest, Test
    from rxrules.plan import Condition

#: The slot that stands for every participant.
_EVERY = -2


class OrderConditions(PatientConditions):
    """The tests of a plan that look at orders."""

    def order_test(self, condition: Condition) -> OrderTest:
        """The test of a condition over one order."""
        raise NotImplementedError

    def _with(
        self,
        population: int,
        condition: Condition | None,
        present: bool,  # noqa: FBT001
        own: Sequence[int],
        within: float | None = None,
    ) -> Test:
        members = self._populations[population]
        participants = frozenset[str]().union(*(self._populations[number] for number in own))
        holds = None if condition is None else self.order_test(condition)
        as_needed = asks_as_needed(condition)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:
            inner = Causes()
            truth = FALSE
            taking_part = {order.id for order in orders}
            for order in chart.live if within is None else (*chart.live, *chart.history):
                found = members.intersection(order.ingredients)
                if order.id in taking_part:
                    found = found - participants
                if not found:
                    continue
                own_causes = Causes()
                one = TRUE if holds is None else holds(chart, order, own_causes)
                if one != FALSE:
                    one = min(one, _throughout(order, orders, chart, own_causes, as_needed=as_needed, within=within))
                if one == UNKNOWN:
                    inner.take(own_causes)
                truth = max(truth, one)
            if truth != TRUE and any(
                order.unresolved and (order.live or (within is not None and order.history)) for order in chart.orders
            ):
                # SAFETY: a drug that nobody knows may be the one that is asked for, or that must not be there.
                truth = UNKNOWN
                inner.missing.append(Missing("medications", "a drug of the list is not known"))
            if truth == UNKNOWN:
                causes.take(inner)
            return truth if present else TRUE - truth

        return test

    def _order(self, slot: int, condition: Condition) -> Test:
        test = self.order_test(condition)
        if slot >= 0:
            return lambda chart, orders, causes: test(chart, orders[slot], causes)
        decisive = FALSE if slot == _EVERY else TRUE

        def over_orders(chart: Chart, orders: Orders, causes: Causes) -> int:
            inner = Causes()
            truth = TRUE - decisive
            for order in orders:
                one = test(chart, order, inner)
                if one == decisive:
                    return decisive
                if one == UNKNOWN:
                    truth = UNKNOWN
            if truth == UNKNOWN:
                causes.take(inner)
            return truth

        return over_orders

    def _route(self, routes: Sequence[str]) -> Test:
        wanted = frozenset(routes)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            common = order.routes & wanted
            if not order.routes or (order.route_assumed and not common):
                # SAFETY: an assumed route may raise an alert, never silence one.
                what = f"route {order.route_text!r} is not known" if order.route_text else "route is missing"
                causes.missing.append(Missing(f"{order.path}.route", what))
                return UNKNOWN
            if order.route_assumed:
                causes.latitude.append(latitude.route(order, wanted))
                return UNKNOWN
            if len(common) == len(order.routes):
                return TRUE
            if not common:
                return FALSE
            causes.latitude.append(latitude.route(order, wanted))
            return UNKNOWN

        return test

    def _contains(self, population: int) -> Test:
        members = self._populations[population]

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            if not members.isdisjoint(order.ingredients):
                return TRUE
            if order.unresolved:
                # SAFETY: a part of a product that nobody knows may be the drug that is asked for
                causes.missing.append(Missing(f"{order.path}.drug", f"a part of {order.id} is not known"))
                return UNKNOWN
            return FALSE

        return test

    def _amount(self, population: int, measure: str, base: str, routes: Sequence[str] | None, *window: Any) -> Test:
        first, last = span(Window(*window))
        members = self._populations[population]
        place = MEASURES[measure]
        adds = measure != "per_dose"
        by = None if routes is None else frozenset(routes)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:
            (order,) = orders
            truth = FALSE
            inner = Causes()
            for ingredient, dose in order.doses.items():
                if members and ingredient not in members:
                    continue
                if adds:
                    # what is said of a day is said of all that is taken in it, over all orders of the ingredient
                    low, high, missing = amount_over_orders(chart, order, ingredient, base, place, by)
                else:
                    amounts = dose.amounts.get(base)
                    if runs_on(order):
                        low, high, missing = 0.0, INFINITY, (wanting.no_dose(order),)
                    elif amounts is None:
                        low, high = 0.0, INFINITY
                        missing = dose.missing or (Missing(f"{order.path}.dose", f"the dose is not in {base}"),)
                    else:
                        low, high, missing = amounts[place], amounts[place + 1], dose.missing
                one = in_span(low, high, first, last)
                if one == UNKNOWN:
                    if high == INFINITY:
                        inner.missing.extend(missing)
                    else:
                        inner.latitude.append(f"the dose of {order.id} is a range")
                truth = max(truth, one)
            if truth == UNKNOWN:
                causes.take(inner)
            return truth

        return test

    def _duration(self, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            if order.duration is None:
                causes.missing.append(Missing(f"{order.path}.timing.duration", "duration is missing"))
                return UNKNOWN
            truth = in_span(*order.duration, first, last)
            if truth == UNKNOWN:
                causes.latitude.append(f"the duration of {order.id} is a range")
            return truth

        return test

    def _each_lasts(self, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            lasts = lasts_of(order)
            if lasts is not None:
                truth = in_span(*lasts, first, last)
                if truth == UNKNOWN:
                    causes.latitude.append(latitude.each_range(order))
                return truth
            if first <= 0.0 <= last and may_be_at_once(order):
                # SAFETY: what is assumed may raise an alert, never silence one
                causes.latitude.append(latitude.at_once(order))
            else:
                causes.missing.append(wanting.each_length(order))
            return UNKNOWN

        return test

    def _taken(self, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:
            (order,) = orders
            low, high = max(0.0, chart.as_of - order.latest_start), max(0.0, chart.as_of - order.start)
            truth = in_span(low, high, first, last)
            if truth == UNKNOWN and high <= last and order.source.status is not OrderStatus.PROPOSED:
                # SAFETY: a start that is assumed may raise an alert, never silence one: it is the earliest that may be
                causes.latitude.append(start_assumed(order))
            elif truth == UNKNOWN:
                causes.missing.append(wanting.start(order))
            return truth

        return test

    def _phase(self, wanted: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            loading = is_loading(order)
            if loading is None:
                causes.missing.append(Missing(f"{order.path}.timing", "timing is missing"))
                return UNKNOWN
            return TRUE if loading == (wanted == "loading") else FALSE

        return test

    def _apart(self, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            one, other = orders
            distance = apart(one, other)
            if distance is None:
                causes.latitude.append(f"it is not known how far apart {one.id} and {other.id} are taken")
                return UNKNOWN
            return in_span(distance, distance, first, last)

        return test

    def _ahead(self, slot: int, *window: Any) -> Test:
        first, last = span(Window(*window))

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            one, other = orders[slot], orders[1 - slot]
            distance = ahead(one, other)
            if distance is None:
                causes.latitude.append(f"it is not known how long before {other.id} {one.id} is taken")
                return UNKNOWN
            return in_span(distance, distance, first, last)

        return test

    def _prn(self, wanted: bool) -> Test:  # noqa: FBT001
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            if order.prn_all is None:
                if order.prn:
                    causes.latitude.append(f"a part of {order.id} is taken as needed")
                else:
                    causes.missing.append(Missing(f"{order.path}.timing", "timing is missing"))
                return UNKNOWN
            return TRUE if order.prn_all == wanted else FALSE

        return test

    def _indication(self, name: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            (order,) = orders
            path = f"{order.path}.indication"
            if not order.source.indication:
                causes.missing.append(Missing(path, "indication is missing"))
                return UNKNOWN
            found = [self._recognise(one) for one in order.source.indication]
            return self._among(name, found, tuple(ProblemStatus), path, causes)

        return test


def _throughout(partner: ChartOrder, orders: Orders, chart: Chart, causes: Causes, *, as_needed: bool, within: float | None) -> int:
    """Whether a partner is there as long as the participants are together, from now on; in part is unknown.

    So is what is taken as needed, unless that is what is asked for. Where the condition has a washout, a partner is there that was
    there when they come together, or ended at most so many days before.
    """
    start = max((chart.as_of, *(order.start for order in orders)))
    end = min((INFINITY, *(order.end for order in orders)))
    until = partner.end if partner.live else partner.ended
    if until is None:
        causes.missing.append(Missing(f"{partner.path}.end", f"it is not known when {partner.id} ended"))
        return UNKNOWN
    truth = TRUE
    if within is not None and partner.start <= start < until + within:
        pass
    elif not partner.live or partner.start >= end or partner.end <= start:
        return FALSE
    elif partner.start > start or partner.end < end:
        causes.latitude.append(latitude.partly_there(partner))
        truth = UNKNOWN
    if partner.prn and not as_needed:
        causes.latitude.append(latitude.as_needed(partner))
        truth = UNKNOWN
    return truth
