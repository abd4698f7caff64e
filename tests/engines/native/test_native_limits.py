"""Dose limits: the band, the sum, the comparison, and what is missing to know any of them."""

from __future__ import annotations

from typing import Any

import pytest

from demo import case, of_rule, order, patient, q, report, said, small, times
from rxrules import Checker, Dosage, Dose, Moment, Patient
from rxrules.model import Limit, Measurement, Observation, Sex
from rxrules.testing.differential import engines_that_load

DAY = "drug: {ingredient: paracetamol}, measure: per_day"


def verdict(keys: str, *orders: Any, of: Patient | None = None, **known: Any) -> Any:
    found = small(f"dose {keys}").check(case(*orders, of=of), **known)
    return of_rule(found, "r0")


def missing(keys: str, *orders: Any, of: Patient | None = None) -> list[str]:
    (outcome,) = small(f"dose {keys}").check(case(*orders, of=of)).outcomes
    return [one.path for one in outcome.evidence.missing]


def g(amount: str = "1 g", often: float = 4, **known: Any) -> Any:
    return order("m", "paracetamol", amount, times(often), **known)


BOTH = (
    f"{DAY}, severity: {{max: moderate, hard_max: contraindicated, min: minor, hard_min: major}}, "
    "max: 4 g, hard_max: 6 g, min: 2 g, hard_min: 1 g"
)


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        ("0.9 g", ("fired", "major", "certain")),
        ("1 g", ("fired", "minor", "certain")),
        ("1.9 g", ("fired", "minor", "certain")),
        ("2 g", ("clear",)),
        ("4 g", ("clear",)),
        ("4.1 g", ("fired", "moderate", "certain")),
        ("6 g", ("fired", "moderate", "certain")),
        ("6.1 g", ("fired", "contraindicated", "certain")),
    ],
)
def test_soft_and_hard_limits_on_both_sides(grams: str, expected: tuple[str, ...]):
    assert verdict(BOTH, g(grams, 1)) == expected
    # the same along the general path: two halves in two orders
    half = Dose(q(grams).to("mg"))
    halves = [order(id_, "paracetamol", Dose(half.low.__class__(half.low.value / 2, half.low.unit)), times(1)) for id_ in "ab"]
    assert verdict(BOTH, *halves) == expected


def test_per_dose_speaks_of_each_order_and_per_day_and_week_of_their_sum():
    dose = "dose drug: {ingredient: paracetamol}, measure: %s, severity: {max: moderate}, max: %s"
    rules = small(dose % ("per_dose", "600 mg"), dose % ("per_day", "1 g"), dose % ("per_week", "7 g"))
    found = rules.check(case(order("a", "paracetamol", "500 mg"), order("b", "paracetamol", "700 mg")))
    assert said(found) == {
        ("r0", ("a",)): ("clear",),
        ("r0", ("b",)): ("fired", "moderate", "certain"),
        ("r1", ("a", "b")): ("fired", "moderate", "certain"),
        ("r2", ("a", "b")): ("fired", "moderate", "certain"),
    }
    weekly = next(alert for alert in found.alerts if alert.rule.id == "r2")
    assert (weekly.measured.value, weekly.measured.unit, weekly.measured.name) == (8.4, "g/wk", "weekly dose")


def test_a_limit_of_a_day_may_be_written_per_day():
    for written in ("4 g", "4 g/d"):
        assert verdict(f"{DAY}, severity: {{max: major}}, max: {written}", g("1 g", 5)) == ("fired", "major", "certain")
        assert verdict(f"{DAY}, severity: {{max: major}}, max: {written}", g("1 g", 4)) == ("clear",)


def test_orders_that_do_not_overlap_are_not_added_up():
    first, second = g(end="2026-11-30"), order("n", "paracetamol", "1 g", times(4), start="2026-12-01")
    assert verdict(f"{DAY}, severity: {{max: major}}, max: 4 g", first, second) == ("clear",)
    assert verdict(f"{DAY}, severity: {{max: major}}, max: 4 g", g(), second)[0] == "fired"


