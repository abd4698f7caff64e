"""A contraindication: a drug, and what of the patient speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, lower_when, order_condition
from rxrules.plan import SEVERITIES, Finding, PatientCheck

if TYPE_CHECKING:
    from rxrules.language.ast import ContraindicationRule


def lower_contraindication(rule: ContraindicationRule, around: Surroundings) -> Lowered:
    """One finding: ``when`` itself, so that a rule whose ``when`` does not hold has applied and found nothing."""
    population = around.populations.of(rule.drug)
    scope = Scope((population,))
    severity = SEVERITIES.index(rule.severity)
    found = lower_when(rule.when, around.populations, scope)
    assert found is not None  # noqa: S101  validation refuses a contraindication without ``when``
    body = PatientCheck(population, order_condition(rule.drug, population), (Finding("", severity, found),))
    return Lowered(body, severity, scope, None)
