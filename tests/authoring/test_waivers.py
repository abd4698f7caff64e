"""Waivers: what they take out, and what is wrong with them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_ruleset import MANIFEST, PLACE, RULE, ruleset, waiver

from rxrules.authoring.linting import lint
from rxrules.authoring.waivers import _RulePlaces
from rxrules.diagnostics import Span
from rxrules.language import parse, parse_text

DAY = dt.date(2026, 12, 1)
TABLES = MANIFEST.replace(
    "}",
    ", tables: [{file: t.csv, kind: dose_limit, defaults: {measure: per_day, severity: {max: major}, status: review, title: T, "
    'over: {age: "[0 d, 130 a)"}}}]}',
)
ROWS = """\
id,ingredient,route,age,max
dose.a,ibuprofen,oral,"[0 d, 12 a)",1 g
dose.b,codeine,oral,,1 g
dose.a,,,"[12 a, 130 a)",2 g
"""


def linted(folder, text, day=DAY, **files):
    return lint(ruleset(folder, waivers_yaml=text, **files), day)


def told(found):
    return [(one.code, one.span.file, one.span.line, one.span.col) for one in found]


def test_without_waivers_every_diagnostic_counts(tmp_path):
    found = lint(ruleset(tmp_path), DAY)
    assert told(found.found) == [PLACE]
    assert found.waived == ()


@pytest.mark.parametrize("about", [{"rule": "ddi.a"}, {"rule": None, "file": "rules.yaml"}])
def test_a_warning_that_is_waived_by_rule_or_file_is_listed_apart(tmp_path, about):
    found = linted(tmp_path, waiver(**about))
    assert found.found == ()
    assert told([one.diagnostic for one in found.waived]) == [PLACE]
    assert (found.waived[0].waiver.owner, found.waived[0].waiver.reason) == ("us", "it comes")


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)))
def test_law_a_waiver_holds_up_to_its_last_day_and_then_tells_of_itself(tmp_path_factory, day):
    found = linted(tmp_path_factory.mktemp("own"), waiver(), day)
    if day <= dt.date(2027, 1, 1):
        assert (told(found.found), len(found.waived)) == ([], 1)
    else:
        assert told(found.found) == [PLACE, ("RX620", "waivers.yaml", 1, 3)]
        assert found.waived == ()
        assert not any(one.is_error for one in found.found)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"code": "RX504"}, "there is no RX504 in ddi.a"),
        ({"rule": "ddi.b"}, "there is no rule 'ddi.b', did you mean 'ddi.a'?"),
        ({"rule": None, "file": "gone.yaml"}, "there is no RX503 in gone.yaml"),
    ],
)
def test_a_waiver_that_matches_nothing_is_told_at_its_place(tmp_path, known, said):
    found = linted(tmp_path, waiver(**known))
    assert told(found.found) == [PLACE, ("RX621", "waivers.yaml", 1, 3)]
    assert said in found.found[1].message


def test_an_error_is_never_waived(tmp_path):
    active = RULE.replace("review", "active")
    found = linted(tmp_path, waiver(), rules_yaml=active)
    assert told(found.found) == [PLACE, ("RX622", "waivers.yaml", 1, 3)]
    assert all(one.is_error for one in found.found)
    assert found.waived == ()


def test_where_the_form_is_wrong_no_waiver_is_told_to_match_nothing(tmp_path):
    found = linted(tmp_path, waiver(), rules_yaml="rules: [\n")
    assert [one.code for one in found.found] == ["RX011"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (waiver(rule=None), "RX623"),
        (waiver(file="rules.yaml"), "RX623"),
        (waiver(reason='" "'), "RX623"),
        (waiver(owner=None), "RX102"),
        (waiver(expires="soon"), "RX107"),
        (waiver(because="x"), "RX101"),
        ("waivers: []\n", "RX103"),
        ("- [\n", "RX011"),
    ],
)
def test_a_wrong_waiver_waives_nothing_and_is_an_error_in_its_file(tmp_path, text, code):
    found = linted(tmp_path, text)
    assert PLACE in told(found.found)
    assert {(one.code, one.span.file) for one in found.found if one.is_error} == {(code, "waivers.yaml")}
    assert found.waived == ()


def test_a_rule_ends_where_something_else_begins(tmp_path):
    unused = "  - {id: h, members: [warfarin, warfarin]}\n"
    before = {one.code: one.span.line for one in lint(ruleset(tmp_path, rules_yaml=RULE + unused), DAY).found}
    code = next(one for one, line in before.items() if line > 11)
    found = linted(tmp_path, waiver(code=code), rules_yaml=RULE + unused)
    assert "RX621" in [one.code for one in found.found]
    assert linted(tmp_path, waiver(code=code, rule=None, file="rules.yaml"), rules_yaml=RULE + unused).waived


def test_in_a_table_every_row_of_a_rule_is_the_rule(tmp_path):
    files = {"ruleset_yaml": TABLES, "t_csv": ROWS, "rules_yaml": "rules: []\n"}
    assert [one.span.line for one in linted(tmp_path, "[]", **files).found if one.code == "RX503"] == [2, 3]
    found = linted(tmp_path, waiver(rule="dose.a"), **files)
    assert [one.diagnostic.span.line for one in found.waived] == [2]
    assert [one.span.line for one in found.found if one.code == "RX503"] == [3]


def test_a_row_that_stands_behind_another_rule_is_still_of_its_own():
    tree, _ = parse_text({"ruleset.yaml": TABLES, "t.csv": ROWS})
    places = _RulePlaces(tree.rules, tree)
    assert [places.rule_at(Span("t.csv", line, 1)) for line in (2, 3, 4)] == ["dose.a", "dose.b", "dose.a"]
    assert places.rule_at(Span("ruleset.yaml", 1, 1)) == places.rule_at(Span("none.yaml", 1, 1)) == ""


def test_waivers_are_no_part_of_the_ruleset_and_of_its_digest(tmp_path):
    path = tmp_path
    ruleset(path)
    before, _ = parse(path)
    ruleset(path, waivers_yaml=waiver())
    after, found = parse(path)
    assert not len(found)
    assert before.digest == after.digest
    (path / "below").mkdir()
    (path / "below" / "waivers.yaml").write_text(waiver(), encoding="utf-8")
    assert [one.code for one in parse(path)[1]] == ["RX103"]


def test_a_ruleset_in_one_file_and_one_that_is_not_there_have_no_waivers(tmp_path):
    (tmp_path / "waivers.yaml").write_text(waiver(), encoding="utf-8")
    (tmp_path / "one.yaml").write_text(MANIFEST + RULE, encoding="utf-8")
    assert [one.code for one in lint(str(tmp_path / "one.yaml"), DAY).found] == ["RX503"]
    assert [one.code for one in lint(str(tmp_path / "none"), DAY).found] == ["RX200"]
