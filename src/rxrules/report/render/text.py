"""A report for a person at a terminal: what matters first, readable at a glance, the same without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.rule import Rule

from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES
from rxrules.report.coverage import NO_ORDER
from rxrules.report.render.alerts import alike, long_form, short_form
from rxrules.report.render.lines import Line, enough, several, shown
from rxrules.report.render.orders import OrderNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from rxrules.report.report import Report, Unanswered

_STATUS = {"alerts": "bold red", "incomplete": "bold yellow", "clear": "bold green"}
#: With more alerts than this, of those that differ in more than the orders, those that do not interrupt are told in short.
_MANY_ALERTS = 6
#: How much of what costs no check is listed.
_MOST_REMARKS = 6

#: Between what was written of a condition or an allergy and what it may be, in a reason of the engines.
_MAY_BE = " is not recognised: it may be "


def render(report: Report, *, verbose: bool = False, reader: str = "") -> RenderableType:
    """The whole report.

    Args:
        report: of one check.
        reader: whose words stand with each alert: ``prescriber``, ``pharmacist``, ``nurse`` or ``patient``; empty for nobody's.
        verbose: every alert at length, with its trace, its sources with addresses, and what it says to the prescriber,
            the pharmacist, the nurse and the patient; and every list whole.
    """
    names = OrderNames(report.chart.orders, whole=verbose)
    parts: list[RenderableType] = list(_heading(report))
    groups = [[alert] for alert in report.alerts] if verbose else alike(report.alerts)
    in_short = len(groups) > _MANY_ALERTS and not (verbose or reader)
    for group in groups:
        if in_short and not group[0].interrupts:
            parts += short_form(group, names)
        else:
            parts += long_form(group, names, verbose=verbose, reader=reader)
    parts += _section("NOT EVALUATED", "an input is missing, these checks were not made", _unanswered(report, names, verbose))
    parts += _section("NOT COVERED", "no loaded rule knows this", _not_covered(report, names))
    parts += _section("NOT CHECKED", "known of the patient, and no loaded rule looks at it", _not_checked(report))
    parts += _section("NOT READ", "took no part in any check", _unread(report, verbose))
    parts += _section("SUPPRESSED", "fired, and a known circumstance holds it back", _suppressed(report, names))
    parts += _section("ENGINES", "did not agree, or did not run", _engines(report, names))
    parts += _footer(report)
    return Group(*parts)


def print_report(report: Report, console: Console, *, verbose: bool = False, reader: str = "") -> None:
    """Print a report; colours are the console's own choice, and off where it is no terminal."""
    console.print(render(report, verbose=verbose, reader=reader))


def _heading(report: Report) -> Sequence[RenderableType]:
    case = report.chart.case
    rulesets = ", ".join(f"{info.id} {info.version}" for info in report.plan.rulesets)
    assumed = (" (today: the case gives no as_of)", "yellow") if report.as_of_assumed else ""
    return (
        Rule(shown(case.id), align="left", style="dim"),
        Line(
            f"as of {case.as_of}",
            assumed,
            (f"   rulesets: {rulesets}   engines: {', '.join(report.engines) or 'none'}", "dim"),
            indent=0,
        ),
        Line((report.status.upper(), _STATUS[report.status]), f"  {_counts(report)}", indent=0, hang=2),
        *_scope(report),
        *_nothing_to_check(report),
    )


def _scope(report: Report) -> Sequence[Line]:
    """What was left out because something is being decided."""
    others = [order for order in report.chart.orders if order.live and order.ingredients and not order.proposed]
    if not report.chart.deciding or not others:
        return ()
    number = "1 other order was" if len(others) == 1 else f"{len(others)} other orders were"
    words = f"checked what a proposed order is part of; {number} not checked apart from it (--whole-list does)"
    return (Line((words, "dim"), indent=0),)


def _counts(report: Report) -> str:
    by_severity = [sum(alert.severity == severity for alert in report.alerts) for severity in SEVERITIES]
    alerts = ", ".join(
        f"{number} {severity}" for number, severity in zip(reversed(by_severity), reversed(SEVERITIES), strict=True) if number
    )
    uncovered = len({one.order.id for one in report.not_covered})
    errors = sum(unread.is_error for unread in report.unread)
    parts = [
        f"{several(len(report.alerts), 'alert')}: {alerts}" if report.alerts else "no alert",
        f"{several(len(report.not_evaluated), 'check')} not made" if report.not_evaluated else "",
        f"{several(uncovered, 'order')} not covered" if uncovered else "",
        f"{several(errors, 'part')} not read" if errors else "",
        f"the engines differ on {several(len(report.disagreements), 'check')}" if report.disagreements else "",
        f"{several(len(report.suppressed), 'check')} suppressed" if report.suppressed else "",
        f"{several(len(report.clear), 'check')} clear",
    ]
    return "; ".join(part for part in parts if part)


