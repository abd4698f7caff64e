"""`rxrules fmt`: what is written, what is only told, and what is left alone."""

from __future__ import annotations

import stat

import pytest

from rxrules.cli.fmt import NOT_IN_FORM
from rxrules.cli.main import CLEAN, WRONG_INPUT

UGLY = "rules:\n- severity: minor # so\n  id: dup.x\n  kind: duplication\n  group: g\n"
NEAT = "rules:\n  - id: dup.x\n    kind: duplication\n    severity: minor  # so\n    group: g\n"


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    (tmp_path / "a.yaml").write_text(UGLY, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(NEAT, encoding="utf-8")
    (tmp_path / "t.csv").write_text("id,  a\n", encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.yaml").write_text("a:   1\n", encoding="utf-8")
    return tmp_path


def test_every_file_of_a_folder_is_brought_into_form_once(call, folder):
    (folder / "a.yaml").chmod(0o640)
    done = call("fmt", folder)
    assert (done.status, done.out) == (CLEAN, f"{folder / 'a.yaml'} formatted\n1 file formatted, 1 in form\n")
    assert (folder / "a.yaml").read_text(encoding="utf-8") == NEAT
    assert stat.S_IMODE((folder / "a.yaml").stat().st_mode) == 0o640
    assert (folder / ".hidden" / "c.yaml").read_text(encoding="utf-8") == "a:   1\n"
    assert sorted(path.name for path in folder.iterdir()) == [".hidden", "a.yaml", "b.yaml", "t.csv"]
    assert call("fmt", folder, "--check").status == CLEAN


def test_check_and_diff_write_nothing(call, folder):
    done = call("fmt", folder, "--check")
    assert (done.status, done.out) == (NOT_IN_FORM, f"{folder / 'a.yaml'} is not in form\n1 file not in form, 1 in form\n")
    done = call("fmt", folder / "a.yaml", "--diff")
    assert done.status == NOT_IN_FORM
    assert "-- severity: minor # so" in done.out
    assert "+    severity: minor  # so" in done.out
    assert (folder / "a.yaml").read_text(encoding="utf-8") == UGLY


def test_a_file_that_cannot_be_read_is_told_with_its_place_and_the_others_are_formatted(call, folder):
    (folder / "c.yaml").write_text("rules:\n\t- x\n", encoding="utf-8")
    done = call("fmt", folder)
    assert done.status == WRONG_INPUT
    assert f"{folder / 'c.yaml'}:2:1: error: RX012" in done.err
    assert (folder / "a.yaml").read_text(encoding="utf-8") == NEAT
    assert (folder / "c.yaml").read_text(encoding="utf-8") == "rules:\n\t- x\n"


def test_scenarios_and_waivers_are_formatted_as_what_they_are(call, tmp_path):
    (tmp_path / "x.test.yaml").write_text("- case: {}\n  name: x\n", encoding="utf-8")
    (tmp_path / "waivers.yaml").write_text("- rule: a\n  code: RX503\n", encoding="utf-8")
    assert call("fmt", tmp_path).status == CLEAN
    assert (tmp_path / "x.test.yaml").read_text(encoding="utf-8") == "- name: x\n  case: {}\n"
    assert (tmp_path / "waivers.yaml").read_text(encoding="utf-8") == "- rule: a\n  code: RX503\n"


def test_a_link_stays_a_link(call, tmp_path, folder):
    link = tmp_path / "link.yaml"
    link.symlink_to(folder / "a.yaml")
    assert call("fmt", link).status == CLEAN
    assert link.is_symlink()
    assert (folder / "a.yaml").read_text(encoding="utf-8") == NEAT


def test_lines_that_end_as_on_windows_are_not_in_form(call, tmp_path):
    (tmp_path / "a.yaml").write_bytes(NEAT.replace("\n", "\r\n").encode())
    assert call("fmt", tmp_path, "--diff").status == NOT_IN_FORM
    assert call("fmt", tmp_path).status == CLEAN
    assert (tmp_path / "a.yaml").read_bytes() == NEAT.encode()


@pytest.mark.parametrize(
    ("name", "said"),
    [("none", "no such file"), ("t.csv", "only files that end with .yaml"), ("none.yaml", "RX001"), ("empty", "no YAML file")],
)
def test_what_can_not_be_formatted_is_exit_2(call, folder, name, said):
    (folder / "empty").mkdir()
    done = call("fmt", folder / name)
    assert done.status == WRONG_INPUT
    assert said in done.err


def test_a_file_is_replaced_as_a_whole_or_not_at_all(call, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    done = call("fmt", folder / "a.yaml")
    assert (done.status, done.err) == (WRONG_INPUT, f"rxrules: {folder / 'a.yaml'}: can't be written: No space left on device\n")
    assert (folder / "a.yaml").read_text(encoding="utf-8") == UGLY
    assert sorted(path.name for path in folder.iterdir()) == [".hidden", "a.yaml", "b.yaml", "t.csv"]


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_line_ends_of_windows_are_told_since_no_line_differs(call, folder, option):
    (folder / "a.yaml").write_bytes(NEAT.replace("\n", "\r\n").encode())
    done = call("fmt", folder / "a.yaml", option)
    assert done.status == NOT_IN_FORM
    assert "its lines end as on Windows (CRLF)" in done.out
