"""Setting one number of a case, exactly at a value or some of its recordable steps away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from rxrules.chart import build_chart
from rxrules.chart.estimates import ESTIMATES
from rxrules.model.timing import days
from rxrules.proof.sketch import DAY, Sketch, day_before, months_before, timing, written
from rxrules.proof.steps import moved, parsed, shortened
from rxrules.units import Quantity, decimal_text, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.proof.terms import Leaf
    from rxrules.terminology import Terminology

Order = dict[str, Any]

_D: Final = parse_unit("d")
_KG: Final = parse_unit("kg")
_GIVEN: Final = ("gestational_age", "postmenstrual_age")
#: Among what was chosen: that age, sex and weight were chosen for a clearance, and may be again.
_BY_WEIGHT: Final = "crcl by weight"
#: Creatinine in umol/L between which an estimate is looked for; it falls as the creatinine rises.
_CREATININE: Final = (5.0, 2000.0)


def set_variable(sketch: Sketch, name: str, quantity: Quantity, offset: int, terminology: Terminology) -> bool:
    """Set a variable of bands or conditions.

    Args:
        sketch: the case.
        name: as rules write it; an estimate begins with ``est:``.
        quantity: the value.
        offset: how many recordable steps above it (below where negative).
        terminology: for estimates, which are looked for by their charts.

    Returns:
        Whether that value can be recorded at all.
    """
    if name == "age":
        return _age(sketch, quantity, offset)
    if name in ("weight", "height"):
        sketch.measure(name, moved(quantity, offset))
        return True
    if name == "body_surface":
        return _surface(sketch, moved(quantity, offset))
    if name.startswith("est:"):
        return _estimate(sketch, name.removeprefix("est:"), quantity, offset, terminology)
    sketch.observe(name, written(moved(quantity, offset)))
    return True


def _age(sketch: Sketch, quantity: Quantity, offset: int) -> bool:
    """Older by days than a birthday, or than so many days."""
    if quantity.canonical <= 0 and offset < 0:
        return False
    try:
        if quantity.kind.base == "calendar":
            sketch.born(months_before(round(quantity.canonical), offset))
        else:
            sketch.born(day_before(quantity.canonical + offset))
    except (ValueError, OverflowError):
        return False
    return True


def _surface(sketch: Sketch, quantity: Quantity) -> bool:
    """A weight and a height with that body surface, by Mosteller."""
    surface = quantity.to("m2").value
    for height in (170, 150, 120, 100, 80, 60, 50):
        weight = shortened(surface * surface * 3600 / height, 9)
        if 12 <= weight / (height / 100) ** 2 <= 40:
            sketch.measure("height", Quantity(height, parse_unit("cm")))
            sketch.measure("weight", Quantity(weight, _KG))
            return True
    return False


def _estimate(sketch: Sketch, name: str, quantity: Quantity, offset: int, terminology: Terminology) -> bool:
    if name in _GIVEN:
        elapsed = quantity.canonical + offset
        if elapsed <= 0:
            return False
        sketch.choose(name, f"{decimal_text(elapsed)} d")
        if "birth_date" not in sketch.chosen:
            sketch.born(day_before(3))
        return True
    value = quantity.to(ESTIMATES[name].unit).value
    if name == "egfr_any":
        sketch.observe("creatinine", None)
        sketch.observe("egfr", written(moved(quantity, offset)))
        return True
    if name == "bmi":
        height = sketch.measured("height")
        if height is None:
            return False
        sketch.measure("weight", Quantity(shortened((value + offset * 0.1) * (height.to("m").value) ** 2, 9), _KG))
        return True
    if name == "crcl_actual" and (_BY_WEIGHT in sketch.chosen or not sketch.chosen & {"weight", "sex", "birth_date"}):
        return _clearance(sketch, value, offset)
    if parse_unit(ESTIMATES[name].unit).kind.base == "volume":
        return _by(sketch, name, value, offset, terminology, _CREATININE, _set_creatinine)
    if name == "ideal_weight":
        return _by(sketch, name, value, offset, terminology, (100.0, 230.0), _set_height)
    return _by(sketch, name, value, offset, terminology, (30.0, 300.0), _set_weight)


def _clearance(sketch: Sketch, value: float, offset: int) -> bool:
    """A man of 68 years, of whom the clearance is his weight over his creatinine in mg/dL."""
    creatinine = next((one for one in (1, 2, 4, 0.5) if 40 <= value * one <= 150), None)
    if creatinine is None:
        return False
    sketch.chosen.add(_BY_WEIGHT)
    sketch.choose("sex", "male")
    sketch.born(months_before(68 * 12))
    sketch.measure("weight", Quantity(shortened(value * creatinine + offset * 0.1, 9), _KG))
    sketch.observe("creatinine", f"{creatinine} mg/dL")
    return True


def _set_creatinine(sketch: Sketch, value: float) -> None:
    sketch.observe("creatinine", f"{decimal_text(value)} umol/L")


def _set_height(sketch: Sketch, value: float) -> None:
    sketch.measure("height", Quantity(value, parse_unit("cm")))


def _set_weight(sketch: Sketch, value: float) -> None:
    sketch.measure("weight", Quantity(value, _KG))


def _by(
    sketch: Sketch,
    name: str,
    value: float,
    offset: int,
    terminology: Terminology,
    between: tuple[float, float],
    enter: Callable[[Sketch, float], None],
) -> bool:
    """Look for the input, in whole numbers of its unit, that brings an estimate to a value, or just beside it."""
    factor = parse_unit(ESTIMATES[name].unit).factor

    def reckoned(number: float) -> float | None:
        enter(sketch, number)
        chart = build_chart(sketch.case(), terminology, estimates=(name,))
        reading = chart.readings.get(f"est:{name}")
        return None if reading is None else reading.low / factor

    low, high = between
    first, last = reckoned(low), reckoned(high)
    if first is None or last is None or not min(first, last) <= value <= max(first, last):
        return False
    rises = last > first
    while high - low > 1:
        middle = float(round((low + high) / 2))
        found = reckoned(middle)
        if found is None:
            return False
        if abs(found - value) <= 1e-9 * value:
            low = high = middle
        elif (found < value) == rises:
            low = middle
        else:
            high = middle
    if low == high:
        return reckoned(low + (offset if rises else -offset)) is not None
    # between two whole numbers: there is a value just above and one just below, and none that is exactly it
    if not offset:
        return False
    return reckoned(high if (offset > 0) == rises else low) is not None


def set_of_orders(orders: Sequence[Order], leaf: Leaf, quantity: Quantity, offset: int) -> bool:
    """Set what a leaf asks of orders: a dose, how long, how far apart; whether that can be recorded."""
    if leaf.key in ("per_dose", "per_day", "per_week"):
        one = moved(dose_of(quantity), offset)
        if one.value <= 0:
            return False
        per = {"per_dose": None, "per_day": "1 d", "per_week": "1 wk"}[leaf.key]
        for order in orders:
            give(order, one, per)
        return True
    if leaf.key in ("apart", "before", "after"):
        return _apart(orders, days(quantity) + offset / 1440)
    if leaf.key == "each_lasts":
        return _each_lasts(orders, days(quantity) + offset / 1440)
    elapsed = days(quantity) + offset
    if elapsed < 0 or (leaf.key == "duration" and elapsed == 0):
        return False
    for order in orders:
        if leaf.key == "duration":
            timing(order, duration=f"{decimal_text(elapsed)} d")
        else:
            order["start"] = day_before(elapsed)
    return True


def _each_lasts(orders: Sequence[Order], length: float) -> bool:
    """Let a dose take so many days; a rate that stands beside it would be of another dose."""
    if length <= 0:
        return False
    for order in orders:
        timing(order, each_lasts=f"{decimal_text(float(f'{length * 1440:.9g}'))} min")
    return True


def give(order: Order, dose: Quantity, per: str | None) -> None:
    """Give a dose once in a period; None leaves the rhythm, or makes it once a day."""
    order["dose"] = written(dose)
    if per is None:
        timing(order)
    else:
        rest = {key: value for key, value in order.get("timing", {}).items() if key in ("each_lasts", "duration", "prn")}
        order["timing"] = {"frequency": 1, "per": per, **rest}


def dose_of(quantity: Quantity, *, rate: bool = False) -> Quantity:
    """An amount without the body or the day that it is per: of ``5 mg/kg/d`` it is ``5 mg``; of a rate ``5 mg/h`` stays."""
    amount, *below = quantity.unit.code.split("/")
    for code in [f"{amount}/{part}" for part in below] if rate else [amount]:
        unit = parsed(code)
        if unit is not None and (unit.kind.per == ("time",)) == rate:
            return Quantity(quantity.value, unit)
    return quantity


def _apart(orders: Sequence[Order], distance: float) -> bool:
    if len(orders) < 2 or not 0 <= distance <= 0.5:
        return False
    first = 6 / 24
    for order, moment in zip(orders, (first, first + distance), strict=False):
        minutes = round(moment * 1440)
        order["timing"] = {"times_of_day": [f"{minutes // 60:02d}:{minutes % 60:02d}"]}
    return True


def set_age_of(sketch: Sketch, name: str, age: float) -> bool:
    """Let what a variable rests on be so many days old; False where it rests on nothing that ages."""
    on = day_before(age)
    if name in ("weight", "height"):
        if name in sketch.patient:
            sketch.choose(name, {**sketch.patient[name], "on": on})
            return True
        return False
    rests = ("creatinine", "egfr") if name.startswith("est:") else (name,)
    found = [one for one in sketch.patient.get("observations", ()) if one["code"] in rests]
    for one in found:
        one["on"] = on
    return bool(found)


def age_in_days(sketch: Sketch) -> int:
    """How old the patient is, in days."""
    return (DAY - dt.date.fromisoformat(sketch.patient["birth_date"])).days


def current(sketch: Sketch, name: str, like: Quantity) -> Quantity | None:
    """What a variable is now, in the kind of ``like``; None where it is not known without reckoning."""
    if name == "age":
        if like.kind.base == "time":
            return Quantity(float(age_in_days(sketch)), _D)
        birth = dt.date.fromisoformat(sketch.patient["birth_date"])
        months = (DAY.year - birth.year) * 12 + DAY.month - birth.month - (DAY.day < birth.day)
        return Quantity(float(months), parse_unit("mo"))
    if name in ("weight", "height"):
        return sketch.measured(name)
    return None
