"""An allergy: a drug, and an allergen, or each drug held against allergies to its own ingredients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.kinds.base import Lowered, Surroundings
from rxrules.compile.lower import Scope, order_condition
from rxrules.plan import SEVERITIES, Finding, PatientCheck

if TYPE_CHECKING:
    from rxrules.language.ast import AllergyRule
    from rxrules.plan import Condition

#: Stands for the order's own ingredients in place of an allergen.
ITSELF = -1


def lower_allergy(rule: AllergyRule, around: Surroundings) -> Lowered:
    """One finding of the order; a rule of ``same: ingredient`` is about any ingredient."""
    populations = around.populations
    severity = SEVERITIES.index(rule.severity)
    population = populations.every if rule.drug is None else populations.of(rule.drug)
    condition = None if rule.drug is None else order_condition(rule.drug, population)
    test: Condition = ("allergy", ITSELF, None)
    if rule.allergen is not None:
        index = next(index for index, one in enumerate(around.allergens) if one.id == rule.allergen.text)
        test = ("allergy", index, around.allergens[index].population)
    body = PatientCheck(population, condition, (Finding("", severity, ("order", 0, test)),), rule.cross_reactivity)
    return Lowered(body, severity, Scope({}, (population,)), rule.when)
