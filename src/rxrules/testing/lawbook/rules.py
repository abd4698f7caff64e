"""Laws of rules themselves: what is written is read again as the same, and every rule can fire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from rxrules.engines.base import Status
from rxrules.plan.cache import dump_plan, load_plan
from rxrules.testing.strategies.cases import make_case
from rxrules.testing.strategies.choices import Seeded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rxrules.testing.lawbook.subject import Subject


class UnreachableRules(UserWarning):
    """Rules that fired on no generated case: perhaps nothing can make them, or the kit does not know how."""


@frozen
class Reached:
    """Which rules fired on cases that were made for them.

    Attributes:
        fired: ids of rules.
        unreachable: ids of rules that fired on none.
        cases: that were tried in all.
    """

    fired: tuple[str, ...]
    unreachable: tuple[str, ...]
    cases: int


def reach(subject: Subject, *, examples: int = 200, seed: int = 0) -> Reached:
    """Look for a case on which each rule fires.

    Args:
        subject: the rules.
        examples: cases that are tried for each rule, at most.
        seed: of the cases.
    """
    fired: list[str] = []
    unreachable: list[str] = []
    tried = 0
    checker = subject.checker
    for number, rule in enumerate(subject.plan.rules):
        for example in range(examples):
            tried += 1
            case = make_case(subject.known, Seeded(f"{seed} {rule.id} {example}"), about=number)
            (outcomes,) = checker.evaluate(checker.prepare(case)).values()
            if any(outcome.rule == number and outcome.status == Status.FIRED for outcome in outcomes):
                fired.append(rule.id)
                break
        else:
            unreachable.append(rule.id)
    return Reached(tuple(fired), tuple(unreachable), tried)


def unlike(subject: Subject) -> Iterator[str]:
    """What of the rules is read as something else after it was written: files once they are printed, the plan by its cache."""
    if load_plan(dump_plan(subject.plan)) != subject.plan:
        yield "the plan that was kept is read as another"
    for path in subject.rulesets:
        yield from _files(path)


def _files(path: Path) -> Iterator[str]:
    """What of the files says something else once they are read and printed."""
    from rxrules.language.parse import parse, parse_text  # noqa: PLC0415
    from rxrules.testing.printing import yaml_text  # noqa: PLC0415

    folder = path if path.is_dir() else path.parent
    tree, _ = parse(path)
    names = [path] if not path.is_dir() else sorted(folder.rglob("*.yaml"))
    names = [one for one in names if not one.name.endswith(".test.yaml") and one.name != "waivers.yaml"]
    texts = {str(one.relative_to(folder)): one.read_text(encoding="utf-8") for one in [*names, *sorted(folder.rglob("*.csv"))]}
    if not path.is_dir():
        texts = {"ruleset.yaml": path.read_text(encoding="utf-8")}
    printed = {name: yaml_text(_plain(text, name)) if name.endswith(".yaml") else text for name, text in texts.items()}
    again, found = parse_text(printed)
    if again is None:
        yield f"{path} can't be read once it is printed: {next(iter(found), '')}"
    elif tree is not None and evolve(again, digest="") != evolve(tree, digest=""):
        yield f"{path} says something else once it is printed"


def _plain(text: str, name: str) -> object:
    from rxrules.diagnostics import Diagnostics  # noqa: PLC0415
    from rxrules.documents import yaml  # noqa: PLC0415
    from rxrules.testing.conformance import plain  # noqa: PLC0415

    return plain(yaml.read(text, name, Diagnostics()))