KG = f"{DAY}, severity: {{max: major}}, max: 60 mg/kg, cap: 3 g"


def test_a_limit_per_kg_has_a_cap_and_the_lower_holds():
    light, heavy = patient(weight="40 kg"), patient(weight="80 kg")
    assert verdict(KG, g("2.4 g", 1), of=light) == ("clear",)
    assert verdict(KG, g("2.5 g", 1), of=light) == ("fired", "major", "certain")
    assert verdict(KG, g("3 g", 1), of=heavy) == ("clear",)
    assert verdict(KG, g("3.1 g", 1), of=heavy) == ("fired", "major", "certain")


def test_without_a_weight_what_passes_the_cap_passes_for_certain():
    nobody = patient(weight=None)
    assert verdict(KG, g("3.1 g", 1), of=nobody) == ("fired", "major", "certain")
    assert verdict(KG, g("1 g", 1), of=nobody) == ("not_evaluated",)
    assert missing(KG, g("1 g", 1), of=nobody) == ["patient.weight"]
    uncapped = f"{DAY}, severity: {{max: major}}, max: 60 mg/kg"
    assert verdict(uncapped, g("99 g", 1), of=nobody) == ("not_evaluated",)


def test_a_limit_per_m2_takes_the_body_surface():
    per_m2 = "drug: {ingredient: methotrexate}, measure: per_dose, severity: {max: major}, max: 15 mg/m2"
    tall = patient(weight="80 kg", height=Measurement(q("180 cm")))
    assert verdict(per_m2, order("m", "methotrexate", "30 mg"), of=tall) == ("clear",)
    assert verdict(per_m2, order("m", "methotrexate", "30.1 mg"), of=tall) == ("fired", "major", "certain")
    assert missing(per_m2, order("m", "methotrexate", "30 mg"), of=patient(weight=None)) == ["patient.weight", "patient.height"]


BANDS = (
    f"{DAY}, severity: {{max: major}}, bands: {{policy: %s, "
    "over: {age: '[0 a, 130 a)', egfr: '[0 mL/min/{1.73_m2}, 300 mL/min/{1.73_m2})'}, "
    "within: {egfr: 90 d}, rows: ["
    "{age: '[65 a, 130 a)', max: 2 g}, "
    "{age: '[0 a, 65 a)', egfr: '[0 mL/min/{1.73_m2}, 30 mL/min/{1.73_m2})', max: 2 g}, "
    "{age: '[0 a, 65 a)', egfr: '[30 mL/min/{1.73_m2}, 300 mL/min/{1.73_m2})', max: 4 g}]}"
)


@pytest.mark.parametrize("policy", ["unique", "first"])
@pytest.mark.parametrize(
    ("known", "grams", "expected"),
    [
        ({"age": "64 a", "egfr": "30"}, "4 g", ("clear",)),
        ({"age": "64 a", "egfr": "29.9"}, "4 g", ("fired", "major", "certain")),
        ({"age": "65 a", "egfr": "90"}, "4 g", ("fired", "major", "certain")),
        ({"age": "64 a", "egfr": ">60"}, "4 g", ("clear",)),
        # some band is not known: what passes all that may hold is a possible alert, what passes some is not evaluated
        ({"age": "64 a"}, "4.1 g", ("fired", "major", "possible")),
        ({"age": "64 a"}, "4 g", ("not_evaluated",)),
        ({"age": "64 a"}, "2 g", ("not_evaluated",)),
        ({"age": None, "egfr": "90"}, "4 g", ("not_evaluated",)),
        ({"age": "64 a", "egfr": "90", "tested": "2026-01-01"}, "4 g", ("not_evaluated",)),
        # in no band at all
        ({"age": "64 a", "egfr": "300"}, "1 g", ("not_evaluated",)),
    ],
)
def test_the_band_is_chosen_by_what_is_known(policy: str, known: dict[str, Any], grams: str, expected: tuple[str, ...]):
    assert verdict(BANDS % policy, g(grams, 1), of=patient(**known)) == expected


