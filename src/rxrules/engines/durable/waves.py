"""Questions to the network, put together in waves: all that can be asked now goes into one session."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rxrules.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rxrules.engines.base import Outcome
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.session import Network

#: Questions in one session; more go into the next, so that no batch nears a limit of the engine.
_QUESTIONS_A_SESSION = 150


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


def ask(
    network: Network, facts: Facts, questions: Asked, matching: Sequence[str] = ()
) -> tuple[list[Answer], list[Match]]:
    """The answers to questions, each complete; and the matches that the facts of matching make.

    Raises:
        EngineError: a fact of a question fired nothing.
    """
    answers: list[Answer] = []
    matches: list[Match] = []
    for start in range(0, max(1, len(questions)), _QUESTIONS_A_SESSION):
        some = questions[start : start + _QUESTIONS_A_SESSION]
        answers += _ask(network, facts, some, () if start else matching, matches)
    return answers, matches


def _ask(
    network: Network, facts: Facts, questions: Asked, matching: Sequence[str], matches: list[Match]
) -> list[Answer]:
    shared: dict[int, None] = {}
    batch: list[str] = []
    owners: list[tuple[int, int]] = []
    for number, question in enumerate(questions):
        for place in question.shared:
            shared[place] = None
        for place, fact in enumerate(question.facts):
            batch.append(f'"n":{len(owners)}.0,{fact}')
            owners.append((number, place))
    batch += [facts.text(place) for place in shared]
    batch += matching
    answers: list[Answer] = [[] for _ in questions]
    silent = set(range(len(owners)))
    for text in network.run(batch):
        verdict = text[2 : text.index('"', 2)]
        if verdict[0] == "=":
            matches.append(_match(text))
            continue
        # where a firing names two numbered facts, the last is the one that it is about
        at = text.rindex('"n":') + 4
        n = int(text[at : text.index(".", at)])
        silent.discard(n)
        number, place = owners[n]
        answers[number].append(Firing(verdict, place))
    if silent:
        msg = f"the network said nothing of a fact: {batch[min(silent)]}"
        raise EngineError(msg)
    return answers


def _match(text: str) -> Match:
    ((name, found),) = json.loads(text).items()
    rule, one = found["a"], found["b"]
    other = found.get("c", one)
    return Match(name[1:], int(rule["r"]), int(rule["p"]), int(one["o"]), int(other["o"]))


def run(
    network: Network,
    facts: Facts,
    steps: Iterable[Steps[list[Outcome]]],
    matching: Iterable[Sequence[str]],
    matched: Callable[[list[Match]], Iterable[Steps[list[Outcome]]]],
) -> list[Outcome]:
    """Drive every sequence of steps to its end, one wave of questions at a time.

    Args:
        network: that answers.
        facts: of the check.
        steps: that don't wait for a match.
        matching: batches of facts that match rules to orders; they go with the first wave.
        matched: what follows from all matches.
    """
    outcomes: list[Outcome] = []
    waiting: Waiting = []
    for one in steps:
        _advance(one, None, waiting, outcomes)
    batches = list(matching)
    matches: list[Match] = []
    for batch in batches[1:]:
        matches += ask(network, facts, [], batch)[1]
    first = batches[0] if batches else ()
    while waiting or first:
        asked, waiting = waiting, []
        answers, found = ask(
            network, facts, [question for _, questions in asked for question in questions], first
        )
        if first:
            for one in matched(matches + found):
                _advance(one, None, waiting, outcomes)
            first = ()
        place = 0
        for one, questions in asked:
            _advance(one, answers[place : place + len(questions)], waiting, outcomes)
            place += len(questions)
    return outcomes


Waiting = list[tuple["Steps[list[Outcome]]", "Asked"]]


def _advance(
    one: Steps[list[Outcome]], answers: list[Answer] | None, waiting: Waiting, outcomes: list[Outcome]
) -> None:
    try:
        questions = next(one) if answers is None else one.send(answers)
    except StopIteration as end:
        outcomes.extend(end.value)
    else:
        waiting.append((one, questions))
