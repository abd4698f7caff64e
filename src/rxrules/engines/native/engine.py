"""The native engine: the specification of what a Plan means, in plain Python over indices from ingredient to rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.base import whole_outcomes
from rxrules.engines.native.burdens import BurdenIndex
from rxrules.engines.native.conditions import ConditionBuilder
from rxrules.engines.native.duplications import DuplicationIndex
from rxrules.engines.native.interactions import InteractionIndex
from rxrules.engines.native.limits import LimitIndex
from rxrules.engines.native.patient_checks import PatientCheckIndex

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
        self._patient_checks = PatientCheckIndex(plan, builder)
        self._burdens = BurdenIndex(plan, builder)

    def evaluate(self, chart: Chart) -> list[Outcome]:
        """Every outcome of a chart, by kind of rule."""
        outcomes: list[Outcome] = []
        self._interactions.evaluate(chart, outcomes)
        self._duplications.evaluate(chart, outcomes)
        self._limits.evaluate(chart, outcomes)
        self._patient_checks.evaluate(chart, outcomes)
        self._burdens.evaluate(chart, outcomes)
        return whole_outcomes(outcomes, chart)
