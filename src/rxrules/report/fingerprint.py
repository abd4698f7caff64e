"""A fingerprint of an alert: it changes when what the alert rests on changes, and with nothing else.

It is made of the rules, the result, and of each order's drug, with its routes and amounts where a rule reads those. Identifiers of
orders, other orders, and the day of the check take no part, so that a decision to override can be remembered.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.chart import ChartOrder
    from rxrules.report.alert import Alert


def fingerprint(alert: Alert) -> str:
    """Sixteen hexadecimal digits."""
    lead = alert.lead
    read = frozenset[str]().union(*(alert.wording[outcome.rule].reads for outcome in alert.outcomes))
    parts = [
        *sorted(rule.id for rule in alert.rules),
        f"{alert.severity} {alert.certainty} {alert.modifier} {lead.evidence.measured} {lead.evidence.limit}",
        *sorted(_order(order, read) for order in alert.orders),
    ]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _order(order: ChartOrder, read: frozenset[str]) -> str:
    parts: list[object] = [order.ingredients]
    if "route" in read:
        parts += [sorted(order.routes), order.route_assumed]
    if "amount" in read:
        parts += [(name, dose.salt, sorted(dose.amounts.items())) for name, dose in sorted(order.doses.items())]
    return repr(parts)
