"""Every code that the package reports has a page in the package and one in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import rxrules
from rxrules.cli.lint import pages

SOURCE = Path(rxrules.__file__).parent
DOCS = Path(__file__).parents[2] / "docs/reference/diagnostics"


def test_every_code_in_the_source_has_a_page_and_every_page_is_in_the_documentation():
    reported = {code for path in SOURCE.rglob("*.py") for code in re.findall(r'"(RX\d{3})"', path.read_text(encoding="utf-8"))}
    known = pages()
    assert reported - set(known) == set()
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for code, page in known.items():
        assert (DOCS / f"{code}.md").read_text(encoding="utf-8").startswith(f"# {code}: {page.title}\n"), code
        assert f"[{code}]({code}.md): {page.title}" in index, code


def test_every_page_says_what_and_why_and_what_it_avoids_it_prefers_otherwise():
    for code, page in pages().items():
        assert page.what.endswith("."), code
        assert page.why.endswith("."), code
        assert bool(page.avoid) == bool(page.prefer), code
        assert not page.avoid or page.avoid != page.prefer, code
