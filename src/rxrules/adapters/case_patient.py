"""Reading the patient of a case file, and what is known of the patient's conditions, allergies and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from rxrules.adapters.plausibility import lies_ahead, questioned
from rxrules.adapters.reading import Place, Reading, shown
from rxrules.adapters.results import read_result
from rxrules.model import Allergy, Condition, Measurement, Observation, Patient, ProblemStatus, Sex
from rxrules.model.patient import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.adapters.results import Result
    from rxrules.units import Quantity

_DURATIONS = ("age", "gestational_age", "postmenstrual_age")
_MEASURES = {"weight": "54 kg", "height": "162 cm"}
_FLAGS = ("pregnant", "breastfeeding", "creatinine_stable", "dialysis", "history_complete")
_KEYS = frozenset({*_DURATIONS, *_MEASURES, *LISTS, *_FLAGS, "birth_date", "sex", "incomplete"})
_MEASURE_KEYS = frozenset({"value", "on"})
_CONDITION_KEYS = frozenset({"text", "code", "system", "onset", "status"})
_ALLERGY_KEYS = frozenset({"substance", "code", "system", "status"})
_OBSERVATION_KEYS = frozenset({"code", "system", "value", "on", "text"})
_SEXES = {sex.value: sex for sex in Sex}
_STATUSES = {status.value: status for status in ProblemStatus}

T = TypeVar("T")


def read_patient(reading: Reading, raw: Any, place: Place) -> Patient:
    """The patient; whatever can't be read is unknown."""
    if raw is None:
        return Patient()
    fields = reading.mapping(raw, place, "a patient such as {age: 78 a, sex: female}")
    if fields is None:
        return Patient()
    reading.known_keys(fields, place, _KEYS)
    lists: dict[str, Any] = {}
    incomplete = _incomplete(reading, fields.get("incomplete"), (*place, "incomplete"))
    for name, read in _LISTED.items():
        if (listed := fields.get(name)) is not None:
            lists[name], is_whole = _several(reading, listed, (*place, name), read)
            if not is_whole:
                # SAFETY: a list of which a part can't be read does not show that anything is absent.
                incomplete.add(name)
    birth = reading.moment(fields.get("birth_date"), (*place, "birth_date"))
    if lies_ahead(reading, birth, (*place, "birth_date"), "the birth date is not used"):
        birth = None
    durations: dict[str, Any] = {name: _duration(reading, fields[name], (*place, name)) for name in _DURATIONS if name in fields}
    measures: dict[str, Any] = {name: _measure(reading, fields[name], (*place, name)) for name in _MEASURES if name in fields}
    flags: dict[str, Any] = {name: reading.flag(fields[name], (*place, name)) for name in _FLAGS if name in fields}
    patient = Patient(
        birth_date=birth,
        sex=_sex(reading, fields.get("sex"), (*place, "sex")),
        incomplete=frozenset(incomplete),
        **flags,
        **durations,
        **measures,
        **lists,
    )
    return questioned(reading, patient, {name: (*place, name) for name in ("birth_date", "age", "weight", "height")})


def _incomplete(reading: Reading, raw: Any, place: Place) -> set[str]:
    if raw is None:
        return set()
    listed = reading.sequence(raw, place, f"names of lists ({', '.join(LISTS)})")
    if listed is None:
        return set(LISTS)
    names = set()
    for i, name in enumerate(listed):
        if isinstance(name, str) and name.strip() in LISTS:
            names.add(name.strip())
        else:
            near = reading.near(name, LISTS) if isinstance(name, str) else ""
            meant = f"did you mean {near}?" if near else f"expected {', '.join(LISTS)}"
            reading.report((*place, i), f"no list of a patient: {shown(name)}; {meant}")
            # SAFETY: some list was meant; which one is unknown.
            names.update(LISTS)
    return names


def _several(
    reading: Reading, raw: Any, place: Place, read: Callable[[Reading, Any, Place], T | None]
) -> tuple[tuple[T, ...] | None, bool]:
    listed = reading.sequence(raw, place, place[-1] if isinstance(place[-1], str) else "values")
    if listed is None:
        return None, True
    found = [read(reading, one, (*place, i)) for i, one in enumerate(listed)]
    known = tuple(one for one in found if one is not None)
    return known, len(known) == len(found)


def _duration(reading: Reading, raw: Any, place: Place) -> Quantity | None:
    length = reading.quantity(raw, place, "78 a")
    name = str(place[-1])
    # The model knows the bounds; asking it for one field alone keeps the others.
    return length if length is None or reading.made(place, Patient, **{name: length}) is not None else None


def _measure(reading: Reading, raw: Any, place: Place) -> Measurement | None:
    on = None
    if isinstance(raw, dict):
        reading.known_keys(raw, place, _MEASURE_KEYS)
        on = reading.moment(raw.get("on"), (*place, "on"))
        if raw.get("value") is None:
            reading.report(place, "no value: expected {value: 54 kg, on: 2026-11-01}")
            return None
        raw, at = raw["value"], (*place, "value")
    else:
        at = place
    value = reading.quantity(raw, at, _MEASURES[str(place[-1])])
    if lies_ahead(reading, on, (*place, "on"), f"the {place[-1]} is not used"):
        return None
    return None if value is None else checked_measure(reading, at, str(place[-1]), Measurement(value, on))


