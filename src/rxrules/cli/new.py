"""`rxrules new`: begin a ruleset or a rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.authoring.scaffold import kinds, new_rule, new_ruleset
from rxrules.cli.main import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_STATUSES = """\
exit status:
  0  the files were written
  2  a file is there already, or the id is wrong; nothing was written"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.description = "Begin a ruleset or a rule, from a template. No file is overwritten."
    parser.epilog = f"kinds of rule: {', '.join(kinds())}\n\n{_STATUSES}"
    parser.add_argument("what", choices=("ruleset", "rule"), help="what to begin")
    parser.add_argument("names", nargs="+", metavar="NAME", help="of a ruleset: PATH; of a rule: KIND ID")
    parser.add_argument("--in", dest="folder", default=".", metavar="PATH", help="the ruleset's folder, of a rule (default: .)")
    parser.add_argument("--id", default="", help="of a ruleset (default: the name of its folder)")
    parser.add_argument("--title", default="", help="of a ruleset (default: its id)")
    parser.add_argument("--owner", default="", help="who answers for a ruleset")
    parser.add_argument("--licence", default="", help="of a ruleset, as CC-BY-4.0 (default: all rights reserved)")
    parser.add_argument(
        "--bare", action="store_true", help="of a ruleset: no workflow, hooks, README and requirements, only the rules"
    )


def main(arguments: Namespace) -> int:
    """Write the files, and name them."""
    if arguments.what == "ruleset":
        (path,) = _names(arguments, "PATH")
        written = new_ruleset(
            Path(path),
            id_=arguments.id,
            title=arguments.title,
            owner=arguments.owner,
            licence=arguments.licence,
            repository=not arguments.bare,
        )
        after = f"rxrules watch {path}"
    else:
        kind, id_ = _names(arguments, "KIND", "ID")
        written = new_rule(kind, id_, Path(arguments.folder))
        after = f"rxrules watch {arguments.folder}"
    for one in written:
        print(one)
    print(f"`{after}` lints and tests on every save")
    return CLEAN


def _names(arguments: Namespace, *wanted: str) -> list[str]:
    from rxrules.errors import InputError  # noqa: PLC0415

    names: list[str] = arguments.names
    if len(names) != len(wanted):
        raise InputError(f"`rxrules new {arguments.what}` takes {' '.join(wanted)}, got {' '.join(names)}")
    return names
