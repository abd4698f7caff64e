"""The way through a rule: every condition and every selector in it, at whatever depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import DoseLimitRule, InteractionRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.language.ast import Rule, Selector, SourceRef, When


def conditions(rule: Rule) -> Iterator[When]:
    """Every condition of a rule and of its modifiers, those inside others included."""
    waiting = [modifier.when for modifier in reversed(rule.modifiers)]
    if rule.when is not None:
        waiting.append(rule.when)
    while waiting:
        when = waiting.pop()
        yield when
        if when.not_ is not None:
            waiting.append(when.not_)
        waiting += reversed(when.all + when.any)


def participants(rule: Rule) -> tuple[Selector, ...]:
    """The selectors of the drugs that a rule is about; a duplication has none."""
    if isinstance(rule, InteractionRule):
        return rule.between
    return (rule.drug,) if isinstance(rule, DoseLimitRule) else ()


def source_refs(rule: Rule) -> Iterator[SourceRef]:
    """Every source that a rule or one of its modifiers cites."""
    yield from rule.evidence.sources
    for modifier in rule.modifiers:
        if modifier.evidence is not None:
            yield from modifier.evidence.sources
