"""`rxrules schema`: the JSON Schema of ruleset files, or of scenario files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.cli.main import CLEAN
from rxrules.cli.output import write_json

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_USE = """\
An editor with a YAML language server completes and checks ruleset files that begin with the line
  # yaml-language-server: $schema=rxrules.schema.json
after `rxrules schema > rxrules.schema.json`."""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--for",
        dest="document",
        choices=("ruleset", "tests"),
        default="ruleset",
        help="the files that the schema is of: those of a ruleset (default), or its scenarios (*.test.yaml)",
    )
    parser.epilog = _USE


def main(arguments: Namespace) -> int:
    """Print the schema."""
    from rxrules.language.schema import json_schema  # noqa: PLC0415

    write_json(json_schema(arguments.document))
    return CLEAN
