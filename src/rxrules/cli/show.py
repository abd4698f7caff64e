"""`rxrules show`: what the rulesets know of a drug."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rxrules.chart import resolve_drug
from rxrules.cli import options
from rxrules.cli.main import CLEAN, INCOMPLETE
from rxrules.plan import EXPECTED_KINDS, SEVERITIES
from rxrules.model import Drug
from rxrules.report.knowledge import knowledge

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("drug", nargs="+", metavar="DRUG", help="an ingredient, a synonym, a brand or a product")
    options.add_ruleset(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options.add_color(parser)


def main(arguments: Namespace) -> int:
    """Show every rule that knows the drug; 3 where the drug is not known."""
    arguments.engine = ("native",)
    checker = options.make_checker(arguments)
    name = " ".join(arguments.drug)
    product, unresolved = resolve_drug(Drug(name=name), checker.terminology)
    if product is None:
        for one in unresolved:
            near = f"; near names: {', '.join(one.near)}" if one.near else ""
            print(f"{name}: {one.reason}{near}", file=sys.stderr)
        return INCOMPLETE
    found = [knowledge(checker.plan, checker.coverage, checker.terminology, component.ingredient) for component in product.components]
    if arguments.format == "json":
        sys.stdout.write(json.dumps([one.document() for one in found], ensure_ascii=False, indent=2) + "\n")
        return CLEAN
    console = options.make_console(arguments)
    for one in found:
        console.print(one.ingredient, style="bold")
        for label, words in one.identity:
            console.print(f"  {label:<12} {words}", style="dim")
        for kind in EXPECTED_KINDS:
            rules = [rule for rule in one.rules if rule.kind == kind]
            known = f"{len(rules)} rule(s)" if rules else "covered by a rule for every drug" if kind in one.covered else "NOT COVERED"
            console.print(f"  {kind.replace('_', ' '):<12} {known}", style="" if kind in one.covered else "yellow")
            for rule in rules:
                console.print(f"    {SEVERITIES[rule.severity]:<16} {rule.id}  {rule.title}{'  (review)' if rule.review else ''}")
                if rule.detail:
                    console.print(f"    {'':<16} {rule.detail}", style="dim")
    return CLEAN
