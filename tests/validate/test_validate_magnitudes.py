"""Limits that are out by a unit: what nobody is given, and what does not go with the limits beside it."""

from __future__ import annotations

import re

import pytest
from rule_trees import judge_text

LIMIT = "kind: dose_limit, drug: {ingredient: paracetamol}, measure: %s, severity: {%s}, %s"


def limit(measure: str, limits: str) -> str:
    severity = ", ".join(f"{name}: major" for name in ("max", "hard_max", "min") if re.search(rf"\b{name}:", limits))
    return LIMIT % (measure, severity, limits)


def told(*rules: str) -> list[tuple[str, str]]:
    text = "rules:\n" + "".join(f"  - {{id: r{number}, {rule}}}\n" for number, rule in enumerate(rules))
    return [(one.code, one.message) for one in judge_text(text)[1]]


def codes(*rules: str) -> list[str]:
    return [code for code, _ in told(*rules)]


@pytest.mark.parametrize("measure", ["per_dose", "per_day", "per_week"])
@pytest.mark.parametrize(
    ("most", "beyond"), [("1000 g", "1001 g"), ("10 g/kg", "10.1 g/kg"), ("400 g/m2", "401 g/m2"), ("1000000 mg", "1000001 mg")]
)
def test_what_nobody_is_given_is_told_of_each_scale(measure: str, most: str, beyond: str):
    assert codes(limit(measure, f"max: {most}")) == []
    said = f"max ({beyond}) is more than anybody is given, so that no dose would alert"
    assert told(limit(measure, f"max: {beyond}")) == [("RX422", said)]
    assert codes(limit(measure, f"hard_max: {beyond}")) == ["RX422"]
    assert codes(limit(measure, f"max: {most}, hard_max: {beyond}")) == ["RX422"]


@pytest.mark.parametrize(
    ("measure", "limits"),
    [
        ("per_course", "max: 2 kg"),
        ("rate", "max: 2 kg/h"),
        ("duration", "max: 2000000 d"),
        # volumes and tablets are not weighed
        ("per_day", "max: 2000 L"),
        ("per_day", "max: '2000000 {tablet}'"),
        # a cap holds instead
        ("per_day", "max: 20 g/kg, cap: 100 g"),
    ],
)
def test_what_has_no_such_bound_is_not_told(measure: str, limits: str):
    assert "RX422" not in codes(limit(measure, limits))


def test_a_cap_of_one_limit_does_not_excuse_the_other():
    assert codes(limit("per_day", "max: 60 mg/kg, cap: 4 g, hard_max: 20 g/kg")) == ["RX422"]


@pytest.mark.parametrize(
    ("single", "daily", "ratio"),
    [
        ("max: 1 g", "max: 150 g", None),
        ("max: 1 g", "max: 151 g", "151"),
        ("max: 1 g", "max: 100 mg", None),
        ("max: 1 g", "max: 90 mg", "0.09"),
        ("max: 15 mg/kg", "max: 4 mg/kg", None),
        ("max: 15 mg/kg", "max: 1 mg/kg", "0.0667"),
        ("max: 15 mg/m2", "max: 3 g/m2", "200"),
        # what is told on two scales is not compared
        ("max: 15 mg/kg", "max: 4 g", None),
        ("max: 1 g", "max: '8 {tablet}'", None),
        # nor is a limit of the other side, or a hard one, which is far off on purpose
        ("min: 1 g", "max: 160 g", None),
        ("max: 1 g", "hard_max: 160 g", None),
    ],
)
def test_the_limits_of_a_dose_and_of_a_day_are_of_one_magnitude(single: str, daily: str, ratio: str | None):
    found = told(limit("per_dose", single), limit("per_day", daily))
    assert [code for code, _ in found] == ([] if ratio is None else ["RX423"])
    assert ratio is None or f" is {ratio} times that of a dose (" in found[0][1]
    assert codes(limit("per_day", daily), limit("per_dose", single)) == [code for code, _ in found]
    assert codes(limit("per_week", single), limit("per_day", daily)) == []


def test_the_largest_limit_of_each_is_compared_wherever_it_stands():
    rows = "{weight: '(0 kg, 50 kg)', max: %s}, {weight: '[50 kg, 400 kg)', max: %s}"
    bands = f"bands: {{over: {{weight: '(0 kg, 400 kg)'}}, rows: [{rows}]}}"
    single = limit("per_dose", "max: 1 g")
    for first, second in (("1 g", "160 g"), ("160 g", "1 g")):
        assert codes(single, limit("per_day", bands % (first, second))) == ["RX423"]
    assert codes(limit("per_dose", bands % ("1 g", "10 g")), limit("per_day", "max: 160 g")) == []
    assert codes(limit("per_dose", bands % ("10 g", "1 g")), limit("per_day", "max: 160 g")) == []


def test_limits_on_two_scales_are_each_compared_with_their_own():
    rows = "{weight: '(0 kg, 50 kg)', max: 2 g}, {weight: '[50 kg, 400 kg)', max: 15 g/kg}"
    daily = limit("per_day", f"bands: {{over: {{weight: '(0 kg, 400 kg)'}}, rows: [{rows}]}}")
    found = [one for one in told(limit("per_dose", "max: 15 mg/kg"), daily) if one[0] == "RX423"]
    assert [message.partition(" is ")[0] for _, message in found] == ["the largest max of a day (15 g/kg)"]


def test_limits_of_other_drugs_and_other_routes_are_not_compared():
    single, daily = limit("per_dose", "max: 1 g"), limit("per_day", "max: 160 g")
    assert codes(single, daily.replace("paracetamol", "ibuprofen")) == []
    assert codes(f"{single}, route: [oral]", f"{daily}, route: [intravenous]") == []
    assert codes(f"{single}, route: [oral]", daily) == []
    assert codes(f"{single}, route: [oral]", f"{daily}, route: [oral]") == ["RX423"]
    # wherever the route stands, and whatever the drug is called
    assert codes(f"{single}, route: [oral]", daily.replace("paracetamol}", "paracetamol, route: [oral]}")) == ["RX423"]
    assert codes(single, daily.replace("paracetamol", "acetaminophen")) == ["RX423"]
    assert codes(single, daily, limit("per_day", "max: 170 g")) == ["RX423", "RX423"]


def test_a_drug_that_is_not_known_and_a_limit_of_zero_are_told_as_that():
    single, daily = limit("per_dose", "max: 1 g"), limit("per_day", "max: 160 g")
    assert codes(*(rule.replace("paracetamol", "paracetamool") for rule in (single, daily))) == ["RX204", "RX204"]
    assert codes(single, limit("per_day", "max: 0 g")) == ["RX412"]
    assert codes(limit("per_dose", "max: 0 g"), daily) == ["RX412"]
