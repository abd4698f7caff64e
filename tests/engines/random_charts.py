"""Charts made at random, with anything missing, about the ingredients and variables of `random_plans`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from random_plans import ALLERGENS, AMOUNTS, CONDITIONS, INGREDIENTS, ROUTES, TESTS, VALUES, VARIABLES, WHOLE, maybe

from rxrules.chart import Amounts, Chart, ChartOrder, IngredientDose, Missing, Reading
from rxrules.chart.chart import ChartAllergy, Tested
from rxrules.model import Case, Dosage, Dose, Order, OrderStatus, ProblemStatus, Rate, Sex, Timing
from rxrules.model import Condition as Problem
from rxrules.model.patient import LISTS
from rxrules.terminology import Unresolved
from rxrules.units import parse_quantity

if TYPE_CHECKING:
    from random import Random

INF = float("inf")
TODAY = 739_000.0
_PERIODS = tuple(parse_quantity(text) for text in ("1 d", "8 h", "12 h", "1 wk", "2 d", "1 mo"))
_LENGTHS = tuple(parse_quantity(text) for text in ("1 h", "30 min", "1 d"))
_RATE = Rate(parse_quantity("1 mg/h"))
#: Beside a rate these take an hour, half an hour to a day, or nobody knows how long.
_WRITTEN = (
    Dose(parse_quantity("1 mg")),
    Dose(parse_quantity("0.5 mg"), parse_quantity("24 mg")),
    Dose(parse_quantity("5 mL")),
)
_TIMES = (("08:00",), ("08:00", "20:00"), ("06:00", "14:00", "22:00"), ("00:00",), ("20:00",))


def _interval(r: Random, values: tuple[float, ...]) -> tuple[float, float]:
    low = r.choice(values)
    return (low, low) if r.random() < 0.6 else tuple(sorted((low, r.choice(values))))  # type: ignore[return-value]


def _known_dose(r: Random) -> IngredientDose:
    """A dose of which nothing is open."""
    dose = r.choice(AMOUNTS)
    return IngredientDose({"mass": Amounts(dose, dose, dose, dose, 2 * dose, 2 * dose, 14 * dose, 14 * dose)})


def _amounts(r: Random, *, open_day: bool, open_dose: bool) -> Amounts:
    dose_low, dose_high = _interval(r, AMOUNTS)
    day_low, day_high = _interval(r, AMOUNTS)
    return Amounts(
        dose_low,
        INF if open_dose else dose_high,
        min(dose_low, r.choice(AMOUNTS)),
        dose_high,
        day_low,
        INF if open_day or open_dose else day_high,
        7 * day_low,
        INF if open_day or open_dose else 7 * day_high,
    )


def _dose(r: Random, order_id: str) -> IngredientDose:
    chances = ("mass", 0.9), ("activity", 0.3), ("mass/body_surface", 0.4)
    bases = [base for base, chance in chances if r.random() < chance]
    open_day, open_dose = r.random() < 0.15, r.random() < 0.1
    missing = (Missing(f"medications.{order_id}.dose", "?"),) if open_dose or (not bases and r.random() < 0.8) else ()
    return IngredientDose(
        {base: _amounts(r, open_day=open_day, open_dose=open_dose) for base in bases},
        missing,
        Missing(f"medications.{order_id}.timing", "?") if open_day or open_dose else None,
        r.choice(("", "", "base", "hydrochloride", "sodium")),
        maybe(r, (0.5, "source"), 0.5),
    )


def _problems(r: Random) -> tuple[Problem, ...]:
    return tuple(
        Problem(text=r.choice((*CONDITIONS, "something else")), status=r.choice(list(ProblemStatus)))
        for _ in range(r.randint(0, 3))
    )


def _timing(r: Random, *, prn: bool) -> Timing | None:
    """Every way to say how often that spacings, courses and times of the day are read from."""
    lasts, count = maybe(r, r.choice(_LENGTHS), 0.3), maybe(r, float(r.choice((1, 2, 10))), 0.3)
    match r.randint(0, 5):
        case 0:
            return None
        case 1:
            return Timing(prn=prn, each_lasts=lasts, count=count)
        case 2 | 3:
            return Timing(times_of_day=r.choice(_TIMES), prn=prn, each_lasts=lasts, count=count)
        case 4:
            named = tuple(r.sample(("mon", "wed", "sat"), r.randint(1, 3)))
            return Timing(frequency=1, per=_PERIODS[0], days_of_week=named, prn=prn)
        case _:
            frequency = float(r.randint(1, 3))
            most = maybe(r, frequency + 1, 0.3)
            return Timing(frequency=frequency, frequency_max=most, per=r.choice(_PERIODS), prn=prn, each_lasts=lasts, count=count)


def _dosage(r: Random, *, prn: bool) -> Dosage:
    return Dosage(timing=_timing(r, prn=prn), rate=maybe(r, _RATE, 0.2), dose=maybe(r, r.choice(_WRITTEN), 0.5))


def order(r: Random, index: int, *, deciding: bool, plain: bool = False) -> ChartOrder:
    """An order, that is its own row or has two or three parts, with or without phases.

    Args:
        r: makes it.
        index: of its first row.
        deciding: whether it may be proposed.
        plain: whether it has no parts, is not taken as needed, and what is said of it is known.
    """
    name = f"m{index}"
    ingredients = tuple(r.sample(INGREDIENTS, r.choice((1, 1, 1, 2, 3, 0))))
    live = r.random() < 0.85
    history = not live and r.random() < 0.8
    proposed = live and deciding and r.random() < 0.5
    start = r.choice((-INF, -INF, TODAY - 30, TODAY - 5, TODAY, TODAY + 3)) if not history else r.choice((-INF, TODAY - 50))
    end = r.choice((INF, INF, TODAY + 2, TODAY + 4, TODAY + 10)) if not history else r.choice((TODAY - 20, TODAY - 1, TODAY))
    if end <= start:
        end = start + 1
    latest_start = TODAY if start == -INF else start + r.choice((0, 0, 3))
    prn = not plain and r.random() < 0.3
    several = 0 if plain else r.choice((0, 0, 0, 0, 2, 3))
    dosages = tuple(_dosage(r, prn=prn) for _ in range(several or r.randint(0, 1)))
    whole = ChartOrder(
        index=index,
        id=name,
        ingredients=ingredients,
        proposed=proposed,
        live=live,
        history=history,
        start=start,
        latest_start=latest_start,
        end=end,
        ended=maybe(r, end if end != INF else TODAY + 5, 0.7),
        is_mixture=len(ingredients) > 1 and r.random() < 0.4,
        source=Order(id=name, status=_status(r, proposed=proposed), dosages=dosages, indication=_problems(r)),
        product=None,
        unresolved=(Unresolved("x", "unknown", ()),) if not ingredients or r.random() < 0.03 else (),
        dosage=dosages[0] if len(dosages) == 1 else None,
        **_given(r, name, ingredients, prn=prn, plain=plain),  # type: ignore[arg-type]
    )
    if several:
        phased = r.random() < 0.5
        whole.parts = tuple(_part(r, whole, place, dosage, phased=phased) for place, dosage in enumerate(dosages))
    return whole


def _status(r: Random, *, proposed: bool) -> OrderStatus:
    """What was written of an order; where that is unknown, it may be proposed."""
    return r.choice((OrderStatus.PROPOSED, OrderStatus.UNKNOWN)) if proposed else OrderStatus.ACTIVE


def _given(r: Random, name: str, ingredients: tuple[str, ...], *, prn: bool, plain: bool = False) -> dict[str, object]:
    """What an order or a part of it says of itself."""
    routes = frozenset(r.sample(ROUTES, 1 if plain else r.choice((0, 1, 1, 2))))
    return {
        "routes": routes,
        "route_assumed": not plain and bool(routes) and r.random() < 0.3,
        "prn": prn,
        "prn_all": prn if plain else maybe(r, prn, 0.7),
        "duration": maybe(r, _interval(r, WHOLE), 0.7),
        "doses": {ingredient: _known_dose(r) if plain else _dose(r, name) for ingredient in ingredients},
    }


def _part(r: Random, whole: ChartOrder, place: int, dosage: Dosage, *, phased: bool) -> ChartOrder:
    start, end = whole.start, whole.end
    if phased and r.random() < 0.7:
        # a phase: some days of the order, before the next
        start = max(start, TODAY - 4 + 4 * place)
        end = min(end, start + 4)
        if end <= start:
            start, end = whole.start, whole.end
    over = whole.live and end <= TODAY
    return evolve(
        whole,
        index=whole.index + place,
        live=whole.live and not over,
        history=whole.history or over,
        start=start,
        latest_start=max(start, whole.latest_start),
        end=end,
        ended=end if over else whole.ended,
        dosage=dosage,
        whole=whole,
        parts=(),
        phase=maybe(r, 1 + place // r.randint(1, 2), 0.9) if phased else None,
        **_given(r, whole.id, whole.ingredients, prn=bool(dosage.timing and dosage.timing.prn)),
    )


def _allergy(r: Random) -> ChartAllergy:
    text, code = r.choice((*ALLERGENS, "something", "")), r.choice(("", "", "90", "77"))
    ingredients = frozenset(r.sample(INGREDIENTS, r.choice((0, 0, 1, 2))))
    return ChartAllergy(text or ("" if code else "rash"), code, "snomed" if code else "", ingredients, r.random() < 0.8)


def _tests(r: Random) -> dict[str, Tested]:
    return {
        name: Tested(maybe(r, r.choice((0.0, 1.0, 2.0, 31.0)), 0.8), f"patient.observations.{name}", name)
        for name in TESTS
        if r.random() < 0.5
    }


def _strange_tests(r: Random) -> tuple[Tested, ...]:
    many = r.choice((0, 0, 0, 1, 2))
    return tuple(
        Tested(maybe(r, r.choice((0.0, 1.0, 2.0, 31.0)), 0.8), f"patient.observations[{n}]", f"'x{n}'") for n in range(many)
    )


def chart(r: Random, most: int = 8) -> Chart:
    deciding, plain = r.random() < 0.4, r.random() < 0.3
    orders: list[ChartOrder] = []
    rows: list[ChartOrder] = []
    for _ in range(r.randint(0, most)):
        one = order(r, len(rows), deciding=deciding, plain=plain)
        orders.append(one)
        rows.extend(one.parts or (one,))
    readings, missing = {}, {}
    for variable in VARIABLES:
        if r.random() < 0.7:
            low, high = _interval(r, VALUES)
            if r.random() < 0.1:
                low, high = r.choice(((-INF, high), (low, INF)))
            if variable in ("weight", "bsa"):
                low = high = max(abs(v) for v in (low, high) if abs(v) != INF)
            age = None if r.random() < 0.1 else r.choice((0.0, 1.0, 2.0, 31.0))
            readings[variable] = Reading(low, high, age, f"patient.{variable}", "text")
        elif r.random() < 0.5:
            missing[variable] = (Missing(f"patient.{variable}", "missing"),)
    live = tuple(one for one in rows if one.live and one.ingredients)
    by_ingredient: dict[str, tuple[ChartOrder, ...]] = {}
    for one in live:
        for ingredient in one.ingredients:
            by_ingredient[ingredient] = (*by_ingredient.get(ingredient, ()), one)
    return Chart(
        case=Case("case"),
        as_of=TODAY,
        readings=readings,
        missing=missing,
        sex=r.choice((None, *Sex)),
        pregnant=r.choice((None, True, False)),
        breastfeeding=r.choice((None, True, False)),
        conditions=maybe(r, _problems(r), 0.7),
        incomplete=frozenset(name for name in LISTS if r.random() < 0.25),
        preferences=maybe(r, _problems(r), 0.7),
        goals=maybe(r, _problems(r), 0.7),
        allergies=maybe(r, tuple(_allergy(r) for _ in range(r.randint(0, 3))), 0.8),
        tests=maybe(r, _tests(r), 0.8),
        strange_tests=_strange_tests(r),
        history_complete=r.choice((None, True, True, False)),
        deciding=any(one.proposed and one.live for one in orders),
        orders=tuple(orders),
        rows=tuple(rows),
        has_parts=len(rows) > len(orders),
        live=live,
        history=tuple(one for one in rows if one.history and one.ingredients),
        pairs=tuple((ingredient, one) for one in live for ingredient in one.ingredients),
        by_ingredient=by_ingredient,
    )
