"""Scenarios: cases with what must come of them, written beside the rules and run without Python.

A scenario file ends in ``.test.yaml`` and holds a list; each element names a case and what must hold of the report:

``fires``: rules that must fire, each ``{rule, severity, certainty}`` (the last two optional), or just its id;
``clear``: rules that must stay silent: every outcome is clear, or the rule concerns nothing;
``suppressed``, ``not_evaluated``: rules with such an outcome;
``not_covered``: ids of medications that are listed as not covered;
``unread``: true where something in the case is meant to be unreadable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.diagnostics import Span
from rxrules.errors import InputError
from rxrules.plan import SEVERITIES
from rxrules.testing import codes

if TYPE_CHECKING:
    from pathlib import Path

    from rxrules.diagnostics import Diagnostics
    from rxrules.model import Case

ENDING = ".test.yaml"
_LISTS = ("clear", "suppressed", "not_evaluated", "not_covered")
_KEYS = ("name", "as_of", "case", "fires", *_LISTS, "silent", "accepted", "unread")
_CERTAINTIES = ("certain", "possible")
_TRUTH = {"true": True, "false": False}


@frozen
class Expected:
    """A rule that must fire, and how; an empty string asks for nothing."""

    rule: str
    severity: str = ""
    certainty: str = ""


@frozen
class Scenario:
    """A case and what must come of it; lists name rules, ``not_covered`` medications.

    Attributes:
        silent: no alert of this severity or above may come of the case, from any rule; empty: nothing is said of that.
        accepted: rules that may fire all the same, each with the reason; they must fire.
        unread: whether something in the case must be unreadable.
        span: where it stands.
    """

    name: str
    case: Case
    fires: tuple[Expected, ...]
    clear: tuple[str, ...]
    suppressed: tuple[str, ...]
    not_evaluated: tuple[str, ...]
    not_covered: tuple[str, ...]
    unread: bool
    span: Span
    silent: str = ""
    accepted: tuple[tuple[str, str], ...] = ()


def scenario_files(path: Path) -> list[Path]:
    """The scenario files of a ruleset, in the order of their paths.

    Args:
        path: the folder of the ruleset or its manifest; or a ruleset of one file, whose scenarios stand beside it; or a
            scenario file.
    """
    if path.name.endswith(ENDING):
        return [path]
    if path.name == "ruleset.yaml":
        path = path.parent
    if path.is_dir():
        inside = (one.relative_to(path) for one in path.rglob(f"*{ENDING}"))
        return sorted(path / one for one in inside if not any(part.startswith(".") for part in one.parts))
    beside = path.with_name(f"{path.stem}{ENDING}")
    return [beside] if beside.exists() else []


def read_scenarios(path: Path, found: Diagnostics) -> list[Scenario]:
    """The scenarios of one file; what is wrong with it is added to ``found``, and costs no other scenario."""
    from rxrules.documents import text, yaml  # noqa: PLC0415

    file = str(path)
    data = text.load(path, file, found)
    root: Any = None if data is None else yaml.read(data, file, found)
    if root is None:
        return []
    if not isinstance(root, list):
        found.error(codes.NO_LIST, "a scenario file is a list of scenarios", _span(root, file))
        return []
    return _Reading(file, found).all(root)


class _Reading:
    """The reading of one scenario file."""

    def __init__(self, file: str, found: Diagnostics) -> None:
        self.file = file
        self.found = found
        self.right = True
        # how a case tells the place of a fault: behind its path, or alone
        self.placed = re.compile(rf" ?\(?{re.escape(file)}:(?P<line>\d+):(?P<col>\d+)\)?$")

    def all(self, root: list[Any]) -> list[Scenario]:
        scenarios: dict[str, Scenario] = {}
        for node in root:
            scenario = self.scenario(node)
            if scenario is None:
                continue
            if (first := scenarios.get(scenario.name)) is not None:
                message = f"the name {scenario.name!r} stands in line {first.span.line} already"
                self.found.error(codes.NAMED_TWICE, message, scenario.span)
                continue
            scenarios[scenario.name] = scenario
        return list(scenarios.values())

    def scenario(self, node: Any) -> Scenario | None:
        """One scenario; None where anything is wrong with it, for it could pass for the wrong reason."""
        self.right = True
        if not isinstance(node, dict):
            self.wrong(codes.INCOMPLETE, "a scenario is a mapping with a name and a case", node)
            return None
        name = node.get("name")
        if not isinstance(name, str) or not name.strip() or "case" not in node:
            self.wrong(codes.INCOMPLETE, "a scenario needs a name and a case", node)
            return None
        self.known(node, _KEYS, "a scenario")
        unread = _TRUTH.get(str(node.get("unread", "false")))
        if unread is None:
            self.wrong(codes.NOT_ALLOWED, f"expected true or false, got {str(node['unread'])!r}", node["unread"])
        fires = tuple(filter(None, [self.expected(one) for one in self.list_of(node, "fires")]))
        lists = {key: tuple(self.texts(node, key)) for key in _LISTS}
        silent = str(node.get("silent", ""))
        if "silent" in node and silent not in SEVERITIES:
            self.wrong(codes.NOT_ALLOWED, f"expected a severity, one of {', '.join(SEVERITIES)}, got {silent!r}", node["silent"])
        accepted = self.accepted(node, silent)
        case = self.case(node, str(name), unread=bool(unread))
        # what names a rule or a medication wrongly has been told already
        if self.right and not (fires or any(lists.values()) or unread or silent):
            self.wrong(codes.EXPECTS_NOTHING, f"{str(name)!r} says nothing of what must come of its case", node)
        if case is None or not self.right:
            return None
        span = _span(node, self.file)
        return Scenario(
            name=str(name), case=case, fires=fires, unread=bool(unread), span=span, silent=silent, accepted=accepted, **lists
        )

    def accepted(self, node: dict[str, Any], silent: str) -> tuple[tuple[str, str], ...]:
        """The rules that may break a silence, each with the reason."""
        found = node.get("accepted", {})
        if not isinstance(found, dict):
            self.wrong(codes.NOT_ALLOWED, "expected a mapping from the id of a rule to the reason why its alert is accepted", found)
            return ()
        if found and not silent:
            self.wrong(codes.NOT_ALLOWED, "accepted goes with silent: it names what may break the silence", node["accepted"])
        for rule, reason in found.items():
            if not isinstance(reason, str) or not reason.strip():
                self.wrong(codes.NOT_ALLOWED, f"expected the reason why the alert of {rule} is accepted", node["accepted"])
        return tuple((str(rule), str(reason)) for rule, reason in found.items())

    def case(self, node: dict[str, Any], name: str, *, unread: bool) -> Case | None:
        from rxrules.adapters.casefile import case_of  # noqa: PLC0415
        from rxrules.adapters.source import Source, places_of  # noqa: PLC0415

        written = node["case"]
        as_of = str(node["as_of"]) if "as_of" in node else None
        source = Source(written, (), places_of(written, self.file))
        try:
            case = case_of(source, case_id=name, as_of=as_of)
        except InputError as problem:
            at = written if getattr(written, "line", 0) and as_of is None else node
            self.wrong(codes.CASE_NOT_READ, f"the case of {name!r} can't be read: {problem}", at)
            return None
        errors = [one for one in case.unread if one.is_error]
        for one in () if unread else errors:
            place = self.placed.search(one.path)
            path, span = one.path, _span(node, self.file)
            if place is not None:
                path = one.path[: place.start()]
                span = Span(self.file, int(place["line"]), int(place["col"]))
            said = f"in the case of {name!r}, {path}: {one.reason}" if path else f"in the case of {name!r}: {one.reason}"
            self.right = False
            self.found.error(codes.CASE_NOT_READ, said, span)
        if unread and not errors:
            self.wrong(codes.NOT_ALLOWED, f"everything in the case of {name!r} can be read", node["unread"])
        if case.as_of is None and self.right:
            self.wrong(codes.INCOMPLETE, f"the scenario {name!r} has no as_of", node, "add as_of: with a day")
        return case

    def list_of(self, node: dict[str, Any], key: str) -> list[Any]:
        """The elements of a list; one alone may stand without brackets."""
        value = node.get(key)
        if value is None:
            return []
        return list(value) if isinstance(value, list) else [value]

    def texts(self, node: dict[str, Any], key: str) -> list[str]:
        found = []
        for one in self.list_of(node, key):
            if isinstance(one, str) and one:
                found.append(str(one))
            else:
                self.wrong(codes.NOT_ALLOWED, f"{key} lists ids, each a text", one if _line(one) else node)
        return found

    def expected(self, node: Any) -> Expected | None:
        if isinstance(node, str) and node:
            return Expected(str(node))
        if not isinstance(node, dict) or not isinstance(node.get("rule"), str):
            self.wrong(codes.NOT_ALLOWED, "what fires is the id of a rule, or {rule, severity, certainty}", node)
            return None
        self.known(node, ("rule", "severity", "certainty"), "what fires")
        for key, allowed in (("severity", SEVERITIES), ("certainty", _CERTAINTIES)):
            if key in node and node[key] not in allowed:
                self.wrong(codes.NOT_ALLOWED, f"expected a {key}, one of {', '.join(allowed)}, got {node[key]!r}", node[key])
        return Expected(str(node["rule"]), str(node.get("severity", "")), str(node.get("certainty", "")))

    def known(self, node: dict[str, Any], keys: tuple[str, ...], what: str) -> None:
        from rxrules.documents.near import did_you_mean  # noqa: PLC0415  only where something is wrong

        for key in node:
            if key not in keys:
                self.wrong(codes.NOT_ALLOWED, f"{what} has no key {str(key)!r}", key, did_you_mean(str(key), keys))

    def wrong(self, code: str, message: str, node: Any, hint: str = "") -> None:
        self.right = False
        self.found.error(code, message, _span(node, self.file), hint)


def _line(node: Any) -> int:
    return int(getattr(node, "line", 0))


def _span(node: Any, file: str) -> Span:
    return Span(file, _line(node), int(getattr(node, "col", 0))) if _line(node) else Span(file, 1, 1)
