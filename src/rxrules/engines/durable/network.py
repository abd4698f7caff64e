"""The rules of the network: few and general, over the kinds and shapes of rules, never one a drug pair.

Every rule that decides a *question* (is this condition true, which limit is passed) fires on one of the
question's facts, which carries a number ``n``; the network's agenda puts the rules in the order in which they
decide, so the first firing of a question is its answer. Of a conjunction that is FALSE before MISSING before
LATITUDE before TRUE. The rules of one kind of fact exclude each other and leave nothing out, so that a fact
that fires nothing is an error, and never "false".
"""

from __future__ import annotations

import json
from typing import Any

from rxrules.errors import EngineError

Test = dict[str, Any]

#: Truth as the network writes it: known not to hold; unknown for want of an input; unknown by latitude; known to hold.
FALSE, MISSING, LATITUDE, TRUE = 0, 1, 2, 3
LETTERS = "FMLT"
ALL, ANY = 0, 1

#: Agenda positions; the lowest fires first, and the end of a batch last of all (one more would wrap around to 0).
LAST = 65535
_PLACE_ALL = {"F": 10, "M": 20, "L": 30, "T": 40}
_PLACE_ANY = {"T": 10, "M": 20, "L": 30, "F": 40}

#: Every property of every fact; the engine tells names apart by a hash of 32 bits only.
PROPERTIES = (
    "kind", "n", "v", "lo", "hi", "age", "vague", "L", "H", "S", "x", "w", "op", "neg", "common", "other", "assumed",
    "dose", "floor", "side", "open", "r", "p", "q", "wf", "ws", "o", "i", "s", "e", "z", "d", "ended", "rel", "live", "mix",
    "rank", "base", "c", "k", "first", "certain", "canary", "sid",
)  # fmt: skip
KINDS = (
    "at",
    "span",
    "rxw",
    "inw",
    "of",
    "amount",
    "most",
    "least",
    "$begin",
    "$done",
    "val",
    "gone",
    "state",
    "win",
    "is",
    "way",
    "kid",
    "dose",
    "bound",
    "grave",
    "mod",
    "band",
    "rx",
    "in",
    "dup",
)


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
    """Collects rules, each pattern in the one shape that the engine reads right."""

    def __init__(self) -> None:
        self.rules: dict[str, dict[str, Any]] = {}

    def add(self, name: str, place: int, *patterns: tuple[str, str, list[Test]]) -> None:
        """Add a rule of one to three patterns ``(kind, properties that must be there, tests)``, called a, b and c."""
        built: list[dict[str, Any]] = []
        for alias, (kind, properties, tests) in zip("abc", patterns, strict=False):
            # INVARIANT: the kind comes first, and a comparison of sessions, always true, last: a false test
            # at the end of a conjunction reads past an array.
            parts: list[Test] = [{"kind": kind}, *({"$ex": {name: 1}} for name in properties.split()), *tests]
            if built:
                parts.append({"sid": {"a": "sid"}})
            built.append({alias: {"$and": parts} if len(parts) > 1 else parts[0]})
        if name in self.rules:
            msg = f"two rules of the network are called {name!r}"
            raise EngineError(msg)
        self.rules[name] = {"all": built, "pri": place}


def build() -> str:
    """The whole network as the JSON that the engine loads."""
    check_names(PROPERTIES)
    check_names(KINDS)
    network = NetworkBuilder()
    network.add("begin", 0, ("$begin", "", []))
    network.add("done", LAST, ("$done", "canary", [{"$gt": {"canary": 0.5}}]))
    _windows(network)
    _states(network)
    _routes(network)
    _junctions(network)
    _bounds(network)
    _severities(network)
    _bands(network)
    _matching(network)
    _washouts(network)
    return json.dumps(network.rules)


