"""Ten ways in which the native engine can be broken, each a change that a person might make by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.engines.base import Status
from rxrules.engines.native import engine, interactions, limits, measure
from rxrules.engines.native.conditions import ConditionBuilder
from rxrules.engines.native.limits import DoseLimitRule
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN
from rxrules.engines.native.order_conditions import OrderConditions
from rxrules.engines.native.patient_conditions import PatientConditions
from rxrules.engines.native.quick import QuickLimit

if TYPE_CHECKING:
    import pytest


def _general_path_alone(patch: pytest.MonkeyPatch) -> None:
    """Decide every dose limit by the general path, where the break is."""
    patch.setattr(QuickLimit, "of", classmethod(lambda cls, *args: None))


def off_by_one_band(patch: pytest.MonkeyPatch) -> None:
    _general_path_alone(patch)
    choose = DoseLimitRule._choose

    def next_band(self: DoseLimitRule, chart: Any) -> Any:
        found, *missing = choose(self, chart)
        return (((found[0] + 1) % len(self.bands),) if len(found) == 1 else found), *missing

    patch.setattr(DoseLimitRule, "_choose", next_band)


def swapped_severity(patch: pytest.MonkeyPatch) -> None:
    evaluate = engine.NativeEngine.evaluate
    swapped = {1: 2, 2: 1}

    def other(self: Any, chart: Any) -> Any:
        return [
            one._replace(severity=swapped.get(one.severity, one.severity)) if one.status == Status.FIRED else one
            for one in evaluate(self, chart)
        ]

    patch.setattr(engine.NativeEngine, "evaluate", other)


def dropped_modifier(patch: pytest.MonkeyPatch) -> None:
    modifiers = ConditionBuilder.modifiers
    patch.setattr(ConditionBuilder, "modifiers", lambda self, rule: modifiers(self, rule)[:-1])


def less_for_at_most(patch: pytest.MonkeyPatch) -> None:
    """A dose at a limit passes it."""
    _general_path_alone(patch)
    passed = limits.passed

    def at_it_too(name: str, measured: Any, low: float, high: float) -> int:
        reaches = measured.low >= high * (1 - 1e-9) if name.endswith("max") else measured.high <= low * (1 + 1e-9)
        return TRUE if reaches else passed(name, measured, low, high)

    patch.setattr(limits, "passed", at_it_too)


def lost_unknown(patch: pytest.MonkeyPatch) -> None:
    """A reading that is missing makes a condition false."""
    make = PatientConditions._range

    def never_unknown(self: Any, *args: Any) -> Any:
        test = make(self, *args)
        return lambda chart, orders, causes: FALSE if (truth := test(chart, orders, causes)) == UNKNOWN else truth

    patch.setattr(PatientConditions, "_range", never_unknown)


def sum_over_one_order(patch: pytest.MonkeyPatch) -> None:
    fullest = measure.fullest
    patch.setattr(measure, "fullest", lambda entries: max((fullest([one]) for one in entries), default=fullest(entries)))


def as_needed_as_regular(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OrderConditions, "_prn", lambda self, wanted: lambda chart, orders, causes: FALSE if wanted else TRUE)


def stale_accepted(patch: pytest.MonkeyPatch) -> None:
    make = PatientConditions._range
    patch.setattr(PatientConditions, "_range", lambda self, *args: make(self, *args[:-1], None))


def no_list_of_allergies_as_empty(patch: pytest.MonkeyPatch) -> None:
    make = PatientConditions._allergy

    def empty(self: Any, *args: Any) -> Any:
        test = make(self, *args)
        return lambda chart, orders, causes: FALSE if chart.allergies is None else test(chart, orders, causes)

    patch.setattr(PatientConditions, "_allergy", empty)


def washout_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(interactions, "within_washout", lambda *args: FALSE)


BREAKS = (
    off_by_one_band,
    swapped_severity,
    dropped_modifier,
    less_for_at_most,
    lost_unknown,
    sum_over_one_order,
    as_needed_as_regular,
    stale_accepted,
    no_list_of_allergies_as_empty,
    washout_ignored,
)
