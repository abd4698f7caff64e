"""The report: what fired, merged and in words; what was not looked at; and the document that the contract promises."""

from __future__ import annotations

import json
from typing import Any

import pytest

from demo import case, checker, document, order, patient, plan, q, report, samples, small, times
from rxrules import Dosage, Dose, Drug, InputError, Moment
from rxrules.model import Allergy, Case, DrugIngredient, Rate, Unread
from rxrules.report import Report
from rxrules.report.amounts import shown, span_text
from rxrules.report.explain import explain
from rxrules.report.knowledge import knowledge

WARFARIN = order("w", "warfarin", "5 mg")
NAPROXEN = order("n", "naproxen", "500 mg", times(2))
PAIR = "between: [{ingredient: warfarin}, {ingredient: ibuprofen}]"


def test_alerts_come_gravest_first_and_of_these_the_certain_ones():
    found = report(
        WARFARIN,
        NAPROXEN,
        order("i", "ibuprofen", "400 mg", route=""),
        order("d", "digoxin", "1 mg"),
        order("a", "apixaban", "5 mg"),
    )
    ranks = [("contraindicated", "major", "moderate", "minor").index(alert.severity) for alert in found.alerts]
    assert ranks == sorted(ranks)
    majors = [alert.certainty for alert in found.alerts if alert.severity == "major"]
    assert majors == sorted(majors)
    assert {"certain", "possible"} <= set(majors)
    assert [alert.interrupts for alert in found.alerts] == [
        alert.severity in ("contraindicated", "major") for alert in found.alerts
    ]


def test_rules_of_one_kind_about_the_same_orders_are_one_alert_that_names_them_all():
    more = "sources: [{id: a, title: First}, {id: b, title: Second}]\n"
    cited = "evidence: {sources: [{source: %s, section: '1'}]}"
    found = small(
        f"ddi {PAIR}, severity: minor, when: {{age: '>= 18 a'}}, {cited % 'a'}",
        f"ddi {PAIR}, severity: contraindicated, {cited % 'b'}",
        more=more,
    ).check(case(WARFARIN, order("i", "ibuprofen", "400 mg")))
    (alert,) = found.alerts
    assert [rule.id for rule in alert.rules] == ["r1", "r0"], "the gravest leads"
    assert alert.severity == "contraindicated"
    assert [source.title for source in alert.sources] == ["Second", "First"]
    written = document(found)["alerts"][0]
    assert written["rules"] == ["r1", "r0"]
    assert [one["title"] for one in written["sources"]] == ["Second", "First"]
    assert document(found)["counts"]["fired"] == 2


def test_limits_of_other_ingredients_measures_and_sides_stay_apart():
    found = report(order("c", "co-codamol 30/500", "4 {tablet}", times(4)))
    assert {(alert.rule.body.ingredient, alert.rule.body.measure) for alert in found.alerts} == {
        ("paracetamol", "per_day"),
        ("paracetamol", "per_dose"),
        ("codeine", "per_day"),
    }


def test_a_rule_without_a_title_is_called_by_its_id():
    made = small(f"ddi {PAIR}").plan
    untitled = made._replace(texts=tuple(text._replace(title="", effect="") for text in made.texts))
    (alert,) = type(checker()).of_plan(untitled).check(case(WARFARIN, order("i", "ibuprofen", "400 mg"))).alerts
    assert alert.title == "r0"
    assert "r0" in alert.message


@pytest.mark.parametrize(
    ("orders", "message"),
    [
        ((order("d", "digoxin", "300 ug"),), "digoxin: daily dose 300 ug/d is above the limit of 250 ug/d"),
        ((order("d", "digoxin", "50 ug"),), "digoxin: daily dose 50 ug/d is below the limit of 62.5 ug/d"),
        ((order("p", "paracetamol", "1.5 g"),), "paracetamol: dose 1.5 g is above the limit of 1 g"),
        ((WARFARIN, NAPROXEN), "warfarin with naproxen: More bleeding"),
        (
            (order("o", "omeprazole", "20 mg"), order("p", "pantoprazole", "20 mg")),
            "omeprazole with pantoprazole: 2 concurrent ingredients, 1 allowed",
        ),
        ((WARFARIN, order("n", "naproxen", "1 g", route="")), "possible: warfarin with naproxen: More bleeding"),
    ],
)
def test_a_message_is_one_sentence_with_the_values(orders: tuple[Any, ...], message: str):
    assert report(*orders).alerts[0].message == message


