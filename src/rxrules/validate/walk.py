"""The way through a rule: every condition and every selector in it, at whatever depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import (
    AllergyRule,
    BurdenRule,
    ContraindicationRule,
    DoseLimitRule,
    InteractionRule,
    MonitoringRule,
    OmissionRule,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.language.ast import Rule, Selector, SourceRef, When


def conditions(rule: Rule) -> Iterator[When]:
    """Every condition of a rule, of its modifiers and of the items of a burden, those inside others included."""
    if not rule.modifiers and rule.when is None and not isinstance(rule, BurdenRule):
        return
    waiting = [modifier.when for modifier in reversed(rule.modifiers)]
    if isinstance(rule, BurdenRule):
        waiting += reversed([item.when for item in rule.items if item.when is not None])
    if rule.when is not None:
        waiting.append(rule.when)
    yield from inside(*reversed(waiting))


def inside(*conditions: When) -> Iterator[When]:
    """Conditions, each with those inside it, in the order in which they are written."""
    waiting = list(reversed(conditions))
    while waiting:
        when = waiting.pop()
        yield when
        if when.not_ is not None:
            waiting.append(when.not_)
        waiting += reversed(when.all + when.any)


def participants(rule: Rule) -> tuple[Selector, ...]:
    """The selectors of the drugs that a rule is about; a duplication has none, and neither has what is of the patient alone."""
    if isinstance(rule, InteractionRule):
        return rule.between
    if isinstance(rule, DoseLimitRule | ContraindicationRule | MonitoringRule):
        return (rule.drug,)
    if isinstance(rule, AllergyRule | OmissionRule):
        return () if rule.drug is None else (rule.drug,)
    if isinstance(rule, BurdenRule):
        return tuple(item.drug for item in rule.items if item.drug is not None)
    return ()


def selectors(rule: Rule) -> tuple[Selector, ...]:
    """Every selector of a rule outside its conditions: its participants, and the partners that an omission misses."""
    return participants(rule) + (rule.missing if isinstance(rule, OmissionRule) else ())


def source_refs(rule: Rule) -> Iterator[SourceRef]:
    """Every source that a rule or one of its modifiers cites."""
    yield from rule.evidence.sources
    for modifier in rule.modifiers:
        if modifier.evidence is not None:
            yield from modifier.evidence.sources
