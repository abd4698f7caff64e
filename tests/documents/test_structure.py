"""Nodes become typed values; everything that is wrong is told at once, each with its place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pytest
from attrs import field, frozen

from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents.scalars import FormError
from rxrules.documents.structure import Structurer
from rxrules.documents.yaml import read

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostic

T = TypeVar("T")


@frozen
class Limits:
    max: int | None = None
    min: int | None = None


@frozen
class Line:
    drug: str
    count: int = 1
    on: dt.date | None = None
    prn: bool | None = None
    kind: Literal["a", "b"] = "a"
    tags: tuple[str, ...] = ()
    parts: tuple[Line, ...] = ()
    with_: str = ""
    at: tuple[str, int, int] = field(default=("", 0, 0), eq=False, metadata={"key": None})


@frozen
class Listed:
    id: str
    lines: tuple[Line, ...] = ()
    pair: tuple[str, str] | None = None
    names: tuple[str, ...] = ()
    counts: dict[str, int] = field(factory=dict)
    kept: dict[str, object] = field(factory=dict)


@frozen
class Gathered:
    id: str
    limits: Limits = field(default=Limits(), metadata={"inline": True})
    rest: dict[str, int] = field(factory=dict, metadata={"rest": lambda key: len(key) == 1})


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


def structured(text: str, cls: type[T], **options: Any) -> tuple[T | None, list[Diagnostic]]:
    found = Diagnostics()
    value = Structurer(found, **options).structure(node_of(text), cls, "f.yaml")
    assert (value is None) == found.has_errors
    return value, list(found)


def told(text: str, cls: type = Listed) -> list[tuple[str, int, int]]:
    _, found = structured(text, cls)
    assert all(d.span.file == "f.yaml" for d in found)
    return [(d.code, d.span.line, d.span.col) for d in found]


def test_every_type_of_field_is_read_from_text() -> None:
    text = """
drug: ' warfarin '
count: 2
on: 2026-11-01
prn: false
kind: b
tags: x
parts: [{drug: a, with: "null"}]
"""
    value, _ = structured(text, Line)
    assert value == Line(
        "warfarin",
        count=2,
        on=dt.date(2026, 11, 1),
        prn=False,
        kind="b",
        tags=("x",),
        parts=(Line("a", with_="null"),),
    )
    assert value is not None
    assert value.parts[0].at == ("f.yaml", 8, 9)
    assert type(value.drug) is str


def test_all_mistakes_of_a_document_are_told_with_their_places() -> None:
    text = """
lines:
  - drug: a
    count: 1.5
    on: 2026-02-30
    prn: yes
    kind: A
    taggs: active
  - count: 5
  - {drug: [a], kind: c, parts: [{drug: x, count: 1.5}, nonsense]}
  - plain
