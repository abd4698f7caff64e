"""Rules that join rules of the plan with orders: together in time, one after the other, within a washout."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.engines.durable.builder import NetworkBuilder, Test


def add_rules(network: NetworkBuilder) -> None:
    """Add the rules of this part."""
    _matching(network)
    _washouts(network)


_PLAIN = ("rx", "r p q", "in", "p o u i s e rel mix")
_WASHOUT = ("++rxw", "r p q wf ws", "++inw", "p o u i s e rel mix z d ended live")
_LIVE: Test = {"live": 1.0}
_PAST: Test = {"live": 0.0}
_RELEVANT: Test = {"rel": 1.0}
_OTHER_INGREDIENT: Test = {"$neq": {"i": {"b": "i"}}}
_OTHER_ORDER: Test = {"$neq": {"u": {"b": "u"}}}
_SAME_ROW: Test = {"o": {"b": "o"}}
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

    A member (``in``) is an ingredient i of a row o in a population p, from s to e; ``rel`` says that alerts may be about it. Rows
    of one u are parts of one order, which do not interact with each other; each part of a mixture has a u of its own.
    """

    def add(name: str, one: list[Test], other: list[Test], ends: str = "pq") -> None:
        _add_match(network, name, _PLAIN, [], one, other, ends)

    add("=T:together", [], [_OTHER_ORDER, _EITHER_RELEVANT, *_MEET])
    add("=T:mixture", [], [{"mix": 1.0}, _SAME_ROW, _EITHER_RELEVANT, *_MEET])
    add("=F:first-apart", [], _APART["first"], "pq")
    add("=F:second-apart", [], _APART["second"], "qp")
    # two orders with members of one population of a duplication rule, or one mixture; no two rules share a population p
    either: Test = {"$gt": {"rel": {"$sub": {"$l": 0.5, "$r": {"a": "rel"}}}}}
    later: list[Test] = [{"p": {"a": "p"}}, {"$gt": {"u": {"a": "u"}}}, either]
    network.add("=D:two", 50, ("of", "p o u rel mix", []), ("of", "p o u rel mix", later))
    network.add("=D:mixture", 50, ("of", "p o u rel mix", [_RELEVANT, {"mix": 1.0}]))


def _washouts(network: NetworkBuilder) -> None:
    """The same for rules with a washout, where b ended before c began; only the washout of b counts.

    Of a member z is its start, or now where that is past; d is when it ended, if ``ended``; ``live`` says
    that it is concurrent.
    """

    def add(name: str, rule: list[Test], one: list[Test], other: list[Test], ends: str = "pq") -> None:
        _add_match(network, name, _WASHOUT, rule, one, other, ends)

    add("=T:together-washout", [], [_LIVE], [_LIVE, _OTHER_ORDER, _EITHER_RELEVANT, *_MEET])
    add("=T:mixture-washout", [], [_LIVE], [_LIVE, {"mix": 1.0}, _SAME_ROW, _EITHER_RELEVANT, *_MEET])
    for name, ends, washout in (("first", "pq", "wf"), ("second", "qp", "ws")):
        has: list[Test] = [{"$gt": {washout: -0.5}}]
        has_not: list[Test] = [{"$lt": {washout: -0.5}}]
        until = {"$add": {"$l": {"b": "d"}, "$r": {"a": washout}}}
        add(f"=F:{name}-without", has_not, [_LIVE], [_LIVE, *_APART[name]], ends)
        past: tuple[tuple[str, Test, list[Test]], ...] = (
            ("live", _LIVE, [_LIVE, *_APART[name]]),
            ("past", _PAST, [_LIVE, _OTHER_ORDER, _RELEVANT]),
        )
        for when, ended, other in past:
            known: list[Test] = [ended, {"ended": 1.0}]
            add(f"=M:{name}-{when}", has, [ended, {"ended": 0.0}], other, ends)
            add(f"=T:{name}-{when}", has, known, [*other, {"$lt": {"z": until}}], ends)
            add(f"=F:{name}-{when}", has, known, [*other, {"$gte": {"z": until}}], ends)


def _add_match(
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
