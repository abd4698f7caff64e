"""Arguments that several commands have, and the checker made from them."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

from rxrules.checker import Checker
from rxrules.model import Moment

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rich.console import Console


def add_ruleset(parser: ArgumentParser) -> None:
    """``--ruleset``, repeatable."""
    parser.add_argument(
        "--ruleset",
        "-r",
        action="append",
        default=[],
        metavar="NAME_OR_PATH",
        help="a shipped ruleset or a path; repeatable; without it every shipped ruleset",
    )


def add_engines(parser: ArgumentParser) -> None:
    """``--engine``, repeatable."""
    parser.add_argument(
        "--engine",
        action="append",
        choices=("native", "durable"),
        help="an engine to run; repeatable; without it native, and durable where it is installed",
    )


def add_as_of(parser: ArgumentParser) -> None:
    """``--as-of``."""
    parser.add_argument(
        "--as-of", metavar="DAY", help="the day as of which ages and freshness are reckoned; without it the case's own, else today"
    )


def add_color(parser: ArgumentParser) -> None:
    """``--color``."""
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (default: on a terminal)")


def make_checker(arguments: Namespace) -> Checker:
    """The checker that the arguments ask for.

    Raises:
        RulesetError: a ruleset has errors.
        EngineError: an engine that was asked for can't be loaded.
    """
    return Checker(*arguments.ruleset, engines=arguments.engine or default_engines())


def default_engines() -> tuple[str, ...]:
    """Native, and durable where it is installed."""
    from importlib.util import find_spec  # noqa: PLC0415

    return ("native", "durable") if find_spec("durable_rules_engine") else ("native",)


def today() -> Moment:
    """The day of the clock; the command line alone reads it, and the report says so."""
    return Moment.of(dt.datetime.now(tz=dt.UTC).astimezone().date())


def given_day(arguments: Namespace) -> Moment | None:
    """``--as-of``, read.

    Raises:
        InputError: it is no day.
    """
    return Moment.of(arguments.as_of) if arguments.as_of else None


def make_console(arguments: Namespace, *, stderr: bool = False) -> Console:
    """A console: colours where there is a terminal, unless told otherwise; lines as wide as the terminal, or 110."""
    from rich.console import Console  # noqa: PLC0415

    stream = sys.stderr if stderr else sys.stdout
    color = getattr(arguments, "color", "auto")
    return Console(
        file=stream,
        force_terminal=True if color == "always" else None,
        no_color=color == "never" or None,
        width=None if stream.isatty() else 110,
        highlight=False,
        emoji=False,
        markup=False,
    )
