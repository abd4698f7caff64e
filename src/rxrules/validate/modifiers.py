"""Modifiers: each says what it is called, and changes something in exactly one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import (
    AllergyRule,
    BurdenRule,
    ContraindicationRule,
    DoseLimitRule,
    DuplicationRule,
    InteractionRule,
    MonitoringRule,
    OmissionRule,
)
from rxrules.plan import SEVERITIES
from rxrules.validate.selectors import speaks_of_an_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Rule, Severity, When
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


def check_lowering(context: Context, diagnostics: Diagnostics) -> None:
    """Report modifiers that lower where something holds of the orders, without a word of which (RX230).

    SAFETY: without ``of`` it must hold of every order then, because one that is not so keeps the danger.
    """
    for rule in context.tree.rules:
        if not isinstance(rule, InteractionRule | DuplicationRule) or not rule.modifiers:
            continue
        if isinstance(rule, DuplicationRule) and rule.group is None:
            continue  # its orders have no name that could be said
        for modifier in rule.modifiers:
            if not _lowers(modifier.severity, rule.severity):
                continue
            whole = rule.group.text if isinstance(rule, DuplicationRule) and rule.group is not None else None
            for when in _asked_of_every_order(modifier.when, whole):
                diagnostics.warning(
                    "RX230",
                    f"{modifier.label!r} lowers only if this holds of every order that {rule.id.text!r} is about",
                    when.span,
                    "say with of whose order is meant",
                )


def _lowers(to: Severity | None, usual: Severity) -> bool:
    return to is None or SEVERITIES.index(to) < SEVERITIES.index(usual)


def _asked_of_every_order(when: When, whole: str | None, *, of_every: bool = True) -> Iterator[When]:
    """The conditions of orders without ``of``; in a ``not`` they are asked of any order, not of every one.

    So are those of a part of the drugs of a duplication, whose orders are all one participant: ``whole`` is what that is called.
    """
    part_of_all = when.of is not None and whole is not None and when.of.text != whole
    if of_every and (part_of_all or (when.of is None and speaks_of_an_order(when))):
        yield when
    for part in when.all + when.any:
        yield from _asked_of_every_order(part, whole, of_every=of_every)
    if when.not_ is not None:
        yield from _asked_of_every_order(when.not_, whole, of_every=not of_every)


def _severities(rule: Rule) -> set[Severity | None]:
    if isinstance(rule, InteractionRule | DuplicationRule | ContraindicationRule | AllergyRule | OmissionRule):
        return {rule.severity}
    if isinstance(rule, DoseLimitRule):
        each = rule.severity
        return {each.max, each.hard_max, each.min, each.hard_min} - {None}
    if isinstance(rule, MonitoringRule):
        return {rule.severity.missing, rule.severity.overdue, rule.severity.out_of_range} - {None}
    return {level.severity for level in rule.levels} if isinstance(rule, BurdenRule) else set()
