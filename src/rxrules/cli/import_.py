"""`rxrules import`: a hospital's spreadsheet as rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.authoring.importing import mapping
from rxrules.authoring.importing.importing import names_for, write
from rxrules.authoring.importing.sheet import DELIMITERS, ENCODINGS, read_sheet
from rxrules.authoring.importing.translating import STATUSES, translate
from rxrules.authoring.importing.writing import entry
from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT
from rxrules.cli.output import add_format, make_console, write_json

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from rich.console import Console

    from rxrules.authoring.importing.result import Imported, Taken
    from rxrules.diagnostics import Diagnostic

_EPILOG = """\
Without --out nothing is written: look first at what maps. A row is taken whole or not at all; what is not taken is named
with its line and column.

exit status:
  0  every row and every column was taken
  1  a row or a column was not, or `lint` finds an error in what was written
  2  the table can't be read, or it can't be told what its columns are; nothing was written"""
_MOST_TOLD = 3


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _EPILOG
    parser.add_argument("sheet", metavar="SHEET", help="a table of interacting pairs or of dose limits, saved as CSV")
    parser.add_argument("--in", dest="folder", default=".", metavar="PATH", help="the ruleset's folder (default: .)")
    parser.add_argument(
        "--out", metavar="FILE", help="write the rules to a new file in it: NAME.yaml, or NAME.csv for a table (default: none)"
    )
    parser.add_argument("--kind", choices=("interaction", "dose_limit"), help="of the rules (default: what the columns tell)")
    parser.add_argument(
        "--map", dest="columns", action="append", default=[], metavar="COLUMN=TARGET", help="what a column is, as 'Drug 1=a'"
    )
    parser.add_argument(
        "--value", dest="values", action="append", default=[], metavar="TARGET:CELL=MEANING", help="as 'severity:High=major'"
    )
    parser.add_argument(
        "--set",
        dest="fixed",
        action="append",
        default=[],
        metavar="TARGET=CELL",
        help="what every row has, as measure=per_day",
    )
    parser.add_argument("--mapping", metavar="FILE", help="a file with columns, values and set, in YAML; the options lead over it")
    parser.add_argument("--status", choices=STATUSES, default="draft", help="of rules whose row says none (default: draft)")
    parser.add_argument(
        "--groups-from",
        action="append",
        default=[],
        metavar="RULESET",
        help="a ruleset whose groups may be named; they are copied",
    )
    parser.add_argument(
        "--decimal", choices=(".", ","), default="", metavar="MARK", help="before decimals, '.' or ','; else 1,000 is refused"
    )
    parser.add_argument("--delimiter", choices=tuple(DELIMITERS), default="", help="between cells (default: what parts the header)")
    parser.add_argument("--encoding", choices=tuple(ENCODINGS), default="utf-8", help="of the file (default: utf-8)")
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Read the sheet, tell what maps, and write the rules where that is asked for."""
    folder = Path(arguments.folder)
    said = mapping.of_file(Path(arguments.mapping)) if arguments.mapping else mapping.Said()
    said |= mapping.of_options(arguments.columns, arguments.values, arguments.fixed)
    sheet = read_sheet(Path(arguments.sheet), delimiter=arguments.delimiter, encoding=arguments.encoding)
    names, sources = names_for(folder, arguments.groups_from)
    imported = translate(sheet, said, names, sources, kind=arguments.kind or "", status=arguments.status, decimal=arguments.decimal)
    written = write(imported, folder, Path(arguments.out)) if arguments.out and imported.rows else []
    found = _linted(folder, written)
    if arguments.format == "json":
        write_json(_plain(imported, written, found))
    else:
        _print(imported, written, found, arguments)
    if not imported.rows and not imported.unmapped:
        return WRONG_INPUT
    return CLEAN if imported.is_whole and not any(one.is_error for one in found) else ALERT


def _linted(folder: Path, written: list[Path]) -> list[Diagnostic]:
    """What `lint` says of the files that were written."""
    if not written:
        return []
    from rxrules.authoring.linting import lint  # noqa: PLC0415
    from rxrules.cli.options import today  # noqa: PLC0415

    own = {path.resolve().relative_to(folder.resolve()).as_posix() for path in written}
    return [one for one in lint(str(folder), today().day).found if one.span.file in own]


