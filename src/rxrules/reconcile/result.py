"""What reconciling found: each order of both lists in one entry, and the alerts that the difference makes or ends."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.reconcile.alerts import ALERT_CHANGES, GONE, NEW, UNKNOWN, WORSE

if TYPE_CHECKING:
    from rxrules.chart import Missing
    from rxrules.model import Case
    from rxrules.reconcile.alerts import AlertChange
    from rxrules.reconcile.comparing import Difference
    from rxrules.reconcile.earlier import Carried
    from rxrules.reconcile.listed import Listed
    from rxrules.reconcile.persons import Contradiction
    from rxrules.report import Report

Document = dict[str, Any]
#: What of a report stands under ``check``; the alerts are told apart elsewhere.
_OF_THE_CHECK = (
    "not_evaluated", "not_covered", "not_checked", "suppressed", "disagreements", "engine_failures", "unread", "counts",
)  # fmt: skip


class EntryKind(Enum):
    """What became of a drug between the lists."""

    NOT_MATCHED = "not_matched"
    NOT_COMPARABLE = "not_comparable"
    DUPLICATION = "duplication"
    STOPPED = "stopped"
    CHANGED = "changed"
    SUBSTITUTION = "substitution"
    STARTED = "started"
    HELD = "held"
    CONTINUED = "continued"
    NOT_CURRENT = "not_current"


#: The kinds that say that nothing has become of it.
SETTLED = frozenset({EntryKind.CONTINUED, EntryKind.NOT_CURRENT})


@frozen(eq=False)
class Entry:
    """One drug, with the orders of both lists that speak of it.

    Attributes:
        kind: what became of it.
        before, after: the orders; of every list each order is in exactly one entry.
        documented: of what stopped, whether AFTER says so; False where the drug is only not there; None for other kinds.
        reason: in words, why it is of this kind.
        differences: what is known to differ, both values in the same unit.
        missing: what could not be compared, and why; paths begin with ``before.`` or ``after.``.
        working: how the amounts came about.
        therapy: the titles of the rules whose group makes two drugs the same therapy.
        beside: of a duplication, the orders of AFTER that it is beside.
        near: names that look like one that was not recognised, for a person to choose from; nothing is matched by them.
        notes: what was assumed, and what a reader should look at.
    """

    kind: EntryKind
    before: tuple[Listed, ...] = ()
    after: tuple[Listed, ...] = ()
    documented: bool | None = None
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    missing: tuple[Missing, ...] = ()
    working: tuple[str, ...] = ()
    therapy: tuple[str, ...] = ()
    beside: tuple[Listed, ...] = ()
    near: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether all of it was recognised and compared."""
        return self.kind is not EntryKind.NOT_MATCHED and not self.missing

    @property
    def is_omission(self) -> bool:
        """Whether a drug is gone and nothing on AFTER says why."""
        return self.kind is EntryKind.STOPPED and self.documented is False

    def to_dict(self) -> Document:
        """The entry as plain data."""
        return {
            "kind": self.kind.value,
            "before": [one.id for one in self.before],
            "after": [one.id for one in self.after],
            "drugs": {"before": [one.name for one in self.before], "after": [one.name for one in self.after]},
            "ingredients": sorted({name for one in (*self.before, *self.after) for name in one.ingredients}),
            "documented": self.documented,
            "reason": self.reason,
            "differences": [_difference(one) for one in self.differences],
            "missing": [{"path": one.path, "reason": one.reason} for one in self.missing],
            "working": list(self.working),
            "therapy": list(self.therapy),
            "beside": [one.id for one in self.beside],
            "near": list(self.near),
            "notes": list(self.notes),
        }


