"""A ruleset becomes a tree, or everything that is wrong with it is told at once with its place."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents import codes as document_codes
from rxrules.documents import csv, yaml
from rxrules.documents.pages import PAGES as DOCUMENT_PAGES
from rxrules.language import ast, parse, parse_text
from rxrules.language import codes as language_codes
from rxrules.language.pages import PAGES as LANGUAGE_PAGES
from rxrules.source import codes as source_codes
from rxrules.source.pages import PAGES as SOURCE_PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from rxrules.codes import CodePage

MANIFEST = """ruleset:
  id: example
  version: 1.0.0
  title: Example
  language: 1
  owner: pharmacy
  licence: CC0-1.0
"""
RULE = """rules:
  - id: ddi.{0}
    kind: interaction
    severity: major
    between: [{{ingredient: a}}, {{group: b}}]
"""


def told(files: dict[str, str | bytes]) -> list[str]:
    tree, found = parse_text(files)
    assert (tree is None) == found.has_errors
    return [f"{d.span} {d.code}" for d in found]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_ten_mistakes_of_two_files_are_told_at_once_with_exact_places() -> None:
    files = {
        "ruleset.yaml": MANIFEST.replace("title: Example", "titel: Example"),
        "rules/wrong.yaml": """groups:
  - id: nsaids
    members:
rules:
  - id: ddi.a
    kind: interaktion
  - id: ddi.b
    kind: interaction
    severity: Major
    between: [{ingredient: a, rout: oral}, {group: nsaids}]
    reviewed: 31.12.2026
    when: {age: "<= 12 a", pregnant: yes}
  - id: dose.c
    kind: dose_limit
    drug: {ingredient: c}
    measure: per_day
    severity: {max: major}
    max: 4
    bands:
      over: {weight: "[50, 100) kg"}
      rows: [{weight: 50 kg, max: 4 g}]
  - id: dup.d
    id: dup.e
    kind: duplication
    severity: minor
    allow: two
