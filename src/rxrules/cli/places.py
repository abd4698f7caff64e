"""The line that a diagnostic points at, with a caret under its column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.errors import RulesetError

if TYPE_CHECKING:
    from rxrules.diagnostics import Span

#: How much of a long line is shown, in characters.
_WIDEST = 100
_CUT = "..."
#: From this share of unreadable characters on, a line says nothing to anybody.
_MOST_GARBLED = 0.1


class Places:
    """The files of one ruleset, whose places are told relative to its folder.

    Args:
        ruleset: the name of a shipped ruleset, or the path of one.
    """

    def __init__(self, ruleset: str) -> None:
        from rxrules.source.shipped import find, shipped  # noqa: PLC0415

        self._lines: dict[str, list[str]] = {}
        self._folder: Path | None = None
        try:
            path = find(ruleset)
        except RulesetError:
            return
        self._folder = path if path.is_dir() else path.parent
        self._is_named = ruleset in shipped()

    def shown(self, span: Span) -> str:
        """The place as a terminal or an editor opens it: from the working directory, where the file is below it."""
        return str(evolve(span, file=self.path(span)))

    def path(self, span: Span) -> str:
        """The path of a place's file, from the working directory where the file is below it; else its name."""
        path = self._path(span.file)
        if path is None:
            return span.file
        if self._is_named:
            try:
                path = path.relative_to(Path.cwd())
            except ValueError:
                return span.file
        return str(path)

    def source(self, span: Span) -> list[str]:
        """The line and a line with the caret; nothing where there is no such line."""
        if not span.line:
            return []
        lines = self._of(span.file)
        if span.line > len(lines):
            return []
        text = lines[span.line - 1].replace("\t", " ")
        if sum(not char.isprintable() or char == "\ufffd" for char in text) > len(text) * _MOST_GARBLED:
            return []  # not a text at all
        column = span.col - 1
        if column >= _WIDEST:
            cut = column - _WIDEST // 2
            text, column = _CUT + text[cut:], column - cut + len(_CUT)
        if len(text) > _WIDEST + len(_CUT):
            text = text[:_WIDEST] + _CUT
        number = f"{span.line:>5} | "
        caret = [" " * (len(number) - 2) + "| " + " " * column + "^"] if 0 <= column <= len(text) else []
        return [number + text, *caret]

    def _of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = []
            path = self._path(file)
            if path is not None:
                # split as columns are counted: at LF, CR LF and CR, and at nothing else
                text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
                self._lines[file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._lines[file]

    def _path(self, file: str) -> Path | None:
        if self._folder is None or not file:
            return None
        path = self._folder / file
        return path if path.is_file() else None
