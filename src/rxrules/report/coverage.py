"""What no rule knows: drugs that were not resolved, and kinds of check that know nothing of a drug."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.model import ProblemStatus
from rxrules.plan import EXPECTED_KINDS, DoseLimit, Duplication, Interaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan
    from rxrules.terminology import Unresolved


_UNHELD = {
    "allergies": "no loaded rule holds drugs against allergies",
    "conditions": "no loaded rule is a contraindication: conditions only modify the alerts that name them",
    "pregnant": "no loaded rule holds drugs against pregnancy",
    "breastfeeding": "no loaded rule holds drugs against breastfeeding",
    "observations": "no loaded rule is a contraindication: results only modify the alerts that name them",
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
    """Something that is known of the patient, and that no loaded rule holds the drugs against."""

    path: str
    reason: str


#: Kinds of rule that hold drugs against the patient, with the facts that only they look at.
_PATIENT_KINDS = {
    "allergy": ("allergies",),
    "contraindication": ("conditions", "pregnant", "breastfeeding", "observations"),
}
#: Codes (LOINC, SNOMED CT) of weight, height, body mass index and pregnancy status, which are read into the patient.
_BODY_MEASURES = frozenset(
    [
        "29463-7",
        "3141-9",
        "3142-7",
        "8335-2",
        "27113001",
        "8302-2",
        "8306-3",
        "8308-9",
        "3137-7",
        "3138-5",
        "50373000",
        "39156-5",
        "82810-3",
    ]
)
_STANDING = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)


class Coverage:
    """Which ingredients the rules of a plan know, by kind."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        known: dict[str, set[str]] = {kind: set() for kind in EXPECTED_KINDS}
        self._kinds = frozenset(rule.kind for rule in plan.rules)
        self._every: set[str] = set()
        self._washouts = False
        populations: dict[str, set[int]] = {"interaction": set(), "duplication": set()}
        for rule in plan.rules:
            body = rule.body
            if isinstance(body, Interaction):
                populations["interaction"].update((body.first.population, body.second.population))
                self._washouts |= body.first.within is not None or body.second.within is not None
            elif isinstance(body, Duplication):
                if body.population is None:
                    self._every.add("duplication")
                else:
                    populations["duplication"].add(body.population)
            elif isinstance(body, DoseLimit):
                known["dose_limit"].add(body.ingredient)
        for kind, numbers in populations.items():
            for number in numbers:
                known[kind].update(plan.populations[number])
        self.known = {kind: frozenset(ingredients) for kind, ingredients in known.items()}
        # by ingredient: the kinds that know nothing of it, and that in words; filled as ingredients come, of which there are few
        self._gaps: dict[str, tuple[tuple[str, ...], str]] = {}

    def knows(self, kind: str, ingredient: str) -> bool:
        """Whether some rule of a kind knows an ingredient."""
        return kind in self._every or ingredient in self.known[kind]

    def not_checked(self, chart: Chart) -> tuple[NotChecked, ...]:
        """What is known of the patient and takes no part, because no loaded rule is of the kind that would look at it.

        SAFETY: amoxicillin beside a recorded penicillin allergy must not look checked where no rule reads allergies.
        """
        if not chart.live:
            return ()
        patient = chart.case.patient
        known = {
            "allergies": any(one.status in _STANDING for one in patient.allergies or ()),
            "conditions": any(one.status in _STANDING for one in patient.conditions or ()),
            "pregnant": patient.pregnant is True,
            "breastfeeding": patient.breastfeeding is True,
            "observations": any(one.code not in _BODY_MEASURES for one in patient.observations or ()),
        }
        return tuple(
            NotChecked(f"patient.{fact}", _UNHELD[fact])
            for kind, facts in _PATIENT_KINDS.items()
            if kind not in self._kinds
            for fact in facts
            if known[fact]
        )

    def missing(self, chart: Chart, outcomes: Sequence[Outcome]) -> tuple[NotCovered, ...]:
        """What of a chart is not covered, by order."""
        found: list[NotCovered] = []
        gaps = self._gaps
        silent = self._dose_limits_that_do_not_apply(outcomes)
        for order in chart.orders:
            if order.live or (order.history and self._washouts):
                # an unknown drug that was stopped may be one that must be washed out
                unknown: tuple[str, ...] = EXPECTED_KINDS if order.live else ("interaction",)
                found.extend(NotCovered(order, unknown, _why(one), one) for one in order.unresolved)
            if not order.live:
                continue
            for ingredient in order.ingredients:
                kinds, reason = gaps.get(ingredient) or self._gap(ingredient)
                if kinds:
                    found.append(NotCovered(order, kinds, reason))
                if silent and (order.index, ingredient) in silent:
                    reason = f"the dose limits that know {ingredient} say nothing of this use (route or indication)"
                    found.append(NotCovered(order, ("dose_limit",), reason))
        return tuple(found)

    def _gap(self, ingredient: str) -> tuple[tuple[str, ...], str]:
        kinds = tuple(kind for kind in EXPECTED_KINDS if not self.knows(kind, ingredient))
        found = self._gaps[ingredient] = kinds, f"no rule of the loaded rulesets knows {ingredient} by {_list(kinds)}"
        return found

    def _dose_limits_that_do_not_apply(self, outcomes: Sequence[Outcome]) -> set[tuple[int, str]]:
        """Orders of which every dose limit that knows an ingredient is known not to speak.

        SAFETY: a rule for the oral route is "clear" of an infusion; that must not look as if the infusion's dose had been checked.
        """
        silent = self._limits_on([outcome for outcome in outcomes if not outcome.evidence.applies])
        if not silent:
            return silent
        return silent - self._limits_on(outcome for outcome in outcomes if outcome.evidence.applies)

    def _limits_on(self, outcomes: Iterable[Outcome]) -> set[tuple[int, str]]:
        """The orders and ingredients of which these outcomes of dose limits speak."""
        found: set[tuple[int, str]] = set()
        for outcome in outcomes:
            body = self._plan.rules[outcome.rule].body
            if isinstance(body, DoseLimit):
                found.update((order.index, body.ingredient) for order in outcome.orders)
        return found


def _why(one: Unresolved) -> str:
    words = _REASONS.get(one.reason, one.reason.replace("_", " "))
    why = f"{words} ({one.detail})" if one.detail else words
    return f"{one.text!r}: {why}" if one.text else why


def _list(kinds: Sequence[str]) -> str:
    return ", ".join(kind.replace("_", " ") for kind in kinds)