@frozen(eq=False)
class Reconciliation:
    """Two medication lists of one patient, compared, and the difference checked.

    Attributes:
        before, after: the cases as they were given.
        entries: what became of each drug, what needs a decision first.
        alerts: told apart, what is new first.
        contradictions: what the lists say differently of the patient.
        check: the check of AFTER in which what was started or changed is what is being decided.
        whole: the check of all of AFTER; ``was`` that of all of BEFORE, for the same patient on the same day.
        from_before: what only BEFORE knows of the patient.
        recalled: the check of all of AFTER with what only BEFORE has on a list of the patient; None where there is nothing.
    """

    before: Case
    after: Case
    entries: tuple[Entry, ...]
    alerts: tuple[AlertChange, ...]
    contradictions: tuple[Contradiction, ...]
    check: Report
    whole: Report
    was: Report
    from_before: tuple[Carried, ...] = ()
    recalled: Report | None = None

    def of(self, kind: EntryKind | str) -> tuple[Entry, ...]:
        """The entries of a kind."""
        wanted = EntryKind(kind)
        return tuple(entry for entry in self.entries if entry.kind is wanted)

    def alerts_that_are(self, *changes: str) -> tuple[AlertChange, ...]:
        """The alerts of these changes: ``new``, ``worse``, ``unknown``, ``still``, ``gone``."""
        return tuple(one for one in self.alerts if one.change in changes)

    @property
    def is_readable(self) -> bool:
        """Whether all of both inputs could be read."""
        return not any(unread.is_error for unread in (*self.before.unread, *self.check.unread))

    @property
    def is_complete(self) -> bool:
        """Whether every order was recognised and compared, and everything that was to be checked was checked."""
        return (
            all(entry.is_complete for entry in self.entries)
            and not self.contradictions
            and self.is_readable
            and self.check.is_complete
            and not (self.was.failures or self.was.disagreements or self.whole.disagreements)
            and not (self.recalled is not None and (self.recalled.failures or self.recalled.disagreements))
            and not self.alerts_that_are(UNKNOWN)
        )

    @property
    def status(self) -> str:
        """``incomplete``, ``alerts`` (new or graver ones), ``changed`` or ``unchanged``; the first that holds.

        None of them says that a list is safe.
        """
        if not self.is_complete:
            return "incomplete"
        if self.alerts_that_are(NEW, WORSE):
            return "alerts"
        return "unchanged" if all(entry.kind in SETTLED for entry in self.entries) else "changed"

    def to_dict(self) -> Document:
        """Everything as plain data, ready for JSON; the same input gives the same bytes."""
        from rxrules.report.document import document  # noqa: PLC0415  only for who asks for it

        found = document(self.check)
        return {
            "before": {"case": self.before.id, "as_of": None if self.before.as_of is None else str(self.before.as_of)},
            "after": {"case": self.after.id},
            "as_of": found["as_of"],
            "rulesets": found["rulesets"],
            "engines": found["engines"],
            "whole_list": found["whole_list"],
            "status": self.status,
            "counts": {
                **{kind.value: len(self.of(kind)) for kind in EntryKind},
                "omitted": sum(entry.is_omission for entry in self.entries),
            },
            "contradictions": [one._asdict() for one in self.contradictions],
            "from_before": [one._asdict() for one in self.from_before],
            "entries": [entry.to_dict() for entry in self.entries],
            "alerts": {change: [_alert(one) for one in self.alerts_that_are(change)] for change in ALERT_CHANGES},
            "check": {key: found[key] for key in _OF_THE_CHECK},
            "unread_before": [
                {"path": one.path, "reason": one.reason, "medication": one.medication, "is_error": one.is_error}
                for one in self.before.unread
            ],
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """What `to_dict` holds as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=indent)


def _difference(one: Difference) -> Document:
    found: Document = {"what": one.what, "before": one.before, "after": one.after}
    if one.ingredient:
        found["ingredient"] = one.ingredient
    if one.before_span is not None and one.after_span is not None:
        found |= {"unit": one.unit, "before_span": list(one.before_span), "after_span": list(one.after_span), "ratio": one.ratio}
    return found


def _alert(one: AlertChange) -> Document:
    from rxrules.report.document import alert_document  # noqa: PLC0415  only for who asks for it

    found = alert_document(one.alert)
    if one.change in (GONE, UNKNOWN):
        found["because"] = one.because
    if one.rests_on:
        found["rests_on"] = list(one.rests_on)
    return found