def test_a_scaled_limit_says_how_it_was_written_and_a_range_where_it_leads():
    found = report(
        order(
            "p", "paracetamol", dosages=(Dosage(rate=None, dose=order(dose="1 g").dosages[0].dose, route="oral", timing=times(4)),)
        ),
        of=patient("10 a", "30 kg"),
    )
    (alert,) = [alert for alert in found.alerts if alert.rule.body.measure == "per_day"]
    assert alert.message == (
        "paracetamol: daily dose 4000 mg/d is above the usual limit (75 mg/kg, at most 3 g), "
        "and even above the graver one of 2700 mg/d (90 mg/kg)"
    )
    ranged = report(order("m", "morphine", dosages=(Dosage(rate=Rate(q("5 mg/h"), q("6 mg/h")), route="iv"),)))
    (alert,) = ranged.alerts
    assert alert.message == "possible: morphine: daily dose 0 to 144 mg/d is above the limit of 120 mg/d"
    assert document(ranged)["alerts"][0]["measured"] == {"name": "daily dose", "value": 144.0, "unit": "mg/d", "low": 0.0}


def test_an_amount_without_an_upper_end_is_null_in_json_and_at_least_in_words():
    found = report(order("d", "digoxin", "300 ug", None))
    assert document(found)["alerts"][0]["measured"] == {"name": "daily dose", "value": None, "unit": "ug/d", "low": 300.0}
    assert "at least 300 ug/d" in found.alerts[0].message
    assert span_text(1234567.5, float("inf"), "mg") == "at least 1234567.5 mg"
    assert span_text(1, 2, "mg") == "1 to 2 mg"
    assert shown(0.1 + 0.2) == 0.3


CODES = {"ddi.anticoagulant-nsaid": "DRG", "dup.ppis": "DUPTHPY", "dup.same-ingredient": "DUPTHPGEN"}


def test_each_alert_has_the_code_of_its_issue():
    found = report(
        WARFARIN,
        NAPROXEN,
        order("o", "omeprazole", "20 mg"),
        order("p", "pantoprazole", "20 mg"),
        order("q", "omeprazole", "20 mg"),
    )
    assert {alert.rule.id: alert.code for alert in found.alerts if alert.rule.id in CODES} == CODES


def test_what_an_alert_rests_on_stands_beside_it():
    (alert,) = report(WARFARIN, order("n", "naproxen", "500 mg", route=""), of=patient(conditions=None)).alerts
    assert alert.assumed
    assert "history of gastrointestinal bleeding" in alert.unknown_modifiers
    assert "patient.conditions" in [one.path for one in alert.missing]
    assert (alert.modifier, alert.under_review, alert.measured, alert.limit, alert.bound) == ("", False, None, None, None)
    (alert,) = report(WARFARIN, NAPROXEN, of=patient("80 a")).alerts
    assert alert.modifier == "aged 75 or more"
    (alert,) = report(WARFARIN, order("a", "apixaban", "5 mg")).alerts
    assert alert.under_review
    assert document(report(WARFARIN, order("a", "apixaban", "5 mg")))["alerts"][0]["rule_status"] == "review"


def _trace(found: Report) -> list[str]:
    return document(found)["alerts"][0]["trace"]


