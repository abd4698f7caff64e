"""Whether two lists are of one patient: what they contradict each other in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.errors import InputError
from rxrules.model import ProblemStatus
from rxrules.reconcile.earlier import NOT_RECORDED, named, only_in, status_in

if TYPE_CHECKING:
    from rxrules.model import Allergy, Case, Moment, Patient

_STANDING = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)
#: What tells persons apart: where it differs, nothing is taken from one list for the other.
IDENTITY = frozenset({"birth_date", "age", "sex"})
#: How many years two ages of one patient may lie apart beyond the time between the lists: each is known to the year, or less.
_YEARS_APART = 2.0


class Contradiction(NamedTuple):
    """Something that the two lists say differently of the patient; the checks use what AFTER says."""

    what: str
    before: str
    after: str


def contradictions(before: Case, after: Case, *, same_patient: bool) -> tuple[Contradiction, ...]:
    """What two lists contradict each other in, of the patient.

    Args:
        before: the earlier list; ``after`` the later one, whose patient is the one that is checked.
        after: see there.
        same_patient: whether the caller says that they are one person, whatever the birth dates.

    Raises:
        InputError: the birth dates differ, so that they are different persons.
    """
    one, other = before.patient, after.patient
    found: list[Contradiction] = []
    if one.birth_date is not None and other.birth_date is not None and not _may_be_one(one.birth_date, other.birth_date):
        if not same_patient:
            told = f"these are two persons: born {one.birth_date} (before) and {other.birth_date} (after)"
            raise InputError(told, f"{before.id}, {after.id}")
        found.append(Contradiction("birth_date", str(one.birth_date), str(other.birth_date)))
    elif _are_apart(_years(before), _years(after)):
        found.append(Contradiction("age", _age(one), _age(other)))
    if one.sex is not None and other.sex is not None and one.sex is not other.sex:
        found.append(Contradiction("sex", one.sex.value, other.sex.value))
    if _is_fhir(before) and _is_fhir(after) and before.id != after.id:
        found.append(Contradiction("id", before.id, after.id))
    if one.pregnant is not None and other.pregnant is not None and one.pregnant != other.pregnant:
        found.append(Contradiction("pregnant", str(one.pregnant).lower(), str(other.pregnant).lower()))
    return (*found, *_allergies(one, other), *_problems(one, other))


def _may_be_one(one: Moment, other: Moment) -> bool:
    """Whether two dates, each perhaps a month or a year only, may mean the same day."""
    return one.earliest < max(other.latest, other.earliest + 1) and other.earliest < max(one.latest, one.earliest + 1)


def _years(case: Case) -> float | None:
    """The age in years on day 0 of the calendar, for which an age is reckoned back from the list's own day."""
    patient, day = case.patient, case.as_of
    if patient.birth_date is not None:
        return -patient.birth_date.earliest / 365.25
    if patient.age is None or day is None:
        return None
    age = patient.age.canonical / (12 if patient.age.kind.base == "calendar" else 365.25)
    return age - day.earliest / 365.25


def _are_apart(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) > _YEARS_APART


def _age(patient: Patient) -> str:
    return f"born {patient.birth_date}" if patient.birth_date is not None else str(patient.age)


def _is_fhir(case: Case) -> bool:
    # a bundle's case is named after its patient, a case file's after the file
    return any(order.reference for order in case.orders)


def _allergies(one: Patient, other: Patient) -> list[Contradiction]:
    """SAFETY: an allergy that one list has and the other lacks may have been lost on the way."""
    lost = [Contradiction("allergies", named(each), status_in(each, other.allergies)) for each in _lacking(one, other)]
    # what AFTER has and BEFORE never spoke of is new, and takes part anyway
    found = [Contradiction("allergies", status_in(each, one.allergies), named(each)) for each in _lacking(other, one)]
    return sorted(dict.fromkeys(lost + (found if one.allergies is not None else [])))


def _lacking(one: Patient, other: Patient) -> list[Allergy]:
    """The standing allergies of one that do not stand for the other."""
    standing = tuple(each for each in other.allergies or () if each.status in _STANDING)
    return [each for each in one.allergies or () if each.status in _STANDING and status_in(each, standing) == NOT_RECORDED]


def _problems(one: Patient, other: Patient) -> list[Contradiction]:
    """SAFETY: what BEFORE has and a list of AFTER that claims to be whole lacks may have been lost on the way."""
    found = []
    for name in ("conditions", "preferences", "goals"):
        if getattr(other, name) is None or name in other.incomplete:
            continue
        lost = only_in(getattr(one, name), getattr(other, name))
        found += [Contradiction(name, named(each), NOT_RECORDED) for each in lost]
    return found
