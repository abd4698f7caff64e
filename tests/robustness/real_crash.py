"""An engine that crashes the C module of durable-rules, for real: a session is forgotten in which no rule ever fired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.durable.loading import load
from rxrules.engines.durable.network import build
from rxrules.engines.native import NativeEngine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan


class CrashesDurableRules:
    """The native engine, but for a case of the id ``crash``."""

    name = "crashes"

    def __init__(self, plan: Plan) -> None:
        self._native = NativeEngine(plan)

    def evaluate(self, chart: Chart) -> Sequence[Outcome]:
        if chart.case.id == "crash":
            rete = load()
            handle = rete.create_ruleset("never fired", build(0))
            rete.assert_facts(handle, '[{"sid":"1","kind":"nothing"}]')
            rete.delete_state(handle, "1")
        return self._native.evaluate(chart)
