"""YAML as it was written: how each value was spelt, and the comments and blank lines around it.

The reader of rulesets keeps what a text means; a formatter must also keep what people wrote beside it. Comments stand between the
tokens of YAML, so that they are found in the gaps between the places that the parser gives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A blank line among comments.
BLANK = ""

_BLOCKS = ("|", ">")
_BLANKS_BELOW = re.compile(r"(\n *)+\Z")


@define
class Text:
    """A scalar.

    Attributes:
        raw: as it is written, quotes and the header of a block included.
        style: empty (plain), ``'``, ``"``, ``|`` or ``>``.
        base: the column of the collection around it, which an indentation indicator counts from.
    """

    raw: str
    style: str
    base: int = 0


@define
class Part:
    """One entry of a mapping, or one element of a list, where ``key`` is None.

    Attributes:
        before: comments and blank lines above it.
        head: the comment behind its key, where the value stands below.
        after: the comment behind its value.
    """

    key: Text | None
    value: Text | Collection
    before: list[str] = field(factory=list)
    head: str = ""
    after: str = ""


@define
class Collection:
    """A mapping or a list.

    Attributes:
        flow: whether it is written in brackets.
        tail: comments behind its last part.
    """

    is_mapping: bool
    flow: bool
    parts: list[Part] = field(factory=list)
    tail: list[str] = field(factory=list)


Written: TypeAlias = "Text | Collection"


def read_concrete(text: str) -> Collection | None:
    """The tree of a document that the reader accepts, with its comments; None where it is no mapping or list.

    Args:
        text: the document, with line feeds alone between its lines.
    """
    import yaml  # noqa: PLC0415

    loader: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    return _Reading(text).run(yaml.parse(text, loader), yaml)


class _Open:
    """A collection that is being filled."""

    __slots__ = ("collection", "column", "key", "part")

    def __init__(self, collection: Collection, column: int) -> None:
        self.collection = collection
        self.column = column
        self.key: Text | None = None
        self.part: Part | None = None


class _Reading:
    """One pass over the events of a document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0  # where the last token ended
        self.pending: list[tuple[int, str]] = []  # comments and blank lines that belong to what comes, with their columns
        self.stack: list[_Open] = []
        self.last: Part | None = None  # what a comment behind it speaks of
        self.waiting: list[str] = []  # comments behind a key whose value is not read yet

    def run(self, events: Iterator[Any], yaml: Any) -> Collection | None:
        root: Collection | None = None
        for event in events:
            start, end = event.start_mark.index, event.end_mark.index
            if isinstance(event, yaml.ScalarEvent):
                self.gap(start)
                self.scalar(event, start, end)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.gap(start)
                made = Collection(isinstance(event, yaml.MappingStartEvent), bool(event.flow_style))
                root = made if root is None else root
                self.open(made, event.start_mark.column)
                self.end = end if made.flow else start
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.gap(start)
                self.close()
                self.end = end
            elif isinstance(event, yaml.DocumentStartEvent):
                self.gap(start)
                self.end = end
        self.gap(len(self.text))
        if root is not None:
            root.tail += [words for _, words in self.pending]
        return root

    def gap(self, start: int) -> None:
        """Take the comments and blank lines between the last token and the one at ``start``."""
        if start <= self.end:
            return
        place = self.end
        self.end = start
        while place < start:
            line = self.text.rfind("\n", 0, place) + 1
            stop = self.text.find("\n", place, start)
            piece = self.text[place : start if stop < 0 else stop]
            mark = piece.find("#")
            if mark >= 0:
                words = piece[mark:].rstrip()
                column = place + mark - line
                if self.text[line : place + mark].strip(" \t-?"):
                    self.behind(words)
                else:
                    self.pending.append((column, words))
            elif stop >= 0 and place == line and not piece.strip():
                self.pending.append((0, BLANK))
            place = start if stop < 0 else stop + 1

    def behind(self, words: str) -> None:
        """A comment on the line of what was read last."""
        here = self.stack[-1] if self.stack else None
        if here is not None and here.key is not None:
            self.waiting.append(words)
        elif self.last is not None:
            self.last.after = f"{self.last.after} {words}".strip()
        elif here is not None and len(self.stack) > 1 and (part := self.stack[-2].part) is not None:
            part.head = f"{part.head} {words}".strip()
        else:
            self.pending.append((0, words))

    def scalar(self, event: Any, start: int, end: int) -> None:
        raw = self.text[start:end]
        style = event.style or ""
        here = self.stack[-1] if self.stack else None
        text = Text(raw, style, here.column if here else 0)
        self.end = end
        is_blank_below = False
        if style in _BLOCKS and "+" not in raw.split("\n", 1)[0].split("#")[0]:
            text.raw = _BLANKS_BELOW.sub("", raw)
            is_blank_below = raw[len(text.raw) :].count("\n") > 1
        self.put(text)
        if is_blank_below:
            self.pending.append((0, BLANK))

    def put(self, value: Written) -> None:
        """Put a value where it belongs, with the comments above it."""
        if not self.stack:
            return
        here = self.stack[-1]
        if here.collection.is_mapping and here.key is None:
            here.key = value if isinstance(value, Text) else None
            here.part = Part(here.key, value, self.taken())
            self.last = None
            return
        if here.collection.is_mapping and here.part is not None:
            part = here.part
            part.value = value
            part.head = " ".join(self.waiting)
            self.waiting = []
            if isinstance(value, Text) or value.flow:
                part.before += self.taken()
        else:
            part = Part(None, value, self.taken())
        here.collection.parts.append(part)
        here.key, here.part = None, part
        self.last = part if isinstance(value, Text) else None

    def taken(self) -> list[str]:
        found = [words for _, words in self.pending]
        self.pending = []
        return found

    def open(self, made: Collection, column: int) -> None:
        self.put(made)
        self.stack.append(_Open(made, column))
        self.last = None

    def close(self) -> None:
        done = self.stack.pop()
        if done.collection.flow:
            done.collection.tail += self.taken()
        else:
            while self.pending and self.has_inside(done.column):
                done.collection.tail.append(self.pending.pop(0)[1])
        self.last = self.stack[-1].part if self.stack and done.collection.flow else None

    def has_inside(self, column: int) -> bool:
        """Whether the next comment, not counting blank lines, is indented at least as far as the collection."""
        first = next((one for one in self.pending if one[1] != BLANK), None)
        return first is not None and first[0] >= column
