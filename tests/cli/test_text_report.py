"""The report for people: what is said, what is folded, and that nothing of it steers the terminal."""

from __future__ import annotations

import io
import json

import pytest
from commands import DEMO, case, checker, order
from rich.console import Console

from rxrules import Checker
from rxrules.adapters.casefile import read_case
from rxrules.engines.base import Status
from rxrules.errors import EngineError
from rxrules.report.render.lines import Line, enough, several, shown
from rxrules.report.render.text import print_report, render

MANY = [order(f"w{n}", "warfarin") for n in range(4)] + [
    order("n", "ibuprofen", dose="200 mg"),
    order("d", "diclofenac", dose="50 mg"),
    order("l", "lithium carbonate", dose="400 mg"),
    order("s", "simvastatin", dose="80 mg"),
    order("a", "amlodipine", dose="5 mg"),
    order("t", "trimethoprim", dose="200 mg"),
    order("m", "methotrexate", dose="10 mg"),
    order("o", "omeprazole", dose="20 mg"),
    order("e", "esomeprazole", dose="20 mg"),
    order("sert", "sertraline", dose="50 mg"),
]


def report_of(written, chosen=None):
    return (chosen or checker(())).check(read_case(json.dumps(written)))


def text_of(report, *, width=100, verbose=False):
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    print_report(report, console, verbose=verbose)
    return console.file.getvalue()


def test_an_alert_says_what_was_found_its_effect_and_what_to_do():
    text = text_of(report_of(case("mrs-b", order("p", "paracetamol", dose="2 g", timing={"frequency": 4, "per": "1 d"}))))
    lines = text.splitlines()
    assert lines[0].startswith("mrs-b ─")
    assert lines[1] == "as of 2026-11-21   rulesets: demo 1.0.0   engines: native"
    assert lines[2].startswith("ALERTS  ")
    assert "  orders      paracetamol (p)" in lines
    assert any(line.startswith("  found       paracetamol: daily dose 8000 mg/d is above the usual limit (") for line in lines)
    assert "  rule        dose.paracetamol.daily" in lines
    assert lines[-1] == "Rules do not replace clinical judgement. No clinician has reviewed these rulesets."


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(width):
    report = report_of(case("x", *MANY, order("u", "turmeric extract " * 8), patient={"weight": None}))
    for verbose in (False, True):
        for line in text_of(report, width=width, verbose=verbose).splitlines():
            assert len(line) <= width
            assert line == line.rstrip()


def test_many_alerts_are_told_in_short_where_they_do_not_interrupt():
    report = report_of(case("x", *MANY))
    assert len(report.alerts) > 8
    short, whole = text_of(report), text_of(report, verbose=True)
    assert all(alert.title in short for alert in report.alerts)
    minor = [alert for alert in report.alerts if not alert.interrupts]
    assert minor
    assert all(f"({alert.rule.id})" in short for alert in minor)
    assert not any(f"({alert.rule.id})\n" in whole for alert in minor)
    assert short.count("\n") < whole.count("\n") / 2


def test_alerts_that_differ_in_their_orders_only_are_told_once_with_all_orders():
    report = report_of(case("x", *MANY))
    text = text_of(report)
    pairs = [alert for alert in report.alerts if alert.rule.id == "ddi.anticoagulant-nsaid"]
    assert len(pairs) == 8
    assert text.count("Oral anticoagulant with a systemic NSAID") == 1
    assert text.count("\n              warfarin (w") == 7
    assert text_of(report, verbose=True).count("Oral anticoagulant with a systemic NSAID") == 8


def test_verbose_adds_the_trace_the_mechanism_addresses_and_the_words_for_each_reader():
    report = report_of(case("x", order(), order("n", "ibuprofen", dose="200 mg")), Checker("core"))
    short, whole = text_of(report), text_of(report, verbose=True)
    for words in ("\n  patient     ", "mechanism", "how it came about", "result: fires"):
        assert words not in short
        assert words in whole


def test_what_waits_for_one_input_is_one_line_whatever_the_number_of_orders():
    doses = [order("p", "paracetamol", dose=None), order("c", "codeine", dose=None)]
    report = report_of(case("x", *doses))
    text = text_of(report)
    assert "NOT EVALUATED" in text
    assert text.count("dose is missing") == 1
    assert "medications.p.dose, medications.c.dose" in text.replace("\n    ", " ")


def test_the_number_of_checks_that_wait_is_told_and_their_rules_are_cut():
    names = ("codeine", "paracetamol", "morphine", "methotrexate", "digoxin")
    orders = [order(name[:2], name, dose=None) for name in names]
    report = report_of(case("x", *orders, patient={"age": None, "weight": None}))
    text = " ".join(text_of(report).split())
    assert "dose is missing: " in text
    assert " checks not made medications.co.dose, medications.pa.dose" in text
    assert " more)" in text
    assert " more)" not in " ".join(text_of(report, verbose=True).split())


