"""Plans that the command line keeps between two calls."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from rxrules.cli import plans
from rxrules.errors import RulesetError
from rxrules.plan.cache import dump_plan

DEMO = Path(__file__).parents[1] / "rulesets" / "demo"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    folder = tmp_path / "kept"
    monkeypatch.setenv(plans.SWITCH, str(folder))
    return folder


@pytest.fixture
def compiled(monkeypatch):
    """How often a plan was compiled."""
    calls = []
    compile_ = plans._compiled
    monkeypatch.setattr(plans, "_compiled", lambda named: calls.append(named) or compile_(named))
    return calls


def test_a_plan_is_compiled_once_and_is_the_same_when_it_is_found_again(kept, compiled):
    first, second = plans.plan_of([str(DEMO)]), plans.plan_of([str(DEMO)])
    assert len(compiled) == 1
    assert dump_plan(first) == dump_plan(second)
    assert [path.suffix for path in kept.iterdir()] == [".json"]


def test_a_byte_of_a_rule_makes_another_plan(kept, compiled, tmp_path):
    mine = shutil.copytree(DEMO, tmp_path / "demo")
    plans.plan_of([str(mine)])
    rules = next(path for path in sorted(mine.rglob("*.yaml")) if "severity: major" in path.read_text())
    rules.write_text(rules.read_text().replace("severity: major", "severity: minor", 1))
    assert dump_plan(plans.plan_of([str(mine)])) == dump_plan(plans._compiled([str(mine)]))
    assert len(list(kept.iterdir())) == 2


def test_other_code_makes_another_plan(kept, compiled, monkeypatch):
    plans.plan_of([str(DEMO)])
    monkeypatch.setattr(plans, "_code", lambda: "other")
    plans.plan_of([str(DEMO)])
    assert len(compiled) == 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_plan_that_was_damaged_is_compiled_again(kept, compiled, damage):
    good = dump_plan(plans.plan_of([str(DEMO)]))
    (path,) = kept.iterdir()
    content = path.read_bytes()
    if damage is not None:
        path.write_bytes(damage)
    if damage is None:
        path.write_bytes(content[:200] + b" " + content[200:])
    assert dump_plan(plans.plan_of([str(DEMO)])) == good
    assert len(compiled) == 2
    assert path.read_bytes() == content


def test_a_folder_that_can_not_be_written_to_costs_time_alone(tmp_path, monkeypatch, compiled):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv(plans.SWITCH, str(blocked / "below"))
    plans.plan_of([str(DEMO)])
    plans.plan_of([str(DEMO)])
    assert len(compiled) == 2


def test_nothing_is_kept_where_nobody_wants_it(tmp_path, monkeypatch):
    monkeypatch.setenv(plans.SWITCH, "0")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    plans.plan_of([str(DEMO)])
    assert not (tmp_path / "cache").exists()


def test_a_ruleset_with_errors_is_told_every_time_and_never_kept(kept, tmp_path):
    wrong = shutil.copytree(DEMO, tmp_path / "demo")
    (wrong / "wrong.yaml").write_text("rules:\n  - {id: x}\n")
    for _ in range(2):
        with pytest.raises(RulesetError):
            plans.plan_of([str(wrong)])
    assert not kept.exists()


def test_only_so_many_plans_are_kept(kept, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 2)
    for number in range(4):
        monkeypatch.setattr(plans, "_code", lambda number=number: str(number))
        plans.plan_of([str(DEMO)])
        os.utime(max(kept.iterdir(), key=lambda one: one.stat().st_mtime), (number, number))
    assert len(list(kept.iterdir())) == 2
