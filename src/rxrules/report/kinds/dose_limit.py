"""Dose limits in the report: the dose of one ingredient, its arithmetic, the band, the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.chart import MEASURES
from rxrules.chart.totals import course_of, rate_of, spacing_of
from rxrules.chart.words import dose_steps
from rxrules.plan import SEVERITIES, DoseLimit
from rxrules.report.amounts import canonical_span_text, dose_name, dose_unit, in_unit, span_text
from rxrules.report.finding import Finding, Frame, Value
from rxrules.report.kinds.base import KindReport, patient_facts, said, without_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Bound, Condition, Plan
    from rxrules.report.finding import Line

#: The ActCodes of what is too much and too little, where they are not those of a dose.
_CODES = {"duration": ("DOSEDURH", "DOSEDURL"), "interval": ("DOSEIVL", "DOSEIVL"), "lifetime": ("MDOSE", "DOSEL")}


class DoseLimitReport(KindReport[DoseLimit]):
    """A dose in the unit of its limit's author."""

    reads = frozenset({"amount"})
    repeats = True
    frames = True

    def bound(self, body: DoseLimit, outcome: Outcome) -> Bound | None:
        """The limit that is passed."""
        evidence = outcome.evidence
        return None if evidence.band < 0 else body.bands[evidence.band].bounds[evidence.bound]

    def severity(self, base: int, body: DoseLimit, outcome: Outcome) -> int:
        """That of the limit that is passed."""
        bound = self.bound(body, outcome)
        return base if bound is None else bound.severity

    def drugs(self, plan: Plan, body: DoseLimit, outcome: Outcome) -> tuple[str, ...]:  # noqa: ARG002
        """The ingredient, whatever else its orders hold."""
        return (body.ingredient,) * len(outcome.orders)

    def finding(self, plan: Plan, chart: Chart, body: DoseLimit, outcome: Outcome) -> Finding:  # noqa: ARG002
        """The dose above its maximum or below its minimum."""
        evidence = outcome.evidence
        frame = self.frame(plan, body, outcome)
        if frame is not None and evidence.measured is not None:
            return frame.finding(*evidence.measured)
        code, limit = _code(body, self.bound(body, outcome)), self._limit(body, outcome)
        measured = None
        if evidence.measured is not None:
            low, high = evidence.measured
            measured = Value(dose_name(body), in_unit(high, body.factor), dose_unit(body), in_unit(low, body.factor))
        drugs = self.drugs(plan, body, outcome)
        return without_value(code, drugs, plan, outcome)._replace(measured=measured, limit=limit)

    def frame(self, plan: Plan, body: DoseLimit, outcome: Outcome) -> Frame | None:
        """The finding but for the dose."""
        limit = self._limit(body, outcome)
        if limit is None or outcome.evidence.measured is None:
            return None
        bound = self.bound(body, outcome)
        name, unit = dose_name(body), dose_unit(body)
        relation = "above" if _is_max(bound) else "below"
        after = f" is {relation} {_which(body, outcome)} of {span_text(limit.value, limit.value, unit)}"
        if bound is not None and (bound.scale or "rounding" in bound.text):
            after += f" ({bound.text})"
        return Frame(
            code=_code(body, bound),
            drugs=self.drugs(plan, body, outcome),
            limit=limit,
            name=name,
            unit=unit,
            factor=body.factor,
            before=said(f"{body.ingredient}: {name} ", outcome),
            after=after,
            lines_before=_band_lines(body, outcome),
            lines_after=_limit_lines(body, outcome),
        )

    def _limit(self, body: DoseLimit, outcome: Outcome) -> Value | None:
        """What the dose was held against."""
        allowed, bound = outcome.evidence.limit, self.bound(body, outcome)
        if allowed is None:
            return None
        # where the band or the weight is unknown, the dose passes even the most generous limit that may hold
        reached = allowed[1] if bound is not None and _is_max(bound) else allowed[0]
        name = bound.name if bound is not None else ""
        return Value(name, in_unit(reached, body.factor), dose_unit(body), in_unit(allowed[0], body.factor))

    def merge_key(self, body: DoseLimit, outcome: Outcome) -> tuple[object, ...]:
        """Limits of other ingredients or measures stay apart, and a maximum from a minimum: each has a value of its own."""
        evidence = outcome.evidence
        bound = body.bands[evidence.band].bounds[evidence.bound]
        return body.ingredient, body.measure, bound.name.endswith("max")

    def order_lines(self, chart: Chart, order: ChartOrder, body: DoseLimit) -> Sequence[Line]:
        """The arithmetic of one order's dose, up to what it gives in the unit of the rule."""
        ingredient, name, place = body.ingredient, order.id, MEASURES.get(body.measure)
        dose = order.doses.get(ingredient)
        if dose is None:
            return ()
        lines = [(f"dose of {name}", text) for text in dose_steps(chart, order, ingredient)]
        if place is None:
            spans = [_span(row, body) for row in order.parts or (order,)]
        else:
            amounts = dose.amounts.get(body.base)
            spans = [] if amounts is None else [(amounts[place], amounts[place + 1])]
        for span in spans:
            if span is not None:
                text = canonical_span_text(span[0], span[1], body.factor, dose_unit(body))
                lines.append((f"{dose_name(body)} of {name}", text))
        if body.expressed_as and not dose.salt:
            lines.append((f"salt of {name}", f"not stated: taken as {body.expressed_as}, as the rule is"))
        elif body.expressed_as and dose.salt_factor is not None:
            lines.append((f"salt of {name}", f"{dose.salt}, base x {dose.salt_factor[0]:g} ({dose.salt_factor[1]})"))
        return lines

    def found_lines(self, plan: Plan, chart: Chart, body: DoseLimit, outcome: Outcome) -> Sequence[Line]:  # noqa: ARG002
        """The band, the dose and the limit."""
        lines = [*_band_lines(body, outcome)]
        measured = outcome.evidence.measured
        if measured is not None:
            lines.append((dose_name(body), canonical_span_text(*measured, body.factor, dose_unit(body))))
        lines += _limit_lines(body, outcome)
        return lines

    def variables(self, body: DoseLimit) -> Iterable[str]:
        """The weight or body surface that a limit is scaled by."""
        return [bound.scale for band in body.bands for bound in band.bounds if bound.scale]

    def required(self, body: DoseLimit) -> Sequence[Condition]:
        """What must hold of an order to be measured: route, indication."""
        return () if body.condition is None else (("order", -1, body.condition),)

    def conditions(self, body: DoseLimit) -> Sequence[tuple[str, Condition]]:
        """The bands, and the domain that they cover."""
        bands = [(band.text, ("all", *band.tests)) for band in body.bands if band.tests]
        return [*bands, ("", ("all", *body.domain))] if body.domain else bands

    def holds_against(self, body: DoseLimit) -> Collection[str]:
        """What its bands are chosen by."""
        return patient_facts((body.domain, *(band.tests for band in body.bands)))

    def washes_out(self, body: DoseLimit) -> bool:
        """A lifetime dose counts what has ended."""
        return body.measure == "lifetime"

    def ingredients(self, body: DoseLimit) -> Sequence[str]:
        """Its own."""
        return (body.ingredient,)

    def silent_of(self, body: DoseLimit) -> str:
        """Its own: that a limit for the mouth says nothing of an infusion must be told."""
        return body.ingredient

    def detail(self, plan: Plan, body: DoseLimit, ingredient: str) -> str | None:  # noqa: ARG002
        """The first bands with their limits."""
        if body.ingredient != ingredient:
            return None
        bands = "; ".join(f"{band.text}: {', '.join(map(_limit_told, band.bounds))}" for band in body.bands[:3])
        left = len(body.bands) - 3
        more = f" and {left} more band{'s' if left > 1 else ''}" if left > 0 else ""
        return f"{body.measure.replace('_', ' ')}: {bands}{more}"

    def asks(self, plan: Plan, body: DoseLimit) -> Sequence[str]:  # noqa: ARG002
        """What is measured."""
        return (f"The limit is {body.measure.replace('_', ' ')}{'' if body.base == 'time' else f' in {body.base}'}.",)


