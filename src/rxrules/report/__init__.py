"""What is reported: alerts, what was suppressed, not evaluated, not covered and not read; nothing is ever called safe."""

from __future__ import annotations

from rxrules.report.alert import Alert, Source
from rxrules.report.coverage import Coverage, NotChecked, NotCovered
from rxrules.report.document import document
from rxrules.report.finding import Finding, Value
from rxrules.report.fingerprint import fingerprint
from rxrules.report.report import Disagreement, EngineFailure, Report, Unanswered
from rxrules.report.trace import Step, trace
from rxrules.report.wording import Wording

__all__ = [
    "Alert",
    "Coverage",
    "Disagreement",
    "EngineFailure",
    "Finding",
    "NotChecked",
    "NotCovered",
    "Report",
    "Source",
    "Step",
    "Unanswered",
    "Value",
    "Wording",
    "document",
    "fingerprint",
    "trace",
]
