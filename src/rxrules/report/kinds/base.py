"""What the report has to know of one kind of rule.

Everything else in the report is the same for every kind. A kind says most by staying silent: what it does not override is what a
rule does that has an effect, no number, and nothing of its own to tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from rxrules.report.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from rxrules.chart import Chart, ChartOrder
    from rxrules.engines.base import Outcome
    from rxrules.plan import Bound, Condition, Plan
    from rxrules.report.finding import Frame, Line

BodyT = TypeVar("BodyT")


class KindReport(Generic[BodyT]):
    """One kind of rule, as the report sees it; without state. ``body`` is always ``plan.rules[outcome.rule].body``.

    Attributes:
        code: the HL7 v3 ActCode of the issue, where it is the same for all rules of the kind.
        otherwise: what keeps a rule from applying where all that it requires of orders and patient holds.
        reads: what the fingerprint of an alert takes of its orders beyond their drugs: ``route``, ``amount``. What the conditions
            of a rule ask for is found without it.
        repeats: whether `finding`, `found_lines` and `rests_on` look at nothing but the rule, the severity, the certainty and the
            evidence of the outcome, and the ingredients of its orders, so that what they gave may serve another patient's alert.
            SAFETY: where they look at anything else this must stay False, or one patient's alert says what was found of another.
        frames: whether `frame` gives what of `finding` and `found_lines` stays the same whatever was measured, so that it may
            be kept where doses differ from patient to patient; only for a kind that repeats.
    """

    code: str = ""
    otherwise: str = ""
    reads: frozenset[str] = frozenset()
    repeats: bool = False
    frames: bool = False

    # An alert.

    def drugs(self, plan: Plan, body: BodyT, outcome: Outcome) -> tuple[str, ...]:  # noqa: ARG002  of the interface
        """The names of what is involved, exactly one for each order of the outcome, in their order."""
        return tuple([named(order) for order in outcome.orders])

    def finding(self, plan: Plan, chart: Chart, body: BodyT, outcome: Outcome) -> Finding:  # noqa: ARG002
        """What an outcome that fired found; here the drugs and the effect, without a number."""
        return without_value(self.code, self.drugs(plan, body, outcome), plan, outcome)

    def frame(self, plan: Plan, body: BodyT, outcome: Outcome) -> Frame | None:  # noqa: ARG002
        """The finding but for what was measured, of a kind that ``frames``; None without a measured value or a limit."""
        return None

    def merge_key(self, body: BodyT, outcome: Outcome) -> tuple[object, ...]:  # noqa: ARG002
        """What keeps two alerts about the same orders apart; with the same key the graver leads and the other stands beside it."""
        # about the patient alone: nothing says that two of them are about the same
        return () if outcome.orders else (outcome.rule,)

    def bound(self, body: BodyT, outcome: Outcome) -> Bound | None:  # noqa: ARG002
        """The limit of a band that is passed, where the kind has bands."""
        return None

    def severity(self, base: int, body: BodyT, outcome: Outcome) -> int:  # noqa: ARG002
        """The severity of what was found, before any modifier: ``base``, that of the rule, where the body has none of its own."""
        return base

    def rests_on(self, plan: Plan, chart: Chart, body: BodyT, outcome: Outcome) -> tuple[str, ...]:  # noqa: ARG002
        """What of the patient an alert rests on, for its fingerprint: a decision to override it ends when this changes.

        The rules, the severity, what was measured and the limit, and the drugs of the orders are in it without this.
        """
        return ()

    # Its trace.

    def order_lines(self, chart: Chart, order: ChartOrder, body: BodyT) -> Sequence[Line]:  # noqa: ARG002
        """What the rule reads of one order, after the line that says what the order is."""
        return ()

    def found_lines(self, plan: Plan, chart: Chart, body: BodyT, outcome: Outcome) -> Sequence[Line]:  # noqa: ARG002
        """What was found and what it was held against, after the orders and the readings of the patient."""
        return ()

    def variables(self, body: BodyT) -> Iterable[str]:  # noqa: ARG002
        """The readings of the patient that the body asks for other than by ``range`` conditions, which are found without it."""
        return ()

    # What it asks for.

    def participants(self, plan: Plan, body: BodyT, outcome: Outcome) -> tuple[ChartOrder, ...]:  # noqa: ARG002
        """The rows by slot, as the conditions of the rule count them; here all of all orders."""
        return tuple([row for order in outcome.orders for row in order.parts or (order,)])

    def required(self, body: BodyT) -> Sequence[Condition]:  # noqa: ARG002
        """What must hold of the orders for the rule to apply, over the participants."""
        return ()

    def conditions(self, body: BodyT) -> Sequence[tuple[str, Condition]]:  # noqa: ARG002
        """The other conditions of the body over the participants, each with its label: findings, bands."""
        return ()

    # What is known and what is not.

    def populations(self, body: BodyT) -> Sequence[int] | None:  # noqa: ARG002
        """The populations (indices into the plan's) whose members the rule knows; None where it knows every drug."""
        return ()

    def ingredients(self, body: BodyT) -> Sequence[str]:  # noqa: ARG002
        """The ingredients that the rule knows beside its populations."""
        return ()

    def holds_against(self, body: BodyT) -> Collection[str]:  # noqa: ARG002
        """The facts of the patient that the rule holds drugs against, and not only alters alerts by.

        Out of ``allergies``, ``conditions``, ``pregnant``, ``breastfeeding``, ``observations``, ``preferences`` and ``goals``. What
        no rule of a plan holds anything against is reported as not checked.
        """
        return ()

    def silent_of(self, body: BodyT) -> str:  # noqa: ARG002
        """The ingredient whose use counts as not covered where every rule that knows it does not apply; mostly empty."""
        return ""

    def washes_out(self, body: BodyT) -> bool:  # noqa: ARG002
        """Whether the rule asks for orders that have ended."""
        return False

    # What it says when nothing is checked.

    def detail(self, plan: Plan, body: BodyT, ingredient: str) -> str | None:
        """What the rule has to say of one ingredient, in a line; None where it does not name it."""
        return "" if self.names(plan, body, ingredient) else None

    def names(self, plan: Plan, body: BodyT, ingredient: str) -> bool:
        """Whether the rule names an ingredient; one that knows every drug names none."""
        populations = self.populations(body) or ()
        return ingredient in self.ingredients(body) or any(ingredient in plan.populations[number] for number in populations)

    def sides(self, plan: Plan, body: BodyT) -> Sequence[Sequence[str]]:
        """The drugs that the rule asks for, each as the names that will do; empty where it asks for none."""
        populations = self.populations(body) or ()
        return [*(plan.populations[number] for number in populations), *([name] for name in self.ingredients(body))]

    def asks(self, plan: Plan, body: BodyT) -> Sequence[str]:  # noqa: ARG002
        """What else the rule asks for, in sentences, for who wonders why it is silent."""
        return ()


def without_value(code: str, drugs: tuple[str, ...], plan: Plan, outcome: Outcome) -> Finding:
    """The finding of an outcome that has no number to show: its drugs, if any, and its effect."""
    rule = plan.rules[outcome.rule]
    text = plan.texts[rule.text]
    effect = text.effect or text.title or rule.id
    names = " with ".join(dict.fromkeys(drugs))
    return Finding(code, drugs, None, None, said(f"{names}: {effect}" if names else effect, outcome))


def said(found: str, outcome: Outcome) -> str:
    """A message, marked where the alert is no more than possible."""
    return found if outcome.certain else f"possible: {found}"


def named(order: ChartOrder, wanted: Collection[str] = ()) -> str:
    """The ingredients of an order that a rule means; all of them where it means none of them in particular."""
    ingredients = order.ingredients
    if len(ingredients) == 1:
        return ingredients[0]
    return "/".join([name for name in ingredients if name in wanted]) or "/".join(ingredients)


_FACTS = {
    "condition": "conditions",
    "pregnant": "pregnant",
    "breastfeeding": "breastfeeding",
    "allergy": "allergies",
    "tested": "observations",
}
# what these are reckoned from are results
_FROM_RESULTS = ("obs:", "est:crcl_", "est:egfr_")


def patient_facts(condition: object) -> frozenset[str]:
    """The facts of the patient that a condition of the plan asks for, by the names that `KindReport.holds_against` gives.

    >>> sorted(patient_facts(("any", ("pregnant", True), ("range", "obs:potassium@substance", 5.5, True, None, False, 30.0))))
    ['observations', 'pregnant']
    """
    found: set[str] = set()
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, tuple) or not part:
            continue
        if part[0] == "range" and str(part[1]).startswith(_FROM_RESULTS):
            found.add("observations")
        elif part[0] == "stated":
            found.add(str(part[1]))
        elif part[0] in _FACTS:
            found.add(_FACTS[part[0]])
        waiting.extend(part)
    return frozenset(found)