def test_a_value_in_no_band_says_so():
    (outcome,) = small(f"dose {BANDS % 'unique'}").check(case(g(), of=patient(egfr="300"))).outcomes
    assert any("in no band" in one.reason for one in outcome.evidence.missing)


def test_the_first_band_that_matches_holds_where_the_rule_says_so():
    rows = "rows: [{weight: '[50 kg, 400 kg)', max: 1 g}, {max: 4 g}]"
    keys = f"{DAY}, severity: {{max: major}}, bands: {{policy: first, over: {{weight: '(0 kg, 400 kg)'}}, {rows}}}"
    assert verdict(keys, g("2 g", 1), of=patient(weight="80 kg")) == ("fired", "major", "certain")
    assert verdict(keys, g("2 g", 1), of=patient(weight="40 kg")) == ("clear",)
    assert verdict(keys, g("2 g", 1), of=patient(weight=None)) == ("not_evaluated",)
    assert verdict(keys, g("5 g", 1), of=patient(weight=None))[0] == "fired"


def test_a_band_without_a_limit_may_be_the_one_that_holds():
    rows = "rows: [{weight: '(0 kg, 50 kg)', max: 1 g}, {weight: '[50 kg, 400 kg)', min: 500 mg}]"
    keys = f"{DAY}, severity: {{max: major, min: minor}}, bands: {{over: {{weight: '(0 kg, 400 kg)'}}, {rows}}}"
    assert verdict(keys, g("9 g", 1), of=patient(weight=None)) == ("not_evaluated",)
    assert verdict(keys, g("9 g", 1), of=patient(weight="80 kg")) == ("clear",)


def test_a_stale_weight_scales_no_limit():
    keys = KG.replace("max: 60 mg/kg, cap: 3 g", "")
    keys += "bands: {over: {age: '[0 a, 130 a)'}, within: {weight: 30 d}, rows: [{max: 60 mg/kg, cap: 3 g}]}"
    assert verdict(keys, g("2.5 g", 1), of=patient(weight="40 kg", weighed="2026-01-01")) == ("not_evaluated",)
    assert verdict(keys, g("2.5 g", 1), of=patient(weight="40 kg")) == ("fired", "major", "certain")
    assert verdict(keys, g("3.5 g", 1), of=patient(weight="40 kg", weighed="2026-01-01")) == ("fired", "major", "certain")


ORAL = f"{DAY}, route: [oral], severity: {{max: major, min: minor}}, max: 4 g, min: 500 mg"


def test_orders_of_another_route_are_not_spoken_of():
    found = small(f"dose {ORAL}").check(case(g(), order("n", "paracetamol", "9 g", route="intravenous")))
    assert said(found) == {("r0", ("m",)): ("clear",), ("r0", ("n",)): ("clear",)}
    applies = {outcome.orders[0].id: outcome.evidence.applies for outcome in found.outcomes}
    assert applies == {"m": True, "n": False}
    assert ("n", ("dose_limit",)) in [(one.order.id, one.kinds) for one in found.not_covered]


@pytest.mark.parametrize(
    ("route", "dose", "expected"),
    [
        ("", "5 g", ("fired", "major", "possible")),
        ("", "1 g", ("clear",)),
        ("", "100 mg", ("fired", "minor", "possible")),
        ("by carrier pigeon", "5 g", ("not_evaluated",)),
        ("by carrier pigeon", "1 g", ("clear",)),
        ("by carrier pigeon", "100 mg", ("not_evaluated",)),
    ],
)
def test_an_assumed_route_makes_an_alert_possible_and_an_unknown_one_is_not_evaluated(
    route: str, dose: str, expected: tuple[str, ...]
):
    assert verdict(ORAL, g(dose, 1, route=route)) == expected


