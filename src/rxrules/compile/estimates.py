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
    match part:
        case ("range", str(name), *_):
            if name.startswith(PREFIX):
                yield name
        case tuple():
            for inner in part:
                yield from _read_in(inner)
