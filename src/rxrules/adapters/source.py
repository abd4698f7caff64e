"""From a file or a text to plain values, with the place of each on demand."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents.limits import MAX_BYTES, MAX_DIGITS
from rxrules.documents.nodes import Refused
from rxrules.documents.text import decode, load
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rxrules.adapters.reading import Place

_YAML = (".yaml", ".yml")
_JSON = (".json", ".jsonl", ".ndjson")


@frozen(eq=False)
class Source:
    """What a document holds.

    Attributes:
        root: its value, of mappings, lists, texts and numbers.
        faults: what is wrong with its form, though it could be read: places, and why.
        locate: where something stands, ``case.yaml:12:9``, or empty; None where the document has no places.
    """

    root: Any
    faults: tuple[tuple[Place, str], ...] = ()
    locate: Callable[[Place], str] | None = None


def open_source(data: bytes | str, name: str = "", *, line: int = 0) -> Source:
    """Read a document in JSON or YAML.

    Args:
        data: its text, or its bytes in UTF-8.
        name: of the file; its ending says what it is, and without one a brace and a quote at the start mean JSON.
        line: where it is one line of a file, the number of that line.

    Raises:
        InputError: it can't be read, with the place where that shows.
    """
    found = Diagnostics()
    text = decode(data, name, found)
    if text is None:
        raise _input_error(found)
    if _looks_like_json(text, name):
        return _json(text, name, line)
    return _yaml(text, name)


def open_file(path: Path, name: str) -> Source:
    """Read a file.

    Raises:
        InputError: it can't be read.
    """
    found = Diagnostics()
    data = load(path, name, found)
    if data is None:
        raise _input_error(found)
    return open_source(data, name)


def json_lines(path: Path, name: str) -> Iterator[tuple[int, bytes | InputError]]:
    """The lines of a file that are not blank, one at a time, with their numbers from 1; one that is too long is an error.

    Raises:
        InputError: the file can't be opened.
    """
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as problem:
        raise InputError(f"can't be read: {getattr(problem, 'strerror', None) or problem}", name) from None
    return _lines(stream, name)


def _lines(stream: Any, name: str) -> Iterator[tuple[int, bytes | InputError]]:
    with stream:
        number = 0
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            if len(line) > MAX_BYTES:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_BYTES)
                yield number, InputError(f"the line has more than {MAX_BYTES:,} bytes", f"{name}:{number}")
            elif line.strip():
                yield number, line


def _input_error(found: Diagnostics) -> InputError:
    first = next(iter(found))
    hint = f" ({first.hint})" if first.hint else ""
    return InputError(f"{first.code}: {first.message}{hint}", str(first.span))


def _looks_like_json(text: str, name: str) -> bool:
    ending = name[name.rfind(".") :].casefold() if "." in name else ""
    if ending in _YAML:
        return False
    if ending in _JSON:
        return True
    start = text.lstrip()[:400]
    return start.startswith("[{") or (start[:1] in "{[" and start[1:].lstrip()[:1] in ('"', "}", "{", "]"))


# JSON


class _Doubled(dict[str, Any]):
    """An object in which a key stands twice; neither value is used, for nobody knows which holds."""

    __slots__ = ("keys_twice",)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    doubled = _Doubled()
    doubled.keys_twice = []
    for key, value in pairs:
        if key in doubled:
            doubled.keys_twice.append(key)
        doubled[key] = Refused() if key in doubled else value
    return doubled


def _integer(text: str) -> int | float:
    # No measured quantity has so many digits, and turning them into an integer takes quadratic time.
    return int(text) if len(text) <= MAX_DIGITS else math.inf


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer)


def _json(text: str, name: str, line: int) -> Source:
    start = len(text) - len(text.lstrip(" \t\r\n"))
    shift = max(line - 1, 0)
    try:
        root, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as problem:
        raise InputError(f"not JSON: {problem.msg}", _spelled(name, problem.lineno + shift, problem.colno)) from None
    except RecursionError:
        raise InputError("too many levels of objects and lists in each other", name) from None
    faults: list[tuple[Place, str]] = []
    if "_Doubled" and _has_doubled(root):
        faults += _doubled(root, ())
    rest = text[end:].strip()
    locate = _Locator(text, name, shift)
    if rest:
        where = end + (len(text[end:]) - len(text[end:].lstrip()))
        lines = text[:where].count("\n") + 1 + shift
        at = _spelled(name, lines, where - text.rfind("\n", 0, where))
        faults.append(((), f"text after the end of the JSON value, which was not read: {rest[:40]!r} ({at})"))
    return Source(root, tuple(faults), locate)


def _has_doubled(root: Any) -> bool:
    stack = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(one, _Doubled):
                return True
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)
    return False


def _doubled(root: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(root, dict):
        for key in getattr(root, "keys_twice", ()):
            yield (*place, key), f"the key {key!r} stands twice; neither value is used"
        for key, value in root.items():
            yield from _doubled(value, (*place, key))
    elif isinstance(root, list):
        for i, value in enumerate(root):
            yield from _doubled(value, (*place, i))


def _spelled(name: str, line: int, col: int) -> str:
    return f"{name}:{line}:{col}" if name else f"line {line}, column {col}"
