"""An allergy: a drug, and an allergen, or each drug held against allergies to its own ingredients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, order_condition
from rxrules.plan import SEVERITIES, Finding, PatientCheck

if TYPE_CHECKING:
    from rxrules.language.ast import AllergyRule

#: Stands for the order's own ingredients in place of an allergen.
ITSELF = -1


def lower_allergy(rule: AllergyRule, around: Surroundings) -> Lowered:
    """One finding of the order; a rule of ``same: ingredient`` has no population, because it is about every drug."""
    populations = around.populations
    severity = SEVERITIES.index(rule.severity)
    population = condition = None
    if rule.drug is not None:
        population = populations.of(rule.drug)
        condition = order_condition(rule.drug, population)
    allergen = ITSELF
    if rule.allergen is not None:
        allergen = next(index for index, one in enumerate(around.allergens) if one.id == rule.allergen.text)
    found = Finding("", severity, ("order", 0, ("allergy", allergen, population)))
    body = PatientCheck(population, condition, (found,), rule.cross_reactivity)
    scope = Scope((populations.every if population is None else population,))
    return Lowered(body, severity, scope, rule.when)
