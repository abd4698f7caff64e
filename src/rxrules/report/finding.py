"""What an alert found: the drugs, the value, the limit, and the sentence that says it. The kinds of rule work it out."""

from __future__ import annotations

from typing import NamedTuple

from rxrules.report.amounts import canonical_span_text, in_unit

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


class Frame(NamedTuple):
    """A finding but for the number that was measured, which is all of it that differs from patient to patient.

    Attributes:
        code, drugs, limit: of the finding.
        name, unit: of what was measured; ``factor`` times a value in the unit is canonical.
        before, after: of the message, around what was measured in words.
        lines_before, lines_after: of the trace, around the line that says what was measured.
    """

    code: str
    drugs: tuple[str, ...]
    limit: Value
    name: str
    unit: str
    factor: float
    before: str
    after: str
    lines_before: tuple[Line, ...]
    lines_after: tuple[Line, ...]

    def finding(self, low: float, high: float) -> Finding:
        """The finding of what was measured, canonical."""
        measured = Value(self.name, in_unit(high, self.factor), self.unit, in_unit(low, self.factor))
        words = canonical_span_text(low, high, self.factor, self.unit)
        return Finding(self.code, self.drugs, measured, self.limit, f"{self.before}{words}{self.after}")