def test_an_order_of_unknown_route_may_tip_the_sum():
    unknown = order("n", "paracetamol", "1 g", route="by carrier pigeon")
    assert verdict(ORAL, g("1 g", 4), unknown) == ("not_evaluated",)
    assert missing(ORAL, g("1 g", 4), unknown) == ["medications.n.route"]
    assert verdict(ORAL, g("1 g", 3), unknown) == ("clear",)
    assert verdict(ORAL, g("1 g", 5), unknown) == ("fired", "major", "certain")


def test_ranges_and_as_needed_are_possible_alerts():
    top = f"{DAY}, severity: {{max: moderate, hard_max: major}}, max: 4 g, hard_max: 6 g"
    ranged = Dose(q("500 mg"), q("1 g"))
    assert verdict(top, order("m", "paracetamol", ranged, times(5))) == ("fired", "moderate", "possible")
    assert verdict(top, order("m", "paracetamol", ranged, times(4))) == ("clear",)
    assert verdict(top, order("m", "paracetamol", "1 g", times(5, prn=True))) == ("fired", "moderate", "possible")
    most = Dosage(dose=Dose(q("1 g")), route="oral", timing=times(1, "4 h", prn=True), max_per=(Limit(q("4 g"), q("1 d")),))
    assert verdict(top, order("m", "paracetamol", dosages=(most,))) == ("clear",)
    # the milder limit is passed for certain, the graver one possibly: the graver leads and says so
    for engine in engines_that_load():
        found = small(f"dose {top}", engines=(engine,)).check(case(order("m", "paracetamol", Dose(q("1 g"), q("2 g")), times(5))))
        assert of_rule(found, "r0") == ("fired", "major", "possible")
        assert found.alerts[0].assumed == (
            "the prescription leaves a range, and its far end passes the limit",
            "the max of 4 g is passed for certain",
        )


def test_what_makes_an_alert_only_possible_is_named():
    def assumed(keys: str, *orders: Any, of: Patient | None = None) -> list[str]:
        (outcome,) = small(f"dose {keys}").check(case(*orders, of=of)).outcomes
        return list(outcome.evidence.assumed)

    (route,) = assumed(ORAL, g("5 g", 1, route=""))
    assert "route" in route
    (ranged,) = assumed(f"{DAY}, severity: {{max: major}}, max: 4 g", g("5 g", 1, dosages=(
        Dosage(dose=Dose(q("1 g"), q("5 g")), route="oral", timing=times()),
    )))  # fmt: skip
    assert "range" in ranged
    (unsettled,) = assumed(BANDS % "unique", g("4.1 g", 1), of=patient("64 a"))
    assert "band" in unsettled
    assert assumed(ORAL, g("5 g", 1)) == []


def test_a_minimum_is_held_against_the_least_of_a_schedule_and_not_of_what_is_as_needed():
    low = f"{DAY}, severity: {{min: minor}}, min: 2 g"
    assert verdict(low, order("m", "paracetamol", "1 g", times(4, prn=True))) == ("clear",)
    assert verdict(low, order("m", "paracetamol", "1 g", times(1, prn=True))) == ("fired", "minor", "certain")
    assert verdict(low, order("m", "paracetamol", Dose(q("500 mg"), q("1 g")), times(2))) == ("fired", "minor", "possible")
    dose = "drug: {ingredient: paracetamol}, measure: per_dose, severity: {min: minor}, min: 1 g"
    two = tuple(Dosage(dose=Dose(q(text)), route="oral", timing=times()) for text in ("500 mg", "1 g"))
    assert verdict(dose, order("m", "paracetamol", dosages=two))[0] == "fired", "the smallest dose counts"


