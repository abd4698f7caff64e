"""`rxrules show`: what the rulesets know of a drug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart import resolve_drug
from rxrules.cli import options
from rxrules.cli.main import CLEAN, INCOMPLETE
from rxrules.cli.output import add_format, complain, make_console, write_json
from rxrules.model import Drug
from rxrules.plan import EXPECTED_KINDS, SEVERITIES
from rxrules.report.kinds import KINDS
from rxrules.report.knowledge import knowledge
from rxrules.report.render.lines import Line, several

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.plan import PlanRule
    from rxrules.report.knowledge import Knowledge

#: How wide the names of kinds are, with a blank.
_WIDEST = max(map(len, KINDS)) + 1
_STATUSES = """\
exit status:
  0  the drug is known
  3  it is not; near names are told on standard error"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "drug", nargs="+", metavar="DRUG", help="an ingredient, a synonym, a brand or a product, in one word or several"
    )
    options.add_ruleset(parser)
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Show every rule that knows the drug; 3 where the drug is not known."""
    arguments.engine = ["native"]
    checker = options.make_checker(arguments)
    name = " ".join(" ".join(arguments.drug).split())
    product, unresolved = resolve_drug(Drug(name=name), checker.terminology)
    components = product.components if product is not None else ()
    found = [knowledge(checker.plan, checker.coverage, checker.terminology, one.ingredient) for one in components]
    for one in unresolved:
        near = f"; near names: {', '.join(one.near)}" if one.near else ""
        if rule := next((rule for rule in checker.plan.rules if rule.id == name), None):
            near = f"; it is the id of a rule, written at {_place(rule, arguments.ruleset)}"
        complain(f"{name!r}: {one.reason}{near}")
    if arguments.format == "json":
        not_known = [{"text": one.text, "reason": one.reason, "near": list(one.near)} for one in unresolved]
        write_json({"drug": name, "ingredients": [one.document() for one in found], "not_known": not_known})
    else:
        console = make_console(arguments)
        if len(found) > 1:
            console.print(Line((name, "bold"), f"  holds {', '.join(one.ingredient for one in found)}", indent=0))
        for known in found:
            _print(known, console)
    return INCOMPLETE if unresolved else CLEAN


def _place(rule: PlanRule, rulesets: Sequence[str]) -> str:
    """The file and line of a rule, as a path that can be opened."""
    from rxrules.source.shipped import find, shipped  # noqa: PLC0415

    folder = find((tuple(rulesets) or tuple(shipped()))[rule.ruleset])
    return str(folder / rule.line) if folder.is_dir() else rule.line


def _print(one: Knowledge, console: Console) -> None:
    console.print(Line((one.ingredient, "bold"), indent=0))
    for label, words in one.identity:
        console.print(Line((words, "dim"), label=label))
    for kind in KINDS:
        rules = [rule for rule in one.rules if rule.kind == kind]
        covered = kind in one.covered
        if not (rules or covered or kind in EXPECTED_KINDS):
            continue
        known = several(len(rules), "rule")
        if not rules:
            known = "covered by a rule for every drug" if covered else "NOT COVERED"
        console.print(Line((known, "" if covered else "bold yellow"), label=kind.replace("_", " ").ljust(_WIDEST)))
        for rule in rules:
            note = "  (rule under review)" if rule.review else ""
            console.print(
                Line(f"{SEVERITIES[rule.severity]:<15} ", (rule.id, "bold"), f"  {rule.title}", (note, "italic"), indent=4, hang=16)
            )
            console.print(Line((rule.detail, "dim"), indent=20))
