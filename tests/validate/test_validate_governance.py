"""Governance and definitions: who answers, until when, and what a name or a code is known by."""

from __future__ import annotations

import datetime as dt

import pytest
from rule_trees import MANIFEST_TEXT, judge_text, said

RULE = """\
rules:
  - id: ddi
    kind: interaction
    status: active
    severity: major
    title: Warfarin with ibuprofen
    effect: more bleeding
    action: choose another analgesic
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
"""
SOURCES = '    evidence: {sources: [{title: a label, section: "4.5"}]}\n'
TODAY = dt.date(2026, 11, 21)


def codes(text: str, as_of: dt.date | None = TODAY) -> list[str]:
    return [one.code for one in judge_text(text, as_of)[1]]


@pytest.mark.parametrize(
    ("sources", "has_one"),
    [
        ("[]", False),
        ("[{title: a label}]", False),
        ("[{title: '', section: '4.5'}]", False),
        ("[{title: ' ', section: '4.5'}]", False),
        ("[{title: a label, section: ' '}]", False),
        ("[{title: a label, section: '4.5'}]", True),
        ("[{source: label, section: '4.5'}]", True),
        ("[{source: label}]", False),
        ("[{title: a label}, {title: another, section: '4.5'}]", True),
    ],
)
def test_a_source_can_be_looked_up_by_its_title_or_its_id_and_a_section(sources: str, *, has_one: bool):
    text = f"sources:\n  - {{id: label, title: a label}}\n{RULE}    reviewed: 2026-01-10\n    evidence: {{sources: {sources}}}\n"
    assert codes(text) == ([] if has_one else ["RX501"])


@pytest.mark.parametrize(
    ("reviewed", "review_by", "expected"),
    [
        ("2026-01-10", "2028-01-10", []),
        ("2026-11-21", "2028-01-10", []),
        ("2026-11-22", "2028-01-10", ["RX506"]),
        ("2026-01-10", "2026-11-21", []),
        ("2026-01-10", "2026-11-20", ["RX504"]),
        # due before it was made: that is told, and not that it is overdue
        ("2026-01-10", "2026-01-10", ["RX507"]),
        ("2026-01-10", "2025-01-10", ["RX507"]),
        (None, "2026-11-20", ["RX503", "RX504"]),
        (None, "2028-11-20", ["RX503"]),
    ],
)
def test_days_of_review_are_told_once(reviewed: str | None, review_by: str, expected: list[str]):
    days = f"    review_by: {review_by}\n" + (f"    reviewed: {reviewed}\n" if reviewed else "")
    assert codes(RULE + SOURCES + days) == expected
    assert codes(RULE + SOURCES + days, None) == [code for code in expected if code in ("RX503", "RX507")]


def test_a_source_that_is_accessed_today_is_not_of_days_to_come():
    text = f"{RULE}    reviewed: 2026-11-21\n" + SOURCES.replace('section: "4.5"', 'section: "4.5", accessed: %s')
    assert codes(text % "2026-11-21") == []
    assert codes(text % "2026-11-22") == ["RX506"]


def test_each_rule_is_answered_for_whatever_stands_before_it():
    pair = RULE.removeprefix("rules:\n")
    good = pair + "    reviewed: 2026-01-10\n" + SOURCES
    draft = pair.replace("active", "draft").replace("ibuprofen", "naproxen").replace("id: ddi", "id: draft")
    bare = pair.replace("ibuprofen", "ketoprofen").replace("id: ddi", "id: bare")
    limit = "  - {id: d, kind: dose_limit, drug: {ingredient: aspirin}, measure: per_day, severity: {max: major}, max: 4 g}\n"
    assert codes(f"rules:\n{limit}{draft}{good}{bare}") == ["RX501", "RX503"]
    silent = bare.replace("    effect: more bleeding\n", "")
    assert codes(f"rules:\n{limit}{good}{silent}") == ["RX501", "RX503", "RX511"]


def test_a_rule_is_told_which_of_its_words_are_missing():
    for words, missing in (("effect: more", "action"), ("action: stop", "effect"), ("owner: us", "effect and action")):
        text = RULE.replace("    effect: more bleeding\n    action: choose another analgesic\n", f"    {words}\n")
        (found,) = judge_text(text + "    reviewed: 2026-01-10\n" + SOURCES)[1]
        assert (found.code, found.message) == ("RX511", f"'ddi' has no {missing}, so its alert says too little to act on")


def test_an_owner_of_a_rule_stands_in_for_one_of_the_manifest():
    text = MANIFEST_TEXT.replace("formulary group", "''") + RULE + SOURCES + "    reviewed: 2026-01-10\n"
    assert codes(text) == ["RX502"]
    assert codes(text + "    owner: the ward\n") == []
    assert codes(text + "    owner: ' '\n") == ["RX502"]


# What is defined


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        ("names: [gout]", []),
        ("icd10: [M10]", []),
        ("snomed: ['90560007']", []),
        ("title: Gout", ["RX226"]),
        ("icd10: [M10, X]", ["RX227"]),
        ("snomed: ['90560007', '90560008', '1']", ["RX227", "RX227"]),
    ],
)
def test_a_condition_is_recognised_by_any_one_of_names_and_codes(known_by: str, expected: list[str]):
    assert codes(f"conditions:\n  - {{id: gout, {known_by}}}\n") == expected


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        ("names: [penicillin]", []),
        ("drug: {ingredient: amoxicillin}", []),
        ("snomed: ['90560007']", []),
        ("title: Penicillin", ["RX226"]),
        ("names: [penicillin], snomed: ['90560008']", ["RX227"]),
    ],
)
def test_an_allergen_is_recognised_by_any_one_of_names_codes_and_drugs(known_by: str, expected: list[str]):
    assert codes(f"allergens:\n  - {{id: penicillin, {known_by}}}\n") == expected


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("{id: a}", "the group 'a' has no member"),
        ("{id: a, members: [warfarin], exclude: [warfarin]}", "the group 'a' has no member left after its exclusions"),
        ("{id: a, include: [b], exclude: [b]}", "the group 'a' has no member left after its exclusions"),
    ],
)
def test_an_empty_group_is_told_what_left_it_empty(group: str, message: str):
    text = f"groups:\n  - {group}\n  - {{id: b, members: [heparin, apixaban]}}\n"
    assert [one.message for one in judge_text(text)[1]] == [message]


