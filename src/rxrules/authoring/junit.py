"""Diagnostics and scenarios as JUnit XML, which every CI server shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.authoring.findings import Finding
    from rxrules.diagnostics import Diagnostic
    from rxrules.testing.running import Result
    from rxrules.testing.scenarios import Scenario

# What XML 1.0 can't hold, even as an escape.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def diagnostics_junit(findings: Sequence[Finding], rulesets: Sequence[str], *, strict: bool = False) -> str:
    """A suite for each ruleset, with a test for each diagnostic, and one that passes where there is none.

    Args:
        findings: what was found. An error fails, a warning passes with its text as output, what is waived is skipped.
        rulesets: all that were linted.
        strict: whether a warning fails too.
    """
    suites = ET.Element("testsuites", name="rxrules lint")
    for ruleset in rulesets:
        suite = ET.SubElement(suites, "testsuite", name=_xml(ruleset))
        own = [one for one in findings if one.ruleset == ruleset]
        for one in own:
            place = _place(one.path, one.diagnostic.span.line, one.diagnostic.span.col)
            case = _case(suite, f"{one.diagnostic.code} {place}".strip(), one.path or ruleset, one.path, one.diagnostic.span.line)
            text = f"{place}: {one.diagnostic.level.value} {one.diagnostic.code}: {one.text}"
            if one.waiver is not None:
                ET.SubElement(case, "skipped", message=_xml(one.waived_by)).text = _xml(text)
            elif one.diagnostic.is_error or strict:
                kind = f"{one.diagnostic.level.value} {one.diagnostic.code}"
                ET.SubElement(case, "failure", message=_xml(one.diagnostic.message), type=kind).text = _xml(text)
            else:
                ET.SubElement(case, "system-out").text = _xml(text)
        if not own:
            _case(suite, "lint", ruleset)
    return _document(suites)


def scenarios_junit(results: Iterable[Result], skipped: Iterable[tuple[Scenario, str]], problems: Iterable[Diagnostic]) -> str:
    """A suite for each scenario file, with a test for each scenario.

    Args:
        results: of the scenarios that ran.
        skipped: scenarios that did not, with the reason.
        problems: what can't be read; each is a test with an error.
    """
    suites = ET.Element("testsuites", name="rxrules test")
    by_file: dict[str, ET.Element] = {}

    def suite(file: str) -> ET.Element:
        if file not in by_file:
            by_file[file] = ET.SubElement(suites, "testsuite", name=_xml(file))
        return by_file[file]

    for result in results:
        span = result.scenario.span
        case = _case(suite(span.file), result.scenario.name, span.file, span.file, span.line)
        if not result.passed:
            text = "\n".join([f"{span}: {result.scenario.name}", *(f"    {one}" for one in result.failures)])
            ET.SubElement(case, "failure", message=_xml("; ".join(result.failures))).text = _xml(text)
    for scenario, reason in skipped:
        case = _case(suite(scenario.span.file), scenario.name, scenario.span.file, scenario.span.file, scenario.span.line)
        ET.SubElement(case, "skipped", message=_xml(reason))
    for problem in problems:
        case = _case(
            suite(problem.span.file), f"{problem.code} {problem.span}", problem.span.file, problem.span.file, problem.span.line
        )
        ET.SubElement(case, "error", message=_xml(problem.message), type=problem.code).text = _xml(str(problem))
    return _document(suites)


def _case(suite: ET.Element, name: str, group: str, file: str = "", line: int = 0) -> ET.Element:
    case = ET.SubElement(suite, "testcase", name=_xml(name), classname=_xml(group))
    if file:
        case.set("file", _xml(file))
    if line:
        case.set("line", str(line))
    return case


def _document(suites: ET.Element) -> str:
    """The text, with the sums that readers of JUnit expect; without times, so that the same result has the same bytes."""
    for element in (*suites, suites):
        cases = list(element.iter("testcase"))
        element.set("tests", str(len(cases)))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            element.set(name, str(sum(case.find(tag) is not None for case in cases)))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _place(path: str, line: int, col: int) -> str:
    return ":".join(str(part) for part in (path, line, col) if part)


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
