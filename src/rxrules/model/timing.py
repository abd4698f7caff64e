"""When doses are taken: everything that FHIR ``Timing.repeat`` can say."""

from __future__ import annotations

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.model.moment import Moment
from rxrules.model.typed import check_types
from rxrules.units import Quantity

DAYS_OF_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _positive_count(instance: object, attribute: object, value: float | None) -> None:  # noqa: ARG001
    if isinstance(value, int | float) and not 0 < value < 10_000:
        msg = f"{attribute.name} must be above 0, got {value:g}"  # type: ignore[attr-defined]
        raise InputError(msg)


def _positive_time(instance: object, attribute: object, value: Quantity | None) -> None:  # noqa: ARG001
    if not isinstance(value, Quantity):
        return
    name: str = attribute.name  # type: ignore[attr-defined]
    if value.unit.kind.base not in ("time", "calendar") or value.unit.kind.per:
        msg = f"{name} must be a length of time such as 1 d or 8 h, got {value}"
        raise InputError(msg)
    if not value.value > 0:
        msg = f"{name} must be longer than 0, got {value}"
        raise InputError(msg)


@frozen
class Timing:
    """How often, for how long, and on which days and hours.

    Attributes:
        frequency: how many times in each ``per``; ``frequency_max`` makes it a range.
        per: the period, a length of time (``1 d``, ``8 h``); ``per_max`` makes it a range ("every 4 to 6 hours").
        prn: taken as needed; the lower bound of what is taken is then 0.
        count: doses in all, after which it ends; ``count_max`` makes it a range.
        duration: the length of the whole course (FHIR ``bounds``); ``duration_max`` makes it a range.
        each_lasts: how long one administration takes (FHIR ``duration``); ``each_lasts_max`` makes it a range.
        days_of_week: ``mon`` to ``sun``.
        times_of_day: ``08:00`` and the like, one dose each.
        when: events of the day (``MORN``, ``ACM``, ``HS``), one dose each.
        offset: minutes from the event.
        events: moments at which single doses are due (FHIR ``Timing.event``).
        text: a timing that was given in words only, or a code that was not understood.
    """

    frequency: float | None = field(default=None, validator=_positive_count)
    frequency_max: float | None = field(default=None, validator=_positive_count)
    per: Quantity | None = field(default=None, validator=_positive_time)
    per_max: Quantity | None = field(default=None, validator=_positive_time)
    prn: bool = False
    count: float | None = field(default=None, validator=_positive_count)
    count_max: float | None = field(default=None, validator=_positive_count)
    duration: Quantity | None = field(default=None, validator=_positive_time)
    duration_max: Quantity | None = field(default=None, validator=_positive_time)
    each_lasts: Quantity | None = field(default=None, validator=_positive_time)
    each_lasts_max: Quantity | None = field(default=None, validator=_positive_time)
    days_of_week: tuple[str, ...] = field(default=())
    times_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    offset: float | None = None
    events: tuple[Moment, ...] = ()
    text: str = ""

    @days_of_week.validator
    def _known_days(self, _attribute: object, value: tuple[str, ...]) -> None:
        if not isinstance(value, (tuple, list)):
            return
        if wrong := [str(day) for day in value if day not in DAYS_OF_WEEK]:
            msg = f"days_of_week: {', '.join(wrong)} is no day (expected {', '.join(DAYS_OF_WEEK)})"
            raise InputError(msg)

    def __attrs_post_init__(self) -> None:
        check_types(self)
        for low, high in (("frequency", "frequency_max"), ("count", "count_max")):
            a, b = getattr(self, low), getattr(self, high)
            if b is not None and (a is None or b < a):
                msg = f"{high} ({b:g}) needs a {low} that is not above it (got {a})"
                raise InputError(msg)
        for low, high in (("per", "per_max"), ("duration", "duration_max"), ("each_lasts", "each_lasts_max")):
            a, b = getattr(self, low), getattr(self, high)
            if b is not None and (a is None or days(b) < days(a)):
                msg = f"{high} ({b}) needs a {low} that is not above it (got {a})"
                raise InputError(msg)


def days(length: Quantity, *, shortest: bool = True) -> float:
    """The length of time in days; a month counts 28 to 31 days and a year 365 to 366, by ``shortest``."""
    if length.unit.kind.base == "time":
        return length.canonical
    months = length.canonical
    years, rest = divmod(months, 12)
    return years * (365 if shortest else 366) + rest * (28 if shortest else 31)
