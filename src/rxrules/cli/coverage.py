"""`rxrules coverage`: which ingredients rulesets know, by which kinds of rule, and how much of a formulary that is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.cli.main import CLEAN, INCOMPLETE
from rxrules.cli.output import add_format, make_console, write_json
from rxrules.compile import compile_rulesets
from rxrules.errors import InputError
from rxrules.report.extent import STATUSES, document, extent, ingredients_of, share
from rxrules.report.formulary import read_formulary
from rxrules.report.kinds import KINDS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from rxrules.report.extent import Extent
    from rxrules.report.formulary import Entry
    from rxrules.validate import Ruleset

_STATUSES = """\
exit status:
  0  every name of the formulary is known, or none was given
  2  a ruleset or the formulary can't be read
  3  a name of the formulary is not known; it counts as covered by nothing"""
#: The heads of the columns, as short as they can be.
_HEADS = {
    "interaction": "interact",
    "duplication": "duplic",
    "dose_limit": "dose",
    "contraindication": "contra",
    "allergy": "allergy",
    "monitoring": "monitor",
    "omission": "omission",
    "burden": "burden",
}
_NOTES = """\
A number is how many rules of the kind name the ingredient; with r all of them are under review. Rules that speak of every drug \
alike (the same ingredient twice, an allergy to the drug itself) are not counted. That a rule knows a drug says nothing of how \
much it knows: silence of a covered drug is no proof of safety."""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "ruleset", nargs="*", metavar="RULESET", help="a shipped ruleset, or the path of one; without any, all shipped ones"
    )
    parser.add_argument(
        "--formulary",
        metavar="FILE",
        help="the drugs of a site: a CSV table with a column of names (name, product, drug ...), or a text of one name a line",
    )
    parser.add_argument("--summary", action="store_true", help="leave the table of ingredients out")
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Print what is covered; 3 where a name of the formulary is not known."""
    from rxrules.checker import Checker  # noqa: PLC0415
    from rxrules.validate import load, shipped  # noqa: PLC0415

    named = list(dict.fromkeys(arguments.ruleset)) or sorted(shipped())
    if not named:
        raise InputError("there is no ruleset: none is given, and this installation ships none")
    rulesets = [load(one) for one in named]
    plan = compile_rulesets(rulesets)
    found = extent(plan)
    entries = None
    if arguments.formulary is not None:
        entries = read_formulary(Path(arguments.formulary), Checker.of_plan(plan).terminology)
    counts = _by_status(rulesets)
    if arguments.format == "json":
        described = document(found, counts, entries)
        if arguments.summary:
            del described["table"]
        rules = [
            {"id": one.manifest.id.text, "version": one.manifest.version, "clinician_reviewed": one.manifest.clinician_reviewed}
            for one in rulesets
        ]
        write_json({"rulesets": rules, **described})
    else:
        _print(rulesets, found, counts, entries, arguments)
    return INCOMPLETE if entries and any(not one.ingredients for one in entries) else CLEAN


def _by_status(rulesets: Sequence[Ruleset]) -> dict[str, Counter[str]]:
    counts = {kind: Counter(dict.fromkeys(STATUSES, 0)) for kind in KINDS}
    for ruleset in rulesets:
        for rule in ruleset.rules:
            counts[rule.kind][rule.status] += 1
    return counts


def _print(
    rulesets: Sequence[Ruleset],
    found: Extent,
    counts: Mapping[str, Counter[str]],
    entries: Sequence[Entry] | None,
    arguments: Namespace,
) -> None:
    console = make_console(arguments)
    for one in rulesets:
        _line(console, f"{one.manifest.id.text} {one.manifest.version}  {one.manifest.title}", "bold")
        if not one.manifest.clinician_reviewed:
            _line(console, "  no clinician has reviewed it yet", "yellow")
    _line(console, "")
    heads = [*STATUSES, "ingredients", *(["formulary"] if entries is not None else [])]
    _line(console, " " * 18 + "".join(f"{head:>13}" for head in heads), "dim")
    for kind in KINDS:
        cells = [*(f"{counts[kind][status]:,}" for status in STATUSES), f"{found.named(kind):,}"]
        if entries is not None:
            cells.append(f"{share(found, entries, kind):.1%}")
        name = kind.replace("_", " ")
        _line(console, f"{name:<18}" + "".join(f"{cell:>13}" for cell in cells))
    _line(console, f"{'any of them':<18}{'':>52}{len(found.by_ingredient):>13,}")
    if entries is not None:
        _print_formulary(console, found, entries)
    if not arguments.summary:
        _print_table(console, found, ingredients_of(entries) if entries is not None else list(found.by_ingredient))
    _line(console, "")
    console.print(_NOTES, style="dim", soft_wrap=False)


def _print_formulary(console: Console, found: Extent, entries: Sequence[Entry]) -> None:
    unknown = [one for one in entries if not one.ingredients]
    bare = sorted({name for one in entries for name in one.ingredients if name not in found.by_ingredient})
    _line(console, "")
    _line(console, f"formulary: {len(entries):,} names, {len(entries) - len(unknown):,} resolved, {len(unknown):,} not", "bold")
    for one in unknown:
        near = f"; near names: {', '.join(one.near)}" if one.near else ""
        _line(console, f"  line {one.line}: {one.text!r}: {one.reason}{near}", "yellow")
    if bare:
        _line(console, f"  no rule names: {', '.join(bare)}", "yellow")


def _print_table(console: Console, found: Extent, names: Sequence[str]) -> None:
    _line(console, "")
    _line(console, f"{'ingredient':<34}" + "".join(f"{_HEADS[kind]:>9}" for kind in KINDS), "dim")
    for name in names:
        cells = []
        for kind in KINDS:
            known = found.known(name, kind)
            cells.append(f"{known.total}{'' if known.active else 'r'}" if known.total else "-")
        _line(console, f"{name:<34}" + "".join(f"{cell:>9}" for cell in cells))


def _line(console: Console, words: str, style: str = "") -> None:
    from rxrules.report.render.lines import shown  # noqa: PLC0415

    # one line of the table stays one line, however narrow the terminal
    console.print(shown(words), style=style or None, soft_wrap=True)