def test_a_trace_shows_the_values_the_arithmetic_the_band_the_limit_and_the_source():
    trace = _trace(report(order("p", "paracetamol 500 mg tablets", "2 {tablet}", times(6)), of=patient("40 a", "45 kg")))
    assert trace == [
        "rule: dose.paracetamol.daily (dose-limits/analgesics.yaml:2:5)",
        "order p: paracetamol 500 mg tablets = paracetamol, oral, active",
        "dose of p: 2 {tablet} of 500 mg/{tablet}, 6 per 1 d (6 in 24 h)",
        "daily dose of p: 6000 mg/d",
        "patient.age: 40 a",
        "patient.weight: 45 kg, 20 d old",
        "band: age [12 a, 130 a), weight (0 kg, 50 kg]",
        "daily dose: 6000 mg/d",
        "limit (max): 60 mg/kg, at most 2500 mg = 2500 mg/d",
        "result: fires, moderate, certain",
        "source: Made up for the tests of rxrules, not for patients (rxrules, 2026), 13",
    ]


def test_a_trace_shows_counts_modifiers_assumptions_and_what_is_missing():
    trace = _trace(report(order("n", "naproxen", "500 mg"), order("i", "ibuprofen", "400 mg"), of=patient("70 a", conditions=None)))
    assert "count: 2, allowed 1" in trace
    assert "modifier: aged 65 or more: major instead of moderate" in trace
    trace = _trace(report(WARFARIN, order("n", "naproxen", "500 mg", route=""), of=patient(None)))
    assert any(line.startswith("assumed: the route of n is not given") for line in trace)
    assert "modifier not known: aged 75 or more" in trace
    assert "missing: patient.age: age is missing" in trace
    assert "order n: naproxen = naproxen, oral (assumed), active" in trace


def test_a_trace_shows_the_salt_that_was_converted_or_taken_as_the_rule_is():
    trace = _trace(report(order("m", "phenytoin sodium", "600 mg")))
    assert any(line.startswith("salt of m: sodium, base x 0.92") for line in trace)
    trace = _trace(report(order("m", "phenytoin", "600 mg")))
    assert "salt of m: not stated: taken as base, as the rule is" in trace


def test_a_rule_in_memory_has_no_place_and_a_drug_that_is_not_named_is_a_question_mark():
    made = small(f"ddi {PAIR}").plan
    placeless = type(checker()).of_plan(made._replace(rules=(made.rules[0]._replace(line=""),)))
    assert _trace(placeless.check(case(WARFARIN, order("i", "ibuprofen", "400 mg"))))[0] == "rule: r0"


@pytest.mark.parametrize(
    ("orders", "status", "complete"),
    [
        ((order("i", "ibuprofen", "400 mg"),), "clear", True),
        ((WARFARIN, NAPROXEN), "alerts", False),
        ((order("i", "ibuprofen", "400 mg", None),), "incomplete", False),
        ((order("x", "unobtainium", "400 mg"),), "incomplete", False),
        ((), "incomplete", False),
    ],
)
def test_the_status_is_alerts_incomplete_or_clear(orders: tuple[Any, ...], status: str, *, complete: bool):
    found = report(*orders)
    assert (found.status, found.is_complete) == (status, complete)


def test_what_could_not_be_read_makes_a_report_incomplete_and_a_note_does_not():
    for is_error, status in ((True, "incomplete"), (False, "clear")):
        one = Case("c", patient(), (order("i", "ibuprofen", "400 mg"),), samples()[0].as_of, (Unread("$.x", "why", "", is_error),))
        found = checker().check(one)
        assert found.status == status
        assert document(found)["unread"] == [{"path": "$.x", "reason": "why", "medication": "", "is_error": is_error}]
    cancelled = report(order("i", "ibuprofen", "400 mg"), order("c", "ibuprofen", "400 mg", status="cancelled"))
    assert cancelled.status == "clear"
    assert [(one.medication, one.is_error) for one in cancelled.unread] == [("c", False)]


def test_one_missing_input_is_one_question_for_all_the_rules_that_wait():
    found = report(WARFARIN, order("c", "codeine", "30 mg"), order("i", "ibuprofen", "400 mg"), of=patient(None))
    (age,) = found.unanswered
    assert age.missing.path == "patient.age"
    assert {plan().rules[outcome.rule].id for outcome in age.outcomes} == {
        "dose.warfarin.daily",
        "dose.codeine.daily",
        "dose.ibuprofen.daily",
    }
    assert {tuple(one["missing"]) for one in document(found)["not_evaluated"]} == {("patient.age",)}


