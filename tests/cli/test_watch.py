"""`rxrules watch`: what is seen as a change, what is run, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import islice

import pytest

from rxrules.authoring.scaffold import new_ruleset
from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.cli.watch import changes, snapshot


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    new_ruleset(tmp_path / "own", repository=False)
    return tmp_path / "own"


def test_files_that_are_written_made_or_taken_away_are_changes_and_others_are_not(folder):
    rule = folder / "rules/own.example.yaml"
    steps = iter(
        [
            lambda: None,
            lambda: (folder / "notes.txt").write_text("x"),
            lambda: (folder / ".hidden.yaml").write_text("x"),
            lambda: rule.write_text("rules: []\n"),
            lambda: None,
            lambda: (folder / "new.csv").write_text("id\n"),
            lambda: None,
            rule.unlink,
            lambda: None,
        ]
    )

    def sleep(_):
        next(steps)()

    seen = list(islice(changes(folder, sleep), 4))
    assert [len(one) for one in seen] == [3, 3, 4, 3]
    assert str(rule) not in seen[-1]


def test_several_files_that_are_saved_one_after_the_other_are_one_change(folder):
    texts = ["a", "ab", "abc"]

    def sleep(_):
        if texts:
            (folder / "x.yaml").write_text(texts.pop(0))

    found = changes(folder, sleep)
    next(found)
    assert next(found)[str(folder / "x.yaml")][1] == 3


def test_a_file_that_goes_away_while_it_is_looked_at_is_no_matter(folder, monkeypatch):
    (folder / "gone.yaml").symlink_to(folder / "nowhere.yaml")
    assert str(folder / "gone.yaml") not in snapshot(folder)
    assert len(snapshot(folder / "ruleset.yaml")) == 3


def test_it_lints_and_then_tests_and_goes_on_after_what_is_wrong(call, folder, monkeypatch):
    rule = folder / "rules/own.example.yaml"
    steps = iter([lambda: rule.write_text("rules: [\n"), lambda: None, lambda: None, lambda: folder.rename(folder.parent / "away")])

    def sleep(_):
        try:
            next(steps)()
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("rxrules.cli.watch.time.sleep", sleep)
    done = call("watch", folder)
    assert done.status == CLEAN
    assert done.out.count("watching; ctrl-C ends") >= 2
    assert "2 passed, 0 failed" in done.out
    assert "RX011" in done.out
    assert done.out.endswith("no longer watched\n")


def test_there_must_be_something_to_watch(call, tmp_path):
    done = call("watch", tmp_path / "none")
    assert (done.status, done.err) == (WRONG_INPUT, f"rxrules: {tmp_path / 'none'}: no such file or folder\n")


def test_ctrl_c_ends_it_cleanly(folder):
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from rxrules.cli.main import run; sys.exit(run())"
    )
    command = [sys.executable, "-u", "-c", code, "watch", str(folder), "--engine", "native"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            if line.startswith("watching"):
                os.kill(running.pid, signal.SIGINT)
                break
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (CLEAN, "")
    assert "no longer watched" in out
