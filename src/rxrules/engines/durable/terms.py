"""Terms: conditions as questions to the network, and the waves that decide them from the leaves up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.engines.durable.builder import ALL, ANY, FALSE, LATITUDE, LETTERS, MISSING, TRUE
from rxrules.engines.durable.waves import Leaf, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Missing
    from rxrules.engines.durable.waves import Steps

__all__ = [
    "ALL",
    "ANY",
    "FALSE",
    "LATITUDE",
    "MISSING",
    "TRUE",
    "Junction",
    "Known",
    "Leaf",
    "Term",
    "conjunction",
    "settle",
]


class Known:
    """A truth that an earlier wave found, or that is unknown because an input is not there."""

    __slots__ = ("_latitude", "_missing", "truth")

    def __init__(self, truth: int, missing: tuple[Missing, ...] = (), latitude: tuple[str, ...] = ()) -> None:
        self.truth = truth
        self._missing = missing
        self._latitude = latitude

    def missing(self) -> tuple[Missing, ...]:
        """What is missing, where it came out MISSING; else nothing."""
        return self._missing if self.truth == MISSING else ()

    def latitude(self) -> tuple[str, ...]:
        """What it rests on, where it came out LATITUDE."""
        return self._latitude


class Junction:
    """All or any of some parts, each as it is or negated."""

    __slots__ = ("height", "op", "parts", "truth")

    def __init__(self, op: int, parts: Sequence[tuple[Term, bool]]) -> None:
        self.op = op
        self.parts = parts
        self.truth: int = -1
        self.height: int = 0
        # leaves of a conjunction are decided together with it; whatever else is not known yet, before it
        for term, negated in parts:
            if term.truth < 0 and not (isinstance(term, Leaf) and op == ALL and not negated):
                self.height = max(self.height, 1 + (term.height if isinstance(term, Junction) else 0))

    def missing(self) -> tuple[Missing, ...]:
        """What is missing, where it came out MISSING; else nothing."""
        if self.truth != MISSING:
            return ()
        return tuple(missing for term, _ in self.parts if term.truth == MISSING for missing in term.missing())

    def latitude(self) -> tuple[str, ...]:
        """What it rests on, where it came out LATITUDE."""
        return tuple(text for term, _ in self.parts if term.truth == LATITUDE for text in term.latitude())


Term = Leaf | Known | Junction


def conjunction(terms: Iterable[Term]) -> Term:
    """All of some terms; the parts of conjunctions among them become its own."""
    parts: list[tuple[Term, bool]] = []
    for term in terms:
        if isinstance(term, Junction) and term.op == ALL and term.truth < 0:
            parts += term.parts
        else:
            parts.append((term, False))
    return parts[0][0] if len(parts) == 1 and not parts[0][1] else Junction(ALL, parts)


def settle(terms: Iterable[Term]) -> Steps[None]:
    """Decide terms, those of one height in one wave."""
    levels: dict[int, dict[int, Leaf | Junction]] = {}
    for term in terms:
        _collect(term, levels)
    for height in sorted(levels):
        level = list(levels[height].values())
        asked = [term if isinstance(term, Leaf) else _question(term) for term in level]
        yield asked
        for term, question in zip(level, asked, strict=True):
            if isinstance(term, Junction) and isinstance(question, Question):
                _take(term, question)


def _collect(term: Term, levels: dict[int, dict[int, Leaf | Junction]]) -> None:
    if term.truth >= 0 or isinstance(term, Known):
        return
    if isinstance(term, Leaf):
        levels.setdefault(0, {})[id(term)] = term
        return
    if not term.parts:
        # all of nothing holds, any of nothing doesn't
        term.truth = TRUE if term.op == ALL else FALSE
        return
    for part, negated in term.parts:
        if not (isinstance(part, Leaf) and term.op == ALL and not negated):
            _collect(part, levels)
    levels.setdefault(term.height, {})[id(term)] = term


def _question(junction: Junction) -> Question:
    facts: list[str] = []
    shared: list[int] = []
    for part, negated in junction.parts:
        if part.truth >= 0:
            facts.append(f'"kind":"+kid","x":{part.truth}.0,"op":{junction.op}.0,"neg":{int(negated)}.0')
        else:
            assert isinstance(part, Leaf)  # noqa: S101
            facts += part.facts
            shared += part.shared
    return Question(facts, shared)


def _take(junction: Junction, question: Question) -> None:
    for verdict, place in question.answer:
        part = junction.parts[place][0]
        if part.truth < 0:
            part.truth = LETTERS.index(verdict[0])
    junction.truth = LETTERS.index(question.answer[0][0][0])
