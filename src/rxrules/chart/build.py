"""From a case to its chart: resolve names, work out amounts, sort orders by what part they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.chart.chart import INFINITY, Chart, ChartOrder, IngredientDose, Missing
from rxrules.chart.dosing import ingredient_dose, together
from rxrules.chart.period import read_period
from rxrules.chart.readings import read_patient
from rxrules.errors import InputError
from rxrules.model import Drug, OrderStatus, Unread
from rxrules.terminology import Product, Unresolved
from rxrules.terminology.routes import expand_route, form_routes
from rxrules.terminology.routes import route as read_route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.chart.chart import Reading
    from rxrules.model import Case, Order
    from rxrules.terminology import Component, Terminology

Absences = dict[str, tuple[Missing, ...]]


def build_chart(case: Case, terminology: Terminology, *, whole_list: bool = False) -> Chart:
    """Make the chart of a case.

    Args:
        case: with an ``as_of``.
        terminology: what names mean.
        whole_list: look at every order, even where some are proposed.

    Raises:
        InputError: the case has no ``as_of``.
    """
    if case.as_of is None:
        msg = "as_of is missing: ages and the freshness of results need the day as of which they are reckoned"
        raise InputError(msg, case.id)
    as_of = case.as_of.earliest
    readings, missing, notes = read_patient(case.patient, case.as_of)
    orders = []
    for index, order in enumerate(case.orders):
        charted = _chart_order(index, order, terminology, as_of, readings, missing)
        orders.append(charted)
        if not charted.live and not charted.history:
            notes.append(Unread(charted.path, _why_not_live(order), order.id, is_error=order.status is OrderStatus.PROPOSED))
        elif charted.history:
            why = "it ended before as_of" if order.status.is_concurrent else f"status {order.status.value}"
            reason = f"{why}: only rules about the past read it"
            notes.append(Unread(charted.path, reason, order.id, is_error=order.status is OrderStatus.PROPOSED))
        elif charted.end == INFINITY and charted.ended is not None:
            reason = "its course should have ended before as_of, but its status says that it goes on: it is taken to go on"
            notes.append(Unread(charted.path, reason, order.id, is_error=False))
    live = tuple(charted for charted in orders if charted.live and charted.ingredients)
    by_ingredient: dict[str, tuple[ChartOrder, ...]] = {}
    for charted in live:
        for ingredient in charted.ingredients:
            by_ingredient[ingredient] = (*by_ingredient.get(ingredient, ()), charted)
    patient = case.patient
    return Chart(
        case=case,
        as_of=as_of,
        readings=readings,
        missing=missing,
        sex=patient.sex,
        pregnant=patient.pregnant,
        breastfeeding=patient.breastfeeding,
        conditions=patient.conditions,
        conditions_complete="conditions" not in patient.incomplete,
        deciding=not whole_list and any(one.live and one.source.status is OrderStatus.PROPOSED for one in orders),
        orders=tuple(orders),
        live=live,
        history=tuple(order for order in orders if order.history and order.ingredients),
        pairs=tuple((ingredient, order) for order in live for ingredient in order.ingredients),
        by_ingredient=by_ingredient,
        notes=tuple(notes),
    )


def _why_not_live(order: Order) -> str:
    if order.do_not_perform:
        return "an instruction not to give the drug: it takes part in no check"
    return f"status {order.status.value}: it takes part in no check"


def _chart_order(
    index: int, order: Order, terminology: Terminology, as_of: float, readings: dict[str, Reading], missing: Absences
) -> ChartOrder:
    product, unresolved = resolve_drug(order.drug, terminology)
    components = () if product is None else product.components
    known = tuple(dict.fromkeys(str(component.ingredient) for component in components))
    status = order.status
    start, latest_start, end, ended, duration = read_period(order, as_of)
    live = status.is_concurrent and not order.do_not_perform and end > as_of
    history = not live and not order.do_not_perform and (status.is_history or (status.is_concurrent and ended is not None))
    routes, assumed, route_text = _routes(order, product, terminology)
    prn, prn_all = _prn(order)
    stated = order.drug is not None and len(order.drug.ingredients) > 1
    return ChartOrder(
        index=index,
        id=order.id,
        ingredients=known,
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
        doses=_doses(order, components, terminology, readings, missing, single=len(components) == 1 and not unresolved),
        source=order,
        product=product,
        unresolved=unresolved,
        route_text=route_text,
    )


def _doses(
    order: Order,
    components: tuple[Component, ...],
    terminology: Terminology,
    readings: dict[str, Reading],
    missing: Absences,
    *,
    single: bool,
) -> dict[str, IngredientDose]:
    doses: dict[str, IngredientDose] = {}
    for component in components:
        dose = ingredient_dose(order, component, single=single, readings=readings, absent=missing)
        if component.salt:
            dose.salt_factor = terminology.salt_factor(component.ingredient, component.salt)
        ingredient = str(component.ingredient)
        doses[ingredient] = dose if ingredient not in doses else together(doses[ingredient], dose)
    return doses


def _prn(order: Order) -> tuple[bool, bool | None]:
    """Whether anything of the order is taken as needed, and whether all is; None where only a part is, or no timing is known."""
    said = {dosage.timing.prn if dosage.timing is not None else None for dosage in order.dosages}
    return True in said, said.pop() if len(said) == 1 else None


def _routes(order: Order, product: Product | None, terminology: Terminology) -> tuple[frozenset[str], bool, str]:
    """The routes of an order, whether they are only assumed, and a route that was written but can't be used."""
    written = [dosage.route for dosage in order.dosages if dosage.route]
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
    if given and len(written) == len(order.dosages):
        return given, False, ""
    if of_form:
        return given | of_form, len(given | of_form) > 1, ""
    usual: set[str] = set()
    for component in product.components if product is not None else ():
        ingredient = terminology.ingredient(component.ingredient)
        usual.update(ingredient.usual_routes if ingredient is not None else ())
    return given | usual, bool(given or usual), ""


