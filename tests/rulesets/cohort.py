"""Alerts of the core ruleset on ordinary and on wrong regimens, for 100 orders: `python tests/rulesets/cohort.py`."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules import Case, Checker, read_case
from rxrules.diagnostics import Diagnostics
from rxrules.documents import text, yaml
from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from rxrules.report import Report

DATA = Path(__file__).parent / "data"
AS_OF = "2026-11-21"

#: Ordinary treatment, by where it is given; the first holds some of each.
REGIMENS = Path(__file__).parents[2] / "rulesets" / "core" / "regimens"
GOOD = tuple(f"{name}.test.yaml" for name in ("regimens", "general-practice", "ward", "children", "further"))
WRONG = ("wrong_regimens.yaml",)
#: Mistakes that the rules about the patient must tell, and core can't.
WRONG_OF_THE_PATIENT = ("wrong_patients.yaml",)


@frozen
class Regimen:
    """A made-up patient's list, and what a pharmacist says must come of it.

    Attributes:
        fires: rules that must fire, with their severity.
        certain: how sure each of these must be, where the regimen says so.
        open: what must be visible where no rule can tell: `not_evaluated` rules, `not_covered` orders.
        silent: why a mistake is known to pass unseen.
        accepted: rules of major or above that may fire on good treatment, with the reason.
    """

    name: str
    case: Case
    fires: tuple[tuple[str, str], ...]
    certain: dict[str, str]
    open: dict[str, list[str]]
    silent: str
    accepted: dict[str, str]


def regimens(name: str) -> tuple[Regimen, ...]:
    """The regimens of a file in `data`."""
    found = Diagnostics()
    path = (REGIMENS if name in GOOD else DATA) / name
    root: Any = yaml.read(text.load(path, str(path), found) or "", str(path), found)
    assert not list(found), list(found)
    return tuple(_regimen(node) for node in root)


def cohort(names: tuple[str, ...]) -> tuple[Regimen, ...]:
    """The regimens of several files, in their order."""
    return tuple(regimen for name in names for regimen in regimens(name))


def _is_scenario(node: dict[str, Any]) -> bool:
    """Whether a regimen is of the good ones: scenarios, where ``silent`` is the severity from which nothing may come."""
    return str(node.get("silent", "")) in SEVERITIES


def _regimen(node: dict[str, Any]) -> Regimen:
    case = read_case({**node["case"], "id": str(node["name"])}, as_of=AS_OF)
    assert not case.unread, (node["name"], case.unread)
    return Regimen(
        str(node["name"]),
        case,
        tuple((str(one["rule"]), str(one["severity"])) for one in node.get("fires", ())),
        {str(one["rule"]): str(one["certainty"]) for one in node.get("fires", ()) if "certainty" in one},
        {str(key): [str(one) for one in value] for key, value in node.get("open", {}).items()},
        "" if _is_scenario(node) else str(node.get("silent", "")),
        {str(rule): str(reason) for rule, reason in node.get("accepted", {}).items()},
    )


@cache
def checker() -> Checker:
    return Checker("core")


def check(regimen: Regimen) -> Report:
    """Check a whole list, what is active included."""
    return checker().check(regimen.case, whole_list=True)


def summary(title: str, found: tuple[Regimen, ...]) -> list[str]:
    """Lines on how many alerts of each severity come for 100 orders, and what stays open."""
    reports = [check(regimen) for regimen in found]
    orders = sum(len(regimen.case.orders) for regimen in found)
    alerts = Counter(alert.severity for report in reports for alert in report.alerts)
    lines = [f"{title}: {len(found)} regimens, {orders} orders", f"  {'':16}{'alerts':>8}{'per 100 orders':>16}"]
    lines += [f"  {severity:16}{alerts[severity]:>8}{100 * alerts[severity] / orders:>16.1f}" for severity in reversed(SEVERITIES)]
    interrupted = sum(any(alert.interrupts for alert in report.alerts) for report in reports)
    silent = sum(not report.alerts for report in reports)
    lines.append(f"  regimens with an alert of major or above: {interrupted}, without any alert: {silent}")
    return lines


def main() -> None:
    for title, names in (("good", GOOD), ("wrong", WRONG)):
        print("\n".join(summary(title, cohort(names))))


if __name__ == "__main__":
    main()
