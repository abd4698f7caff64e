"""Running laws: by Hypothesis, which makes a breach small and prints it as a scenario; or over seeds, which is quicker."""

from __future__ import annotations

import warnings
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

from rxrules.testing.extra import hypothesis, hypothesis_strategies, pytest
from rxrules.testing.lawbook.rules import UnreachableRules, reach, unlike
from rxrules.testing.lawbook.subject import LawBroken, Subject
from rxrules.testing.printing import scenario_text
from rxrules.testing.strategies.cases import make_case
from rxrules.testing.strategies.choices import Drawn, Seeded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.model import Case
    from rxrules.testing.lawbook.subject import Law
    from rxrules.testing.strategies.cases import Source
    from rxrules.testing.strategies.choices import Choices


class Profile(NamedTuple):
    """How much is tried: cases for each law, and cases for each rule that should be reached."""

    examples: int
    reach: int


#: ``quick`` for every change, always the same cases; ``nightly`` for long runs, other cases each time.
PROFILES = {"quick": Profile(40, 200), "nightly": Profile(3000, 2000)}
#: Tests that are of the rules, not of cases.
OF_RULES = ("reachable", "printed")


@frozen
class Breach:
    """A law that a case breaks.

    Attributes:
        law: its id.
        example: the number of the case in the run.
        words: what speaks against it.
        scenario: the case, as a scenario file.
    """

    law: str
    example: int
    words: tuple[str, ...]
    scenario: str


def hold(law: Law, subject: Subject, *, examples: int, derandomize: bool = True) -> None:
    """Hold a law over generated cases.

    Raises:
        LawBroken: it does not hold; with the least case that breaks it.
        ModuleNotFoundError: Hypothesis is not installed.
    """
    module, strategies = hypothesis(), hypothesis_strategies()

    asked = module.settings(
        max_examples=examples,
        deadline=None,
        derandomize=derandomize,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(module.HealthCheck),
    )

    def holds(data: Any) -> None:
        r = Drawn(data.conjecture_data.draw)
        case = make_case(subject.known, r)
        if found := breaches(law, subject, case, r):
            raise LawBroken("\n".join((f"{law.id}: {law.title}; but", *(f"  {one}" for one in found), scenario_text(case, law.id))))

    asked(module.given(strategies.data())(holds))()


def breaches(law: Law, subject: Subject, case: Case, r: Choices) -> tuple[str, ...]:
    """What of a case speaks against a law; a check that fails speaks against all of them."""
    try:
        return tuple(law.breaches(subject, case, r))
    except Exception as problem:  # noqa: BLE001  whatever it is, it must be told with its case
        return (f"the check failed: {type(problem).__name__}: {problem}",)


def search(laws: Sequence[Law], subject: Subject, *, examples: int, seed: int = 0) -> tuple[list[Breach], float]:
    """Hold laws over seeded cases, without Hypothesis: the first breach of each, not made small; and cases a second.

    Args:
        laws: each is held of every case until it is broken.
        subject: the rules.
        examples: cases.
        seed: of the cases.
    """
    left, found = list(laws), []
    began = perf_counter()
    done = 0
    for example in range(examples):
        done += 1
        r = Seeded(f"{seed} law {example}")
        case = make_case(subject.known, r)
        for law in tuple(left):
            if words := breaches(law, subject, case, r):
                left.remove(law)
                found.append(Breach(law.id, example, words, scenario_text(case, law.id)))
        if not left:
            break
    return found, done / max(perf_counter() - began, 1e-9)


def test_of(source: Source | Callable[[], Subject], every: Sequence[Law], profile: str) -> Any:
    """A test for pytest, with a parameter for each law; the rules are read when the first of them runs."""
    asked = PROFILES[profile]
    by_id = {law.id: law for law in every}
    kept: list[Subject] = []

    def test_laws(law: str) -> None:
        if not kept:
            kept.append(source() if callable(source) else Subject(source))
        run_law(law, by_id, kept[0], asked, derandomize=profile == "quick")

    test_laws.__doc__ = "The laws that hold of any ruleset."
    return pytest().mark.parametrize("law", [*by_id, *OF_RULES])(test_laws)


def run_law(name: str, laws: dict[str, Law], subject: Subject, asked: Profile, *, derandomize: bool) -> None:
    """Hold one law by its name, those of the rules themselves included."""
    if name == "printed":
        if found := list(unlike(subject)):
            raise LawBroken("\n".join(found))
    elif name == "reachable":
        reached = reach(subject, examples=asked.reach)
        if reached.unreachable:
            told = ", ".join(reached.unreachable)
            warnings.warn(f"{len(reached.unreachable)} rules fired on no generated case: {told}", UnreachableRules, stacklevel=2)
    else:
        hold(laws[name], subject, examples=asked.examples, derandomize=derandomize)