def _nothing_to_check(report: Report) -> list[RenderableType]:
    return [Line((one.reason, "bold yellow"), indent=0) for one in report.not_checked if one.path == NO_ORDER]


def _section(title: str, explanation: str, lines: Sequence[Line]) -> list[RenderableType]:
    if not lines:
        return []
    return [Line("", indent=0), Line((title, "bold yellow"), (f"  {explanation}", "dim"), indent=0), *lines]


def _unanswered(report: Report, names: OrderNames, verbose: bool) -> list[Line]:  # noqa: FBT001
    """One line for each reason, whatever the number of orders that it holds for, and for each entry that nobody recognises."""
    folded: dict[str, list[Unanswered]] = {}
    meanings: dict[str, list[str]] = {}
    for one in report.unanswered:
        # an entry that is not recognised may be whatever the rules ask for: that is one gap, not one for each of them
        reason, doubt, meaning = one.missing.reason.partition(_MAY_BE)
        folded.setdefault(reason + doubt, []).append(one)
        meanings.setdefault(reason + doubt, []).append(meaning)
    lines = []
    for reason, group in folded.items():
        outcomes = {id(outcome): outcome for one in group for outcome in one.outcomes}.values()
        rules = enough((report.plan.rules[outcome.rule].id for outcome in outcomes), 99 if verbose else 3)
        where = ", ".join(dict.fromkeys(names.path(one.missing.path) for one in group))
        lines.append(
            Line(
                (reason + enough(filter(None, meanings[reason]), 99 if verbose else 3), "bold"),
                f": {several(len(outcomes), 'check')} not made",
                (f"  {where}  ({rules})", "dim"),
                hang=2,
            )
        )
    return lines


def _not_covered(report: Report, names: OrderNames) -> list[Line]:
    # every one of them: an order that nobody checked is never folded away
    lines = []
    for one in report.not_covered:
        near = ", ".join(one.near)
        told = f"  near names, not used: {near}" if near else ""
        lines.append(Line((names[one.order], "bold"), f"  {one.reason}", (told, "italic"), hang=2))
    return lines


def _not_checked(report: Report) -> list[Line]:
    return [Line((one.path, "bold"), f"  {one.reason}", hang=2) for one in report.not_checked if one.path != NO_ORDER]


def _unread(report: Report, verbose: bool) -> list[Line]:  # noqa: FBT001
    errors = [
        Line((one.path or "the document", "bold"), (f"  {one.reason}", "red"), hang=2) for one in report.unread if one.is_error
    ]
    remarks = [(one.path, one.reason) for one in report.unread if not one.is_error]
    shown_ = remarks if verbose or len(remarks) <= _MOST_REMARKS + 1 else remarks[:_MOST_REMARKS]
    lines = errors + [Line(path, (f"  {reason}", "dim"), hang=2) for path, reason in shown_]
    if len(shown_) < len(remarks):
        lines.append(Line((f"and {len(remarks) - len(shown_)} more that cost no check (--verbose lists them)", "dim")))
    return lines


def _suppressed(report: Report, names: OrderNames) -> list[Line]:
    lines = []
    for outcome in report.suppressed:
        rule = report.plan.rules[outcome.rule]
        label = rule.modifiers[outcome.evidence.modifier].label
        orders = "".join(f"{', ' if place else '  '}{names[order]}" for place, order in enumerate(outcome.orders))
        lines.append(Line(f"{report.plan.texts[rule.text].title or rule.id}: {label}", (f"{orders}  ({rule.id})", "dim"), hang=2))
    return lines


def _engines(report: Report, names: OrderNames) -> list[Line]:
    lines = [Line((one.engine, "bold"), (f"  {one.reason}", "red"), hang=2) for one in report.failures]
    for one in report.disagreements:
        said = ", ".join(f"{name} says {_said(outcome)}" for name, outcome in one.outcomes.items())
        orders = ", ".join(names.of(medication) for medication in one.medications)
        lines.append(Line((one.rule.id, "bold"), f" on {orders or 'the patient'}: ", (said, "red"), hang=2))
    return lines


def _said(outcome: object) -> str:
    if outcome is None:
        return "nothing"
    status = Status(outcome.status)  # type: ignore[attr-defined]
    word = status.name.lower().replace("_", " ")
    if status is not Status.FIRED:
        return word
    severity = SEVERITIES[outcome.severity]  # type: ignore[attr-defined]
    return f"{word} ({severity}, {'certain' if outcome.certain else 'possible'})"  # type: ignore[attr-defined]


def _footer(report: Report) -> list[RenderableType]:
    words = "Rules do not replace clinical judgement."
    if not all(info.clinician_reviewed for info in report.plan.rulesets):
        words += " No clinician has reviewed these rulesets."
    return [Line("", indent=0), Line((words, "dim"), indent=0)]
