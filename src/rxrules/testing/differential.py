"""Differential tests: engines are run on the same rulesets and cases, and every outcome is compared.

Rulesets are made by chance from all that the language can say, or given; cases are drawn from each. An example is named by the seed
and its number alone, so that it can be made again anywhere.
"""

from __future__ import annotations

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.chart import build_chart
from rxrules.checker import Checker, make_engine
from rxrules.engines.base import Status
from rxrules.errors import RxError
from rxrules.language.forms import KINDS
from rxrules.plan import SEVERITIES
from rxrules.testing.reducing import reduced, reduced_case
from rxrules.testing.strategies.cases import make_case, vocabulary
from rxrules.testing.strategies.choices import Seeded
from rxrules.testing.strategies.rulesets import MadeRuleset, make_ruleset, read_content

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Engine, Outcome
    from rxrules.model import Case
    from rxrules.plan import Plan
    from rxrules.testing.strategies.cases import Source
    from rxrules.testing.strategies.vocabulary import Vocabulary

ENGINES = ("native", "durable")
#: Cases that are drawn from one made ruleset.
_CASES = 40
#: Rules of a made ruleset, at most.
_RULES = 16
#: Counterexamples after which a run ends: what is broken shows in them.
_ENOUGH = 10


class Difference(NamedTuple):
    """What engines say in two ways, of a rule and orders; without a rule, of the case as a whole (an engine failed)."""

    rule: str
    medications: tuple[str, ...]
    said: Mapping[str, str]

    def __str__(self) -> str:
        about = f"{self.rule} of {', '.join(self.medications) or 'the patient'}" if self.rule else "the case"
        return f"{about}: " + "; ".join(f"{engine} says {words}" for engine, words in self.said.items())


@frozen
class Counterexample:
    """A case on which engines differ, made as small as it goes.

    Attributes:
        example: its number in the run.
        ruleset: that was made for it; None where rulesets were given.
        case: the least case that shows it.
        differences: what they say of that.
    """

    example: int
    ruleset: MadeRuleset | None
    case: Case
    differences: tuple[Difference, ...]


@frozen
class Agreement:
    """What came of a run.

    Attributes:
        seed: with the number of an example, all that it is made from.
        examples: cases that were checked by each engine.
        evaluations: outcomes that were compared: a rule, decided for some orders by every engine.
        seen: how many of each kind of rule and status.
        counterexamples: none where they agree.
        seconds: that it took.
    """

    seed: int
    engines: tuple[str, ...]
    examples: int
    rulesets: int
    evaluations: int
    seen: Mapping[tuple[str, str], int]
    counterexamples: tuple[Counterexample, ...]
    seconds: float


def compare(charts: Chart, engines: Mapping[str, Engine], plan: Plan) -> tuple[tuple[Difference, ...], Sequence[Outcome]]:
    """What engines say in two ways of one chart, and the outcomes of the first of them."""
    found: dict[str, dict[tuple[int, tuple[int, ...]], Outcome]] = {}
    first: Sequence[Outcome] | None = None
    differences: list[Difference] = []
    for name, engine in engines.items():
        try:
            outcomes = engine.evaluate(charts)
        except Exception as problem:  # noqa: BLE001  whatever an engine does, the run must name the example
            differences.append(Difference("", (), {name: f"{type(problem).__name__}: {problem}"}))
            continue
        first = outcomes if first is None else first
        found[name] = {outcome.key: outcome for outcome in outcomes}
        if len(found[name]) != len(outcomes):
            differences.append(Difference("", (), {name: "two outcomes of one rule for the same orders"}))
        for outcome in outcomes:
            if outcome.status == Status.NOT_EVALUATED and not outcome.evidence.missing:
                rule = plan.rules[outcome.rule].id
                differences.append(Difference(rule, _names(outcome), {name: "not evaluated, and nothing is missing"}))
    if len(found) > 1:
        keys = dict.fromkeys(key for outcomes in found.values() for key in outcomes)
        for key in keys:
            each = {name: outcomes.get(key) for name, outcomes in found.items()}
            if len({None if one is None else said(one) for one in each.values()}) > 1:
                some = next(one for one in each.values() if one is not None)
                words = {name: "nothing" if one is None else in_words(one) for name, one in each.items()}
                differences.append(Difference(plan.rules[key[0]].id, _names(some), words))
    return tuple(differences), first or ()


def said(outcome: Outcome) -> tuple[object, ...]:
    """What engines must agree on: status, severity, certainty; whether the rule applies; which band and bound, finding or level.

    Of what is not evaluated also what is missing. Not the modifier: where two orders interact both ways round, each engine tells
    the way that it comes to first.
    """
    evidence = outcome.evidence
    missing = frozenset(evidence.missing) if outcome.status == Status.NOT_EVALUATED else frozenset()
    return outcome.verdict, evidence.applies, evidence.band, evidence.bound, missing


