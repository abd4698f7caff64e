"""Medication reconciliation: two lists of one patient compared by ingredient, and the difference checked."""

from __future__ import annotations

from rxrules.reconcile.alerts import AlertChange
from rxrules.reconcile.comparing import Comparison, Difference, compare
from rxrules.reconcile.listed import Listed, Standing
from rxrules.reconcile.persons import Contradiction
from rxrules.reconcile.reconciling import reconcile
from rxrules.reconcile.result import Entry, EntryKind, Reconciliation

__all__ = [
    "AlertChange",
    "Comparison",
    "Contradiction",
    "Difference",
    "Entry",
    "EntryKind",
    "Listed",
    "Reconciliation",
    "Standing",
    "compare",
    "reconcile",
]
