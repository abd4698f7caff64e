"""What is known of the patient beside numbers: allergies with what they are to, and which tests were done when."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from rxrules.chart.chart import ChartAllergy, Tested
from rxrules.model import Condition, ProblemStatus, Sex, Unread
from rxrules.terminology.observations import BODY_MEASURES, is_loinc, observation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart.chart import Reading
    from rxrules.model import Allergy, Moment, Observation, Patient
    from rxrules.terminology import Terminology

_GONE = (ProblemStatus.RESOLVED, ProblemStatus.REFUTED)


#: Ages in completed years at which a pregnancy that nobody has recorded is possible: from the first, below the second.
CHILDBEARING = 8, 60


def may_be(recorded: bool | None, patient: Patient, readings: dict[str, Reading]) -> bool | None:  # noqa: FBT001
    """Whether a patient is pregnant, or breastfeeding: as recorded; where nothing is, not in men, small children and the old.

    What is recorded always leads. An age that is known to a range only must lie outside with all of it.
    """
    if recorded is not None:
        return recorded
    if patient.sex is Sex.MALE:
        return False
    months = readings.get("age_months")
    first, last = CHILDBEARING
    if months is not None and (months.high < first * 12 or months.low >= last * 12):
        return False
    return None


def with_dialysis(patient: Patient) -> tuple[Condition, ...] | None:
    """The conditions of a patient, dialysis among them where the case says it apart from them, so that rules can ask for it."""
    if not patient.dialysis:
        return patient.conditions
    return (*(patient.conditions or ()), Condition("dialysis"))


def read_allergies(allergies: Sequence[Allergy], terminology: Terminology) -> tuple[ChartAllergy, ...]:
    """The allergies of a patient, each with the ingredients that its name or its code stands for."""
    return tuple([_allergy(one, terminology) for one in allergies])


#: Words that records add to the name of a substance, and that say no more than that there is an allergy.
_ADDED = frozenset(
    [
        *("a", "adverse", "allergic", "allergy", "anaphylactic", "anaphylaxis", "angioedema", "bronchospasm", "dermatitis", "drug"),
        *("exanthem", "hives", "hypersensitivity", "intolerance", "itching", "known", "mild", "moderate", "nausea", "of"),
        *("pruritus", "rash", "reaction", "severe", "shock", "skin", "swelling", "to", "type", "unknown", "urticaria", "vomiting"),
    ]
)


def substance_of(text: str) -> str:
    """The substance in the text of an allergy: "penicillin (anaphylaxis)" and "allergic to penicillin" are of penicillin.

    SAFETY: only words that say nothing but that there is an allergy are left out. Any other word stays ("no allergy to",
    "tolerates"), so that the text is then not recognised, and told.
    """
    plain = re.sub(r"\(([^()]*)\)", lambda found: f" {found[1]} " if len(found[1]) > 2 else found[0], text)
    words = [word for word in re.split(r"[\s,;:/\-\u2013]+", plain) if word]
    kept = [word for word in words if word.casefold().strip(".") not in _ADDED]
    return " ".join(kept) if kept and len(kept) < len(words) else text


def _allergy(one: Allergy, terminology: Terminology) -> ChartAllergy:
    ingredients: frozenset[str] = frozenset()
    substance = substance_of(one.substance)
    found = terminology.resolve_code(one.system, one.code, one.substance) if one.code and one.system else None
    components = getattr(found, "components", None)
    for name in dict.fromkeys((one.substance, substance)):
        if components is None and name:
            components = getattr(terminology.resolve_name(name), "components", None)
    if components:
        ingredients = frozenset(str(component.ingredient) for component in components)
    return ChartAllergy(one.substance, one.code, one.system, ingredients, one.status not in _GONE, substance)


def strange_tests(observations: Sequence[Observation], as_of: Moment, notes: list[Unread]) -> tuple[Tested, ...]:
    """The results of names and local codes that are not known, and a note for each result that nobody recognises.

    SAFETY: "Li plasma" may be the level that is due. A LOINC code that is not known is told, but is of another test than those that
    rules read.
    """
    found: list[Tested] = []
    for place, one in enumerate(observations):
        if one.code in BODY_MEASURES or observation(one.code, one.system) is not None:
            continue
        path = f"patient.observations[{place}]"
        notes.append(Unread(path, f"{one.code!r}: no result of this name or code is known, so that no rule reads it"))
        if (one.on is None or one.on.earliest <= as_of.latest) and not is_loinc(one.system):
            age = None if one.on is None else max(0.0, math.floor(as_of.earliest) - math.floor(one.on.earliest))
            found.append(Tested(age, path, f"{one.code!r}" + (f" of {one.on}" if one.on is not None else "")))
    return tuple(found)


def read_tests(observations: Sequence[Observation], as_of: Moment) -> dict[str, Tested]:
    """The newest of each test that was done, with a result or without one; what is dated after ``as_of`` was not done yet."""
    found: dict[str, Tested] = {}
    for one in observations:
        name = observation(one.code, one.system)
        if name is None or (one.on is not None and one.on.earliest > as_of.latest):
            continue
        age = None if one.on is None else max(0.0, math.floor(as_of.earliest) - math.floor(one.on.earliest))
        old = found.get(name)
        if old is None or old.age is None or (age is not None and age < old.age):
            text = f"{one.code} on {one.on}" if one.on is not None else f"{one.code} without a date"
            found[name] = Tested(age, f"patient.observations.{name}", text)
    return found
