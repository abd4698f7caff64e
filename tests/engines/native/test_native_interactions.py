"""Interactions: who meets whom, when, and what modifiers make of it."""

from __future__ import annotations

from typing import Any

import pytest

from demo import Agreed, case, chart, checker, of_rule, order, patient, q, report, said, small, times
from rxrules import Drug
from rxrules.engines.base import Status
from rxrules.model import DrugIngredient

WARFARIN = order("w", "warfarin", "5 mg")
IBUPROFEN = order("i", "ibuprofen", "400 mg", times(3))
PAIR = "between: [{ingredient: warfarin}, {ingredient: ibuprofen}]"


def test_two_drugs_meet_in_either_order_and_only_where_both_are_there():
    rules = small(f"ddi {PAIR}")
    for orders in ((WARFARIN, IBUPROFEN), (IBUPROFEN, WARFARIN)):
        found = rules.check(case(*orders))
        assert of_rule(found, "r0") == ("fired", "major", "certain")
        assert [one.id for one in found.outcomes[0].orders] == [one.id for one in orders]
        assert found.alerts[0].drugs == tuple("warfarin" if one is WARFARIN else "ibuprofen" for one in orders)
        assert found.outcomes[0].evidence.swapped == (orders[0] is IBUPROFEN), "which of them is the first participant"
    assert not rules.check(case(WARFARIN)).outcomes


def test_orders_that_are_never_there_together_do_not_meet():
    drugs = (("warfarin", "5 mg"), ("ibuprofen", "400 mg"))
    for (ended, dose), (begun, other) in (drugs, drugs[::-1]):
        ending = order("e", ended, dose, end="2026-11-30")
        later = order("l", begun, other, start="2026-12-01")
        sides = [f"{{ingredient: {ended}, within: 1 d}}", f"{{ingredient: {begun}}}"]
        for orders in ((ending, later), (later, ending)):
            found = small(f"ddi {PAIR}").check(case(*orders))
            assert of_rule(found, "r0") == ("clear",), "one ends as the other begins"
            assert not found.outcomes[0].evidence.applies
            for pair in (sides, sides[::-1]):
                washout = small(f"ddi between: [{', '.join(pair)}]").check(case(*orders))
                assert of_rule(washout, "r0") == ("fired", "major", "certain"), "it ended a moment ago"


def test_of_what_is_being_decided_only_pairs_with_it_are_looked_at():
    rules = small(f"ddi {PAIR}")
    other = order("x", "levothyroxine", "50 ug", status="proposed")
    assert not rules.check(case(WARFARIN, IBUPROFEN, other)).outcomes
    assert rules.check(case(WARFARIN, IBUPROFEN, other), whole_list=True).outcomes
    proposed = order("i", "ibuprofen", "400 mg", status="proposed")
    assert len(rules.check(case(WARFARIN, proposed, other)).outcomes) == 1


def test_the_sides_of_a_rule_are_tried_both_ways_where_a_drug_can_be_either():
    groups = "groups: [{id: all, members: [sertraline, tramadol]}, {id: ssris, members: [sertraline, fluoxetine]}]\n"
    rules = small("ddi between: [{group: all, per_day: '> 100 mg'}, {group: ssris}]", more=groups)
    for doses, expected in ((("200 mg", "20 mg"), "fired"), (("50 mg", "200 mg"), "clear")):
        found = rules.check(case(order("s", "sertraline", doses[0]), order("f", "fluoxetine", doses[1])))
        assert of_rule(found, "r0")[0] == expected, "only sertraline can be the first"
    overlapping = small("ddi between: [{group: ssris, per_day: '> 100 mg'}, {group: ssris}]", more=groups)
    for doses in (("200 mg", "20 mg"), ("20 mg", "200 mg")):
        found = overlapping.check(case(order("s", "sertraline", doses[0]), order("f", "fluoxetine", doses[1])))
        assert of_rule(found, "r0") == ("fired", "major", "certain"), "either can be either"
    plain = small("ddi between: [{group: ssris}, {group: ssris}]", more=groups)
    assert len(plain.check(case(order("s", "sertraline", "50 mg"), order("f", "fluoxetine", "20 mg"))).outcomes) == 1
    assert not plain.check(case(order("s", "sertraline", "50 mg"), order("t", "sertraline", "20 mg"))).outcomes


