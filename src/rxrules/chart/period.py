"""When an order runs, and how long its course is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY
from rxrules.model import OrderStatus
from rxrules.model.timing import days

if TYPE_CHECKING:
    from rxrules.chart.chart import ChartOrder
    from rxrules.model import Dosage, Order

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


def start_assumed(order: ChartOrder) -> str:
    """What a possible alert rests on that takes an order to have been started as early as it may have been."""
    if order.start == -INFINITY:
        return f"the start of {order.id} is not given: it is assumed to have been taken for long"
    return f"the start of {order.id} is not known to the day: the earliest that it may be is assumed"


def is_dated(dosage: Dosage) -> bool:
    """Whether an instruction has a period of its own."""
    return dosage.start is not None or dosage.end is not None


def overlapping_sequences(order: Order) -> tuple[int, int] | None:
    """Two sequences of an order whose own periods overlap, although one should follow the other; None where none do."""
    dated = [one for one in order.dosages if one.sequence is not None and one.start is not None and one.end is not None]
    dated.sort(key=lambda one: one.sequence or 0)
    for place, one in enumerate(dated):
        for other in dated[place + 1 :]:
            if one.sequence == other.sequence or one.sequence is None or other.sequence is None:
                continue
            first, second = own_period(one, -INFINITY, INFINITY), own_period(other, -INFINITY, INFINITY)
            if first[0] < second[1] and second[0] < first[1]:
                return one.sequence, other.sequence
    return None


def own_period(dosage: Dosage, start: float, end: float) -> tuple[float, float]:
    """The period of an instruction by its own dates; what it does not say is that of the order."""
    return (
        start if dosage.start is None else max(start, dosage.start.earliest),
        end if dosage.end is None else min(end, max(dosage.end.latest, dosage.end.earliest + 1e-9)),
    )


def phase_periods(order: Order, start: float, latest_start: float, end: float) -> dict[int | None, tuple[float, float]]:
    """The period of each phase of an order, by sequence; empty where it has no phases.

    A phase whose beginning is not known exactly, because a length before it is open, has the period of the whole order: it is some
    time in it.
    """
    sequences = sorted({dosage.sequence for dosage in order.dosages if dosage.sequence is not None})
    if len(sequences) < 2 or overlapping_sequences(order):
        # SAFETY: phases that overlap are added up; which of the dates is wrong is not known
        return {}
    periods: dict[int | None, tuple[float, float]] = {None: (start, end)}
    moment: float | None = start if start == latest_start and start != -INFINITY else None
    for sequence in sequences:
        lengths = [dosage.timing for dosage in order.dosages if dosage.sequence == sequence]
        known = [days(one.duration) for one in lengths if one is not None and one.duration is not None]
        exact = len(known) == len(lengths) and all(
            one is not None and one.duration is not None and days(one.duration_max or one.duration, shortest=False) == length
            for one, length in zip(lengths, known, strict=True)
        )
        if moment is None:
            periods[sequence] = start, end
            continue
        is_last = sequence == sequences[-1]
        over = moment + max(known) if exact else None
        periods[sequence] = min(moment, end), end if is_last or over is None else min(over, end)
        if over is None and not is_last:
            # when the next phase begins is open: it may be at any time from here
            periods.update({later: (periods[sequence][0], end) for later in sequences if later > sequence})
            return periods
        moment = over
    return periods