pair: [a]
names: {a: b}
counts: {a: 1, b: x, c: [y]}
"""
    assert told(text) == [
        ("RX102", 2, 1),
        ("RX106", 4, 12),
        ("RX107", 5, 9),
        ("RX105", 6, 10),
        ("RX104", 7, 11),
        ("RX101", 8, 5),
        ("RX102", 9, 5),
        ("RX103", 10, 6),
        ("RX104", 10, 23),
        ("RX106", 10, 51),
        ("RX103", 10, 57),
        ("RX103", 11, 5),
        ("RX103", 12, 1),
        ("RX103", 13, 1),
        ("RX106", 14, 19),
        ("RX103", 14, 22),
    ]


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "True", "TRUE", "1", '"true"', "y"])
def test_only_true_and_false_are_booleans(word: str) -> None:
    assert told(f"{{drug: a, prn: {word}}}", Line) == [("RX105", 1, 16)]


@pytest.mark.parametrize(("word", "meant"), [("yes", "true"), ("off", "false"), ('"true"', "true")])
def test_a_boolean_that_is_refused_has_a_hint_what_to_write(word: str, meant: str) -> None:
    _, (problem,) = structured(f"{{drug: a, prn: {word}}}", Line)
    assert problem.hint == f"write {meant}, without quotes"


@pytest.mark.parametrize("number", ["01", "1.0", "1e3", "0x10", "1_000", '"1"', "+1", ".inf"])
def test_whole_numbers_have_one_spelling(number: str) -> None:
    assert [code for code, *_ in told(f"{{drug: a, count: {number}}}", Line)] == ["RX106"]


@pytest.mark.parametrize(
    ("number", "hint"),
    [("007", "write it without leading zeros"), ('"7"', "write it without quotes"), ("seven", "")],
)
def test_a_number_that_is_refused_has_a_hint_where_it_is_plain(number: str, hint: str) -> None:
    _, (problem,) = structured(f"{{drug: a, count: {number}}}", Line)
    assert problem.hint == hint


@pytest.mark.parametrize("date", ["20261101", "2026-W44-7", "2026-13-01", "01.11.2026", "2026-11-01T00:00", "2026-11"])
def test_dates_have_one_spelling(date: str) -> None:
    assert [code for code, *_ in told(f"{{drug: a, on: {date}}}", Line)] == ["RX107"]


def test_a_wrong_date_is_told_wherever_it_stands() -> None:
    text = "id: x\nlines:\n  - {drug: a, on: 2026-13-01}\n  - {drug: b, on: 2026-13-01}\n"
    assert told(text) == [("RX107", 3, 19), ("RX107", 4, 19)]


def test_an_unknown_key_names_the_nearest_that_is_known_and_not_there() -> None:
    _, (drugs, cuont) = structured("{drug: a, drugs: b, cuont: 2}", Line)
    assert cuont.hint == "did you mean 'count'?"
    assert "'drug'" not in drugs.hint


def test_what_the_document_refused_is_not_told_again() -> None:
    found = Diagnostics()
    text = "id: ~\nlines: [{drug: &x a}, {drug: b, on: ~, parts: ~}, ~]\npair: ~\nnames: !t x\ncounts: ~\n"
    node = read(text, "f", found)
    assert len(found) == 8
    later = Diagnostics()
    assert Structurer(later).structure(node, Listed) is None
    assert len(later) == 0


def test_keys_are_gathered_into_inner_classes_and_into_the_rest() -> None:
    assert structured("{id: x, max: 4, a: 1, b: 2}", Gathered)[0] == Gathered("x", Limits(max=4), {"a": 1, "b": 2})
    assert structured("{id: x}", Gathered)[0] == Gathered("x")
    assert told("{id: x, max: four, a: one}", Gathered) == [("RX106", 1, 14), ("RX106", 1, 23)]


def test_a_key_that_the_rest_would_take_is_told_as_a_slip_where_it_looks_like_a_field() -> None:
    _, (problem,) = structured("{id: x, maxx: 4}", Gathered)
    assert (problem.code, problem.span.col, problem.hint) == ("RX101", 9, "did you mean 'max'?")
    assert structured("{id: x, other: 4}", Gathered)[0] == Gathered("x", rest={"other": 4})


def test_unions_are_told_apart_by_a_key() -> None:
    unions = {Shape: ("kind", {"circle": Circle})}
    assert structured("{kind: circle, radius: 2}", Shape, unions=unions)[0] == Circle("circle", 2)
    for text, code, col in (
        ("{radius: 2}", "RX102", 1),
        ("{kind: cirle}", "RX104", 8),
        ("{kind: [a]}", "RX103", 2),
        ("[a]", "RX103", 1),
    ):
        _, (problem,) = structured(text, Shape, unions=unions)
        assert (problem.code, problem.span.col) == (code, col)


def test_a_check_of_a_field_may_point_to_a_place_of_its_own() -> None:
    def check(value: str) -> None:
        raise FormError("RX999", "never", "hint", Span("f.yaml", 7, 7))

    _, (problem,) = structured("id: x", Listed, checks={(Listed, "id"): check})
    assert (problem.code, problem.span, problem.hint) == ("RX999", Span("f.yaml", 7, 7), "hint")
    _, (problem,) = structured("{id: x, a: 1}", Gathered, checks={(Gathered, "rest"): check})
    assert (problem.code, problem.span.line) == ("RX999", 7)


def test_a_mistake_of_the_program_is_not_told_as_one_of_the_author() -> None:
    def check(value: str) -> None:
        raise TypeError

    with pytest.raises(TypeError):
        structured("id: x", Listed, checks={(Listed, "id"): check})


def test_a_reader_may_keep_the_place_of_what_it_reads() -> None:
    value, _ = structured("id: x\npair: [a, b]", Listed, placed={str: lambda node, at: f"{node}@{at[1]}:{at[2]}"})
    assert value == Listed("x@1:5", pair=("a@2:8", "b@2:11"))


def test_what_is_kept_as_it_was_written_keeps_the_places_of_its_keys() -> None:
    value, _ = structured("{id: x, kept: {a: [1]}}", Listed)
    assert value is not None
    (key,) = value.kept
    assert (key, getattr(key, "col", 0)) == ("a", 16)


@pytest.mark.parametrize(
    ("written", "named"),
    [("{}", "a mapping"), ("[]", "a list"), ("x" * 60, "the text '" + "x" * 40 + "...'")],
)
def test_what_is_no_number_is_named_in_the_message(written: str, named: str) -> None:
    _, (problem,) = structured(f"{{drug: a, count: {written}}}", Line)
    assert problem.message == f"expected a whole number, got {named}"


def test_a_root_of_another_shape_is_told_at_its_place() -> None:
    assert told("\n- a") == [("RX103", 2, 1)]
    assert told("text") == [("RX103", 1, 1)]


def test_a_field_can_be_made_in_advance_for_mappings_that_share_it() -> None:
    found = Diagnostics()
    structurer = Structurer(found)
    ready = structurer.structure_field(node_of("[{drug: a}]"), Listed, "lines")
    nodes: list[Any] = [node_of("id: x"), node_of("id: y")]
    for node in nodes:
        node["lines"] = ready
    first, second = (structurer.structure(node, Listed) for node in nodes)
    assert first is not None
    assert second is not None
    assert first.lines == (Line("a"),)
    assert first.lines is second.lines
    assert len(found) == 0
    assert structurer.structure_field(node_of("[{}]"), Listed, "lines") is None
    assert [d.code for d in found] == ["RX102"]
    with pytest.raises(KeyError):
        structurer.structure_field(node_of("{}"), Listed, "nothing")


def test_refused_nodes_are_silent_in_what_is_gathered_and_in_the_key_of_a_union() -> None:
    for text, cls, unions in (
        ("{id: x, max: ~, a: ~}", Gathered, {}),
        ("{id: x, counts: {a: ~}}", Listed, {}),
        ("{kind: ~, radius: 2}", Shape, {Shape: ("kind", {"circle": Circle})}),
    ):
        found = Diagnostics()
        node = read(text, "f", found)
        assert {d.code for d in found} == {"RX014"}
        later = Diagnostics()
        assert Structurer(later, unions=unions).structure(node, cls) is None
        assert len(later) == 0


def test_a_default_that_was_refused_before_has_no_value_and_is_not_told_again():
    found = Diagnostics()
    node = read("over: ~\n", "t.yaml", found)
    told = len(found)
    assert Structurer(found).structure_field(node["over"], Line, "count") is None
    assert len(found) == told == 1
