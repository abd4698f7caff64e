"""Monitoring: a drug, and a test that was never done, not for too long, or is out of range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, order_condition, result_test
from rxrules.model.timing import days
from rxrules.plan import SEVERITIES, Finding, PatientCheck
from rxrules.terminology.observations import observation

if TYPE_CHECKING:
    from rxrules.language.ast import MonitoringRule
    from rxrules.plan import Condition


def lower_monitoring(rule: MonitoringRule, around: Surroundings) -> Lowered:
    """Up to three findings, of those that have a severity; no two of them hold at once."""
    population = around.populations.of(rule.drug)
    within = days(rule.within.quantity)
    names = tuple(dict.fromkeys(observation(name.text) or name.text for name in rule.test))
    ever: Condition = ("tested", names, None)
    lately: Condition = ("tested", names, within)
    tests: dict[str, Condition] = {"missing": ("not", ever), "overdue": ("all", ever, ("not", lately))}
    if rule.range is not None:
        inside = result_test(rule.test[0].text, rule.range, within)
        tests["out_of_range"] = ("all", lately, ("not", inside))
    findings = tuple(
        Finding(label, SEVERITIES.index(severity), test)
        for label, test in tests.items()
        if (severity := getattr(rule.severity, label)) is not None
    )
    body = PatientCheck(population, order_condition(rule.drug, population), findings)
    return Lowered(body, max(finding.severity for finding in findings), Scope((population,)), rule.when)
