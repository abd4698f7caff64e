"""Medication lists in few words, and a checker for all tests of reconciling."""

from __future__ import annotations

from functools import cache
from typing import Any

from rxrules import Case, Checker, read_case
from rxrules.reconcile import Entry, Reconciliation, reconcile

DAILY: dict[str, Any] = {"frequency": 1, "per": "1 d"}
TWICE: dict[str, Any] = {"frequency": 2, "per": "1 d"}
FOUR: dict[str, Any] = {"frequency": 4, "per": "1 d"}
WEEKLY: dict[str, Any] = {"frequency": 1, "per": "1 wk"}
PATIENT: dict[str, Any] = {
    "age": "64 a", "sex": "female", "weight": {"value": "70 kg", "on": "2026-11-01"}, "pregnant": False,
    "breastfeeding": False, "conditions": [], "allergies": [], "observations": [],
}  # fmt: skip


@cache
def checker() -> Checker:
    return Checker("core")


def med(
    id_: str, drug: object, dose: object = None, timing: object = DAILY, route: str | None = "oral", **known: object
) -> dict[str, Any]:
    """A line of a list."""
    written = {"id": id_, "drug": drug, "dose": dose, "route": route, "timing": timing, "status": "active", **known}
    return {key: value for key, value in written.items() if value is not None}


def a_list(*medications: dict[str, Any], name: str = "list", as_of: str = "2026-11-21", **patient: object) -> Case:
    """A case of a patient of whom all is known."""
    written = {key: value for key, value in (PATIENT | patient).items() if value is not None}
    return read_case({"id": name, "as_of": as_of, "patient": written, "medications": list(medications)})


def of(before: list[dict[str, Any]], after: list[dict[str, Any]], **known: Any) -> Reconciliation:
    """Two lists of this patient, reconciled."""
    return reconcile(a_list(*before, name="home"), a_list(*after, name="ward"), checker(), **known)


def only(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Entry:
    """The one entry that two lists make."""
    entries = of(before, after).entries
    assert len(entries) == 1, [entry.to_dict() for entry in entries]
    return entries[0]


def kinds(found: Reconciliation) -> dict[str, str]:
    """What became of each order: by its id, which must not stand on both lists."""
    return {one.id: entry.kind.value for entry in found.entries for one in (*entry.before, *entry.after)}


def differing(entry: Entry) -> dict[str, tuple[str, str]]:
    """What differs, with both values."""
    return {one.what: (one.before, one.after) for one in entry.differences}
