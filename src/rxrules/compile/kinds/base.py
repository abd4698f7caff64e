"""What the lowering of a kind is given, and what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rxrules.compile.lower import Scope
    from rxrules.compile.populations import Populations
    from rxrules.language import ast
    from rxrules.plan import AllergenCodes, Body
    from rxrules.validate.ruleset import Ruleset


class Surroundings(NamedTuple):
    """What a rule stands in.

    Attributes:
        populations: where groups and ingredients become indices.
        allergens: of all rulesets that are compiled, each in its place in the Plan.
    """

    ruleset: Ruleset
    populations: Populations
    allergens: tuple[AllergenCodes, ...]


class Lowered(NamedTuple):
    """What a kind makes of a rule.

    Attributes:
        severity: the rank of the gravest alert that the rule can give.
        scope: what the conditions of the rule and its modifiers speak of.
        when: what must hold beyond the body, or None.
    """

    body: Body
    severity: int
    scope: Scope
    when: ast.When | None
