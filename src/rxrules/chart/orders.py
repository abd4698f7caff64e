"""From an order to its rows: one for each dosage instruction, with its own routes, amounts and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from rxrules.chart.chart import ChartOrder, IngredientDose, Missing
from rxrules.chart.dosing import ingredient_dose, together
from rxrules.chart.drugs import resolve_drug
from rxrules.chart.period import is_dated, own_period, phase_periods, read_period
from rxrules.chart.shares import whole_of
from rxrules.model import OrderStatus
from rxrules.model.timing import days
from rxrules.terminology.routes import expand_route
from rxrules.terminology.routes import route as read_route

if TYPE_CHECKING:
    from rxrules.chart.chart import Reading
    from rxrules.chart.shares import Whole
    from rxrules.model import Dosage, Order
    from rxrules.terminology import Component, Product, Terminology

Dosages = tuple["Dosage", ...]


class Known(NamedTuple):
    """What is known of the patient, for doses per kg and m2."""

    readings: dict[str, Reading]
    missing: dict[str, tuple[Missing, ...]]


def chart_order(index: int, order: Order, terminology: Terminology, as_of: float, known: Known) -> ChartOrder:
    """An order; where it has several dosage instructions, with its parts, which have the indices that follow.

    Args:
        index: the place of its first row.
        order: as it was written.
        terminology: what names mean.
        as_of: in days.
        known: of the patient.
    """
    product, unresolved = resolve_drug(order.drug, terminology)
    components = () if product is None else product.components
    status = order.status
    period = read_period(order, as_of)
    start, latest_start, end, ended, duration = period
    live = status.is_concurrent and not order.do_not_perform and end > as_of
    history = not live and not order.do_not_perform and (status.is_history or (status.is_concurrent and ended is not None))
    routes, assumed, route_text = _routes(order.dosages, product, terminology)
    prn, prn_all = _prn(order.dosages)
    stated = order.drug is not None and len(order.drug.ingredients) > 1
    single = len(components) == 1 and not unresolved
    whole_unit = "a part of the drug is not known" if unresolved else "" if single else whole_of(product)
    whole = ChartOrder(
        index=index,
        id=order.id,
        ingredients=tuple(dict.fromkeys([str(component.ingredient) for component in components])),
        # SAFETY: an order of unknown status may be what is being decided
        proposed=status in (OrderStatus.PROPOSED, OrderStatus.UNKNOWN),
        live=live,
        history=history,
        start=start,
        latest_start=latest_start,
        end=end,
        ended=ended,
        routes=routes,
        route_assumed=assumed,
        prn=prn,
        prn_all=prn_all,
        duration=duration,
        is_mixture=stated and not terminology.is_combination(frozenset(component.ingredient for component in components)),
        doses=_doses(order, order.dosages, components, terminology, known, single=single, unit=whole_unit),
        source=order,
        product=product,
        unresolved=unresolved,
        route_text=route_text,
        dosage=order.dosages[0] if len(order.dosages) == 1 else None,
    )
    if len(order.dosages) > 1:
        whole.parts = _parts(whole, components, terminology, as_of, known, single=single, unit=whole_unit)
        if live and not any(part.live for part in whole.parts):
            # SAFETY: engines look at the parts; an order of which none is current must not count as one that was checked
            whole.live, whole.history = False, any(part.history for part in whole.parts)
    return whole


def _parts(
    whole: ChartOrder,
    components: tuple[Component, ...],
    terminology: Terminology,
    as_of: float,
    known: Known,
    *,
    single: bool,
    unit: Whole | str,
) -> tuple[ChartOrder, ...]:
    order = whole.source
    phases = phase_periods(order, whole.start, whole.latest_start, whole.end)
    parts = []
    for place, dosage in enumerate(order.dosages):
        one = (dosage,)
        routes, assumed, route_text = _routes(one, whole.product, terminology)
        prn, prn_all = _prn(one)
        start, end = phases.get(dosage.sequence, (whole.start, whole.end))
        latest_start = start if start != whole.start and whole.start == whole.latest_start else whole.latest_start
        if is_dated(dosage):
            start, end = own_period(dosage, whole.start, whole.end)
            latest_start = whole.latest_start if dosage.start is None or dosage.start.is_full else dosage.start.latest
            latest_start = start if dosage.start is not None and dosage.start.is_full else latest_start
        over = whole.live and end <= as_of
        # a phase that would begin when the order has ended never comes
        happens = start < end
        timing = dosage.timing
        duration = whole.duration
        if not phases and timing is not None and timing.duration is not None:
            duration = days(timing.duration), days(timing.duration_max or timing.duration, shortest=False)
        parts.append(
            evolve(
                whole,
                index=whole.index + place,
                live=whole.live and not over and happens,
                history=(whole.history or over) and happens,
                start=start,
                latest_start=latest_start,
                end=end,
                ended=end if over else whole.ended,
                routes=routes,
                route_assumed=assumed,
                route_text=route_text,
                prn=prn,
                prn_all=prn_all,
                duration=duration,
                doses=_doses(order, one, components, terminology, known, single=single, unit=unit),
                dosage=dosage,
                whole=whole,
                parts=(),
                phase=dosage.sequence if phases else None,
            )
        )
    return tuple(parts)


def _doses(
    order: Order,
    dosages: Dosages,
    components: tuple[Component, ...],
    terminology: Terminology,
    known: Known,
    *,
    single: bool,
    unit: Whole | str,
) -> dict[str, IngredientDose]:
    doses: dict[str, IngredientDose] = {}
    for component in components:
        dose = ingredient_dose(order, dosages, component, single=single, whole=unit, readings=known.readings, absent=known.missing)
        if component.salt:
            dose.salt_factor = terminology.salt_factor(component.ingredient, component.salt)
        ingredient = str(component.ingredient)
        doses[ingredient] = dose if ingredient not in doses else together(doses[ingredient], dose)
    return doses


def _prn(dosages: Dosages) -> tuple[bool, bool | None]:
    """Whether anything is taken as needed, and whether all is; None where only a part is, or no timing is known."""
    said = {dosage.timing.prn if dosage.timing is not None else None for dosage in dosages}
    return True in said, said.pop() if len(said) == 1 else None


def _routes(dosages: Dosages, product: Product | None, terminology: Terminology) -> tuple[frozenset[str], bool, str]:
    """The routes of instructions, whether they are only assumed, and a route that was written but can't be used."""
    written = [dosage.route for dosage in dosages if dosage.route]
    read = [read_route(text) for text in written]
    if None in read:
        return frozenset(), False, written[read.index(None)]
    given = frozenset(route for route in read if route is not None)
    of_form = frozenset(product.routes) if product is not None else frozenset[str]()
    if given and of_form and given.isdisjoint(of_form):
        systemic = expand_route("systemic") or frozenset()
        parenteral = expand_route("parenteral") or frozenset()
        if (given <= systemic) != (of_form <= systemic) or (given <= parenteral) != (of_form <= parenteral):
            return frozenset(), False, f"{', '.join(sorted(given))} of a product for {', '.join(sorted(of_form))} use"
    if given and len(written) == len(dosages):
        return given, False, ""
    if of_form:
        return given | of_form, len(given | of_form) > 1, ""
    usual: set[str] = set()
    for component in product.components if product is not None else ():
        ingredient = terminology.ingredient(component.ingredient)
        usual.update(ingredient.usual_routes if ingredient is not None else ())
    return given | usual, bool(given or usual), ""
