"""Laws as tests of pytest, for ``pytest --rxrules-laws``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rxrules.errors import RxError
from rxrules.testing.lawbook import LAWS, PROFILES, LawBroken, Subject
from rxrules.testing.lawbook.running import OF_RULES, run_law

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBJECTS = pytest.StashKey[dict[str, "Subject | RxError"]]()
_BY_ID = {law.id: law for law in LAWS}


def law_tests(session: pytest.Session, ruleset: str, profile: str) -> Iterator[pytest.Item]:
    """A test for each law."""
    for name in (*_BY_ID, *OF_RULES):
        yield LawTest.from_parent(session, name=f"laws of {ruleset}[{name}]", ruleset=ruleset, law=name, profile=profile)


class LawTest(pytest.Item):
    """One law, held of one ruleset."""

    def __init__(self, *, ruleset: str, law: str, profile: str, **known: Any) -> None:
        super().__init__(**known)
        self.ruleset = ruleset
        self.law = law
        self.profile = profile

    def runtest(self) -> None:
        """Hold the law."""
        subject = _subject(self.config, self.ruleset)
        if isinstance(subject, RxError):
            raise subject
        run_law(self.law, _BY_ID, subject, PROFILES[self.profile], derandomize=self.profile == "quick")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What speaks against the law, with the case; nobody wants to see our code."""
        if isinstance(excinfo.value, (LawBroken, RxError, ModuleNotFoundError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """What stands in the list of tests."""
        return Path(self.ruleset), None, self.name


def _subject(config: pytest.Config, ruleset: str) -> Subject | RxError:
    """The rules of a ruleset, read once for all laws."""
    from rxrules.testing.differential import engines_that_load  # noqa: PLC0415

    made = config.stash.setdefault(_SUBJECTS, {})
    if ruleset not in made:
        engines = tuple(dict.fromkeys(config.getoption("rxrules_engine") or engines_that_load()))
        try:
            made[ruleset] = Subject(Path(ruleset) if Path(ruleset).exists() else ruleset, engines)
        except RxError as problem:
            made[ruleset] = problem
    return made[ruleset]
