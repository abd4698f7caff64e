"""Cases printed as people read and write them: a scenario, ready to be pasted into a scenario file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.adapters.case_writing import case_to_dict
from rxrules.engines.base import Status
from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.model import Case
    from rxrules.report import Report

#: The longest line that a bracket may fill, in characters.
_WIDTH = 120


def yaml_text(value: Any) -> str:
    """A mapping or a list of plain values as YAML; what fits in a line stands in one."""
    return "\n".join(_block(value)) + "\n"


def scenario(case: Case, name: str, report: Report | None = None) -> dict[str, Any]:
    """A scenario as the mapping that a scenario file holds.

    Args:
        case: the case.
        name: of the scenario.
        report: what the case comes to; then it is what the scenario expects.
    """
    written = case_to_dict(case)
    as_of = written.pop("as_of", None)
    written.pop("id", None)
    found: dict[str, Any] = {"name": name, "as_of": as_of, "case": written}
    if report is not None:
        found |= expectations(report)
    return found


def scenario_text(case: Case, name: str = "", report: Report | None = None) -> str:
    """A case as a scenario file of one scenario, in YAML; see `scenario`."""
    return yaml_text([scenario(case, name or f"what {case.id} comes to", report)])


def expectations(report: Report) -> dict[str, Any]:
    """What a report says, in the words of a scenario."""
    fires: dict[str, dict[str, str]] = {}
    others: dict[Status, dict[str, None]] = {Status.SUPPRESSED: {}, Status.NOT_EVALUATED: {}, Status.CLEAR: {}}
    for outcome in report.outcomes:
        rule = report.plan.rules[outcome.rule].id
        if outcome.status == Status.FIRED:
            certainty = "certain" if outcome.certain else "possible"
            fires.setdefault(rule, {"rule": rule, "severity": SEVERITIES[outcome.severity], "certainty": certainty})
        else:
            others[Status(outcome.status)][rule] = None
    above = set(fires) | set(others[Status.SUPPRESSED]) | set(others[Status.NOT_EVALUATED])
    found = {
        "fires": list(fires.values()),
        "suppressed": list(others[Status.SUPPRESSED]),
        "not_evaluated": list(others[Status.NOT_EVALUATED]),
        "clear": [rule for rule in others[Status.CLEAR] if rule not in above],
    }
    return {key: value for key, value in found.items() if value}


def _block(value: Any, indent: int = 0) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _entry(f"{pad}{_scalar(str(key))}:", inner, indent + 2)
    elif isinstance(value, list) and value:
        for inner in value:
            if isinstance(inner, dict) and inner and len(pad) + len(_flow(inner)) > _WIDTH - 2:
                lines = list(_block(inner, indent + 2))
                yield f"{pad}- {lines[0].lstrip()}"
                yield from lines[1:]
            else:
                yield f"{pad}- {_flow(inner)}"
    else:
        yield f"{pad}{_flow(value)}"


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    line = f"{head} {_flow(value)}"
    if len(line) <= _WIDTH and not (isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict)):
        yield line
    elif isinstance(value, (dict, list)) and value:
        yield head
        yield from _block(value, indent)
    else:
        yield line


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(str(key))}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """A text as plain as YAML allows it in brackets."""
    plain = text and text.strip() == text and text[0].isalnum() and not set(text) & set(":,[]{}#&*!|>'\"%@`\\\n\t")
    if plain and text.casefold() not in ("true", "false", "null", "yes", "no", "on", "off", "~"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
