"""A formulary's own products beside the shipped names."""

from __future__ import annotations

import pytest

from rxrules.errors import InputError
from rxrules.terminology import Product, Terminology, Unresolved

TERMS = Terminology.default()


def test_a_local_product_resolves_with_its_strength_form_and_route() -> None:
    terms = TERMS.with_products(
        [
            {
                "name": "Hausmischung 7",
                "ingredients": ["codeine", "acetaminophen"],
                "strengths": ["30 mg/{tablet}", "500 mg/{tablet}"],
                "form": "tablets",
            }
        ]
    )
    found = terms.resolve_name("hausmischung-7")
    assert isinstance(found, Product)
    assert [(c.ingredient, str(c.strength)) for c in found.components] == [
        ("codeine", "30 mg/{tablet}"),
        ("paracetamol", "500 mg/{tablet}"),
    ]
    assert (found.form, found.routes, found.how) == ("tablet", ("oral",), "brand")
    assert terms.is_combination(frozenset({"codeine", "paracetamol"}))
    assert isinstance(TERMS.resolve_name("Hausmischung 7"), Unresolved)


def test_a_local_strength_holds_where_the_text_gives_none() -> None:
    terms = TERMS.with_products([{"name": "Wardwarf", "ingredients": "warfarin", "strength": "3 mg/{tablet}"}])
    assert str(terms.resolve_name("Wardwarf tablets").components[0].strength) == "3 mg/{tablet}"
    assert str(terms.resolve_name("Wardwarf 5 mg tablets").components[0].strength) == "5 mg/{tablet}"


def test_a_formulary_may_settle_an_ambiguous_name_but_not_a_known_or_an_empty_one() -> None:
    terms = TERMS.with_products([{"name": "Insulin", "ingredients": "insulin human"}])
    assert terms.resolve_name("insulin").ingredients == {"insulin human"}
    with pytest.raises(InputError, match="placeholder"):
        TERMS.with_products([{"name": "none", "ingredients": "warfarin"}])


def test_a_name_with_another_meaning_is_an_error_that_names_both() -> None:
    with pytest.raises(InputError, match="'marevan' already means warfarin, and the row gives it digoxin"):
        TERMS.with_products([{"name": "Marevan", "ingredients": "digoxin"}])
    with pytest.raises(InputError, match="already means warfarin"):
        TERMS.with_products([{"name": "X1", "ingredients": "warfarin"}, {"name": "x1", "ingredients": "digoxin"}])


def test_the_name_of_an_ingredient_can_be_given_a_strength_but_no_other_meaning() -> None:
    terms = TERMS.with_products([{"name": "warfarin", "ingredients": "warfarin", "strength": "1 mg/{tablet}", "form": "tablet"}])
    assert str(terms.resolve_name("warfarin").components[0].strength) == "1 mg/{tablet}"


def test_every_wrong_row_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        TERMS.with_products(
            [
                {"name": "A9", "ingredients": "warfarrin"},
                {"name": "B9", "ingredients": "warfarin", "form": "blob"},
                {"name": "C9", "ingredients": "warfarin|digoxin", "strengths": "5 mg/{tablet}"},
                {"name": "", "ingredients": "warfarin"},
                {"name": "D9"},
                {"name": "E9", "ingredients": "warfarin", "route": "oral"},
                {"name": "F9", "ingredients": "warfarin", "routes": "by owl"},
                {"name": "G9", "ingredients": "warfarin", "strength": "5 blobs"},
            ]
        )
    for part in (
        "product 1 (A9)",
        "'blob'",
        "2 ingredients and 1 strengths",
        "no name",
        "no ingredients",
        "'route'",
        "by owl",
        "5 blobs",
    ):
        assert part in str(caught.value)