def test_a_product_of_several_ingredients_speaks_once_and_gravest():
    # both ingredients of the product interact with warfarin by one rule; by one of them it is suppressed
    more = (
        "groups: [{id: painkillers, members: [ibuprofen, paracetamol]}]\n"
        "drugs: [{name: Demofen, ingredients: [ibuprofen, paracetamol], form: tablet, "
        'strengths: ["200 mg/{tablet}", "500 mg/{tablet}"]}]\n'
    )
    found = small("ddi between: [{ingredient: warfarin}, {group: painkillers}]", more=more).check(
        case(WARFARIN, order("d", "Demofen", "1 {tablet}"))
    )
    assert said(found) == {("r0", ("d", "w")): ("fired", "major", "certain")}
    assert found.alerts[0].drugs == ("warfarin", "ibuprofen/paracetamol")


def test_the_ingredients_of_a_mixture_meet_and_those_of_a_licensed_product_do_not():
    def bag(*names: str) -> Any:
        return order("b", Drug(name="bag", ingredients=tuple(DrugIngredient(name) for name in names)), "1 mL", route="intravenous")

    rules = small(f"ddi {PAIR}", "ddi between: [{ingredient: paracetamol}, {ingredient: codeine}]")
    found = rules.check(case(bag("warfarin", "ibuprofen")))
    assert said(found) == {("r0", ("b", "b")): ("fired", "major", "certain")}
    assert found.alerts[0].drugs
    assert not rules.check(case(bag("paracetamol", "codeine"))).outcomes


TOGETHER = "between: [{ingredient: phenelzine}, {ingredient: tramadol}]"
WASHOUT = "between: [{ingredient: phenelzine, within: 14 d}, {ingredient: sertraline}]"


@pytest.mark.parametrize(
    ("past", "present", "expected"),
    [
        ({"status": "stopped", "end": "2026-11-15"}, {}, "fired"),
        ({"status": "stopped", "end": "2026-11-07"}, {}, "fired"),  # the last day belongs to it: it ended as the 8th began
        ({"status": "stopped", "end": "2026-11-06"}, {}, "clear"),
        ({"status": "stopped"}, {}, "not_evaluated"),
        ({"status": "completed", "end": "2026-11-15"}, {"status": "proposed"}, "fired"),
        ({"status": "active", "end": "2026-11-15"}, {}, "fired"),
        ({"status": "stopped", "end": "2026-11-15"}, {"start": "2026-12-01"}, "clear"),
        ({"status": "active", "end": "2026-11-25"}, {"start": "2026-12-01"}, "fired"),
        ({"status": "active", "end": "2026-11-25"}, {"start": "2026-12-20"}, "clear"),
        ({"status": "cancelled", "end": "2026-11-15"}, {}, None),
        ({"status": "entered_in_error", "end": "2026-11-15"}, {}, None),
    ],
)
def test_a_drug_counts_for_its_washout_after_it_ended(past: dict[str, str], present: dict[str, str], expected: str | None):
    rules = small(f"ddi {WASHOUT}")
    for ids in (("p", "s"), ("s", "p")):
        phenelzine = order("p", "phenelzine", "15 mg", **past)
        sertraline = order("s", "sertraline", "50 mg", **{"status": "active", **present})
        found = rules.check(case(*((phenelzine, sertraline) if ids[0] == "p" else (sertraline, phenelzine))))
        assert (of_rule(found, "r0") or (None,))[0] == expected