def _limit_told(bound: Bound) -> str:
    """A limit with its own severity: that of the rule is only the gravest of them."""
    return f"{bound.name} {bound.text} ({SEVERITIES[bound.severity]})"


def _is_max(bound: Bound | None) -> bool:
    return bound is None or bound.name.endswith("max")


def _which(body: DoseLimit, outcome: Outcome) -> str:
    """What to call a limit.

    SAFETY: beyond a graver limit, that one alone would read as if anything up to it were allowed: the first is named with it.
    """
    evidence = outcome.evidence
    if evidence.band < 0:
        return "the limit"
    bounds = body.bands[evidence.band].bounds
    passed = bounds[evidence.bound].name
    first = next((one.text for one in bounds if f"hard_{one.name}" == passed), "")
    if first:
        return f"the usual limit ({first}), and even {'above' if passed.endswith('max') else 'below'} the graver one"
    return "the graver limit" if passed.startswith("hard_") else "the limit"


def _code(body: DoseLimit, bound: Bound | None) -> str:
    high, low = _CODES.get(body.measure, ("DOSEH", "DOSEL"))
    return high if _is_max(bound) else low


def _band_lines(body: DoseLimit, outcome: Outcome) -> tuple[Line, ...]:
    band = outcome.evidence.band
    return (("band", body.bands[band].text),) if 0 <= band < len(body.bands) else ()


def _limit_lines(body: DoseLimit, outcome: Outcome) -> tuple[Line, ...]:
    evidence = outcome.evidence
    if evidence.limit is None or evidence.bound < 0:
        return ()
    bound = body.bands[evidence.band].bounds[evidence.bound]
    span = canonical_span_text(*evidence.limit, body.factor, dose_unit(body))
    return ((f"limit ({bound.name})", f"{bound.text} = {span}"),)


def _span(row: ChartOrder, body: DoseLimit) -> tuple[float, float] | None:
    """What one row gives by a measure that its amounts do not hold; None where it is not known."""
    if body.measure == "duration":
        return row.duration
    if body.measure == "interval":
        return spacing_of(row)
    amounts = row.doses[body.ingredient].amounts.get(body.base)
    if amounts is None:
        return None
    dose = amounts.dose_low, amounts.dose_high
    return rate_of(row, dose) if body.measure == "rate" else course_of(row, dose)