@pytest.mark.parametrize(
    ("known", "path"),
    [
        ({"dose": None}, "medications.m.dose"),
        ({"timing": None}, "medications.m.timing"),
        ({"dose": "1 {tablet}"}, "medications.m.strength"),
        ({"dose": "10 mg/kg"}, "patient.weight"),
        ({"dose": "100 [iU]"}, "medications.m.dose"),
    ],
)
def test_what_a_sum_lacks_is_named(known: dict[str, Any], path: str):
    top = f"{DAY}, severity: {{max: moderate}}, max: 4 g"
    lacking = order("m", "paracetamol", **{"dose": "1 g", **known})
    assert missing(top, lacking, of=patient(weight=None)) == [path]
    assert verdict(top, lacking, order("n", "paracetamol", "5 g"), of=patient(weight=None))[0] == "fired", "what is known is enough"


def test_an_unknown_dose_of_one_instruction_leaves_the_largest_dose_open():
    dose = "drug: {ingredient: paracetamol}, measure: per_dose, severity: {max: minor}, max: 1 g"
    two = (Dosage(dose=Dose(q("1 g")), route="oral", timing=times()), Dosage(route="oral", timing=times()))
    assert missing(dose, order("m", "paracetamol", dosages=two)) == ["medications.m.dose"]


PHENYTOIN = "drug: {ingredient: phenytoin}, measure: per_day, severity: {max: major}, max: 460 mg, expressed_as: %s"


@pytest.mark.parametrize(
    ("drug", "of", "dose", "expected"),
    [
        ("phenytoin sodium", "base", "500 mg", "clear"),
        ("phenytoin sodium", "base", "501 mg", "fired"),
        ("phenytoin", "base", "460 mg", "clear"),
        ("phenytoin", "base", "461 mg", "fired"),
        ("phenytoin sodium", "sodium", "460 mg", "clear"),
        ("phenytoin sodium", "sodium", "461 mg", "fired"),
    ],
)
def test_salt_and_base_are_told_apart(drug: str, of: str, dose: str, expected: str):
    assert verdict(PHENYTOIN % of, order("m", drug, dose))[0] == expected


def test_a_salt_of_unknown_content_is_not_evaluated():
    assert verdict(
        "drug: {ingredient: codeine}, measure: per_day, severity: {max: major}, max: 240 mg, expressed_as: base",
        order("m", "codeine phosphate", "30 mg"),
    ) in (("not_evaluated",), ("clear",))


def test_conditions_and_modifiers_of_a_limit():
    light = "modifiers: [{label: light, when: {weight: '< 50 kg'}, severity: major}]"
    keys = f"{DAY}, severity: {{max: moderate}}, max: 4 g, when: {{age: '>= 18 a'}}, {light}"
    assert verdict(keys, g("5 g", 1)) == ("fired", "moderate", "certain")
    assert verdict(keys, g("5 g", 1), of=patient("17 a")) == ("clear",)
    assert verdict(keys, g("5 g", 1), of=patient(None)) == ("not_evaluated",)
    assert verdict(keys, g("4 g", 1), of=patient(None)) == ("clear",), "whatever the age, no limit is passed"
    assert verdict(keys, g("5 g", 1), of=patient(weight="40 kg")) == ("fired", "major", "certain")


def test_while_something_is_decided_a_sum_is_looked_at_when_it_holds_that():
    top = f"{DAY}, route: [oral], severity: {{max: moderate}}, max: 4 g"
    intravenous = order("n", "paracetamol", "1 g", route="intravenous", status="proposed")
    found = small(f"dose {top}").check(case(g("5 g", 1), intravenous))
    assert said(found) == {("r0", ("n",)): ("clear",)}, "the oral orders are not what is being decided"
    assert verdict(top, g("5 g", 1), order("x", "levothyroxine", "50 ug", status="proposed")) is None
    assert verdict(top, g("3 g", 1), order("n", "paracetamol", "2 g", status="proposed"))[0] == "fired"
    each = "drug: {ingredient: paracetamol}, measure: per_dose, severity: {max: moderate}, max: 1 g"
    found = small(f"dose {each}").check(case(g("5 g", 1), order("n", "paracetamol", "2 g", status="proposed")))
    assert said(found) == {("r0", ("n",)): ("fired", "moderate", "certain")}