ruls: []
""",
    }
    assert told(files) == [
        "rules/wrong.yaml:3:13 RX014",
        "rules/wrong.yaml:6:11 RX104",
        "rules/wrong.yaml:9:15 RX104",
        "rules/wrong.yaml:10:31 RX101",
        "rules/wrong.yaml:11:15 RX107",
        "rules/wrong.yaml:12:17 RX112",
        "rules/wrong.yaml:12:38 RX105",
        "rules/wrong.yaml:18:10 RX108",
        "rules/wrong.yaml:20:22 RX111",
        "rules/wrong.yaml:21:23 RX111",
        "rules/wrong.yaml:23:5 RX013",
        "rules/wrong.yaml:26:12 RX106",
        "rules/wrong.yaml:27:1 RX101",
        "ruleset.yaml:2:3 RX102",
        "ruleset.yaml:4:3 RX101",
    ]


def test_a_message_says_what_was_got_and_how_to_mend_it() -> None:
    _, found = parse_text({"ruleset.yaml": MANIFEST + RULE.format("a").replace("major", "Major")})
    assert [str(d) for d in found] == [
        ("ruleset.yaml:11:15: error: RX104: 'Major' is not one of contraindicated, major, moderate, minor (did you mean 'major'?)")
    ]


def test_a_rule_keeps_the_places_of_what_can_be_wrong() -> None:
    text = MANIFEST + RULE.format("a") + "    when: {age: '>= 65 a', not: {condition: x}}\n    reviewed: 2026-11-01\n"
    tree, found = parse_text({"ruleset.yaml": text})
    assert not len(found)
    assert tree is not None
    (rule,) = tree.rules
    assert isinstance(rule, ast.InteractionRule)
    assert rule.span == Span("ruleset.yaml", 9, 5)
    assert (rule.id.text, rule.id.span) == ("ddi.a", Span("ruleset.yaml", 9, 9))
    assert rule.between[1].group is not None
    assert rule.between[1].group.span == Span("ruleset.yaml", 12, 40)
    assert rule.between[1].span == Span("ruleset.yaml", 12, 32)
    assert rule.when is not None
    assert rule.when.age is not None
    assert rule.when.age.span == Span("ruleset.yaml", 13, 17)
    assert rule.when.not_ is not None
    assert rule.when.not_.condition == ast.Name("x")
    assert rule.reviewed == dt.date(2026, 11, 1)
    assert type(rule.title) is str
    assert tree.manifest.span == Span("ruleset.yaml", 2, 3)


def test_files_are_read_in_the_order_of_their_names_from_a_folder_and_from_memory(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "z.yaml": RULE.format("z"),
        "ruleset.yaml": MANIFEST + RULE.format("r"),
        "a/b.yaml": RULE.format("b"),
        "a/b.test.yaml": "- not: [a, ruleset",
        ".hidden.yaml": "nonsense",
        ".git/x.yaml": "nonsense",
        "notes.txt": "nonsense",
    }
    from_memory, found = parse_text(files)
    assert not len(found)
    assert from_memory is not None
    assert [rule.id.text for rule in from_memory.rules] == ["ddi.b", "ddi.r", "ddi.z"]
    from_folder, found = parse(write(tmp_path, files))
    assert not len(found)
    assert from_folder == from_memory
    by_manifest, _ = parse(tmp_path / "ruleset.yaml")
    assert by_manifest == from_memory, "the manifest stands for its folder"


def test_the_digest_names_exactly_these_bytes() -> None:
    def digest(files: dict[str, str | bytes]) -> str:
        tree, _ = parse_text(files)
        assert tree is not None
        return tree.digest

    one = {"ruleset.yaml": MANIFEST, "a.yaml": RULE.format("a")}
    assert digest(one) == digest(dict(reversed(one.items())))
    assert digest(one) != digest({"ruleset.yaml": MANIFEST, "b.yaml": RULE.format("a")})
    assert digest(one) != digest({"ruleset.yaml": MANIFEST + "\n", "a.yaml": RULE.format("a")})
    raw = MANIFEST.encode()
    assert digest({"ruleset.yaml": MANIFEST}) == hashlib.sha256(b"ruleset.yaml\0%d\0" % len(raw) + raw).hexdigest()


def test_a_single_file_holds_a_whole_ruleset_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(MANIFEST + RULE.format("a"), encoding="utf-8")
    tree, found = parse(path)
    assert not len(found)
    assert tree is not None
    assert tree.rules[0].span.file == "small.yaml"


def test_places_begin_with_the_root_that_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"ruleset.yaml": MANIFEST, "a/b.yaml": "ruls: []"})
    _, found = parse(tmp_path, root="rulesets/core/")
    assert [str(d.span) for d in found] == ["rulesets/core/a/b.yaml:1:1"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ["RX114"]),
        ({"rules.yaml": RULE.format("a"), "more.yaml": "groups: []"}, ["RX114"]),
        ({"ruleset.yaml": RULE.format("a")}, ["ruleset.yaml:1:1 RX114"]),
        ({"ruleset.yaml": MANIFEST, "other.yaml": MANIFEST}, ["other.yaml:1:1 RX115"]),
        (
            {"ruleset.yaml": MANIFEST.replace("language: 1", "language: 2").replace("id:", "name:")},
            ["ruleset.yaml:5:13 RX113"],
        ),
        ({"ruleset.yaml": MANIFEST.replace("language: 1", "language: one")}, ["ruleset.yaml:5:13 RX106"]),
        ({"ruleset.yaml": MANIFEST, "rules.yml": RULE.format("a")}, ["rules.yml RX116"]),
        ({"ruleset.yaml": MANIFEST, "rules.YAML": RULE.format("a")}, ["rules.YAML RX116"]),
        ({"ruleset.yaml": MANIFEST, "pairs.csv": "id,a,b\n"}, ["pairs.csv RX117"]),
        ({"ruleset.yaml": "[a]"}, ["ruleset.yaml:1:1 RX103"]),
        ({"ruleset.yaml": MANIFEST + "rules: {a: b}"}, ["ruleset.yaml:8:1 RX103"]),
        ({"ruleset.yaml": MANIFEST + "rules: ~"}, ["ruleset.yaml:8:8 RX014"]),
        ({"ruleset.yaml": "ruleset: x"}, ["ruleset.yaml:1:10 RX103"]),
        ({"ruleset.yaml": b"ruleset: \xff"}, ["ruleset.yaml:1:10 RX003"]),
    ],
)
def test_what_is_no_ruleset_is_told(files: dict[str, str | bytes], expected: list[str]) -> None:
    if expected[0].endswith("RX117"):
        tree, found = parse_text(files)
        assert tree is not None, "a warning does not keep a ruleset from loading"
        assert [f"{d.span} {d.code}" for d in found] == expected
    else:
        assert [each.strip() for each in told(files)] == expected


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    tree, found = parse(tmp_path / "missing")
    assert tree is None
    assert [d.code for d in found] == ["RX001"]


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"rules.yaml": RULE.format("a"), "pairs.csv": "id,a,b,severity\nx,a,b,major\n"})
    manifest = MANIFEST + "  tables: [{file: pairs.csv, kind: interaction}]\n"
    inside = write(tmp_path / "inside", {"ruleset.yaml": manifest, "own.yaml": RULE.format("b")})
    (inside / "rules.yaml").symlink_to(outside / "rules.yaml")
    (inside / "folder").symlink_to(outside)
    (inside / "pairs.csv").symlink_to(outside / "pairs.csv")
    (inside / "again.yaml").symlink_to(inside / "own.yaml")
    tree, found = parse(inside)
    assert tree is None
    assert sorted(f"{d.span} {d.code}" for d in found) == [
        "folder RX116",
        "pairs.csv RX116",
        "rules.yaml RX116",
        "ruleset.yaml:8:19 RX116",
    ]


def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {"ruleset.yaml": MANIFEST})
    os.mkfifo(tmp_path / "rules.yaml")
    _, found = parse(tmp_path)
    assert [d.code for d in found] == ["RX001"]


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    write(tmp_path, {"ruleset.yaml": MANIFEST})
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(100_000_000)
    start = time.perf_counter()
    _, found = parse(tmp_path)
    assert [d.code for d in found] == ["RX002"]
    assert time.perf_counter() - start < 60, "it hangs"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{maxx: 4 g}", "ruleset.yaml:16:15 RX101: the key 'maxx' is not known here (did you mean 'max'?)"),
        ('{age: ">= 2 a", hardmax: "< 4 g"}', "RX101: the key 'hardmax' is not known here (did you mean 'hard_max'"),
        ("{inr: 3, max: 4 g}", "ruleset.yaml:16:20 RX111: not an interval: '3'"),
    ],
)
def test_a_misspelt_limit_in_a_row_of_bands_is_no_variable(written: str, expected: str) -> None:
    text = (
        MANIFEST
        + f"""rules:
  - id: dose.a
    kind: dose_limit
    drug: {{ingredient: paracetamol}}
    measure: per_day
    severity: {{max: major}}
    bands:
      over: {{age: ">= 0 d"}}
      rows: [{written}]