def _windows(network: NetworkBuilder) -> None:
    """A value from lo to hi against the window from L to H, if it is not older than S days."""

    def add(name: str, *tests: Test, value: list[Test] | None = None) -> None:
        network.add(
            f"{name[0]}:win{name[1:]}",
            _PLACE_ALL[name[0]],
            ("val", "v lo hi age vague", value or []),
            ("win", "v L H S", [{"v": {"a": "v"}}, *tests]),
        )

    fresh = {"$gte": {"S": {"a": "age"}}}
    reaches, stays = {"$lte": {"L": {"a": "hi"}}}, {"$gte": {"H": {"a": "lo"}}}
    starts_in, ends_in = {"$lte": {"L": {"a": "lo"}}}, {"$gte": {"H": {"a": "hi"}}}
    add("M-stale", {"$lt": {"S": {"a": "age"}}})
    add("F-below", fresh, {"$gt": {"L": {"a": "hi"}}})
    add("F-above", fresh, reaches, {"$lt": {"H": {"a": "lo"}}})
    add("T-inside", fresh, starts_in, ends_in)
    for letter, vague in (("M", 1.0), ("L", 0.0)):
        add(f"{letter}-left", fresh, reaches, stays, {"$gt": {"L": {"a": "lo"}}}, value=[{"vague": vague}])
        add(f"{letter}-right", fresh, stays, starts_in, {"$lt": {"H": {"a": "hi"}}}, value=[{"vague": vague}])
    # the common case: a value x that is known exactly, and a window that does not ask how old it is
    in_reach = {"$lte": {"L": {"a": "x"}}}
    shapes: tuple[tuple[str, list[Test]], ...] = (
        ("F:span-below", [{"$gt": {"L": {"a": "x"}}}]),
        ("F:span-above", [in_reach, {"$lt": {"H": {"a": "x"}}}]),
        ("T:span", [in_reach, {"$gte": {"H": {"a": "x"}}}]),
    )
    for name, tests in shapes:
        network.add(
            name, _PLACE_ALL[name[0]], ("at", "v x", []), ("span", "v L H", [{"v": {"a": "v"}}, *tests])
        )
    network.add("M:win-gone", _PLACE_ALL["M"], ("gone", "v", []), ("win", "v L H S", [{"v": {"a": "v"}}]))


def _states(network: NetworkBuilder) -> None:
    """A state x of the patient or of an order, against the state w that is asked for."""
    same = {"v": {"a": "v"}}
    network.add("T:is", _PLACE_ALL["T"], ("state", "v x", []), ("is", "v w", [same, {"w": {"a": "x"}}]))
    network.add(
        "F:is", _PLACE_ALL["F"], ("state", "v x", []), ("is", "v w", [same, {"$neq": {"w": {"a": "x"}}}])
    )
    network.add("M:is", _PLACE_ALL["M"], ("gone", "v", []), ("is", "v w", [same]))


def _routes(network: NetworkBuilder) -> None:
    """How many routes of an order are among those asked for (common), and how many are not (other)."""

    def add(name: str, *tests: Test) -> None:
        network.add(
            f"{name[0]}:way{name[1:]}", _PLACE_ALL[name[0]], ("way", "common other assumed", list(tests))
        )

    none, some = {"$lt": {"common": 0.5}}, {"$gt": {"common": 0.5}}
    no_other, other = {"$lt": {"other": 0.5}}, {"$gt": {"other": 0.5}}
    given, assumed = {"$lt": {"assumed": 0.5}}, {"$gt": {"assumed": 0.5}}
    # SAFETY: an assumed route may raise an alert, never silence one.
    add("M-none", none, no_other)
    add("M-assumed", none, other, assumed)
    add("F", none, other, given)
    add("T", some, no_other, given)
    add("L-assumed", some, assumed)
    add("L-some", some, other, given)


def _junctions(network: NetworkBuilder) -> None:
    """Parts of a conjunction or a disjunction whose truth x is known from an earlier wave; neg turns it round."""
    for op, name, places in ((ALL, "all", _PLACE_ALL), (ANY, "any", _PLACE_ANY)):
        for neg in (0, 1):
            for x, letter in enumerate(LETTERS):
                verdict = {"F": "T", "T": "F"}.get(letter, letter) if neg else letter
                network.add(
                    f"{verdict}:{name}-{letter}{neg}",
                    places[verdict],
                    ("kid", "x op neg", [{"op": float(op)}, {"neg": float(neg)}, {"x": float(x)}]),
                )