def test_the_values_of_an_alert_are_in_the_unit_of_its_author():
    (alert,) = report(order("d", "digoxin", "0.3 mg")).alerts
    assert (alert.measured.value, alert.measured.unit) == (300, "ug/d")
    assert (alert.limit.value, alert.clear_at, alert.code) == (250, alert.limit, "DOSEH")
    (alert,) = report(order("d", "digoxin", "0.05 mg")).alerts
    assert (alert.limit.value, alert.code) == (62.5, "DOSEL")


def test_results_of_one_day_that_differ_leave_the_band_open_and_pass_all_that_may_hold():
    results = tuple(Observation("egfr", q(f"{value} mL/min/{{1.73_m2}}"), on=Moment.parse("2026-11-01")) for value in (29, 31))
    of = patient(observations=results)
    assert of_rule(report(order("m", "metformin", "500 mg"), of=of), "dose.metformin.daily") == ("not_evaluated",)
    assert of_rule(report(order("m", "metformin", "2 g"), of=of), "dose.metformin.daily") == ("fired", "major", "certain")


def test_a_single_dose_of_unknown_route_is_clear_only_where_it_would_be_by_any():
    each = "drug: {ingredient: paracetamol}, route: [oral], measure: per_dose, severity: {max: moderate}, max: 1 g"
    for dose, expected in (("2 g", "not_evaluated"), ("1 g", "clear")):
        assert verdict(each, order("m", "paracetamol", dose, route="by carrier pigeon"))[0] == expected


AGES = (
    f"{DAY}, severity: {{max: major}}, bands: {{over: {{age: '[12 a, 130 a)'}}, "
    "rows: [{age: '[12 a, 65 a)', max: 4 g}, {age: '[65 a, 130 a)', max: 2 g}]}"
)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("1986", ("clear",)), ("1961", ("not_evaluated",)), ("1951", ("fired", "major", "certain")), ("2020", ("not_evaluated",))],
)
def test_an_age_that_is_not_precise_may_lie_in_one_band_in_two_or_in_none(birth: str, expected: tuple[str, ...]):
    assert verdict(AGES, g("3 g", 1), of=patient(None, birth_date=Moment.parse(birth))) == expected


def test_a_condition_other_than_a_route_takes_the_general_path():
    checker = small(f"dose {DAY}, route: [oral], severity: {{max: moderate}}, max: 4 g")
    (rule,) = checker.plan.rules
    as_needed = rule._replace(body=rule.body._replace(condition=("prn", True)))
    other = Checker.of_plan(checker.plan._replace(rules=(as_needed,)))
    assert said(other.check(case(g("5 g", 1)))) == {("r0", ("m",)): ("clear",)}
    assert of_rule(other.check(case(order("m", "paracetamol", "5 g", times(prn=True)))), "r0") == ("fired", "moderate", "possible")


def test_a_condition_of_the_orders_of_a_sum_holds_of_any_and_lowers_only_of_all():
    keys = f"{DAY}, severity: {{max: moderate}}, max: 4 g, modifiers: [{{label: as needed, when: {{prn: true}}, severity: %s}}]"
    as_needed = order("n", "paracetamol", "1 g", times(1, prn=True))
    assert verdict(keys % "major", g("5 g", 1), as_needed)[1] == "major", "it raises where any is"
    assert verdict(keys % "minor", g("5 g", 1), as_needed)[1] == "moderate", "it lowers only where all are"
    assert verdict(keys % "minor", order("m", "paracetamol", "9 g", times(1, prn=True)), as_needed)[1] == "minor"
    unknown = order("n", "paracetamol", "1 g", None)
    assert verdict(keys % "major", g("5 g", 1), unknown)[1] == "moderate"
    (outcome,) = small(f"dose {keys % 'major'}").check(case(g("5 g", 1), unknown)).outcomes
    assert "medications.n.timing" in [one.path for one in outcome.evidence.missing]
    assert outcome.evidence.unknown == (0,)


