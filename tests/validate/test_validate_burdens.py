"""Burdens: which totals are reached and which level leads, and what an author is told of an item."""

from __future__ import annotations

import pytest
from rule_trees import judge_text

ASPIRIN = "{drug: {ingredient: aspirin}, points: %s}"
MORPHINE = "{drug: {ingredient: morphine}, factor: 1, per: %s}"


def told(items: str, *totals: str, more: str = "", others: str = "") -> list[tuple[str, str]]:
    """What is said of a burden with levels of one severity each, the last one the gravest: codes and messages."""
    severities = ("minor", "moderate", "major")
    levels = ", ".join(f"{{total: '{total}', severity: {severity}}}" for total, severity in zip(totals, severities, strict=False))
    text = f"rules:\n{others}  - {{id: r, kind: burden, items: [{items}], levels: [{levels}]{more}}}\n"
    return [(one.code, one.message) for one in judge_text(text)[1]]


def codes(items: str, *totals: str, more: str = "") -> list[str]:
    return [code for code, _ in told(items, *totals, more=more)]


@pytest.mark.parametrize(
    ("items", "reached", "beyond", "more"),
    [
        # each item counts once, whatever its kind
        (f"{ASPIRIN % 1}, {ASPIRIN.replace('aspirin', 'warfarin') % 2}", 3, 4, ""),
        (f"{ASPIRIN % 1}, {ASPIRIN.replace('aspirin', 'warfarin') % 2}", 3, 4, ", count: items"),
        (f"{ASPIRIN % 1}, {{when: {{sex: male}}, points: 2}}, {{when: {{age: '>= 70 a'}}, points: 3}}", 6, 7, ""),
        (f"{{when: {{sex: male}}, points: 2}}, {ASPIRIN % 1}", 3, 4, ""),
        # what gives no points gives none
        (f"{ASPIRIN % 1}, {{when: {{sex: male}}, points: 0}}", 1, 2, ""),
        (f"{ASPIRIN % 1}, {ASPIRIN.replace('aspirin', 'warfarin') % 0}", 1, 2, ""),
        (f"{ASPIRIN % 1}, {ASPIRIN.replace('aspirin', 'warfarin') % 0}", 1, 2, ", count: items"),
        # half points are halves
        (ASPIRIN % 0.5, 0.5, 1, ""),
        (f"{ASPIRIN % 0.5}, {ASPIRIN.replace('aspirin', 'warfarin') % 0.5}", 1, 2, ""),
        (f"{ASPIRIN % 0.25}, {{when: {{sex: male}}, points: 0.25}}", 0.5, 1, ""),
    ],
)
def test_a_level_is_reached_by_the_points_of_all_items_and_not_beyond(items: str, reached: float, beyond: float, more: str):
    assert codes(items, f">= {reached}", more=more) == []
    found = told(items, f">= {beyond}", more=more)
    assert found == [("RX241", f"no patient reaches >= {beyond}: all items together add {reached:g}")]


def test_each_level_that_is_not_reached_or_never_leads_is_told():
    found = told(ASPIRIN % 3, ">= 9", ">= 2", ">= 1")
    assert [code for code, _ in found] == ["RX241", "RX241"]
    assert "no patient reaches >= 9" in found[0][1]
    assert ">= 2 lies within >= 1, which is major and leads" in found[1][1]


def test_of_two_levels_as_grave_the_first_that_is_written_leads():
    levels = "levels: [{total: '%s', severity: minor}, {total: '%s', severity: minor}]"
    text = f"rules:\n  - {{id: r, kind: burden, items: [{ASPIRIN % 9}], {levels}}}\n"
    assert judge_text(text % (">= 3", ">= 2"))[1] == []
    assert [one.message for one in judge_text(text % (">= 2", ">= 3"))[1]] == [">= 3 lies within >= 2, which is minor and leads"]


def test_each_drug_that_adds_twice_is_told_whatever_stands_before_it():
    twice = "{when: {sex: male}, points: 1}, " + ", ".join(
        ASPIRIN.replace("aspirin", drug) % 1 for drug in ("aspirin", "warfarin", "aspirin", "warfarin")
    )
    assert codes(twice, ">= 1") == ["RX240", "RX240"]


@pytest.mark.parametrize(
    ("items", "totals", "missing"),
    [
        ("", (">= 3",), "items"),
        ("{when: {sex: male}, points: 4}", (">= 3",), "drugs among its items"),
        (ASPIRIN % 4, (), "levels"),
    ],
)
def test_a_burden_says_which_of_its_parts_is_missing(items: str, totals: tuple[str, ...], missing: str):
    assert told(items, *totals) == [("RX238", f"'r' has no {missing}")]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("{points: 4}", "an item says neither drug nor when, expected exactly one"),
        (
            "{drug: {ingredient: aspirin}, when: {sex: male}, points: 4}",
            "an item says both drug and when, expected exactly one",
        ),
        ("{drug: {ingredient: aspirin}}", "an item of points has points, got nothing of what it adds"),
        ("{drug: {ingredient: aspirin}, factor: 1, per: 1 mg}", "an item of points has points, got factor and per"),
    ],
)
def test_an_item_that_is_wrong_is_told_what_it_has(item: str, message: str):
    assert told(f"{ASPIRIN.replace('aspirin', 'warfarin') % 3}, {item}", ">= 3") == [("RX239", message)]


@pytest.mark.parametrize(
    ("measure", "item", "total", "expected"),
    [
        ("per_day", ASPIRIN % 1, ">= 50 mg/d", ("RX239", "an item of per_day has factor and per, got points")),
        (
            "per_day",
            MORPHINE % "1 cm",
            ">= 50 mg/d",
            ("RX310", "per of per_day is an amount such as 1 mg or 1 ug/h, got 1 cm (length)"),
        ),
        (
            "lifetime",
            MORPHINE % "1 cm",
            ">= 50 mg",
            ("RX310", "per of lifetime is an amount such as 1 mg or 1 mg/m2, got 1 cm (length)"),
        ),
        (
            "per_day",
            MORPHINE % "1 mg",
            ">= 50 mL/d",
            ("RX310", "total of per_day is an amount such as >= 50 mg/d, got 50 mL/d (volume/time) of items counted by 1 mg"),
        ),
        (
            "lifetime",
            MORPHINE % "1 mg",
            ">= 50 mL",
            ("RX310", "total of lifetime is an amount such as >= 450 mg/m2, got 50 mL (volume) of items counted by 1 mg"),
        ),
    ],
)
def test_amounts_that_do_not_fit_are_told_what_would(measure: str, item: str, total: str, expected: tuple[str, str]):
    assert told(item, total, more=f", measure: {measure}") == [expected]


def test_a_total_is_not_said_to_be_of_items_that_count_nothing():
    assert told(ASPIRIN % 3, ">= 3 mg") == [("RX310", "total of points is a plain number such as >= 3, got 3 mg (mass)")]


def test_who_borrows_items_is_shown_the_other_burdens_and_not_itself():
    levels = "levels: [{total: '>= 3', severity: minor}]"
    text = (
        f"rules:\n  - {{id: anticholinergics, kind: burden, items: [{ASPIRIN % 3}], {levels}}}\n"
        f"  - {{id: borrowing, kind: burden, items_of: %s, {levels}}}\n"
    )
    hints = {name: judge_text(text % name)[1][-1].hint for name in ("anticholinergic", "borrowin")}
    assert hints == {"anticholinergic": "did you mean 'anticholinergics'?", "borrowin": "known are: anticholinergics"}
