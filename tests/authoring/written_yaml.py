"""YAML documents as people write them: in brackets and in blocks, with comments and blank lines wherever they may stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from random import Random

KEYS = ("id", "kind", "status", "title", "severity", "between", "when", "note", "rules", "groups", "evidence", "x", "y z")
TEXTS = (
    "interaction",
    "dose_limit",
    "true",
    "12:30",
    "0123",
    "2026-11-01",
    "[16 a, 130 a)",
    "(, 50 kg]",
    ">= 65 a",
    "a: b # no comment",
    "it's",
    'say "no"',
    "back\\slash",
    "- dash",
    "é µg",
    "plain words that go on and on " * 6,
    "two\nlines",
    "one\n\n  two\n three\n",
    "x\n\n\n",
)

_SCALARS = st.sampled_from(TEXTS)
_TREES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=18,
)
TREES = st.lists(_TREES, min_size=1, max_size=4) | st.dictionaries(st.sampled_from(KEYS), _TREES, min_size=1, max_size=4)


class Author:
    """Writes a tree in one of the many ways that YAML allows.

    Attributes:
        comments: every comment that was written.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments: list[str] = []

    def document(self, tree: Any) -> str:
        lines = self.block(tree, 0)
        if self.random.random() < 0.2:
            lines = ["---", *lines]
        end = "\r\n" if self.random.random() < 0.1 else "\n"
        return end.join([*lines, ""])

    def comment(self) -> str:
        self.comments.append(f"# comment {len(self.comments)}: it's [one")
        return self.comments[-1]

    def between(self, indent: int) -> list[str]:
        """Comments and blank lines above something."""
        lines = []
        while self.random.random() < 0.25:
            lines.append(" " * indent + self.comment() if self.random.random() < 0.6 else "")
        return lines

    def behind(self) -> str:
        return f" {self.comment()}" if self.random.random() < 0.15 else ""

    def block(self, tree: Any, indent: int) -> list[str]:
        lines: list[str] = []
        parts = list(tree.items()) if isinstance(tree, dict) else [(None, one) for one in tree]
        for key, value in parts:
            lines += self.between(indent)
            start = " " * indent + ("-" if key is None else f"{self.key(key)}:")
            is_long = isinstance(value, (dict, list)) and bool(value)
            if is_long and self.random.random() < 0.6:
                step = self.random.choice((1, 2, 4)) if key is not None or isinstance(value, dict) else 2
                below = self.block(value, indent + step)
                if key is None and self.random.random() < 0.7 and step == 2 and not below[0].lstrip().startswith("#") and below[0]:
                    lines += [f"{start} {below[0][indent + 2 :]}", *below[1:]]
                else:
                    lines += [start + self.behind(), *below]
            elif isinstance(value, str) and "\n" in value and "\r" not in value:
                lines += self.literal(start, value, indent)
            else:
                lines += self.flow_lines(start, value, indent)
        return lines + self.between(indent)

    def literal(self, start: str, text: str, indent: int) -> list[str]:
        stripped = text.rstrip("\n")
        chomp = "-" if stripped == text else "" if text == stripped + "\n" else "+"
        step = self.random.choice((1, 2, 5))
        indicator = str(step) if stripped.startswith(" ") or self.random.random() < 0.3 else ""
        body = text.removesuffix("\n").split("\n")
        return [f"{start} |{indicator}{chomp}", *(" " * (indent + step) + line if line else "" for line in body)]

    def flow_lines(self, start: str, value: Any, indent: int) -> list[str]:
        """A value in brackets, broken where it can be."""
        pieces = self.flow(value)
        lines = [start]
        for piece in pieces:
            if piece == "\n":
                if self.random.random() < 0.4 and len(pieces) > 1:
                    lines[-1] += self.behind()
                    lines += self.between(indent + 3)
                    lines.append(" " * (indent + 3))
            else:
                lines[-1] += ("" if lines[-1].endswith((" ", "[", "{")) and lines[-1].strip() else " ") + piece
        lines[-1] += self.behind()
        return lines

    def flow(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [self.scalar(value)]
        pieces = ["{" if isinstance(value, dict) else "[", "\n"]
        parts = value.items() if isinstance(value, dict) else [(None, one) for one in value]
        for number, (key, one) in enumerate(parts):
            inner = self.flow(one)
            if key is not None:
                inner[0] = f"{self.key(key)}: {inner[0]}"
            if number < len(value) - 1 or self.random.random() < 0.2:
                inner[-1] += ","
            pieces += [*inner, "\n"]
        return [*pieces, "}" if isinstance(value, dict) else "]"]

    def key(self, key: str) -> str:
        return json.dumps(key) if self.random.random() < 0.1 else key

    def scalar(self, text: str) -> str:
        # plain only where nothing in it could mean anything
        is_plain = text.replace(" ", "").replace("_", "").isalnum() and text == text.strip()
        if is_plain and self.random.random() < 0.7:
            return text
        if "\n" not in text and self.random.random() < 0.5:
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=self.random.random() < 0.5)
