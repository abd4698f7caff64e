"""What a drug is: from its stated ingredients, its codes and its name to a product, or to why none was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.model import Drug
from rxrules.terminology import Product, Unresolved
from rxrules.terminology.routes import form_routes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.terminology import Component, Terminology

Resolution = tuple["Product | None", tuple[Unresolved, ...]]


def resolve_drug(drug: Drug | None, terminology: Terminology) -> Resolution:
    """What a drug is, and what of it could not be resolved.

    Stated ingredients lead; those that are known are checked even where another is not. Codes and the name must not contradict
    each other: then nothing is resolved.
    """
    if drug is None:
        return None, (Unresolved("", "unreadable"),)
    if drug.ingredients:
        return _stated(drug, terminology)
    found: Product | None = None
    failure: Unresolved | None = None
    for candidate in _candidates(drug, terminology):
        if isinstance(candidate, Unresolved):
            # the name comes last, and says more to a person than a code that nobody knows
            failure = candidate
        elif found is not None and _content(found) != _content(candidate):
            return None, (Unresolved(str(drug), "conflict", "its codes and name contradict each other"),)
        elif found is None:
            found = candidate
        else:
            shares = found.shares or candidate.shares
            found = evolve(candidate if _detail(candidate) > _detail(found) else found, shares=shares)
    if found is None:
        return None, (failure or Unresolved(str(drug), "empty", "neither name nor code"),)
    if drug.form and not found.form:
        found = evolve(found, form=drug.form, routes=found.routes or form_routes(drug.form))
    return found, ()


def _candidates(drug: Drug, terminology: Terminology) -> Iterator[Product | Unresolved]:
    for code in drug.codes:
        yield terminology.resolve_code(code.system, code.code, code.display)
    if drug.name:
        yield terminology.resolve_name(drug.name)


def _content(product: Product) -> frozenset[str]:
    return frozenset(str(component.ingredient) for component in product.components)


def _detail(product: Product) -> int:
    return sum(component.strength is not None for component in product.components) * 2 + bool(product.form)


def _stated(drug: Drug, terminology: Terminology) -> Resolution:
    components: list[Component] = []
    unresolved: list[Unresolved] = []
    for one in drug.ingredients:
        product, failures = resolve_drug(Drug(name=one.name, codes=one.codes), terminology)
        unresolved.extend(failures)
        for component in product.components if product is not None else ():
            alone = product is not None and len(product.components) == 1
            strength = one.strength if one.strength is not None and alone else component.strength
            components.append(evolve(component, strength=strength))
    if not components:
        return None, tuple(unresolved)
    routes = form_routes(drug.form) if drug.form else ()
    return Product(components=tuple(components), form=drug.form, routes=routes, how="ingredients"), tuple(unresolved)
