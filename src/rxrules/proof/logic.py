"""The logic of a compiled rule, apart from its words: what it decides, with every index resolved, and its digest."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from rxrules.plan import Burden, DoseLimit, Duplication, Interaction, PatientCheck

if TYPE_CHECKING:
    from rxrules.language.ast import Rule
    from rxrules.plan import Plan

#: Nested tuples of texts, numbers, truths and None: what two versions are compared by.
Logic: TypeAlias = tuple[Any, ...]

#: Of a rule, what is neither logic nor words: who answers for it, on what ground, since when.
GOVERNANCE = ("status", "evidence", "owner", "reviewed", "review_by", "change", "tags")


def logic_of(plan: Plan) -> Logic:
    """What the one rule of a plan decides; two rules of the same logic give the same outcomes on every case.

    Populations are written out as ingredients, conditions and allergens as what recognises them; titles, notes and labels are left
    out.
    """
    (rule,) = plan.rules
    resolve = _Resolving(plan)
    modifiers = tuple((resolve.condition(one.condition), one.severity) for one in rule.modifiers)
    return rule.kind, rule.severity, resolve.body(rule.body), resolve.condition(rule.when), modifiers


def digest_of(logic: Logic) -> str:
    """SHA-256 of the logic, in hexadecimal digits."""
    text = json.dumps(logic, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def words_of(plan: Plan) -> Logic:
    """What the one rule of a plan says to people, but for who answers for it and on what ground."""
    (rule,) = plan.rules
    text = plan.texts[rule.text]
    said: list[object] = [
        text.title,
        text.effect,
        text.mechanism,
        text.action,
        text.prescriber,
        text.pharmacist,
        text.nurse,
        text.patient,
    ]
    said += [(one.label, one.advice) for one in rule.modifiers]
    body = rule.body
    if isinstance(body, DoseLimit):
        said += [body.unit, *((band.text, *(bound.text for bound in band.bounds)) for band in body.bands)]
    elif isinstance(body, PatientCheck):
        said.append(body.detail)
    elif isinstance(body, Burden):
        said += [body.unit, *(level.label for level in body.levels)]
    return tuple(said)


def governance_of(rule: Rule) -> Logic:
    """Who answers for a rule, on what ground, since when."""
    return tuple(getattr(rule, name) for name in GOVERNANCE)


class _Resolving:
    """Indices of one plan written out."""

    def __init__(self, plan: Plan) -> None:
        self._populations = plan.populations
        self._conditions = {one.id: one for one in plan.conditions}
        self._allergens = plan.allergens

    def drugs(self, population: int | None) -> tuple[str, ...] | None:
        return None if population is None else self._populations[population]

    def body(self, body: object) -> Logic:
        if isinstance(body, Interaction):
            sides = tuple(
                (self.drugs(one.population), self.condition(one.condition), one.within) for one in (body.first, body.second)
            )
            return *sides, body.second_added
        if isinstance(body, Duplication):
            excluded = self.drugs(body.excluded)
            return self.drugs(body.population), self.condition(body.condition), body.allow, body.by_order, excluded
        if isinstance(body, DoseLimit):
            bands = tuple(
                (
                    tuple(map(self.condition, band.tests)),
                    tuple((one.name, one.severity, one.value, one.scale, one.cap, one.within) for one in band.bounds),
                )
                for band in body.bands
            )
            domain = tuple(map(self.condition, body.domain))
            return (
                body.ingredient,
                body.measure,
                self.condition(body.condition),
                body.base,
                body.salt_factor,
                body.first,
                domain,
                bands,
            )
        if isinstance(body, PatientCheck):
            findings = tuple((one.label, one.severity, self.condition(one.condition)) for one in body.findings)
            return self.drugs(body.population), self.condition(body.condition), findings
        assert isinstance(body, Burden)  # noqa: S101  the last of the bodies
        items = tuple((self.drugs(one.population), self.condition(one.condition), one.weight) for one in body.items)
        levels = tuple((tuple(one.window), one.severity) for one in body.levels)
        return body.measure, body.base, body.once, items, levels

    def condition(self, condition: Any) -> Any:
        if condition is None:
            return None
        operator, *rest = condition
        if operator in ("all", "any", "not"):
            return operator, *map(self.condition, rest)
        if operator == "with":
            population, inner, present, own, *within = rest
            return operator, self.drugs(population), self.condition(inner), present, tuple(map(self.drugs, own)), *within
        if operator == "order":
            return operator, rest[0], self.condition(rest[1])
        if operator == "contains":
            return operator, self.drugs(rest[0])
        if operator == "amount":
            return operator, self.drugs(rest[0]), *rest[1:]
        if operator == "allergy":
            allergen = None if rest[0] < 0 else self._allergens[rest[0]]
            meant = None if allergen is None else (allergen.id, allergen.names, allergen.snomed, self.drugs(allergen.population))
            return operator, meant, self.drugs(rest[1])
        if operator in ("condition", "indication"):
            return operator, self._recognised(rest[0]), *rest[1:]
        if operator == "stated":
            return operator, rest[0], self._recognised(rest[1])
        return tuple(condition)

    def _recognised(self, name: str) -> tuple[object, ...]:
        found = self._conditions.get(name)
        return (name,) if found is None else (name, found.names, found.icd10, found.snomed)
