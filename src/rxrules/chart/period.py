"""When an order runs, and how long its course is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.model import OrderStatus
from rxrules.model.timing import days

if TYPE_CHECKING:
    from rxrules.model import Order

Course = tuple[float, float]


class Period(NamedTuple):
    """The period of an order in days.

    Attributes:
        start, latest_start: the first and the last moment at which it may have started.
        end: exclusive; infinite where it goes on.
        ended: the end where one is known, given or reckoned from the length of the course.
        course: the length of the course, low and high; None where nothing is known of it.
    """

    start: float
    latest_start: float
    end: float
    ended: float | None
    course: Course | None


def read_period(order: Order, as_of: float) -> Period:
    """The period of an order.

    An active order whose course should be over goes on: its status outranks the arithmetic, because a course may be repeated.
    """
    proposed = order.status is OrderStatus.PROPOSED
    if order.start is not None:
        start, latest_start = order.start.earliest, order.start.latest
        if order.start.is_full:
            latest_start = start
    elif proposed:
        start = latest_start = as_of
    else:
        start, latest_start = -INFINITY, as_of
    course = _course(order)
    ended: float | None = None
    if order.end is not None:
        ended = max(order.end.latest, order.end.earliest + 1e-9)
    elif course is not None and start != -INFINITY and course[1] != INFINITY:
        ended = max(start, latest_start) + course[1]
    end = INFINITY if ended is None else ended
    if order.end is None and end <= as_of and order.status.is_concurrent:
        end = INFINITY
    if course is None and start != -INFINITY:
        # how long it has been taken is known at least up to now, and at most up to its end
        course = (end - start if end != INFINITY else max(0.0, as_of - latest_start), end - start)
    return Period(start, latest_start, end, ended, course)


def _course(order: Order) -> Course | None:
    """The length of a course by its instructions: phases follow one another, the parts of a phase run together."""
    if len(order.dosages) == 1 and (timing := order.dosages[0].timing) is not None:
        if timing.duration is not None:
            return days(timing.duration), days(timing.duration_max or timing.duration, shortest=False)
        if timing.count == 1 and timing.count_max is None:
            return 1.0, 1.0
        return None
    phases: dict[int | None, Course] = {}
    for dosage in order.dosages:
        if dosage.timing is None or dosage.timing.duration is None:
            return None  # a part without an end makes the whole without an end
        low = days(dosage.timing.duration)
        high = days(dosage.timing.duration_max or dosage.timing.duration, shortest=False)
        before = phases.get(dosage.sequence, (0.0, 0.0))
        phases[dosage.sequence] = max(before[0], low), max(before[1], high)
    if not phases:
        return None
    beside = phases.pop(None, (0.0, 0.0))
    low, high = sum(one[0] for one in phases.values()), sum(one[1] for one in phases.values())
    return max(low, beside[0]), max(high, beside[1])
