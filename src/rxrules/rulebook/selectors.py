"""What a rule names: the sides that it is about, and the groups in it, those of its circumstances too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from rxrules.language import ast
from rxrules.language.borrowed import with_borrowed
from rxrules.plan import Burden, DoseLimit, Duplication, Interaction, PatientCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.plan import Condition, PlanRule
    from rxrules.validate import Ruleset


class Side(NamedTuple):
    """Drugs that a rule is about.

    Attributes:
        role: what they are in the rule: ``first drug``.
        selector: as written; None for every drug.
        condition: what must hold of their orders, or None.
        washout: for how many days they count after their end, or None.
    """

    role: str
    selector: ast.Selector | None
    condition: Condition | None = None
    washout: float | None = None


def sides(rule: ast.Rule, planned: PlanRule) -> list[Side]:
    """The drugs that a rule is about; none where it is about the patient alone. The items of a burden stand in their table."""
    body = planned.body
    if isinstance(rule, ast.InteractionRule) and isinstance(body, Interaction):
        order = ("drug that is there", "drug that is added") if body.second_added else ("first drug", "second drug")
        both = zip(order, rule.between, (body.first, body.second), strict=True)
        return [Side(role, one, part.condition, part.within) for role, one, part in both]
    if isinstance(rule, ast.DuplicationRule) and isinstance(body, Duplication):
        group = None if rule.group is None else ast.Selector(group=rule.group)
        return [Side("any of", group, body.condition)]
    if isinstance(rule, ast.DoseLimitRule) and isinstance(body, DoseLimit):
        return [Side("drug", rule.drug, body.condition)]
    if isinstance(rule, ast.OmissionRule) and isinstance(body, PatientCheck):
        asking = [] if rule.drug is None else [Side("drug", rule.drug, body.condition)]
        return [*asking, *(Side("partner that is missing", one) for one in rule.missing)]
    selector = getattr(rule, "drug", None)
    if isinstance(body, PatientCheck) and (isinstance(selector, ast.Selector) or isinstance(rule, ast.AllergyRule)):
        return [Side("drug", selector, body.condition)]
    return []


def groups_named(rule: ast.Rule, ruleset: Ruleset) -> list[str]:
    """The ids of the groups that stand anywhere in a rule, each once."""
    if isinstance(rule, ast.BurdenRule):
        rule = with_borrowed(rule, ruleset.rules)
    return [name for name in dict.fromkeys(_groups(rule)) if name in ruleset.groups]


def _groups(value: object) -> Iterator[str]:
    if isinstance(value, ast.Selector):
        if value.group is not None:
            yield value.group.text
    elif isinstance(value, ast.Name | str):
        return
    elif isinstance(value, tuple):
        for part in value:
            yield from _groups(part)
    elif isinstance(value, ast.Placed):
        if isinstance(value, ast.DuplicationRule):
            yield from (name.text for name in (value.group, *value.except_) if name is not None)
        # its own fields, one level deep each
        yield from _groups(attrs.astuple(value, recurse=False))  # type: ignore[arg-type]  # an attrs class


def populations_in(part: object) -> Iterator[int]:
    """The populations of the partners that conditions ask for or want absent, anywhere in a part of the Plan."""
    if isinstance(part, tuple) and part:
        if part[0] == "with":
            yield int(part[1])
        for inner in part:
            yield from populations_in(inner)


def burden_items(rule: ast.BurdenRule, planned: PlanRule, ruleset: Ruleset) -> list[tuple[ast.BurdenItem, Condition | None]]:
    """The items of a burden as written, borrowed ones first, each with its condition in the Plan."""
    assert isinstance(planned.body, Burden)  # noqa: S101  compiled from it
    written = with_borrowed(rule, ruleset.rules).items
    return [(item, lowered.condition) for item, lowered in zip(written, planned.body.items, strict=True)]
