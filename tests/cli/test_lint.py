"""`rxrules lint`: places with a caret, codes explained, formats, and the exit status."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from commands import DEMO, ROOT

import rxrules
from rxrules.cli import lint
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.cli.places import Places
from rxrules.diagnostics import Span

EVERY_PAGE = [page for name in lint.PAGES for page in import_module(name).PAGES]


@pytest.fixture(name="ruleset")
def fixture_ruleset(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    manifest = (Path(DEMO) / "ruleset.yaml").read_text(encoding="utf-8")
    cut = manifest.index("  tables:"), manifest.index("\nsources:")
    (folder / "ruleset.yaml").write_text(manifest[: cut[0]] + manifest[cut[1] :], encoding="utf-8")
    (folder / "rules.yaml").write_text("rules:\n  - id: ddi.x\n    kind: interaction\n    severity: majr\n", encoding="utf-8")
    return folder


def test_a_place_is_shown_with_its_line_and_a_caret_under_the_column(call, ruleset):
    done = call("lint", ruleset)
    assert done.status == WRONG_INPUT
    lines = done.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{ruleset / 'rules.yaml'}:4:15: error RX"))
    assert lines[at + 1] == "    4 |     severity: majr"
    assert lines[at + 2] == "      |               ^"
    assert any(line.startswith("  hint: ") for line in lines)
    assert lines[-2].startswith(f"{ruleset}: ")
    assert lines[-1].startswith("`rxrules lint --explain RX")


def test_the_manifest_stands_for_its_folder(call, ruleset):
    assert f"{ruleset / 'rules.yaml'}:4:15" in call("lint", ruleset / "ruleset.yaml").out


def test_a_shipped_ruleset_is_shown_from_the_working_directory_where_it_is_below_it(call, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    span = Span("ruleset.yaml", 1, 1)
    assert Places("core").shown(span) == "rulesets/core/ruleset.yaml:1:1"
    assert Places("core").source(span) == ["    1 | ruleset:", "      | ^"]
    monkeypatch.chdir(tmp_path)
    assert Places("core").shown(span) == "ruleset.yaml:1:1"


def test_lines_that_are_long_or_not_there(tmp_path):
    text = "a: 1\r\nb:\t2\r" + "c" * 300 + "\n" + "d" * 300 + "\u2028x"
    (tmp_path / "x.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    places = Places(str(tmp_path))
    assert places.source(Span("x.yaml", 1, 1)) == ["    1 | a: 1", "      | ^"]
    assert places.source(Span("x.yaml", 2, 4)) == ["    2 | b: 2", "      |    ^"]
    line, caret = places.source(Span("x.yaml", 3, 201))
    assert line[8:].startswith("...")
    assert line[caret.index("^")] == "c"
    assert len(line) < 120
    assert places.source(Span("x.yaml", 4, 1))[0].endswith("ddd...")
    assert places.source(Span("x.yaml", 1, 0)) == ["    1 | a: 1"]
    assert places.source(Span("x.yaml", 1, 50)) == ["    1 | a: 1"]
    assert places.source(Span("x.yaml", 9, 1)) == []
    assert places.source(Span("x.yaml")) == []
    assert places.source(Span("gone.yaml", 1, 1)) == []
    assert places.shown(Span("gone.yaml", 1, 1)) == "gone.yaml:1:1"
    assert places.source(Span("", 1, 1)) == []


def test_a_ruleset_that_is_not_there_is_told_without_a_place(call):
    done = call("lint", "cor")
    assert done.status == WRONG_INPUT
    assert "RX200" in done.out
    assert "did you mean 'core'?" in done.out


def test_warnings_are_an_error_under_strict_only(call):
    warned = call("lint", DEMO, "--as-of", "2099-01-01", "--format", "json")
    found = json.loads(warned.out)
    assert {one["level"] for one in found} == {"warning"}
    assert warned.status == CLEAN
    assert call("lint", DEMO, "--as-of", "2099-01-01", "--strict").status == WRONG_INPUT


def test_in_json_every_diagnostic_has_its_ruleset_and_place(call, ruleset):
    warned, *_, first = json.loads(call("lint", DEMO, ruleset, "--format", "json").out)
    assert (warned["ruleset"], warned["level"]) == (DEMO, "warning")
    assert first["ruleset"] == str(ruleset)
    assert (first["file"], first["line"], first["col"], first["level"]) == ("rules.yaml", 4, 15, "error")
    assert first["message"]
    assert first["code"].startswith("RX")


def test_without_a_name_every_shipped_ruleset_is_linted(call, monkeypatch):
    assert "core: 0 errors" in call("lint").out
    monkeypatch.setattr("rxrules.validate.shipped", dict)
    done = call("lint")
    assert done.status == WRONG_INPUT
    assert "there is no ruleset" in done.err


def test_a_clean_ruleset_says_only_that(call, ruleset):
    (ruleset / "rules.yaml").unlink()
    assert call("lint", ruleset, "--as-of", "2026-11-21").out == f"{ruleset}: 0 errors, 0 warnings\n"


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.code)
def test_every_code_is_explained(call, page):
    done = call("lint", "--explain", page.code.lower())
    assert done.status == CLEAN
    assert done.out == f"{page}\n"


def test_every_module_of_pages_is_known_and_no_code_is_given_twice():
    package = Path(rxrules.__file__).parent
    with_pages = [path.parent.name for path in package.glob("*/pages.py") if "\nPAGES" in path.read_text()]
    assert sorted(lint.PAGES) == sorted(f"rxrules.{name}.pages" for name in with_pages)
    codes = [page.code for page in EVERY_PAGE]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "said"), [("RX699", "near: RX610"), ("999", "they go from RX"), ("", "they go from RX"), ("401x", "near: RX4")]
)
def test_a_code_that_does_not_exist_names_near_ones(call, code, said):
    done = call("lint", "--explain", code)
    assert done.status == WRONG_INPUT
    assert f"there is no diagnostic {code!r}" in done.err
    assert said in done.err


def test_a_code_may_be_given_by_its_number(call):
    assert call("lint", "--explain", "401").out.startswith("RX401: ")


WAIVER = "- code: RX503\n  rule: ddi.x\n  reason: it comes\n  owner: us\n  expires: 2027-01-01\n"


@pytest.fixture(name="warned")
def fixture_warned(ruleset):
    """A ruleset with one warning, which is waived."""
    rule = """\
