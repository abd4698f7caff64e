"""`rxrules agree`: run the engines on the same rulesets and cases, and compare every outcome."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rxrules.cli.main import ALERT, CLEAN
from rxrules.cli.output import add_format, make_console, write_json
from rxrules.errors import InputError
from rxrules.report.render.lines import shown
from rxrules.testing.differential import agree
from rxrules.testing.printing import scenario_text, yaml_text

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rxrules.testing.differential import Agreement, Counterexample

_STATUSES = """\
exit status:
  0  the engines came to the same outcomes
  1  they did not, or one failed
  2  a ruleset is wrong, or an engine can't be loaded"""
_EVERY = 1000


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.epilog = _STATUSES
    parser.add_argument(
        "ruleset",
        nargs="*",
        metavar="RULESET",
        help="a shipped ruleset, or the path of one, from which cases are drawn; without any, rulesets of every kind are made",
    )
    parser.add_argument("--examples", type=int, default=1000, metavar="N", help="cases (default: 1000)")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="of all choices (default: 0); the same seed makes the same cases"
    )
    parser.add_argument(
        "--keep", metavar="FOLDER", help="write each counterexample to a file of the conformance suite in this folder"
    )
    add_format(parser)


def main(arguments: Namespace) -> int:
    """Compare: 0 where all outcomes are the same, 1 where some are not."""
    if arguments.examples < 1:
        raise InputError(f"expected a number of cases above 0, got {arguments.examples}", "--examples")
    if arguments.keep is not None and not Path(arguments.keep).is_dir():
        raise InputError("no such folder", arguments.keep)
    source = tuple(arguments.ruleset) or None
    found = agree(source, examples=arguments.examples, seed=arguments.seed, progress=_progress(arguments))
    kept = [_keep(one, found, arguments.keep) for one in found.counterexamples] if arguments.keep is not None else []
    if arguments.format == "json":
        write_json(_content(found, kept))
    else:
        _print(found, kept, arguments)
    return ALERT if found.counterexamples else CLEAN


def _progress(arguments: Namespace) -> Any:
    if not sys.stderr.isatty():
        return None

    def tell(done: int, evaluations: int) -> None:
        if done % _EVERY == 0 or done == arguments.examples:
            end = "\n" if done == arguments.examples else "\r"
            sys.stderr.write(f"{done:,} of {arguments.examples:,} cases, {evaluations:,} outcomes compared{end}")
            sys.stderr.flush()

    return tell


def _print(found: Agreement, kept: list[Path], arguments: Namespace) -> None:
    console = make_console(arguments)
    for one in found.counterexamples:
        console.print(f"example {one.example}:", style="bold red")
        for difference in one.differences:
            console.print(shown(f"    {difference}"), soft_wrap=True)
        if one.ruleset is not None:
            console.print(shown(one.ruleset.text.rstrip()), soft_wrap=True)
        console.print(shown(scenario_text(one.case).rstrip()), soft_wrap=True)
    for path in kept:
        console.print(f"written: {path}")
    kinds: dict[str, dict[str, int]] = {}
    for (kind, status), count in sorted(found.seen.items()):
        kinds.setdefault(kind, {})[status] = count
    for kind, counts in kinds.items():
        console.print(
            f"  {kind}: " + ", ".join(f"{count:,} {status.replace('_', ' ')}" for status, count in counts.items()), soft_wrap=True
        )
    made = f" of {found.rulesets:,} made rulesets" if found.rulesets else ""
    console.print(
        f"seed {found.seed}: {found.examples:,} cases{made}, "
        f"{found.evaluations:,} outcomes of {' and '.join(found.engines)} compared, "
        f"{len(found.counterexamples)} examples differ ({found.examples / max(found.seconds, 1e-9):,.0f} cases a second)",
        style="bold red" if found.counterexamples else "bold green",
        soft_wrap=True,
    )


def _keep(one: Counterexample, found: Agreement, folder: str) -> Path:
    """Write a counterexample as a file of the conformance suite, without outcomes: which engine is right a person decides."""
    from rxrules.testing.conformance import conformance_content  # noqa: PLC0415

    path = Path(folder) / f"seed-{found.seed}-example-{one.example}.yaml"
    about = f"Found by rxrules agree --seed {found.seed}, example {one.example}: " + "; ".join(map(str, one.differences))
    if one.ruleset is None:
        # the rules stand where they stand; only the case is new
        path = path.with_suffix(".test.yaml")
        text = f"# {about}\n" + scenario_text(one.case, f"seed {found.seed}, example {one.example}")
    else:
        tests = [(f"example {one.example}", one.case, False)]
        text = yaml_text(conformance_content(about, ["regression"], one.ruleset.content, tests, decided=False))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InputError(f"can't be written: {problem.strerror}", str(path)) from None
    return path


def _content(found: Agreement, kept: list[Path]) -> dict[str, Any]:
    return {
        "seed": found.seed,
        "engines": list(found.engines),
        "cases": found.examples,
        "rulesets": found.rulesets,
        "outcomes": found.evaluations,
        "seconds": round(found.seconds, 1),
        "seen": {f"{kind} {status}": count for (kind, status), count in sorted(found.seen.items())},
        "counterexamples": [
            {
                "example": one.example,
                "differences": [str(difference) for difference in one.differences],
                "ruleset": one.ruleset.text if one.ruleset is not None else None,
                "scenario": scenario_text(one.case),
            }
            for one in found.counterexamples
        ],
        "written": [str(path) for path in kept],
    }
