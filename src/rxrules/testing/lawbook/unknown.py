"""Laws of what is not known: it never looks safe, and what is learned changes a finding only in the ways that it left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.engines.base import Status
from rxrules.model import Dosage, Dose, Drug, Order, OrderStatus, Timing
from rxrules.plan import Interaction
from rxrules.testing.lawbook.subject import Law, said
from rxrules.testing.strategies.days import ago
from rxrules.testing.strategies.orders import UNKNOWN_DRUGS
from rxrules.testing.strategies.vocabulary import conditions_of, leaves
from rxrules.units import Quantity, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.engines.base import Outcome
    from rxrules.model import Case, Patient
    from rxrules.report import Report
    from rxrules.testing.lawbook.subject import Subject
    from rxrules.testing.strategies.choices import Choices

_OF_PATIENT = (
    *("age", "weight", "height", "sex", "pregnant", "breastfeeding", "conditions", "allergies", "observations", "preferences"),
    *("goals", "history_complete", "incomplete"),
)
_OF_ORDERS = ("route", "timing", "dose", "range", "strength", "indication")
_LONG_AGO = 36_500


def _less(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """Take an input away, and compare: what is said with less must leave open what is said with more."""
    if case.orders and r.one_in(2):
        place = r.number(0, len(case.orders) - 1)
        # the order's own limit bounds what an instruction leaves open, and contradicts what it says outright
        order = evolve(case.orders[place], dosages=tuple(evolve(one, max_per=()) for one in case.orders[place].dosages))
        what = r.pick(_OF_ORDERS)
        case = evolve(case, orders=(*case.orders[:place], order, *case.orders[place + 1 :]))
        blank = _blank_order(order, what)
        if blank is None or (what == "route" and not _route_is_told(subject, case, place)):
            return
        less = evolve(case, orders=(*case.orders[:place], blank, *case.orders[place + 1 :]))
        what = f"the {what} of {order.id}"
    else:
        what = r.pick(_OF_PATIENT)
        less = evolve(case, patient=_blank_patient(case.patient, what))
        if what in ("pregnant", "breastfeeding") and getattr(subject.checker.prepare(less), what) is not None:
            return  # it follows from sex or age
    yield from _refined(subject.report(less), subject.report(case), what)


def _blank_patient(patient: Patient, what: str) -> Patient:
    if what == "age":
        return evolve(patient, age=None, birth_date=None)
    if what == "incomplete":
        return evolve(
            patient,
            incomplete=frozenset(
                name for name in ("conditions", "allergies", "preferences", "goals") if getattr(patient, name) is not None
            )
            | patient.incomplete,
        )
    return evolve(patient, **{what: None}, incomplete=patient.incomplete - {what})


def _blank_order(order: Order, what: str) -> Order | None:
    """The order without one of its inputs; None where it has none of them to lose."""
    if what == "indication":
        return evolve(order, indication=())
    if what == "strength":
        return evolve(order, strength=None)
    dosages = []
    for one in order.dosages:
        if what == "route":
            dosages.append(evolve(one, route=""))
        elif what == "timing":
            if one.timing is not None and (
                one.timing.duration or one.timing.count or one.timing.events or one.sequence is not None
            ):
                return (
                    None  # how long the order goes on is taken from it: it would be another order, not one of which less is known
                )
            dosages.append(evolve(one, timing=None))
        elif what == "dose":
            dosages.append(evolve(one, dose=None, rate=None))
        else:
            low = None if one.dose is None else Quantity(0, one.dose.low.unit)
            dosages.append(one if one.dose is None or low is None else evolve(one, dose=Dose(low, one.dose.high)))
    return evolve(order, dosages=tuple(dosages))


def _route_is_told(subject: Subject, case: Case, place: int) -> bool:
    """Whether a route can be read, and is of the product's form where that has any: only then an input is lost."""
    charted = subject.checker.prepare(case).orders[place]
    of_form = frozenset(charted.product.routes) if charted.product is not None else frozenset()
    rows = charted.parts or (charted,)
    return all(row.routes and (not of_form or row.routes <= of_form) for row in rows)


def _refined(less: Report, more: Report, what: str) -> Iterator[str]:
    """Hold the transitions from a report with less known to one with more.

    - ``clear`` stays clear: no input, by not being there, makes an alert or a check that was not made look clear.
    - A suppressed outcome stays suppressed, or its value lies in no band: what is unknown suppresses nothing.
    - A certain alert stays one; or it is suppressed by a modifier that was unknown, or its value lies in no band.
    """
    for before in less.outcomes:
        if before.status == Status.NOT_EVALUATED or (before.status == Status.FIRED and not before.certain):
            continue
        rule = less.plan.rules[before.rule]
        ids = {order.id for order in before.orders}
        same = [one for one in more.outcomes if one.rule == before.rule]
        # the same orders; else orders of which some turned out not to count, or to count
        after = [one for one in same if ids == {order.id for order in one.orders}]
        if not after and rule.kind != "interaction":
            after = [one for one in same if _overlap(ids, {order.id for order in one.orders})]
        if not _lawful(before, after):
            now = ", ".join(Status(one.status).name.lower().replace("_", " ") for one in after) or "nothing"
            was = Status(before.status).name.lower()
            yield f"{rule.id} of {', '.join(sorted(ids)) or 'the patient'} is {was} without {what}, and {now} with it"


def _overlap(one: set[str], other: set[str]) -> bool:
    return bool(one and other) and (one <= other or other <= one)


