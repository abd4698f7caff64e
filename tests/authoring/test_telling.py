"""Diagnostics told to programs: SARIF, JUnit and GitHub annotations."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules.authoring.findings import Finding
from rxrules.authoring.github import annotation
from rxrules.authoring.junit import diagnostics_junit, scenarios_junit
from rxrules.authoring.sarif import sarif
from rxrules.authoring.waivers import Waiver
from rxrules.cli.lint import pages
from rxrules.diagnostics import Diagnostic, Level, Span
from rxrules.language.ast import Name
from rxrules.model import Case
from rxrules.testing.running import Result
from rxrules.testing.scenarios import Scenario

PAGES = {page.code: page for page in import_module("rxrules.authoring.pages").PAGES}
EVERY = pages()
WAIVER = Waiver(code=Name("RX503"), rule=Name("ddi.a"), reason="it comes", owner="us", expires=dt.date(2027, 1, 1))


def finding(code="RX620", message="wrong", line=3, col=5, level=Level.ERROR, waiver=None, path="rules/a b.yaml", hint=""):
    return Finding("own", Diagnostic(code, message, Span("a b.yaml", line, col), hint, level), path, waiver)


#: The published schema of SARIF 2.1.0; data/README.md says from where.
SARIF = jsonschema.Draft4Validator(json.loads((Path(__file__).parent / "data/sarif-schema-2.1.0.json").read_text(encoding="utf-8")))

FINDINGS = st.builds(
    finding,
    code=st.sampled_from([*PAGES, "RX999"]),
    message=st.text(max_size=30),
    line=st.integers(0, 9),
    col=st.integers(0, 9),
    level=st.sampled_from(list(Level)),
    waiver=st.sampled_from([None, WAIVER]),
    path=st.text(max_size=20),
    hint=st.text(max_size=10),
)


def test_the_schema_itself_refuses_what_is_none():
    log = sarif([finding()], PAGES)
    assert SARIF.is_valid(log)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not SARIF.is_valid(log)
    assert not SARIF.is_valid({"version": "2.1.0"})


def test_every_page_of_every_code_makes_a_valid_rule():
    assert len(EVERY) > 100
    SARIF.validate(sarif([finding(code=code) for code in EVERY], EVERY))


@given(st.lists(FINDINGS, max_size=4))
def test_law_a_log_is_valid_by_the_published_schema_of_sarif(findings):
    log = sarif(findings, PAGES)
    SARIF.validate(log)
    run = log["runs"][0]
    assert len(run["results"]) == len(findings)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_result_says_what_where_and_who_waived_it():
    (result,) = sarif([finding(hint="mend it", level=Level.WARNING, waiver=WAIVER)], PAGES)["runs"][0]["results"]
    assert result["message"]["text"] == "wrong (mend it)"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "rules/a%20b.yaml"}, "region": {"startLine": 3, "startColumn": 5}}
    justification = "waived by us until 2027-01-01: it comes"
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": justification}]


def test_a_place_may_have_no_column_no_line_and_no_file_and_a_path_may_be_absolute():
    results = sarif([finding(col=0), finding(line=0), finding(path=""), finding(path="/x y")], PAGES)["runs"][0]["results"]
    places = [one.get("locations", [{}])[0].get("physicalLocation", {}) for one in results]
    assert places[0]["region"] == {"startLine": 3}
    assert "region" not in places[1]
    assert places[2] == {}
    assert places[3]["artifactLocation"]["uri"] == "file:///x%20y"


def _undone(text):
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")


@given(FINDINGS)
def test_law_an_annotation_is_one_line_that_github_reads_back_as_it_was(one):
    line = annotation(one)
    assert "\n" not in line
    assert "\r" not in line
    command, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
    assert command == ("notice" if one.waiver else one.diagnostic.level.value)
    known = dict(part.split("=", 1) for part in properties.split(","))
    assert _undone(known["title"]) == f"rxrules {one.diagnostic.code}"
    assert _undone(known.get("file", "")) == one.path
    assert _undone(message).startswith(one.text)


def test_an_annotation():
    assert annotation(finding(message="100 %\nof, it: all", path="a,b:c.yaml")) == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=5,title=rxrules RX620::100 %25%0Aof, it: all"
    )


@given(st.lists(FINDINGS, max_size=4), st.booleans())
def test_law_junit_is_xml_whose_sums_are_those_of_its_tests(findings, strict):
    root = ET.fromstring(diagnostics_junit(findings, ["own", "clean\x00"], strict=strict))  # noqa: S314  our own
    own, clean = root
    assert len(own) == (len(findings) or 1)
    assert (len(clean), clean.get("failures")) == (1, "0")
    failing = [one for one in findings if one.waiver is None and (strict or one.diagnostic.is_error)]
    assert root.get("failures") == own.get("failures") == str(len(failing)) == str(len(list(root.iter("failure"))))
    assert root.get("skipped") == str(sum(one.waiver is not None for one in findings))


def scenario(name, line):
    return Scenario(name, Case("x"), (), (), (), (), (), unread=False, span=Span("a.test.yaml", line, 3))


def test_scenarios_in_junit_are_tests_of_their_file():
    passed = Result(scenario("good", 1), (), frozenset(), frozenset())
    failed = Result(scenario("bad <&>", 9), ("ddi.a must fire, got clear", "x"), frozenset(), frozenset())
    problem = Diagnostic("RX611", "no name", Span("b.test.yaml", 2, 1))
    root = ET.fromstring(scenarios_junit([passed, failed], [(scenario("later", 20), "ddi.b is in draft")], [problem]))  # noqa: S314  our own
    assert [(suite.get("name"), suite.get("tests")) for suite in root] == [("a.test.yaml", "3"), ("b.test.yaml", "1")]
    good, bad, later = root[0]
    assert (good.get("line"), list(good)) == ("1", [])
    assert bad.get("name") == "bad <&>"
    assert bad[0].text == "a.test.yaml:9:3: bad <&>\n    ddi.a must fire, got clear\n    x"
    assert later[0].get("message") == "ddi.b is in draft"
    assert root[1][0][0].get("type") == "RX611"
    assert [root.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["4", "1", "1", "1"]


@pytest.mark.parametrize(("version", "semantic"), [("0.1.0.dev0", "0.1.0-dev0"), ("1.2.3", "1.2.3")])
def test_a_version_is_written_as_semantic_versions_are(version, semantic, monkeypatch):
    monkeypatch.setattr("rxrules.authoring.sarif.__version__", version)
    assert sarif([], {})["runs"][0]["tool"]["driver"]["semanticVersion"] == semantic
