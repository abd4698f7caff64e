"""`rxrules schema`: the JSON Schema of ruleset files."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rxrules.cli.main import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:  # noqa: ARG001
    """It has none."""


def main(arguments: Namespace) -> int:  # noqa: ARG001
    """Print the schema."""
    from rxrules.language.schema import json_schema  # noqa: PLC0415

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return CLEAN
