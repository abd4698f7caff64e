"""What rules know of an ingredient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.plan import EXPECTED_KINDS, SEVERITIES, DoseLimit, Duplication, Interaction

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
    """Every running rule that names an ingredient, gravest first."""
    found = [known for rule in plan.rules if (known := _known(plan, rule, ingredient)) is not None]
    found.sort(key=lambda rule: (EXPECTED_KINDS.index(rule.kind), -rule.severity, rule.id))
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
    covered = tuple(kind for kind in EXPECTED_KINDS if coverage.knows(kind, ingredient))
    return Knowledge(ingredient, tuple(identity), tuple(found), covered)


def _known(plan: Plan, rule: PlanRule, ingredient: str) -> KnownRule | None:
    body = rule.body
    detail = ""
    if isinstance(body, Interaction):
        first, second = (plan.populations[side.population] for side in (body.first, body.second))
        if ingredient not in first and ingredient not in second:
            return None
        partners = second if ingredient in first else first
        detail = f"with {', '.join(partners[:6])}" + (f" and {len(partners) - 6} more" if len(partners) > 6 else "")
    elif isinstance(body, Duplication):
        if body.population is None or ingredient not in plan.populations[body.population]:
            return None
        detail = f"at most {body.allow} of {len(plan.populations[body.population])}"
    elif isinstance(body, DoseLimit):
        if body.ingredient != ingredient:
            return None
        bands = "; ".join(f"{band.text}: {', '.join(f'{b.name} {b.text}' for b in band.bounds)}" for band in body.bands[:3])
        more = f" and {len(body.bands) - 3} more bands" if len(body.bands) > 3 else ""
        detail = f"{body.measure.replace('_', ' ')}: {bands}{more}"
    return KnownRule(rule.id, rule.kind, rule.severity, plan.texts[rule.text].title, rule.review, detail)
