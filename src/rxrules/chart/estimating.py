"""Reckon the estimates that rules read, from the readings of the patient; by interval, where an input is one.

An estimate is as old as the oldest measurement in it. Where a formula can't be applied, what is missing or not right for it is the
reason, and no other formula takes its place.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing, Reading
from rxrules.chart.estimates import ESTIMATES
from rxrules.chart.observations import age_of_newest
from rxrules.clinical.age import weeks_and_days
from rxrules.clinical.body_size import body_mass_index
from rxrules.clinical.population import OutsidePopulation
from rxrules.clinical.renal import creatinine_clearance_cockcroft_gault, deindexed, egfr_ckd_epi_2021, egfr_schwartz_2009
from rxrules.clinical.weight import (
    EXTRAPOLATE,
    adjusted_weight,
    choice_by_bmi,
    choice_by_ideal,
    ideal_weight,
    ideal_weight_devine_extrapolated,
    lean_weight_janmahasatian,
)
from rxrules.units import parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from rxrules.model import Moment, Patient

Readings = dict[str, Reading]
Absences = dict[str, tuple[Missing, ...]]

_CREATININE = "obs:creatinine@mass/volume"
_REPORTED = "obs:egfr@volume/time/standard_surface"
_MG_PER_DL = parse_unit("mg/dL").factor
#: Renal function below this, in mL/min with or without an index, is kidney failure (stage G5 of KDIGO 2012).
_KIDNEY_FAILURE = 15.0 * (1 - 1e-8)


class _Absent(Exception):  # noqa: N818  not an error: the reason why there is no estimate
    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__()
        self.missing = missing


class _Input(NamedTuple):
    """An input of a formula: its ends in the formula's unit, and the reading that it comes from."""

    low: float
    high: float
    reading: Reading


def add_estimates(patient: Patient, as_of: Moment, readings: Readings, missing: Absences, names: Collection[str]) -> None:
    """Add estimates to the readings, as ``est:NAME``; or to what is missing, why there is none.

    Args:
        patient: whose.
        as_of: the day of the check.
        readings: of the patient; estimates are added.
        missing: why a reading is not there; estimates are added.
        names: of `ESTIMATES`, with or without ``est:``.
    """
    reckoner = _Reckoner(patient, as_of, readings, missing)
    for written in names:
        name = written.removeprefix("est:")
        variable = f"est:{name}"
        try:
            readings[variable] = reckoner.estimate(name)
        except _Absent as absent:
            missing[variable] = absent.missing


def _name(variable: str) -> str:
    """A result in whatever kind of quantity."""
    return variable.partition("@")[0]


