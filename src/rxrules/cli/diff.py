"""`rxrules diff`: two versions of a ruleset, rule by rule, with a case for each difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.checker import Checker
from rxrules.cli.main import ALERT, CLEAN, WRONG_INPUT
from rxrules.cli.output import add_format, complain, make_console, write_json
from rxrules.cli.revisions import load_revision
from rxrules.errors import InputError
from rxrules.proof.alerts import AlertChange, changed_alerts
from rxrules.proof.comparing import RANDOM_CASES, compare
from rxrules.proof.writing import as_yaml, scenario
from rxrules.report.render.lines import several, shown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from rich.console import Console

    from rxrules.proof.comparing import RuleChange, Witness
    from rxrules.validate import Ruleset

#: What each --fail-on counts.
_FAILS = {"never": (), "looser": ("looser", "incomparable"), "any": ("looser", "incomparable", "stricter", "undecided")}
_SAID = {
    "same": "the logic is the same",
    "stricter": "stricter",
    "looser": "looser",
    "incomparable": "incomparable: stricter for some, looser for others",
}
_ABOUT = """\
OLD and NEW are each the name of a shipped ruleset, a path, or REV:PATH, a path as git knew it: HEAD~1:rulesets/own.

exit status:
  0  done
  1  a change that --fail-on counts
  2  a ruleset or a case is wrong, or git knows no such revision"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _ABOUT
    parser.add_argument("old", metavar="OLD", help="the version before")
    parser.add_argument("new", metavar="NEW", help="the version after")
    parser.add_argument(
        "--cases",
        action="append",
        default=[],
        metavar="PATH",
        help="a case file, or a folder of them, on which alerts are compared; repeatable",
    )
    parser.add_argument(
        "--fail-on",
        choices=tuple(_FAILS),
        default="never",
        help="what makes the exit status 1: looser (or incomparable, removed), or any change of logic (default: never)",
    )
    parser.add_argument(
        "--random",
        type=int,
        default=RANDOM_CASES,
        metavar="N",
        help=f"random cases beside the boundary cases, for each rule whose logic changed (default: {RANDOM_CASES})",
    )
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Compare, and print what changed."""
    if arguments.random < 0:
        raise InputError("expected 0 or more", "--random")
    old, new = load_revision(arguments.old), load_revision(arguments.new)
    changes = compare(old, new, random_cases=arguments.random)
    alerts, looked, unread = _alerts(arguments.cases, old, new)
    if arguments.format == "json":
        write_json(_plain(old, new, changes, alerts, looked))
    else:
        _print(old, new, changes, make_console(arguments))
        if arguments.cases:
            _print_alerts(alerts, looked, make_console(arguments))
    if unread:
        return WRONG_INPUT
    return ALERT if any(one.logic in _FAILS[arguments.fail_on] for one in changes) else CLEAN


def _alerts(given: Sequence[str], old: Ruleset, new: Ruleset) -> tuple[list[AlertChange], int, bool]:
    """What changes on cases, how many there were, and whether one can't be read."""
    from rxrules.cli.inputs import cases, files  # noqa: PLC0415  only where cases are given

    if not given:
        return [], 0, False
    before, after = Checker(old), Checker(new)
    found: list[AlertChange] = []
    looked = 0
    unread = False
    for name, case in cases(list(files(given)), None, None):
        if isinstance(case, InputError):
            complain(str(case))
            unread = True
        elif case.as_of is None:
            complain(f"{name}: the case {case.id} has no as_of, and is left out")
            unread = True
        else:
            looked += 1
            for problem in case.unread:
                if problem.is_error:
                    # SAFETY: what was not read changes no alert, and would look as if nothing changed
                    complain(f"{name}: the case {case.id}: not read: {problem.path}: {problem.reason}")
                    unread = True
            found += changed_alerts(case, before, after)
    return found, looked, unread


