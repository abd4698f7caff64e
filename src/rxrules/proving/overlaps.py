"""Claims about interactions side by side: masked by another, of another severity for the same drugs, or in one direction only.

Alerts of one kind about the same orders are one alert in the report, and the gravest leads. A rule whose every alert stands beside
one as grave never leads: it is masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import field, frozen

from rxrules.language.ast import InteractionRule
from rxrules.plan import SEVERITIES
from rxrules.proof.terms import Junction, term_of_selector, term_of_when
from rxrules.proving.claims import Claim, Standing
from rxrules.proving.formula import FALSE, Builder, Formula, both, either
from rxrules.model.timing import days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rxrules.proof.sketch import Sketch
    from rxrules.proof.terms import Term
    from rxrules.proving.deciding import Decider
    from rxrules.proving.examined import Examined
    from rxrules.validate import Ruleset

_RUNS = ("active", "review")


class Side(NamedTuple):
    """One side of an interaction: its ingredients and its washout in days."""

    drugs: frozenset[str]
    washout: float


@frozen(eq=False)
class Pair:
    """An interaction as it is compared.

    Attributes:
        place: among the rules of the ruleset.
        base, most: the ranks of its severity, and of the gravest that a modifier makes of it.
    """

    rule: InteractionRule
    place: int
    sides: tuple[Side, Side]
    term: Junction
    modifiers: tuple[tuple[int, Junction], ...]
    base: int
    most: int

    def formula(self, order: tuple[int, int], leaves: Builder) -> Formula:
        """What must hold for it; its sides in this order."""
        return _builder(order, leaves).build(self.term)

    def lowered(self, below: int, order: tuple[int, int], leaves: Builder) -> Formula:
        """That a modifier makes it less grave than a rank."""
        builder = _builder(order, leaves)
        low = [builder.build(term, strict=rank < self.base) for rank, term in self.modifiers if rank < below]
        return either(*low) if low else FALSE


def _builder(order: tuple[int, int], like: Builder) -> Builder:
    return Builder(2, order, like.leaves)


@frozen(eq=False)
class Pairs:
    """The running interactions of a ruleset, found by their drugs."""

    pairs: dict[str, Pair]
    by_drug: dict[str, list[Pair]] = field(factory=dict)

    @classmethod
    def of(cls, ruleset: Ruleset) -> Pairs:
        """Those of a ruleset."""
        found = {}
        for place, rule in enumerate(ruleset.rules):
            if isinstance(rule, InteractionRule):
                found[rule.id.text] = _pair(rule, place, ruleset)
        made = cls(found)
        for pair in found.values():
            if pair.rule.status in _RUNS:
                for drug in pair.sides[0].drugs | pair.sides[1].drugs:
                    made.by_drug.setdefault(drug, []).append(pair)
        return made

    def beside(self, pair: Pair) -> Iterator[tuple[Pair, tuple[int, int]]]:
        """Other running rules that a pair of drugs of this one is also in, with the order of their sides."""
        seen: set[tuple[str, tuple[int, int]]] = {(pair.rule.id.text, (0, 1)), (pair.rule.id.text, (1, 0))}
        smaller = min(pair.sides, key=lambda side: len(side.drugs))
        for drug in sorted(smaller.drugs):
            for other in self.by_drug.get(drug, ()):
                for order in ((0, 1), (1, 0)):
                    key = other.rule.id.text, order
                    if key not in seen and _shares(pair, other, order):
                        seen.add(key)
                        yield other, order


def _pair(rule: InteractionRule, place: int, ruleset: Ruleset) -> Pair:
    sides = []
    for selector in rule.between:
        drugs = (
            frozenset((str(ruleset.ingredient(selector.ingredient)),))
            if selector.ingredient is not None
            else frozenset(map(str, ruleset.groups[str(selector.group)]))
        )
        sides.append(Side(drugs, 0.0 if selector.within is None else days(selector.within.quantity)))
    slots = {str(one.ingredient or one.group): slot for slot, one in reversed(list(enumerate(rule.between)))}
    parts: list[Term] = [term_of_selector(selector, slot) for slot, selector in enumerate(rule.between)]
    term = Junction("all", (*parts, term_of_when(rule.when, slots)))
    ranked = [(-1 if one.severity is None else SEVERITIES.index(one.severity), term_of_when(one.when, slots)) for one in rule.modifiers]
    base = SEVERITIES.index(rule.severity)
    return Pair(rule, place, (sides[0], sides[1]), term, tuple(ranked), base, max([base, *(rank for rank, _ in ranked)]))


def _shares(pair: Pair, other: Pair, order: tuple[int, int]) -> bool:
    """Whether some two drugs are of both rules, on these sides."""
    first, second = (pair.sides[side].drugs & other.sides[order[side]].drugs for side in (0, 1))
    return bool(first and second) and len(first | second) > 1


def _within(pair: Pair, other: Pair, order: tuple[int, int]) -> bool:
    """Whether whatever two orders this rule is about, the other one is about too."""
    if other.rule.direction is not None and (pair.rule.direction is None or order != (0, 1)):
        return False
    mine, theirs = pair.sides, (other.sides[order[0]], other.sides[order[1]])
    return all(a.drugs <= b.drugs and a.washout <= b.washout for a, b in zip(mine, theirs, strict=True))


def overlap_claims(one: Examined, pairs: Pairs, decider: Decider, examined: dict[str, Examined]) -> Iterator[Claim]:
    """Whether an interaction leads anywhere, and whether others say something else of the same drugs."""
    pair = pairs.pairs.get(one.rule.id.text)
    if pair is None or pair.rule.status not in _RUNS:
        return
    beside = list(pairs.beside(pair))
    yield _leads(one, pair, beside, decider, examined)
    yield from _agrees(one, pair, beside, decider, examined)
    yield from _symmetric(pair, beside)


def _masks(one: Examined, pair: Pair, other: Pair, order: tuple[int, int], decider: Decider) -> tuple[bool | None, str, str]:
    """Whether another rule masks this one: all its drugs, in all its circumstances, never less grave; how that was decided, and why not."""
    if not _within(pair, other, order) or other.base < pair.most:
        return False, "", ""
    mine = pair.formula((0, 1), one.builder)
    alone = either(
        _builder(_inverse(order), one.builder).build(other.term, truth=False),
        other.lowered(pair.most, _inverse(order), one.builder),
    )
    answer = decider.decide(both(mine, alone))
    return (None if answer.truth is None else not answer.truth), answer.by, answer.why


def _inverse(order: tuple[int, int]) -> tuple[int, int]:
    return order  # of two sides each order is its own inverse


def _leads(
    one: Examined, pair: Pair, beside: Sequence[tuple[Pair, tuple[int, int]]], decider: Decider, examined: dict[str, Examined]
) -> Claim:
    id_, span = one.rule.id.text, one.rule.id.span
    open_: list[str] = []
    by: set[str] = set()
    for other, order in beside:
        masked, how, why = _masks(one, pair, other, order, decider)
        if masked is None:
            open_.append(f"{other.rule.id.text}: {why}")
        by.add(how)
        if not masked:
            continue
        back, _, _ = _masks(one, other, pair, order, decider)
        if back and pair.place < other.place and pair.base == other.base:
            continue  # they say the same; it is told of the later one
        text = f"masked by {other.rule.id.text} ({other.rule.severity}, {other.rule.id.span}), which fires wherever this one does"
        return Claim(id_, "leads", Standing.REFUTED, text, span, how, _beside(one, examined, other, "masked"))
    if open_:
        return Claim(id_, "leads", Standing.UNDECIDED, f"it may be masked by {open_[0]}", span)
    told = " and ".join(sorted(by - {""})) or "populations"
    number = len({other.rule.id.text for other, _ in beside})
    return Claim(id_, "leads", Standing.PROVED, f"masked by none of {number} rules that share its drugs", span, told)


def _beside(one: Examined, examined: dict[str, Examined], other: Pair, name: str) -> dict[str, object] | None:
    """A case on which both fire, with what both say."""
    with_ = examined.get(other.rule.id.text)
    if with_ is None:
        return None

    def accept(sketch: Sketch) -> bool:
        verdicts = [each.verdict(sketch) for each in (one, with_)]
        return all(verdict is not None and verdict.status == "fired" for verdict in verdicts)

    answer_cells = Decider_cells(one, with_)
    sketch = next((each for each in one_and_other(one, with_) if accept(each)), None) or one.patient(answer_cells, accept)
    if sketch is None:
        return None
    found = one.scenario(sketch, f"{name} beside {other.rule.id.text}")
    verdict = with_.verdict(sketch)
    assert verdict is not None  # noqa: S101  it fired before
    also = {"rule": other.rule.id.text, "severity": verdict.severity, "certainty": verdict.certainty}
    return {**found, "fires": [*found["fires"], also]}
