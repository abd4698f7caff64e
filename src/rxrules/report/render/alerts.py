"""One alert for a person: its gravity first, then what was found, what it does and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.report.render.lines import Line
from rxrules.report.trace import near_edge, trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
#: Whom an alert can speak to.
READERS = ("prescriber", "pharmacist", "nurse", "patient")
_MOST_SOURCES = 2


def alike(alerts: Sequence[Alert]) -> list[list[Alert]]:
    """The alerts in groups that differ in nothing but the orders that they are about, in the order of the first."""
    groups: dict[object, list[Alert]] = {}
    for number, alert in enumerate(alerts):
        said = (alert.severity, alert.certainty, alert.modifier, alert.unknown_modifiers, alert.assumed)
        # what was measured or read is told of each
        key = number if _found(alert) else (*said, *(rule.id for rule in alert.rules))
        groups.setdefault(key, []).append(alert)
    return list(groups.values())


def long_form(group: Sequence[Alert], names: OrderNames, *, verbose: bool, reader: str = "") -> Iterator[RenderableType]:
    """Alerts that are alike, with everything that a reader needs to judge them; with the words for one reader, or for all."""
    alert = group[0]
    yield Line("", indent=0)
    yield _title(alert)
    # an alert about the patient alone has none
    for number, one in enumerate(one for one in group if one.orders):
        yield Line(_orders(one, names), label="orders" if number == 0 else " ")
    text = alert.text
    if reader and not verbose and (own := getattr(text, reader)):
        # what was asked for stands before what is written for the prescriber
        yield Line(own, label=reader)
    for label, words in (
        ("found", _found(alert)),
        ("effect", text.effect),
        ("mechanism", text.mechanism if verbose else ""),
        ("do", text.action),
        ("because", "; ".join(alert.assumed)),
        ("modified by", alert.modifier),
        ("depends on", _could_change(group, names)),
        ("near edge", "; ".join(near_edge(alert))),
    ):
        if words:
            yield Line(words, label=label)
    for name in READERS if verbose else ():
        if words := getattr(text, name):
            yield Line(words, label=name)
    yield Line(", ".join(rule.id for rule in alert.rules), label="rules" if len(alert.rules) > 1 else "rule")
    yield from _sources(alert, verbose=verbose)
    if verbose:
        for outcome in (outcome for one in group for outcome in one.outcomes):
            yield Line(("how it came about", "italic"))
            for what, found in trace(alert.plan, alert.chart, outcome, alert.wording):
                # the sources stand above, with their addresses
                if what != "source":
                    yield Line((f"{what}: ", "dim"), found, indent=4, hang=2)


def short_form(group: Sequence[Alert], names: OrderNames) -> Iterator[RenderableType]:
    """Alerts that are alike, in two or three lines, for a case that has many."""
    yield Line("", indent=0)
    yield _title(group[0])
    for alert in group:
        found = _found(alert) or alert.text.effect
        yield Line("  ".join(words for words in (_orders(alert, names), found) if words), (f"  ({alert.rule.id})", "dim"), hang=2)


def _title(alert: Alert) -> Line:
    notes = ["possible"] if not alert.lead.certain else []
    if alert.under_review:
        notes.append("rule under review")
    badge = (f" {alert.severity.upper()} ", BADGES[alert.severity])
    return Line(badge, " ", (alert.title, "bold"), (f"  ({', '.join(notes)})" if notes else "", "italic"), indent=0, hang=2)


def _orders(alert: Alert, names: OrderNames) -> str:
    return ", ".join(names.of_drug(drug, order) for drug, order in zip(alert.drugs, alert.orders, strict=True))


def _found(alert: Alert) -> str:
    """What was measured or read; of an alert whose message is its effect, title and effect say it all."""
    found = alert.finding
    if found.measured is None and found.message.endswith(alert.text.effect or alert.title):
        return ""
    return found.message.removeprefix("possible: ")


def _could_change(group: Sequence[Alert], names: OrderNames) -> str:
    labels = "; ".join(group[0].unknown_modifiers)
    missing = ", ".join(dict.fromkeys(names.path(one.path) for alert in group for one in alert.missing))
    return f"{labels} (not known: {missing})" if labels and missing else labels


def _sources(alert: Alert, *, verbose: bool) -> Iterator[Line]:
    shown = alert.sources if verbose or len(alert.sources) <= _MOST_SOURCES + 1 else alert.sources[:_MOST_SOURCES]
    for number, source in enumerate(shown):
        words = ", ".join(part for part in (source.title, source.section) if part)
        read = f", read {source.accessed}" if source.accessed else ""
        address = f"  {source.url}{read}" if verbose else ""
        yield Line(words, (address, "dim"), label="source" if number == 0 else " ")
    if len(shown) < len(alert.sources):
        yield Line((f"and {len(alert.sources) - len(shown)} more (--verbose lists them)", "dim"), label=" ")
