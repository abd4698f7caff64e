"""The brands that UK and US prescribers write most are known, and those that mean several things are refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rxrules.terminology import Product, Terminology, Unresolved

TERMS = Terminology.default()
with (Path(__file__).parent / "data" / "common_brands.csv").open(encoding="utf-8") as file:
    COMMON = [(row["brand"], set(row["ingredients"].split("|"))) for row in csv.DictReader(file)]

#: Names that hold different things by country or product.
REFUSED = [
    "Actifed",
    "Alka-Seltzer",
    "Anadin",
    "Benadryl",
    "Benylin",
    "Dilacor",
    "Dramamine",
    "Flomax",
    "Gaviscon",
    "Lemsip",
    "Maalox",
    "Midol",
    "Mylanta",
    "NyQuil",
    "Pepto-Bismol",
    "Robitussin",
    "Sudafed",
    "Theraflu",
    "Unisom",
    "Urex",
    "Vicks",
]


def test_the_list_is_long_enough_and_holds_combinations() -> None:
    assert len(COMMON) >= 700
    assert sum(len(ingredients) > 1 for _, ingredients in COMMON) >= 150


@pytest.mark.parametrize(("brand", "ingredients"), COMMON, ids=[brand for brand, _ in COMMON])
def test_a_common_brand_holds_these_ingredients_and_no_other(brand: str, ingredients: set[str]) -> None:
    found = TERMS.resolve_name(brand)
    assert isinstance(found, Product), found
    assert found.ingredients == ingredients


@pytest.mark.parametrize("name", REFUSED)
def test_a_brand_of_several_contents_is_never_silently_one_of_them(name: str) -> None:
    found = TERMS.resolve_name(name)
    assert isinstance(found, Unresolved)
    assert found.reason == "ambiguous"
    assert found.detail
