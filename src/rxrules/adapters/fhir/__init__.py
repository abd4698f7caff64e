"""FHIR in and out: documents and CDS Hooks requests to cases, reports to DetectedIssue resources."""

from __future__ import annotations

from rxrules.adapters.fhir.issues import detected_issues, operation_outcome
from rxrules.adapters.fhir.read import read_fhir
from rxrules.adapters.source import is_fhir

__all__ = ["detected_issues", "is_fhir", "operation_outcome", "read_fhir"]
