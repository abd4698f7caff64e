"""From validated rulesets to the Plan."""

from __future__ import annotations

from rxrules.compile.compiler import compile_rulesets
from rxrules.plan import Plan

__all__ = ["Plan", "compile_rulesets"]
