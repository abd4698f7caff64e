"""Arguments that several commands have, and the checker made from them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from rxrules.checker import Checker
from rxrules.cli.plans import plan_of
from rxrules.errors import InputError
from rxrules.model import Moment

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_ruleset(parser: ArgumentParser) -> None:
    """``--ruleset``, repeatable."""
    parser.add_argument(
        "--ruleset",
        "-r",
        action="append",
        default=[],
        metavar="NAME_OR_PATH",
        help="a shipped ruleset, or the path of one; repeatable; without it every shipped ruleset",
    )


def add_engines(parser: ArgumentParser) -> None:
    """``--engine``, repeatable."""
    parser.add_argument(
        "--engine",
        action="append",
        choices=("native", "durable"),
        help="an engine to run; repeatable; without it native, and durable where it is installed",
    )


def add_as_of(
    parser: ArgumentParser, what: str = "ages and freshness are reckoned", otherwise: str = "the case's own, else today"
) -> None:
    """``--as-of``."""
    parser.add_argument(
        "--as-of",
        metavar="DAY",
        help=f"the day as of which {what}, as 2026-11-21; without it {otherwise}",
    )


def make_checker(arguments: Namespace) -> Checker:
    """The checker that the arguments ask for.

    Raises:
        RulesetError: a ruleset has errors.
        EngineError: an engine that was asked for can't be loaded.
    """
    return Checker.of_plan(plan_of(arguments.ruleset), engines=engines(arguments))


def engines(arguments: Namespace) -> tuple[str, ...]:
    """The engines that were asked for, each once; else native, and durable where it is installed."""
    from importlib.util import find_spec  # noqa: PLC0415

    if arguments.engine:
        return tuple(dict.fromkeys(arguments.engine))
    return ("native", "durable") if find_spec("durable_rules_engine") else ("native",)


def today() -> Moment:
    """The day of the clock; the command line alone reads it, and the report says so."""
    return Moment.of(dt.datetime.now(tz=dt.UTC).astimezone().date())


def given_day(arguments: Namespace) -> Moment | None:
    """``--as-of``, read.

    Raises:
        InputError: it is no day.
    """
    if arguments.as_of is None:
        return None
    try:
        moment = Moment.of(arguments.as_of)
    except InputError as problem:
        raise InputError(str(problem), "--as-of") from None
    if not moment.is_full:
        raise InputError(f"expected a day or an instant, got {arguments.as_of!r}", "--as-of")
    return moment
