"""The yardstick: what a programmer writes in an afternoon, dictionaries from drug to rule, with no engine and no explanation.

It finds what the engines find in the synthetic cases, and nothing else: no units, no ranges, no unknowns, no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synthetic import AgeBand, Rules

Found = tuple[object, ...]


class PlainIndex:
    """Pairs, groups and limits, each a dictionary by ingredient."""

    def __init__(self, rules: Rules) -> None:
        self._pairs: dict[tuple[str, str], tuple[int, str]] = {}
        for number, ((a, b), severity) in enumerate(rules.pairs.items()):
            self._pairs[a, b] = self._pairs[b, a] = number, severity
        self._groups: dict[str, list[int]] = {}
        for number, members in enumerate(rules.groups):
            for name in members:
                self._groups.setdefault(name, []).append(number)
        self._limits: dict[str, tuple[AgeBand, ...]] = dict(rules.limits)

    def check(self, age: float, drugs: Sequence[str], daily: Sequence[float]) -> list[Found]:
        """What is found of a patient: age in years, drugs, and the milligrams of each in a day."""
        found: list[Found] = []
        pairs = self._pairs
        for place, a in enumerate(drugs):
            for b in drugs[place + 1 :]:
                rule = pairs.get((a, b))
                if rule is not None:
                    found.append((rule, a, b))
        groups = self._groups
        counts: dict[int, int] = {}
        for name in drugs:
            for group in groups.get(name, ()):
                counts[group] = counts.get(group, 0) + 1
        for group, count in counts.items():
            if count > 1:
                found.append((group, count))
        totals: dict[str, float] = {}
        for name, amount in zip(drugs, daily, strict=True):
            totals[name] = totals.get(name, 0.0) + amount
        limits = self._limits
        for name, total in totals.items():
            for low, high, most in limits.get(name, ()):
                if low <= age < high and total > most:
                    found.append((name, total, most))
        return found