@pytest.mark.parametrize("ids", [("p", "s"), ("s", "p")])
@pytest.mark.parametrize("slot", [0, 1])
@pytest.mark.parametrize(
    ("milligrams", "expected"), [((15, 150), "fired"), ((5, 150), "clear"), ((15, 50), "clear"), ((150, 15), "clear")]
)
def test_what_a_rule_asks_of_a_side_is_asked_of_the_order_that_is_it_ended_or_not(
    ids: tuple[str, str], slot: int, milligrams: tuple[int, int], expected: str
):
    sides = ["{ingredient: phenelzine, within: 14 d, per_day: '> 10 mg'}", "{ingredient: sertraline, per_day: '> 100 mg'}"]
    rules = small(f"ddi between: [{', '.join(sides[::-1] if slot else sides)}]")
    past = order("p", "phenelzine", f"{milligrams[0]} mg", status="stopped", end="2026-11-15")
    present = order("s", "sertraline", f"{milligrams[1]} mg")
    found = rules.check(case(*((past, present) if ids[0] == "p" else (present, past))))
    assert of_rule(found, "r0")[0] == expected
    if expected == "fired":
        assert found.outcomes[0].evidence.swapped == (ids[0] != ("p", "s")[slot])


@pytest.mark.parametrize(
    "rules", [(f"ddi {WASHOUT}", f"ddi {PAIR}"), (f"ddi {PAIR}", f"ddi {WASHOUT}"), (f"ddi {TOGETHER}", f"ddi {WASHOUT}")]
)
def test_a_washout_counts_whatever_rules_stand_beside_it(rules: tuple[str, ...]):
    past = order("p", "phenelzine", "15 mg", status="stopped", end="2026-11-15")
    found = Agreed(*rules).check(case(past, order("s", "sertraline", "50 mg")))
    assert list(said(found).values()) == [("fired", "major", "certain")]


def test_a_washout_holds_for_the_side_that_has_it_and_not_the_other():
    found = small(f"ddi {WASHOUT}").check(
        case(order("p", "phenelzine", "15 mg"), order("s", "sertraline", "50 mg", status="stopped", end="2026-11-20"))
    )
    assert not found.outcomes
    both = small("ddi between: [{ingredient: phenelzine, within: 14 d}, {ingredient: sertraline, within: 5 wk}]")
    found = both.check(
        case(order("p", "phenelzine", "15 mg"), order("s", "sertraline", "50 mg", status="stopped", end="2026-11-01"))
    )
    assert of_rule(found, "r0") == ("fired", "major", "certain")
    assert found.alerts[0].drugs == ("phenelzine", "sertraline")


def test_while_something_is_decided_a_washout_is_about_that_alone():
    stopped = order("p", "phenelzine", "15 mg", status="stopped", end="2026-11-15")
    rules = small(f"ddi {WASHOUT}")
    proposed = order("x", "levothyroxine", "50 ug", status="proposed")
    assert not rules.check(case(stopped, order("s", "sertraline", "50 mg"), proposed)).outcomes
    assert rules.check(case(stopped, order("s", "sertraline", "50 mg", status="proposed"), proposed)).outcomes


ADDED = "direction: second_added, between: [{ingredient: methotrexate}, {ingredient: trimethoprim}]"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"start": "2026-01-01"}, {"start": "2026-11-20"}, "fired"),
        ({"start": "2026-11-20"}, {"start": "2026-11-20"}, "fired"),
        ({"start": "2026-11-20"}, {"start": "2026-01-01"}, "clear"),
        ({}, {"status": "proposed"}, "fired"),
        ({"status": "proposed"}, {}, "not_evaluated"),
        ({}, {}, "not_evaluated"),
        ({"start": "2026-01-01"}, {}, "not_evaluated"),
        ({}, {"start": "2026-01-01"}, "not_evaluated"),
        ({"start": "2026-11"}, {"start": "2026-11-05"}, "not_evaluated"),
        ({"start": "2026-10"}, {"start": "2026-11-05"}, "fired"),
    ],
)
def test_that_the_second_is_added_is_known_or_not(first: dict[str, str], second: dict[str, str], expected: str):
    found = small(f"ddi {ADDED}").check(
        case(
            order("m", "methotrexate", "15 mg", times(1, "1 wk"), **first),
            order("t", "trimethoprim", "200 mg", times(2), **second),
        )
    )
    assert of_rule(found, "r0")[0] == expected
    if expected == "not_evaluated":
        assert all(one.path.endswith(".start") for one in found.outcomes[0].evidence.missing)


