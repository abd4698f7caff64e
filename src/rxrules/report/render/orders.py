"""What orders are called in a report: by the drug as it was written, and an id that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import ChartOrder

#: Ids of servers are cut to this many characters, where they stay different.
_LONG = 20
_CUT = 8
_LONGEST_NAME = 60


class OrderNames:
    """The names of the orders of one case.

    Args:
        orders: all of the case.
        whole: never cut an id.
    """

    def __init__(self, orders: Sequence[ChartOrder], *, whole: bool = False) -> None:
        self._orders = {order.id: order for order in orders}
        cut = {id_: id_ if whole or len(id_) <= _LONG else f"{id_[:_CUT]}…" for id_ in self._orders}
        kept = list(cut.values())
        self._ids = {id_: short if kept.count(short) == 1 else id_ for id_, short in cut.items()}

    def id(self, id_: str) -> str:
        """The id, cut where it is one that only machines read and the beginning tells it from the others."""
        return self._ids.get(id_, id_)

    def path(self, path: str) -> str:
        """A path of a missing input, ``medications.m1.dose``, with the id as it is shown."""
        for id_, short in self._ids.items():
            if path.startswith(f"medications.{id_}."):
                return path.replace(id_, short, 1)
        return path

    def of(self, id_: str) -> str:
        """The name of the order with that id; the id where there is none."""
        order = self._orders.get(id_)
        return id_ if order is None else self[order]

    def __getitem__(self, order: ChartOrder) -> str:
        return self._with_id(_written(order), order)

    def of_drug(self, drug: str, order: ChartOrder) -> str:
        """The drug that a rule means, and the product that holds it where that has another name; a bare code is no name."""
        written = _written(order)
        if drug.casefold() in written.casefold() or not written or _is_code(order):
            return self._with_id(drug, order)
        return self._with_id(f"{drug} in {written}", order)

    def _with_id(self, name: str, order: ChartOrder) -> str:
        if not name:
            return self.id(order.id)
        # an id that repeats the name tells nothing
        repeats = order.id.casefold() in (name.casefold(), name.casefold().split()[0])
        return name if repeats else f"{name} ({self.id(order.id)})"


def _is_code(order: ChartOrder) -> bool:
    drug = order.source.drug
    return drug is not None and not drug.name and bool(drug.codes) and not drug.codes[0].display


def _written(order: ChartOrder) -> str:
    drug = order.source.drug
    name = "" if drug is None else " ".join(str(drug).split())
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
