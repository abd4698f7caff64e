"""What is known of the patient, as readings: age on two axes, weight, height, body surface, observations."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from rxrules.chart.chart import Missing, Reading
from rxrules.chart.observations import read_observations
from rxrules.clinical.body_size import MOSTELLER, body_surface_mosteller
from rxrules.model import Unread

if TYPE_CHECKING:
    from rxrules.model import Measurement, Moment, Patient
    from rxrules.units import Quantity

Readings = dict[str, Reading]
Absences = dict[str, tuple[Missing, ...]]

_KG = 1e6  # canonical mass is the milligram


def read_patient(patient: Patient, as_of: Moment) -> tuple[Readings, Absences, list[Unread]]:
    """Every reading of a patient, for those that can't be made the reason, and what was set aside."""
    readings: Readings = {}
    missing: Absences = {}
    set_aside: list[Unread] = []
    _age(patient, as_of, readings, missing)
    for name, scale in (("weight", _KG), ("height", 1.0)):
        measured: Measurement | None = getattr(patient, name)
        if measured is not None and measured.on is not None and measured.on.earliest > as_of.latest:
            set_aside.append(Unread(f"patient.{name}", f"{name} of {measured.on}, after as_of: it is not used"))
            measured = None
        if measured is None:
            missing[name] = (Missing(f"patient.{name}", f"{name} is missing"),)
        else:
            value = measured.value.canonical / scale
            # INVARIANT: a weight without a date is what the caller says of the patient as of the day of the check
            age = 0.0 if measured.on is None else _days_old(measured.on, as_of)
            readings[name] = Reading(value, value, age, f"patient.{name}", str(measured.value))
    _body_surface(readings, missing)
    if patient.observations:
        read_observations(patient.observations, as_of, readings, missing, set_aside)
    return readings, missing, set_aside


def completed_months(birth: dt.date, day: dt.date) -> int:
    """Whole calendar months from a birth to a day; a month ends on the same day of the month, or the next day where there is none.

    So who was born on 29 February is a year older on 1 March of a common year.
    """
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def _age(patient: Patient, as_of: Moment, readings: Readings, missing: Absences) -> None:
    today = as_of.day
    spans: list[tuple[dt.date, dt.date, str, str]] = []
    if patient.birth_date is not None:
        born = patient.birth_date
        spans.append((born.day, min(born.last_day, today), "patient.birth_date", str(born)))
    if patient.age is not None:
        spans.append((*_born_between(patient.age, today), "patient.age", str(patient.age)))
    reason = "age is missing"
    if spans:
        earliest, latest = max(one[0] for one in spans), min(one[1] for one in spans)
        if earliest <= latest:
            _, _, path, text = spans[0]
            months = completed_months(latest, today), completed_months(earliest, today)
            readings["age_months"] = Reading(*months, 0.0, path, text)
            readings["age_days"] = Reading((today - latest).days, (today - earliest).days, 0.0, path, text)
            return
        contradictory = len(spans) > 1
        reason = "age and birth date contradict each other" if contradictory else f"birth date {spans[0][3]} is after as_of"
    missing["age_days"] = missing["age_months"] = (Missing("patient.age", reason),)


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


def _days_old(on: Moment, as_of: Moment) -> float:
    """How old at most something is: a month without a day counts from its first day."""
    return max(0.0, math.floor(as_of.earliest) - math.floor(on.earliest))


def _body_surface(readings: Readings, missing: Absences) -> None:
    weight, height = readings.get("weight"), readings.get("height")
    if weight is None or height is None:
        missing["bsa"] = missing.get("weight", ()) + missing.get("height", ())
        return
    value = body_surface_mosteller(height.low, weight.low)
    age = max(weight.age or 0.0, height.age or 0.0)
    readings["bsa"] = Reading(value, value, age, "patient.weight", f"{value:.4g} m2, {MOSTELLER} from {height.text}, {weight.text}")
