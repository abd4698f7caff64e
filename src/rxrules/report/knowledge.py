"""What rules know of an ingredient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.plan import SEVERITIES
from rxrules.report.kinds import KINDS

if TYPE_CHECKING:
    from rxrules.plan import Plan, PlanRule
    from rxrules.report.coverage import Coverage
    from rxrules.terminology import Terminology


class KnownRule(NamedTuple):
    """One rule that names the ingredient, with its partners or limits in ``detail``."""

    id: str
    kind: str
    severity: int
    title: str
    review: bool
    detail: str


class Knowledge(NamedTuple):
    """What is known of an ingredient.

    Attributes:
        identity: names and codes, label by label.
        covered: the kinds that some rule knows it by.
    """

    ingredient: str
    identity: tuple[tuple[str, str], ...]
    rules: tuple[KnownRule, ...]
    covered: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "ingredient": self.ingredient,
            "identity": dict(self.identity),
            "covered": list(self.covered),
            "rules": [{**rule._asdict(), "severity": SEVERITIES[rule.severity]} for rule in self.rules],
        }


def knowledge(plan: Plan, coverage: Coverage, terminology: Terminology, ingredient: str) -> Knowledge:
    """Every running rule that names an ingredient, by kind, gravest first."""
    found = [known for rule in plan.rules if (known := _known(plan, rule, ingredient)) is not None]
    places = {kind: place for place, kind in enumerate(KINDS)}
    found.sort(key=lambda rule: (places[rule.kind], -rule.severity, rule.id))
    one = terminology.ingredient(ingredient)
    identity = []
    if one is not None:
        parts = (
            ("also called", ", ".join(one.synonyms[:8])),
            ("RxCUI", one.rxcui),
            ("UNII", one.unii),
            ("ATC", ", ".join(one.atc)),
            ("routes", ", ".join(one.usual_routes)),
        )
        identity = [(label, words) for label, words in parts if words]
    covered = tuple(kind for kind in KINDS if coverage.knows(kind, ingredient))
    return Knowledge(ingredient, tuple(identity), tuple(found), covered)


def _known(plan: Plan, rule: PlanRule, ingredient: str) -> KnownRule | None:
    detail = KINDS[rule.kind].detail(plan, rule.body, ingredient)
    if detail is None:
        return None
    return KnownRule(rule.id, rule.kind, rule.severity, plan.texts[rule.text].title, rule.review, detail)