def test_what_must_not_be_said_of_the_orders_lowers_only_where_it_holds_of_none():
    keys = (
        f"{DAY}, severity: {{max: moderate}}, max: 4 g, modifiers: [{{label: regular, when: {{not: {{prn: true}}}}, severity: %s}}]"
    )
    regular, as_needed = g("5 g", 1), order("n", "paracetamol", "1 g", times(1, prn=True))
    for orders, lowered, raised in (
        ((regular,), "minor", "major"),
        ((regular, as_needed), "moderate", "major"),
        ((order("m", "paracetamol", "9 g", times(1, prn=True)), as_needed), "moderate", "moderate"),
    ):
        assert verdict(keys % "minor", *orders)[1] == lowered
        assert verdict(keys % "major", *orders)[1] == raised


def test_a_plan_whose_bands_leave_a_hole_does_not_take_it_for_clear():
    # validation refuses such a ruleset; an engine does not rely on that
    made = small(f"dose {BANDS % 'unique'}").plan
    (rule,) = made.rules
    holed = made._replace(rules=(rule._replace(body=rule.body._replace(bands=rule.body.bands[:1])),))
    found = Checker.of_plan(holed).check(case(g("9 g", 1), of=patient("40 a", egfr="90")))
    assert of_rule(found, "r0") == ("not_evaluated",)
    bare = rule.body._replace(domain=(), bands=(rule.body.bands[0]._replace(tests=(("sex", "male"),)),))
    nowhere = Checker.of_plan(made._replace(rules=(rule._replace(body=bare),)))
    (outcome,) = nowhere.check(case(g("9 g", 1), of=patient(sex=Sex.FEMALE))).outcomes
    assert [one.reason for one in outcome.evidence.missing] == ["no band of the rule holds"]


def test_a_patient_who_may_lie_outside_the_domain_is_not_taken_for_one_inside():
    rows = "rows: [{weight: '(0 kg, 50 kg)', max: 1 g}, {weight: '[50 kg, 400 kg)', max: 4 g}]"
    over = "over: {age: '[12 a, 130 a)', weight: '(0 kg, 400 kg)'}"
    keys = f"{DAY}, severity: {{max: major}}, bands: {{{over}, {rows}}}"
    eleven_or_twelve = patient(None, birth_date=Moment.parse("2014"))
    assert verdict(keys, g("3 g", 1), of=eleven_or_twelve) == ("not_evaluated",)
    assert missing(keys, g("3 g", 1), of=eleven_or_twelve) == ["patient.birth_date"]
    assert verdict(keys, g("5 g", 1), of=eleven_or_twelve) == ("fired", "major", "possible")
    assert verdict(keys, g("3 g", 1), of=patient("12 a")) == ("clear",)


BY_WEIGHT = (
    f"{DAY}, severity: {{max: major, hard_max: contraindicated}}, bands: {{over: {{weight: '(0 kg, 400 kg)'}}, rows: ["
    "{weight: '(0 kg, 50 kg)', max: 1 g, hard_max: 6 g}, {weight: '[50 kg, 400 kg)', hard_max: 6 g}]}"
)


def test_a_limit_that_only_some_bands_have_does_not_hide_one_that_all_have():
    assert verdict(BY_WEIGHT, g("9 g", 1), of=patient(weight=None)) == ("fired", "contraindicated", "possible")
    assert verdict(BY_WEIGHT, g("2 g", 1), of=patient(weight=None)) == ("not_evaluated",)


