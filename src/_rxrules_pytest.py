"""The entry point for pytest, which loads it in every project where rxrules is installed.

It stands outside of the package so that nothing of rxrules is imported before there is a scenario file to run: a project that has
none pays nothing for it, and what a project measures of rxrules itself (its coverage, its import time) stays as it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options for scenarios."""
    group = parser.getgroup("rxrules", "scenarios of rxrules rulesets (*.test.yaml below a folder with ruleset.yaml)")
    group.addoption("--rxrules-drafts", action="store_true", help="run rules in draft too; else their scenarios are skipped")
    group.addoption(
        "--rxrules-engine",
        action="append",
        choices=("native", "durable"),
        help="an engine to run scenarios and laws with; repeatable; without it native; for laws durable too",
    )
    group.addoption(
        "--rxrules-laws",
        action="append",
        metavar="RULESET",
        help="hold the laws of every ruleset over this one: the path of one, or the name of a shipped one; repeatable;"
        " without a value, over each ruleset in the folders that pytest is given",
        nargs="?",
        const="",
    )
    group.addoption(
        "--rxrules-profile",
        choices=("quick", "nightly"),
        default="quick",
        help="how much the laws try: quick, the same cases each time (default), or nightly, many others",
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


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the laws of each ruleset to what was collected."""
    asked: list[str] = config.getoption("rxrules_laws") or []
    if not asked:
        return
    from rxrules.testing.lawbook.plugin import law_tests  # noqa: PLC0415

    named = [one for one in asked if one]
    if "" in asked:
        named += [str(folder) for folder in rulesets_below([Path(str(one)) for one in config.args])]
    for ruleset in dict.fromkeys(named):
        items.extend(law_tests(session, ruleset, config.getoption("rxrules_profile")))


def rulesets_below(paths: list[Path]) -> list[Path]:
    """The folders of rulesets at or below some paths, or above a file."""
    found: dict[Path, None] = {}
    for path in paths:
        path = Path(str(path).partition("::")[0])  # noqa: PLW2901
        if path.is_dir():
            found.update(dict.fromkeys(sorted(one.parent for one in path.rglob("ruleset.yaml"))))
        above = next((one for one in (path, *path.parents) if (one / "ruleset.yaml").is_file()), None)
        if above is not None:
            found[above] = None
    return list(found)
