"""Results of tests: the newest of each name, in every kind of quantity that it can be said in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rxrules.chart.chart import INFINITY, Missing, Reading
from rxrules.errors import UnitError
from rxrules.model import Unread
from rxrules.terminology.observations import OBSERVATIONS, analyte_of, observation
from rxrules.terminology.result_windows import not_right
from rxrules.units import TOLERANCE, canonical_unit, convert_analyte, decimal_text, equal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.model import Moment, Observation
    from rxrules.units import Quantity

# "<30" is below 30, and by more than the tolerance of comparisons.
_APART = 2 * TOLERANCE


def read_observations(
    observations: Sequence[Observation],
    as_of: Moment,
    readings: dict[str, Reading],
    missing: dict[str, tuple[Missing, ...]],
    set_aside: list[Unread],
) -> None:
    """Add the newest result of each name to the readings.

    SAFETY: only the newest day of a name is read, whatever its unit and form: an older number must not stand in for a newer result
    that is in another unit, in words, or can't be right. What is dated after ``as_of`` or can't be right is set aside, and said.
    """
    by_name: dict[str, list[Observation]] = {}
    for place, one in enumerate(observations):
        name = observation(one.code, one.system)
        if name is None:
            continue
        if one.on is not None and one.on.earliest > as_of.latest:
            set_aside.append(Unread(f"patient.observations[{place}]", f"{name} of {one.on}, after as_of: it is not used"))
        elif one.value is not None or one.text:
            by_name.setdefault(name, []).append(one)
    for name, results in by_name.items():
        _newest(name, results, as_of, readings, missing, set_aside)


def age_of_newest(observations: Sequence[Observation], name: str, as_of: Moment) -> float | None:
    """Days since the newest result of a test, whatever it says; None where none has a date."""
    days = [
        one.on.earliest
        for one in observations
        if one.on is not None and one.on.earliest <= as_of.latest and (one.value is not None or one.text)
        if observation(one.code, one.system) == name
    ]
    return max(0.0, math.floor(as_of.earliest) - math.floor(max(days))) if days else None


def _newest(
    name: str,
    results: list[Observation],
    as_of: Moment,
    readings: dict[str, Reading],
    missing: dict[str, tuple[Missing, ...]],
    set_aside: list[Unread],
) -> None:
    path = f"patient.observations.{name}"
    dated = [one for one in results if one.on is not None]
    newest = max((math.floor(one.on.earliest) for one in dated if one.on is not None), default=None)
    latest = [one for one in dated if one.on is not None and math.floor(one.on.earliest) == newest] or results
    undated = [one for one in results if one.on is None] if dated else []
    problem = ""
    words = next((one.text for one in latest if one.value is None), "")
    slips = [(one, told) for one in latest if one.value is not None and (told := not_right(name, one.value))]
    if slips:
        problem = "; ".join(f"{name} of {_told(one)} can't be right (expected {told})" for one, told in slips)
        set_aside.append(Unread(path, f"{problem}: it is not used"))
    elif words:
        problem = f"the latest {name} is {words!r}, which is not read as a number"
    elif any(not _same(one, other) for one in undated for other in latest):
        problem = f"a result of {name} without a date contradicts the latest with one"
    if problem:
        # the name stands for every kind of quantity that a rule may ask for
        missing[f"obs:{name}"] = (Missing(path, problem),)
        return
    age = None if newest is None else max(0.0, math.floor(as_of.earliest) - newest)
    for one in latest:
        for value in _in_every_kind(name, one):
            low, high = _span(value, one.comparator)
            variable = f"obs:{name}@{value.unit.kind}"
            text = _told(one)
            old = readings.get(variable)
            if old is not None:
                low, high, text = min(low, old.low), max(high, old.high), f"{old.text}; {text}"
            readings[variable] = Reading(low, high, age, path, text)
    # for a rule that asks for a kind that it can't be said in: it is there, and not missing
    written = "; ".join(dict.fromkeys(_told(one) for one in latest))
    missing.setdefault(f"obs:{name}", (Missing(path, f"the latest {name} is {written}: not in a unit that can be used"),))
    if len({str(one.value.unit.kind) for one in latest if one.value is not None}) > 1:
        _keep_common(name, latest, readings, missing, path)


def _keep_common(
    name: str,
    latest: list[Observation],
    readings: dict[str, Reading],
    missing: dict[str, tuple[Missing, ...]],
    path: str,
) -> None:
    """Drop the kinds in which not all results of the day can be said: one of them alone would hide the others."""
    common: set[str] | None = None
    for one in latest:
        kinds = {f"obs:{name}@{value.unit.kind}" for value in _in_every_kind(name, one)}
        common = kinds if common is None else common & kinds
    for variable in [variable for variable in readings if variable.startswith(f"obs:{name}@") and variable not in (common or ())]:
        del readings[variable]
        missing[variable] = (Missing(path, f"the latest results of {name} are in units that do not convert"),)


def _told(one: Observation) -> str:
    return f"{one.comparator}{_written(one.value)}" + (f" on {one.on}" if one.on else "")


def _written(value: Quantity | None) -> str:
    """A result as people write it: of one that is a mere number (an INR, a score) the number alone."""
    if value is None:
        return ""
    return decimal_text(value.value) if value.unit.code == "1" or value.unit.code.startswith("{") else str(value)


def _in_every_kind(name: str, one: Observation) -> list[Quantity]:
    """The result as it was given, and converted to the other kinds in which this test is reported."""
    value = one.value
    assert value is not None  # noqa: S101  the caller has looked
    found = [value]
    for kind in OBSERVATIONS[name].kinds:
        if kind != value.unit.kind:
            try:
                found.append(convert_analyte(value, analyte_of(name), canonical_unit(kind)))
            except UnitError:
                continue
    return found


def _span(value: Quantity, comparator: str) -> tuple[float, float]:
    """What a result is known to lie between; a bound is no value, and a strict one leaves its own number out."""
    number = value.canonical
    if comparator == "<":
        return (0.0 if number > 0 else -INFINITY), number - abs(number) * _APART
    if comparator == "<=":
        return (0.0 if number > 0 else -INFINITY), number
    if comparator == ">":
        return number + abs(number) * _APART, INFINITY
    if comparator == ">=":
        return number, INFINITY
    return number, number


def _same(one: Observation, other: Observation) -> bool:
    if one.value is None or other.value is None:
        return one.text == other.text and one.value is other.value
    same_kind = one.value.unit.kind == other.value.unit.kind
    return same_kind and one.comparator == other.comparator and equal(one.value.canonical, other.value.canonical)
