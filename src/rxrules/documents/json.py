"""JSON to plain values: what is wrong with its form is told beside them, and places are found on demand.

A record of a patient is worth reading as far as it can be read. So a key that stands twice costs its own value
and no other, text after the value is told, and only what is no JSON at all is an
[`InputError`][rxrules.errors.InputError]. NaN and Infinity are read as what they are, for whoever wants a number
there to refuse them at their place.
"""

from __future__ import annotations

import json
import math
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import frozen

from rxrules.documents.limits import MAX_DIGITS, MAX_TOLD
from rxrules.documents.nodes import Refused
from rxrules.documents.text import place as place_of
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The way from the root of a document to a value in it: keys and positions.
Place: TypeAlias = tuple[str | int, ...]

_BLANK: Final = " \t\r\n"
_SKIPPING: Final = json.JSONDecoder(parse_int=float)
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@frozen(eq=False)
class JsonDocument:
    """What a text in JSON holds.

    Attributes:
        root: its value; `Refused` stands where a value can't be used.
        faults: what is wrong with its form, by place.
        locate: gives where a value stands, ``case.json:12:9``, or empty.
    """

    root: Any
    faults: tuple[tuple[Place, str], ...]
    locate: Callable[[Place], str]


def read(text: str, name: str = "", line: int = 0) -> JsonDocument:
    """Read one JSON value.

    Args:
        text: may begin and end with blanks.
        name: of the file, for places; without one they read ``line 1, column 2``.
        line: where it is one line of a file, the number of that line.

    Raises:
        InputError: it is no JSON, with the place where that shows.
    """
    start = len(text) - len(text.lstrip(_BLANK))
    shift = max(line - 1, 0)
    doubled: list[_Doubled] = []
    faults: list[tuple[Place, str]] = []
    try:
        root, end = _decoder(doubled).raw_decode(text, start)
        if doubled:
            twice = _twice(root, ())
            faults += islice(twice, MAX_TOLD)
            if next(twice, None) is not None:
                faults.append(((), "more keys stand twice, which are left out here; none of their values is used"))
        if _SURROGATE_ESCAPE.search(text):
            root = _without_halves(root, (), faults)
    except json.JSONDecodeError as problem:
        raise InputError(f"not JSON: {problem.msg}", spelled(name, problem.lineno + shift, problem.colno)) from None
    except RecursionError:
        raise InputError("too many levels of objects and lists in each other", name) from None
    rest = text[end:].lstrip(_BLANK)
    if rest:
        row, col = place_of(text, len(text) - len(rest))
        at = spelled(name, row + shift, col)
        faults.append(((), f"text after the JSON value was not read: {rest[:40].rstrip()!r} ({at})"))
    return JsonDocument(root, tuple(faults), _Places(text, start, name, shift))


def is_value(text: str) -> bool:
    """Whether a text is one whole JSON value."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def spelled(name: str, line: int, col: int) -> str:
    """A place in a file, or in a text without a name."""
    return f"{name}:{line}:{col}" if name else f"line {line}, column {col}"


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


def _twice(root: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(root, dict):
        for key in getattr(root, "keys_twice", ()):
            yield (*place, _whole(key)), f"the key {key!r} stands twice; neither value is used"
        for key, value in root.items():
            yield from _twice(value, (*place, _whole(key)))
    elif isinstance(root, list):
        for i, value in enumerate(root):
            yield from _twice(value, (*place, i))


def _without_halves(value: Any, place: Place, faults: list[tuple[Place, str]]) -> Any:
    """The value without half characters, which no report could be written with."""
    if isinstance(value, str):
        if not _LONE_SURROGATE.search(value):
            return value
        faults.append((place, "the text holds half a character (a \\u escape without its other half)"))
        return Refused()
    if isinstance(value, list):
        return [_without_halves(one, (*place, i), faults) for i, one in enumerate(value)]
    if isinstance(value, dict):
        return {_whole(key): _without_halves(one, (*place, _whole(key)), faults) for key, one in value.items()}
    return value


def _whole(key: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", key)


class _Places:
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
        return spelled(self._name, line + self._shift, col)

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
