"""The lock: digests that change with the logic alone, and versions that must change with them."""

from __future__ import annotations

import pytest
from every_kind import HEAD, RULES, every_kind, made

from rxrules.errors import InputError
from rxrules.proof.judging import plan_of
from rxrules.proof.lock import is_raised, lock_of, lock_text, read_lock, wanted_part
from rxrules.proof.logic import digest_of, logic_of

LIMIT = "kind: dose_limit, drug: {ingredient: ibuprofen}, measure: per_day, severity: {max: major}, max: %s"


def lock(ruleset, known=None, old=None):
    return lock_of(ruleset, known, old)


def test_a_lock_reads_as_it_was_written():
    made_lock, changes = lock(every_kind())
    assert changes == []
    assert read_lock(lock_text(made_lock), "x") == made_lock
    assert set(made_lock.rules) == set(RULES)
    assert lock(every_kind(), made_lock) == (made_lock, [])


def test_the_digest_of_a_rule_does_not_change_with_the_rules_and_definitions_around_it():
    more = HEAD.replace("allergens:\n", "allergens:\n  - {id: cefs, title: Cephalosporins, drug: {group: cephalosporins}}\n")
    alone = every_kind()
    around = made(dict(reversed(RULES.items())), more)
    for one in alone.rules:
        other = next(each for each in around.rules if each.id.text == one.id.text)
        assert digest_of(logic_of(plan_of(one, alone))) == digest_of(logic_of(plan_of(other, around)))


def test_a_member_of_a_group_is_logic():
    head = HEAD.replace("pravastatin]", "pravastatin, rosuvastatin]")
    known, _ = lock(every_kind())
    _, changes = lock(made(head=head), known)
    assert {one.rule for one in changes} == {"omission.patient", "burden.points", "dup.group", "ddi.part"}


@pytest.mark.parametrize(
    ("old", "new", "change", "part"),
    [
        ("1 g", "2 g", "looser", "major"),
        ("2 g", "1 g", "stricter", "minor"),
        ("1 g", "1000 mg", "text", "patch"),
    ],
)
def test_the_class_of_a_change_decides_the_part(old, new, change, part):
    before, after = made({"r": LIMIT % old}), made({"r": LIMIT % new})
    known, _ = lock(before)
    found, changes = lock(after, known, before)
    assert [(one.rule, one.change, one.asks) for one in changes] == [("r", change, part)]
    assert found.rules["r"].change == change
    assert wanted_part(changes) == part


def test_logic_of_which_nobody_knows_the_direction_asks_for_the_most():
    known, _ = lock(made({"r": LIMIT % "1 g"}))
    _, changes = lock(made({"s": LIMIT % "1 g", "r": LIMIT % "2 g"}), known)
    assert {one.rule: one.change for one in changes} == {"s": "new", "r": "changed"}
    assert wanted_part(changes) == "major"
    _, gone = lock(made({"s": LIMIT % "1 g"}), known)
    assert {one.rule: one.change for one in gone} == {"s": "new", "r": "removed"}


@pytest.mark.parametrize(
    ("old", "new", "part", "raised"),
    [
        ("1.2.3", "1.2.3", "patch", False),
        ("1.2.3", "1.2.4", "patch", True),
        ("1.2.3", "1.2.4", "minor", False),
        ("1.2.3", "1.3.0", "minor", True),
        ("1.2.3", "1.3.0", "major", False),
        ("1.2.3", "2.0.0", "major", True),
        ("1.2.3", "2.0", "major", True),
        ("1.2.3", "1.1.9", "patch", False),
        ("0.1.0", "0.1.1", "major", False),
        ("0.1.0", "0.2.0", "major", True),
        ("2026.11.1", "2026.11.2", "major", True),
        ("1.0.0", "1.0.0-rc.2", "patch", False),
    ],
)
def test_a_version_is_raised_by_a_part_or_not(old, new, part, raised):
    assert is_raised(old, new, part) is raised


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2, "rules": {}}',
        '{"format": 1, "rules": []}',
        '{"format": 1, "ruleset": "x", "version": "one", "rules": {}}',
        '{"format": 1, "ruleset": "x", "version": "1.0.0", "rules": {"r": 3}}',
        '{"format": 1, "ruleset": "x", "version": "1.0", "rules": {"r": {"logic": "", "text": "", "version": "1", "change": "x"}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_lock_is_told(text):
    with pytest.raises(InputError, match=r"own\.lock"):
        read_lock(text, "own.lock")
