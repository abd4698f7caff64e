"""What a writer may have meant: words that look alike, for a hint and never for a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.documents.limits import MAX_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable


def look_alikes(word: str, known: Iterable[str], most: int = 1, *, least: float = 0.6) -> list[str]:
    """The known words that look most like one, the nearest first; none where none is near.

    Args:
        word: what was written, in whatever case.
        known: what could have been meant, in lower case.
        most: how many at the most.
        least: how alike they must be, from 0 to 1.
    """
    if len(word) > MAX_WORD:
        return []
    from difflib import get_close_matches  # noqa: PLC0415 - only where something was not known

    return get_close_matches(word.casefold(), sorted(set(known)), most, least)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names what looks alike; what there is, where that is little; else empty.

    >>> did_you_mean("nsaid", ["nsaids", "statins"])
    "did you mean 'nsaids'?"
    >>> did_you_mean("x", ["nsaids", "statins"])
    'known are: nsaids, statins'
    """
    names = sorted(set(known))
    if found := look_alikes(word, names, 3):
        return f"did you mean {' or '.join(map(repr, found))}?"
    return f"known are: {', '.join(names)}" if 0 < len(names) <= 16 else ""