def _modified(modifiers: str, **known: Any) -> Any:
    found = small(f"ddi {PAIR}, modifiers: [{modifiers}]").check(case(WARFARIN, IBUPROFEN, of=patient(**known)))
    (outcome,) = found.outcomes
    evidence = outcome.evidence
    return of_rule(found, "r0"), evidence.modifier, evidence.unknown, [one.path for one in evidence.missing]


OLD, HEAVY, UNKNOWN = "age: '>= 18 a'", "weight: '> 50 kg'", "sex: male"


def _modifier(when: str, result: str) -> str:
    how = "suppress: true" if result == "suppress" else f"severity: {result}"
    return f"{{label: {when.partition(':')[0]}, when: {{{when}}}, {how}}}"


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        # none holds
        ([("age: '< 18 a'", "minor")], (("fired", "major", "certain"), -1, (), [])),
        # one holds
        ([(OLD, "contraindicated")], (("fired", "contraindicated", "certain"), 0, (), [])),
        ([(OLD, "minor")], (("fired", "minor", "certain"), 0, (), [])),
        ([(OLD, "suppress")], (("suppressed",), 0, (), [])),
        # several hold: the gravest wins, wherever it stands
        ([(OLD, "suppress"), (HEAVY, "minor")], (("fired", "minor", "certain"), 1, (), [])),
        ([(OLD, "contraindicated"), (HEAVY, "minor")], (("fired", "contraindicated", "certain"), 0, (), [])),
        # of two that come to the same the first is named
        ([(OLD, "minor"), (HEAVY, "minor")], (("fired", "minor", "certain"), 0, (), [])),
        # one is unknown: it never lowers, and is named
        ([(UNKNOWN, "suppress")], (("fired", "major", "certain"), -1, (0,), ["patient.sex"])),
        ([(UNKNOWN, "contraindicated")], (("fired", "major", "certain"), -1, (0,), ["patient.sex"])),
        # an unknown one that would leave something graver keeps the alert from falling
        ([(UNKNOWN, "contraindicated"), (OLD, "minor")], (("fired", "major", "certain"), -1, (0,), ["patient.sex"])),
        ([(UNKNOWN, "minor"), (OLD, "suppress")], (("fired", "major", "certain"), -1, (0,), ["patient.sex"])),
        # one that would lower further could change nothing that another has lowered, and is not worth a word
        ([(UNKNOWN, "suppress"), (OLD, "minor")], (("fired", "minor", "certain"), 1, (), [])),
        ([(OLD, "contraindicated"), (UNKNOWN, "minor")], (("fired", "contraindicated", "certain"), 0, (), [])),
        # one that leaves the severity as it is holds beside an unknown one that would raise it
        ([(OLD, "major"), (UNKNOWN, "contraindicated")], (("fired", "major", "certain"), 0, (1,), ["patient.sex"])),
        # one that would end in the same is not worth a word
        ([(UNKNOWN, "minor"), (OLD, "minor")], (("fired", "minor", "certain"), 1, (), [])),
    ],
)
def test_modifiers_the_gravest_wins_and_the_unknown_never_lowers(modifiers: list[tuple[str, str]], expected: Any):
    assert _modified(", ".join(_modifier(*one) for one in modifiers)) == expected


def test_an_unknown_condition_by_latitude_alone_is_a_possible_alert():
    found = report(WARFARIN, order("n", "naproxen", "500 mg", route=""))
    assert of_rule(found, "ddi.anticoagulant-nsaid") == ("fired", "major", "possible")
    assert any("assumed" in text for text in found.alerts[0].assumed)


def test_only_rules_that_an_ingredient_leads_to_are_looked_at():
    found = checker().evaluate(chart(order("x", "levothyroxine", "50 ug"), order("y", "allopurinol", "100 mg")))
    assert found == {"native": []}


