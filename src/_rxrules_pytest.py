"""The entry point for pytest, which loads it in every project where rxrules is installed.

It stands outside of the package so that nothing of rxrules is imported before there is a scenario file to run: a project that has
none pays nothing for it, and what a project measures of rxrules itself (its coverage, its import time) stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options for scenarios."""
    group = parser.getgroup("rxrules", "scenarios of rxrules rulesets (*.test.yaml below a folder with ruleset.yaml)")
    group.addoption("--rxrules-drafts", action="store_true", help="run rules in draft too; else their scenarios are skipped")
    group.addoption(
        "--rxrules-engine",
        action="append",
        choices=("native", "durable"),
        help="an engine to run scenarios with; repeatable; without it native",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the scenario files of rulesets, and leave everybody else's YAML alone."""
    if not file_path.name.endswith(".test.yaml"):
        return None
    ruleset = next((folder for folder in file_path.parents if (folder / "ruleset.yaml").is_file()), None)
    if ruleset is None:
        return None
    from rxrules.testing.plugin import ScenarioFile  # noqa: PLC0415

    made: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path, ruleset=ruleset)
    return made
