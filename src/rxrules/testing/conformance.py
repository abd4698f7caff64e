"""The conformance suite: rulesets, cases and the outcomes that any implementation must come to, as plain data.

A file holds one ruleset and what must come of cases under it; ``README.md`` beside the files describes the form. The runner checks
that an engine of this library comes to exactly these outcomes: no other, and none fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.adapters.casefile import read_case
from rxrules.checker import Checker
from rxrules.documents import yaml
from rxrules.documents.nodes import Mapping, Scalar, Sequence
from rxrules.engines.base import Status
from rxrules.errors import InputError
from rxrules.plan import SEVERITIES
from rxrules.testing.printing import yaml_text
from rxrules.testing.strategies.rulesets import problems_of, read_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rxrules.engines.base import Outcome
    from rxrules.model import Case
    from rxrules.plan import Plan
    from rxrules.report import Report
    from rxrules.validate import Ruleset

_KEYS = frozenset({"about", "features", "ruleset", "tests"})
_TEST_KEYS = frozenset({"name", "case", "whole_list", "outcomes"})
_WORDS = {status: status.name.lower() for status in Status}


@frozen
class ConformanceTest:
    """A case and every outcome that it must come to; None where engines must only agree on them.

    Attributes:
        outcomes: as the file has them, each a mapping of texts.
    """

    name: str
    case: Case
    whole_list: bool
    outcomes: tuple[dict[str, Any], ...] | None


@frozen
class ConformanceFile:
    """A ruleset and its tests."""

    path: Path
    about: str
    features: tuple[str, ...]
    ruleset: Ruleset
    tests: tuple[ConformanceTest, ...]


def read_conformance(path: Path) -> ConformanceFile:
    """Read a file of the suite.

    Raises:
        InputError: it is no such file; the message says what is wrong, and in which test.

    """
    from rxrules.diagnostics import Diagnostics  # noqa: PLC0415

    found = Diagnostics()
    root = yaml.read(path.read_bytes(), str(path), found)
    if found.has_errors or not isinstance(root, Mapping):
        raise InputError("; ".join(str(one) for one in found) or "expected a mapping with ruleset and tests", str(path))
    content = plain(root)
    if wrong := set(content) - _KEYS:
        raise InputError(f"unknown keys {', '.join(sorted(wrong))}", str(path))
    made = read_content(content.get("ruleset") or {})
    if made is None:
        raise InputError("; ".join(problems_of(yaml_text(content.get("ruleset") or {}))) or "no ruleset", str(path))
    tests = tuple(_test(one, path) for one in content.get("tests") or ())
    if not tests or len({one.name for one in tests}) < len(tests):
        raise InputError("expected tests, each with a name of its own", str(path))
    return ConformanceFile(path, str(content.get("about", "")), tuple(content.get("features") or ()), made.ruleset, tests)


def plain(node: Any) -> Any:
    """A tree of nodes as mappings, lists, texts and truths."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [plain(one) for one in node]
    if isinstance(node, Scalar) and not node.quoted and str(node) in ("true", "false"):
        return str(node) == "true"
    return _number(node) if isinstance(node, Scalar) and not node.quoted else str(node)


def _number(node: Scalar) -> Any:
    text = str(node)
    return int(text) if text.isdecimal() and (text == "0" or not text.startswith("0")) else text


def _test(content: Any, path: Path) -> ConformanceTest:
    name = str(content.get("name", "")) if isinstance(content, dict) else ""
    if not name or set(content) - _TEST_KEYS or "case" not in content:
        raise InputError(f"a test has a name, a case and outcomes, got {sorted(content)}", f"{path}: {name}")
    case = read_case(content["case"], name=name)
    if unread := [one for one in case.unread if one.is_error]:
        raise InputError(f"{unread[0].path}: {unread[0].reason}", f"{path}: {name}")
    outcomes = content.get("outcomes")
    return ConformanceTest(name, case, content.get("whole_list") is True, None if outcomes is None else tuple(outcomes))


def conformance_files(folder: Path) -> list[Path]:
    """The files of a suite, below a folder, in the order of their paths."""
    return sorted(folder.rglob("*.yaml"))