Resolution = tuple["Product | None", tuple[Unresolved, ...]]


def resolve_drug(drug: Drug | None, terminology: Terminology) -> Resolution:
    """What a drug is, and what of it could not be resolved.

    Stated ingredients lead; those that are known are checked even where another is not. Codes and the name must not contradict
    each other: then nothing is resolved.
    """
    if drug is None:
        return None, (Unresolved("", "unreadable"),)
    if drug.ingredients:
        return _stated(drug, terminology)
    found: Product | None = None
    failure: Unresolved | None = None
    for candidate in _candidates(drug, terminology):
        if isinstance(candidate, Unresolved):
            # the name comes last, and says more to a person than a code that nobody knows
            failure = candidate
        elif found is not None and _content(found) != _content(candidate):
            return None, (Unresolved(str(drug), "conflict", "its codes and name contradict each other"),)
        elif found is None or _detail(candidate) > _detail(found):
            found = candidate
    if found is None:
        return None, (failure or Unresolved(str(drug), "empty", "neither name nor code"),)
    if drug.form and not found.form:
        found = evolve(found, form=drug.form, routes=found.routes or form_routes(drug.form))
    return found, ()


def _candidates(drug: Drug, terminology: Terminology) -> Iterator[Product | Unresolved]:
    for code in drug.codes:
        yield terminology.resolve_code(code.system, code.code, code.display)
    if drug.name:
        yield terminology.resolve_name(drug.name)


def _content(product: Product) -> frozenset[str]:
    return frozenset(str(component.ingredient) for component in product.components)


def _detail(product: Product) -> int:
    return sum(component.strength is not None for component in product.components) * 2 + bool(product.form)


def _stated(drug: Drug, terminology: Terminology) -> Resolution:
    components: list[Component] = []
    unresolved: list[Unresolved] = []
    for one in drug.ingredients:
        product, failures = resolve_drug(Drug(name=one.name, codes=one.codes), terminology)
        unresolved.extend(failures)
        for component in product.components if product is not None else ():
            alone = product is not None and len(product.components) == 1
            strength = one.strength if one.strength is not None and alone else component.strength
            components.append(evolve(component, strength=strength))
    if not components:
        return None, tuple(unresolved)
    routes = form_routes(drug.form) if drug.form else ()
    return Product(components=tuple(components), form=drug.form, routes=routes, how="ingredients"), tuple(unresolved)
