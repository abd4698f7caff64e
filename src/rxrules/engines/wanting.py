"""What is missing, in the same words whichever engine misses it: a report folds the checks that wait for one input into one line.

Only words are shared here. Whether something is missing each engine decides for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.chart import Missing
from rxrules.chart.totals import outlasts_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder, Reading
    from rxrules.chart.chart import Tested


def sex(chart: Chart) -> Missing:
    """Whether the patient is female or male, for what a rule says of the one or the other."""
    given = "sex is missing" if chart.sex is None else f"sex is {chart.sex.value}, the rule asks for female or male"
    return Missing("patient.sex", given)


def state(name: str) -> Missing:
    """Whether the patient is pregnant or breastfeeding."""
    return Missing(f"patient.{name}", f"whether the patient is {name} is missing")


def stale(reading: Reading, within: float) -> Missing:
    """A reading that is older than a rule allows (in days), or has no date."""
    allowed = f"the rule asks for one of the last {within:g} d"
    if reading.age is None:
        return Missing(reading.path, f"{reading.text} has no date: {allowed}")
    return Missing(reading.path, f"stale: {reading.text} is {reading.age:g} d old, {allowed}")


def imprecise(reading: Reading) -> Missing:
    """A reading that is known no better than to a span with an edge of the rule in it."""
    return Missing(reading.path, f"{reading.text} is not precise enough")


def start(order: ChartOrder) -> Missing:
    """Since when an order has been taken."""
    return Missing(f"{order.path}.start", f"how long {order.id} has been taken is not known")


def undated(test: Tested) -> Missing:
    """When a test was done."""
    return Missing(test.path, f"{test.text}: when it was done is not known")


def may_lack(names: Sequence[str]) -> Missing:
    """One of several tests, on a list of results that may not be whole."""
    return Missing(f"patient.observations.{names[0]}", f"the list of observations may lack a {' or '.join(names)}")


def listed(which: str) -> Missing:
    """A whole list of the patient."""
    return Missing(f"patient.{which}", f"the list of {which} is missing")


def complete(which: str) -> Missing:
    """Whether a list of the patient is whole."""
    return Missing(f"patient.{which}", f"the list of {which} may be incomplete")


def recognised(path: str, words: str, what: str) -> Missing:
    """What an entry is: it may be what is asked for."""
    return Missing(path, f"{words!r} is not recognised: it may be {what}")


def each_length(order: ChartOrder) -> Missing:
    """How long one administration takes."""
    return Missing(f"{order.path}.timing.each_lasts", _too_long(order) or f"how long a dose of {order.id} takes is not known")


def how_fast(order: ChartOrder) -> Missing:
    """How fast a dose is given."""
    return Missing(f"{order.path}.timing.each_lasts", _too_long(order) or "how fast it is given is missing")


def _too_long(order: ChartOrder) -> str:
    timing = None if order.dosage is None else order.dosage.timing
    if timing is None or not outlasts_interval(order):
        return ""
    return f"a dose of {order.id} is said to take {timing.each_lasts}, longer than the time to the next: that is not used"


def no_dose(order: ChartOrder) -> Missing:
    """How much a rate gives that runs for nobody knows how long."""
    return Missing(f"{order.path}.timing.each_lasts", "how long it runs is missing: a rate alone is no dose")


def dose_in(order: ChartOrder, base: str, given: Iterable[str]) -> Missing:
    """A dose of a kind that a limit can't be held against."""
    stated = ", ".join(sorted(given)) or "nothing"
    return Missing(f"{order.path}.dose", f"the dose is given in {stated}, the limit is in {base}: it does not convert")
