"""What a change of rules changes: stricter, looser, incomparable, or nothing that any case shows."""

from __future__ import annotations

import pytest
from every_kind import HEAD, RULES, every_kind, made, one

from demo import ruleset as demo_ruleset
from rxrules.proof.comparing import compare
from rxrules.proof.judging import Judge

LIMIT = "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: %s"
PAIR = "kind: interaction, severity: %s, between: [{group: statins}, {ingredient: amlodipine}]"
AGE = 'kind: contraindication, severity: major, drug: {ingredient: codeine}, when: {age: "%s"}'


def change(old, new):
    (found,) = compare(old, new)
    return found


@pytest.mark.parametrize("ruleset", [every_kind, demo_ruleset])
def test_nothing_changed_between_a_ruleset_and_itself(ruleset):
    assert compare(ruleset(), ruleset()) == []


@pytest.mark.parametrize(
    ("old", "new", "logic"),
    [
        (LIMIT % "1200 mg", LIMIT % "1201 mg", "looser"),
        (LIMIT % "1200 mg", LIMIT % "1199 mg", "stricter"),
        (LIMIT % "1200 mg", LIMIT % "12 g", "looser"),
        (PAIR % "major", PAIR % "moderate", "looser"),
        (PAIR % "major", PAIR % "contraindicated", "stricter"),
        (AGE % "< 18 a", AGE % "< 19 a", "stricter"),
        (AGE % "< 18 a", AGE % ">= 18 a", "incomparable"),
        (AGE % "< 18 a", AGE % "[1 a, 19 a)", "incomparable"),
    ],
)
def test_the_direction_of_a_change_is_shown_by_a_case(old, new, logic):
    rulesets = one(old), one(new)
    found = change(*rulesets)
    assert found.logic == logic
    assert (found.looser is not None, found.stricter is not None) == (logic != "stricter", logic != "looser")
    judges = [Judge.of(ruleset.rules[0], ruleset) for ruleset in rulesets]
    for witness in filter(None, (found.looser, found.stricter)):
        case = witness.sketch.case()
        assert [judge.verdict(case) for judge in judges] == [witness.old, witness.new]
        assert witness.old != witness.new


@pytest.mark.parametrize("id_", sorted(RULES))
def test_a_graver_or_lower_severity_of_every_kind_is_shown(id_):
    old = RULES[id_]
    new = old.replace("contraindicated", "X").replace("minor", "major").replace("moderate", "contraindicated").replace("X", "minor")
    if new == old:
        new = old.replace("major", "minor")
    (found,) = compare(one(old), one(new), random_cases=10)
    assert found.logic in ("stricter", "looser", "incomparable")


def test_a_drug_more_in_a_group_is_stricter_and_the_case_has_it():
    head = HEAD.replace("simvastatin, atorvastatin, pravastatin", "simvastatin, atorvastatin, pravastatin, rosuvastatin")
    found = change(one(PAIR % "major"), one(PAIR % "major", head))
    assert found.logic == "stricter"
    assert "rosuvastatin" in [order["drug"] for order in found.stricter.sketch.medications]
    assert change(one(PAIR % "major", head), one(PAIR % "major")).logic == "looser"


def test_what_no_case_shows_is_not_said_to_be_equivalent():
    # the logic differs, and nobody is so old
    found = change(*(one(f"{LIMIT % '1 g'}, when: {{age: '< {age} a'}}") for age in (200, 210)))
    assert found.logic == "undecided"
    assert found.cases > 100
    assert found.weight == "minor"


def test_words_and_governance_are_no_logic():
    base = made({"r": PAIR % "major"})
    words = made({"r": PAIR % "major" + ", mechanism: Another."})
    governance = made({"r": PAIR % "major" + ", owner: somebody else"})
    assert [(one.logic, one.words, one.governance, one.weight) for one in compare(base, words)] == [("same", True, False, "patch")]
    assert [(one.logic, one.words, one.governance) for one in compare(base, governance)] == [("same", False, True)]


def test_the_same_amount_in_another_unit_is_the_same_logic():
    found = change(one(LIMIT % "1200 mg"), one(LIMIT % "1.2 g"))
    assert (found.logic, found.words) == ("same", True)


def test_rules_that_come_and_go():
    both = made({"a": PAIR % "major", "b": LIMIT % "1 g"})
    alone = made({"a": PAIR % "major"})
    added, removed = change(alone, both), change(both, alone)
    assert (added.rule, added.what, added.logic, added.weight) == ("b", "added", "stricter", "minor")
    assert added.stricter.new.status == "fired"
    assert (removed.what, removed.logic, removed.weight) == ("removed", "looser", "major")
    assert removed.looser.old.status == "fired"


def test_a_rule_that_no_longer_runs_is_removed():
    retired = made({"r": PAIR % "major"}, words="status: retired, title: A rule")
    draft = made({"r": PAIR % "major"}, words="status: draft, title: A rule")
    running = made({"r": PAIR % "major"})
    assert change(running, retired).what == "removed"
    assert change(draft, running).what == "added"
    assert compare(draft, retired) == []


def test_the_same_versions_give_the_same_cases():
    old, new = one(AGE % "< 18 a"), one(AGE % "[1 a, 19 a)")
    first, second = change(old, new), change(old, new)
    assert first.looser.sketch == second.looser.sketch
    assert first.cases == second.cases
