"""Bands as a space: gaps at one value, ages on two axes, and how a stretch of values is told."""

from __future__ import annotations

import pytest
from rule_trees import bands, codes, dose, judge


def gaps(domain: dict[str, str], *rows: dict[str, str], policy: str = "unique") -> list[str]:
    """What is said of bands, with the example of a patient."""
    found = judge(dose(bands(domain, *rows, policy=policy)))
    return [f"{one.code}: {one.message} ({one.hint})" if one.hint else f"{one.code}: {one.message}" for one in found]


@pytest.mark.parametrize(
    ("over", "rows", "told"),
    [
        ("[0 g,400 kg)", ("(0 kg,)",), "no row covers weight exactly 0 kg (for example a patient with {weight: 0 kg})"),
        ("[0 kg,400 kg)", ("(50 kg,)",), "no row covers weight up to 50 kg (for example a patient with {weight: 0 kg})"),
        ("[0 kg,400 kg)", ("[50 kg,)",), "no row covers weight below 50 kg (for example a patient with {weight: 0 kg})"),
        (
            "[0 kg,400 kg)",
            ("[0 kg,50 kg)", "(60 kg,)"),
            "no row covers weight [50 kg, 60 kg] (for example a patient with {weight: 50 kg})",
        ),
        (
            "[0 kg,400 kg)",
            ("[0 kg,50 kg]", "[60 kg,)"),
            "no row covers weight (50 kg, 60 kg) (for example a patient with {weight: 55 kg})",
        ),
        ("[0 kg,)", ("[0 kg,50 kg)",), "no row covers weight [50 kg,) (for example a patient with {weight: 50 kg})"),
        # the unit is that of the edge that is named, or of the next one above zero
        ("[0 kg,400 kg)", ("(500 g,)",), "no row covers weight up to 500 g (for example a patient with {weight: 0 g})"),
        ("[0 kg,)", ("[0 kg,500 g)", "[1 kg,)"), "no row covers weight [500 g, 1 kg) (for example a patient with {weight: 500 g})"),
    ],
)
def test_a_gap_is_told_in_the_units_of_its_author_with_the_ends_that_belong_to_it(over: str, rows: tuple[str, ...], told: str):
    assert gaps({"weight": over}, *({"weight": row} for row in rows)) == [f"RX401: {told}"]


def test_a_domain_of_one_end_is_covered_by_itself_and_by_nothing_less():
    assert gaps({"weight": "[0 kg,)"}, {"weight": "[0 kg,)"}) == []
    assert gaps({"weight": "[0 kg,)"}, {"weight": "(0 kg,)"}) == [
        "RX401: no row covers weight exactly 0 kg (for example a patient with {weight: 0 kg})"
    ]


def test_an_overlap_is_told_from_end_to_end_whatever_edges_lie_in_it():
    found = gaps({"weight": "[0 kg,400 kg)"}, {"weight": "[0 kg,70 kg)"}, {"weight": "[50 kg,400 kg)"}, {"weight": "[60 kg,61 kg)"})
    assert [line.partition(" both hold ")[2].partition(" (")[0] for line in found] == [
        "weight [50 kg, 70 kg)",
        "weight [60 kg, 61 kg)",
        "weight [60 kg, 61 kg)",
    ]


def test_five_gaps_are_all_told_and_none_is_counted_beyond():
    rows = [{"weight": f"[{low} kg,{low + 1} kg)"} for low in range(0, 10, 2)]
    assert codes(judge(dose(bands({"weight": "[0 kg,10 kg)"}, *rows)))) == ["RX401"] * 5


# Ages


def test_a_gap_of_a_single_month_is_found():
    assert gaps({"age": "[0 mo,130 a)"}, {"age": "[0 mo,24 mo)"}, {"age": "(24 mo,)"}) == [
        "RX401: no row covers age exactly 24 mo (for example a patient with {age: 24 mo})"
    ]


def test_a_gap_of_a_single_day_is_found_beside_ages_in_years():
    rows = {"age": "[0 d,28 d)"}, {"age": "(28 d,2 a)"}, {"age": "[2 a,)"}
    assert gaps({"age": "[0 d,130 a)"}, *rows) == [
        "RX401: no row covers age below 2 a and age exactly 28 d (for example a patient with {age: 28 d})"
    ]


def test_a_gap_between_days_and_months_is_found_because_some_fall_into_it():
    (told,) = gaps({"age": "[0 d,2 a)"}, {"age": "[0 d,28 d)"}, {"age": "[1 mo,2 a)"})
    assert told == "RX401: no row covers age below 1 mo and age [28 d,) (for example a patient with {age: 28 d})"
    assert gaps({"age": "[0 d,2 a)"}, {"age": "[0 d,31 d)"}, {"age": "[1 mo,2 a)"}, policy="first") == []


def test_ages_in_days_and_in_months_overlap_only_where_somebody_is_both():
    # whoever has lived 31 days is a month old
    assert gaps({"age": "[0 d,2 a)"}, {"age": "[0 mo,1 mo)"}, {"age": "[31 d,2 a)"}, policy="unique") == [
        "RX401: no row covers age [1 mo, 2 a) and age below 31 d (for example a patient with {age: 28 d})"
    ]
    # nobody of a year has lived 28 days or less
    rows = {"age": "[0 d,28 d]"}, {"age": "(28 d,1 a)"}, {"age": "[1 a,2 a)"}
    assert gaps({"age": "[0 d,2 a)"}, *rows) == []


def test_the_first_day_and_the_first_month_are_two_edges():
    assert gaps({"age": "[0 mo,24 mo)"}, {"age": "[0 d,1 d)"}, {"age": "[1 d,24 mo)"}) == []
    (told,) = gaps({"age": "[0 mo,24 mo)"}, {"age": "[0 d,1 d)"}, {"age": "[1 mo,24 mo)"})
    assert told.endswith("(for example a patient with {age: 1 d})")


def test_ages_in_years_from_day_0_on_are_told_in_years():
    (told,) = gaps({"age": "[0 d,130 a)"}, {"age": "[0 d,17 a)"}, {"age": "[18 a,)"})
    assert told == "RX401: no row covers age [17 a, 18 a) (for example a patient with {age: 17 a})"


# What bands lack


def test_bands_are_told_what_is_missing_and_which_variables_they_are_over():
    assert gaps({"weight": "[0 kg,400 kg)"})[1:] == ["RX415: the bands of 'dose' have no rows"]
    hint = "(write it as in over, or add it there with the values that the rows must cover)"
    assert gaps({"weight": "[0 kg,400 kg)", "age": "[0 a,130 a)"}, {"height": "[0 cm,50 cm)"}) == [
        f"RX406: this row asks for height, but the bands are over weight, age {hint}"
    ]
    assert gaps({}, {"height": "[0 cm,50 cm)"}) == [
        f"RX406: this row asks for height, but the bands are over nothing {hint}",
        "RX415: the bands of 'dose' have no domain (over)",
    ]
