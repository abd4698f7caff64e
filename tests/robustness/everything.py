"""Does everything that a user does with a ruleset and cases, and writes what came of it."""

from __future__ import annotations

import os
import sys

from rxrules.cli.main import run


def main(folder: str) -> None:
    own = os.path.join(folder, "own")
    for arguments in (
        ["check", os.path.join(folder, "case.yaml"), "--ruleset", own, "--format", "json"],
        ["check", os.path.join(folder, "case.jsonl"), "--ruleset", own],
        ["check", os.path.join(folder, "bundle.json"), "--ruleset", own, "--as-of", "2026-11-21"],
        ["lint", own],
        ["test", own],
        ["explain", os.path.join(folder, "case.yaml"), "ddi.warfarin-ibuprofen", "--ruleset", own],
    ):
        print("$", *arguments)
        print("->", run(arguments))


if __name__ == "__main__":
    main(sys.argv[1])
