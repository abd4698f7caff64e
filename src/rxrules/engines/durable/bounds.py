"""The bounds of dose limits: what each allows this patient, as facts, and which of them the network finds passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines import wanting
from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.waves import Question
from rxrules.engines.edges import above, below

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Chart
    from rxrules.engines.durable.doses import Dose
    from rxrules.engines.durable.facts import Facts
    from rxrules.engines.durable.waves import Steps
    from rxrules.plan import Band, Bound


class Candidate(NamedTuple):
    """A bound of all bands that may hold: its first band and place in it, its interval, its edges, what is missing of it."""

    band: int
    bound: int
    severity: int
    limit: tuple[float, float]
    exact: str
    ranged: str
    missing: tuple[Missing, ...]


#: The bounds that are passed, each with whether that is certain.
Passed = list[tuple[Candidate, bool]]


class Ranked(Protocol):
    """What has a severity."""

    @property
    def severity(self) -> int:
        """Its rank."""
        ...


One = TypeVar("One", bound=Ranked)


class Bounds:
    """The bounds of the bands of one rule.

    Attributes:
        alone: those of each band, where none of them depends on the patient.
    """

    __slots__ = ("_bands", "alone")

    def __init__(self, bands: Sequence[Band]) -> None:
        self._bands = bands
        self.alone: tuple[tuple[Candidate, ...] | None, ...] = tuple(
            None if any(bound.scale for bound in band.bounds) else tuple(self._shared(None, (place,)))
            for place, band in enumerate(bands)
        )

    def of(self, chart: Chart, bands: Sequence[int]) -> Sequence[Candidate]:
        """The bounds by name; where several bands may hold, only what passes the bounds of all of them is passed."""
        alone = self.alone[bands[0]] if len(bands) == 1 else None
        return tuple(self._shared(chart, bands)) if alone is None else alone

    def _shared(self, chart: Chart | None, bands: Sequence[int]) -> Iterable[Candidate]:
        names = dict.fromkeys(bound.name for band in bands for bound in self._bands[band].bounds)
        for name in names:
            same = [
                (band, place, bound) for band in bands for place, bound in enumerate(self._bands[band].bounds) if bound.name == name
            ]
            # a band without this bound may be the one that holds
            if len(same) >= len(bands):
                yield _candidate(chart, same)


def ask_exact(facts: Facts, candidates: Sequence[Candidate], dose: float) -> Question:
    """Which bounds does a dose pass, where both are known exactly?"""
    place = facts.amount(dose)
    return Question([f'"dose":{place}.0,{candidate.exact}' for candidate in candidates], (place,))


def compare(facts: Facts, candidates: Sequence[Candidate], dose: Dose, gaps: list[Missing]) -> Steps[Passed]:
    """Hold a dose against bounds; adds to ``gaps`` what is missing of them."""
    if not candidates:
        return []
    # what a missing input leaves open is not known, rather than possible; that of one bound says nothing of another
    opens = [not (gaps or candidate.missing) for candidate in candidates]
    gaps.extend(missing for candidate in candidates for missing in candidate.missing)
    if dose.low == dose.high == dose.floor and all(c.limit[0] == c.limit[1] for c in candidates):
        question = ask_exact(facts, candidates, dose.low)
    else:
        case = facts.case()
        low, high, floor = number(dose.low), number(dose.high), number(dose.floor)
        place = facts.add(f'"kind":"++dose","dose":{case},"lo":{low},"hi":{high},"floor":{floor}')
        asked = [
            f'"kind":"++bound","dose":{case},{candidate.ranged},"open":{int(is_open)}.0'
            for candidate, is_open in zip(candidates, opens, strict=True)
        ]
        question = Question(asked, (place,))
    yield (question,)
    found = sorted([(place, verdict[0] == "C") for verdict, place in question.answer if verdict[0] in "CP"])
    return [(candidates[place], certain) for place, certain in found]


def ask_gravest(passed: Sequence[tuple[Ranked, bool]]) -> Question:
    """Which of the bounds or levels that are passed is of the gravest severity, and of these certain?"""
    return Question([f'"kind":"+grave","rank":{one.severity}.0,"certain":{int(certain)}.0' for one, certain in passed])


def gravest(passed: Sequence[tuple[One, bool]], question: Question) -> tuple[One, bool]:
    """The answer: of several that are equal, the one that the rule names first."""
    first, _ = question.answer[0]
    return passed[min(place for verdict, place in question.answer if verdict == first)]


def _candidate(chart: Chart | None, same: Sequence[tuple[int, int, Bound]]) -> Candidate:
    """Bounds of one name as one; without a chart, where none of them depends on the patient."""
    missing: list[Missing] = []
    ranges = [(bound.value, bound.value) if chart is None else _limit(bound, chart, missing) for _, _, bound in same]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    band, place, bound = same[0]
    if bound.name.endswith("max"):
        first, last, kind, side = number(above(low)), number(above(high)), "most", 1
    else:
        first, last, kind, side = number(below(low)), number(below(high)), "least", 0
    exact, ranged = f'"kind":"{kind}","L":{first}', f'"side":{side}.0,"L":{first},"H":{last}'
    return Candidate(band, place, bound.severity, (low, high), exact, ranged, tuple(missing))


def _limit(bound: Bound, chart: Chart, missing: list[Missing]) -> tuple[float, float]:
    """What a bound allows this patient, lowest and highest."""
    if not bound.scale:
        return bound.value, bound.value
    ceiling = INFINITY if bound.cap is None else bound.cap
    reading = chart.readings.get(bound.scale)
    if reading is None:
        absent = (Missing(f"patient.{bound.scale}", f"{bound.scale} is missing"),)
        missing.extend(chart.missing.get(bound.scale, absent))
        return 0.0, ceiling
    if bound.within is not None and (reading.age is None or reading.age > bound.within):
        missing.append(wanting.stale(reading, bound.within))
        return 0.0, ceiling
    value = min(bound.value * reading.low, ceiling)
    return value, value
