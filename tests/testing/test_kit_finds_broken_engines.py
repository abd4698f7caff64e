"""The kit is put to the test: the native engine is broken on purpose in ten ways, and each part of the kit must find its share.

``python tests/testing/test_kit_finds_broken_engines.py`` prints how soon each part finds each break.
"""

from __future__ import annotations

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_engines import BREAKS

from rxrules.language.forms import KINDS
from rxrules.testing.conformance import ConformanceFile, conformance_files, failures, read_conformance
from rxrules.testing.differential import agree
from rxrules.testing.lawbook import LAWS, Subject, search
from rxrules.testing.strategies.choices import Seeded
from rxrules.testing.strategies.rulesets import make_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SUITE = Path(__file__).parents[1] / "conformance"
#: Laws that compare with another engine would find everything for the wrong reason.
OWN_LAWS = tuple(law for law in LAWS if law.id != "engines")
#: What laws alone can't find, because the broken engine is at one with itself.
NOT_BY_LAWS = {"as_needed_as_regular"}
#: Of which kinds of rule laws are held, where a break shows in few.
KINDS_OF = {
    "sum_over_one_order": ("dose_limit", "burden"),
    "washout_ignored": ("interaction",),
    "no_list_of_allergies_as_empty": ("allergy",),
}
SEED = 20261122
_EXAMPLES, _RULESETS, _CASES = 4000, 60, 20


def _called(broken: Callable[[pytest.MonkeyPatch], None]) -> str:
    return broken.__name__


@cache
def suite() -> tuple[ConformanceFile, ...]:
    return tuple(map(read_conformance, conformance_files(SUITE)))


def by_suite() -> list[str]:
    """The tests of the conformance suite that an engine fails."""
    return [f"{file.path.stem}: {one}" for file in suite() for one in failures(file)]


def by_laws(kinds: Sequence[str] = tuple(KINDS), rulesets: int = _RULESETS) -> tuple[str, int]:
    """The law that is broken first over made rulesets, and after how many cases; an empty text where none is."""
    for number in range(rulesets):
        made = make_ruleset(Seeded(f"{SEED} laws {number}"), kinds=kinds, most=6)
        found, _ = search(OWN_LAWS, Subject(made.vocabulary), examples=_CASES, seed=number)
        if found:
            first = min(found, key=lambda one: one.example)
            return first.law, number * _CASES + first.example + 1
    return "", rulesets * _CASES


def by_difference() -> int:
    """After how many cases an engine differs from durable; 0 where it does not."""
    found = agree(examples=_EXAMPLES, seed=SEED, most=1, reduce=False)
    return found.examples if found.counterexamples else 0


@pytest.mark.parametrize("broken", BREAKS, ids=_called)
def test_the_conformance_suite_finds_it(broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch):
    broken(monkeypatch)
    assert by_suite()


@pytest.mark.parametrize("broken", BREAKS, ids=_called)
def test_the_differential_run_finds_it(broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch):
    broken(monkeypatch)
    assert by_difference()


@pytest.mark.parametrize("broken", [one for one in BREAKS if one.__name__ not in NOT_BY_LAWS], ids=_called)
def test_a_law_finds_it_without_another_engine(broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch):
    broken(monkeypatch)
    law, _ = by_laws(KINDS_OF.get(broken.__name__, tuple(KINDS)))
    assert law


def test_nothing_is_found_of_the_engine_as_it_is():
    assert by_suite() == []
    assert by_laws(rulesets=10)[0] == ""


def _table() -> None:
    for broken in [one for one in BREAKS if one.__name__ in sys.argv[1:]] or BREAKS:
        with pytest.MonkeyPatch.context() as patch:
            broken(patch)
            times = [perf_counter()]
            failed = by_suite()
            times.append(perf_counter())
            law, cases = by_laws(KINDS_OF.get(broken.__name__, tuple(KINDS)))
            times.append(perf_counter())
            examples = by_difference()
            times.append(perf_counter())
        seconds = [f"{later - earlier:.1f}" for earlier, later in pairwise(times)]
        title = broken.__name__.replace("_", " ")
        print(f"| {title} | {len(failed)} | {law or 'none'}, {cases} ({seconds[1]} s) | {examples} ({seconds[2]} s) |", flush=True)


if __name__ == "__main__":
    _table()
