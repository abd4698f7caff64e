"""A book is written into a folder of its own, and takes away nothing but its own old pages."""

from __future__ import annotations

import json

import pytest

from rxrules.errors import InputError
from rxrules.rulebook import write

PAGES = {"index.html": "a", "rules/x/a.html": "b", "assets/book.css": "c"}


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_book_replaces_an_older_one_and_leaves_no_page_of_it(tmp_path):
    folder = tmp_path / "a" / "book"
    write(folder, PAGES)
    (folder / "mine.txt").write_text("x")
    write(folder, {"index.html": "new"})
    assert files(folder) == ["index.html", "mine.txt", "rule-book.json"]
    assert not (folder / "rules").exists()
    assert (folder / "index.html").read_text() == "new"


def test_a_folder_that_is_no_book_is_left_alone_unless_forced(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="holds files and is no rule book"):
        write(tmp_path, PAGES)
    assert files(tmp_path) == ["mine.txt"]
    write(tmp_path, PAGES, force=True)
    assert (tmp_path / "mine.txt").read_text() == "x"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"made_by": "rxrules docs"}', '{"made_by": "another", "files": []}'])
def test_what_only_looks_like_the_contents_of_a_book_is_none(tmp_path, text):
    (tmp_path / "rule-book.json").write_text(text)
    with pytest.raises(InputError, match="no rule book"):
        write(tmp_path, PAGES)


def test_a_list_of_contents_that_was_changed_can_take_away_nothing_outside_the_folder(tmp_path):
    outside = tmp_path / "outside.html"
    outside.write_text("x")
    folder = tmp_path / "book"
    write(folder, PAGES)
    (folder / "notes.txt").write_text("x")
    (folder / "link").symlink_to(tmp_path)
    listed = ["../outside.html", str(outside), "link/outside.html", "notes.txt", 3]
    (folder / "rule-book.json").write_text(json.dumps({"made_by": "rxrules docs", "files": listed}))
    write(folder, PAGES)
    assert outside.exists()
    assert (folder / "notes.txt").exists()


def test_what_cannot_be_written_is_told_with_its_place(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        write(tmp_path / "file", PAGES)
    with pytest.raises(InputError, match="can't be written"):
        write(tmp_path / "file" / "below", PAGES)
