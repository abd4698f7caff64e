"""From bytes to text: bounded in size, UTF-8 only, and without characters that a reviewer can't see."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.limits import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from rxrules.diagnostics import Diagnostics

# SAFETY: besides control characters, those that end a line for a YAML reader but not for an editor (then a
# place would point at the wrong line), and those that reorder what a reviewer sees (a rule would read
# otherwise than it is evaluated).
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


def load(path: Path, file: str, found: Diagnostics, limit: int = MAX_BYTES) -> bytes | None:
    """Read a file of at most ``limit`` bytes; what can't be read is reported under the name ``file``."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            found.error(codes.UNREADABLE, "not a regular file", Span(file))
            return None
        if status.st_size > limit:
            _too_large(status.st_size, limit, file, found)
            return None
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError) as problem:
        found.error(codes.UNREADABLE, f"can't be read: {getattr(problem, 'strerror', None) or problem}", Span(file))
        return None
    if len(data) > limit:  # it grew while it was read
        _too_large(len(data), limit, file, found)
        return None
    return data


def decode(data: bytes | str, file: str, found: Diagnostics, limit: int = MAX_BYTES, *, hidden: bool = False) -> str | None:
    """Turn the bytes of a document into text; what is no UTF-8 or holds hidden characters is reported.

    Args:
        data: the bytes of the file, or text.
        file: its name in diagnostics.
        found: where mistakes are collected.
        limit: the largest size, in bytes (of text: characters).
        hidden: whether hidden characters are let through: records of patients hold them, rules must not.
    """
    if len(data) > limit:
        _too_large(len(data), limit, file, found)
        return None
    if isinstance(data, str):
        text = data.removeprefix("\ufeff")
    else:
        if data.startswith(_UTF16) or data[:4].count(0) >= 2:
            found.error(
                codes.NOT_UTF8,
                "the text is UTF-16 or UTF-32, expected UTF-8",
                Span(file, 1, 1),
                "save it as UTF-8",
            )
            return None
        try:
            text = data.removeprefix(_BOM).decode("utf-8")
        except UnicodeDecodeError as problem:
            _not_utf8(data.removeprefix(_BOM), problem.start, file, found)
            return None
    refused = None if hidden else HIDDEN.search(text)
    if refused is None:
        return text
    line, col = place(text, refused.start())
    message = f"the character U+{ord(refused.group()):04X} can't be seen and is refused"
    found.error(codes.HIDDEN_CHARACTER, message, Span(file, line, col), "delete it")
    return None


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and column, counted from 1, of the character at ``offset``; lines end with LF, CR LF or CR."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _too_large(size: int, limit: int, file: str, found: Diagnostics) -> None:
    message = f"the file has {size:,} bytes, at most {limit:,} are read"
    found.error(codes.TOO_LARGE, message, Span(file), "split it into several files")


def _not_utf8(data: bytes, start: int, file: str, found: Diagnostics) -> None:
    before = data[:start].decode("utf-8")
    line, col = place(before, len(before))
    message = f"the byte 0x{data[start]:02x} is not UTF-8 (Latin-1 or a Windows code page?)"
    found.error(codes.NOT_UTF8, message, Span(file, line, col), "save the file as UTF-8")
