"""A plan kept as JSON is the same plan; what is no plan is refused."""

from __future__ import annotations

import json

import pytest
from demo import checker, documents, plan
from hypothesis import given
from strategies import plans

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
    ("text", "why"),
    [
        ("", "not a compiled plan"),
        ("[]", "got None"),
        ("{}", "got None"),
        (json.dumps({"rxrules-plan": FORM - 1, "plan": []}), "compile the rulesets anew"),
        (json.dumps({"rxrules-plan": FORM, "plan": []}), "ValueError"),
        (json.dumps({"rxrules-plan": FORM}), "KeyError"),
        (json.dumps({"rxrules-plan": FORM, "plan": [[], [["a", "horoscope", 0, False, [], None, [], 0, 0, ""]], [], [], [], []]}), "KeyError"),
        (json.dumps({"rxrules-plan": FORM, "plan": [[], [["a"]], [], [], [], []]}), "IndexError"),
    ],
)
def test_what_is_no_plan_of_this_form_is_refused(text: str, why: str):
    with pytest.raises(InputError, match=why):
        load_plan(text)
