"""CSV tables become rows of text with places, or diagnostics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.diagnostics import Diagnostics
from rxrules.documents import Scalar
from rxrules.documents.csv import read
from rxrules.documents.limits import MAX_FIELD, MAX_PROBLEMS


def rows_of(data: str | bytes) -> tuple[list[dict[str, str]], list[tuple[str, int, int]]]:
    found = Diagnostics()
    table = read(data, "f.csv", found)
    rows = list(table) if table is not None else []
    return rows, [(d.code, d.span.line, d.span.col) for d in found]


def test_rows_have_the_line_on_which_they_begin_and_cells_the_number_of_their_field() -> None:
    found = Diagnostics()
    table = read(b"\xef\xbb\xbf" + b'id, title ,max\r\na,"x,\r\n""y""", 4 g \r\n\r\nb,,5 g\r\n', "f.csv", found)
    assert table is not None
    assert table.header == ("id", "title", "max")
    first, second = table
    assert first == {"id": "a", "title": 'x,\r\n"y"', "max": "4 g"}
    assert second == {"id": "b", "max": "5 g"}, "an empty cell is not there"
    assert (first.line, second.line) == (2, 5)
    cell = second["max"]
    assert isinstance(cell, Scalar)
    assert (cell.line, cell.col, cell.quoted) == (5, 3, False)
    assert not len(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,max,max\na,1,2\n", [("RX032", 1, 3)]),
        ("id,,max\n", [("RX032", 1, 2)]),
        ("id;max\na;1\n", [("RX032", 1, 1)]),
        ("", [("RX005", 1, 1)]),
        ("\n", [("RX005", 1, 1)]),
        ("id,max\na,1,2\nb\nc,3\n", [("RX033", 2, 3), ("RX033", 3, 1)]),
        ('id,max\na,"1\nb,2\n', [("RX031", 2, 1)]),
        ('id,max\na,"1"x\n', [("RX031", 2, 1)]),
        ("id,max\na,\x001\n", [("RX004", 2, 3)]),
        ("id,max\na,é\n".encode("latin-1"), [("RX003", 2, 3)]),
        ("id,max\na,1\n".encode("utf-16"), [("RX003", 1, 1)]),
        ("id\n" + "x" * (MAX_FIELD + 1), [("RX031", 2, 1)]),
        ('"' + "x" * 200_000, [("RX031", 1, 1)]),
    ],
)
def test_what_is_refused_is_told_with_its_place(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert rows_of(text)[1] == expected


def test_rows_around_a_ragged_one_are_read() -> None:
    rows, found = rows_of("id,max\na,1\nb\nc,3\n")
    assert [row["id"] for row in rows] == ["a", "c"]
    assert [code for code, *_ in found] == ["RX033"]


def test_a_table_full_of_mistakes_is_given_up() -> None:
    found = rows_of("id,max\n" + "x\n" * 10_000)[1]
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1][0] == "RX006"


@settings(max_examples=300, deadline=2000)
@given(st.one_of(st.binary(max_size=100), st.text(alphabet='a,";\r\n \x00é', max_size=60)))
def test_any_input_ends_in_rows_or_diagnostics_and_never_in_an_exception(data: bytes | str) -> None:
    rows, found = rows_of(data)
    for row in rows:
        assert row
    for _, line, _ in found:
        assert line >= 1
