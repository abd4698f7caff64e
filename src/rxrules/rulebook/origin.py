"""Where rules come from in their files: the lines of each, and what the changelog says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rxrules.language import ast

if TYPE_CHECKING:
    from pathlib import Path

_CHANGELOG = "CHANGELOG.md"
_BULLET = re.compile(r"[-*+] ")


class Files:
    """The files of one ruleset, read once each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: dict[str, list[str]] = {}

    def lines_of(self, rule: ast.Rule) -> str:
        """The text of a rule as it stands in its file; of a table its head and its rows."""
        file, first, _ = rule.at
        lines = self._of(file)
        if not 0 < first <= len(lines):
            return ""
        if file.endswith(".csv"):
            rows = [row.at[1] for row in rule.bands.rows] if isinstance(rule, ast.DoseLimitRule) and rule.bands else []
            wanted = sorted({1, first, *(row for row in rows if 0 < row <= len(lines))})
            return "\n".join(lines[number - 1] for number in wanted)
        return "\n".join(_block(lines, first - 1))

    def _of(self, file: str) -> list[str]:
        if file not in self._lines:
            path = self._folder / file
            text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff") if path.is_file() else ""
            # split as the reader counts lines: at LF, CR LF and CR, and at nothing else
            self._lines[file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._lines[file]

    def history(self, rule: str) -> tuple[tuple[str, str], ...]:
        """The entries of the changelog beside the manifest that name a rule, each with its heading."""
        return tuple((heading, text) for heading, text in self._entries() if _names(text, rule))

    def _entries(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        heading = ""
        open_ = False
        for line in self._of(_CHANGELOG):
            if line.startswith("#"):
                open_ = False
                if line.startswith("## "):
                    heading = line[3:].strip()
            elif _BULLET.match(line.lstrip()):
                found.append((heading, line.lstrip()[2:].strip()))
                open_ = True
            elif not line.strip():
                open_ = False
            elif open_:
                found[-1] = heading, f"{found[-1][1]} {line.strip()}"
        return found


def _names(text: str, rule: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(rule)}(?![\w-]|\.\w)", text) is not None


def _block(lines: list[str], first: int) -> list[str]:
    """A list entry from its hyphen to the line before what is no deeper than it, without its indentation."""
    indent = len(lines[first]) - len(lines[first].lstrip())
    found = [lines[first]]
    for line in lines[first + 1 :]:
        text = line.lstrip()
        if text and len(line) - len(text) <= indent and not text.startswith("#"):
            break
        found.append(line)
    # what stands before the next rule belongs to that
    while not found[-1].strip() or (found[-1].lstrip().startswith("#") and len(found[-1]) - len(found[-1].lstrip()) <= indent):
        found.pop()
    return [line[indent:] if line[:indent].isspace() or not indent else line for line in found]
