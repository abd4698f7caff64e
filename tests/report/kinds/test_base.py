"""What the report does for every kind alike, and what a kind says by staying silent."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from demo import case, checker, order, plan
from rxrules.chart import Chart  # noqa: TC001  the type of what a function gives
from rxrules.engines.base import PLAIN, Outcome, Status
from rxrules.plan import KINDS as PLAN_KINDS
from rxrules.plan import Finding as PlanFinding
from rxrules.plan import PatientCheck, Plan, PlanRule, RuleText
from rxrules.report import Coverage, Report, Wording, document
from rxrules.report.explain import explain
from rxrules.report.kinds import KINDS
from rxrules.report.kinds.base import KindReport, named, patient_facts, said
from rxrules.report.knowledge import knowledge
from rxrules.report.render.text import print_report

_TEXTS = tuple(
    RuleText(title, effect, "", "Do", "", "", "", "", "", (), "owner", "", "")
    for title, effect in (("No beta blocker", "More deaths"), ("No statin", "More infarctions"))
)


def _about_the_patient() -> Plan:
    finding = PlanFinding("", 2, ("sex", "female"))
    rules = tuple(
        PlanRule(f"omission.{number}", "omission", 2, False, PatientCheck(None, None, (finding,)), None, (), number, 0, "")
        for number in range(2)
    )
    return plan()._replace(rules=rules, texts=_TEXTS)


def _chart() -> Chart:
    return checker().prepare(case(order("w", "warfarin", "5 mg")))


def _report(status: Status = Status.FIRED) -> Report:
    of = _about_the_patient()
    outcomes = [Outcome(number, (), status, 2, True, PLAIN) for number in range(2)]
    return Report(of, _chart(), {"native": outcomes}, Coverage(of), Wording(of))


def test_every_kind_of_the_plan_has_its_part_of_the_report():
    assert set(KINDS) == set(PLAN_KINDS)


def test_alerts_about_the_patient_alone_stay_apart_and_name_no_order():
    report = _report()
    assert [alert.rule.id for alert in report.alerts] == ["omission.0", "omission.1"]
    assert [(alert.orders, alert.drugs, alert.bound) for alert in report.alerts] == [((), (), None)] * 2
    first, second = document(report)["alerts"]
    assert (first["medications"], first["drugs"]) == ([], [])
    assert (first["title"], second["title"]) == ("No beta blocker", "No statin")
    assert first["fingerprint"] != second["fingerprint"]
    assert report.to_json() == json.dumps(document(report), ensure_ascii=False)


@pytest.mark.parametrize("verbose", [False, True])
def test_an_alert_about_the_patient_alone_has_no_line_of_orders(*, verbose: bool):
    console = Console(file=io.StringIO(), width=100)
    print_report(_report(), console, verbose=verbose)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "No beta blocker" in text
    assert not [line for line in text.splitlines() if line.split()[:1] == ["orders"]]


def test_explaining_a_rule_about_the_patient_alone_asks_for_no_drug():
    found = explain(_report(), "omission.0")
    assert [one.medications for one in found.outcomes] == [()]
    of = _about_the_patient()
    silent = Report(of, _chart(), {"native": ()}, Coverage(of), Wording(of))
    assert explain(silent, "omission.0").why_not[0] == "The rule asks for no drug, and had nothing to say of this patient."


def test_a_rule_about_the_patient_alone_names_no_drug():
    of = _about_the_patient()
    assert knowledge(of, Coverage(of), checker().terminology, "warfarin").rules == ()


def test_a_kind_that_overrides_nothing_tells_the_drugs_and_the_effect():
    report, chart = _report(), _chart()
    of, silent = report.plan, KindReport[PatientCheck]()
    body = PatientCheck(None, None, ())
    outcome = Outcome(0, chart.orders, Status.FIRED, 2, False, PLAIN)
    found = silent.finding(of, chart, body, outcome)
    assert (found.drugs, found.measured, found.limit) == (("warfarin",), None, None)
    assert found.message == "possible: warfarin: More deaths"
    assert silent.merge_key(body, outcome) == ()
    assert silent.merge_key(body, outcome._replace(orders=())) == (0,)
    assert silent.detail(of, body, "warfarin") is None
    assert silent.sides(of, body) == []
    assert not silent.repeats, "what is found of one patient is not told of another unless a kind says that it may be"


def test_what_is_called_after_an_order():
    (warfarin,) = _chart().orders
    (codeine,) = checker().prepare(case(order("c", "co-codamol 30/500", "1 {tablet}"))).orders
    assert named(warfarin, ("codeine",)) == "warfarin"
    assert named(codeine, ("codeine",)) == "codeine"
    assert named(codeine) == "/".join(codeine.ingredients)
    assert said("x", Outcome(0, (), Status.FIRED, 0, True, PLAIN)) == "x"


def test_the_facts_that_a_condition_asks_for():
    pregnant = ("any", ("pregnant", True), ("not", ("breastfeeding", True)))
    renal = ("range", "est:crcl_actual", None, True, 30.0, False, None)
    assert patient_facts(pregnant) == {"pregnant", "breastfeeding"}
    assert patient_facts(("all", renal, ("order", 0, ("allergy", -1, None)))) == {"observations", "allergies"}
    assert patient_facts(("all", ("condition", "c", True), ("range", "age_months", 0.0, True, None, False, None))) == {"conditions"}
    assert patient_facts(()) == frozenset()
