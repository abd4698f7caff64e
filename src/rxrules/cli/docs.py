"""`rxrules docs`: rulesets as a rule book in HTML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.cli import options
from rxrules.cli.main import CLEAN
from rxrules.errors import InputError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_STATUSES = """\
exit status:
  0  the rule book is written
  2  a ruleset or one of its scenario files is wrong, or the folder can't be written to"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset, or the path of one; without any, all shipped ones"
    )
    parser.add_argument("--out", required=True, metavar="FOLDER", help="the folder that the rule book is written to")
    parser.add_argument("--force", action="store_true", help="write into a folder that holds other files; these stay")
    options.add_as_of(parser, "reviews are overdue", "nothing is said of that, and the pages are the same on every day")


def main(arguments: Namespace) -> int:
    """Write the rule book, and say what is in it."""
    from rxrules.report.render.lines import several  # noqa: PLC0415
    from rxrules.rulebook import gather, pages, write  # noqa: PLC0415
    from rxrules.rulebook.writing import check_folder  # noqa: PLC0415
    from rxrules.validate import shipped  # noqa: PLC0415

    given = options.given_day(arguments)
    folder = Path(arguments.out)
    # making the pages takes seconds, and this is known before
    check_folder(folder, force=arguments.force)
    named = list(dict.fromkeys(arguments.ruleset)) or sorted(shipped())
    if not named:
        raise InputError("there is no ruleset: none is given, and this installation ships none")
    book = gather(named, given.day if given is not None else None)
    made = pages(book)
    write(folder, made, force=arguments.force)
    size = sum(len(text.encode()) for text in made.values()) / 1e6
    told = (several(len(book.rules), "rule"), several(len(book.drugs), "drug"), several(len(book.groups), "group"))
    print(f"{folder / 'index.html'}: {', '.join(told)}; {several(len(made), 'file')}, {size:.1f} MB")
    return CLEAN