def _lawful(before: Outcome, after: list[Outcome]) -> bool:
    if before.status == Status.CLEAR:
        return all(outcome.status == Status.CLEAR for outcome in after)
    beyond = any(
        outcome.status == Status.NOT_EVALUATED and any("in no band" in missing.reason for missing in outcome.evidence.missing)
        for outcome in after
    )
    if before.status == Status.SUPPRESSED:
        return beyond or any(outcome.status == Status.SUPPRESSED for outcome in after)
    return beyond or any(
        (outcome.status == Status.FIRED and outcome.certain)
        or (outcome.status == Status.SUPPRESSED and bool(before.evidence.unknown))
        for outcome in after
    )


def _unknown_drug(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    order = _plain_order("unheard-of", r.pick(UNKNOWN_DRUGS), proposed=_decides(subject, case))
    report = subject.report(evolve(case, orders=(*case.orders, order)))
    if not any(one.order.id == order.id for one in report.not_covered):
        yield f"{order.drug} is not known to anybody, and is not among what is not covered"
    if report.status == "clear" or report.is_complete:
        yield f"{order.drug} is not known to anybody, and the report is {report.status}"


def _bystander(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    order = _plain_order("bystander", r.pick(subject.known.bystanders), proposed=_decides(subject, case))
    if any(order.drug is not None and order.drug.name in one.ingredients for one in subject.checker.prepare(case).orders):
        return
    if order.drug is None or order.drug.name in subject.known.ingredients:
        return
    before = said(subject.report(case))
    after = said(subject.report(evolve(case, orders=(*case.orders, order))))
    for about, what in before.items():
        if after.get(about) != what:
            now = f"{after.get(about)} beside {order.drug}, which no rule speaks of"
            yield f"{about[0]} of {', '.join(about[1])} was {what}, and is {now}"


def _decides(subject: Subject, case: Case) -> bool:
    return subject.checker.prepare(case).deciding


def _plain_order(id_: str, drug: str, *, proposed: bool) -> Order:
    timing = Timing(frequency=1.0, per=parse_quantity("1 d"))
    dosage = Dosage(dose=Dose(parse_quantity("1 mg")), route="oral", timing=timing)
    status = OrderStatus.PROPOSED if proposed else OrderStatus.ACTIVE
    return Order(id_, Drug(name=drug), (dosage,), status=status)


def _stale(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """A result that is too old counts as if it were not there."""
    del r
    if case.as_of is None or not case.patient.observations:
        return
    old = tuple(evolve(one, on=ago(case.as_of, _LONG_AGO)) for one in case.patient.observations)
    stale = said(subject.report(evolve(case, patient=evolve(case.patient, observations=old))))
    none = said(subject.report(evolve(case, patient=evolve(case.patient, observations=()))))
    dated = {rule.id for rule in subject.plan.rules if _asks_for_fresh(conditions_of(rule))}
    for about, what in stale.items():
        if about[0] in dated and none.get(about) != what:
            now = f"{none.get(about)} without them"
            yield f"{about[0]} of {', '.join(about[1])} is {what} with results of a hundred years ago, and {now}"


def _asks_for_fresh(conditions: object) -> bool:
    """Whether all results that a rule reads may only be so many days old, and it does not ask whether a test was done."""
    found = [leaf for condition in conditions for leaf in leaves(condition)]  # type: ignore[attr-defined]
    results = [leaf for leaf in found if leaf[0] == "range" and str(leaf[1]).startswith(("obs:", "est:"))]
    return bool(results) and all(leaf[-1] is not None for leaf in results) and all(leaf[0] != "tested" for leaf in found)


def _washout(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
    """A drug that ended counts for as long as a rule says, and no longer; held of rules that ask for nothing else."""
    del r
    report = subject.report(case)
    chart = report.chart
    outcomes = {outcome.key: outcome for outcome in report.outcomes}
    for number, rule in enumerate(subject.plan.rules):
        body = rule.body
        if not isinstance(body, Interaction) or rule.when is not None or rule.modifiers or body.second_added:
            continue
        if body.first.condition is not None or body.second.condition is not None:
            continue
        for side, other in ((body.first, body.second), (body.second, body.first)):
            pasts, presents = (frozenset(subject.plan.populations[one.population]) for one in (side, other))
            if side.within is None or other.within is not None or pasts & presents or chart.has_parts:
                continue
            for past in (one for one in chart.history if pasts & set(one.ingredients) and one.ended is not None):
                for now in (one for one in chart.live if presents & set(one.ingredients) and chart.asks((one,))):
                    if len(past.ingredients) > 1 or len(now.ingredients) > 1:
                        continue
                    counts = (past.ended or 0.0) + side.within > max(now.start, chart.as_of)
                    found = outcomes.get((number, tuple(sorted((past.index, now.index)))))
                    fired = found is not None and found.status == Status.FIRED
                    if fired != counts:
                        spoke = "it fired" if fired else "it did not fire"
                        since = chart.as_of - (past.ended or 0.0)
                        yield f"{rule.id}: {past.id} ended {since:g} d ago, the rule counts {side.within:g} d, and {spoke}"


UNKNOWN = (
    Law("less", "to take an input away never makes what fired, was suppressed or was not evaluated clear", _less),
    Law("unknown-drug", "a drug that nobody knows is named, and the report is never clear", _unknown_drug),
    Law("bystander", "a drug that no rule speaks of takes nothing away", _bystander),
    Law("stale", "a result that is too old counts as if it were not there", _stale),
    Law("washout", "a drug that ended counts for as many days as the rule says, and no longer", _washout),
)
