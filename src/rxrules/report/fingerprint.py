"""A fingerprint of an alert: it changes when what the alert rests on changes, and with nothing else.

It is made of the rules, the result, and of each order's drug, with its routes and amounts where a rule reads those. Identifiers of
orders, other orders, and the day of the check take no part, so that a decision to override can be remembered.
"""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan
    from rxrules.report.alert import Alert
    from rxrules.report.wording import RuleWording


def fingerprint(alert: Alert) -> str:
    """Sixteen hexadecimal digits."""
    outcomes, wording, chart, plan = alert.outcomes, alert.wording, alert.chart, alert.plan
    lead = outcomes[0]
    orders = lead.orders
    if len(outcomes) == 1:
        read = wording[lead.rule].reads
    else:
        read = frozenset[str]().union(*(wording[outcome.rule].reads for outcome in outcomes))
    facts: list[bytes] = []
    for outcome in outcomes:
        facts += rests_on(plan, chart, outcome, wording[outcome.rule])
    return digest(result(plan, outcomes), [order_bytes(order, read) for order in orders], facts, spans(lead))


def digest(head: bytes, orders: list[bytes], facts: Sequence[bytes], tail: bytes) -> str:
    """The fingerprint of the parts that the other functions here give."""
    if len(orders) > 1:
        orders.sort()
    return blake2b(b"\x1f".join([head, *orders, *facts, tail]), digest_size=8).hexdigest()


def result(plan: Plan, outcomes: Sequence[Outcome]) -> bytes:
    """The rules, and what they came to."""
    lead, rules = outcomes[0], plan.rules
    ids = "\x1e".join(sorted(rules[outcome.rule].id for outcome in outcomes))
    place = lead.evidence.modifier
    modifier = rules[lead.rule].modifiers[place].label if place >= 0 else ""
    return f"{ids}\x1f{lead.severity}{lead.certain:d}\x1f{modifier}".encode()


def rests_on(plan: Plan, chart: Chart, outcome: Outcome, own: RuleWording) -> list[bytes]:
    """What of the patient an alert rests on beside its orders; its kind says it."""
    return [one.encode() for one in own.kind.rests_on(plan, chart, plan.rules[outcome.rule].body, outcome)]


def spans(lead: Outcome) -> bytes:
    """What was measured, and the limit."""
    numbers = (*(lead.evidence.measured or ()), *(lead.evidence.limit or ()))
    return _SPANS[len(numbers)](*numbers)


_SPANS = {number: Struct(f"<{number}d").pack for number in (0, 2, 4)}
_AMOUNTS = Struct("<8d").pack


def order_bytes(order: ChartOrder, read: frozenset[str]) -> bytes:
    """What an order is, as far as the rules read it."""
    parts = ["\x1e".join(order.ingredients).encode()]
    if not read:
        return parts[0]
    if "route" in read:
        parts.append(f"{','.join(sorted(order.routes))} {order.route_assumed:d}".encode())
    if "amount" in read:
        doses = order.doses
        for ingredient, dose in sorted(doses.items()) if len(doses) > 1 else doses.items():
            parts.append(f"{ingredient}\x1e{dose.salt}".encode())
            amounts = dose.amounts
            for base in sorted(amounts) if len(amounts) > 1 else amounts:
                parts += base.encode(), _AMOUNTS(*amounts[base])
    return b"\x1d".join(parts)
