"""Modifiers: each says what it is called, and changes something in exactly one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import DoseLimitRule, DuplicationRule, InteractionRule

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Rule, Severity
    from rxrules.validate.context import Context


def check_modifiers(context: Context, diagnostics: Diagnostics) -> None:
    """Report modifiers that change in no way or two (RX222), nothing (RX223), or have no label (RX224)."""
    for rule in context.tree.rules:
        if not rule.modifiers:
            continue
        usual = _severities(rule)
        for modifier in rule.modifiers:
            if (modifier.severity is not None) == modifier.suppress:
                got = "both severity and suppress" if modifier.suppress else "neither severity nor suppress"
                diagnostics.error("RX222", f"a modifier says {got}, expected exactly one", modifier.span)
            elif usual == {modifier.severity}:
                diagnostics.warning(
                    "RX223",
                    f"a modifier to {modifier.severity} changes nothing: the rule is so already",
                    modifier.span,
                )
            if not modifier.label.strip():
                diagnostics.error(
                    "RX224",
                    "a modifier without a label; the report names it by that",
                    modifier.span,
                    "say which circumstance",
                )


def _severities(rule: Rule) -> set[Severity | None]:
    if isinstance(rule, InteractionRule | DuplicationRule):
        return {rule.severity}
    if isinstance(rule, DoseLimitRule):
        each = rule.severity
        return {each.max, each.hard_max, each.min, each.hard_min} - {None}
    return set()
