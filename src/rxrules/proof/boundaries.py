"""Boundary cases of a rule: at every edge, just beside it, the same in another unit, missing, too old, of a wrong kind.

What the native engine says of each is what is proposed as its expectation; where that is not what the edge itself says, the case is
flagged. A person accepts each, or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.language import ast
from rxrules.proof import burdens, limits
from rxrules.proof.circumstances import leaf_probes, own_probes, variants
from rxrules.proof.judging import Judge, Verdict
from rxrules.proof.sketch import written
from rxrules.proof.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Span
    from rxrules.model import Case
    from rxrules.plan import Plan
    from rxrules.proof.probes import Probe
    from rxrules.proof.sketch import Sketch
    from rxrules.units import Quantity
    from rxrules.validate import Ruleset

#: As many bases are tried for an edge until the outcome hangs on it.
_MOST_BASES = 60


@frozen(eq=False)
class Boundary:
    """One generated case.

    Attributes:
        name: what it is about.
        span: where that is written.
        sketch: the case.
        verdict: what the native engine says.
        flag: why that is not what the edge says; empty where it is.
        unread: whether something in it can't be read, as it is meant.
    """

    name: str
    span: Span
    sketch: Sketch
    verdict: Verdict
    flag: str = ""
    unread: bool = False


@frozen(eq=False)
class Found:
    """The boundary cases of a rule, and the edges on which no outcome could be made to hang."""

    cases: tuple[Boundary, ...]
    unreached: tuple[tuple[str, Span], ...] = field(default=())


def boundaries(rule: ast.Rule, ruleset: Ruleset, *, whole: Plan | None = None, preferred: tuple[str, ...] = ()) -> Found:
    """The boundary cases of a rule.

    Args:
        rule: of any kind and status.
        ruleset: that it is of.
        whole: the plan of the ruleset, where it is compiled already.
        preferred: ingredients that stand for the groups that they are in.
    """
    return _Search(Subject.of(rule, ruleset, preferred), Judge.of(rule, ruleset, whole)).run()


def each_boundary(rule: ast.Rule, ruleset: Ruleset, judge: Judge) -> Iterator[Boundary]:
    """The boundary cases of a rule, each made when it is asked for: who needs one that fires need not wait for all.

    Args:
        rule: of any kind and status.
        ruleset: that it is of.
        judge: of the rule.
    """
    return _Search(Subject.of(rule, ruleset), judge).each()


def probes_of(subject: Subject) -> Iterator[Probe]:
    """Every edge of a rule."""
    if isinstance(subject.rule, ast.DoseLimitRule):
        yield from limits.probes(subject)
    elif isinstance(subject.rule, ast.BurdenRule):
        yield from burdens.probes(subject)
    yield from own_probes(subject)
    yield from leaf_probes(subject)


class _Search:
    def __init__(self, subject: Subject, judge: Judge) -> None:
        self.subject = subject
        self.judge = judge
        self.cases: list[Boundary] = []
        self.seen: set[str] = set()
        self.texts: set[str] = set()
        self.unreached: list[tuple[str, Span]] = []

    def run(self) -> Found:
        return Found(tuple(self.each()), tuple(self.unreached))

    def each(self) -> Iterator[Boundary]:
        told = 0
        for variant in variants(self.subject):
            self.add(variant.label, variant.span, variant.sketch)
            yield from self.cases[told:]
            told = len(self.cases)
        for probe in probes_of(self.subject):
            self.probe(probe)
            yield from self.cases[told:]
            told = len(self.cases)

    def judged(self, sketch: Sketch) -> tuple[Case, Verdict] | None:
        """The case with what comes of it; None where it can't be a case."""
        try:
            case = sketch.case()
        except InputError:
            return None
        return case, self.judge.verdict(case)

    def probe(self, probe: Probe) -> None:
        best: tuple[Sketch, dict[int, Verdict]] | None = None
        for number, base in enumerate(probe.bases()):
            if number >= _MOST_BASES:
                break
            found = {offset: verdict for offset in (-1, 0, 1) if (verdict := self._at(probe, base, offset)) is not None}
            if not found:
                continue
            if best is None:
                best = base, found
            if -1 in found and 1 in found and found[-1] != found[1]:
                best = base, found
                break
        is_recordable = best is not None and {-1, 1} <= best[1].keys()
        if best is None or (is_recordable and best[1][-1] == best[1][1]):
            self.unreached.append((probe.label, probe.span))
        if best is None:
            return
        base, found = best
        self._sides(probe, base, found)
        self._gaps(probe, base, found)

    def _at(self, probe: Probe, base: Sketch, offset: int, quantity: Quantity | None = None) -> Verdict | None:
        """The verdict so many steps beside an edge; None where that is no case that could be."""
        sketch = base.copy()
        if not probe.set(sketch, quantity or probe.quantity, offset):
            return None
        judged = self.judged(sketch)
        if judged is None or any(one.is_error for one in judged[0].unread):
            return None
        return judged[1]

    def _sides(self, probe: Probe, base: Sketch, found: dict[int, Verdict]) -> None:
        exact = found.get(0)
        own = found.get(-1 if probe.low else 1)
        names = {-1: "just below", 0: "exactly", 1: "just above"}
        for offset, verdict in sorted(found.items()):
            flag = ""
            if offset == 0 and own is not None and verdict != own:
                side = "below" if probe.low else "above"
                flag = f"exactly at it the rule {verdict}, and just {side}, where it belongs, it {own}"
            sketch = base.copy()
            probe.set(sketch, probe.quantity, offset)
            self.add(f"{names[offset]} {probe.label}", probe.span, sketch, flag)
        for other in probe.same if exact is not None else ():
            sketch = base.copy()
            if probe.set(sketch, other, 0) and (judged := self.judged(sketch)) is not None and not judged[0].unread:
                flag = (
                    ""
                    if judged[1] == exact or judged[1].status == "not_evaluated"
                    else f"in {other.unit.code} the rule {judged[1]}, in {probe.quantity.unit.code} it {exact}"
                )
                self.add(f"exactly {probe.label}, as {written(other)}", probe.span, sketch, flag)

    def _gaps(self, probe: Probe, base: Sketch, found: dict[int, Verdict]) -> None:
        """What is missing must not look as if it had been checked and found good."""
        gravest = max(found, key=lambda offset: (found[offset].rank, offset))
        sketch = base.copy()
        if not probe.set(sketch, probe.quantity, gravest):
            return
        before = found[gravest]
        for said, other in probe.gaps(sketch):
            judged = self.judged(other)
            if judged is None:
                continue
            looks_safe = before.status == "fired" and judged[1].status in ("clear", "suppressed") and "missing" in said
            if judged[1] == before and "old" not in said and "twice" not in said:
                continue  # the outcome does not rest on it
            flag = (
                f"where {said} the rule {judged[1]}, and where it is known it {before}: the unknown looks safe"
                if looks_safe
                else ""
            )
            self.add(f"{probe.label}: {said}", probe.span, other, flag)

    def add(self, label: str, span: Span, sketch: Sketch, flag: str = "") -> None:
        judged = self.judged(sketch)
        if judged is None:
            return
        case, verdict = judged
        slim = self.slim(sketch, case, verdict)
        text = repr((slim.patient, slim.medications))
        if text in self.texts and not flag:
            return
        self.texts.add(text)
        name = label
        number = 2
        while name in self.seen:
            name = f"{label} ({number})"
            number += 1
        self.seen.add(name)
        self.cases.append(Boundary(name, span, slim, verdict, flag, any(one.is_error for one in case.unread)))

    def slim(self, sketch: Sketch, case: Case, verdict: Verdict) -> Sketch:
        """The case without what nobody asked for, where that changes nothing."""
        less = sketch.copy()
        for key in [key for key in less.patient if key not in less.chosen]:
            del less.patient[key]
        judged = self.judged(less)
        same = judged is not None and judged[1] == verdict and len(judged[0].unread) == len(case.unread)
        return less if same else sketch
