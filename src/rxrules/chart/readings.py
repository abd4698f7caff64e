"""What is known of the patient, as readings: age on two axes, weight, height, body surface, observations."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from rxrules.chart.chart import INFINITY, Missing, Reading
from rxrules.clinical.body_size import MOSTELLER, body_surface_mosteller
from rxrules.terminology.observations import observation

if TYPE_CHECKING:
    from rxrules.model import Measurement, Moment, Observation, Patient
    from rxrules.units import Quantity

Readings = dict[str, Reading]
Absences = dict[str, tuple[Missing, ...]]

_KG = 1e6  # canonical mass is the milligram


def read_patient(patient: Patient, as_of: Moment) -> tuple[Readings, Absences]:
    """Every reading of a patient, and for those that can't be made the reason."""
    readings: Readings = {}
    missing: Absences = {}
    _age(patient, as_of, readings)
    if "age_days" not in readings:
        missing["age_days"] = missing["age_months"] = (Missing("patient.age", "age is missing"),)
    for name, scale in (("weight", _KG), ("height", 1.0)):
        measured: Measurement | None = getattr(patient, name)
        if measured is None:
            missing[name] = (Missing(f"patient.{name}", f"{name} is missing"),)
        else:
            value = measured.value.canonical / scale
            readings[name] = Reading(value, value, _days_old(measured.on, as_of), f"patient.{name}", str(measured.value))
    _body_surface(readings, missing)
    for one in patient.observations or ():
        _observation(one, as_of, readings)
    return readings, missing


def completed_months(birth: dt.date, day: dt.date) -> int:
    """Whole calendar months from a birth to a day; a month ends on the same day of the month, or the next day where there is none.

    So who was born on 29 February is a year older on 1 March of a common year.
    """
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def _age(patient: Patient, as_of: Moment, readings: Readings) -> None:
    today = as_of.day
    if patient.birth_date is not None:
        earliest, latest = patient.birth_date.day, min(patient.birth_date.last_day, today)
        path, text = "patient.birth_date", str(patient.birth_date)
    elif patient.age is not None:
        earliest, latest = _born_between(patient.age, today)
        path, text = "patient.age", str(patient.age)
    else:
        return
    if earliest > today:
        return
    readings["age_months"] = Reading(completed_months(latest, today), completed_months(earliest, today), 0.0, path, text)
    readings["age_days"] = Reading((today - latest).days, (today - earliest).days, 0.0, path, text)


def _born_between(age: Quantity, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days between which someone of that age was born: "78 a" is 78 until the day before the 79th birthday."""
    shown = repr(age.value)
    step = 10.0 ** -len(shown.partition(".")[2]) if "." in shown and not shown.endswith(".0") else 1.0
    if age.unit.kind.base == "calendar":
        low = math.floor(age.value * age.unit.factor + 1e-9)
        high = max(low, math.ceil((age.value + step) * age.unit.factor - 1e-9) - 1)
        return _months_before(today, high + 1) + dt.timedelta(days=1), _months_before(today, low)
    low = math.floor(age.canonical + 1e-9)
    high = max(low, math.ceil((age.value + step) * age.unit.factor - 1e-9) - 1)
    return today - dt.timedelta(days=high), today - dt.timedelta(days=low)


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError  # pragma: no cover  every month has a 28th


def _days_old(on: Moment | None, as_of: Moment) -> float | None:
    """How old at most a result is: a month without a day counts from its first day."""
    return None if on is None else max(0.0, math.floor(as_of.earliest) - math.floor(on.earliest))


def _body_surface(readings: Readings, missing: Absences) -> None:
    weight, height = readings.get("weight"), readings.get("height")
    if weight is None or height is None:
        missing["bsa"] = missing.get("weight", ()) + missing.get("height", ())
        return
    value = body_surface_mosteller(height.low, weight.low)
    ages = (weight.age, height.age)
    age = None if None in ages else max(a for a in ages if a is not None)
    readings["bsa"] = Reading(value, value, age, "patient.weight", f"{value:.4g} m2, {MOSTELLER} from {height.text}, {weight.text}")


def _observation(one: Observation, as_of: Moment, readings: Readings) -> None:
    """Keep the latest result under each name and kind of quantity; results of one day that differ become their span."""
    name = observation(one.code, one.system)
    if name is None or one.value is None:
        return
    value = one.value.canonical
    low = -INFINITY if one.comparator in ("<", "<=") else value
    high = INFINITY if one.comparator in (">", ">=") else value
    age = _days_old(one.on, as_of)
    variable = f"obs:{name}@{one.value.unit.kind}"
    text = f"{one.comparator}{one.value}" + (f" on {one.on}" if one.on else "")
    new = Reading(low, high, age, f"patient.observations.{name}", text)
    old = readings.get(variable)
    if old is None or (age is not None and (old.age is None or age < old.age)):
        readings[variable] = new
    elif age == old.age:
        readings[variable] = old._replace(low=min(low, old.low), high=max(high, old.high), text=f"{old.text}; {text}")
