"""What the rules cover of two public lists of grave interactions must not shrink unseen, nor a hole be left without a reason."""

from __future__ import annotations

from pathlib import Path

import compare
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "core-ruleset.md"


def test_the_share_that_the_documentation_tells_is_that_of_the_ruleset() -> None:
    assert "\n".join(compare.summary()) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("level", "least"), [("contraindicated", 0.80), ("not_recommended", 0.70)])
def test_most_class_rules_of_the_thesaurus_have_a_rule_for_most_of_their_pairs(level: str, least: float) -> None:
    rules = [one for one in compare.ansm() if one.level == level]
    assert sum(one.spoken_of >= 0.5 for one in rules) >= least * len(rules)


def test_what_is_left_out_of_the_thesaurus_was_decided_and_says_why() -> None:
    assert not [one.name for one in compare.ansm() if one.spoken_of < 0.5 and not one.kept_out]


def test_no_reason_stands_for_what_has_a_rule_by_now() -> None:
    assert not [one.name for one in compare.ansm() if one.spoken_of >= 0.5 and one.kept_out]


def test_most_critical_pairs_of_drugs_in_use_are_spoken_of() -> None:
    in_use = [one for one in compare.va() if not one.kept_out]
    assert sum(one.spoken_of for one in in_use) >= 0.85 * len(in_use)
