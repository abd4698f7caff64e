"""Write a page for every diagnostic code, from what the package says of it.

    python docs/reference/diagnostics/generate.py

With ``--check`` nothing is written, and the exit status is 1 where a page differs from what the package says.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.cli.lint import PAGES

if TYPE_CHECKING:
    from rxrules.codes import CodePage

FOLDER = Path(__file__).parent
ABOUT = """\
What `rxrules lint` and loading a ruleset report. A code keeps its meaning for ever. An error keeps a ruleset
from being used, a warning does not. The texts to avoid and to prefer are run as tests."""
FIRST = {
    "RX0": "Reading: the text of a file",
    "RX1": "Reading: the form of a file",
    "RX2": "Names",
    "RX3": "Kinds of quantity",
    "RX4": "Bands and limits",
    "RX5": "Governance",
    "RX6": "Scenarios, waivers and formatting",
}


def pages() -> list[CodePage]:
    """Every page of the package, in the order of the codes."""
    return sorted((page for name in PAGES for page in import_module(name).PAGES), key=lambda page: page.code)


def text_of(page: CodePage) -> str:
    """A page in Markdown."""
    parts = [f"# {page.code}: {page.title}", page.what, "## Why", page.why]
    for heading, example in (("Avoid", page.avoid), ("Prefer", page.prefer)):
        if example:
            # a tab is no YAML, and that is what the example shows
            kind = "text" if "\t" in example else "yaml"
            parts += [f"## {heading}", f"```{kind}\n{example.rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def index_of(all_pages: list[CodePage]) -> str:
    """The list of all codes, by their first digit."""
    parts = ["# Diagnostics", ABOUT]
    for digit, heading in FIRST.items():
        rows = [f"- [{page.code}]({page.code}.md): {page.title}" for page in all_pages if page.code.startswith(digit)]
        if rows:
            parts += [f"## {heading}", "\n".join(rows)]
    names = "\n".join(page.code for page in all_pages)
    parts.append(f"```{{toctree}}\n:hidden:\n\n{names}\n```")
    return "\n\n".join(parts) + "\n"


def contents() -> dict[Path, str]:
    """What every file should hold."""
    found = pages()
    return {
        FOLDER / "index.md": index_of(found),
        **{FOLDER / f"{page.code}.md": text_of(page) for page in found},
    }


def main(arguments: list[str]) -> int:
    """Write or compare; the exit status."""
    wanted = contents()
    stale = [path for path in FOLDER.glob("*.md") if path not in wanted]
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in [*stale, *differing]:
            sys.stderr.write(f"{path.name} is not what the package says; run {Path(__file__).name}\n")
        return 1 if stale or differing else 0
    for path in stale:
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
