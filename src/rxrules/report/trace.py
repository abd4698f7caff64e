"""How an outcome came about: the values read, the arithmetic with units, the band, the limit, the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import MEASURES
from rxrules.chart.words import dose_steps
from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES, DoseLimit
from rxrules.report.amounts import canonical_span_text, dose_name, dose_unit

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan, PlanRule
    from rxrules.report.wording import RuleWording, Wording

#: A step before it is handed out: what it is about, and what was found.
Line = tuple[str, str]


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
    rule = plan.rules[outcome.rule]
    body, evidence = rule.body, outcome.evidence
    if isinstance(body, DoseLimit):
        steps = []
        for order in outcome.orders:
            steps.append(_said_of(chart, order))
            if body.ingredient in order.doses:
                steps += _dose(chart, order, body)
    else:
        steps = [_said_of(chart, order) for order in outcome.orders]
    if own.variables:
        steps += _readings(chart, own.variables)
    if isinstance(body, DoseLimit):
        steps += _limit(body, outcome)
    elif evidence.measured is not None and evidence.limit is not None:
        steps.append(("count", f"{evidence.measured[1]:g}, allowed {evidence.limit[1]:g}"))
    if evidence.assumed:
        steps += [("assumed", text) for text in evidence.assumed]
    if rule.modifiers:
        steps += _modifiers(rule, outcome)
    if evidence.missing:
        steps += [("missing", f"{missing.path}: {missing.reason}") for missing in evidence.missing]
    steps.append(("result", _result(outcome)))
    return steps


def _dose(chart: Chart, order: ChartOrder, body: DoseLimit) -> list[Line]:
    """The arithmetic of one order's dose, up to what it gives in the unit of the rule."""
    dose = order.doses[body.ingredient]
    name = order.id
    steps = [(f"dose of {name}", text) for text in dose_steps(chart, order, body.ingredient)]
    amounts = dose.amounts.get(body.base)
    if amounts is not None:
        place = MEASURES[body.measure]
        span = canonical_span_text(amounts[place], amounts[place + 1], body.factor, dose_unit(body))
        steps.append((f"{dose_name(body)} of {name}", span))
    if body.expressed_as and not dose.salt:
        steps.append((f"salt of {name}", f"not stated: taken as {body.expressed_as}, as the rule is"))
    elif body.expressed_as and dose.salt_factor is not None:
        steps.append((f"salt of {name}", f"{dose.salt}, base x {dose.salt_factor[0]:g} ({dose.salt_factor[1]})"))
    return steps


def _said_of(chart: Chart, order: ChartOrder) -> Line:
    """What an order is; several alerts of one case say it."""
    key = "trace", order.index
    found = chart.memo.get(key)
    if found is None:
        written = str(order.source.drug) if order.source.drug is not None else "?"
        routes = "/".join(sorted(order.routes)) or "route unknown"
        if order.route_assumed:
            routes += " (assumed)"
        said = f"{written} = {' + '.join(order.ingredients)}, {routes}, {order.source.status.value}"
        found = chart.memo[key] = f"order {order.id}", said
    return found  # type: ignore[return-value]


def _readings(chart: Chart, names: tuple[str, ...]) -> list[Line]:
    """The readings of the patient that the rule asks for anywhere; rules ask for the same."""
    key = "readings", names
    found: list[Line] | None = chart.memo.get(key)  # type: ignore[assignment]
    if found is None:
        shown: dict[Line, str] = {}
        for name in names:
            reading = chart.readings.get(name)
            if reading is not None:
                shown.setdefault((reading.path, reading.text), f", {reading.age:g} d old" if reading.age else "")
        found = chart.memo[key] = [(path, text + aged) for (path, text), aged in shown.items()]
    return found


def _limit(body: DoseLimit, outcome: Outcome) -> list[Line]:
    evidence = outcome.evidence
    steps: list[Line] = []
    if 0 <= evidence.band < len(body.bands):
        steps.append(("band", body.bands[evidence.band].text))
    unit = dose_unit(body)
    if evidence.measured is not None:
        steps.append((dose_name(body), canonical_span_text(*evidence.measured, body.factor, unit)))
    if evidence.limit is not None and evidence.bound >= 0:
        bound = body.bands[evidence.band].bounds[evidence.bound]
        span = canonical_span_text(*evidence.limit, body.factor, unit)
        steps.append((f"limit ({bound.name})", f"{bound.text} = {span}"))
    return steps


def _modifiers(rule: PlanRule, outcome: Outcome) -> list[Line]:
    steps = []
    if outcome.evidence.modifier >= 0:
        modifier = rule.modifiers[outcome.evidence.modifier]
        result = "suppressed" if modifier.severity < 0 else SEVERITIES[modifier.severity]
        steps.append(("modifier", f"{modifier.label}: {result} instead of {SEVERITIES[rule.severity]}"))
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
