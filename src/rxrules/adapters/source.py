"""From a file or a text to plain values, with the place of each on demand."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.diagnostics import Diagnostics
from rxrules.documents.limits import MAX_BYTES, MAX_DIGITS
from rxrules.documents.nodes import Refused
from rxrules.documents.text import decode, load
from rxrules.documents.text import place as place_of
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rxrules.adapters.reading import Place

_YAML = (".yaml", ".yml")
_JSON = (".json", ".jsonl", ".ndjson")
_BLANK = " \t\r\n"
_SKIPPING = json.JSONDecoder(parse_int=float)


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
        name: of the file; its ending says what it is, and without one a brace and a quote at the start mean
            JSON.
        line: where it is one line of a file, the number of that line.

    Raises:
        InputError: it can't be read, with the place where that shows.
    """
    found = Diagnostics()
    text = decode(data, name, found)
    if text is None:
        raise _input_error(found)
    if line or _looks_like_json(text, name):
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
    """The lines of a file that are not blank, with their numbers from 1; one that is too long is an error.

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
                yield number, line.rstrip(b"\r\n")


def lines_of(data: bytes | str) -> list[tuple[int, str]] | None:
    """The lines of a text that is JSON lines, with their numbers and without blank ones, or None."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines[:2]):
        return None
    try:
        json.loads(lines[0][1])
    except (ValueError, RecursionError):
        return None
    return lines


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
    """An object in which keys stand twice; neither value is used, for nobody knows which holds."""

    __slots__ = ("keys_twice",)

    keys_twice: list[str]


def _decoder(doubled: list[_Doubled]) -> json.JSONDecoder:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) == len(pairs):
            return fields
        found = _Doubled()
        found.keys_twice = []
        for key, value in pairs:
            if key in found:
                found.keys_twice.append(key)
            found[key] = Refused() if key in found else value
        doubled.append(found)
        return found

    return json.JSONDecoder(object_pairs_hook=made, parse_int=_integer)


def _integer(text: str) -> int | float:
    # No measured quantity has so many digits, and turning them into an integer takes quadratic time.
    return int(text) if len(text) <= MAX_DIGITS else math.inf


def _json(text: str, name: str, line: int) -> Source:
    start = len(text) - len(text.lstrip(_BLANK))
    shift = max(line - 1, 0)
    doubled: list[_Doubled] = []
    try:
        root, end = _decoder(doubled).raw_decode(text, start)
    except json.JSONDecodeError as problem:
        raise InputError(
            f"not JSON: {problem.msg}", _spelled(name, problem.lineno + shift, problem.colno)
        ) from None
    except RecursionError:
        raise InputError("too many levels of objects and lists in each other", name) from None
    faults: list[tuple[Place, str]] = list(_twice(root, ())) if doubled else []
    rest = text[end:].lstrip(_BLANK)
    if rest:
        row, col = place_of(text, len(text) - len(rest))
        at = _spelled(name, row + shift, col)
        told = f"text after the JSON value was not read: {rest[:40].rstrip()!r} ({at})"
        faults.append(((), told))
    return Source(root, tuple(faults), _JsonPlaces(text, start, name, shift))


def _twice(root: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(root, dict):
        for key in getattr(root, "keys_twice", ()):
            yield (*place, key), f"the key {key!r} stands twice; neither value is used"
        for key, value in root.items():
            yield from _twice(value, (*place, key))
    elif isinstance(root, list):
        for i, value in enumerate(root):
            yield from _twice(value, (*place, i))


class _JsonPlaces:
    """Finds where a value stands in JSON by reading again, so that inputs without faults pay nothing."""

    # Reading again costs as much as reading; beyond this many faults, or in so long a text, the path alone
    # must do.
    _MOST = 200
    _LONGEST = 1_000_000

    def __init__(self, text: str, start: int, name: str, shift: int) -> None:
        self._text = text
        self._start = start
        self._name = name
        self._shift = shift
        self._asked = 0

    def __call__(self, place: Place) -> str:
        self._asked += 1
        if self._asked > self._MOST or len(self._text) > self._LONGEST:
            return ""
        at = self._start
        for step in place:
            found = self._step(at, step)
            if found is None:
                break
            at = found
        line, col = place_of(self._text, at)
        return _spelled(self._name, line + self._shift, col)

    def _blank(self, at: int) -> int:
        while self._text[at : at + 1] in (" ", "\t", "\r", "\n"):
            at += 1
        return at

    def _step(self, at: int, step: str | int) -> int | None:
        opened = self._text[at]
        if opened not in "{[" or isinstance(step, str) is not (opened == "{"):
            return None
        at = self._blank(at + 1)
        position = 0
        while self._text[at] not in "}]":
            if opened == "{":
                key, at = _SKIPPING.raw_decode(self._text, at)
                at = self._blank(self._blank(at) + 1)
                if key == step:
                    return at
            elif position == step:
                return at
            _, at = _SKIPPING.raw_decode(self._text, at)
            at = self._blank(at)
            if self._text[at] == ",":
                at = self._blank(at + 1)
            position += 1
        return None


def _spelled(name: str, line: int, col: int) -> str:
    return f"{name}:{line}:{col}" if name else f"line {line}, column {col}"


# YAML


def _yaml(text: str, name: str) -> Source:
    from rxrules.documents.yaml import read  # noqa: PLC0415 - JSON does without it

    found = Diagnostics()
    root = read(text, name, found)
    if root is None:
        raise _input_error(found)
    faults = tuple(
        ((), f"{one.code}: {one.message} ({_spelled(name, one.span.line, one.span.col)})") for one in found
    )

    return Source(root, faults, places_of(root, name))


def places_of(root: Any, name: str) -> Callable[[Place], str]:
    """What finds the place of a value in a document whose nodes know theirs; empty where they do not."""

    def locate(place: Place) -> str:
        node, line, col = root, getattr(root, "line", 0), getattr(root, "col", 0)
        for step in place:
            if isinstance(node, dict) and step in node:
                key = next(key for key in node if key == step)
                node = node[key]
                at = node if getattr(node, "line", 0) else key
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                at = node = node[step]
            else:
                break
            line, col = getattr(at, "line", line), getattr(at, "col", col)
        return _spelled(name, line, col) if line else ""

    return locate
