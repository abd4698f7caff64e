"""What the earlier list knows of the patient and the later one does not: filled in where it can only add, and named.

A fact that AFTER is silent about (a weight, a result, that the patient is pregnant) is taken from BEFORE, with its day, so that
the checks can be made. An allergy or a condition that AFTER's list lacks is another matter. It may have been lost on the way, and
it may have been struck off; and a condition can hold an alert back as well as raise one. So the lists of AFTER lead, all of both
lists is checked once more with what only BEFORE has, and what that raises is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import evolve

from rxrules.model import Moment, ProblemStatus
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.model import Allergy, Case, Condition, Measurement, Observation, Patient

#: Lists of what a patient has; what only BEFORE has of them takes part in a check of its own.
_LISTS = ("allergies", "conditions", "preferences", "goals")
_SINGLE = {
    "allergies": "allergy",
    "conditions": "condition",
    "preferences": "preference",
    "goals": "goal",
    "observations": "result",
}
#: Facts of which one answer alone is carried over: the other may have become wrong since.
_LASTING = {"pregnant": True, "breastfeeding": True, "dialysis": True, "creatinine_stable": False}
#: Of what a list does not speak of.
NOT_RECORDED = "not recorded"
_STANDING = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)


class Carried(NamedTuple):
    """A fact of the patient that only BEFORE has: which, and its value in words."""

    what: str
    value: str

    def __str__(self) -> str:
        return f"{_SINGLE.get(self.what, self.what)}: {self.value}"


def filled(before: Case, after: Case) -> tuple[Patient, tuple[Carried, ...]]:
    """The patient of AFTER, with the measurements, results and states that only BEFORE has; and what these are."""
    ours, theirs = before.patient, after.patient
    changes: dict[str, Any] = {}
    told: list[Carried] = []
    if theirs.birth_date is None and theirs.age is None and ours.birth_date is not None:
        changes["birth_date"] = ours.birth_date
        told.append(Carried("birth_date", str(ours.birth_date)))
    if theirs.sex is None and ours.sex is not None:
        changes["sex"] = ours.sex
        told.append(Carried("sex", ours.sex.value))
    if theirs.gestational_age is None and ours.gestational_age is not None:
        changes["gestational_age"] = ours.gestational_age
        told.append(Carried("gestational_age", str(ours.gestational_age)))
    for name, answer in _LASTING.items():
        if getattr(theirs, name) is None and getattr(ours, name) is answer:
            changes[name] = answer
            told.append(Carried(name, str(answer).lower()))
    for name in ("weight", "height"):
        measured = _dated(getattr(ours, name), before, after)
        if getattr(theirs, name) is None and measured is not None:
            changes[name] = measured
            told.append(Carried(name, f"{measured.value} ({measured.on})"))
    if results := tuple(_results(ours, theirs, after)):
        changes["observations"] = (*(theirs.observations or ()), *results)
        if theirs.observations is None:
            changes["incomplete"] = theirs.incomplete | {"observations"}
        told += [Carried("observations", _result(one)) for one in results]
    return (evolve(theirs, **changes) if changes else theirs), tuple(told)


def _dated(measured: Measurement | None, before: Case, after: Case) -> Measurement | None:
    """A measurement with its day; one without is of the day of its list, and never as of AFTER's."""
    if measured is None:
        return None
    on = measured.on or before.as_of
    if on is None or after.as_of is None or on.earliest > after.as_of.latest:
        return None
    # the hour of a list says nothing of when somebody was weighed
    return evolve(measured, on=on if measured.on is not None else Moment.of(on.day))


def _results(ours: Patient, theirs: Patient, after: Case) -> Iterator[Observation]:
    """The results with a day for which AFTER has none of that day or a later one."""
    newest: dict[tuple[str, str], float] = {}
    for one in theirs.observations or ():
        key = one.system, one.code
        newest[key] = max(newest.get(key, float("-inf")), one.on.latest if one.on is not None else float("-inf"))
    for one in ours.observations or ():
        if one.on is None or after.as_of is None or one.on.earliest > after.as_of.latest:
            continue
        if newest.get((one.system, one.code), float("-inf")) < one.on.latest:
            yield one


def _result(one: Observation) -> str:
    value = f"{one.comparator}{one.value}" if one.value is not None else one.text
    return " ".join(filter(None, [one.code, value, f"({one.on})"]))


def lists_of_both(before: Patient, after: Patient) -> tuple[Patient, tuple[Carried, ...]]:
    """A patient with the allergies, conditions, preferences and goals that only an earlier list has as well; and what these are.

    Args:
        before: of the earlier list.
        after: of the later one; where both speak of the same thing, it leads.
    """
    changes: dict[str, Any] = {}
    told: list[Carried] = []
    incomplete = set(after.incomplete)
    for name in _LISTS:
        known = getattr(after, name)
        lacking = only_in(getattr(before, name), known)
        if not lacking:
            continue
        changes[name] = (*(known or ()), *lacking)
        if known is None:
            # nobody has said what else there is
            incomplete.add(name)
        told += [Carried(name, named(one)) for one in lacking]
    return (evolve(after, **changes, incomplete=frozenset(incomplete)) if changes else after), tuple(told)


def only_in(
    ours: tuple[Allergy | Condition, ...] | None, theirs: tuple[Allergy | Condition, ...] | None
) -> tuple[Allergy | Condition, ...]:
    """What one list has and the other does not speak of; what is refuted, or an allergy that is over, is not there."""
    known = {mark for one in theirs or () for mark in _marks(one)}
    return tuple(one for one in ours or () if _is_there(one) and known.isdisjoint(_marks(one)))


def _is_there(one: Allergy | Condition) -> bool:
    # a condition that is over is read by rules about the patient's history
    return one.status in _STANDING or (hasattr(one, "onset") and one.status is ProblemStatus.RESOLVED)


def _marks(one: Allergy | Condition) -> set[tuple[str, str]]:
    """By which an entry is known again: its words, and its code."""
    words = normalise(_words(one))
    found = {("", words)} if words else set()
    return found | ({(one.system, one.code)} if one.code else set())


def _words(one: Allergy | Condition) -> str:
    return str(getattr(one, "substance", "") or getattr(one, "text", ""))


def named(one: Allergy | Condition) -> str:
    """An entry in words, with its status where it is not simply there."""
    words = _words(one) or f"{one.system} {one.code}".strip()
    return words if one.status is ProblemStatus.ACTIVE else f"{words} ({one.status.value})"


def status_in(one: Allergy | Condition, listed: tuple[Allergy | Condition, ...] | None) -> str:
    """What a list says of the same thing, in words: `NOT_RECORDED` where it does not speak of it."""
    return next((named(each) for each in listed or () if not _marks(one).isdisjoint(_marks(each))), NOT_RECORDED)
