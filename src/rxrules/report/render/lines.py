"""Lines for a terminal: a label, words that hang under their beginning, and nothing invisible in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderResult

#: How wide labels are, in characters.
LABEL = 12
_NARROWEST = 24
# SAFETY: a name from a record must not move the cursor, hide a line or turn the direction of the text around.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def shown(words: str) -> str:
    """Words without characters that a terminal would act on; each becomes the replacement character."""
    return _UNSEEN.sub("\ufffd", words)


def several(number: int, one: str, many: str = "") -> str:
    """A count with its word.

    >>> several(1, "check"), several(2, "check")
    ('1 check', '2 checks')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def enough(names: Iterable[str], most: int) -> str:
    """The first few names, and how many more there are.

    >>> enough(["a", "b", "c", "d"], 2)
    'a, b and 2 more'
    """
    found = list(dict.fromkeys(names))
    # to name one more takes no more room than to say that there is one
    if len(found) <= most + 1:
        return ", ".join(found)
    return f"{', '.join(found[:most])} and {len(found) - most} more"


class Line:
    """Words behind a label; further lines begin under the first word, and none ends in blanks.

    Args:
        words: what is said, with the styles of its parts.
        label: stands before them, in the dim column that all labels share.
        indent: blanks before all of it.
        hang: blanks before further lines, beyond those of the first.
    """

    def __init__(self, *words: str | tuple[str, str], label: str = "", indent: int = 2, hang: int = 0) -> None:
        self._text = Text()
        for part in words:
            if isinstance(part, str):
                self._text.append(shown(part))
            else:
                self._text.append(shown(part[0]), part[1])
        self._text.rstrip()
        self._label = label
        self._indent = indent
        self._hang = hang

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One text a line."""
        head = " " * self._indent + (self._label.ljust(LABEL) if self._label else "")
        below = " " * (len(head) + self._hang)
        width = options.max_width
        first = _wrapped(self._text, console, width - len(head))[0]
        # an empty line holds no blanks either
        yield Text.assemble((head, "dim"), first, no_wrap=True) if first.plain or self._label.strip() else Text()
        told = len(first.plain)
        if told < len(self._text.plain):
            # the blanks or the line feed at which the first line was broken are not told again
            rest = self._text.plain[told:]
            told += 1 if rest.startswith("\n") else len(rest) - len(rest.lstrip(" "))
            for line in _wrapped(self._text[told:], console, width - len(below)):
                yield Text.assemble(below, line, no_wrap=True)


def _wrapped(text: Text, console: Console, width: int) -> list[Text]:
    lines = list(text.wrap(console, max(width, _NARROWEST))) or [Text()]
    for line in lines:
        line.rstrip()
    return lines
