"""Linting with scenarios: files that can't be read, and rules that lack a scenario."""

from __future__ import annotations

import datetime as dt

from small_ruleset import RULE, ruleset

from rxrules.authoring.linting import lint
from rxrules.authoring.pages import PAGES

DAY = dt.date(2026, 12, 1)
CASE = (
    "  as_of: 2026-11-21\n  case: {medications: [{drug: warfarin, dose: 5 mg, route: oral, status: active}, "
    "{drug: ibuprofen, dose: 400 mg, route: oral, status: proposed}]}\n"
)
FIRES = f"- name: fires\n{CASE}  fires: [ddi.a]\n"
CLEAR = f"- name: clear\n{CASE}  clear: [ddi.a]\n"


def codes(folder, **files):
    found = lint(ruleset(folder, **files), DAY, scenarios=True).found
    return [(one.code, str(one.span)) for one in found if one.code != "RX503"]


def test_a_running_rule_without_scenarios_is_told_at_its_id(tmp_path):
    assert codes(tmp_path) == [("RX630", "rules.yaml:2:9"), ("RX631", "rules.yaml:2:9")]


def test_one_that_fires_needs_one_that_stays_clear_and_the_other_way_round(tmp_path):
    assert codes(tmp_path, rules_test_yaml=FIRES) == [("RX631", "rules.yaml:2:9")]
    assert codes(tmp_path, rules_test_yaml=CLEAR) == [("RX630", "rules.yaml:2:9")]
    assert codes(tmp_path, rules_test_yaml=FIRES + CLEAR) == []


def test_a_draft_needs_none(tmp_path):
    assert codes(tmp_path, rules_yaml=RULE.replace("review", "draft")) == []


def test_a_scenario_that_cannot_be_read_is_told_below_the_folder_and_the_missing_ones_are_not(tmp_path):
    assert codes(tmp_path, rules_test_yaml=FIRES.replace("5 mg", "5 mgg")) == [("RX613", "rules.test.yaml:3:47")]


def test_without_being_asked_scenarios_are_not_read(tmp_path):
    assert [one.code for one in lint(ruleset(tmp_path, rules_test_yaml="- x\n"), DAY).found] == ["RX503"]


def test_what_the_pages_say_to_avoid_raises_their_codes_and_what_they_prefer_does_not(tmp_path):
    pages = {page.code: page for page in PAGES}
    rule = RULE.replace("ddi.a", "ddi.digoxin-macrolide").replace("warfarin}, {ingredient: ibuprofen", "digoxin}, {group: m")
    rule = rule.replace("  - {id: g, members: [warfarin]}", "  - {id: m, members: [clarithromycin, erythromycin]}")
    dated = rule.replace("    evidence", "    reviewed: 2025-01-01\n    review_by: 2026-01-01\n    evidence")
    for code, page in pages.items():
        if not page.avoid:
            continue
        name = "waivers_yaml" if code < "RX630" else "rules_test_yaml"
        rules = dated.replace("digoxin}", "digoxn}") if code == "RX622" else dated
        avoided = lint(ruleset(tmp_path, **{"rules_yaml": rules, name: page.avoid}), DAY, scenarios=name != "waivers_yaml")
        assert code in [one.code for one in avoided.found], code
        preferred = lint(ruleset(tmp_path, **{"rules_yaml": dated, name: page.prefer}), DAY, scenarios=name != "waivers_yaml")
        assert not {one.code for one in preferred.found} & set(pages), code
        (tmp_path / name.replace("_", ".")).unlink()