def in_words(outcome: Outcome) -> str:
    """An outcome in short."""
    status = Status(outcome.status)
    if status == Status.FIRED:
        text = f"fired, {SEVERITIES[outcome.severity]}, {'certain' if outcome.certain else 'possible'}"
    else:
        text = status.name.lower().replace("_", " ")
    if not outcome.evidence.applies:
        text += ", does not apply"
    if outcome.evidence.bound >= 0 or outcome.evidence.band >= 0:
        text += f" (band {outcome.evidence.band}, bound {outcome.evidence.bound})"
    if outcome.status == Status.NOT_EVALUATED:
        text += "".join(f"; {one.path}: {one.reason}" for one in dict.fromkeys(outcome.evidence.missing))
    return text


def _names(outcome: Outcome) -> tuple[str, ...]:
    return tuple(order.id for order in outcome.orders)


class _Subject:
    """Rules, and the engines that evaluate them."""

    def __init__(self, known: Vocabulary, names: Sequence[str], ruleset: MadeRuleset | None) -> None:
        self.known = known
        self.ruleset = ruleset
        self.engines = {name: make_engine(name, known.plan) for name in names}

    def differences(self, case: Case) -> tuple[tuple[Difference, ...], Sequence[Outcome]]:
        plan = self.known.plan
        return compare(build_chart(case, self.known.terminology, estimates=plan.estimates), self.engines, plan)


def agree(
    source: Source | None = None,
    *,
    examples: int = 1000,
    seed: int = 0,
    engines: Sequence[str] = ENGINES,
    kinds: Sequence[str] = tuple(KINDS),
    most: int = _ENOUGH,
    reduce: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Agreement:
    """Run engines on the same cases, and compare every outcome.

    Args:
        source: rulesets, a plan or a checker from which cases are drawn; without one, rulesets of every kind of rule are made.
        examples: cases.
        seed: of all choices.
        engines: their names; the first is the one that others are held against.
        kinds: of the rules of made rulesets.
        most: counterexamples after which the run ends.
        reduce: whether they are made as small as they go, which takes a while.
        progress: told after each example how many were done, and how many outcomes were compared.

    Raises:
        RulesetError: a ruleset has errors.
        EngineError: an engine can't be loaded.
    """
    began = perf_counter()
    seen: Counter[tuple[str, str]] = Counter()
    found: list[Counterexample] = []
    subject = None if source is None else _Subject(vocabulary(source), engines, None)
    done = made = 0
    for example in range(examples):
        if source is None and example % _CASES == 0:
            ruleset = example_ruleset(seed, example, kinds)
            subject = _Subject(ruleset.vocabulary, engines, ruleset)
            made += 1
        assert subject is not None  # noqa: S101  the first example makes one
        case = example_case(subject.known, seed, example)
        differences, outcomes = subject.differences(case)
        seen.update((subject.known.plan.rules[outcome.rule].kind, outcome.status.name.lower()) for outcome in outcomes)
        done = example + 1
        if differences:
            found.append(
                _least(subject, example, case, engines) if reduce else Counterexample(example, subject.ruleset, case, differences)
            )
            if len(found) >= most:
                break
        if progress is not None:
            progress(done, sum(seen.values()))
    return Agreement(seed, tuple(engines), done, made, sum(seen.values()), dict(seen), tuple(found), perf_counter() - began)


def example_ruleset(seed: int, example: int, kinds: Sequence[str] = tuple(KINDS)) -> MadeRuleset:
    """The ruleset of an example of a run over made rulesets."""
    return make_ruleset(Seeded(f"{seed} ruleset {example // _CASES}"), kinds=kinds, most=_RULES)


def example_case(known: Vocabulary, seed: int, example: int) -> Case:
    """The case of an example."""
    return make_case(known, Seeded(f"{seed} case {example}"), id_=f"example-{example}")


def _least(subject: _Subject, example: int, case: Case, engines: Sequence[str]) -> Counterexample:
    """A counterexample with as few rules, and words about them and the case, as show that the engines differ."""
    case = reduced_case(case, lambda one: bool(subject.differences(one)[0]))
    ruleset = subject.ruleset
    if ruleset is not None:

        def still(content: dict[str, object]) -> bool:
            smaller = read_content(content)
            try:
                return smaller is not None and bool(_Subject(smaller.vocabulary, engines, smaller).differences(case)[0])
            except RxError:
                return False

        kept = frozenset({"ruleset", "id", "kind", "status", "title"})
        ruleset = read_content(reduced(ruleset.content, still, kept)) or ruleset
        subject = _Subject(ruleset.vocabulary, engines, ruleset)
        case = reduced_case(case, lambda one: bool(subject.differences(one)[0]))
    return Counterexample(example, ruleset, case, subject.differences(case)[0])


def engines_that_load() -> tuple[str, ...]:
    """The engines of `ENGINES` that are there."""
    from rxrules.plan import Plan  # noqa: PLC0415

    empty = Plan((), (), (), (), ())
    found = []
    for name in ENGINES:
        try:
            Checker.of_plan(empty, engines=(name,))
        except RxError:
            continue
        found.append(name)
    return tuple(found)
