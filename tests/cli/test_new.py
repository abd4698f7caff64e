"""`rxrules new`: a repository that passes its own workflow, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rxrules.authoring.scaffold import kinds
from rxrules.cli.main import CLEAN, WRONG_INPUT

_RXRULES = f"{sys.executable} -c 'import sys; from rxrules.cli.main import run; sys.exit(run())' "


def test_the_files_are_named_and_what_to_do_with_them(call, tmp_path):
    done = call("new", "ruleset", tmp_path / "own", "--owner", "us", "--bare")
    assert done.status == CLEAN
    *paths, last = done.out.splitlines()
    assert paths == [
        str(tmp_path / "own" / name) for name in ("ruleset.yaml", "rules/own.example.yaml", "rules/own.example.test.yaml")
    ]
    assert last == f"`rxrules watch {tmp_path / 'own'}` lints and tests on every save"
    done = call("new", "rule", "dose_limit", "dose.x", "--in", tmp_path / "own")
    assert done.status == CLEAN
    assert done.out.splitlines()[0] == str(tmp_path / "own/rules/dose.x.yaml")


def test_a_new_repository_with_a_rule_of_each_kind_passes_what_its_workflow_and_its_hooks_run(call, tmp_path):
    assert call("new", "ruleset", tmp_path / "own").status == CLEAN
    for kind in kinds():
        assert call("new", "rule", kind, f"my.{kind.replace('_', '-')}", "--in", tmp_path / "own").status == CLEAN
    workflow = yaml.safe_load((tmp_path / "own/.github/workflows/rules.yaml").read_text(encoding="utf-8"))
    steps = [step["run"] for step in workflow["jobs"]["rules"]["steps"] if "run" in step]
    hooks = yaml.safe_load((tmp_path / "own/.pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    commands = [one for one in (*steps, *(hook["entry"] for hook in hooks)) if one.startswith("rxrules ")]
    assert len(commands) == 6
    for command in commands:
        done = subprocess.run(  # noqa: S602  as CI runs it
            command.replace("rxrules ", _RXRULES, 1),
            shell=True,
            cwd=tmp_path / "own",
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if command == "rxrules fmt .":
            assert "0 files formatted" in done.stdout
        assert done.returncode == CLEAN, (command, done.stdout, done.stderr)


def test_the_hooks_of_the_project_itself_call_commands_that_exist():
    root = Path(__file__).parents[2]
    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"rxrules-fmt", "rxrules-lint", "rxrules-test"}
    for hook in hooks:
        command, *options = hook["entry"].split()[1:]
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from rxrules.cli.main import run; sys.exit(run())", command, "--help"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert all(option in done.stdout for option in options)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rule", "interaction"), "takes KIND ID, got interaction"),
        (("ruleset", "a", "b"), "takes PATH, got a b"),
        (("rule", "interacton", "x.y"), "did you mean 'interaction'?"),
        (("rule", "interaction", "../x"), "an id is written in lower case"),
        (("ruleset", "own", "--id", "A b"), "write a-b"),
    ],
)
def test_what_is_refused(call, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ruleset.yaml").write_text("", encoding="utf-8")
    done = call("new", *arguments)
    assert done.status == WRONG_INPUT
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["ruleset.yaml"]


def test_a_rule_outside_of_a_ruleset_is_told_where_to_name_its_folder(call, tmp_path):
    done = call("new", "rule", "interaction", "x.y", "--in", tmp_path)
    assert done.status == WRONG_INPUT
    assert "name that of the ruleset with --in" in done.err
