"""Read the shipped data: a few CSV files, each with its sources in ``data/NOTICE.md``."""

from __future__ import annotations

import csv
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from rxrules.terminology.products import Component, IngredientId, Product, Shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Meaning(NamedTuple):
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
        shares: the proportions that the name fixes, or None.
    """

    ingredients: tuple[IngredientId, ...]
    brand: bool = False
    salt: str = ""
    form: str = ""
    routes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    release: str = ""
    strengths: tuple[str, ...] = ()
    shares: Shares | None = None

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
        return Product(self.components(), self.form, self.routes, how, self.release, self.shares)


class NotADrug(NamedTuple):
    """A name that is known and does not name one drug.

    Attributes:
        reason: as in [`Unresolved`][rxrules.terminology.Unresolved].
        detail: what it may stand for.
    """

    reason: str
    detail: str


@frozen(eq=False)
class Shipped:
    """The names in the shipped data, as flat look-ups.

    Attributes:
        rows: ingredient id to its row: synonyms, rxcui, unii, atc, routes.
        names: normalised name to what it means.
    """

    rows: Mapping[IngredientId, tuple[str, str, str, str, str]]
    names: Mapping[str, Meaning | NotADrug]


def _rows(name: str) -> Iterator[list[str]]:
    """Read a data file without its header; the columns are described in ``data/NOTICE.md``."""
    data = get_data("rxrules.terminology", f"data/{name}")
    if data is None:
        raise FileNotFoundError(name)
    rows = csv.reader(data.decode().splitlines())
    next(rows)
    return rows


def split(text: str) -> tuple[str, ...]:
    """Part a field of several values."""
    return tuple(text.split("|")) if text else ()


def _ids(text: str) -> tuple[IngredientId, ...]:
    return tuple(map(IngredientId, text.split("|")))


@cache
def load() -> Shipped:
    """Read the names once; what is returned is never changed."""
    rows: dict[IngredientId, tuple[str, str, str, str, str]] = {}
    names: dict[str, Meaning | NotADrug] = {}
    for key, name, synonyms, rxcui, unii, atc, routes in _rows("ingredients.csv"):
        id_ = IngredientId(name)
        rows[id_] = (synonyms, rxcui, unii, atc, routes)
        meaning = Meaning((id_,))
        names[key or name] = meaning
        if synonyms:
            names.update(dict.fromkeys(synonyms.split("|"), meaning))
    for name, ingredient, salt, _ in _rows("names.csv"):
        names[name] = Meaning((IngredientId(ingredient),), salt=salt)
    for name, ids, salt, form, routes, units, _ in _rows("brands.csv"):
        names[name] = Meaning(_ids(ids), True, salt, form, split(routes), split(units))
    for name, ids, units, _ in _rows("combinations.csv"):
        if name:
            names[name] = Meaning(_ids(ids), units=split(units))
    for name, parts, whole, source in _rows("shares.csv"):
        combination = names[name]
        if isinstance(combination, Meaning):
            each = zip(combination.ingredients, map(float, split(parts)), strict=True)
            names[name] = combination._replace(shares=Shares(tuple(each), float(whole), source))
    for name, reason, detail in _rows("not_a_drug.csv"):
        names[name] = NotADrug(reason, detail)
    return Shipped(rows, names)


@cache
def load_codes() -> Mapping[str, Mapping[str, Meaning | NotADrug]]:
    """Read the codes once: system to code to meaning."""
    codes: dict[str, dict[str, Meaning | NotADrug]] = {"rxnorm": {}, "unii": {}, "atc": {}}
    for id_, (_, rxcui, unii, atc, _) in load().rows.items():
        meaning = Meaning((id_,))
        if rxcui:
            codes["rxnorm"][rxcui] = meaning
        if unii:
            codes["unii"][unii] = meaning
        codes["atc"].update(dict.fromkeys(split(atc), meaning))
    for system, code, ingredient, salt in _rows("codes.csv"):
        codes[system][code] = Meaning((IngredientId(ingredient),), salt=salt)
    for code, ids in _rows("atc_combinations.csv"):
        unnamed = NotADrug("combination", "its components are not named")
        codes["atc"][code] = Meaning(_ids(ids)) if ids else unnamed
    return codes


@cache
def load_combinations() -> frozenset[frozenset[IngredientId]]:
    """Read the sets of ingredients of known fixed-dose combinations once."""
    return frozenset(frozenset(_ids(ids)) for _, ids, _, _ in _rows("combinations.csv"))


@cache
def load_salt_factors() -> Mapping[tuple[IngredientId, str], tuple[float, str]]:
    """Read once, by ingredient and salt, the mass of base in a mass of salt, and the source."""
    return {
        (IngredientId(ingredient), salt): (float(factor), source) for ingredient, salt, factor, source in _rows("salt_factors.csv")
    }
