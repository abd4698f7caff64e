"""What became of each drug between two lists, on lists as they come from homes and wards."""

from __future__ import annotations

import pytest
from lists import DAILY, FOUR, TWICE, WEEKLY, differing, kinds, med, of, only

from rxrules.reconcile import EntryKind


def test_a_ward_round_with_all_that_happens_to_a_home_list():
    found = of(
        [
            med("h1", "warfarin", "3 mg"), med("h2", "co-codamol 30/500", "2 tablets", FOUR), med("h3", "ramipril", "5 mg"),
            med("h4", "omeprazole", "20 mg"), med("h5", "Mixtard insulin thing", "10 units", TWICE, "subcutaneous"),
            med("h6", "bisoprolol", "2.5 mg"), med("h7", "ferrous sulfate", "200 mg"),
        ],
        [
            med("w1", "warfarin 1 mg tablets", "3 tablets"), med("w2", "co-codamol 30/500", "2 tablets", FOUR),
            med("w3", "paracetamol", "1 g", FOUR), med("w4", "lansoprazole", "30 mg"),
            med("w5", "Mixtard insulin thing", "10 units", TWICE, "subcutaneous"),
            med("w6", "bisoprolol", "2.5 mg", status="on_hold"),
            med("w7", "ferrous sulfate", "200 mg", status="stopped"), med("w8", "enoxaparin", "40 mg", DAILY, "subcutaneous"),
        ],
    )  # fmt: skip
    assert kinds(found) == {
        "h1": "continued", "w1": "continued", "h2": "continued", "w2": "continued", "h3": "stopped", "w3": "duplication",
        "h4": "substitution", "w4": "substitution", "h5": "not_matched", "w5": "not_matched", "h6": "held", "w6": "held",
        "h7": "stopped", "w7": "stopped", "w8": "started",
    }  # fmt: skip
    assert found.status == "incomplete"  # nobody knows what the insulin is


def test_a_brand_and_its_generic_are_one_drug():
    entry = only([med("h", "Coumadin", "5 mg")], [med("w", "warfarin sodium 5 mg tablet", "1 tablet")])
    assert entry.kind is EntryKind.CONTINUED


def test_a_combination_against_its_single_products_is_continued():
    entry = only(
        [med("h", "co-codamol 30/500", "2 tablets", FOUR)],
        [med("w1", "paracetamol", "1 g", FOUR), med("w2", "codeine", "60 mg", FOUR)],
    )
    assert entry.kind is EntryKind.CONTINUED
    assert [one.id for one in entry.after] == ["w1", "w2"]


def test_single_products_of_other_amounts_than_the_combination_had_are_a_change():
    entry = only(
        [med("h1", "paracetamol", "1 g", FOUR), med("h2", "codeine", "30 mg", FOUR)],
        [med("w", "co-codamol 30/500", "2 tablets", FOUR)],
    )
    assert entry.kind is EntryKind.CHANGED
    assert differing(entry) == {"amount per day": ("120 mg", "240 mg")}
    assert entry.differences[0].ingredient == "codeine"
    assert entry.differences[0].ratio == 2.0


def test_a_part_of_a_combination_that_is_left_out_is_named():
    entry = only([med("h", "co-codamol 30/500", "2 tablets", FOUR)], [med("w", "paracetamol", "1 g", FOUR)])
    assert entry.kind is EntryKind.CHANGED
    assert differing(entry) == {"ingredients": ("codeine + paracetamol", "paracetamol")}


