"""Strict JSON to plain values, decimals kept to the digit; a place is found only when it is asked for."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.limits import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_PROBLEMS
from rxrules.documents.text import decode, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.documents.problems import Step

# One lexeme of JSON that was parsed before, or a constant that only Python takes for JSON.
_LEXEME: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE](?P<exponent>[+-]?[0-9]{1,4}))?")
_MAX_EXPONENT: Final = 200
_LONE_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class _Odd(Exception):  # noqa: N818
    """Something that the parser takes and that is refused; where it is, is found by looking again."""


def read(data: bytes | str, file: str, found: Diagnostics, limit: int = MAX_BYTES) -> Any:
    """Read one JSON value.

    Objects become dicts, arrays lists, numbers with a point or an exponent Decimals (whose text is the one
    that was written), others ints. Refused, with line and column, are: a key that is there twice, NaN and
    Infinity, numbers beyond every measure, half a character (a lone surrogate), text after the value, and
    what is too deep or too large.

    Args:
        data: the bytes, or text.
        file: its name in diagnostics.
        found: where mistakes are collected.
        limit: the largest size, in bytes (of text: characters).

    Returns:
        The value; None where something is wrong, and also for ``null``, so look at ``found``.
    """
    text = decode(data, file, found, limit, hidden=True)
    if text is None:
        return None
    before = len(found)
    value = None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_mapping,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        code = codes.JSON_TRAILING if error.msg == "Extra data" else codes.JSON_SYNTAX
        told = (
            "there is text after the end of the value"
            if code == codes.JSON_TRAILING
            else f"not JSON: {error.msg}"
        )
        found.error(code, told, Span(file, *place(text, error.pos)))
        return None
    except (_Odd, RecursionError):
        _inspect(text, file, found)
        if len(found) == before:  # something else is wrong before it, which the parser did not come to
            found.error(codes.JSON_SYNTAX, "not JSON", Span(file, 1, 1))
        return None
    if _LONE_SURROGATE.search(text) or _too_deep(value):
        _inspect(text, file, found)
    return value if len(found) == before else None


def locate(data: bytes | str, path: tuple[Step, ...]) -> tuple[int, int]:
    """The line and column of the value at ``path``, or of the nearest one around it that is there.

    Args:
        data: JSON that `read` accepts.
        path: the keys and indexes from the root.
    """
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    best, at = -1, 0
    for steps, offset, *_ in _values(text):
        if len(steps) > best and steps == path[: len(steps)]:
            best, at = len(steps), offset
            if best == len(path):
                break
    return place(text, at)


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _Odd
    return mapping


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Odd
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if not _is_measure(digits):
        raise _Odd
    return Decimal(digits)


def _constant(name: str) -> Any:
    raise _Odd(name)


def _is_measure(digits: str) -> bool:
    # SAFETY: 1e999999999 is short, and fills the memory as an integer
    if len(digits) > MAX_DIGITS:
        return False
    found = _NUMBER.fullmatch(digits)
    return found is not None and abs(int(found["exponent"] or 0)) <= _MAX_EXPONENT


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def _inspect(text: str, file: str, found: Diagnostics) -> None:
    """Report everything that is refused in text that is JSON otherwise."""
    keys: dict[tuple[int, str], int] = {}
    problems = 0

    def report(code: str, message: str, offset: int, hint: str = "") -> None:
        nonlocal problems
        problems += 1
        found.error(code, message, Span(file, *place(text, offset)), hint)

    for steps, offset, lexeme, holder, key_at in _values(text):
        if problems >= MAX_PROBLEMS:
            report(
                codes.TOO_MANY,
                f"more than {MAX_PROBLEMS} mistakes, the rest of the file was not looked at",
                offset,
            )
            return
        if len(steps) >= MAX_DEPTH and lexeme in "{[":
            report(
                codes.TOO_DEEP, f"more than {MAX_DEPTH} levels of objects and arrays in each other", offset
            )
            return
        if steps and isinstance(steps[-1], str):
            first = keys.setdefault((holder, steps[-1]), key_at)
            if first != key_at:
                message = f"the key {steps[-1]!r} is already in line {place(text, first)[0]}"
                report(codes.DUPLICATE_KEY, message, key_at, "keep one of them")
        if lexeme[0] == '"':
            if any("\ud800" <= char <= "\udfff" for char in _unquoted(lexeme)):
                report(
                    codes.HIDDEN_CHARACTER,
                    "half a character: a \\u escape of a surrogate without its other half",
                    offset,
                )
        elif lexeme in ("NaN", "Infinity", "-Infinity"):
            report(
                codes.JSON_NUMBER,
                f"{lexeme} is no number",
                offset,
                "leave the key out where the value is not known",
            )
        elif lexeme[0] in "-0123456789" and not _is_measure(lexeme):
            report(codes.JSON_NUMBER, f"the number {lexeme[:40]} is beyond every measure", offset)


def _unquoted(lexeme: str) -> str:
    if "\\" not in lexeme:
        return lexeme[1:-1]
    try:
        return str(json.loads(lexeme, strict=False))
    except ValueError:  # the text was not JSON to its end
        return lexeme


def _values(text: str) -> Iterator[tuple[tuple[Step, ...], int, str, int, int]]:
    """Each value: its path, offset and first lexeme, and the offsets of what holds it and of its key."""
    path: list[Step] = []
    holders: list[int] = [-1]
    is_object: list[bool] = []
    expects_key = False
    key_at = -1
    for match in _LEXEME.finditer(text):
        lexeme = match.group()
        if lexeme in "}]":
            if not is_object:
                return
            is_object.pop()
            holders.pop()
            path.pop()
            expects_key = False
        elif lexeme == ",":
            if not is_object:
                return
            if is_object[-1]:
                expects_key = True
            else:
                path[-1] = int(path[-1]) + 1
        elif lexeme == ":":
            continue
        elif expects_key:
            path[-1] = _unquoted(lexeme)
            key_at = match.start()
            expects_key = False
        else:
            yield tuple(path), match.start(), lexeme, holders[-1], key_at
            if lexeme in "{[":
                is_object.append(lexeme == "{")
                holders.append(match.start())
                path.append("" if lexeme == "{" else 0)
                expects_key = lexeme == "{"
