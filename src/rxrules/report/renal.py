"""A note where another accepted way to estimate renal function would change what a rule finds.

Two accepted estimates of one patient differ by more than a band is wide, and a label rarely says which it means. Only estimates of
the same unit are compared: mL/min with mL/min, mL/min/1.73 m2 with its like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.chart.estimates import ESTIMATES
from rxrules.chart.estimating import add_estimates
from rxrules.plan import Window
from rxrules.report.asking import printed, window_words
from rxrules.report.circumstances import FALSE, TRUE, Circumstances, circumstances
from rxrules.report.observed import reading_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rxrules.chart import Chart, Reading
    from rxrules.engines.base import Outcome
    from rxrules.plan import Condition, Plan
    from rxrules.report.finding import Line
    from rxrules.report.kinds import KindReport

_REPORTED = "obs:egfr@volume/time/standard_surface"
# Weights that practice chooses among; what a rule chooses by ideal weight or body mass index is one of these. Lean weight is no
# alternative: it is far below the others in everybody.
_ABSOLUTE = ("est:crcl_actual", "est:crcl_ideal", "est:crcl_adjusted", "est:egfr_ckd_epi_absolute")
_INDEXED = ("est:egfr_ckd_epi", "est:egfr_schwartz", _REPORTED)
_FROM_IDEAL = ("est:crcl_ideal", "est:crcl_adjusted")


def is_renal(variable: str) -> bool:
    """Whether a variable of the plan says how well the kidneys work."""
    return bool(_alternatives(variable))


def _alternatives(variable: str) -> tuple[str, ...]:
    if variable == _REPORTED:
        return _INDEXED
    if variable == "obs:crcl@volume/time":
        return _ABSOLUTE
    if variable.startswith(("est:crcl_", "est:egfr_")):
        estimate = ESTIMATES.get(variable.removeprefix("est:"))
        if estimate is not None:
            return _ABSOLUTE if estimate.unit == "mL/min" else _INDEXED
    return ()


def near_the_edge(plan: Plan, chart: Chart, outcome: Outcome, kind: KindReport[object], variables: Iterable[str]) -> list[Line]:
    """A line for each estimate under which some condition of the rule would hold that does not, or the other way round.

    Args:
        plan: the rules.
        chart: the case.
        outcome: of the rule.
        kind: of the rule.
        variables: the renal variables that the rule reads.
    """
    rule = plan.rules[outcome.rule]
    conditions = [condition for _, condition in kind.conditions(rule.body)]
    conditions += [*kind.required(rule.body), *(() if rule.when is None else (rule.when,))]
    conditions += [modifier.condition for modifier in rule.modifiers]
    by = circumstances(plan)
    orders = kind.participants(plan, rule.body, outcome)
    found: dict[Line, None] = {}
    for variable in variables:
        now = chart.readings.get(variable)
        if now is None:
            continue
        reading_it = [condition for condition in conditions if variable in _read_in(condition)]
        for other, reading in _others(chart, variable, now):
            told = evolve(chart, readings={**chart.readings, variable: reading}, memo={})
            for condition in reading_it:
                before, after = by.truth(chart, orders, condition), by.truth(told, orders, condition)
                if {before, after} == {TRUE, FALSE}:
                    sides = _sides(by, chart, told, condition, variable)
                    found.update(
                        dict.fromkeys([("near the edge", f"{reading_words(other, reading)} would be {side}") for side in sides])
                    )
    return list(found)


def _others(chart: Chart, variable: str, now: Reading) -> Iterator[tuple[str, Reading]]:
    """The other accepted estimates of this patient, of another value."""
    readings = _estimates(chart)
    ideal, weight = readings.get("est:ideal_weight"), readings.get("weight")
    # SAFETY: nobody below ideal weight clears as much as ideal weight promises; that is no accepted estimate
    light = ideal is not None and weight is not None and weight.high * _MG < ideal.low
    for other in _alternatives(variable):
        reading = readings.get(other)
        if other == variable or reading is None or (light and other in _FROM_IDEAL):
            continue
        if other == _REPORTED and now.age is not None and (reading.age is None or reading.age > now.age):
            # an older result is no other way to estimate
            continue
        if (reading.low, reading.high) != (now.low, now.high):
            yield other, reading


def _estimates(chart: Chart) -> dict[str, Reading]:
    """The readings of a patient with every estimate of renal function, worked out once for all alerts of a check."""
    found: dict[str, Reading] | None = chart.memo.get("renal")  # type: ignore[assignment]
    if found is None:
        found = dict(chart.readings)
        as_of = chart.case.as_of
        if as_of is not None:
            names = [name for name in (*_ABSOLUTE, *_INDEXED, "est:ideal_weight") if name.startswith("est:")]
            add_estimates(chart.case.patient, as_of, found, dict(chart.missing), names)
        chart.memo["renal"] = found
    return found


def _read_in(condition: object) -> set[str]:
    found: set[str] = set()
    if isinstance(condition, tuple) and condition:
        if condition[0] == "range":
            found.add(str(condition[1]))
        for part in condition:
            found |= _read_in(part)
    return found


def _sides(by: Circumstances, chart: Chart, told: Chart, condition: Condition, variable: str) -> Iterator[str]:
    """On which side of an edge the other value is, for each test of the variable that it changes."""
    if condition[0] == "range":
        before, after = by.truth(chart, (), condition), by.truth(told, (), condition)
        if condition[1] == variable and {before, after} == {TRUE, FALSE}:
            window = Window(*condition[2:-1])  # type: ignore[arg-type]
            yield window_words(window, printed(variable, window.low, window.high), outside=after == FALSE)
        return
    for part in condition:
        if isinstance(part, tuple) and part and isinstance(part[0], str):
            yield from _sides(by, chart, told, part, variable)


#: Canonical mass is the milligram; the reading of a weight is in kilograms.
_MG = 1e6