def test_what_is_suppressed_says_by_what():
    found = report(order("i", "ibuprofen", "1 g", times(3)), of=patient(conditions=("palliative care",)))
    assert document(found)["suppressed"] == [
        {"rule": "dose.ibuprofen.daily", "medications": ["i"], "severity": "moderate", "modifier": "palliative care"}
    ]
    assert not found.alerts


def test_what_is_known_of_the_patient_and_no_rule_looks_at_is_never_clear():
    known = patient(conditions=("palliative care",), allergies=(Allergy("penicillin"),), pregnant=True, breastfeeding=False)
    found = report(order("i", "ibuprofen", "400 mg", times(3)), of=known)
    paths = ["patient.allergies", "patient.conditions", "patient.pregnant"]
    assert [one["path"] for one in document(found)["not_checked"]] == paths
    assert found.status == "incomplete"
    nothing = patient(conditions=(), allergies=(), pregnant=False)
    assert report(order("i", "ibuprofen", "400 mg", times(3)), of=nothing).not_checked == ()


@pytest.mark.parametrize(
    ("orders", "reason"),
    [
        ((), "the list is empty: no drug was checked"),
        (
            (
                order("a", "warfarin", status="on_hold"),
                order("b", "ibuprofen", status="stopped"),
                order("c", "digoxin", status="draft"),
            ),
            "no order is current, no drug was checked (1 on hold, 1 stopped, 1 draft)",
        ),
        (
            (order("a", "warfarin", end="2026-01-01"), order("b", "warfarin", do_not_perform=True)),
            "no order is current, no drug was checked (1 ended, 1 not to be given)",
        ),
        ((order("x", "unobtainium", status="entered_in_error"),), "no order is current, no drug was checked (1 entered in error)"),
    ],
)
def test_a_list_of_which_no_drug_was_checked_is_never_clear(orders: tuple[Any, ...], reason: str):
    found = report(*orders, of=patient(allergies=(Allergy("penicillin"),)))
    assert (found.status, found.is_complete) == ("incomplete", False)
    assert document(found)["not_checked"] == [{"path": "medications", "reason": reason}]
    assert document(found)["counts"]["orders"] == 0


def test_an_order_whose_instructions_are_all_over_does_not_count_as_one_that_was_checked():
    over = [
        Dosage(dose=Dose(q("5 mg")), route="oral", timing=times(1), start=Moment.parse(start), end=Moment.parse(end))
        for start, end in (("2026-10-01", "2026-10-10"), ("2026-10-11", "2026-10-20"))
    ]
    found = report(order("w", "warfarin", dosages=tuple(over)))
    assert found.status == "incomplete"
    assert [one.reason for one in found.not_checked] == ["no order is current, no drug was checked (1 ended)"]
    assert [(one.medication, one.reason) for one in found.unread] == [
        ("w", "it ended before as_of: only rules about the past read it")
    ]


def _not_covered(*orders: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.order.id, one.kinds) for one in report(*orders).not_covered]


def test_what_no_rule_knows_is_named_by_kind():
    assert _not_covered(order("i", "ibuprofen", "400 mg")) == []
    assert _not_covered(order("x", "levothyroxine", "50 ug")) == [("x", ("interaction", "dose_limit"))], "any drug may be doubled"
    assert _not_covered(order("x", "unobtainium", "1 mg")) == [("x", ("interaction", "duplication", "dose_limit"))]
    assert _not_covered(order("x", "unobtainium", "1 mg", status="cancelled")) == []
    stopped = order("x", "unobtainium", "1 mg", status="stopped")
    assert _not_covered(stopped) == [("x", ("interaction",))], "it may be one that must be washed out"


