"""How far a long check is, where somebody is looking and nothing else is written to the terminal meanwhile."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rxrules.cli.output import make_console

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from rxrules.errors import InputError
    from rxrules.model import Case

#: Fewer inputs than this are done before a bar could be read.
MANY = 20


def with_progress(
    found: Iterator[tuple[str, Case | InputError]], inputs: int, arguments: Namespace
) -> Iterator[tuple[str, Case | InputError]]:
    """Pass on the cases, and draw a bar on standard error where there are many.

    Args:
        found: the cases with the names of their files.
        inputs: how many files there are; one file of JSON lines holds any number of cases.
        arguments: of the command.
    """
    # reports on the same terminal show the progress themselves, and a bar between them would garble both
    writes_at_once = arguments.format in ("text", "jsonl") and sys.stdout.isatty()
    if writes_at_once or not sys.stderr.isatty():
        yield from found
        return
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("checking"), BarColumn(), TextColumn("{task.fields[cases]:,} cases  {task.description}"))
    # SAFETY: rich would print what goes to standard output on the terminal of the bar, and a file of reports would be empty
    console = make_console(arguments, stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=inputs if inputs > 1 else None, cases=0, visible=inputs >= MANY)
        last, done = None, -1
        for number, (name, case) in enumerate(found, start=1):
            if name != last:
                last, done = name, done + 1
            visible = inputs >= MANY or number >= MANY
            progress.update(task, completed=done, cases=number, description=name[-40:], visible=visible)
            yield name, case