def _bounds(network: NetworkBuilder) -> None:
    """A dose (lo to hi; floor for minima) against the edges of a limit: passed for certain (C), possibly (P), not (W), or not known (U).

    ``open`` is 0 where an input is missing, so that what the range of the dose leaves open is not known
    rather than possible.
    """

    def add(letter: str, side: str, *tests: Test) -> None:
        network.add(
            f"{letter}:{side}",
            {"C": 10, "P": 20, "U": 30, "W": 40}[letter],
            ("dose", "dose lo hi floor", []),
            (
                "bound",
                "dose side L H open",
                [{"side": 1.0 if side == "max" else 0.0}, {"dose": {"a": "dose"}}, *tests],
            ),
        )

    is_open, is_shut = {"$gt": {"open": 0.5}}, {"$lt": {"open": 0.5}}
    # of a maximum: L is the last value that does not pass the lowest limit, H the last that does not pass the
    # highest
    certain, reached = {"$lt": {"H": {"a": "lo"}}}, {"$lt": {"L": {"a": "hi"}}}
    add("C", "max", certain)
    add("P", "max", is_open, {"$gte": {"H": {"a": "lo"}}}, reached)
    add("U", "max", is_shut, {"$gte": {"H": {"a": "lo"}}}, reached)
    add("W", "max", {"$gte": {"H": {"a": "lo"}}}, {"$gte": {"L": {"a": "hi"}}})
    # of a minimum: L is the first value that reaches the lowest limit, H the first that reaches the highest
    certain, reached = {"$gt": {"L": {"a": "hi"}}}, {"$gt": {"H": {"a": "floor"}}}
    add("C", "min", certain)
    add("P", "min", is_open, {"$lte": {"L": {"a": "hi"}}}, reached)
    add("U", "min", is_shut, {"$lte": {"L": {"a": "hi"}}}, reached)
    # the common case: a dose x that is known exactly, and a limit that is
    exact: tuple[tuple[str, str, Test], ...] = (
        ("C:most", "most", {"$lt": {"L": {"a": "x"}}}),
        ("W:most", "most", {"$gte": {"L": {"a": "x"}}}),
        ("C:least", "least", {"$gt": {"L": {"a": "x"}}}),
        ("W:least", "least", {"$lte": {"L": {"a": "x"}}}),
    )
    for name, kind, test in exact:
        network.add(
            name,
            10 if name[0] == "C" else 40,
            ("amount", "dose x", []),
            (kind, "dose L", [{"dose": {"a": "dose"}}, test]),
        )
    add("W", "min", {"$lte": {"L": {"a": "hi"}}}, {"$lte": {"H": {"a": "floor"}}})


def _severities(network: NetworkBuilder) -> None:
    """The gravest of the limits that are passed, and what modifiers leave of a severity."""
    for place, rank in enumerate((3, 2, 1, 0)):
        for certain in (1, 0):
            tests = [{"rank": float(rank)}, {"certain": float(certain)}]
            network.add(
                f"G:{rank}{certain}", 10 + 2 * place + (1 - certain), ("grave", "rank certain", tests)
            )
    for place, rank in enumerate((3, 2, 1, 0, -1)):
        holds: list[Test] = [{"x": float(TRUE)}, {"rank": float(rank)}]
        # SAFETY: where a modifier that would leave something graver is unknown, the alert does not fall below
        # its base.
        unknown: list[Test] = [
            {"$gt": {"x": FALSE + 0.5}},
            {"$lt": {"x": TRUE - 0.5}},
            {"$gt": {"rank": float(rank)}},
        ]
        network.add(
            f"B:open{rank}",
            100 + 2 * place,
            ("mod", "c x rank base", [*holds, {"$gt": {"base": float(rank)}}]),
            ("mod", "c x rank base", [*unknown, {"c": {"a": "c"}}]),
        )
        network.add(f"A:{rank}", 101 + 2 * place, ("mod", "c x rank base", holds))
    network.add("B:base", 200, ("mod", "c x rank base", []))


def _bands(network: NetworkBuilder) -> None:
    """Of bands that hold or may hold: which stand (S), and which are defeated (D) by one that holds."""
    known = {"x": float(TRUE)}
    same = {"c": {"a": "c"}}
    network.add(
        "D:later",
        10,
        ("band", "c k x first", [known]),
        ("band", "c k x first", [same, {"$gt": {"k": {"a": "k"}}}]),
    )
    network.add(
        "D:unknown",
        10,
        ("band", "c k x first", [known, {"first": 0.0}]),
        ("band", "c k x first", [{"$lt": {"x": TRUE - 0.5}}, same, {"$lt": {"k": {"a": "k"}}}]),
    )
    network.add("S:stands", 40, ("band", "c k x first", []))


