"""Screens for recording errors: what can't be right is questioned, and what is questioned is not used.

The windows of weight and height for age only catch slips of the pen: grams written as kilograms, a decimal
point lost, the birth weight left in the record of a woman of 90. They are wide on purpose (the smallest and
the largest people who live fit into them), have no clinical meaning, and find no wrong value that a person
could have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.model.timing import days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rxrules.adapters.reading import Place, Reading
    from rxrules.model import Measurement, Moment, Patient

# From this age in years: (least, most) weight in kg, (least, most) height in cm. Own windows, for recording
# errors only.
_WINDOWS = (
    (18.0, (12.0, 700.0), (50.0, 280.0)),
    (10.0, (8.0, 350.0), (50.0, 260.0)),
    (5.0, (5.0, 150.0), (45.0, 200.0)),
    (2.0, (3.0, 70.0), (40.0, 150.0)),
    (1.0, (2.0, 40.0), (35.0, 120.0)),
    (0.25, (0.8, 25.0), (28.0, 100.0)),
    (0.0, (0.2, 14.0), (20.0, 80.0)),
)
# Below the first nobody lives, above the second nobody has been recorded; the usual cause is weight and
# height interchanged.
_BODY_MASS_INDEX = (5.0, 220.0)
_ADULT = 18.0
_OLDEST = 130.0
# An instant with an offset may lie on the next day of the calendar elsewhere; the widest offset is 14 h.
_WIDEST_OFFSET = 14 / 24


def questioned(reading: Reading, patient: Patient, places: Mapping[str, Place]) -> Patient:
    """The patient without what can't be right, each of which is reported.

    Args:
        reading: takes the reports; its ``as_of`` is the day of the check.
        patient: as read.
        places: where ``birth_date``, ``age``, ``weight`` and ``height`` stand in the input.
    """
    patient = _of_one_age(reading, patient, places)
    age = age_in_years(patient, reading.as_of)
    if age is None:
        return patient
    least, weights, heights = next(window for window in _WINDOWS if age >= window[0])
    for name, unit, (low, high) in (("weight", "kg", weights), ("height", "cm", heights)):
        measured: Measurement | None = getattr(patient, name)
        if measured is not None and not low <= measured.value.to(unit).value <= high:
            told = f"a {name} of {measured.value} can't be right at an age of {age:.3g} years"
            reading.report(places.get(name, ()), f"{told} (expected {low:g} to {high:g} {unit}); not used")
            patient = evolve(patient, weight=None) if name == "weight" else evolve(patient, height=None)
    if least >= _ADULT and patient.weight and patient.height:
        index = patient.weight.value.to("kg").value / (patient.height.value.to("cm").value / 100) ** 2
        if not _BODY_MASS_INDEX[0] <= index <= _BODY_MASS_INDEX[1]:
            told = f"{patient.weight.value} with {patient.height.value} can't be right; neither is used"
            reading.report(places.get("weight", ()), told)
            patient = evolve(patient, weight=None, height=None)
    return patient


def age_in_years(patient: Patient, as_of: Moment | None) -> float | None:
    """A rough age for these screens, in years; checks reckon theirs by the calendar."""
    if patient.birth_date is not None:
        return None if as_of is None else max(0.0, (as_of.earliest - patient.birth_date.earliest) / 365.25)
    return None if patient.age is None else days(patient.age) / 365.25


def is_future(when: Moment | None, as_of: Moment | None) -> bool:
    """Whether a moment lies after the day or instant of the check, in whatever time zone."""
    if when is None or as_of is None:
        return False
    if as_of.earliest == as_of.latest:
        return when.earliest > as_of.latest
    slack = _WIDEST_OFFSET if when.earliest == when.latest else 0.0
    return when.earliest >= as_of.latest + slack


def lies_ahead(reading: Reading, when: Moment | None, place: Place, told: str) -> bool:
    """Whether a moment lies after the day of the check; it is reported with what follows from it."""
    if not is_future(when, reading.as_of):
        return False
    reading.report(place, f"{when} lies after {reading.as_of}: {told}")
    return True


def _of_one_age(reading: Reading, patient: Patient, places: Mapping[str, Place]) -> Patient:
    as_of = reading.as_of
    if as_of is None or patient.birth_date is None:
        return patient
    oldest = (as_of.latest - patient.birth_date.earliest) / 365.25
    if oldest > _OLDEST + 1:
        told = f"a birth date of {patient.birth_date} makes {oldest:.0f} years as of {as_of}; not used"
        reading.report(places.get("birth_date", ()), told)
        return evolve(patient, birth_date=None)
    if patient.age is None:
        return patient
    youngest = (as_of.earliest - patient.birth_date.latest) / 365.25
    # An age in years is known to the year below, in months to the month below; one year covers every way to
    # round it.
    low, high = days(patient.age) / 365.25 - 1.0, days(patient.age, shortest=False) / 365.25 + 1.0
    if oldest < low or youngest > high:
        told = f"an age of {patient.age} and a birth date of {patient.birth_date} disagree; neither is used"
        reading.report(places.get("age", ()), told)
        return evolve(patient, age=None, birth_date=None)
    return patient
