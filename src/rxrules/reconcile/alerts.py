"""The alerts of both lists told apart: new, graver, still there, gone, and those of which it is no longer known.

A fingerprint changes with the amounts that a rule reads, which is right for remembering an override, and wrong here: a daily dose
that is above the limit on both lists is one alert, whatever the two doses are. Alerts are therefore the same where the same rule
speaks of the same ingredients; the fingerprint only chooses among several such.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from rxrules.chart.chart import INFINITY
from rxrules.report import fingerprint
from rxrules.report.trace import trace
from rxrules.units import exceeds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rxrules.reconcile.earlier import Carried
    from rxrules.report import Alert, Report

#: In the order in which they are told.
NEW, WORSE, UNKNOWN, STILL, GONE = ALERT_CHANGES = ("new", "worse", "unknown", "still", "gone")


@frozen(eq=False)
class AlertChange:
    """An alert, and what became of it between the lists.

    Attributes:
        change: ``new``; ``worse``: graver, more certain, or further beyond its limit; ``still``: there on both lists; ``gone``:
            there before only; ``unknown``: there before, and what it needs is not known of AFTER.
        alert: of AFTER; of BEFORE where it is gone or unknown.
        was: the same alert of BEFORE, where there was one.
        because: why it is gone or not known, in words; empty for the others.
        rests_on: what only BEFORE knows of the patient, where the alert would not be there, or not be as grave, without it.
    """

    change: str
    alert: Alert
    was: Alert | None = None
    because: str = ""
    rests_on: tuple[str, ...] = ()


def tell_apart(
    before: Report, after: Report, why_gone: Callable[[Alert], str], lost: Callable[[Alert], str]
) -> tuple[AlertChange, ...]:
    """The alerts of two reports on the whole lists of the same patient on the same day.

    Args:
        before: on the earlier list.
        after: on the later one.
        why_gone: of an alert of BEFORE, what became of its orders.
        lost: why it can't be known that an alert of BEFORE is gone, in words; empty where it can.
    """
    known: dict[object, list[Alert]] = defaultdict(list)
    for alert in before.alerts:
        for key in _keys(alert):
            known[key].append(alert)
    used: set[int] = set()
    found = [_of_after(alert, known, used) for alert in after.alerts]
    open_rules = {(after.plan.rules[one.rule].id, order.ingredients) for one in after.not_evaluated for order in one.orders}
    for alert in before.alerts:
        if id(alert) in used:
            continue
        doubt = lost(alert) or _unanswered(alert, open_rules)
        found.append(AlertChange(UNKNOWN if doubt else GONE, alert, alert, doubt or why_gone(alert)))
    return tuple(sorted(found, key=lambda one: ALERT_CHANGES.index(one.change)))


def with_recalled(
    found: Sequence[AlertChange], recalled: Sequence[AlertChange], facts: Sequence[Carried]
) -> tuple[AlertChange, ...]:
    """The alerts of AFTER, and those that only what BEFORE knows of the patient raises, or makes graver.

    SAFETY: what BEFORE knows never takes an alert away, because AFTER may have struck it off with good reason.

    Args:
        found: told apart for the patient of AFTER.
        recalled: told apart for the same patient with these facts.
        facts: what only BEFORE knows.
    """
    merged = list(found)
    for one in recalled:
        if one.change == GONE:
            continue
        keys = set(_keys(one.alert))
        same = [at for at, each in enumerate(merged) if each.change != GONE and not keys.isdisjoint(_keys(each.alert))]
        known = {key for at in same for key in _keys(merged[at].alert)}
        graver = all(_rank(one.alert) > _rank(merged[at].alert) for at in same)
        if keys <= known and not graver:
            continue
        if same and graver:
            merged = [each for at, each in enumerate(merged) if at not in same]
        merged.append(evolve(one, rests_on=_rests_on(one.alert, facts)))
    return tuple(sorted(merged, key=lambda one: ALERT_CHANGES.index(one.change)))


def _rank(alert: Alert) -> tuple[int, bool]:
    return alert.lead.severity, alert.lead.certain


def _rests_on(alert: Alert, facts: Sequence[Carried]) -> tuple[str, ...]:
    """The facts that the alert names; all of them where it names none."""
    lines = [line for outcome in alert.outcomes for _, line in trace(alert.plan, alert.chart, outcome, alert.wording)]
    said = "\n".join([*lines, alert.modifier]).casefold()
    named = [str(fact) for fact in facts if fact.value.partition(" (")[0].casefold() in said]
    return tuple(named or map(str, facts))


def _of_after(alert: Alert, known: dict[object, list[Alert]], used: set[int]) -> AlertChange:
    lead, *others = _keys(alert)
    candidates = [one for one in known.get(lead, ()) if id(one) not in used]
    if not candidates:
        return AlertChange(NEW, alert)
    mark = fingerprint(alert)
    was = next((one for one in candidates if fingerprint(one) == mark), candidates[0])
    used.add(id(was))
    joined = any(key not in known for key in others)
    return AlertChange(WORSE if joined or _is_worse(alert, was) else STILL, alert, was)


def _keys(alert: Alert) -> list[tuple[object, ...]]:
    """Each rule that speaks, with the ingredients that it means, the leading rule first."""
    drugs = list(zip([order.id for order in alert.orders], alert.drugs, strict=False))
    if alert.rule.kind == "duplication":
        # a third order of the drug is more than two
        names: tuple[str, ...] = tuple(sorted(drug for _, drug in dict.fromkeys(drugs)))
    else:
        names = tuple(sorted({drug for _, drug in drugs}))
    return [(rule.id, alert.code, names) for rule in alert.rules]


def _is_worse(alert: Alert, was: Alert) -> bool:
    if (alert.lead.severity, alert.lead.certain) > (was.lead.severity, was.lead.certain):
        return True
    now, then = alert.measured, was.measured
    if now is None or then is None or now.unit != then.unit:
        return now is not None and then is None
    if alert.code == "DOSEL":
        return exceeds(then.low, now.low)
    return then.value != INFINITY and (now.value == INFINITY or exceeds(now.value, then.value))


def _unanswered(alert: Alert, open_rules: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """SAFETY: an alert that could not be evaluated is not gone."""
    rules = {rule.id for rule in alert.rules}
    drugs = {drug for names in alert.drugs for drug in names.split("/")}
    if any(rule in rules and drugs.intersection(ingredients) for rule, ingredients in open_rules):
        return "the check could not be made on AFTER: an input is missing"
    return ""
