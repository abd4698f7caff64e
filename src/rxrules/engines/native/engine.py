"""The native engine: the specification of what a Plan means, in plain Python over indices from ingredient to rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.native.conditions import ConditionBuilder
from rxrules.engines.native.duplications import DuplicationIndex
from rxrules.engines.native.interactions import InteractionIndex
from rxrules.engines.native.limits import LimitIndex

if TYPE_CHECKING:
    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan


class NativeEngine:
    """Evaluates a plan rule by rule; only rules that an ingredient of the case leads to are looked at."""

    name = "native"

    def __init__(self, plan: Plan) -> None:
        builder = ConditionBuilder(plan)
        self._interactions = InteractionIndex(plan, builder)
        self._duplications = DuplicationIndex(plan, builder)
        self._limits = LimitIndex(plan, builder)

    def evaluate(self, chart: Chart) -> list[Outcome]:
        """Every outcome of a chart, by kind of rule."""
        outcomes: list[Outcome] = []
        self._interactions.evaluate(chart, outcomes)
        self._duplications.evaluate(chart, outcomes)
        self._limits.evaluate(chart, outcomes)
        return outcomes
