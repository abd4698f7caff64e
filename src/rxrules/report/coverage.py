"""What no rule knows: drugs that were not resolved, and kinds of check that know nothing of a drug."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rxrules.model import ProblemStatus
from rxrules.plan import EXPECTED_KINDS
from rxrules.report.circumstances import FALSE, circumstances
from rxrules.report.kinds import KINDS
from rxrules.report.kinds.base import patient_facts
from rxrules.terminology.observations import BODY_MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.model import Patient
    from rxrules.plan import Plan, PlanRule
    from rxrules.terminology import Unresolved


_UNHELD = {
    "allergies": "no loaded rule holds drugs against allergies",
    "conditions": "no loaded rule holds drugs against conditions: they only modify the alerts that name them",
    "pregnant": "no loaded rule holds drugs against pregnancy",
    "breastfeeding": "no loaded rule holds drugs against breastfeeding",
    "observations": "no loaded rule holds drugs against results: they only modify the alerts that name them",
    "preferences": "no loaded rule reads what the patient prefers",
    "goals": "no loaded rule reads the goals of the treatment",
}
_REASONS = {
    "unknown": "no drug of this name is known",
    "left_over": "a known name with words that are not understood",
    "class": "a class of drugs, not a drug",
    "placeholder": "not a drug but a statement about the list",
    "combination": "a combination whose parts are not named",
    "conflict": "what is written contradicts itself",
    "unknown_code": "no drug of this code is known",
    "unsupported_system": "codes of this system are not known",
    "unreadable": "the drug could not be read",
    "empty": "no drug is named",
}


#: The path of what is told where no order is current.
NO_ORDER = "medications"

#: Of these a rule only ever takes account.
_WISHES = frozenset({"preferences", "goals"})


class NotCovered(NamedTuple):
    """An order that some kinds of check say nothing of.

    Near names are for a person to choose from, and never used for checking.
    """

    order: ChartOrder
    kinds: tuple[str, ...]
    reason: str
    unresolved: Unresolved | None = None

    @property
    def near(self) -> tuple[str, ...]:
        """Near names; looked for only when somebody reads them."""
        return tuple(self.unresolved.near) if self.unresolved is not None else ()


class NotChecked(NamedTuple):
    """Something that is known of the patient, and that no loaded rule holds the drugs against; or that no drug is current."""

    path: str
    reason: str


_STANDING = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)


class Coverage:
    """Which ingredients the rules of a plan know, by kind."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        known: dict[str, set[str]] = {kind: set() for kind in KINDS}
        populations: dict[str, set[int]] = {kind: set() for kind in KINDS}
        held: set[str] = set()
        self._every: set[str] = set()
        self._washouts = False
        for rule in plan.rules:
            kind, body = KINDS[rule.kind], rule.body
            numbers = kind.populations(body)
            if numbers is None:
                self._every.add(rule.kind)
            else:
                populations[rule.kind].update(numbers)
            known[rule.kind].update(kind.ingredients(body))
            held.update(kind.holds_against(body))
            # a circumstance alone can ask for a drug, and then it is all that the rule is about
            held.update(patient_facts(rule.when) if numbers == () and not kind.ingredients(body) else ())
            # what the patient wants is read wherever it is named
            held.update(_WISHES & patient_facts((body, rule.when, rule.modifiers)))
            self._washouts |= kind.washes_out(body)
        for name, several in populations.items():
            for number in several:
                known[name].update(plan.populations[number])
        self.known = {kind: frozenset(ingredients) for kind, ingredients in known.items()}
        self._unheld = tuple([fact for fact in _UNHELD if fact not in held])
        # by ingredient: the kinds that know nothing of it, and that in words; filled as ingredients come, of which there are few
        self._gaps: dict[str, tuple[tuple[str, ...], str]] = {}

    def knows(self, kind: str, ingredient: str) -> bool:
        """Whether some rule of a kind knows an ingredient."""
        return kind in self._every or ingredient in self.known[kind]

    def not_checked(self, chart: Chart) -> tuple[NotChecked, ...]:
        """What is known of the patient and takes no part, as no loaded rule holds drugs against it; or that no order is current.

        SAFETY: amoxicillin beside a recorded penicillin allergy must not look checked where no rule reads allergies. Nor must a
        list of which nothing is current, whether it is empty, of drafts, or of what was stopped: no drug of it was looked at.
        """
        if not any(order.live for order in chart.orders):
            return (NotChecked(NO_ORDER, _none_is_current(chart.orders)),)
        if not chart.live:
            return ()
        patient = chart.case.patient
        given = [fact for fact in self._unheld if getattr(patient, fact)]
        return tuple([NotChecked(f"patient.{fact}", _UNHELD[fact]) for fact in given if _takes_part(patient, fact)])

    def missing(self, chart: Chart, outcomes: Sequence[Outcome]) -> tuple[NotCovered, ...]:
        """What of a chart is not covered, by order."""
        found: list[NotCovered] = []
        gaps = self._gaps
        silent = self._rules_that_do_not_apply(outcomes)
        for order in chart.orders:
            if order.unresolved and (order.live or (order.history and self._washouts)):
                # an unknown drug that was stopped may be one that must be washed out
                unknown: tuple[str, ...] = EXPECTED_KINDS if order.live else ("interaction",)
                found += [NotCovered(order, unknown, _why(one), one) for one in order.unresolved]
            if not order.live:
                continue
            for ingredient in order.ingredients:
                kinds, reason = gaps.get(ingredient) or self._gap(ingredient)
                if kinds:
                    found.append(NotCovered(order, kinds, reason))
                if silent:
                    for kind in silent.get((order.index, ingredient), ()):
                        words = kind.replace("_", " ")
                        reason = f"the {words}s that know {ingredient} say nothing of this use (route or indication)"
                        found.append(NotCovered(order, (kind,), reason))
        if chart.has_parts:
            found += self._silent_parts(chart, outcomes)
        return tuple(found)

    def _gap(self, ingredient: str) -> tuple[tuple[str, ...], str]:
        kinds = tuple(kind for kind in EXPECTED_KINDS if not self.knows(kind, ingredient))
        found = self._gaps[ingredient] = kinds, f"no rule of the loaded rulesets knows {ingredient} by {_list(kinds)}"
        return found

    def _rules_that_do_not_apply(self, outcomes: Sequence[Outcome]) -> dict[tuple[int, str], list[str]]:
        """Orders and ingredients of which every rule of a kind that knows them is known not to speak, with those kinds.

        SAFETY: a rule for the oral route is "clear" of an infusion; that must not look as if the infusion's dose had been checked.
        """
        silent = self._uses([outcome for outcome in outcomes if not outcome.evidence.applies])
        if not silent:
            return {}
        spoken = self._uses([outcome for outcome in outcomes if outcome.evidence.applies])
        found: dict[tuple[int, str], list[str]] = {}
        for index, ingredient, kind in sorted(silent - spoken):
            found.setdefault((index, ingredient), []).append(kind)
        return found

    def _silent_parts(self, chart: Chart, outcomes: Sequence[Outcome]) -> list[NotCovered]:
        """Orders with an instruction of which every rule that speaks of another one is known not to speak.

        SAFETY: outcomes are about whole orders; that the tablets of an order were checked says nothing of its infusions.
        """
        rules: dict[tuple[int, str, str], list[PlanRule]] = {}
        for outcome in outcomes:
            rule = self._plan.rules[outcome.rule]
            ingredient = KINDS[rule.kind].silent_of(rule.body)
            for order in outcome.orders if ingredient and outcome.evidence.applies else ():
                rules.setdefault((order.index, ingredient, rule.kind), []).append(rule)
        found = []
        for order in chart.orders:
            for (index, ingredient, kind), speaking in rules.items():
                if index == order.index and any(self._none_reads(chart, part, speaking) for part in order.parts if part.live):
                    words = kind.replace("_", " ")
                    reason = f"the {words}s that know {ingredient} say nothing of one of its instructions (route or indication)"
                    found.append(NotCovered(order, (kind,), reason))
        return found

    def _none_reads(self, chart: Chart, part: ChartOrder, rules: Iterable[PlanRule]) -> bool:
        """Whether each of some rules is known not to mean a part of an order."""
        by = circumstances(self._plan)
        return all(
            any(by.truth(chart, (part,), condition) == FALSE for condition in KINDS[rule.kind].required(rule.body))
            for rule in rules
        )

    def _uses(self, outcomes: Iterable[Outcome]) -> set[tuple[int, str, str]]:
        """The orders, ingredients and kinds of these outcomes, of the kinds that speak of one ingredient's use."""
        found: set[tuple[int, str, str]] = set()
        for outcome in outcomes:
            rule = self._plan.rules[outcome.rule]
            ingredient = KINDS[rule.kind].silent_of(rule.body)
            if ingredient:
                found.update([(order.index, ingredient, rule.kind) for order in outcome.orders])
        return found


