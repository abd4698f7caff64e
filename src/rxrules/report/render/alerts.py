"""One alert for a person: its gravity first, then what was found, what it does and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.report.render.lines import Line
from rxrules.report.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from rxrules.report.alert import Alert
    from rxrules.report.render.orders import OrderNames

#: Black on amber and white on red, blue keep a contrast above 4.5:1 in the usual palettes.
BADGES = {
    "contraindicated": "bold white on red",
    "major": "bold black on dark_orange",
    "moderate": "bold black on yellow",
    "minor": "bold white on blue",
}
_READERS = ("prescriber", "pharmacist", "nurse", "patient")
_MOST_SOURCES = 2


def long_form(alert: Alert, names: OrderNames, *, verbose: bool) -> Iterator[RenderableType]:
    """The alert with everything that a reader needs to judge it."""
    yield Line("", indent=0)
    yield _title(alert)
    text = alert.text
    yield Line(", ".join(_orders(alert, names)), label="orders")
    for label, words in (
        ("found", _found(alert)),
        ("effect", text.effect),
        ("mechanism", text.mechanism if verbose else ""),
        ("do", text.action),
        ("because", "; ".join(alert.assumed)),
        ("modified by", alert.modifier),
        ("depends on", "; ".join(_could_change(alert))),
    ):
        if words:
            yield Line(words, label=label)
    if verbose:
        for reader in _READERS:
            if words := getattr(text, reader):
                yield Line(words, label=f"to {reader}"[:11])
    yield Line(", ".join(rule.id for rule in alert.rules), label="rules" if len(alert.rules) > 1 else "rule")
    yield from _sources(alert, verbose=verbose)
    if verbose:
        for outcome in alert.outcomes:
            yield Line(("how it came about", "italic"))
            for what, found in trace(alert.plan, alert.chart, outcome, alert.wording):
                # the sources stand above, with their addresses
                if what != "source":
                    yield Line((f"{what}: ", "dim"), found, indent=4, hang=2)


def short_form(alert: Alert, names: OrderNames, *, verbose: bool) -> Iterator[RenderableType]:
    """The alert in two or three lines, for a case that has many."""
    del verbose
    yield Line("", indent=0)
    yield _title(alert)
    yield Line(", ".join(_orders(alert, names)), (f"  {_found(alert)}", ""), (f"  ({alert.rule.id})", "dim"), hang=2)


def _title(alert: Alert) -> Line:
    notes = ["possible"] if not alert.lead.certain else []
    if alert.under_review:
        notes.append("rule under review")
    badge = (f" {alert.severity.upper()} ", BADGES[alert.severity])
    return Line(badge, " ", (alert.title, "bold"), (f"  ({', '.join(notes)})" if notes else "", "italic"), indent=0, hang=2)


def _orders(alert: Alert, names: OrderNames) -> Iterator[str]:
    for drug, order in zip(alert.drugs, alert.orders, strict=True):
        yield names.of_drug(drug, order)


def _found(alert: Alert) -> str:
    """What was measured; of an alert without a measure the effect says it all."""
    if alert.measured is None and alert.text.effect:
        return ""
    return alert.message.removeprefix("possible: ")


def _could_change(alert: Alert) -> Iterator[str]:
    missing = ", ".join(dict.fromkeys(one.path for one in alert.missing))
    for label in alert.unknown_modifiers:
        yield f"{label} (not known: {missing})" if missing else f"{label} (not known)"


def _sources(alert: Alert, *, verbose: bool) -> Iterator[Line]:
    shown = alert.sources if verbose or len(alert.sources) <= _MOST_SOURCES + 1 else alert.sources[:_MOST_SOURCES]
    for number, source in enumerate(shown):
        words = ", ".join(part for part in (source.title, source.section) if part)
        read = f", read {source.accessed}" if source.accessed else ""
        address = f"  {source.url}{read}" if verbose else ""
        yield Line(words, (address, "dim"), label="source" if number == 0 else " ")
    if len(shown) < len(alert.sources):
        yield Line((f"and {len(alert.sources) - len(shown)} more (--verbose lists them)", "dim"), label=" ")
