"""The laws that hold of any ruleset, over the shipped one."""

from __future__ import annotations

import json
from functools import cache
from random import Random

from attrs import evolve
from cases import SEEDS, cases
from hypothesis import assume, given
from test_law_invariance import _moved, _rewritten
from test_law_limits import _quick_paths
from test_law_unknown import _blank_patient, _hold_refined

from demo import document, said
from rxrules import Case, Checker


@cache
def core() -> Checker:
    return Checker("core")


@given(cases(), SEEDS)
def test_units_dates_and_the_order_of_the_list_change_nothing(one: Case, seed: int):
    expected = said(core().check(one))
    assert said(core().check(_rewritten(one, Random(seed), but=("age",)))) == expected
    assert said(core().check(_moved(one, 28))) == expected
    assert said(core().check(evolve(one, orders=one.orders[::-1]))) == expected


@given(cases(), SEEDS)
def test_to_fill_in_what_is_missing_changes_only_what_was_open(one: Case, seed: int):
    what, blank = _blank_patient(one.patient, Random(seed))
    assume(not (what == "birth" and one.patient.birth_date is None))
    _hold_refined(core().check(evolve(one, patient=blank)), core().check(one))


@given(cases())
def test_the_quick_path_agrees_with_the_general_one(one: Case):
    _quick_paths(core().plan, core().prepare(one))


@given(cases())
def test_a_report_is_written_straight_as_the_document_says_and_is_never_clear_of_the_unknown(one: Case):
    found = core().check(one)
    assert found.to_json() == json.dumps(document(found), ensure_ascii=False, allow_nan=False)
    if any(order.live and order.unresolved for order in found.chart.orders):
        assert found.status != "clear"
