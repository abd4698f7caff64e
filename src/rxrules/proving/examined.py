"""A rule under proof: what it asks as a formula, and cases that the native engine judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from rxrules.language import ast
from rxrules.plan import SEVERITIES
from rxrules.proof.judging import Judge, Verdict
from rxrules.proof.subjects import Subject
from rxrules.proving.formula import Builder, Formula, both, either
from rxrules.proving.witness import as_scenario, judged, patients, slim
from rxrules.validate.walk import participants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rxrules.plan import Plan
    from rxrules.proof.sketch import Sketch
    from rxrules.proving.cells import Cell
    from rxrules.validate import Ruleset

#: As many patients are made for one claim.
_MOST = 60


@frozen(eq=False)
class Examined:
    """A rule of a ruleset, ready to be asked.

    Attributes:
        subject: from which cases are made.
        judge: what the native engine says of the rule alone.
        builder: of formulas.
        formula: what must hold for the rule to apply: its selectors, condition, route, the domain and some row of its bands.
    """

    rule: ast.Rule
    ruleset: Ruleset
    whole: Plan
    subject: Subject
    judge: Judge
    builder: Builder
    applies: Formula
    cache: dict[object, Judge] = field(factory=dict)

    @classmethod
    def of(cls, rule: ast.Rule, ruleset: Ruleset, whole: Plan) -> Examined:
        """A rule of a ruleset whose plan is compiled."""
        subject = Subject.of(rule, ruleset)
        builder = builder_of(rule)
        return cls(rule, ruleset, whole, subject, Judge.of(rule, ruleset, whole), builder, builder.build(subject.term))

    @property
    def formula(self) -> Formula:
        """What must hold for it to apply, with the domain and any of the bands."""
        bands = self.rule.bands if isinstance(self.rule, ast.DoseLimitRule) else None
        if bands is None:
            return self.applies
        rows = (self.builder.windows(row.windows) for row in bands.rows)
        return both(self.applies, self.builder.windows(bands.over), either(*rows))

    @property
    def base(self) -> int:
        """The rank of its severity before modifiers."""
        return self.judge.plan.rules[0].severity

    def modifier(self, place: int, *, truth: bool = True) -> Formula:
        """What one of its modifiers asks for; one that lowers asks it of every order."""
        severity = self.rule.modifiers[place].severity
        rank = -1 if severity is None else SEVERITIES.index(severity)
        return self.builder.build(self.subject.modifiers[place], truth=truth, strict=rank < self.base)

    def variant(self, **changes: Any) -> Judge:
        """The judge of the rule with changes."""
        return Judge.of(evolve(self.rule, **changes), self.ruleset, self.whole)

    def patient(self, cells: tuple[Cell, ...], accept: Callable[[Sketch], bool]) -> Sketch | None:
        """The first case of these cells that is accepted, slim; None where none could be made."""
        for number, sketch in enumerate(self.cases(cells)):
            if number >= _MOST:
                return None
            if accept(sketch):
                return slim(sketch, accept)
        return None

    def cases(self, cells: tuple[Cell, ...]) -> Iterator[Sketch]:
        """Cases of these cells."""
        for cell in cells:
            yield from patients(self.subject, cell, self.builder.leaves)

    def verdict(self, sketch: Sketch, judge: Judge | None = None) -> Verdict | None:
        """What comes of a case; None where it can't be one."""
        found = judged(sketch, judge or self.judge)
        return None if found is None else found[1]

    def scenario(self, sketch: Sketch, name: str) -> dict[str, Any]:
        """The scenario of a case, with what comes of it now."""
        verdict = self.verdict(sketch)
        assert verdict is not None  # noqa: S101  it was judged before
        return as_scenario(sketch, f"{self.rule.id.text}: {name}", self.rule.id.text, verdict)


def builder_of(rule: ast.Rule, order: tuple[int, ...] = (0, 1)) -> Builder:
    """The builder of a rule's formulas; ``order`` is (1, 0) for the sides of an interaction the other way round."""
    sides = () if isinstance(rule, ast.BurdenRule) else participants(rule)
    return Builder(len(sides), order, {})