def test_a_stopped_drug_that_nobody_knows_matters_only_where_a_rule_has_a_washout():
    found = small(f"ddi {PAIR}").check(case(order("x", "unobtainium", "1 mg", status="stopped")))
    assert found.not_covered == ()


def test_a_part_of_a_product_that_is_unknown_is_not_covered():
    bag = order("b", Drug(name="bag", ingredients=(DrugIngredient("ibuprofen"), DrugIngredient("unobtainium"))), "1 mL")
    assert ("b", ("interaction", "duplication", "dose_limit")) in _not_covered(bag)


def test_names_that_look_alike_are_offered_and_never_used():
    (one,) = document(report(order("x", "warfarrin", "1 mg")))["not_covered"]
    assert "warfarin" in one["near"]
    assert not report(order("x", "warfarrin", "1 mg")).outcomes


def test_a_use_of_which_no_limit_speaks_is_not_covered():
    assert ("p", ("dose_limit",)) in _not_covered(order("p", "paracetamol", "1 g", route="intravenous"))
    assert ("p", ("dose_limit",)) not in _not_covered(order("p", "paracetamol", "1 g"))
    assert ("p", ("dose_limit",)) not in _not_covered(order("p", "paracetamol", "1 g", route="rectal")), "one of its limits speaks"


def test_an_instruction_that_no_dose_limit_means_is_not_covered_although_another_of_the_same_order_is():
    by_mouth, into_a_vein, rectal = (
        order("p", "paracetamol", "1 g", route=route).dosages[0] for route in ("oral", "intravenous", "rectal")
    )
    several = report(order("p", "paracetamol", dosages=(by_mouth, into_a_vein)))
    (gap,) = [one for one in several.not_covered if one.kinds == ("dose_limit",)]
    assert "say nothing of one of its instructions" in gap.reason
    assert not several.is_complete
    assert json.loads(several.to_json()) == document(several)
    spoken_of = report(order("p", "paracetamol", dosages=(by_mouth, rectal))).not_covered
    assert ("dose_limit",) not in [one.kinds for one in spoken_of], "each is one that some limit means"
    silent = report(order("p", "paracetamol", dosages=(into_a_vein, into_a_vein))).not_covered
    assert ["say nothing of this use" in one.reason for one in silent if one.kinds == ("dose_limit",)] == [True]


def test_coverage_by_a_group_counts_for_its_members_only():
    rules = small("dup group: nsaids", more="groups: [{id: nsaids, members: [ibuprofen, naproxen]}]\n")
    assert rules.coverage.knows("duplication", "ibuprofen")
    assert not rules.coverage.knows("duplication", "diclofenac")
    assert not rules.coverage.knows("interaction", "ibuprofen")


#: Section 6 of the design: names that must be there.
CONTRACT = {
    "case", "rulesets", "as_of", "engines", "status", "alerts", "suppressed", "not_evaluated", "not_covered", "unread", "counts",
}  # fmt: skip
ALERT = {
    "rule", "rules", "kind", "severity", "code", "title", "message", "medications", "certainty", "measured", "limit", "clear_at",
    "sources", "trace", "fingerprint",
}  # fmt: skip


def test_the_document_says_that_no_order_was_current():
    drafts = [order(id_, drug, status="draft") for id_, drug in (("w", "warfarin"), ("n", "naproxen"))]
    found = document(report(*drafts))
    assert (found["alerts"], found["counts"]["orders"]) == ([], 0)
    assert document(report(*drafts, order("p", "paracetamol")))["counts"]["orders"] == 1


