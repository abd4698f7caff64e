"""The common case of dose limits, all of a check together: one order, its dose and the bounds known exactly, the band known.

The network is asked the same questions as in `limits`, only with fewer steps between them. Whatever is open, or is not decided by
one band that holds, goes the long way.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.engines.durable.bounds import ask_exact, ask_gravest, gravest
from rxrules.engines.durable.doses import exact_dose
from rxrules.engines.durable.terms import FALSE, TRUE, settle
from rxrules.engines.durable.waves import together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.engines.durable.bounds import Candidate, Passed
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.limits import LimitRule, Orders
    from rxrules.engines.durable.terms import Term
    from rxrules.engines.durable.waves import Leaf, Question, Steps


class ExactLimit(NamedTuple):
    """One limit and one order of which nothing is open.

    Attributes:
        holds: of the order; None where the rule asks nothing of it.
        windows: of the domain, then of each band, None where a band asks nothing.
    """

    rule: LimitRule
    orders: Orders
    dose: float
    holds: Term | None
    windows: Sequence[Leaf | None]


class _Asked(NamedTuple):
    """The bounds of the band that holds, and what was asked about them."""

    limit: ExactLimit
    band: int
    candidates: Sequence[Candidate]
    question: Question


def exact_limit(facts: Facts, rule: LimitRule, orders: Orders) -> ExactLimit | None:
    """A limit in its quick form, or None where it has none, or something is open."""
    if rule.windows is None or (dose := exact_dose(rule.body, orders)) is None:
        return None
    windows = facts.all_within(rule.windows)
    if windows is None:
        return None
    return ExactLimit(rule, orders, dose, None if rule.holds is None else rule.holds(facts, orders), windows)


def evaluate(facts: Facts, limits: Sequence[ExactLimit]) -> Steps[list[Outcome]]:
    """The outcomes of all of them: the windows in one wave, the bounds of the bands that hold in the next."""
    terms: dict[Term | None, None] = dict.fromkeys(chain.from_iterable([limit.windows for limit in limits]))
    terms.update(dict.fromkeys([limit.holds for limit in limits]))
    yield from settle([term for term in terms if term is not None])
    asked: list[_Asked] = []
    others: list[Steps[Sequence[Outcome]]] = []
    bands: dict[tuple[int, int], int] = {}
    for limit in limits:
        rule, orders, dose, holds, windows = limit
        band = -1
        if holds is None or holds.truth == TRUE:
            # limits with the same windows share their leaves
            same = id(windows), len(rule.domain)
            band = bands[same] = bands[same] if same in bands else _band(windows, len(rule.domain))
        candidates = rule.bounds.alone[band] if band >= 0 else None
        if candidates:
            asked.append(_Asked(limit, band, candidates, ask_exact(facts, candidates, dose)))
        else:
            others.append(rule.evaluate(facts, orders))
    outcomes: list[Outcome] = []
    others.append(_compare(asked))
    yield from together(others, outcomes)
    return outcomes


def _band(windows: Sequence[Leaf | None], domain: int) -> int:
    """The band that holds, where the others and the domain leave nothing to say; else -1."""
    truths = [TRUE if window is None else window.truth for window in windows]
    bands = truths[domain:]
    if truths.count(TRUE) != domain + 1 or bands.count(FALSE) != len(bands) - 1 or TRUE not in bands:
        return -1
    return bands.index(TRUE)


def _compare(asked: Sequence[_Asked]) -> Steps[list[Outcome]]:
    if asked:
        yield [one.question for one in asked]
    outcomes: list[Outcome] = []
    several: list[tuple[ExactLimit, Passed, Question]] = []
    for limit, band, candidates, question in asked:
        # by their place in the rule, not by the agenda
        places = sorted([place for verdict, place in question.answer if verdict[0] == "C"])
        passed = [(candidates[place], True) for place in places]
        if len(passed) > 1:
            several.append((limit, passed, ask_gravest(passed)))
        elif passed:
            outcomes.append(_fired(limit, passed[0][0]))
        else:
            outcomes.append(Outcome(limit.rule.common.rule, limit.orders, Status.CLEAR, 0, True, Evidence(band=band)))
    if several:
        yield [question for *_, question in several]
        outcomes += [_fired(limit, gravest(passed, question)[0]) for limit, passed, question in several]
    return outcomes


def _fired(limit: ExactLimit, bound: Candidate) -> Outcome:
    evidence = Evidence(band=bound.band, bound=bound.bound, measured=(limit.dose, limit.dose), limit=bound.limit)
    return Outcome(limit.rule.common.rule, limit.orders, Status.FIRED, bound.severity, True, evidence)
