"""Interactions in the report: two drugs, and what they do together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import Interaction
from rxrules.report.asking import some
from rxrules.report.kinds.base import KindReport, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Condition, Plan


class InteractionReport(KindReport[Interaction]):
    """Two participants without a number."""

    code = "DRG"
    otherwise = "the two are not taken at the same time, or not in the order that the rule asks for"
    repeats = True

    def drugs(self, plan: Plan, body: Interaction, outcome: Outcome) -> tuple[str, ...]:
        """Of each order the ingredients of the participant that it stands for."""
        sides = (body.second, body.first) if outcome.evidence.swapped else (body.first, body.second)
        return tuple(
            [
                order.ingredients[0]
                if len(order.ingredients) == 1
                else named(order, plan.populations[sides[min(place, 1)].population])
                for place, order in enumerate(outcome.orders)
            ]
        )

    def participants(self, plan: Plan, body: Interaction, outcome: Outcome) -> tuple[ChartOrder, ...]:
        """What stands for each participant: of an order in parts the first; a mixture stands for both."""
        orders = tuple([order.parts[0] if order.parts else order for order in outcome.orders])
        orders = orders if len(orders) > 1 else orders * 2
        swapped = outcome.evidence.swapped
        if not outcome.evidence.applies:
            # a rule that does not apply does not say which order stood for which
            sides = [frozenset(plan.populations[side.population]) for side in (body.first, body.second)]
            swapped = not all(side.intersection(order.ingredients) for side, order in zip(sides, orders, strict=True))
        return orders[::-1] if swapped else orders

    def required(self, body: Interaction) -> Sequence[Condition]:
        """What must hold of the order of each participant."""
        sides = enumerate((body.first, body.second))
        return [("order", slot, side.condition) for slot, side in sides if side.condition is not None]

    def populations(self, body: Interaction) -> Sequence[int]:
        """Those of both participants."""
        return body.first.population, body.second.population

    def washes_out(self, body: Interaction) -> bool:
        """Where a participant counts for some days after its end."""
        return body.first.within is not None or body.second.within is not None

    def detail(self, plan: Plan, body: Interaction, ingredient: str) -> str | None:
        """Its partners."""
        first, second = (plan.populations[number] for number in self.populations(body))
        if ingredient not in first and ingredient not in second:
            return None
        return f"with {some(second if ingredient in first else first)}"
