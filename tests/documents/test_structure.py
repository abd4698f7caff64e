"""Nodes and plain dicts become typed values; everything that is wrong is told at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Literal

import attrs
import pytest
from attrs import field, frozen

from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents.scalars import FormError
from rxrules.documents.structure import Structurer
from rxrules.documents.yaml import read
from rxrules.units import Quantity  # noqa: TC001 - the type of a field is needed when it is read


class Status(Enum):
    ACTIVE = "active"
    STOPPED = "stopped"


@frozen
class Limits:
    max: Quantity | None = None
    min: Quantity | None = None


@frozen
class Line:
    drug: str
    dose: Quantity | None = None
    count: int = field(default=1, validator=attrs.validators.gt(0))
    factor: float | None = None
    exact: Decimal | None = None
    on: dt.date | None = None
    prn: bool | None = None
    status: Status = Status.ACTIVE
    kind: Literal["a", "b"] = "a"
    tags: tuple[str, ...] = ()
    parts: tuple[Line, ...] = ()
    with_: str = ""
    span: Span = field(default=Span(), eq=False, metadata={"key": None})


@frozen
class Listed:
    id: str
    lines: tuple[Line, ...] = ()
    pair: tuple[str, str] | None = None
    names: frozenset[str] = frozenset()


@frozen
class Gathered:
    id: str
    limits: Limits = field(default=Limits(), metadata={"inline": True})
    rest: dict[str, int] = field(factory=dict, metadata={"rest": True})


@frozen
class Shape:
    kind: str


@frozen
class Circle(Shape):
    radius: int


def node_of(text: str) -> object:
    found = Diagnostics()
    node = read(text, "f.yaml", found)
    assert not len(found), list(found)
    return node


def told(text: str, cls: type = Listed) -> list[tuple[str, str, int, int]]:
    value, problems = Structurer().structure(node_of(text), cls, (), "f.yaml")
    assert value is None
    assert all(p.span.file == "f.yaml" for p in problems)
    return [(p.code, p.where, p.span.line, p.span.col) for p in problems]


def test_every_type_of_field_is_read_from_text() -> None:
    text = """
drug: warfarin
dose: 5 mg
count: 2
factor: 0.5
exact: 0.10
on: 2026-11-01
prn: false
status: stopped
kind: b
tags: x
parts: [{drug: a, with: "null"}]
"""
    value, problems = Structurer().structure(node_of(text), Line, (), "f.yaml")
    assert problems == []
    assert value is not None
    assert str(value.dose) == "5 mg"
    assert (value.count, value.factor, str(value.exact)) == (2, 0.5, "0.10")
    assert (value.on, value.prn, value.status, value.kind) == (
        dt.date(2026, 11, 1),
        False,
        Status.STOPPED,
        "b",
    )
    assert value.tags == ("x",)
    assert value.parts[0].with_ == "null"
    assert value.parts[0].span == Span("f.yaml", 12, 9)
    assert type(value.drug) is str


def test_plain_dicts_are_read_as_json_gives_them() -> None:
    plain = {
        "drug": "w",
        "count": 3,
        "factor": Decimal("0.5"),
        "exact": 2,
        "prn": True,
        "parts": [{"drug": "x"}],
    }
    value, problems = Structurer().structure(plain, Line)
    assert problems == []
    assert value == Line("w", count=3, factor=0.5, exact=Decimal(2), prn=True, parts=(Line("x"),))


def test_all_mistakes_of_a_document_are_told_with_path_and_place() -> None:
    text = """
lines:
  - drug: a
    dose: 5 foo
    count: 0
    on: 2026-02-30
    prn: yes
    status: Active
    stauts: active
  - dose: 5 mg
  - {drug: [a], kind: c, parts: [{drug: x, count: 1.5}, nonsense]}
  - plain
