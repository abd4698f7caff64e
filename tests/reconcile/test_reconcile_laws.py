"""Laws of reconciling, over generated lists."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from lists import DAILY, FOUR, TWICE, WEEKLY, a_list, checker, med

from rxrules.reconcile import EntryKind, reconcile

DRUGS = (
    "warfarin", "Coumadin", "paracetamol", "co-codamol 30/500", "co-codamol", "codeine", "Zapain", "omeprazole", "lansoprazole",
    "ramipril", "lisinopril", "losartan", "hydrocortisone", "salbutamol", "methotrexate", "metformin 500 mg tablets",
    "metformin 500 mg prolonged-release tablets", "phenytoin sodium", "phenytoin", "turmeric", "warfarrin", "aspirin",
    "clopidogrel", {"ingredients": [{"name": "paracetamol"}, {"name": "moon dust"}]},
    {"ingredients": [{"name": "aspirin"}, {"name": "omeprazole"}]},
)  # fmt: skip
DOSES = (None, "5 mg", "10 mg", "1 tablet", "2 tablets", "5 mg/kg", {"low": "1 tablet", "high": "2 tablets"}, "2 puffs")
TIMINGS = (None, DAILY, TWICE, FOUR, WEEKLY, DAILY | {"prn": True}, {"when": ["HS"]}, DAILY | {"duration": "5 d"})
ROUTES = (None, "oral", "intravenous", "topical", "inhaled", "by owl")
STATUSES = ("active",) * 6 + ("proposed", "on_hold", "stopped", "completed", "cancelled", "entered_in_error", "unknown")


@st.composite
def lists(draw, prefix="m"):
    """A list of up to seven orders, as untidy as they come."""
    number = draw(st.integers(0, 7))
    orders = [
        med(
            f"{prefix}{n}",
            draw(st.sampled_from(DRUGS)),
            draw(st.sampled_from(DOSES)),
            draw(st.sampled_from(TIMINGS)),
            draw(st.sampled_from(ROUTES)),
            status=draw(st.sampled_from(STATUSES)),
            **draw(st.sampled_from([{}, {}, {}, {"end": "2026-11-10"}, {"do_not_perform": True}, {"strength": "500 mg/tablet"}])),
        )
        for n in range(number)
    ]
    for order in orders:
        if draw(st.integers(0, 5)) == 0:
            # several instructions, at a time or one after the other
            keys = [key for key in ("dose", "route", "timing") if key in order]
            first = {key: order.pop(key) for key in keys}
            order["dosages"] = [
                first | draw(st.sampled_from([{}, {"sequence": 1}])),
                {**first, "dose": "5 mg", **draw(st.sampled_from([{}, {"sequence": 2}]))},
            ]
    return orders


def ids(found, kind, side):
    return sorted(one.id for entry in found.entries if entry.kind in kind for one in getattr(entry, side))


@given(lists())
def test_a_list_against_itself_has_nothing_started_stopped_or_changed(orders):
    case = a_list(*orders)
    found = reconcile(case, case, checker())
    quiet = {EntryKind.CONTINUED, EntryKind.NOT_MATCHED, EntryKind.NOT_COMPARABLE, EntryKind.NOT_CURRENT, EntryKind.HELD}
    assert {entry.kind for entry in found.entries} <= quiet
    for entry in found.entries:
        assert [one.id for one in entry.before] == [one.id for one in entry.after] or entry.kind is EntryKind.NOT_MATCHED
        assert not entry.differences
    assert not found.alerts_that_are("new", "worse", "gone")


@given(lists("h"), lists("w"))
def test_each_order_is_in_exactly_one_entry(home, ward):
    found = reconcile(a_list(*home), a_list(*ward), checker())
    for side, orders in (("before", home), ("after", ward)):
        counted = Counter(one.id for entry in found.entries for one in getattr(entry, side))
        assert counted == Counter(order["id"] for order in orders)


@given(lists("h"), lists("w"))
def test_exchanging_the_lists_exchanges_what_started_and_what_stopped(home, ward):
    there = reconcile(a_list(*home), a_list(*ward), checker())
    back = reconcile(a_list(*ward), a_list(*home), checker())
    stopped, begun = {EntryKind.STOPPED}, {EntryKind.STARTED, EntryKind.DUPLICATION}
    # a drug on hold that is on one list only is held where it came, and omitted where it went
    taken = [
        sorted(
            one.id
            for entry in found.entries
            if entry.kind in kinds
            for one in getattr(entry, side)
            if one.standing.value == "taken"
        )
        for found, kinds, side in (
            (there, stopped, "before"),
            (back, begun, "after"),
            (there, begun, "after"),
            (back, stopped, "before"),
        )
    ]
    assert taken[0] == taken[1]
    assert taken[2] == taken[3]
    for kind in (EntryKind.SUBSTITUTION, EntryKind.NOT_MATCHED, EntryKind.CONTINUED, EntryKind.NOT_CURRENT):
        assert ids(there, {kind}, "before") == ids(back, {kind}, "after")


@given(lists("h"), lists("w"))
def test_what_is_not_recognised_or_not_comparable_is_never_called_complete(home, ward):
    found = reconcile(a_list(*home), a_list(*ward), checker())
    open_ = any(entry.kind in (EntryKind.NOT_MATCHED, EntryKind.NOT_COMPARABLE) or entry.missing for entry in found.entries)
    assert not (open_ and found.is_complete)
    assert not (open_ and found.status != "incomplete")
    for entry in found.entries:
        for one in (*entry.before, *entry.after):
            assert one.recognised == (entry.kind is not EntryKind.NOT_MATCHED)


@given(lists("h"), lists("w"))
def test_the_document_is_json_and_the_same_for_the_same_input(home, ward):
    one, other = (reconcile(a_list(*home), a_list(*ward), checker()).to_json() for _ in range(2))
    assert one == other
    assert json.loads(one)["status"] in ("incomplete", "alerts", "changed", "unchanged")
