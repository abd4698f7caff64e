"""Questions to the network, put together in waves: all that can be asked now goes into one session."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rxrules.engines.durable.builder import LETTERS, MISSING
from rxrules.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rxrules.chart import Missing
    from rxrules.engines.base import Outcome
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.session import Network

#: Questions in one session; more go into the next, so that no batch nears a limit of the engine.
_QUESTIONS_A_SESSION = 150
_TRUTHS = {letter: truth for truth, letter in enumerate(LETTERS)}


class Leaf:
    """A question of a single fact, that is true or not: held against a shared fact where ``shared`` says which.

    Attributes:
        facts: the fact, as JSON, without its number.
        shared: the numbers of the facts that it joins with, in `Facts`.
        assumed: what a possible alert rests on, should it come out LATITUDE.
        truth: -1 until it is decided.
    """

    __slots__ = ("_why", "assumed", "facts", "shared", "truth")

    def __init__(
        self,
        fact: str,
        shared: int = -1,
        why: Callable[[], tuple[Missing, ...]] | tuple[Missing, ...] = (),
        assumed: tuple[str, ...] = (),
    ) -> None:
        self.facts = (fact,)
        self.shared = () if shared < 0 else (shared,)
        self.assumed = assumed
        self.truth = -1
        self._why = why

    def hear(self, verdict: str, _place: int) -> None:
        """Take an answer; the first is the one that counts."""
        if self.truth < 0:
            self.truth = _TRUTHS[verdict[0]]

    def missing(self) -> tuple[Missing, ...]:
        """What is missing, where it came out MISSING; else nothing."""
        if self.truth != MISSING:
            return ()
        return self._why if isinstance(self._why, tuple) else self._why()

    def latitude(self) -> tuple[str, ...]:
        """What it rests on, where it came out LATITUDE."""
        return self.assumed


class Question:
    """Facts of which the network says something as a whole.

    Attributes:
        facts: each fires at least once; as JSON, without their number.
        shared: the facts that they join with, by number in `Facts`.
        answer: the firings in the order of the agenda, each with its verdict and the place of its fact: the first decides.
    """

    __slots__ = ("answer", "facts", "shared")

    def __init__(self, facts: Sequence[str], shared: Sequence[int] = ()) -> None:
        self.facts = facts
        self.shared = shared
        self.answer: list[tuple[str, int]] = []

    def hear(self, verdict: str, place: int) -> None:
        """Take an answer."""
        self.answer.append((verdict, place))


R = TypeVar("R")
Asked = Leaf | Question
#: Asks questions, goes on when they are answered, and in the end gives a result.
Steps = Generator["Sequence[Asked]", None, R]


class Match(NamedTuple):
    """Two orders that the network joined: how, by which rule (of a duplication: for which population), and the two, by index."""

    name: str
    rule: int
    one: int
    other: int


def ask(network: Network, facts: Facts, questions: Sequence[Asked], matching: Sequence[str] = ()) -> list[Match]:
    """Have questions answered, each completely; give the matches that the facts of matching make.

    Raises:
        EngineError: a fact of a question fired nothing.
    """
    if len(questions) <= _QUESTIONS_A_SESSION:
        return _ask(network, facts, questions, matching)
    matches: list[Match] = []
    for start in range(0, len(questions), _QUESTIONS_A_SESSION):
        some = questions[start : start + _QUESTIONS_A_SESSION]
        matches += _ask(network, facts, some, () if start else matching)
    return matches


def _ask(network: Network, facts: Facts, questions: Sequence[Asked], matching: Sequence[str]) -> list[Match]:
    # what several ask is asked once
    hearers: dict[str, list[tuple[Asked, int]]] = {}
    shared: dict[int, None] = {}
    for question in questions:
        for place in question.shared:
            shared[place] = None
        for place, fact in enumerate(question.facts):
            same = hearers.get(fact)
            if same is None:
                hearers[fact] = [(question, place)]
            else:
                same.append((question, place))
    batch = [f'"n":{number}.0,{fact}' for number, fact in enumerate(hearers)]
    batch += [facts.text(place) for place in shared]
    batch += matching
    by_number = list(hearers.values())
    heard: set[int] = set()
    matches: list[Match] = []
    for text in network.run(batch):
        verdict = text[2 : text.index('"', 2)]
        if verdict[0] == "=":
            matches.append(_match(text))
            continue
        # where a firing names two numbered facts, the last is the one that it is about
        at = text.rindex('"n":') + 4
        number = int(text[at : text.index(".", at)])
        heard.add(number)
        for question, place in by_number[number]:
            question.hear(verdict, place)
    if len(heard) != len(by_number):
        silent = next(number for number in range(len(by_number)) if number not in heard)
        msg = f"the network said nothing of a fact: {batch[silent]}"
        raise EngineError(msg)
    return matches


def _match(text: str) -> Match:
    ((name, found),) = json.loads(text).items()
    a, b = found["a"], found.get("b")
    if name.startswith("=D"):
        return Match(name[1:], int(a["p"]), int(a["o"]), int((b or a)["o"]))
    return Match(name[1:], int(a["r"]), int(b["o"]), int(found["c"]["o"]))


Waiting = list[tuple["Steps[Sequence[Outcome]]", "Sequence[Asked]"]]


def run(
    network: Network,
    facts: Facts,
    steps: Iterable[Steps[Sequence[Outcome]]],
    matching: Sequence[Sequence[str]],
    matched: Callable[[list[Match], list[Outcome]], Iterable[Steps[Sequence[Outcome]]]],
) -> list[Outcome]:
    """Drive every sequence of steps to its end, one wave of questions at a time.

    Args:
        network: that answers.
        facts: of the check.
        steps: that don't wait for a match.
        matching: batches of facts that match rules to orders; they go with the first wave.
        matched: what follows from all matches: outcomes, which it adds, and further steps.
    """
    outcomes: list[Outcome] = []
    waiting: Waiting = []
    for one in steps:
        _advance(one, waiting, outcomes)
    matches: list[Match] = []
    for batch in matching[1:]:
        matches += ask(network, facts, (), batch)
    first: Sequence[str] = matching[0] if matching else ()
    while waiting or first:
        asked, waiting = waiting, []
        matches += ask(network, facts, _all_asked(asked), first)
        if first:
            for one in matched(matches, outcomes):
                _advance(one, waiting, outcomes)
            first = ()
        for one, _ in asked:
            _advance(one, waiting, outcomes)
    return outcomes


def together(steps: Iterable[Steps[Sequence[Outcome]]], outcomes: list[Outcome]) -> Steps[None]:
    """Several sequences of steps as one, that asks what all of them ask; adds their outcomes."""
    waiting: Waiting = []
    for one in steps:
        _advance(one, waiting, outcomes)
    while waiting:
        asked, waiting = waiting, []
        yield _all_asked(asked)
        for one, _ in asked:
            _advance(one, waiting, outcomes)


def _all_asked(waiting: Waiting) -> Sequence[Asked]:
    if len(waiting) == 1:
        return waiting[0][1]
    return list(dict.fromkeys([question for _, questions in waiting for question in questions]))


def _advance(one: Steps[Sequence[Outcome]], waiting: Waiting, outcomes: list[Outcome]) -> None:
    try:
        questions = next(one)
    except StopIteration as end:
        outcomes.extend(end.value)
    else:
        waiting.append((one, questions))
