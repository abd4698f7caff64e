"""`rxrules check`: check prescriptions, and say what was found, what was not, and what could not be checked."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rxrules.cli import options
from rxrules.cli.inputs import cases, files
from rxrules.cli.main import ALERT, CLEAN, INCOMPLETE, WRONG_INPUT
from rxrules.plan import SEVERITIES
from rxrules.errors import InputError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator

    from rxrules.checker import Checker
    from rxrules.model import Case
    from rxrules.report import Report

_MANY = 20


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("case", nargs="+", metavar="CASE", help="a case file, a FHIR bundle, a folder of them, or - for input")
    options.add_ruleset(parser)
    options.add_engines(parser)
    options.add_as_of(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "jsonl", "fhir"),
        default="text",
        help="json: one report, or a list for several cases; jsonl: a report a line; fhir: DetectedIssue resources in a bundle",
    )
    parser.add_argument("--fhir-version", choices=("R4", "R5"), default="R4", help="of --format fhir (default: R4)")
    parser.add_argument("--whole-list", action="store_true", help="report on all orders, not only on those that are proposed")
    parser.add_argument(
        "--fail-on",
        choices=(*reversed(SEVERITIES), "never"),
        default="moderate",
        help="the severity from which an alert makes the exit status 1 (default: moderate)",
    )
    parser.add_argument("--verbose", "-v", action="store_true", help="with the trace of each alert")
    options.add_color(parser)


def main(arguments: Namespace) -> int:
    """Check every case, print, and return the exit status."""
    as_of = options.given_day(arguments)
    checker = options.make_checker(arguments)
    paths = list(files(arguments.case))
    tally = _Tally(arguments.fail_on)
    found = (_check(checker, name, case, arguments) for name, case in _with_progress(cases(paths, as_of), len(paths), arguments))
    _PRINTERS[arguments.format](tally.watch(found), arguments)
    sys.stdout.flush()
    if not tally.seen:
        print("rxrules: there is no case in the input", file=sys.stderr)
    return tally.status


class _Tally:
    """The exit status over all inputs, and nothing else kept of them."""

    def __init__(self, fail_on: str) -> None:
        self._from = len(SEVERITIES) if fail_on == "never" else SEVERITIES.index(fail_on)
        self._wrong = self._alert = self._incomplete = False
        self.seen = 0

    def watch(self, found: Iterable[tuple[str, Report | InputError]]) -> Iterator[tuple[str, Report | InputError]]:
        for name, report in found:
            self.seen += 1
            if isinstance(report, InputError):
                self._wrong = True
            else:
                self._wrong |= any(unread.is_error for unread in report.unread)
                self._alert |= any(alert.lead.severity >= self._from for alert in report.alerts)
                self._incomplete |= not report.is_complete
            yield name, report

    @property
    def status(self) -> int:
        if self._wrong or not self.seen:
            return WRONG_INPUT
        if self._alert:
            return ALERT
        return INCOMPLETE if self._incomplete else CLEAN


def _check(checker: Checker, name: str, case: Case | InputError, arguments: Namespace) -> tuple[str, Report | InputError]:
    if isinstance(case, InputError):
        return name, case
    assumed = None if case.as_of is not None else options.today()
    report = checker.check(case, as_of=assumed, whole_list=arguments.whole_list)
    report.as_of_assumed = assumed is not None
    return name, report


def _with_progress(
    found: Iterator[tuple[str, Case | InputError]], inputs: int, arguments: Namespace
) -> Iterator[tuple[str, Case | InputError]]:
    """A progress bar on standard error where many inputs are read and somebody is looking."""
    if inputs < _MANY or not sys.stderr.isatty():
        yield from found
        return
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=options.make_console(arguments, stderr=True), transient=True) as progress:
        task = progress.add_task("checking", total=inputs)
        last = None
        for name, case in found:
            if name != last:
                progress.update(task, advance=0 if last is None else 1, description=name[-40:])
                last = name
            yield name, case


def _text(found: Iterable[tuple[str, Report | InputError]], arguments: Namespace) -> None:
    from rxrules.report.render.text import print_report  # noqa: PLC0415

    console = options.make_console(arguments)
    for _, report in found:
        if isinstance(report, InputError):
            sys.stdout.flush()
            print(f"rxrules: {report}", file=sys.stderr)
        else:
            print_report(report, console, verbose=arguments.verbose)


def _plain(name: str, report: Report | InputError) -> dict[str, Any]:
    if isinstance(report, InputError):
        return {"case": None, "file": name, "error": str(report)}
    from rxrules.report import document  # noqa: PLC0415

    return document(report)


def _json(found: Iterable[tuple[str, Report | InputError]], arguments: Namespace) -> None:  # noqa: ARG001
    documents = [_plain(name, report) for name, report in found]
    _print_json(documents[0] if len(documents) == 1 else documents)


def _jsonl(found: Iterable[tuple[str, Report | InputError]], arguments: Namespace) -> None:  # noqa: ARG001
    for name, report in found:
        sys.stdout.write(json.dumps(_plain(name, report), ensure_ascii=False, allow_nan=False) + "\n")


def _fhir(found: Iterable[tuple[str, Report | InputError]], arguments: Namespace) -> None:
    from rxrules.adapters.fhir import detected_issues, operation_outcome  # noqa: PLC0415

    resources: list[dict[str, Any]] = []
    for name, report in found:
        plain = _plain(name, report)
        if isinstance(report, InputError):
            issue = {"severity": "fatal", "code": "structure", "diagnostics": plain["error"]}
            resources.append({"resourceType": "OperationOutcome", "issue": [issue]})
            continue
        resources += detected_issues(plain, version=arguments.fhir_version)
        resources.append(operation_outcome(plain))
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    _print_json(bundle)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


_PRINTERS = {"text": _text, "json": _json, "jsonl": _jsonl, "fhir": _fhir}
