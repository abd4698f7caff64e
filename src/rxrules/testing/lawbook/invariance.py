"""What must not change a finding: units, the order of lists, the names of orders, the calendar, and how a dose is split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.model import Dose, Moment
from rxrules.plan import Burden, DoseLimit
from rxrules.report import fingerprint
from rxrules.testing.lawbook.subject import Law, differences, said, verdict
from rxrules.units import Quantity, UnitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.model import Case
    from rxrules.report import Report
    from rxrules.testing.lawbook.subject import Subject, Verdict
    from rxrules.testing.strategies.choices import Choices

#: Units of one kind each, by which a quantity may be written as well.
_SAME = (
    ("mg", "g", "ug", "kg"),
    ("mg/kg", "g/kg", "ug/kg"),
    ("mg/m2", "g/m2"),
    ("mg/{tablet}", "g/{tablet}", "ug/{tablet}"),
    ("mg/mL", "g/L", "ug/mL"),
    ("mg/h", "mg/d", "g/h", "ug/min"),
    ("mL", "L"),
    ("d", "h", "wk", "min"),
    ("mo", "a"),
    ("cm", "m"),
    ("mL/min/{1.73_m2}", "L/h/{1.73_m2}"),
    ("umol/L", "mmol/L"),
)
#: These are known to the unit in which they are written: 24 mo says more than 2 a.
_TO_THE_UNIT = ("age", "gestational_age", "postmenstrual_age")
#: Between 1901 and 2099 the calendar repeats itself after so many years, leap days and days of the week included.
_CALENDAR = 28


def _units(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    yield from differences(said(subject.report(case)), said(subject.report(_rewritten(case, r))), "in other units")


def _rewritten(value: Any, r: Choices) -> Any:
    """A value of the model with every quantity in another unit, at any depth."""
    if isinstance(value, Quantity):
        return _elsewise(value, r)
    if isinstance(value, tuple):
        return tuple(_rewritten(one, r) for one in value)
    if isinstance(value, Moment) or not hasattr(value, "__attrs_attrs__"):
        return value
    names = [attribute.name for attribute in value.__attrs_attrs__ if attribute.name not in _TO_THE_UNIT]
    return evolve(value, **{name: _rewritten(getattr(value, name), r) for name in names})


def _elsewise(quantity: Quantity, r: Choices) -> Quantity:
    for units in _SAME:
        try:
            return quantity.to(r.pick(units))
        except UnitError:
            continue
    return quantity


def _listing(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    def mixed(things: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        if things is None:
            return None
        left, found = list(things), []
        while left:
            found.append(left.pop(r.number(0, len(left) - 1)))
        return tuple(found)

    lists = ("conditions", "observations", "allergies", "preferences", "goals")
    lists_mixed: dict[str, Any] = {name: mixed(getattr(case.patient, name)) for name in lists}
    patient = evolve(case.patient, **lists_mixed)
    orders = tuple(evolve(order, dosages=mixed(order.dosages)) for order in mixed(case.orders) or ())
    other = subject.report(evolve(case, patient=patient, orders=orders))
    yield from differences(said(subject.report(case)), said(other), "in another order of the lists")


def _names(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    del r
    names = {order.id: f"other-{place}" for place, order in enumerate(case.orders)}
    mine = subject.report(case)
    other = subject.report(evolve(case, orders=tuple(evolve(order, id=names[order.id]) for order in case.orders)))
    renamed = {(rule, tuple(sorted(names[id_] for id_ in ids))): what for (rule, ids), what in said(mine).items()}
    yield from differences(renamed, said(other), "under other names of the orders")
    yield from _fingerprints(mine, other, "under other names of the orders")


def _dates(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    del r
    mine, other = subject.report(case), subject.report(moved(case, _CALENDAR))
    yield from differences(said(mine), said(other), f"{_CALENDAR} years later")
    yield from _fingerprints(mine, other, f"{_CALENDAR} years later")


def moved(value: Any, years: int) -> Any:
    """A value of the model with every date so many years later, at any depth."""
    if isinstance(value, Moment):
        return Moment.parse(f"{int(value.text[:4]) + years:04d}{value.text[4:]}")
    if isinstance(value, tuple):
        return tuple(moved(one, years) for one in value)
    if isinstance(value, Quantity) or not hasattr(value, "__attrs_attrs__"):
        return value
    return evolve(value, **{one.name: moved(getattr(value, one.name), years) for one in value.__attrs_attrs__})


def _fingerprints(one: Report, other: Report, what: str) -> Iterator[str]:
    if sorted(map(fingerprint, one.alerts)) != sorted(map(fingerprint, other.alerts)):
        yield f"the fingerprints of the alerts are others {what}"


def _split(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    halves = [place for place, order in enumerate(case.orders) if _can_be_split(order)]
    if not halves:
        return
    place = r.pick(halves)
    order = case.orders[place]
    dosage = order.dosages[0]
    assert dosage.dose is not None  # noqa: S101  only such are split
    half = Dose(*(Quantity(end.value / 2, end.unit) for end in (dosage.dose.low, dosage.dose.high)))
    part = evolve(order, dosages=(evolve(dosage, dose=half),))
    orders = (*case.orders[:place], part, evolve(part, id=f"{order.id}-too"), *case.orders[place + 1 :])
    one, other = subject.report(case), subject.report(evolve(case, orders=orders))
    before, after = _sums(one, subject), _sums(other, subject)
    for (rule, ids), what in before.items():
        if order.id not in ids:
            continue
        now = after.get((rule, tuple(sorted((*ids, f"{order.id}-too")))))
        if now != what:
            became = f"{now or 'nothing'} where {order.id} is given as two orders of half the dose"
            yield f"{rule} of {', '.join(ids)} was {what}, and is {became}"


def _can_be_split(order: Any) -> bool:
    alone = len(order.dosages) == 1 and not (order.dosages[0].max_per or order.dosages[0].max_dose)
    return alone and order.dosages[0].dose is not None


def _sums(report: Report, subject: Subject) -> dict[tuple[str, tuple[str, ...]], Verdict]:
    """What rules say that add up the orders of an ingredient, and ask for nothing that the number of orders changes."""
    found = {}
    for outcome in report.outcomes:
        rule = report.plan.rules[outcome.rule]
        adds = isinstance(rule.body, (DoseLimit, Burden)) and rule.body.measure in ("per_day", "per_week")
        if adds and not subject.asks_for(outcome.rule) & {"amount", "with"}:
            found[rule.id, tuple(sorted(order.id for order in outcome.orders))] = verdict(outcome)
    return found


INVARIANCE = (
    Law("units", "the unit in which a quantity is written changes nothing", _units),
    Law("listing", "the order in which anything is listed changes nothing", _listing),
    Law("names", "the names of orders change nothing, and take no part in fingerprints", _names),
    Law("dates", "to move every date together changes nothing", _dates),
    Law("split", "the dose of a day does not depend on how many orders it is given as", _split),
)
