"""A long run of the law of two engines: ``python tests/engines/agreement.py --seed 1 --examples 20000``.

Every tenth example has a plan of its own; each has a chart of its own. What differs is printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import strategies

from rxrules.engines.base import Status
from rxrules.engines.durable import DurableEngine
from rxrules.engines.native import NativeEngine
from rxrules.testing.differential import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.engines.base import Outcome
    from rxrules.plan import PlanRule

CHARTS_A_PLAN = 10


def differences(native: Sequence[Outcome], durable: Sequence[Outcome]) -> list[str]:
    """What two engines say in two ways."""
    found = []
    one, other = ({outcome.key: outcome for outcome in outcomes} for outcomes in (native, durable))
    if len(one) != len(native) or len(other) != len(durable):
        found.append("two outcomes of one rule for the same orders")
    for key in sorted(one.keys() | other.keys()):
        a, b = (said(outcomes[key]) if key in outcomes else None for outcomes in (one, other))
        if a != b:
            found.append(f"rule {key[0]}, orders {key[1]}: native {a}, durable {b}")
        elif other[key].status == Status.NOT_EVALUATED and not other[key].evidence.missing:
            found.append(f"rule {key[0]}, orders {key[1]}: nothing is missing")
    return found


def called(rule: PlanRule) -> str:
    """The kind of a rule, and its measure where it has one."""
    measure = getattr(rule.body, "measure", "")
    return f"{rule.kind} {measure}" if measure else rule.kind


def run(seed: int, examples: int) -> int:
    """Compare, print what was seen, and give the number of examples that differ."""
    seen: Counter[str] = Counter()
    different = 0
    for number in range(0, examples, CHARTS_A_PLAN):
        plan = strategies.plan(Random(f"{seed} plan {number}"))
        native, durable = NativeEngine(plan), DurableEngine(plan)
        for example in range(number, min(number + CHARTS_A_PLAN, examples)):
            chart = strategies.chart(Random(f"{seed} chart {example}"))
            expected = native.evaluate(chart)
            found = differences(expected, durable.evaluate(chart))
            different += bool(found)
            for text in found:
                print(f"example {example}: {text}")
            seen.update(f"{called(plan.rules[outcome.rule])} {outcome.status.name.lower()}" for outcome in expected)
            seen["charts with parts of orders"] += chart.has_parts
    parts = seen.pop("charts with parts of orders")
    total = f"{examples} examples ({parts} with parts of orders), {sum(seen.values())} outcomes"
    print(f"seed {seed}: {total}, {different} examples differ")
    for name, count in sorted(seen.items()):
        print(f"  {name}: {count}")
    return different


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=20_000)
    asked = parser.parse_args()
    raise SystemExit(1 if run(asked.seed, asked.examples) else 0)
