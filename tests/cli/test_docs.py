"""`rxrules docs`: a rule book in a folder, and clear words where it can't be."""

from __future__ import annotations

import pytest
from commands import DEMO, process

from rxrules.cli.main import CLEAN, WRONG_INPUT


def test_a_rule_book_is_written_and_what_is_in_it_is_said(call, tmp_path):
    folder = tmp_path / "book"
    done = call("docs", DEMO, "--out", folder)
    assert done.status == CLEAN
    assert done.out.startswith(f"{folder / 'index.html'}: ")
    assert "rules, " in done.out
    assert (folder / "drugs" / "warfarin.html").exists()
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert call("docs", DEMO, "--out", folder).status == CLEAN
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == first


def test_a_day_makes_reviews_overdue(call, tmp_path):
    assert call("docs", DEMO, "--out", tmp_path / "book", "--as-of", "2031-01-01").status == CLEAN
    assert "Reviews are overdue as of 2031-01-01." in (tmp_path / "book" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("coer",), "there is no shipped ruleset 'coer'"),
        ((DEMO, "--as-of", "yesterday"), "--as-of"),
        ((DEMO, DEMO + "/ruleset.yaml"), "two of the rulesets have the id 'demo'"),
    ],
)
def test_wrong_input_is_told_and_nothing_is_written(call, tmp_path, arguments, words):
    done = call("docs", *arguments, "--out", tmp_path / "book")
    assert done.status == WRONG_INPUT
    assert words in done.err
    assert not (tmp_path / "book").exists()


def test_a_folder_of_something_else_is_refused_before_anything_is_made(call, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    done = call("docs", "no-such-ruleset", "--out", tmp_path)
    assert (done.status, done.out) == (WRONG_INPUT, "")
    assert "is no rule book; name another, or write into it all the same with --force" in done.err
    assert call("docs", DEMO, "--out", tmp_path, "--force").status == CLEAN


def test_without_a_folder_the_command_says_what_is_missing():
    done = process("docs", DEMO)
    assert done.status == WRONG_INPUT
    assert "--out" in done.err
    assert "Traceback" not in done.err