"""
    )
    _, found = parse_text({"ruleset.yaml": text})
    (told,) = [f"{d.span} {d.code}: {d.message} ({d.hint})" for d in found]
    assert expected in told


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("-1", -1.0),
        ("'3'", None),
        ("1e3", None),
        ("01", None),
        ("three", None),
        (".5", None),
        ("inf", None),
    ],
)
def test_points_are_a_plain_decimal_number(written: str, points: float | None) -> None:
    text = (
        "ruleset: {id: x, version: 1.0.0, title: t, language: 1, owner: o, licence: CC0-1.0}\nrules:\n"
        f"  - {{id: r, kind: burden, items: [{{drug: {{ingredient: a}}, points: {written}}}], levels: []}}\n"
    )
    tree, found = parse_text({"ruleset.yaml": text})
    if points is None:
        assert [(each.code, each.span.line) for each in found] == [("RX106", 3)]
        return
    assert tree is not None
    (rule,) = tree.rules
    assert isinstance(rule, ast.BurdenRule)
    assert rule.items[0].points == points


def test_a_name_is_not_empty() -> None:
    text = MANIFEST + 'groups:\n  - {id: " ", members: [a]}\n'
    assert told({"ruleset.yaml": text}) == ["ruleset.yaml:9:10 RX103"]


# -- the pages: each code has a text that raises it, and one that does not

_MANIFEST_LINE = "ruleset: {id: example, version: 1.0.0, title: Example, language: 1, owner: pharmacy, licence: CC0-1.0}\n"
# What no text alone can show; tests of its own raise it: of files, of too many mistakes, of tables.
_ELSEWHERE = {
    "RX001",
    "RX002",
    "RX003",
    "RX006",
    "RX114",
    "RX115",
    "RX116",
    "RX117",
    "RX118",
    "RX119",
    "RX200",
}


def _raised(page: CodePage, text: str) -> list[str]:
    found = Diagnostics()
    if page in LANGUAGE_PAGES:
        _, found = parse_text({"ruleset.yaml": text if text.startswith("ruleset:") else _MANIFEST_LINE + text})
    elif page.code.startswith("RX03"):
        table = csv.read(text, "f", found)
        list(table or [])
    else:
        yaml.read(text, "f", found)
    return [d.code for d in found]


@pytest.mark.parametrize("page", [*DOCUMENT_PAGES, *SOURCE_PAGES, *LANGUAGE_PAGES], ids=lambda page: page.code)
def test_the_example_of_a_page_raises_its_code_and_the_mended_one_nothing(page: CodePage) -> None:
    if page.code in _ELSEWHERE:
        return
    assert page.avoid
    assert set(_raised(page, page.avoid)) == {page.code}
    assert _raised(page, page.prefer) == []


def test_every_code_has_one_page() -> None:
    codes = [*vars(document_codes).values(), *vars(source_codes).values(), *vars(language_codes).values()]
    stable = [code for code in codes if isinstance(code, str) and code.startswith("RX")]
    assert sorted(stable) == sorted(page.code for page in (*DOCUMENT_PAGES, *SOURCE_PAGES, *LANGUAGE_PAGES))


def test_a_page_is_shown_as_text() -> None:
    page = next(page for page in LANGUAGE_PAGES if page.code == "RX112")
    text = str(page)
    assert text.startswith("RX112: ambiguous age\n")
    assert "Avoid:" in text
    assert '    when: {age: "<= 12 a"}' in text


# -- nothing raises

_WORDS = [
    "ruleset:",
    "rules:",
    "\n  - ",
    "\n    ",
    "kind: interaction",
    "between:",
    "[",
    "]",
    "{",
    "}",
    "ingredient: a",
    "severity: major",
    "max: 4 g",
    "id: x",
    ", ",
    "when:",
    "age: '<= 12 a'",
    "~",
    "not:",
    "all:",
    "&a ",
    "*a",
    "bands:",
    "rows:",
    "over:",
    "limits:",
    "1",
    "true",
]


@settings(max_examples=400, deadline=3000)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200),
        st.lists(st.sampled_from(_WORDS), max_size=30).map("".join),
    )
)
def test_any_text_ends_in_a_tree_or_diagnostics_and_never_in_an_exception(data: bytes | str) -> None:
    tree, found = parse_text({"ruleset.yaml": MANIFEST, "rules.yaml": data})
    assert (tree is None) == found.has_errors
    for diagnostic in found:
        assert str(diagnostic)


_VALUES = st.recursive(
    st.sampled_from(
        [
            "a",
            "1",
            "true",
            "4 g",
            "'>= 5 kg'",
            "2026-11-01",
            "''",
            "major",
            "-1",
            "interaction",
            "dose_limit",
            "'\\0limits'",
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]"),
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "kind",
                    "when",
                    "not",
                    "all",
                    "between",
                    "bands",
                    "rows",
                    "over",
                    "max",
                    "limits",
                    "windows",
                    "severity",
                    "x",
                ]
            ),
            inner,
            max_size=4,
        ).map(lambda fields: "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=3000)
@given(
    st.sampled_from(["sources", "groups", "conditions", "drugs", "rules"]),
    _VALUES,
    st.sampled_from(["interaction", "duplication", "dose_limit"]),
)
def test_any_shape_of_values_ends_in_diagnostics_and_never_in_an_exception(key: str, value: str, kind: str) -> None:
    whole = value.replace("{", f"{{kind: {kind}, ", 1) if "kind" not in value else value
    tree, found = parse_text({"ruleset.yaml": MANIFEST + f"{key}: [{whole}]\n"})
    assert (tree is None) == found.has_errors
