"""Mutation testing of rules: each mutant is run against the scenarios that ask something of its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from rxrules.chart import build_chart
from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.errors import EngineError, RxError
from rxrules.language.ast import RulesetTree
from rxrules.proof.judging import Judge, fails, names, plan_of
from rxrules.proof.mutants import Mutant, mutants
from rxrules.testing.drafts import with_drafts
from rxrules.validate.bands import check_bands
from rxrules.validate.context import Context
from rxrules.validate.limits import check_limits
from rxrules.validate.quantities import check_kinds
from rxrules.validate.windows import check_windows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rxrules.chart import Chart
    from rxrules.diagnostics import Span
    from rxrules.language.ast import Rule
    from rxrules.plan import Plan
    from rxrules.testing.scenarios import Scenario
    from rxrules.validate import Ruleset

#: What can become wrong with a rule by a mutation; the other checks look at names and words, which no mutant invents.
_CHECKS = (check_kinds, check_windows, check_limits, check_bands)


@frozen(eq=False)
class RuleScore:
    """What came of the mutants of one rule.

    Attributes:
        scenarios: how many ask something of the rule.
        killed: how many mutants some scenario noticed.
        survivors: those that none noticed.
        equivalent: how many mean the same as the rule; ``refused``: how many lint would not let through. Neither counts.
        fires, clears: whether some scenario lets it fire, and some lets it stay clear.
    """

    rule: str
    span: Span
    scenarios: int
    killed: int
    survivors: tuple[Mutant, ...]
    equivalent: int
    refused: int
    fires: bool
    clears: bool

    @property
    def counted(self) -> int:
        """How many mutants count."""
        return self.killed + len(self.survivors)

    @property
    def score(self) -> float | None:
        """The share that was killed, from 0 to 1; None where no mutant counts."""
        return self.killed / self.counted if self.counted else None


@frozen(eq=False)
class Mutation:
    """What came of a ruleset.

    Attributes:
        scores: by rule, in the order of the files.
        idle: scenarios that killed no mutant of any rule that they name, but for those of ``near``.
        near: near misses of a drug that no rule that they name means; only a wider group would make it fire on them, and no mutant
            widens a group.
        broken: scenarios that fail without any mutant; they prove nothing and were left out.
    """

    scores: tuple[RuleScore, ...]
    idle: tuple[Scenario, ...] = field(default=())
    broken: tuple[Scenario, ...] = field(default=())
    near: tuple[Scenario, ...] = field(default=())

    @property
    def score(self) -> float | None:
        """The share of all mutants that was killed, from 0 to 1; None where no mutant counts."""
        counted = sum(one.counted for one in self.scores)
        return sum(one.killed for one in self.scores) / counted if counted else None


def mutate(
    ruleset: Ruleset,
    scenarios: Sequence[Scenario],
    *,
    rules: Collection[str] = (),
    operators: Collection[str] = (),
    limit: int | None = None,
) -> Mutation:
    """Run every mutant of a ruleset against its scenarios.

    Args:
        ruleset: rules in draft are mutated too, retired ones are not.
        scenarios: its own.
        rules: ids of rules; without any, all.
        operators: names of operators; without any, all.
        limit: at most so many mutants of a rule, spread over all that it has.
    """
    return _Mutating(with_drafts(ruleset), scenarios, operators, limit).run(rules)


class _Mutating:
    def __init__(self, ruleset: Ruleset, scenarios: Sequence[Scenario], operators: Collection[str], limit: int | None) -> None:
        self.ruleset = ruleset
        self.operators = operators
        self.limit = limit
        self.whole: Plan = compile_rulesets([ruleset])
        self.by_rule: dict[str, list[Scenario]] = {}
        for one in scenarios:
            for rule in sorted(names(one)):
                self.by_rule.setdefault(rule, []).append(one)
        self.charts: dict[int, Chart] = {}
        self.broken: dict[int, Scenario] = {}
        self.useful: set[int] = set()
        self.looked: dict[int, Scenario] = {}
        # scenarios that some rule that they name has nothing to say of, though its orders are all current
        self.beside: set[int] = set()

    def run(self, rules: Collection[str]) -> Mutation:
        scores = tuple(
            self.score(rule) for rule in self.ruleset.rules if rule.status != "retired" and (not rules or rule.id.text in rules)
        )
        idle = [one for key, one in self.looked.items() if key not in self.useful and key not in self.broken]
        near = tuple(one for one in idle if id(one) in self.beside and set(one.clear) == names(one))
        left = tuple(one for one in idle if one not in near)
        return Mutation(scores, left, tuple(self.broken.values()), near)

    def chart(self, scenario: Scenario) -> Chart:
        made = self.charts.get(id(scenario))
        if made is None:
            made = build_chart(scenario.case, self.ruleset.terminology, estimates=self.whole.estimates)
            self.charts[id(scenario)] = made
        return made

    def score(self, rule: Rule) -> RuleScore:
        id_ = rule.id.text
        original = plan_of(rule, self.ruleset, self.whole)
        own = self.sound(rule, Judge.of_plan(original, self.ruleset.terminology))
        killed = equivalent = refused = 0
        survivors: list[Mutant] = []
        for mutant in self.chosen(rule):
            judge = self.judge(mutant)
            if judge is None:
                refused += 1
            elif same_logic(judge.plan, original):
                equivalent += 1
            elif self.kills(mutant, judge, own):
                killed += 1
            else:
                survivors.append(mutant)
        return RuleScore(
            id_,
            rule.span,
            len(own),
            killed,
            tuple(survivors),
            equivalent,
            refused,
            any(id_ == wanted.rule for one in own for wanted in one.fires),
            any(id_ in one.clear for one in own),
        )

    def sound(self, rule: Rule, judge: Judge) -> list[Scenario]:
        """The scenarios of a rule that hold without any mutant."""
        found = []
        for one in self.by_rule.get(rule.id.text, ()):
            outcomes = judge.outcomes(self.chart(one))
            if fails(one, rule.id.text, outcomes):
                self.broken[id(one)] = one
            else:
                if not outcomes and all(order.live for order in self.chart(one).orders):
                    self.beside.add(id(one))
                found.append(one)
                self.looked[id(one)] = one
        return found

    def chosen(self, rule: Rule) -> Iterator[Mutant]:
        every = [one for one in mutants(rule, self.ruleset) if not self.operators or one.operator in self.operators]
        if self.limit is None or len(every) <= self.limit:
            yield from every
            return
        yield from (every[number * len(every) // self.limit] for number in range(self.limit))

    def judge(self, mutant: Mutant) -> Judge | None:
        """The judge of a mutant; None where validation would refuse it."""
        if not is_valid(mutant.rule, self.ruleset):
            return None
        try:
            return Judge.of_plan(plan_of(mutant.rule, with_groups(self.ruleset, mutant), self.whole), self.ruleset.terminology)
        except (RxError, EngineError):
            return None

    def kills(self, mutant: Mutant, judge: Judge, own: Sequence[Scenario]) -> bool:
        """Whether some scenario notices; all are asked, so that those that never notice anything are known."""
        noticed = [one for one in own if fails(one, mutant.rule.id.text, judge.outcomes(self.chart(one)))]
        self.useful.update(map(id, noticed))
        return bool(noticed)


def with_groups(ruleset: Ruleset, mutant: Mutant) -> Ruleset:
    """The ruleset with the groups that a mutant changes."""
    if not mutant.groups:
        return ruleset
    return evolve(ruleset, groups={**ruleset.groups, **dict(mutant.groups)})


def is_valid(rule: Rule, ruleset: Ruleset) -> bool:
    """Whether validation finds no error in the numbers of a rule."""
    tree = RulesetTree(ruleset.manifest, rules=(rule,))
    context = Context.of(tree, ruleset.terminology, None)
    found = Diagnostics()
    for check in _CHECKS:
        check(context, found)
    return not found.has_errors


def same_logic(one: Plan, other: Plan) -> bool:
    """Whether two plans of one rule decide alike, because they are the same but for words."""
    a, b = one.rules[0], other.rules[0]
    same = (a.body, a.when, a.severity, one.populations) == (b.body, b.when, b.severity, other.populations)
    return same and [part[1:3] for part in a.modifiers] == [part[1:3] for part in b.modifiers]
