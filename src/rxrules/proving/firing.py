"""Claims about a rule alone: that it can fire, and that each of its modifiers can hold and changes something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.errors import RxError
from rxrules.language import ast
from rxrules.language.borrowed import with_borrowed
from rxrules.plan import SEVERITIES
from rxrules.proof.sketch import Sketch
from rxrules.proof.terms import term_of_selector
from rxrules.proving.claims import Claim, Standing
from rxrules.proving.formula import Formula, both, either

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.proving.deciding import Decider
    from rxrules.proving.examined import Examined

_SHIFTS = 3
#: So many drugs of each item of a burden.
_OF_EACH = 6


def firing_claims(one: Examined, decider: Decider) -> Iterator[Claim]:
    """Whether a rule can fire, and what becomes of its modifiers."""
    fires = _fires(one, decider)
    yield fires
    if not one.rule.modifiers:
        return
    if fires.standing is Standing.REFUTED:
        yield Claim(one.rule.id.text, "modifiers", Standing.REFUTED, "the rule can't fire, so none can hold", fires.span, fires.by)
        return
    told = [_modifier(one, place, decider) for place in range(len(one.rule.modifiers))]
    open_ = [claim for claim in told if claim.standing is not Standing.PROVED]
    yield from open_
    if not open_:
        by = " and ".join(sorted({claim.by for claim in told}))
        yield Claim(
            one.rule.id.text, "modifiers", Standing.PROVED, "every modifier can hold, and changes something", one.rule.id.span, by
        )


def _fires(one: Examined, decider: Decider) -> Claim:
    id_, span = one.rule.id.text, one.rule.id.span

    def fires(sketch: Sketch) -> bool:
        verdict = one.verdict(sketch)
        return verdict is not None and verdict.status == "fired" and verdict.certainty == "certain"

    for sketch in _arranged(one):
        if fires(sketch):
            return Claim(
                id_, "fires", Standing.PROVED, "a case on which it fires was made", span, "example", one.scenario(sketch, "fires")
            )
    answer = decider.decide(one.formula)
    if answer.truth is False:
        return Claim(id_, "fires", Standing.REFUTED, "what it asks for excludes itself: it can't fire", span, answer.by)
    found = one.patient(answer.cells, fires)
    if found is not None:
        return Claim(
            id_, "fires", Standing.PROVED, "a case on which it fires was made", span, "example", one.scenario(found, "fires")
        )
    return Claim(
        id_,
        "fires",
        Standing.UNDECIDED,
        answer.why or "its conditions can be met, but no case on which it fires could be made",
        span,
    )


def _arranged(one: Examined, modifier: int = -1) -> Iterator[Sketch]:
    for shift in range(_SHIFTS):
        try:
            yield one.subject.arranged(shift=shift, modifier=modifier)
        except (RxError, ValueError, IndexError):
            # a rule that asks for what no case can hold; whether anybody can, is decided after this
            return
    if isinstance(one.rule, ast.BurdenRule) and modifier < 0:
        yield _many(one, with_borrowed(one.rule, one.ruleset.rules))


def _many(one: Examined, rule: ast.BurdenRule) -> Sketch:
    """Many of the drugs that add to a burden, each so that its item counts it."""
    sketch = one.subject.start()
    sketch.medications.clear()
    for item in rule.items:
        if item.drug is None:
            continue
        for drug in one.subject.arranger.drugs(item.drug)[:_OF_EACH]:
            order = sketch.order(drug)
            alone = Sketch(sketch.patient, [order], sketch.chosen)
            one.subject.arranger.make(alone, term_of_selector(item.drug, 0))
    return sketch


def _modifier(one: Examined, place: int, decider: Decider) -> Claim:
    modifier = one.rule.modifiers[place]
    id_, span, label = one.rule.id.text, modifier.when.span, repr(modifier.label)
    rest = one.rule.modifiers[:place] + one.rule.modifiers[place + 1 :]
    without = one.variant(modifiers=rest)

    def differs(sketch: Sketch) -> bool:
        now, before = one.verdict(sketch), one.verdict(sketch, without)
        return now is not None and now != before and "not_evaluated" not in (now.status, before and before.status)

    def proved(sketch: Sketch) -> Claim:
        return Claim(
            id_, "modifiers", Standing.PROVED, f"{label} changes something", span, "example", one.scenario(sketch, modifier.label)
        )

    for sketch in _arranged(one, place):
        if differs(sketch):
            return proved(sketch)
    holds = decider.decide(both(one.formula, one.modifier(place)))
    if holds.truth is False:
        text = f"the modifier {label} can't hold where the rule does"
        return Claim(id_, "modifiers", Standing.REFUTED, text, span, holds.by)
    changes = decider.decide(both(one.formula, one.modifier(place), *_undisturbed(one, place)))
    if changes.truth is False:
        text = f"wherever the modifier {label} holds another one that is as grave holds too, or the rule is so already"
        return Claim(id_, "modifiers", Standing.REFUTED, text, span, changes.by)
    found = one.patient(changes.cells, differs)
    if found is not None:
        return proved(found)
    why = changes.why or f"it can hold, but no case could be made on which the modifier {label} changes anything"
    return Claim(id_, "modifiers", Standing.UNDECIDED, why if label in why else f"{label}: {why}", span)


def _undisturbed(one: Examined, place: int) -> Iterator[Formula]:
    """That no other modifier as grave holds; and where this one only says what the rule says, that one holds which lowers."""
    ranks = [-1 if each.severity is None else SEVERITIES.index(each.severity) for each in one.rule.modifiers]
    others = [other for other in range(len(ranks)) if other != place]
    yield from (one.modifier(other, truth=False) for other in others if ranks[other] >= ranks[place])
    if ranks[place] == one.base and not isinstance(one.rule, ast.DoseLimitRule | ast.BurdenRule | ast.MonitoringRule):
        yield either(*(one.modifier(other) for other in others if ranks[other] < one.base))
