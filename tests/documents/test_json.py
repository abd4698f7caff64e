"""JSON is read as far as it can be, and what is wrong with its form is told with its place."""

from __future__ import annotations

import json as stdlib
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.documents.json import is_value, read
from rxrules.documents.nodes import Refused
from rxrules.errors import InputError


def told(text: str, name: str = "f.json", line: int = 0) -> list[tuple[str, str]]:
    """The faults of a text: where they stand, and the beginning of what is said."""
    document = read(text, name, line)
    return [(document.locate(place), reason.split("'")[0].strip()) for place, reason in document.faults]


def test_values_are_plain() -> None:
    document = read('{"a": 1.5, "b": [1, true, null, "x"]}')
    assert document.root == {"a": 1.5, "b": [1, True, None, "x"]}
    assert document.faults == ()


def test_a_key_that_stands_twice_costs_its_own_value_and_no_other() -> None:
    document = read('{"a": {"x": 1,\n "x": 2, "y": 3}, "b": [{"k": 1, "k": 1}]}', "f.json")
    assert isinstance(document.root["a"]["x"], Refused)
    assert isinstance(document.root["b"][0]["k"], Refused)
    assert document.root["a"]["y"] == 3
    assert [(place, reason) for place, reason in document.faults] == [
        (("a", "x"), "the key 'x' stands twice; neither value is used"),
        (("b", 0, "k"), "the key 'k' stands twice; neither value is used"),
    ]


def test_text_after_the_value_is_told_and_not_read() -> None:
    document = read('{"a": 1}\n {"b": 2}', "f.json")
    assert document.root == {"a": 1}
    ((place, reason),) = document.faults
    assert place == ()
    assert reason == """text after the JSON value was not read: '{"b": 2}' (f.json:2:2)"""


def test_half_a_character_is_refused_and_a_whole_pair_is_read() -> None:
    document = read('{"a": "\\ud83d\\ude00", "b": ["x\\ud800"], "c\\udfff": 1}', "f.json")
    assert document.root["a"] == "\U0001f600"
    assert isinstance(document.root["b"][0], Refused)
    assert document.root["c\ufffd"] == 1
    assert [place for place, _ in document.faults] == [("b", 0)]


def test_numbers_that_are_none_are_left_to_whoever_wants_a_number() -> None:
    root = read('{"a": NaN, "b": -Infinity, "c": 1' + "0" * 200 + "}").root
    assert math.isnan(root["a"])
    assert root["b"] == -math.inf
    assert root["c"] == math.inf


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "f.json:1:1"),
        ('{"a": 1,}', "f.json:1:9"),
        ('{"a": 1\n "b": 2}', "f.json:2:2"),
        ("{'a': 1}", "f.json:1:2"),
    ],
)
def test_what_is_no_json_is_an_error_with_its_place(text: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, "f.json")
    assert caught.value.place == place
    assert not is_value(text)


@pytest.mark.parametrize("text", ["[" * 200_000, "[" * 200_000 + "]" * 200_000, '{"a":' * 900 + '{"x":1,"x":2}' + "}" * 900])
def test_any_depth_ends_in_an_error_or_a_value(text: str) -> None:
    try:
        read(text)
    except InputError as problem:
        assert "levels" in str(problem) or "not JSON" in str(problem)  # noqa: PT017
    assert is_value("[]")


def test_a_place_is_that_of_the_value_or_of_the_nearest_around_it() -> None:
    locate = read('{"a": 1,\n "b": [1, {"c,\\"": 2.5}]}', "f.json").locate
    assert locate(()) == "f.json:1:1"
    assert locate(("a",)) == "f.json:1:7"
    assert locate(("b", 1, 'c,"')) == "f.json:2:20"
    assert locate(("b", 1, "missing")) == "f.json:2:11"
    assert locate(("b", "missing")) == "f.json:2:7"


def test_a_line_of_a_file_and_a_text_without_a_name_have_places_too() -> None:
    assert told('{"a": 1, "a": 2}', "f.jsonl", 7) == [("f.jsonl:7:7", "the key")]
    assert told('\n{"a": 1, "a": 2}', "") == [("line 2, column 7", "the key")]


def test_places_are_given_up_where_they_would_cost_too_much() -> None:
    text = "[" + ",".join(['{"a":1,"a":1}'] * 1_000) + "]"
    start = time.process_time()
    found = told(text)
    assert len(found) == 1_000
    assert found[0][0] == "f.json:1:7"
    assert found[-1][0] == ""
    assert time.process_time() - start < 60, "it hangs"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=3)
    ),
)


@settings(max_examples=200, deadline=2000)
@given(_JSON, st.sampled_from([None, 1]))
def test_json_of_the_standard_library_is_read_back_and_every_place_leads_to_its_value(value: object, indent: int | None) -> None:
    text = stdlib.dumps(value, indent=indent)
    document = read(text, "f")
    assert document.root == value
    assert document.faults == ()
    lines = text.split("\n")

    def look(node: object, place: tuple[str | int, ...]) -> None:
        _, line, col = document.locate(place).split(":")
        rest = "\n".join([lines[int(line) - 1][int(col) - 1 :], *lines[int(line) :]])
        assert stdlib.JSONDecoder().raw_decode(rest)[0] == node
        steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for step, below in steps:
            look(below, (*place, step))

    look(value, ())


@settings(max_examples=300, deadline=2000)
@given(
    st.lists(
        st.sampled_from([*'{}[],:"a1\\ \n', "NaN", '"a"', '"b"', '{"a":', "null", "\\ud800", "1e999", "-"]),
        max_size=25,
    ).map("".join)
)
def test_any_text_ends_in_a_value_or_an_input_error(text: str) -> None:
    try:
        document = read(text)
    except InputError:
        return
    for place, reason in document.faults:
        assert reason
        document.locate(place).encode()
