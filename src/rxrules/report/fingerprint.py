"""A fingerprint of an alert: it changes when what the alert rests on changes, and with nothing else.

It is made of the rules, the result, and of each order's drug, with its routes and amounts where a rule reads those. Identifiers of
orders, other orders, and the day of the check take no part, so that a decision to override can be remembered.
"""

from __future__ import annotations

from hashlib import blake2b
from struct import pack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.report.alert import Alert


def fingerprint(alert: Alert) -> str:
    """Sixteen hexadecimal digits."""
    outcomes, wording, chart, rules = alert.outcomes, alert.wording, alert.chart, alert.plan.rules
    lead = outcomes[0]
    evidence = lead.evidence
    if len(outcomes) == 1:
        read, ids = wording[lead.rule].reads, rules[lead.rule].id
    else:
        read = frozenset[str]().union(*(wording[outcome.rule].reads for outcome in outcomes))
        ids = "\x1e".join(sorted(rules[outcome.rule].id for outcome in outcomes))
    orders = [_order(chart, order, read) for order in lead.orders]
    if len(orders) > 1:
        orders.sort()
    modifier = alert.modifier if evidence.modifier >= 0 else ""
    spans = (*(evidence.measured or ()), *(evidence.limit or ()))
    parts = [f"{ids}\x1f{lead.severity}{lead.certain:d}\x1f{modifier}".encode(), *orders, pack(f"<{len(spans)}d", *spans)]
    return blake2b(b"\x1f".join(parts), digest_size=8).hexdigest()


def _order(chart: Chart, order: ChartOrder, read: frozenset[str]) -> bytes:
    """What an order is, as far as the rules read it; several alerts of one case ask for it."""
    key = "fingerprint", order.index, read
    found = chart.memo.get(key)
    if found is None:
        parts = ["\x1e".join(order.ingredients).encode()]
        if "route" in read:
            parts.append(f"{','.join(sorted(order.routes))} {order.route_assumed:d}".encode())
        if "amount" in read:
            for ingredient, dose in sorted(order.doses.items()) if len(order.doses) > 1 else order.doses.items():
                parts.append(f"{ingredient}\x1e{dose.salt}".encode())
                for base in sorted(dose.amounts):
                    parts += base.encode(), pack("<8d", *dose.amounts[base])
        found = chart.memo[key] = b"\x1d".join(parts)
    return found  # type: ignore[return-value]