pair: [a]
names: {a: b}
"""
    assert sorted(told(text), key=lambda each: each[2:]) == [
        ("RX102", "", 2, 1),
        ("RX108", "lines[0].dose", 4, 11),
        ("RX109", "lines[0].count", 5, 12),
        ("RX107", "lines[0].on", 6, 9),
        ("RX105", "lines[0].prn", 7, 10),
        ("RX104", "lines[0].status", 8, 13),
        ("RX101", "lines[0].stauts", 9, 5),
        ("RX102", "lines[1]", 10, 5),
        ("RX103", "lines[2].drug", 11, 6),
        ("RX104", "lines[2].kind", 11, 23),
        ("RX106", "lines[2].parts[0].count", 11, 51),
        ("RX103", "lines[2].parts[1]", 11, 57),
        ("RX103", "lines[3]", 12, 5),
        ("RX103", "pair", 13, 1),
        ("RX103", "names", 14, 1),
    ]


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "True", "TRUE", "1", '"true"', "y"])
def test_only_true_and_false_are_booleans(word: str) -> None:
    assert told(f"{{drug: a, prn: {word}}}", Line) == [("RX105", "prn", 1, 16)]


def test_a_boolean_that_is_refused_has_a_hint_what_to_write() -> None:
    for word, meant in (("yes", "true"), ("off", "false"), ('"true"', "true")):
        _, (problem,) = Structurer().structure(node_of(f"{{drug: a, prn: {word}}}"), Line)
        assert problem.hint == f"write {meant}, without quotes"


@pytest.mark.parametrize("number", ["01", "1.0", "1e3", "0x10", "1_000", '"1"', "+1", ".inf"])
def test_whole_numbers_have_one_spelling(number: str) -> None:
    assert [code for code, *_ in told(f"{{drug: a, count: {number}}}", Line)] == ["RX106"]


@pytest.mark.parametrize(
    "date", ["20261101", "2026-W44-7", "2026-13-01", "01.11.2026", "2026-11-01T00:00", "2026-11"]
)
def test_dates_have_one_spelling(date: str) -> None:
    assert [code for code, *_ in told(f"{{drug: a, on: {date}}}", Line)] == ["RX107"]


def test_an_unknown_key_names_the_nearest_that_is_known_and_not_there() -> None:
    _, (problem,) = Structurer().structure(node_of("{drug: a, statsu: active}"), Line)
    assert problem.hint == "did you mean 'status'?"


def test_numbers_of_json_are_no_text_and_null_is_refused_or_absent() -> None:
    value, problems = Structurer().structure({"id": 7, "pair": None}, Listed)
    assert value is None
    assert [(p.code, p.where) for p in problems] == [("RX014", "pair"), ("RX103", "id")]
    value, problems = Structurer(null_is_absent=True).structure(
        {"id": "x", "pair": None, "lines": [{"drug": "a", "dose": None}]}, Listed
    )
    assert problems == []
    assert value == Listed("x", (Line("a"),))


def test_pruning_leaves_out_what_is_wrong_and_tells_it() -> None:
    plain = {
        "id": "x",
        "extra": 1,
        "lines": [
            {"drug": "a", "dose": "5 foo", "count": 0, "prn": "yes"},
            {"dose": "5 mg"},
            {"drug": "b", "parts": [{"drug": 3}, {"drug": "c", "on": "never"}]},
        ],
    }
    value, problems = Structurer(prune=True).structure(plain, Listed)
    assert value == Listed("x", (Line("a"), Line("b", parts=(Line("c"),))))
    assert sorted((p.code, p.where) for p in problems) == [
        ("RX101", "extra"),
        ("RX102", "lines[1]"),
        ("RX103", "lines[2].parts[0].drug"),
        ("RX105", "lines[0].prn"),
        ("RX107", "lines[2].parts[1].on"),
        ("RX108", "lines[0].dose"),
        ("RX109", "lines[0].count"),
    ]


def test_pruning_gives_nothing_where_a_required_part_is_wrong() -> None:
    value, problems = Structurer(prune=True).structure(
        {"id": [], "lines": [{"drug": "a", "dose": "x"}]}, Listed
    )
    assert value is None
    assert sorted((p.code, p.where) for p in problems) == [("RX103", "id"), ("RX108", "lines[0].dose")]


def test_a_structurer_forgets_one_document_before_the_next() -> None:
    structurer = Structurer(prune=True)
    wrong = {"id": "x", "lines": [{"drug": "a", "dose": "x"}]}
    first = structurer.structure(wrong, Listed)
    assert structurer.structure(wrong, Listed) == first
    assert structurer.structure({"id": "y"}, Listed) == (Listed("y"), [])


def test_what_the_document_refused_is_not_told_again() -> None:
    found = Diagnostics()
    node = read(
        "id: ~\nlines: [{drug: &x a}, {drug: b, dose: ~, parts: ~}]\npair: ~\nnames: !t x", "f", found
    )
    assert len(found) == 6
    assert Structurer().structure(node, Listed) == (None, [])


def test_keys_are_gathered_into_inner_classes_and_into_the_rest() -> None:
    value, problems = Structurer().structure(node_of("{id: x, max: 4 g, a: 1, b: 2}"), Gathered)
    assert problems == []
    assert value is not None
    assert str(value.limits.max) == "4 g"
    assert value.rest == {"a": 1, "b": 2}
    assert told("{id: x, max: 4 foo, a: one}", Gathered) == [("RX108", "max", 1, 14), ("RX106", "a", 1, 24)]


def test_unions_are_told_apart_by_a_key() -> None:
    structurer = Structurer(unions={Shape: ("kind", {"circle": Circle})})
    assert structurer.structure(node_of("{kind: circle, radius: 2}"), Shape) == (Circle("circle", 2), [])
    for text, code in (
        ("{radius: 2}", "RX102"),
        ("{kind: cirle}", "RX104"),
        ("{kind: [a]}", "RX103"),
        ("[a]", "RX103"),
    ):
        value, (problem,) = structurer.structure(node_of(text), Shape)
        assert value is None
        assert problem.code == code


def test_a_check_of_a_field_may_point_to_a_place_of_its_own() -> None:
    def check(value: str) -> None:
        raise FormError("RX999", "never", "hint", Span("f.yaml", 7, 7))

    _, (problem,) = Structurer(checks={(Listed, "id"): check}).structure(node_of("id: x"), Listed)
    assert (problem.code, problem.where, problem.span, problem.hint) == (
        "RX999",
        "id",
        Span("f.yaml", 7, 7),
        "hint",
    )


def test_a_mistake_of_the_program_is_not_told_as_one_of_the_author() -> None:
    def check(value: str) -> None:
        raise TypeError

    with pytest.raises(TypeError):
        Structurer(checks={(Listed, "id"): check}).structure(node_of("id: x"), Listed)


@frozen
class Range:
    low: int
    high: int | None = None
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if self.high is not None and self.high < self.low:
            raise ValueError("the range runs backwards")


@frozen
class Holder:
    range: Range | None = None
    ranges: dict[str, Range] = field(factory=dict)
    listed: list[Range] = field(factory=list)


def test_what_only_the_whole_refuses_is_told_of_the_whole_and_pruned_as_a_whole() -> None:
    wrong = {"low": 2, "high": 1}
    plain = {
        "range": {**wrong},
        "ranges": {"a": {**wrong}, "b": {"low": 1}},
        "listed": [{**wrong}, {"low": 3}],
    }
    expected = [("RX109", "listed[0]"), ("RX109", "range"), ("RX109", "ranges.a")]
    value, problems = Structurer().structure(plain, Holder)
    assert value is None
    assert sorted((p.code, p.where) for p in problems) == expected
    value, problems = Structurer(prune=True).structure(plain, Holder)
    assert value == Holder(None, {"b": Range(1)}, [Range(3)])
    assert sorted((p.code, p.where) for p in problems) == expected


def test_a_whole_that_is_refused_only_after_pruning_is_told_too() -> None:
    value, problems = Structurer(prune=True).structure({"range": {"low": 2, "high": 1, "note": []}}, Holder)
    assert value == Holder()
    assert sorted((p.code, p.where) for p in problems) == [("RX103", "range.note"), ("RX109", "range")]


def test_shapes_that_do_not_fit_are_told_for_every_shape() -> None:
    for plain, where in (
        ({"range": 1}, "range"),
        ({"ranges": [1]}, "ranges"),
        ({"listed": {}}, "listed"),
        ({"listed": [None]}, "listed[0]"),
    ):
        value, problems = Structurer().structure(plain, Holder)
        assert value is None
        assert [(p.code, p.where) for p in problems] == [("RX103", where)]


def test_refused_nodes_are_silent_in_every_shape() -> None:
    found = Diagnostics()
    node = read("range: ~\nranges: ~\nlisted: [~]\n", "f", found)
    assert len(found) == 3
    assert Structurer().structure(node, Holder) == (None, [])


def test_what_is_no_text_is_named_in_the_message() -> None:
    for value, named in (
        (True, "true"),
        (1.5, "the number 1.5"),
        ({}, "a mapping"),
        ([], "a list"),
        ("x" * 60, "the text '" + "x" * 40 + "...'"),
    ):
        _, (problem,) = Structurer().structure({"low": value}, Range)
        assert problem.message == f"expected a whole number, got {named}"


def test_a_problem_is_shown_with_its_path() -> None:
    _, (problem,) = Structurer().structure({"listed": [{"low": "007"}]}, Holder)
    assert (
        str(problem)
        == "listed[0].low: expected a whole number, got the text '007' (write it without leading zeros)"
    )
    _, (problem,) = Structurer().structure([], Holder)
    assert str(problem) == "expected a mapping, got a list"


def test_numbers_that_are_not_finite_are_refused() -> None:
    for value in (float("inf"), float("nan"), Decimal("1e400"), ".nan"):
        _, problems = Structurer().structure({"drug": "a", "factor": value}, Line)
        assert [p.code for p in problems] == ["RX106"]
    assert Structurer().structure({"drug": "a", "factor": 1.5}, Line)[0] == Line("a", factor=1.5)


def test_a_field_can_be_made_in_advance_for_mappings_that_share_it() -> None:
    structurer = Structurer()
    ready, problems = structurer.structure_field({"low": 1}, Holder, "range")
    assert problems == []
    first, _ = structurer.structure({"range": ready}, Holder)
    second, _ = structurer.structure({"range": ready}, Holder)
    assert first is not None
    assert second is not None
    assert first.range == Range(1)
    assert first.range is second.range
    assert structurer.structure_field({"low": "x"}, Holder, "range")[0] is None
    with pytest.raises(KeyError):
        structurer.structure_field({}, Holder, "nothing")
