"""`rxrules prove`: what can be claimed of rules, each proved, refuted or undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE
from rxrules.cli.output import add_format, make_console, write_json
from rxrules.cli.places import Places
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError
from rxrules.proof.writing import as_yaml
from rxrules.proving.claims import CLAIMS, Standing
from rxrules.proving.prove import TIMEOUT, prove
from rxrules.proving.solver import INSTALL
from rxrules.report.render.lines import several, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.proving.claims import Claim
    from rxrules.proving.prove import Proof
    from rxrules.validate import Ruleset

_STYLES = {Standing.REFUTED: "bold red", Standing.UNDECIDED: "bold yellow", Standing.PROVED: "green", Standing.NOTE: "dim"}
_STATUSES = """\
exit status:
  0  every claim is proved
  1  a claim is refuted
  2  a ruleset can't be read, or something else than its bands is wrong with it
  3  none is refuted, but something is undecided"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    width = max(map(len, CLAIMS))
    told = "\n".join(f"  {name:<{width}}  {text}" for name, text in CLAIMS.items())
    parser.epilog = f"claims:\n{told}\n\n{_STATUSES}"
    parser.add_argument("ruleset", metavar="RULESET", help="a shipped ruleset, or the path of one; its bands may have gaps")
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help="only this rule; repeatable")
    parser.add_argument(
        "--timeout", type=float, default=TIMEOUT, metavar="SECONDS", help=f"for one question to z3 (default: {TIMEOUT:g})"
    )
    parser.add_argument("--verbose", "-v", action="store_true", help="text with a line for every claim that is proved, and notes")
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Prove the rules, and print what became of the claims."""
    from rxrules.proving.reading import read  # noqa: PLC0415

    if not 0 < arguments.timeout <= 3600:
        raise InputError("--timeout is above 0 and at most 3600 seconds")
    ruleset = read(arguments.ruleset)
    _check_rules(arguments.rule, ruleset)
    found = prove(ruleset, rules=arguments.rule, timeout=arguments.timeout)
    places = Places(arguments.ruleset)
    if arguments.format == "json":
        write_json(_plain(found, places))
    else:
        _print(found, places, make_console(arguments), verbose=arguments.verbose)
    if found.of(Standing.REFUTED):
        return ALERT
    return INCOMPLETE if found.of(Standing.UNDECIDED) else CLEAN


def _check_rules(wanted: Sequence[str], ruleset: Ruleset) -> None:
    known = {rule.id.text: rule for rule in ruleset.rules}
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known)
            raise InputError(f"there is no rule {name!r}" + (f" ({hint})" if hint else ""))
        if known[name].status == "retired":
            raise InputError(f"the rule {name!r} is retired, and never runs")


def _print(found: Proof, places: Places, console: Console, *, verbose: bool) -> None:
    by_rule: dict[str, list[Claim]] = {}
    for claim in found.claims:
        by_rule.setdefault(claim.rule, []).append(claim)
    for id_, claims in by_rule.items():
        proved = [claim for claim in claims if claim.standing is Standing.PROVED]
        if proved and not verbose:
            console.print(
                shown(f"proved {id_}: {', '.join(dict.fromkeys(claim.name for claim in proved))}"), style="dim", soft_wrap=True
            )
        for claim in claims:
            if verbose or claim.standing in (Standing.REFUTED, Standing.UNDECIDED):
                _print_one(claim, places, console)
    counts = [
        f"{len(found.of(standing)):,} {standing.value}" for standing in (Standing.PROVED, Standing.REFUTED, Standing.UNDECIDED)
    ]
    notes = found.of(Standing.NOTE)
    if notes and not verbose:
        counts.append(f"{several(len(notes), 'note')} (--verbose)")
    console.print(f"{several(found.rules, 'rule')}: {', '.join(counts)}", style="bold", soft_wrap=True)
    if found.solver is None:
        told = f"z3 is not installed: what only it could decide is undecided; {INSTALL}"
        console.print(shown(told), style="yellow", soft_wrap=True)


def _print_one(claim: Claim, places: Places, console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415

    by = f" (by {claim.by})" if claim.by else ""
    told = Text.assemble(
        shown(f"{places.shown(claim.span)}: "),
        (claim.standing.value, _STYLES[claim.standing]),
        shown(f" {claim.rule}: {claim.name}: {claim.text}{by}"),
    )
    console.print(told, soft_wrap=True)
    if claim.standing is Standing.REFUTED and claim.scenario is not None:
        console.print(Text(as_yaml(dict(claim.scenario)).rstrip()), soft_wrap=True)


def _plain(found: Proof, places: Places) -> dict[str, object]:
    return {
        "rules": found.rules,
        "solver": None if found.solver is None else f"z3 {found.solver}",
        "counts": {standing.value: len(found.of(standing)) for standing in Standing},
        "claims": [
            {
                "rule": claim.rule,
                "claim": claim.name,
                "standing": claim.standing.value,
                "message": claim.text,
                "by": claim.by,
                "place": places.shown(claim.span),
                "scenario": None if claim.scenario is None else dict(claim.scenario),
            }
            for claim in found.claims
        ],
    }
