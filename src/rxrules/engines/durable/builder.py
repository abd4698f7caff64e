"""Rules of the network, each pattern in the one shape that the engine reads right, over names that it can tell apart."""

from __future__ import annotations

from typing import Any

from rxrules.errors import EngineError

Test = dict[str, Any]

#: Truth as the network writes it: known not to hold; unknown for want of an input; unknown by latitude; known to hold.
FALSE, MISSING, LATITUDE, TRUE = 0, 1, 2, 3
LETTERS = "FMLT"
ALL, ANY = 0, 1

#: Agenda positions; the lowest fires first, and the end of a batch last of all (one more would wrap around to 0).
LAST = 65535
PLACE_ALL = {"F": 10, "M": 20, "L": 30, "T": 40}
PLACE_ANY = {"T": 10, "M": 20, "L": 30, "F": 40}

#: Every property of every fact; the engine tells names apart by a hash of 32 bits only.
PROPERTIES = (
    "kind", "n", "v", "lo", "hi", "age", "vague", "L", "H", "S", "x", "w", "op", "neg", "common", "other", "assumed",
    "dose", "floor", "side", "open", "r", "p", "q", "wf", "ws", "o", "u", "i", "s", "e", "z", "d", "ended", "rel", "live", "mix",
    "rank", "base", "c", "k", "first", "certain", "canary", "sid",
)  # fmt: skip
#: Every kind of fact; how many plus signs one begins with says how large a network must be to know it: see `SIZES`.
KINDS = (
    "$begin", "$done", "at", "span", "amount", "most", "least", "rx", "in", "of",
    "+way", "+kid", "+mod", "+band", "+grave", "+find",
    "++val", "++win", "++dose", "++bound", "++rxw", "++inw",
)  # fmt: skip
#: What a session costs grows with the rules of its network. So the network is loaded in three sizes, with the same rules as far as
#: they go: matches, and comparisons of what is known exactly; with conditions, modifiers and bands; with ranges and washouts too.
SIZES = ("", "+", "++")


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash by which the engine compares names."""
    found = 0x811C9DC5
    for byte in text.encode():
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return found


def check_names(names: tuple[str, ...]) -> None:
    """Refuse names that the engine would take for one another.

    Raises:
        EngineError: two of them have the same hash.
    """
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(fnv1a(name), name)
        if other != name:
            msg = f"the durable engine can't tell the names {other!r} and {name!r} apart"
            raise EngineError(msg)


class NetworkBuilder:
    """Collects rules.

    Attributes:
        rules: by name, as the engine loads them.
    """

    def __init__(self) -> None:
        self.rules: dict[str, dict[str, Any]] = {}

    def add(self, name: str, place: int, *patterns: tuple[str, str, list[Test]]) -> None:
        """Add a rule of one to three patterns ``(kind, properties that must be there, tests)``, called a, b and c."""
        built: list[dict[str, Any]] = []
        for alias, (kind, properties, tests) in zip("abc", patterns, strict=False):
            # INVARIANT: the kind comes first, and a comparison of sessions, always true, last: a false test at the end of a
            # conjunction reads past an array.
            parts: list[Test] = [{"kind": kind}, *({"$ex": {name: 1}} for name in properties.split()), *tests]
            if built:
                parts.append({"sid": {"a": "sid"}})
            built.append({alias: {"$and": parts} if len(parts) > 1 else parts[0]})
        if name in self.rules:
            msg = f"two rules of the network are called {name!r}"
            raise EngineError(msg)
        self.rules[name] = {"all": built, "pri": place}
