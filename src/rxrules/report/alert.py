"""An alert: what fired about the same orders, merged, and put into words when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.plan import SEVERITIES
from rxrules.report.kinds import KINDS

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder, Missing
    from rxrules.engines.base import Outcome
    from rxrules.plan import Bound, Plan, PlanRule, RuleText
    from rxrules.report.finding import Finding, Value
    from rxrules.report.wording import Wording

_MAJOR = SEVERITIES.index("major")


class Source(NamedTuple):
    """Where a statement comes from."""

    title: str
    section: str
    url: str
    accessed: str


@frozen(eq=False)
class Alert:
    """One alert; the gravest of its outcomes leads, and the others stand beside it.

    Attributes:
        outcomes: all of one kind and about the same orders, the leading one first.
    """

    plan: Plan
    chart: Chart
    outcomes: tuple[Outcome, ...]
    wording: Wording

    @property
    def lead(self) -> Outcome:
        """The gravest outcome, which gives the alert its severity and words."""
        return self.outcomes[0]

    @property
    def rule(self) -> PlanRule:
        """The rule that leads."""
        return self.plan.rules[self.lead.rule]

    @property
    def rules(self) -> tuple[PlanRule, ...]:
        """Every rule that speaks here."""
        return tuple(self.plan.rules[outcome.rule] for outcome in self.outcomes)

    @property
    def orders(self) -> tuple[ChartOrder, ...]:
        """The orders that it is about; none where it is about the patient alone."""
        return self.lead.orders

    @property
    def text(self) -> RuleText:
        """What the leading rule says."""
        return self.plan.texts[self.rule.text]

    @property
    def severity(self) -> str:
        """``minor``, ``moderate``, ``major`` or ``contraindicated``."""
        return SEVERITIES[self.lead.severity]

    @property
    def interrupts(self) -> bool:
        """Whether it is grave enough to interrupt a prescriber: major or above."""
        return self.lead.severity >= _MAJOR

    @property
    def certainty(self) -> str:
        """``certain``, or ``possible`` where it rests on the worst case of a range or on an assumption."""
        return "certain" if self.lead.certain else "possible"

    @property
    def bound(self) -> Bound | None:
        """The limit that is passed, of a dose limit."""
        rule = self.rule
        return KINDS[rule.kind].bound(rule.body, self.lead)

    @property
    def finding(self) -> Finding:
        """All of what was found at once, for who reads more than one of it."""
        rule = self.rule
        return KINDS[rule.kind].finding(self.plan, self.chart, rule.body, self.lead)

    @property
    def code(self) -> str:
        """The HL7 v3 ActCode of the issue."""
        return self.finding.code

    @property
    def measured(self) -> Value | None:
        """What was measured: a dose, a daily dose, a count, a result; None where the rule measures nothing."""
        return self.finding.measured

    @property
    def limit(self) -> Value | None:
        """What it was held against; a dose exactly at it would be clear."""
        return self.finding.limit

    @property
    def clear_at(self) -> Value | None:
        """The value at which this check would be clear: the check's limit, and no recommendation of a dose."""
        return self.limit

    @property
    def title(self) -> str:
        """The rule's title, or its id where it has none."""
        return self.text.title or self.rule.id

    @property
    def drugs(self) -> tuple[str, ...]:
        """The names of what is involved, an order each: the ingredients that the rule means."""
        return self.finding.drugs

    @property
    def message(self) -> str:
        """One sentence on what was found, with the values."""
        return self.finding.message

    @property
    def modifier(self) -> str:
        """The label of the circumstance that set the severity, or empty."""
        place = self.lead.evidence.modifier
        return self.rule.modifiers[place].label if place >= 0 else ""

    @property
    def unknown_modifiers(self) -> tuple[str, ...]:
        """The labels of circumstances that could not be evaluated and could have changed the severity."""
        return tuple(self.rule.modifiers[place].label for place in self.lead.evidence.unknown)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The inputs that could have changed the severity."""
        return self.lead.evidence.missing

    @property
    def assumed(self) -> tuple[str, ...]:
        """What a possible alert rests on."""
        return self.lead.evidence.assumed

    @property
    def under_review(self) -> bool:
        """Whether the leading rule still waits for review."""
        return self.rule.review

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of every rule that speaks here."""
        return tuple(dict.fromkeys(Source(*source) for rule in self.rules for source in self.plan.texts[rule.text].sources))
