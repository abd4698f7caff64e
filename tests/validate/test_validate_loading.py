"""Loading: by path or by the name of a shipped ruleset; all that is wrong comes at once."""

from __future__ import annotations

import datetime as dt

import pytest
from rule_trees import MANIFEST_TEXT

from rxrules.errors import RulesetError
from rxrules.source.shipped import rulesets_in
from rxrules.validate import load, shipped


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ruleset.yaml").write_text(MANIFEST_TEXT, encoding="utf-8")
    return tmp_path


def write(folder, text):
    (folder / "rules.yaml").write_text(text, encoding="utf-8")


def test_a_folder_is_read_and_its_warnings_are_kept(folder):
    write(folder, "groups:\n  - {id: one, members: [warfarin, warfarin]}\n")
    for path in (folder, str(folder)):
        ruleset = load(path)
        assert ruleset.groups == {"one": ("warfarin",)}
        assert [each.code for each in ruleset.warnings] == ["RX213"]
        assert len(ruleset.digest) == 64


def test_everything_that_is_wrong_is_said_at_once_in_order(folder):
    write(folder, "groups:\n  - {id: one, members: [warfarin, warfarin]}\n  - {id: One, members: [warfarrin]}\n")
    with pytest.raises(RulesetError, match="has 2 errors:") as caught:
        load(folder)
    assert [each.code for each in caught.value.diagnostics] == ["RX213", "RX202", "RX204"]


def test_a_file_that_can_t_be_read_is_an_error_of_the_ruleset(folder):
    write(folder, "groups: [")
    with pytest.raises(RulesetError):
        load(folder)


def test_the_day_decides_whether_a_review_is_overdue(folder):
    write(
        folder,
        """\
rules:
  - {id: dup.same, kind: duplication, severity: minor, same: ingredient, status: active, title: t,
     reviewed: 2020-01-01, review_by: 2022-01-01, evidence: {sources: [{title: a, section: "1"}]}, effect: e, action: a}
""",
    )
    assert load(folder).warnings == ()
    with pytest.raises(RulesetError, match="RX504"):
        load(folder, as_of=dt.date(2026, 11, 21))


def test_an_unknown_name_is_told_what_is_shipped(monkeypatch, folder):
    monkeypatch.setattr("rxrules.source.shipped.shipped", lambda: {"core": folder})
    assert load("core").manifest.id.text == "example"
    with pytest.raises(RulesetError, match="did you mean 'core'") as caught:
        load("cor")
    assert [each.code for each in caught.value.diagnostics] == ["RX200"]


def test_rulesets_are_the_folders_with_a_manifest(tmp_path, folder):
    for name in ("b", "a", "no-manifest"):
        (tmp_path / name).mkdir()
    for name in ("b", "a"):
        (tmp_path / name / "ruleset.yaml").write_text(MANIFEST_TEXT, encoding="utf-8")
    assert list(rulesets_in(tmp_path).items()) == [("a", tmp_path / "a"), ("b", tmp_path / "b")]
    assert rulesets_in(tmp_path / "nowhere") == {}


def test_what_is_shipped_has_a_manifest_each():
    assert all((path / "ruleset.yaml").is_file() and path.name == name for name, path in shipped().items())
