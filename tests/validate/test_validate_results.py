"""Ends that no result comes near."""

from __future__ import annotations

import pytest
from rule_trees import judge_text

from rxrules.terminology.observations import OBSERVATIONS
from rxrules.terminology.result_windows import RESULT_WINDOWS, not_right
from rxrules.units import exceeds, parse_quantity

HEAD = "ruleset: {id: r, version: 1.0.0, title: R, language: 1, owner: us, licence: CC0-1.0}\nrules:\n"


def told(rule: str) -> list[tuple[str, str]]:
    found = judge_text(f"{HEAD}  - {{id: x, drug: {{ingredient: lithium}}, {rule}}}\n")[1]
    return [(one.code, one.message) for one in found]


@pytest.mark.parametrize(
    ("test", "window", "message"),
    [
        ("potassium", "> 55 mmol/L", "55 mmol/L: results lie within 0.5 to 25 mmol/L"),
        (
            "serum potassium",
            "[3.5 mmol/L, 55 mmol/L]",
            "55 mmol/L: results lie within 0.5 to 25 mmol/L",
        ),
        ("creatinine", "> 2 umol/L", "2 umol/L: results lie within 4.42 to 4420 umol/L"),
        ("potassium", "> 25 mmol/L", None),
        ("potassium", "> 5.5 mmol/L", None),
        ("tsh", "> 5000 mU/L", None),
    ],
)
def test_a_condition_on_a_result_that_nobody_has_is_warned_of(test: str, window: str, message: str | None) -> None:
    when = f'when: {{observation: {{code: {test}, is: "{window}", within: 30 d}}}}'
    found = told(f"kind: contraindication, severity: major, {when}")
    name = "creatinine" if test == "creatinine" else "potassium"
    assert found == ([] if message is None else [("RX424", f"no result of {name} can be {message}")])


def test_so_is_the_range_of_a_test() -> None:
    severity = "severity: {missing: minor, overdue: minor, out_of_range: major}"
    asked = 'test: [lithium_level], within: 90 d, range: "[0.4 mmol/L, 100 mmol/L]"'
    assert [code for code, _ in told(f"kind: monitoring, {severity}, {asked}")] == ["RX424"]


@pytest.mark.parametrize("name", RESULT_WINDOWS)
def test_a_window_is_of_a_test_that_is_known_in_a_unit_in_which_it_is_reported(name: str) -> None:
    least, most = RESULT_WINDOWS[name]
    assert least.unit.kind in OBSERVATIONS[name].kinds
    assert exceeds(most.canonical, least.canonical)


@pytest.mark.parametrize(
    ("value", "right"), [("0.1 mmol/L", False), ("0.4 mg/dL", False), ("1.1 mg/dL", True), ("49 mg/dL", False)]
)
def test_a_window_holds_in_every_unit_of_its_test(value: str, right: bool) -> None:  # noqa: FBT001
    assert (not_right("corrected_calcium", parse_quantity(value)) == "") is right
