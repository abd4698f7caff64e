"""The lists of survivors that were read: each names code that is there, and a class that the page explains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "rxrules"
PAGE = HERE.parents[1] / "docs" / "explanation" / "mutants-of-our-own-code.md"
LISTS = sorted((HERE / "explained").glob("*.yaml"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_what_is_explained_stands_in_the_code_and_its_class_on_the_page(path: Path):
    classes = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    folder = SOURCE / {"native": "engines/native", "durable": "engines/durable"}.get(path.stem, path.stem)
    written: dict[str, str] = {}
    for module in sorted(folder.rglob("*.py")):
        written[module.stem] = written.get(module.stem, "") + " ".join(module.read_text(encoding="utf-8").split())
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert listed
    for one in listed:
        assert sorted(one) == ["after", "before", "function", "why"], one
        assert one["why"] in classes, one
        assert one["before"] != one["after"], one
        assert one["before"] in written[one["function"].partition(".")[0]], one
