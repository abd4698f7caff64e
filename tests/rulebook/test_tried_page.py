"""The page of what scenarios show: failing and uncovered things first, nothing that runs, nothing that is not escaped."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from rxrules.checker import Checker
from rxrules.diagnostics import Diagnostic, Span
from rxrules.rulebook.tried import Tried, tried_page, words_of
from rxrules.testing.covering import coverage, parts_of
from rxrules.testing.running import Result
from rxrules.testing.scenarios import Scenario

_HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(name="checker", scope="module")
def fixture_checker():
    return Checker("prescribing-safety")


def result(name, *failures, shown=()):
    scenario = Scenario(name, None, (), (), (), (), (), unread=False, span=Span("rules/a.test.yaml", 7, 3))
    return Result(scenario, failures, frozenset(), frozenset(), frozenset(shown))


def page(checker, *results, skipped=(), problems=(), threshold=None):
    return tried_page([Tried(checker.plan, results, coverage(checker.plan, results))], skipped, problems, threshold)


def test_a_failing_scenario_stands_first_with_its_place_and_its_difference(checker):
    text = page(checker, result("bad", "ddi.x must fire, got clear"))
    assert text.index("Failing: 1 scenario") < text.index("Not shown by any scenario") < text.index("Every rule of")
    assert "rules/a.test.yaml:7" in text
    assert "ddi.x must fire, got clear" in text


def test_every_part_has_a_mark_that_is_told_without_its_colour(checker):
    rule = checker.plan.rules[0]
    part = next(parts_of(rule))
    text = page(checker, result("good", shown=[part]))
    shown = text[text.index(f"Every rule of {checker.plan.rulesets[0].title}") :]
    assert "<b>\N{CHECK MARK} 1</b> fires" in shown
    every = sum(1 for one in checker.plan.rules for _ in parts_of(one))
    assert shown.count("\N{MULTIPLICATION X} never") == every - 1


def test_every_part_of_every_rule_has_words(checker):
    for rule in checker.plan.rules:
        words = [words_of(rule, part) for part in parts_of(rule)]
        assert all(words)
        assert len(set(words)) == len(words), rule.id


def test_nothing_runs_and_nothing_is_loaded_and_what_rulesets_say_is_escaped(checker):
    title = checker.plan.texts[0]._replace(title=_HOSTILE)
    plan = checker.plan._replace(texts=(title, *checker.plan.texts[1:]))
    bad = result(_HOSTILE, _HOSTILE)
    skipped = [(evolve(bad.scenario, name=_HOSTILE), _HOSTILE)]
    problems = [Diagnostic("RX611", _HOSTILE, Span(_HOSTILE, 1, 1))]
    text = tried_page([Tried(plan, [bad], coverage(plan, [bad]))], skipped, problems, 50.0)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert "script-src &#x27;none&#x27;" in text


def test_the_page_says_what_was_asked_for_and_is_the_same_each_time(checker):
    text = page(checker, result("good"), threshold=80.0)
    assert "Asked for: at least 80 %." in text
    assert 'class="tile bad"' in text
    assert text == page(checker, result("good"), threshold=80.0)
