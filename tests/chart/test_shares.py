"""A dose that is written for a combination as a whole is split where it can be of nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from demo import case, of_rule, order, patient, small, times
from rxrules.chart.words import dose_steps
from rxrules.model import Drug
from rxrules.model.order import DrugCode, DrugIngredient
from rxrules.terminology import Terminology
from rxrules.units import parse_quantity

RULES = "ddi between: [{ingredient: warfarin}, {ingredient: metformin}]"


def charted(drug: str | Drug, dose: str) -> Any:
    return small(RULES).prepare(case(order("m", drug, dose, times(2)), of=patient()))


def masses(drug: str | Drug, dose: str) -> dict[str, float | None]:
    """The mass of each ingredient in one dose, in mg; None where it is not known."""
    (one,) = charted(drug, dose).orders
    found = {name: each.amounts.get("mass") for name, each in one.doses.items()}
    return {name: None if amounts is None else round(amounts.dose_high, 6) for name, amounts in found.items()}


def reason(drug: str | Drug, dose: str) -> str:
    (one,) = charted(drug, dose).orders
    (missing,) = next(iter(one.doses.values())).missing
    return missing.reason


@pytest.mark.parametrize(
    ("drug", "dose", "expected"),
    [
        ("co-trimoxazole", "960 mg", {"trimethoprim": 160, "sulfamethoxazole": 800}),
        ("cotrimoxazole tablets", "0.48 g", {"trimethoprim": 80, "sulfamethoxazole": 400}),
        ("co-trimoxazole 80/400", "960 mg", {"trimethoprim": 160, "sulfamethoxazole": 800}),
        ("co-trimoxazole 960 mg tablets", "1 {tablet}", {"trimethoprim": 160, "sulfamethoxazole": 800}),
        ("co-trimoxazole 480mg/5ml suspension", "5 mL", {"trimethoprim": 80, "sulfamethoxazole": 400}),
        ("co-amoxiclav 500/125", "625 mg", {"amoxicillin": 500, "clavulanic acid": 125}),
        ("co-amoxiclav 875/125 tablets", "1000 mg", {"amoxicillin": 875, "clavulanic acid": 125}),
        ("co-amoxiclav 250/62 suspension", "312 mg", {"amoxicillin": 250, "clavulanic acid": 62}),
        ("co-codamol 30/500", "1060 mg", {"codeine": 60, "paracetamol": 1000}),
        ("co-codamol 30/500 tablets", "265 mg", {"codeine": 15, "paracetamol": 250}),
        ("co-careldopa 25/100", "125 mg", {"carbidopa": 25, "levodopa": 100}),
    ],
)
def test_a_total_is_split_in_the_proportions_of_the_product(drug: str, dose: str, expected: dict[str, float]):
    assert masses(drug, dose) == expected


@pytest.mark.parametrize(
    ("drug", "dose", "why"),
    [
        ("co-amoxiclav", "625 mg", "the strengths of the product are not known"),
        ("co-amoxiclav 625 mg", "625 mg", "the strengths of the product are not known"),
        ("co-amoxiclav 500/125", "500 mg", "may be of one ingredient: it is no multiple of the 625 mg (500 mg + 125 mg)"),
        ("co-amoxiclav 500/125", "2500 mg", "may be of all ingredients together, or 5 times 500 mg of amoxicillin"),
        ("co-amoxiclav 500/125", "10 mg/kg", "it is not a number of units of the product"),
        ("co-amoxiclav 500/125 tablets", "1250 mg", "or 2.5 times 500 mg of amoxicillin"),
        ("co-amoxiclav 250 mg/62 mg per 5 mL", "312 mg", "the strengths of the product are not known"),
        ("co-trimoxazole", "160 mg", "may be of one ingredient: it is no multiple of the 480 mg (80 mg + 400 mg)"),
        ("co-trimoxazole", "240 mg", "may be of one ingredient"),
        ("trimethoprim/sulfamethoxazole", "960 mg", "the strengths of the product are not known"),
        ("Septrin", "960 mg", "the strengths of the product are not known"),
        ("co-codamol 30/500", "30 mg", "may be of one ingredient"),
        ("co-codamol 30/500", "500 mg", "may be of one ingredient"),
    ],
)
def test_what_may_be_of_one_ingredient_stays_unknown_with_the_reason(drug: str, dose: str, why: str):
    assert set(masses(drug, dose).values()) == {None}
    assert why in reason(drug, dose)


def test_equal_halves_are_never_split():
    halves = Drug(
        ingredients=tuple(DrugIngredient(name=name, strength=parse_quantity("50 mg/{tablet}")) for name in ("ibuprofen", "codeine"))
    )
    assert set(masses(halves, "100 mg").values()) == {None}
    assert "2 times 50 mg" in reason(halves, "100 mg")


def test_a_code_beside_the_name_keeps_what_the_name_fixes():
    coded = Drug(name="co-trimoxazole", codes=(DrugCode("atc", "J01EE01"),))
    assert masses(coded, "960 mg") == {"sulfamethoxazole": 800, "trimethoprim": 160}


def test_the_trace_shows_the_split():
    chart = charted("co-amoxiclav 500/125", "625 mg")
    (line,) = dose_steps(chart, chart.orders[0], "clavulanic acid")
    assert line.startswith("625 mg, 2 per 1 d (2 in 24 h), of which 125 mg of clavulanic acid in 625 mg")
    chart = charted("co-trimoxazole", "960 mg")
    (line,) = dose_steps(chart, chart.orders[0], "trimethoprim")
    assert "of which 80 mg of trimethoprim in 480 mg (mixture of trimethoprim and sulfamethoxazole in the ratio 1:5" in line
    chart = charted("co-amoxiclav", "625 mg")
    (line,) = dose_steps(chart, chart.orders[0], "amoxicillin")
    assert "of which" not in line


def test_a_limit_is_held_against_the_share_of_its_ingredient():
    limit = "dose drug: {ingredient: paracetamol}, measure: per_day, severity: {max: major}, max: 4 g"
    too_much = case(order("m", "co-codamol 30/500", "1060 mg", times(5)), of=patient())
    assert of_rule(small(limit).check(too_much), "r0") == ("fired", "major", "certain")
    enough = case(order("m", "co-codamol 30/500", "1060 mg", times(4)), of=patient())
    assert of_rule(small(limit).check(enough), "r0") == ("clear",)
    unknown = case(order("m", "co-codamol", "1060 mg", times(5)), of=patient())
    assert of_rule(small(limit).check(unknown), "r0") == ("not_evaluated",)


def test_only_strengths_that_can_be_of_both_together_are_split():
    names = Terminology.default().resolve_name
    assert [c.strength for c in names("co-trimoxazole 160 mg tablets").components] == [None, None]  # type: ignore[union-attr]
    assert [str(c.strength) for c in names("co-trimoxazole 480 mg tablets").components] == [  # type: ignore[union-attr]
        "80 mg/{tablet}",
        "400 mg/{tablet}",
    ]