def test_a_member_that_is_written_twice_is_told_by_its_first_name_whatever_stands_before_it():
    text = "groups:\n  - {id: a, members: [warfarrin, aspirin, heparin, acetylsalicylic acid, heparin]}\n"
    assert [line.partition("warning: ")[2] for line in said(text) if "warning" in line] == [
        "RX213: 'acetylsalicylic acid' is named twice in 'a', first as 'aspirin' (take one out)",
        "RX213: 'heparin' is named twice in 'a' (take one out)",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("warfarrin", "no ingredient is known as 'warfarrin' (did you mean 'warfarin' or 'warfarina'?)"),
        ("xyzzyq", "no ingredient is known as 'xyzzyq'"),
        ("penicillins", "no ingredient is known as 'penicillins': a class of drugs, not one drug"),
    ],
)
def test_a_name_that_is_not_known_is_told_why_and_what_looks_like_it(name: str, message: str):
    (line,) = said(f"groups:\n  - {{id: a, members: [{name}, heparin]}}\n")
    assert line.partition("RX204: ")[2] == message


@pytest.mark.parametrize(
    ("route", "hint"),
    [
        ("po", "write oral"),
        ("by mouth", "write oral"),
        ("intravenus", "did you mean 'intravenous' or 'intravesical' or 'intraosseous'?"),
    ],
)
def test_a_route_by_another_name_is_told_its_own(route: str, hint: str):
    text = RULE.replace("ingredient: ibuprofen", f"ingredient: ibuprofen, route: [{route}]").replace("active", "draft")
    (found,) = judge_text(text)[1]
    assert (found.code, found.hint) == ("RX209", hint)


@pytest.mark.parametrize(
    ("written", "hint"), [("Blood Thinners", "write blood-thinners"), ("nsaids_oral", "write nsaids-oral"), ("..", "")]
)
def test_an_id_is_told_how_it_would_be_written(written: str, hint: str):
    (found,) = judge_text(f"groups:\n  - {{id: '{written}', members: [warfarin]}}\n")[1]
    assert (found.code, found.hint) == ("RX202", hint)


@pytest.mark.parametrize(
    ("when", "code", "hint"),
    [
        (
            "{observation: {code: crcl_actual, is: '< 30 mL/min', within: 9 d}}",
            "RX210",
            "crcl_actual is an estimate: write estimate",
        ),
        (
            "{observation: {code: kreatinin, is: '< 30 umol/L'}}",
            "RX210",
            "did you mean 'creatinine' or 'creatine_kinase' or 'serum creatinine'?",
        ),
        ("{estimate: {code: egfr, is: '< 30 mL/min/{1.73_m2}'}}", "RX243", "egfr is a result: write observation"),
        (
            "{estimate: {code: crcl_actuel, is: '< 30 mL/min'}}",
            "RX243",
            "did you mean 'crcl_actual' or 'crcl_ideal' or 'crcl_adjusted'?",
        ),
        # what is in no unit of a clearance is told its own, and no other estimate
        ("{estimate: {code: crcl_actual, is: '< 30 kg', within: 90 d}}", "RX302", ""),
        ("{estimate: {code: egfr_any, is: '< 30 kg', within: 90 d}}", "RX302", ""),
    ],
)
def test_a_result_and_an_estimate_are_told_apart_by_their_hints(when: str, code: str, hint: str):
    (found,) = judge_text(RULE.replace("active", "draft") + f"    when: {when}\n")[1]
    assert (found.code, found.hint) == (code, hint)


# Groups


def test_a_group_holds_its_members_and_those_of_each_group_that_it_includes_less_each_exclusion():
    text = """\
groups:
  - {id: all, members: [paracetamol], include: [nsaids, opioids], exclude: [naproxen, weak, ibuprofen]}
  - {id: nsaids, members: [ibuprofen, naproxen, diclofenac]}
  - {id: opioids, members: [morphine, codeine, tramadol]}
  - {id: weak, members: [codeine, tramadol]}
"""
    ruleset, found = judge_text(text)
    assert found == []
    assert ruleset is not None
    assert ruleset.groups["all"] == ("diclofenac", "morphine", "paracetamol")


def test_an_exclusion_of_nothing_is_told_once_whoever_includes_the_group():
    text = """\
groups:
  - {id: all, include: [nsaids], exclude: [aspirin, heparin]}
  - {id: nsaids, members: [ibuprofen, naproxen], exclude: [warfarin, ibuprofen]}
"""
    assert [line.split(" (")[0] for line in said(text)] == [
        "2:44: warning: RX214: 'aspirin' is excluded from 'all', which does not contain it",
        "2:53: warning: RX214: 'heparin' is excluded from 'all', which does not contain it",
        "3:60: warning: RX214: 'warfarin' is excluded from 'nsaids', which does not contain it",
    ]
