"""What an alert found, worked out in one pass: the drugs, the value, the limit, and the sentence that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.plan import DoseLimit, Duplication, Interaction
from rxrules.report.amounts import dose_name, dose_unit, in_unit, span_text

if TYPE_CHECKING:
    from rxrules.chart import ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Bound, Plan, PlanRule


class Value(NamedTuple):
    """A number with its unit (UCUM); ``low`` is the other end where it is a range."""

    name: str
    value: float
    unit: str
    low: float


class Finding(NamedTuple):
    """What one outcome found.

    Attributes:
        code: the HL7 v3 ActCode of the issue.
        drugs: the names of what is involved, an order each.
        measured: what was measured: a dose, a daily dose, or a count.
        limit: what it was held against; a dose exactly at it would be clear.
        message: one sentence, with the values.
    """

    code: str
    drugs: tuple[str, ...]
    measured: Value | None
    limit: Value | None
    message: str


def finding(plan: Plan, outcome: Outcome) -> Finding:
    """What an outcome that fired found."""
    rule = plan.rules[outcome.rule]
    body = rule.body
    if isinstance(body, DoseLimit):
        return _dose(body, outcome, plan, rule)
    drugs = tuple(
        [
            order.ingredients[0] if len(order.ingredients) == 1 else _names(plan, body, outcome, place, order)
            for place, order in enumerate(outcome.orders)
        ]
    )
    text = plan.texts[rule.text]
    names = " with ".join(dict.fromkeys(drugs))
    if isinstance(body, Interaction):
        return Finding("DRG", drugs, None, None, _said(f"{names}: {text.effect or text.title or rule.id}", outcome))
    code = "DUPTHPGEN" if body.population is None else "DUPTHPY"
    counted, allowed = outcome.evidence.measured, outcome.evidence.limit
    if counted is None or allowed is None:
        return Finding(code, drugs, None, None, _said(f"{names}: {text.effect or text.title or rule.id}", outcome))
    name = "concurrent orders" if body.by_order else "concurrent ingredients"
    measured = Value(name, float(counted[1]), "1", float(counted[0]))
    limit = Value("allowed", float(allowed[1]), "1", float(allowed[0]))
    message = f"{names}: {measured.value:.12g} {name}, {limit.value:.12g} allowed"
    return Finding(code, drugs, measured, limit, _said(message, outcome))


def bound_of(body: DoseLimit, outcome: Outcome) -> Bound | None:
    """The limit that is passed."""
    evidence = outcome.evidence
    return None if evidence.band < 0 else body.bands[evidence.band].bounds[evidence.bound]


def _dose(body: DoseLimit, outcome: Outcome, plan: Plan, rule: PlanRule) -> Finding:
    bound = bound_of(body, outcome)
    is_max = bound is None or bound.name.endswith("max")
    code = "DOSEH" if is_max else "DOSEL"
    drugs = (body.ingredient,) * len(outcome.orders)
    taken, allowed = outcome.evidence.measured, outcome.evidence.limit
    unit = dose_unit(body)
    measured = limit = None
    if taken is not None:
        measured = Value(dose_name(body), in_unit(taken[1], body.factor), unit, in_unit(taken[0], body.factor))
    if allowed is not None:
        # where the band or the weight is unknown, the dose passes even the most generous limit that may hold
        reached = allowed[1] if bound is not None and is_max else allowed[0]
        limit = Value(
            bound.name if bound is not None else "", in_unit(reached, body.factor), unit, in_unit(allowed[0], body.factor)
        )
    if measured is None or limit is None:
        text = plan.texts[rule.text]
        return Finding(code, drugs, measured, limit, _said(f"{body.ingredient}: {text.effect or text.title or rule.id}", outcome))
    taken_text = span_text(measured.low, measured.value, unit)
    limit_text = span_text(limit.value, limit.value, unit)
    relation = "above" if is_max else "below"
    message = f"{body.ingredient}: {measured.name} {taken_text} is {relation} the limit of {limit_text}"
    if bound is not None and bound.scale:
        message += f" ({bound.text})"
    return Finding(code, drugs, measured, limit, _said(message, outcome))


def _said(found: str, outcome: Outcome) -> str:
    return found if outcome.certain else f"possible: {found}"


def _names(plan: Plan, body: Interaction | Duplication, outcome: Outcome, place: int, order: ChartOrder) -> str:
    """The ingredients of an order that the rule means."""
    ingredients, orders = order.ingredients, outcome.orders
    if isinstance(body, Duplication):
        if body.population is None:
            wanted: tuple[str, ...] = tuple(frozenset(ingredients).intersection(*(other.ingredients for other in orders)))
        else:
            wanted = plan.populations[body.population]
    else:
        sides = (body.second, body.first) if outcome.evidence.swapped else (body.first, body.second)
        wanted = plan.populations[sides[min(place, 1)].population]
    return "/".join(name for name in ingredients if not wanted or name in wanted) or "/".join(ingredients)
