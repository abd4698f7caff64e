"""Rules that compare: values and states with windows, routes with routes, doses with limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.durable.builder import PLACE_ALL

if TYPE_CHECKING:
    from rxrules.engines.durable.builder import NetworkBuilder, Test


def add_rules(network: NetworkBuilder) -> None:
    """Add the rules of this part."""
    _windows(network)
    _routes(network)
    _bounds(network)


def _windows(network: NetworkBuilder) -> None:
    """A value from lo to hi against the window from L to H, if it is not older than S days.

    Of a ``span`` it does not matter how old the value is, and it is unknown for want of knowledge where it lies half in. A state
    that holds is 1, one that does not is 0, and one of which an input is missing lies from 0 to 1.
    """

    def add(name: str, value: tuple[str, str, list[Test]], window: tuple[str, str], tests: list[Test]) -> None:
        network.add(name, PLACE_ALL[name[0]], value, (*window, [{"v": {"a": "v"}}, *tests]))

    reaches, stays = {"$lte": {"L": {"a": "hi"}}}, {"$gte": {"H": {"a": "lo"}}}
    starts_in, ends_in = {"$lte": {"L": {"a": "lo"}}}, {"$gte": {"H": {"a": "hi"}}}
    decided: tuple[tuple[str, list[Test]], ...] = (
        ("F:{}-below", [{"$gt": {"L": {"a": "hi"}}}]),
        ("F:{}-above", [reaches, {"$lt": {"H": {"a": "lo"}}}]),
        ("T:{}-inside", [starts_in, ends_in]),
    )
    halfway: tuple[tuple[str, list[Test]], ...] = (
        ("{}-left", [reaches, stays, {"$gt": {"L": {"a": "lo"}}}]),
        ("{}-right", [stays, starts_in, {"$lt": {"H": {"a": "hi"}}}]),
    )
    for name, tests in (*decided, *[(f"M:{name}", tests) for name, tests in halfway]):
        add(name.format("span"), ("at", "v lo hi", []), ("span", "v L H"), tests)
    value, window = ("++val", "v lo hi age vague"), ("++win", "v L H S")
    fresh = {"$gte": {"S": {"a": "age"}}}
    add("M:win-stale", (*value, []), window, [{"$lt": {"S": {"a": "age"}}}])
    for name, tests in decided:
        add(name.format("win"), (*value, []), window, [fresh, *tests])
    for letter, vague in (("M", 1.0), ("L", 0.0)):
        for name, tests in halfway:
            add(f"{letter}:{name}".format("win"), (*value, [{"vague": vague}]), window, [fresh, *tests])


def _routes(network: NetworkBuilder) -> None:
    """How many routes of an order are among those asked for (common), and how many are not (other)."""

    def add(name: str, *tests: Test) -> None:
        network.add(f"{name[0]}:way{name[1:]}", PLACE_ALL[name[0]], ("+way", "common other assumed", list(tests)))

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


def _bounds(network: NetworkBuilder) -> None:
    """A dose (lo to hi; floor for minima) against the edges of a limit: passed for certain (C), possibly (P), not (W), unknown (U).

    ``open`` is 0 where an input is missing, so that what the range of the dose leaves open is not known rather than possible.
    """

    def add(letter: str, side: str, *tests: Test) -> None:
        network.add(
            f"{letter}:{side}",
            {"C": 10, "P": 20, "U": 30, "W": 40}[letter],
            ("++dose", "dose lo hi floor", []),
            (
                "++bound",
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
