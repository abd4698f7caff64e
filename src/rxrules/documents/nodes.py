"""What a document is made of: text, mappings and lists that know where they stand."""

from __future__ import annotations

from typing import Self, TypeAlias

from rxrules.diagnostics import Span


class Scalar(str):
    """Text with its place; a plain ``on``, ``0123`` or ``12:30`` is text too, until a field gives it a type.

    Attributes:
        line, col: where it begins, counted from 1; 0 is unknown.
        quoted: whether it was written in quotes or as a block.
    """

    __slots__ = ("col", "line", "quoted")

    line: int
    col: int
    quoted: bool

    def __new__(cls, text: str, line: int = 0, col: int = 0, quoted: bool = False) -> Self:  # noqa: FBT001, FBT002
        """Make the text ``text`` that begins at ``line`` and ``col``."""
        node = str.__new__(cls, text)
        node.line = line
        node.col = col
        node.quoted = quoted
        return node


class Refused:
    """Stands where something was refused; it was reported, and so it is not reported again."""

    __slots__ = ("col", "line")

    def __init__(self, line: int = 0, col: int = 0) -> None:
        self.line = line
        self.col = col


class Mapping(dict[str, "Node"]):
    """A mapping with its place; its keys are scalars and so have places of their own."""

    __slots__ = ("col", "line")

    line: int
    col: int

    def __init__(self, line: int = 0, col: int = 0) -> None:
        self.line = line
        self.col = col

    def key(self, name: str) -> str:
        """The key ``name`` as it stands in the document, with its place; else ``name`` itself."""
        return next((key for key in self if key == name), name)


class Sequence(list["Node"]):
    """A list with its place."""

    __slots__ = ("col", "line")

    line: int
    col: int

    def __init__(self, line: int = 0, col: int = 0) -> None:
        self.line = line
        self.col = col


Node: TypeAlias = Scalar | Mapping | Sequence | Refused


def span_of(node: object, file: str) -> Span:
    """The place of a node in ``file``; of a plain value, which has none, only the file."""
    return Span(file, getattr(node, "line", 0), getattr(node, "col", 0))
