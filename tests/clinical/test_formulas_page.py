"""The page about formulas lists them all, as they are."""

from __future__ import annotations

from pathlib import Path

from formulas_table import table

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "formulas.md").read_text(encoding="utf-8")


def test_the_table_of_the_page_is_that_of_the_formulas():
    shown = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert shown == table().splitlines()
