"""`rxrules`: the entry point, and what its commands share."""

from __future__ import annotations

import argparse
import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from rxrules._version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

#: Each command is a module with ``add_arguments(parser)`` and ``main(arguments) -> int``; only the one that is called
#: is imported.
COMMANDS = {
    "check": "check prescriptions: case files, FHIR bundles, CDS Hooks requests",
    "explain": "why a rule fired on a case, or why it stayed silent",
    "reconcile": "compare two medication lists of one patient, and check the difference",
    "lint": "check a ruleset's files, and say what is wrong, with file, line and column",
    "test": "run the scenario files of a ruleset",
    "agree": "run both engines on rulesets and cases made by chance, and compare every outcome",
    "new": "begin a ruleset or a rule, from a template",
    "import": "make rules of a spreadsheet of interacting pairs or dose limits, and say what did not map",
    "fmt": "bring the files of a ruleset into one form, comments kept",
    "watch": "lint and test a ruleset whenever a file is saved",
    "boundaries": "make cases at every edge of a rule, as scenarios to accept or to reject",
    "mutate": "change rules a little, and see whether their scenarios notice",
    "prove": "prove or refute what a rule should be: bands without gaps, able to fire, masked by none",
    "diff": "compare two versions of a ruleset, rule by rule, with a case for each difference",
    "lock": "keep what the rules of a version are, and see that no logic changes without a new version",
    "show": "what the rulesets know of a drug",
    "docs": "write rulesets as a rule book in HTML, to be read and searched without a server",
    "coverage": "which drugs the rulesets know, by which kinds of rule, and how much of a formulary that is",
    "calc": "calculate a clinical formula, with its steps and its source",
    "schema": "print the JSON Schema of ruleset files, for editors",
}

#: Commands whose name is a word of Python, by their modules.
_MODULES = {"import": "import_"}

#: Exit statuses; the first that holds counts.
WRONG_INPUT, ALERT, INCOMPLETE, CLEAN = 2, 1, 3, 0
#: What a shell gives a program that ctrl-C ended, and one whose reader went away.
STOPPED, BROKEN_PIPE = 130, 141
_COLLECT_AFTER = 50_000


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit status."""
    # Rules are some 100,000 tuples that live as long as the process; with its usual haste the collector goes through them dozens
    # of times while they are made, which takes a tenth of a first check.
    gc.set_threshold(max(_COLLECT_AFTER, gc.get_threshold()[0]))
    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = _parser(given).parse_args(given)
    from rxrules.cli.output import quiet, ready  # noqa: PLC0415
    from rxrules.errors import RxError  # noqa: PLC0415

    ready()
    try:
        status: int = _module(parsed.command).main(parsed)
        sys.stdout.flush()
    except RxError as problem:
        _say(str(problem))
        return WRONG_INPUT
    except BrokenPipeError:
        # Who reads our output has seen enough; nobody may take this for a check without findings.
        quiet()
        return BROKEN_PIPE
    except OSError as problem:
        # Inputs that can't be read never come here; this is an output that can't be written, a full disk.
        quiet()
        _say(f"the output can't be written: {problem.strerror or problem}")
        return WRONG_INPUT
    except KeyboardInterrupt:
        _say("stopped")
        return STOPPED
    return status


def _module(command: str) -> ModuleType:
    return import_module(f"rxrules.cli.{_MODULES.get(command, command)}")


def _say(message: str) -> None:
    from rxrules.cli.output import complain  # noqa: PLC0415

    complain(message)


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    chosen = next((word for word in given if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="rxrules",
        description="Prescribing checks that never mistake the unknown for the safe.",
        epilog="Rules do not replace clinical judgement. No clinician has reviewed the shipped rulesets yet.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"rxrules {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, help_ in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=help_,
            description=f"{help_[0].upper()}{help_[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name == chosen:
            _module(name).add_arguments(command)
    return parser