def _print(imported: Imported, written: list[Path], found: list[Diagnostic], arguments: Namespace) -> None:
    from rxrules.report.render.lines import several, shown  # noqa: PLC0415

    console = make_console(arguments)

    def line(text: str, style: str = "") -> None:
        console.print(shown(text), style=style or None, soft_wrap=True)

    sheet = imported.sheet
    rows = several(len(sheet.rows) + len(sheet.uneven), "row")
    line(f"{sheet.file}: {rows} of {imported.kind}, parted by {sheet.delimiter}", "bold")
    width = max(len(column.name) for column in imported.columns)
    for column in imported.columns:
        unit = f", in {column.unit}" if column.unit else ""
        told = f"{column.target}{unit} ({column.how})" if column.target else "NOT MAPPED: nothing of it is taken"
        empty = not column.target and column not in imported.not_mapped
        line(f"  {column.name:{width}}  {'empty' if empty else told}", "" if column.target or empty else "yellow")
    for name, cells in _by_reason(imported.taken).items():
        line(f"taken otherwise than written: {name} ({several(len(cells), 'cell')})", "cyan")
        for one in cells[:_MOST_TOLD]:
            line(f"  {sheet.file}:{one.line}:{one.col} {one.written} -> {one.taken}")
        if len(cells) > _MOST_TOLD:
            line(f"  and {len(cells) - _MOST_TOLD} more, in --format json")
    if imported.groups:
        line(f"groups copied from {', '.join(arguments.groups_from)}, without their sources: {', '.join(imported.groups)}", "cyan")
    if imported.unmapped:
        line(f"not taken ({several(len({one.line for one in imported.unmapped}), 'row')}):", "bold red")
    for bad in imported.unmapped:
        what = f" {bad.column} {bad.written!r}:" if bad.column else ""
        near = f"; near: {', '.join(bad.near)}" if bad.near else ""
        line(f"  {sheet.file}:{bad.line}:{bad.col or 1}{what} {bad.reason}{near}")
    for one_left in imported.left:
        line(f"left to say: {one_left}", "yellow")
    _print_sums(imported, written, found, arguments, console)


def _print_sums(imported: Imported, written: list[Path], found: list[Diagnostic], arguments: Namespace, console: Console) -> None:
    from rxrules.report.render.lines import several, shown  # noqa: PLC0415

    rows = len(imported.sheet.rows) + len(imported.sheet.uneven)
    lost = len({one.line for one in imported.unmapped})
    told = f"{several(imported.rules, 'rule')} from {rows - lost} of {several(rows, 'row')}"
    if written:
        told += f", written to {' and '.join(map(str, written))}"
    else:
        told += "; nothing is written without --out" if not arguments.out else "; nothing was written"
    console.print(shown(told), style="bold" if imported.is_whole else "bold red", soft_wrap=True)
    if written:
        errors = sum(one.is_error for one in found)
        sums = f"{several(errors, 'error')}, {several(len(found) - errors, 'warning')} in what was written"
        console.print(shown(f"`rxrules lint {arguments.folder}`: {sums}"), soft_wrap=True)
    if written and written[0].suffix == ".csv":
        name = written[0].resolve().relative_to(Path(arguments.folder).resolve()).as_posix()
        console.print(shown("the manifest has to name the table, under `ruleset:`"), soft_wrap=True)
        console.print(shown(entry(imported, name).rstrip()), soft_wrap=True)


def _by_reason(taken: Iterable[Taken]) -> dict[str, list[Taken]]:
    """Cells by why they were taken as something else, each written word once."""
    found: dict[str, dict[tuple[str, str], Taken]] = {}
    for one in taken:
        found.setdefault(one.why, {}).setdefault((one.written, one.taken), one)
    return {why: list(cells.values()) for why, cells in found.items()}


def _plain(imported: Imported, written: list[Path], found: list[Diagnostic]) -> dict[str, object]:
    rows = len(imported.sheet.rows) + len(imported.sheet.uneven)
    return {
        "sheet": imported.sheet.file,
        "kind": imported.kind,
        "columns": [
            {"name": one.name, "target": one.target or None, "how": one.how or None, "unit": one.unit or None}
            for one in imported.columns
        ],
        "rows": rows,
        "rows_not_taken": len({one.line for one in imported.unmapped}),
        "rules": imported.rules,
        "not_taken": [
            {
                "line": one.line,
                "col": one.col or None,
                "column": one.column or None,
                "written": one.written or None,
                "reason": one.reason,
                "near": list(one.near),
            }
            for one in imported.unmapped
        ],
        "taken_otherwise": [
            {"line": one.line, "col": one.col, "column": one.column, "written": one.written, "taken": one.taken, "why": one.why}
            for one in imported.taken
        ],
        "left": list(imported.left),
        "groups_copied": list(imported.groups),
        "sources_made": imported.sources,
        "files": [str(one) for one in written],
        "lint": [str(one) for one in found],
    }
