"""Generated cases as the text of a scenario file, which a person reads and accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.authoring.flow_text import flow
from rxrules.authoring.formatting import format_text
from rxrules.proof.sketch import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.proof.boundaries import Boundary
    from rxrules.proof.judging import Verdict


def scenario(
    name: str, patient: dict[str, Any], medications: list[dict[str, Any]], rule: str, verdict: Verdict, *, unread: bool
) -> dict[str, Any]:
    """A scenario as the mapping of a scenario file."""
    found: dict[str, Any] = {"name": name, "as_of": str(DAY), "case": {"patient": patient, "medications": medications}}
    if verdict.status == "fired":
        found["fires"] = [{"rule": rule, "severity": verdict.severity, "certainty": verdict.certainty}]
    else:
        found[verdict.status] = [rule]
    if unread:
        found["unread"] = True
    return found


def scenarios_text(rule: str, cases: Iterable[Boundary], mark: str = "accept? ") -> str:
    """Boundary cases of a rule as the text of a scenario file; what is flagged says so in a comment above it."""
    parts = []
    for one in cases:
        case = scenario(
            f"{mark}{rule}: {one.name}", one.sketch.patient, one.sketch.medications, rule, one.verdict, unread=one.unread
        )
        comment = f"# FLAGGED: {one.flag}\n" if one.flag else ""
        parts.append(comment + as_yaml(case))
    return "\n".join(parts)


def as_yaml(case: dict[str, Any]) -> str:
    """One scenario as an element of a YAML list, in the form of ``rxrules fmt``."""
    patient, medications = case["case"]["patient"], case["case"]["medications"]
    lines = [f"- name: {flow(case['name'])}", f"  as_of: {case['as_of']}", "  case:", f"    patient: {flow(patient)}"]
    lines.append("    medications:" if medications else "    medications: []")
    lines += [f"      - {flow(order)}" for order in medications]
    lines += [f"  {key}: {flow(case[key])}" for key in case if key not in ("name", "as_of", "case")]
    text = "\n".join(lines) + "\n"
    return format_text(text, "scenario", "tests").text
