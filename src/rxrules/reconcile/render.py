"""A reconciliation for a person at a terminal: what needs a decision first, drug by drug, then the alerts of the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.rule import Rule

from rxrules.chart.words import dose_steps
from rxrules.reconcile.alerts import GONE, NEW, STILL, UNKNOWN, WORSE
from rxrules.reconcile.earlier import NOT_RECORDED
from rxrules.reconcile.result import EntryKind
from rxrules.report.render.alerts import long_form
from rxrules.report.render.lines import Line, enough, several, shown
from rxrules.report.render.orders import OrderNames

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rxrules.reconcile.alerts import AlertChange
    from rxrules.reconcile.listed import Listed
    from rxrules.reconcile.result import Entry, Reconciliation

_STATUS = {"incomplete": "bold yellow", "alerts": "bold red", "changed": "bold", "unchanged": "bold green"}
_GROUPS = (
    (EntryKind.NOT_MATCHED, "NOT RECOGNISED", "no known drug of that name: compared with nothing, checked by nothing"),
    (EntryKind.NOT_COMPARABLE, "NOT COMPARABLE", "the drug is on both lists, and something that decides is not known"),
    (EntryKind.DUPLICATION, "POSSIBLY TWICE", "started beside the same drug, or one of its group, that goes on"),
    (EntryKind.STOPPED, "STOPPED", "on BEFORE, and no longer taken"),
    (EntryKind.CHANGED, "CHANGED", "the same drug, otherwise than before"),
    (EntryKind.SUBSTITUTION, "EXCHANGED", "one drug went, and another of the same group came"),
    (EntryKind.STARTED, "STARTED", "on AFTER, and not taken before"),
    (EntryKind.HELD, "ON HOLD", "on AFTER, and not given for now"),
    (EntryKind.CONTINUED, "CONTINUED", "the same ingredients, route and amount"),
    (EntryKind.NOT_CURRENT, "NOT CURRENT", "over on every list that has it"),
)
#: Where the entry's drug alone says all, its reason is not repeated.
_SAID_BY_HEADING = frozenset({EntryKind.CONTINUED, EntryKind.CHANGED, EntryKind.NOT_COMPARABLE, EntryKind.SUBSTITUTION})
_FOLDED = 3
#: How many facts that only BEFORE has are named in a line.
_MOST_CARRIED = 12


def render(found: Reconciliation, *, verbose: bool = False, whole_list: bool = False, assumed: bool = False) -> RenderableType:
    """The whole of it.

    Args:
        found: of one patient.
        verbose: alerts with how they came about, and every list whole.
        whole_list: alerts that were there before in full, too.
        assumed: whether the day was taken from the clock.
    """
    parts: list[RenderableType] = list(_heading(found, assumed=assumed))
    for kind, title, explanation in _GROUPS:
        if entries := found.of(kind):
            parts += [Line("", indent=0), Line((title, "bold cyan"), (f"  {explanation}", "dim"), indent=0)]
            for entry in entries:
                parts += _entry(entry, verbose=verbose)
    parts += _alerts(found, verbose=verbose, whole_list=whole_list)
    parts += _unchecked(found, verbose=verbose)
    parts += [Line("", indent=0), Line((_footer(found), "dim"), indent=0)]
    return Group(*parts)


def _heading(found: Reconciliation, *, assumed: bool) -> list[RenderableType]:
    rulesets = ", ".join(f"{info.id} {info.version}" for info in found.check.plan.rulesets)
    parts: list[RenderableType] = [
        Rule(shown(f"{found.before.id} → {found.after.id}"), align="left", style="dim"),
        Line(
            f"as of {found.check.chart.case.as_of}",
            (" (today: AFTER gives no as_of)" if assumed else "", "yellow"),
            (f"   rulesets: {rulesets}   engines: {', '.join(found.check.engines) or 'none'}", "dim"),
            indent=0,
        ),
        Line((found.status.upper(), _STATUS[found.status]), f"  {_counts(found)}", indent=0, hang=2),
    ]
    day = found.before.as_of
    if day is not None and day.earliest > found.check.chart.as_of:
        parts.append(Line((f"BEFORE is of a later day ({day}) than AFTER: are they the other way round?", "yellow"), indent=0))
    parts += _of_the_patient(found)
    for name, case in (("BEFORE", found.before), ("AFTER", found.after)):
        # SAFETY: a list without an order must not look like one that agrees with the other
        if not case.orders:
            parts.append(Line((f"there is no order on {name}", "yellow"), indent=0))
    return parts


def _of_the_patient(found: Reconciliation) -> list[RenderableType]:
    """What the lists say differently of the patient, and what one of them knows alone."""
    lines = []
    for one in found.contradictions:
        is_lost = one.after == NOT_RECORDED
        checked = "what it raises is told" if is_lost else "checked with what AFTER says"
        lines.append(
            Line((f"{one.what} differs: {one.before} (before), {one.after} (after); {checked}", "yellow"), indent=0, hang=2)
        )
    told = {(one.what, one.before) for one in found.contradictions}
    others = [str(one) for one in found.from_before if (one.what, one.value) not in told]
    if others:
        lines.append(Line((f"of the patient, on BEFORE only: {enough(others, _MOST_CARRIED)}", "yellow"), indent=0, hang=2))
    return [*lines]


def _counts(found: Reconciliation) -> str:
    omitted = sum(entry.is_omission for entry in found.entries)
    parts = []
    for kind, title, _ in _GROUPS:
        number = len(found.of(kind))
        if number:
            of_these = f" ({omitted} without a reason)" if kind is EntryKind.STOPPED and omitted else ""
            parts.append(f"{number} {title.lower()}{of_these}")
    alerts = [f"{len(found.alerts_that_are(change))} {change}" for change in (NEW, WORSE, GONE) if found.alerts_that_are(change)]
    return "; ".join([*parts, f"alerts: {', '.join(alerts)}" if alerts else "no new alert"])


def _entry(entry: Entry, *, verbose: bool) -> list[Line]:
    went, came = (", ".join(f"{one.name} ({one.id})" for one in side) for side in (entry.before, entry.after))
    names = f"{went}  →  {came}" if went and came else went or came
    omitted = ("  OMITTED WITHOUT A REASON ON THE LIST" if entry.is_omission else "", "bold yellow")
    lines = [Line((names, "bold"), omitted, (f"  {_taken(entry)}", "dim"), hang=2)]
    if entry.reason and entry.kind not in _SAID_BY_HEADING and not (entry.is_omission and not entry.after):
        lines.append(Line(entry.reason, indent=4, hang=2))
    wide = max((len(_what(entry, at)) for at in range(len(entry.differences))), default=0)
    for at, one in enumerate(entry.differences):
        times = f"  ({one.ratio:g} times)" if one.ratio is not None else ""
        lines.append(Line(f"{_what(entry, at):<{wide}}  {one.before} → {one.after}", (times, "bold"), indent=4, hang=wide + 2))
    lines += [Line(("not known: ", "yellow"), f"{one.path}: {one.reason}", indent=4, hang=2) for one in entry.missing]
    if entry.kind is not EntryKind.CONTINUED or verbose:
        lines += [Line((words, "dim"), indent=4, hang=2) for words in entry.working]
    lines += [Line((words, "dim"), indent=4, hang=2) for words in entry.therapy]
    if entry.near:
        lines.append(Line(("near names, not used: ", "dim"), (", ".join(entry.near), "italic"), indent=4, hang=2))
    lines += [Line((words, "yellow"), indent=4, hang=2) for words in entry.notes]
    return lines


def _what(entry: Entry, at: int) -> str:
    one = entry.differences[at]
    contents = {name for order in (*entry.before, *entry.after) for name in order.ingredients}
    return f"{one.what} of {one.ingredient}" if one.ingredient and len(contents) > 1 else one.what


def _taken(entry: Entry) -> str:
    """How it is taken, where the differences do not tell it."""
    if entry.differences or entry.working:
        return ""
    return "; ".join(dict.fromkeys(_dose(one) for one in (*entry.before, *entry.after)))


def _dose(one: Listed) -> str:
    name = one.order.ingredients[0] if one.order.ingredients else ""
    return "; ".join(dose_steps(one.chart, one.order, name)) or "no dose"


def _alerts(found: Reconciliation, *, verbose: bool, whole_list: bool) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for change, title, explanation in (
        (NEW, "NEW ALERTS", "what the difference brings"),
        (WORSE, "GRAVER ALERTS", "they were there, and are graver, or further beyond a limit"),
    ):
        if changes := found.alerts_that_are(change):
            parts += [Line("", indent=0), Line((title, "bold cyan"), (f"  {explanation}", "dim"), indent=0)]
            names = OrderNames(found.whole.chart.orders, whole=verbose)
            for one in changes:
                parts += long_form([one.alert], names, verbose=verbose)
                if one.rests_on:
                    parts.append(Line(_on_before_only(one), label="rests on"))
                if one.was is not None and one.was.measured is not None:
                    parts.append(Line(one.was.message.removeprefix("possible: "), label="before"))
    for change, title, explanation in (
        (UNKNOWN, "NOT KNOWN TO BE GONE", "alerts of BEFORE, of which AFTER leaves open whether they hold"),
        (STILL, "STILL THERE", "on both lists"),
        (GONE, "GONE", "alerts of BEFORE that the change ends"),
    ):
        parts += _short(found, change, title, explanation, verbose=verbose, whole_list=whole_list)
    return parts


def _short(
    found: Reconciliation, change: str, title: str, explanation: str, *, verbose: bool, whole_list: bool
) -> list[RenderableType]:
    changes = found.alerts_that_are(change)
    if not changes:
        return []
    parts: list[RenderableType] = [Line("", indent=0), Line((title, "bold cyan"), (f"  {explanation}", "dim"), indent=0)]
    asked = [one for one in changes if change != STILL or whole_list or verbose or _concerns(one, found)]
    names = OrderNames((found.whole if change == STILL else found.was).chart.orders, whole=verbose)
    for one in asked:
        alert = one.alert
        told = (names.of_drug(drug, order) for drug, order in zip(alert.drugs, alert.orders, strict=True))
        orders = ", ".join(dict.fromkeys(told))
        rests_on = f"rests on {_on_before_only(one)}" if one.rests_on else ""
        reasons = "; ".join(filter(None, [one.because, rests_on]))
        because = f"  {reasons}" if reasons else ""
        parts.append(
            Line((f"{alert.severity}  ", "bold"), f"{alert.title}: {orders}{because}", (f"  ({alert.rule.id})", "dim"), hang=2)
        )
    if left := len(changes) - len(asked):
        parts.append(Line((f"and {left} about drugs that did not change (--whole-list)", "dim")))
    return parts


def _on_before_only(one: AlertChange) -> str:
    return f"{'; '.join(one.rests_on)}, on BEFORE only"


def _concerns(one: AlertChange, found: Reconciliation) -> bool:
    # what rests on an allergy that AFTER has lost is never folded away
    return bool(one.rests_on) or not found.check.chart.deciding or any(order.proposed for order in one.alert.orders)


def _unchecked(found: Reconciliation, *, verbose: bool) -> list[RenderableType]:
    """What the check of AFTER could not look at, and what of either input was not read."""
    report = found.check
    names = OrderNames(report.chart.orders, whole=verbose)
    lines = []
    for one in report.unanswered:
        rules = enough((report.plan.rules[outcome.rule].id for outcome in one.outcomes), 99 if verbose else _FOLDED)
        lines.append(
            Line(
                (names.path(one.missing.path), "bold"),
                f"  {one.missing.reason}: {several(len(one.outcomes), 'check')} not made",
                (f"  ({rules})", "dim"),
                hang=2,
            )
        )
    lines += [Line((names[gap.order], "bold"), f"  not covered: {gap.reason}", hang=2) for gap in report.not_covered]
    lines += [Line((fact.path, "bold"), f"  not checked: {fact.reason}", hang=2) for fact in report.not_checked]
    for side, unread in (("before", found.before.unread), ("after", report.unread)):
        lines += [
            Line((f"{side}: {each.path or 'the document'}", "bold"), (f"  not read: {each.reason}", "red"), hang=2)
            for each in unread
            if each.is_error
        ]
    for checked in dict.fromkeys(filter(None, (report, found.whole, found.was, found.recalled))):
        lines += [Line((each.engine, "bold"), (f"  {each.reason}", "red"), hang=2) for each in checked.failures]
        lines += [Line((each.rule.id, "bold"), ("  the engines do not agree", "red"), hang=2) for each in checked.disagreements]
    if not lines:
        return []
    heading = Line(("NOT CHECKED", "bold yellow"), ("  of AFTER, or not read", "dim"), indent=0)
    return [Line("", indent=0), heading, *lines]


def _footer(found: Reconciliation) -> str:
    words = "Rules do not replace clinical judgement."
    if not all(info.clinician_reviewed for info in found.check.plan.rulesets):
        words += " No clinician has reviewed these rulesets."
    return words