def test_weekly_methotrexate_taken_daily_is_a_change_of_the_amount_per_week():
    entry = only([med("h", "methotrexate", "10 mg", WEEKLY)], [med("w", "methotrexate", "10 mg", DAILY)])
    assert entry.kind is EntryKind.CHANGED
    week = next(one for one in entry.differences if one.what == "amount per week")
    assert (week.before_span, week.after_span, week.unit, week.ratio) == ((10.0, 10.0), (70.0, 70.0), "mg", 7.0)
    assert entry.working == ("before h: 10 mg, 1 per 1 wk (1 in 24 h)", "after w: 10 mg, 1 per 1 d (1 in 24 h)")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"dose": "5 mg"}, {"dose": "10 mg"}, {"dose": ("5 mg", "10 mg"), "amount per day": ("5 mg", "10 mg")}),
        ({"dose": "0.1 mg"}, {"dose": "100 ug"}, {}),
        ({"dose": "10 mg"}, {"dose": "5 mg", "timing": TWICE}, {"dose": ("10 mg", "5 mg"), "times": ...}),
        ({"dose": "5 mg"}, {"dose": "5 mg", "route": "intravenous"}, {"route": ("oral", "intravenous")}),
        (
            {"dose": "5 mg", "timing": DAILY | {"prn": True}},
            {"dose": "5 mg"},
            {"as needed": ("as needed", "regular"), "amount per day": ("0 to 5 mg", "5 mg")},
        ),
        ({"dose": "5 mg", "timing": {"when": ["MORN"]}}, {"dose": "5 mg", "timing": {"when": ["HS"]}}, {"when": ("MORN", "HS")}),
        ({"dose": "5 mg", "timing": {"when": ["MORN"]}}, {"dose": "5 mg"}, {}),
        ({"dose": "5 mg"}, {"dose": "5 mg", "timing": DAILY | {"duration": "7 d"}}, {"course": ("not limited", "7 d")}),
    ],
)  # fmt: skip
def test_each_difference_is_named_with_both_values(before, after, expected):
    entry = only([med("h", "haloperidol", **before)], [med("w", "haloperidol", **after)])
    found = differing(entry)
    assert found.keys() >= expected.keys()
    assert {what: both for what, both in found.items() if what in expected and expected[what] is not ...} == {
        what: both for what, both in expected.items() if both is not ...
    }
    assert entry.kind is (EntryKind.CHANGED if expected else EntryKind.CONTINUED)


def test_amounts_are_told_in_the_unit_that_was_written():
    entry = only([med("h", "levothyroxine", "100 ug")], [med("w", "levothyroxine", "0.125 mg")])
    assert differing(entry)["dose"] == ("100 ug", "125 ug")


def test_one_order_against_several_of_the_same_sum_is_continued():
    entry = only([med("h", "levothyroxine", "125 ug")], [med("w1", "levothyroxine", "100 ug"), med("w2", "levothyroxine", "25 ug")])
    assert entry.kind is EntryKind.CONTINUED
    assert "1 order against 2 orders" in entry.notes[0]


def test_the_same_drug_twice_where_it_was_once_is_a_duplication():
    found = of([med("h", "warfarin", "5 mg")], [med("w1", "warfarin", "5 mg"), med("w2", "Coumadin", "5 mg")])
    assert kinds(found) == {"h": "continued", "w1": "continued", "w2": "duplication"}
    assert [one.id for one in found.of("duplication")[0].beside] == ["w1"]


def test_a_drug_of_the_same_group_beside_one_that_goes_on_is_a_duplication():
    found = of([med("h", "omeprazole", "20 mg")], [med("w1", "omeprazole", "20 mg"), med("w2", "lansoprazole", "30 mg")])
    assert kinds(found)["w2"] == "duplication"
    assert found.of("duplication")[0].therapy == ("Two proton pump inhibitors (dup.proton-pump-inhibitors)",)


def test_two_of_a_group_that_allows_two_are_no_duplication():
    found = of([med("h", "aspirin", "75 mg")], [med("w1", "aspirin", "75 mg"), med("w2", "clopidogrel", "75 mg")])
    assert kinds(found)["w2"] == "started"


def test_a_cream_that_is_gone_and_an_infusion_that_is_new_are_no_change_of_route():
    found = of([med("h", "hydrocortisone", route="topical")], [med("w", "hydrocortisone", "100 mg", FOUR, "intravenous")])
    assert kinds(found) == {"h": "stopped", "w": "started"}


def test_the_same_drug_by_another_route_beside_one_that_goes_on_is_no_duplication_and_is_said():
    found = of(
        [med("h", "hydrocortisone", "10 mg", TWICE)],
        [med("w1", "hydrocortisone", "10 mg", TWICE), med("w2", "hydrocortisone", route="topical")],
    )
    assert kinds(found)["w2"] == "started"
    assert "by another route" in found.of("started")[0].notes[0]


