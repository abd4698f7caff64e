"""How an outcome came about: the values read, the arithmetic with units, the band, the limit, the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import MEASURES
from rxrules.chart.words import dose_steps
from rxrules.plan import SEVERITIES, DoseLimit
from rxrules.engines.base import Status
from rxrules.report.amounts import dose_name, dose_unit, in_unit, span_text

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.plan import Plan, PlanRule
    from rxrules.engines.base import Outcome
    from rxrules.report.wording import Wording


class Step(NamedTuple):
    """One line of a trace: what it is about, and what was found."""

    what: str
    found: str


def trace(plan: Plan, chart: Chart, outcome: Outcome, wording: Wording) -> tuple[Step, ...]:
    """The steps that led to an outcome, in the order in which a person would check them."""
    rule = plan.rules[outcome.rule]
    own = wording[outcome.rule]
    steps = [Step("rule", own.head)]
    steps += [step for order in outcome.orders for step in _order(chart, order, rule)]
    steps += _readings(chart, own.variables)
    if isinstance(rule.body, DoseLimit):
        steps += _limit(rule.body, outcome)
    elif outcome.evidence.measured is not None and outcome.evidence.limit is not None:
        steps.append(Step("count", f"{outcome.evidence.measured[1]:g}, allowed {outcome.evidence.limit[1]:g}"))
    steps += [Step("assumed", text) for text in outcome.evidence.assumed]
    steps += _modifiers(rule, outcome)
    steps += [Step("missing", f"{missing.path}: {missing.reason}") for missing in outcome.evidence.missing]
    steps.append(Step("result", _result(outcome)))
    steps += [Step("source", source) for source in own.sources]
    return tuple(steps)


def _order(chart: Chart, order: ChartOrder, rule: PlanRule) -> list[Step]:
    steps = [_said_of(chart, order)]
    body = rule.body
    if isinstance(body, DoseLimit) and (dose := order.doses.get(body.ingredient)) is not None:
        steps += [Step(f"dose of {order.id}", text) for text in dose_steps(chart, order, body.ingredient)]
        if (amounts := dose.amounts.get(body.base)) is not None:
            place = MEASURES[body.measure]
            span = span_text(in_unit(amounts[place], body), in_unit(amounts[place + 1], body), dose_unit(body))
            steps.append(Step(f"{dose_name(body)} of {order.id}", span))
        if body.expressed_as and not dose.salt:
            steps.append(Step(f"salt of {order.id}", f"not stated: taken as {body.expressed_as}, as the rule is"))
        elif body.expressed_as and dose.salt_factor is not None:
            steps.append(Step(f"salt of {order.id}", f"{dose.salt}, base x {dose.salt_factor[0]:g} ({dose.salt_factor[1]})"))
    return steps


def _said_of(chart: Chart, order: ChartOrder) -> Step:
    """What an order is; several alerts of one case say it."""
    key = "trace", order.index
    found = chart.memo.get(key)
    if found is None:
        written = str(order.source.drug) if order.source.drug is not None else "?"
        routes = "/".join(sorted(order.routes)) or "route unknown"
        if order.route_assumed:
            routes += " (assumed)"
        said = f"{written} = {' + '.join(order.ingredients)}, {routes}, {order.source.status.value}"
        found = chart.memo[key] = Step(f"order {order.id}", said)
    return found  # type: ignore[return-value]


def _readings(chart: Chart, names: tuple[str, ...]) -> list[Step]:
    """The readings of the patient that the rule asks for anywhere."""
    shown: dict[str, Step] = {}
    for name in names:
        reading = chart.readings.get(name)
        if reading is not None:
            aged = f", {reading.age:g} d old" if reading.age else ""
            shown.setdefault(reading.path + reading.text, Step(reading.path, reading.text + aged))
    return list(shown.values())


def _limit(body: DoseLimit, outcome: Outcome) -> list[Step]:
    evidence = outcome.evidence
    steps: list[Step] = []
    if evidence.band >= 0 and evidence.band < len(body.bands):
        steps.append(Step("band", body.bands[evidence.band].text))
    unit = dose_unit(body)
    if evidence.measured is not None:
        low, high = evidence.measured
        steps.append(Step(dose_name(body), span_text(in_unit(low, body), in_unit(high, body), unit)))
    if evidence.limit is not None and evidence.bound >= 0:
        bound = body.bands[evidence.band].bounds[evidence.bound]
        low, high = evidence.limit
        steps.append(Step(f"limit ({bound.name})", f"{bound.text} = {span_text(in_unit(low, body), in_unit(high, body), unit)}"))
    return steps


def _modifiers(rule: PlanRule, outcome: Outcome) -> list[Step]:
    steps = []
    if outcome.evidence.modifier >= 0:
        modifier = rule.modifiers[outcome.evidence.modifier]
        result = "suppressed" if modifier.severity < 0 else SEVERITIES[modifier.severity]
        steps.append(Step("modifier", f"{modifier.label}: {result} instead of {SEVERITIES[rule.severity]}"))
    steps += [Step("modifier not known", rule.modifiers[place].label) for place in outcome.evidence.unknown]
    return steps


def _result(outcome: Outcome) -> str:
    if outcome.status == Status.FIRED:
        return f"fires, {SEVERITIES[outcome.severity]}, {'certain' if outcome.certain else 'possible'}"
    if outcome.status == Status.SUPPRESSED:
        return "suppressed"
    if outcome.status == Status.NOT_EVALUATED:
        return "not evaluated"
    return "clear" if outcome.evidence.applies else "clear: what the rule asks for does not hold"


