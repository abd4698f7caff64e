"""Claims about interactions side by side: masked by another, of another severity for the same drugs, or in one direction only.

Alerts of one kind about the same orders are one alert in the report, and the gravest leads. A rule whose every alert stands beside
one as grave never leads: it is masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from attrs import evolve, field, frozen

from rxrules.language.ast import InteractionRule
from rxrules.model.timing import days
from rxrules.plan import SEVERITIES
from rxrules.proof.subjects import Subject
from rxrules.proof.terms import Junction, slots_of, term_of_selector, term_of_when
from rxrules.proving.claims import Claim, Standing
from rxrules.proving.deciding import Answer
from rxrules.proving.formula import FALSE, Builder, Formula, both, either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rxrules.proof.sketch import Sketch
    from rxrules.proof.terms import Term
    from rxrules.proving.deciding import Decider
    from rxrules.proving.examined import Examined
    from rxrules.validate import Ruleset

    #: Another rule, examined, by its id.
    Rules: TypeAlias = Callable[[str], Examined]
    #: Another interaction, and which of its sides is which of this one.
    Beside: TypeAlias = tuple["Pair", tuple[int, int]]

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
    slots = slots_of(rule, ruleset)
    parts: list[Term] = [term_of_selector(selector, slot) for slot, selector in enumerate(rule.between)]
    term = Junction("all", (*parts, term_of_when(rule.when, slots)))
    ranked = [
        (-1 if one.severity is None else SEVERITIES.index(one.severity), term_of_when(one.when, slots)) for one in rule.modifiers
    ]
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


def overlap_claims(one: Examined, pairs: Pairs, decider: Decider, rules: Rules) -> Iterator[Claim]:
    """Whether an interaction leads anywhere, and whether others say something else of the same drugs."""
    pair = pairs.pairs.get(one.rule.id.text)
    if pair is None or pair.rule.status not in _RUNS:
        return
    beside = list(pairs.beside(pair))
    yield _leads(one, pair, beside, decider, rules)
    yield from _agrees(one, pair, beside, decider, rules)
    yield from _symmetric(pair, beside)


def _masks(one: Examined, pair: Pair, other: Pair, order: tuple[int, int], decider: Decider) -> Answer:
    """Whether another rule masks this one: all its drugs, in all its circumstances, never less grave; refuted, it does.

    The answer is whether somebody can be in whom it does not.
    """
    if not _within(pair, other, order) or other.base < pair.most:
        return Answer(truth=True, cells=(), by="populations")
    builder = one.builder
    alone = either(_builder(order, builder).build(other.term, truth=False), other.lowered(pair.most, order, builder))
    return decider.decide(both(pair.formula((0, 1), builder), alone))


def _leads(one: Examined, pair: Pair, beside: Sequence[Beside], decider: Decider, rules: Rules) -> Claim:
    id_, span = one.rule.id.text, one.rule.id.span
    open_: list[str] = []
    by: set[str] = set()
    for other, order in beside:
        answer = _masks(one, pair, other, order, decider)
        by.add(answer.by)
        if answer.truth is None:
            open_.append(f"{other.rule.id.text}: {answer.why}")
        if answer.truth is not False:
            continue
        if pair.place < other.place and _masks(rules(other.rule.id.text), other, pair, order, decider).truth is False:
            continue  # they say the same; it is told of the later one
        text = f"masked by {other.rule.id.text} ({other.rule.severity}, {other.rule.id.span}), which fires wherever this one does"
        scenario = _both_fire(one, pair, other, order, decider, rules, "masked")
        return Claim(id_, "leads", Standing.REFUTED, text, span, answer.by, scenario)
    if open_:
        return Claim(id_, "leads", Standing.UNDECIDED, f"it may be masked by {open_[0]}", span)
    number = len({other.rule.id.text for other, _ in beside})
    text = f"masked by none of {number} rules that share its drugs"
    return Claim(id_, "leads", Standing.PROVED, text, span, " and ".join(sorted(by)) or "populations")


def _agrees(one: Examined, pair: Pair, beside: Sequence[Beside], decider: Decider, rules: Rules) -> Iterator[Claim]:
    """That no other rule of all its drugs is graver in some of its circumstances only, without being a case of it."""
    id_, span = one.rule.id.text, one.rule.id.span
    told: list[Claim] = []
    for other, order in beside:
        if other.base <= pair.base or not _within(pair, other, order):
            continue
        builder = one.builder
        mine, theirs = pair.formula((0, 1), builder), other.formula(order, builder)
        overlap = decider.decide(both(mine, theirs))
        if overlap.truth is False:
            continue
        if decider.decide(both(mine, _builder(order, builder).build(other.term, truth=False))).truth is False:
            continue  # the other fires wherever this one does: it is masked, which is told there
        if _within(other, pair, order):
            refined = decider.decide(both(theirs, _builder((0, 1), builder).build(pair.term, truth=False)))
            if refined.truth is False:
                continue  # the graver one is a case of this one
        text = f"{other.rule.id.text} ({other.rule.id.span}) says {other.rule.severity} of the same drugs where both hold"
        scenario = _both_fire(one, pair, other, order, decider, rules, "both severities")
        standing = Standing.UNDECIDED if overlap.truth is None or scenario is None else Standing.REFUTED
        why = "" if standing is Standing.REFUTED else f": {overlap.why or 'no case could be made'}"
        told.append(Claim(id_, "agrees", standing, text + why, span, overlap.by, scenario))
    yield from told
    if not told:
        yield Claim(id_, "agrees", Standing.PROVED, "no rule of all its drugs says another severity", span, "populations")
    yield from _partly(one, pair, beside, decider)


def _partly(one: Examined, pair: Pair, beside: Sequence[Beside], decider: Decider) -> Iterator[Claim]:
    """Notes of graver rules that share some drugs with this one: one drug in two groups may be a slip, or be meant."""
    for other, order in beside:
        if other.base <= pair.base or _within(pair, other, order) or _within(other, pair, order):
            continue
        if decider.decide(both(pair.formula((0, 1), one.builder), other.formula(order, one.builder))).truth is False:
            continue
        first, second = (sorted(pair.sides[side].drugs & other.sides[order[side]].drugs) for side in (0, 1))
        shared = f"{', '.join(first)} with {', '.join(second)}"
        text = f"{other.rule.id.text} ({other.rule.id.span}) says {other.rule.severity} of {shared}, of which both speak"
        yield Claim(pair.rule.id.text, "agrees", Standing.NOTE, text, pair.rule.id.span, "populations")


def _symmetric(pair: Pair, beside: Sequence[Beside]) -> Iterator[Claim]:
    """That the two directions of a pair have one severity; a pair of one direction alone is worth a note."""
    rule = pair.rule
    if rule.direction is None:
        return
    back = [other for other, order in beside if order == (1, 0) and other.rule.direction is not None]
    exact = [other for other in back if (other.sides[1].drugs, other.sides[0].drugs) == (pair.sides[0].drugs, pair.sides[1].drugs)]
    covered = any(other.rule.direction is None and _within(pair, other, order) for other, order in beside)
    for other in exact:
        if other.base != pair.base:
            name = f"{other.rule.id.text}, {other.rule.id.span}"
            text = f"the other direction is {other.rule.severity} ({name}), this one {rule.severity}"
            yield Claim(rule.id.text, "symmetric", Standing.REFUTED, text, rule.id.span, "populations")
            return
    if exact or covered:
        yield Claim(
            rule.id.text, "symmetric", Standing.PROVED, "the other direction has the same severity", rule.id.span, "populations"
        )
    else:
        text = "only when the second drug is added to the first; no rule speaks of the other direction"
        yield Claim(rule.id.text, "symmetric", Standing.NOTE, text, rule.id.span)


def _both_fire(
    one: Examined, pair: Pair, other: Pair, order: tuple[int, int], decider: Decider, rules: Rules, name: str
) -> dict[str, Any] | None:
    """A case on which both fire, with what both say; None where none could be made."""
    beside = rules(other.rule.id.text)
    answer = decider.decide(both(pair.formula((0, 1), one.builder), other.formula(order, one.builder)))

    def accept(sketch: Sketch) -> bool:
        verdicts = [each.verdict(sketch) for each in (one, beside)]
        return all(verdict is not None and verdict.status == "fired" for verdict in verdicts)

    shared = [sorted(pair.sides[side].drugs & other.sides[order[side]].drugs) for side in (0, 1)]
    drugs = next(((a, b) for a in shared[0] for b in shared[1] if a != b), ())
    preferred = evolve(one, subject=Subject.of(one.rule, one.ruleset, drugs))
    sketch = preferred.patient(answer.cells, accept)
    if sketch is None:
        return None
    found = one.scenario(sketch, f"{name}, beside {other.rule.id.text}")
    verdict = beside.verdict(sketch)
    assert verdict is not None  # noqa: S101  it fired before
    also = {"rule": other.rule.id.text, "severity": verdict.severity, "certainty": verdict.certainty}
    return {**found, "fires": [*found["fires"], also]}
