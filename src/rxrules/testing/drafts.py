"""Rules in draft don't run; their author tests them all the same, before anybody is asked to review them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.testing.scenarios import Scenario
    from rxrules.validate import Ruleset


def with_drafts(ruleset: Ruleset) -> Ruleset:
    """The ruleset with its drafts under review, for scenarios and for nothing else."""
    return evolve(ruleset, rules=tuple(evolve(rule, status="review") if rule.status == "draft" else rule for rule in ruleset.rules))


def drafts_of(rulesets: Iterable[Ruleset]) -> frozenset[str]:
    """The ids of rules in draft."""
    return frozenset(rule.id.text for ruleset in rulesets for rule in ruleset.rules if rule.status == "draft")


def why_skipped(scenario: Scenario, drafts: frozenset[str]) -> str:
    """Why a scenario is not run where drafts aren't; empty where it is."""
    named = [*(one.rule for one in scenario.fires), *scenario.clear, *scenario.suppressed, *scenario.not_evaluated]
    found = [rule for rule in dict.fromkeys(named) if rule in drafts]
    return f"{', '.join(found)} {'is' if len(found) == 1 else 'are'} in draft" if found else ""
