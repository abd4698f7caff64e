"""What the checks look at: the tree of a ruleset, and what its names turn out to be, each resolved once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.language.ast import (
    AllergyRule,
    BurdenRule,
    ContraindicationRule,
    DoseLimitRule,
    DuplicationRule,
    InteractionRule,
    MonitoringRule,
    OmissionRule,
    Rule,
)
from rxrules.terminology import Product, Unresolved
from rxrules.validate.populations import expand
from rxrules.validate.walk import conditions, selectors

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from rxrules.language.ast import (
        Allergen,
        ConditionDefinition,
        Group,
        LocalDrug,
        Name,
        RulesetTree,
        Selector,
        Source,
        When,
    )
    from rxrules.terminology import IngredientId, Terminology
    from rxrules.validate.populations import Populations

Defined = TypeVar("Defined", "Group", "Source", "ConditionDefinition", "Allergen")
OfKind = TypeVar("OfKind", bound=Rule)


@frozen(eq=False)
class Context:
    """A tree with its names resolved.

    Attributes:
        as_of: the day as of which dates are judged; None where none is given, and then no date is past or to
        come.
        terminology: with the ruleset's own drugs, as far as they are right.
        wrong_drugs: the local drugs that the terminology refuses, with its reasons.
        groups, sources, conditions, allergens: the first definition of each id.
        meanings: every ingredient name that is written anywhere, to what it stands for.
        ingredients: those of them that stand for exactly one ingredient, and for nothing beyond it.
        populations: the groups expanded.
        interactions, duplications, dose_limits: the rules by kind, in the order of the files; so ``contraindications``,
            ``allergies``, ``monitorings``, ``omissions``, ``burdens``.
        selectors: every selector of every rule, and those of allergens.
        whens: every condition of every rule, at whatever depth, with its rule.
    """

    tree: RulesetTree
    as_of: dt.date | None
    terminology: Terminology
    wrong_drugs: tuple[tuple[LocalDrug, str], ...]
    groups: Mapping[str, Group]
    sources: Mapping[str, Source]
    conditions: Mapping[str, ConditionDefinition]
    allergens: Mapping[str, Allergen]
    interactions: tuple[InteractionRule, ...]
    duplications: tuple[DuplicationRule, ...]
    dose_limits: tuple[DoseLimitRule, ...]
    contraindications: tuple[ContraindicationRule, ...]
    allergies: tuple[AllergyRule, ...]
    monitorings: tuple[MonitoringRule, ...]
    omissions: tuple[OmissionRule, ...]
    burdens: tuple[BurdenRule, ...]
    selectors: tuple[Selector, ...]
    whens: tuple[tuple[Rule, When], ...]
    meanings: dict[str, Product | Unresolved] = field(init=False, factory=dict)
    ingredients: dict[str, IngredientId] = field(init=False, factory=dict)
    populations: Populations = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Resolve each distinct name once, and expand the groups."""
        # what ``of`` names is a participant or among its drugs; where it is neither, the check of participants says so
        parts = [when.of for _, when in self.whens if when.of is not None and when.of.text not in self.groups]
        for name in (*self.ingredient_names(), *parts):
            if name.text not in self.meanings:
                meaning = self.meanings[name.text] = self.terminology.resolve_name(name.text)
                if isinstance(meaning, Product) and len(meaning.ingredients) == 1 and not says_more(meaning):
                    self.ingredients[name.text] = meaning.components[0].ingredient
        object.__setattr__(self, "populations", expand(self.groups, self.ingredients))

    @classmethod
    def of(cls, tree: RulesetTree, terminology: Terminology, as_of: dt.date | None) -> Context:
        """Resolve what a tree names; nothing is reported here, the checks do that."""
        extended, wrong = _with_drugs(terminology, tree.drugs)
        whens = tuple((rule, when) for rule in tree.rules for when in conditions(rule))
        named = [selector for rule in tree.rules for selector in selectors(rule)]
        named += [s for _, when in whens for s in (when.with_, when.without) if s is not None]
        named += [allergen.drug for allergen in tree.allergens if allergen.drug is not None]
        return cls(
            tree=tree,
            as_of=as_of,
            terminology=extended,
            wrong_drugs=wrong,
            groups=_first(tree.groups),
            sources=_first(tree.sources),
            conditions=_first(tree.conditions),
            allergens=_first(tree.allergens),
            interactions=_of_kind(tree.rules, InteractionRule),
            duplications=_of_kind(tree.rules, DuplicationRule),
            dose_limits=_of_kind(tree.rules, DoseLimitRule),
            contraindications=_of_kind(tree.rules, ContraindicationRule),
            allergies=_of_kind(tree.rules, AllergyRule),
            monitorings=_of_kind(tree.rules, MonitoringRule),
            omissions=_of_kind(tree.rules, OmissionRule),
            burdens=_of_kind(tree.rules, BurdenRule),
            selectors=tuple(named),
            whens=whens,
        )

    def ingredient_names(self) -> Iterator[Name]:
        """Every name, wherever it stands, that must mean one ingredient."""
        for drug in self.tree.drugs:
            yield from drug.ingredients
        for group in self.tree.groups:
            yield from group.members
            yield from (name for name in group.exclude if name.text not in self.groups)
        for selector in self.selectors:
            if selector.ingredient is not None:
                yield selector.ingredient
        for rule in self.duplications:
            yield from (name for name in rule.except_ if name.text not in self.groups)

    def population(self, selector: Selector) -> frozenset[IngredientId] | None:
        """The ingredients that a selector means; None where something in it is wrong."""
        if selector.ingredient is not None:
            one = self.ingredients.get(selector.ingredient.text)
            return None if one is None else frozenset((one,))
        return None if selector.group is None else self.populations.members.get(selector.group.text)

    def named(self, name: Name) -> frozenset[IngredientId]:
        """The ingredients of a name that may be a group or an ingredient; none where it is wrong."""
        if name.text in self.groups:
            return self.populations.members.get(name.text, frozenset())
        return frozenset((self.ingredients[name.text],)) if name.text in self.ingredients else frozenset()


def says_more(product: Product) -> bool:
    """Whether a name gives a form, a strength or a route, which a rule over the ingredient would drop."""
    return bool(product.form or product.routes or product.release or any(c.strength for c in product.components))


def _of_kind(rules: Iterable[Rule], kind: type[OfKind]) -> tuple[OfKind, ...]:
    return tuple(rule for rule in rules if isinstance(rule, kind))


def _first(definitions: tuple[Defined, ...]) -> dict[str, Defined]:
    first: dict[str, Defined] = {}
    for definition in definitions:
        first.setdefault(definition.id.text, definition)
    return first


def _with_drugs(terminology: Terminology, drugs: tuple[LocalDrug, ...]) -> tuple[Terminology, tuple[tuple[LocalDrug, str], ...]]:
    if not drugs:
        return terminology, ()
    try:
        return terminology.with_products([row for drug in drugs for row in _rows(drug)]), ()
    except InputError:
        wrong = []
    # One at a time is slow, and says which of them it is.
    for drug in drugs:
        try:
            terminology = terminology.with_products(_rows(drug))
        except InputError as problem:
            wrong.append((drug, str(problem)))
    return terminology, tuple(wrong)


def _rows(drug: LocalDrug) -> list[dict[str, object]]:
    shared = {
        "ingredients": [name.text for name in drug.ingredients],
        "strengths": [str(amount.quantity) for amount in drug.strengths],
        "form": drug.form,
    }
    return [{"name": name, **shared} for name in (drug.name.text, *drug.synonyms)]
