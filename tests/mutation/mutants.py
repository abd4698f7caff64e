"""The mutants of a module: mutmut's own operators, applied to the functions and methods of one file."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What may be changed: an operator, a number, a branch; a text without a space, which is a key or a name; an argument or a value
#: that is lost or None; words for a reader.
KINDS = ("logic", "key", "argument", "value", "words")
#: Calls whose arguments are words for a reader, whatever is in them.
_WORDED = m.Call(func=m.Name("Missing") | m.Name("_text") | m.Attribute(attr=m.Name("hint")))
_UNTOUCHED = m.Annotation() | m.Decorator() | m.Call(func=m.Name("len") | m.Name("isinstance") | m.Name("cast"))


class Mutant(NamedTuple):
    """One change of one function.

    Attributes:
        function: the qualified name and the first line of the outermost function that holds it.
        lines: of the statement that is changed, first and last.
        kind: what is changed, one of `KINDS`.
        was, now: the lines that are changed, and what becomes of them; each as one line.
        before, after: the code of the changed node.
        source: the whole module with the change.
    """

    path: Path
    number: int
    function: tuple[str, int]
    lines: tuple[int, int]
    kind: str
    before: str
    after: str
    was: str
    now: str
    source: str

    @property
    def known_by(self) -> tuple[str, str, str]:
        """What a list of explained survivors knows it by: it stays while lines are added above."""
        return f"{self.path.stem}.{self.function[0]}", self.was, self.now

    @property
    def name(self) -> str:
        """The module, the line, and the place among the mutants of the module."""
        return f"{self.path.as_posix().partition('rxrules/')[2]}:{self.lines[0]}#{self.number}"


class _Found(NamedTuple):
    node: cst.CSTNode
    changed: cst.CSTNode
    function: tuple[str, int]
    lines: tuple[int, int]
    kind: str


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self) -> None:
        self._names: list[str] = []
        self._depth = 0
        self._function = "", 0
        self.found: list[_Found] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        # a default is made when the module is read
        if isinstance(node, cst.Param) or m.matches(node, _UNTOUCHED):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
        if isinstance(node, cst.FunctionDef):
            if not self._depth:
                first = self.get_metadata(PositionProvider, node.decorators[0] if node.decorators else node)
                self._function = ".".join(self._names), first.start.line
            self._depth += 1
        elif self._depth:
            self._mutate(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._names.pop()
        if isinstance(original_node, cst.FunctionDef):
            self._depth -= 1

    def _mutate(self, node: cst.CSTNode) -> None:
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                for changed in operator(node):
                    self.found.append(_Found(node, changed, self._function, self._statement(node), self._kind(node, changed)))

    def _statement(self, node: cst.CSTNode) -> tuple[int, int]:
        """The lines of the smallest statement around a node; of one with a body, those of the node."""
        while not isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            parent = self.get_metadata(ParentNodeProvider, node)
            if isinstance(parent, cst.BaseCompoundStatement):
                break
            node = parent
        place = self.get_metadata(PositionProvider, node)
        return place.start.line, place.end.line

    def _kind(self, node: cst.CSTNode, changed: cst.CSTNode) -> str:
        if self._is_text(node, changed):
            return "words"
        if isinstance(node, cst.BaseString):
            return "key"
        if isinstance(node, cst.Assign | cst.AnnAssign):
            return "value"
        return "argument" if isinstance(node, cst.Call) and isinstance(changed, cst.Call) and node.func is changed.func else "logic"

    def _is_text(self, node: cst.CSTNode, changed: cst.CSTNode) -> bool:
        if isinstance(node, cst.Call) and isinstance(changed, cst.Call):
            if m.matches(node, _WORDED):
                return True
            kept = {id(one.value) for one in changed.args}
            lost = [one.value for one in node.args if id(one.value) not in kept]
            return bool(lost) and all(_words(one) for one in lost)
        if isinstance(node, cst.Assign | cst.AnnAssign):
            return _words(node.value)
        if _words(node):
            return True
        while node is not None and not isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            if isinstance(node, cst.FormattedString | cst.ConcatenatedString) or m.matches(node, _WORDED):
                return True
            node = self.get_metadata(ParentNodeProvider, node, None)
        return isinstance(node, cst.Raise)


def _words(node: cst.CSTNode | None) -> bool:
    """Whether a node is words for a reader: what has a space in it is no key and no name."""
    if isinstance(node, cst.SimpleString):
        return " " in node.value
    if isinstance(node, cst.IfExp):
        return _words(node.body) and _words(node.orelse)
    return isinstance(node, cst.FormattedString | cst.ConcatenatedString)


def mutants_of(path: Path, written: str) -> Iterator[Mutant]:
    """Every mutant of the functions of a module.

    Args:
        path: of the module.
        written: its text.
    """
    starts = [0, *accumulate(len(line) for line in written.splitlines(keepends=True))]
    wrapper = MetadataWrapper(cst.parse_module(written))
    visitor = _Visitor()
    wrapper.visit(visitor)
    places = wrapper.resolve(PositionProvider)
    for number, (node, changed, function, lines, kind) in enumerate(visitor.found):
        start, end = (starts[one.line - 1] + one.column for one in (places[node].start, places[node].end))
        before, after = written[start:end], wrapper.module.code_for_node(changed).strip()
        # parentheses stand outside of a place: they are doubled, which changes nothing
        source = written[:start] + after + written[end:]
        first, last = starts[places[node].start.line - 1], starts[places[node].end.line]
        was, now = " ".join(written[first:last].split()), " ".join((written[first:start] + after + written[end:last]).split())
        yield Mutant(path, number, function, lines, kind, before, after, was, now, source)
