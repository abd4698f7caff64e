"""What is shipped resolves to itself, once: laws over the whole of the data."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules.terminology import Product, Terminology, Unresolved
from rxrules.terminology.routes import ROUTES
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

TERMS = Terminology.default()
DATA = files("rxrules.terminology").joinpath("data")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(DATA.joinpath(name).read_text(encoding="utf-8").splitlines()))


def ingredients_of(text: str) -> set[str]:
    found = TERMS.resolve_name(text)
    assert isinstance(found, Product), f"{text}: {found}"
    return set(found.ingredients)


def test_there_are_enough_ingredients_names_and_brands() -> None:
    assert len(TERMS.ingredient_ids) >= 2500
    assert len(rows("brands.csv")) >= 3000
    assert sum(r["source"].startswith("UK") for r in rows("brands.csv")) >= 250


def test_every_ingredient_resolves_to_itself_by_its_name_and_every_synonym() -> None:
    for row in rows("ingredients.csv"):
        for name in [row["name"], *filter(None, row["synonyms"].split("|"))]:
            assert ingredients_of(name) == {row["name"]}, name


def test_every_further_name_and_every_brand_resolves_to_what_its_row_says() -> None:
    for row in rows("names.csv"):
        found = TERMS.resolve_name(row["name"])
        assert isinstance(found, Product)
        assert (found.components[0].ingredient, found.components[0].salt) == (row["ingredient"], row["salt"])
    for row in rows("brands.csv"):
        found = TERMS.resolve_name(row["name"])
        assert isinstance(found, Product)
        assert found.how == "brand"
        assert set(found.ingredients) == set(row["ingredients"].split("|"))


def test_no_name_stands_twice_in_the_files() -> None:
    names: Counter[str] = Counter()
    for row in rows("ingredients.csv"):
        names.update({normalise(row["name"])} | set(filter(None, row["synonyms"].split("|"))))
    for file in ("names.csv", "brands.csv", "not_a_drug.csv"):
        names.update(row["name"] for row in rows(file))
    names.update(row["name"] for row in rows("combinations.csv") if row["name"])
    assert [name for name, count in names.items() if count > 1] == []


def test_every_written_name_is_already_normalised_and_long_enough() -> None:
    for row in rows("ingredients.csv"):
        assert (row["key"] or row["name"]) == normalise(row["name"])
        for synonym in filter(None, row["synonyms"].split("|")):
            assert synonym == normalise(synonym)
            assert len(synonym) >= 3
    for file in ("names.csv", "brands.csv", "not_a_drug.csv"):
        assert all(row["name"] == normalise(row["name"]) for row in rows(file))


def test_files_are_sorted_so_that_a_change_reads_as_a_change() -> None:
    for file in ("ingredients.csv", "names.csv", "brands.csv", "not_a_drug.csv", "codes.csv"):
        keys = [row.get("name") or row["code"] for row in rows(file)]
        assert keys == sorted(keys) or file == "codes.csv"


def test_every_ingredient_that_a_file_names_is_an_ingredient() -> None:
    known = set(TERMS.ingredient_ids)
    for file, column in [
        ("brands.csv", "ingredients"),
        ("combinations.csv", "ingredients"),
        ("atc_combinations.csv", "ingredients"),
        ("names.csv", "ingredient"),
        ("codes.csv", "ingredient"),
        ("salt_factors.csv", "ingredient"),
    ]:
        for row in rows(file):
            assert set(filter(None, row[column].split("|"))) <= known, row


@pytest.mark.parametrize("column", ["rxcui", "unii", "atc"])
def test_a_code_belongs_to_one_ingredient(column: str) -> None:
    codes = Counter(c for row in rows("ingredients.csv") for c in row[column].split("|") if c)
    codes.update(r["code"] for r in rows("codes.csv") if r["system"] == column.replace("rxcui", "rxnorm"))
    if column == "atc":
        codes.update(r["code"] for r in rows("atc_combinations.csv"))
    assert [code for code, count in codes.items() if count > 1] == []


def test_every_code_resolves_to_its_ingredient() -> None:
    for row in rows("ingredients.csv"):
        for system, column in (("rxnorm", "rxcui"), ("unii", "unii"), ("atc", "atc")):
            for code in filter(None, row[column].split("|")):
                found = TERMS.resolve_code(system, code)
                assert isinstance(found, Product)
                assert (set(found.ingredients), found.how) == ({row["name"]}, "code")


def test_usual_routes_are_routes_and_known_for_most_ingredients() -> None:
    usual = [TERMS.ingredient(i).usual_routes for i in TERMS.ingredient_ids]
    assert {r for routes in usual for r in routes} <= set(ROUTES)
    assert sum(map(bool, usual)) >= 2000


def test_names_that_are_no_drug_never_resolve() -> None:
    for row in rows("not_a_drug.csv"):
        found = TERMS.resolve_name(row["name"])
        assert isinstance(found, Unresolved)
        assert found.reason == row["reason"]


def test_the_data_carries_a_notice_of_its_sources() -> None:
    notice = DATA.joinpath("NOTICE.md").read_text(encoding="utf-8")
    for file in (f.name for f in DATA.iterdir() if f.name.endswith(".csv")):
        assert f"`{file}`" in notice, file
    assert "WHO Collaborating Centre" in notice
    assert "National Library of Medicine" in notice


def test_the_data_stays_small() -> None:
    assert sum(len(f.read_bytes()) for f in DATA.iterdir() if f.is_file()) < 2_500_000


NAMES = [row["name"] for file in ("ingredients.csv", "brands.csv") for row in rows(file)]


@given(
    st.sampled_from(NAMES),
    st.sampled_from([str.upper, str.title, str.lower]),
    st.sampled_from(["-", "  ", " ", "\t"]),
)
def test_case_and_separators_never_matter(name: str, case: Callable[[str], str], sign: str) -> None:
    written = name.replace(" ", sign)
    assert TERMS.resolve_name(f" {case(written)} ") == TERMS.resolve_name(name)


@given(st.sampled_from(NAMES), st.text("bcdfghjkqvwxz", min_size=5, max_size=9))
def test_a_word_that_nobody_knows_always_leaves_a_name_unresolved(name: str, word: str) -> None:
    for text in (f"{name} {word}", f"{word} {name}", f"{name} 5 mg {word} tablets", f"{name}{word}"):
        assert isinstance(TERMS.resolve_name(text), Unresolved)


@given(st.text(max_size=60))
def test_any_text_gives_a_product_or_a_reason(text: str) -> None:
    found = TERMS.resolve_name(text)
    assert isinstance(found, Product) or found.reason
