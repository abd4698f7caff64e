"""The items of a burden that counts those of another as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.language.ast import BurdenRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.language.ast import Rule


def lender(rule: BurdenRule, rules: Iterable[Rule]) -> BurdenRule | None:
    """The burden that ``items_of`` names; None where there is none of that id, or it names none."""
    if rule.items_of is None:
        return None
    wanted = rule.items_of.text
    return next((one for one in rules if isinstance(one, BurdenRule) and one.id.text == wanted and one is not rule), None)


def with_borrowed(rule: BurdenRule, rules: Iterable[Rule]) -> BurdenRule:
    """The rule with the items of the burden that it names before its own."""
    other = lender(rule, rules)
    return rule if other is None else evolve(rule, items=other.items + rule.items)
