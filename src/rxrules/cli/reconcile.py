"""`rxrules reconcile`: two medication lists of one patient, drug by drug, and the checks on the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.cli import options
from rxrules.cli.inputs import STANDARD_INPUT, cases, files
from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE, WRONG_INPUT
from rxrules.cli.output import add_color, complain, make_console, write_json
from rxrules.errors import InputError, RxError
from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rxrules.model import Case, Moment
    from rxrules.reconcile import Reconciliation

_STATUSES = """\
exit status, the first that holds:
  2  an input or a ruleset is wrong, or the lists are of two persons
  1  a new or graver alert at or above --fail-on
  3  no such alert, but something could not be compared or checked
  0  otherwise; it does not mean that a list is safe, or that nothing was omitted"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument("before", metavar="BEFORE", help="the earlier list: a case file, a FHIR bundle, or - for standard input")
    parser.add_argument("after", metavar="AFTER", help="the later list of the same patient; its data of the patient lead")
    options.add_ruleset(parser)
    options.add_engines(parser)
    options.add_as_of(parser, otherwise="that of AFTER, else today")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people, json for programs (default: text)"
    )
    parser.add_argument(
        "--whole-list", action="store_true", help="check all orders of AFTER, not only those that are started or changed"
    )
    parser.add_argument(
        "--same-patient", action="store_true", help="they are one person, although the birth dates on the lists differ"
    )
    parser.add_argument(
        "--fail-on",
        choices=(*reversed(SEVERITIES), "never"),
        default="moderate",
        help="the severity from which a new or graver alert makes the exit status 1 (default: moderate)",
    )
    parser.add_argument("--verbose", "-v", action="store_true", help="text: with how each alert came about; long lists whole")
    add_color(parser)


def main(arguments: Namespace) -> int:
    """Reconcile, print, and return the exit status."""
    from rxrules.reconcile import reconcile  # noqa: PLC0415

    as_of = options.given_day(arguments)
    today = options.today()
    if arguments.before == arguments.after == STANDARD_INPUT:
        raise InputError("standard input can be read once only", STANDARD_INPUT)
    before, after = (_case(name, day, today) for name, day in ((arguments.before, None), (arguments.after, as_of)))
    if before.as_of is today:
        before = evolve(before, as_of=None)
    checker = options.make_checker(arguments)
    try:
        found = reconcile(before, after, checker, whole_list=arguments.whole_list, same_patient=arguments.same_patient)
        document = found.to_dict()
    except InputError as problem:
        hint = "" if arguments.same_patient or "two persons" not in str(problem) else " (--same-patient compares them all the same)"
        raise InputError(f"{problem}{hint}") from None
    except RxError:
        raise
    except Exception as problem:  # noqa: BLE001
        # SAFETY: a fault of ours must not look like a comparison without findings
        complain(f"the lists could not be reconciled, by a fault of rxrules: {type(problem).__name__}: {problem}")
        return WRONG_INPUT
    if arguments.format == "json":
        write_json(document | ({"as_of_assumed": True} if after.as_of is today else {}))
    else:
        _print(found, arguments, assumed=after.as_of is today)
    return _status(found, arguments.fail_on)


def _case(name: str, as_of: Moment | None, today: Moment) -> Case:
    """The one case of an input.

    Raises:
        InputError: there is none that can be read, or more than one.
    """
    found = [case for _, case in cases(list(files([name])), as_of, today)]
    if len(found) > 1:
        raise InputError(f"{len(found)} cases; a list to reconcile is one case", name)
    if isinstance(found[0], InputError):
        raise found[0]
    return found[0]


def _print(found: Reconciliation, arguments: Namespace, *, assumed: bool) -> None:
    from rxrules.reconcile.render import render  # noqa: PLC0415

    console = make_console(arguments)
    console.print(render(found, verbose=arguments.verbose, whole_list=arguments.whole_list, assumed=assumed))


def _status(found: Reconciliation, fail_on: str) -> int:
    if not found.is_readable:
        return WRONG_INPUT
    least = len(SEVERITIES) if fail_on == "never" else SEVERITIES.index(fail_on)
    if any(one.alert.lead.severity >= least for one in found.alerts_that_are("new", "worse")):
        return ALERT
    return CLEAN if found.is_complete else INCOMPLETE
