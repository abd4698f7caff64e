"""Formatting: it never changes what a file means, it keeps every comment, and it changes nothing twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from written_yaml import TREES, Author

from rxrules.authoring import formatting
from rxrules.authoring.formatting import WIDTH, format_text, is_same
from rxrules.diagnostics import Diagnostics
from rxrules.documents import yaml
from rxrules.language import parse_text
from rxrules.source.shipped import shipped

ROOT = Path(__file__).parents[2]
RULESETS = {**shipped(), "demo": ROOT / "tests/rulesets/demo"}
FILES = [(name, path) for name, folder in RULESETS.items() for path in sorted(folder.rglob("*.yaml"))]


def kind(path):
    return "tests" if path.name.endswith(".test.yaml") else "ruleset"


def read(text):
    found = Diagnostics()
    node = yaml.read(text, "x.yaml", found)
    assert not found.has_errors, [*found]
    return node


@given(TREES, st.integers(0, 10**9), st.sampled_from(["ruleset", "tests", "other"]))
def test_law_whatever_the_author_wrote_means_the_same_with_all_its_comments_and_is_formatted_once(tree, seed, document):
    author = Author(Random(seed))
    text = author.document(tree)
    before = read(text)
    formatted = format_text(text, "x.yaml", document)
    assert formatted.problems == ()
    assert is_same(read(formatted.text), before)
    kept = Counter(words for words in author.comments for _ in range(formatted.text.count(words)))
    assert kept == Counter(author.comments)
    assert format_text(formatted.text, "x.yaml", document).text == formatted.text


@pytest.mark.parametrize(("name", "path"), FILES, ids=lambda value: getattr(value, "name", value))
def test_law_every_shipped_file_means_the_same_and_is_formatted_once(name, path):
    text = path.read_text(encoding="utf-8")
    once = format_text(text, path.name, kind(path))
    assert once.problems == ()
    assert format_text(once.text, path.name, kind(path)).text == once.text
    assert is_same(read(text), read(once.text))


@pytest.mark.parametrize("name", RULESETS)
def test_law_the_tree_of_a_shipped_ruleset_is_the_same_before_and_after(name):
    folder = RULESETS[name]
    texts = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*"))}
    formatted = {
        key: format_text(text, key, kind(Path(key))).text if key.endswith(".yaml") else text for key, text in texts.items()
    }
    (before, _), (after, _) = parse_text(texts), parse_text(formatted)
    assert before is not None
    assert evolve(before, digest="") == evolve(after, digest="")


UGLY = """\
# the head of the file


rules:
# of the first rule
- severity: 'major'   # the committee wants it
  kind: interaction
  id:    ddi.x
  # which drugs
  between:
        -   {route: systemic, ingredient: warfarin}
        - ingredient: ibuprofen  # any dose
  action: >-
      Look at
      the INR.

  status: draft
  tags: [a,
     b]   # two
  # the end of it
- {id: ddi.y, kind: interaction, severity: minor, between: [{ingredient: digoxin}, {ingredient: clarithromycin}]}
# nothing more
"""
NEAT = """\
# the head of the file

rules:
  # of the first rule
  - id: ddi.x
    kind: interaction
    status: draft
    severity: "major"  # the committee wants it
    # which drugs
    between:
      - {ingredient: warfarin, route: systemic}
      - ingredient: ibuprofen  # any dose
    action: >-
      Look at
      the INR.
    tags: [a, b]  # two
    # the end of it
  - {id: ddi.y, kind: interaction, severity: minor, between: [{ingredient: digoxin}, {ingredient: clarithromycin}]}
  # nothing more
"""


def test_an_ugly_file_becomes_a_neat_one():
    assert format_text(UGLY, "x.yaml").text == NEAT


def test_brackets_that_do_not_fit_in_a_line_are_written_below_each_other():
    names = [f"ingredient-{number}" for number in range(20)]
    text = f"groups:\n  - {{id: a, title: {'long ' * 30}, members: [{', '.join(names)}]}}\n"
    lines = format_text(text, "x.yaml").text.splitlines()
    assert lines[1:3] == ["  - id: a", f"    title: {('long ' * 30).strip()}"]
    assert lines[3] == "    members: ["
    assert lines[-1] == "    ]"
    assert all(len(line) <= WIDTH for line in lines[3:])


def test_rules_are_kept_apart_by_a_blank_line_and_scenarios_too():
    rule = "  - id: {}\n    kind: duplication\n    severity: minor\n    group: g\n"
    made = format_text("rules:\n" + rule.format("a") + rule.format("b"), "x.yaml").text
    assert "group: g\n\n  - id: b" in made
    made = format_text("- {name: a, case: {}}\n- name: b\n  case: {}\n- case: {}\n  name: c\n", "x.test.yaml", "tests").text
    assert made == "- {name: a, case: {}}\n\n- name: b\n  case: {}\n\n- name: c\n  case: {}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [1", "RX011"),
        ("a: &x 1\nb: *x\n", "RX015"),
        ("", "RX005"),
        (b"\xff\xfea", "RX003"),
        ("a:\n", "RX014"),
        ("a: 1\na: 2\n", "RX013"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_left_alone(text, code):
    formatted = format_text(text, "x.yaml")
    assert [one.code for one in formatted.problems][:1] == [code]
    if isinstance(text, str):
        assert formatted.text == text


def test_a_formatter_that_would_change_a_limit_changes_nothing(monkeypatch):
    monkeypatch.setattr(formatting._Writing, "document", lambda *_: "max: 40 g\n")
    formatted = format_text("max: 4 g\n", "x.yaml")
    assert formatted.text == "max: 4 g\n"
    assert [one.code for one in formatted.problems] == ["RX640"]


def test_a_text_alone_is_no_document_to_format():
    assert format_text("just words\n", "x.yaml").text == "just words\n"
    assert format_text("just words\n", "x.yaml").problems == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("{a: 1, b: 2}", "{b: 2, a: 1}", True),
        ("{a: 1}", "{a: 1, b: 2}", False),
        ("[1, 2]", "[2, 1]", False),
        ("[1]", "[1, 2]", False),
        ("{a: true}", '{a: "true"}', False),
        ("{a: [1]}", "{a: 1}", False),
    ],
)
def test_what_counts_as_the_same(one, other, same):
    assert is_same(read(one), read(other)) is same


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: # one\n  b # two\n", "# one\na: b  # two\n"),
        ('a: # one\n    "b\n\n    c"   # two\n', '# one\na: "b\n\n  c"  # two\n'),
        ("a:\n    b: |1-\n      two\n     one\n", "a:\n  b: |1-\n    two\n   one\n"),
        ("a:\n    b: |3\n          two\n       one\n\n    c: 1\n", "a:\n  b: |3\n        two\n     one\n\n  c: 1\n"),
        ("[ # why\n a ]\n", "# why\n- a\n"),
        ("- [a, # why\n   b]\n", "- - a  # why\n  - b\n"),
        ("a: [] # none\n", "a: []  # none\n"),
        ("a: {  # none\n  }\n", "a: {}  # none\n"),
        ("a: 'it''s'\nb: 'x'\n", "a: 'it''s'\nb: \"x\"\n"),
    ],
)
def test_small_things(text, wanted):
    formatted = format_text(text, "x.yaml", "other")
    assert formatted.problems == ()
    assert formatted.text == wanted
    assert format_text(formatted.text, "x.yaml", "other").text == wanted
