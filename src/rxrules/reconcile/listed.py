"""An order as it stands on one of the two lists: taken, on hold or over, and whether its drug was recognised."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.model import OrderStatus
from rxrules.terminology.routes import expand_route
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder

BEFORE, AFTER = "before", "after"
SYSTEMIC = frozenset(expand_route("systemic") or ())

#: What a list says of an order that is over; of those that are ``documented`` it says so on purpose.
_OVER = {
    OrderStatus.STOPPED: ("stopped", True),
    OrderStatus.COMPLETED: ("completed", True),
    OrderStatus.CANCELLED: ("cancelled", True),
    OrderStatus.DRAFT: ("a draft that is not in force", False),
    OrderStatus.ENTERED_IN_ERROR: ("entered in error", False),
}


class Standing(Enum):
    """What part an order takes on its list."""

    TAKEN = "taken"
    HELD = "on hold"
    OVER = "over"


@frozen(eq=False)
class Listed:
    """An order of one list.

    Attributes:
        side: ``before`` or ``after``.
        chart: of that list; ``order`` is one of its orders.
        standing: whether it is taken, on hold, or over (stopped, ended, cancelled, not to be given).
        why: in words, why it is over; empty where it is not.
        documented: whether the list says on purpose that it is over.
    """

    side: str
    chart: Chart
    order: ChartOrder
    standing: Standing
    why: str = ""
    documented: bool = False

    @property
    def id(self) -> str:
        """The id on its list."""
        return self.order.id

    @property
    def index(self) -> int:
        """The place on its list."""
        return self.order.index

    @property
    def name(self) -> str:
        """The drug as it was written, or ``?`` where that could not be read."""
        drug = self.order.source.drug
        return " ".join(str(drug).split()) if drug is not None and str(drug).strip() else "?"

    @property
    def text(self) -> str:
        """The drug as it was written, in the one spelling under which two lists are compared; empty where there is none."""
        drug = self.order.source.drug
        return "" if drug is None else normalise(str(drug))

    @property
    def recognised(self) -> bool:
        """Whether all of the drug is known; a mixture of which a part is not known is not."""
        return bool(self.order.ingredients) and not self.order.unresolved

    @property
    def ingredients(self) -> frozenset[str]:
        """What it contains."""
        return frozenset(self.order.ingredients)

    @property
    def in_force(self) -> bool:
        """Whether it is taken or on hold."""
        return self.standing is not Standing.OVER

    @property
    def written(self) -> object:
        """The drug, its strength and how it is to be taken, as written: equal where two lists say the very same."""
        source = self.order.source
        return source.drug, source.strength, source.dosages

    def meets(self, other: Listed) -> bool:
        """Whether two orders may be the same therapy by their routes.

        SAFETY: a cream that is gone and an infusion that is new are no change of route; unknown routes may be any.
        """
        mine, others = self.order.routes, other.order.routes
        if not mine or not others or mine & others:
            return True
        return bool(mine & SYSTEMIC and others & SYSTEMIC)


def listed(chart: Chart, side: str) -> tuple[Listed, ...]:
    """Every order of a list, in its order."""
    return tuple(_listed(chart, order, side) for order in chart.orders)


def _listed(chart: Chart, order: ChartOrder, side: str) -> Listed:
    source = order.source
    if source.do_not_perform:
        return Listed(side, chart, order, Standing.OVER, "an instruction not to give it", documented=True)
    if source.status in _OVER:
        why, documented = _OVER[source.status]
        return Listed(side, chart, order, Standing.OVER, f"{why}{_dated(order)}", documented)
    if order.end <= chart.as_of:
        return Listed(side, chart, order, Standing.OVER, f"ended{_dated(order)}", documented=True)
    return Listed(side, chart, order, Standing.HELD if source.status is OrderStatus.ON_HOLD else Standing.TAKEN)


def _dated(order: ChartOrder) -> str:
    return f" {order.source.end}" if order.source.end is not None else ""
