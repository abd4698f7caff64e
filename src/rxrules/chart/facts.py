"""What is known of the patient beside numbers: allergies with what they are to, and which tests were done when."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rxrules.chart.chart import ChartAllergy, Tested
from rxrules.model import ProblemStatus
from rxrules.terminology.observations import observation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.model import Allergy, Moment, Observation
    from rxrules.terminology import Terminology

_GONE = (ProblemStatus.RESOLVED, ProblemStatus.REFUTED)


def read_allergies(allergies: Sequence[Allergy], terminology: Terminology) -> tuple[ChartAllergy, ...]:
    """The allergies of a patient, each with the ingredients that its name or its code stands for."""
    return tuple([_allergy(one, terminology) for one in allergies])


def _allergy(one: Allergy, terminology: Terminology) -> ChartAllergy:
    ingredients: frozenset[str] = frozenset()
    found = terminology.resolve_code(one.system, one.code, one.substance) if one.code and one.system else None
    components = getattr(found, "components", None)
    if components is None and one.substance:
        components = getattr(terminology.resolve_name(one.substance), "components", None)
    if components:
        ingredients = frozenset(str(component.ingredient) for component in components)
    return ChartAllergy(one.substance, one.code, one.system, ingredients, one.status not in _GONE)


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
