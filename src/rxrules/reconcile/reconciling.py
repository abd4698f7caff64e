"""Reconcile two medication lists: pair their orders, say what became of each, and check the difference."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.errors import InputError, of_type
from rxrules.model import Case, Moment, OrderStatus
from rxrules.reconcile.alerts import tell_apart, with_recalled
from rxrules.reconcile.earlier import filled, lists_of_both
from rxrules.reconcile.entries import entries_of
from rxrules.reconcile.listed import AFTER, BEFORE, Standing, listed
from rxrules.reconcile.matching import match
from rxrules.reconcile.persons import IDENTITY, contradictions
from rxrules.reconcile.result import SETTLED, EntryKind, Reconciliation
from rxrules.reconcile.therapy import therapies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.checker import Checker
    from rxrules.model import Order
    from rxrules.reconcile.alerts import AlertChange
    from rxrules.reconcile.listed import Listed
    from rxrules.reconcile.result import Entry
    from rxrules.report import Alert, Report

_FORMER = "before:"


def reconcile(
    before: Case, after: Case, checker: Checker, *, whole_list: bool = False, same_patient: bool = False
) -> Reconciliation:
    """Compare two medication lists of one patient, and check the difference.

    The patient and the day are those of AFTER for both lists, so that the alerts differ by the drugs alone. What AFTER says
    nothing of is taken from BEFORE; and what BEFORE has on a list of the patient (an allergy, a condition) and AFTER lacks raises
    its alerts as well, which say what they rest on.

    What is started or changed is what is being decided; what is continued is taken as active, whatever AFTER calls its status. What
    has stopped takes part as history that ended the day before, so that a washout is seen.

    Args:
        before: the earlier list (home, before the ward round).
        after: the later list, with an ``as_of``.
        checker: with the rulesets; the groups of their rules against duplication say which drugs are the same therapy.
        whole_list: make the check of AFTER about every order, and not only about what is started or changed.
        same_patient: take the lists for those of one person, although the birth dates differ.

    Raises:
        InputError: the lists are of two persons, AFTER has no ``as_of``, or one of them is no case.

    >>> from rxrules import Checker, read_case
    >>> home = read_case({"id": "home", "as_of": "2026-11-20", "medications": [
    ...     {"drug": "methotrexate", "dose": "10 mg", "route": "oral", "timing": {"frequency": 1, "per": "1 wk"}}]})
    >>> ward = read_case({"id": "ward", "as_of": "2026-11-21", "medications": [
    ...     {"drug": "methotrexate", "dose": "10 mg", "route": "oral", "timing": {"frequency": 1, "per": "1 d"}}]})
    >>> [entry] = reconcile(home, ward, Checker("core")).entries
    >>> for difference in entry.differences:
    ...     print(difference.what, "|", difference.before, "|", difference.after)
    amount per week | 10 mg | 70 mg
    times | 1 per 1 wk (1 in 24 h) | 1 per 1 d (1 in 24 h)
    """
    for name, one in (("before", before), ("after", after)):
        if not isinstance(one, Case):
            raise InputError(f"{name}: expected a case, as read_case gives it, got {of_type(one)}")
    if after.as_of is None:
        raise InputError("as_of is missing: the later list needs the day as of which it is looked at", after.id)
    told = contradictions(before, after, same_patient=same_patient)
    patient, carried = (after.patient, ()) if any(one.what in IDENTITY for one in told) else filled(before, after)
    same_day = evolve(before, patient=patient, as_of=after.as_of)
    earlier = listed(checker.prepare(same_day), BEFORE)
    later = listed(checker.prepare(evolve(after, patient=patient)), AFTER)
    known = therapies(checker.plan)
    entries = entries_of(match(earlier, later, known), later, known)
    was = checker.check(evolve(same_day, orders=_taken(earlier)), whole_list=True)
    decided = evolve(after, patient=patient, orders=(*_decided(entries, later), *_former(entries, after)))
    whole = checker.check(decided, whole_list=True)
    check = whole if whole_list else checker.check(decided)
    became = {one.id: entry for entry in entries for one in entry.before}

    def changes(was: Report, whole: Report) -> tuple[AlertChange, ...]:
        return tell_apart(was, whole, lambda alert: _why_gone(alert, became), lambda alert: _lost(alert, became, later))

    alerts = changes(was, whole)
    recalled = None
    both, lacking = lists_of_both(before.patient, patient)
    if lacking:
        recalled = checker.check(evolve(decided, patient=both), whole_list=True)
        was_then = checker.check(evolve(was.chart.case, patient=both), whole_list=True)
        alerts = with_recalled(alerts, changes(was_then, recalled), lacking)
    return Reconciliation(before, after, entries, alerts, told, check, whole, was, (*carried, *lacking), recalled)


def _taken(orders: Sequence[Listed]) -> tuple[Order, ...]:
    """The orders of BEFORE; what was taken is active, for nothing of it is being decided any more."""
    return tuple(_with_status(one, OrderStatus.ACTIVE) for one in orders)


def _decided(entries: Iterable[Entry], later: Sequence[Listed]) -> tuple[Order, ...]:
    """The orders of AFTER, those that are not known to be what they were as proposed."""
    settled = {id(one) for entry in entries if entry.kind in SETTLED for one in entry.after}
    return tuple(_with_status(one, OrderStatus.ACTIVE if id(one) in settled else OrderStatus.PROPOSED) for one in later)


def _with_status(one: Listed, status: OrderStatus) -> Order:
    source = one.order.source
    return evolve(source, status=status) if one.standing is Standing.TAKEN else source


def _former(entries: Iterable[Entry], after: Case) -> tuple[Order, ...]:
    """What has stopped and is on BEFORE only, as history: it was taken until yesterday, as far as anybody knows."""
    assert after.as_of is not None  # noqa: S101  the caller has looked
    yesterday = Moment.of(after.as_of.day - dt.timedelta(days=1))
    ids = {order.id for order in after.orders}
    found = []
    for entry in entries:
        if entry.kind not in (EntryKind.STOPPED, EntryKind.SUBSTITUTION):
            continue
        on_after = {one.ingredients for one in entry.after}
        for one in entry.before:
            if one.standing is not Standing.TAKEN or one.ingredients in on_after:
                continue
            source = one.order.source
            name = f"{_FORMER}{one.id}"
            while name in ids:
                name = f"{_FORMER}{name}"
            ids.add(name)
            start = source.start if source.start is not None and source.start.latest <= yesterday.earliest else None
            found.append(evolve(source, id=name, status=OrderStatus.STOPPED, start=start, end=yesterday))
    return tuple(found)


def _why_gone(alert: Alert, became: dict[str, Entry]) -> str:
    """What became of the orders of an alert, in words."""
    said = []
    for order in dict.fromkeys(order.id for order in alert.orders):
        entry = became.get(order)
        if entry is not None and entry.kind not in SETTLED:
            names = ", ".join(one.name for one in entry.before)
            word = "omitted without a reason on the list" if entry.is_omission else entry.kind.value.replace("_", " ")
            said.append(f"{names} ({order}): {word}")
    return "; ".join(said) or "something else on the list changed"


def _lost(alert: Alert, became: dict[str, Entry], later: Sequence[Listed]) -> str:
    """SAFETY: while AFTER holds drugs that were not recognised, one that is not on it may be one of them."""
    strange = [one for one in later if one.in_force and not one.recognised]
    if not strange:
        return ""
    for order in alert.orders:
        entry = became.get(order.id)
        if entry is not None and entry.is_omission:
            names = ", ".join(f"{one.name!r} ({one.id})" for one in strange)
            return f"{entry.before[0].name} ({order.id}) may be what AFTER calls {names}, which was not recognised"
    return ""
