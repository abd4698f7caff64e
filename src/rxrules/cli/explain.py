"""`rxrules explain`: why a rule fired on a case, or why it stayed silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.cli import options
from rxrules.cli.inputs import cases, files
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.cli.output import add_format, complain, make_console, write_json
from rxrules.engines.base import Status
from rxrules.errors import InputError
from rxrules.report.explain import explain
from rxrules.report.render.lines import Line

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rich.console import Console

    from rxrules.plan import Plan
    from rxrules.report.explain import Explanation

_STATUSES = """\
exit status:
  0  the rule was looked at on every case
  2  a case can't be read, or no running rule has that id"""
_MOST_NEAR = 5


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument("case", metavar="CASE", help="a case file, a FHIR bundle, a folder of them, or - for standard input")
    parser.add_argument("rule", metavar="RULE", help="the id of a rule, as reports name it")
    options.add_ruleset(parser)
    options.add_engines(parser)
    options.add_as_of(parser)
    parser.add_argument("--whole-list", action="store_true", help="look at all orders, not only at those that are proposed")
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Explain one rule on each case of the input."""
    as_of = options.given_day(arguments)
    checker = options.make_checker(arguments)
    _known(checker.plan, arguments)
    status = CLEAN
    found = []
    today = options.today()
    for name, case in cases(list(files([arguments.case])), as_of, today):
        if isinstance(case, InputError):
            complain(str(case))
            status = WRONG_INPUT
            continue
        for unread in case.unread:
            if unread.is_error:
                # what took no part may be why the rule is silent
                complain(f"{name}: not read: {unread.path}: {unread.reason}")
                status = WRONG_INPUT
        found.append(explain(checker.check(case, whole_list=arguments.whole_list), arguments.rule))
    if arguments.format == "json":
        write_json([one.document() for one in found])
        return status
    console = make_console(arguments)
    for one in found:
        _print(one, console)
    return status


def _known(plan: Plan, arguments: Namespace) -> None:
    """Nothing, where a running rule has the id.

    Raises:
        InputError: none has, because it does not run, or because there is none; near ids are named.
    """
    wanted = arguments.rule
    running = {rule.id for rule in plan.rules}
    if wanted in running:
        return
    # only for a mistake
    from rxrules.documents.near import look_alikes  # noqa: PLC0415
    from rxrules.validate import load, shipped  # noqa: PLC0415

    written = {rule.id.text: rule for name in arguments.ruleset or sorted(shipped()) for rule in load(name).rules}
    if wanted in written:
        status = written[wanted].status
        raise InputError(f"the rule {wanted!r} does not run: it is {status} (active and review rules run)")
    near = look_alikes(wanted, running | written.keys(), _MOST_NEAR)
    # the end of an id, warfarin of ddi.warfarin-nsaid, is what people remember
    words = [word for word in wanted.casefold().replace(".", "-").split("-") if len(word) > 3]
    near += [id_ for id_ in sorted(running) if id_ not in near and any(word in id_ for word in words)]
    hint = f"; near: {', '.join(near[:_MOST_NEAR])}" if near else "; `rxrules show DRUG` lists the rules that know a drug"
    raise InputError(f"no rule has the id {wanted!r}{hint}")


def _print(one: Explanation, console: Console) -> None:
    console.print(Line((one.rule, "bold"), f"  on {one.case}", indent=0))
    if one.title:
        console.print(Line((one.title, "dim")))
    for line in one.why_not:
        console.print(Line(line, hang=2))
    for outcome in one.outcomes:
        status = Status(outcome.status).name.replace("_", " ")
        console.print(Line((status, "bold"), f"  {', '.join(outcome.medications)}"))
        for step in outcome.steps:
            console.print(Line((f"{step.what}: ", "dim"), step.found, indent=4, hang=2))
