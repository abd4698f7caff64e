"""Claims about bands: that they cover their domain, that no two overlap, that each can hold."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.chart import build_chart
from rxrules.engines.base import Status
from rxrules.errors import InputError
from rxrules.language import ast
from rxrules.proof.limits import give_measure, limit_for
from rxrules.proof.steps import moved
from rxrules.proving.claims import Claim, Standing
from rxrules.proving.formula import Formula, both
from rxrules.proving.solver import INSTALL, is_tied, names_of
from rxrules.validate.bands import SHOWN
from rxrules.validate.cells import holes, overlaps
from rxrules.validate.space import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rxrules.proof.judging import Judge
    from rxrules.proof.sketch import Sketch
    from rxrules.proving.deciding import Decider
    from rxrules.proving.examined import Examined
    from rxrules.validate.cells import Box

_SWEEP = "interval sweep"
_NO_PATIENT = "somebody may be there, but no case could be made of it"


def band_claims(one: Examined, decider: Decider) -> Iterator[Claim]:
    """What becomes of the bands of a rule; nothing where it has none."""
    rule = one.rule
    if not isinstance(rule, ast.DoseLimitRule) or rule.bands is None:
        return
    space = Space.of(rule.bands)
    if space is None:
        yield Claim(rule.id.text, "covers", Standing.UNDECIDED, "a window of its bands is wrong: see lint", rule.bands.span)
        return
    yield from _covers(one, rule.bands, space, decider)
    if rule.bands.policy == "unique":
        yield from _unique(one, rule.bands, space, decider)
    yield from _rows(one, rule.bands, decider)


def _covers(one: Examined, bands: ast.Bands, space: Space, decider: Decider) -> Iterator[Claim]:
    id_ = one.rule.id.text
    uncovered = both(one.builder.windows(bands.over), *(one.builder.windows(row.windows, truth=False) for row in bands.rows))
    found = [box for box in holes(space.domain, space.rows) if space.possible(box)]
    if not found:
        yield _second(one, "covers", uncovered, decider, "no gap", bands)
        return
    told: list[Claim] = []
    for box in found[:SHOWN]:
        text = f"no band covers {space.text(box)}"
        told.append(
            _settle(one, "covers", text, bands, _of_box(one, space, box), decider, lambda sketch: _in_no_band(one.judge, sketch))
        )
    if len(found) > SHOWN:
        text = f"{len(found) - SHOWN} more gaps of the sweep were not looked at"
        told.append(Claim(id_, "covers", Standing.UNDECIDED, text, bands.span, _SWEEP))
    yield from _together(id_, "covers", told, "no gap that somebody could be in", bands)


def _unique(one: Examined, bands: ast.Bands, space: Space, decider: Decider) -> Iterator[Claim]:
    id_ = one.rule.id.text
    shared = list(islice((each for each in overlaps(space.domain, space.rows) if space.possible(each[2])), SHOWN))
    if not shared:
        yield Claim(id_, "unique", Standing.PROVED, "no overlap", bands.span, _SWEEP)
        return
    told = []
    for first, second, box in shared:
        judges = [one.variant(bands=evolve(bands, rows=(bands.rows[place],))) for place in (first, second)]
        text = f"the bands at {bands.rows[first].span} and {bands.rows[second].span} both hold {space.text(box)}"
        formula = _of_box(one, space, box)
        told.append(_settle(one, "unique", text, bands, formula, decider, _in_both(one, judges, tell=True), _in_both(one, judges)))
    yield from _together(id_, "unique", told, "no overlap that somebody could be in", bands)


def _rows(one: Examined, bands: ast.Bands, decider: Decider) -> Iterator[Claim]:
    told: list[Claim] = []
    by: set[str] = set()
    before: list[Formula] = []
    for row in bands.rows:
        formula = both(one.applies, one.builder.windows(bands.over), one.builder.windows(row.windows), *before)
        if bands.policy == "first":
            before.append(one.builder.windows(row.windows, truth=False))
        answer = decider.decide(formula)
        text = ", ".join(f"{name} {window.text}" for name, window in row.windows.items()) or "all patients"
        if answer.truth is False:
            why = f"the band {text} holds of nobody whom the rule is about"
            told.append(Claim(one.rule.id.text, "rows", Standing.REFUTED, why, row.span, answer.by))
        elif answer.truth is None and one.patient(answer.cells, lambda sketch: not _in_no_band(one.judge, sketch)) is None:
            told.append(Claim(one.rule.id.text, "rows", Standing.UNDECIDED, f"the band {text}: {answer.why}", row.span))
        by.add(answer.by or "example")
    yield from told
    if not told:
        yield Claim(one.rule.id.text, "rows", Standing.PROVED, "every band can hold", bands.span, " and ".join(sorted(by)))


def _second(one: Examined, name: str, formula: Formula, decider: Decider, text: str, bands: ast.Bands) -> Claim:
    """What the sweep has proved; over several variables z3 is asked as well, where it is there."""
    id_ = one.rule.id.text
    if decider.solver is None or len(bands.over) < 2:
        return Claim(id_, name, Standing.PROVED, text, bands.span, _SWEEP)
    from rxrules.proving.solver import solve  # noqa: PLC0415  only where there is a solver

    solved = solve(formula, decider.timeout)
    if solved.truth:
        # SAFETY: two ways to the same answer that differ are no proof
        return Claim(id_, name, Standing.UNDECIDED, "the interval sweep finds no gap and z3 does: please report this", bands.span)
    return Claim(id_, name, Standing.PROVED, text, bands.span, _SWEEP if solved.truth is None else f"{_SWEEP} and z3")


def _settle(
    one: Examined,
    name: str,
    text: str,
    bands: ast.Bands,
    formula: Formula,
    decider: Decider,
    *accept: Callable[[Sketch], bool],
) -> Claim:
    """What becomes of something that the sweep found: a patient shows it, or nobody can be there, or it stays open."""
    id_ = one.rule.id.text
    answer = decider.decide(formula)
    if answer.truth is False:
        return Claim(id_, name, Standing.PROVED, f"{text}, and nobody can be there", bands.span, f"{_SWEEP} and {answer.by}")
    for test in accept:
        if (sketch := one.patient(answer.cells, test)) is not None:
            scenario = one.scenario(sketch, text)
            return Claim(id_, name, Standing.REFUTED, text, bands.span, _SWEEP, scenario)
    why = answer.why or _NO_PATIENT
    if decider.solver is None and is_tied(names_of(formula)):
        why = f"{_NO_PATIENT}; z3 could say whether anybody can: {INSTALL}"
    return Claim(id_, name, Standing.UNDECIDED, f"{text}: {why}", bands.span, _SWEEP)


def _together(id_: str, name: str, told: list[Claim], text: str, bands: ast.Bands) -> Iterator[Claim]:
    """All that is refuted or open; where nothing is, one claim that is proved."""
    open_ = [claim for claim in told if claim.standing is not Standing.PROVED]
    yield from open_
    if not open_:
        yield Claim(id_, name, Standing.PROVED, text, bands.span, told[0].by)


def _of_box(one: Examined, space: Space, box: Box) -> Formula:
    """A box of the sweep as a formula, with what the rule itself asks for."""
    parts = [one.applies]
    for axis, (first, last) in zip(space.axes, box, strict=True):
        low = axis.edges[(first - 1) // 2]
        high = None if last == axis.last else axis.edges[last // 2]
        window = ast.Window(low, high, first % 2 == 1, high is not None and last % 2 == 1)
        parts.append(one.builder.windows({axis.name: window}))
    return both(*parts)


def _in_no_band(judge: Judge, sketch: Sketch) -> bool:
    """Whether the native engine says that this patient is in no band."""
    try:
        case = sketch.case()
    except InputError:
        return False
    outcomes = judge.outcomes(build_chart(case, judge.terminology, estimates=judge.plan.estimates))
    return any(
        one.status == Status.NOT_EVALUATED
        and one.evidence.missing
        and all("no band of the rule" in gap.reason for gap in one.evidence.missing)
        for one in outcomes
    )


def _in_both(one: Examined, judges: list[Judge], *, tell: bool = False) -> Callable[[Sketch], bool]:
    """Whether two bands hold of a patient; ``tell``: and a dose on which they differ can be given."""
    rule = one.rule
    assert isinstance(rule, ast.DoseLimitRule)  # noqa: S101  for mypy
    assert rule.bands is not None  # noqa: S101  for mypy

    def verdicts(sketch: Sketch) -> list[str]:
        return [str(one.verdict(sketch, judge)) for judge in judges]

    def accept(sketch: Sketch) -> bool:
        if any(one.verdict(sketch, judge) is None or _in_no_band(judge, sketch) for judge in judges):
            return False
        if not tell:
            return not any("not evaluated" in said for said in verdicts(sketch))
        if len(set(verdicts(sketch))) > 1 and "is not evaluated" not in verdicts(sketch):
            return True
        for row in (row for judge in judges for row in rule.bands.rows if judge is not None):  # type: ignore[union-attr]
            for name in ("max", "hard_max", "min", "hard_min"):
                value = limit_for(sketch, rule, row.limits, name)
                for steps in (-1, 1):
                    other = sketch.copy()
                    if value is None or not give_measure(other, rule, moved(value, steps)):
                        continue
                    said = verdicts(other)
                    if len(set(said)) > 1 and "is not evaluated" not in said:
                        sketch.medications = other.medications
                        return True
        return False

    return accept
