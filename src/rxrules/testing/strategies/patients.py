"""Patients: near the edges that rules have, with anything missing, stale or half known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.adapters.plausibility import age_in_years, questioned
from rxrules.adapters.reading import Reading
from rxrules.chart.estimating import add_estimates
from rxrules.chart.readings import read_patient
from rxrules.errors import RxError
from rxrules.model import Allergy, Condition, Measurement, Observation, Patient, ProblemStatus, Sex
from rxrules.model.patient import LISTS
from rxrules.terminology.observations import OBSERVATIONS
from rxrules.testing.strategies.days import age_in_days, age_in_months, ago
from rxrules.testing.strategies.wishes import Span, value_in
from rxrules.units import Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.model import Moment
    from rxrules.plan import ConditionCodes
    from rxrules.testing.strategies.choices import Choices
    from rxrules.testing.strategies.vocabulary import Vocabulary
    from rxrules.testing.strategies.wishes import Wishes

_ADULT = Span(216.0, True, 1080.0, False)
#: What no ruleset defines, so that it may be anything.
_STRANGE_CONDITION = Condition("something that nobody defined")
_STRANGE_ALLERGY = Allergy("something red")
#: From this age in years: a weight in kg and a height in cm that many have.
_BODIES = ((18, 70.0, 170.0), (12, 45.0, 152.0), (6, 22.0, 118.0), (2, 13.0, 88.0), (0.5, 8.0, 68.0), (0.0, 3.5, 50.0))
_GIVEN = ("gestational_age", "postmenstrual_age")
_KG, _CM = parse_unit("kg"), parse_unit("cm")


def make_patient(wishes: Wishes, known: Vocabulary, as_of: Moment, r: Choices) -> Patient:
    """A patient as wished for, with the rest near the edges of the rules, or missing."""
    expecting = wishes.pregnant or wishes.breastfeeding
    sex = Sex(wishes.sex) if wishes.sex else Sex.FEMALE if expecting else r.pick((Sex.FEMALE, Sex.MALE))
    age, birth_date = _age(wishes, known, as_of, r)
    years = age_in_years(Patient(age=age, birth_date=birth_date), as_of)
    weight, height = _body(wishes, known, as_of, 40.0 if years is None else years, r)
    found: dict[str, Any] = {
        "age": age,
        "birth_date": birth_date,
        "sex": r.pick((None, Sex.OTHER)) if r.one_in(12) else sex,
        "weight": weight,
        "height": height,
        "pregnant": _state(wishes.pregnant, sex, r),
        "breastfeeding": _state(wishes.breastfeeding, sex, r),
        "conditions": _conditions("conditions", wishes, known, r),
        "preferences": _conditions("preferences", wishes, known, r),
        "goals": _conditions("goals", wishes, known, r),
        "allergies": _allergies(wishes, known, r),
        "observations": _observations(wishes, known, as_of, r),
        "history_complete": r.pick((True, True, True, None, False)),
        "incomplete": frozenset(name for name in LISTS if r.one_in(14)),
    }
    if known.plan.estimates:
        found |= {"creatinine_stable": r.pick((None, True, False)) if r.one_in(6) else None}
        found |= {"dialysis": r.pick((False, True)) if r.one_in(8) else None}
        found |= {name: _maturity(name, wishes, known, r) for name in _GIVEN if f"est:{name}" in known.plan.estimates}
    # a list that is absent can't be incomplete
    found["incomplete"] = frozenset(name for name in found["incomplete"] if found[name] is not None)
    return plausible(_by_estimates(Patient(**found), wishes, known, as_of, r), as_of)


def plausible(patient: Patient, as_of: Moment) -> Patient:
    """The patient with the usual weight or height of the age, where a case file would question what is there."""
    years = age_in_years(patient, as_of)
    for _ in range(2):
        reading = Reading()
        reading.as_of = as_of
        left = questioned(reading, patient, {})
        if left == patient:
            return patient
        usual = _usual(40.0 if years is None else years)
        for name, value, unit in (("weight", usual[0], _KG), ("height", usual[1], _CM)):
            given: Measurement | None = getattr(patient, name)
            if given is not None and getattr(left, name) is None:
                patient = _measured(patient, name, evolve(given, value=Quantity(value, unit)))
    return left


def _measured(patient: Patient, name: str, measurement: Measurement) -> Patient:
    return evolve(patient, weight=measurement) if name == "weight" else evolve(patient, height=measurement)


def _usual(years: float) -> tuple[float, float]:
    """A weight in kg and a height in cm that many have at an age."""
    return next((weight, height) for least, weight, height in _BODIES if years >= least)


def _state(wished: bool | None, sex: Sex, r: Choices) -> bool | None:  # noqa: FBT001
    if wished is not None:
        return None if r.one_in(8) else wished
    if sex is Sex.MALE:
        return r.pick((False, None))
    return r.pick((False, False, None, True))


def _span(variable: str, wishes: Wishes, known: Vocabulary, usual: Span, r: Choices) -> Span:
    """Where the value of a variable should lie: as wished, else at an edge of some rule, else as people have it."""
    if variable in wishes.spans:
        return wishes.spans[variable][0]
    edges = known.edges.get(variable, ())
    if edges and not r.one_in(3):
        edge = r.pick(edges).value
        return Span(edge, True, None, False) if r.one_in(2) else Span(None, False, edge, False)
    return usual


def _age(wishes: Wishes, known: Vocabulary, as_of: Moment, r: Choices) -> tuple[Quantity | None, Moment | None]:
    if r.one_in(12):
        return None, None
    if "age_days" in wishes.spans and not ("age_months" in wishes.spans and r.one_in(2)):
        return age_in_days(wishes.spans["age_days"][0], as_of, r)
    if "age_days" in known.edges and "age_months" not in wishes.spans and r.one_in(4):
        return age_in_days(_span("age_days", wishes, known, Span(0.0, True, None, False), r), as_of, r)
    return age_in_months(_span("age_months", wishes, known, _ADULT, r), as_of, r)


def _body(
    wishes: Wishes, known: Vocabulary, as_of: Moment, years: float, r: Choices
) -> tuple[Measurement | None, Measurement | None]:
    usual = [Span(value, True, value * 1.2, True) for value in _usual(years)]
    weight = _clamped(value_in(_span("weight", wishes, known, usual[0], r), r), 0.4, 400.0)
    height = _clamped(value_in(_span("height", wishes, known, usual[1], r), r), 25.0, 250.0)
    if "bsa" in wishes.spans or (known.edges.get("bsa") and r.one_in(2)):
        # Mosteller: the weight that gives this surface at this height
        height = _usual(years)[1]
        surface = value_in(_span("bsa", wishes, known, Span(0.5, True, 2.5, True), r), r)
        weight = _clamped(surface**2 * 3600 / height, 0.4, 400.0)
    found: list[Measurement | None] = []
    for name, value, unit in (("weight", weight, _KG), ("height", height, _CM)):
        if r.one_in(10):
            found.append(None)
            continue
        within = (
            wishes.spans[name][1] if name in wishes.spans else next((e.within for e in known.edges.get(name, ()) if e.within), None)
        )
        found.append(Measurement(Quantity(_digits(value), unit), _when(within, as_of, r, undated=3)))
    return found[0], found[1]


def _clamped(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _digits(value: float) -> float:
    return float(f"{value:.12g}")


def _when(within: float | None, as_of: Moment, r: Choices, *, undated: int = 10) -> Moment | None:
    """The day of a result: fresh, on the last day that counts as fresh, or the day before that; none once in a while."""
    if r.one_in(undated):
        return None
    days = (0, 20) if within is None else (0, within, within + 1, min(within, 20))
    return ago(as_of, r.pick(days))


def _conditions(what: str, wishes: Wishes, known: Vocabulary, r: Choices) -> tuple[Condition, ...] | None:
    wanted = {name: truth for (list_, name), truth in wishes.listed.items() if list_ == what}
    if r.one_in(12):
        return None
    rarity = 10 if what == "conditions" else 16
    # INVARIANT: chance is asked in this order, which the cases of a seed hang on
    found = [
        _written(one, r, resolved=one.id in wishes.resolved)
        for one in known.plan.conditions
        if wanted.get(one.id, r.one_in(rarity))
    ]
    if r.one_in(14):
        found.append(_STRANGE_CONDITION)
    return tuple(found)


def _written(one: ConditionCodes, r: Choices, *, resolved: bool = False) -> Condition:
    ways = [Condition(name) for name in one.names[:2] or (one.id,)]
    ways += [Condition(code=code, system="icd10") for code in one.icd10[:1]]
    ways += [Condition(code=code, system="snomed") for code in one.snomed[:1]]
    found = r.pick(ways)
    if resolved and r.one_in(2):
        return evolve(found, status=ProblemStatus.RESOLVED)
    return evolve(found, status=r.pick(tuple(ProblemStatus))) if r.one_in(8) else found


def _allergies(wishes: Wishes, known: Vocabulary, r: Choices) -> tuple[Allergy, ...] | None:
    if r.one_in(10):
        return None
    found: list[Allergy] = []
    for allergen, population, truth in wishes.allergic:
        if not truth:
            continue
        if allergen >= 0:
            one = known.plan.allergens[allergen]
            ways = [Allergy(name) for name in one.names[:2] or (one.id,)]
            if one.population is not None:
                ways.append(Allergy(r.pick(known.plan.populations[one.population])))
            found.append(r.pick(ways))
        else:
            own = known.plan.populations[population] if population is not None else [one.ingredient for one in wishes.orders]
            found.append(Allergy(r.pick(own or known.bystanders)))
    if r.one_in(12) and known.plan.allergens:
        found.append(Allergy(r.pick(known.plan.allergens).id))
    if r.one_in(16):
        found.append(_STRANGE_ALLERGY)
    return tuple(evolve(one, status=r.pick(tuple(ProblemStatus))) if r.one_in(8) else one for one in found)


def _observations(wishes: Wishes, known: Vocabulary, as_of: Moment, r: Choices) -> tuple[Observation, ...] | None:
    if r.one_in(12):
        return None
    found: list[Observation] = []
    for variable in dict.fromkeys([*wishes.spans, *known.edges]):
        if not variable.startswith("obs:") or (variable not in wishes.spans and not r.one_in(3)):
            continue
        found.append(_observation(variable, wishes, known, as_of, r))
    there = {one.code for one in found}
    spoken_of = {name for names, _, _ in wishes.tested for name in names}
    for names, within in _tests_done(wishes):
        if not there & set(names):
            found.append(Observation(names[0], on=_when(within, as_of, r) if within >= 0 else ago(as_of, 1 - within)))
    for name, age in known.tests:
        if name not in there and name not in spoken_of and r.one_in(6):
            found.append(Observation(name, on=_when(age, as_of, r)))
    if any(_by_creatinine(one) for one in known.plan.estimates) and "creatinine" not in there and not r.one_in(8):
        value = r.pick(("1 mg/dL", "80 umol/L", "2.4 mg/dL", "0.5 mg/dL", "300 umol/L"))
        found.append(Observation("creatinine", parse_quantity(value), on=_when(90.0, as_of, r)))
    if r.one_in(16):
        found.append(Observation("a test that nobody knows", on=_when(90.0, as_of, r)))
    return tuple(found)


def _tests_done(wishes: Wishes) -> list[tuple[tuple[str, ...], float]]:
    """The tests that should have been done, each with the days within which; where it should be older than that, negative."""
    found: dict[tuple[str, ...], float] = {}
    for names, within, truth in wishes.tested:
        if truth:
            found[names] = min(found.get(names, 1e4), 1e4 if within is None else within)
    for names, within, truth in wishes.tested:
        if not truth and within is not None and names in found:
            found[names] = -within
    return list(found.items())


def _observation(variable: str, wishes: Wishes, known: Vocabulary, as_of: Moment, r: Choices) -> Observation:
    name, _, kind = variable.removeprefix("obs:").partition("@")
    within = wishes.spans[variable][1] if variable in wishes.spans else known.edges[variable][0].within
    if r.one_in(12):
        return Observation(name, on=_when(within, as_of, r))
    value = known.observed(name, max(value_in(_span(variable, wishes, known, Span(1.0, True, None, False), r), r), 0.0), kind)
    comparator = r.pick(("<", "<=", ">", ">=")) if r.one_in(8) else ""
    code = r.pick(OBSERVATIONS[name].loinc) if OBSERVATIONS[name].loinc and r.one_in(6) else name
    return Observation(code, value, comparator, _when(within, as_of, r))


def _maturity(name: str, wishes: Wishes, known: Vocabulary, r: Choices) -> Quantity | None:
    if r.one_in(6):
        return None
    span = _span(f"est:{name}", wishes, known, Span(224.0, True, 290.0, True), r)
    return Quantity(round(_clamped(value_in(span, r), 150, 400)), parse_unit("d"))


def _by_creatinine(name: str) -> bool:
    return "crcl" in name or "egfr" in name


def _by_estimates(patient: Patient, wishes: Wishes, known: Vocabulary, as_of: Moment, r: Choices) -> Patient:
    """Bring an estimate to an edge of a rule, by the creatinine or the weight that it is reckoned from."""
    names = [name for name in known.plan.estimates if name.removeprefix("est:") not in _GIVEN]
    wished = [name for name in names if name in wishes.spans]
    if not names or (not wished and not r.one_in(3)):
        return patient
    name = r.pick(wished or names)
    aim = value_in(_span(name, wishes, known, Span(30.0, True, None, False), r), r)
    brought = (_with_creatinine if _by_creatinine(name) else _with_weight)(patient, name, aim, as_of)
    return brought or patient


def _with_creatinine(patient: Patient, name: str, aim: float, as_of: Moment) -> Patient | None:
    """The creatinine at which the estimate is nearest to an aim; the higher the one, the lower the other."""
    results = patient.observations or ()
    place = next((number for number, one in enumerate(results) if one.code == "creatinine" and one.value is not None), None)
    if place is None:
        return None

    def at(value: float) -> Patient:
        result = evolve(results[place], value=Quantity(_digits(value), parse_unit("mg/dL")))
        others = tuple(one for one in results if not one.code.startswith("egfr"))
        return evolve(patient, observations=(*(one for one in others if one is not results[place]), result))

    return _nearest(at, name, aim, as_of, 0.1, 20.0, falling=True)


def _with_weight(patient: Patient, name: str, aim: float, as_of: Moment) -> Patient | None:
    """The weight at which the estimate is nearest to an aim; for an ideal weight, the height."""
    part = "height" if name.removeprefix("est:").startswith("ideal_weight") else "weight"
    known: Measurement | None = getattr(patient, part)
    if known is None:
        return None

    def at(value: float) -> Patient:
        return _measured(patient, part, evolve(known, value=Quantity(_digits(value), _CM if part == "height" else _KG)))

    return _nearest(at, name, aim, as_of, *((40.0, 230.0) if part == "height" else (2.0, 350.0)), falling=False)


def _nearest(at: Any, name: str, aim: float, as_of: Moment, low: float, high: float, *, falling: bool) -> Patient | None:
    variable = f"est:{name.removeprefix('est:')}"

    def estimated(value: float) -> float | None:
        try:
            found = at(value)
        except RxError:
            return None
        readings, missing, _ = read_patient(found, as_of)
        add_estimates(found, as_of, readings, missing, (variable,))
        return readings[variable].low if variable in readings else None

    for _ in range(14):
        middle = (low * high) ** 0.5
        reached = estimated(middle)
        if reached is None:
            return None
        if (reached < aim) == falling:
            high = middle
        else:
            low = middle
    found: Patient = at(float(f"{(low * high) ** 0.5:.4g}"))
    return found