def test_the_document_has_the_names_of_the_contract():
    written = [document(checker().check(one)) for one in samples()]
    for one in written:
        assert one.keys() >= CONTRACT
        assert one["rulesets"][0].keys() >= {"id", "version", "digest"}
        assert one["status"] in ("alerts", "clear", "incomplete")
        assert one["counts"].keys() >= {"rules", "fired", "clear"}
        assert all(alert.keys() >= ALERT for alert in one["alerts"])
        assert all(missing.keys() >= {"rule", "medications", "missing", "reason"} for missing in one["not_evaluated"])
        assert all(gap.keys() >= {"medication", "kinds", "reason"} for gap in one["not_covered"])
        assert all(unread.keys() >= {"path", "reason"} for unread in one["unread"])
        total = one["counts"]
        assert total["rules"] == len(plan().rules)
        assert total["clear"] + total["fired"] + total["suppressed"] + total["not_evaluated"] == len(
            checker().check(next(case_ for case_ in samples() if document(checker().check(case_)) == one)).outcomes
        )
    alerts = [alert for one in written for alert in one["alerts"]]
    values = [alert["measured"] for alert in alerts if alert["measured"]]
    assert values
    assert all(value.keys() >= {"name", "value", "unit"} for value in values)
    assert {alert["kind"] for alert in alerts} == {"interaction", "duplication", "dose_limit"}


def test_a_report_on_the_day_of_the_clock_says_so():
    found = report(WARFARIN)
    told = Report(found.plan, found.chart, {"native": found.outcomes}, checker().coverage, found.wording, as_of_assumed=True)
    assert document(told)["as_of_assumed"]
    assert json.loads(told.to_json()) == document(told)
    assert "as_of_assumed" not in document(found)


def test_why_a_rule_fired_or_stayed_silent():
    found = report(WARFARIN, NAPROXEN)
    why = explain(found, "ddi.anticoagulant-nsaid")
    assert [(one.status.name, one.medications) for one in why.outcomes] == [("FIRED", ("w", "n"))]
    assert why.why_not == ()
    assert why.document()["outcomes"][0]["trace"][0].startswith("rule: ddi.anticoagulant-nsaid")
    clear = explain(report(order("p", "paracetamol", "1 g", route="iv")), "dose.paracetamol.daily")
    assert clear.outcomes[0].steps[-2].found == "clear: what the rule asks for does not hold"
    assert explain(report(order("p", "paracetamol", "1 g")), "dose.paracetamol.daily").outcomes[0].steps[-2].found == "clear"
    unsure = explain(report(order("p", "paracetamol", "1 g", None)), "dose.paracetamol.daily")
    assert unsure.outcomes[0].steps[-2].found == "not evaluated"
    held = explain(
        report(order("i", "ibuprofen", "1 g", times(3)), of=patient(conditions=("palliative care",))), "dose.ibuprofen.daily"
    )
    assert held.outcomes[0].steps[-2].found == "suppressed"


def test_why_a_rule_concerns_nothing_of_a_case():
    found = report(WARFARIN, order("x", "unobtainium", "1 mg"))
    lines = explain(found, "ddi.anticoagulant-nsaid").why_not
    assert any("in w" in line for line in lines)
    assert any("in no current order" in line for line in lines)
    assert any("Not known, and so not looked at: x" in line for line in lines)
    assert any("needs two current orders" in line for line in explain(found, "dup.ppis").why_not)
    assert any("any drug given twice" in line for line in explain(found, "dup.same-ingredient").why_not)
    assert any("per day in mass" in line for line in explain(found, "dose.digoxin.daily").why_not)
    deciding = explain(report(WARFARIN, order("l", "lithium", "400 mg", status="proposed")), "ddi.anticoagulant-nsaid")
    assert any("--whole-list" in line for line in deciding.why_not)
    assert deciding.document()["why_not"] == list(deciding.why_not)


def test_a_rule_that_is_not_there_is_told_near_ones():
    with pytest.raises(InputError, match=r"'dup\.ppi'; near: dup\.ppis"):
        explain(report(WARFARIN), "dup.ppi")
    with pytest.raises(InputError, match=r"'zzz'$"):
        explain(report(WARFARIN), "zzz")


def test_a_long_population_is_cut_short():
    members = "[ibuprofen, naproxen, diclofenac, ketoprofen, indometacin, piroxicam, meloxicam, celecoxib]"
    rules = small("ddi between: [{ingredient: warfarin}, {group: many}]", more=f"groups: [{{id: many, members: {members}}}]\n")
    assert any("and 2 more" in line for line in explain(rules.check(case(WARFARIN)), "r0").why_not)
    (known,) = knowledge(rules.plan, rules.coverage, rules.terminology, "warfarin").rules
    assert known.detail.endswith("and 2 more")


