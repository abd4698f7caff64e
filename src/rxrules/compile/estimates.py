"""Which estimates the rules of a Plan read, so that a chart reckons these and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rxrules.plan import PlanRule

#: How the variable of an estimate begins.
PREFIX = "est:"


def estimates_read(rules: Iterable[PlanRule]) -> tuple[str, ...]:
    """The variables ``est:NAME`` that any test of the rules reads, sorted.

    SAFETY: every tuple of a rule is walked, whatever stands in it, because an estimate that is not reckoned leaves the rule without
    its input.
    """
    return tuple(sorted({name for rule in rules for part in (rule.body, rule.when, rule.modifiers) for name in _read_in(part)}))


def _read_in(part: object) -> Iterator[str]:
    if not isinstance(part, tuple):
        return
    if len(part) > 1 and part[0] == "range" and isinstance(part[1], str):
        if part[1].startswith(PREFIX):
            yield part[1]
        return
    for inner in part:
        if isinstance(inner, tuple):
            yield from _read_in(inner)
