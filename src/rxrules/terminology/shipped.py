"""Read the shipped data: a few CSV files, each with its sources in ``data/NOTICE.md``."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.terminology.products import Component, IngredientId, Product

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@frozen(eq=False)
class Meaning:
    """What one name stands for, before text around it is read.

    Attributes:
        ingredients: in the order in which the strengths are written, where ``order`` is known.
        brand: whether the name is a trade name, not the name of the drug.
        salt: the salt that the name itself carries, where there is one ingredient.
        form: the dose form that the name gives, or empty.
        routes: the routes that the name gives.
        units: the units of a strength written bare, as in "co-codamol 30/500"; empty where the order of the
            ingredients in a written strength is not known.
        release: the kind of release that the name gives.
        strengths: those that the name itself fixes (a local formulary), one an ingredient; empty otherwise.
    """

    ingredients: tuple[IngredientId, ...]
    brand: bool = False
    salt: str = ""
    form: str = ""
    routes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    release: str = ""
    strengths: tuple[str, ...] = ()

    def components(self) -> tuple[Component, ...]:
        """Give the components of the name as it stands alone."""
        if not self.strengths:
            return tuple([Component(i, self.salt) for i in self.ingredients])
        from rxrules.units import parse_quantity  # noqa: PLC0415 - units load late

        return tuple(
            Component(i, self.salt, parse_quantity(strength) if strength else None)
            for i, strength in zip(self.ingredients, self.strengths, strict=True)
        )

    def product(self) -> Product:
        """Give the product of the name as it stands alone."""
        how = "brand" if self.brand else "name"
        return Product(self.components(), self.form, self.routes, how, self.release)


@frozen(eq=False)
class NotADrug:
    """A name that is known and does not name one drug.

    Attributes:
        reason: as in [`Unresolved`][rxrules.terminology.Unresolved].
        detail: what it may stand for.
    """

    reason: str
    detail: str


@frozen(eq=False)
class Shipped:
    """Everything in the shipped data, as flat look-ups.

    Attributes:
        rows: ingredient id to its row: synonyms, rxcui, unii, atc, routes.
        names: normalised name to what it means.
        codes: system to code to meaning.
        combinations: the sets of ingredients of known fixed-dose combinations.
        salt_factors: ingredient and salt to the mass of base in a mass of salt, and the source.
    """

    rows: Mapping[IngredientId, tuple[str, ...]]
    names: Mapping[str, Meaning | NotADrug]
    codes: Mapping[str, Mapping[str, Meaning | NotADrug]]
    combinations: frozenset[frozenset[IngredientId]]
    salt_factors: Mapping[tuple[IngredientId, str], tuple[float, str]]


def _rows(name: str) -> Iterator[list[str]]:
    """Read a data file without its header; the columns are described in ``data/NOTICE.md``."""
    from importlib.resources import files  # noqa: PLC0415 - a sixth of the import, needed on first use

    text = files("rxrules.terminology").joinpath("data", name).read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines())
    next(rows)
    return rows


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _ids(text: str) -> tuple[IngredientId, ...]:
    return tuple(map(IngredientId, text.split("|")))


@cache
def load() -> Shipped:
    """Read the shipped data once; what is returned is never changed."""
    rows: dict[IngredientId, tuple[str, ...]] = {}
    names: dict[str, Meaning | NotADrug] = {}
    rxnorm: dict[str, Meaning | NotADrug] = {}
    unii: dict[str, Meaning | NotADrug] = {}
    atc: dict[str, Meaning | NotADrug] = {}
    codes = {"rxnorm": rxnorm, "unii": unii, "atc": atc}
    for key, name, synonyms, rxcui_, unii_, atc_, routes in _rows("ingredients.csv"):
        id_ = IngredientId(name)
        rows[id_] = (synonyms, rxcui_, unii_, atc_, routes)
        meaning = Meaning((id_,))
        names[key or name] = meaning
        for synonym in _split(synonyms):
            names[synonym] = meaning
        if rxcui_:
            rxnorm[rxcui_] = meaning
        if unii_:
            unii[unii_] = meaning
        for code in _split(atc_):
            atc[code] = meaning
    for name, ingredient, salt, _ in _rows("names.csv"):
        names[name] = Meaning((IngredientId(ingredient),), salt=salt)
    for system, code, ingredient, salt in _rows("codes.csv"):
        codes[system][code] = Meaning((IngredientId(ingredient),), salt=salt)
    for name, ids, salt, form, routes_, units, _ in _rows("brands.csv"):
        names[name] = Meaning(_ids(ids), True, salt, form, _split(routes_), _split(units))  # noqa: FBT003
    sets = set()
    for name, ids, units, _ in _rows("combinations.csv"):
        ingredients = _ids(ids)
        sets.add(frozenset(ingredients))
        if name:
            names[name] = Meaning(ingredients, units=_split(units))
    for code, ids in _rows("atc_combinations.csv"):
        atc[code] = Meaning(_ids(ids)) if ids else NotADrug("combination", "its components are not named")
    for name, reason, detail in _rows("not_a_drug.csv"):
        names[name] = NotADrug(reason, detail)
    factors = {
        (IngredientId(ingredient), salt): (float(factor), source)
        for ingredient, salt, factor, source in _rows("salt_factors.csv")
    }
    return Shipped(rows, names, codes, frozenset(sets), factors)
