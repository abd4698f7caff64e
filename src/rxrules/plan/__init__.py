"""The Plan: rulesets as flat data, between the compiler that writes it and the engines that evaluate it."""

from __future__ import annotations

from rxrules.plan.model import (
    EXPECTED_KINDS,
    KINDS,
    SEVERITIES,
    Band,
    Body,
    Bound,
    Condition,
    ConditionCodes,
    DoseLimit,
    Duplication,
    Interaction,
    LocalProduct,
    Modifier,
    Participant,
    Plan,
    PlanRule,
    RulesetInfo,
    RuleText,
    Window,
)

__all__ = [
    "EXPECTED_KINDS",
    "KINDS",
    "SEVERITIES",
    "Band",
    "Body",
    "Bound",
    "Condition",
    "ConditionCodes",
    "DoseLimit",
    "Duplication",
    "Interaction",
    "LocalProduct",
    "Modifier",
    "Participant",
    "Plan",
    "PlanRule",
    "RuleText",
    "RulesetInfo",
    "Window",
]
