"""Hypothesis strategies of what rxrules checks: patients, orders, timings, doses and cases, drawn from a ruleset; and rulesets."""

from __future__ import annotations

from rxrules.testing.strategies.cases import cases, doses, orders, patients, timings
from rxrules.testing.strategies.rulesets import rulesets

__all__ = ["cases", "doses", "orders", "patients", "rulesets", "timings"]
