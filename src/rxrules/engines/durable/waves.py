"""Questions to the network, put together in waves: all that can be asked now goes into one session."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rxrules.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.engines.base import Outcome
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.session import Network

#: Questions in one session; more go into the next, so that no batch nears a limit of the engine.
_QUESTIONS_A_SESSION = 150
_NUMBER = re.compile(r'"n":\s*(\d+)\.0')


class Question(NamedTuple):
    """Facts of which the network says something as a whole.

    Attributes:
        facts: each fires at least once; as JSON, without their number.
        shared: the facts that they join with, by number in `Facts`.
    """

    facts: Sequence[str]
    shared: Sequence[int] = ()


class Firing(NamedTuple):
    """One firing: the verdict, and the place of the fact among those of its question."""

    verdict: str
    place: int


#: The firings of a question in the order of the agenda: the first is its answer.
Answer = list[Firing]
Asked = list[Question]
R = TypeVar("R")
#: Asks questions, is sent their answers, and in the end gives a result.
Steps = Generator[Asked, list[Answer], R]


class Match(NamedTuple):
    """A rule that concerns two orders: how, which rule, the population (of duplications), and the two, by index."""

    name: str
    rule: int
    population: int
    one: int
    other: int


def fire(network: Network, facts: Iterable[str]) -> list[Match]:
    """Match rules to orders."""
    matches = []
    for text in network.run(list(facts)):
        ((name, found),) = json.loads(text).items()
        if not name.startswith("="):
            msg = f"the network answered {name!r} where rules are matched"
            raise EngineError(msg)
        rule, one, other = found["a"], found["b"], found["c"]
        matches.append(Match(name[1:], int(rule["r"]), int(rule["p"]), int(one["o"]), int(other["o"])))
    return matches


def ask(network: Network, facts: Facts, questions: Asked) -> list[Answer]:
    """The answers to questions, each complete.

    Raises:
        EngineError: a fact of a question fired nothing.
    """
    answers: list[Answer] = []
    for start in range(0, len(questions), _QUESTIONS_A_SESSION):
        answers += _ask(network, facts, questions[start : start + _QUESTIONS_A_SESSION])
    return answers


def _ask(network: Network, facts: Facts, questions: Asked) -> list[Answer]:
    shared: dict[int, None] = {}
    batch: list[str] = []
    owners: list[tuple[int, int]] = []
    for number, question in enumerate(questions):
        shared.update(dict.fromkeys(question.shared))
        for place, fact in enumerate(question.facts):
            batch.append(f'"n":{len(owners)}.0,{fact}')
            owners.append((number, place))
    batch += [facts.text(number) for number in shared]
    answers: list[Answer] = [[] for _ in questions]
    silent = set(range(len(owners)))
    for text in network.run(batch):
        # where a firing names two numbered facts, the last is the one that it is about
        n = int(_NUMBER.findall(text)[-1])
        silent.discard(n)
        number, place = owners[n]
        answers[number].append(Firing(text[2 : text.index('"', 2)], place))
    if silent:
        msg = f"the network said nothing of a fact: {batch[min(silent)]}"
        raise EngineError(msg)
    return answers


def run(network: Network, facts: Facts, steps: Sequence[Steps[list[Outcome]]]) -> list[Outcome]:
    """Drive every sequence of steps to its end, one wave of questions at a time."""
    outcomes: list[Outcome] = []
    waiting: list[tuple[Steps[list[Outcome]], Asked]] = []
    for one in steps:
        _advance(one, None, waiting, outcomes)
    while waiting:
        asked, waiting = waiting, []
        answers = ask(network, facts, [question for _, questions in asked for question in questions])
        place = 0
        for one, questions in asked:
            _advance(one, answers[place : place + len(questions)], waiting, outcomes)
            place += len(questions)
    return outcomes


def _advance(
    one: Steps[list[Outcome]],
    answers: list[Answer] | None,
    waiting: list[tuple[Steps[list[Outcome]], Asked]],
    outcomes: list[Outcome],
) -> None:
    try:
        questions = next(one) if answers is None else one.send(answers)
    except StopIteration as end:
        outcomes.extend(end.value)
    else:
        waiting.append((one, questions))
