"""What rows give of an ingredient, by each measure, by interval; how it compares with a limit is the network's to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Amounts, Missing
from rxrules.chart.totals import combined_spacing, course_of, fullest, rate_of, runs_on, spacing_of
from rxrules.engines import wanting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import DoseLimit

Orders = tuple["ChartOrder", ...]
Span = tuple[float, float]
_ANYTHING = Amounts._make((0.0, INFINITY) * (len(Amounts._fields) // 2))
_UNKNOWN: Span = (0.0, INFINITY)

#: Measures of one row; of the others all rows of an ingredient are measured together.
ALONE = frozenset(("per_dose", "rate", "duration"))


class Dose(NamedTuple):
    """What is given, by interval, and the least that a minimum is held against; with what is missing to know it better."""

    low: float
    high: float
    floor: float
    missing: tuple[Missing, ...]


class _Given(NamedTuple):
    """Rows that are measured.

    Attributes:
        rows: all that count or may count.
        sure: the indices of those that surely count.
        missing: what is found missing is added here.
    """

    chart: Chart
    body: DoseLimit
    rows: Orders
    sure: frozenset[int]
    missing: list[Missing]


def exact_dose(body: DoseLimit, orders: Orders) -> float | None:
    """What one order gives, in the measure of a limit, where nothing about it is open; else None."""
    place = MEASURES.get(body.measure)
    if len(orders) != 1 or place is None:
        return None
    (order,) = orders
    dose = order.doses[body.ingredient]
    amounts = dose.amounts.get(body.base)
    if amounts is None or (place == 0 and runs_on(order)) or not (body.expressed_as in ("", dose.salt) or not dose.salt):
        return None
    low, high = amounts[place], amounts[place + 1]
    if low != high or high == INFINITY or (place == 0 and amounts.least_low != high):
        return None
    return low if order.start < order.end else None


def measure(chart: Chart, body: DoseLimit, sure: Orders, counted: Orders) -> Dose:
    """What rows give together, or one row alone: at least by those that surely count, at most by all that are counted."""
    if not counted:
        return Dose(0.0, 0.0, 0.0, ())
    missing: list[Missing] = []
    given = _Given(chart, body, counted, frozenset([row.index for row in sure]), missing)
    low, high, floor = _MEASURES.get(body.measure, _in_window)(given)
    return Dose(low, high, floor, tuple(missing))


Found = tuple[float, float, float]


def _in_window(given: _Given) -> Found:
    """All that is taken in a day or a week, at the fullest moment."""
    place = MEASURES[given.body.measure]
    entries = []
    for row in given.rows:
        amounts = _amounts(given, row)
        least, most = amounts[place], amounts[place + 1]
        reason = row.doses[given.body.ingredient].day_missing
        if most == INFINITY and reason is not None:
            given.missing.append(reason)
        # what is taken as needed may be taken less often than a minimum asks for
        entries.append((row, (least if row.index in given.sure else 0.0, most, most if row.prn else least)))
    low, high, floor = fullest(entries)
    return low, high, floor


def _one_dose(given: _Given) -> Found:
    (row,) = given.rows
    if runs_on(row):
        given.missing.append(wanting.no_dose(row))
        return 0.0, INFINITY, 0.0
    amounts = _amounts(given, row)
    if amounts.dose_high == INFINITY:
        given.missing.extend(row.doses[given.body.ingredient].missing)
    return (amounts.dose_low if given.sure else 0.0), amounts.dose_high, amounts.least_low


def _rate(given: _Given) -> Found:
    (row,) = given.rows
    amounts = _amounts(given, row)
    rate = rate_of(row, (amounts.dose_low, amounts.dose_high))
    if rate is None:
        given.missing.append(wanting.how_fast(row))
        rate = _UNKNOWN
    elif rate[1] == INFINITY:
        given.missing.extend(row.doses[given.body.ingredient].missing)
    return _alone(given, rate)


def _duration(given: _Given) -> Found:
    (row,) = given.rows
    span = row.duration or _UNKNOWN
    if span[1] == INFINITY:
        given.missing.append(Missing(f"{row.path}.timing.duration", "how long it is to be taken is missing"))
    return _alone(given, span)


def _alone(given: _Given, span: Span) -> Found:
    return (span[0] if given.sure else 0.0), span[1], span[0]


def _interval(given: _Given) -> Found:
    """The days between doses: of each row, and where several are taken at one time, of all of them together."""
    spans: dict[int, Span] = {}
    for row in given.rows:
        span = spacing_of(row)
        if span is None:
            given.missing.append(Missing(f"{row.path}.timing", "how often it is taken is missing"))
        spans[row.index] = span or _UNKNOWN
    low = min(span[0] for span in spans.values())
    high = min([spans[index][1] for index in given.sure], default=INFINITY)
    for start in {row.start for row in given.rows}:
        there = [row for row in given.rows if row.start <= start < row.end]
        if len(_widest(there, spans)) > 1:
            # at worst two doses coincide
            low = 0.0
        # at best those that surely count are spread evenly; what is taken as needed may not be taken at all
        regular = _widest([row for row in there if row.index in given.sure and not row.prn], spans)
        if len(regular) > 1:
            high = min(high, combined_spacing(regular)[1])
    return low, high, low


def _widest(rows: Sequence[ChartOrder], spans: dict[int, Span]) -> list[Span]:
    """The spacing of each row, of an order in phases only the widest."""
    each: dict[tuple[str, int], Span] = {}
    for row in rows:
        key = row.id, (row.index if row.phase is None else -1)
        each[key] = max(each.get(key, spans[row.index]), spans[row.index], key=lambda span: span[1])
    return list(each.values())


def _course(given: _Given) -> Found:
    """All that courses give which overlap."""
    spans = [(row, course(row, _amounts(given, row), given.missing)) for row in given.rows]
    low, high, floor = fullest([(row, (span[0] if row.index in given.sure else 0.0, span[1], span[0])) for row, span in spans])
    return low, high, floor


def _lifetime(given: _Given) -> Found:
    """All that all courses give, whenever they were."""
    spans = [(row, course(row, _amounts(given, row), given.missing)) for row in given.rows]
    high = sum(span[1] for _, span in spans)
    if (gap := unknown_past(given.chart)) is not None:
        high = INFINITY
        given.missing.append(gap)
    return sum(span[0] for row, span in spans if row.index in given.sure), high, sum(span[0] for _, span in spans)


_MEASURES: dict[str, Callable[[_Given], Found]] = {
    "per_dose": _one_dose,
    "rate": _rate,
    "duration": _duration,
    "interval": _interval,
    "per_course": _course,
    "lifetime": _lifetime,
}


def course(row: ChartOrder, amounts: Amounts, missing: list[Missing]) -> Span:
    """What a row gives in all; adds what is missing to know."""
    found = course_of(row, (amounts.dose_low, amounts.dose_high))
    if found is not None:
        return found
    missing.append(Missing(f"{row.path}.timing", f"how many doses {row.id} has in all is not known"))
    # what was taken was taken once at least
    return (amounts.dose_low if row.history else 0.0), INFINITY


def unknown_past(chart: Chart) -> Missing | None:
    """What is missing to know of all that was ever given, unless the list is known to hold it."""
    if chart.history_complete is True:
        return None
    return Missing("patient.history_complete", "whether all past treatment is listed is not known")


def past_and_present(chart: Chart, live: Sequence[ChartOrder], members: frozenset[str]) -> Orders:
    """Live rows, and those that ended and held one of the same ingredients, in the order of the list."""
    past = [row for row in chart.history if not members.isdisjoint(row.ingredients)]
    return tuple(sorted([*live, *past], key=lambda row: row.index)) if past else tuple(live)


def _amounts(given: _Given, row: ChartOrder) -> Amounts:
    """What one row gives in the base and the salt of the rule; what can't be said is from nothing to anything."""
    body = given.body
    dose = row.doses[body.ingredient]
    amounts = dose.amounts.get(body.base)
    if amounts is None:
        given.missing.extend(dose.missing or (wanting.dose_in(row, body.base, dose.amounts),))
        return _ANYTHING
    wanted, labelled, factor = body.expressed_as, dose.salt, body.salt_factor
    if wanted in ("", labelled) or not labelled:
        # a label that does not name the salt follows the convention that the rule names
        return amounts
    if factor is not None and dose.salt_factor is not None:
        ratio = dose.salt_factor[0] / factor
        return Amounts._make(amount * ratio for amount in amounts)
    why = f"the dose is of the {labelled}, the limit of the {wanted}: no conversion is known"
    given.missing.append(Missing(f"{row.path}.drug", why))
    return _ANYTHING