def test_of_bands_in_order_one_that_may_hold_keeps_those_after_it_from_being_sure():
    rows = "rows: [{egfr: '[0 mL/min/{1.73_m2}, 30 mL/min/{1.73_m2})', max: 1 g}, {max: 4 g}]"
    over = "over: {egfr: '[0 mL/min/{1.73_m2}, 300 mL/min/{1.73_m2})'}, within: {egfr: 90 d}"
    keys = f"{DAY}, severity: {{max: major}}, bands: {{policy: first, {over}, {rows}}}"
    differing = tuple(Observation("egfr", q(f"{value} mL/min/{{1.73_m2}}"), on=Moment.parse("2026-11-01")) for value in (29, 31))
    of = patient(observations=differing)
    assert verdict(keys, g("2 g", 1), of=of) == ("not_evaluated",)
    assert verdict(keys, g("1 g", 1), of=of) == ("not_evaluated",)
    assert verdict(keys, g("5 g", 1), of=of) == ("fired", "major", "certain")
    assert verdict(keys, g("2 g", 1), of=patient(egfr="31")) == ("clear",)


@pytest.mark.parametrize("amount", ["0.0005 mg", "1 g"])
def test_a_minimum_that_scales_with_an_unknown_weight_is_not_passed(amount: str):
    keys = f"{DAY}, severity: {{min: minor}}, min: 10 mg/kg"
    assert verdict(keys, g(amount, 1), of=patient(weight=None)) == ("not_evaluated",)
    assert verdict(keys, g("799 mg", 1), of=patient(weight="80 kg")) == ("fired", "minor", "certain")
    assert verdict(keys, g("800 mg", 1), of=patient(weight="80 kg")) == ("clear",)


def test_a_weight_of_the_last_day_that_the_rule_allows_scales_its_limit():
    bands = "bands: {over: {age: '[0 a, 130 a)'}, within: {weight: 30 d}, rows: [{max: 60 mg/kg}]}"
    keys = f"{DAY}, severity: {{max: major}}, {bands}"
    for weighed, expected in (("2026-10-22", ("fired", "major", "certain")), ("2026-10-21", ("not_evaluated",))):
        assert verdict(keys, g("2.5 g", 1), of=patient(weight="40 kg", weighed=weighed)) == expected


@pytest.mark.parametrize(
    ("egfr", "tested", "expected"),
    [
        # a bound that is fresh leaves the domain open, and is no want of a result
        (">60", "2026-11-01", ("fired", "major", "certain")),
        (">60", "2026-08-23", ("fired", "major", "certain")),
        (">60", "2026-08-22", ("fired", "major", "possible")),
        (">60", None, ("fired", "major", "possible")),
    ],
)
def test_a_result_that_is_a_bound_settles_the_band_while_it_is_fresh(egfr: str, tested: str | None, expected: tuple[str, ...]):
    over = "over: {egfr: '[0 mL/min/{1.73_m2}, 300 mL/min/{1.73_m2})'}, within: {egfr: 90 d}"
    rows = "rows: [{egfr: '< 30 mL/min/{1.73_m2}', max: 1 g}, {egfr: '>= 30 mL/min/{1.73_m2}', max: 4 g}]"
    keys = f"{DAY}, severity: {{max: major}}, bands: {{{over}, {rows}}}"
    assert verdict(keys, g("5 g", 1), of=patient(egfr=egfr, tested=tested)) == expected


def test_where_a_weight_is_missing_it_is_asked_for_before_the_route_of_what_may_not_count():
    keys = "drug: {ingredient: paracetamol, route: [oral]}, measure: per_day, severity: {max: major}, max: 60 mg/kg"
    somehow = order("n", "paracetamol", "1 g", times(3), route="somehow")
    assert missing(keys, g(), somehow, of=patient(weight=None)) == ["patient.weight"]
    assert missing(keys, g(), somehow, of=patient(weight="70 kg")) == ["medications.n.route"]
