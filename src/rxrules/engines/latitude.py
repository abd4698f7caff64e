"""What makes an alert only possible, in the same words whichever engine finds it: the reader must not see which engine ran.

Only words are shared here. What is open, and what it does to an outcome, each engine decides for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.chart.chart import Tested
    from rxrules.plan import Bound

TOTAL = "the total is a range, and its far end reaches the level"
_RANGE = "the prescription leaves a range, and its far end passes the limit"
_UNSETTLED = "it is not known which band holds: the limits of every band that may hold are passed"


def route(order: ChartOrder, wanted: Collection[str]) -> str:
    """That an order may go by a route that is asked for, and not surely does."""
    if order.route_assumed:
        return f"the route of {order.id} is not given: {', '.join(sorted(order.routes.intersection(wanted)))} is assumed"
    return f"{order.id} may be given by {', '.join(sorted(order.routes))}"


def at_once(order: ChartOrder) -> str:
    """What is assumed of a dose of which nobody says how long it takes."""
    return f"how long a dose of {order.id} takes is not known: at once is assumed"


def each_range(order: ChartOrder) -> str:
    """That a dose may take longer or shorter."""
    return f"how long a dose of {order.id} takes is a range"


def partly_there(partner: ChartOrder) -> str:
    """That a partner is there for a part of the time."""
    return f"{partner.id} is there for a part of the time"


def as_needed(partner: ChartOrder) -> str:
    """That a partner may never be taken."""
    return f"{partner.id} is taken as needed"


def limit(*, settled: bool, certain: Bound | None, counted: Sequence[str]) -> tuple[str, ...]:
    """Why it is only possible that a limit is passed.

    Args:
        settled: whether it is known which band holds, or that one of those does whose limits are passed.
        certain: a milder bound that is passed for certain, where the gravest is passed only possibly.
        counted: why the orders that were added up are not sure to count.
    """
    if not settled:
        return (_UNSETTLED,)
    if certain is not None:
        return _RANGE, f"the {certain.name} of {certain.text} is passed for certain"
    return tuple(counted) or (_RANGE,)


def may_be_tests(chart: Chart, within: float | None) -> list[str]:
    """The results that nobody recognises, and that may be a test that a rule asks for, done within so many days."""
    return [
        f"{one.text} is not recognised, and is taken for another test"
        for one in chart.strange_tests
        if within is None or one.age is None or one.age <= within
    ]


def no_newer(names: Sequence[str], newest: Tested) -> str:
    """What an alert rests on where the list of results may not be whole."""
    return f"no newer {' or '.join(names)} is on file than {newest.text}, but the list may lack one"
