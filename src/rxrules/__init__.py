"""rxrules: prescribing checks that never mistake the unknown for the safe.

A check is three lines:

    checker = Checker("core")
    report = checker.check(read_case(Path("prescription.yaml")))
    print(report.status, [alert.message for alert in report.alerts])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules._version import __version__
from rxrules.checker import Checker
from rxrules.errors import EngineError, InputError, RulesetError, RxError, UnitError
from rxrules.model import Case, Dosage, Dose, Drug, Moment, Order, OrderStatus, Patient, Timing

if TYPE_CHECKING:
    from rxrules.adapters.casefile import read_case, read_cases

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
    "read_case",
    "read_cases",
]


def __getattr__(name: str) -> object:
    # reading files needs more than checking does, and is imported when it is asked for
    if name in ("read_case", "read_cases"):
        from rxrules.adapters import casefile  # noqa: PLC0415

        return getattr(casefile, name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