def checked_measure(reading: Reading, place: Place, name: str, measured: Measurement) -> Measurement | None:
    """A weight or a height, or None with a report where nobody has such a one."""
    return None if reading.made(place, Patient, **{name: measured}) is None else measured


def _sex(reading: Reading, raw: Any, place: Place) -> Sex | None:
    written = reading.text(raw, place).casefold()
    if not written or written == "unknown":
        return None
    if written in _SEXES:
        return _SEXES[written]
    reading.report(place, f"expected female, male, other or unknown, got {shown(raw)}")
    return None


def _problem_status(reading: Reading, raw: Any, place: Place) -> ProblemStatus:
    written = reading.text(raw, place)
    if not written:
        return ProblemStatus.ACTIVE
    status = _STATUSES.get(written.casefold())
    if status is None:
        reading.report(place, f"expected {', '.join(_STATUSES)}, got {shown(raw)}")
        return ProblemStatus.UNKNOWN
    return status


def read_conditions_of(reading: Reading, listed: list[Any], place: Place, name: str = "") -> tuple[Condition, ...]:
    """The conditions in a list; where ``name`` is given, they stand one at that key and not in a list."""
    found = [_condition(reading, one, (*place, name or i)) for i, one in enumerate(listed)]
    return tuple(condition for condition in found if condition is not None)


def _condition(reading: Reading, raw: Any, place: Place) -> Condition | None:
    if isinstance(raw, str) and raw.strip():
        return Condition(raw.strip())
    fields = reading.mapping(raw, place, "a condition such as {text: heart failure, code: I50, system: icd10}")
    if fields is None:
        return None
    is_whole = reading.known_keys(fields, place, _CONDITION_KEYS)
    text = reading.word(fields, "text", place)
    code, system = _coded(reading, fields, place)
    if not text and not (code and system):
        if is_whole:
            reading.report(place, "expected a condition with a text, or a code with its system")
        return None
    onset = reading.moment(fields.get("onset"), (*place, "onset"))
    if lies_ahead(reading, onset, (*place, "onset"), "the condition counts, without its onset"):
        onset = None
    return Condition(text, code, system, onset, _problem_status(reading, fields.get("status"), (*place, "status")))


def _coded(reading: Reading, fields: dict[str, Any], place: Place) -> tuple[str, str]:
    code = reading.word(fields, "code", place)
    system = reading.word(fields, "system", place)
    if code and not system:
        reading.report((*place, "code"), f"the code {code} needs its system, such as icd10 or snomed")
    return code, system


def _allergy(reading: Reading, raw: Any, place: Place) -> Allergy | None:
    if isinstance(raw, str) and raw.strip():
        return Allergy(raw.strip())
    fields = reading.mapping(raw, place, "an allergy such as {substance: penicillin}")
    if fields is None:
        return None
    is_whole = reading.known_keys(fields, place, _ALLERGY_KEYS)
    substance = reading.word(fields, "substance", place)
    code, system = _coded(reading, fields, place)
    if not substance and not (code and system):
        if is_whole:
            reading.report(place, "expected an allergy with a substance, or a code with its system")
        return None
    return Allergy(substance, code, system, _problem_status(reading, fields.get("status"), (*place, "status")))


def _observation(reading: Reading, raw: Any, place: Place) -> Observation | None:
    fields = reading.mapping(raw, place, "an observation such as {code: potassium, value: 4.1 mmol/L, on: 2026-11-01}")
    if fields is None:
        return None
    is_whole = reading.known_keys(fields, place, _OBSERVATION_KEYS)
    code = reading.word(fields, "code", place)
    if not code:
        if is_whole:
            reading.report(place, "expected an observation with a code: LOINC, or a common name such as potassium")
        return None
    value, comparator, text = _result(reading, fields.get("value"), (*place, "value"))
    on = reading.moment(fields.get("on"), (*place, "on"))
    if lies_ahead(reading, on, (*place, "on"), "neither the date nor the value is used"):
        on, value, comparator = None, None, ""
    return Observation(
        code,
        value,
        comparator,
        on=on,
        system=reading.word(fields, "system", place),
        text=text or reading.word(fields, "text", place),
    )


def _result(reading: Reading, raw: Any, place: Place) -> Result:
    """The value, its comparator, and a result that is no quantity."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return reading.quantity(raw, place, "4.1 mmol/L", bare=True), "", ""
    if isinstance(raw, str):
        return read_result(reading, raw, place)
    if raw is not None:
        reading.report(place, f"expected a result such as 4.1 mmol/L, >60 mL/min or positive; got {shown(raw)}")
    return None, "", ""


_LISTED: dict[str, Callable[[Reading, Any, Place], Any]] = {
    "conditions": _condition,
    "allergies": _allergy,
    "observations": _observation,
    "preferences": _condition,
    "goals": _condition,
}
