"""From a case to its chart: resolve names, work out amounts, sort orders by what part they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.chart import INFINITY, Chart
from rxrules.chart.facts import may_be, read_allergies, read_tests, strange_tests, with_dialysis
from rxrules.chart.orders import Known, chart_order
from rxrules.chart.period import overlapping_sequences
from rxrules.chart.readings import read_patient
from rxrules.errors import InputError
from rxrules.model import OrderStatus, Unread

if TYPE_CHECKING:
    from collections.abc import Collection

    from rxrules.chart.chart import ChartOrder
    from rxrules.model import Case, Order
    from rxrules.terminology import Terminology


def build_chart(case: Case, terminology: Terminology, *, whole_list: bool = False, estimates: Collection[str] = ()) -> Chart:
    """Make the chart of a case.

    Args:
        case: with an ``as_of``.
        terminology: what names mean.
        whole_list: look at every order, even where some are proposed.
        estimates: names of `rxrules.chart.estimates` that are to be reckoned.

    Raises:
        InputError: the case has no ``as_of``.
    """
    if case.as_of is None:
        msg = "as_of is missing: ages and the freshness of results need the day as of which they are reckoned"
        raise InputError(msg, case.id)
    as_of = case.as_of.earliest
    patient = case.patient
    readings, missing, notes = read_patient(patient, case.as_of)
    if estimates:
        from rxrules.chart.estimating import add_estimates  # noqa: PLC0415  only where a rule reads one

        add_estimates(patient, case.as_of, readings, missing, estimates)
    orders: list[ChartOrder] = []
    rows: list[ChartOrder] = []
    known = Known(readings, missing)
    for order in case.orders:
        charted = chart_order(len(rows), order, terminology, as_of, known)
        orders.append(charted)
        rows.extend(charted.parts or (charted,))
        _note(order, charted, notes)
    live = tuple([row for row in rows if row.live and row.ingredients])
    by_ingredient: dict[str, tuple[ChartOrder, ...]] = {}
    for row in live:
        for ingredient in row.ingredients:
            by_ingredient[ingredient] = (*by_ingredient.get(ingredient, ()), row)
    conditions = with_dialysis(patient)
    return Chart(
        case=case,
        as_of=as_of,
        readings=readings,
        missing=missing,
        sex=patient.sex,
        pregnant=may_be(patient.pregnant, patient, readings),
        breastfeeding=may_be(patient.breastfeeding, patient, readings),
        conditions=conditions,
        incomplete=patient.incomplete
        if patient.conditions is not None or conditions is None
        else patient.incomplete | {"conditions"},
        preferences=patient.preferences,
        goals=patient.goals,
        allergies=None if patient.allergies is None else read_allergies(patient.allergies, terminology),
        tests=None if patient.observations is None else read_tests(patient.observations, case.as_of),
        strange_tests=strange_tests(patient.observations or (), case.as_of, notes),
        history_complete=patient.history_complete,
        deciding=not whole_list and any(one.live and one.source.status is OrderStatus.PROPOSED for one in orders),
        orders=tuple(orders),
        rows=tuple(rows),
        has_parts=len(rows) > len(orders),
        live=live,
        history=tuple([row for row in rows if row.history and row.ingredients]),
        pairs=tuple([(ingredient, row) for row in live for ingredient in row.ingredients]),
        by_ingredient=by_ingredient,
        notes=tuple(notes),
    )


def _note(order: Order, charted: ChartOrder, notes: list[Unread]) -> None:
    """Say of an order that takes no part, or another than it seems to, why."""
    if charted.parts and (pair := overlapping_sequences(order)) is not None:
        reason = f"the instructions of sequence {pair[0]} and {pair[1]} overlap in time: all of them are added up"
        notes.append(Unread(f"{charted.path}.dosages", reason, order.id))
    is_error = order.status is OrderStatus.PROPOSED
    if charted.history:
        why = "it ended before as_of" if order.status.is_concurrent else f"status {order.status.value}"
        notes.append(Unread(charted.path, f"{why}: only rules about the past read it", order.id, is_error=is_error))
    elif not charted.live:
        notes.append(Unread(charted.path, _why_not_live(order), order.id, is_error=is_error))
    elif charted.end == INFINITY and charted.ended is not None:
        reason = "its course should have ended before as_of, but its status says that it goes on: it is taken to go on"
        notes.append(Unread(charted.path, reason, order.id, is_error=False))


def _why_not_live(order: Order) -> str:
    if order.do_not_perform:
        return "an instruction not to give the drug: it takes part in no check"
    if order.status.is_concurrent:
        return "none of its instructions is current: it takes part in no check"
    meant = " (what is being decided is proposed)" if order.status is OrderStatus.DRAFT else ""
    return f"status {order.status.value}: it takes part in no check{meant}"