def test_a_modifier_sets_the_severity_by_the_order_that_it_names():
    short = order("n", "naproxen", "500 mg", times(2, duration=q("1 d")))
    found = report(WARFARIN, short)
    assert of_rule(found, "ddi.anticoagulant-nsaid") == ("fired", "moderate", "certain")
    assert found.alerts[0].modifier == "one day of the NSAID"
    swapped = report(short, WARFARIN)
    assert of_rule(swapped, "ddi.anticoagulant-nsaid") == ("fired", "moderate", "certain")
    assert Status(swapped.outcomes[0].status) == Status.FIRED


@pytest.mark.parametrize("ids", [("p", "s"), ("s", "p")])
def test_a_washout_may_be_of_the_second_side_or_of_both_and_of_overlapping_groups(ids: tuple[str, str]):
    ending, later = order("p", "phenelzine", "15 mg", end="2026-11-25"), order("s", "sertraline", "50 mg", start="2026-12-01")
    orders = (ending, later) if ids[0] == "p" else (later, ending)
    second = small("ddi between: [{ingredient: sertraline}, {ingredient: phenelzine, within: 14 d}]")
    assert of_rule(second.check(case(*orders)), "r0") == ("fired", "major", "certain")
    groups = "groups: [{id: all, members: [sertraline, phenelzine, tramadol]}]\n"
    either = small("ddi between: [{group: all, within: 14 d}, {group: all}]", more=groups)
    assert of_rule(either.check(case(*orders)), "r0") == ("fired", "major", "certain")
    stopped = order("p", "phenelzine", "15 mg", status="stopped", end="2026-11-20")
    assert of_rule(either.check(case(stopped, order("s", "sertraline", "50 mg"))), "r0") == ("fired", "major", "certain")
    assert not either.check(case(stopped, order("q", "phenelzine", "15 mg"))).outcomes, "a drug does not interact with itself"


def test_what_is_passed_over_keeps_nothing_after_it_from_being_found():
    # the ingredients of a product are passed over, and the order after it is not
    tablet = (
        "drugs: [{name: Democod, ingredients: [paracetamol, codeine], form: tablet, "
        'strengths: ["500 mg/{tablet}", "30 mg/{tablet}"]}]\n'
        "groups: [{id: there, members: [codeine, warfarin]}]\n"
    )
    rules = small("ddi between: [{ingredient: paracetamol}, {group: there}]", more=tablet)
    found = rules.check(case(order("d", "Democod", "1 {tablet}"), WARFARIN))
    assert said(found) == {("r0", ("d", "w")): ("fired", "major", "certain")}
    # of what ended, an ingredient without a washout; of what is there, an order that is not being decided
    washout = small("ddi between: [{ingredient: codeine, within: 14 d}, {ingredient: sertraline}]", more=tablet)
    ended = order("d", "Democod", "1 {tablet}", status="stopped", end="2026-11-15")
    active, proposed = order("s", "sertraline", "50 mg"), order("t", "sertraline", "50 mg", status="proposed")
    assert said(washout.check(case(ended, active, proposed))) == {("r0", ("d", "t")): ("fired", "major", "certain")}


def test_where_either_order_may_be_either_participant_both_ways_round_are_tried():
    nsaids = "groups: [{id: nsaids, members: [ibuprofen, naproxen]}]\n"
    rules = Agreed("ddi between: [{group: nsaids, route: [oral]}, {group: nsaids, route: [topical]}]", more=nsaids)
    for routes in (("oral", "topical"), ("topical", "oral")):
        found = rules.check(
            case(*(order(drug, drug, "100 mg", route=route) for drug, route in zip(("ibuprofen", "naproxen"), routes, strict=True)))
        )
        assert of_rule(found, "r0") == ("fired", "major", "certain")
        assert [one.id for one in found.outcomes[0].orders] == ["ibuprofen", "naproxen"], "as they stand on the list"
        assert found.outcomes[0].evidence.swapped == (routes[0] == "topical")
