"""Compile validated rulesets into one Plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.compile.definitions import allergen_codes, condition_codes, local_products
from rxrules.compile.estimates import estimates_read
from rxrules.compile.kinds import lower_rule
from rxrules.compile.kinds.base import Surroundings
from rxrules.compile.lower import lower_modifiers, lower_when
from rxrules.compile.populations import Populations
from rxrules.compile.texts import text_of
from rxrules.plan import Plan, PlanRule, RulesetInfo, RuleText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.language.ast import Rule
    from rxrules.validate.ruleset import Ruleset

#: Rules of these statuses run; draft and retired ones do not.
RUNNING = ("active", "review")


def compile_rulesets(rulesets: Sequence[Ruleset]) -> Plan:
    """One Plan of one or several rulesets; rules keep the order of the rulesets and their files."""
    populations = Populations()
    allergens = allergen_codes(rulesets, populations)
    texts: dict[RuleText, int] = {}
    rules: list[PlanRule] = []
    for number, ruleset in enumerate(rulesets):
        populations.read_from(ruleset)
        around = Surroundings(ruleset, populations, allergens)
        for rule in ruleset.rules:
            if rule.status in RUNNING:
                text = texts.setdefault(text_of(rule, ruleset), len(texts))
                rules.append(_rule(rule, number, text, around))
    return Plan(
        rulesets=tuple(map(_info, rulesets)),
        rules=tuple(rules),
        populations=populations.all(),
        conditions=condition_codes(rulesets),
        texts=tuple(texts),
        products=local_products(rulesets),
        allergens=allergens,
        estimates=estimates_read(rules),
    )


def _info(ruleset: Ruleset) -> RulesetInfo:
    manifest = ruleset.manifest
    return RulesetInfo(manifest.id.text, manifest.version, ruleset.digest, manifest.title, manifest.clinician_reviewed)


def _rule(rule: Rule, number: int, text: int, around: Surroundings) -> PlanRule:
    lowered = lower_rule(rule, around)
    populations, scope, severity = around.populations, lowered.scope, lowered.severity
    return PlanRule(
        rule.id.text,
        rule.kind,
        severity,
        rule.status == "review",
        lowered.body,
        lower_when(lowered.when, populations, scope),
        lower_modifiers(rule.modifiers, populations, scope, severity),
        text,
        number,
        str(rule.span),
    )
