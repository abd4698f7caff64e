"""One form for all files of a ruleset: the order of keys, indentation, lines; comments stay where they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from rxrules.authoring.codes import NOT_FORMATTED
from rxrules.authoring.concrete import BLANK, Collection, Part, Text, Written, read_concrete
from rxrules.authoring.key_order import Shape, shape_of
from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents import yaml
from rxrules.documents.nodes import Mapping, Scalar, Sequence
from rxrules.documents.text import decode

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostic

#: The longest line that a bracket may fill, in characters. A text is never broken.
WIDTH = 132
_INDENT = 2
_BLOCKS = ("|", ">")
_BLANKS_AT_END = re.compile(r"(?<!\\)[ \t]+\Z")
_INDICATOR = re.compile(r"[1-9]")
_NOWHERE = Shape({}, {})


@frozen
class Formatted:
    """What came of a file.

    Attributes:
        text: the formatted text; the text as it was where it can't be formatted.
        problems: why it can't be.
    """

    text: str
    problems: tuple[Diagnostic, ...] = ()


def format_text(data: bytes | str, file: str, document: Literal["ruleset", "tests", "other"] = "ruleset") -> Formatted:
    """Format a document.

    Keys are put in the order of the language, indentation is two spaces, and what is in brackets that don't fit in a line of 132
    characters is written below each other. What the text means is compared before and after, and nothing is changed where the two
    differ.

    Args:
        data: the bytes of the file, or text.
        file: its name in diagnostics.
        document: what it is a file of, which decides the order of keys; those of ``other`` stay in theirs.
    """
    found = Diagnostics()
    decoded = decode(data, file, found)
    text = (decoded or "").replace("\r\n", "\n").replace("\r", "\n")
    before = yaml.read(text, file, found) if decoded is not None else None
    if found.has_errors or before is None:
        return Formatted(text, tuple(found))
    root = read_concrete(text)
    if root is None:
        return Formatted(text)
    made = _Writing(document).document(root)
    after = yaml.read(made, file, found)
    # SAFETY: a formatter that changed a limit would do so unseen, in a diff of hundreds of lines
    if found.has_errors or not is_same(before, after):
        found = Diagnostics()
        found.error(NOT_FORMATTED, "it can't be formatted without a change of what it means", _start(file), "format it by hand")
        return Formatted(text, tuple(found))
    return Formatted(made)


def is_same(one: object, other: object) -> bool:
    """Whether two nodes say the same: order counts in lists and not in mappings, and quotes count."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one) == len(other) and all(is_same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return str(one) == str(other) and one.quoted == other.quoted
    return False


class _Writing:
    """The lines of one document."""

    def __init__(self, document: Literal["ruleset", "tests", "other"]) -> None:
        self.shape = _NOWHERE if document == "other" else shape_of(document)
        # whether the last line is of a block that takes blank lines below it for its own: "|+"
        self.is_open = False

    def document(self, root: Collection) -> str:
        lines = self.below(root, 0, self.shape, is_root=True, apart=not root.is_mapping)
        return "\n".join(lines) + "\n"

    def below(self, node: Collection, indent: int, shape: Shape, *, is_root: bool = False, apart: bool = False) -> list[str]:
        """The lines of a collection that stands on lines of its own; ``apart``: with a blank line between long parts."""
        lines: list[str] = []
        kind = _kind(node)
        parts = node.parts if is_root else _ordered(node, shape.keys(kind))
        for number, part in enumerate(parts):
            key = "" if part.key is None else _word(part.key)
            place = shape.element(number) if part.key is None else shape.below(key, kind)
            is_below_open = self.is_open
            above, own = self.part(part, indent, place, apart=is_root and key == "rules")
            if apart and number and len(own) > 1 and BLANK not in above:
                above.insert(0, BLANK)
            lines += _above(above, indent, is_first=not lines or is_below_open)
            lines += own
        tail = _above(_without_end(node.tail), indent, is_first=not lines or self.is_open)
        self.is_open = self.is_open and not tail
        return lines + tail

    def part(self, part: Part, indent: int, shape: Shape, *, apart: bool) -> tuple[list[str], list[str]]:
        """What stands above a part, without its indentation, and its lines."""
        above = list(part.before)
        self.is_open = False
        start = " " * indent + ("-" if part.key is None else f"{_spelt(part.key)}:")
        value = part.value
        inline = _inline(value, shape)
        if inline is not None and (len(start) + 1 + len(inline) <= WIDTH or _is_unbreakable(value)):
            if isinstance(value, Collection):
                above += _without_end(value.tail)
            if part.head and part.after:
                above.append(part.head)
            return above, [_with(f"{start} {inline}", part.after or part.head)]
        if isinstance(value, Text):
            if part.head:
                above.append(part.head)
            first, *rest = _broken(value, indent)
            self.is_open = value.style in _BLOCKS and "+" in first.split("#")[0]
            lines = [f"{start} {first}", *rest]
            return above, [*lines[:-1], _with(lines[-1], part.after)]
        if not value.is_mapping and (elements := _scalars(value)):
            close = indent + _INDENT * (part.key is None)
            filled = _filled(elements, close + _INDENT)
            return above, [_with(f"{start} [", part.head), *filled, _with(" " * close + "]", part.after)]
        lines = self.below(value, indent + _INDENT, shape, apart=apart)
        if part.after:
            above.append(part.after)
        if part.key is not None:
            return above, [_with(start, part.head), *lines]
        if part.head:
            above.append(part.head)
        while not lines[0] or lines[0].lstrip().startswith("#"):  # what stands above the first key stands above the dash
            above.append(lines.pop(0).lstrip())
        return above, [start + " " + lines[0][indent + _INDENT :], *lines[1:]]


