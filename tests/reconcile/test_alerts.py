"""The alerts of the difference: what is new, what is gone, and what can't be known to be gone."""

from __future__ import annotations

import pytest
from attrs import evolve
from lists import DAILY, FOUR, a_list, checker, med, of

from rxrules import InputError
from rxrules.reconcile import reconcile


def rules(found, *changes):
    return {one.alert.rule.id for one in found.alerts_that_are(*changes)}


WARFARIN = med("h1", "warfarin", "5 mg")
IBUPROFEN = med("n", "ibuprofen", "400 mg", {"frequency": 3, "per": "1 d"})


def test_what_the_difference_brings_is_new_and_what_it_ends_is_gone():
    brought = of([WARFARIN], [WARFARIN, IBUPROFEN])
    ended = of([WARFARIN, IBUPROFEN], [WARFARIN])
    assert rules(brought, "new") == rules(ended, "gone") != set()
    assert all("ibuprofen (n): omitted" in one.because for one in ended.alerts_that_are("gone"))
    assert brought.status == "alerts"


def test_an_alert_on_both_lists_is_still_there_whatever_the_doses_are():
    found = of([WARFARIN, IBUPROFEN], [med("h1", "warfarin", "3 mg"), med("n", "Brufen", "200 mg")])
    assert rules(found, "still")
    assert not rules(found, "new", "gone", "worse")


def test_a_dose_further_beyond_its_limit_is_graver_and_one_less_far_is_not():
    five, six = (med("h", "paracetamol", "1 g", {"frequency": n, "per": "1 d"}) for n in (5, 6))
    assert rules(of([five], [six]), "worse") == {"dose.paracetamol.daily"}
    assert rules(of([six], [five]), "still") == {"dose.paracetamol.daily"}


def test_an_alert_whose_input_is_missing_on_after_is_not_gone():
    found = of([med("h", "paracetamol", "1 g", {"frequency": 6, "per": "1 d"})], [med("w", "paracetamol", "2 tablets", FOUR)])
    [alert] = found.alerts_that_are("unknown")
    assert alert.alert.rule.id == "dose.paracetamol.daily"
    assert "could not be made" in alert.because


def test_an_alert_is_not_gone_while_a_drug_may_be_there_under_a_name_nobody_knows():
    found = of([WARFARIN, IBUPROFEN], [med("w1", "warfarrin", "5 mg"), IBUPROFEN])
    assert rules(found, "unknown")
    assert not rules(found, "gone")


def test_an_alert_of_drugs_that_go_on_is_seen_where_what_protected_is_omitted():
    aspirin, omeprazole = med("a", "aspirin", "75 mg"), med("o", "omeprazole", "20 mg")
    guarded = [med("c", "clopidogrel", "75 mg"), aspirin, omeprazole]
    before = rules(of([], guarded), "new")
    bare = rules(of([], guarded[:2]), "new")
    found = of(guarded, guarded[:2])
    assert bare - before <= rules(found, "new", "worse")


def test_a_washout_after_an_omitted_drug_is_seen():
    found = of([med("h", "ramipril", "5 mg")], [med("w", "sacubitril/valsartan", "49 mg", {"frequency": 2, "per": "1 d"})])
    assert "ddi.sacubitril-ace-inhibitor" in rules(found, "new")


def test_what_goes_on_is_not_decided_even_where_the_later_list_calls_it_proposed():
    proposed = [med("h1", "warfarin", "5 mg", status="proposed"), med("x", "bisoprolol", "2.5 mg", status="proposed")]
    found = of([WARFARIN, med("y", "bisoprolol", "1.25 mg")], proposed)
    assert [order.id for order in found.check.chart.orders if order.proposed] == ["x"]


def test_the_whole_list_is_checked_where_it_is_asked_for():
    both = [WARFARIN, IBUPROFEN]
    after = [*both, med("x", "bisoprolol", "2.5 mg")]
    assert not of(both, after).check.alerts
    assert of(both, after, whole_list=True).check.alerts


def test_the_patient_of_the_later_list_is_checked_on_both():
    before = a_list(WARFARIN, age="64 a", conditions=[{"text": "heart failure"}])
    found = reconcile(before, a_list(WARFARIN, conditions=[]), checker())
    assert found.was.chart.case.patient == found.check.chart.case.patient


def test_two_birth_dates_are_two_persons_unless_the_caller_says_otherwise():
    one, other = (a_list(WARFARIN, age=None, birth_date=day) for day in ("1948-03-02", "1984-03-02"))
    with pytest.raises(InputError, match="two persons: born 1948-03-02"):
        reconcile(one, other, checker())
    found = reconcile(one, other, checker(), same_patient=True)
    assert [contradiction.what for contradiction in found.contradictions] == ["birth_date"]
    assert found.status == "incomplete"


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ({"sex": "male"}, {}, ["sex"]),
        ({"age": "30 a"}, {}, ["age"]),
        ({"age": "63 a"}, {}, []),
        ({"age": None, "birth_date": "1948"}, {"age": None, "birth_date": "1948-03-02"}, []),
        ({"allergies": ["penicillin"]}, {"allergies": []}, ["allergies"]),
        ({"allergies": ["penicillin"]}, {"allergies": ["Penicillin"]}, []),
        ({"allergies": None}, {"allergies": ["penicillin"]}, []),
        ({"pregnant": True}, {}, ["pregnant"]),
    ],
)
def test_what_the_lists_say_differently_of_the_patient_is_told(before, after, what):
    found = reconcile(a_list(WARFARIN, **before), a_list(WARFARIN, **after), checker())
    assert [one.what for one in found.contradictions] == what
    assert (found.status == "incomplete") >= bool(what)


def test_a_later_list_without_a_day_is_refused():
    with pytest.raises(InputError, match="as_of is missing"):
        reconcile(a_list(WARFARIN), evolve(a_list(WARFARIN), as_of=None), checker())


def test_the_earlier_list_needs_no_day():
    found = reconcile(evolve(a_list(WARFARIN), as_of=None), a_list(med("h1", "warfarin", "5 mg", DAILY)), checker())
    assert found.status == "unchanged"
