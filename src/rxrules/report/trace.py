"""How an outcome came about: the values read, the arithmetic with units, the band, the limit, the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES
from rxrules.report.circumstances import FALSE, circumstances
from rxrules.report.renal import near_the_edge

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan, PlanRule
    from rxrules.report.alert import Alert
    from rxrules.report.finding import Line
    from rxrules.report.wording import RuleWording, Wording


class Step(NamedTuple):
    """One line of a trace: what it is about, and what was found."""

    what: str
    found: str


def trace(plan: Plan, chart: Chart, outcome: Outcome, wording: Wording) -> tuple[Step, ...]:
    """The steps that led to an outcome, in the order in which a person would check them."""
    own = wording[outcome.rule]
    steps = [Step("rule", own.head), *(Step(*step) for step in steps_between(plan, chart, outcome, own))]
    return (*steps, *(Step("source", source) for source in own.sources))


def steps_between(plan: Plan, chart: Chart, outcome: Outcome, own: RuleWording) -> list[Line]:
    """The steps between the name of the rule and its sources: those that the case has a part in."""
    body, kind = plan.rules[outcome.rule].body, own.kind
    steps: list[Line] = []
    for order in outcome.orders:
        steps.append(said_of(order))
        steps += kind.order_lines(chart, order, body)
    steps += readings(chart, own.variables)
    steps += steps_of_finding(plan, chart, outcome, own)
    return steps


def steps_of_finding(plan: Plan, chart: Chart, outcome: Outcome, own: RuleWording) -> list[Line]:
    """The steps after the orders and the readings of the patient: what was found, and what came of it."""
    found = own.kind.found_lines(plan, chart, plan.rules[outcome.rule].body, outcome)
    return [*found, *last_steps(plan, chart, outcome, own)]


def last_steps(plan: Plan, chart: Chart, outcome: Outcome, own: RuleWording) -> list[Line]:
    """What came of what was found."""
    rule, evidence = plan.rules[outcome.rule], outcome.evidence
    steps: list[Line] = []
    if not evidence.applies:
        steps += not_holding(plan, chart, outcome, own)
    if own.renal:
        steps += near_the_edge(plan, chart, outcome, own.kind, own.renal)
    if evidence.assumed:
        steps += [("assumed", text) for text in evidence.assumed]
    if rule.modifiers:
        steps += _modifiers(rule, outcome, own)
    if evidence.missing:
        steps += [("missing", f"{missing.path}: {missing.reason}") for missing in evidence.missing]
    steps.append(("result", _result(outcome)))
    return steps


def near_edge(alert: Alert) -> tuple[str, ...]:
    """What another accepted estimate of renal function would change of the leading outcome, in words."""
    own = alert.wording[alert.lead.rule]
    if not own.renal:
        return ()
    return tuple([words for _, words in near_the_edge(alert.plan, alert.chart, alert.lead, own.kind, own.renal)])


def not_holding(plan: Plan, chart: Chart, outcome: Outcome, own: RuleWording) -> list[Line]:
    """Which condition of a rule that does not apply is known not to hold, and what was read for it."""
    rule, by = plan.rules[outcome.rule], circumstances(plan)
    conditions = [*own.kind.required(rule.body), *(() if rule.when is None else (rule.when,))]
    orders = own.kind.participants(plan, rule.body, outcome)
    # of an order in parts each part may fail by another condition
    sets = [orders, *((row,) for row in orders if len(orders) > 1 and not own.kind.otherwise)]
    for rows in sets:
        found = [
            ("does not hold", f"{part.asked}: {part.found}")
            for condition in conditions
            if by.truth(chart, rows, condition) == FALSE
            for part in by.deciding(chart, rows, condition)
        ]
        if found:
            return found
    return [("does not hold", own.kind.otherwise)] if own.kind.otherwise else []


def said_of(order: ChartOrder) -> Line:
    """What an order is."""
    drug, routes, ingredients = order.source.drug, order.routes, order.ingredients
    written = str(drug) if drug is not None else "?"
    where = "/".join(sorted(routes) if len(routes) > 1 else routes) or "route unknown"
    if order.route_assumed:
        where += " (assumed)"
    what = ingredients[0] if len(ingredients) == 1 else " + ".join(ingredients)
    return f"order {order.id}", f"{written} = {what}, {where}, {order.source.status.value}"


def readings(chart: Chart, names: tuple[str, ...]) -> list[Line]:
    """The readings of the patient that a rule asks for anywhere."""
    lines: list[Line] = []
    told: set[Line] = set()
    for name in names:
        reading = chart.readings.get(name)
        # age in months and in days is one statement of the case
        if reading is not None and (written := (reading.path, reading.text)) not in told:
            told.add(written)
            lines.append((reading.path, f"{reading.text}, {reading.age:g} d old") if reading.age else written)
    return lines


def _modifiers(rule: PlanRule, outcome: Outcome, own: RuleWording) -> list[Line]:
    steps = []
    if outcome.evidence.modifier >= 0:
        modifier = rule.modifiers[outcome.evidence.modifier]
        base = own.kind.severity(rule.severity, rule.body, outcome)
        result = "suppressed" if modifier.severity < 0 else SEVERITIES[modifier.severity]
        steps.append(("modifier", f"{modifier.label}: {result} instead of {SEVERITIES[base]}"))
    steps += [("modifier not known", rule.modifiers[place].label) for place in outcome.evidence.unknown]
    return steps


_RESULTS = {
    (severity, certain): f"fires, {name}, {'certain' if certain else 'possible'}"
    for severity, name in enumerate(SEVERITIES)
    for certain in (False, True)
}
_FIRED = Status.FIRED


def _result(outcome: Outcome) -> str:
    if outcome.status == _FIRED:
        return _RESULTS[outcome.severity, outcome.certain]
    if outcome.status == Status.SUPPRESSED:
        return "suppressed"
    if outcome.status == Status.NOT_EVALUATED:
        return "not evaluated"
    return "clear" if outcome.evidence.applies else "clear: what the rule asks for does not hold"