def test_an_exchange_of_a_combination_names_what_is_not_replaced():
    entry = only([med("h", "co-codamol 30/500", "2 tablets", FOUR)], [med("w", "oxycodone", "5 mg", FOUR)])
    assert entry.kind is EntryKind.SUBSTITUTION
    assert "not replaced: paracetamol" in entry.notes


def test_an_exchange_with_a_stop_on_the_list_is_one_entry():
    found = of(
        [med("h", "omeprazole", "20 mg")], [med("w1", "omeprazole", "20 mg", status="stopped"), med("w2", "lansoprazole", "30 mg")]
    )
    assert kinds(found) == {"h": "substitution", "w1": "substitution", "w2": "substitution"}


@pytest.mark.parametrize("status", ["stopped", "completed", "cancelled"])
def test_a_stop_that_the_list_says_is_told_from_an_omission(status):
    stopped = only([med("h", "ramipril", "5 mg")], [med("w", "ramipril", "5 mg", status=status, note="AKI")])
    omitted = only([med("h", "ramipril", "5 mg")], [])
    assert (stopped.kind, stopped.documented, omitted.kind, omitted.documented) == (
        EntryKind.STOPPED,
        True,
        EntryKind.STOPPED,
        False,
    )
    assert status in stopped.reason
    assert "AKI" in stopped.reason
    assert "omitted without a reason" in omitted.reason


@pytest.mark.parametrize("status", ["draft", "entered_in_error"])
def test_a_draft_or_an_error_on_the_list_documents_no_stop(status):
    entry = only([med("h", "ramipril", "5 mg")], [med("w", "ramipril", "5 mg", status=status)])
    assert (entry.kind, entry.documented) == (EntryKind.STOPPED, False)


def test_an_instruction_not_to_give_a_drug_is_a_documented_stop():
    entry = only([med("h", "ramipril", "5 mg")], [med("w", "ramipril", do_not_perform=True, timing=None)])
    assert (entry.kind, entry.documented) == (EntryKind.STOPPED, True)


def test_a_course_that_ended_before_the_day_is_no_omission():
    entry = only([med("h", "amoxicillin", "500 mg", end="2026-11-18")], [])
    assert entry.kind is EntryKind.NOT_CURRENT
    assert entry.reason == "ended 2026-11-18"


def test_a_drug_that_was_on_hold_and_is_taken_again_is_a_change():
    entry = only([med("h", "metformin", "500 mg", status="on_hold")], [med("w", "metformin", "500 mg")])
    assert entry.kind is EntryKind.CHANGED
    assert differing(entry) == {"status": ("on hold", "taken")}


def test_a_drug_on_hold_beside_a_new_one_of_its_group_is_named():
    found = of([med("h", "ramipril", "5 mg")], [med("w1", "ramipril", "5 mg", status="on_hold"), med("w2", "losartan", "50 mg")])
    assert kinds(found) == {"h": "held", "w1": "held", "w2": "started"}
    assert "is on hold: both would be taken" in found.of("started")[0].notes[0]


def test_an_unrecognised_drug_is_never_matched_by_a_near_name_and_the_near_name_is_told():
    found = of([med("h", "warfarin", "5 mg")], [med("w", "warfarrin", "5 mg")])
    assert kinds(found) == {"h": "stopped", "w": "not_matched"}
    assert "warfarin" in found.of("not_matched")[0].near
    assert found.of("stopped")[0].notes == ("may be 'warfarrin' (after w), which was not recognised",)
    assert found.status == "incomplete"


