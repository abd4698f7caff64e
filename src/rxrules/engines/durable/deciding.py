"""Rules that decide: conjunctions, which bands stand, the gravest limit or finding, what modifiers leave of a severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.durable.builder import ALL, ANY, FALSE, LATITUDE, LETTERS, MISSING, PLACE_ALL, PLACE_ANY, TRUE

if TYPE_CHECKING:
    from rxrules.engines.durable.builder import NetworkBuilder, Test


def add_rules(network: NetworkBuilder) -> None:
    """Add the rules of this part."""
    _junctions(network)
    _severities(network)
    _findings(network)
    _bands(network)


def _junctions(network: NetworkBuilder) -> None:
    """Parts of a conjunction or a disjunction whose truth x is known from an earlier wave; neg turns it round."""
    for op, name, places in ((ALL, "all", PLACE_ALL), (ANY, "any", PLACE_ANY)):
        for neg in (0, 1):
            for x, letter in enumerate(LETTERS):
                verdict = {"F": "T", "T": "F"}.get(letter, letter) if neg else letter
                network.add(
                    f"{verdict}:{name}-{letter}{neg}",
                    places[verdict],
                    ("+kid", "x op neg", [{"op": float(op)}, {"neg": float(neg)}, {"x": float(x)}]),
                )


def _severities(network: NetworkBuilder) -> None:
    """The gravest of the limits that are passed, and what modifiers leave of a severity."""
    for place, rank in enumerate((3, 2, 1, 0)):
        for certain in (1, 0):
            tests = [{"rank": float(rank)}, {"certain": float(certain)}]
            network.add(f"G:{rank}{certain}", 10 + 2 * place + (1 - certain), ("+grave", "rank certain", tests))
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
            ("+mod", "c x rank base", [*holds, {"$gt": {"base": float(rank)}}]),
            ("+mod", "c x rank base", [*unknown, {"c": {"a": "c"}}]),
        )
        network.add(f"A:{rank}", 101 + 2 * place, ("+mod", "c x rank base", holds))
    network.add("B:base", 200, ("+mod", "c x rank base", []))


def _findings(network: NetworkBuilder) -> None:
    """Which of several findings leads, by what is known of each (x) and its rank.

    The gravest that holds; where none does, the gravest that is possible comes before what is missing of any.
    """
    for x, letter, place in ((TRUE, "T", 10), (LATITUDE, "L", 20)):
        for grade, rank in enumerate((3, 2, 1, 0)):
            network.add(f"{letter}:find{rank}", place + grade, ("+find", "x rank", [{"x": float(x)}, {"rank": float(rank)}]))
    network.add("M:find", 30, ("+find", "x rank", [{"x": float(MISSING)}]))
    network.add("F:find", 40, ("+find", "x rank", [{"x": float(FALSE)}]))


def _bands(network: NetworkBuilder) -> None:
    """Of bands that hold or may hold: which stand (S), and which are defeated (D) by one that holds."""
    known = {"x": float(TRUE)}
    same = {"c": {"a": "c"}}
    network.add(
        "D:later",
        10,
        ("+band", "c k x first", [known]),
        ("+band", "c k x first", [same, {"$gt": {"k": {"a": "k"}}}]),
    )
    network.add(
        "D:unknown",
        10,
        ("+band", "c k x first", [known, {"first": 0.0}]),
        ("+band", "c k x first", [{"$lt": {"x": TRUE - 0.5}}, same, {"$lt": {"k": {"a": "k"}}}]),
    )
    network.add("S:stands", 40, ("+band", "c k x first", []))
