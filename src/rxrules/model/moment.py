"""Points in time as they are written: a year, a month, a day, or an instant; never more precise than they were given."""

from __future__ import annotations

import datetime as dt
import re
from typing import Self

from attrs import frozen

from rxrules.errors import InputError
from rxrules.model.typed import check_types

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?)?)?")


@frozen
class Moment:
    """A date or an instant, with the span of time that it may mean.

    Attributes:
        text: as it was written, ``2026``, ``2026-11``, ``2026-11-21`` or ``2026-11-21T10:30:00Z``.
        earliest: the first instant that it may mean, in days (proleptic ordinal, UTC).
        latest: the end of that span, exclusive; equal to ``earliest`` for an instant.
    """

    text: str
    earliest: float
    latest: float

    def __attrs_post_init__(self) -> None:
        check_types(self)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISO 8601 date (also partial) or instant.

        An instant without an offset is taken as UTC.

        Raises:
            InputError: the text is no date, or one that the calendar does not have.
        """
        if not isinstance(text, str):
            msg = f"not a date: expected a text such as 2026-11-21, got {text!r}"
            raise InputError(msg)
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            msg = f"not a date: got {text!r}, expected YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 instant"
            raise InputError(msg)
        year, month, day, clock, offset = found.groups()
        try:
            first = dt.date(int(year), int(month or 1), int(day or 1))
            if clock is None:
                return cls(found.group(), float(first.toordinal()), float(_after(first, month, day).toordinal()))
            instant = dt.datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{offset or '+00:00'}").astimezone(dt.UTC)
        except (ValueError, OverflowError) as problem:
            msg = f"not a date of the calendar: {text!r} ({problem})"
            raise InputError(msg) from None
        seconds = instant.hour * 3600 + instant.minute * 60 + instant.second + instant.microsecond / 1e6
        days = instant.toordinal() + seconds / 86400
        return cls(found.group(), days, days)

    @classmethod
    def of(cls, when: dt.date | dt.datetime | str | Self) -> Self:
        """Take a date, a datetime, ISO text, or a moment.

        Raises:
            InputError: it is none of these, or no date.
        """
        if isinstance(when, cls):
            return when
        if isinstance(when, str):
            return cls.parse(when)
        if isinstance(when, dt.date):
            return cls.parse(when.isoformat())
        msg = f"expected a day or an instant, got {when!r}"
        raise InputError(msg)

    @property
    def day(self) -> dt.date:
        """The first calendar day that it may mean."""
        return dt.date.fromordinal(int(self.earliest))

    @property
    def last_day(self) -> dt.date:
        """The last calendar day that it may mean."""
        return dt.date.fromordinal(int(self.latest) - (self.latest > self.earliest and self.latest == int(self.latest)))

    @property
    def is_full(self) -> bool:
        """Whether it names a day or an instant, not only a month or a year."""
        return self.latest - self.earliest <= 1

    def __str__(self) -> str:
        return self.text


def _after(first: dt.date, month: str | None, day: str | None) -> dt.date:
    if day:
        return first + dt.timedelta(days=1)
    if month:
        return (first + dt.timedelta(days=31)).replace(day=1)
    return first.replace(year=first.year + 1)
