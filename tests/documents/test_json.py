"""JSON is read strictly, decimals to the digit, and mistakes are told with line and column."""

from __future__ import annotations

import json as stdlib
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.diagnostics import Diagnostics
from rxrules.documents.json import locate, read


def places_of(text: str | bytes) -> list[tuple[str, int, int]]:
    found = Diagnostics()
    assert (read(text, "f.json", found) is None) or not len(found)
    return [(d.code, d.span.line, d.span.col) for d in found]


def test_values_are_plain_and_decimals_keep_their_digits() -> None:
    found = Diagnostics()
    value = read(
        '{"a": 1.50, "b": [1, true, null, "x"], "c": {"d": 0.30000000000000004, "e": 1e-3}}', "f", found
    )
    assert value == {
        "a": Decimal("1.50"),
        "b": [1, True, None, "x"],
        "c": {"d": Decimal("0.30000000000000004"), "e": Decimal("0.001")},
    }
    assert str(value["a"]) == "1.50"
    assert not len(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,\n "a": 2}', [("RX013", 2, 2)]),
        ('{"a": {"x": 1},\n "a": {"x": 2}}', [("RX013", 2, 2)]),
        ('[{"x": 1, "x": 2},\n {"x": 1,\n "x": 2}]', [("RX013", 1, 11), ("RX013", 3, 2)]),
        ('{"a": NaN,\n "b": [Infinity, -Infinity]}', [("RX022", 1, 7), ("RX022", 2, 8), ("RX022", 2, 18)]),
        ('{"a": 1e999999999}', [("RX022", 1, 7)]),
        ("[1" + "0" * 200 + "]", [("RX022", 1, 2)]),
        ('{"a": 1}\n{"b": 2}', [("RX023", 2, 1)]),
        ('{"a": 1,}', [("RX021", 1, 9)]),
        ("", [("RX021", 1, 1)]),
        ('{"a": "\\ud800"}', [("RX004", 1, 7)]),
        ("[" * 41 + "]" * 41, [("RX007", 1, 41)]),
        ("[" * 200_000 + "]" * 200_000, [("RX007", 1, 41)]),
        ("[" * 200_000, [("RX007", 1, 41)]),
        ('{"a": é}'.encode("latin-1"), [("RX003", 1, 7)]),
        ('{"a": 1}'.encode("utf-16"), [("RX003", 1, 1)]),
    ],
)
def test_what_is_refused_is_told_with_its_place(
    text: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert places_of(text) == expected


def test_forty_levels_are_read() -> None:
    assert places_of("[" * 40 + "]" * 40) == []


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert read('"\\ud83d\\ude00"', "f", Diagnostics()) == "\U0001f600"


def test_a_byte_order_mark_is_allowed_and_hidden_characters_of_records_are_read() -> None:
    found = Diagnostics()
    assert read(b"\xef\xbb\xbf" + '{"a": "x\u2028y\u0085"}'.encode(), "f", found) == {"a": "x\u2028y\u0085"}
    assert not len(found)


def test_the_place_of_a_value_is_found_by_its_path() -> None:
    text = '{"a": 1,\n "b": [1, {"c,\\"": 2.5}]}'
    assert locate(text, ()) == (1, 1)
    assert locate(text, ("a",)) == (1, 7)
    assert locate(text, ("b", 1, 'c,"')) == (2, 20)
    assert locate(text, ("b", 1, "missing")) == (2, 11)
    assert locate(text.encode(), ("b", 0)) == (2, 8)


def test_a_file_full_of_mistakes_is_given_up_in_time() -> None:
    start = time.perf_counter()
    found = places_of("[" + ",".join(["NaN"] * 200_000) + "]")
    assert found[-1][0] == "RX006"
    assert time.perf_counter() - start < 5


@settings(max_examples=300, deadline=2000)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**15), 10**15)
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=3
            )
        ),
    )
)
def test_json_of_the_standard_library_is_read_back(value: object) -> None:
    found = Diagnostics()
    assert read(stdlib.dumps(value), "f", found) == value
    assert not len(found)


@settings(max_examples=500, deadline=2000)
@given(
    st.one_of(
        st.binary(max_size=100),
        st.lists(
            st.sampled_from([*'{}[],:"a1\\ \n', "NaN", '"a"', '"b"', "null", "\\ud800", "1e999", "-"]),
            max_size=25,
        ).map("".join),
    )
)
def test_any_input_ends_in_diagnostics_and_never_in_an_exception(data: bytes | str) -> None:
    found = Diagnostics()
    value = read(data, "f", found)
    assert value is None or not len(found)
    for diagnostic in found:
        assert diagnostic.span.line >= 1
