"""What orders give of an ingredient, added up by interval; how a sum compares with a limit is the network's to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, MEASURES, Amounts, Missing

if TYPE_CHECKING:
    from rxrules.chart import ChartOrder
    from rxrules.plan import DoseLimit

Orders = tuple["ChartOrder", ...]
_ANYTHING = Amounts._make((0.0, INFINITY) * (len(Amounts._fields) // 2))


class Dose(NamedTuple):
    """What is given, by interval, and the least that a minimum is held against; with what is missing to know it better."""

    low: float
    high: float
    floor: float
    missing: tuple[Missing, ...]


def exact_dose(body: DoseLimit, orders: Orders) -> float | None:
    """What one order gives, in the measure of a limit, where nothing about it is open; else None."""
    if len(orders) != 1:
        return None
    (order,) = orders
    dose = order.doses[body.ingredient]
    amounts = dose.amounts.get(body.base)
    if amounts is None or not (body.expressed_as in ("", dose.salt) or not dose.salt):
        return None
    place = MEASURES[body.measure]
    low, high = amounts[place], amounts[place + 1]
    if low != high or high == INFINITY or (body.measure == "per_dose" and amounts.least_low != high):
        return None
    return low if order.start < order.end else None


def add_up(body: DoseLimit, sure: Orders, counted: Orders) -> Dose:
    """What orders give together: at least by those that surely count, at most by all that are counted."""
    missing: list[Missing] = []
    given = [(order, _amounts(body, order, missing)) for order in counted]
    if body.measure == "per_dose":
        if not given:
            return Dose(0.0, 0.0, 0.0, ())
        order, amounts = given[0]
        if amounts.dose_high == INFINITY:
            missing.extend(order.doses[body.ingredient].missing)
        return Dose(amounts.dose_low if sure else 0.0, amounts.dose_high, amounts.least_low, tuple(missing))
    place = MEASURES[body.measure]
    low = high = floor = 0.0
    certain = {order.index for order in sure}
    for start in {order.start for order in counted}:
        least = most = needed = 0.0
        for order, amounts in given:
            if order.start <= start < order.end:
                most += amounts[place + 1]
                least += amounts[place] if order.index in certain else 0.0
                # what is taken as needed may be taken less often than a minimum asks for
                needed += amounts[place + 1 if order.prn else place]
        low, high, floor = max(low, least), max(high, most), max(floor, needed)
    if high == INFINITY:
        for order, amounts in given:
            reason = order.doses[body.ingredient].day_missing
            if amounts[place + 1] == INFINITY and reason is not None:
                missing.append(reason)
    return Dose(low, high, floor, tuple(missing))


def _amounts(body: DoseLimit, order: ChartOrder, missing: list[Missing]) -> Amounts:
    """What one order gives in the base and the salt of the rule; what can't be said is from nothing to anything."""
    dose = order.doses[body.ingredient]
    amounts = dose.amounts.get(body.base)
    if amounts is None:
        why = f"the dose is given in {', '.join(sorted(dose.amounts)) or 'nothing'}, the limit is in {body.base}"
        missing.extend(dose.missing or (Missing(f"{order.path}.dose", why),))
        return _ANYTHING
    wanted, labelled, factor = body.expressed_as, dose.salt, body.salt_factor
    if wanted in ("", labelled) or not labelled:
        # a label that does not name the salt follows the convention that the rule names
        return amounts
    if factor is not None and dose.salt_factor is not None:
        ratio = dose.salt_factor[0] / factor
        return Amounts._make(amount * ratio for amount in amounts)
    why = f"the dose is of the {labelled}, the limit of the {wanted}: no conversion is known"
    missing.append(Missing(f"{order.path}.drug", why))
    return _ANYTHING
