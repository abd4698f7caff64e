"""An omission: a drug or a circumstance, and none of the partners that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, both, order_condition, partner_condition
from rxrules.plan import SEVERITIES, Finding, PatientCheck

if TYPE_CHECKING:
    from rxrules.language.ast import OmissionRule


def lower_omission(rule: OmissionRule, around: Surroundings) -> Lowered:
    """One finding: no partner is there, beside the order of the drug where the rule has one."""
    populations = around.populations
    population = condition = None
    own: tuple[int, ...] = ()
    if rule.drug is not None:
        population = populations.of(rule.drug)
        condition, own = order_condition(rule.drug, population), (population,)
    severity = SEVERITIES.index(rule.severity)
    found = both(*[partner_condition(partner, populations, own, present=False) for partner in rule.missing])
    assert found is not None  # noqa: S101  validation refuses an omission of nothing
    body = PatientCheck(population, condition, (Finding("", severity, found),))
    return Lowered(body, severity, Scope(own), rule.when)
