"""What the README says in numbers is so, give or take what changes from week to week."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from rxrules import Checker

README = Path(__file__).parents[2] / "README.md"
NUMBERS = re.compile(r"about (\d+) interactions, mostly between groups, (\d+) duplications and (\d+) dose\s+limits")


def test_the_numbers_of_core_are_about_those_that_the_readme_names() -> None:
    found = NUMBERS.search(README.read_text(encoding="utf-8"))
    assert found, "the README names no numbers"
    kinds = Counter(rule.kind for rule in Checker("core").plan.rules)
    actual = [kinds[kind] for kind in ("interaction", "duplication", "dose_limit")]
    assert [int(number) for number in found.groups()] == pytest.approx(actual, rel=0.15)


def test_more_than_half_of_core_waits_for_review_as_the_readme_says() -> None:
    assert "more than half of them in review" in " ".join(README.read_text(encoding="utf-8").split())
    rules = Checker("core").plan.rules
    assert sum(rule.review for rule in rules) > len(rules) / 2
