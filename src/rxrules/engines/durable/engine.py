"""The durable engine: flat facts of a check, a small network that decides, and the outcomes that follow."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rxrules.engines.base import Outcome, graver, whole_outcomes
from rxrules.engines.durable.burdens import BurdenRule
from rxrules.engines.durable.checks import CheckRule, evaluate_checks
from rxrules.engines.durable.conditions import Grounds
from rxrules.engines.durable.doses import ALONE, past_and_present
from rxrules.engines.durable.duplications import DuplicationRule
from rxrules.engines.durable.exact import evaluate, exact_limit
from rxrules.engines.durable.facts import Facts
from rxrules.engines.durable.interactions import InteractionRule
from rxrules.engines.durable.limits import LimitRule
from rxrules.engines.durable.matching import Matching
from rxrules.engines.durable.session import Network
from rxrules.engines.durable.waves import run
from rxrules.engines.readying import Ready, by_name
from rxrules.errors import EngineError
from rxrules.plan import Burden, DoseLimit, Duplication, Interaction, PatientCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.durable.checks import Asked
    from rxrules.engines.durable.exact import ExactLimit
    from rxrules.engines.durable.matching import Group
    from rxrules.engines.durable.waves import Match, Steps
    from rxrules.plan import Plan


class DurableEngine:
    """Evaluates a plan on the Rete network of durable-rules; the second channel beside the native engine.

    Raises:
        EngineError: durable-rules can't be loaded, or the plan has something that this engine does not know.
    """

    name = "durable"

    def __init__(self, plan: Plan) -> None:
        self._network = Network()
        grounds = Grounds(plan)
        self._matching = Matching(plan)
        self._interactions: Ready[int, InteractionRule] = Ready(lambda index: InteractionRule.of(index, plan.rules[index], grounds))
        self._duplications: Ready[int, DuplicationRule] = Ready(lambda index: DuplicationRule.of(index, plan.rules[index], grounds))
        #: the checks of every drug (an allergy to the drug itself), and those of the patient alone
        self._every: list[CheckRule] = []
        self._alone: list[CheckRule] = []
        self._burdens: dict[str, list[BurdenRule]] = {}
        limits: dict[str, list[int]] = {}
        checks: dict[str, list[int]] = {}
        for index, rule in enumerate(plan.rules):
            if isinstance(rule.body, DoseLimit):
                limits.setdefault(rule.body.ingredient, []).append(index)
            elif isinstance(rule.body, PatientCheck):
                if rule.body.population is None:
                    (self._every if rule.kind == "allergy" else self._alone).append(CheckRule.of(index, rule, grounds))
                    continue
                for ingredient in plan.populations[rule.body.population]:
                    checks.setdefault(ingredient, []).append(index)
            elif isinstance(rule.body, Burden):
                burden = BurdenRule.of(index, rule, plan, grounds)
                for ingredient in burden.members:
                    self._burdens.setdefault(ingredient, []).append(burden)
            elif not isinstance(rule.body, (Interaction, Duplication)):
                msg = f"rule {rule.id} is of a kind that the durable engine does not know: {rule.kind}"
                raise EngineError(msg)
        self._limits = by_name(limits, Ready(lambda index: LimitRule.of(index, plan.rules[index], grounds)))
        self._checks = by_name(checks, Ready(lambda index: CheckRule.of(index, plan.rules[index], grounds)))

    def evaluate(self, chart: Chart) -> list[Outcome]:
        """Every outcome of a chart, in the order of the plan's rules and of the orders.

        Raises:
            EngineError: durable-rules failed, or could not be shown to have read everything; never anything
                else.
        """
        try:
            return self._evaluate(chart)
        except EngineError:
            raise
        except Exception as problem:
            msg = f"the durable engine failed: {problem!r}"
            raise EngineError(msg) from problem

    def _evaluate(self, chart: Chart) -> list[Outcome]:
        facts = Facts(chart)
        batches, groups = self._matching.facts(chart)

        def matched(matches: list[Match], outcomes: list[Outcome]) -> Iterator[Steps[Sequence[Outcome]]]:
            together: dict[int, set[int]] = {}
            for match in matches:
                if match.name[0] == "D":
                    together.setdefault(match.rule, set()).update((match.one, match.other))
                    continue
                found = self._interactions[match.rule].evaluate(facts, match)
                if isinstance(found, Outcome):
                    outcomes.append(found)
                else:
                    yield found
            for place, indices in together.items():
                rule, members, _ = groups[place]
                about = tuple([chart.rows[index] for index in sorted(indices)])
                yield self._duplications[rule].evaluate(facts, about, members)

        steps = chain(
            self._limit_steps(chart, facts),
            (self._counts(facts, groups),) if groups else (),
            self._check_steps(chart, facts),
            self._burden_steps(chart, facts),
        )
        outcomes = _one_each(run(self._network, facts, steps, batches, matched))
        return _one_each(whole_outcomes(outcomes, chart)) if chart.has_parts else outcomes

    def _counts(self, facts: Facts, groups: Sequence[Group]) -> Steps[Sequence[Outcome]]:
        """Ask about counts in the wave of the matches, before it is known which of them matter: it saves a session."""
        leaves = [self._duplications[rule].ask_early(facts, orders, members) for rule, members, orders in groups]
        yield [leaf for leaf in leaves if leaf is not None]
        return ()

    def _limit_steps(self, chart: Chart, facts: Facts) -> Iterable[Steps[Sequence[Outcome]]]:
        exact: list[ExactLimit] = []
        for ingredient, orders in chart.by_ingredient.items():
            rules = self._limits[ingredient]
            if not rules:
                continue
            relevant = tuple([order for order in orders if order.proposed]) if chart.deciding else orders
            for rule in rules if relevant else ():
                together = orders
                if rule.body.measure == "lifetime":
                    together = past_and_present(chart, orders, frozenset((ingredient,)))
                for counted in [(order,) for order in relevant] if rule.body.measure in ALONE else (together,):
                    quick = exact_limit(facts, rule, counted)
                    if quick is None:
                        yield rule.evaluate(facts, counted)
                    else:
                        exact.append(quick)
        if exact:
            yield evaluate(facts, exact)

    def _check_steps(self, chart: Chart, facts: Facts) -> Iterator[Steps[Sequence[Outcome]]]:
        asked: list[Asked] = []
        for row in chart.live:
            if row.proposed or not chart.deciding:
                rules = self._checks[row.ingredients[0]] if len(row.ingredients) == 1 else self._of_several(row)
                asked += [rule.ask(facts, (row,)) for rule in (*rules, *self._every)]
        if not chart.deciding:
            asked += [rule.ask(facts, ()) for rule in self._alone]
        if asked:
            yield evaluate_checks(facts, asked)

    def _of_several(self, row: ChartOrder) -> Iterable[CheckRule]:
        """The checks of a product: of several ingredients of one population once."""
        return {rule.common.rule: rule for ingredient in row.ingredients for rule in self._checks[ingredient]}.values()

    def _burden_steps(self, chart: Chart, facts: Facts) -> Iterator[Steps[Sequence[Outcome]]]:
        rules = {rule.common.rule: rule for ingredient in chart.by_ingredient for rule in self._burdens.get(ingredient, ())}
        for rule in rules.values():
            yield rule.evaluate(facts, rule.rows(chart))


def _one_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One outcome of each rule for each set of orders: the gravest, where products hold several of its ingredients."""
    kept: dict[tuple[int, tuple[int, ...]], Outcome] = {}
    for outcome in outcomes:
        key = outcome.key
        old = kept.get(key)
        kept[key] = outcome if old is None else graver(old, outcome)
    return [kept[key] for key in sorted(kept)]
