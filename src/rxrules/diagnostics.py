"""What is found wrong in a file, and where: spans, diagnostics, and their stable codes."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(order=True)
class Span:
    """A place in a file; lines and columns count from 1, and 0 means unknown."""

    file: str = ""
    line: int = 0
    col: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.col}" if self.col else f"{self.file}:{self.line}"


class Level(Enum):
    """How much a diagnostic matters: an error keeps the ruleset from loading, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Diagnostic:
    """One thing that is wrong at one place.

    Attributes:
        code: the stable code, ``RX101``; each has a page in the documentation.
        message: what is wrong, lower-case, with what was got and what was expected.
        span: where.
        hint: how to mend it, or empty.
        level: error or warning.
    """

    code: str
    message: str
    span: Span = field(factory=Span)
    hint: str = ""
    level: Level = Level.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the ruleset can't be used until this is mended."""
        return self.level is Level.ERROR

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span.file or self.span.line else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.level.value}: {self.code}: {self.message}{hint}"


class Diagnostics:
    """A collector that the stages add to, so that everything wrong with a file is said at once."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def error(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add an error."""
        self._found.append(Diagnostic(code, message, span, hint))

    def warning(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a warning."""
        self._found.append(Diagnostic(code, message, span, hint, Level.WARNING))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._found, key=lambda d: d.span))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def has_errors(self) -> bool:
        """Whether anything collected is an error."""
        return any(d.is_error for d in self._found)
