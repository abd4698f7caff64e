"""Rules are made when they are first asked for, once, and none of a name that nobody knows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rxrules.engines.readying import Ready, by_name


def test_nothing_is_made_before_it_is_asked_for_and_then_once():
    made: list[int] = []

    def make(key: int) -> str:
        made.append(key)
        return f"rule {key}"

    ready: Ready[int, str] = Ready(make)
    assert made == []
    assert [ready[2], ready[2], ready[1]] == ["rule 2", "rule 2", "rule 1"]
    assert made == [2, 1]


def test_a_rule_that_two_names_lead_to_is_one_rule():
    rules: Ready[int, list[int]] = Ready(lambda index: [index])
    named = by_name({"warfarin": [0, 1], "aspirin": [1]}, rules)
    assert named["warfarin"][1] is named["aspirin"][0]


def test_a_name_that_is_not_there_has_no_rules():
    assert by_name({"warfarin": [0]}, Ready(lambda index: index))["water"] == ()


def test_threads_that_meet_at_a_rule_take_the_same_one():
    ready: Ready[int, object] = Ready(lambda _: object())
    with ThreadPoolExecutor(8) as threads:
        for key in range(200):
            assert len({id(one) for one in threads.map(lambda _, key=key: ready[key], range(16))}) == 1
