"""What an alert found: the drugs, the value, the limit, and the sentence that says it. The kinds of rule work it out."""

from __future__ import annotations

from typing import NamedTuple

#: A line of a trace before it is handed out: what it is about, and what was found.
Line = tuple[str, str]


class Value(NamedTuple):
    """A number with its unit (UCUM); ``low`` is the other end where it is a range.

    A count or a score has the unit ``1``.
    """

    name: str
    value: float
    unit: str
    low: float


class Finding(NamedTuple):
    """What one outcome found.

    Attributes:
        code: the HL7 v3 ActCode of the issue.
        drugs: the names of what is involved, an order each; none where the alert is about the patient alone.
        measured: what was measured: a dose, a daily dose, a count, a result.
        limit: what it was held against; a dose exactly at it would be clear.
        message: one sentence, with the values.
    """

    code: str
    drugs: tuple[str, ...]
    measured: Value | None
    limit: Value | None
    message: str