def test_what_is_known_of_an_ingredient():
    known = knowledge(plan(), checker().coverage, checker().terminology, "paracetamol")
    assert known.covered == ("duplication", "dose_limit")
    assert dict(known.identity)["ATC"].startswith("N02BE01")
    assert {rule.id: rule.detail for rule in known.rules}[
        "dose.paracetamol.single"
    ] == "per dose: all patients: max 1 g (moderate), hard_max 2 g (major)"
    assert "and 1 more band" in {rule.id: rule.detail for rule in known.rules}["dose.paracetamol.daily"]
    assert known.document()["rules"][0]["severity"] == "contraindicated"
    both = knowledge(plan(), checker().coverage, checker().terminology, "naproxen")
    details = {rule.id: rule.detail for rule in both.rules}
    assert details["ddi.anticoagulant-nsaid"] == "with apixaban, warfarin"
    assert details["dup.nsaids"] == "at most 1 of 3"
    nobody = knowledge(plan(), checker().coverage, checker().terminology, "unobtainium")
    assert (nobody.identity, nobody.rules, nobody.covered) == ((), (), ("duplication",))


def test_of_a_product_only_what_the_rule_means_is_named():
    demotab, co_codamol = order("d", "Demotab", "1 {tablet}"), order("c", "co-codamol 30/500", "1 {tablet}")
    found = {alert.rule.id: alert.drugs for alert in report(WARFARIN, demotab, order("o", "pantoprazole", "20 mg")).alerts}
    assert found["ddi.anticoagulant-nsaid"] == ("warfarin", "ibuprofen")
    assert found["dup.ppis"] == ("omeprazole", "pantoprazole")
    found = {alert.rule.id: alert.drugs for alert in report(demotab, order("i", "ibuprofen", "400 mg")).alerts}
    assert found["dup.same-ingredient"] == ("ibuprofen", "ibuprofen")
    swapped = {alert.rule.id: alert.drugs for alert in report(demotab, WARFARIN, co_codamol).alerts}
    assert swapped["ddi.anticoagulant-nsaid"] == ("ibuprofen", "warfarin")
    bag = order("b", Drug(name="bag", ingredients=(DrugIngredient("warfarin"), DrugIngredient("ibuprofen"))), "1 mL")
    (alert,) = report(bag).alerts
    assert alert.message == "warfarin with ibuprofen: More bleeding"


def test_an_alert_is_read_field_by_field_as_in_the_document():
    for one in samples():
        found = checker().check(one)
        for alert, written in zip(found.alerts, document(found)["alerts"], strict=True):
            assert [one.id for one in alert.orders] == written["medications"]
            assert (alert.severity, alert.certainty, alert.code, alert.title) == tuple(
                written[name] for name in ("severity", "certainty", "code", "title")
            )
            assert list(alert.drugs) == written["drugs"]
            assert alert.clear_at == alert.limit
            assert (alert.bound is None) == (written["kind"] != "dose_limit")


def test_where_an_order_was_read_from_is_told_with_its_id():
    found = report(order("w", "warfarin", "5 mg", reference="MedicationRequest/7"), NAPROXEN)
    assert document(found)["references"] == {"w": "MedicationRequest/7"}
    assert json.loads(found.to_json()) == document(found)
    assert "references" not in document(report(NAPROXEN))


def test_a_trace_names_the_severity_of_the_limit_that_a_modifier_changed_and_not_of_the_gravest():
    limit = "drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: minor, hard_max: major}, max: 1 g, hard_max: 2 g"
    when = "modifiers: [{label: seventy, when: {age: '>= 70 a'}, severity: moderate}]"
    found = small(f"dose {limit}, {when}").check(case(order("i", "ibuprofen", "400 mg", times(3)), of=patient("70 a")))
    assert "modifier: seventy: moderate instead of minor" in _trace(found)
