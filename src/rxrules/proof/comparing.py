"""What a change of rules changes: rule by rule stricter, looser or incomparable, each with a case that shows it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from rxrules.compile import compile_rulesets
from rxrules.errors import InputError
from rxrules.proof.boundaries import boundaries, each_boundary
from rxrules.proof.judging import CLEAR, Judge, Verdict
from rxrules.proof.logic import governance_of, logic_of, words_of
from rxrules.proof.nearby import nearby
from rxrules.proof.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Span
    from rxrules.language.ast import Rule
    from rxrules.model import Case
    from rxrules.plan import Plan
    from rxrules.proof.sketch import Sketch
    from rxrules.validate import Ruleset

#: Random cases beside the boundary cases of both versions, for each rule whose logic changed.
RANDOM_CASES: Final = 300
_RUNNING = ("active", "review")
#: As many ingredients that a change adds or takes away are tried, each with a case of its own.
_MOST_DRUGS = 60


@frozen(eq=False)
class Witness:
    """A case on which two versions differ.

    Attributes:
        sketch: the case.
        old, new: what each version says; clear where it has no such rule.
    """

    sketch: Sketch
    old: Verdict
    new: Verdict


@frozen(eq=False)
class RuleChange:
    """What changed of one rule.

    Attributes:
        what: ``added``, ``removed`` or ``changed``; a rule that begins to run is added, one that no longer runs is removed.
        logic: ``same``; or ``stricter``, ``looser``, ``incomparable``; or ``undecided``, where no case shows a difference.
        words, governance: whether what it says, and who answers for it, changed.
        span: where the new version stands; of a removed rule, the old one.
        cases: how many cases were looked at.
        looser, stricter: a case on which the new version says less, and one on which it says more.
    """

    rule: str
    what: str
    logic: str
    words: bool
    governance: bool
    span: Span
    cases: int = 0
    looser: Witness | None = None
    stricter: Witness | None = None

    @property
    def weight(self) -> str:
        """The part of the version that must change: ``major``, ``minor`` or ``patch``."""
        if self.what == "removed" or self.logic in ("looser", "incomparable"):
            return "major"
        return "minor" if self.what == "added" or self.logic != "same" else "patch"


def compare(old: Ruleset, new: Ruleset, *, random_cases: int = RANDOM_CASES) -> list[RuleChange]:
    """Every rule that differs between two versions, in the order of the new one, then those that are gone.

    Args:
        old: the version before.
        new: the version after.
        random_cases: how many cases are made up near the boundary cases, for each rule whose logic changed. The same versions give
            the same cases.
    """
    comparing = _Comparing(old, new, random_cases)
    before = {rule.id.text: rule for rule in old.rules}
    after = {rule.id.text: rule for rule in new.rules}
    found = [comparing.rule(before.get(id_), rule) for id_, rule in after.items()]
    found += [comparing.rule(rule, None) for id_, rule in before.items() if id_ not in after]
    return [one for one in found if one is not None]


class _Comparing:
    def __init__(self, old: Ruleset, new: Ruleset, random_cases: int) -> None:
        self.old, self.new = old, new
        self.random_cases = random_cases
        self.plans: tuple[Plan, Plan] = (compile_rulesets([old]), compile_rulesets([new]))

    def rule(self, old: Rule | None, new: Rule | None) -> RuleChange | None:
        """What changed between two versions of a rule; None where nothing did, or neither runs."""
        was, runs = old is not None and old.status in _RUNNING, new is not None and new.status in _RUNNING
        given = new or old
        assert given is not None  # noqa: S101  one of the two is always there
        span, id_ = given.span, given.id.text
        if not was and not runs:
            return None
        judges = (
            Judge.of(old, self.old, self.plans[0]) if was and old is not None else None,
            Judge.of(new, self.new, self.plans[1]) if runs and new is not None else None,
        )
        if judges[0] is None or judges[1] is None:
            what = "removed" if judges[1] is None else "added"
            side = 0 if judges[1] is None else 1
            rule, ruleset = (old, self.old) if side == 0 else (new, self.new)
            assert rule is not None  # noqa: S101  it runs
            return self._one_sided(rule, ruleset, what, judges, span, id_)
        assert old is not None  # noqa: S101  both run
        assert new is not None  # noqa: S101
        words = words_of(judges[0].plan) != words_of(judges[1].plan)
        governance = governance_of(old) != governance_of(new)
        if logic_of(judges[0].plan) == logic_of(judges[1].plan):
            return RuleChange(id_, "changed", "same", words, governance, span) if words or governance else None
        return self._changed(old, new, (judges[0], judges[1]), RuleChange(id_, "changed", "undecided", words, governance, span))

    def _one_sided(
        self, rule: Rule, ruleset: Ruleset, what: str, judges: tuple[Judge | None, Judge | None], span: Span, id_: str
    ) -> RuleChange:
        """A rule that only one version runs: whatever it alerts of is the difference."""
        looked, less, more = 0, None, None
        judge = judges[0] or judges[1]
        assert judge is not None  # noqa: S101  one version runs it
        for sketch in (one.sketch for one in each_boundary(rule, ruleset, judge)):
            looked += 1
            witness = _judged(sketch, judges)
            if witness is None or witness.old == witness.new:
                continue
            less = less or (witness if witness.old.rank > witness.new.rank else None)
            more = more or (witness if witness.new.rank > witness.old.rank else None)
            break
        logic = "stricter" if what == "added" else "looser"
        return RuleChange(id_, what, logic, False, False, span, looked, _slim(less, judges), _slim(more, judges))

    def _changed(self, old: Rule, new: Rule, judges: tuple[Judge, Judge], change: RuleChange) -> RuleChange:
        looked = 0
        less: Witness | None = None
        more: Witness | None = None
        for sketch in self._cases(old, new):
            witness = _judged(sketch, judges)
            if witness is None:
                continue
            looked += 1
            if witness.new.rank < witness.old.rank:
                less = _clearer(less, witness)
            elif witness.new.rank > witness.old.rank:
                more = _clearer(more, witness)
        logic = "incomparable" if less and more else "looser" if less else "stricter" if more else "undecided"
        return evolve(change, logic=logic, cases=looked, looser=_slim(less, judges), stricter=_slim(more, judges))

    def _cases(self, old: Rule, new: Rule) -> Iterator[Sketch]:
        """Boundary cases of both versions, one for each drug that only one of them knows, and random cases near all these."""
        made: list[Sketch] = []
        for rule, ruleset, plan in ((old, self.old, self.plans[0]), (new, self.new, self.plans[1])):
            made += [one.sketch for one in boundaries(rule, ruleset, whole=plan).cases]
            for drug in self._differing(old, new):
                try:
                    made.append(Subject.of(rule, ruleset, (drug,)).arranged())
                except (InputError, IndexError, KeyError):
                    continue  # this version does not know the drug in this place
        yield from made
        yield from nearby(made, random.Random(new.id.text), self.random_cases)  # noqa: S311  cases, no secrets

    def _differing(self, old: Rule, new: Rule) -> list[str]:
        """The ingredients that only one version of a rule names."""
        one = {drug for members in Judge.of(old, self.old, self.plans[0]).plan.populations for drug in members}
        other = {drug for members in Judge.of(new, self.new, self.plans[1]).plan.populations for drug in members}
        return sorted(one ^ other)[:_MOST_DRUGS]


def _judged(sketch: Sketch, judges: tuple[Judge | None, Judge | None]) -> Witness | None:
    """What both versions say of a case; None where it can't be one, or something in it can't be read."""
    try:
        case: Case = sketch.case()
    except InputError:
        return None
    if any(one.is_error for one in case.unread):
        return None
    old, new = (CLEAR if judge is None else judge.verdict(case) for judge in judges)
    return Witness(sketch, old, new)


def _slim(witness: Witness | None, judges: tuple[Judge | None, Judge | None]) -> Witness | None:
    """The witness without whatever it takes nothing to leave out."""
    if witness is None:
        return None
    sketch = witness.sketch.copy()
    for key in list(sketch.patient):
        other = sketch.copy()
        del other.patient[key]
        sketch = other if _is_same(other, witness, judges) else sketch
    for place in reversed(range(len(sketch.medications))):
        other = sketch.copy()
        del other.medications[place]
        sketch = other if _is_same(other, witness, judges) else sketch
    return evolve(witness, sketch=sketch)


def _is_same(sketch: Sketch, witness: Witness, judges: tuple[Judge | None, Judge | None]) -> bool:
    found = _judged(sketch, judges)
    return found is not None and (found.old, found.new) == (witness.old, witness.new)


def _clearer(known: Witness | None, other: Witness) -> Witness:
    """The case that shows a difference best: an alert that is there or not, rather than a shade; the first of equals."""
    if known is None:
        return other

    def shows(one: Witness) -> int:
        return abs(one.old.rank[0] - one.new.rank[0]) + (one.old.status == "fired") + (one.new.status == "fired")

    return other if shows(other) > shows(known) else known
