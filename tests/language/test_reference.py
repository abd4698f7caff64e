"""The page about the language is true: its examples load, and what it says is refused is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from rxrules.chart.estimates import ESTIMATES
from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.documents import Mapping, Scalar, Sequence
from rxrules.documents.yaml import read
from rxrules.language import ast, parse_text
from rxrules.language.forms import KINDS
from rxrules.language.schema import json_schema
from rxrules.validate import validate

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "language.md"
MANIFEST = "ruleset: {id: example, version: 1.0.0, title: Example, language: 1, owner: pharmacy, licence: CC0-1.0}\n"
_FENCE = re.compile(r"(?:<!-- (file|refused|sound):? ?(\S*) -->\n)?```(yaml|csv)\n(.*?)```", re.DOTALL)


def examples() -> list[tuple[dict[str, str], str]]:
    """Rulesets by file name, and the code with which each is refused, or empty."""
    found: list[tuple[dict[str, str], str]] = []
    for what, name, _, text in _FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if what == "file" and name != "ruleset.yaml":
            found[-1][0][name] = text
        else:
            found.append(
                (
                    {"ruleset.yaml": text if what == "file" else MANIFEST + text},
                    name if what == "refused" else "",
                )
            )
    return found


def as_an_editor_sees(node: object) -> object:
    """The document with the types of the YAML 1.2 core schema."""
    if isinstance(node, Mapping):
        return {str(key): as_an_editor_sees(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [as_an_editor_sees(value) for value in node]
    assert isinstance(node, Scalar)
    text = str(node)
    if not node.quoted:
        if text in ("true", "false"):
            return text == "true"
        if re.fullmatch(r"[-+]?[0-9]+", text):
            return int(text)
        if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
            return float(text)
    return text


def test_there_are_examples() -> None:
    assert len(examples()) >= 10


@pytest.mark.parametrize(("files", "refused"), examples())
def test_each_example_is_read_or_refused_as_the_page_says(files: dict[str, str], refused: str) -> None:
    tree, found = parse_text(files)
    ruleset = None
    if refused and tree is not None:
        ruleset, found = validate(tree)
    assert [d.code for d in found] == ([refused] if refused else [])
    assert ruleset is None
    assert (tree is None) <= bool(refused)


@pytest.mark.parametrize("text", [text for what, _, _, text in _FENCE.findall(PAGE.read_text(encoding="utf-8")) if what == "sound"])
def test_each_example_that_stands_for_itself_passes_every_check_and_is_compiled(text: str) -> None:
    # what runs needs a title; that it also needs a source is told by other tests
    running = re.sub(r"    status: review\n", "", text).replace("kind:", "status: review\n    title: T\n    kind:")
    tree, read_found = parse_text({"ruleset.yaml": MANIFEST + running})
    assert [str(each) for each in read_found] == []
    assert tree is not None
    ruleset, found = validate(tree)
    assert [str(each) for each in found if each.code not in ("RX501", "RX503", "RX511")] == []
    assert ruleset is not None
    assert len(compile_rulesets([ruleset]).rules) == len(tree.rules)


@pytest.mark.parametrize("files", [files for files, refused in examples() if not refused])
def test_each_example_satisfies_the_schema(files: dict[str, str]) -> None:
    node = read(files["ruleset.yaml"], "ruleset.yaml", Diagnostics())
    jsonschema.Draft202012Validator(json_schema()).validate(as_an_editor_sees(node))


def test_the_tables_of_the_page_become_the_rules_that_it_promises() -> None:
    files = next(files for files, _ in examples() if "pairs.csv" in files)
    tree, _ = parse_text(files)
    assert tree is not None
    first, second, children = tree.rules
    assert isinstance(first, ast.InteractionRule)
    assert [str(side.ingredient) for side in first.between] == ["warfarin", "metronidazole"]
    assert first.effect == "More bleeding, within days"
    assert (first.status, str(first.reviewed)) == ("review", "2026-11-01")
    assert first.evidence.sources[0].source == ast.Name("handbook")
    assert first.evidence.sources[0].span.file == "ruleset.yaml"
    assert (first.span.file, first.span.line) == ("pairs.csv", 2)
    assert isinstance(second, ast.InteractionRule)
    assert second.between[1].group == ast.Name("nsaids")
    assert [str(name) for name in second.between[1].route] == ["oral", "intravenous"]
    assert second.between[1].span.line == 3
    assert isinstance(children, ast.DoseLimitRule)
    assert children.bands is not None
    assert [row.windows["age"].text for row in children.bands.rows] == [
        "[3 mo, 12 a)",
        "[0 d, 3 mo)",
        "[12 a, 18 a)",
    ]
    assert children.bands.over["age"].text == "[0 d, 18 a)"
    assert str(children.bands.rows[0].limits.cap.quantity) == "1200 mg"  # type: ignore[union-attr]


def test_every_key_of_the_language_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, definition in json_schema()["$defs"].items():
        for key in definition.get("properties", {}):
            assert re.search(rf"\b{re.escape(key)}\b", page), f"{key} of {name}"


def test_the_page_names_every_estimate_with_its_unit_and_title() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = {name: (unit, title) for name, unit, title in rows if name in ESTIMATES}
    expected = {
        name: ("weeks or days" if estimate.unit == "d" else f"`{estimate.unit}`", estimate.title)
        for name, estimate in ESTIMATES.items()
    }
    assert found == expected


def test_the_page_names_every_kind_and_every_measure() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| \[`(\w+)`\]", page, re.MULTILINE) == list(KINDS)
    for measure in get_args(ast.Measure):
        assert f"| `{measure}` |" in page, measure
