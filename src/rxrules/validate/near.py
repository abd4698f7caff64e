"""What the author may have meant: names that look alike, for a hint and never for a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A hint that names what looks alike; what there is, where that is little; else empty.

    >>> did_you_mean("nsaid", ["nsaids", "statins"])
    "did you mean 'nsaids'?"
    >>> did_you_mean("x", ["nsaids", "statins"])
    'known are: nsaids, statins'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only where something was not known

    names = sorted(set(known))
    if found := get_close_matches(text.lower(), names, n=3, cutoff=0.6):
        return f"did you mean {' or '.join(map(repr, found))}?"
    return f"known are: {', '.join(names)}" if 0 < len(names) <= 10 else ""
