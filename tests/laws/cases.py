"""Cases for the demonstration ruleset: drugs that its rules know and others, near its edges, with anything missing.

Hypothesis draws a seed for the patient and one for each order, and leaves orders out where a law fails without them. What a
seed means is drawn from `random.Random`, which is fifty times as quick as drawing each field, and spreads over the rare ones.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from demo import AS_OF, q
from rxrules import Case, Dosage, Dose, Drug, Moment, Order, OrderStatus, Patient, Timing
from rxrules.model import (
    Condition,
    DrugCode,
    DrugIngredient,
    Limit,
    Measurement,
    Observation,
    ProblemStatus,
    Rate,
    Sex,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What is written, and doses that lie around the limits; a dose may be a range, or a rate.
KNOWN: dict[str, tuple[str, ...]] = {
    "paracetamol": ("500 mg", "1 g", "1001 mg", "2 g", "15 mg/kg", "1 g..2 g", "2 {tablet}"),
    "paracetamol 500 mg tablets": ("1 {tablet}", "2 {tablet}", "500 mg", "1 {tablet}..2 {tablet}"),
    "co-codamol 30/500": ("1 {tablet}", "2 {tablet}", "1 g"),
    "codeine": ("30 mg", "60 mg", "120 mg"),
    "ibuprofen": ("200 mg", "400 mg", "600 mg", "800 mg", "10 mg/kg"),
    "Demotab": ("1 {tablet}", "2 {tablet}", "3 {tablet}"),
    "naproxen": ("500 mg",),
    "diclofenac gel": ("2 g",),
    "diclofenac": ("50 mg",),
    "warfarin": ("5 mg", "7.5 mg", "10 mg", "15 mg", "15.1 mg"),
    "apixaban": ("5 mg",),
    "simvastatin": ("20 mg", "20.5 mg", "40 mg", "80 mg", "10 mg..40 mg"),
    "amlodipine": ("5 mg",),
    "phenelzine": ("15 mg",),
    "sertraline": ("50 mg",),
    "fluoxetine": ("20 mg",),
    "sumatriptan": ("50 mg",),
    "tramadol": ("50 mg",),
    "morphine": ("10 mg", "30 mg", "5 mg/h", "10 mL"),
    "omeprazole": ("20 mg",),
    "pantoprazole": ("40 mg",),
    "methotrexate": ("15 mg", "30 mg", "31 mg", "20 mg/m2"),
    "trimethoprim": ("200 mg",),
    "lithium": ("400 mg",),
    "digoxin": ("31.25 ug", "62.5 ug", "125 ug", "0.25 mg", "300 ug"),
    "metformin": ("500 mg", "850 mg", "1 g", "1500 mg"),
    "phenytoin sodium": ("100 mg", "250 mg", "300 mg"),
    "phenytoin": ("230 mg",),
    "metronidazole": ("400 mg",),
    "clarithromycin": ("500 mg",),
}
NAMES = tuple(sorted(KNOWN))
#: Known to the terminology and to no rule.
UNRELATED = ("levothyroxine", "allopurinol", "bisoprolol", "loratadine")
UNKNOWN = ("warfarrin", "unobtainium")
ROUTES = ("oral", "oral", "oral", "", "intravenous", "topical", "rectal", "by carrier pigeon")
CONDITIONS = (
    Condition("GI bleed", status=ProblemStatus.RESOLVED),
    Condition("gastrointestinal bleeding"),
    Condition("heart failure"),
    Condition(code="I50.1", system="icd10"),
    Condition("palliative care"),
    Condition("migraine", status=ProblemStatus.UNKNOWN),
    Condition("migraine", status=ProblemStatus.REFUTED),
    Condition("nothing that a rule asks for"),
)
DAYS = ("2026-01-05", "2026-10-25", "2026-11-07", "2026-11-08", "2026-11-20", "2026-11-21", "2026-11-30", "2026-11", "2026")

_PERIODS = ("1 d", "1 d", "1 d", "8 h", "6 h", "7 h", "36 h", "1 wk", "1 mo")


def one_in(r: Random, times: int) -> bool:
    return r.randrange(times) == 0


def maybe(r: Random, values: Sequence[Any], *, missing: int) -> Any:
    """One of the values, or None once in so many times."""
    return None if one_in(r, missing) else r.choice(values)


def maybe_moment(r: Random, texts: Sequence[str], *, missing: int) -> Moment | None:
    return None if one_in(r, missing) else Moment.parse(r.choice(texts))


_FORMS = ("plain",) * 6 + ("range", "prn", "count", "hours", "meals", "week", "events", "words", "course")


def timing(r: Random) -> Timing:
    """Every form of a timing."""
    form = r.choice(_FORMS)
    known: dict[str, Any] = {"frequency": float(r.randint(1, 6)), "per": q(r.choice(_PERIODS))}
    if form == "range":
        known["frequency_max"] = known["frequency"] + r.randint(0, 2)
        if known["per"] == q("6 h"):
            known["per"], known["per_max"] = q("4 h"), q("6 h")
    elif form == "prn":
        known["prn"] = True
    elif form == "count":
        known = {"count": float(r.randint(1, 3)), **(known if one_in(r, 2) else {})}
    elif form == "hours":
        known = {"times_of_day": ("08:00", "20:00")}
    elif form == "meals":
        known = {"when": ("ACM", "ACD", "ACV")}
    elif form == "week":
        known = {"days_of_week": ("mon", "thu"), **(known if one_in(r, 2) else {})}
    elif form == "events":
        known = {"events": (Moment.parse("2026-11-21"), Moment.parse("2026-11-21T18:00:00Z"))}
    elif form == "words":
        known = {"text": "as directed"}
    elif form == "course":
        known["duration"] = q(r.choice(("1 d", "24 h", "7 d", "1 mo")))
    return Timing(**known)


def dose_of(text: str) -> dict[str, Any]:
    """The dose or rate of an instruction."""
    low, _, high = text.partition("..")
    if low.endswith("/h"):
        return {"rate": Rate(q(low))}
    return {"dose": Dose(q(low), q(high)) if high else Dose(q(low))}


_MOST = (None, None, None, Limit(q("4 g"), q("1 d")), Limit(q("3 1")), Limit(q("2 g"), q("12 h")))


def dosages(r: Random, doses: Sequence[str]) -> tuple[Dosage, ...]:
    """One instruction or two, of one phase or several; none once in a while."""
    count = r.choice((1, 1, 1, 1, 1, 1, 2, 0))
    route = r.choice(ROUTES)
    found = []
    for place in range(count):
        dose = maybe(r, doses, missing=12)
        most = r.choice(_MOST)
        found.append(
            Dosage(
                sequence=r.choice((None, place + 1)) if count > 1 else None,
                route=route,
                timing=None if one_in(r, 12) else timing(r),
                max_per=() if most is None else (most,),
                **(dose_of(dose) if dose else {}),
            )
        )
    return tuple(found)


def _drug(r: Random, names: Sequence[str]) -> tuple[Drug | None, Sequence[str]]:
    form = r.choice(("name",) * 14 + ("unrelated", "unknown", "mixture", "code", "nothing"))
    if form == "unrelated":
        return Drug(name=r.choice(UNRELATED)), ("100 mg",)
    if form == "unknown":
        return Drug(name=r.choice(UNKNOWN)), ("5 mg",)
    if form == "nothing":
        return None, ("5 mg",)
    if form == "code":
        return Drug(codes=(DrugCode("atc", r.choice(("B01AA03", "M01AE01", "X99"))),)), ("5 mg",)
    if form == "mixture":
        parts = (DrugIngredient("warfarin", strength=q("5 mg/mL")), DrugIngredient("ibuprofen", strength=q("200 mg/mL")))
        unknown = (DrugIngredient("unobtainium"),) if one_in(r, 3) else ()
        return Drug(name="bag", ingredients=parts + unknown), ("1 mL", "2 mL")
    name = r.choice(names)
    return Drug(name=name), KNOWN[name]


STATUSES = tuple(OrderStatus(text) for text in ("active",) * 6 + ("proposed", "unknown", "stopped", "completed", "on_hold"))


def order(seed: int, id_: str, names: Sequence[str] = NAMES, statuses: Sequence[OrderStatus] = STATUSES) -> Order:
    """One order of any drug."""
    r = Random(seed)
    drug, doses = _drug(r, names)
    start = maybe_moment(r, DAYS, missing=2)
    end = Moment.parse(r.choice(DAYS)) if one_in(r, 4) else None
    if start is not None and end is not None and end.latest <= start.earliest:
        start, end = end, start
    strength = None
    if drug is not None and drug.name == "morphine":
        strength = r.choice((None, q("10 mg/5 mL")))
    elif drug is not None and drug.name == "paracetamol":
        strength = r.choice((None, q("500 mg/{tablet}")))
    return Order(
        id=id_,
        drug=drug,
        dosages=dosages(r, doses),
        strength=strength,
        start=start,
        end=end,
        status=r.choice(statuses),
        indication=(CONDITIONS[5],) if one_in(r, 6) else (),
        do_not_perform=one_in(r, 20),
    )


_RESULTS = (0, 29.9, 30, 44.99, 45, 59, 60, 90, 299, 300)


def observation(r: Random) -> Observation:
    """An eGFR: a value, a bound, undated, stale; or a test that no rule asks for."""
    if one_in(r, 6):
        return Observation("potassium", q("5 mmol/L"), on=Moment.parse("2026-11-01"))
    value = maybe(r, _RESULTS, missing=10)
    return Observation(
        r.choice(("egfr", "33914-3")),
        None if value is None else q(f"{value} mL/min/{{1.73_m2}}"),
        r.choice(("", "", "", "<", "<=", ">", ">=")) if value is not None else "",
        maybe_moment(r, ("2026-11-20", "2026-11-20", "2026-11-01", "2026-08-01"), missing=6),
    )


_AGES = ("0 d", "27 d", "28 d", "3 mo", "2 a", "11 a", "12 a", "17 a", "18 a", "64 a", "65 a", "74 a", "75 a", "40 a")
_BIRTHS = (
    "1948",
    "1951-11",
    "1951-11-21",
    "1951-11-22",
    "1961-11-21",
    "2014-11-22",
    "2014-11-21",
    "2026-10-24",
    "2026-10-25",
    "2027",
)
_WEIGHTS = ("3.5 kg", "10 kg", "49.9 kg", "50 kg", "50.1 kg", "80 kg", "80000 g")


WELL_KNOWN = Patient(
    age=q("40 a"),
    sex=Sex.FEMALE,
    weight=Measurement(q("80 kg"), Moment.parse("2026-11-01")),
    height=Measurement(q("180 cm"), Moment.parse("2026-11-01")),
    pregnant=False,
    conditions=(),
    observations=(Observation("egfr", q("50 mL/min/{1.73_m2}"), on=Moment.parse("2026-11-01")),),
)


def patient(seed: int) -> Patient:
    """A patient of whom anything may be missing."""
    r = Random(seed)
    if one_in(r, 3):
        return WELL_KNOWN
    age = r.choice(("age", "age", "age", "birth", "birth", "none"))
    weight, height = maybe(r, _WEIGHTS, missing=5), maybe(r, ("50 cm", "1.1 m", "180 cm"), missing=3)
    conditions = tuple(r.sample(CONDITIONS, r.randint(0, 3)))
    results = tuple(observation(r) for _ in range(r.randint(0, 3)))
    return Patient(
        age=q(r.choice(_AGES)) if age == "age" else None,
        birth_date=Moment.parse(r.choice(_BIRTHS)) if age == "birth" else None,
        sex=maybe(r, tuple(Sex), missing=3),
        weight=None
        if weight is None
        else Measurement(q(weight), maybe_moment(r, ("2026-11-01", "2026-11-01", "2026-01-01"), missing=5)),
        height=None if height is None else Measurement(q(height)),
        pregnant=r.choice((None, False, True)),
        conditions=None if one_in(r, 5) else conditions,
        observations=None if one_in(r, 5) else results,
        incomplete=frozenset(("conditions",)) if one_in(r, 4) else frozenset(),
    )


SEEDS = st.integers(0, 2**40)


@st.composite
def cases(draw: Any, most: int = 5, least: int = 1, **known: Any) -> Case:
    """A patient and a list of orders, of drugs that have to do with each other more often than not."""
    seeds = draw(st.lists(SEEDS, min_size=least, max_size=most))
    r = Random(draw(SEEDS))
    names = tuple(r.sample(NAMES, 5)) if r.random() < 0.7 else NAMES
    # the place takes part in the seed, because Hypothesis likes to repeat itself
    orders = tuple(order(seed * 64 + place, f"m{place}", names, **known) for place, seed in enumerate(seeds))
    return Case("case", patient(draw(SEEDS)), orders, AS_OF)
