"""`rxrules check`: check prescriptions, and say what was found, what was not, and what could not be checked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rxrules.cli import options
from rxrules.cli.inputs import cases, files
from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE, WRONG_INPUT
from rxrules.cli.output import add_color, complain, is_unicode, make_console, write_json
from rxrules.cli.progress import with_progress
from rxrules.errors import InputError
from rxrules.plan import SEVERITIES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from rxrules.checker import Checker
    from rxrules.model import Case, Moment
    from rxrules.report import Report

    #: What came of each case, with the name of its file; what can't be read stands in its place.
    Found: TypeAlias = "Iterable[tuple[str, Report | InputError]]"

_STATUSES = """\
exit status, the first that holds over all inputs:
  2  an input or a ruleset is wrong
  1  an alert at or above --fail-on
  3  no such alert, but something could not be checked
  0  otherwise"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "case",
        nargs="+",
        metavar="CASE",
        help="a case file (YAML, JSON, or JSON lines with a case a line), a FHIR bundle or resource (R4, R5), a CDS Hooks "
        "request, a folder of them, or - for standard input",
    )
    options.add_ruleset(parser)
    options.add_engines(parser)
    options.add_as_of(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "jsonl", "fhir"),
        default="text",
        help="text for people; json: one report, or a list where there are several cases; jsonl: a report a line; fhir: "
        "DetectedIssue and OperationOutcome resources in a bundle (default: text)",
    )
    parser.add_argument("--fhir-version", choices=("R4", "R5"), default="R4", help="of --format fhir (default: R4)")
    parser.add_argument(
        "--whole-list", action="store_true", help="report on all current orders, not only on those that are proposed"
    )
    parser.add_argument(
        "--fail-on",
        choices=(*reversed(SEVERITIES), "never"),
        default="moderate",
        help="the severity from which an alert makes the exit status 1 (default: moderate)",
    )
    parser.add_argument(
        "--for",
        dest="reader",
        choices=("prescriber", "pharmacist", "nurse", "patient"),
        default="",
        help="text: with the words that each alert has for this reader",
    )
    parser.add_argument(
        "--verbose",
        "-v",
        action="store_true",
        help="text: with how each alert came about, its mechanism, all its sources with addresses, and its words for "
        "prescriber, pharmacist, nurse and patient; long lists whole",
    )
    add_color(parser)


def main(arguments: Namespace) -> int:
    """Check every case, print, and return the exit status."""
    as_of = options.given_day(arguments)
    today = options.today()
    checker = options.make_checker(arguments)
    paths = list(files(arguments.case))
    tally = _Tally(arguments.fail_on)
    read = with_progress(cases(paths, as_of, today), len(paths), arguments)
    found = ((name, _check(checker, name, case, today, whole_list=arguments.whole_list)) for name, case in read)
    _PRINTERS[arguments.format](tally.watch(found), arguments)
    if arguments.format == "text" and tally.seen > 1:
        print(tally.summary)
    return tally.status


class _Tally:
    """The exit status over all inputs, and nothing else kept of them."""

    def __init__(self, fail_on: str) -> None:
        self._from = len(SEVERITIES) if fail_on == "never" else SEVERITIES.index(fail_on)
        self._wrong = self._alert = self._incomplete = False
        self._counts = {"with alerts": 0, "incomplete": 0, "clear": 0, "not readable": 0}
        self.seen = 0

    def watch(self, found: Found) -> Iterator[tuple[str, Report | InputError]]:
        """Pass on what was found, and count it."""
        for name, report in found:
            self.seen += 1
            if isinstance(report, InputError):
                self._wrong = True
                self._counts["not readable"] += 1
            else:
                self._wrong |= any(unread.is_error for unread in report.unread)
                self._alert |= any(alert.lead.severity >= self._from for alert in report.alerts)
                self._incomplete |= not report.is_complete
                self._counts["with alerts" if report.status == "alerts" else report.status] += 1
            yield name, report

    @property
    def summary(self) -> str:
        """All cases in one line."""
        return f"{self.seen:,} cases: " + ", ".join(f"{count:,} {word}" for word, count in self._counts.items() if count)

    @property
    def status(self) -> int:
        """The exit status, by the contract."""
        if self._wrong:
            return WRONG_INPUT
        if self._alert:
            return ALERT
        return INCOMPLETE if self._incomplete else CLEAN


def _check(checker: Checker, name: str, case: Case | InputError, today: Moment, *, whole_list: bool) -> Report | InputError:
    if isinstance(case, InputError):
        return case
    try:
        report = checker.check(case, whole_list=whole_list)
        # words are made when they are read, and must not fail later, in the middle of the output
        report.alerts  # noqa: B018
    except Exception as problem:  # noqa: BLE001
        # SAFETY: a fault of ours in one case must neither cost the others nor look as if this one had been checked
        told = f"the case {case.id} could not be checked, by a fault of rxrules: {type(problem).__name__}: {problem}"
        return InputError(told, name)
    report.as_of_assumed = case.as_of is today
    return report


def _text(found: Found, arguments: Namespace) -> None:
    from rxrules.report.render.text import print_report  # noqa: PLC0415

    console = make_console(arguments)
    for _, report in found:
        if isinstance(report, InputError):
            complain(str(report))
        else:
            print_report(report, console, verbose=arguments.verbose, reader=arguments.reader)


def _plain(name: str, report: Report | InputError) -> dict[str, Any]:
    if isinstance(report, InputError):
        return {"case": None, "file": name, "error": str(report)}
    from rxrules.report import document  # noqa: PLC0415

    return document(report)


def _json(found: Found, arguments: Namespace) -> None:  # noqa: ARG001
    documents = [_plain(name, report) for name, report in found]
    write_json(documents[0] if len(documents) == 1 else documents)


def _jsonl(found: Found, arguments: Namespace) -> None:  # noqa: ARG001
    for name, report in found:
        if isinstance(report, InputError) or not is_unicode():
            write_json(_plain(name, report), indent=None)
        else:
            sys.stdout.write(report.to_json() + "\n")
        # who reads line by line should not wait for the last case
        sys.stdout.flush()


def _fhir(found: Found, arguments: Namespace) -> None:
    from rxrules.adapters.fhir import detected_issues, operation_outcome  # noqa: PLC0415

    resources: list[dict[str, Any]] = []
    for name, report in found:
        plain = _plain(name, report)
        if not isinstance(report, InputError):
            resources += detected_issues(plain, version=arguments.fhir_version)
        resources.append(operation_outcome(plain))
    write_json({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]})


_PRINTERS: dict[str, Callable[[Found, Namespace], None]] = {"text": _text, "json": _json, "jsonl": _jsonl, "fhir": _fhir}