def test_an_entry_that_nobody_recognises_is_one_line_whatever_the_rules_ask_for():
    orders = [order(name[:3], name) for name in ("ramipril", "amlodipine", "sertraline", "apixaban", "bisoprolol")]
    written = case("x", *orders, patient={"allergies": ["xylofenazol"], "conditions": ["st.n. Zoster"]})
    report = report_of(written, Checker("prescribing-safety"))
    text = " ".join(text_of(report).split())
    assert text.count("'xylofenazol' is not recognised: it may be ") == 1
    assert text.count("'st.n. Zoster' is not recognised: it may be ") == 1
    whole = " ".join(text_of(report, verbose=True).split())
    assert all(order_.ingredients[0] in whole for order_ in report.chart.orders)


def test_an_unknown_drug_is_named_with_near_names_that_are_not_used():
    text = text_of(report_of(case("x", order("u", "warfarn"))))
    assert "NOT COVERED" in text
    assert "warfarn (u)" in text
    assert "near names, not used: " in text


def test_no_order_that_is_not_covered_is_ever_cut():
    orders = [order(f"u{n}", f"turmeric {n}") for n in range(40)]
    text = text_of(report_of(case("x", *orders)))
    assert all(f"turmeric {n} (u{n})" in text for n in range(40))
    assert "40 orders not covered" in text


def test_a_list_without_a_current_order_does_not_look_checked():
    for orders, why in (
        ([order(status="cancelled")], "no order is current, no drug was checked (1 cancelled)"),
        ([order(status="completed", end="2026-01-01")], "no order is current, no drug was checked (1 completed)"),
        ([], "the list is empty: no drug was checked"),
    ):
        text = text_of(report_of(case("x", medications=orders)))
        assert text.count(why) == 1
        assert "INCOMPLETE" in text
        assert "NOT CHECKED" not in text, "the heading says it"
    assert "no drug was checked" not in text_of(report_of(case("x")))
    # an order of a drug that nobody knows is current
    assert "no drug was checked" not in text_of(report_of(case("x", order("u", "turmeric"))))


def test_errors_are_all_told_and_remarks_are_cut():
    from attrs import evolve  # noqa: PLC0415

    from rxrules.model import Unread  # noqa: PLC0415

    errors = tuple(Unread(f"e{n}", "wrong", "", True) for n in range(30))
    remarks = tuple(Unread(f"r{n}", "not needed", "", False) for n in range(30))
    written = evolve(read_case(json.dumps(case("x"))), unread=(*errors, Unread("", "odd", "", True), *remarks))
    report = checker(()).check(written)
    text = text_of(report)
    assert all(f"\n  e{n}  wrong" in text for n in range(30))
    assert "\n  the document  odd" in text
    assert "31 parts not read" in text
    assert "and 24 more that cost no check (--verbose lists them)" in text
    assert "\n  r29  not needed" in text_of(report, verbose=True)


def test_what_is_suppressed_names_the_circumstance_and_the_rule():
    brief = {"frequency": 1, "per": "1 d", "duration": "5 d"}
    orders = order(), order("n", "ibuprofen", dose="200 mg", timing=brief)
    patient = {"conditions": [{"text": "palliative care", "status": "active"}]}
    report = report_of(case("x", *orders, patient=patient))
    text = text_of(report)
    assert report.suppressed
    assert "1 check suppressed" in text
    assert "SUPPRESSED  fired, and a known circumstance holds it back" in text
    assert "Oral anticoagulant with a systemic NSAID: palliative care  warfarin (w), ibuprofen (n)" in text
    assert "(ddi.anticoagulant-nsaid)" in text


def test_engines_that_differ_or_fail_are_named_with_what_each_says():
    class Other:
        name = "other"

        def __init__(self, outcomes):
            self.outcomes = outcomes

        def evaluate(self, chart):
            if self.outcomes is None:
                raise EngineError("out of order")
            return self.outcomes(chart)

    both = Checker.of_plan(checker(()).plan)
    both._engines["other"] = Other(None)
    assert "  other  out of order" in text_of(report_of(case("x"), both))
    native = both._engines["native"]

    def half(chart):
        return [one for one in native.evaluate(chart) if both.plan.rules[one.rule].kind != "interaction"]

    both._engines["other"] = Other(half)
    text = text_of(report_of(case("x"), both))
    assert "INCOMPLETE  1 alert: 1 major; the engines differ on 1 check" in text
    assert "ddi.anticoagulant-nsaid on warfarin (w), ibuprofen (n): " in text
    assert "native says fired (major, certain), other says nothing" in " ".join(text.split())

    def silent(chart):
        return [one._replace(status=Status.CLEAR) for one in native.evaluate(chart)]

    both._engines["other"] = Other(silent)
    assert "other says clear" in " ".join(text_of(report_of(case("x"), both)).split())