def _kind(node: Collection) -> str:
    for part in node.parts:
        if part.key is not None and _word(part.key) == "kind" and isinstance(part.value, Text):
            return _word(part.value)
    return ""


def _word(text: Text) -> str:
    """A key as it reads; good enough to find it among known keys."""
    return text.raw.strip("'\"")


def _ordered(node: Collection, keys: list[str]) -> list[Part]:
    if not node.is_mapping or not keys:
        return node.parts
    # what the language does not name, such as the variables of a band, stands first, as it was written
    place = {key: number for number, key in enumerate(keys)}
    parts = sorted(node.parts, key=lambda part: place.get("" if part.key is None else _word(part.key), -1))
    if parts != node.parts:
        # blank lines set apart what stood together before
        for part in parts:
            while part.before and part.before[0] == BLANK:
                del part.before[0]
    return parts


def _spelt(text: Text) -> str:
    """A scalar in double quotes where it has single ones and reads the same in both."""
    raw = text.raw
    if text.style == "'" and "\\" not in raw and '"' not in raw and "'" not in raw[1:-1]:
        return f'"{raw[1:-1]}"'
    return raw


def _lines_of(text: Text) -> list[str]:
    """The lines of a scalar that is no block, without the blanks that folding drops."""
    first, *rest = _spelt(text).split("\n")
    lines = [first, *(line.lstrip(" \t") for line in rest)]
    return [*(_BLANKS_AT_END.sub("", line) for line in lines[:-1]), lines[-1]]


def _inline(node: Written, shape: Shape = _NOWHERE) -> str | None:
    """The value in one line, or None where it can't be: it is written on several, or holds comments."""
    if isinstance(node, Text):
        if node.style in _BLOCKS:
            return None
        lines = _lines_of(node)
        whole = all(lines) and not any(line.endswith("\\") for line in lines[:-1])
        return " ".join(lines) if whole else None
    if not node.flow or (node.parts and any(node.tail)):
        return None
    written = []
    kind = _kind(node)
    for number, part in enumerate(_ordered(node, shape.keys(kind))):
        # a comment inside needs a line to stand on
        if any(part.before) or part.head or part.after or (isinstance(part.value, Collection) and any(part.value.tail)):
            return None
        place = shape.element(number) if part.key is None else shape.below(_word(part.key), kind)
        value = _inline(part.value, place)
        if value is None:
            return None
        written.append(value if part.key is None else f"{_spelt(part.key)}: {value}")
    return f"{{{', '.join(written)}}}" if node.is_mapping else f"[{', '.join(written)}]"


def _is_unbreakable(node: Written) -> bool:
    return "\n" not in node.raw if isinstance(node, Text) else not node.parts


def _scalars(node: Collection) -> list[str]:
    """The elements of a list in brackets that holds nothing but texts; none where it holds anything else."""
    found = []
    for part in node.parts:
        value = _inline(part.value) if isinstance(part.value, Text) else None
        if not node.flow or value is None or any(part.before) or part.head or part.after or any(node.tail):
            return []
        found.append(value)
    return found


def _filled(elements: list[str], indent: int) -> list[str]:
    lines = [" " * indent + elements[0] + ","]
    for one in elements[1:]:
        if len(lines[-1]) + len(one) + 2 > WIDTH:
            lines.append(" " * indent + one + ",")
        else:
            lines[-1] += f" {one},"
    return lines


def _broken(text: Text, indent: int) -> list[str]:
    """The lines of a scalar that is written on several; those below the first are indented."""
    below = " " * (indent + _INDENT)
    if text.style not in _BLOCKS:
        first, *rest = _lines_of(text)
        return [first, *((below + line) if line else "" for line in rest)]
    header, *lines = text.raw.split("\n")
    header = header.rstrip()
    if lines and not lines[-1].strip(" "):
        lines.pop()
    indicator = _INDICATOR.search(header.split("#")[0])
    if indicator is None:
        written = next((line for line in lines if line.strip(" ")), "")
        base = len(written) - len(written.lstrip(" "))
    else:
        base = text.base + int(indicator[0])
        below = " " * (indent + int(indicator[0]))
    return [header, *(below + line[base:] if line[base:] else "" for line in lines)]


def _with(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _above(comments: list[str], indent: int, *, is_first: bool) -> list[str]:
    """Comments on lines of their own: never two blank lines, and none at the beginning."""
    lines: list[str] = []
    for words in comments:
        if words:
            lines.append(" " * indent + words)
        elif lines[-1:] != [BLANK] and not (is_first and not lines):
            lines.append(BLANK)
    return lines


def _without_end(comments: list[str]) -> list[str]:
    found = list(comments)
    while found and not found[-1]:
        found.pop()
    return found


def _start(file: str) -> Span:
    return Span(file, 1, 1)