_PLAIN = ("rx", "r p q", "in", "p o i s e rel mix")
_WASHOUT = ("rxw", "r p q wf ws", "inw", "p o i s e rel mix z d ended live")
_LIVE: Test = {"live": 1.0}
_PAST: Test = {"live": 0.0}
_RELEVANT: Test = {"rel": 1.0}
_OTHER_INGREDIENT: Test = {"$neq": {"i": {"b": "i"}}}
_OTHER_ORDER: Test = {"$neq": {"o": {"b": "o"}}}
_EITHER_RELEVANT: Test = {"$gt": {"rel": {"$sub": {"$l": 0.5, "$r": {"b": "rel"}}}}}
_MEET: list[Test] = [{"$lt": {"s": {"b": "e"}}}, {"$gt": {"e": {"b": "s"}}}]
_AFTER: Test = {"$gte": {"s": {"b": "e"}}}
#: Two orders of which b ends before c starts; in "second" b is the second participant, and empty periods count there only.
_APART: dict[str, list[Test]] = {
    "first": [_OTHER_ORDER, _EITHER_RELEVANT, _AFTER, {"$gt": {"e": {"b": "s"}}}],
    "second": [_OTHER_ORDER, _EITHER_RELEVANT, _AFTER],
}


def _matching(network: NetworkBuilder) -> None:
    """Rules to orders: members of the two populations that a rule names, together in time, or one after the other.

    A member (``in``) is an ingredient i of an order o in a population p, from s to e; ``rel`` says that
    alerts may be about it.
    """

    def add(name: str, one: list[Test], other: list[Test], ends: str = "pq") -> None:
        _add_match(network, name, _PLAIN, [], one, other, ends)

    add("=T:together", [], [_OTHER_ORDER, _EITHER_RELEVANT, *_MEET])
    add("=T:mixture", [], [{"mix": 1.0}, {"o": {"b": "o"}}, _EITHER_RELEVANT, *_MEET])
    add("=F:first-apart", [], _APART["first"], "pq")
    add("=F:second-apart", [], _APART["second"], "qp")
    # two orders with members of the population of a duplication rule, or one mixture
    of: Test = {"p": {"a": "p"}}
    later: list[Test] = [of, {"$gt": {"o": {"b": "o"}}}, _EITHER_RELEVANT]
    network.add("=D:two", 50, ("dup", "r p", []), ("of", "p o rel mix", [of]), ("of", "p o rel mix", later))
    network.add("=D:mixture", 50, ("dup", "r p", []), ("of", "p o rel mix", [_RELEVANT, {"mix": 1.0}, of]))


def _washouts(network: NetworkBuilder) -> None:
    """The same for rules with a washout, where b ended before c began; only the washout of b counts.

    Of a member z is its start, or now where that is past; d is when it ended, if ``ended``; ``live`` says
    that it is concurrent.
    """

    def add(name: str, rule: list[Test], one: list[Test], other: list[Test], ends: str = "pq") -> None:
        _add_match(network, name, _WASHOUT, rule, one, other, ends)

    add("=T:together-washout", [], [_LIVE], [_LIVE, _OTHER_ORDER, _EITHER_RELEVANT, *_MEET])
    add("=T:mixture-washout", [], [_LIVE], [_LIVE, {"mix": 1.0}, {"o": {"b": "o"}}, _EITHER_RELEVANT, *_MEET])
    for name, ends, washout in (("first", "pq", "wf"), ("second", "qp", "ws")):
        has: list[Test] = [{"$gt": {washout: -0.5}}]
        has_not: list[Test] = [{"$lt": {washout: -0.5}}]
        until = {"$add": {"$l": {"b": "d"}, "$r": {"a": washout}}}
        add(f"=F:{name}-without", has_not, [_LIVE], [_LIVE, *_APART[name]], ends)
        past: tuple[tuple[str, Test, list[Test]], ...] = (
            ("live", _LIVE, [_LIVE, *_APART[name]]),
            ("past", _PAST, [_LIVE, _RELEVANT]),
        )
        for when, ended, other in past:
            known: list[Test] = [ended, {"ended": 1.0}]
            add(f"=M:{name}-{when}", has, [ended, {"ended": 0.0}], other, ends)
            add(f"=T:{name}-{when}", has, known, [*other, {"$lt": {"z": until}}], ends)
            add(f"=F:{name}-{when}", has, known, [*other, {"$gte": {"z": until}}], ends)


def _add_match(  # noqa: PLR0917
    network: NetworkBuilder,
    name: str,
    shape: tuple[str, str, str, str],
    rule: list[Test],
    one: list[Test],
    other: list[Test],
    ends: str,
) -> None:
    kind, properties, member, of_member = shape
    network.add(
        name,
        50,
        (kind, properties, rule),
        (member, of_member, [*one, {"p": {"a": ends[0]}}]),
        (member, of_member, [*other, {"p": {"a": ends[1]}}, _OTHER_INGREDIENT]),
    )
