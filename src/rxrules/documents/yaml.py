"""YAML to nodes with places, straight from the events: no tag is resolved, no alias is followed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.limits import MAX_DEPTH, MAX_EVENTS, MAX_PROBLEMS
from rxrules.documents.nodes import Mapping, Node, Refused, Scalar, Sequence
from rxrules.documents.text import HIDDEN, decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as AbstractMapping

    from rxrules.diagnostics import Diagnostics

Consumer: TypeAlias = "Callable[[Node], None]"

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TOO_DEEP: Final = f"more than {MAX_DEPTH} levels of mappings and lists in each other"
# A key that was refused: its value is read, so that its mistakes are told too, and then dropped.
_NO_KEY: Final = Scalar("")


class _Stop(Exception):  # noqa: N818
    """Reading on makes no sense; what is wrong was reported."""


def read(
    data: bytes | str,
    file: str,
    found: Diagnostics,
    each: AbstractMapping[str, Consumer] | None = None,
    *,
    pure: bool = False,
) -> Node | None:
    """Read one YAML document.

    Everything wrong with it is added to ``found`` under the name ``file``; the rest of the document is
    returned all the same, with `Refused` in the places of what is refused. None means that there is no
    document to speak of.

    Args:
        data: the bytes of the file, or text.
        file: its name in diagnostics.
        found: where mistakes are collected.
        each: consumers by key of the outermost mapping: the elements of that key's list are handed over one
        by one as they are
            read, and not kept.
        pure: use the parser in Python even where libyaml is there (it is ten times slower, and reads the
        same).
    """
    text = decode(data, file, found)
    if text is None:
        return None
    import yaml  # noqa: PLC0415

    builder = _Builder(text, file, found, each or {})
    parser: Any = yaml.SafeLoader(text) if pure or not yaml.__with_libyaml__ else yaml.CSafeLoader(text)
    try:
        builder.run(parser.get_event, yaml)
    except _Stop:
        return None
    except yaml.MarkedYAMLError as problem:
        builder.syntax(problem)
        return None
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as problem:
        # an escape such as "\UFFFFFFFF" names no character; the two parsers say so in different ways
        found.error(codes.YAML_SYNTAX, f"not YAML: {problem}", Span(file, *builder.last))
        return None
    finally:
        with contextlib.suppress(AttributeError):  # only the parser in Python has state to let go
            parser.dispose()
    if not builder.started:
        found.error(codes.EMPTY, "there is nothing in the file", Span(file, 1, 1))
    return builder.root


class _Builder:
    """Puts nodes together from events."""

    def __init__(self, text: str, file: str, found: Diagnostics, each: AbstractMapping[str, Consumer]) -> None:
        self.text = text
        self.file = file
        self.found = found
        self.each = each
        self.root: Node | None = None
        self.started = False
        self.last = (1, 1)
        self.problems = 0

    def report(self, code: str, message: str, line: int, col: int, hint: str = "") -> None:
        self.found.error(code, message, Span(self.file, line, col), hint)
        self.problems += 1
        if self.problems >= MAX_PROBLEMS:
            message = f"more than {MAX_PROBLEMS} mistakes, the rest of the file was not read"
            self.found.error(codes.TOO_MANY, message, Span(self.file, line, col))
            raise _Stop

    def syntax(self, problem: Any) -> None:
        mark = problem.problem_mark or problem.context_mark
        line, col = (mark.line + 1, mark.column + 1) if mark else self.last
        lines = self.text.split("\n", line)
        if line > len(lines):  # the end of the text
            line, col = len(lines), len(lines[-1]) + 1
        at = lines[line - 1][col - 1 : col]
        if at == "\t":
            self.report(codes.TAB, "a tab can't indent", line, col, "indent with spaces")
            return
        told = problem.problem or "not YAML"
        if "nesting depth" in told:  # libyaml reads ahead, and from 0.2.6 on gives up before we see how deep it goes
            self.report(codes.TOO_DEEP, _TOO_DEEP, line, col)
            return
        if problem.context and problem.context_mark and problem.context_mark.line + 1 != line:
            told += f" ({problem.context} that begins in line {problem.context_mark.line + 1})"
        hint = "put text that holds ': ' or ' #' in quotes" if "mapping values" in told else ""
        self.report(codes.YAML_SYNTAX, told, line, col, hint)

    def run(self, get_event: Callable[[], Any], yaml: Any) -> None:
        """Take the events one by one; the loop is long because a ruleset has half a million of them."""
        scalar_event, alias_event = yaml.ScalarEvent, yaml.AliasEvent
        mapping_start, sequence_start = yaml.MappingStartEvent, yaml.SequenceStartEvent
        mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        document_start, stream_end = yaml.DocumentStartEvent, yaml.StreamEndEvent
        new, nulls, each = str.__new__, _NULLS, self.each

        stack: list[tuple[Any, Any, Any]] = []
        here: Any = None  # the mapping or list that is being filled
        key: Any = None  # its key that waits for a value
        consume: Any = None  # takes the elements of the list instead
        node: Any
        for _ in range(MAX_EVENTS):
            event = get_event()
            kind = type(event)
            if kind is scalar_event:
                mark = event.start_mark
                value = event.value
                node = new(Scalar, value)
                node.line = mark.line + 1
                node.col = mark.column + 1
                if style := event.style:
                    node.quoted = True
                    if style == '"' and HIDDEN.search(value):
                        message = "the text holds a hidden character, written as an escape"
                        self.report(codes.HIDDEN_CHARACTER, message, node.line, node.col)
                else:
                    node.quoted = False
                    if value in nulls and event.tag is None:
                        node = self._null(node, is_key=type(here) is Mapping and key is None)
                if event.tag is not None or event.anchor is not None:
                    node = self._marked(event, node)
                elif key is None and type(here) is Mapping and type(node) is Scalar:
                    key = self._key(here, node) if node in here or value == "<<" else node
                    continue
            elif kind is mapping_end or kind is sequence_end:
                node = here
                here, key, consume = stack.pop()
            elif kind is mapping_start or kind is sequence_start:
                mark = event.start_mark
                node = (Mapping if kind is mapping_start else Sequence)(mark.line + 1, mark.column + 1)
                if event.tag is not None or event.anchor is not None:
                    self._marked(event, node)
                if len(stack) >= MAX_DEPTH:
                    self.report(codes.TOO_DEEP, _TOO_DEEP, node.line, node.col)
                    raise _Stop
                stack.append((here, key, consume))
                consume = each.get(key) if len(stack) == 2 and kind is sequence_start and type(here) is Mapping else None
                here, key = node, None
                continue
            elif kind is alias_event:
                mark = event.start_mark
                message = f"the alias *{event.anchor} is refused"
                self.report(codes.ALIAS, message, mark.line + 1, mark.column + 1, "write the value out")
                node = Refused(mark.line + 1, mark.column + 1)
            elif kind is document_start:
                mark = event.start_mark
                self.last = (mark.line + 1, mark.column + 1)
                if self.started:
                    message = "a second document begins here, expected one in a file"
                    self.report(codes.SEVERAL_DOCUMENTS, message, *self.last, "put it into a file of its own")
                    raise _Stop
                self.started = True
                continue
            elif kind is stream_end:
                return
            else:
                continue

            # put the finished node into what holds it
            if type(here) is Mapping:
                if key is None:
                    key = self._key(here, node)
                else:
                    if key is not _NO_KEY:
                        here[key] = node
                    key = None
            elif here is None:
                self.root = node
            elif consume is not None:
                consume(node)
            else:
                here.append(node)
        message = "the file has more keys and values than any that is meant"
        self.report(codes.TOO_LARGE, message, event.start_mark.line + 1, event.start_mark.column + 1, "split it into several files")
        raise _Stop

    def _key(self, here: Mapping, node: Any) -> Scalar:
        if type(node) is not Scalar:
            if type(node) is not Refused:
                self.report(codes.KEY_NOT_TEXT, "a key must be text", node.line, node.col, "write 'key: value'")
            return _NO_KEY
        if node in here:
            first = here.key(node)
            message = f"the key {str(node)[:60]!r} is already in line {first.line}"  # type: ignore[attr-defined]
            self.report(codes.DUPLICATE_KEY, message, node.line, node.col, "keep one of them")
            return _NO_KEY
        if node == "<<" and not node.quoted:
            self.report(codes.ALIAS, "the merge key << is refused", node.line, node.col, "write the keys out")
            return _NO_KEY
        return node

    def _null(self, node: Scalar, *, is_key: bool) -> Refused:
        if is_key:
            self.report(codes.KEY_NOT_TEXT, "a key is missing here", node.line, node.col, "write 'key: value'")
        else:
            hint = 'leave the key out, or write "" for an empty text'
            self.report(codes.NULL, "there is no value here", node.line, node.col, hint)
        return Refused(node.line, node.col)

    def _marked(self, event: Any, node: Any) -> Refused:
        if event.anchor is not None:
            message = f"the anchor &{event.anchor} is refused"
            self.report(codes.ALIAS, message, node.line, node.col, "write the value out where it is used")
        if event.tag is not None:
            hint = "delete it; a field has its own type"
            self.report(codes.TAG, f"the tag {event.tag} is refused", node.line, node.col, hint)
        return Refused(node.line, node.col)