def _print(old: Ruleset, new: Ruleset, changes: Sequence[RuleChange], console: Console) -> None:
    for change in changes:
        console.print(shown(_headline(change)), style=_style(change), soft_wrap=True)
        for witness, said in ((change.looser, "less"), (change.stricter, "more")):
            if witness is not None:
                sides = _says(witness, "old", change), _says(witness, "new", change)
                told = f"  says {said}: the old version {sides[0]}, the new one {sides[1]}, on"
                console.print(shown(told), soft_wrap=True)
                for line in as_yaml(_scenario(change, witness)).splitlines():
                    console.print(shown(f"    {line}"), soft_wrap=True)
    if old.drugs != new.drugs:
        console.print(
            "the products that the ruleset adds changed: what names mean may be another, of any rule", style="bold yellow"
        )
    counts = {name: sum(one.logic == name for one in changes) for name in (*_SAID, "undecided")}
    told = ", ".join(
        f"{number} {'in words or governance only' if name == 'same' else name}" for name, number in counts.items() if number
    )
    versions = f"{old.manifest.id} {old.manifest.version} to {new.manifest.version}"
    console.print(
        shown(f"{versions}: {several(len(changes), 'rule')} changed{': ' if told else ''}{told}"), style="bold", soft_wrap=True
    )


def _headline(change: RuleChange) -> str:
    logic = f"no difference found in {several(change.cases, 'case')}" if change.logic == "undecided" else _SAID[change.logic]
    also = [name for name, is_so in (("words", change.words), ("governance", change.governance)) if is_so]
    if change.what != "changed":
        return f"{change.rule}: {change.what}, {logic}"
    return f"{change.rule}: {logic}" + (f"; {' and '.join(also)} changed" if also else "")


def _style(change: RuleChange) -> str:
    return {"looser": "bold red", "incomparable": "bold red", "stricter": "bold yellow", "undecided": "bold"}.get(change.logic, "")


def _says(witness: Witness, side: str, change: RuleChange) -> str:
    if (side == "old" and change.what == "added") or (side == "new" and change.what == "removed"):
        return "has no such rule"
    return str(witness.old if side == "old" else witness.new)


def _scenario(change: RuleChange, witness: Witness) -> dict[str, Any]:
    """The witness as a scenario of the version that has the rule: of the new one, where it still does."""
    is_gone = change.what == "removed"
    verdict = witness.old if is_gone else witness.new
    name = f"{change.rule}: before it {witness.old}, now it {witness.new}"
    return scenario(name, witness.sketch.patient, witness.sketch.medications, change.rule, verdict, unread=False)


def _print_alerts(alerts: Sequence[AlertChange], looked: int, console: Console) -> None:
    for one in alerts:
        what = f"{one.old} becomes {one.new}" if one.what == "changes" else f"{one.what}, {one.new or one.old}"
        console.print(shown(f"{one.case}: {one.rule} of {', '.join(one.medications)} {what}"), soft_wrap=True)
    counts = ", ".join(
        f"{number} {said}" for said, number in ((said, sum(one.what == what for one in alerts)) for what, said in _ALERTS.items())
    )
    console.print(f"alerts on {several(looked, 'case')}: {counts}", style="bold", soft_wrap=True)


_ALERTS = {"appears": "appear", "vanishes": "vanish", "changes": "change severity or certainty"}


def _plain(old: Ruleset, new: Ruleset, changes: Sequence[RuleChange], alerts: Sequence[AlertChange], looked: int) -> dict[str, Any]:
    def version(ruleset: Ruleset) -> dict[str, str]:
        return {"id": ruleset.manifest.id.text, "version": ruleset.manifest.version, "digest": ruleset.digest}

    def witness(change: RuleChange, given: Witness | None) -> dict[str, Any] | None:
        if given is None:
            return None
        return {"old": given.old._asdict(), "new": given.new._asdict(), "scenario": _scenario(change, given)}

    return {
        "old": version(old),
        "new": version(new),
        "rules": [
            {
                "rule": one.rule,
                "change": one.what,
                "logic": one.logic,
                "words": one.words,
                "governance": one.governance,
                "place": str(one.span),
                "cases": one.cases,
                "class": one.weight,
                "looser": witness(one, one.looser),
                "stricter": witness(one, one.stricter),
            }
            for one in changes
        ],
        "products_changed": old.drugs != new.drugs,
        "alerts": [
            {
                "case": one.case,
                "rule": one.rule,
                "medications": list(one.medications),
                "change": one.what,
                "old": one.old,
                "new": one.new,
            }
            for one in alerts
        ],
        "cases": looked,
    }
