"""How far rulesets reach: which ingredients they know, by which kinds of rule, and how much of a formulary that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.report.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rxrules.plan import Plan
    from rxrules.report.formulary import Entry

#: The statuses of rules, as they ripen; the first two run.
STATUSES = ("active", "review", "draft", "retired")


class Known(NamedTuple):
    """How many rules of one kind know an ingredient; those that speak of every drug are not among them."""

    active: int = 0
    review: int = 0

    @property
    def total(self) -> int:
        """Rules of either status."""
        return self.active + self.review


class Extent(NamedTuple):
    """What the running rules of a plan know.

    Attributes:
        by_ingredient: ingredient to kind to rules; in alphabetical order, and without kinds that know nothing of it.
        every: the kinds with a rule that speaks of every drug, such as "the same ingredient twice".
    """

    by_ingredient: Mapping[str, Mapping[str, Known]]
    every: frozenset[str]

    def known(self, ingredient: str, kind: str) -> Known:
        """How many rules of a kind name an ingredient."""
        return self.by_ingredient.get(ingredient, {}).get(kind, Known())

    def covers(self, entry: Entry, kind: str) -> bool:
        """Whether a kind of rule knows an entry of a formulary.

        SAFETY: of a combination every ingredient must be known, an entry that is not resolved is known by nothing, and a rule that
        speaks of every drug alike makes none known.
        """
        return bool(entry.ingredients) and all(self.known(one, kind).total for one in entry.ingredients)

    def named(self, kind: str) -> int:
        """How many ingredients a kind of rule names."""
        return sum(kind in kinds for kinds in self.by_ingredient.values())


def extent(plan: Plan) -> Extent:
    """Count the rules of a plan by ingredient and kind."""
    counts: dict[str, dict[str, list[int]]] = {}
    every: set[str] = set()
    for rule in plan.rules:
        kind = KINDS[rule.kind]
        numbers = kind.populations(rule.body)
        if numbers is None:
            every.add(rule.kind)
        named = set(kind.ingredients(rule.body)).union(*(plan.populations[number] for number in numbers or ()))
        for ingredient in named:
            counts.setdefault(ingredient, {}).setdefault(rule.kind, [0, 0])[rule.review] += 1
    return Extent(
        {name: {kind: Known(*counts[name][kind]) for kind in KINDS if kind in counts[name]} for name in sorted(counts)},
        frozenset(every),
    )


def document(found: Extent, statuses: Mapping[str, Mapping[str, int]], entries: Sequence[Entry] | None) -> dict[str, Any]:
    """The same as plain data.

    Args:
        found: from `extent`.
        statuses: kind to status to how many rules there are.
        entries: of a formulary, or None.
    """
    shown: Sequence[str] = list(found.by_ingredient)
    result: dict[str, Any] = {
        "rules": {kind: dict(counts) for kind, counts in statuses.items()},
        "ingredients": {kind: found.named(kind) for kind in KINDS},
        "of_every_drug": sorted(found.every),
    }
    if entries is not None:
        shown = ingredients_of(entries)
        result["formulary"] = {
            "entries": len(entries),
            "resolved": sum(bool(one.ingredients) for one in entries),
            "covered": {kind: sum(found.covers(one, kind) for one in entries) for kind in KINDS},
            "share": {kind: share(found, entries, kind) for kind in KINDS},
            "unresolved": [
                {"line": one.line, "text": one.text, "reason": one.reason, "near": list(one.near)}
                for one in entries
                if not one.ingredients
            ],
        }
    result["table"] = [
        {"ingredient": name, "rules": {kind: found.known(name, kind)._asdict() for kind in KINDS if found.known(name, kind).total}}
        for name in shown
    ]
    return result


def share(found: Extent, entries: Sequence[Entry], kind: str) -> float:
    """The share of the entries that a kind of rule knows, from 0 to 1, to four digits."""
    return round(sum(found.covers(one, kind) for one in entries) / len(entries), 4) if entries else 0.0


def ingredients_of(entries: Sequence[Entry]) -> list[str]:
    """The ingredients of a formulary, each once, in alphabetical order."""
    return sorted({name for one in entries for name in one.ingredients})