rules:
  - id: ddi.x
    kind: interaction
    status: review
    title: Warfarin with ibuprofen
    severity: major
    effect: Bleeding.
    action: Avoid.
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    evidence: {sources: [{title: T, section: S}]}
"""
    (ruleset / "rules.yaml").write_text(rule, encoding="utf-8")
    (ruleset / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    return ruleset


def test_what_is_waived_is_listed_apart_with_its_owner_and_does_not_count(call, warned):
    done = call("lint", warned, "--strict", "--as-of", "2026-12-01")
    assert done.status == CLEAN
    assert done.out.splitlines() == [
        f"{warned / 'rules.yaml'}:2:9: waived warning RX503: the review rule 'ddi.x' does not say when it was reviewed",
        "    2 |   - id: ddi.x",
        "      |         ^",
        "  waived by us until 2027-01-01: it comes",
        f"{warned}: 0 errors, 0 warnings, 1 waived",
    ]
    assert call("lint", warned, "--strict", "--as-of", "2027-02-01").status == WRONG_INPUT
    (found,) = json.loads(call("lint", warned, "--as-of", "2026-12-01", "--format", "json").out)
    assert found["waived"] == {"owner": "us", "expires": "2027-01-01", "reason": "it comes"}


def test_with_tests_a_rule_without_scenarios_is_told(call, warned):
    done = call("lint", warned, "--tests", "--as-of", "2026-12-01")
    assert done.status == CLEAN
    assert "rules.yaml:2:9: warning RX630" in done.out
    assert "rules.yaml:2:9: warning RX631" in done.out


def test_each_format_tells_the_same(call, ruleset):
    arguments = ("lint", ruleset, "--as-of", "2026-12-01", "--format")
    told = json.loads(call(*arguments, "json").out)
    results = json.loads(call(*arguments, "sarif").out)["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == [one["code"] for one in told]
    root = ET.fromstring(call(*arguments, "junit").out)  # noqa: S314  our own
    assert root.get("failures") == str(sum(one["level"] == "error" for one in told))
    lines = call(*arguments, "github").out.splitlines()
    assert len(lines) == len(told)
    assert lines[-1].startswith(f"::error file={ruleset / 'rules.yaml'},line=4,col=15,title=rxrules RX104::")
    assert all(call(*arguments, name).status == WRONG_INPUT for name in lint.FORMATS)


def test_where_nothing_is_wrong_each_format_is_still_whole(call, ruleset):
    (ruleset / "rules.yaml").unlink()
    arguments = ("lint", ruleset, "--as-of", "2026-12-01", "--format")
    assert json.loads(call(*arguments, "sarif").out)["runs"][0]["results"] == []
    assert ET.fromstring(call(*arguments, "junit").out).get("tests") == "1"  # noqa: S314  our own
    assert call(*arguments, "github").out == ""


def test_a_ruleset_that_is_named_twice_is_linted_once(call, ruleset):
    assert call("lint", ruleset, ruleset).out.count("RX104") == call("lint", ruleset).out.count("RX104")


def test_a_line_of_a_binary_file_is_not_printed(call, tmp_path):
    path = tmp_path / "picture.yaml"
    path.write_bytes(bytes(range(128, 256)) * 4)
    done = call("lint", path)
    assert done.status == WRONG_INPUT
    assert "is not UTF-8" in done.out
    assert " | " not in done.out


def test_a_folder_without_a_manifest_says_what_to_do(call, tmp_path):
    done = call("lint", tmp_path)
    assert "the folder has no ruleset.yaml" in done.out
    assert "rxrules new ruleset" in done.out
