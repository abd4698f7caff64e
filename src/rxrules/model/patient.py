"""The patient: who is treated, with what is known and what is known to be incomplete."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.model.moment import Moment
from rxrules.model.typed import check_types
from rxrules.units import Quantity


class Sex(Enum):
    """Sex as formulas and labels use it; anything else than these two is written ``other``, and formulas take it as unknown."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class ProblemStatus(Enum):
    """Whether a condition or an allergy is still there; ``unknown`` is not taken for resolved."""

    ACTIVE = "active"
    RESOLVED = "resolved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@frozen
class Measurement:
    """A weight or a height, with the day on which it was taken where that is known."""

    value: Quantity
    on: Moment | None = None

    def __attrs_post_init__(self) -> None:
        check_types(self)


@frozen
class Condition:
    """A diagnosis or a state, by text, by code, or by both.

    Attributes:
        text: as a person wrote it.
        code: in ``system``; alone it means nothing.
        system: ``icd10``, ``snomed``, or the system's URI.
        onset: when it began.
        status: whether it is still there.
    """

    text: str = ""
    code: str = ""
    system: str = ""
    onset: Moment | None = None
    status: ProblemStatus = ProblemStatus.ACTIVE

    def __attrs_post_init__(self) -> None:
        check_types(self)


@frozen
class Allergy:
    """An allergy or intolerance to a substance, as it was written."""

    substance: str = ""
    code: str = ""
    system: str = ""
    status: ProblemStatus = ProblemStatus.ACTIVE

    def __attrs_post_init__(self) -> None:
        check_types(self)


@frozen
class Observation:
    """A test that was done, with its result where there is one.

    Attributes:
        code: a LOINC code or a common name (``egfr``, ``potassium``).
        value: the result, or None for a test that was done on that day.
        comparator: empty for a value; ``<``, ``<=``, ``>=`` or ``>`` where the laboratory gave a bound only.
        on: when; without it no rule that asks for a fresh result can use it.
        system: of ``code``; empty means that it is found out from the code itself.
        text: a result that is no quantity.
    """

    code: str
    value: Quantity | None = None
    comparator: str = ""
    on: Moment | None = None
    system: str = ""
    text: str = ""

    def __attrs_post_init__(self) -> None:
        check_types(self)


#: The lists of a patient that can be present and yet not known to be complete.
LISTS = ("conditions", "allergies", "observations", "preferences", "goals")

# Above what has ever been recorded; beyond it the input is wrong, not the patient.
_LIMITS = {"weight": (0.2, 700.0, "kg"), "height": (20.0, 280.0, "cm")}


def _within_human_bounds(instance: object, attribute: object, value: Measurement | None) -> None:  # noqa: ARG001
    if not isinstance(value, Measurement):
        return
    name: str = attribute.name  # type: ignore[attr-defined]
    low, high, unit = _LIMITS[name]
    got = value.value.to(unit).value
    if not low <= got <= high:
        msg = f"a {name} of {value.value} is outside what people have ({low:g} to {high:g} {unit})"
        raise InputError(msg)


def _duration(instance: object, attribute: object, value: Quantity | None) -> None:  # noqa: ARG001
    if not isinstance(value, Quantity):
        return
    name: str = attribute.name  # type: ignore[attr-defined]
    if value.unit.kind.base not in ("time", "calendar") or value.unit.kind.per:
        msg = f"{name} of {value}: expected a duration such as 78 a, 6 mo, 3 wk or 10 d"
        raise InputError(msg)
    years = value.canonical / (12 if value.unit.kind.base == "calendar" else 365.25)
    if not 0 <= years <= 130:
        msg = f"{name} of {value} is outside what people have (0 to 130 years)"
        raise InputError(msg)


@frozen
class Patient:
    """Who is treated. What is None is unknown, and so is a list that is None; an empty tuple is known to be empty.

    Attributes:
        age: as given (``78 a``); known to the unit it is written in, no further.
        birth_date: leads over ``age`` where both are given.
        gestational_age: at birth, a duration in weeks and days.
        postmenstrual_age: today, a duration in weeks and days.
        weight: body mass; ``height``: body length.
        creatinine_stable: False where the creatinine is changing (acute kidney injury), so that no estimate made from it holds.
        dialysis: whether the patient is on dialysis, where no estimate from a creatinine holds either.
        preferences, goals: what the patient wants of the treatment, or does not want.
        history_complete: whether the orders hold all that was ever given; without it no lifetime dose is known.
        incomplete: names of lists (`LISTS`) that are present but not known to be complete.
    """

    birth_date: Moment | None = None
    age: Quantity | None = field(default=None, validator=_duration)
    gestational_age: Quantity | None = field(default=None, validator=_duration)
    postmenstrual_age: Quantity | None = field(default=None, validator=_duration)
    sex: Sex | None = None
    weight: Measurement | None = field(default=None, validator=_within_human_bounds)
    height: Measurement | None = field(default=None, validator=_within_human_bounds)
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    conditions: tuple[Condition, ...] | None = None
    allergies: tuple[Allergy, ...] | None = None
    observations: tuple[Observation, ...] | None = None
    preferences: tuple[Condition, ...] | None = None
    goals: tuple[Condition, ...] | None = None
    creatinine_stable: bool | None = None
    dialysis: bool | None = None
    history_complete: bool | None = None
    incomplete: frozenset[str] = field(default=frozenset())

    @incomplete.validator
    def _names_of_lists(self, _attribute: object, value: frozenset[str]) -> None:
        if not isinstance(value, (frozenset, set, list, tuple)):
            return
        if wrong := sorted(map(str, set(value) - set(LISTS))):
            msg = f"incomplete: {', '.join(wrong)} is no list of a patient (expected {', '.join(LISTS)})"
            raise InputError(msg)

    def __attrs_post_init__(self) -> None:
        check_types(self)
