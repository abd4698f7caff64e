"""A report for a person at a terminal: what matters first, readable at a glance, the same without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rxrules.engines.base import Status
from rxrules.report.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.engines.base import Outcome
    from rxrules.report.alert import Alert
    from rxrules.report.report import Report

_BADGES = {
    "contraindicated": "bold white on red",
    "major": "bold white on dark_orange3",
    "moderate": "bold black on yellow",
    "minor": "bold white on blue",
}
_STATUS = {"alerts": "bold red", "incomplete": "bold yellow", "clear": "bold green"}


def render(report: Report, *, verbose: bool = False) -> RenderableType:
    """The whole report.

    Args:
        report: of one check.
        verbose: with the trace of each alert.
    """
    parts: list[RenderableType] = [_heading(report)]
    parts += [part for alert in report.alerts for part in _alert(report, alert, verbose=verbose)]
    parts += _section("NOT EVALUATED", "an input is missing: these checks were not made", _unanswered(report))
    parts += _section("NOT COVERED", "no loaded rule knows this", _not_covered(report))
    parts += _section("NOT READ", "took no part in any check", _unread(report))
    parts += _section("SUPPRESSED", "fired, and a known circumstance holds it back", _suppressed(report))
    parts += _section("ENGINES", "did not agree, or did not run", _engines(report))
    parts.append(_footer(report))
    return Group(*parts)


def print_report(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print a report; colours are the console's own choice, and off where it is no terminal."""
    console.print(render(report, verbose=verbose))


def _heading(report: Report) -> RenderableType:
    case = report.chart.case
    rulesets = ", ".join(f"{info.id} {info.version}" for info in report.plan.rulesets)
    assumed = " (today: the case gives no as_of)" if report.as_of_assumed else ""
    line = Text.assemble(
        (case.id, "bold"),
        f"  as of {case.as_of}{assumed}  ",
        (f"{rulesets}  ", "dim"),
        (f"{' + '.join(report.engines) or 'no engine'}", "dim"),
    )
    verdict = Text(f"{report.status.upper()}", style=_STATUS[report.status])
    counts = (
        f"  {len(report.alerts)} alert(s), {len(report.not_evaluated)} not evaluated, "
        f"{len(report.not_covered)} not covered, {len(report.clear)} clear"
    )
    return Group(Rule(style="dim"), line, Text.assemble(verdict, counts))


def _alert(report: Report, alert: Alert, *, verbose: bool) -> Iterable[RenderableType]:
    notes = [alert.certainty] if alert.certainty == "possible" else []
    if alert.under_review:
        notes.append("rule under review")
    yield Text("")
    yield Text.assemble(
        (f" {alert.severity.upper()} ", _BADGES[alert.severity]),
        " ",
        (alert.title, "bold"),
        (f"  {', '.join(notes)}" if notes else "", "italic"),
    )
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row("orders", ", ".join(f"{name} ({order.id})" for name, order in zip(alert.drugs, alert.orders, strict=True)))
    text = alert.text
    for label, words in (
        ("found", alert.message if alert.measured is not None or not text.effect else ""),
        ("effect", text.effect),
        ("do", text.action),
        ("because", "; ".join(alert.assumed)),
        ("modified by", alert.modifier),
        ("could change it", ", ".join(_could_change(alert))),
        ("rules", ", ".join(rule.id for rule in alert.rules)),
    ):
        if words:
            rows.add_row(label, words)
    for number, source in enumerate(alert.sources):
        words = ", ".join(part for part in (source.title, source.section) if part)
        rows.add_row("source" if number == 0 else "", Text.assemble(words, (f"  {source.url}", "dim")))
    if verbose:
        for outcome in alert.outcomes:
            for step in trace(report.plan, report.chart, outcome, report.wording):
                rows.add_row(Text(step.what, style="dim italic"), Text(step.found, style="italic"))
    yield Padding(rows, (0, 0, 0, 2))


def _could_change(alert: Alert) -> Iterable[str]:
    missing = ", ".join(dict.fromkeys(one.path for one in alert.missing))
    for label in alert.unknown_modifiers:
        yield f"{label} (not known: {missing})" if missing else label


def _section(title: str, explanation: str, lines: Sequence[Text]) -> list[RenderableType]:
    if not lines:
        return []
    heading = Text.assemble("\n", (title, "bold yellow"), (f"  {explanation}", "dim"))
    return [heading, *(Padding(line, (0, 0, 0, 2)) for line in lines)]


def _unanswered(report: Report) -> list[Text]:
    lines = []
    for missing, outcomes in report.unanswered:
        rules = list(dict.fromkeys(report.plan.rules[outcome.rule].id for outcome in outcomes))
        shown = ", ".join(rules[:4]) + (f" and {len(rules) - 4} more" if len(rules) > 4 else "")
        checks = "1 check" if len(outcomes) == 1 else f"{len(outcomes)} checks"
        lines.append(Text.assemble(missing.reason, (f"  {missing.path}", "dim"), f": {checks} not made ", (f"({shown})", "dim")))
    return lines


def _not_covered(report: Report) -> list[Text]:
    lines = []
    for one in report.not_covered:
        near = f"  near names: {', '.join(one.near)}?" if one.near else ""
        lines.append(Text.assemble((one.order.id, "bold"), f"  {one.reason}", (near, "italic")))
    return lines


def _unread(report: Report) -> list[Text]:
    return [
        Text.assemble((one.path, "bold"), f"  {one.reason}", style="red" if one.is_error else "") for one in report.unread
    ]


def _suppressed(report: Report) -> list[Text]:
    lines = []
    for outcome in report.suppressed:
        rule = report.plan.rules[outcome.rule]
        label = rule.modifiers[outcome.evidence.modifier].label
        lines.append(Text(f"{report.plan.texts[rule.text].title or rule.id} ({_ids(outcome)}): {label}"))
    return lines


def _engines(report: Report) -> list[Text]:
    lines = [Text(f"{one.engine}: {one.reason}", style="red") for one in report.failures]
    for one in report.disagreements:
        said = ", ".join(
            f"{name}: {'nothing' if outcome is None else Status(outcome.status).name.lower()}"
            for name, outcome in one.outcomes.items()
        )
        lines.append(Text(f"{one.rule.id} on {', '.join(one.medications)}: {said}", style="red"))
    return lines


def _footer(report: Report) -> RenderableType:
    reviewed = all(info.clinician_reviewed for info in report.plan.rulesets)
    words = "Rules do not replace clinical judgement."
    if not reviewed:
        words += " No clinician has reviewed these rulesets."
    return Text(f"\n{words}", style="dim")


def _ids(outcome: Outcome) -> str:
    return ", ".join(order.id for order in outcome.orders)
