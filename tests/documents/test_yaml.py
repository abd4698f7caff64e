"""YAML becomes text with places, and everything that has two readings is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.diagnostics import Diagnostics
from rxrules.documents import Mapping, Refused, Scalar, Sequence
from rxrules.documents.limits import MAX_BYTES, MAX_PROBLEMS
from rxrules.documents.text import load
from rxrules.documents.yaml import read


def codes_of(text: str | bytes, *, pure: bool = False) -> list[str]:
    found = Diagnostics()
    read(text, "f.yaml", found, pure=pure)
    return [d.code for d in found]


def places_of(text: str | bytes, *, pure: bool = False) -> list[tuple[str, int, int]]:
    found = Diagnostics()
    read(text, "f.yaml", found, pure=pure)
    return [(d.code, d.span.line, d.span.col) for d in found]


@pytest.fixture(params=[False, True], ids=["libyaml", "python"])
def pure(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_plain_scalars_stay_text_with_their_places(*, pure: bool) -> None:
    found = Diagnostics()
    node = read(
        "on: yes\nfrequency: 12:30\nid: 0123\n'a b': \"q\"\nlist:\n  - 1.0\n  - {x: 2026-11-01}\n",
        "f",
        found,
        pure=pure,
    )
    assert not len(found)
    assert node == {
        "on": "yes",
        "frequency": "12:30",
        "id": "0123",
        "a b": "q",
        "list": ["1.0", {"x": "2026-11-01"}],
    }
    assert isinstance(node, Mapping)
    assert isinstance(node["list"], Sequence)
    assert (node.line, node.col) == (1, 1)
    key = node.key("id")
    assert isinstance(key, Scalar)
    assert (key.line, key.col) == (3, 1)
    value = node["id"]
    assert isinstance(value, Scalar)
    assert (value.line, value.col, value.quoted) == (3, 5, False)
    quoted = node["a b"]
    assert isinstance(quoted, Scalar)
    assert quoted.quoted
    inner = node["list"][1]
    assert isinstance(inner, Mapping)
    assert (inner.line, inner.col) == (7, 5)


def test_columns_count_characters_and_a_byte_order_mark_is_none(*, pure: bool) -> None:
    found = Diagnostics()
    node = read(b"\xef\xbb\xbf" + "{größe: é, b: µ}".encode(), "f", found, pure=pure)
    assert isinstance(node, Mapping)
    value = node["b"]
    assert isinstance(value, Scalar)
    assert (value.line, value.col) == (1, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("RX013", 3, 1)]),
        ("{a: 1, a: 1}", [("RX013", 1, 8)]),
        (
            "a:\nb: ~\nc: null\nd: [Null, NULL]",
            [("RX014", 1, 3), ("RX014", 2, 4), ("RX014", 3, 4), ("RX014", 4, 5), ("RX014", 4, 11)],
        ),
        ("a: &x 1\nb: *x\n", [("RX015", 1, 4), ("RX015", 2, 4)]),
        ("a: {b: 1}\n<<: {c: 2}", [("RX015", 2, 1)]),
        ("a: !!str x\nb: !y [1]", [("RX016", 1, 4), ("RX016", 2, 4)]),
        ("a: 1\n---\nb: 2\n", [("RX017", 2, 1)]),
        ("? [a]\n: 1\n", [("RX018", 1, 3)]),
        ("? {a: 1}\n: 1\n", [("RX018", 1, 3)]),
        ("? ~\n: 1", [("RX018", 1, 3)]),
        ("? \n: 1", [("RX018", 1, 2)]),
        ("a:\n\tb: 1\n", [("RX012", 2, 1)]),
        ("a: b: c\n", [("RX011", 1, 5)]),
        ("a: [1, 2", [("RX011", 1, 9)]),
        ("", [("RX005", 1, 1)]),
        ("# nothing\n", [("RX005", 1, 1)]),
        ("a: 1\nb: '\x00'", [("RX004", 2, 5)]),
        ("a: x\u202ey", [("RX004", 1, 5)]),
        ('a: "x\\u202ey"', [("RX004", 1, 4)]),
        ("a: x\u2028b: y", [("RX004", 1, 5)]),
    ],
)
def test_what_is_refused_is_told_with_its_place(text: str, expected: list[tuple[str, int, int]], *, pure: bool) -> None:
    assert places_of(text, pure=pure) == expected


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"', 'a: "\\ud800"', "a: %", "%YAML 3.0\n---\na: 1", "a: !<", "a: \ufffe"])
def test_odd_escapes_and_directives_are_diagnostics(text: str, *, pure: bool) -> None:
    assert codes_of(text, pure=pure)


def test_quoted_nulls_are_text() -> None:
    found = Diagnostics()
    assert read("a: 'null'\nb: \"~\"\nc: ''\n", "f", found) == {"a": "null", "b": "~", "c": ""}
    assert not len(found)


def test_everything_that_can_be_collected_is_collected_before_a_syntax_error() -> None:
    assert codes_of("a: ~\na: 1\nb: &x y\nc: !t z\nd: [}") == ["RX014", "RX013", "RX015", "RX016", "RX011"]


def test_what_is_refused_leaves_a_mark_in_its_place() -> None:
    node = read("a: ~\nb: *x\nc: 1", "f", Diagnostics())
    assert isinstance(node, Mapping)
    assert isinstance(node["a"], Refused)
    assert isinstance(node["b"], Refused)
    assert node["c"] == "1"


def test_forty_levels_are_read_and_one_more_is_not(*, pure: bool) -> None:
    assert codes_of("[" * 40 + "]" * 40, pure=pure) == []
    assert places_of("[" * 41 + "]" * 41, pure=pure) == [("RX007", 1, 41)]


@pytest.mark.parametrize("bomb", ["[" * 1_000_000, "{a: " * 500_000, "- " * 500_000, "? " * 500_000, "[&a " * 100_000])
def test_depth_bombs_end_at_once(bomb: str) -> None:
    start = time.perf_counter()
    assert codes_of(bomb)
    assert time.perf_counter() - start < 60, "it hangs"


def test_the_billion_laughs_are_never_expanded() -> None:
    lines = ["a0: &a0 lol"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    assert set(codes_of("\n".join(lines))) == {"RX015"}


def test_a_file_full_of_mistakes_is_given_up() -> None:
    found = codes_of("- ~\n" * 10_000)
    assert found.count("RX014") == MAX_PROBLEMS
    assert found[-1] == "RX006"


@pytest.mark.parametrize(
    "raw",
    [
        "a: é".encode("latin-1"),
        "a: b".encode("utf-16"),
        "a: b".encode("utf-16-le"),
        "a: b".encode("utf-32"),
        b"\xff",
    ],
)
def test_other_encodings_are_refused(raw: bytes) -> None:
    assert codes_of(raw) == ["RX003"]


def test_the_place_of_a_byte_that_is_not_utf8_is_told() -> None:
    assert places_of(b"a: 1\nb: \xe4") == [("RX003", 2, 4)]


def test_text_with_half_a_character_is_refused() -> None:
    assert codes_of("a: \ud800") == ["RX004"]


def test_a_large_file_is_refused_without_reading_it(tmp_path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    found = Diagnostics()
    assert load(path, "large.yaml", found) is None
    assert [d.code for d in found] == ["RX002"]


def test_a_large_text_is_refused() -> None:
    assert codes_of("a" * (MAX_BYTES + 1)) == ["RX002"]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_is_no_file_is_told(tmp_path, name: str) -> None:
    found = Diagnostics()
    assert load(tmp_path / name, name, found) is None
    assert [d.code for d in found] == ["RX001"]


def test_elements_are_handed_over_as_they_are_read_and_not_kept() -> None:
    seen: list[object] = []
    node = read("rules:\n  - {id: a}\n  - [b]\n  - c\nother: [d]\n", "f", Diagnostics(), {"rules": seen.append})
    assert seen == [{"id": "a"}, ["b"], "c"]
    assert node == {"rules": [], "other": ["d"]}


def test_the_list_of_a_key_that_is_there_twice_is_not_handed_over() -> None:
    seen: list[object] = []
    read("rules: [a]\nrules: [b]\n", "f", Diagnostics(), {"rules": seen.append})
    assert seen == ["a"]


@settings(max_examples=400, deadline=2000)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200),
        st.text(alphabet="{}[]:,-&*!?|>'\"%#\n\t ~<ab1\\u", max_size=120),
    )
)
def test_any_input_ends_in_diagnostics_and_never_in_an_exception(data: bytes | str) -> None:
    for pure in (False, True):
        found = Diagnostics()
        node = read(data, "f", found, pure=pure)
        assert node is not None or found.has_errors
        for diagnostic in found:
            assert diagnostic.span.line >= 1
            assert str(diagnostic)


@settings(max_examples=200, deadline=2000)
@given(st.text(alphabet="{}[]:,-'\"#\n ~ab1", max_size=80))
def test_both_parsers_read_the_same(text: str) -> None:
    results = []
    for pure in (False, True):
        found = Diagnostics()
        results.append((read(text, "f", found, pure=pure), not found.has_errors))
    if results[0][1] and results[1][1]:
        assert results[0] == results[1]