def test_ids_that_only_machines_read_are_cut_where_they_stay_different():
    long = "6063bd0a-732d-4095-8006-6320de48f442"
    alike = [order(f"0000-long-and-the-same-beginning-{n}", "warfarin", dose=None) for n in "ab"]
    report = report_of(case("x", order(long, "ibuprofen", dose=None), *alike))
    text = text_of(report, width=200)
    assert "ibuprofen (6063bd0a…)" in text
    assert long not in text
    assert "medications.6063bd0a…" in text
    assert "warfarin (0000-long-and-the-same-beginning-a)" in text
    assert long in text_of(report, width=200, verbose=True)


def test_names_that_are_long_or_missing_and_ids_that_repeat_them():
    orders = [order("warfarin", "warfarin"), order("m", "morphine"), order("u", "x " * 60), {"id": "none", "status": "active"}]
    text = text_of(report_of(case("x", *orders)))
    assert "warfarin (warfarin)" not in text
    assert "morphine (m)" in text
    assert "… (u)" in text
    assert "\n  none  " in text


def test_a_product_is_named_beside_the_ingredient_that_a_rule_means():
    text = text_of(report_of(case("x", order("w", "Coumadin"), order("n", "ibuprofen", dose="200 mg"))))
    assert "  orders      warfarin in Coumadin (w), ibuprofen (n)" in text


def test_a_drug_that_is_only_a_code_is_named_by_its_ingredient():
    coded = order("w", {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289"})
    text = text_of(report_of(case("x", coded, order("n", "ibuprofen", dose="200 mg"))))
    assert "  orders      warfarin (w), ibuprofen (n)" in text


def test_a_record_cannot_steer_the_terminal():
    text = text_of(report_of(case("x\u001b[2J", order("u", "turm\u001b[2Jeric\u202e\u0007"))))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_lines_hang_under_their_first_word():
    console = Console(file=io.StringIO(), width=44)
    console.print(Line("one two three four five six seven eight nine", label="label"))
    console.print(Line("one two three four five six seven eight nine", indent=0, hang=4))
    console.print(Line("first\nsecond"))
    console.print(Line(""))
    assert console.file.getvalue().splitlines() == [
        "  label       one two three four five six",
        "              seven eight nine",
        "one two three four five six seven eight nine",
        "  first",
        "  second",
        "",
    ]


def test_counts_and_lists_in_words():
    assert several(1, "check") == "1 check"
    assert several(1200, "entry", "entries") == "1,200 entries"
    assert enough(["a", "b", "c"], 2) == "a, b, c"
    assert enough(["a", "b", "c", "d", "a"], 2) == "a, b and 2 more"
    assert shown("a\tb\u200b") == "a\ufffdb\ufffd"


def test_sources_are_cut_and_all_told_under_verbose():
    made = Checker.of_plan(checker(()).plan)
    sources = tuple((f"Source {n}", "", "", "") for n in range(6))
    texts = tuple(text._replace(sources=sources) for text in made.plan.texts)
    report = report_of(case("x"), Checker.of_plan(made.plan._replace(texts=texts)))
    assert "\n              and 4 more (--verbose lists them)\n" in text_of(report)
    assert "Source 5" in text_of(report, verbose=True)


def test_an_alert_that_changes_with_something_unknown_says_with_what():
    text = text_of(report_of(case("x", patient={"age": None})))
    assert "  depends on  aged 75 or more" in text
    assert "(not known: patient.age" in " ".join(text.split())


def test_a_rule_under_review_and_a_possible_alert_say_so():
    prn = {"frequency": 1, "frequency_max": 9, "per": "1 d"}
    orders = order("m", "morphine", dose="200 mg"), order("p", "paracetamol", timing=prn, dose="1 g")
    text = text_of(report_of(case("x", *orders)))
    assert "Morphine in a day" in text
    assert "(possible" in text
    assert "rule under review)" in text_of(report_of(case("x", order("m", "morphine", dose="999 mg"))))


def test_reviewed_rulesets_are_not_called_unreviewed():
    made = checker(()).plan
    rulesets = tuple(info._replace(clinician_reviewed=True) for info in made.rulesets)
    text = text_of(report_of(case("x"), Checker.of_plan(made._replace(rulesets=rulesets))))
    assert text.splitlines()[-1] == "Rules do not replace clinical judgement."


def test_a_report_is_rendered_the_same_each_time():
    report = report_of(case("x", *MANY))
    assert text_of(report) == text_of(report)
    assert render(report) is not None
    assert DEMO