def test_a_mixture_of_which_a_part_is_not_known_is_not_matched():
    mixture = {"name": "our mixture", "ingredients": [{"name": "paracetamol"}, {"name": "grandmothers root"}]}
    found = of([med("h", mixture, "10 mL")], [med("w", "paracetamol", "1 g", FOUR)])
    assert kinds(found)["h"] == "not_matched"
    assert "paracetamol is known" in found.of("not_matched")[0].reason
    # nor by a stop of the part that is known
    found = of([med("h", mixture, "10 mL")], [med("w", "paracetamol", "1 g", FOUR, status="stopped")])
    assert kinds(found) == {"h": "not_matched", "w": "not_current"}


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"dose": None}, {"dose": "40 mg"}, ["before.medications.h.dose"]),
        ({"dose": "40 mg"}, {"dose": "40 mg", "timing": None}, ["after.medications.w.timing"]),
        ({"dose": "1 tablet"}, {"dose": "40 mg"}, ["before.medications.h.strength"]),
        ({"dose": "1 tablet"}, {"dose": "1 tablet"}, ["before.medications.h.strength", "after.medications.w.strength"]),
        ({"dose": "40 mg", "route": "by owl"}, {"dose": "40 mg"}, ["before.medications.h.route"]),
    ],
)
def test_what_is_unknown_on_a_side_makes_a_drug_not_comparable_and_is_named(before, after, paths):
    entry = only([med("h", "atorvastatin", **before)], [med("w", "atorvastatin", **after)])
    assert entry.kind is EntryKind.NOT_COMPARABLE
    assert [one.path for one in entry.missing] == paths


def test_no_route_is_taken_as_the_only_usual_one_and_it_is_said():
    entry = only([med("h", "ramipril", "5 mg", route=None)], [med("w", "ramipril", "5 mg")])
    assert entry.kind is EntryKind.CONTINUED
    assert entry.notes == ("before h: no route is written; taken as oral, the only usual one",)


def test_an_assumed_route_never_tells_that_two_differ():
    entry = only([med("h", "ramipril", "5 mg", route=None)], [med("w", "ramipril", "5 mg", route="intravenous")])
    assert entry.kind is EntryKind.NOT_COMPARABLE
    assert "route" not in differing(entry)


def test_a_release_that_one_list_leaves_open_is_not_comparable():
    entry = only([med("h", "metformin", "1 g")], [med("w", "metformin 500 mg prolonged-release tablets", "2 tablets")])
    assert entry.kind is EntryKind.NOT_COMPARABLE
    assert "prolonged release" in entry.missing[0].reason


def test_a_plain_tablet_against_a_prolonged_release_one_is_a_change():
    entry = only(
        [med("h", "metformin 500 mg tablets", "2 tablets")], [med("w", "metformin 500 mg prolonged-release tablets", "2 tablets")]
    )
    assert entry.kind is EntryKind.CHANGED
    assert differing(entry)["release"] == ("not said to be delayed", "prolonged")


def test_salts_with_known_factors_are_compared_as_base():
    entry = only([med("h", "lithium carbonate", "400 mg")], [med("w", "lithium citrate", "400 mg")])
    assert differing(entry)["salt"] == ("lithium carbonate", "lithium citrate")
    assert differing(entry)["dose"] == ("75.12 mg", "29.52 mg")


def test_a_salt_that_matters_and_one_list_does_not_name_is_not_comparable():
    entry = only([med("h", "phenytoin", "300 mg")], [med("w", "phenytoin sodium", "300 mg")])
    assert entry.kind is EntryKind.NOT_COMPARABLE
    assert [one.path for one in entry.missing] == ["before.medications.h.salt"]


def test_tapers_that_have_the_largest_dose_in_common_are_not_taken_for_the_same():
    def taper(last):
        return [
            {"sequence": n, "dose": dose, "route": "oral", "timing": {"frequency": 1, "per": "1 d", "duration": length}}
            for n, (dose, length) in enumerate([("40 mg", "5 d"), ("20 mg", last), ("5 mg", "5 d")], 1)
        ]

    before, after = (
        {"id": id_, "drug": "prednisolone", "status": "active", "dosages": taper(last)}
        for id_, last in (("h", "5 d"), ("w", "10 d"))
    )
    entry = only([before], [after])
    assert entry.kind is EntryKind.CHANGED
    assert "phases" in differing(entry)
    assert only([before], [before]).kind is EntryKind.CONTINUED


def test_empty_lists_have_no_entry_and_nothing_is_unchanged_by_accident():
    assert of([], []).entries == ()
    assert kinds(of([], [med("w", "ramipril", "5 mg")])) == {"w": "started"}
    assert kinds(of([med("h", "ramipril", "5 mg")], [])) == {"h": "stopped"}
