"""What a change of rules does to cases that are there: alerts that appear, vanish or change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.checker import Checker
    from rxrules.model import Case


@frozen
class AlertChange:
    """One alert of one rule that two versions do not share; an empty text is no alert.

    Attributes:
        case: the id of the case.
        medications: the ids of the orders that it is about.
        old, new: its severity, with ``possible`` where it is no more than that.
    """

    case: str
    rule: str
    medications: tuple[str, ...]
    old: str
    new: str

    @property
    def what(self) -> str:
        """``appears``, ``vanishes`` or ``changes``."""
        return "changes" if self.old and self.new else "appears" if self.new else "vanishes"


def changed_alerts(case: Case, old: Checker, new: Checker) -> Iterator[AlertChange]:
    """What two versions alert of differently in a case, by rule and orders."""
    before, after = _alerts(case, old), _alerts(case, new)
    for rule, medications in sorted(before.keys() | after.keys()):
        was, now = (found.get((rule, medications), "") for found in (before, after))
        if was != now:
            yield AlertChange(case.id, rule, medications, was, now)


def _alerts(case: Case, checker: Checker) -> dict[tuple[str, tuple[str, ...]], str]:
    report = checker.check(case)
    return {
        (report.plan.rules[one.rule].id, tuple(sorted(order.id for order in one.orders))): SEVERITIES[one.severity]
        + ("" if one.certain else ", possible")
        for one in report.fired
    }
