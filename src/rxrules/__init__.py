"""rxrules: prescribing checks that never mistake the unknown for the safe.

Three lines are a check:

    checker = Checker("core")
    report = checker.check(Case.read("prescription.yaml"))
    print(report.status, [alert.message for alert in report.alerts])
"""

from __future__ import annotations

from rxrules._version import __version__
from rxrules.checker import Checker
from rxrules.errors import EngineError, InputError, RulesetError, RxError, UnitError
from rxrules.model import Case, Dosage, Dose, Drug, Moment, Order, OrderStatus, Patient, Timing

__all__ = [
    "Case",
    "Checker",
    "Dosage",
    "Dose",
    "Drug",
    "EngineError",
    "InputError",
    "Moment",
    "Order",
    "OrderStatus",
    "Patient",
    "RulesetError",
    "RxError",
    "Timing",
    "UnitError",
    "__version__",
]