class _Reckoner:
    def __init__(self, patient: Patient, as_of: Moment, readings: Readings, missing: Absences) -> None:
        self._patient = patient
        self._as_of = as_of
        self._readings = readings
        self._missing = missing

    def estimate(self, name: str) -> Reading:
        """The estimate; of renal function what is known of it on dialysis, or while the creatinine is changing.

        SAFETY: no number made from such a creatinine means what it says, and a kidney that is known to fail must not make the rules
        about failing kidneys silent. On dialysis the function is taken to be below that of kidney failure; an unstable creatinine
        leaves nothing known but that it may be less than what was reckoned.
        """
        if not name.startswith(("crcl_", "egfr_")):
            return self._made(name)
        if self._patient.dialysis:
            high = _KIDNEY_FAILURE * parse_unit(ESTIMATES[name].unit).factor
            shown = ESTIMATES[name].unit.replace("{1.73_m2}", "1.73 m2")
            return Reading(0.0, high, 0.0, "patient.dialysis", f"below 15 {shown} (on dialysis)")
        found = self._made(name)
        if self._patient.creatinine_stable is False:
            text = f"{found.text}, or less: the creatinine is not stable"
            return found._replace(low=0.0, path="patient.creatinine_stable", text=text)
        return found

    def _made(self, name: str) -> Reading:
        if name.startswith("crcl_"):
            return self._clearance(name)
        made: dict[str, Callable[[], Reading]] = {
            "egfr_ckd_epi": self._ckd_epi,
            "egfr_ckd_epi_absolute": self._absolute,
            "egfr_schwartz": self._schwartz,
            "egfr_any": self._any,
            "bmi": lambda: self._apply("bmi", body_mass_index, self._body()),
            "ideal_weight": lambda: self._weight("ideal_weight", ideal_weight, "height"),
            "ideal_weight_extrapolated": lambda: self._weight(
                "ideal_weight_extrapolated", ideal_weight_devine_extrapolated, "height"
            ),
            "adjusted_weight": lambda: self._weight("adjusted_weight", adjusted_weight, "height and weight"),
            "lean_weight": lambda: self._weight("lean_weight", lean_weight_janmahasatian, "height and weight"),
            "gestational_age": lambda: self._given("gestational_age"),
            "postmenstrual_age": self._postmenstrual,
        }
        return made[name]()

    def _input(self, variable: str, scale: float = 1.0) -> _Input:
        reading = self._readings.get(variable)
        if reading is None:
            key = _name(variable)
            name = key.partition(":")[2]
            path = f"patient.observations.{name}" if name else f"patient.{variable}"
            absent = Missing(path, f"{name or variable} is missing, or not in a unit that the formula can use")
            raise _Absent(self._missing.get(variable) or self._missing.get(key) or (absent,))
        return _Input(reading.low / scale, reading.high / scale, reading)

    def _age(self) -> _Input:
        months = self._input("age_months")
        return _Input(float(months.low // 12), float(months.high // 12), months.reading)

    def _sex(self) -> str:
        sex = self._patient.sex.value if self._patient.sex is not None else ""
        if sex not in ("female", "male"):
            raise _Absent((Missing("patient.sex", "sex is missing"),))
        return sex

    def _body(self) -> dict[str, _Input]:
        return self._all({"height": lambda: self._input("height"), "weight": lambda: self._input("weight")})

    def _creatinine(self) -> _Input:
        # SAFETY: 0.9 umol/L is a slip of the unit, and would make of a failing kidney an excellent one; no reading is made of it
        return self._input(_CREATININE, _MG_PER_DL)

    def _all(self, wanted: dict[str, Callable[[], _Input]]) -> dict[str, _Input]:
        """Every input; all that are missing are said at once."""
        found: dict[str, _Input] = {}
        missing: list[Missing] = []
        for name, read in wanted.items():
            try:
                found[name] = read()
            except _Absent as absent:
                missing.extend(absent.missing)
        if missing:
            raise _Absent(tuple(dict.fromkeys(missing)))
        return found

    def _apply(self, name: str, formula: Callable[..., float], inputs: dict[str, _Input], said: str = "") -> Reading:
        """The formula at every combination of the ends of its inputs; its result lies between the least and the greatest."""
        results: list[float] = []
        for values in product(*({one.low, one.high} for one in inputs.values())):
            try:
                results.append(float(formula(**dict(zip(inputs, values, strict=True)))))
            except OutsidePopulation as outside:
                one = inputs.get(outside.parameter)
                path = one.reading.path if one is not None else f"patient.{outside.parameter}"
                raise _Absent((Missing(path, f"{ESTIMATES[name].title}: {outside.reason}"),)) from None
            except ZeroDivisionError:
                results.append(math.inf)
        estimate = ESTIMATES[name]
        factor = parse_unit(estimate.unit).factor
        low, high = min(results), max(results)
        ages = [one.reading.age for one in inputs.values()]
        age = None if None in ages else max((one for one in ages if one is not None), default=0.0)
        shown = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
        unit = estimate.unit.replace("{1.73_m2}", "1.73 m2")
        given = ", ".join(f"{key} {one.reading.text}" for key, one in inputs.items())
        path = inputs["creatinine"].reading.path if "creatinine" in inputs else next(iter(inputs.values())).reading.path
        return Reading(
            low * factor, high * factor, age, path, f"{shown} {unit} ({estimate.title}; from {given}{said and f', {said}'})"
        )

    def _clearance(self, name: str) -> Reading:
        which = name.removeprefix("crcl_")
        wanted: dict[str, Callable[[], _Input]] = {"age": self._age, "weight": lambda: self._input("weight")}
        if which != "actual":
            wanted["height"] = lambda: self._input("height")
        wanted["creatinine"] = self._creatinine
        sex = self._sex()
        inputs = self._all(wanted)
        choose = _WEIGHTS[which]

        def clearance(age: float, weight: float, creatinine: float, height: float = 0.0) -> float:
            chosen = choose(height, weight, sex, age)
            return creatinine_clearance_cockcroft_gault(age, chosen, sex, creatinine)

        body = inputs.get("height")
        said = ""
        if body is not None and body.low == body.high and inputs["weight"].low == inputs["weight"].high:
            try:
                said = f"reckoned with {choose(body.low, inputs['weight'].low, sex, inputs['age'].low):.4g} kg"
            except OutsidePopulation:
                said = ""
        return self._apply(name, clearance, inputs, f"{sex}{said and f', {said}'}")

    def _ckd_epi(self) -> Reading:
        sex = self._sex()
        inputs = self._all({"age": self._age, "creatinine": self._creatinine})
        return self._apply("egfr_ckd_epi", lambda age, creatinine: egfr_ckd_epi_2021(age, sex, creatinine), inputs, sex)

    def _absolute(self) -> Reading:
        sex = self._sex()
        inputs = self._all({"age": self._age, "creatinine": self._creatinine, "bsa": lambda: self._input("bsa")})

        def absolute(age: float, creatinine: float, bsa: float) -> float:
            return deindexed(egfr_ckd_epi_2021(age, sex, creatinine), bsa)

        return self._apply("egfr_ckd_epi_absolute", absolute, inputs, sex)

    def _schwartz(self) -> Reading:
        wanted: dict[str, Callable[[], _Input]] = {
            "age": self._age,
            "height": lambda: self._input("height"),
            "creatinine": self._creatinine,
        }
        return self._apply("egfr_schwartz", egfr_schwartz_2009, self._all(wanted))

    def _any(self) -> Reading:
        """What the laboratory reported, unless a creatinine is newer; else by the formula for the age.

        SAFETY: neither stands in for a newer result of the other that can't be used, such as a creatinine that is "raised".
        """
        reported = self._readings.get(_REPORTED)
        creatinine = self._readings.get(_CREATININE)
        self._refuse_older(reported, _CREATININE)
        self._refuse_older(creatinine, _REPORTED)
        if reported is not None and (creatinine is None or not _newer(creatinine, reported)):
            return reported._replace(text=f"{reported.text} (eGFR as reported)")
        if reported is None and creatinine is None:
            # what is there and can't be used is told, and not called missing
            why = [
                one for name in (_REPORTED, _CREATININE) for one in self._missing.get(name) or self._missing.get(_name(name), ())
            ]
            said = "no eGFR and no creatinine to estimate it from, or not in a unit that can be used"
            either = Missing("patient.observations.egfr", said)
            raise _Absent(tuple(dict.fromkeys(why)) or (either,))
        age = self._age()
        if age.low >= 18:
            return self._ckd_epi()
        if age.high < 18:
            return self._schwartz()
        raise _Absent(
            (Missing("patient.age", "age is not known well enough to choose between the formulas of adults and children"),)
        )

    def _refuse_older(self, used: Reading | None, variable: str) -> None:
        """Raise what is missing where a result that can't be used is newer than the one that would be."""
        why = self._missing.get(variable) or self._missing.get(_name(variable), ())
        if used is None or variable in self._readings or not why:
            return
        name = _name(variable).removeprefix("obs:")
        age = age_of_newest(self._patient.observations or (), name, self._as_of)
        if _newer(Reading(0.0, INFINITY, age, why[0].path, ""), used):
            raise _Absent(why)

    def _weight(self, name: str, formula: Callable[..., float], said: str) -> Reading:
        sex = self._sex()
        body = self._body() if "weight" in said else self._all({"height": lambda: self._input("height")})
        inputs = {"age": self._age(), **body}
        return self._apply(name, lambda age, **values: formula(**values, sex=sex, age=age), inputs, sex)

    def _given(self, name: str) -> Reading:
        quantity = getattr(self._patient, name)
        if quantity is None:
            raise _Absent((Missing(f"patient.{name}", f"{name.replace('_', ' ')} is missing"),))
        if quantity.unit.kind.base != "time":
            raise _Absent((Missing(f"patient.{name}", f"{name.replace('_', ' ')} of {quantity} is not in weeks or days"),))
        low = quantity.canonical
        # "27 wk" is 27 completed weeks: up to a day before the 28th
        high = low + (6.0 if abs(low / 7 - round(low / 7)) < 1e-9 and quantity.unit.code in ("wk", "w") else 0.0)
        return Reading(low, high, 0.0, f"patient.{name}", f"{quantity} ({name.replace('_', ' ')})")

    def _postmenstrual(self) -> Reading:
        if self._patient.postmenstrual_age is not None:
            return self._given("postmenstrual_age")
        birth = self._given("gestational_age") if self._patient.gestational_age is not None else None
        if birth is None:
            raise _Absent((Missing("patient.postmenstrual_age", "neither a postmenstrual nor a gestational age"),))
        lived = self._input("age_days")
        low, high = birth.low + lived.low, birth.high + lived.high
        shown = weeks_and_days(low) if low == high else f"{weeks_and_days(low)} to {weeks_and_days(high)}"
        text = f"{shown} (postmenstrual age: {birth.text} and {lived.low:g} d)"
        return Reading(low, high, 0.0, "patient.gestational_age", text)


def _newer(one: Reading, other: Reading) -> bool:
    if one.age is None or other.age is None:
        return one.age is not None
    return one.age < other.age


#: Which weight a creatinine clearance takes: of height, weight, sex and age.
_WEIGHTS: dict[str, Callable[[float, float, str, float], float]] = {
    "actual": lambda _height, weight, _sex, _age: weight,
    "ideal": lambda height, _weight, sex, age: ideal_weight(height, sex, age),
    "adjusted": adjusted_weight,
    "lean": lean_weight_janmahasatian,
    "ideal_extrapolated": lambda height, _weight, sex, age: ideal_weight(height, sex, age, EXTRAPOLATE),
    "adjusted_extrapolated": lambda height, weight, sex, age: adjusted_weight(height, weight, sex, age, EXTRAPOLATE),
    "by_ideal_extrapolated": lambda height, weight, sex, age: choice_by_ideal(height, weight, sex, age, EXTRAPOLATE)[1],
    "by_ideal": lambda height, weight, sex, age: choice_by_ideal(height, weight, sex, age)[1],
    "by_bmi": lambda height, weight, sex, age: choice_by_bmi(height, weight, sex, age)[1],
}