def failures(file: ConformanceFile, engine: str = "native") -> Iterator[str]:
    """What an engine does otherwise than a file says; nothing where it conforms.

    Args:
        file: as `read_conformance` reads it.
        engine: ``native`` or ``durable``.
    """
    checker = Checker(file.ruleset, engines=(engine,))
    for test in file.tests:
        if test.outcomes is None:
            continue
        report = checker.check(test.case, whole_list=test.whole_list)
        for problem in _compared(test.outcomes, [outcome_content(one, report.plan) for one in report.outcomes]):
            yield f"{test.name}: {problem}"


def disagreements(file: ConformanceFile) -> Iterator[str]:
    """Where the engines of this library differ on the cases of a file."""
    checker = Checker(file.ruleset, engines=("native", "durable"))
    for test in file.tests:
        report: Report = checker.check(test.case, whole_list=test.whole_list)
        for one in report.disagreements:
            yield f"{test.name}: the engines differ on {one.rule.id} of {', '.join(one.medications)}"
        for failure in report.failures:
            yield f"{test.name}: {failure.engine}: {failure.reason}"


def outcome_content(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """An outcome as a file of the suite has it."""
    rule = plan.rules[outcome.rule]
    found: dict[str, Any] = {"rule": rule.id, "medications": sorted(order.id for order in outcome.orders)}
    found["status"] = _WORDS[Status(outcome.status)]
    if outcome.status == Status.FIRED:
        found["severity"] = SEVERITIES[outcome.severity]
        found["certainty"] = "certain" if outcome.certain else "possible"
    if outcome.status in (Status.FIRED, Status.SUPPRESSED) and outcome.evidence.modifier >= 0:
        found["modifier"] = rule.modifiers[outcome.evidence.modifier].label
    if outcome.status == Status.NOT_EVALUATED:
        found["missing"] = sorted({missing.path for missing in outcome.evidence.missing})
    return found


def _compared(expected: tuple[dict[str, Any], ...], got: list[dict[str, Any]]) -> Iterator[str]:
    def by_key(outcomes: Any) -> dict[tuple[str, tuple[str, ...]], dict[str, Any]]:
        return {(one["rule"], tuple(sorted(one.get("medications", ())))): one for one in outcomes}

    wanted, found = by_key(expected), by_key(got)
    for key in dict.fromkeys([*wanted, *found]):
        about = f"{key[0]} of {', '.join(key[1]) or 'the patient'}"
        if key not in found:
            yield f"{about} must be {_said(wanted[key])}, got no outcome"
        elif key not in wanted:
            yield f"{about} must have no outcome, got {_said(found[key])}"
        else:
            yield from _same(about, wanted[key], found[key])


def _same(about: str, wanted: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for key, value in wanted.items():
        if key in ("rule", "medications"):
            continue
        have = found.get(key)
        if key == "missing":
            have, value = sorted(have or ()), sorted(value)  # noqa: PLW2901
        if have != value:
            yield f"{about} must be {_said(wanted)}, got {_said(found)}"
            return


def _said(outcome: dict[str, Any]) -> str:
    words = [str(outcome[key]) for key in ("status", "severity", "certainty") if key in outcome]
    if "missing" in outcome:
        words.append(f"for want of {', '.join(outcome['missing'])}")
    if "modifier" in outcome:
        words.append(f"by {outcome['modifier']!r}")
    return " ".join(words)


def conformance_content(
    about: str, features: list[str], ruleset: dict[str, Any], tests: list[tuple[str, Case, bool]], *, decided: bool = True
) -> dict[str, Any]:
    """A file of the suite, its outcomes as the specification (native) comes to them: to be read by a person before it is kept.

    Args:
        about: what it is about, in a sentence.
        features: its tags.
        ruleset: as a mapping.
        tests: of each its name, its case, and whether the whole list is looked at.
        decided: whether outcomes are written; without them engines must only agree.

    Raises:
        InputError: the ruleset has errors.
    """
    from rxrules.adapters.case_writing import case_to_dict  # noqa: PLC0415

    made = read_content(ruleset)
    if made is None:
        raise InputError("; ".join(problems_of(yaml_text(ruleset))))
    checker = Checker(made.ruleset)
    written = []
    for name, case, whole_list in tests:
        test: dict[str, Any] = {"name": name, "case": case_to_dict(case)}
        if whole_list:
            test["whole_list"] = True
        if decided:
            report = checker.check(case, whole_list=whole_list)
            test["outcomes"] = [outcome_content(one, report.plan) for one in report.outcomes]
        written.append(test)
    return {"about": about, "features": features, "ruleset": ruleset, "tests": written}
