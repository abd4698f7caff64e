"""A ruleset that has passed validation: the only thing that `rxrules.compile` accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rxrules.diagnostics import Diagnostic
    from rxrules.language.ast import Allergen, ConditionDefinition, LocalDrug, Manifest, Name, Rule, Source
    from rxrules.terminology import IngredientId, Terminology


@frozen
class Ruleset:
    """Rules whose every name is known, whose every unit fits, and whose every active rule has a source.

    Made by `rxrules.validate.validate` and by nothing else.

    Attributes:
        rules: all rules, those of status draft and retired included; compiling leaves these out.
        groups: the members of each group, expanded and sorted; none is empty.
        ingredients: each ingredient name that a rule uses, to the ingredient it resolves to.
        sources: by id.
        conditions, allergens: by id.
        terminology: the shipped one with the ruleset's own drugs added.
        digest: SHA-256 of the files.
        drugs: what it adds to the terminology.
        warnings: what was found that does not keep it from being used.
    """

    manifest: Manifest
    rules: tuple[Rule, ...]
    groups: Mapping[str, tuple[IngredientId, ...]]
    ingredients: Mapping[str, IngredientId]
    sources: Mapping[str, Source]
    conditions: Mapping[str, ConditionDefinition]
    terminology: Terminology
    digest: str
    drugs: tuple[LocalDrug, ...] = ()
    allergens: Mapping[str, Allergen] = field(factory=dict)
    warnings: tuple[Diagnostic, ...] = ()

    def ingredient(self, name: Name) -> IngredientId:
        """The ingredient that a name in a rule means."""
        return self.ingredients[name.text]
