"""What rulesets define beside their rules: conditions, allergens and products, merged over the rulesets that define them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import AllergenCodes, ConditionCodes, LocalProduct
from rxrules.terminology.conditions import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rxrules.compile.populations import Populations
    from rxrules.language.ast import Allergen, ConditionDefinition, LocalDrug
    from rxrules.validate.ruleset import Ruleset


def condition_codes(rulesets: Iterable[Ruleset]) -> tuple[ConditionCodes, ...]:
    """How each condition is recognised; where two rulesets define one, what either recognises counts."""
    found: dict[str, ConditionCodes] = {}
    for ruleset in rulesets:
        for definition in ruleset.conditions.values():
            title, names = _called(definition)
            new = ConditionCodes(definition.id.text, title, names, definition.icd10, definition.snomed)
            old = found.setdefault(new.id, new)
            found[new.id] = old._replace(
                names=_together(old.names, new.names),
                icd10=_together(old.icd10, new.icd10),
                snomed=_together(old.snomed, new.snomed),
            )
    return tuple(found.values())


def allergen_codes(rulesets: Iterable[Ruleset], populations: Populations) -> tuple[AllergenCodes, ...]:
    """How each allergen is recognised, in the order of the rulesets; the drugs of two definitions of one add up."""
    found: dict[str, AllergenCodes] = {}
    for ruleset in rulesets:
        populations.read_from(ruleset)
        for definition in ruleset.allergens.values():
            title, names = _called(definition)
            drugs = None if definition.drug is None else populations.of(definition.drug)
            new = AllergenCodes(definition.id.text, title, names, definition.snomed, drugs)
            old = found.setdefault(new.id, new)
            both = [drugs for drugs in (old.population, new.population) if drugs is not None]
            found[new.id] = old._replace(
                names=_together(old.names, new.names),
                snomed=_together(old.snomed, new.snomed),
                population=populations.together(both) if both else None,
            )
    return tuple(found.values())


def local_products(rulesets: Iterable[Ruleset]) -> tuple[LocalProduct, ...]:
    """The products that the rulesets add, one for each of their names."""
    return tuple(product for ruleset in rulesets for drug in ruleset.drugs for product in _products(drug))


def _products(drug: LocalDrug) -> Iterator[LocalProduct]:
    ingredients = tuple(name.text for name in drug.ingredients)
    strengths = tuple(str(amount.quantity) for amount in drug.strengths)
    for name in (drug.name.text, *drug.synonyms):
        yield LocalProduct(str(name), ingredients, strengths, drug.form)


def _called(definition: ConditionDefinition | Allergen) -> tuple[str, tuple[str, ...]]:
    """The title, and the folded names by which it is recognised: its id, its title and those that it lists."""
    spoken = definition.id.text.replace("-", " ")
    names = (spoken, definition.title, *definition.names)
    return definition.title or spoken, tuple(dict.fromkeys(fold(text) for text in names if text))


def _together(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(old + new))
