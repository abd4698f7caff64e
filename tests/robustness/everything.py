"""Does everything that a user does with a ruleset and cases, and writes what came of it."""

from __future__ import annotations

import sys
from pathlib import Path

from rxrules.cli.main import run


def main(folder: Path, *, every: bool) -> None:
    own = str(folder / "own")
    commands = [
        ["check", str(folder / "case.yaml"), "--ruleset", own, "--format", "json"],
        ["check", str(folder / "case.jsonl"), "--ruleset", own],
        ["check", str(folder / "bundle.json"), "--ruleset", own, "--as-of", "2026-11-21"],
        ["lint", own],
        ["test", own],
        ["explain", str(folder / "case.yaml"), "ddi.warfarin-ibuprofen", "--ruleset", own],
        ["fmt", "--check", own],
    ]
    more = [
        ["reconcile", str(folder / "case.yaml"), str(folder / "case.yaml"), "--ruleset", own],
        ["boundaries", "ddi.warfarin-ibuprofen", "--ruleset", own],
        ["diff", own, own],
        ["show", "warfarin", "--ruleset", own],
        ["coverage", own, "--summary"],
    ]
    for arguments in commands + more * every:
        print("$", *arguments)
        print("->", run(arguments))


if __name__ == "__main__":
    main(Path(sys.argv[1]), every="all" in sys.argv)
