"""A plan kept as JSON is the same plan; what is no plan is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from strategies import plans

from demo import checker, documents, plan
from rxrules import Checker, InputError
from rxrules.plan import Plan
from rxrules.plan.cache import FORM, dump_plan, load_plan


def test_a_plan_that_was_kept_is_the_same_to_the_byte_and_so_are_its_reports():
    text = dump_plan(plan())
    again = load_plan(text)
    assert again == plan()
    assert dump_plan(again) == text
    assert load_plan(text.encode()) == again
    assert documents(Checker.of_plan(again)) == documents(checker())


def test_every_part_of_a_kept_plan_has_its_type_again():
    def types(value: object) -> object:
        return (type(value), *map(types, value)) if isinstance(value, tuple) else type(value)

    assert types(load_plan(dump_plan(plan()))) == types(plan())


@given(plans())
def test_any_plan_survives_the_round_trip(made: Plan):
    assert load_plan(dump_plan(made)) == made


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '"plan"', json.dumps({"rxrules-plan": FORM - 1}), json.dumps({"rxrules-plan": FORM})]
)
def test_what_is_no_plan_of_this_form_is_refused(text: str):
    with pytest.raises(InputError, match="not a compiled plan"):
        load_plan(text)


def test_a_plan_of_another_form_asks_to_be_compiled_anew():
    old = {**json.loads(dump_plan(plan())), "rxrules-plan": FORM - 1}
    with pytest.raises(InputError, match=f"got {FORM - 1}; compile the rulesets anew"):
        load_plan(json.dumps(old))


@pytest.mark.parametrize("part", sorted(set(json.loads(dump_plan(plan()))) - {"rxrules-plan"}))
def test_a_plan_of_which_a_part_is_broken_or_missing_is_refused(part: str):
    kept = json.loads(dump_plan(plan()))
    for broken in ({**kept, part: 7}, {**kept, part: [7]}, {key: value for key, value in kept.items() if key != part}):
        with pytest.raises(InputError, match="not a compiled plan"):
            load_plan(json.dumps(broken))


def test_a_plan_without_rules_is_a_plan():
    empty = Plan((), (), (), (), ())
    assert load_plan(dump_plan(empty)) == empty
