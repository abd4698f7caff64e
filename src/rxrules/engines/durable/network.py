"""The rules of the network: few and general, over the kinds and shapes of rules, never one a drug pair.

Every rule that decides a *question* (is this condition true, which limit is passed) fires on one of the question's facts, which
carries a number ``n``; the network's agenda puts the rules in the order in which they decide, so the first firing of a question is
its answer. Of a conjunction that is FALSE before MISSING before LATITUDE before TRUE. The rules of one kind of fact exclude each
other and leave nothing out, so that a fact that fires nothing is an error, and never "false".
"""

from __future__ import annotations

import json
from functools import cache

from rxrules.engines.durable import comparing, deciding, joining
from rxrules.engines.durable.builder import KINDS, LAST, PROPERTIES, SIZES, NetworkBuilder, check_names


@cache
def build(size: int = len(SIZES) - 1) -> str:
    """The network as the JSON that the engine loads.

    Args:
        size: how much of it, by its place in `SIZES`; the last is the whole.
    """
    beyond = tuple(f'"kind": "{prefix}' for prefix in SIZES[size + 1 :])
    kept = [f"{json.dumps(name)}: {rule}" for name, rule in _rules().items() if not any(mark in rule for mark in beyond)]
    return f"{{{', '.join(kept)}}}"


@cache
def _rules() -> dict[str, str]:
    """Every rule as JSON, by its name."""
    check_names(PROPERTIES)
    check_names(KINDS)
    network = NetworkBuilder()
    network.add("begin", 0, ("$begin", "", []))
    network.add("done", LAST, ("$done", "canary", [{"$gt": {"canary": 0.5}}]))
    for add in (comparing.add_rules, deciding.add_rules, joining.add_rules):
        add(network)
    return {name: json.dumps(rule) for name, rule in network.rules.items()}
