"""Rules that hold a drug against the patient: each says what is wrong, of whom, and how grave it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import InteractionRule, OmissionRule
from rxrules.validate.selectors import speaks_of_an_order
from rxrules.validate.walk import inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import When, Window
    from rxrules.validate.context import Context

_FINDINGS = ("missing", "overdue", "out_of_range")


def check_contraindications(context: Context, diagnostics: Diagnostics) -> None:
    """Report contraindications that say nothing of the patient (RX231)."""
    for rule in context.contraindications:
        if rule.when is None:
            message = f"{rule.id.text!r} does not say when its drug is contraindicated"
            diagnostics.error("RX231", message, rule.id.span, "add when")


def check_monitoring(context: Context, diagnostics: Diagnostics) -> None:
    """Report monitoring that can find nothing (RX235), or passes over what it should find (RX236)."""
    for rule in context.monitorings:
        severity = rule.severity
        if not rule.test:
            diagnostics.error("RX235", f"{rule.id.text!r} names no test", rule.id.span, "add test, the name of an observation")
        if not any(getattr(severity, name) for name in _FINDINGS):
            hint = f"add one of {', '.join(_FINDINGS)}, such as missing: major"
            diagnostics.error("RX235", f"{rule.id.text!r} has no severity, so nothing would be found", severity.span, hint)
            continue
        if severity.out_of_range and rule.range is None:
            message = "severity speaks of out_of_range, but there is no range"
            diagnostics.error("RX235", message, severity.span, "add range, an interval of the result")
        elif rule.range is not None and not severity.out_of_range:
            message = "a result out of range has no severity, so none would be found"
            diagnostics.error("RX235", message, rule.range.span, "add out_of_range to severity")
        if severity.overdue and not severity.missing:
            # SAFETY: what was never done is not overdue
            message = f"{rule.id.text!r} finds a test that is overdue, and none that was never done"
            diagnostics.warning("RX236", message, severity.span, "add missing to severity")
        elif severity.missing and not severity.overdue and not severity.out_of_range:
            message = f"a test that was done long ago is not found by {rule.id.text!r}, whatever within says"
            diagnostics.warning("RX236", message, rule.within.span, "add overdue to severity")


def check_omissions(context: Context, diagnostics: Diagnostics) -> None:
    """Report omissions of nothing, or that nothing asks for (RX237)."""
    for rule in context.omissions:
        if not rule.missing:
            message = f"{rule.id.text!r} does not say what is missing"
            diagnostics.error("RX237", message, rule.id.span, "name the drugs any of which will do")
        if rule.drug is None and rule.when is None:
            message = f"{rule.id.text!r} would alert of every patient: it has neither drug nor when"
            diagnostics.error("RX237", message, rule.id.span, "say what asks for the partner")


def check_orders_spoken_of(context: Context, diagnostics: Diagnostics) -> None:
    """Report conditions of an order where there is none (RX242), and of the time between two where there are not two (RX244)."""
    for when in _of_patients(context):
        if speaks_of_an_order(when):
            message = "this asks something of an order, but is of the patient alone"
            diagnostics.error("RX242", message, when.span, "ask it of a drug: as drug, or inside with")
    for rule, when in context.whens:
        for name in ("apart", "before", "after"):
            window: Window | None = getattr(when, name)
            if window is None:
                continue
            if not isinstance(rule, InteractionRule):
                message = f"{name} is between the two drugs of an interaction"
                diagnostics.error("RX244", message, window.span, "take it out, or write an interaction")
            elif name != "apart" and when.of is None:
                message = f"{name} does not say of which drug's doses"
                diagnostics.error("RX244", message, window.span, "name it with of; or write apart, whichever comes first")


def _of_patients(context: Context) -> Iterator[When]:
    """The conditions that see no order: of omissions without a drug, and of what adds to a burden and is no drug."""
    yield from (when for rule, when in context.whens if isinstance(rule, OmissionRule) and rule.drug is None)
    for burden in context.burdens:
        for part in burden.items:
            if part.when is not None:
                yield from inside(part.when)
