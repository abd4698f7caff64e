"""Limits per kg beside limits of the whole patient: for whom they cross, and for whom they only meet."""

from __future__ import annotations

import pytest
from rule_trees import judge_text

ALL = "(0 kg, 400 kg)"


def told(limits: str, weight: str | None = None, measure: str = "per_day", age: str = "[18 a, 130 a)") -> list[tuple[str, str]]:
    """What is said of a limit of adults, in one band by weight or in none; codes and messages, without severities and routes."""
    severity = ", ".join(f"{name}: major" for name in ("max", "hard_max", "min", "hard_min") if f" {name}:" in f" {limits}")
    drug = f"kind: dose_limit, drug: {{ingredient: paracetamol}}, measure: {measure}, severity: {{{severity}}}"
    over = f"{{age: '{age}'" + (f", weight: '{weight}'}}" if weight else "}")
    text = f"rules:\n  - {{id: r, {drug}, bands: {{over: {over}, rows: [{{{limits}}}]}}}}\n"
    return [(one.code, one.message) for one in judge_text(text)[1] if one.code != "RX410"]


@pytest.mark.parametrize(
    ("limits", "weight", "where"),
    [
        # 10 mg/kg are 400 mg at 40 kg
        ("min: 400 mg, max: 10 mg/kg", None, "min (400 mg) is not below max (10 mg/kg) from 12 kg to 40 kg"),
        ("min: 10 mg/kg, max: 1.4 g", None, "min (10 mg/kg) is not below max (1.4 g) from 140 kg"),
        ("min: 10 mg/kg, max: 1.4 g", "[100 kg, 145 kg)", "min (10 mg/kg) is not below max (1.4 g) from 140 kg"),
        # limits of micrograms cross as those of grams do
        ("min: 0.3 mg, max: 5 ug/kg", None, "min (0.3 mg) is not below max (5 ug/kg) from 12 kg to 60 kg"),
        # a cap holds: it is below what it is compared with whatever the weight
        ("max: 4 g, hard_max: 90 mg/kg, hard_cap: 3 g", None, "max (4 g) is not below hard_max (90 mg/kg) from 12 kg"),
    ],
)
def test_limits_that_cross_are_told_with_the_weights_at_which_they_do(limits: str, weight: str | None, where: str):
    assert told(limits, weight) == [("RX420", where)]


@pytest.mark.parametrize(
    ("limits", "weight"),
    [
        # they meet at the lightest, or at the heaviest, who is not in the band
        ("min: 400 mg, max: 8 mg/kg", "[50 kg, 60 kg)"),
        ("min: 8 mg/kg, max: 480 mg", "[50 kg, 60 kg)"),
        # from 150 kg on it is of no consequence
        ("min: 10 mg/kg, max: 1.5 g", None),
        # in the heaviest the soft maximum may pass the hard one
        ("max: 60 mg/kg, hard_max: 4 g", None),
        # nobody of that age weighs so much
        ("min: 400 mg, max: 5 mg/kg", "[800 kg, 900 kg)"),
        # a course, an interval and a lifetime are not compared by weight
        ("max: 10 d, hard_max: 14 d", None),
    ],
)
def test_limits_that_only_meet_or_cross_in_giants_are_no_slip(limits: str, weight: str | None):
    assert told(limits, weight, "duration" if " d" in limits else "per_day") == []


def test_a_lifetime_per_kg_is_not_compared_because_the_weight_changes():
    for limits, code in (("max: 10 mg/kg, cap: 1 kg", "RX419"), ("max: 10 mg/kg, hard_max: 100 mg", "RX420")):
        assert told(limits, measure="lifetime") == []
        assert [one for one, _ in told(limits)] == [code]


def test_limits_of_one_scale_are_out_of_order_and_not_said_to_cross_as_well():
    assert [code for code, _ in told("min: 20 mg/kg, max: 10 mg/kg")] == ["RX411"]
    assert [code for code, _ in told("min: 2 g, max: 1 g")] == ["RX411"]


def hard(severity: str, limits: str) -> list[str]:
    drug = f"kind: dose_limit, drug: {{ingredient: paracetamol}}, measure: per_day, severity: {{{severity}}}"
    return [one.code for one in judge_text(f"rules:\n  - {{id: r, {drug}, {limits}}}\n")[1]]


def test_a_hard_limit_that_is_less_grave_is_told_on_either_side():
    assert hard("max: major, hard_max: minor", "max: 4 g, hard_max: 6 g") == ["RX421"]
    assert hard("min: major, hard_min: minor", "min: 2 g, hard_min: 1 g") == ["RX421"]
    both = "max: major, hard_max: minor, min: major, hard_min: minor"
    assert hard(both, "max: 4 g, hard_max: 6 g, min: 2 g, hard_min: 1 g") == ["RX421", "RX421"]
    assert hard("max: major, hard_max: major, min: major, hard_min: minor", "max: 4 g, hard_max: 6 g, min: 2 g, hard_min: 1 g") == [
        "RX421"
    ]


def test_a_hard_limit_may_be_less_grave_than_a_soft_one_that_stands_in_another_band():
    bands = (
        "bands: {over: {weight: '(0 kg, 400 kg)'}, "
        "rows: [{weight: '(0 kg, 50 kg)', max: 3 g}, {weight: '[50 kg, 400 kg)', hard_max: 6 g}]}"
    )
    assert hard("max: major, hard_max: minor", bands) == []
    # of one that is not written at all, that is said
    assert hard("max: major, hard_max: minor", "max: 4 g") == ["RX410"]
