"""`rxrules boundaries`: cases at every edge of a rule, as scenarios to accept or to reject."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.cli import options
from rxrules.cli.main import CLEAN
from rxrules.cli.output import complain, write_json
from rxrules.errors import InputError
from rxrules.proof.boundaries import boundaries
from rxrules.proof.finding import rule_of
from rxrules.proof.writing import scenario, scenarios_text
from rxrules.report.render.lines import several

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rxrules.language.ast import Rule
    from rxrules.proof.boundaries import Boundary, Found

#: A case whose outcome is not what its edge says.
FLAGGED = 1
_ENDING = ".test.yaml"
_ABOUT = """\
Each case is one that can be recorded: the limit itself, the smallest step below and above it in the author's units, the same in
another unit, and the value missing, too old, or of a wrong kind. What is expected is what the native engine says now; read each
before you keep it.

exit status:
  0  every outcome is what its edge says
  1  a case is flagged: its outcome is not what its edge says
  2  a ruleset is wrong, or has no such rule"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _ABOUT
    parser.add_argument("rule", metavar="RULE", help="the id of a rule; one in draft too")
    options.add_ruleset(parser)
    parser.add_argument(
        "--write",
        metavar="FILE",
        help=f"accept them: write them to a new file, whose name ends with {_ENDING}; what is flagged keeps its mark",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text: a scenario file; json for programs (default: text)"
    )


def main(arguments: Namespace) -> int:
    """Make the cases, and print or write them."""
    from rxrules.validate import load, shipped  # noqa: PLC0415

    target = None if arguments.write is None else _target(arguments.write)
    rule, ruleset = rule_of(arguments.rule, [load(one) for one in arguments.ruleset or sorted(shipped())])
    if rule.status == "retired":
        raise InputError(f"the rule {rule.id.text!r} is retired, and never runs")
    found = boundaries(rule, ruleset)
    flagged = sum(bool(one.flag) for one in found.cases)
    text = _text(rule, found, accepted=target is not None)
    if target is not None:
        try:
            target.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise InputError(f"can't be written: {problem.strerror}", str(target)) from None
        print(f"{target}: {several(len(found.cases), 'scenario')}, {flagged} flagged")
    elif arguments.format == "json":
        write_json(_plain(rule, found))
    else:
        sys.stdout.write(text)
    if flagged and target is None:
        complain(f"{several(flagged, 'scenario')} flagged: the outcome is not what the edge says")
    return FLAGGED if flagged else CLEAN


def _target(name: str) -> Path:
    path = Path(name)
    if not path.name.endswith(_ENDING):
        raise InputError(f"the name of a scenario file ends with {_ENDING}", name)
    if path.exists():
        raise InputError("is there already; name a new file, or write to standard output and take from there", name)
    return path


def _text(rule: Rule, found: Found, *, accepted: bool) -> str:
    head = [f"# Boundary cases of {rule.id.text}, by `rxrules boundaries`; what is expected is what the native engine says."]
    if rule.status not in ("active", "review"):
        head.append(f"# The rule is {rule.status}, and does not run: `rxrules test --drafts` runs rules in draft.")
    head += [f"# No case was found on which the outcome hangs on {label} ({span})." for label, span in found.unreached]
    body = [scenarios_text(rule.id.text, [one], "" if accepted and not one.flag else "accept? ") for one in found.cases]
    return "\n".join(head) + "\n\n" + "\n".join(body)


def _plain(rule: Rule, found: Found) -> dict[str, object]:
    def one(case: Boundary) -> dict[str, object]:
        made = scenario(case.name, case.sketch.patient, case.sketch.medications, rule.id.text, case.verdict, unread=case.unread)
        return {**made, "place": str(case.span), "flag": case.flag}

    return {
        "rule": rule.id.text,
        "scenarios": [one(case) for case in found.cases],
        "unreached": [{"edge": label, "place": str(span)} for label, span in found.unreached],
    }