def _none_is_current(orders: Sequence[ChartOrder]) -> str:
    if not orders:
        return "the list is empty: no drug was checked"
    told = Counter(_stands(order) for order in orders)
    return f"no order is current, no drug was checked ({', '.join(f'{number} {what}' for what, number in told.items())})"


def _stands(order: ChartOrder) -> str:
    if order.source.do_not_perform:
        return "not to be given"
    if order.source.status.is_concurrent:
        return "ended" if order.history else "without a current instruction"
    return order.source.status.value.replace("_", " ")


def _takes_part(patient: Patient, fact: str) -> bool:
    """Whether a fact of the patient is one that a rule could hold drugs against."""
    if fact in ("pregnant", "breastfeeding"):
        return getattr(patient, fact) is True
    if fact == "observations":
        return any(one.code not in BODY_MEASURES for one in patient.observations or ())
    return any(one.status in _STANDING for one in getattr(patient, fact))


def _why(one: Unresolved) -> str:
    words = _REASONS.get(one.reason, one.reason.replace("_", " "))
    why = f"{words} ({one.detail})" if one.detail else words
    return f"{one.text!r}: {why}" if one.text else why


def _list(kinds: Sequence[str]) -> str:
    return ", ".join(kind.replace("_", " ") for kind in kinds)
