"""Scaffolds: each lints clean, is in form, and its scenarios pass; nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rxrules import Checker
from rxrules.authoring import scaffold
from rxrules.authoring.formatting import format_text
from rxrules.authoring.linting import lint
from rxrules.authoring.scaffold import kinds, new_rule, new_ruleset
from rxrules.diagnostics import Diagnostics
from rxrules.errors import InputError
from rxrules.language.forms import KINDS
from rxrules.testing.drafts import drafts_of, why_skipped, with_drafts
from rxrules.testing.running import run
from rxrules.testing.scenarios import read_scenarios, scenario_files
from rxrules.validate import load

DAY = dt.date(2026, 12, 1)


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    new_ruleset(tmp_path / "own", owner="us")
    return tmp_path / "own"


def scenarios(folder):
    problems = Diagnostics()
    found = [one for file in scenario_files(folder) for one in read_scenarios(file, problems)]
    assert not len(problems), [*problems]
    return found


def test_every_kind_of_the_language_has_a_template_and_no_other():
    assert kinds() == sorted(KINDS)


@pytest.mark.parametrize("kind", kinds())
def test_a_new_rule_lints_clean_is_in_form_and_its_scenarios_pass(folder, kind):
    new_rule(kind, "my.rule-1", folder)
    assert lint(str(folder), DAY, scenarios=True).found == ()
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert format_text(text, path.name, "tests" if path.name.endswith(".test.yaml") else "ruleset").text == text, path
    ruleset = load(folder)
    assert {rule.kind for rule in ruleset.rules} == {"interaction", kind}
    assert {rule.status for rule in ruleset.rules} == {"draft"}
    checker = Checker(with_drafts(ruleset))
    results = [run(one, checker) for one in scenarios(folder)]
    assert [one.failures for one in results if one.failures] == []
    assert {"my.rule-1", "own.example"} == {rule for one in results for rule in one.fired}
    assert {"my.rule-1", "own.example"} == {rule for one in results for rule in one.silent}


@pytest.mark.parametrize("kind", kinds())
def test_a_rule_that_is_under_review_lacks_only_what_its_author_must_say(folder, kind):
    path = new_rule(kind, "my.rule", folder)[0]
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: review"), encoding="utf-8")
    assert {one.code for one in lint(str(folder), DAY, scenarios=True).found} == {"RX501", "RX503"}


def test_scenarios_of_drafts_are_skipped_and_say_why(folder):
    drafts = drafts_of([load(folder)])
    assert {why_skipped(one, drafts) for one in scenarios(folder)} == {"own.example is in draft"}
    assert {why_skipped(one, frozenset()) for one in scenarios(folder)} == {""}


def test_a_ruleset_has_what_a_repository_needs_and_only_the_rules_where_that_is_asked(tmp_path, folder):
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    rules = {"ruleset.yaml", "rules/own.example.yaml", "rules/own.example.test.yaml"}
    assert names == rules | {"README.md", "requirements.txt", ".pre-commit-config.yaml", ".github/workflows/rules.yaml"}
    assert len(new_ruleset(tmp_path / "bare", repository=False)) == 3
    hooks = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert all(re.compile(hook["files"]).search("rules/a.yaml") for hook in hooks)


def test_what_is_said_of_a_ruleset_stands_in_its_manifest(tmp_path):
    new_ruleset(tmp_path / "X", id_="our-own", title='The "own": # one', owner="A: b", licence="CC-BY-4.0")
    manifest = load(tmp_path / "X").manifest
    assert (manifest.id.text, manifest.title, manifest.owner) == ("our-own", 'The "own": # one', "A: b")
    assert manifest.licence == "CC-BY-4.0"


@given(st.text(max_size=12), st.sampled_from(["ruleset", "rule"]))
def test_law_whatever_is_given_as_an_id_becomes_that_id_or_is_refused_and_then_nothing_is_written(tmp_path_factory, id_, what):
    folder = tmp_path_factory.mktemp("new")
    if what == "rule":
        new_ruleset(folder, id_="own", repository=False)
    before = sorted(folder.rglob("*"))
    try:
        new_rule("duplication", id_, folder) if what == "rule" else new_ruleset(folder / "x", id_=id_ or "#", repository=False)
    except InputError:
        assert sorted(folder.rglob("*")) == before
    else:
        found = load(folder if what == "rule" else folder / "x")
        assert id_ in {found.manifest.id.text, *(rule.id.text for rule in found.rules)}


@pytest.mark.parametrize("file", ["ruleset.yaml", "README.md", ".github/workflows/rules.yaml", "rules/own.example.test.yaml"])
def test_no_file_of_a_ruleset_is_overwritten_and_then_none_is_written(tmp_path, file):
    path = tmp_path / "own" / file
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"is there already, and is not overwritten"):
        new_ruleset(tmp_path / "own")
    assert [one for one in (tmp_path / "own").rglob("*") if one.is_file()] == [path]
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_rule_is_refused_where_it_can_not_be_written(folder):
    new_rule("interaction", "my.rule", folder)
    with pytest.raises(InputError, match=r"rules/my.rule.yaml:3:9: there is a rule 'my.rule' already"):
        new_rule("duplication", "my.rule", folder)
    (folder / "rules" / "broken.yaml").write_text("rules: [", encoding="utf-8")
    with pytest.raises(InputError, match="not overwritten"):
        new_rule("duplication", "my.rule", folder)
    with pytest.raises(InputError, match="did you mean 'dose_limit'"):
        new_rule("dose-limit", "my.other", folder)
    with pytest.raises(InputError, match=r"no ruleset.yaml"):
        new_rule("interaction", "my.other", folder / "rules")


def test_a_folder_that_can_not_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="can't be written"):
        new_ruleset(tmp_path / "file" / "own")


def test_every_template_stands_alone_and_has_no_place_left_to_fill():
    for path in scaffold._TEMPLATES.glob("*.yaml"):
        assert "$" not in re.sub(r"\$(id|title|owner|licence|\$)", "", path.read_text(encoding="utf-8")), path
