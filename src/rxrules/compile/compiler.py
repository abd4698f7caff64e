"""Compile validated rulesets into one Plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.lower import Scope, lower_limits, lower_modifiers, lower_when, order_condition, route_condition
from rxrules.compile.populations import Populations
from rxrules.language.ast import DoseLimitRule, DuplicationRule, InteractionRule
from rxrules.model.timing import days
from rxrules.plan import (
    SEVERITIES,
    ConditionCodes,
    Duplication,
    Interaction,
    LocalProduct,
    Participant,
    Plan,
    PlanRule,
    RulesetInfo,
    RuleText,
)
from rxrules.terminology.conditions import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.language.ast import LocalDrug, Rule, Selector, SourceRef
    from rxrules.plan import Body
    from rxrules.terminology import IngredientId
    from rxrules.validate.ruleset import Ruleset

#: Rules of these statuses run; draft and retired ones do not.
RUNNING = ("active", "review")


def compile_rulesets(rulesets: Sequence[Ruleset]) -> Plan:
    """One Plan of one or several rulesets; rules keep the order of the rulesets and their files."""
    populations = Populations()
    texts: dict[RuleText, int] = {}
    rules: list[PlanRule] = []
    conditions: dict[str, ConditionCodes] = {}
    products: list[LocalProduct] = []
    for number, ruleset in enumerate(rulesets):
        populations.read_from(ruleset)
        products += [product for drug in ruleset.drugs for product in _products(drug)]
        for definition in ruleset.conditions.values():
            # two rulesets may define one condition; what either recognises counts
            conditions[definition.id.text] = _merged(conditions.get(definition.id.text), _condition_codes(definition))
        for rule in ruleset.rules:
            if rule.status in RUNNING:
                text = texts.setdefault(_text(rule, ruleset), len(texts))
                rules.append(_rule(rule, number, text, populations, ruleset))
    infos = tuple(
        RulesetInfo(
            ruleset.manifest.id.text,
            ruleset.manifest.version,
            ruleset.digest,
            ruleset.manifest.title,
            ruleset.manifest.clinician_reviewed,
        )
        for ruleset in rulesets
    )
    return Plan(infos, tuple(rules), populations.all(), tuple(conditions.values()), tuple(texts), tuple(products))


def _rule(rule: Rule, number: int, text: int, populations: Populations, ruleset: Ruleset) -> PlanRule:
    body: Body
    if isinstance(rule, InteractionRule):
        first, second = rule.between
        body = Interaction(_participant(first, populations), _participant(second, populations), rule.direction == "second_added")
        names = {_called(second): 1, _called(first): 0}
        scope = Scope(names, (body.first.population, body.second.population))
        severity = SEVERITIES.index(rule.severity)
    elif isinstance(rule, DuplicationRule):
        members = populations.every if rule.group is None else populations.group(rule.group)
        body = Duplication(
            None if rule.group is None else members,
            route_condition(rule.route) if rule.route else None,
            rule.allow,
            rule.count == "orders" or rule.same is not None,
            populations.names(rule.except_) if rule.except_ else None,
        )
        scope = Scope({}, (members,))
        severity = SEVERITIES.index(rule.severity)
    else:
        assert isinstance(rule, DoseLimitRule)  # noqa: S101  the language has three kinds
        assert rule.drug.ingredient is not None  # noqa: S101  validation asks for it
        ingredient = ruleset.ingredient(rule.drug.ingredient)
        body = lower_limits(rule, str(ingredient), _salt_factor(rule, ingredient, ruleset))
        scope = Scope({}, (populations.of(rule.drug),))
        severity = max(bound.severity for band in body.bands for bound in band.bounds)
    return PlanRule(
        rule.id.text,
        rule.kind,
        severity,
        rule.status == "review",
        body,
        lower_when(rule.when, populations, scope),
        lower_modifiers(rule.modifiers, populations, scope, severity) if rule.modifiers else (),
        text,
        number,
        str(rule.span),
    )


def _salt_factor(rule: DoseLimitRule, ingredient: IngredientId, ruleset: Ruleset) -> float | None:
    if rule.expressed_as in ("", "base"):
        return 1.0
    found = ruleset.terminology.salt_factor(ingredient, rule.expressed_as)
    return None if found is None else found[0]


def _products(drug: LocalDrug) -> list[LocalProduct]:
    ingredients = tuple(name.text for name in drug.ingredients)
    strengths = tuple(str(amount.quantity) for amount in drug.strengths)
    return [LocalProduct(str(name), ingredients, strengths, drug.form) for name in (drug.name.text, *drug.synonyms)]


def _called(selector: Selector) -> str:
    name = selector.ingredient or selector.group
    return name.text if name is not None else ""


def _participant(selector: Selector, populations: Populations) -> Participant:
    within = None if selector.within is None else days(selector.within.quantity)
    population = populations.of(selector)
    return Participant(population, order_condition(selector, population), within)


def _condition_codes(definition: object) -> ConditionCodes:
    from rxrules.language.ast import ConditionDefinition  # noqa: PLC0415

    assert isinstance(definition, ConditionDefinition)  # noqa: S101
    name = definition.id.text
    names = (name.replace("-", " "), definition.title, *definition.names)
    folded = tuple(dict.fromkeys(fold(text) for text in names if text))
    return ConditionCodes(name, definition.title or name.replace("-", " "), folded, definition.icd10, definition.snomed)


def _merged(old: ConditionCodes | None, new: ConditionCodes) -> ConditionCodes:
    if old is None:
        return new
    return old._replace(
        names=tuple(dict.fromkeys(old.names + new.names)),
        icd10=tuple(dict.fromkeys(old.icd10 + new.icd10)),
        snomed=tuple(dict.fromkeys(old.snomed + new.snomed)),
    )


def _text(rule: Rule, ruleset: Ruleset) -> RuleText:
    manifest = ruleset.manifest
    return RuleText(
        rule.title,
        rule.effect,
        rule.mechanism,
        rule.action,
        rule.advice.prescriber,
        rule.advice.pharmacist,
        rule.advice.nurse,
        rule.advice.patient,
        rule.evidence.level,
        tuple(_source(reference, ruleset) for reference in rule.evidence.sources),
        rule.owner or manifest.owner,
        _day(rule.reviewed or manifest.reviewed),
        _day(rule.review_by or manifest.review_by),
    )


def _source(reference: SourceRef, ruleset: Ruleset) -> tuple[str, str, str, str]:
    if reference.source is None:
        return reference.title, reference.section, reference.url, _day(reference.accessed)
    source = ruleset.sources[reference.source.text]
    title = source.title + (f" ({source.publisher}, {source.year})" if source.publisher and source.year else "")
    return title, reference.section, reference.url or source.url, _day(reference.accessed or source.accessed)


def _day(day: object) -> str:
    return "" if day is None else str(day)
