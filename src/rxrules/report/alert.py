"""An alert: what fired about the same orders, merged, and put into words when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.plan import SEVERITIES, DoseLimit, Duplication, Interaction
from rxrules.report.amounts import dose_name, dose_unit, in_unit, span_text

if TYPE_CHECKING:
    from rxrules.chart import Chart, ChartOrder, Missing
    from rxrules.plan import Bound, Plan, PlanRule, RuleText
    from rxrules.engines.base import Outcome
    from rxrules.report.wording import Wording


class Value(NamedTuple):
    """A number with its unit (UCUM); ``low`` is the other end where it is a range."""

    name: str
    value: float
    unit: str
    low: float


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
        """The orders that it is about."""
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
        return self.lead.severity >= SEVERITIES.index("major")

    @property
    def certainty(self) -> str:
        """``certain``, or ``possible`` where it rests on the worst case of a range or on an assumption."""
        return "certain" if self.lead.certain else "possible"

    @property
    def bound(self) -> Bound | None:
        """The limit that is passed, of a dose limit."""
        body, evidence = self.rule.body, self.lead.evidence
        if not isinstance(body, DoseLimit) or evidence.band < 0:
            return None
        return body.bands[evidence.band].bounds[evidence.bound]

    @property
    def code(self) -> str:
        """The HL7 v3 ActCode of the issue."""
        body = self.rule.body
        if isinstance(body, Interaction):
            return "DRG"
        if isinstance(body, Duplication):
            return "DUPTHPGEN" if body.population is None else "DUPTHPY"
        bound = self.bound
        return "DOSEH" if bound is None or bound.name.endswith("max") else "DOSEL"

    @property
    def measured(self) -> Value | None:
        """What was measured: a dose, a daily dose, or a count."""
        body, span = self.rule.body, self.lead.evidence.measured
        if span is None:
            return None
        if isinstance(body, DoseLimit):
            return Value(dose_name(body), in_unit(span[1], body), dose_unit(body), in_unit(span[0], body))
        name = "concurrent orders" if isinstance(body, Duplication) and body.by_order else "concurrent ingredients"
        return Value(name, float(span[1]), "1", float(span[0]))

    @property
    def limit(self) -> Value | None:
        """What it was held against; a dose exactly at it would be clear."""
        body, span = self.rule.body, self.lead.evidence.limit
        if span is None:
            return None
        if isinstance(body, DoseLimit):
            bound = self.bound
            name = bound.name if bound is not None else ""
            # where the band or the weight is unknown, the dose passes even the most generous limit that may hold
            reached = span[1] if name.endswith("max") else span[0]
            return Value(name, in_unit(reached, body), dose_unit(body), in_unit(span[0], body))
        return Value("allowed", float(span[1]), "1", float(span[0]))

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
        return tuple(_drug_name(self, place) for place in range(len(self.orders)))

    @property
    def message(self) -> str:
        """One sentence on what was found, with the values."""
        measured, limit = self.measured, self.limit
        names = " with ".join(dict.fromkeys(self.drugs))
        if measured is None or limit is None:
            found = f"{names}: {self.text.effect or self.title}"
        elif isinstance(self.rule.body, DoseLimit):
            relation = "above" if self.code == "DOSEH" else "below"
            span = span_text(measured.low, measured.value, measured.unit)
            bound = self.bound
            found = f"{self.rule.body.ingredient}: {measured.name} {span} is {relation} the limit of {limit.value:.12g} {limit.unit}"
            if bound is not None and bound.scale:
                found += f" ({bound.text})"
        else:
            found = f"{names}: {measured.value:.12g} {measured.name} of {self.title}, {limit.value:.12g} allowed"
        return found if self.lead.certain else f"possible: {found}"

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
        return tuple(
            dict.fromkeys(Source(*source) for rule in self.rules for source in self.plan.texts[rule.text].sources)
        )


def _drug_name(alert: Alert, place: int) -> str:
    order = alert.orders[place]
    body = alert.rule.body
    if isinstance(body, DoseLimit):
        return body.ingredient
    if isinstance(body, Duplication):
        shared = frozenset(alert.orders[0].ingredients).intersection(*(other.ingredients for other in alert.orders))
        wanted = tuple(sorted(shared)) if body.population is None else alert.plan.populations[body.population]
    else:
        sides = (body.second, body.first) if alert.lead.evidence.swapped else (body.first, body.second)
        wanted = alert.plan.populations[sides[min(place, 1)].population]
        if len(alert.orders) == 1:
            wanted = (*wanted, *alert.plan.populations[sides[1].population])
    return "/".join(name for name in order.ingredients if not wanted or name in wanted) or "/".join(order.ingredients)
