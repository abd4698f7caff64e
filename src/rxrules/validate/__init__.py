"""Validation: from a tree that could be read to a ruleset that can be used."""

from __future__ import annotations

from rxrules.source.shipped import shipped
from rxrules.validate.checks import CHECKS, validate
from rxrules.validate.loading import load
from rxrules.validate.ruleset import Ruleset

__all__ = ["CHECKS", "Ruleset", "load", "shipped", "validate"]
