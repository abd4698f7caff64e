"""The rules of the network: few and general, over the kinds and shapes of rules, never one a drug pair.

Every rule that decides a *question* (is this condition true, which limit is passed) fires on one of the question's facts, which
carries a number ``n``; the network's agenda puts the rules in the order in which they decide, so the first firing of a question is
its answer. Of a conjunction that is FALSE before MISSING before LATITUDE before TRUE. The rules of one kind of fact exclude each
other and leave nothing out, so that a fact that fires nothing is an error, and never "false".
"""

from __future__ import annotations

import json

from rxrules.engines.durable import comparing, deciding, joining
from rxrules.engines.durable.builder import KINDS, LAST, PROPERTIES, WIDE, NetworkBuilder, check_names


def build(*, whole: bool = True) -> str:
    """The network as the JSON that the engine loads.

    Args:
        whole: whether with the rules over kinds that few checks need (ranges, washouts, modifiers, bands that are unsure). What a
            session costs grows with the joins of its network, so that the rules about what is known exactly stand alone as well;
            they are the same in both.
    """
    check_names(PROPERTIES)
    check_names(KINDS)
    network = NetworkBuilder()
    network.add("begin", 0, ("$begin", "", []))
    network.add("done", LAST, ("$done", "canary", [{"$gt": {"canary": 0.5}}]))
    for add in (comparing.add_rules, deciding.add_rules, joining.add_rules):
        add(network)
    rules = network.rules
    if not whole:
        rules = {name: rule for name, rule in rules.items() if f'"kind": "{WIDE}' not in json.dumps(rule)}
    return json.dumps(rules)
