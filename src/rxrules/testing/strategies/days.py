"""Days and ages: how long before the day of the check something was, as a date or as an age."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from rxrules.model import Moment
from rxrules.units import Quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.testing.strategies.choices import Choices
    from rxrules.testing.strategies.wishes import Span

_YEARS, _MONTHS, _DAYS, _WEEKS = map(parse_unit, ("a", "mo", "d", "wk"))
_OLDEST = 110 * 12


def ago(as_of: Moment, days: float) -> Moment:
    """The day so many days before; after, where they are negative."""
    return Moment.parse((as_of.day - dt.timedelta(days=int(days))).isoformat())


def months_ago(as_of: Moment, months: int, days: int = 0) -> Moment:
    """The day so many calendar months and days before."""
    years, month = divmod(as_of.day.year * 12 + as_of.day.month - 1 - months, 12)
    last = (dt.date(years, month + 1, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    born = dt.date(years, month + 1, min(as_of.day.day, last.day)) - dt.timedelta(days=days)
    return Moment.parse(born.isoformat())


def age_in_months(span: Span, as_of: Moment, r: Choices) -> tuple[Quantity | None, Moment | None]:
    """An age, or a birth date, near the ends of a span of months."""
    low = 0.0 if span.low is None else span.low
    high = float(_OLDEST) if span.high is None else span.high
    inside = [low, max(low, high - 1), max(low, (low + high) // 2), min(low + 1, max(low, high - 1))]
    months = int(r.pick(inside)) if not r.one_in(5) else int(r.pick([low, max(low - 1, 0), high]))
    months = min(max(months, 0), _OLDEST)
    if r.one_in(3):
        # the day before a birthday, the birthday, and the day after
        birth = months_ago(as_of, months, r.pick((0, 1, -1)) if months else 0)
        return None, Moment.parse(birth.text[: r.pick((10, 10, 7, 4))]) if r.one_in(6) else birth
    if months % 12 == 0 and months >= 24:
        return Quantity(months // 12, _YEARS), None
    return Quantity(months, _MONTHS), None


def age_in_days(span: Span, as_of: Moment, r: Choices) -> tuple[Quantity | None, Moment | None]:
    """An age in days, or a birth date, near the ends of a span of days."""
    low = 0.0 if span.low is None else span.low
    high = low + 60 if span.high is None else span.high
    days = int(r.pick([low, max(low, high - 1), low + 1, high, (low + high) // 2]))
    days = min(max(days, 0), _OLDEST * 30)
    if r.one_in(3):
        return None, ago(as_of, days)
    return (Quantity(days // 7, _WEEKS) if days and days % 7 == 0 and r.one_in(2) else Quantity(days, _DAYS)), None
